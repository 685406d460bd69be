/* guest_rows_test.c: what people type and upload as guests, and what they are told. */
#include <criterion/criterion.h>
#include "features/residence/pages.h"
#include "platform/sheet/sheet.h"

static struct arena arena;
static struct ctx ctx;
static void setup(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena, .now_ms = ms_of_day(day_of(2026, 11, 21), 22 * 60)};
}
static void teardown(void) { arena_done(&arena); }
TestSuite(guest_rows, .init = setup, .fini = teardown);
TestSuite(guest_file, .init = setup, .fini = teardown);

static int64_t at(int day, int hour, int minute) { return ms_of_day(day_of(2026, 11, day), hour * 60 + minute); }

Test(guest_rows, times_are_read_as_people_write_them)
{
    const struct {
        const char *text;
        int64_t ms;
    } good[] = {{"15:04 20/11/2026", at(20, 15, 4)}, {"20/11/2026 15:04", at(20, 15, 4)}, {"2026-11-20 15:04", at(20, 15, 4)},
                {"2026-11-20T15:04", at(20, 15, 4)}, {"2026-11-20T15:04:30", at(20, 15, 4)}, {"15h04 20/11/2026", at(20, 15, 4)},
                {"15h 20/11/2026", at(20, 15, 0)},   {"15:04, 20/11/2026", at(20, 15, 4)},   {" 9:05 20/11/2026 ", at(20, 9, 5)},
                {"21:30", at(21, 21, 30)},           {"0:00", at(21, 0, 0)}};
    const char *bad[] = {"", "15", "25:00", "12:60", "15:", ":30", "15:04:", "20/11/2026", "15:04 31/11/2026", "hôm qua", "15.04 20/11/2026", "123:4",
                         "15:04 20/11/2026 x", "1::2", "15h04h 20/11/2026"};
    int64_t ms;

    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        cr_assert_eq(guest_time_parse(&ctx, str_of(good[i].text), &ms), OK, "%s", good[i].text);
        cr_assert_eq(ms, good[i].ms, "%s", good[i].text);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert_eq(guest_time_parse(&ctx, str_of(bad[i]), &ms), ERR_INVALID, "%s", bad[i]);
}

static struct guest_row row(const char *name, const char *number, const char *birth)
{
    struct guest_row line = guest_row_new(&ctx, S("inn"));

    line.cell[CELL_NAME] = str_of(name);
    line.cell[CELL_NUMBER] = str_of(number);
    line.cell[CELL_BIRTH] = str_of(birth);
    return line;
}

Test(guest_rows, a_row_of_defaults_is_no_guest)
{
    struct guest_row lines[4] = {row("", "", ""), row("Đỗ Thị Hòa", "052190000001", "28/02/1990"), row("", "", ""), row("John Smith", "AB1234567", "")};
    struct guest_rows rows = {.items = lines, .count = 4};
    struct lodging_guest *guests;

    cr_assert_eq(guest_rows_check(&ctx, &rows, &guests), OK);
    cr_assert_eq(rows.count, 2);
    cr_assert_eq(rows.errors_count, 0);
    cr_assert(str_eq(guests[1].name, S("John Smith")) && day_is_none(guests[1].birth));
    cr_assert_eq(guests[0].arrived_ms, ctx.now_ms);
    cr_assert_eq(guests[0].leaves.n, day_of(2026, 11, 22).n);
}

Test(guest_rows, each_wrong_cell_is_marked_once_and_keeps_what_was_typed)
{
    struct guest_row lines[2] = {row("", "123456789", "31/02/1990"), row("John Smith", "AB1234567", "")};
    struct guest_rows rows = {.items = lines, .count = 2};
    struct lodging_guest *guests;

    lines[0].cell[CELL_ARRIVED] = S("tối qua");
    lines[1].cell[CELL_LEAVES] = S("21/12/2026"); /* 30 days: temporary residence */
    cr_assert_eq(guest_rows_check(&ctx, &rows, &guests), OK);
    cr_assert_eq(rows.errors_count, 5);
    for (int c = 0; c < CELL_COUNT; c++)
        cr_assert_eq(rows.items[0].error[c].vi.len > 0, c == CELL_NAME || c == CELL_NUMBER || c == CELL_BIRTH || c == CELL_ARRIVED, "cell %d", c);
    cr_assert(str_find(rows.items[0].error[CELL_ARRIVED].vi, S("ví dụ")) >= 0, "what is wrong, not that it is missing");
    cr_assert(str_eq(rows.items[0].cell[CELL_ARRIVED], S("tối qua")));
    cr_assert(rows.items[1].error[CELL_LEAVES].vi.len > 0);
}

Test(guest_rows, nobody_typed_is_a_fault_of_its_own)
{
    struct guest_row lines[1] = {row("", "", "")};
    struct guest_rows rows = {.items = lines, .count = 1};
    struct lodging_guest *guests;

    cr_assert_eq(guest_rows_check(&ctx, &rows, &guests), ERR_INVALID);
    cr_assert(str_eq(ctx.fault.code, S("guests.none")));
}

