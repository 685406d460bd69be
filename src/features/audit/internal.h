/* internal.h: what audit.c asks of audit_store.c. */
#ifndef FEATURES_AUDIT_INTERNAL_H
#define FEATURES_AUDIT_INTERNAL_H

#include "features/audit/audit.h"

/* Folds at most `limit` rows with an id up to `upto_id`; in the caller's write transaction. */
MUST_CHECK enum err audit_store_fold(struct ctx *ctx, int limit, int64_t upto_id, bool *ret_more);

#endif
