/* calendar_test.c: the country's days against the notices to the civil service; layers; files that are wrong. */
#include "features/agency/clock_test_support.h"

TestSuite(calendar, .init = clock_test_init, .fini = clock_test_done);

/* Each year's weekdays off and weekend days worked, put together by hand from the statutory days, the days in lieu and
 * the notices. */
static const struct {
    int year;
    const char *off, *worked;
} announced[] = {
    {2020, "0101 0123 0124 0127 0128 0129 0402 0430 0501 0902 ", ""},
    {2021, "0101 0210 0211 0212 0215 0216 0421 0430 0503 0902 0903 ", ""},
    {2022, "0103 0131 0201 0202 0203 0204 0411 0502 0503 0901 0902 ", ""},
    {2023, "0102 0120 0123 0124 0125 0126 0501 0502 0503 0901 0904 ", ""},
    {2024, "0101 0208 0209 0212 0213 0214 0418 0429 0430 0501 0902 0903 ", "0504 "},
    {2025, "0101 0127 0128 0129 0130 0131 0407 0430 0501 0502 0901 0902 ", "0426 "},
    {2026, "0101 0102 0216 0217 0218 0219 0220 0427 0430 0501 0831 0901 0902 1124 ", "0110 0822 "},
};

Test(calendar, each_year_has_the_days_off_and_the_worked_saturdays_that_were_announced)
{
    for (size_t i = 0; i < ARRAY_LEN(announced); i++) {
        struct buf off, worked;
        buf_init(&off, &test_arena, 256);
        buf_init(&worked, &test_arena, 256);
        for (struct day d = day_of(announced[i].year, 1, 1); civil_of(d).year == announced[i].year; d.n++) {
            struct civil c = civil_of(d);
            bool weekend = weekday_of(d) >= SATURDAY, works = calendar_is_working_day(national(), d);
            if (weekend == works)
                buf_printf(works ? &worked : &off, "%02d%02d ", c.month, c.day);
        }
        cr_expect(strcmp(buf_cstr(&off), announced[i].off) == 0, "%d: %s", announced[i].year, buf_cstr(&off));
        cr_expect(strcmp(buf_cstr(&worked), announced[i].worked) == 0, "%d: %s", announced[i].year, buf_cstr(&worked));
    }
}

Test(calendar, the_first_day_of_tet_and_the_hung_kings_day_are_where_the_lunar_calendar_of_viet_nam_has_them)
{
    /* 1 January and 10 March lunar; date-holidays 3.37.0 and @dqcai/vn-lunar 1.0.1 agree. Tết 2030 is a day before the
     * Chinese New Year. */
    static const char *const lunar[][2] = {
        {"2020-01-25", "2020-04-02"}, {"2021-02-12", "2021-04-21"}, {"2022-02-01", "2022-04-10"},
        {"2023-01-22", "2023-04-29"}, {"2024-02-10", "2024-04-18"}, {"2025-01-29", "2025-04-07"},
        {"2026-02-17", "2026-04-26"}, {"2027-02-06", "2027-04-16"}, {"2028-01-26", "2028-04-04"},
        {"2029-02-13", "2029-04-23"}, {"2030-02-02", "2030-04-12"},
    };
    for (size_t i = 0; i < ARRAY_LEN(lunar); i++) {
        const struct calendar_exception *tet = calendar_exception(national(), day_at(lunar[i][0]));
        const struct calendar_exception *kings = calendar_exception(national(), day_at(lunar[i][1]));
        cr_expect(tet && str_eq(tet->name_vi, S("Tết Nguyên đán (mùng 1)")), "%s", lunar[i][0]);
        cr_expect(kings && str_eq(kings->name_vi, S("Giỗ Tổ Hùng Vương")), "%s", lunar[i][1]);
    }
}

Test(calendar, every_day_says_why_in_both_languages_and_only_the_future_is_provisional)
{
    for (struct day d = day_of(2020, 1, 1); d.n <= day_of(2030, 12, 31).n; d.n++) {
        const struct calendar_exception *e = calendar_exception(national(), d);
        if (!e)
            continue;
        cr_expect(e->name_vi.len && e->name_en.len && e->basis.len, "%s", iso(d));
        cr_expect(!e->provisional || civil_of(d).year >= 2027, "%s", iso(d));
    }
}

Test(calendar, twenty_fourth_of_november_is_a_day_off_from_2026)
{
    cr_expect(calendar_is_working_day(national(), day_at("2025-11-24")));
    cr_expect(!calendar_is_working_day(national(), day_at("2026-11-24")));
    cr_expect(!calendar_is_working_day(national(), day_at("2027-11-24")));
}

