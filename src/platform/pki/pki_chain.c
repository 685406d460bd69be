/* pki_chain.c: from a document signer's certificate to an issuer of the list. One step, explicitly: no path building, so nothing but the list is trusted. */
#include "platform/pki/pki_internal.h"
#include <openssl/asn1t.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

enum { RSA_BITS_MIN = 2048, EC_BITS_MIN = 224 };

bool pki_nid_strong(int nid) { return nid == NID_sha224 || nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512; }

static bool pss_strong(const X509_ALGOR *algorithm)
{
    RSA_PSS_PARAMS *pss = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), algorithm->parameter);
    const ASN1_OBJECT *hash = NULL;

    if (pss && pss->hashAlgorithm)
        X509_ALGOR_get0(&hash, NULL, NULL, pss->hashAlgorithm);
    bool strong = hash && pki_nid_strong(OBJ_obj2nid(hash)); /* left out, it would be SHA-1 (RFC 4055 section 3.1) */
    RSA_PSS_PARAMS_free(pss);
    return strong;
}

bool pki_algorithm_strong(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object;
    int digest = NID_undef, key = NID_undef;

    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    int nid = OBJ_obj2nid(object);
    if (nid == NID_rsassaPss)
        return pss_strong(algorithm);
    if (nid == NID_rsaEncryption || nid == NID_X9_62_id_ecPublicKey) /* the digest stands apart; the caller looks at it */
        return true;
    return OBJ_find_sigid_algs(nid, &digest, &key) && pki_nid_strong(digest);
}

static bool curve_known(EVP_PKEY *key)
{
    static const int curves[] = {NID_secp224r1,       NID_X9_62_prime256v1, NID_secp384r1,       NID_secp521r1,      NID_brainpoolP224r1,
                                 NID_brainpoolP256r1, NID_brainpoolP320r1,  NID_brainpoolP384r1, NID_brainpoolP512r1};
    char name[80];
    size_t len = 0;

    if (!EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof name, &len))
        return false;
    int nid = OBJ_txt2nid(name);
    for (size_t i = 0; i < ARRAY_LEN(curves); i++)
        if (curves[i] == nid)
            return true;
    return false;
}

bool pki_key_strong(EVP_PKEY *key, bool *ret_explicit)
{
    int written_out = 0;

    *ret_explicit = false;
    if (!key)
        return false;
    int kind = EVP_PKEY_get_base_id(key);
    if (kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS)
        return EVP_PKEY_get_bits(key) >= RSA_BITS_MIN;
    if (kind != EVP_PKEY_EC || EVP_PKEY_get_bits(key) < EC_BITS_MIN || !curve_known(key))
        return false;
    if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &written_out))
        *ret_explicit = written_out != 0;
    return true;
}

struct str pki_name_text(struct arena *arena, const X509_NAME *name)
{
    BIO *bio = BIO_new(BIO_s_mem());
    struct str text = S("");
    char *bytes;

    if (bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
        long len = BIO_get_mem_data(bio, &bytes);
        text = arena_str(arena, (struct str){bytes, len > 300 ? 300 : (size_t)len});
    }
    BIO_free(bio);
    return text;
}

int64_t pki_time_ms(const ASN1_TIME *time)
{
    struct tm tm;

    if (!time || !ASN1_TIME_to_tm(time, &tm))
        return 0;
    return (int64_t)timegm(&tm) * 1000;
}

static bool key_identifiers_fit(X509 *signer, X509 *issuer)
{
    const ASN1_OCTET_STRING *wanted = X509_get0_authority_key_id(signer), *has = X509_get0_subject_key_id(issuer);
    return !wanted || !has || ASN1_OCTET_STRING_cmp(wanted, has) == 0;
}

static enum pki_problem find_issuer(const struct pki_trust *trust, X509 *signer, X509 **ret_issuer)
{
    bool named = false, unused;

    for (int i = 0; i < sk_X509_num(trust->certificates); i++) {
        X509 *candidate = sk_X509_value(trust->certificates, i);
        if (X509_NAME_cmp(X509_get_subject_name(candidate), X509_get_issuer_name(signer)) != 0)
            continue;
        named = true;
        if (!key_identifiers_fit(signer, candidate) || !pki_key_strong(X509_get0_pubkey(candidate), &unused))
            continue;
        if (X509_verify(signer, X509_get0_pubkey(candidate)) == 1) {
            *ret_issuer = candidate;
            return PKI_FINE;
        }
    }
    return named ? PKI_ISSUER_SIGNATURE_WRONG : PKI_ISSUER_UNKNOWN;
}

static enum pki_problem check_crls(const struct pki_trust *trust, X509 *signer, X509 *issuer, int64_t now_ms, struct pki_signed *facts)
{
    enum pki_problem problem = PKI_FINE;

    for (int i = 0; i < sk_X509_CRL_num(trust->crls) && problem == PKI_FINE; i++) {
        X509_CRL *crl = sk_X509_CRL_value(trust->crls, i);
        X509_REVOKED *revoked;
        const X509_ALGOR *algorithm;
        if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer)) != 0)
            continue;
        X509_CRL_get0_signature(crl, NULL, &algorithm);
        if (!pki_algorithm_strong(algorithm) || X509_CRL_verify(crl, X509_get0_pubkey(issuer)) != 1) {
            problem = PKI_CRL_WRONG; /* else a list could be kept away by putting a broken one beside it */
            break;
        }
        facts->crl_seen = true;
        facts->crl_stale |= X509_CRL_get0_nextUpdate(crl) && pki_time_ms(X509_CRL_get0_nextUpdate(crl)) < now_ms;
        if (X509_CRL_get0_by_cert(crl, &revoked, signer) == 1)
            problem = PKI_SIGNER_REVOKED;
        else if (X509_CRL_get0_by_cert(crl, &revoked, issuer) == 1)
            problem = PKI_ISSUER_REVOKED;
    }
    return problem;
}

enum pki_problem pki_chain_check(struct arena *arena, const struct pki_trust *trust, X509 *signer, int64_t now_ms, struct pki_signed *facts)
{
    const X509_ALGOR *algorithm;
    X509 *issuer = NULL;

    X509_get0_signature(NULL, &algorithm, signer);
    if (!pki_algorithm_strong(algorithm))
        return PKI_WEAK_DIGEST;
    enum pki_problem problem = find_issuer(trust, signer, &issuer);
    if (problem != PKI_FINE)
        return problem;
    facts->issuer = pki_name_text(arena, X509_get_subject_name(issuer));
    facts->issuer_from_ms = pki_time_ms(X509_get0_notBefore(issuer));
    facts->issuer_to_ms = pki_time_ms(X509_get0_notAfter(issuer));
    if (X509_check_ca(issuer) != 1 || !(X509_get_key_usage(issuer) & KU_KEY_CERT_SIGN))
        return PKI_ISSUER_NOT_CA;
    if (X509_check_ca(signer) == 1 || !(X509_get_key_usage(signer) & KU_DIGITAL_SIGNATURE))
        return PKI_SIGNER_USAGE;
    problem = check_crls(trust, signer, issuer, now_ms, facts);
    if (problem != PKI_FINE)
        return problem;
    if (facts->judged_ms < facts->issuer_from_ms || facts->judged_ms > facts->issuer_to_ms)
        return PKI_ISSUER_EXPIRED;
    if (facts->judged_ms < facts->signer_from_ms || facts->judged_ms > facts->signer_to_ms)
        return PKI_SIGNER_EXPIRED;
    return PKI_FINE;
}
