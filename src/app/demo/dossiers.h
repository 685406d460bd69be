/* dossiers.h: three months of dossiers of the demo, led through the real rules at invented times, so that every figure,
 * form and history in a demo is one that the program would have made itself. The same for the same seed and day. */
#ifndef APP_DEMO_DOSSIERS_H
#define APP_DEMO_DOSSIERS_H

#include "app/demo/officers.h"

/* Needs the agencies, officers and people of the demo. ctx->now_ms is "today"; `count` dossiers of the 92 days before.
 */
MUST_CHECK enum err demo_dossiers(struct ctx *ctx, struct str data_dir, const struct demo_cast *cast,
                                  const struct demo_staff *staff, int64_t count, uint64_t seed, db_progress progress,
                                  void *arg);

#endif
