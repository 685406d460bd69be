/* crypto.h: hashing, passwords, random tokens, sealing of secrets at rest, one-time codes. libsodium where it fits, OpenSSL for
 * SHA-256 and HMAC (hardware instructions: five times libsodium's speed on files); their headers stay in the .c files.
 * Nothing here logs, and a `struct secret` has no formatter, so that it cannot reach a log line or a page by accident.
 *
 * Call crypto_init() once a process before anything else; all other functions may then be called from any thread.
 * The system's random source failing, or memory running out inside a primitive, ends the process: there is nothing safe to answer. */
#ifndef PLATFORM_CRYPTO_H
#define PLATFORM_CRYPTO_H

#include "base/buf.h"

MUST_CHECK enum err crypto_init(void); /* ERR_INTERNAL: the library cannot start */

/* --- secrets ------------------------------------------------------------------------------------------------------- */
/* A password, a TOTP key: fixed size, wiped when its scope ends when declared with AUTO(secret_wipe). A copy must be wiped too. */
enum { SECRET_BYTES_MAX = 256 };
struct secret {
    size_t len;
    unsigned char bytes[SECRET_BYTES_MAX];
};
MUST_CHECK enum err secret_set(struct secret *secret, struct str bytes); /* ERR_TOO_LARGE over SECRET_BYTES_MAX */
void secret_random(struct secret *secret, size_t size_bytes);
void secret_wipe(struct secret *secret);
bool secret_eq(const struct secret *a, const struct secret *b); /* time depends on the lengths only */
/* The bytes of a secret as a slice, for the one call that needs them; named so that a search finds each such place. */
static inline struct str secret_reveal(const struct secret *secret)
{
    return (struct str){(const char *)secret->bytes, secret->len};
}

/* --- passwords (argon2id, PHC string) ------------------------------------------------------------------------------ */
/* Parameters of the OWASP Password Storage Cheat Sheet: m = 19,456 KiB, t = 2, p = 1. One call takes 19 MiB and some tens of
 * milliseconds: only in routes of the slow lane. "$argon2id$v=19$m=19456,t=2,p=1$salt$hash", 97 characters or a little more. */
enum { PASSWORD_MEMORY_KIB = 19456, PASSWORD_PASSES = 2 };
MUST_CHECK enum err password_hash(struct arena *arena, const struct secret *password, struct str *ret_phc); /* ERR_BUSY: no memory */
/* OK: the password is right; ERR_UNAUTHENTICATED: it is not, or the stored text is no argon2 hash. */
MUST_CHECK enum err password_verify(struct str phc, const struct secret *password);
/* For an account that does not exist: takes the same time as a wrong password, so that sign-in does not tell who has an account. */
void password_verify_nobody(const struct secret *password);
bool password_needs_rehash(struct str phc); /* made with other parameters than today's */

/* --- digests ------------------------------------------------------------------------------------------------------- */
enum { SHA256_BYTES = 32, SHA1_BYTES = 20 };
void crypto_sha256(struct str data, unsigned char ret_digest[SHA256_BYTES]);
struct str crypto_sha256_hex(struct arena *arena, struct str data); /* 64 lower-case digits */
/* In pieces, for files: struct crypto_sha256_stream AUTO(crypto_sha256_done) s = {0}; begin; update...; end. */
struct crypto_sha256_stream {
    void *impl;
};
void crypto_sha256_begin(struct crypto_sha256_stream *stream);
void crypto_sha256_update(struct crypto_sha256_stream *stream, struct str data);
void crypto_sha256_end(struct crypto_sha256_stream *stream, unsigned char ret_digest[SHA256_BYTES]);
void crypto_sha256_done(struct crypto_sha256_stream *stream);
void crypto_hmac_sha1(struct str key, struct str data, unsigned char ret_mac[SHA1_BYTES]); /* RFC 6238 only */
void crypto_hmac_sha256(struct str key, struct str data, unsigned char ret_mac[SHA256_BYTES]);
bool crypto_eq(struct str a, struct str b); /* constant time for equal lengths */

