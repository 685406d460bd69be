/* jose_key.c: keys as things that live as long as the process; each with one algorithm and the name that its thumbprint gives it. */
#include "platform/jose/internal.h"
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <sodium.h>
#include "platform/crypto/crypto.h"

static const char *const names[JOSE_ALG_COUNT] = {"", "ES256", "PS256", "RS256", "EdDSA"};

struct str jose_alg_name(enum jose_alg alg) { return str_of(names[alg]); }

enum jose_alg jose_alg_of(struct str name)
{
    for (int i = 1; i < JOSE_ALG_COUNT; i++)
        if (str_eq(name, str_of(names[i])))
            return (enum jose_alg)i;
    return JOSE_ALG_NONE;
}

static bool fits(EVP_PKEY *pkey, enum jose_alg alg)
{
    int id = EVP_PKEY_get_base_id(pkey);

    switch (alg) {
    case JOSE_ES256: return id == EVP_PKEY_EC && EVP_PKEY_get_bits(pkey) == 256;
    case JOSE_PS256:
    case JOSE_RS256: return id == EVP_PKEY_RSA;
    case JOSE_EDDSA: return id == EVP_PKEY_ED25519;
    default: return false;
    }
}

/* Takes the key over, also when it fails. */
static enum err wrap(struct ctx *ctx, EVP_PKEY *own, enum jose_alg alg, bool has_private, struct jose_key **ret_key)
{
    EVP_PKEY *AUTO(jose_pkey_free) pkey = own;
    struct jwk_parts parts;

    if (!fits(pkey, alg))
        return fault(ctx, ERR_INVALID, "jwk.alg", "alg", "Khóa này không dùng được với thuật toán đã chọn.");
    TRY(jose_pkey_to_parts(ctx, pkey, &parts));
    struct jose_key *key = calloc(1, sizeof *key);
    if (!key)
        abort();
    jose_parts_thumbprint(ctx->arena, &parts, key->kid);
    key->pkey = pkey;
    key->alg = alg;
    key->has_private = has_private;
    pkey = NULL;
    *ret_key = key;
    return OK;
}

enum err jose_key_generate(struct ctx *ctx, enum jose_alg alg, struct jose_key **ret_key)
{
    EVP_PKEY *pkey = NULL;

    switch (alg) {
    case JOSE_ES256: pkey = EVP_EC_gen("P-256"); break;
    case JOSE_PS256:
    case JOSE_RS256: pkey = EVP_RSA_gen(JOSE_RSA_BITS); break;
    case JOSE_EDDSA: pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); break;
    default: break;
    }
    if (!pkey)
        return fault(ctx, ERR_INTERNAL, "jose.generate", "", "Không tạo được khóa.");
    return wrap(ctx, pkey, alg, true, ret_key);
}

enum err jose_key_from_private(struct ctx *ctx, enum jose_alg alg, struct str der, struct jose_key **ret_key)
{
    const unsigned char *at = (const unsigned char *)der.ptr;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.len);
    EVP_PKEY *pkey = info ? EVP_PKCS82PKEY(info) : NULL;

    PKCS8_PRIV_KEY_INFO_free(info);
    if (!pkey || at != (const unsigned char *)der.ptr + der.len) {
        EVP_PKEY_free(pkey);
        return fault(ctx, ERR_INVALID, "jose.key", "", "Tệp khóa hỏng.");
    }
    return wrap(ctx, pkey, alg, true, ret_key);
}

enum err jose_key_private(struct ctx *ctx, const struct jose_key *key, struct str *ret_der)
{
    PKCS8_PRIV_KEY_INFO *info = key->has_private ? EVP_PKEY2PKCS8(key->pkey) : NULL;
    unsigned char *der = NULL;
    int len = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;

    PKCS8_PRIV_KEY_INFO_free(info);
    if (len <= 0)
        return fault(ctx, ERR_INTERNAL, "jose.key", "", "Không đọc được khóa.");
    *ret_der = arena_str(ctx->arena, (struct str){(const char *)der, (size_t)len});
    OPENSSL_clear_free(der, (size_t)len);
    return OK;
}

void jose_wipe(struct str bytes) { sodium_memzero((void *)(uintptr_t)bytes.ptr, bytes.len); }

static enum err alg_of_jwk(struct ctx *ctx, const struct json *jwk, const struct jwk_parts *parts, enum jose_alg *ret_alg)
{
    static const enum jose_alg usual[] = {[JWK_EC] = JOSE_ES256, [JWK_RSA] = JOSE_RS256, [JWK_OKP] = JOSE_EDDSA};
    struct str said, use;

    if (json_get(jwk, "use") && (json_text(json_get(jwk, "use"), &use) != OK || !str_eq(use, S("sig"))))
        return fault(ctx, ERR_INVALID, "jwk.use", "use", "Khóa này không phải khóa để ký.");
    if (!json_get(jwk, "alg")) {
        *ret_alg = *ret_alg ? *ret_alg : usual[parts->kind];
        return OK;
    }
    if (json_text(json_get(jwk, "alg"), &said) != OK || !jose_alg_of(said) || (*ret_alg && jose_alg_of(said) != *ret_alg))
        return fault(ctx, ERR_INVALID, "jwk.alg", "alg", "Khóa này không dùng được với thuật toán đã chọn.");
    *ret_alg = jose_alg_of(said);
    return OK;
}

enum err jose_key_from_jwk(struct ctx *ctx, enum jose_alg alg, const struct json *jwk, struct jose_key **ret_key)
{
    struct jwk_parts parts;
    EVP_PKEY *pkey;

    TRY(jose_jwk_read(ctx, jwk, &parts));
    TRY(alg_of_jwk(ctx, jwk, &parts, &alg));
    TRY(jose_parts_to_pkey(ctx, &parts, &pkey));
    return wrap(ctx, pkey, alg, false, ret_key);
}

void jose_key_free(struct jose_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

enum jose_alg jose_key_alg(const struct jose_key *key) { return key->alg; }
struct str jose_key_id(const struct jose_key *key) { return (struct str){key->kid, JOSE_KID_BYTES}; }

struct str jose_key_public_jwk(struct arena *arena, const struct jose_key *key)
{
    struct ctx ctx = {.arena = arena};
    struct jwk_parts parts;
    struct str members;

    if (jose_pkey_to_parts(&ctx, key->pkey, &parts) != OK)
        return S("{}");
#define B64(bytes) STR_ARG(crypto_base64url_encode(arena, bytes))
    switch (parts.kind) {
    case JWK_EC: members = arena_printf(arena, "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"", B64(parts.x), B64(parts.y)); break;
    case JWK_RSA: members = arena_printf(arena, "\"kty\":\"RSA\",\"n\":\"%.*s\",\"e\":\"%.*s\"", B64(parts.n), B64(parts.e)); break;
    case JWK_OKP:
    default: members = arena_printf(arena, "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%.*s\"", B64(parts.x)); break;
    }
#undef B64
    return arena_printf(arena, "{%.*s,\"use\":\"sig\",\"alg\":\"%s\",\"kid\":\"%s\"}", STR_ARG(members), names[key->alg], key->kid);
}
