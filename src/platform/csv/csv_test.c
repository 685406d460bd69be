/* csv_test.c: what RFC 4180 allows is read as it was meant; everything else is found and placed. */
#include <criterion/criterion.h>
#include "platform/csv/csv.h"

static struct arena arena;
static struct csv_reader reader;

static void init(void) { arena_init(&arena, 0); }
static void done(void) { arena_done(&arena); }
TestSuite(csv, .init = init, .fini = done);

#define OPEN(literal) csv_open_text(&reader, &arena, S(literal))

static void expect_fields(int count, const char *const *fields)
{
    cr_assert(csv_next(&reader) == CSV_ROW, "%.*s", STR_ARG(csv_problem_text(reader.error.problem).vi));
    cr_assert(reader.count == count, "%d fields", reader.count);
    for (int i = 0; i < count; i++)
        cr_expect(str_eq(reader.fields[i], str_of(fields[i])), "field %d: %.*s", i, STR_ARG(reader.fields[i]));
}
#define EXPECT(...)                                                                                                    \
    expect_fields((int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)),                                  \
                  (const char *const[]){__VA_ARGS__})

static void expect_error(enum csv_step step, enum csv_problem problem, int line, int column)
{
    cr_expect(csv_next(&reader) == step);
    cr_expect(reader.error.problem == problem, "%.*s", STR_ARG(csv_problem_text(reader.error.problem).vi));
    cr_expect(reader.error.line == line && reader.error.column == column, "line %d, column %d", reader.error.line,
              reader.error.column);
}

Test(csv, plain_quoted_and_empty_fields_are_read)
{
    OPEN("a,b,c\n1,\"x, y\",\r\n\"he said \"\"no\"\"\",\"two\nlines\",\"\"\n");
    EXPECT("1", "x, y", "");
    EXPECT("he said \"no\"", "two\nlines", "");
    cr_expect(csv_next(&reader) == CSV_END && csv_next(&reader) == CSV_END);
}

Test(csv, a_byte_order_mark_empty_lines_and_a_missing_last_newline_do_no_harm)
{
    OPEN("\xEF\xBB\xBF"
         "code,name\n\n52,Gia Lai\n\r\n\n01,Hà Nội");
    cr_expect(csv_column(&reader, S("code")) == 0 && csv_column(&reader, S("NAME")) == 1 &&
              csv_column(&reader, S("x")) == -1);
    EXPECT("52", "Gia Lai");
    cr_expect(reader.line == 3);
    EXPECT("01", "Hà Nội");
    cr_expect(reader.line == 6 && str_eq(csv_field(&reader, 1), S("Hà Nội")) && csv_field(&reader, -1).len == 0);
    cr_expect(csv_next(&reader) == CSV_END);
}

Test(csv, a_quoted_nothing_is_a_row_and_no_empty_line)
{
    OPEN("a\n\"\"\n\n\"\"\n");
    EXPECT("");
    EXPECT("");
    cr_expect(csv_next(&reader) == CSV_END);
}

Test(csv, a_wrong_row_is_told_and_the_next_one_is_read)
{
    OPEN("a,b\n1,2\n3\n4,5,6\n7,\xC0\x80\n8,9\n");
    EXPECT("1", "2");
    expect_error(CSV_BAD_ROW, CSV_FIELD_COUNT, 3, 1);
    expect_error(CSV_BAD_ROW, CSV_FIELD_COUNT, 4, 3);
    expect_error(CSV_BAD_ROW, CSV_NOT_UTF8, 5, 2);
    EXPECT("8", "9");
}

Test(csv, a_broken_quote_ends_the_reading_where_it_is)
{
    OPEN("a,b\n1,x\"y\n");
    expect_error(CSV_BROKEN, CSV_STRAY_QUOTE, 2, 4);
    expect_error(CSV_BROKEN, CSV_STRAY_QUOTE, 2, 4);
    OPEN("a,b\n1,\"x\" y\n");
    expect_error(CSV_BROKEN, CSV_AFTER_QUOTE, 2, 6);
    OPEN("a,b\n1,2\n3,\"open\nand more\n");
    EXPECT("1", "2");
    expect_error(CSV_BROKEN, CSV_OPEN_QUOTE, 3, 3);
}

Test(csv, a_lone_carriage_return_is_refused)
{
    OPEN("a,b\r1,2\r");
    expect_error(CSV_BROKEN, CSV_LONE_CR, 1, 4);
}

