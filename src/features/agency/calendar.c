/* calendar.c: a calendar is a table of weeks. Each row holds which of its seven days count, and the working days and
 * minutes before it, so that a count between two dates is two look-ups and a population count, and the n-th working day
 * one binary search. */
#include "features/agency/calendar.h"
#include <assert.h>

enum { EVERY_DAY = 0x7F };

struct week_row {
    int32_t minutes_before; /* working minutes before this Monday: 70 years hold fewer than 2^31 */
    uint16_t days_before;   /* working days before this Monday */
    uint8_t counts;         /* bit 0 Monday .. bit 6 Sunday: a working day */
    uint8_t exceptional;    /* same bits: the day stands in `days` */
    uint16_t pattern;       /* how many of `weeks` are in force by this Monday */
};

struct calendar {
    struct week_row row[CALENDAR_WEEKS + 1]; /* the last one only closes the sums */
    const struct calendar_week *weeks;
    int weeks_count;
    const struct calendar_exception *days;
    const int *provisional_before; /* [i]: provisional ones among days[0..i) */
    int days_count;
    struct day known_until;
};

static bool in_range(struct day day) { return day.n >= CALENDAR_FIRST.n && day.n <= CALENDAR_LAST.n; }
static int week_of(struct day day) { return (day.n - CALENDAR_FIRST.n) / 7; }
static int weekday_bit(struct day day) { return (day.n - CALENDAR_FIRST.n) % 7; }
static struct day day_in(int week, int bit) { return (struct day){CALENDAR_FIRST.n + week * 7 + bit}; }

