/* fuzz_url.c: percent-decoding. What decodes must come back the same from being encoded and decoded again. */
#include <assert.h>
#include "platform/http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct str text = {(const char *)data, size}, once, twice;

    arena_init(&arena, 0);
    for (int plus = 0; plus <= 1; plus++) {
        if (http_url_decode(&arena, text, plus, &once) != OK)
            continue;
        assert(once.len <= text.len && (once.len == 0 || !memchr(once.ptr, 0, once.len)));
        struct buf buf;
        buf_init(&buf, &arena, once.len * 3);
        http_url_put(&buf, once);
        assert(http_url_decode(&arena, buf_str(&buf), plus, &twice) == OK && str_eq(once, twice));
    }
    arena_done(&arena);
    return 0;
}
