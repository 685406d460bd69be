/* str.h: a slice of bytes by value. Text in the program is UTF-8 in NFC (see platform/unicode). No NUL is
 * promised behind it; arena_cstr() makes one. All comparing here is by bytes. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "base/err.h"

struct str {
    const char *ptr;
    size_t len;
};

#define S(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define S_INIT(literal) {"" literal, sizeof(literal) - 1} /* for static tables */
#define STR_NONE ((struct str){NULL, 0})
#define STR_ARG(s) (int)(s).len, (s).ptr /* printf("%.*s", STR_ARG(s)) */

static inline struct str str_of(const char *cstr) /* NULL gives the empty string */
{
    return (struct str){cstr, cstr ? strlen(cstr) : 0};
}
static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline bool str_empty(struct str s) { return s.len == 0; }
bool str_eq_nocase(struct str a, struct str b); /* ASCII only */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
ptrdiff_t str_find(struct str s, struct str needle);  /* -1: not there */
ptrdiff_t str_find_char(struct str s, char c);        /* -1: not there */
struct str str_sub(struct str s, size_t from, size_t len); /* clipped to s */
struct str str_trim(struct str s);                    /* ASCII blanks at both ends */
/* Cuts `*rest` at the first `separator`: returns what stood before it, leaves what stands behind. The last
 * piece leaves rest->ptr NULL, so `while (rest.ptr)` visits every piece, empty ones too. */
struct str str_cut(struct str *rest, char separator);
bool str_all_digits(struct str s); /* false when empty */
uint64_t str_hash(struct str s);   /* FNV-1a with a final mix; not for secrets */

/* Whole decimal number with optional '-': anything else, or overflow, is ERR_INVALID. */
MUST_CHECK enum err str_parse_i64(struct str s, int64_t *ret_value);

#endif