/* First index whose day is >= `day`. */
static int exceptions_from(const struct calendar *calendar, struct day day)
{
    int low = 0, high = calendar->days_count;

    while (low < high) {
        int middle = (low + high) / 2;
        if (calendar->days[middle].day.n < day.n)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct calendar_exception *calendar_exception(const struct calendar *calendar, struct day day)
{
    if (!in_range(day) || !(calendar->row[week_of(day)].exceptional >> weekday_bit(day) & 1))
        return NULL;
    return &calendar->days[exceptions_from(calendar, day)];
}

static bool hours_given(struct calendar_hours h) { return h.close_am > h.open_am || h.close_pm > h.open_pm; }

/* The opening hours in force on that day; NULL before the first ones. */
static const struct calendar_week *week_in_force(const struct calendar *calendar, struct day day)
{
    int pattern = calendar->row[week_of(day)].pattern;

    while (pattern < calendar->weeks_count && calendar->weeks[pattern].valid_from.n <= day.n)
        pattern++; /* new hours that start in the middle of this week */
    return pattern ? &calendar->weeks[pattern - 1] : NULL;
}

struct calendar_hours calendar_hours(const struct calendar *calendar, struct day day)
{
    static const struct calendar_hours closed;

    if (!in_range(day))
        return closed;
    const struct calendar_week *week = week_in_force(calendar, day);
    const struct calendar_exception *exception = calendar_exception(calendar, day);
    if (exception && exception->kind == CALENDAR_DAY_OFF)
        return closed;
    if (!exception)
        return week ? week->weekday[weekday_bit(day)] : closed;
    struct calendar_hours hours = hours_given(exception->hours) || !week ? exception->hours : week->weekday[0];
    hours.counts = true;
    return hours;
}

static int hours_minutes(struct calendar_hours h) { return h.close_am - h.open_am + h.close_pm - h.open_pm; }

int calendar_open_minute(struct calendar_hours h)
{
    return h.close_am > h.open_am ? h.open_am : h.close_pm > h.open_pm ? h.open_pm : -1;
}

int calendar_close_minute(struct calendar_hours h)
{
    return h.close_pm > h.open_pm ? h.close_pm : h.close_am > h.open_am ? h.close_am : -1;
}

bool calendar_is_working_day(const struct calendar *calendar, struct day day)
{
    return in_range(day) && (calendar->row[week_of(day)].counts >> weekday_bit(day) & 1);
}

/* --- building
 * --------------------------------------------------------------------------------------------------------------- */

/* A layer's weeks replace those of the layers before it from the first one's valid_from on. */
static void merge_weeks(struct arena *arena, struct calendar *calendar, const struct calendar_layer *const *layers,
                        int count)
{
    int total = 0, kept = 0;

    for (int i = 0; i < count; i++)
        total += layers[i]->weeks_count;
    struct calendar_week *weeks = arena_array(arena, struct calendar_week, (size_t)total);
    for (int i = 0; i < count; i++) {
        const struct calendar_layer *layer = layers[i];
        if (!layer->weeks_count)
            continue;
        while (kept && weeks[kept - 1].valid_from.n >= layer->weeks[0].valid_from.n)
            kept--;
        for (int k = 0; k < layer->weeks_count; k++) {
            assert((k == 0 || layer->weeks[k - 1].valid_from.n < layer->weeks[k].valid_from.n) &&
                   "weeks must be sorted");
            weeks[kept++] = layer->weeks[k];
        }
    }
    calendar->weeks = weeks;
    calendar->weeks_count = kept;
    assert(kept <= UINT16_MAX - 1);
}

static void merge_days(struct arena *arena, struct calendar *calendar, const struct calendar_layer *const *layers,
                       int count)
{
    const struct calendar_exception *merged = NULL;
    int merged_count = 0;

    for (int i = 0; i < count; i++) {
        const struct calendar_layer *layer = layers[i];
        struct calendar_exception *next =
            arena_array(arena, struct calendar_exception, (size_t)(merged_count + layer->days_count));
        int a = 0, b = 0, out = 0;
        while (a < merged_count || b < layer->days_count) {
            assert((b == 0 || b >= layer->days_count || layer->days[b - 1].day.n < layer->days[b].day.n) &&
                   "days must be sorted");
            if (b == layer->days_count || (a < merged_count && merged[a].day.n < layer->days[b].day.n)) {
                next[out++] = merged[a++];
            } else {
                if (a < merged_count && merged[a].day.n == layer->days[b].day.n)
                    a++;
                next[out++] = layer->days[b++];
            }
        }
        merged = next;
        merged_count = out;
    }
    int *provisional = arena_array(arena, int, (size_t)merged_count + 1);
    for (int i = 0; i < merged_count; i++) {
        provisional[i + 1] = provisional[i] + merged[i].provisional;
        if (in_range(merged[i].day))
            calendar->row[week_of(merged[i].day)].exceptional |= (uint8_t)(1 << weekday_bit(merged[i].day));
    }
    calendar->days = merged;
    calendar->days_count = merged_count;
    calendar->provisional_before = provisional;
    calendar->known_until =
        merged_count ? day_of(civil_of(merged[merged_count - 1].day).year, 12, 31) : (struct day){CALENDAR_FIRST.n - 1};
}

const struct calendar *calendar_build(struct arena *arena, const struct calendar_layer *const *layers, int count)
{
    struct calendar *calendar = arena_new(arena, struct calendar);
    int days = 0, pattern = 0;
    int32_t minutes = 0;

    merge_weeks(arena, calendar, layers, count);
    merge_days(arena, calendar, layers, count);
    for (int w = 0; w < CALENDAR_WEEKS; w++) {
        struct week_row *row = &calendar->row[w];
        while (pattern < calendar->weeks_count && calendar->weeks[pattern].valid_from.n <= day_in(w, 0).n)
            pattern++;
        row->pattern = (uint16_t)pattern;
        row->days_before = (uint16_t)days;
        row->minutes_before = minutes;
        for (int bit = 0; bit < 7; bit++) {
            struct calendar_hours hours = calendar_hours(calendar, day_in(w, bit));
            if (!hours.counts)
                continue;
            row->counts |= (uint8_t)(1 << bit);
            days++;
            minutes += hours_minutes(hours);
        }
    }
    assert(days <= UINT16_MAX);
    calendar->row[CALENDAR_WEEKS].days_before = (uint16_t)days;
    calendar->row[CALENDAR_WEEKS].minutes_before = minutes;
    return calendar;
}

/* --- counting
 * ----------------------------------------------------------------------------------------------------------------- */

/* Working days from the beginning up to and including `day`. */
static int days_until(const struct calendar *calendar, struct day day)
{
    if (day.n < CALENDAR_FIRST.n)
        return 0;
    if (day.n > CALENDAR_LAST.n)
        return calendar->row[CALENDAR_WEEKS].days_before;
    const struct week_row *row = &calendar->row[week_of(day)];
    return row->days_before + __builtin_popcount(row->counts & (EVERY_DAY >> (6 - weekday_bit(day))));
}

int calendar_working_days(const struct calendar *calendar, struct day after, struct day until)
{
    return until.n <= after.n ? 0 : days_until(calendar, until) - days_until(calendar, after);
}

/* The working day with this running number (from 1). */
static struct day nth_day(const struct calendar *calendar, int number)
{
    int low = 0, high = CALENDAR_WEEKS; /* the last week with days_before < number */

    if (number > calendar->row[CALENDAR_WEEKS].days_before)
        return DAY_NONE;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (calendar->row[middle].days_before < number)
            low = middle;
        else
            high = middle;
    }
    unsigned counts = calendar->row[low].counts;
    for (int skip = number - calendar->row[low].days_before - 1; skip > 0; skip--)
        counts &= counts - 1;
    return day_in(low, __builtin_ctz(counts));
}

struct day calendar_add_working_days(const struct calendar *calendar, struct day after, int n)
{
    assert(n >= 0);
    if (n == 0)
        return calendar_is_working_day(calendar, after) ? after : nth_day(calendar, days_until(calendar, after) + 1);
    return nth_day(calendar, days_until(calendar, after) + n);
}

/* Open minutes of a day before the given minute of it. */
static int minutes_of_day_until(struct calendar_hours h, int minute)
{
    int am = minute < h.open_am ? 0 : (minute < h.close_am ? minute : h.close_am) - h.open_am;
    int pm = minute < h.open_pm ? 0 : (minute < h.close_pm ? minute : h.close_pm) - h.open_pm;
    return am + pm;
}

static int64_t minutes_until(const struct calendar *calendar, int64_t at_ms)
{
    struct day day = day_of_ms(at_ms);

    if (day.n < CALENDAR_FIRST.n)
        return 0;
    if (day.n > CALENDAR_LAST.n)
        return calendar->row[CALENDAR_WEEKS].minutes_before;
    int week = week_of(day);
    int64_t minutes = calendar->row[week].minutes_before;
    for (int bit = 0; bit <= weekday_bit(day); bit++) {
        struct calendar_hours hours = calendar_hours(calendar, day_in(week, bit));
        if (hours.counts)
            minutes += bit < weekday_bit(day) ? hours_minutes(hours) : minutes_of_day_until(hours, minute_of_ms(at_ms));
    }
    return minutes;
}

int64_t calendar_working_minutes(const struct calendar *calendar, int64_t from_ms, int64_t until_ms)
{
    return until_ms <= from_ms ? 0 : minutes_until(calendar, until_ms) - minutes_until(calendar, from_ms);
}

int64_t calendar_add_working_minutes(const struct calendar *calendar, int64_t from_ms, int64_t minutes)
{
    assert(minutes >= 1);
    int64_t target = minutes_until(calendar, from_ms) + minutes;
    int low = 0, high = CALENDAR_WEEKS;

    if (target > calendar->row[CALENDAR_WEEKS].minutes_before)
        return INT64_MAX;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (calendar->row[middle].minutes_before < target)
            low = middle;
        else
            high = middle;
    }
    int64_t left = target - calendar->row[low].minutes_before;
    for (int bit = 0; bit < 7; bit++) {
        struct calendar_hours hours = calendar_hours(calendar, day_in(low, bit));
        if (!hours.counts)
            continue;
        int am = hours.close_am - hours.open_am;
        if (left <= am)
            return ms_of_day(day_in(low, bit), hours.open_am + (int)left);
        if (left <= hours_minutes(hours))
            return ms_of_day(day_in(low, bit), hours.open_pm + (int)left - am);
        left -= hours_minutes(hours);
    }
    return INT64_MAX; /* not reached: the week holds the target */
}