Test(guest_rows, guests_become_rows_and_guests_again)
{
    struct guest_row lines[1] = {row("Rơ Châm H'Yến", "ab 1234567", "02/09/1990")};
    struct guest_rows rows = {.items = lines, .count = 1}, back;
    struct lodging_guest *guests, *again;

    cr_assert_eq(guest_rows_check(&ctx, &rows, &guests), OK);
    back = guest_rows_of(&ctx, guests, 1);
    for (int c = 0; c < CELL_COUNT; c++)
        cr_assert(str_eq(back.items[0].cell[c], lines[0].cell[c]), "cell %d: %.*s", c, STR_ARG(back.items[0].cell[c]));
    cr_assert_eq(guest_rows_check(&ctx, &back, &again), OK);
    cr_assert_eq(again[0].arrived_ms, guests[0].arrived_ms);
}

Test(guest_rows, numbers_are_masked)
{
    cr_assert(str_eq(lodging_number_masked(&ctx, S("052190000123")), S("********0123")));
    cr_assert(str_eq(lodging_number_masked(&ctx, S("B1234567")), S("*****567")));
    cr_assert(str_eq(lodging_number_masked(&ctx, S("B1")), S("B1")));
}

/* --- files --- */
#define HEAD "ho_ten,so_dinh_danh,ngay_sinh,ly_do,gio_den,ngay_di\r\n"

static struct guest_file read_file(const char *text)
{
    struct guest_file file;
    struct lodging_guest *guests;

    cr_assert_eq(guest_file_read(&ctx, str_of(text), S("khach.csv"), &file), OK, "%.*s", STR_ARG(ctx.fault.code));
    if (file.rows.count)
        cr_assert_eq(guest_rows_check(&ctx, &file.rows, &guests), OK);
    guest_file_add_cell_errors(&ctx, &file);
    return file;
}

Test(guest_file, a_good_file_becomes_guests_in_order_of_the_file)
{
    struct guest_file file = read_file("\xEF\xBB\xBF" HEAD "Đỗ Thị Hòa,052190000001,28/02/1990,Du lịch,20:00 21/11/2026,22/11/2026\r\n"
                                       "\r\nJohn Smith,AB1234567,,Công tác,2026-11-21 20:15,2026-11-23\r\n");
    cr_assert_eq(file.rows.count, 2);
    cr_assert_eq(file.errors_count, 0);
    cr_assert_eq(file.rows.items[1].line, 4);
}

Test(guest_file, columns_stand_in_any_order_and_others_are_passed_over)
{
    struct guest_file file = read_file("phong,ngay_di,gio_den,ly_do,so_dinh_danh,HO_TEN\n201,22/11/2026,20:00,Du lịch,AB1234567,John Smith\n");
    cr_assert_eq(file.errors_count, 0);
    cr_assert(str_eq(file.rows.items[0].cell[CELL_NAME], S("John Smith")));
}

Test(guest_file, a_zero_that_a_spreadsheet_dropped_is_put_back)
{
    struct guest_file file = read_file(HEAD "Đỗ Thị Hòa,52190000001,28/02/1990,Du lịch,20:00 21/11/2026,22/11/2026\n"
                                            "Lê An,1090000012,,Du lịch,20:00 21/11/2026,22/11/2026\n");
    cr_assert_eq(file.errors_count, 0);
    cr_assert(str_eq(file.rows.items[0].cell[CELL_NUMBER], S("052190000001")));
    cr_assert(str_eq(file.rows.items[1].cell[CELL_NUMBER], S("001090000012")));
}

Test(guest_file, every_wrong_place_is_told_with_line_column_reason_and_advice)
{
    struct guest_file file = read_file(HEAD "Đỗ Thị Hòa,05219000000,28/02/1990,Du lịch,20:00 21/11/2026,22/11/2026\n"
                                            "John Smith,AB1234567,,Công tác\n"
                                            ",AB1234568,32/01/1990,Du lịch,20:00 21/11/2026,\n"
                                            "Zero\xE2\x80\x8BWidth,AB1234569,,Du lịch,20:00 21/11/2026,22/11/2026\n");
    const struct {
        int line, column;
    } want[] = {{2, 2}, {3, 4}, {4, 1}, {4, 3}, {4, 6}, {5, 1}};
    cr_assert_eq(file.errors_count, (int)ARRAY_LEN(want));
    for (int i = 0; i < file.errors_count; i++) {
        cr_assert(file.errors[i].line == want[i].line && file.errors[i].column == want[i].column, "error %d at %d:%d", i, file.errors[i].line,
                  file.errors[i].column);
        cr_assert(file.errors[i].reason.vi.len > 0 && file.errors[i].advice.vi.len > 0);
    }
}

