/* pki_signed.c: CMS SignedData: one signer, content inside, signature over the signed attributes. */
#include "platform/pki/pki_internal.h"
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>

enum { FUTURE_MS = 24 * 3600 * 1000 }; /* clocks differ */

const char *pki_problem_name(enum pki_problem problem)
{
    static const char *const names[] = {
        [PKI_FINE] = "fine", [PKI_NOT_SIGNED_DATA] = "not_signed_data", [PKI_WRONG_CONTENT] = "wrong_content", [PKI_SIGNER_COUNT] = "signer_count",
        [PKI_NO_CERTIFICATE] = "no_certificate", [PKI_WEAK_DIGEST] = "weak_digest", [PKI_WEAK_KEY] = "weak_key", [PKI_SIGNATURE_WRONG] = "signature_wrong",
        [PKI_ISSUER_UNKNOWN] = "issuer_unknown", [PKI_ISSUER_SIGNATURE_WRONG] = "issuer_signature_wrong", [PKI_ISSUER_NOT_CA] = "issuer_not_ca",
        [PKI_ISSUER_EXPIRED] = "issuer_expired", [PKI_ISSUER_REVOKED] = "issuer_revoked", [PKI_SIGNER_EXPIRED] = "signer_expired",
        [PKI_SIGNER_USAGE] = "signer_usage", [PKI_SIGNER_REVOKED] = "signer_revoked", [PKI_CRL_WRONG] = "crl_wrong",
        [PKI_SIGNED_IN_FUTURE] = "signed_in_future"};
    return names[problem];
}

static int nid_of(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    return OBJ_obj2nid(object);
}

static bool type_is(const ASN1_OBJECT *object, const char *dotted)
{
    char text[64];
    return object && OBJ_obj2txt(text, sizeof text, object, 1) > 0 && strcmp(text, dotted) == 0;
}

/* RFC 5652 section 11.1: the signed content type must be that of the content; without this a signature could be lent to another kind of content. */
static bool attribute_type_is(CMS_SignerInfo *signer, const char *dotted)
{
    const ASN1_OBJECT *object = CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
    return type_is(object, dotted);
}

static int64_t signing_time(CMS_SignerInfo *signer)
{
    int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
    ASN1_TYPE *value = at < 0 ? NULL : X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(signer, at), 0);

    if (!value || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME))
        return 0;
    return pki_time_ms(value->value.asn1_string);
}

static X509 *certificate_of(CMS_SignerInfo *signer, STACK_OF(X509) *certificates)
{
    for (int i = 0; i < sk_X509_num(certificates); i++)
        if (CMS_SignerInfo_cert_cmp(signer, sk_X509_value(certificates, i)) == 0)
            return sk_X509_value(certificates, i);
    return NULL;
}

static void describe(struct arena *arena, X509 *certificate, struct pki_signed *facts)
{
    BIGNUM *serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
    char *hex = serial ? BN_bn2hex(serial) : NULL;

    facts->signer = pki_name_text(arena, X509_get_subject_name(certificate));
    facts->issuer = pki_name_text(arena, X509_get_issuer_name(certificate));
    facts->serial = hex ? arena_str(arena, str_sub(str_of(hex), 0, 80)) : S("");
    facts->signer_from_ms = pki_time_ms(X509_get0_notBefore(certificate));
    facts->signer_to_ms = pki_time_ms(X509_get0_notAfter(certificate));
    OPENSSL_free(hex);
    BN_free(serial);
}

static bool signature_right(struct arena *arena, CMS_ContentInfo *cms, STACK_OF(X509) *certificates, struct str *ret_content)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *bytes;
    bool right = out && CMS_verify(cms, certificates, NULL, NULL, out, CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY | CMS_NOINTERN) == 1;

    if (right) {
        long len = BIO_get_mem_data(out, &bytes);
        *ret_content = arena_str(arena, (struct str){bytes, (size_t)len});
    }
    BIO_free(out);
    return right;
}

