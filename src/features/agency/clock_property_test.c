/* clock_property_test.c: the clock against a second implementation that is slow and obvious: it walks day by day and
 * minute by minute through an array of days, with no table, no search and none of the clock's code. Random calendars,
 * limits and pauses; the seed is printed, CLOCK_SEED repeats a run. */
#include "features/agency/clock_test_support.h"
#include <stdio.h>
#include <stdlib.h>

TestSuite(clock_property, .init = clock_test_init, .fini = clock_test_done, .timeout = 120);

/* --- random
 * ----------------------------------------------------------------------------------------------------------- */
static uint64_t random_state;

static uint64_t random_next(void) /* SplitMix64 */
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15ull;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}
static int random_below(int n) { return (int)(random_next() % (uint64_t)n); }
static bool one_in(int n) { return random_below(n) == 0; }

static void random_init(void)
{
    const char *given = getenv("CLOCK_SEED");
    random_state = given ? strtoull(given, NULL, 10) : 20260217;
    fprintf(stderr, "CLOCK_SEED=%llu\n", (unsigned long long)random_state);
}

/* --- the obvious implementation
 * ------------------------------------------------------------------------------------------ */
enum { SLOW_FIRST = 18993 /* 2022-01-01 */, SLOW_DAYS = 4000 };

struct slow_day {
    bool counts;
    int open[2], close[2];
};
static struct slow_day slow[SLOW_DAYS];

static struct slow_day *slow_at(int n)
{
    cr_assert(n >= SLOW_FIRST && n < SLOW_FIRST + SLOW_DAYS);
    return &slow[n - SLOW_FIRST];
}
static bool slow_open(int64_t minute)
{
    struct slow_day *d = slow_at((int)(minute / 1440));
    int m = (int)(minute % 1440);
    return (m >= d->open[0] && m < d->close[0]) || (m >= d->open[1] && m < d->close[1]);
}
static bool slow_works(int64_t minute) { return slow_at((int)(minute / 1440))->counts && slow_open(minute); }
static int64_t local_minute(int64_t ms) { return (ms + CIVIL_UTC_OFFSET_MS) / 60000; }

/* Is the clock standing at the end of that day, or in that minute? */
static bool stands_on(const struct pause *pauses, int count, int day)
{
    for (int i = 0; i < count; i++)
        if (local_minute(pauses[i].from_ms) / 1440 <= day && day < local_minute(pauses[i].to_ms) / 1440)
            return true;
    return false;
}
static bool stands_in(const struct pause *pauses, int count, int64_t minute)
{
    for (int i = 0; i < count; i++)
        if (local_minute(pauses[i].from_ms) <= minute && minute < local_minute(pauses[i].to_ms))
            return true;
    return false;
}

static int64_t slow_start(const struct time_limit *limit, int64_t minute)
{
    if (limit->online)
        while (!slow_works(minute))
            minute++;
    if (limit->same_day_rule && (minute % 1440 > 15 * 60 || !slow_at((int)(minute / 1440))->counts)) {
        minute = (minute / 1440 + 1) * 1440;
        while (!slow_works(minute))
            minute++;
    }
    return minute;
}

static int slow_month_days(int day, int months)
{
    struct civil c = civil_of((struct day){day});
    for (int i = 0; i < months; i++)
        if (++c.month == 13)
            c.month = 1, c.year++;
    while (!civil_valid(c.year, c.month, c.day))
        c.day--;
    return day_of(c.year, c.month, c.day).n - day;
}

/* The due day; hours: the due minute. `pauses` are payments only. */
static int64_t slow_due(const struct time_limit *limit, int64_t received_minute, const struct pause *pauses, int count)
{
    int64_t start = slow_start(limit, received_minute);
    int day = (int)(start / 1440), left = limit->amount;

    if (limit->unit == LIMIT_WORKING_HOURS) {
        for (int minutes = left * 60; minutes > 0; start++)
            if (slow_works(start) && !stands_in(pauses, count, start))
                minutes--;
        return start;
    }
    if (limit->unit == LIMIT_MONTHS)
        left = slow_month_days(day, limit->amount);
    if (limit->unit == LIMIT_AT_ONCE)
        left = 0;
    while (left > 0) {
        day++;
        if ((limit->unit != LIMIT_WORKING_DAYS || slow_at(day)->counts) && !stands_on(pauses, count, day))
            left--;
    }
    while (!slow_at(day)->counts || stands_on(pauses, count, day))
        day++;
    return day;
}

/* --- random worlds
 * -------------------------------------------------------------------------------------------------------------- */
