/* db_container.h: the file that a PostgreSQL backup is written to: records behind each other, and the SHA-256 of all of
 * them at the end. The format is described in docs/ops/backup.md. Private to platform/db. */
#ifndef PLATFORM_DB_CONTAINER_H
#define PLATFORM_DB_CONTAINER_H

#include <sodium.h>
#include "base/ctx.h"

enum container_type {
    CONTAINER_HEADER = 'H',    /* lines "key=value" */
    CONTAINER_MIGRATION = 'M', /* number, name, applied_ms, then the SQL: four parts with a newline between */
    CONTAINER_TABLE = 'T',     /* name, then each column, with newlines between */
    CONTAINER_DATA = 'D',      /* a piece of the table's rows in PostgreSQL's COPY text format, cut anywhere */
    CONTAINER_TABLE_END = 'E', /* number of rows, decimal */
    CONTAINER_END = 'Z',       /* empty; the SHA-256 follows */
};

enum { CONTAINER_RECORD_MAX = 16 << 20, CONTAINER_DATA_MAX = 1 << 20 };

struct container_out {
    struct ctx *ctx;
    int fd;
    const char *path;
    crypto_hash_sha256_state hash;
    char *data; /* rows that are not written yet */
    size_t data_len;
};

MUST_CHECK enum err container_begin(struct ctx *ctx, int fd, const char *path, struct container_out *ret_out);
MUST_CHECK enum err container_put(struct container_out *out, enum container_type type, struct str payload);
MUST_CHECK enum err container_put_data(struct container_out *out, struct str bytes); /* gathers DATA records */
MUST_CHECK enum err container_end(struct container_out *out);
void container_out_done(struct container_out *out); /* safe twice, and on a zeroed one */

struct container_in {
    struct ctx *ctx;
    int fd;
    const char *path;
    char *payload;
    size_t payload_cap;
    int64_t size_bytes, at_bytes;
};

/* Opens the file and reads all of it once: anything but an undamaged container is ERR_INVALID "db.backup_damaged". */
MUST_CHECK enum err container_open(struct ctx *ctx, const char *path, struct container_in *ret_in);
/* The next record; its payload stays valid until the next call, with a NUL behind it. */
MUST_CHECK enum err container_next(struct container_in *in, enum container_type *ret_type, struct str *ret_payload);
void container_in_done(struct container_in *in); /* safe twice, and on a zeroed one */

#endif
