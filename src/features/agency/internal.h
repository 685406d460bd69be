/* internal.h: what agency.c asks of agency_store.c and officer_store.c. */
#ifndef FEATURES_AGENCY_INTERNAL_H
#define FEATURES_AGENCY_INTERNAL_H

#include "features/agency/agency.h"

MUST_CHECK enum err agency_store_rights(struct ctx *ctx, int64_t officer_id, struct day on, struct right **ret_rights, int *ret_count);
MUST_CHECK enum err agency_store_role_insert(struct ctx *ctx, int64_t officer_id, const struct right *right);
MUST_CHECK enum err agency_store_role_end(struct ctx *ctx, int64_t officer_id, int64_t officer_role_id, struct day last, int64_t *ret_changed);

#endif
