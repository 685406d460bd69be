/* internal.h: what agency.c asks of agency_store.c and officer_store.c. */
#ifndef FEATURES_AGENCY_INTERNAL_H
#define FEATURES_AGENCY_INTERNAL_H

#include "features/agency/agency.h"

MUST_CHECK enum err agency_store_rights(struct ctx *ctx, int64_t officer_id, struct day on, struct right **ret_rights, int *ret_count);
MUST_CHECK enum err agency_store_role_insert(struct ctx *ctx, int64_t officer_id, const struct right *right);
MUST_CHECK enum err agency_store_role_end(struct ctx *ctx, int64_t officer_id, int64_t officer_role_id, struct day last, int64_t *ret_changed);
MUST_CHECK enum err agency_store_update(struct ctx *ctx, const struct agency *agency, int64_t *ret_changed);
/* The agency and the roles held in it; *ret_changed 0: no such agency, or ended by then. */
MUST_CHECK enum err agency_store_end(struct ctx *ctx, int64_t agency_id, struct day last, int64_t *ret_changed, int64_t *ret_roles);

/* agency_keep.c */
MUST_CHECK enum err agency_check(struct ctx *ctx, struct agency *agency); /* cleans the texts; faults as in agency.h; not whether the code is taken */

#endif
