/* calendar_load.h: calendars from CSV files (data/calendar/README tells the columns), held by name for the life of the
 * process. */
#ifndef FEATURES_AGENCY_CALENDAR_LOAD_H
#define FEATURES_AGENCY_CALENDAR_LOAD_H

#include "features/agency/calendar.h"

/* Reads the embedded data/calendar/ files and those of override_dir ("" for none), which replace embedded ones of the
 * same name. Once at start, before threads (a second call replaces the first one's calendars). ERR_INVALID: the fault
 * names file, line, column and what is wrong. */
MUST_CHECK enum err calendar_load(struct ctx *ctx, struct str override_dir);

/* "vn" is the country. An unknown name gives the country's calendar: agencies may name theirs before its file arrives.
 * Never NULL after calendar_load. */
const struct calendar *calendar_find(struct str name);
bool calendar_exists(struct str name);

/* One file each; the arrays are sorted and live in `arena` (as do the copied texts). `file` is for messages. */
MUST_CHECK enum err calendar_parse_days(struct ctx *ctx, struct arena *arena, struct str file, struct str csv,
                                        struct calendar_exception **ret_days, int *ret_count);
MUST_CHECK enum err calendar_parse_hours(struct ctx *ctx, struct arena *arena, struct str file, struct str csv,
                                         struct calendar_week **ret_weeks, int *ret_count);

#endif
