/* pki_internal.h: what the files of pki share. */
#ifndef PLATFORM_PKI_INTERNAL_H
#define PLATFORM_PKI_INTERNAL_H

#include "platform/pki/pki.h"
#include <openssl/x509.h>
#include <openssl/x509v3.h>

struct pki_trust {
    STACK_OF(X509) *certificates;
    STACK_OF(X509_CRL) *crls;
};

bool pki_nid_strong(int digest_nid);       /* SHA-224 to SHA-512 */
bool pki_algorithm_strong(const X509_ALGOR *algorithm); /* of a signature: its digest is strong, in PSS parameters, too */
bool pki_key_strong(EVP_PKEY *key, bool *ret_explicit);
struct str pki_name_text(struct arena *arena, const X509_NAME *name);
int64_t pki_time_ms(const ASN1_TIME *time); /* 0: none */
/* Finds who issued the signer's certificate, and judges both at signed->judged_ms. */
enum pki_problem pki_chain_check(struct arena *arena, const struct pki_trust *trust, X509 *signer, int64_t now_ms, struct pki_signed *signed_data);

#endif
