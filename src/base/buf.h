/* buf.h: bytes that grow in an arena; how pages, JSON and messages are put together. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
    struct arena *arena;
    char *ptr;
    size_t len;
    size_t cap;
};

void buf_init(struct buf *buf, struct arena *arena, size_t cap_bytes);
void buf_reserve(struct buf *buf, size_t more_bytes);
void buf_put(struct buf *buf, struct str text);
void buf_put_i64(struct buf *buf, int64_t value);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
static inline void buf_put_char(struct buf *buf, char c)
{
    if (buf->len == buf->cap)
        buf_reserve(buf, 1);
    buf->ptr[buf->len++] = c;
}
#define buf_lit(buf, literal) buf_put((buf), S(literal))
static inline struct str buf_str(const struct buf *buf) { return (struct str){buf->ptr, buf->len}; }
const char *buf_cstr(struct buf *buf); /* NUL behind, not counted */

#endif
