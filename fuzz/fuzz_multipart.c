/* fuzz_multipart.c: multipart/form-data. The first line of the input is the content type, the rest the body. Every value must be a slice
 * of the body that does not hold the boundary, and a field must have a name. */
#include <assert.h>
#include "platform/http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct http_fields fields;
    struct str body = {(const char *)data, size};
    struct str content_type = str_cut(&body, '\n');

    arena_init(&arena, 0);
    if (body.ptr && http_multipart_parse(&arena, content_type, body, &fields) == OK) {
        assert(fields.count <= HTTP_FIELDS_MAX);
        for (int i = 0; i < fields.count; i++) {
            const struct http_field *field = &fields.items[i];
            assert(field->name.len && (field->is_file || str_empty(field->file_name)));
            assert(field->value.ptr >= body.ptr && field->value.ptr + field->value.len <= body.ptr + body.len);
        }
    }
    arena_done(&arena);
    return 0;
}