static const struct calendar *random_calendar(void)
{
    static const struct calendar_hours shapes[] = {{450, 690, 810, 1020, true}, {420, 660, 780, 1020, true},
                                                   {480, 720, 0, 0, true},      {0, 0, 780, 1050, true},
                                                   {450, 690, 0, 0, false},     {0}};
    struct calendar_week *weeks = arena_array(&test_arena, struct calendar_week, 3);
    struct calendar_exception *days = arena_array(&test_arena, struct calendar_exception, 400);
    struct calendar_layer *layer = arena_new(&test_arena, struct calendar_layer);

    for (int w = 0; w < 3; w++) {
        weeks[w].valid_from = (struct day){
            w == 0 ? CALENDAR_FIRST.n : weeks[w - 1].valid_from.n + (w == 1 ? 8500 : 1 + random_below(900))};
        for (int i = 0; i < 7; i++)
            weeks[w].weekday[i] = i == 0  ? shapes[random_below(4)]
                                  : i < 5 ? shapes[one_in(3) ? random_below(6) : 0]
                                          : shapes[one_in(4) ? random_below(6) : 5];
    }
    *layer = (struct calendar_layer){weeks, 3, days, 0};
    for (int n = SLOW_FIRST; n < SLOW_FIRST + SLOW_DAYS - 1000 && layer->days_count < 400; n += 1 + random_below(40)) {
        struct calendar_exception *e = &days[layer->days_count++];
        *e = (struct calendar_exception){.day = {n},
                                         .kind = one_in(4) ? CALENDAR_EXTRA_WORK : CALENDAR_DAY_OFF,
                                         .name_vi = S("X"),
                                         .name_en = S("X")};
        if (one_in(8))
            e->hours = shapes[2];
        for (int run = random_below(9); run > 0 && one_in(3) && layer->days_count < 400;
             run--) /* a long holiday now and then */
            days[layer->days_count++] = (struct calendar_exception){
                .day = {++n}, .kind = CALENDAR_DAY_OFF, .name_vi = S("X"), .name_en = S("X")};
    }
    for (int n = SLOW_FIRST; n < SLOW_FIRST + SLOW_DAYS; n++) {
        const struct calendar_week *week = &weeks[n >= weeks[2].valid_from.n ? 2 : n >= weeks[1].valid_from.n ? 1 : 0];
        struct calendar_hours h = week->weekday[(n + 3) % 7]; /* 1970-01-01 was a Thursday */
        for (int i = 0; i < layer->days_count; i++)
            if (days[i].day.n == n) {
                h = days[i].kind == CALENDAR_DAY_OFF ? (struct calendar_hours){0}
                    : days[i].hours.close_am         ? days[i].hours
                                                     : week->weekday[0];
                h.counts = days[i].kind == CALENDAR_EXTRA_WORK;
            }
        *slow_at(n) = (struct slow_day){h.counts, {h.open_am, h.open_pm}, {h.close_am, h.close_pm}};
    }
    const struct calendar_layer *layers[] = {layer};
    return calendar_build(&test_arena, layers, 1);
}

static struct time_limit random_limit(void)
{
    struct time_limit limit = {
        .unit = (enum limit_unit)random_below(LIMIT_AT_ONCE + 1), .same_day_rule = one_in(3), .online = one_in(2)};
    limit.amount = 1 + random_below(limit.unit == LIMIT_MONTHS ? 13 : one_in(5) ? 90 : 12);
    return limit;
}

static int64_t random_moment(void)
{
    return ms_of_day((struct day){SLOW_FIRST + random_below(1500)}, random_below(1440)) + random_below(60000);
}

static int random_pauses(int64_t received_ms, struct pause *pauses)
{
    int count = random_below(4);
    int64_t at = received_ms;
    for (int i = 0; i < count; i++) {
        pauses[i].kind = PAUSE_PAYMENT;
        pauses[i].from_ms = at += random_below(one_in(2) ? 3 * MS_PER_HOUR : 6 * MS_PER_DAY);
        pauses[i].to_ms = at += random_below(one_in(2) ? 3 * MS_PER_HOUR : 9 * MS_PER_DAY);
    }
    return count;
}

static void check_equal(const struct calendar *calendar, const struct time_limit *limit, int64_t at,
                        const struct pause *pauses, int count)
{
    struct due due = {0};
    uint64_t seed = random_state;

    cr_assert(clock_due_paused(calendar, limit, at, pauses, count, &due) == OK);
    int64_t got = limit->unit == LIMIT_WORKING_HOURS ? local_minute(due.due_ms) : due.due_day.n;
    int64_t expected = slow_due(limit, local_minute(at), pauses, count);
    cr_assert(got == expected,
              "unit %d amount %d same_day %d online %d received %s pauses %d: got %lld, expected %lld (state %llu)",
              limit->unit, limit->amount, limit->same_day_rule, limit->online, iso_ms(at), count, (long long)got,
              (long long)expected, (unsigned long long)seed);
}

