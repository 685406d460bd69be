/* buf.c: bytes that grow in an arena. */
#include "base/buf.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

void buf_init(struct buf *buf, struct arena *arena, size_t cap_bytes)
{
    *buf = (struct buf){.arena = arena};
    if (cap_bytes)
        buf_reserve(buf, cap_bytes);
}

void buf_reserve(struct buf *buf, size_t more_bytes)
{
    if (buf->cap - buf->len >= more_bytes)
        return;
    size_t cap = buf->cap ? buf->cap : 256;
    while (cap - buf->len < more_bytes) {
        assert(cap <= SIZE_MAX / 2);
        cap *= 2;
    }
    char *ptr = arena_alloc_raw(buf->arena, cap);
    if (buf->len)
        memcpy(ptr, buf->ptr, buf->len);
    buf->ptr = ptr;
    buf->cap = cap;
}

void buf_put(struct buf *buf, struct str text)
{
    if (!text.len)
        return;
    buf_reserve(buf, text.len);
    memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
}

void buf_put_i64(struct buf *buf, int64_t value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--at = '-';
    buf_put(buf, (struct str){at, (size_t)(digits + sizeof digits - at)});
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    buf_reserve(buf, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
}

const char *buf_cstr(struct buf *buf)
{
    buf_put_char(buf, 0);
    buf->len--;
    return buf->ptr;
}
