/* form_test.c: forms as browsers send them, and as attackers would. */
#include "platform/http/http.h"
#include <criterion/criterion.h>

static struct arena arena;
static struct http_fields fields;
static void setup(void) { arena_init(&arena, 0); }
static void teardown(void) { arena_done(&arena); }
TestSuite(form, .init = setup, .fini = teardown);
TestSuite(multipart, .init = setup, .fini = teardown);
TestSuite(url, .init = setup, .fini = teardown);

static void field_is(int index, struct str name, struct str value)
{
    cr_assert_lt(index, fields.count);
    cr_assert(str_eq(fields.items[index].name, name), "name %.*s", STR_ARG(fields.items[index].name));
    cr_assert(str_eq(fields.items[index].value, value), "value %.*s", STR_ARG(fields.items[index].value));
}

Test(url, what_is_encoded_comes_back)
{
    struct str text;
    struct buf buf;

    cr_assert_eq(http_url_decode(&arena, S("%C4%90%C4%83ng+k%c3%bd"), true, &text), OK);
    cr_assert(str_eq(text, S("Đăng ký")));
    cr_assert_eq(http_url_decode(&arena, S("1+1"), false, &text), OK);
    cr_assert(str_eq(text, S("1+1")));
    buf_init(&buf, &arena, 0);
    http_url_put(&buf, S("Đ a-b.c_d~e/?&=+"));
    cr_assert(str_eq(buf_str(&buf), S("%C4%90%20a-b.c_d~e%2F%3F%26%3D%2B")));
}

Test(url, bad_escapes_and_nul_bytes_are_refused)
{
    static const struct str bad[] = {S_INIT("%"), S_INIT("a%4"), S_INIT("%4g"), S_INIT("%g4"), S_INIT("%00"), S_INIT("a\0b"), S_INIT("% 1")};
    struct str text;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert_eq(http_url_decode(&arena, bad[i], true, &text), ERR_INVALID, "case %zu", i);
}

Test(form, fields_come_decoded_and_in_order)
{
    cr_assert_eq(http_form_parse(&arena, S("name=H%C3%B2a+B%C3%ACnh&guest=1&guest=2&empty=&bare&&a%3Db=c%26d=e"), &fields), OK);
    cr_assert_eq(fields.count, 6);
    field_is(0, S("name"), S("Hòa Bình"));
    field_is(2, S("guest"), S("2"));
    field_is(3, S("empty"), S(""));
    field_is(4, S("bare"), S(""));
    field_is(5, S("a=b"), S("c&d=e"));
    cr_assert_eq(http_form_parse(&arena, S(""), &fields), OK);
    cr_assert_eq(fields.count, 0);
}

Test(form, broken_or_endless_forms_are_refused)
{
    struct buf buf;
    cr_assert_eq(http_form_parse(&arena, S("a=%zz"), &fields), ERR_INVALID);
    cr_assert_eq(http_form_parse(&arena, S("a=%00"), &fields), ERR_INVALID);
    cr_assert_eq(http_form_parse(&arena, S("=1"), &fields), ERR_INVALID);
    buf_init(&buf, &arena, 0);
    for (int i = 0; i < HTTP_FIELDS_MAX; i++)
        buf_lit(&buf, "a=1&");
    cr_assert_eq(http_form_parse(&arena, buf_str(&buf), &fields), ERR_TOO_LARGE);
    cr_assert_eq(http_form_parse(&arena, str_sub(buf_str(&buf), 0, buf.len - 1), &fields), OK);
    cr_assert_eq(fields.count, HTTP_FIELDS_MAX);
}

static enum err multipart(struct str body) { return http_multipart_parse(&arena, S("multipart/form-data; boundary=XyZ"), body, &fields); }

Test(multipart, a_browsers_form_with_a_file_is_read)
{
    struct str body = S("--XyZ\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n"
                        "--XyZ\r\nContent-Disposition: form-data; name=\"paper\"; filename=\"hợp đồng \\\"1\\\" %22.pdf\"\r\n"
                        "Content-Type: application/pdf\r\n\r\n%PDF\r\n--Xy\0\r\n\r\n"
                        "--XyZ\r\ncontent-disposition: Form-Data; name=none; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n"
                        "--XyZ--\r\n");
    cr_assert_eq(multipart(body), OK);
    cr_assert_eq(fields.count, 3);
    field_is(0, S("csrf"), S("abc"));
    cr_assert_not(fields.items[0].is_file);
    field_is(1, S("paper"), S("%PDF\r\n--Xy\0\r\n"));
    cr_assert(fields.items[1].is_file);
    cr_assert(str_eq(fields.items[1].file_name, S("hợp đồng \"1\" \".pdf")));
    cr_assert(str_eq(fields.items[1].content_type, S("application/pdf")));
    field_is(2, S("none"), S(""));
    cr_assert(fields.items[2].is_file && str_empty(fields.items[2].file_name));
}

