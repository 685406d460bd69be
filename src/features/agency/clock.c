/* clock.c: from receipt to due date. A term is computed from its start and the pauses behind it; a completed supplement
 * starts a new term, an open payment shifts the running one. Nothing here walks day by day: see calendar.c. */
#include "features/agency/clock.h"
#include "features/agency/clock_internal.h"
#include <assert.h>

static struct day next_day(struct day day, int by) { return (struct day){day.n + by}; }
static struct day later(struct day a, struct day b) { return a.n > b.n ? a : b; }

static bool day_known(struct day day) { return day.n >= CALENDAR_FIRST.n && day.n <= CALENDAR_LAST.n; }

/* The opening time of the next working day after `day`. */
static int64_t next_opening(const struct calendar *calendar, struct day day)
{
    struct day next = calendar_add_working_days(calendar, day, 1);
    if (day_is_none(next))
        return INT64_MAX;
    int minute = calendar_open_minute(calendar_hours(calendar, next));
    return ms_of_day(next, minute < 0 ? 0 : minute);
}

/* R4: now, if the counter is open on a working day; else when it next opens on one. */
static int64_t online_start(const struct calendar *calendar, int64_t received_ms)
{
    struct day day = day_of_ms(received_ms);

    if (calendar_is_working_day(calendar, day)) {
        int64_t open_ms = calendar_next_open(calendar, received_ms);
        if (open_ms != INT64_MAX && day_of_ms(open_ms).n == day.n)
            return open_ms;
    }
    return next_opening(calendar, day);
}

int64_t clock_counted_start(const struct calendar *calendar, const struct time_limit *limit, int64_t received_ms)
{
    int64_t start_ms = limit->online ? online_start(calendar, received_ms) : received_ms;

    /* A day off has no 15:00: what comes then may not be ahead of what came late on the eve. */
    if (limit->same_day_rule && start_ms != INT64_MAX &&
        (minute_of_ms(start_ms) > CLOCK_CUTOFF_MINUTE || !calendar_is_working_day(calendar, day_of_ms(start_ms))))
        start_ms = next_opening(calendar, day_of_ms(start_ms));
    return start_ms;
}

bool clock_pauses_valid(int64_t received_ms, const struct pause *pauses, int count)
{
    int64_t after_ms = received_ms;

    for (int i = 0; i < count; i++) {
        bool open = pauses[i].to_ms == 0;
        if (pauses[i].from_ms < after_ms || (open ? i != count - 1 : pauses[i].to_ms < pauses[i].from_ms))
            return false;
        after_ms = pauses[i].to_ms;
    }
    return true;
}

/* Where a term stands while pauses are worked in. */
struct term {
    const struct calendar *calendar;
    const struct time_limit *limit;
    struct due *due;
};

static void set_end(struct term *term, struct day nominal, struct day not_before)
{
    struct due *due = term->due;
    struct day end = later(nominal, not_before);

    due->nominal_day = nominal;
    due->due_day = day_known(end) ? calendar_add_working_days(term->calendar, end, 0) : DAY_NONE;
    due->moved = !day_is_none(due->due_day) && due->due_day.n != nominal.n;
}

