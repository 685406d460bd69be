/* url.c: percent-encoding (RFC 3986 section 2.1). A NUL byte is refused here, so no layer above can be fooled by one. */
#include "platform/http/http.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err http_url_decode(struct arena *arena, struct str text, bool plus, struct str *ret_text)
{
    size_t plain = 0;

    while (plain < text.len && text.ptr[plain] != '%' && text.ptr[plain] && !(plus && text.ptr[plain] == '+'))
        plain++;
    if (plain == text.len) {
        *ret_text = text; /* nothing to decode: most values */
        return OK;
    }
    char *out = arena_alloc_raw(arena, text.len + 1);
    size_t len = plain;
    memcpy(out, text.ptr, plain);
    for (size_t i = plain; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            if (text.len - i < 3)
                return ERR_INVALID;
            int hi = hex_digit(text.ptr[i + 1]), lo = hex_digit(text.ptr[i + 2]);
            if (hi < 0 || lo < 0)
                return ERR_INVALID;
            c = (char)(hi << 4 | lo);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        if (!c)
            return ERR_INVALID;
        out[len++] = c;
    }
    out[len] = 0;
    *ret_text = (struct str){out, len};
    return OK;
}

void http_url_put(struct buf *buf, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
            c == '~') {
            buf_put_char(buf, (char)c);
        } else {
            buf_put_char(buf, '%');
            buf_put_char(buf, digits[c >> 4]);
            buf_put_char(buf, digits[c & 15]);
        }
    }
}
