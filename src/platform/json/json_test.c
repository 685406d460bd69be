/* json_test.c: what is JSON, what is not, and that the writer cannot be misused unnoticed. */
#include "platform/json/json.h"
#include <criterion/criterion.h>
#include <signal.h>

static struct arena arena;
static void setup(void) { arena_init(&arena, 0); }
static void teardown(void) { arena_done(&arena); }
TestSuite(json, .init = setup, .fini = teardown);

static const struct json *parse(struct str text)
{
    const struct json *value = NULL;
    cr_assert_eq(json_parse(&arena, text, NULL, &value), OK, "refused: %.*s", STR_ARG(text));
    return value;
}

static enum err parse_err(struct str text)
{
    const struct json *value;
    return json_parse(&arena, text, NULL, &value);
}

Test(json, an_object_is_read_by_name)
{
    const struct json *object = parse(S(" {\"number\":\"052094001234\", \"count\" : -3,\"ok\":true,\"none\":null,\"codes\":[\"a\",\"b\"]} "));
    struct str text;
    int64_t number;
    bool flag;

    cr_assert_eq(json_text(json_get(object, "number"), &text), OK);
    cr_assert(str_eq(text, S("052094001234")));
    cr_assert_eq(json_int(json_get(object, "count"), &number), OK);
    cr_assert_eq(number, -3);
    cr_assert_eq(json_flag(json_get(object, "ok"), &flag), OK);
    cr_assert(flag);
    cr_assert_eq(json_kind(json_get(object, "none")), JSON_NULL);
    cr_assert_eq(json_array_len(json_get(object, "codes")), 2);
    cr_assert_eq(json_text(json_array_at(json_get(object, "codes"), 1), &text), OK);
    cr_assert(str_eq(text, S("b")));
    cr_assert(str_eq(json_key_of(json_next(json_first(object))), S("count")));
}

Test(json, a_member_that_is_absent_or_of_another_kind_is_invalid)
{
    const struct json *object = parse(S("{\"a\":1,\"b\":\"2\",\"c\":1.5,\"d\":1e3}"));
    struct str text;
    int64_t number;

    cr_assert_null(json_get(object, "x"));
    cr_assert_null(json_get(json_get(object, "a"), "x"));
    cr_assert_eq(json_text(json_get(object, "x"), &text), ERR_INVALID);
    cr_assert_eq(json_text(json_get(object, "a"), &text), ERR_INVALID);
    cr_assert_eq(json_int(json_get(object, "b"), &number), ERR_INVALID);
    cr_assert_eq(json_int(json_get(object, "c"), &number), ERR_INVALID);
    cr_assert_eq(json_int(json_get(object, "d"), &number), ERR_INVALID);
    cr_assert_eq(json_array_len(object), 0);
}

Test(json, escapes_are_decoded_and_plain_texts_are_not_copied)
{
    struct str source = S("[\"\\u0110\\u1eb7ng \\ud83d\\ude00 \\\"\\\\\\/\\b\\f\\n\\r\\t\", \"Hòa\"]"), text;
    const struct json *array = parse(source);

    cr_assert_eq(json_text(json_array_at(array, 0), &text), OK);
    cr_assert(str_eq(text, S("Đặng 😀 \"\\/\b\f\n\r\t")));
    cr_assert_eq(json_text(json_array_at(array, 1), &text), OK);
    cr_assert(str_eq(text, S("Hòa")) && text.ptr > source.ptr && text.ptr < source.ptr + source.len);
}

