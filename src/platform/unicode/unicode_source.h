/* unicode_source.h: a file's bytes as UTF-8, whatever table it was saved in, when that is certain; else the bytes as they are, so that the reader behind can
 * refuse what it cannot read. Fits csv_fill. Certain means: a byte-order mark of UTF-16; or of the first 64 KiB, 20 words or more hold letters beyond ASCII, at
 * least nine in ten of these are Vietnamese syllables in one old table, and in no other table more than six in ten are. */
#ifndef PLATFORM_UNICODE_SOURCE_H
#define PLATFORM_UNICODE_SOURCE_H

#include "platform/unicode/unicode.h"

typedef ptrdiff_t (*unicode_fill)(void *source, char *bytes, size_t cap); /* as csv_fill */
enum unicode_table { UNICODE_AS_IT_IS, UNICODE_UTF16LE, UNICODE_UTF16BE, UNICODE_WINDOWS_1258, UNICODE_TCVN3, UNICODE_VNI };
struct unicode_source {
    unicode_fill fill;
    void *source;
    bool started;
    enum unicode_table table; /* once the first bytes were read */
    char *input;
    size_t input_at, input_len;
    char held[16]; /* decoded, not yet given */
    size_t held_at, held_len;
};
/* 64 KiB from the arena. */
void unicode_source_open(struct unicode_source *ret_source, struct arena *arena, unicode_fill fill, void *source);
ptrdiff_t unicode_source_fill(void *source, char *bytes, size_t cap);
/* "Windows-1258", "TCVN3 (ABC)", "VNI", "UTF-16"; "" as it is. */
struct str unicode_table_name(enum unicode_table table);
/* What the bytes are, by the rule above. For tests, and for whoever only wants to know. */
enum unicode_table unicode_table_of(struct str sample);

#endif
