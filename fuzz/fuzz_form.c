/* fuzz_form.c: urlencoded forms. The fields that were read, written again, must read the same. */
#include <assert.h>
#include "platform/http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct http_fields fields, again;

    arena_init(&arena, 0);
    if (http_form_parse(&arena, (struct str){(const char *)data, size}, &fields) == OK) {
        struct buf buf;
        buf_init(&buf, &arena, size * 3 + 1);
        for (int i = 0; i < fields.count; i++) {
            http_url_put(&buf, fields.items[i].name);
            buf_lit(&buf, "=");
            http_url_put(&buf, fields.items[i].value);
            buf_lit(&buf, "&");
        }
        if (fields.count < HTTP_FIELDS_MAX) {
            assert(http_form_parse(&arena, buf_str(&buf), &again) == OK && again.count == fields.count);
            for (int i = 0; i < fields.count; i++)
                assert(str_eq(fields.items[i].name, again.items[i].name) && str_eq(fields.items[i].value, again.items[i].value));
        }
    }
    arena_done(&arena);
    return 0;
}