static const struct calendar *local(const char *days_csv, const char *hours_csv)
{
    struct calendar_layer *layers = arena_array(&test_arena, struct calendar_layer, 2);
    struct calendar_exception *days;
    struct calendar_week *weeks;

    cr_assert(calendar_parse_days(&test_ctx, &test_arena, S("vn"),
                                  asset_text(asset_find(S("data/calendar/vn.days.csv"))), &days,
                                  &layers[0].days_count) == OK);
    layers[0].days = days;
    cr_assert(calendar_parse_hours(&test_ctx, &test_arena, S("vn"),
                                   asset_text(asset_find(S("data/calendar/vn.hours.csv"))), &weeks,
                                   &layers[0].weeks_count) == OK);
    layers[0].weeks = weeks;
    cr_assert(calendar_parse_days(&test_ctx, &test_arena, S("local"), str_of(days_csv), &days, &layers[1].days_count) ==
                  OK,
              "%.*s", STR_ARG(test_ctx.fault.text));
    layers[1].days = days;
    if (hours_csv) {
        cr_assert(calendar_parse_hours(&test_ctx, &test_arena, S("local"), str_of(hours_csv), &weeks,
                                       &layers[1].weeks_count) == OK,
                  "%.*s", STR_ARG(test_ctx.fault.text));
        layers[1].weeks = weeks;
    }
    const struct calendar_layer *both[] = {&layers[0], &layers[1]};
    return calendar_build(&test_arena, both, 2);
}
#define DAYS "date,kind,name_vi,name_en,basis,confidence,hours\n"
#define HOURS "valid_from,weekday,open_am,close_am,open_pm,close_pm,counts,basis\n"

Test(calendar, a_local_calendar_inherits_the_country_and_overrides_it)
{
    const struct calendar *c = local(DAYS "2026-03-10,off,Lễ hội,Festival,Quyết định,H,\n"
                                          "2026-11-24,work,Trực,On duty,Quyết định,H,\n"
                                          "2026-03-14,work,Làm bù,Worked,Quyết định,H,08:00-11:00\n",
                                     NULL);
    cr_expect(!calendar_is_working_day(c, day_at("2026-03-10")) &&
              calendar_is_working_day(national(), day_at("2026-03-10")));
    cr_expect(calendar_is_working_day(c, day_at("2026-11-24")));
    cr_expect(!calendar_is_working_day(c, day_at("2026-02-17")), "inherited");
    cr_expect(calendar_working_minutes(c, ms_at("2026-03-14 00:00"), ms_at("2026-03-15 00:00")) == 180);
    cr_expect(calendar_working_minutes(c, ms_at("2026-11-24 00:00"), ms_at("2026-11-25 00:00")) == 450);
}

Test(calendar, new_opening_hours_take_effect_on_their_day_even_in_the_middle_of_a_week)
{
    const struct calendar *c =
        local(DAYS, HOURS "2026-07-01,1,07:00,11:30,13:30,17:00,yes,\n2026-07-01,2,07:00,11:30,13:30,17:00,yes,\n"
                          "2026-07-01,3,07:00,11:30,13:30,17:00,yes,\n2026-07-01,4,07:00,11:30,13:30,17:00,yes,\n"
                          "2026-07-01,5,07:00,11:30,13:30,17:00,yes,\n2026-07-01,6,07:30,11:30,,,no,\n");
    cr_expect(calendar_open_minute(calendar_hours(c, day_at("2026-06-30"))) == 450); /* Tuesday */
    cr_expect(calendar_open_minute(calendar_hours(c, day_at("2026-07-01"))) == 420); /* Wednesday */
    cr_expect(calendar_is_open(c, ms_at("2026-07-04 08:00")) && !calendar_is_working_day(c, day_at("2026-07-04")));
    cr_expect(!calendar_is_open(c, ms_at("2026-06-27 08:00")));
    cr_expect(calendar_working_minutes(c, ms_at("2026-06-29 00:00"), ms_at("2026-07-06 00:00")) == 2 * 450 + 3 * 480);
}

Test(calendar, the_weeks_of_a_unit_stay_its_own_when_those_of_the_country_change_later)
{
    static const struct calendar_hours early = {420, 690, 810, 1020, true}, late = {480, 690, 810, 1020, true};
    struct calendar_week country[2] = {{.valid_from = CALENDAR_FIRST}, {.valid_from = day_of(2026, 6, 1)}},
                         unit = {.valid_from = day_of(2026, 1, 5)};
    for (int i = 0; i < 5; i++)
        country[0].weekday[i] = country[1].weekday[i] = early, unit.weekday[i] = late;
    const struct calendar_layer general = {country, 2, NULL, 0}, own = {&unit, 1, NULL, 0},
                                *layers[] = {&general, &own};
    const struct calendar *c = calendar_build(&test_arena, layers, 2);
    cr_expect(calendar_open_minute(calendar_hours(c, day_at("2025-12-31"))) == 420);
    cr_expect(calendar_open_minute(calendar_hours(c, day_at("2026-01-05"))) == 480);
    cr_expect(calendar_open_minute(calendar_hours(c, day_at("2026-06-02"))) == 480);
}

