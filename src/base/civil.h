/* civil.h: calendar dates and the clock of Viet Nam, without I/O and without the C library's time zones.
 * A date is a day number: days since 1970-01-01 in the proleptic Gregorian calendar. Viet Nam has kept UTC+7 without
 * summer time since 13 June 1975, so local time is UTC plus a constant for every date the program handles as a time. */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/buf.h"

enum { CIVIL_UTC_OFFSET_MS = 7 * 3600 * 1000, MS_PER_DAY = 86400000, MS_PER_HOUR = 3600000, MS_PER_MINUTE = 60000 };

/* A day number; its own type so that templates and _Generic can tell it from a count. DAY_NONE: unknown. */
struct day {
    int32_t n;
};
#define DAY_NONE ((struct day){INT32_MIN})

struct civil {
    int year;
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

enum weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY }; /* ISO 8601 */

static inline bool day_is_none(struct day d) { return d.n == INT32_MIN; }
struct day day_of(int year, int month, int day); /* the caller vouches for a real date */
struct civil civil_of(struct day d);
bool civil_valid(int year, int month, int day);  /* years 1800..2999 */
enum weekday weekday_of(struct day d);
struct day day_add_months(struct day d, int months); /* 31 January + 1 month = 28 or 29 February (Civil Code 2015 Art. 148.3) */
int day_age(struct day birth, struct day on); /* completed years; born 29 February: has birthday on 1 March in common years */

/* "2026-11-21" both ways; the one form in the database and in the API. */
MUST_CHECK enum err day_parse_iso(struct str text, struct day *ret_day);
void day_put_iso(struct buf *buf, struct day d);
struct str day_iso(struct arena *arena, struct day d); /* empty for DAY_NONE */
/* "21/11/2026", as people in Viet Nam write it; parses also 1/2/2026, 1-2-2026, 1.2.2026. */
MUST_CHECK enum err day_parse_vi(struct str text, struct day *ret_day);
void day_put_vi(struct buf *buf, struct day d);

/* Points in time: milliseconds since 1970-01-01T00:00:00Z. */
struct day day_of_ms(int64_t at_ms);              /* the local (UTC+7) day */
int minute_of_ms(int64_t at_ms);                  /* local minutes since midnight, 0..1439 */
int64_t ms_of_day(struct day d, int minute);      /* local day and minute to UTC ms */
void ms_put_iso(struct buf *buf, int64_t at_ms);  /* 2026-11-21T15:04:05.678+07:00 */
void ms_put_vi(struct buf *buf, int64_t at_ms);   /* 15:04 21/11/2026 */

#endif
