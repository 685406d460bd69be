/* dossier.h: the one-stop shop: a dossier's states, moves, clock, codes and lists. National state codes (domain: 4.1; Decree 61/2018 and successors).
 *
 * Every move goes through one function (dossier_state.c): it writes its steps, audits and bumps the tally in the caller's write transaction. A move
 * of a dossier that somebody else moved meanwhile is ERR_CONFLICT "dossier.stale"; one that the state forbids is ERR_CONFLICT "dossier.state".
 *
 * Two dates: `due_day` is what the citizen was promised (the law's date, or after an apology the one new date): work lists and receipts show it.
 * `statutory_due_day` is the law's: timeliness and statistics go by it, so that an apology makes no late dossier punctual. */
#ifndef FEATURES_DOSSIER_H
#define FEATURES_DOSSIER_H

#include "features/agency/clock.h"
#include "features/procedure/procedure.h"
#include "features/tally/tally.h"
#include "features/territory/territory.h"
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
bool dossier_state_final(enum dossier_state state);            /* no move leads out of it */
bool dossier_state_ended(enum dossier_state state);            /* finished_ms is set: final, or done and waiting to be handed out */
struct msg dossier_channel_text(enum channel channel);

struct dossier {
    int64_t dossier_id;
    struct str code;                /* H21.104-261121-0001 */
    const struct procedure *procedure;
    enum channel channel;
    bool assisted;
    enum dossier_state state;
    struct str stage;               /* receive, process, decide, return */
    int64_t agency_id, unit_id, province_id;       /* who works on it now */
    int64_t received_unit_id, received_province_id; /* where it was received and is counted, when a decree moved it since; 0: unit_id, province_id */
    int64_t submitter_account_id;   /* 0: filed at a counter, by post, or by an API client */
    int64_t submitter_person_id;
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

/* An upload that an API client brings along, and as which paper. */
struct dossier_paper {
    struct str paper;
    int64_t document_id;
};
struct dossier_submission {
    const struct procedure *procedure;
    enum channel channel;
    bool assisted;                  /* somebody types for the citizen */
    int64_t unit_id;                /* commune whose agency decides */
    int64_t owner_person_id;
    struct str owner_phone;
    int64_t submitter_person_id;    /* who stands at the counter, when not the owner; 0: the signed-in citizen, else the owner */
    int64_t client_id;              /* API client, 0: none */
    struct str form;                /* JSON object, already checked against the procedure's fields; see dossier_effect.h for the fields with an effect */
    int64_t draft_id;               /* its documents move along; 0: none */
    const struct dossier_paper *papers; /* of an API client instead of a draft: uploads that wait under its client_id */
    int papers_count;
    int64_t shown_ms;               /* when the form showed the register's data (draft's start); 0: not checked */
    const struct dossier *parent;   /* a step that a linked dossier opens: no officer receives it now; NULL: none */
    bool ex_officio;                /* by the officer who acts, about the owner, without anybody's application: deletion of a residence; the owner may be dead */
    struct str idempotency_key;     /* 8..64 characters; the same key of the same account or client gives the same dossier again */
};
/* In a write transaction. Checks who may file for whom, the required papers, and the rules of the register; gives the dossier its code, clock and
 * first step. On a repeated key *ret_dossier is the first one and *ret_repeated is true. At the counter and by post (an officer signed in, PERM_DOSSIER_RECEIVE)
 * the dossier is received at once. A procedure of LIMIT_AT_ONCE is decided at once. ERR_NOT_FOUND "dossier.no_agency": the unit has no agency of that kind. */
MUST_CHECK enum err dossier_submit(struct ctx *ctx, const struct dossier_submission *submission, struct dossier *ret_dossier, bool *ret_repeated);

MUST_CHECK enum err dossier_get(struct ctx *ctx, struct str code, struct dossier *ret_dossier); /* ERR_NOT_FOUND */
MUST_CHECK enum err dossier_get_id(struct ctx *ctx, int64_t dossier_id, struct dossier *ret_dossier);
struct str dossier_form_value(struct ctx *ctx, const struct dossier *dossier, struct str field); /* "" when absent */
/* May who is signed in see it? The citizen: owner, submitter, or who must agree to it; an officer: PERM_DOSSIER_READ over its unit. ERR_NOT_FOUND otherwise, so that codes cannot be probed. */
MUST_CHECK enum err dossier_check_can_read(struct ctx *ctx, const struct dossier *dossier);
/* Whose dossiers the signed-in officer's lists of this unit hold: *ret_kind is a kind of agency, "" for all. The police see their own, the committee's officers theirs;
 * who only receives (the one-stop shop: form 06 is its book, Decree 118/2025) and province-wide roles all. Says nothing about whether the officer may see
 * the list at all: that is agency_check_can(). */
MUST_CHECK enum err dossier_list_kind(struct ctx *ctx, int64_t unit_id, struct str *ret_kind);
/* Owner or submitter: who may withdraw and supplement. Whoever is only asked to agree (a marriage) may read, no more. */
MUST_CHECK enum err dossier_check_party(struct ctx *ctx, const struct dossier *dossier);
/* The form was shown for another version: ERR_CONFLICT "dossier.stale". */
MUST_CHECK enum err dossier_check_version(struct ctx *ctx, const struct dossier *dossier, int64_t version);
/* The time limit as clock.h wants it. */
struct time_limit dossier_time_limit(const struct dossier *dossier);

struct dossier_defect {
    struct str target;              /* "field:address" or "file:proof_of_dwelling" */
    struct str reason;              /* a defect code of the procedure */
    struct str note;
    bool fixed;
};
enum { DOSSIER_DEFECTS_MAX = 60 };
/* Of the last round; *ret_round 0: never asked. */
MUST_CHECK enum err dossier_defects(struct ctx *ctx, int64_t dossier_id, struct dossier_defect **ret_defects, int *ret_count, int *ret_round);

/* The moves. All check rights of ctx->actor, state, version; on success *dossier is the moved one. */
MUST_CHECK enum err dossier_receive(struct ctx *ctx, struct dossier *dossier);                     /* 1 -> 2 -> 4 */
MUST_CHECK enum err dossier_refuse_receipt(struct ctx *ctx, struct dossier *dossier, struct str reason); /* 1 -> 3, form 03 */
/* -> 5, form 02, all defects at once; a second time needs PERM_DOSSIER_DECIDE at stage `process` (a leader, not one who decides by delegation). */
MUST_CHECK enum err dossier_ask_supplement(struct ctx *ctx, struct dossier *dossier, const struct dossier_defect *defects, int count, struct str note);
/* By the citizen (or an officer at the counter): 5 -> 4, clock from zero. `form`: JSON object with the fields anew, "" for none; only fields that were asked may differ. */
MUST_CHECK enum err dossier_supplement(struct ctx *ctx, struct dossier *dossier, struct str form, int64_t draft_id);
/* Hands it to the one who decides (stage decide), or back (stage process): no change of state, but a step of form 05. */
MUST_CHECK enum err dossier_hand_over(struct ctx *ctx, struct dossier *dossier, struct str stage, struct str note);
MUST_CHECK enum err dossier_approve(struct ctx *ctx, struct dossier *dossier, struct str note);     /* -> 9 (online: -> 10), effect on the register, result */
MUST_CHECK enum err dossier_refuse(struct ctx *ctx, struct dossier *dossier, struct str reason);    /* -> 8, form 03 */
MUST_CHECK enum err dossier_withdraw(struct ctx *ctx, struct dossier *dossier, struct str reason);  /* by the citizen -> 7 */
MUST_CHECK enum err dossier_return_result(struct ctx *ctx, struct dossier *dossier);                /* 9 -> 10 */
/* Form 04, at most once, only when late or due by the next working day; new_due: a working day after today. */
MUST_CHECK enum err dossier_reappoint(struct ctx *ctx, struct dossier *dossier, struct day new_due, struct str reason);

/* The fee of the YAML, by the channel; -1: not found in the law texts at hand. */
int64_t dossier_fee_vnd(const struct dossier *dossier);
/* -> 6, once, only where there is a fee; the clock stands until it is paid (R8 of clock.h). */
MUST_CHECK enum err dossier_ask_payment(struct ctx *ctx, struct dossier *dossier);
/* 6 -> 4: cash at the counter, with the number of the receipt: letters, digits, / - . (at most 40), each once an agency. PERM_DOSSIER_RECEIVE. */
MUST_CHECK enum err dossier_pay_at_counter(struct ctx *ctx, struct dossier *dossier, struct str receipt);
struct dossier_payment {
    int64_t amount_vnd;
    struct str receipt;
    int64_t agency_id, officer_id, paid_ms;
};
MUST_CHECK enum err dossier_payments(struct ctx *ctx, int64_t dossier_id, struct dossier_payment **ret_rows, int *ret_count); /* oldest first */
/* The citizen chose the wrong commune: the agency of the same kind in another commune of the province goes on, in the same state and with the same dates
 * (Decree 61/2018 Art. 18). Counted where it was received. Refused where the register would not take the dossier's effect. */
MUST_CHECK enum err dossier_transfer(struct ctx *ctx, struct dossier *dossier, int64_t unit_id, struct str reason);

struct dossier_step {
    int seq;
    struct str action;              /* submit, receive, ask_supplement, ... */
    enum dossier_state state_from, state_to;
    int64_t at_ms, due_ms, officer_id, agency_id;
    struct str actor_name, note, stage;
};
MUST_CHECK enum err dossier_steps(struct ctx *ctx, int64_t dossier_id, struct dossier_step **ret_steps, int *ret_count); /* oldest first */
struct msg dossier_action_text(struct str action);

/* Lists, keyset paged: `after_*` of the last row of the page before (0: first page). */
struct dossier_row {
    int64_t dossier_id;
    struct str code, owner_name;
    int64_t procedure_id, unit_id;
    enum dossier_state state;
    struct str stage;
    int64_t received_ms, due_ms, waiting_since_ms, finished_ms;
    struct day due_day, statutory_due_day;
    enum channel channel;
    int supplement_rounds, timeliness;
};
struct dossier_page {
    struct dossier_row *rows;
    int rows_count;
    bool more;
};
enum { DOSSIER_PAGE_MAX = 500 };
/* What the agency must do, what is due first at the top. procedure_id 0: all. */
MUST_CHECK enum err dossier_worklist(struct ctx *ctx, int64_t agency_id, int64_t procedure_id, int64_t after_due_ms, int64_t after_id, int limit, struct dossier_page *ret_page);
/* ERR_CONFLICT "agency.open" while anything lies at the agency that is not finished or not handed out: before an agency ends. */
MUST_CHECK enum err dossier_check_agency_free(struct ctx *ctx, int64_t agency_id);
/* What waits for the citizen, longest first; and what is done and must be handed out. */
MUST_CHECK enum err dossier_list_waiting(struct ctx *ctx, int64_t agency_id, int64_t after_since_ms, int64_t after_id, int limit, struct dossier_page *ret_page);
MUST_CHECK enum err dossier_list_to_return(struct ctx *ctx, int64_t agency_id, int64_t after_finished_ms, int64_t after_id, int limit, struct dossier_page *ret_page);
/* Newest first; `before_id` of the last row of the page before. */
MUST_CHECK enum err dossier_list_citizen(struct ctx *ctx, int64_t account_id, int64_t person_id, int64_t before_id, int limit, struct dossier_page *ret_page);
/* The dossiers behind a number of the dashboard, and form 06 (FILTER_ALL: carried over and received), by time of receipt. As many as the tally says:
 * unit_id a commune-level unit or the province, procedure_id 0 for all, from..to whole months for the tally's numbers.
 * FILTER_PENDING: at the end of `to`; FILTER_PENDING_IN_TIME, _OVERDUE, FILTER_WAITING..., FILTER_DUE...: now. FILTER_DUE_WEEK: from today on, seven days.
 * FILTER_APOLOGIES: an apology was sent in the period; a dossier gets one at most.
 * agency_kind: only those of agencies of this kind (agency.h), "" for all: what dossier_list_kind() says for whom the list is shown. The tally counts all. */
enum dossier_filter { FILTER_ALL, FILTER_CARRIED, FILTER_RECEIVED, FILTER_DIRECT, FILTER_ONLINE, FILTER_POST, FILTER_EARLY, FILTER_ON_TIME, FILTER_LATE,
                      FILTER_PENDING, FILTER_PENDING_IN_TIME, FILTER_PENDING_OVERDUE, FILTER_WAITING, FILTER_REFUSED, FILTER_WITHDRAWN, FILTER_RESOLVED,
                      FILTER_ASSISTED, FILTER_WAITING_SUPPLEMENT, FILTER_WAITING_PAYMENT, FILTER_DUE_TODAY, FILTER_DUE_WEEK, FILTER_APOLOGIES,
                      FILTER_COUNT };
bool dossier_filter_is_now(enum dossier_filter filter);           /* of what is open now, whatever the period */
MUST_CHECK enum err dossier_register(struct ctx *ctx, int64_t unit_id, struct str agency_kind, int64_t procedure_id, struct day from, struct day to,
                                     enum dossier_filter filter, int64_t after_received_ms, int64_t after_id, int limit, struct dossier_page *ret_page);
/* The same over a line of today's geography (territory_sum): the units' lists as one. */
MUST_CHECK enum err dossier_register_sum(struct ctx *ctx, const struct unit_sum *sum, struct str agency_kind, int64_t procedure_id, struct day from, struct day to,
                                         enum dossier_filter filter, int64_t after_received_ms, int64_t after_id, int limit, struct dossier_page *ret_page);
const char *dossier_filter_name(enum dossier_filter filter);      /* "pending_overdue": in addresses */
struct msg dossier_filter_text(enum dossier_filter filter);
enum dossier_filter dossier_filter_parse(struct str name);        /* FILTER_ALL when unknown */

/* For the jobs role, once an hour: forgets what was tried at the public look-up a month ago. */
MUST_CHECK enum err dossier_purge_lookups(struct ctx *ctx);

/* Plain words for page, message and print (ux.md 10). */
struct dossier_plain {
    struct str status, holder, next_step; /* in the reader's language */
    int64_t due_ms; /* 0: none running */
};
MUST_CHECK enum err dossier_plain_words(struct ctx *ctx, const struct dossier *dossier, struct dossier_plain *ret_plain);
/* The status alone: all that a look-up without sign-in shows. */
struct msg dossier_status_text(enum dossier_state state);

/* A decree moves the dossiers that are not finished (territory.h: unit_move): unit and agency; due dates, state and the unit they are counted in stay. Looks at the
 * next `limit` dossiers behind `after_id`; each one that moves gets a step for form 05. In a write transaction. *ret_seen 0: there are no more. */
MUST_CHECK enum err dossier_move_rows(struct ctx *ctx, int64_t after_id, int limit, int64_t *ret_after, int64_t *ret_seen, int64_t *ret_moved);
/* Of a divided unit: those whose new unit was chosen. */
MUST_CHECK enum err dossier_move_chosen(struct ctx *ctx, int64_t old_unit_id, int *ret_moved);
/* Open dossiers that work in this unit, by id, keyset; and how many by unit. */
MUST_CHECK enum err dossier_list_unit(struct ctx *ctx, int64_t unit_id, int64_t after_id, int limit, struct dossier_page *ret_page);
MUST_CHECK enum err dossier_count_units(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count);

/* Counts all counters again from the dossiers (`congdan check`, after a bulk import); see tally.h. */
MUST_CHECK enum err dossier_recount(struct ctx *ctx, struct tally_recount **ret_recount);

#endif
