/* clock_explain.c: "Vì sao là ngày này?": the same calculation as clock.c told day by day, so that a citizen can check
 * it with a wall calendar. It walks where clock.c jumps; a test holds both against each other on thousands of cases. */
#include "features/agency/clock_internal.h"
#include <assert.h>

struct teller {
    struct arena *arena;
    const struct calendar *calendar;
    const struct time_limit *limit;
    struct explanation *out;
    int cap;
    int n;             /* counted so far in this term */
    int64_t cursor_ms; /* hours: told up to here */
};

static struct clock_line *tell(struct teller *teller, struct day day, struct msg reason)
{
    struct explanation *out = teller->out;

    if (out->lines_count == teller->cap) {
        struct clock_line *old = out->lines;
        teller->cap = teller->cap ? teller->cap * 2 : 32;
        out->lines = arena_array(teller->arena, struct clock_line, (size_t)teller->cap);
        if (old)
            memcpy(out->lines, old, (size_t)out->lines_count * sizeof *old);
    }
    struct clock_line *line = &out->lines[out->lines_count++];
    *line = (struct clock_line){.day = day, .n = teller->n, .reason = reason};
    const struct calendar_exception *exception = calendar_exception(teller->calendar, day);
    if (exception) {
        line->name_vi = exception->name_vi;
        line->name_en = exception->name_en;
        line->basis = exception->basis;
        line->provisional = exception->provisional;
    }
    return line;
}

static void tell_counted(struct teller *teller, struct day day, struct msg reason)
{
    teller->n++;
    struct clock_line *line = tell(teller, day, reason);
    line->counted = true;
}

/* Why a day is no working day. */
static struct msg day_off_reason(const struct calendar *calendar, struct day day)
{
    const struct calendar_exception *exception = calendar_exception(calendar, day);

    if (exception && exception->kind == CALENDAR_DAY_OFF)
        return T("Ngày nghỉ lễ, tết, nghỉ bù: không tính");
    if (calendar_open_minute(calendar_hours(calendar, day)) >= 0)
        return T("Quầy mở cửa nhưng không phải ngày làm việc: không tính");
    return T("Ngày nghỉ hằng tuần: không tính");
}

static struct msg working_reason(const struct calendar *calendar, struct day day)
{
    const struct calendar_exception *exception = calendar_exception(calendar, day);

    return exception && exception->kind == CALENDAR_EXTRA_WORK ? T("Ngày làm bù: tính") : T("Ngày làm việc: tính");
}

/* Receipt, and how R4 and R5 moved it. `again`: a complete dossier after a supplement. `cut`: the day on which this
 * term was stopped, which may lie before the day that counts as that of receipt. */
static void tell_receipt(struct teller *teller, int64_t received_ms, const struct due *term, bool again, struct day cut)
{
    struct day day = day_of_ms(received_ms);
    bool hours = teller->limit->unit == LIMIT_WORKING_HOURS;

    if (again)
        tell(teller, day, T("Nhận đủ hồ sơ bổ sung: tính lại từ đầu"));
    if (term->received_counted_ms != received_ms) {
        /* Both rules may apply to one dossier; the second one decides the day. */
        bool late = teller->limit->same_day_rule && calendar_is_working_day(teller->calendar, day) &&
                    minute_of_ms(received_ms) > CLOCK_CUTOFF_MINUTE && term->received_day.n != day.n;
        tell(teller, day,
             late ? T("Nhận sau 15 giờ: tính là nhận đầu giờ ngày làm việc kế tiếp")
                  : T("Nhận ngoài giờ làm việc: tính là nhận khi bắt đầu giờ làm việc kế tiếp"));
        for (int n = day.n + 1; n < term->received_day.n && n < cut.n; n++) {
            struct day between = {n};
            tell(teller, between,
                 calendar_is_working_day(teller->calendar, between)
                     ? T("Nhận sau 15 giờ: tính là nhận đầu giờ ngày làm việc kế tiếp")
                     : day_off_reason(teller->calendar, between));
        }
    }
    if (term->received_day.n > cut.n)
        ; /* stopped before it was taken as received */
    else if (teller->limit->unit == LIMIT_AT_ONCE || hours)
        tell(teller, term->received_day, T("Ngày tiếp nhận"));
    else
        tell(teller, term->received_day, T("Ngày tiếp nhận: không tính"));
    teller->n = 0;
    teller->cursor_ms = term->received_counted_ms;
}

/* The pause that covers the end of this day; NULL: the clock runs. */
static const struct pause *standing(const struct pause *pauses, int count, struct day day)
{
    for (int i = 0; i < count; i++)
        if (day_of_ms(pauses[i].from_ms).n <= day.n && (pauses[i].to_ms == 0 || day.n < day_of_ms(pauses[i].to_ms).n))
            return &pauses[i];
    return NULL;
}

