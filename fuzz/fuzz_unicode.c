/* fuzz_unicode.c: text as it comes. Whatever is accepted is valid, normal and clean, and stays as it is when cleaned again. */
#include <assert.h>
#include "platform/unicode/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct str text = {(const char *)data, size}, once, twice;

    arena_init(&arena, 0);
    bool valid = unicode_valid_utf8(text);
    struct str key = unicode_fold(&arena, text);
    assert(unicode_valid_utf8(key) && str_eq(key, unicode_fold(&arena, key)));
    unicode_legacy_text(unicode_guess_legacy(text));
    assert((unicode_nfc(&arena, text, &once) == OK) == valid);
    if (valid) {
        assert(unicode_valid_utf8(once) && unicode_nfc(&arena, once, &twice) == OK && str_eq(once, twice));
        assert(unicode_count(text) <= text.len && unicode_valid_utf8(unicode_upper_vi(&arena, text)));
    }
    if (unicode_clean_line(&arena, text, &once) == OK) {
        assert(valid && unicode_clean_line(&arena, once, &twice) == OK && str_eq(once, twice));
    }
    if (unicode_clean_text(&arena, text, &once) == OK)
        assert(valid && unicode_clean_text(&arena, once, &twice) == OK && str_eq(once, twice));
    arena_done(&arena);
    return 0;
}
