/* person_number_test.c: the rules of the 12-digit number (domain: 6.1). */
#include "features/population/people_test.h"

static struct arena arena;
static struct ctx ctx;

static void start(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena, .now_ms = DB_TEST_NOW_MS};
}
static void stop(void) { arena_done(&arena); }
TestSuite(person_number, .init = start, .fini = stop);

static void refused(const char *text, const char *code)
{
    int64_t id = -1;
    cr_assert_eq(person_number_parse(&ctx, str_of(text), &id), ERR_INVALID, "%s", text);
    cr_assert(str_eq(ctx.fault.code, str_of(code)), "%s: %.*s", text, STR_ARG(ctx.fault.code));
    cr_assert_eq(id, -1, "nothing is written on failure");
    cr_assert_eq(person_number_read(str_of(text), 2026), 0);
    ctx.fault = (struct fault){0};
}

Test(person_number, a_number_with_a_leading_zero_comes_back_with_it)
{
    int64_t id;
    cr_assert_eq(person_number_parse(&ctx, S("052190000123"), &id), OK);
    cr_assert_eq(id, INT64_C(52190000123));
    cr_assert(str_eq(person_number_format(&arena, id), S("052190000123")));
    cr_assert(str_eq(person_number_masked(&arena, id), S("********0123")));
    cr_assert(str_eq(person_number_format(&arena, INT64_C(1099000001)), S("001099000001")));
}

Test(person_number, blanks_and_dots_between_the_digits_are_passed_over)
{
    int64_t id;
    cr_assert_eq(person_number_parse(&ctx, S(" 052.190 000 123 "), &id), OK);
    cr_assert_eq(id, INT64_C(52190000123));
}

Test(person_number, anything_but_twelve_digits_is_refused)
{
    refused("", "person_number.length");
    refused("05219000012", "person_number.length");
    refused("0521900001234", "person_number.length");
    refused("05219000012a", "person_number.length");
    refused("-52190000123", "person_number.length");
    refused("052190000123999999999999999999", "person_number.length");
    refused("０52190000123", "person_number.length"); /* a full-width digit */
}

Test(person_number, the_first_three_digits_are_one_of_63_provinces)
{
    int known = 0;
    for (int prefix = 0; prefix < 1000; prefix++)
        known += person_number_province(person_number_make(prefix, false, 1990, 1)).len > 0;
    cr_assert_eq(known, 63);
    refused("003190000123", "person_number.prefix"); /* between two known ones */
    refused("000190000123", "person_number.prefix");
    refused("999190000123", "person_number.prefix");
    cr_assert(str_eq(person_number_province(INT64_C(64190000123)), S("Gia Lai")));
    cr_assert(str_eq(person_number_province(INT64_C(1190000123)), S("Hà Nội")));
    cr_assert(str_eq(person_number_province(INT64_C(96190000123)), S("Cà Mau")));
}

Test(person_number, a_year_that_has_not_come_is_refused)
{
    int64_t id;
    refused("052227000123", "person_number.year"); /* 2027 */
    refused("052490000123", "person_number.year"); /* 2190 */
    cr_assert_eq(person_number_parse(&ctx, S("052226000123"), &id), OK);
}

Test(person_number, six_zeros_at_the_end_are_no_number) { refused("052190000000", "person_number.serial"); }

Test(person_number, the_fourth_digit_tells_century_and_sex)
{
    for (int year = 1900; year < 2400; year += 7)
        for (int female = 0; female < 2; female++) {
            int64_t id = person_number_make(52, female, year, 999999);
            cr_assert_eq(id / 100000000 % 10, (year / 100 - 19) * 2 + female);
            cr_assert(person_number_agrees(id, female, day_of(year, 12, 31)));
            cr_assert_not(person_number_agrees(id, !female, day_of(year, 12, 31)));
            cr_assert_not(person_number_agrees(id, female, day_of(year + 1, 1, 1)));
            cr_assert_not(person_number_agrees(id, female, day_of(year + 100, 1, 1)));
        }
    cr_assert_not(person_number_agrees(person_number_make(52, true, 1990, 1), true, DAY_NONE));
}
