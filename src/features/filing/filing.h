/* filing.h: how a citizen (or an officer for her) fills in a procedure's screens: drafts saved after every screen and
 * resumable for 30 days, papers, review, submission. The screens come from the procedure's data; what the register
 * knows is shown, not asked. */
#ifndef FEATURES_FILING_H
#define FEATURES_FILING_H

#include "features/dossier/dossier.h"
#include "web/page.h"

enum { DRAFT_DAYS = 30, DRAFTS_SHOWN = 20 };

struct draft {
    int64_t draft_id, account_id, owner_person_id;
    const struct procedure *procedure;
    enum channel channel;
    bool assisted;
    struct str form;       /* JSON object: field -> text */
    struct str submit_key; /* idempotency key of its submission */
    int64_t created_ms, updated_ms;
    int64_t submitted_dossier_id; /* 0: not yet */
};
/* A new draft, or the account's open one for the same procedure and owner that was not touched yet. In a write
 * transaction. */
MUST_CHECK enum err draft_start(struct ctx *ctx, const struct procedure *procedure, int64_t owner_person_id,
                                enum channel channel, bool assisted, int64_t *ret_draft_id);
/* ERR_NOT_FOUND: none, another account's, removed, or older than 30 days. */
MUST_CHECK enum err draft_get(struct ctx *ctx, int64_t draft_id, struct draft *ret_draft);
MUST_CHECK enum err draft_save_form(struct ctx *ctx, int64_t draft_id, struct str form);
/* In a write transaction, before the draft is read: a second click waits here until the first is done and then reads what it did. */
MUST_CHECK enum err draft_lock(struct ctx *ctx, int64_t draft_id);
MUST_CHECK enum err draft_set_submitted(struct ctx *ctx, int64_t draft_id, int64_t dossier_id);
MUST_CHECK enum err draft_delete(struct ctx *ctx, int64_t draft_id);
MUST_CHECK enum err draft_list(struct ctx *ctx, int64_t account_id, struct draft **ret_drafts,
                               int *ret_count); /* open ones, newest first */
MUST_CHECK enum err draft_purge(struct ctx *ctx, int limit,
                                bool *ret_more); /* for the jobs role: untouched for 30 days */

/* Answers that name a commune which went whole into another name that one (territory.h: unit_move). Looks at the next `limit` drafts behind `after_id`; in a
 * write transaction. *ret_seen 0: there are no more. */
MUST_CHECK enum err draft_move_rows(struct ctx *ctx, int64_t after_id, int limit, int64_t *ret_after, int64_t *ret_seen, int64_t *ret_moved);

extern const struct route filing_routes[];
extern const int filing_routes_count;

#endif
