/* clock_test_support.h: the country's calendar and moments written as text, for the tests of the clock. */
#ifndef FEATURES_AGENCY_CLOCK_TEST_SUPPORT_H
#define FEATURES_AGENCY_CLOCK_TEST_SUPPORT_H

#include <criterion/criterion.h>
#include "base/assets.h"
#include "features/agency/calendar_load.h"
#include "features/agency/clock.h"

static struct arena test_arena;
static struct ctx test_ctx;

static inline void clock_test_init(void)
{
    arena_init(&test_arena, 0);
    test_ctx = (struct ctx){.arena = &test_arena};
    cr_assert(calendar_load(&test_ctx, STR_NONE) == OK, "%.*s", STR_ARG(test_ctx.fault.text));
}
static inline void clock_test_done(void) { arena_done(&test_arena); }

static inline const struct calendar *national(void) { return calendar_find(S("vn")); }

/* "2026-02-13" */
static inline struct day day_at(const char *text)
{
    struct day day = DAY_NONE;
    cr_assert(day_parse_iso(str_of(text), &day) == OK, "%s", text);
    return day;
}

/* "2026-02-13 16:45" */
static inline int64_t ms_at(const char *text)
{
    struct str s = str_of(text);
    cr_assert(s.len == 16);
    int minute = (text[11] - '0') * 600 + (text[12] - '0') * 60 + (text[14] - '0') * 10 + text[15] - '0';
    struct day day = DAY_NONE;
    cr_assert(day_parse_iso(str_sub(s, 0, 10), &day) == OK, "%s", text);
    return ms_of_day(day, minute);
}

static inline const char *iso(struct day day)
{
    return day_is_none(day) ? "none" : arena_cstr(&test_arena, day_iso(&test_arena, day));
}

static inline const char *iso_ms(int64_t at_ms)
{
    int minute = minute_of_ms(at_ms);
    return arena_printf(&test_arena, "%s %02d:%02d", iso(day_of_ms(at_ms)), minute / 60, minute % 60).ptr;
}

/* The country's calendar with a Saturday-morning counter, 07:30-11:30. */
static inline const struct calendar *with_saturday(bool counts)
{
    static const struct calendar_hours full = {450, 690, 810, 1020, true}, closed;
    struct calendar_week *week = arena_new(&test_arena, struct calendar_week);
    struct calendar_exception *days;
    struct calendar_layer *layer = arena_new(&test_arena, struct calendar_layer);

    week->valid_from = CALENDAR_FIRST;
    for (int i = 0; i < 7; i++)
        week->weekday[i] = i < 5 ? full : i == 5 ? (struct calendar_hours){450, 690, 0, 0, counts} : closed;
    layer->weeks = week;
    layer->weeks_count = 1;
    struct str file = asset_text(asset_find(S("data/calendar/vn.days.csv")));
    cr_assert(calendar_parse_days(&test_ctx, &test_arena, S("vn"), file, &days, &layer->days_count) == OK);
    layer->days = days;
    const struct calendar_layer *layers[] = {layer};
    return calendar_build(&test_arena, layers, 1);
}

#endif