/* --- random -------------------------------------------------------------------------------------------------------- */
void crypto_random(void *bytes, size_t size_bytes);
uint32_t crypto_random_below(uint32_t bound); /* 0..bound-1, unbiased */
struct str crypto_token(struct arena *arena, size_t size_bytes); /* base64url of that many random bytes; 32 for sessions */
/* A code for people to copy from paper: Crockford base32 (no I, L, O, U), `symbols` of 5 bits each, a hyphen after each `group`
 * (0: none): "7QK4-M2ZD". crypto_code_fold gives what is stored or compared: upper case, i l -> 1, o -> 0, without blanks and hyphens;
 * ERR_INVALID for anything else. */
struct str crypto_code(struct arena *arena, int symbols, int group);
MUST_CHECK enum err crypto_code_fold(struct arena *arena, struct str typed, struct str *ret_code);

/* --- sealing (XChaCha20-Poly1305) ---------------------------------------------------------------------------------- */
/* For secrets that must be read back, such as TOTP keys in the database. `context` is bound but not stored: pass what the row is
 * ("totp:" and the account's number), so that a sealed value copied to another row does not open. Layout: version 1, 24 bytes of
 * nonce, cipher text, 16 bytes of tag: CRYPTO_SEAL_EXTRA_BYTES more than the plain text. */
enum { CRYPTO_KEY_BYTES = 32, CRYPTO_SEAL_EXTRA_BYTES = 1 + 24 + 16 };
struct crypto_key {
    unsigned char bytes[CRYPTO_KEY_BYTES];
};
void crypto_key_random(struct crypto_key *key);
void crypto_key_wipe(struct crypto_key *key);
/* Reads the key from a file of mode 0600 and exactly 32 bytes; makes it when it is not there, safe against several processes starting
 * at once. ERR_FORBIDDEN: others may read the file, or it is not ours; ERR_INVALID: wrong size; ERR_INTERNAL: cannot read or write. */
MUST_CHECK enum err crypto_key_load_or_create(const char *path, struct crypto_key *ret_key);
struct str crypto_seal(struct arena *arena, const struct crypto_key *key, struct str context, struct str plain);
MUST_CHECK enum err crypto_open(struct arena *arena, const struct crypto_key *key, struct str context, struct str sealed,
                                struct str *ret_plain); /* ERR_INVALID: changed, cut, other key or other context */
MUST_CHECK enum err crypto_open_secret(const struct crypto_key *key, struct str context, struct str sealed, struct secret *ret_plain);

/* --- text forms of bytes (RFC 4648) -------------------------------------------------------------------------------- */
struct str crypto_hex_encode(struct arena *arena, struct str bytes); /* lower case */
MUST_CHECK enum err crypto_hex_decode(struct arena *arena, struct str text, struct str *ret_bytes);
struct str crypto_base64url_encode(struct arena *arena, struct str bytes); /* without '=' */
MUST_CHECK enum err crypto_base64url_decode(struct arena *arena, struct str text, struct str *ret_bytes); /* strict: no '=', no stray bits */
struct str crypto_base32_encode(struct arena *arena, struct str bytes); /* without '=', as authenticator apps want it */
MUST_CHECK enum err crypto_base32_decode(struct arena *arena, struct str text, struct str *ret_bytes); /* either case; '=' at the end allowed */

/* --- one-time codes (RFC 6238: SHA-1, 6 digits, steps of 30 s) ------------------------------------------------------ */
enum { TOTP_KEY_BYTES = 20, TOTP_STEP_MS = 30000, TOTP_DIGITS = 6 };
int totp_code(const struct secret *key, int64_t counter); /* 0..999999: print with %06d */
static inline int64_t totp_counter(int64_t now_ms) { return now_ms / TOTP_STEP_MS; }
/* Takes the step before and after too (RFC 6238 section 5.2). `last_counter` is the one that this account used last (0: none): a code is
 * good once, so the caller stores *ret_counter, in the same transaction, with a condition that it is still greater than the stored one.
 * ERR_UNAUTHENTICATED: wrong, too old, or used. Blanks inside the code are ignored ("123 456"). */
MUST_CHECK enum err totp_check(const struct secret *key, struct str code, int64_t now_ms, int64_t last_counter, int64_t *ret_counter);
/* otpauth://totp/ISSUER:ACCOUNT?secret=...&issuer=... for the QR code that an authenticator app scans. It holds the key: never store it. */
struct str totp_uri(struct arena *arena, struct str issuer, struct str account, const struct secret *key);

#endif