Test(json, what_is_not_strict_json_is_refused)
{
    static const struct str bad[] = {
        S_INIT(""), S_INIT(" "), S_INIT("{"), S_INIT("{}x"), S_INIT("[1,]"), S_INIT("{\"a\":1,}"), S_INIT("{a:1}"), S_INIT("{'a':1}"),
        S_INIT("01"), S_INIT("+1"), S_INIT("1."), S_INIT(".5"), S_INIT("1e"), S_INIT("-"), S_INIT("NaN"), S_INIT("tru"), S_INIT("True"),
        S_INIT("\"a"), S_INIT("\"\\"), S_INIT("\"\\x\""), S_INIT("\"\\u12\""), S_INIT("\"\\u12g4\""), S_INIT("\"\\u0000\""),
        S_INIT("\"\\ud83d\""), S_INIT("\"\\ude00\""), S_INIT("\"\\ud83d\\u0041\""), S_INIT("\"a\nb\""), S_INIT("\"a\0b\""),
        S_INIT("\"\xe9\""), S_INIT("\xef\xbb\xbf{}"), S_INIT("// x\n1"), S_INIT("[1 2]"), S_INIT("{\"a\" 1}"), S_INIT("\"\\\n\""),
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert_eq(parse_err(bad[i]), ERR_INVALID, "let through: %.*s", STR_ARG(bad[i]));
}

Test(json, a_key_that_comes_twice_is_refused_also_when_it_is_escaped_or_among_many)
{
    cr_assert_eq(parse_err(S("{\"a\":1,\"b\":2,\"a\":3}")), ERR_INVALID);
    cr_assert_eq(parse_err(S("{\"a\":1,\"\\u0061\":3}")), ERR_INVALID);
    for (int twice = 0; twice <= 1; twice++) {
        struct buf buf;
        buf_init(&buf, &arena, 1024);
        buf_lit(&buf, "{\"k0\":0");
        for (int i = 1; i < 50; i++)
            buf_printf(&buf, ",\"k%d\":%d", twice && i == 37 ? 5 : i, i);
        buf_lit(&buf, "}");
        cr_assert_eq(parse_err(buf_str(&buf)), twice ? ERR_INVALID : OK);
    }
}

Test(json, depth_size_and_number_of_values_are_limited)
{
    const struct json *value;
    struct json_limits limits = {.size_bytes = 10, .depth = 2, .values = 3};

    cr_assert_eq(json_parse(&arena, S("[[1]]"), &limits, &value), OK);
    cr_assert_eq(json_parse(&arena, S("[[[]]]"), &limits, &value), ERR_TOO_LARGE);
    cr_assert_eq(json_parse(&arena, S("[1,2,3]"), &limits, &value), ERR_TOO_LARGE);
    cr_assert_eq(json_parse(&arena, S("[          ]"), &limits, &value), ERR_TOO_LARGE);
    cr_assert_eq(parse_err(S("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]")), ERR_TOO_LARGE);
    cr_assert_eq(parse_err(S("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]")), OK);
    cr_assert_eq(parse_err(S("[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]")), OK); /* breadth is not depth */
}

Test(json, whole_numbers_keep_all_their_digits)
{
    int64_t number;
    cr_assert_eq(json_int(parse(S("9223372036854775807")), &number), OK);
    cr_assert_eq(number, INT64_MAX);
    cr_assert_eq(json_int(parse(S("-9223372036854775808")), &number), OK);
    cr_assert_eq(number, INT64_MIN);
    cr_assert_eq(json_int(parse(S("9223372036854775808")), &number), ERR_INVALID);
}

Test(json, the_writer_sets_commas_and_escapes)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, &arena, 0);
    json_out_init(&out, &buf);
    json_begin_object(&out);
    json_put_str(&out, S("name"), S("H'Hen \"Niê\"\n\x01\\"));
    json_key(&out, S("list"));
    json_begin_array(&out);
    json_i64(&out, INT64_MIN);
    json_null(&out);
    json_begin_object(&out);
    json_end_object(&out);
    json_begin_array(&out);
    json_end_array(&out);
    json_end_array(&out);
    json_put_i64(&out, S("n"), 0);
    json_put_bool(&out, S("ok"), true);
    json_key(&out, S("born"));
    json_day(&out, day_of(1994, 3, 17));
    json_key(&out, S("died"));
    json_day(&out, DAY_NONE);
    json_end_object(&out);
    json_out_done(&out);
    struct str expected = S("{\"name\":\"H'Hen \\\"Niê\\\"\\n\\u0001\\\\\",\"list\":[-9223372036854775808,null,{},[]],\"n\":0,\"ok\":true,"
                            "\"born\":\"1994-03-17\",\"died\":null}");
    cr_assert(str_eq(buf_str(&buf), expected), "%.*s", STR_ARG(buf_str(&buf)));
    parse(buf_str(&buf));
}

static struct json_out begun(void)
{
    static struct buf buf;
    struct json_out out;
    buf_init(&buf, &arena, 0);
    json_out_init(&out, &buf);
    return out;
}

Test(json, a_value_without_its_key_is_our_mistake, .signal = SIGABRT)
{
    struct json_out out = begun();
    json_begin_object(&out);
    json_i64(&out, 1);
}

Test(json, a_document_that_is_not_ended_is_our_mistake, .signal = SIGABRT)
{
    struct json_out out = begun();
    json_begin_array(&out);
    json_out_done(&out);
}

Test(json, two_documents_in_one_are_our_mistake, .signal = SIGABRT)
{
    struct json_out out = begun();
    json_null(&out);
    json_null(&out);
}
