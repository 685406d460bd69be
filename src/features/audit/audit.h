/* audit.h: the append-only record of who did what, to whose data, why. Lowest of the features: knows no other. Personal numbers stand in their own
 * column, never in text. `audit_put` inserts in the caller's transaction, so an effect and its record are durable together. */
#ifndef FEATURES_AUDIT_H
#define FEATURES_AUDIT_H

#include "platform/db/db.h"
#include "platform/html/html.h"

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

/* The words of an action; its code when it has none, rather than nothing. A test holds every route's .audit against them. */
struct str audit_action_text(enum lang lang, struct str action);
bool audit_action_known(struct str action);

/* The web layer's hook (struct app): the rows of requests whose routes declare `.audit`, one for each person an answer was about. */
struct audit_call;
MUST_CHECK enum err audit_write(struct ctx *ctx, const struct audit_call *calls, int count);

/* What a citizen sees: "Ai đã xem dữ liệu của tôi", newest first. */
struct audit_view {
    int64_t audit_id, at_ms;
    struct str action, purpose;
    struct str actor_name; /* the officer, the API client, or the citizen; "": nobody had signed in, or the system itself */
    struct str unit_name;  /* the agency of the officer; "" for others */
    bool self;             /* the person's own account */
    int64_t dossier_id;
};
MUST_CHECK enum err audit_list_for_person(struct ctx *ctx, int64_t person_id, int limit, struct audit_view **ret_rows, int *ret_count);
/* Folds rows behind the mark into audit_person, at most `limit` rows of the log in a write transaction of its own; the jobs role calls it again
 * while *ret_more. Rows of the last AUDIT_FOLD_LAG_MS stay in the tail: an identifier is taken before its transaction commits, so a younger
 * row may become visible behind an older one, and the mark must never pass a row that is still on its way. */
enum { AUDIT_FOLD_LAG_MS = 60 * 1000 };
MUST_CHECK enum err audit_fold(struct ctx *ctx, int limit, bool *ret_more);

/* For the auditor's page: newest first, keyset: rows with an id below `before_id` (0: from the newest). */
struct audit_row {
    int64_t audit_id, at_ms;
    struct str action;
    enum err outcome;
    int64_t account_id, officer_id, client_id, unit_id, dossier_id;
    struct str actor_name, agency_name, purpose, detail;
    bool about_person; /* the number itself is shown only on the person's own page */
};
MUST_CHECK enum err audit_list(struct ctx *ctx, int64_t before_id, int limit, struct audit_row **ret_rows, int *ret_count);

#endif
