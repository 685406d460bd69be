/* crypto.c: start-up, secrets, passwords, digests, randomness. */
#include "platform/crypto/crypto.h"
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sodium.h>

static struct {
    pthread_once_t once;
    bool ready;
    EVP_MD *sha256; /* fetched once: a fetch costs more than hashing a small row */
    char nobody_phc[crypto_pwhash_STRBYTES];
    pthread_once_t nobody_once;
} crypto = {.once = PTHREAD_ONCE_INIT, .nobody_once = PTHREAD_ONCE_INIT};

static void start_once(void)
{
    crypto.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    crypto.ready = sodium_init() >= 0 && crypto.sha256;
}

enum err crypto_init(void)
{
    pthread_once(&crypto.once, start_once);
    return crypto.ready ? OK : ERR_INTERNAL;
}

/* --- secrets --- */
enum err secret_set(struct secret *secret, struct str bytes)
{
    if (bytes.len > SECRET_BYTES_MAX)
        return ERR_TOO_LARGE;
    secret_wipe(secret);
    if (bytes.len)
        memcpy(secret->bytes, bytes.ptr, bytes.len);
    secret->len = bytes.len;
    return OK;
}

void secret_random(struct secret *secret, size_t size_bytes)
{
    assert(size_bytes <= SECRET_BYTES_MAX);
    secret_wipe(secret);
    randombytes_buf(secret->bytes, size_bytes);
    secret->len = size_bytes;
}

void secret_wipe(struct secret *secret) { sodium_memzero(secret, sizeof *secret); }

bool secret_eq(const struct secret *a, const struct secret *b)
{
    return a->len == b->len && sodium_memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* --- passwords --- */
enum err password_hash(struct arena *arena, const struct secret *password, struct str *ret_phc)
{
    char phc[crypto_pwhash_STRBYTES];

    if (crypto_pwhash_str_alg(phc, (const char *)password->bytes, password->len, PASSWORD_PASSES,
                              (size_t)PASSWORD_MEMORY_KIB * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return ERR_BUSY;
    *ret_phc = arena_str(arena, str_of(phc));
    return OK;
}

enum err password_verify(struct str phc, const struct secret *password)
{
    char text[crypto_pwhash_STRBYTES] = {0};

    if (phc.len >= sizeof text)
        return ERR_UNAUTHENTICATED;
    if (phc.len)
        memcpy(text, phc.ptr, phc.len);
    if (crypto_pwhash_str_verify(text, (const char *)password->bytes, password->len) != 0)
        return ERR_UNAUTHENTICATED;
    return OK;
}

static void nobody_init(void)
{
    unsigned char random[16];
    randombytes_buf(random, sizeof random);
    if (crypto_pwhash_str_alg(crypto.nobody_phc, (const char *)random, sizeof random, PASSWORD_PASSES,
                              (size_t)PASSWORD_MEMORY_KIB * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
        abort();
}

void password_verify_nobody(const struct secret *password)
{
    pthread_once(&crypto.nobody_once, nobody_init);
    enum err ignored = password_verify(str_of(crypto.nobody_phc), password);
    (void)ignored;
}

bool password_needs_rehash(struct str phc)
{
    char text[crypto_pwhash_STRBYTES] = {0};

    if (phc.len >= sizeof text || !str_starts(phc, S("$argon2id$")))
        return true;
    memcpy(text, phc.ptr, phc.len);
    return crypto_pwhash_str_needs_rehash(text, PASSWORD_PASSES, (size_t)PASSWORD_MEMORY_KIB * 1024) != 0;
}

/* --- digests --- */
void crypto_sha256(struct str data, unsigned char ret_digest[SHA256_BYTES])
{
    SHA256((const unsigned char *)data.ptr, data.len, ret_digest);
}

struct str crypto_sha256_hex(struct arena *arena, struct str data)
{
    unsigned char digest[SHA256_BYTES];
    crypto_sha256(data, digest);
    return crypto_hex_encode(arena, (struct str){(const char *)digest, sizeof digest});
}

void crypto_sha256_begin(struct crypto_sha256_stream *stream)
{
    assert(crypto.ready);
    if (!stream->impl)
        stream->impl = EVP_MD_CTX_new();
    if (!stream->impl || EVP_DigestInit_ex2(stream->impl, crypto.sha256, NULL) != 1)
        abort();
}

void crypto_sha256_update(struct crypto_sha256_stream *stream, struct str data)
{
    if (EVP_DigestUpdate(stream->impl, data.ptr, data.len) != 1)
        abort();
}

void crypto_sha256_end(struct crypto_sha256_stream *stream, unsigned char ret_digest[SHA256_BYTES])
{
    if (EVP_DigestFinal_ex(stream->impl, ret_digest, NULL) != 1)
        abort();
}

void crypto_sha256_done(struct crypto_sha256_stream *stream)
{
    EVP_MD_CTX_free(stream->impl);
    stream->impl = NULL;
}

static void hmac(const EVP_MD *digest, struct str key, struct str data, unsigned char *ret_mac)
{
    assert(key.len <= INT32_MAX);
    if (!HMAC(digest, key.len ? key.ptr : "", (int)key.len, (const unsigned char *)data.ptr, data.len, ret_mac, NULL))
        abort();
}

void crypto_hmac_sha1(struct str key, struct str data, unsigned char ret_mac[SHA1_BYTES]) { hmac(EVP_sha1(), key, data, ret_mac); }

void crypto_hmac_sha256(struct str key, struct str data, unsigned char ret_mac[SHA256_BYTES])
{
    hmac(EVP_sha256(), key, data, ret_mac);
}

bool crypto_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || sodium_memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* --- random --- */
void crypto_random(void *bytes, size_t size_bytes) { randombytes_buf(bytes, size_bytes); }

uint32_t crypto_random_below(uint32_t bound)
{
    assert(bound > 0);
    return randombytes_uniform(bound);
}

struct str crypto_token(struct arena *arena, size_t size_bytes)
{
    unsigned char bytes[64];

    assert(size_bytes > 0 && size_bytes <= sizeof bytes);
    randombytes_buf(bytes, size_bytes);
    struct str token = crypto_base64url_encode(arena, (struct str){(const char *)bytes, size_bytes});
    sodium_memzero(bytes, sizeof bytes);
    return token;
}
