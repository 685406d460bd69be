/* clock_timeliness.c: early, on time, late; pending in time or overdue: the national rules of the indicator set
 * (Decision 766/QĐ-TTg, group 2) and of the statistics of one-stop shops. Dates are compared, never hours. */
#include "features/agency/clock_internal.h"

enum { JUDGED_PAUSES_MAX = 64 };

struct msg timeliness_text(enum timeliness timeliness)
{
    switch (timeliness) {
    case CLOCK_EARLY: return T("Trước hạn");
    case CLOCK_ON_TIME: return T("Đúng hạn");
    case CLOCK_LATE: return T("Quá hạn");
    case CLOCK_PENDING_IN_TIME: return T("Đang giải quyết, trong hạn");
    case CLOCK_PENDING_OVERDUE: return T("Đang giải quyết, quá hạn");
    }
    return T("Đang giải quyết, trong hạn");
}

/* The first that exists of finished, returned, stopped; 0: still pending at that moment. */
static int64_t end_of(const struct timing *timing, int64_t as_of_ms)
{
    const int64_t ends[] = {timing->finished_ms, timing->returned_ms, timing->stopped_ms};

    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (ends[i] != 0 && ends[i] <= as_of_ms)
            return ends[i];
    return 0;
}

/* The pauses as they were known at `until_ms`; an open one reaches up to it. Returns how many. */
static int pauses_until(const struct timing *timing, int64_t until_ms, struct pause *ret_pauses)
{
    int count = 0;

    for (int i = 0; i < timing->pauses_count && timing->pauses[i].from_ms <= until_ms; i++) {
        struct pause pause = timing->pauses[i];
        if (pause.to_ms == 0 || pause.to_ms > until_ms)
            pause.to_ms = until_ms;
        ret_pauses[count++] = pause;
    }
    return count;
}

/* Where a dossier that waits for the citizen at as_of_ms ends for the period; 0: it does not wait. */
static int64_t waiting_since(const struct timing *timing, int64_t as_of_ms)
{
    for (int i = 0; i < timing->pauses_count; i++) {
        const struct pause *pause = &timing->pauses[i];
        if (pause->from_ms <= as_of_ms && (pause->to_ms == 0 || pause->to_ms > as_of_ms))
            return pause->from_ms;
    }
    return 0;
}

enum err clock_timeliness(const struct calendar *calendar, const struct time_limit *limit, const struct timing *timing,
                          int64_t as_of_ms, enum timeliness *ret_timeliness)
{
    struct pause pauses[JUDGED_PAUSES_MAX];
    int64_t end_ms = end_of(timing, as_of_ms);
    int64_t waiting_ms = end_ms ? 0 : waiting_since(timing, as_of_ms);
    int64_t judged_ms = end_ms ? end_ms : waiting_ms ? waiting_ms : as_of_ms;
    struct day last = timing->appointment;
    bool no_limit = false;

    if (timing->pauses_count > JUDGED_PAUSES_MAX ||
        !clock_pauses_valid(timing->received_ms, timing->pauses, timing->pauses_count))
        return ERR_INVALID;
    if (day_is_none(last)) {
        struct due due;
        int count = pauses_until(timing, judged_ms, pauses);
        TRY(clock_compute(calendar, limit, timing->received_ms, pauses, count, false, &due));
        last = due.due_day;
        no_limit = day_is_none(last);
    }
    struct day judged = day_of_ms(judged_ms);
    bool late = timing->supplement_requests > 1 || (!no_limit && judged.n > last.n);
    if (!end_ms)
        *ret_timeliness = late ? CLOCK_PENDING_OVERDUE : CLOCK_PENDING_IN_TIME;
    else if (late)
        *ret_timeliness = CLOCK_LATE;
    else
        *ret_timeliness = !day_is_none(timing->appointment) && judged.n < last.n ? CLOCK_EARLY : CLOCK_ON_TIME;
    return OK;
}