bool calendar_is_open(const struct calendar *calendar, int64_t at_ms)
{
    struct calendar_hours h = calendar_hours(calendar, day_of_ms(at_ms));
    int minute = minute_of_ms(at_ms);

    return (minute >= h.open_am && minute < h.close_am) || (minute >= h.open_pm && minute < h.close_pm);
}

int64_t calendar_next_open(const struct calendar *calendar, int64_t at_ms)
{
    struct day day = day_of_ms(at_ms);
    int minute = minute_of_ms(at_ms);

    if (calendar_is_open(calendar, at_ms))
        return at_ms;
    if (day.n < CALENDAR_FIRST.n)
        day = CALENDAR_FIRST, minute = 0;
    /* The longest closure is Tết with its weekends: this loop runs over days off only. */
    for (; day.n <= CALENDAR_LAST.n; day.n++, minute = 0) {
        struct calendar_hours h = calendar_hours(calendar, day);
        if (h.close_am > h.open_am && minute < h.open_am)
            return ms_of_day(day, h.open_am);
        if (h.close_pm > h.open_pm && minute < h.open_pm)
            return ms_of_day(day, h.open_pm);
    }
    return INT64_MAX;
}

int calendar_provisional_days(const struct calendar *calendar, struct day after, struct day until)
{
    if (until.n <= after.n)
        return 0;
    return calendar->provisional_before[exceptions_from(calendar, (struct day){until.n + 1})] -
           calendar->provisional_before[exceptions_from(calendar, (struct day){after.n + 1})];
}

struct day calendar_known_until(const struct calendar *calendar) { return calendar->known_until; }
