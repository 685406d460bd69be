/* xlsx_read_test.c: workbooks as our own writer makes them, and parts as other programs write them. */
#include "platform/sheet/sheet.h"
#include "platform/sheet/xlsx_read.h"
#include "platform/sheet/xml_scan.h"
#include "platform/sheet/zip_read.h"
#include <criterion/criterion.h>

static struct arena arena;
static struct ctx ctx;
static void setup(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena, .now_ms = 1795248000000};
}
static void teardown(void) { arena_done(&arena); }
TestSuite(xlsx_read, .init = setup, .fini = teardown);

static struct str workbook(int rows)
{
    static const struct sheet_column columns[] = {{S_INIT("Họ tên"), SHEET_TEXT}, {S_INIT("Số"), SHEET_INT}, {S_INIT("Ngày"), SHEET_DAY}, {S_INIT("Lúc"), SHEET_AT}};
    AUTO(sheet_close) struct sheet *sheet = NULL;
    struct str bytes;

    cr_assert_eq(sheet_open(&ctx, SHEET_XLSX, &(struct sheet_head){.name = S("Khách"), .columns = columns, .columns_count = ARRAY_LEN(columns)}, &sheet), OK);
    for (int i = 0; i < rows; i++) {
        sheet_text(sheet, S("Đỗ \"Ế\" <&> ’H"));
        sheet_int(sheet, 52190000001);
        sheet_day(sheet, day_of(2026, 11, 21));
        sheet_at(sheet, ms_of_day(day_of(2026, 11, 21), 23 * 60 + 59));
        sheet_row_end(sheet);
    }
    cr_assert_eq(sheet_finish(sheet, &bytes), OK);
    return bytes;
}

Test(xlsx_read, what_was_written_is_read_again)
{
    struct xlsx_table table;
    struct day day;
    int minute;

    cr_assert_eq(xlsx_read(&ctx, workbook(2), 10, &table), OK, "%.*s", STR_ARG(ctx.fault.code));
    cr_assert_eq(table.rows_count, 3);
    cr_assert(str_eq(table.rows[0].cells[0].text, S("Họ tên")) && table.rows[0].cells_count == 4);
    const struct xlsx_row *row = &table.rows[2];
    cr_assert(row->line == 3 && row->cells_count == 4);
    cr_assert(str_eq(row->cells[0].text, S("Đỗ \"Ế\" <&> ’H")) && !row->cells[0].is_number, "%.*s", STR_ARG(row->cells[0].text));
    cr_assert(row->cells[1].is_number && row->cells[1].number == 52190000001.0);
    cr_assert(xlsx_moment(&table, row->cells[2].number, &day, &minute) && day.n == day_of(2026, 11, 21).n && minute == 0);
    cr_assert(xlsx_moment(&table, row->cells[3].number, &day, &minute) && day.n == day_of(2026, 11, 21).n && minute == 23 * 60 + 59);
}

Test(xlsx_read, a_list_that_is_longer_than_wanted_is_refused)
{
    struct xlsx_table table;

    cr_assert_eq(xlsx_read(&ctx, workbook(9), 10, &table), OK);
    cr_assert_eq(xlsx_read(&ctx, workbook(10), 10, &table), ERR_TOO_LARGE);
    cr_assert(str_eq(ctx.fault.code, S("file.large_sheet")));
}

Test(xlsx_read, every_cut_is_refused_and_every_changed_byte_is_survived)
{
    struct str good = workbook(1);
    struct xlsx_table table;

    for (size_t len = 0; len < good.len; len += 7)
        cr_assert_neq(xlsx_read(&ctx, str_sub(good, 0, len), 10, &table), OK, "%zu of %zu bytes", len, good.len);
    for (size_t at = 0; at < good.len; at += 3) {
        struct str copy = arena_str(&arena, good);
        ((char *)copy.ptr)[at] ^= 0x20;
        (void)!xlsx_read(&ctx, copy, 10, &table);
    }
}

Test(xlsx_read, dates_count_from_two_beginnings)
{
    struct xlsx_table old = {.dates_from_1904 = true}, usual = {0};
    struct day day;
    int minute;

    cr_assert(xlsx_moment(&usual, 61, &day, &minute) && day.n == day_of(1900, 3, 1).n);
    cr_assert(xlsx_moment(&old, 0, &day, &minute) && day.n == day_of(1904, 1, 1).n);
    cr_assert(xlsx_moment(&usual, 36526.999999, &day, &minute) && day.n == day_of(2000, 1, 2).n && minute == 0, "rounded to the minute");
    cr_assert_not(xlsx_moment(&usual, 60, &day, &minute));
    cr_assert_not(xlsx_moment(&usual, 1e9, &day, &minute));
    cr_assert_not(xlsx_moment(&usual, -5, &day, &minute));
}

static struct str text_of(const char *xml)
{
    struct xml_scanner scanner = {.text = str_of(xml)};
    struct str text = S("?");

    cr_assert_eq(xml_scan(&scanner), XML_OPEN);
    return xml_element_text(&scanner, &arena, false, &text) == OK ? text : S("!");
}

Test(xlsx_read, text_is_decoded_and_readings_are_left_out)
{
    const struct {
        const char *xml, *text;
    } cases[] = {
        {"<si><t>plain</t></si>", "plain"},
        {"<si><r><t>a</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> b</t></r><rPh sb=\"0\"><t>x</t></rPh></si>", "a b"},
        {"<x:si><x:t>&lt;&amp;&gt;&quot;&apos;&#7897;&#x1ED9;</x:t></x:si>", "<&>\"'ộộ"},
        {"<si><t>a &unknown; &#0; &#xD800; b & c</t></si>", "a \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD b \xEF\xBF\xBD c"},
        {"<si><t/></si>", ""},
        {"<si/>", ""},
        {"<si><t>open", "!"},
        {"<si><t><![CDATA[x]]></t></si>", "!"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        cr_assert(str_eq(text_of(cases[i].xml), str_of(cases[i].text)), "%s gives %.*s", cases[i].xml, STR_ARG(text_of(cases[i].xml)));
}

Test(xlsx_read, attributes_are_found_behind_any_quotes_and_prefixes)
{
    struct xml_scanner scanner = {.text = S("<?xml version='1.0'?><!-- <a> --><s:sheet name='a \"b\" > c' r:id = \"rId7\" x=''>")};

    cr_assert_eq(xml_scan(&scanner), XML_OPEN);
    cr_assert(str_eq(scanner.name, S("sheet")));
    cr_assert(str_eq(xml_attr(&scanner, S("name")), S("a \"b\" > c")));
    cr_assert(str_eq(xml_attr(&scanner, S("id")), S("rId7")));
    cr_assert(xml_attr(&scanner, S("missing")).ptr == NULL);
    cr_assert_eq(xml_scan(&scanner), XML_END);
}

Test(xlsx_read, a_part_that_would_be_larger_than_allowed_is_not_unpacked)
{
    struct str bytes;

    cr_assert_eq(zip_part(&arena, workbook(5), S("xl/worksheets/sheet1.xml"), 100, &bytes), ERR_TOO_LARGE);
    cr_assert_eq(zip_part(&arena, workbook(5), S("XL/WorkSheets/Sheet1.xml"), 1 << 20, &bytes), OK, "part names compare without case");
    cr_assert_eq(zip_part(&arena, workbook(5), S("xl/nothing.xml"), 100, &bytes), ERR_NOT_FOUND);
}
