/* arena.h: memory that lives as long as a request (or a process) and is given back all at once.
 * A function that returns memory takes a struct arena * or struct ctx *; that is the whole ownership rule.
 * Running out of memory or over the arena's cap aborts this worker; the supervisor starts another. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *first; /* kept over a reset */
    struct arena_block *current;
    size_t used_bytes;
    size_t cap_bytes; /* 0: ARENA_CAP_BYTES */
};

enum { ARENA_CAP_BYTES = 256 * 1024 * 1024, ARENA_BLOCK_BYTES = 16 * 1024 };

void arena_init(struct arena *arena, size_t cap_bytes);
void arena_done(struct arena *arena);
void arena_reset(struct arena *arena); /* frees all but the first block */

/* Zeroed, aligned to 16 bytes. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size_bytes);
void *arena_alloc_raw(struct arena *arena, size_t size_bytes); /* not zeroed */
#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_array((arena), sizeof(type), (count)))
void *arena_alloc_array(struct arena *arena, size_t size_bytes, size_t count); /* checks overflow */

/* Copies, always NUL-terminated behind len. */
struct str arena_str(struct arena *arena, struct str text);
const char *arena_cstr(struct arena *arena, struct str text);
struct str arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
struct str arena_join(struct arena *arena, struct str a, struct str b);

#endif
