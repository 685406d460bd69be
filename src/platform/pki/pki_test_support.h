/* pki_test_support.h: issuers, document signers and signed data, made with OpenSSL on the spot. Tests only; the code stands in pki_test_support_test.c. */
#ifndef PLATFORM_PKI_TEST_SUPPORT_H
#define PLATFORM_PKI_TEST_SUPPORT_H

#include <criterion/criterion.h>
#include "platform/pki/pki.h"

enum pki_test_key { KEY_RSA, KEY_RSA_PSS, KEY_RSA_1024, KEY_P256, KEY_P384, KEY_BRAINPOOL256, KEY_BRAINPOOL384, KEY_P256_EXPLICIT, KEY_BRAINPOOL256_EXPLICIT,
                    KEY_OWN_GENERATOR /* P-256 with another generator, written out: what CVE-2020-0601 was made of */ };

struct pki_test_plan {
    enum pki_test_key csca_key, dsc_key;
    const char *csca_digest, *dsc_digest, *cms_digest; /* NULL: SHA256 */
    int64_t csca_from_ms, csca_to_ms, dsc_from_ms, dsc_to_ms, signed_ms; /* 0: ten years around now, now */
    bool csca_no_ca, dsc_no_signature_usage, other_name;
    bool dsc_by_other_key; /* the issuer's name, but not its key */
    bool revoke_dsc, crl_by_other_key, with_crl;
};
struct pki_test_issuer {
    void *csca, *csca_key, *dsc, *dsc_key; /* X509 and EVP_PKEY */
    struct str csca_der, dsc_der, crl_der; /* crl_der "" without with_crl */
    struct pki_test_plan plan;
};
#define PKI_TEST_NOW_MS INT64_C(1795230000000) /* 21/11/2026 10:00 in Viet Nam */
#define PKI_TEST_YEAR_MS (INT64_C(365) * 24 * 3600 * 1000)

void pki_test_issuer_make(struct arena *arena, const struct pki_test_plan *plan, struct pki_test_issuer *ret_issuer);
void pki_test_issuer_done(struct pki_test_issuer *issuer);
/* CMS SignedData around `content`, by the document signer. */
struct str pki_test_sign(struct arena *arena, const struct pki_test_issuer *issuer, const char *content_type, struct str content);
bool pki_test_has_curve(enum pki_test_key key); /* does this OpenSSL have it? */

#endif