Test(guest_file, what_is_no_list_of_guests_is_refused_with_the_reason)
{
    struct guest_file file = read_file("ho_ten;so_dinh_danh;ngay_sinh\nA;B;C\n");
    cr_assert_eq(file.errors_count, 1);
    cr_assert(str_find(file.errors[0].reason.vi, S("chấm phẩy")) >= 0);
    file = read_file("ten,so\nA,B\n");
    cr_assert_eq(file.errors_count, 5, "all columns but the birth date must be there");
    cr_assert_eq(guest_file_read(&ctx, S(""), S("khach.csv"), &file), ERR_INVALID);
    ctx.fault = (struct fault){0};
    cr_assert_eq(guest_file_read(&ctx, S(HEAD "Nguy\xD4n V\xA8n A,AB1234567,,Du l\xDE" "ch,20:00,22/11/2026\n"), S("khach.csv"), &file), ERR_INVALID);
    cr_assert(str_eq(ctx.fault.code, S("file.encoding")));
    cr_assert_eq(guest_file_read(&ctx, S("%PDF-1.4\n%%EOF\n"), S("khach.csv"), &file), ERR_INVALID);
}

Test(guest_file, more_than_500_guests_are_not_taken_at_once)
{
    struct guest_file file;
    struct buf text;

    buf_init(&text, &arena, 64 * 1024);
    buf_lit(&text, HEAD);
    for (int i = 0; i < GUEST_ROWS_MAX; i++)
        buf_printf(&text, "John Smith %d,AB%06d,,Du lịch,20:00 21/11/2026,22/11/2026\n", i, i);
    cr_assert_eq(guest_file_read(&ctx, buf_str(&text), S("khach.csv"), &file), OK);
    cr_assert_eq(file.rows.count, GUEST_ROWS_MAX);
    buf_lit(&text, "John Smith,AB999999,,Du lịch,20:00 21/11/2026,22/11/2026\n");
    cr_assert_eq(guest_file_read(&ctx, buf_str(&text), S("khach.csv"), &file), ERR_TOO_LARGE);
}

/* --- workbooks --- */
static struct str workbook(double number, struct day birth, int64_t arrived_ms)
{
    static const struct sheet_column columns[CELL_COUNT] = {{S_INIT("ho_ten"), SHEET_TEXT}, {S_INIT("so_dinh_danh"), SHEET_INT}, {S_INIT("ngay_sinh"), SHEET_DAY},
                                                            {S_INIT("ly_do"), SHEET_TEXT},  {S_INIT("gio_den"), SHEET_AT},       {S_INIT("ngay_di"), SHEET_DAY}};
    AUTO(sheet_close) struct sheet *sheet = NULL;
    struct str bytes;

    cr_assert_eq(sheet_open(&ctx, SHEET_XLSX, &(struct sheet_head){.columns = columns, .columns_count = CELL_COUNT}, &sheet), OK);
    sheet_text(sheet, S("Đỗ Thị Hòa"));
    sheet_int(sheet, (int64_t)number);
    sheet_day(sheet, birth);
    sheet_text(sheet, S("Du lịch"));
    sheet_at(sheet, arrived_ms);
    sheet_day(sheet, day_of(2026, 11, 22));
    sheet_row_end(sheet);
    cr_assert_eq(sheet_finish(sheet, &bytes), OK);
    return bytes;
}

Test(guest_file, a_workbook_with_real_numbers_and_dates_becomes_guests)
{
    struct lodging_guest *guests;
    struct guest_file file;

    cr_assert_eq(guest_file_read(&ctx, workbook(52190000001, day_of(1990, 2, 28), at(21, 20, 5)), S("khach.xlsx"), &file), OK, "%.*s", STR_ARG(ctx.fault.code));
    cr_assert(file.rows.count == 1 && file.errors_count == 0 && file.rows.items[0].line == 2);
    cr_assert_eq(guest_rows_check(&ctx, &file.rows, &guests), OK);
    cr_assert_eq(file.rows.errors_count, 0);
    cr_assert(str_eq(guests[0].number, S("052190000001")));
    cr_assert(guests[0].birth.n == day_of(1990, 2, 28).n && guests[0].arrived_ms == at(21, 20, 5));
}

Test(guest_file, a_year_alone_is_no_birth_date)
{
    struct lodging_guest *guests;
    struct guest_file file;

    /* the day whose number is 1990 */
    cr_assert_eq(guest_file_read(&ctx, workbook(52190000001, (struct day){1990 - 25569}, at(21, 20, 5)), S("khach.xlsx"), &file), OK);
    cr_assert_eq(guest_rows_check(&ctx, &file.rows, &guests), OK);
    cr_assert_eq(file.rows.errors_count, 1);
    cr_assert(file.rows.items[0].error[CELL_BIRTH].vi.len > 0 && str_eq(file.rows.items[0].cell[CELL_BIRTH], S("1990")));
}