static struct msg standing_reason(const struct pause *pause)
{
    return pause->kind == PAUSE_PAYMENT ? T("Chờ thực hiện nghĩa vụ tài chính: không tính")
                                        : T("Chờ người nộp bổ sung hồ sơ: đồng hồ dừng");
}

/* One open stretch of a day, less the pauses in it. Stops at the end of the limit. */
static void tell_stretch(struct teller *teller, struct day day, int open, int close, int64_t until_ms,
                         const struct pause *pauses, int count)
{
    int64_t from_ms = ms_of_day(day, open), end_ms = ms_of_day(day, close);

    if (from_ms < teller->cursor_ms)
        from_ms = ms_of_day(day, minute_of_ms(teller->cursor_ms));
    if (end_ms > until_ms)
        end_ms = until_ms;
    while (from_ms < end_ms) {
        int64_t stop_ms = end_ms, resume_ms = end_ms;
        for (int i = count - 1; i >= 0; i--) {
            int64_t pause_ms = pauses[i].from_ms - (pauses[i].from_ms + CIVIL_UTC_OFFSET_MS) % MS_PER_MINUTE;
            int64_t back_ms =
                pauses[i].to_ms ? pauses[i].to_ms - (pauses[i].to_ms + CIVIL_UTC_OFFSET_MS) % MS_PER_MINUTE : INT64_MAX;
            if (pause_ms < stop_ms && back_ms > from_ms && back_ms > pause_ms)
                stop_ms = pause_ms, resume_ms = back_ms;
        }
        if (stop_ms > from_ms) {
            teller->n += (int)((stop_ms - from_ms) / MS_PER_MINUTE);
            struct clock_line *line = tell(teller, day, T("Giờ làm việc: tính"));
            line->counted = true;
            line->from_minute = minute_of_ms(from_ms);
            line->to_minute = line->from_minute + (int)((stop_ms - from_ms) / MS_PER_MINUTE);
        }
        from_ms = resume_ms > stop_ms ? resume_ms : stop_ms;
        if (resume_ms == INT64_MAX)
            break;
    }
}

static void tell_hours_day(struct teller *teller, struct day day, int64_t until_ms, const struct pause *pauses,
                           int count)
{
    struct calendar_hours hours = calendar_hours(teller->calendar, day);
    int before = teller->out->lines_count;

    if (!hours.counts) {
        tell(teller, day, day_off_reason(teller->calendar, day));
        return;
    }
    if (hours.close_am > hours.open_am)
        tell_stretch(teller, day, hours.open_am, hours.close_am, until_ms, pauses, count);
    if (hours.close_pm > hours.open_pm)
        tell_stretch(teller, day, hours.open_pm, hours.close_pm, until_ms, pauses, count);
    const struct pause *pause = standing(pauses, count, day);
    if (teller->out->lines_count == before && pause)
        tell(teller, day, standing_reason(pause));
}

/* One day of a limit in days or months, from the day after receipt. */
static void tell_day(struct teller *teller, struct day day, struct day nominal, const struct pause *pauses, int count)
{
    const struct calendar *calendar = teller->calendar;
    const struct pause *pause = standing(pauses, count, day);
    bool working = calendar_is_working_day(calendar, day);

    if (pause) {
        /* Each waiting day of a payment matters for the count; of months only the first is told. */
        if (teller->limit->unit != LIMIT_MONTHS || day_of_ms(pause->from_ms).n == day.n)
            tell(teller, day,
                 working || teller->limit->unit != LIMIT_WORKING_DAYS ? standing_reason(pause)
                                                                      : day_off_reason(calendar, day));
        return;
    }
    if (day.n > nominal.n) {
        tell(teller, day, working ? T("Ngày làm việc kế tiếp: là ngày đến hạn") : day_off_reason(calendar, day));
        return;
    }
    switch (teller->limit->unit) {
    case LIMIT_WORKING_DAYS:
        if (working)
            tell_counted(teller, day, working_reason(calendar, day));
        else
            tell(teller, day, day_off_reason(calendar, day));
        break;
    case LIMIT_CALENDAR_DAYS:
        tell_counted(teller, day,
                     working              ? T("Tính theo ngày lịch: tính")
                     : day.n == nominal.n ? T("Ngày cuối là ngày nghỉ: chuyển sang ngày làm việc kế tiếp")
                                          : T("Ngày nghỉ, vẫn tính theo ngày lịch"));
        break;
    case LIMIT_MONTHS:
        if (day.n == nominal.n) {
            teller->n = teller->limit->amount - 1;
            tell_counted(teller, day,
                         working ? T("Tròn số tháng: ngày cuối của thời hạn")
                                 : T("Ngày cuối là ngày nghỉ: chuyển sang ngày làm việc kế tiếp"));
        }
        break;
    case LIMIT_AT_ONCE:
    case LIMIT_WORKING_HOURS:
    case LIMIT_NONE: break;
    }
}

