/* fuzz_json.c: the JSON reader and writer against each other: what was read, written and read again must be written the same. */
#include <assert.h>
#include "platform/json/json.h"
#include "platform/unicode/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_value(struct json_out *out, const struct json *value)
{
    struct str text;
    int64_t number;
    bool flag;

    switch (json_kind(value)) {
    case JSON_TEXT:
        assert(json_text(value, &text) == OK && unicode_valid_utf8(text));
        json_str(out, text);
        break;
    case JSON_INT:
        assert(json_int(value, &number) == OK);
        json_i64(out, number);
        break;
    case JSON_BOOL:
        assert(json_flag(value, &flag) == OK);
        json_bool(out, flag);
        break;
    case JSON_NULL: case JSON_REAL: json_null(out); break;
    case JSON_ARRAY:
        json_begin_array(out);
        for (int i = 0; i < json_array_len(value); i++)
            write_value(out, json_array_at(value, i));
        json_end_array(out);
        break;
    case JSON_OBJECT:
        json_begin_object(out);
        for (const struct json *member = json_first(value); member; member = json_next(member)) {
            json_key(out, json_key_of(member));
            write_value(out, member);
        }
        json_end_object(out);
        break;
    }
}

static struct str write_all(struct arena *arena, const struct json *value)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, arena, 256);
    json_out_init(&out, &buf);
    write_value(&out, value);
    json_out_done(&out);
    return buf_str(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    const struct json *value, *again;

    arena_init(&arena, 0);
    if (json_parse(&arena, (struct str){(const char *)data, size}, NULL, &value) == OK) {
        struct str once = write_all(&arena, value);
        assert(json_parse(&arena, once, &(struct json_limits){.size_bytes = SIZE_MAX}, &again) == OK);
        assert(str_eq(once, write_all(&arena, again)));
    }
    arena_done(&arena);
    return 0;
}
