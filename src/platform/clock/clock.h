/* clock.h: the one place that reads the machine's clock. Rules never call it: they use ctx->now_ms, which the
 * dispatcher sets once a request and tests set by hand. */
#ifndef PLATFORM_CLOCK_H
#define PLATFORM_CLOCK_H

#include <stdint.h>

/* Wall clock: milliseconds since 1970-01-01T00:00:00Z; may step when the machine is set right. */
int64_t clock_now_ms(void);
int64_t clock_mono_ms(void); /* never steps back; for time-outs and durations only */
int64_t clock_mono_us(void);

#endif
