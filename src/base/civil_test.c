/* civil_test.c: calendar days against known dates and against themselves. */
#include <criterion/criterion.h>
#include "base/civil.h"

static struct arena arena;
static void start(void) { arena_init(&arena, 0); }
static void stop(void) { arena_done(&arena); }
TestSuite(civil, .init = start, .fini = stop);

Test(civil, the_epoch_is_day_zero_and_a_thursday)
{
    cr_assert_eq(day_of(1970, 1, 1).n, 0);
    cr_assert_eq(weekday_of(day_of(1970, 1, 1)), THURSDAY);
    cr_assert_eq(weekday_of(day_of(2026, 11, 21)), SATURDAY);
}

Test(civil, every_day_of_four_centuries_comes_back_from_its_number)
{
    struct day first = day_of(1800, 1, 1), last = day_of(2200, 12, 31);
    for (struct day d = first; d.n <= last.n; d.n++) {
        struct civil c = civil_of(d);
        cr_assert(civil_valid(c.year, c.month, c.day));
        cr_assert_eq(day_of(c.year, c.month, c.day).n, d.n);
    }
}

Test(civil, leap_days_exist_only_in_leap_years)
{
    cr_assert(civil_valid(2024, 2, 29));
    cr_assert(civil_valid(2000, 2, 29));
    cr_assert_not(civil_valid(2025, 2, 29));
    cr_assert_not(civil_valid(1900, 2, 29));
    cr_assert_not(civil_valid(2025, 4, 31));
}

Test(civil, a_month_after_the_31st_is_the_last_day_of_a_shorter_month)
{
    cr_assert_eq(day_add_months(day_of(2025, 1, 31), 1).n, day_of(2025, 2, 28).n);
    cr_assert_eq(day_add_months(day_of(2024, 1, 31), 1).n, day_of(2024, 2, 29).n);
    cr_assert_eq(day_add_months(day_of(2025, 12, 15), 24).n, day_of(2027, 12, 15).n);
    cr_assert_eq(day_add_months(day_of(2025, 3, 31), -1).n, day_of(2025, 2, 28).n);
}

Test(civil, age_counts_completed_years)
{
    cr_assert_eq(day_age(day_of(2011, 11, 22), day_of(2025, 11, 21)), 13);
    cr_assert_eq(day_age(day_of(2011, 11, 22), day_of(2025, 11, 22)), 14);
    cr_assert_eq(day_age(day_of(2008, 2, 29), day_of(2022, 2, 28)), 13);
    cr_assert_eq(day_age(day_of(2008, 2, 29), day_of(2022, 3, 1)), 14);
}

Test(civil, dates_are_read_as_people_write_them_and_nonsense_is_refused)
{
    static const char *const good[] = {"21/11/2026", "21-11-2026", "21.11.2026", " 21/11/2026 "};
    static const char *const bad[] = {"", "21", "21/11", "31/4/2026", "2026/11/21", "21/11/26x", "21/11/2026/1", "a/b/c", "21/11/02026"};
    struct day day;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        cr_assert_eq(day_parse_vi(str_of(good[i]), &day), OK, "%s", good[i]);
        cr_assert_eq(day.n, day_of(2026, 11, 21).n);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert_eq(day_parse_vi(str_of(bad[i]), &day), ERR_INVALID, "%s", bad[i]);
    cr_assert_eq(day_parse_iso(S("2026-11-21"), &day), OK);
    cr_assert_eq(day_parse_iso(S("2026-02-30"), &day), ERR_INVALID);
    cr_assert_eq(day_parse_iso(S("2026-1-2"), &day), ERR_INVALID);
    cr_assert(str_eq(day_iso(&arena, day_of(2026, 11, 21)), S("2026-11-21")));
    cr_assert(str_empty(day_iso(&arena, DAY_NONE)));
}

Test(civil, local_time_is_seven_hours_ahead_on_both_sides_of_the_epoch)
{
    int64_t at_ms = ms_of_day(day_of(2026, 11, 21), 15 * 60 + 4);
    cr_assert_eq(day_of_ms(at_ms).n, day_of(2026, 11, 21).n);
    cr_assert_eq(minute_of_ms(at_ms), 15 * 60 + 4);
    cr_assert_eq(day_of_ms(ms_of_day(day_of(1969, 12, 31), 1)).n, -1);
    cr_assert_eq(day_of_ms(ms_of_day(day_of(1969, 12, 31), 0) - 1).n, -2);
    cr_assert_eq(minute_of_ms(ms_of_day(day_of(1960, 1, 1), 77)), 77);
}