Test(clock_property, the_clock_agrees_with_a_walk_day_by_day_and_minute_by_minute)
{
    random_init();
    for (int world = 0; world < 25; world++) {
        arena_reset(&test_arena);
        const struct calendar *calendar = random_calendar();
        for (int i = 0; i < 800; i++) {
            struct time_limit limit = random_limit();
            int64_t at = random_moment();
            struct pause pauses[4];
            int count = one_in(2) ? 0 : random_pauses(at, pauses);
            check_equal(calendar, &limit, at, pauses, count);
        }
    }
}

Test(clock_property, counting_agrees_with_counting_on_fingers)
{
    random_init();
    for (int world = 0; world < 20; world++) {
        arena_reset(&test_arena);
        const struct calendar *calendar = random_calendar();
        for (int i = 0; i < 300; i++) {
            struct day a = {SLOW_FIRST + random_below(1500)}, b = {a.n + random_below(200) - 5};
            int days = 0;
            for (int n = a.n + 1; n <= b.n; n++)
                days += slow_at(n)->counts;
            cr_assert(calendar_working_days(calendar, a, b) == days);
            cr_assert(calendar_is_working_day(calendar, a) == slow_at(a.n)->counts);
            if (days > 0 && calendar_is_working_day(calendar, b))
                cr_assert(calendar_add_working_days(calendar, a, days).n == b.n);
            int64_t from = random_moment(), until = from + random_below(20) * (int64_t)MS_PER_HOUR * 7 - MS_PER_HOUR,
                    minutes = 0;
            for (int64_t m = local_minute(from); m < local_minute(until); m++)
                minutes += slow_works(m);
            cr_assert(calendar_working_minutes(calendar, from, until) == minutes);
            cr_assert(calendar_is_open(calendar, from) == slow_open(local_minute(from)));
            int64_t open = local_minute(from);
            while (!slow_open(open))
                open++;
            cr_assert(local_minute(calendar_next_open(calendar, from)) == open);
        }
    }
}

Test(clock_property, who_comes_later_or_needs_longer_is_never_answered_earlier)
{
    random_init();
    for (int world = 0; world < 10; world++) {
        arena_reset(&test_arena);
        const struct calendar *calendar = random_calendar();
        for (int i = 0; i < 2000; i++) {
            struct time_limit limit = random_limit(), longer = limit;
            int64_t at = random_moment(), later = at + random_below(one_in(2) ? MS_PER_HOUR : 4 * MS_PER_DAY);
            struct due due, next;
            cr_assert(clock_due(calendar, &limit, at, &due) == OK);
            cr_assert(clock_due(calendar, &limit, later, &next) == OK);
            cr_assert(next.due_ms >= due.due_ms, "%s then %s", iso_ms(at), iso_ms(later));
            longer.amount++;
            cr_assert(clock_due(calendar, &longer, at, &next) == OK);
            cr_assert(next.due_ms >= due.due_ms);
            cr_assert(calendar_is_working_day(calendar, due.due_day), "%s", iso(due.due_day));
            cr_assert(due.due_day.n >= due.received_day.n && due.received_counted_ms >= at - MS_PER_MINUTE);
        }
    }
}

Test(clock_property, the_explanation_ends_on_the_due_date_and_counts_to_the_limit)
{
    random_init();
    for (int world = 0; world < 15; world++) {
        arena_reset(&test_arena);
        const struct calendar *calendar = random_calendar();
        for (int i = 0; i < 400; i++) {
            struct time_limit limit = random_limit();
            int64_t at = random_moment();
            struct pause pauses[4];
            int count = random_pauses(at, pauses);
            for (int k = 0; k < count; k++)
                pauses[k].kind = one_in(3) ? PAUSE_SUPPLEMENT : PAUSE_PAYMENT;
            if (count && one_in(6))
                pauses[count - 1].to_ms = 0;
            struct explanation told;
            struct due due;
            cr_assert(clock_due_paused(calendar, &limit, at, pauses, count, &due) == OK);
            cr_assert(clock_explain(&test_arena, calendar, &limit, at, pauses, count, &told) == OK);
            cr_assert(told.due.due_ms == due.due_ms && told.lines_count > 0);
            const struct clock_line *end = &told.lines[told.lines_count - 1];
            for (int k = 1; k < told.lines_count; k++)
                cr_assert(told.lines[k].day.n >= told.lines[k - 1].day.n, "lines in order of date");
            if (day_is_none(due.due_day))
                continue;
            cr_assert(end->last && end->day.n == due.due_day.n);
            if (limit.unit == LIMIT_WORKING_DAYS || limit.unit == LIMIT_CALENDAR_DAYS)
                cr_assert(end->n == limit.amount, "counted %d of %d", end->n, limit.amount);
            if (limit.unit == LIMIT_WORKING_HOURS)
                cr_assert(end->n == limit.amount * 60, "told %d of %d minutes", end->n, limit.amount * 60);
            if (limit.unit == LIMIT_WORKING_DAYS || limit.unit == LIMIT_WORKING_HOURS)
                cr_assert(end->counted);
        }
    }
}
