/* jose_jwk.c: public keys as JSON (RFC 7517, 7518 section 6, RFC 8037), and their thumbprints (RFC 7638). Reads the public members only: a private one in a
 * client's key set is the client's accident, and is refused so that somebody notices. */
#include "platform/jose/internal.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include "platform/crypto/crypto.h"

void jose_pkey_free(EVP_PKEY **pkey) { EVP_PKEY_free(*pkey); }

static enum err bytes_of(struct ctx *ctx, const struct json *jwk, const char *member, struct str *ret_bytes)
{
    struct str text;

    if (json_text(json_get(jwk, member), &text) != OK || text.len > 1024 || crypto_base64url_decode(ctx->arena, text, ret_bytes) != OK || !ret_bytes->len)
        return fault_set(ctx, ERR_INVALID, S("jwk.member"), str_of(member), S("Khóa công khai thiếu một phần hoặc phần đó sai."), str_of(member));
    return OK;
}

static struct str without_zeros(struct str bytes)
{
    while (bytes.len > 1 && !bytes.ptr[0])
        bytes = str_sub(bytes, 1, bytes.len);
    return bytes;
}

enum err jose_jwk_read(struct ctx *ctx, const struct json *jwk, struct jwk_parts *ret_parts)
{
    static const char *const private_members[] = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    struct jwk_parts parts = {0};
    struct str kty, crv = STR_NONE;

    if (json_kind(jwk) != JSON_OBJECT || json_text(json_get(jwk, "kty"), &kty) != OK)
        return fault(ctx, ERR_INVALID, "jwk.kty", "kty", "Đây không phải một khóa JWK.");
    for (size_t i = 0; i < ARRAY_LEN(private_members); i++)
        if (json_get(jwk, private_members[i]))
            return fault(ctx, ERR_INVALID, "jwk.private", "jwk", "Khóa này chứa phần bí mật. Hãy bỏ khóa này, tạo khóa mới và chỉ gửi phần công khai.");
    if (json_get(jwk, "crv") && json_text(json_get(jwk, "crv"), &crv) != OK)
        return fault(ctx, ERR_INVALID, "jwk.crv", "crv", "Đường cong của khóa không được hỗ trợ.");
    if (str_eq(kty, S("EC")) && str_eq(crv, S("P-256"))) {
        parts.kind = JWK_EC;
        TRY(bytes_of(ctx, jwk, "x", &parts.x));
        TRY(bytes_of(ctx, jwk, "y", &parts.y));
        if (parts.x.len != P256_BYTES || parts.y.len != P256_BYTES)
            return fault(ctx, ERR_INVALID, "jwk.point", "x", "Tọa độ của khóa phải dài đúng 32 byte.");
    } else if (str_eq(kty, S("OKP")) && str_eq(crv, S("Ed25519"))) {
        parts.kind = JWK_OKP;
        TRY(bytes_of(ctx, jwk, "x", &parts.x));
        if (parts.x.len != ED25519_BYTES)
            return fault(ctx, ERR_INVALID, "jwk.point", "x", "Tọa độ của khóa phải dài đúng 32 byte.");
    } else if (str_eq(kty, S("RSA"))) {
        parts.kind = JWK_RSA;
        TRY(bytes_of(ctx, jwk, "n", &parts.n));
        TRY(bytes_of(ctx, jwk, "e", &parts.e));
        parts.n = without_zeros(parts.n);
        parts.e = without_zeros(parts.e);
    } else {
        return fault(ctx, ERR_INVALID, "jwk.type", "kty", "Chỉ nhận khóa EC P-256, RSA và Ed25519.");
    }
    *ret_parts = parts;
    return OK;
}

