/* pki_test_support_test.c: see pki_test_support.h. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* EC_KEY: the only way to a curve with a generator of its own */
#include "platform/pki/pki_test_support.h"
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static const char *curve_of(enum pki_test_key key)
{
    switch (key) {
    case KEY_P256: case KEY_P256_EXPLICIT: return "P-256";
    case KEY_P384: return "P-384";
    case KEY_BRAINPOOL256: case KEY_BRAINPOOL256_EXPLICIT: return "brainpoolP256r1";
    case KEY_BRAINPOOL384: return "brainpoolP384r1";
    default: return NULL;
    }
}

bool pki_test_has_curve(enum pki_test_key key)
{
    EVP_PKEY *made = curve_of(key) ? EVP_EC_gen(curve_of(key)) : NULL;
    bool has = made != NULL;
    EVP_PKEY_free(made);
    return has || !curve_of(key);
}

static EVP_PKEY *own_generator(void)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    BIGNUM *order = BN_dup(EC_GROUP_get0_order(group)), *one = BN_new();
    EC_POINT *twice = EC_POINT_new(group);
    EC_KEY *ec = EC_KEY_new();
    EVP_PKEY *key = EVP_PKEY_new();

    BN_one(one);
    cr_assert(EC_POINT_dbl(group, twice, EC_GROUP_get0_generator(group), NULL) && EC_GROUP_set_generator(group, twice, order, one));
    EC_GROUP_set_curve_name(group, NID_undef);
    EC_GROUP_set_asn1_flag(group, OPENSSL_EC_EXPLICIT_CURVE);
    cr_assert(EC_KEY_set_group(ec, group) && EC_KEY_generate_key(ec) && EVP_PKEY_assign_EC_KEY(key, ec));
    EC_POINT_free(twice);
    EC_GROUP_free(group);
    BN_free(order);
    BN_free(one);
    return key;
}

static EVP_PKEY *make_key(enum pki_test_key kind)
{
    EVP_PKEY *key;

    if (kind == KEY_OWN_GENERATOR)
        return own_generator();
    if (kind == KEY_RSA || kind == KEY_RSA_PSS)
        key = EVP_RSA_gen(2048);
    else if (kind == KEY_RSA_1024)
        key = EVP_RSA_gen(1024);
    else
        key = EVP_EC_gen(curve_of(kind));
    cr_assert(key, "this OpenSSL makes no such key");
    if (kind == KEY_P256_EXPLICIT || kind == KEY_BRAINPOOL256_EXPLICIT)
        cr_assert(EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, "explicit"));
    return key;
}

static const EVP_MD *digest_of(const char *name) { return EVP_get_digestbyname(name ? name : "SHA256"); }

static EVP_MD_CTX *signing(EVP_PKEY *key, enum pki_test_key kind, const char *digest)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pkey;

    cr_assert(EVP_DigestSignInit(ctx, &pkey, digest_of(digest), NULL, key) == 1);
    if (kind == KEY_RSA_PSS)
        cr_assert(EVP_PKEY_CTX_set_rsa_padding(pkey, RSA_PKCS1_PSS_PADDING) > 0 && EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey, RSA_PSS_SALTLEN_DIGEST) > 0);
    return ctx;
}

static void extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *made = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    cr_assert(made && X509_add_ext(certificate, made, -1));
    X509_EXTENSION_free(made);
}

static X509_NAME *name_of(const char *common)
{
    X509_NAME *name = X509_NAME_new();
    X509_NAME_add_entry_by_txt(name, "C", MBSTRING_UTF8, (const unsigned char *)"VN", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common, -1, -1, 0);
    return name;
}

static X509 *certificate(const char *subject, const char *issuer, long serial, EVP_PKEY *key, int64_t from_ms, int64_t to_ms)
{
    X509 *made = X509_new();
    X509_NAME *subject_name = name_of(subject), *issuer_name = name_of(issuer);

    cr_assert(X509_set_version(made, 2) && ASN1_INTEGER_set(X509_get_serialNumber(made), serial));
    cr_assert(X509_set_subject_name(made, subject_name) && X509_set_issuer_name(made, issuer_name) && X509_set_pubkey(made, key));
    ASN1_TIME_set(X509_getm_notBefore(made), from_ms / 1000);
    ASN1_TIME_set(X509_getm_notAfter(made), to_ms / 1000);
    X509_NAME_free(subject_name);
    X509_NAME_free(issuer_name);
    return made;
}

static struct str der(struct arena *arena, unsigned char *bytes, int len)
{
    cr_assert(len > 0);
    struct str copy = arena_str(arena, (struct str){(const char *)bytes, (size_t)len});
    OPENSSL_free(bytes);
    return copy;
}

static void revocation_list(struct arena *arena, struct pki_test_issuer *issuer, EVP_PKEY *key)
{
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *at = ASN1_TIME_set(NULL, PKI_TEST_NOW_MS / 1000 - 86400), *next = ASN1_TIME_set(NULL, PKI_TEST_NOW_MS / 1000 + 86400);
    unsigned char *bytes = NULL;

    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer->csca));
    X509_CRL_set1_lastUpdate(crl, at);
    X509_CRL_set1_nextUpdate(crl, next);
    if (issuer->plan.revoke_dsc) {
        X509_REVOKED *revoked = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(revoked, X509_get_serialNumber(issuer->dsc));
        X509_REVOKED_set_revocationDate(revoked, at);
        X509_CRL_add0_revoked(crl, revoked);
    }
    X509_CRL_sort(crl);
    EVP_MD_CTX *ctx = signing(key, issuer->plan.csca_key, NULL);
    cr_assert(X509_CRL_sign_ctx(crl, ctx) > 0);
    int len = i2d_X509_CRL(crl, &bytes);
    issuer->crl_der = der(arena, bytes, len);
    EVP_MD_CTX_free(ctx);
    ASN1_TIME_free(at);
    ASN1_TIME_free(next);
    X509_CRL_free(crl);
}

