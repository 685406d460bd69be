/* file_source.h: a file read in pieces, for imports that may be larger than memory should hold. Fits csv_fill. */
#ifndef PLATFORM_FILE_SOURCE_H
#define PLATFORM_FILE_SOURCE_H

#include "base/ctx.h"

struct file_source {
    int fd;
    int64_t size_bytes; /* 0 for pipes */
    int64_t read_bytes; /* so far: for progress */
};
/* ERR_NOT_FOUND or ERR_INTERNAL, both with a fault that names the path. */
MUST_CHECK enum err file_source_open(struct ctx *ctx, struct str path, struct file_source *ret_source);
void file_source_close(struct file_source *source); /* for AUTO too; a second call does nothing */
ptrdiff_t file_source_fill(void *source, char *bytes, size_t cap);

#endif
