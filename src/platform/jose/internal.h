/* internal.h: what the files of jose share. The one header here that shows OpenSSL. */
#ifndef PLATFORM_JOSE_INTERNAL_H
#define PLATFORM_JOSE_INTERNAL_H

#include <openssl/evp.h>
#include "platform/jose/jose.h"

struct jose_key {
    EVP_PKEY *pkey;
    enum jose_alg alg;
    char kid[JOSE_KID_BYTES + 1];
    bool has_private;
};

enum { P256_BYTES = 32, ED25519_BYTES = 32 };

/* The members that make the thumbprint, decoded. Only the key's own kind is filled. */
struct jwk_parts {
    enum { JWK_EC, JWK_RSA, JWK_OKP } kind;
    struct str x, y; /* EC: 32 bytes each; OKP: x */
    struct str n, e; /* RSA, without leading zeros */
};
MUST_CHECK enum err jose_jwk_read(struct ctx *ctx, const struct json *jwk, struct jwk_parts *ret_parts);
MUST_CHECK enum err jose_parts_to_pkey(struct ctx *ctx, const struct jwk_parts *parts, EVP_PKEY **ret_pkey); /* checks the point or modulus too */
void jose_parts_thumbprint(struct arena *arena, const struct jwk_parts *parts, char ret_kid[JOSE_KID_BYTES + 1]);
MUST_CHECK enum err jose_pkey_to_parts(struct ctx *ctx, EVP_PKEY *pkey, struct jwk_parts *ret_parts);
void jose_pkey_free(EVP_PKEY **pkey); /* for AUTO */

#endif
