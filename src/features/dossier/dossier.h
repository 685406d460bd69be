/* dossier.h: the one-stop shop: a dossier's states, moves, clock, codes and forms. National state codes (domain: 4.1; Decree 61/2018 and successors).
 * Every move goes through one function (dossier_state.c), writes one dossier_step, bumps the tally and audits, in one transaction; a caller's `version` that is
 * not the stored one is ERR_CONFLICT "dossier.stale". */
#ifndef FEATURES_DOSSIER_H
#define FEATURES_DOSSIER_H

#include "features/procedure/procedure.h"
#include "features/tally/tally.h"
#include "platform/html/html.h"

enum dossier_state {
    DOSSIER_NEW = 1,          /* Mới đăng ký */
    DOSSIER_RECEIVED = 2,     /* Được tiếp nhận */
    DOSSIER_NOT_RECEIVED = 3, /* Không được tiếp nhận */
    DOSSIER_PROCESSING = 4,   /* Đang xử lý */
    DOSSIER_SUPPLEMENT = 5,   /* Yêu cầu bổ sung giấy tờ */
    DOSSIER_PAYMENT = 6,      /* Yêu cầu thực hiện nghĩa vụ tài chính */
    DOSSIER_WITHDRAWN = 7,    /* Công dân yêu cầu rút hồ sơ */
    DOSSIER_STOPPED = 8,      /* Dừng xử lý */
    DOSSIER_DONE = 9,         /* Đã xử lý xong */
    DOSSIER_RETURNED = 10,    /* Đã trả kết quả */
};
struct msg dossier_state_text(enum dossier_state state);       /* the national words */
bool dossier_move_allowed(enum dossier_state from, enum dossier_state to);
bool dossier_state_final(enum dossier_state state);

struct dossier {
    int64_t dossier_id;
    struct str code;                /* H21.104-261121-0001 */
    const struct procedure *procedure;
    enum channel channel;
    bool assisted;
    enum dossier_state state;
    struct str stage;               /* receive, process, decide, return */
    int64_t agency_id, unit_id, province_id;
    int64_t submitter_account_id, submitter_person_id;
    struct str submitter_name;
    int64_t owner_person_id;
    struct str owner_name, owner_phone;
    struct day owner_birth;
    struct str form;                /* JSON object: field -> text */
    int64_t submitted_ms, received_ms, clock_start_ms, due_ms;
    struct day due_day, statutory_due_day;
    bool reappointed;
    int supplement_rounds;
    int64_t waiting_since_ms, waited_ms, finished_ms, returned_ms;
    int timeliness;                 /* enum timeliness of clock.h; -1 while open */
    int64_t officer_id, result_document_id, version;
};

struct dossier_submission {
    const struct procedure *procedure;
    enum channel channel;
    bool assisted;
    int64_t unit_id;                /* commune whose agency decides */
    int64_t owner_person_id;
    struct str owner_phone;
    struct str form;                /* JSON object, already checked against the procedure's fields */
    int64_t draft_id;               /* its documents move along; 0: none */
    struct str idempotency_key;     /* the same key of the same account gives the same dossier again */
};
/* In a write transaction. On a repeated key *ret_dossier is the first one and *ret_repeated is true. */
MUST_CHECK enum err dossier_submit(struct ctx *ctx, const struct dossier_submission *submission, struct dossier *ret_dossier, bool *ret_repeated);

MUST_CHECK enum err dossier_get(struct ctx *ctx, struct str code, struct dossier *ret_dossier); /* ERR_NOT_FOUND */
MUST_CHECK enum err dossier_get_id(struct ctx *ctx, int64_t dossier_id, struct dossier *ret_dossier);
struct str dossier_form_value(struct ctx *ctx, const struct dossier *dossier, struct str field);

struct dossier_defect {
    struct str target;              /* "field:address" or "file:proof_of_dwelling" */
    struct str reason;              /* a defect code of the procedure */
    struct str note;
    bool fixed;
};
MUST_CHECK enum err dossier_defects(struct ctx *ctx, int64_t dossier_id, struct dossier_defect **ret_defects, int *ret_count, int *ret_round);

