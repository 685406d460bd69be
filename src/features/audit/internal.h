/* internal.h: what audit.c asks of audit_store.c. */
#ifndef FEATURES_AUDIT_INTERNAL_H
#define FEATURES_AUDIT_INTERNAL_H

#include "features/audit/audit.h"

/* An entry and who it is about to have done it, when. */
struct audit_line {
    const struct ctx *who;
    struct audit_entry entry;
};
MUST_CHECK enum err audit_store_put(struct ctx *ctx, const struct audit_line *lines, int count); /* in the caller's write transaction */

/* Folds at most `limit` rows with an id up to `upto_id`; in the caller's write transaction. */
MUST_CHECK enum err audit_store_fold(struct ctx *ctx, int limit, int64_t upto_id, bool *ret_more);

#endif
