/* life_dossiers.h: births, corrections, confirmations and deaths of the demo's last three months, as dossiers that were filed, received and decided by the real rules:
 * the books of the People's Committees have lines, the register has events, the work lists have what came today. The same for the same seed and day. */
#ifndef APP_DEMO_LIFE_DOSSIERS_H
#define APP_DEMO_LIFE_DOSSIERS_H

#include "app/demo/officers.h"

/* Needs the agencies, officers and people of the demo; `count` dossiers. What the rules refuse (a mother who had a child just before) is left out. */
MUST_CHECK enum err demo_life_dossiers(struct ctx *ctx, struct str data_dir, const struct demo_cast *cast, const struct demo_staff *staff, int64_t count, uint64_t seed);

#endif
