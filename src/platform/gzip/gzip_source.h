/* gzip_source.h: bytes of a file that may be compressed (RFC 1952), told by its first two bytes. Fits csv_fill. Several members one behind the other are one
 * file, as gzip itself has it. */
#ifndef PLATFORM_GZIP_SOURCE_H
#define PLATFORM_GZIP_SOURCE_H

#include "base/arena.h"

typedef ptrdiff_t (*gzip_fill)(void *source, char *bytes, size_t cap); /* as csv_fill */
struct gzip_source {
    gzip_fill fill;
    void *source;
    bool started, packed, ended;
    bool cut;              /* the compressed file ends in the middle */
    char *input;
    size_t input_at, input_len;
    void *stream;
};
/* Memory (16 KiB, and zlib's 45 KiB when compressed) comes from the arena. */
void gzip_source_open(struct gzip_source *ret_source, struct arena *arena, gzip_fill fill, void *source);
ptrdiff_t gzip_source_fill(void *source, char *bytes, size_t cap); /* -1: the file failed, is damaged, or was cut off */

#endif