static int64_t or_ms(int64_t value, int64_t fallback) { return value ? value : fallback; }

void pki_test_issuer_make(struct arena *arena, const struct pki_test_plan *plan, struct pki_test_issuer *ret_issuer)
{
    struct pki_test_issuer issuer = {.plan = *plan, .crl_der = S("")};
    EVP_PKEY *csca_key = make_key(plan->csca_key), *dsc_key = make_key(plan->dsc_key);
    EVP_PKEY *other = plan->dsc_by_other_key || plan->crl_by_other_key ? make_key(plan->csca_key) : NULL;
    int64_t early = PKI_TEST_NOW_MS - 10 * PKI_TEST_YEAR_MS, late = PKI_TEST_NOW_MS + 10 * PKI_TEST_YEAR_MS;
    unsigned char *bytes = NULL;

    X509 *csca = certificate("CSCA Thu Nghiem", "CSCA Thu Nghiem", 1, csca_key, or_ms(plan->csca_from_ms, early), or_ms(plan->csca_to_ms, late));
    extension(csca, csca, NID_basic_constraints, plan->csca_no_ca ? "critical,CA:FALSE" : "critical,CA:TRUE,pathlen:0");
    extension(csca, csca, NID_key_usage, "critical,keyCertSign,cRLSign");
    extension(csca, csca, NID_subject_key_identifier, "hash");
    EVP_MD_CTX *ctx = signing(csca_key, plan->csca_key, plan->csca_digest);
    cr_assert(X509_sign_ctx(csca, ctx) > 0);
    EVP_MD_CTX_free(ctx);

    X509 *dsc = certificate("DSC Thu Nghiem", plan->other_name ? "CSCA Khac" : "CSCA Thu Nghiem", 4711, dsc_key, or_ms(plan->dsc_from_ms, early),
                            or_ms(plan->dsc_to_ms, late));
    extension(dsc, csca, NID_key_usage, plan->dsc_no_signature_usage ? "critical,keyEncipherment" : "critical,digitalSignature");
    ctx = signing(plan->dsc_by_other_key ? other : csca_key, plan->csca_key, plan->dsc_digest);
    cr_assert(X509_sign_ctx(dsc, ctx) > 0);
    EVP_MD_CTX_free(ctx);
    issuer.csca = csca;
    issuer.dsc = dsc;
    issuer.csca_key = csca_key;
    issuer.dsc_key = dsc_key;
    int len = i2d_X509(csca, &bytes);
    issuer.csca_der = der(arena, bytes, len);
    bytes = NULL;
    len = i2d_X509(dsc, &bytes);
    issuer.dsc_der = der(arena, bytes, len);
    if (plan->with_crl || plan->revoke_dsc || plan->crl_by_other_key)
        revocation_list(arena, &issuer, plan->crl_by_other_key ? other : csca_key);
    EVP_PKEY_free(other);
    *ret_issuer = issuer;
}

void pki_test_issuer_done(struct pki_test_issuer *issuer)
{
    X509_free(issuer->csca);
    X509_free(issuer->dsc);
    EVP_PKEY_free(issuer->csca_key);
    EVP_PKEY_free(issuer->dsc_key);
}

struct str pki_test_sign(struct arena *arena, const struct pki_test_issuer *issuer, const char *content_type, struct str content)
{
    BIO *in = BIO_new_mem_buf(content.ptr, (int)content.len);
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY);
    ASN1_OBJECT *type = OBJ_txt2obj(content_type, 1);
    ASN1_TIME *at = ASN1_TIME_set(NULL, or_ms(issuer->plan.signed_ms, PKI_TEST_NOW_MS) / 1000);
    bool pss = issuer->plan.dsc_key == KEY_RSA_PSS;
    unsigned char *bytes = NULL;

    cr_assert(CMS_set1_eContentType(cms, type));
    CMS_SignerInfo *signer = CMS_add1_signer(cms, issuer->dsc, issuer->dsc_key, digest_of(issuer->plan.cms_digest), CMS_BINARY | CMS_NOSMIMECAP | (pss ? CMS_KEY_PARAM : 0));
    cr_assert(signer);
    if (pss) {
        EVP_PKEY_CTX *pkey = CMS_SignerInfo_get0_pkey_ctx(signer);
        cr_assert(EVP_PKEY_CTX_set_rsa_padding(pkey, RSA_PKCS1_PSS_PADDING) > 0 && EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey, RSA_PSS_SALTLEN_DIGEST) > 0);
    }
    cr_assert(CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, at->type, at, -1));
    cr_assert(CMS_final(cms, in, NULL, CMS_BINARY) == 1);
    int len = i2d_CMS_ContentInfo(cms, &bytes);
    struct str made = der(arena, bytes, len);
    ASN1_TIME_free(at);
    ASN1_OBJECT_free(type);
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    return made;
}