/* The moves. All check rights of ctx->actor, state, version. */
MUST_CHECK enum err dossier_receive(struct ctx *ctx, struct dossier *dossier);                     /* 1 -> 2 -> 4 */
MUST_CHECK enum err dossier_refuse_receipt(struct ctx *ctx, struct dossier *dossier, struct str reason); /* 1 -> 3, form 03 */
MUST_CHECK enum err dossier_ask_supplement(struct ctx *ctx, struct dossier *dossier, const struct dossier_defect *defects, int count, struct str note); /* -> 5, form 02; a second time needs PERM_DOSSIER_DECIDE */
MUST_CHECK enum err dossier_supplement(struct ctx *ctx, struct dossier *dossier, struct str form, int64_t draft_id); /* by the citizen: 5 -> 4, clock from zero */
MUST_CHECK enum err dossier_approve(struct ctx *ctx, struct dossier *dossier, struct str note);     /* -> 9, effect on the register, result */
MUST_CHECK enum err dossier_refuse(struct ctx *ctx, struct dossier *dossier, struct str reason);    /* -> 8, form 03 */
MUST_CHECK enum err dossier_withdraw(struct ctx *ctx, struct dossier *dossier, struct str reason);  /* by the citizen -> 7 */
MUST_CHECK enum err dossier_return_result(struct ctx *ctx, struct dossier *dossier);                /* 9 -> 10 */
MUST_CHECK enum err dossier_reappoint(struct ctx *ctx, struct dossier *dossier, struct day new_due, struct str reason); /* form 04, at most once, only when late or about to be */

struct dossier_step {
    int seq;
    struct str action;              /* submit, receive, ask_supplement, ... */
    enum dossier_state state_from, state_to;
    int64_t at_ms, due_ms, officer_id, agency_id;
    struct str actor_name, note, stage;
};
MUST_CHECK enum err dossier_steps(struct ctx *ctx, int64_t dossier_id, struct dossier_step **ret_steps, int *ret_count);
struct msg dossier_action_text(struct str action);

/* Lists, keyset paged: `after_*` of the last row of the page before (0: first page). */
struct dossier_row {
    int64_t dossier_id;
    struct str code, owner_name;
    int64_t procedure_id, unit_id;
    enum dossier_state state;
    int64_t received_ms, due_ms, waiting_since_ms, finished_ms;
    enum channel channel;
    int supplement_rounds, timeliness;
};
struct dossier_page {
    struct dossier_row *rows;
    int rows_count;
    bool more;
};
MUST_CHECK enum err dossier_worklist(struct ctx *ctx, int64_t agency_id, int64_t after_due_ms, int64_t after_id, int limit, struct dossier_page *ret_page);
MUST_CHECK enum err dossier_list_citizen(struct ctx *ctx, int64_t account_id, int64_t person_id, int64_t before_id, int limit, struct dossier_page *ret_page);
/* The dossiers behind a number of the dashboard, and form 06. */
enum dossier_filter { FILTER_ALL, FILTER_CARRIED, FILTER_RECEIVED, FILTER_DIRECT, FILTER_ONLINE, FILTER_POST, FILTER_EARLY, FILTER_ON_TIME, FILTER_LATE,
                      FILTER_PENDING, FILTER_PENDING_IN_TIME, FILTER_PENDING_OVERDUE, FILTER_WAITING, FILTER_REFUSED, FILTER_WITHDRAWN };
MUST_CHECK enum err dossier_register(struct ctx *ctx, int64_t unit_id, int64_t procedure_id, struct day from, struct day to, enum dossier_filter filter,
                                     int64_t after_received_ms, int64_t after_id, int limit, struct dossier_page *ret_page);

/* Plain words for page, message and print (ux.md 10). */
struct dossier_plain {
    struct str status, holder, next_step; /* in the reader's language */
    int64_t due_ms; /* 0: none running */
};
MUST_CHECK enum err dossier_plain_words(struct ctx *ctx, const struct dossier *dossier, struct dossier_plain *ret_plain);

#endif
