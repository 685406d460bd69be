/* gzip.h: compressing answers for weak lines. */
#ifndef PLATFORM_GZIP_H
#define PLATFORM_GZIP_H

#include "base/arena.h"

/* gzip of `bytes` into the arena at a fast level; false when it would not get smaller. */
bool gzip_compress(struct arena *arena, struct str bytes, struct str *ret_bytes);

#endif
