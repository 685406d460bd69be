/* unicode.c: validity, normal form, search key and capitals. utf8proc decides what a character is; the fast paths only skip it where
 * the answer is known: ASCII, and the precomposed letters in which Vietnamese is written. */
#include "platform/unicode/unicode.h"
#include <assert.h>
#include <utf8proc.h>
#include "platform/unicode/unicode_decode.h"

bool unicode_valid_utf8(struct str text)
{
    for (size_t i = 0; i < text.len;) {
        int32_t point;
        i += unicode_ascii_run(text, i);
        if (i == text.len)
            break;
        size_t len = unicode_decode(text, i, &point);
        if (!len)
            return false;
        i += len;
    }
    return true;
}

size_t unicode_count(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += (text.ptr[i] & 0xc0) != 0x80;
    return count;
}

/* True for code points that are NFC wherever they stand: below the combining marks, the precomposed Vietnamese letters, and the
 * punctuation of ordinary text. False only means "look closer". */
static bool surely_nfc(int32_t c)
{
    return c < 0x300 || (c >= 0x1e00 && c <= 0x1eff) || (c >= 0x2002 && c <= 0x2044) || c == 0x20ab;
}

enum err unicode_nfc(struct arena *arena, struct str text, struct str *ret_text)
{
    bool sure = true;

    for (size_t i = 0; i < text.len;) {
        int32_t point;
        i += unicode_ascii_run(text, i);
        if (i == text.len)
            break;
        size_t len = unicode_decode(text, i, &point);
        if (!len)
            return ERR_INVALID;
        sure = sure && surely_nfc(point);
        i += len;
    }
    if (sure) {
        *ret_text = text;
        return OK;
    }
    /* A code point of n bytes has at most 3 n bytes in NFC and 4 n code points on the way there (Unicode FAQ, NFC factors). */
    size_t cap = text.len * 4 + 1;
    utf8proc_int32_t *points = arena_alloc_raw(arena, (cap + 1) * sizeof *points);
    utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, points,
                                                (utf8proc_ssize_t)cap, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    assert(count >= 0 && (size_t)count <= cap);
    utf8proc_ssize_t len = utf8proc_reencode(points, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE); /* in place */
    assert(len >= 0);
    *ret_text = (struct str){(const char *)points, (size_t)len};
    return OK;
}

static bool is_apostrophe(int32_t c)
{
    return c == '\'' || c == '`' || c == 0xb4 || c == 0x2bc || c == 0x2018 || c == 0x2019 || c == 0x201b || c == 0x2032;
}

static bool is_letter_or_digit(int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

static bool is_mark(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ME;
}

struct key {
    char *out;
    size_t len;
    bool gap; /* a blank is due before the next letter */
};

static void key_put(struct key *key, int32_t c)
{
    if (key->gap && key->len)
        key->out[key->len++] = ' ';
    key->gap = false;
    key->len += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)key->out + key->len);
}

/* One code point that is not ASCII: decomposed, folded, without its marks. */
static void key_put_other(struct key *key, int32_t point)
{
    utf8proc_int32_t parts[8];
    int last_class = 0;

    if (is_apostrophe(point) || is_mark(point))
        return;
    if (point == 0x110 || point == 0x111 || point == 0xd0 || point == 0xf0 || point == 0x189 || point == 0x256) {
        key_put(key, 'd');
        return;
    }
    utf8proc_ssize_t count = utf8proc_decompose_char(point, parts, ARRAY_LEN(parts), UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD,
                                                     &last_class);
    assert(count >= 0);
    if (count > (utf8proc_ssize_t)ARRAY_LEN(parts))
        count = ARRAY_LEN(parts);
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        if (is_mark(parts[i]) || is_apostrophe(parts[i])) /* U+0149 holds one */
            continue;
        if (is_letter_or_digit(parts[i]))
            key_put(key, parts[i]);
        else
            key->gap = true;
    }
}

struct str unicode_fold(struct arena *arena, struct str text)
{
    /* The longest growth: U+0390 and its like, 2 bytes, fold to 3 code points of 2 bytes; and one blank before each. */
    struct key key = {.out = arena_alloc_raw(arena, text.len * 5 + 8)};

    for (size_t i = 0; i < text.len;) {
        char c = text.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (key.gap && key.len)
                key.out[key.len++] = ' ';
            key.gap = false;
            key.out[key.len++] = c;
            i++;
        } else if (c >= 'A' && c <= 'Z') {
            key_put(&key, c - 'A' + 'a');
            i++;
        } else if (!(c & 0x80)) {
            if (c != '\'' && c != '`')
                key.gap = true;
            i++;
        } else {
            int32_t point;
            size_t len = unicode_decode(text, i, &point);
            if (len)
                key_put_other(&key, point);
            else
                key.gap = true;
            i += len ? len : 1;
        }
    }
    return (struct str){key.out, key.len};
}

struct str unicode_upper_vi(struct arena *arena, struct str text)
{
    char *out = arena_alloc_raw(arena, text.len * 2 + 4);
    size_t len = 0;

    for (size_t i = 0; i < text.len;) {
        int32_t point;
        size_t used = unicode_decode(text, i, &point);
        assert(used && "text must be valid UTF-8");
        if (point < 0x80)
            point = point >= 'a' && point <= 'z' ? point - 'a' + 'A' : point;
        else
            point = utf8proc_toupper(point);
        len += (size_t)utf8proc_encode_char(point, (utf8proc_uint8_t *)out + len);
        i += used;
    }
    return (struct str){out, len};
}
