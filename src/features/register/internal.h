/* internal.h: what the files of this folder share. */
#ifndef FEATURES_REGISTER_INTERNAL_H
#define FEATURES_REGISTER_INTERNAL_H

#include "features/agency/agency.h"
#include "features/dossier/dossier.h"
#include "features/register/register.h"

/* Which kind of agency decided on it, so that the same kind takes it back: "committee" for civil status, else "police". */
MUST_CHECK enum err register_kind_of(struct ctx *ctx, const struct register_event *event, struct str *ret_agency_kind);
/* The right of the officer who acts over the unit, and that his agency is of that kind. */
MUST_CHECK enum err register_check_right(struct ctx *ctx, enum perm perm, int64_t unit_id, struct str agency_kind, const char *stage);
/* The commune of the officer who acts. */
MUST_CHECK enum err register_own_unit(struct ctx *ctx, int64_t *ret_unit_id);

MUST_CHECK enum err undo_store_insert(struct ctx *ctx, const struct undo_request *request);
MUST_CHECK enum err undo_store_decide(struct ctx *ctx, const struct undo_request *request, int64_t *ret_changed);

/* --- handlers --- */
enum err history_page(struct req *req);
enum err history_post(struct req *req);
enum err undo_ask_post(struct req *req);
enum err undo_requests_page(struct req *req);
enum err undo_decide_post(struct req *req);
enum err deletions_page(struct req *req);
enum err deletion_start_post(struct req *req);
enum err deletion_dismiss_post(struct req *req);
struct str register_officer_name(struct ctx *ctx, int64_t officer_id); /* "" for 0 and for one who is gone */

#endif
