/* features.h: THE list of features: their route tables and the policy that they hand to the web layer. */
#ifndef APP_FEATURES_H
#define APP_FEATURES_H

#include "web/app.h"

/* Fills tables and policy of `app`; loads the catalogue of procedures. */
MUST_CHECK enum err features_init(struct ctx *ctx, struct app *app);
const struct db_migration *features_migrations(struct arena *arena, int *ret_count); /* from the embedded migrations */

#endif
