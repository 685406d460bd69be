/* person_record.h: what the register holds of one person, put into words: for herself (mydata), and for an officer with a purpose (matching). Whoever shows it writes
 * the row of the log. */
#ifndef FEATURES_POPULATION_PERSON_RECORD_H
#define FEATURES_POPULATION_PERSON_RECORD_H

#include "features/population/population.h"
#include "web/form.h"

/* What the register holds of one person: for herself and for an officer with a purpose. */
struct person_record_view {
    struct summary_list who, homes;
    struct str source; /* of `who`; homes have their own dates */
    struct table household; /* no rows: she is in no household */
    struct table history;
    struct table absences;
};

MUST_CHECK enum err person_record_fill(struct ctx *ctx, const struct person *person, struct person_record_view *ret_view);
struct str person_birth_text(struct ctx *ctx, const struct person *person);
struct str person_sex_text(struct ctx *ctx, bool female);
struct str residence_text(struct ctx *ctx, const struct residence *residence); /* address and commune */

#endif