static void start_term(struct term *term, int64_t received_ms)
{
    const struct calendar *calendar = term->calendar;
    int amount = term->limit->amount;
    struct due *due = term->due;

    *due = (struct due){.received_counted_ms = clock_counted_start(calendar, term->limit, received_ms),
                        .first_day = DAY_NONE,
                        .nominal_day = DAY_NONE,
                        .due_day = DAY_NONE};
    if (due->received_counted_ms == INT64_MAX)
        return;
    struct day day = due->received_day = day_of_ms(due->received_counted_ms);
    switch (term->limit->unit) {
    case LIMIT_AT_ONCE:
        set_end(term, day, day);
        due->first_day = due->due_day;
        break;
    case LIMIT_WORKING_DAYS:
        due->first_day = calendar_add_working_days(calendar, day, 1);
        due->nominal_day = due->due_day = calendar_add_working_days(calendar, day, amount);
        break;
    case LIMIT_CALENDAR_DAYS:
    case LIMIT_MONTHS:
        due->first_day = next_day(day, 1);
        set_end(term, term->limit->unit == LIMIT_MONTHS ? day_add_months(day, amount) : next_day(day, amount), day);
        break;
    case LIMIT_WORKING_HOURS:
        due->due_ms = calendar_add_working_minutes(calendar, due->received_counted_ms, (int64_t)amount * 60);
        due->due_day = due->nominal_day = due->due_ms == INT64_MAX ? DAY_NONE : day_of_ms(due->due_ms);
        due->first_day = day_is_none(due->due_day)
                             ? DAY_NONE
                             : day_of_ms(calendar_add_working_minutes(calendar, due->received_counted_ms, 1));
        break;
    case LIMIT_NONE: break;
    }
}

static void pause_hours(struct term *term, const struct pause *pause)
{
    struct due *due = term->due;

    if (pause->from_ms >= due->due_ms)
        return;
    int64_t from_ms = pause->from_ms > due->received_counted_ms ? pause->from_ms : due->received_counted_ms;
    int64_t stood = calendar_working_minutes(term->calendar, from_ms, pause->to_ms);
    if (stood > 0)
        due->due_ms = calendar_add_working_minutes(term->calendar, due->due_ms, stood);
    due->due_day = due->nominal_day = due->due_ms == INT64_MAX ? DAY_NONE : day_of_ms(due->due_ms);
}

/* R8. The clock stood at the end of the days from..to-1, so these do not count. A pause behind the due date changes
 * nothing. */
static void pause_days(struct term *term, struct day from, struct day to)
{
    struct due *due = term->due;
    struct day nominal = due->nominal_day;

    if (to.n <= from.n || from.n > due->due_day.n || to.n <= due->received_day.n)
        return;
    struct day first = later(from, next_day(due->received_day, 1)); /* the day of receipt did not count anyway */
    switch (term->limit->unit) {
    case LIMIT_WORKING_DAYS: {
        int stood = calendar_working_days(term->calendar, next_day(first, -1), next_day(to, -1));
        if (stood > 0)
            due->nominal_day = due->due_day = calendar_add_working_days(term->calendar, due->due_day, stood);
        break;
    }
    case LIMIT_CALENDAR_DAYS:
    case LIMIT_MONTHS:
        /* Behind the nominal day only the move to a working day was left: it cannot come before the payment. */
        set_end(term, first.n <= nominal.n ? next_day(nominal, to.n - first.n) : nominal, to);
        break;
    case LIMIT_AT_ONCE: set_end(term, nominal, to); break;
    case LIMIT_WORKING_HOURS:
    case LIMIT_NONE: break;
    }
}

static void work_in_pause(struct term *term, const struct pause *pause)
{
    struct due *due = term->due;

    if (pause->to_ms == 0) {
        due->stopped = true;
        if (pause->kind == PAUSE_SUPPLEMENT || day_is_none(due->due_day) ||
            day_of_ms(pause->from_ms).n <= due->due_day.n) {
            due->due_day = DAY_NONE;
            due->due_ms = 0;
        }
    } else if (day_is_none(due->due_day)) {
        return;
    } else if (term->limit->unit == LIMIT_WORKING_HOURS) {
        pause_hours(term, pause);
    } else {
        pause_days(term, day_of_ms(pause->from_ms), day_of_ms(pause->to_ms));
    }
}