static void expect_refused(bool days, const char *csv, const char *where)
{
    struct calendar_exception *exceptions;
    struct calendar_week *weeks;
    int count;
    test_ctx.fault = (struct fault){0};
    enum err err = days ? calendar_parse_days(&test_ctx, &test_arena, S("x.csv"), str_of(csv), &exceptions, &count)
                        : calendar_parse_hours(&test_ctx, &test_arena, S("x.csv"), str_of(csv), &weeks, &count);
    cr_expect(err == ERR_INVALID, "%s", csv);
    cr_expect(str_find(test_ctx.fault.text, str_of(where)) >= 0, "%s: %.*s", csv, STR_ARG(test_ctx.fault.text));
}

Test(calendar, a_wrong_row_stops_the_load_and_says_where)
{
    expect_refused(true, "", "dòng 1");
    expect_refused(true, "date,kind\n", "name_vi");
    expect_refused(true, "date;kind;name_vi\n", "chấm phẩy");
    expect_refused(true, DAYS "24/11/2026,off,A,B,C,H,\n", "dòng 2, cột 1");
    expect_refused(true, DAYS "2026-02-30,off,A,B,C,H,\n", "dòng 2, cột 1");
    expect_refused(true, DAYS "1999-12-31,off,A,B,C,H,\n", "2000");
    expect_refused(true, DAYS "2026-11-24,free,A,B,C,H,\n", "dòng 2, cột 2");
    expect_refused(true, DAYS "2026-11-24,off,,B,C,H,\n", "dòng 2, cột 3");
    expect_refused(true, DAYS "2026-11-24,off,A,B,,H,\n", "dòng 2, cột 5");
    expect_refused(true, DAYS "2026-11-24,off,A,B,C,?,\n", "dòng 2, cột 6");
    expect_refused(true, DAYS "2026-11-24,work,A,B,C,H,11:00-08:00\n", "dòng 2, cột 7");
    expect_refused(true, DAYS "2026-11-24,work,A,B,C,H,08:00-11:00;10:00-12:00\n", "dòng 2, cột 7");
    expect_refused(true, DAYS "2026-11-24,off,A,B,C,H,\n2026-11-24,off,A,B,C,H,\n", "2026-11-24");
    expect_refused(true, DAYS "2026-11-24,off,A,B,C,H\n", "dòng 2");
    expect_refused(false, HOURS "2026-01-01,8,07:00,11:00,,,yes,\n", "dòng 2, cột 2");
    expect_refused(false, HOURS "2026-01-01,1,25:00,26:00,,,yes,\n", "dòng 2, cột 3");
    expect_refused(false, HOURS "2026-01-01,1,,,,,yes,\n", "dòng 2, cột 3");
    expect_refused(false, HOURS "2026-01-01,1,07:00,11:00,,,maybe,\n", "dòng 2, cột 7");
    expect_refused(false, HOURS "2026-01-01,1,07:00,11:00,,,yes,\n2026-01-01,1,07:00,11:00,,,yes,\n", "dòng 3");
    expect_refused(false, HOURS "2026-02-01,1,07:00,11:00,,,yes,\n2026-01-01,1,07:00,11:00,,,yes,\n", "dòng 3");
}

Test(calendar, an_unknown_name_is_answered_by_the_country)
{
    cr_expect(calendar_find(S("no-such")) == national());
    cr_expect(!calendar_exists(S("no-such")) && calendar_exists(S("vn")));
}

Test(calendar, days_outside_the_table_are_closed)
{
    cr_expect(!calendar_is_working_day(national(), (struct day){CALENDAR_FIRST.n - 1}));
    cr_expect(!calendar_is_working_day(national(), (struct day){CALENDAR_LAST.n + 1}));
    cr_expect(calendar_open_minute(calendar_hours(national(), (struct day){CALENDAR_LAST.n + 1})) == -1);
    cr_expect(day_is_none(calendar_add_working_days(national(), CALENDAR_LAST, 1)));
    cr_expect(calendar_add_working_minutes(national(), ms_of_day(CALENDAR_LAST, 0), 1) == INT64_MAX);
    cr_expect(calendar_next_open(national(), ms_of_day(CALENDAR_LAST, 0)) == INT64_MAX);
    cr_expect(weekday_of(CALENDAR_FIRST) == MONDAY && weekday_of(CALENDAR_LAST) == SUNDAY);
}
