/* histories.h: some of the demo's households get a past made by real events of the register: births, deaths, corrections, another head, and mistakes that were undone. */
#ifndef APP_DEMO_HISTORIES_H
#define APP_DEMO_HISTORIES_H

#include "app/demo/officers.h"
#include "app/demo/people.h"

/* About one household for 200 people, spread over the communes, never one of the cast. Each event in a transaction of its own, recorded in the year before ctx->now_ms; what
 * the register refuses is left out. *ret_events: how many were booked. */
MUST_CHECK enum err demo_histories(struct ctx *ctx, const struct demo_cast *cast, const struct demo_staff *staff, int64_t people, uint64_t seed, int *ret_events);

#endif
