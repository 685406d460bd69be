/* encode.c: bytes as text and back (RFC 4648), and codes for people to type (Crockford's base32). Decoders are strict: each value has
 * one spelling, so that a token cannot be presented in two forms. */
#include "platform/crypto/crypto.h"
#include <assert.h>

static const char base64url_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char base32_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static const char crockford_digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Both alphabets cut the bit stream into pieces of a fixed width, most significant bit first. */
static struct str bits_encode(struct arena *arena, struct str bytes, const char *digits, int width)
{
    size_t len = (bytes.len * 8 + (size_t)width - 1) / (size_t)width;
    char *text = arena_alloc_raw(arena, len + 1);
    uint32_t window = 0;
    int held = 0;
    size_t at = 0;

    for (size_t i = 0; i < bytes.len; i++) {
        window = window << 8 | (unsigned char)bytes.ptr[i];
        held += 8;
        while (held >= width) {
            held -= width;
            text[at++] = digits[window >> held & ((1u << width) - 1)];
        }
    }
    if (held)
        text[at++] = digits[window << (width - held) & ((1u << width) - 1)];
    assert(at == len);
    text[at] = 0;
    return (struct str){text, len};
}

static enum err bits_decode(struct arena *arena, struct str text, const char *digits, int width, bool fold_case, struct str *ret_bytes)
{
    signed char value_of[256];
    char *bytes = arena_alloc_raw(arena, text.len * (size_t)width / 8 + 1);
    uint32_t window = 0;
    int held = 0;
    size_t at = 0;

    memset(value_of, -1, sizeof value_of);
    for (int i = 0; digits[i]; i++) {
        value_of[(unsigned char)digits[i]] = (signed char)i;
        if (fold_case && digits[i] >= 'A' && digits[i] <= 'Z')
            value_of[digits[i] - 'A' + 'a'] = (signed char)i;
    }
    for (size_t i = 0; i < text.len; i++) {
        int value = value_of[(unsigned char)text.ptr[i]];
        if (value < 0)
            return ERR_INVALID;
        window = window << width | (uint32_t)value;
        held += width;
        if (held >= 8) {
            held -= 8;
            bytes[at++] = (char)(window >> held);
        }
    }
    /* what is left over must be less than a digit, and zero */
    if (held >= width || (window & ((1u << held) - 1)))
        return ERR_INVALID;
    bytes[at] = 0;
    *ret_bytes = (struct str){bytes, at};
    return OK;
}

struct str crypto_base64url_encode(struct arena *arena, struct str bytes) { return bits_encode(arena, bytes, base64url_digits, 6); }
struct str crypto_base32_encode(struct arena *arena, struct str bytes) { return bits_encode(arena, bytes, base32_digits, 5); }

enum err crypto_base64url_decode(struct arena *arena, struct str text, struct str *ret_bytes)
{
    return bits_decode(arena, text, base64url_digits, 6, false, ret_bytes);
}

enum err crypto_base32_decode(struct arena *arena, struct str text, struct str *ret_bytes)
{
    size_t padding = 0;

    while (padding < 6 && text.len && text.ptr[text.len - 1] == '=')
        text.len--, padding++;
    if (padding && (text.len + padding) % 8 != 0)
        return ERR_INVALID;
    return bits_decode(arena, text, base32_digits, 5, true, ret_bytes);
}

struct str crypto_hex_encode(struct arena *arena, struct str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc_raw(arena, bytes.len * 2 + 1);

    for (size_t i = 0; i < bytes.len; i++) {
        text[2 * i] = digits[(unsigned char)bytes.ptr[i] >> 4];
        text[2 * i + 1] = digits[bytes.ptr[i] & 15];
    }
    text[bytes.len * 2] = 0;
    return (struct str){text, bytes.len * 2};
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum err crypto_hex_decode(struct arena *arena, struct str text, struct str *ret_bytes)
{
    if (text.len % 2)
        return ERR_INVALID;
    char *bytes = arena_alloc_raw(arena, text.len / 2 + 1);
    for (size_t i = 0; i < text.len; i += 2) {
        int high = hex_value(text.ptr[i]), low = hex_value(text.ptr[i + 1]);
        if (high < 0 || low < 0)
            return ERR_INVALID;
        bytes[i / 2] = (char)(high << 4 | low);
    }
    bytes[text.len / 2] = 0;
    *ret_bytes = (struct str){bytes, text.len / 2};
    return OK;
}

struct str crypto_code(struct arena *arena, int symbols, int group)
{
    struct buf code;

    assert(symbols > 0 && symbols <= 64);
    buf_init(&code, arena, (size_t)symbols * 2);
    for (int i = 0; i < symbols; i++) {
        if (group && i && i % group == 0)
            buf_put_char(&code, '-');
        buf_put_char(&code, crockford_digits[crypto_random_below(32)]);
    }
    return buf_str(&code);
}

enum err crypto_code_fold(struct arena *arena, struct str typed, struct str *ret_code)
{
    struct buf code;

    if (typed.len > 256)
        return ERR_INVALID;
    buf_init(&code, arena, typed.len + 1);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.ptr[i];
        if (c == ' ' || c == '-')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (c == 'I' || c == 'L')
            c = '1';
        if (c == 'O')
            c = '0';
        if (!c || !strchr(crockford_digits, c))
            return ERR_INVALID;
        buf_put_char(&code, c);
    }
    if (code.len == 0)
        return ERR_INVALID;
    *ret_code = buf_str(&code);
    return OK;
}