Test(csv, foreign_files_are_recognised_by_their_beginning)
{
    OPEN("");
    expect_error(CSV_BROKEN, CSV_EMPTY_FILE, 1, 0);
    OPEN("\xEF\xBB\xBF\n\n");
    expect_error(CSV_BROKEN, CSV_EMPTY_FILE, 1, 0);
    OPEN("a;b;c\n1;2;3\n");
    expect_error(CSV_BROKEN, CSV_SEMICOLONS, 1, 0);
    OPEN("a\tb\n1\t2\n");
    expect_error(CSV_BROKEN, CSV_TABS, 1, 0);
    OPEN("\xFF\xFE"
         "a\0,\0");
    expect_error(CSV_BROKEN, CSV_UTF16, 1, 0);
    OPEN("PK\x03\x04zzzz");
    expect_error(CSV_BROKEN, CSV_ARCHIVE, 1, 0);
    OPEN("a,b, A\n1,2,3\n");
    expect_error(CSV_BROKEN, CSV_SAME_COLUMN_TWICE, 1, 3);
}

Test(csv, a_nul_byte_is_refused)
{
    OPEN("a,b\n1,x\0y\n");
    expect_error(CSV_BAD_ROW, CSV_NUL_BYTE, 2, 2);
}

Test(csv, limits_hold_and_reading_goes_on_behind_a_long_row)
{
    struct buf buf;
    buf_init(&buf, &arena, 200000);
    buf_lit(&buf, "a,b\n1,");
    for (int i = 0; i < CSV_ROW_BYTES + 10; i++)
        buf_put_char(&buf, 'x');
    buf_lit(&buf, "\n1");
    for (int i = 0; i < CSV_COLUMNS_MAX; i++)
        buf_lit(&buf, ",2");
    buf_lit(&buf, "\n3,4\n");
    csv_open_text(&reader, &arena, buf_str(&buf));
    expect_error(CSV_BAD_ROW, CSV_ROW_TOO_LONG, 2, 0);
    expect_error(CSV_BAD_ROW, CSV_TOO_MANY_COLUMNS, 3, CSV_COLUMNS_MAX + 1);
    EXPECT("3", "4");
}

/* Gives one byte at a time, then fails if asked to. */
struct drip {
    struct str rest;
    bool fails;
};
static ptrdiff_t drip_fill(void *source, char *bytes, size_t cap)
{
    struct drip *drip = source;
    (void)cap;
    if (!drip->rest.len)
        return drip->fails ? -1 : 0;
    *bytes = *drip->rest.ptr++;
    drip->rest.len--;
    return 1;
}

Test(csv, a_source_may_drip_and_may_fail)
{
    struct drip drip = {S("\xEF\xBB\xBF"
                          "a,b\r\n\"1\"\"\",2\r\n"),
                        false};
    csv_open(&reader, &arena, drip_fill, &drip);
    cr_expect(csv_column(&reader, S("a")) == 0);
    EXPECT("1\"", "2");
    cr_expect(csv_next(&reader) == CSV_END);
    drip = (struct drip){S("a,b\n1,"), true};
    csv_open(&reader, &arena, drip_fill, &drip);
    expect_error(CSV_BROKEN, CSV_READ_FAILED, 2, 0);
}

Test(csv, what_is_written_is_read_again_as_it_was)
{
    static const char *const fields[] = {"",        "plain",      "with, comma", "with \"quotes\"", "two\r\nlines",
                                         " blank ", "Đỗ Thị Hòa", "=1+1"};
    struct buf buf;
    struct csv_writer writer;
    buf_init(&buf, &arena, 256);
    csv_writer_init(&writer, &buf, false);
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        csv_put(&writer, arena_printf(&arena, "c%zu", i));
    csv_end_row(&writer);
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        csv_put(&writer, str_of(fields[i]));
    csv_end_row(&writer);
    csv_open_text(&reader, &arena, buf_str(&buf));
    expect_fields(ARRAY_LEN(fields), fields);
}

Test(csv, spreadsheets_get_a_mark_and_no_formulas)
{
    struct buf buf;
    struct csv_writer writer;
    buf_init(&buf, &arena, 256);
    csv_writer_init(&writer, &buf, true);
    csv_put(&writer, S("=HYPERLINK(\"x\")"));
    csv_put(&writer, S("-1"));
    csv_put_i64(&writer, -1);
    csv_put_day(&writer, day_of(2026, 11, 24));
    csv_end_row(&writer);
    cr_expect(str_eq(buf_str(&buf), S("\xEF\xBB\xBF"
                                      "\"'=HYPERLINK(\"\"x\"\")\",\"'-1\",-1,24/11/2026\r\n")),
              "%.*s", STR_ARG(buf_str(&buf)));
    buf.len = 0;
    csv_writer_init(&writer, &buf, false);
    csv_put(&writer, STR_NONE);
    csv_end_row(&writer);
    cr_expect(str_eq(buf_str(&buf), S("\"\"\r\n")), "a single empty field is no empty line");
}