Test(multipart, a_form_without_fields_is_empty_and_boundaries_may_be_quoted)
{
    cr_assert_eq(multipart(S("--XyZ--\r\n")), OK);
    cr_assert_eq(fields.count, 0);
    cr_assert_eq(http_multipart_parse(&arena, S("Multipart/Form-Data; charset=utf-8; boundary=\"a b:c\""),
                                      S("--a b:c\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--a b:c--"), &fields), OK);
    field_is(0, S("x"), S("1"));
}

#define PART(head, body) "--XyZ\r\n" head "\r\n\r\n" body "\r\n"
#define NAMED "Content-Disposition: form-data; name=\"x\""

Test(multipart, whatever_can_be_read_two_ways_is_refused)
{
    static const struct str bad[] = {
        S_INIT(""),
        S_INIT("preamble\r\n" PART(NAMED, "1") "--XyZ--\r\n"),
        S_INIT(PART(NAMED, "1") "--XyZ--\r\nepilogue"),
        S_INIT(PART(NAMED, "1")),                            /* never ends */
        S_INIT(PART(NAMED, "1") "--XyZ-"),
        S_INIT(PART(NAMED, "1\r\n--XyZZ") "--XyZ--"),        /* the boundary as a prefix */
        S_INIT(PART("Content-Type: text/plain", "1") "--XyZ--"),
        S_INIT(PART("Content-Disposition: form-data", "1") "--XyZ--"),
        S_INIT(PART("Content-Disposition: form-data; name=\"\"", "1") "--XyZ--"),
        S_INIT(PART("Content-Disposition: attachment; name=\"x\"", "1") "--XyZ--"),
        S_INIT(PART(NAMED "; name=\"y\"", "1") "--XyZ--"),
        S_INIT(PART(NAMED "; filename=\"a\"; filename=\"b\"", "1") "--XyZ--"),
        S_INIT(PART(NAMED "; filename*=UTF-8''a.pdf", "1") "--XyZ--"),
        S_INIT(PART(NAMED "\r\n" NAMED, "1") "--XyZ--"),
        S_INIT(PART(NAMED "\r\nContent-Transfer-Encoding: base64", "MQ==") "--XyZ--"),
        S_INIT(PART("Content-Disposition: form-data; name=\"x", "1") "--XyZ--"),
        S_INIT(PART("Content-Disposition: form-data; name=\"a\0b\"", "1") "--XyZ--"),
        S_INIT(PART("Content-Disposition: form-data; name=\"a\nb\"", "1") "--XyZ--"),
        S_INIT(PART(NAMED "\r\nX-Other: 1", "1") "--XyZ--"),
        S_INIT(PART(NAMED "\r\n folded", "1") "--XyZ--"),
        S_INIT("--XyZ\n" NAMED "\n\n1\n--XyZ--"),
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert_eq(multipart(bad[i]), ERR_INVALID, "case %zu was let through", i);
}

Test(multipart, a_bad_boundary_is_refused)
{
    static const struct str bad[] = {
        S_INIT("multipart/form-data"), S_INIT("multipart/form-data; boundary="), S_INIT("multipart/form-data; boundary=\"\""),
        S_INIT("multipart/mixed; boundary=XyZ"), S_INIT("multipart/form-data; boundary=\"a\tb\""),
        S_INIT("multipart/form-data; boundary=\"ab \""), S_INIT("multipart/form-data; boundary=a; boundary=b"),
        S_INIT("multipart/form-dataX; boundary=a"), S_INIT("multipart/form-data, boundary=a"),
        S_INIT("multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert_eq(http_multipart_parse(&arena, bad[i], S("--a--"), &fields), ERR_INVALID, "case %zu was let through", i);
}

Test(multipart, parts_and_their_heads_are_limited)
{
    struct buf buf;

    buf_init(&buf, &arena, 0);
    for (int i = 0; i < HTTP_FIELDS_MAX + 1; i++)
        buf_lit(&buf, PART(NAMED, "1"));
    buf_lit(&buf, "--XyZ--");
    cr_assert_eq(multipart(buf_str(&buf)), ERR_TOO_LARGE);
    buf_init(&buf, &arena, 0);
    buf_lit(&buf, "--XyZ\r\nContent-Disposition: form-data; name=\"");
    for (int i = 0; i < 5000; i++)
        buf_put_char(&buf, 'x');
    buf_lit(&buf, "\"\r\n\r\n1\r\n--XyZ--");
    cr_assert_eq(multipart(buf_str(&buf)), ERR_TOO_LARGE);
}
