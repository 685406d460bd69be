/* audit.h: the append-only record of who did what, to whose data, why. Lowest of the features: knows no other. Personal numbers stand in their own
 * column, never in text. `audit_put` inserts in the caller's transaction, so an effect and its record are durable together. */
#ifndef FEATURES_AUDIT_H
#define FEATURES_AUDIT_H

#include "platform/db/db.h"

struct audit_entry {
    struct str action;    /* "dossier.submit", "person.verify": lower case, dots */
    enum err outcome;
    int64_t client_id;    /* API client, 0: none */
    int64_t unit_id;
    int64_t person_id;    /* whose data, 0: nobody's */
    int64_t dossier_id;
    struct str purpose;   /* legal basis or purpose of a look-up of a person; required with person_id for officers and clients */
    struct str detail;    /* short, no personal data */
};
MUST_CHECK enum err audit_put(struct ctx *ctx, const struct audit_entry *entry); /* actor and time come from ctx */

/* What a citizen sees: "Ai đã xem dữ liệu của tôi", newest first. */
struct audit_view {
    int64_t at_ms;
    struct str action, purpose, actor_name, unit_name;
    int64_t dossier_id;
};
MUST_CHECK enum err audit_list_for_person(struct ctx *ctx, int64_t person_id, int limit, struct audit_view **ret_rows, int *ret_count);
/* Folds rows behind the mark into audit_person, at most `limit`; the jobs role calls it again while *ret_more. */
MUST_CHECK enum err audit_fold(struct ctx *ctx, int limit, bool *ret_more);

#endif
