/* calendar.h: the working time of a unit, as data, built for questions that must be answered a thousand times a
 * millisecond: is this a working day, how many are there between two dates, which is the n-th after this one, how many
 * open minutes lie between two moments.
 *
 * A calendar is made of layers, from the general (the country) to the particular (province, counter). Each layer may
 * bring weeks (opening hours by weekday, valid from a date) and exceptional days (public holidays, days in lieu,
 * swapped days). Later layers win.
 *
 * Two questions are kept apart because counters differ from offices: when is the counter OPEN (a Saturday-morning
 * counter is), and does the day COUNT as a working day for time limits (that Saturday does not, unless the local rule
 * says so).
 *
 * Law: Labour Code 2019 Art. 111.3 (days in lieu), 112 (holidays); Resolution 28/2026/QH16 Art. 2 (24 November); the
 * yearly notices on Tết, National Day and swapped days. Pure: no I/O, no clock. A built calendar is constant and may be
 * read by every thread. */
#ifndef FEATURES_AGENCY_CALENDAR_H
#define FEATURES_AGENCY_CALENDAR_H

#include "base/ctx.h"

enum { CALENDAR_WEEKS = 3653 }; /* Monday 3 January 2000 .. Sunday 5 January 2070 */
#define CALENDAR_FIRST ((struct day){10959})
#define CALENDAR_LAST ((struct day){10959 + CALENDAR_WEEKS * 7 - 1})

/* Opening times of one day in minutes since midnight, half open; a closed half has open == close == 0. */
struct calendar_hours {
    int16_t open_am, close_am, open_pm, close_pm;
    bool counts; /* is a working day for time limits */
};

/* A week of opening hours, in force from a day until the next week's. */
struct calendar_week {
    struct day valid_from;
    struct calendar_hours weekday[7]; /* [0] Monday .. [6] Sunday */
};

enum calendar_kind { CALENDAR_DAY_OFF, CALENDAR_EXTRA_WORK };

struct calendar_exception {
    struct day day;
    enum calendar_kind kind;
    struct calendar_hours hours; /* CALENDAR_EXTRA_WORK; all zero: the hours of that week's Monday */
    struct str name_vi, name_en; /* "Quốc khánh" */
    struct str basis;            /* legal basis or notice */
    bool provisional;            /* not announced yet: expected from the pattern of earlier years */
};

/* What one layer brings. The arrays and their texts must outlive the calendar. */
struct calendar_layer {
    const struct calendar_week *weeks; /* sorted by valid_from */
    int weeks_count;
    const struct calendar_exception *days; /* sorted by day, one per day */
    int days_count;
};

struct calendar;

/* Builds a calendar (about 60 KB) in `arena`. Asserts that the layers are sorted. Days before the first week are
 * closed. */
const struct calendar *calendar_build(struct arena *arena, const struct calendar_layer *const *layers, int count);

/* --- a day. Days outside CALENDAR_FIRST..CALENDAR_LAST are closed and do not count. --- */
bool calendar_is_working_day(const struct calendar *calendar, struct day day);
struct calendar_hours calendar_hours(const struct calendar *calendar, struct day day); /* all zero when closed */
const struct calendar_exception *calendar_exception(const struct calendar *calendar,
                                                    struct day day); /* NULL: an ordinary day */
int calendar_open_minute(struct calendar_hours hours);               /* first open minute, -1 when closed */
int calendar_close_minute(struct calendar_hours hours);              /* end of the last open minute, -1 when closed */

/* --- counting. Nothing here walks day by day. --- */
/* Working days d with after < d <= until; 0 when until <= after. */
int calendar_working_days(const struct calendar *calendar, struct day after, struct day until);
/* The n-th working day after `after`, n >= 1; DAY_NONE when it lies beyond CALENDAR_LAST. n == 0: `after` itself if it
 * is a working day, otherwise the next one. */
struct day calendar_add_working_days(const struct calendar *calendar, struct day after, int n);
/* Open minutes of working days in [from_ms, until_ms), to the minute: seconds are cut off both. */
int64_t calendar_working_minutes(const struct calendar *calendar, int64_t from_ms, int64_t until_ms);
/* The earliest moment at which `minutes` (>= 1) working minutes have passed since from_ms; INT64_MAX beyond
 * CALENDAR_LAST. */
int64_t calendar_add_working_minutes(const struct calendar *calendar, int64_t from_ms, int64_t minutes);
/* Is the counter open at this moment; the next moment at which it is (at_ms itself when open). INT64_MAX beyond
 * CALENDAR_LAST. */
bool calendar_is_open(const struct calendar *calendar, int64_t at_ms);
int64_t calendar_next_open(const struct calendar *calendar, int64_t at_ms);

/* How many exceptional days in (after, until] are provisional: a date that depends on them may still move. */
int calendar_provisional_days(const struct calendar *calendar, struct day after, struct day until);
/* The last day of the last year whose holidays are loaded; later dates know only the week. */
struct day calendar_known_until(const struct calendar *calendar);

#endif
