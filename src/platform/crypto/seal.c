/* seal.c: authenticated encryption of small secrets at rest, and the file that holds the key. The key never stands in the
 * database, so that a stolen backup of it opens nothing. */
#include "platform/crypto/crypto.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <sodium.h>

enum { SEAL_VERSION = 1, NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES };
_Static_assert(1 + NONCE_BYTES + TAG_BYTES == CRYPTO_SEAL_EXTRA_BYTES, "the header's figure");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == CRYPTO_KEY_BYTES, "the header's figure");

void crypto_key_random(struct crypto_key *key) { randombytes_buf(key->bytes, sizeof key->bytes); }
void crypto_key_wipe(struct crypto_key *key) { sodium_memzero(key, sizeof *key); }

struct str crypto_seal(struct arena *arena, const struct crypto_key *key, struct str context, struct str plain)
{
    unsigned char *out = arena_alloc_raw(arena, plain.len + CRYPTO_SEAL_EXTRA_BYTES);
    unsigned long long cipher_bytes = 0;

    out[0] = SEAL_VERSION;
    randombytes_buf(out + 1, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE_BYTES, &cipher_bytes, (const unsigned char *)plain.ptr, plain.len,
                                               (const unsigned char *)context.ptr, context.len, NULL, out + 1, key->bytes);
    assert(cipher_bytes == plain.len + TAG_BYTES);
    return (struct str){(const char *)out, plain.len + CRYPTO_SEAL_EXTRA_BYTES};
}

static enum err open_into(unsigned char *out, const struct crypto_key *key, struct str context, struct str sealed)
{
    const unsigned char *in = (const unsigned char *)sealed.ptr;

    if (in[0] != SEAL_VERSION ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + 1 + NONCE_BYTES, sealed.len - 1 - NONCE_BYTES,
                                                   (const unsigned char *)context.ptr, context.len, in + 1, key->bytes) != 0)
        return ERR_INVALID;
    return OK;
}

enum err crypto_open(struct arena *arena, const struct crypto_key *key, struct str context, struct str sealed, struct str *ret_plain)
{
    if (sealed.len < CRYPTO_SEAL_EXTRA_BYTES)
        return ERR_INVALID;
    size_t plain_bytes = sealed.len - CRYPTO_SEAL_EXTRA_BYTES;
    unsigned char *out = arena_alloc(arena, plain_bytes + 1);
    TRY(open_into(out, key, context, sealed));
    *ret_plain = (struct str){(const char *)out, plain_bytes};
    return OK;
}

enum err crypto_open_secret(const struct crypto_key *key, struct str context, struct str sealed, struct secret *ret_plain)
{
    AUTO(secret_wipe) struct secret plain = {0};

    if (sealed.len < CRYPTO_SEAL_EXTRA_BYTES || sealed.len - CRYPTO_SEAL_EXTRA_BYTES > SECRET_BYTES_MAX)
        return ERR_INVALID;
    TRY(open_into(plain.bytes, key, context, sealed));
    plain.len = sealed.len - CRYPTO_SEAL_EXTRA_BYTES;
    *ret_plain = plain;
    return OK;
}

/* --- the key file --- */
static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static enum err key_read(int fd, struct crypto_key *ret_key)
{
    AUTO(crypto_key_wipe) struct crypto_key key = {0};
    struct stat info;

    if (fstat(fd, &info) != 0)
        return ERR_INTERNAL;
    if (!S_ISREG(info.st_mode) || (info.st_mode & 077) || info.st_uid != geteuid())
        return ERR_FORBIDDEN;
    if (info.st_size != CRYPTO_KEY_BYTES)
        return ERR_INVALID;
    if (read(fd, key.bytes, sizeof key.bytes) != (ssize_t)sizeof key.bytes)
        return ERR_INTERNAL;
    *ret_key = key;
    return OK;
}

static void sync_folder_of(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;

    if (len >= sizeof folder)
        return;
    memcpy(folder, path, len);
    folder[len] = 0;
    AUTO(fd_close) int fd = open(slash ? (len ? folder : "/") : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0)
        fsync(fd);
}

/* A whole file appears under its name at once (link), so that a second process never reads half a key, and the first to link wins. */
static enum err key_create(const char *path)
{
    AUTO(crypto_key_wipe) struct crypto_key key = {0};
    char fresh[4096];
    unsigned char mark[8];
    char mark_hex[sizeof mark * 2 + 1];

    randombytes_buf(mark, sizeof mark);
    sodium_bin2hex(mark_hex, sizeof mark_hex, mark, sizeof mark);
    int len = snprintf(fresh, sizeof fresh, "%s.%s.new", path, mark_hex);
    if (len < 0 || (size_t)len >= sizeof fresh)
        return ERR_INTERNAL;
    AUTO(fd_close) int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return ERR_INTERNAL;
    crypto_key_random(&key);
    bool made = write(fd, key.bytes, sizeof key.bytes) == (ssize_t)sizeof key.bytes && fsync(fd) == 0 &&
                (link(fresh, path) == 0 || errno == EEXIST);
    unlink(fresh);
    sync_folder_of(path);
    return made ? OK : ERR_INTERNAL;
}

enum err crypto_key_load_or_create(const char *path, struct crypto_key *ret_key)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd >= 0)
            return key_read(fd, ret_key);
        if (errno != ENOENT)
            return errno == EACCES || errno == ELOOP ? ERR_FORBIDDEN : ERR_INTERNAL;
        TRY(key_create(path));
    }
    return ERR_INTERNAL;
}
