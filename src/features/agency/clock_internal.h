/* clock_internal.h: what the files of the clock share; nobody else includes it. */
#ifndef FEATURES_AGENCY_CLOCK_INTERNAL_H
#define FEATURES_AGENCY_CLOCK_INTERNAL_H

#include "features/agency/clock.h"

/* R4 and R5; INT64_MAX beyond the calendar. */
int64_t clock_counted_start(const struct calendar *calendar, const struct time_limit *limit, int64_t received_ms);
bool clock_pauses_valid(int64_t received_ms, const struct pause *pauses, int count);
/* `restart`: a completed supplement starts from zero (R7); otherwise its time is only subtracted (statistics). */
MUST_CHECK enum err clock_compute(const struct calendar *calendar, const struct time_limit *limit, int64_t received_ms,
                                  const struct pause *pauses, int count, bool restart, struct due *ret_due);

#endif