/* The moment that people are told: the minute for hours, else when the counter closes on that day. */
static void finish(struct term *term, int64_t received_ms)
{
    const struct calendar *calendar = term->calendar;
    struct due *due = term->due;
    struct day received = day_of_ms(received_ms);

    if (day_is_none(due->due_day)) {
        due->due_ms = 0;
        return;
    }
    if (term->limit->unit != LIMIT_WORKING_HOURS) {
        int close = calendar_close_minute(calendar_hours(calendar, due->due_day));
        due->due_ms = ms_of_day(due->due_day, close < 0 ? 24 * 60 : close);
    }
    bool by_working_time = term->limit->unit == LIMIT_WORKING_DAYS || term->limit->unit == LIMIT_WORKING_HOURS;
    struct day from = by_working_time ? due->received_day : next_day(due->nominal_day, -1);
    due->provisional = calendar_provisional_days(calendar, next_day(received, -1), due->received_day) > 0 ||
                       calendar_provisional_days(calendar, from, due->due_day) > 0;
    due->beyond_calendar = due->due_day.n > calendar_known_until(calendar).n;
}

enum err clock_compute(const struct calendar *calendar, const struct time_limit *limit, int64_t received_ms,
                       const struct pause *pauses, int count, bool restart, struct due *ret_due)
{
    struct due due;
    struct term term = {.calendar = calendar, .limit = limit, .due = &due};
    int64_t term_ms = received_ms;
    bool needs_amount = limit->unit != LIMIT_AT_ONCE && limit->unit != LIMIT_NONE;

    if ((needs_amount && (limit->amount < 1 || limit->amount > LIMIT_AMOUNT_MAX)) ||
        !day_known(day_of_ms(received_ms)) || !clock_pauses_valid(received_ms, pauses, count))
        return ERR_INVALID;
    start_term(&term, received_ms);
    for (int i = 0; i < count; i++) {
        if (restart && pauses[i].kind == PAUSE_SUPPLEMENT && pauses[i].to_ms != 0) {
            term_ms = pauses[i].to_ms;
            if (!day_known(day_of_ms(term_ms)))
                return ERR_INVALID;
            start_term(&term, term_ms); /* R7 */
        } else {
            work_in_pause(&term, &pauses[i]);
        }
    }
    if (due.received_counted_ms == INT64_MAX || (limit->unit != LIMIT_NONE && !due.stopped && day_is_none(due.due_day)))
        return ERR_INVALID; /* beyond CALENDAR_LAST */
    finish(&term, term_ms);
    *ret_due = due;
    return OK;
}

enum err clock_due_paused(const struct calendar *calendar, const struct time_limit *limit, int64_t received_ms,
                          const struct pause *pauses, int pauses_count, struct due *ret_due)
{
    return clock_compute(calendar, limit, received_ms, pauses, pauses_count, true, ret_due);
}

enum err clock_due(const struct calendar *calendar, const struct time_limit *limit, int64_t received_ms,
                   struct due *ret_due)
{
    return clock_compute(calendar, limit, received_ms, NULL, 0, true, ret_due);
}

enum err clock_transfer_due(const struct calendar *calendar, int64_t received_ms, int64_t *ret_due_ms)
{
    struct day day = day_of_ms(received_ms);

    if (!day_known(day))
        return ERR_INVALID;
    if (calendar_is_working_day(calendar, day) && minute_of_ms(received_ms) <= CLOCK_CUTOFF_MINUTE) {
        int close = calendar_close_minute(calendar_hours(calendar, day));
        *ret_due_ms = ms_of_day(day, close < 0 ? 24 * 60 : close);
        return OK;
    }
    int64_t opening_ms = next_opening(calendar, day);
    if (opening_ms == INT64_MAX)
        return ERR_INVALID;
    *ret_due_ms = opening_ms + MS_PER_HOUR;
    return OK;
}

int64_t clock_lodging_due(int64_t arrived_ms)
{
    struct day day = day_of_ms(arrived_ms);

    if (minute_of_ms(arrived_ms) < LODGING_NOTICE_MINUTE)
        return ms_of_day(day, LODGING_NOTICE_MINUTE);
    return ms_of_day(next_day(day, 1), LODGING_MORNING_MINUTE);
}
