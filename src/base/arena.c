/* arena.c: blocks of memory, given back together. The only malloc outside platform/. Unused bytes are poisoned
 * for AddressSanitizer, so a slice that outlives its request is found in the tests. */
#include "base/arena.h"
#include <assert.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONED 1
#endif
#endif
#ifdef ARENA_POISONED
#include <sanitizer/asan_interface.h>
#define POISON(ptr, size) ASAN_POISON_MEMORY_REGION(ptr, size)
#define UNPOISON(ptr, size) ASAN_UNPOISON_MEMORY_REGION(ptr, size)
#else
#define POISON(ptr, size) ((void)(ptr), (void)(size))
#define UNPOISON(ptr, size) ((void)(ptr), (void)(size))
#endif

struct arena_block {
    struct arena_block *next;
    size_t size_bytes;
    size_t used_bytes;
    size_t pad;
    char bytes[];
};

static struct arena_block *block_new(size_t size_bytes)
{
    struct arena_block *block = malloc(sizeof *block + size_bytes);
    if (!block)
        abort(); /* this worker ends; the supervisor starts another */
    block->next = NULL;
    block->size_bytes = size_bytes;
    block->used_bytes = 0;
    POISON(block->bytes, size_bytes);
    return block;
}

void arena_init(struct arena *arena, size_t cap_bytes)
{
    *arena = (struct arena){.cap_bytes = cap_bytes ? cap_bytes : ARENA_CAP_BYTES};
}

/* What one large request took (an upload, a long register) goes back to the system: left to itself, glibc keeps tens of megabytes in
 * pieces, in each process, for ever. Small requests never get here, and so never pay for it. */
enum { TRIM_BYTES = 4 * 1024 * 1024 };

static void blocks_free(struct arena_block *block)
{
    size_t freed_bytes = 0;

    while (block) {
        struct arena_block *next = block->next;
        freed_bytes += block->size_bytes;
        UNPOISON(block->bytes, block->size_bytes);
        free(block);
        block = next;
    }
    if (freed_bytes >= TRIM_BYTES)
        malloc_trim(0);
}

void arena_done(struct arena *arena)
{
    blocks_free(arena->first);
    arena->first = arena->current = NULL;
    arena->used_bytes = 0;
}

void arena_reset(struct arena *arena)
{
    if (!arena->first)
        return;
    blocks_free(arena->first->next);
    arena->first->next = NULL;
    arena->first->used_bytes = 0;
    POISON(arena->first->bytes, arena->first->size_bytes);
    arena->current = arena->first;
    arena->used_bytes = 0;
}

void *arena_alloc_raw(struct arena *arena, size_t size_bytes)
{
    size_t need = (size_bytes + 15) & ~(size_t)15;
    struct arena_block *block = arena->current;

    assert(need >= size_bytes && "size overflow");
    if (!block || block->size_bytes - block->used_bytes < need) {
        size_t size = need > ARENA_BLOCK_BYTES ? need : ARENA_BLOCK_BYTES;
        struct arena_block *fresh = block_new(size);
        if (block) {
            fresh->next = block->next;
            block->next = fresh;
        } else {
            arena->first = fresh;
        }
        arena->current = block = fresh;
    }
    arena->used_bytes += need;
    assert(arena->used_bytes <= arena->cap_bytes && "arena cap: a limit is missing before this input");
    void *ptr = block->bytes + block->used_bytes;
    block->used_bytes += need;
    UNPOISON(ptr, size_bytes);
    return ptr;
}

void *arena_alloc(struct arena *arena, size_t size_bytes)
{
    void *ptr = arena_alloc_raw(arena, size_bytes);
    memset(ptr, 0, size_bytes);
    return ptr;
}

void *arena_alloc_array(struct arena *arena, size_t size_bytes, size_t count)
{
    size_t total;
    bool overflow = __builtin_mul_overflow(size_bytes, count, &total);
    assert(!overflow);
    (void)overflow;
    return arena_alloc(arena, total);
}

struct str arena_str(struct arena *arena, struct str text)
{
    char *copy = arena_alloc_raw(arena, text.len + 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    return (struct str){copy, text.len};
}

const char *arena_cstr(struct arena *arena, struct str text) { return arena_str(arena, text).ptr; }

struct str arena_join(struct arena *arena, struct str a, struct str b)
{
    char *copy = arena_alloc_raw(arena, a.len + b.len + 1);
    if (a.len)
        memcpy(copy, a.ptr, a.len);
    if (b.len)
        memcpy(copy + a.len, b.ptr, b.len);
    copy[a.len + b.len] = 0;
    return (struct str){copy, a.len + b.len};
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char small[512];

    va_start(args, format);
    int len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    assert(len >= 0);
    if ((size_t)len < sizeof small)
        return arena_str(arena, (struct str){small, (size_t)len});
    char *text = arena_alloc_raw(arena, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return (struct str){text, (size_t)len};
}
