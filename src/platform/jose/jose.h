/* jose.h: keys and signatures of the JSON Object Signing and Encryption family, over OpenSSL, whose headers stay in the .c files.
 *   RFC 7515 JWS, RFC 7517 JWK, RFC 7518 JWA, RFC 7638 thumbprints, RFC 8037 EdDSA, RFC 8725 best practices.
 * Strict on purpose: an algorithm is chosen by the reader and never by the token ("none" does not exist here), one key signs with one algorithm, compact
 * form only, no critical headers, base64url without padding, each header member once.
 * Any function may be called from any thread; a key is not changed after it was made. */
#ifndef PLATFORM_JOSE_H
#define PLATFORM_JOSE_H

#include "base/ctx.h"
#include "platform/json/json.h"

enum jose_alg { JOSE_ALG_NONE, JOSE_ES256, JOSE_PS256, JOSE_RS256, JOSE_EDDSA, JOSE_ALG_COUNT };
struct str jose_alg_name(enum jose_alg alg);         /* "ES256"; "" for NONE */
enum jose_alg jose_alg_of(struct str name);          /* JOSE_ALG_NONE for every other name, "none" and HS256 among them */

enum {
    JOSE_KID_BYTES = 43,          /* base64url of the SHA-256 thumbprint: each key's name */
    JOSE_SIGNATURE_BYTES_MAX = 512,
    JOSE_TOKEN_BYTES_MAX = 16384, /* a longer token is refused unread */
    JOSE_RSA_BITS = 2048,
    JOSE_RSA_BITS_MIN = 2048,
    JOSE_RSA_BITS_MAX = 4096
};

/* --- keys ---------------------------------------------------------------------------------------------------------- */
struct jose_key; /* one key pair or public key, with its one algorithm and its name */
MUST_CHECK enum err jose_key_generate(struct ctx *ctx, enum jose_alg alg, struct jose_key **ret_key);
/* Unencrypted PKCS#8 DER: the caller seals it. Only the signer process holds such bytes. */
MUST_CHECK enum err jose_key_from_private(struct ctx *ctx, enum jose_alg alg, struct str der, struct jose_key **ret_key);
MUST_CHECK enum err jose_key_private(struct ctx *ctx, const struct jose_key *key, struct str *ret_der); /* wipe after use: jose_wipe */
void jose_wipe(struct str bytes);
/* A public key as somebody else publishes it. `alg` says what it is to be used for; ERR_INVALID with fault jwk.* when the key does not fit it: another type or
 * curve, RSA shorter than 2048 or longer than 4096 bits, a point off its curve, `use` other than "sig", `alg` another. JOSE_ALG_NONE: what the JWK's own
 * `alg` says, else what its type allows (RSA: RS256). */
MUST_CHECK enum err jose_key_from_jwk(struct ctx *ctx, enum jose_alg alg, const struct json *jwk, struct jose_key **ret_key);
void jose_key_free(struct jose_key *key); /* NULL is fine */
enum jose_alg jose_key_alg(const struct jose_key *key);
struct str jose_key_id(const struct jose_key *key); /* RFC 7638 SHA-256 thumbprint */
/* {"kty":...,"use":"sig","alg":...,"kid":...}; never a private member. */
struct str jose_key_public_jwk(struct arena *arena, const struct jose_key *key);
/* The thumbprint alone, of any EC P-256, RSA or Ed25519 JWK (DPoP's jkt). */
MUST_CHECK enum err jose_jwk_thumbprint(struct ctx *ctx, const struct json *jwk, struct str *ret_thumbprint);

/* --- signatures over bytes (JWS signing input) ---------------------------------------------------------------------- */
/* ret_signature: raw as JWS wants it (ES256: r||s of 64 bytes). ERR_INTERNAL: OpenSSL failed. */
MUST_CHECK enum err jose_sign(const struct jose_key *key, struct str input, unsigned char ret_signature[JOSE_SIGNATURE_BYTES_MAX], size_t *ret_len);
MUST_CHECK enum err jose_verify(const struct jose_key *key, struct str input, struct str signature); /* ERR_UNAUTHENTICATED: not by this key */

/* --- compact tokens -------------------------------------------------------------------------------------------------- */
struct jose_token {
    struct str input;     /* header.payload as signed */
    struct str signature; /* decoded */
    const struct json *header, *claims;
    enum jose_alg alg;
    struct str kid, typ;  /* "" when not said */
};
/* Takes a compact JWS apart without believing it. ERR_INVALID (fault jwt.*): not three parts, not base64url, not JSON objects, `crit`, `b64`, `jku`, `x5u`, an
 * algorithm that is not ours, too long. `jwk` in the header is left to the caller (DPoP wants it; nobody else may trust it). */
MUST_CHECK enum err jose_token_parse(struct ctx *ctx, struct str compact, struct jose_token *ret_token);
MUST_CHECK enum err jose_token_verify(const struct jose_key *key, const struct jose_token *token); /* ERR_UNAUTHENTICATED; also when the algorithms differ */
/* header {"alg","typ","kid"} and payload, encoded: what is to be signed. `typ` "" leaves it out. */
struct str jose_signing_input(struct arena *arena, enum jose_alg alg, struct str kid, struct str typ, struct str payload_json);
struct str jose_compact(struct arena *arena, struct str input, struct str signature);

#endif
