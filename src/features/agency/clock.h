/* clock.h: the legal clock of a dossier: from the moment of receipt and a procedure's time limit to the date of the
 * answer, whether a dossier was early, on time or late by the national rules, and the calculation line by line ("Vì sao
 * là ngày này?").
 *
 * Rules, each with its source:
 * - R1: the day of receipt is not counted, day 1 is the next counted day; hours run from the moment itself.
 *   (Civil Code 2015 Art. 147.1, 147.2)
 * - R2: a limit in days or months whose last day is a day off ends on the next working day. (Civil Code Art. 148.5)
 * - R3: months end on the same day of the last month, or on its last day when there is none. (Civil Code Art. 148.3)
 * - R4: received online outside opening hours: counts as received when the counter next opens on a working day.
 * - R5: same-day procedures received after 15:00, or on a day off: next working day. (Law 60/2014; Decree 23/2015
 *   Art. 7)
 * - R6: hand-over to the competent body: same working day; received after 15:00: first hour of the next. (Decree
 *   61/2018 Art. 18.2, 18.3)
 * - R7: while the citizen is asked for papers the clock stands; a complete dossier starts it again from zero. (Decree
 *   61/2018 Art. 19.4)
 * - R8: while a financial obligation is open the clock stands, then goes on where it stood; a day counts when the clock
 *   runs at its end.
 * - R9: timeliness compares dates, not hours. (Decision 766/QĐ-TTg; statistics of one-stop shops)
 * - R10: lodging notice before 23:00; who arrives later is notified before 08:00 of the next day. (Law on Residence 2020
 *   Art. 30.4)
 *
 * "After 15:00" is meant as clocks show it: 15:00 is not after, 15:01 is. Pure: no I/O, no clock, no SQL. */
#ifndef FEATURES_AGENCY_CLOCK_H
#define FEATURES_AGENCY_CLOCK_H

#include "features/agency/calendar.h"
#include "platform/html/html.h"

enum limit_unit {
    LIMIT_WORKING_DAYS,
    LIMIT_WORKING_HOURS,
    LIMIT_CALENDAR_DAYS,
    LIMIT_MONTHS,
    LIMIT_AT_ONCE,
    LIMIT_NONE
};
enum {
    LIMIT_AMOUNT_MAX = 3650,
    CLOCK_CUTOFF_MINUTE = 15 * 60,
    LODGING_NOTICE_MINUTE = 23 * 60,
    LODGING_MORNING_MINUTE = 8 * 60
};

struct time_limit {
    enum limit_unit unit;
    int amount;         /* 1..LIMIT_AMOUNT_MAX; ignored for LIMIT_AT_ONCE (the day of receipt itself) and LIMIT_NONE */
    bool same_day_rule; /* R5 */
    bool online;        /* R4: the dossier came through the portal */
};

/* Why the clock stood. */
enum pause_kind { PAUSE_SUPPLEMENT /* R7 */, PAUSE_PAYMENT /* R8 */ };
struct pause {
    enum pause_kind kind;
    int64_t from_ms;
    int64_t to_ms; /* the complete dossier or the payment arrived; 0: still open */
};

struct due {
    int64_t received_counted_ms; /* when the law takes it as received: after R4, R5, R7 */
    struct day received_day;     /* its day: not counted, except at once and hours */
    struct day first_day;        /* the first counted day; DAY_NONE for LIMIT_NONE */
    struct day nominal_day;      /* the last day before R2 */
    struct day due_day;          /* DAY_NONE: no limit, or the clock stands */
    int64_t due_ms;   /* hours: the minute; otherwise closing time of due_day (24:00 when closed); 0 with DAY_NONE */
    bool moved;       /* R2 applied: due_day is not nominal_day */
    bool stopped;     /* the last pause is still open */
    bool provisional; /* a day off on the way is expected, not yet announced */
    bool beyond_calendar; /* due_day lies after the last year whose holidays are loaded */
};

/* ERR_INVALID: amount out of range, a moment outside the calendar, pauses that are not in order or overlap. Only the
 * last pause may be open. */
MUST_CHECK enum err clock_due(const struct calendar *calendar, const struct time_limit *limit, int64_t received_ms,
                              struct due *ret_due);
MUST_CHECK enum err clock_due_paused(const struct calendar *calendar, const struct time_limit *limit,
                                     int64_t received_ms, const struct pause *pauses, int pauses_count,
                                     struct due *ret_due);

/* R6: until when the counter must have handed the dossier over: closing time of that day, or the first hour of the next
 * working day. */
MUST_CHECK enum err clock_transfer_due(const struct calendar *calendar, int64_t received_ms, int64_t *ret_due_ms);
/* R10. Needs no calendar: guests arrive on holidays too. */
int64_t clock_lodging_due(int64_t arrived_ms);

/* --- timeliness
 * ---------------------------------------------------------------------------------------------------------------- */
enum timeliness { CLOCK_EARLY, CLOCK_ON_TIME, CLOCK_LATE, CLOCK_PENDING_IN_TIME, CLOCK_PENDING_OVERDUE };
struct msg timeliness_text(enum timeliness timeliness);

struct timing {
    int64_t received_ms;
    struct day appointment;  /* the date on the receipt, or the one new date of the apology; DAY_NONE: none was given */
    int64_t finished_ms;     /* "Đã xử lý xong"; 0: not yet */
    int64_t returned_ms;     /* "Đã trả kết quả" */
    int64_t stopped_ms;      /* "Dừng xử lý", "Từ chối" */
    int supplement_requests; /* more than one: late, whatever the dates */
    const struct pause *pauses;
    int pauses_count;
};
/* The judgement at as_of_ms, the end of the period. The end is the first that exists of finished, returned, stopped
 * (those after as_of_ms do not exist yet); a dossier that waits for the citizen ends for the period with the request,
 * and stays pending. Without an appointment the dossier is measured against the statutory limit, with waiting time
 * subtracted, and is then on time or late, never early; LIMIT_NONE is on time. */
MUST_CHECK enum err clock_timeliness(const struct calendar *calendar, const struct time_limit *limit,
                                     const struct timing *timing, int64_t as_of_ms, enum timeliness *ret_timeliness);

/* --- why this date?
 * ------------------------------------------------------------------------------------------------------------ */
struct clock_line {
    struct day day;
    bool counted; /* counts towards the limit */
    int n;        /* the running number of a counted day; hours: minutes used up by the end of this line */
    int from_minute, to_minute;         /* hours: the stretch of this line; otherwise 0 */
    struct msg reason;                  /* in Vietnamese, with an English translation in the catalogue */
    struct str name_vi, name_en, basis; /* the holiday and its source; "" on ordinary days */
    bool provisional;
    bool last; /* this is the date of the answer */
};
struct explanation {
    struct due due;
    struct clock_line *lines;
    int lines_count;
};
/* The lines in order of date; the last one is the due date unless the clock stands or there is no limit. Days are told
 * one by one; a limit in months tells its receipt, its end, and the days off behind that. At most about
 * LIMIT_AMOUNT_MAX * 2 lines. */
MUST_CHECK enum err clock_explain(struct arena *arena, const struct calendar *calendar, const struct time_limit *limit,
                                  int64_t received_ms, const struct pause *pauses, int pauses_count,
                                  struct explanation *ret_explanation);

#endif