static enum pki_problem check_signer(struct arena *arena, const struct pki_trust *trust, CMS_ContentInfo *cms, STACK_OF(X509) *certificates,
                                     const char *content_type, int64_t now_ms, struct pki_signed *facts)
{
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    X509_ALGOR *digest, *algorithm;
    struct str content;

    if (!signers || sk_CMS_SignerInfo_num(signers) != 1)
        return PKI_SIGNER_COUNT;
    CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, 0);
    X509 *certificate = certificate_of(signer, certificates);
    if (!certificate)
        return PKI_NO_CERTIFICATE;
    describe(arena, certificate, facts);
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest, &algorithm);
    facts->algorithm = str_of(OBJ_nid2sn(nid_of(algorithm)));
    facts->digest = str_of(OBJ_nid2sn(nid_of(digest)));
    facts->signed_ms = signing_time(signer);
    facts->judged_ms = facts->signed_ms ? facts->signed_ms : now_ms;
    if (!pki_nid_strong(nid_of(digest)) || !pki_algorithm_strong(algorithm))
        return PKI_WEAK_DIGEST;
    if (!pki_key_strong(X509_get0_pubkey(certificate), &facts->explicit_curve))
        return PKI_WEAK_KEY;
    if (!attribute_type_is(signer, content_type) || !signature_right(arena, cms, certificates, &content))
        return PKI_SIGNATURE_WRONG;
    facts->content = content;
    if (facts->signed_ms > now_ms + FUTURE_MS)
        return PKI_SIGNED_IN_FUTURE;
    return pki_chain_check(arena, trust, certificate, now_ms, facts);
}

enum pki_problem pki_signed_verify(struct arena *arena, const struct pki_trust *trust, struct str bytes, const char *content_type, int64_t now_ms,
                                   struct pki_signed *ret_signed)
{
    const unsigned char *at = (const unsigned char *)bytes.ptr, *end = at + bytes.len;
    enum pki_problem problem = PKI_NOT_SIGNED_DATA;
    STACK_OF(X509) *certificates = NULL;

    *ret_signed = (struct pki_signed){.judged_ms = now_ms};
    CMS_ContentInfo *cms = bytes.len && bytes.len < INT32_MAX ? d2i_CMS_ContentInfo(NULL, &at, (long)bytes.len) : NULL;
    if (cms && at == end && OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed) {
        ASN1_OCTET_STRING **content = CMS_get0_content(cms);
        problem = !type_is(CMS_get0_eContentType(cms), content_type) || !content || !*content ? PKI_WRONG_CONTENT : PKI_FINE;
    }
    if (problem == PKI_FINE) {
        certificates = CMS_get1_certs(cms);
        problem = check_signer(arena, trust, cms, certificates, content_type, now_ms, ret_signed);
    }
    sk_X509_pop_free(certificates, X509_free);
    CMS_ContentInfo_free(cms);
    ERR_clear_error(); /* the queue is this thread's: what failed here is told by the answer */
    return problem;
}

enum err pki_digest(struct arena *arena, struct str oid, struct str data, struct str *ret_digest, struct str *ret_name)
{
    static const struct {
        const char *oid;
        int nid;
    } known[] = {{"\x60\x86\x48\x01\x65\x03\x04\x02\x04", NID_sha224}, {"\x60\x86\x48\x01\x65\x03\x04\x02\x01", NID_sha256},
                 {"\x60\x86\x48\x01\x65\x03\x04\x02\x02", NID_sha384}, {"\x60\x86\x48\x01\x65\x03\x04\x02\x03", NID_sha512}}; /* RFC 5754 section 2 */
    unsigned char *digest = arena_alloc_raw(arena, EVP_MAX_MD_SIZE);
    unsigned len = 0;

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_eq(oid, (struct str){known[i].oid, 9})) {
            if (EVP_Digest(data.ptr, data.len, digest, &len, EVP_get_digestbynid(known[i].nid), NULL) != 1)
                return ERR_INTERNAL;
            *ret_digest = (struct str){(const char *)digest, len};
            *ret_name = str_of(OBJ_nid2sn(known[i].nid));
            return OK;
        }
    return ERR_INVALID;
}
