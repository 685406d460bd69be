/* register_check.h: is what the register holds sound? One pass over each table, for `congdan check`: what the database's own constraints guard is looked at again, and
 * what they cannot guard. Counts only: no number and no name leaves. */
#ifndef FEATURES_POPULATION_REGISTER_CHECK_H
#define FEATURES_POPULATION_REGISTER_CHECK_H

#include "features/population/population.h"

struct register_finding {
    const char *what;       /* for a person at a terminal: Vietnamese (English) */
    int64_t looked_at, wrong;
};
enum { REGISTER_CHECKS = 9 };
/* Linear in the register; millions take a minute or more. `progress` counts checks; may be NULL. */
MUST_CHECK enum err population_check_register(struct ctx *ctx, db_progress progress, void *arg, struct register_finding ret_findings[REGISTER_CHECKS]);

#endif
