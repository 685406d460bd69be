/* file.h: small files read whole, big ones in pieces, and the names in a folder. For data that the operator lays down (calendars, procedures, imports);
 * uploads have their own room. */
#ifndef PLATFORM_FILE_H
#define PLATFORM_FILE_H

#include "base/ctx.h"

/* The whole file. ERR_NOT_FOUND: no such file; ERR_TOO_LARGE: more than max_bytes; ERR_INTERNAL: cannot be read (fault.detail says why). */
MUST_CHECK enum err file_read(struct ctx *ctx, struct str path, size_t max_bytes, struct str *ret_bytes);

/* Names (not paths) of the regular files in a folder that end with `suffix`, sorted. A folder that is missing has none. */
MUST_CHECK enum err file_list(struct ctx *ctx, struct str dir, struct str suffix, struct str **ret_names, int *ret_count);

/* A file in pieces; fits csv_fill: file_source_fill(source, bytes, cap) gives at most cap bytes, 0 at the end, -1 on failure. */
struct file_source {
    int fd;
    int64_t size_bytes; /* 0 for pipes */
    int64_t read_bytes; /* so far: for progress */
};
MUST_CHECK enum err file_source_open(struct ctx *ctx, struct str path, struct file_source *ret_source);
void file_source_close(struct file_source *source);
ptrdiff_t file_source_fill(void *source, char *bytes, size_t cap);

#endif
