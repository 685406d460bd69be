/* pki_trust.c: the list of issuers and their revocation lists, read from DER or PEM. */
#include "platform/pki/pki_internal.h"
#include <openssl/err.h>
#include <openssl/pem.h>

struct pki_trust *pki_trust_new(void)
{
    struct pki_trust *trust = calloc(1, sizeof *trust);

    if (trust && !((trust->certificates = sk_X509_new_null()) && (trust->crls = sk_X509_CRL_new_null()))) {
        pki_trust_free(trust);
        return NULL;
    }
    return trust;
}

void pki_trust_free(struct pki_trust *trust)
{
    if (!trust)
        return;
    sk_X509_pop_free(trust->certificates, X509_free);
    sk_X509_CRL_pop_free(trust->crls, X509_CRL_free);
    free(trust);
}

int pki_trust_count(const struct pki_trust *trust) { return sk_X509_num(trust->certificates); }

static bool keep(struct pki_trust *trust, X509 *certificate, X509_CRL *crl)
{
    if (sk_X509_num(trust->certificates) + sk_X509_CRL_num(trust->crls) >= PKI_LIST_MAX)
        return false;
    if (certificate)
        return X509_up_ref(certificate) && sk_X509_push(trust->certificates, certificate) > 0;
    return X509_CRL_up_ref(crl) && sk_X509_CRL_push(trust->crls, crl) > 0;
}

static enum err add_pem(struct pki_trust *trust, struct str bytes, int *certificates, int *crls)
{
    BIO *bio = BIO_new_mem_buf(bytes.ptr, (int)bytes.len);
    STACK_OF(X509_INFO) *list = bio ? PEM_X509_INFO_read_bio(bio, NULL, NULL, NULL) : NULL;
    enum err err = list ? OK : ERR_INVALID;

    for (int i = 0; list && i < sk_X509_INFO_num(list) && err == OK; i++) {
        X509_INFO *info = sk_X509_INFO_value(list, i);
        if (info->x509 && !keep(trust, info->x509, NULL))
            err = ERR_TOO_LARGE;
        if (info->crl && !keep(trust, NULL, info->crl))
            err = ERR_TOO_LARGE;
        *certificates += info->x509 != NULL;
        *crls += info->crl != NULL;
    }
    sk_X509_INFO_pop_free(list, X509_INFO_free);
    BIO_free(bio);
    return err == OK && *certificates + *crls == 0 ? ERR_INVALID : err;
}

static enum err add_der(struct pki_trust *trust, struct str bytes, int *certificates, int *crls)
{
    const unsigned char *at = (const unsigned char *)bytes.ptr, *end = at + bytes.len;
    X509 *certificate = d2i_X509(NULL, &at, (long)bytes.len);
    X509_CRL *crl = NULL;

    if (!certificate) {
        at = (const unsigned char *)bytes.ptr;
        crl = d2i_X509_CRL(NULL, &at, (long)bytes.len);
    }
    enum err err = (certificate || crl) && at == end ? OK : ERR_INVALID;
    if (err == OK && !keep(trust, certificate, crl))
        err = ERR_TOO_LARGE;
    *certificates = err == OK && certificate;
    *crls = err == OK && crl;
    X509_free(certificate);
    X509_CRL_free(crl);
    return err;
}

enum err pki_trust_add(struct pki_trust *trust, struct str bytes, int *ret_certificates, int *ret_crls)
{
    int certificates = 0, crls = 0;

    if (bytes.len == 0 || bytes.len > INT32_MAX)
        return ERR_INVALID;
    enum err err = str_find(bytes, S("-----BEGIN ")) >= 0 ? add_pem(trust, bytes, &certificates, &crls) : add_der(trust, bytes, &certificates, &crls);
    ERR_clear_error();
    if (err != OK)
        return err;
    *ret_certificates = certificates;
    *ret_crls = crls;
    return OK;
}
