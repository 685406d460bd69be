/* clock.c: the machine's clock. Asserts instead of errors: a kernel without these clocks cannot run the program. */
#include "platform/clock/clock.h"
#include <assert.h>
#include <time.h>

static struct timespec clock_read(clockid_t id)
{
    struct timespec at;
    int failed = clock_gettime(id, &at);

    assert(!failed);
    (void)failed;
    return at;
}

int64_t clock_now_ms(void)
{
    struct timespec at = clock_read(CLOCK_REALTIME);
    return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

int64_t clock_mono_us(void)
{
    struct timespec at = clock_read(CLOCK_MONOTONIC);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

int64_t clock_mono_ms(void) { return clock_mono_us() / 1000; }