static EVP_PKEY *ec_pkey(const struct jwk_parts *parts)
{
    unsigned char point[1 + 2 * P256_BYTES] = {4};
    char group[] = "P-256";
    EVP_PKEY *pkey = NULL;

    memcpy(point + 1, parts->x.ptr, P256_BYTES);
    memcpy(point + 1 + P256_BYTES, parts->y.ptr, P256_BYTES);
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                           OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point), OSSL_PARAM_construct_end()};
    EVP_PKEY_CTX *make = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    if (make && EVP_PKEY_fromdata_init(make) == 1 && EVP_PKEY_fromdata(make, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
        pkey = NULL;
    EVP_PKEY_CTX_free(make);
    return pkey;
}

static EVP_PKEY *rsa_pkey(const struct jwk_parts *parts)
{
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *n = BN_bin2bn((const unsigned char *)parts->n.ptr, (int)parts->n.len, NULL);
    BIGNUM *e = BN_bin2bn((const unsigned char *)parts->e.ptr, (int)parts->e.len, NULL);
    EVP_PKEY_CTX *make = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    OSSL_PARAM *params = NULL;
    EVP_PKEY *pkey = NULL;

    bool sane = n && e && BN_is_odd(n) && BN_is_odd(e) && !BN_is_one(e) && BN_num_bits(e) <= 64;
    if (build && sane && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e))
        params = OSSL_PARAM_BLD_to_param(build);
    if (make && params && EVP_PKEY_fromdata_init(make) == 1 && EVP_PKEY_fromdata(make, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
        pkey = NULL;
    EVP_PKEY_CTX_free(make);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    BN_free(n);
    BN_free(e);
    return pkey;
}

enum err jose_parts_to_pkey(struct ctx *ctx, const struct jwk_parts *parts, EVP_PKEY **ret_pkey)
{
    EVP_PKEY *AUTO(jose_pkey_free) pkey = NULL;

    switch (parts->kind) {
    case JWK_EC: pkey = ec_pkey(parts); break;
    case JWK_RSA: pkey = rsa_pkey(parts); break;
    case JWK_OKP: pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, (const unsigned char *)parts->x.ptr, parts->x.len); break;
    }
    if (!pkey)
        return fault(ctx, ERR_INVALID, "jwk.point", "jwk", "Khóa công khai không hợp lệ.");
    int bits = EVP_PKEY_get_bits(pkey);
    if (parts->kind == JWK_RSA && (bits < JOSE_RSA_BITS_MIN || bits > JOSE_RSA_BITS_MAX))
        return fault(ctx, ERR_INVALID, "jwk.bits", "n", "Khóa RSA phải dài từ 2048 đến 4096 bit.");
    if (parts->kind == JWK_EC) {
        EVP_PKEY_CTX *check = EVP_PKEY_CTX_new(pkey, NULL);
        bool good = check && EVP_PKEY_public_check(check) == 1;
        EVP_PKEY_CTX_free(check);
        if (!good)
            return fault(ctx, ERR_INVALID, "jwk.point", "x", "Khóa công khai không nằm trên đường cong.");
    }
    *ret_pkey = pkey;
    pkey = NULL;
    return OK;
}

void jose_parts_thumbprint(struct arena *arena, const struct jwk_parts *parts, char ret_kid[JOSE_KID_BYTES + 1])
{
    unsigned char digest[SHA256_BYTES];
    struct str text;

#define B64(bytes) STR_ARG(crypto_base64url_encode(arena, bytes))
    switch (parts->kind) { /* RFC 7638 section 3.2: the required members in the order of their names, no blanks */
    case JWK_EC: text = arena_printf(arena, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%.*s\",\"y\":\"%.*s\"}", B64(parts->x), B64(parts->y)); break;
    case JWK_RSA: text = arena_printf(arena, "{\"e\":\"%.*s\",\"kty\":\"RSA\",\"n\":\"%.*s\"}", B64(parts->e), B64(parts->n)); break;
    case JWK_OKP:
    default: text = arena_printf(arena, "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%.*s\"}", B64(parts->x)); break;
    }
#undef B64
    crypto_sha256(text, digest);
    struct str kid = crypto_base64url_encode(arena, (struct str){(const char *)digest, sizeof digest});
    memcpy(ret_kid, kid.ptr, JOSE_KID_BYTES);
    ret_kid[JOSE_KID_BYTES] = 0;
}

static struct str number_bytes(struct arena *arena, const BIGNUM *number, int size)
{
    int len = size ? size : BN_num_bytes(number);
    unsigned char *bytes = arena_alloc(arena, (size_t)len + 1);

    BN_bn2binpad(number, bytes, len);
    return (struct str){(const char *)bytes, (size_t)len};
}

enum err jose_pkey_to_parts(struct ctx *ctx, EVP_PKEY *pkey, struct jwk_parts *ret_parts)
{
    struct jwk_parts parts = {0};
    BIGNUM *a = NULL, *b = NULL;
    bool good = false;

    switch (EVP_PKEY_get_base_id(pkey)) {
    case EVP_PKEY_EC:
        parts.kind = JWK_EC;
        good = EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_EC_PUB_X, &a) == 1 && EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_EC_PUB_Y, &b) == 1;
        if (good)
            parts.x = number_bytes(ctx->arena, a, P256_BYTES), parts.y = number_bytes(ctx->arena, b, P256_BYTES);
        break;
    case EVP_PKEY_RSA:
        parts.kind = JWK_RSA;
        good = EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &a) == 1 && EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &b) == 1;
        if (good)
            parts.n = number_bytes(ctx->arena, a, 0), parts.e = number_bytes(ctx->arena, b, 0);
        break;
    case EVP_PKEY_ED25519: {
        size_t len = ED25519_BYTES;
        unsigned char *bytes = arena_alloc(ctx->arena, len);
        parts.kind = JWK_OKP;
        good = EVP_PKEY_get_raw_public_key(pkey, bytes, &len) == 1 && len == ED25519_BYTES;
        parts.x = (struct str){(const char *)bytes, len};
        break;
    }
    default: break;
    }
    BN_free(a);
    BN_free(b);
    if (!good)
        return fault(ctx, ERR_INTERNAL, "jose.key", "", "Không đọc được khóa.");
    *ret_parts = parts;
    return OK;
}

enum err jose_jwk_thumbprint(struct ctx *ctx, const struct json *jwk, struct str *ret_thumbprint)
{
    struct jwk_parts parts;
    char kid[JOSE_KID_BYTES + 1];

    TRY(jose_jwk_read(ctx, jwk, &parts));
    jose_parts_thumbprint(ctx->arena, &parts, kid);
    *ret_thumbprint = arena_str(ctx->arena, str_of(kid));
    return OK;
}
