/* unicode_decode.h: one code point at a time; inside platform/unicode only. */
#ifndef PLATFORM_UNICODE_DECODE_H
#define PLATFORM_UNICODE_DECODE_H

#include "base/str.h"

/* Reads the code point at text.ptr[at]; returns its bytes (1..4), or 0 when they are not UTF-8 (RFC 3629 section 4). */
static inline size_t unicode_decode(struct str text, size_t at, int32_t *ret_point)
{
    const unsigned char *p = (const unsigned char *)text.ptr + at;
    size_t left = text.len - at;

    if (p[0] < 0x80) {
        *ret_point = p[0];
        return 1;
    }
    if (p[0] < 0xc2)
        return 0;
    if (p[0] < 0xe0) {
        if (left < 2 || (p[1] & 0xc0) != 0x80)
            return 0;
        *ret_point = (p[0] & 0x1f) << 6 | (p[1] & 0x3f);
        return 2;
    }
    if (p[0] < 0xf0) {
        if (left < 3 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80)
            return 0;
        *ret_point = (p[0] & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
        return *ret_point < 0x800 || (*ret_point >= 0xd800 && *ret_point <= 0xdfff) ? 0 : 3;
    }
    if (p[0] > 0xf4 || left < 4 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80 || (p[3] & 0xc0) != 0x80)
        return 0;
    *ret_point = (p[0] & 0x07) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 | (p[3] & 0x3f);
    return *ret_point < 0x10000 || *ret_point > 0x10ffff ? 0 : 4;
}

/* Length of the ASCII run at text.ptr[at]. */
static inline size_t unicode_ascii_run(struct str text, size_t at)
{
    size_t i = at;
    while (i + 8 <= text.len) {
        uint64_t eight;
        memcpy(&eight, text.ptr + i, 8);
        if (eight & 0x8080808080808080ull)
            break;
        i += 8;
    }
    while (i < text.len && !(text.ptr[i] & 0x80))
        i++;
    return i - at;
}

#endif
