/* sheet_test.c: the same rows as CSV (read as text) and as XLSX (its sheet unpacked and read as XML). */
#include "platform/sheet/sheet.h"
#include "platform/filetype/filetype.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

static struct arena arena;
static struct ctx ctx;
static void setup(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena, .now_ms = 1795248000000};
}
static void teardown(void) { arena_done(&arena); }
TestSuite(sheet, .init = setup, .fini = teardown);

static const struct sheet_column columns[] = {{S_INIT("Họ tên"), SHEET_TEXT}, {S_INIT("Số hồ sơ"), SHEET_INT}, {S_INIT("Lệ phí"), SHEET_VND},
                                              {S_INIT("Tỷ lệ"), SHEET_DECIMAL}, {S_INIT("Ngày nhận"), SHEET_DAY}, {S_INIT("Lúc"), SHEET_AT}};

static struct str write_rows(enum sheet_format format, int rows)
{
    AUTO(sheet_close) struct sheet *sheet = NULL;
    struct sheet_head head = {.name = S("Sổ [theo] dõi: một tên rất dài hơn ba mươi mốt chữ"), .title = S("Sổ theo dõi hồ sơ"), .subtitle = S("Quý IV/2026"),
                              .notice = S("DỮ LIỆU MÔ PHỎNG"), .columns = columns, .columns_count = ARRAY_LEN(columns)};
    struct str bytes = STR_NONE;

    cr_assert_eq(sheet_open(&ctx, format, &head, &sheet), OK);
    for (int i = 0; i < rows; i++) {
        sheet_text(sheet, i == 0 ? S("Đỗ \"Ế\", Ỗ <&>") : S("=1+1"));
        sheet_int(sheet, 1234567);
        sheet_int(sheet, 20000);
        sheet_decimal(sheet, 21.734);
        sheet_day(sheet, i == 0 ? day_of(2026, 11, 21) : day_of(1900, 1, 2));
        sheet_at(sheet, ms_of_day(day_of(2026, 11, 21), 12 * 60));
        sheet_row_end(sheet);
    }
    sheet_skip(sheet);
    sheet_int(sheet, -1);
    sheet_row_end(sheet);
    cr_assert_eq(sheet_finish(sheet, &bytes), OK);
    return bytes;
}

/* The unpacked part of a ZIP by its name (sizes are taken from the directory at the end). */
static struct str unzip(struct str zip, const char *name)
{
    struct str rest = zip;
    for (ptrdiff_t at; (at = str_find(rest, S("PK\1\2"))) >= 0; rest = str_sub(rest, (size_t)at + 4, rest.len)) {
        const unsigned char *entry = (const unsigned char *)rest.ptr + at;
        uint32_t packed, size, offset;
        memcpy(&packed, entry + 20, 4), memcpy(&size, entry + 24, 4), memcpy(&offset, entry + 42, 4);
        if (strncmp((const char *)entry + 46, name, strlen(name)) != 0)
            continue;
        const unsigned char *local = (const unsigned char *)zip.ptr + offset;
        char *out = arena_alloc(&arena, size + 1);
        z_stream z = {.next_in = (unsigned char *)local + 30 + local[26] + local[28], .avail_in = packed, .next_out = (unsigned char *)out, .avail_out = size};
        cr_assert_eq(inflateInit2(&z, -15), Z_OK);
        cr_assert_eq(inflate(&z, Z_FINISH), Z_STREAM_END);
        inflateEnd(&z);
        return (struct str){out, size};
    }
    cr_assert(false, "%s is not in the workbook", name);
    return STR_NONE;
}

Test(sheet, csv_is_quoted_marked_as_utf8_and_safe_from_formulas)
{
    struct str csv = write_rows(SHEET_CSV, 2);
    struct str want = S("\xef\xbb\xbf" "Sổ theo dõi hồ sơ\r\nQuý IV/2026\r\nDỮ LIỆU MÔ PHỎNG\r\nHọ tên,Số hồ sơ,Lệ phí,Tỷ lệ,Ngày nhận,Lúc\r\n"
                        "\"Đỗ \"\"Ế\"\", Ỗ <&>\",1234567,20000,21.73,21/11/2026,21/11/2026 12:00\r\n"
                        "\"'=1+1\",1234567,20000,21.73,02/01/1900,21/11/2026 12:00\r\n\"\",-1,,,,\r\n");
    cr_assert(str_eq(csv, want), "%.*s", STR_ARG(csv));
}

Test(sheet, xlsx_holds_text_as_text_and_dates_as_dates)
{
    struct filetype_info info;
    struct str xlsx = write_rows(SHEET_XLSX, 2);
    cr_assert_eq(filetype_check(&ctx, xlsx, S("so.xlsx"), ACCEPT_TABLES, &info), OK, "%.*s", STR_ARG(ctx.fault.text));
    cr_assert_eq(info.kind, FILETYPE_XLSX);
    struct str xml = unzip(xlsx, "xl/worksheets/sheet1.xml");
    static const char *const wanted[] = {"Đỗ \"Ế\", Ỗ &lt;&amp;&gt;", "<t>=1+1</t>", "<v>1234567</v>", "<v>46347</v>", "<v>46347.5</v>", "<t>02/01/1900</t>",
                                         "<autoFilter ref=\"A4:F7\"", "state=\"frozen\"", "DỮ LIỆU MÔ PHỎNG"};
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
        cr_assert(str_find(xml, str_of(wanted[i])) > 0, "%s is missing in %.*s", wanted[i], STR_ARG(xml));
    cr_assert(str_find(xml, S("<f>")) < 0, "no formula");
    cr_assert(str_find(unzip(xlsx, "xl/workbook.xml"), S("name=\"Sổ  theo  dõi  một tên rất dài \"")) > 0, "%.*s", STR_ARG(unzip(xlsx, "xl/workbook.xml")));
}

Test(sheet, an_empty_table_and_one_of_20000_rows_are_whole)
{
    cr_assert(str_find(unzip(write_rows(SHEET_XLSX, 0), "xl/worksheets/sheet1.xml"), S("Họ tên")) > 0);
    size_t before = arena.used_bytes;
    struct str xlsx = write_rows(SHEET_XLSX, 20000);
    cr_assert_lt(arena.used_bytes - before, xlsx.len + 65536, "a row must not stay in memory");
    cr_assert(str_find(unzip(xlsx, "xl/worksheets/sheet1.xml"), S("r=\"A20004\"")) > 0);
}

Test(sheet, the_same_rows_give_the_same_bytes_and_nothing_stays_behind)
{
    char folder[] = "/tmp/congdan-test-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    setenv("TMPDIR", folder, 1); /* each test runs in its own process */
    cr_assert(str_eq(write_rows(SHEET_XLSX, 3), write_rows(SHEET_XLSX, 3)));
    struct sheet *sheet = NULL;
    struct sheet_head head = {.name = S("x"), .columns = columns, .columns_count = 1};
    cr_assert_eq(sheet_open(&ctx, SHEET_XLSX, &head, &sheet), OK);
    cr_assert_eq(rmdir(folder), -1, "the temporary file stands in $TMPDIR");
    sheet_close(&sheet); /* given up half-way */
    cr_assert_null(sheet);
    cr_assert_eq(rmdir(folder), 0);
}
