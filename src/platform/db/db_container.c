/* db_container.c: reading and writing the file of a PostgreSQL backup. It is read as a stranger's file: every length is
 * checked, and nothing is handed out before the whole file's checksum was found right. */
#include "platform/db/db_container.h"
#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "platform/db/db_engine.h"
#include "platform/db/db_file.h"

static const char magic[16] = "congdan-backup1\n"; /* no NUL: exactly 16 bytes */
enum { HEAD_BYTES = 5, HASH_BYTES = crypto_hash_sha256_BYTES };

/* --- writing ------------------------------------------------------------------------------------------------------ */
static enum err write_all(struct container_out *out, const char *ptr, size_t len)
{
    crypto_hash_sha256_update(&out->hash, (const unsigned char *)ptr, len);
    while (len) {
        ssize_t n = write(out->fd, ptr, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return db_file_fault(out->ctx, out->path);
        ptr += n;
        len -= (size_t)n;
    }
    return OK;
}

enum err container_begin(struct ctx *ctx, int fd, const char *path, struct container_out *ret_out)
{
    *ret_out = (struct container_out){.ctx = ctx, .fd = fd, .path = path, .data = malloc(CONTAINER_DATA_MAX)};
    if (!ret_out->data)
        abort();
    crypto_hash_sha256_init(&ret_out->hash);
    return write_all(ret_out, magic, sizeof magic);
}

static enum err record_put(struct container_out *out, enum container_type type, struct str payload)
{
    char head[HEAD_BYTES] = {(char)type};
    uint32_t len = htobe32((uint32_t)payload.len);

    assert(payload.len <= CONTAINER_RECORD_MAX);
    memcpy(head + 1, &len, sizeof len);
    TRY(write_all(out, head, sizeof head));
    return write_all(out, payload.ptr, payload.len);
}

static enum err data_flush(struct container_out *out)
{
    if (!out->data_len)
        return OK;
    size_t len = out->data_len;
    out->data_len = 0;
    return record_put(out, CONTAINER_DATA, (struct str){out->data, len});
}

enum err container_put(struct container_out *out, enum container_type type, struct str payload)
{
    TRY(data_flush(out));
    return record_put(out, type, payload);
}

enum err container_put_data(struct container_out *out, struct str bytes)
{
    while (bytes.len) {
        size_t room = CONTAINER_DATA_MAX - out->data_len;
        size_t n = bytes.len < room ? bytes.len : room;
        memcpy(out->data + out->data_len, bytes.ptr, n);
        out->data_len += n;
        bytes = str_sub(bytes, n, bytes.len);
        if (out->data_len == CONTAINER_DATA_MAX)
            TRY(data_flush(out));
    }
    return OK;
}

enum err container_end(struct container_out *out)
{
    unsigned char hash[HASH_BYTES];

    TRY(container_put(out, CONTAINER_END, S("")));
    crypto_hash_sha256_final(&out->hash, hash);
    return write_all(out, (const char *)hash, sizeof hash);
}

void container_out_done(struct container_out *out)
{
    free(out->data);
    out->data = NULL;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */
static enum err damaged(struct container_in *in, const char *why)
{
    return db_fault_damaged(
        in->ctx, arena_printf(in->ctx->arena, "%s: %s at byte %lld", in->path, why, (long long)in->at_bytes));
}

static enum err read_all(struct container_in *in, void *ret_bytes, size_t len)
{
    char *ptr = ret_bytes;

    while (len) {
        ssize_t n = read(in->fd, ptr, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return db_file_fault(in->ctx, in->path);
        if (n == 0)
            return damaged(in, "the file ends too early");
        ptr += n;
        len -= (size_t)n;
        in->at_bytes += n;
    }
    return OK;
}

static enum err rewind_to_records(struct container_in *in)
{
    if (lseek(in->fd, sizeof magic, SEEK_SET) < 0)
        return db_file_fault(in->ctx, in->path);
    in->at_bytes = sizeof magic;
    return OK;
}

static enum err checksum(struct container_in *in)
{
    unsigned char hash[HASH_BYTES], expected[HASH_BYTES];
    crypto_hash_sha256_state state;
    int64_t left = in->size_bytes - HASH_BYTES;

    crypto_hash_sha256_init(&state);
    while (left) {
        size_t n = left < (int64_t)in->payload_cap ? (size_t)left : in->payload_cap;
        TRY(read_all(in, in->payload, n));
        if (in->at_bytes == (int64_t)n && memcmp(in->payload, magic, sizeof magic) != 0)
            return damaged(in, "not a backup of this program");
        crypto_hash_sha256_update(&state, (unsigned char *)in->payload, n);
        left -= (int64_t)n;
    }
    crypto_hash_sha256_final(&state, hash);
    TRY(read_all(in, expected, sizeof expected));
    return memcmp(hash, expected, sizeof hash) == 0 ? OK : damaged(in, "the checksum differs");
}

enum err container_open(struct ctx *ctx, const char *path, struct container_in *ret_in)
{
    struct stat st;
    struct container_in in = {.ctx = ctx, .path = path, .fd = open(path, O_RDONLY | O_CLOEXEC)};

    if (in.fd < 0 || fstat(in.fd, &st) != 0) {
        enum err err = db_file_fault(ctx, path);
        container_in_done(&in);
        return err;
    }
    in.size_bytes = st.st_size;
    in.payload_cap = CONTAINER_DATA_MAX;
    in.payload = malloc(in.payload_cap + 1);
    if (!in.payload)
        abort();
    enum err err =
        in.size_bytes < (int64_t)sizeof magic + HEAD_BYTES + HASH_BYTES ? damaged(&in, "too short") : checksum(&in);
    if (err == OK)
        err = rewind_to_records(&in);
    if (err != OK) {
        container_in_done(&in);
        return err;
    }
    *ret_in = in;
    return OK;
}

enum err container_next(struct container_in *in, enum container_type *ret_type, struct str *ret_payload)
{
    char head[HEAD_BYTES];
    uint32_t len;

    TRY(read_all(in, head, sizeof head));
    memcpy(&len, head + 1, sizeof len);
    len = be32toh(len);
    if (len > CONTAINER_RECORD_MAX || in->at_bytes + len > in->size_bytes - HASH_BYTES)
        return damaged(in, "a record is too long");
    if (len > in->payload_cap) {
        in->payload = realloc(in->payload, (size_t)len + 1);
        if (!in->payload)
            abort();
        in->payload_cap = len;
    }
    TRY(read_all(in, in->payload, len));
    in->payload[len] = 0;
    *ret_type = (enum container_type)head[0];
    *ret_payload = (struct str){in->payload, len};
    return OK;
}

void container_in_done(struct container_in *in)
{
    if (in->path && in->fd >= 0)
        close(in->fd);
    in->path = NULL;
    free(in->payload);
    in->payload = NULL;
}