/* One term: from its receipt to `until` (the due date, or the day on which it was stopped). */
static void tell_term(struct teller *teller, int64_t received_ms, const struct due *term, struct day until,
                      int64_t until_ms, const struct pause *pauses, int count, bool again, struct day cut)
{
    tell_receipt(teller, received_ms, term, again, cut);
    if (teller->limit->unit == LIMIT_WORKING_HOURS) {
        for (struct day day = term->received_day; day.n <= until.n; day.n++)
            tell_hours_day(teller, day, until_ms, pauses, count);
    } else if (teller->limit->unit != LIMIT_NONE) {
        struct day nominal = day_is_none(term->nominal_day) ? (struct day){INT32_MAX} : term->nominal_day;
        for (struct day day = {term->received_day.n + 1}; day.n <= until.n; day.n++)
            tell_day(teller, day, nominal, pauses, count);
    }
}

/* The end of the running term, told as far as it is known. */
static enum err tell_last_term(struct teller *teller, int64_t received_ms, const struct pause *pauses, int count,
                               bool again)
{
    const struct pause *open = count && pauses[count - 1].to_ms == 0 ? &pauses[count - 1] : NULL;
    struct due *due = &teller->out->due, term;

    if (open && day_is_none(due->due_day)) {
        struct day until = day_of_ms(open->from_ms);
        TRY(clock_compute(teller->calendar, teller->limit, received_ms, pauses, count - 1, true, &term));
        if (!day_is_none(term.due_day) && until.n > term.due_day.n)
            until = term.due_day;
        /* The stop itself is told below; of the days before it, those up to the eve. */
        bool hours = teller->limit->unit == LIMIT_WORKING_HOURS;
        tell_term(teller, received_ms, &term, hours ? until : (struct day){until.n - 1}, open->from_ms, pauses, count,
                  again, day_of_ms(open->from_ms));
        tell(teller, day_of_ms(open->from_ms), standing_reason(open));
        return OK;
    }
    struct day until = day_is_none(due->due_day) ? (struct day){INT32_MIN + 1} : due->due_day;
    tell_term(teller, received_ms, due, until, due->due_ms, pauses, count, again, (struct day){INT32_MAX});
    return OK;
}

enum err clock_explain(struct arena *arena, const struct calendar *calendar, const struct time_limit *limit,
                       int64_t received_ms, const struct pause *pauses, int pauses_count,
                       struct explanation *ret_explanation)
{
    struct explanation out = {0};
    struct teller teller = {.arena = arena, .calendar = calendar, .limit = limit, .out = &out};
    int from = 0; /* the pauses before this one belong to earlier terms */
    int64_t start_ms = received_ms;

    TRY(clock_due_paused(calendar, limit, received_ms, pauses, pauses_count, &out.due));
    for (int i = 0; i < pauses_count; i++) {
        if (pauses[i].kind != PAUSE_SUPPLEMENT || pauses[i].to_ms == 0)
            continue;
        struct due term;
        struct day until = day_of_ms(pauses[i].from_ms);
        TRY(clock_compute(calendar, limit, start_ms, pauses + from, i - from, true, &term));
        if (!day_is_none(term.due_day) && until.n - 1 > term.due_day.n)
            until = (struct day){term.due_day.n + 1};
        bool hours = limit->unit == LIMIT_WORKING_HOURS;
        tell_term(&teller, start_ms, &term, hours ? until : (struct day){until.n - 1}, pauses[i].from_ms, pauses + from,
                  i - from, from > 0, day_of_ms(pauses[i].from_ms));
        tell(&teller, day_of_ms(pauses[i].from_ms), T("Yêu cầu bổ sung hồ sơ: đồng hồ dừng"));
        from = i + 1;
        start_ms = pauses[i].to_ms;
    }
    TRY(tell_last_term(&teller, start_ms, pauses ? pauses + from : NULL, pauses_count - from, from > 0));
    if (!day_is_none(out.due.due_day)) {
        assert(out.lines_count > 0 && out.lines[out.lines_count - 1].day.n == out.due.due_day.n &&
               "the explanation must end on the due date");
        out.lines[out.lines_count - 1].last = true;
    }
    *ret_explanation = out;
    return OK;
}
