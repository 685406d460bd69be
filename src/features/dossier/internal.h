/* internal.h: what the files of this folder share and nobody else needs. */
#ifndef FEATURES_DOSSIER_INTERNAL_H
#define FEATURES_DOSSIER_INTERNAL_H

#include "features/agency/agency.h"
#include "features/dossier/dossier.h"

/* One hand-over or decision on the way of a move. */
struct dossier_hop {
    const char *action;
    enum dossier_state to;
    const char *stage;
};
enum { DOSSIER_HOPS_MAX = 4 };

struct dossier_note {
    struct str text;     /* the officer's or citizen's words, kept with the last hop */
    bool automatic;      /* done by the system itself: no officer, no name */
    int64_t client_id;   /* an API client did it */
};

/* The one function that moves. Checks each hop against the table, applies *dossier (whose other members the caller has set already) where the stored
 * version is still dossier->version, writes one step a hop, audits. On success version has grown by `count`. The tally is the caller's, last. */
MUST_CHECK enum err dossier_move(struct ctx *ctx, struct dossier *dossier, const struct dossier_hop *hops, int count, struct dossier_note note);
/* Ends it: sets finished_ms, timeliness and, for returned, returned_ms. Before dossier_move. */
MUST_CHECK enum err dossier_set_end(struct ctx *ctx, struct dossier *dossier, enum dossier_state end);
enum tally_end dossier_tally_end(enum dossier_state state, int timeliness);
enum waiting dossier_waiting(enum dossier_state state);
struct tally_key dossier_tally_key(const struct dossier *dossier);
/* Sets clock_start_ms, due_ms, due_day, statutory_due_day for a clock that starts now. */
MUST_CHECK enum err dossier_start_clock(struct ctx *ctx, struct dossier *dossier, struct str calendar);
/* The right of the signed-in officer over this dossier. */
MUST_CHECK enum err dossier_check_right(struct ctx *ctx, const struct dossier *dossier, enum perm perm, const char *stage);
MUST_CHECK enum err dossier_check_reason(struct ctx *ctx, struct str reason); /* said in words */
struct str dossier_right_code(const struct procedure *procedure); /* the national code, else the slug */
/* A notice in plain words to the one who submitted, or else the owner. */
MUST_CHECK enum err dossier_notify(struct ctx *ctx, const struct dossier *dossier, const char *template_name, struct str extra);
/* All required papers are there, among the documents of the draft and, for a supplement, of the dossier. */
MUST_CHECK enum err dossier_check_papers(struct ctx *ctx, const struct procedure *procedure, struct str form, int64_t draft_id, int64_t dossier_id);
MUST_CHECK enum err dossier_next_code(struct ctx *ctx, struct str agency_code, int64_t agency_id, struct str *ret_code);

/* --- rows (dossier_store.c, dossier_step_store.c) --- */
MUST_CHECK enum err dossier_store_insert(struct ctx *ctx, const struct dossier *dossier, struct str once_key);
MUST_CHECK enum err dossier_store_find_once(struct ctx *ctx, struct str once_key, struct dossier *ret_dossier); /* ERR_NOT_FOUND without a fault */
/* ERR_CONFLICT "dossier.stale" unless the stored version is `version`. */
MUST_CHECK enum err dossier_store_update(struct ctx *ctx, const struct dossier *dossier, int64_t version);
MUST_CHECK enum err dossier_store_form(struct ctx *ctx, int64_t dossier_id, struct str form);
MUST_CHECK enum err dossier_store_steps(struct ctx *ctx, int64_t dossier_id, const struct dossier_step *steps, int count);
MUST_CHECK enum err dossier_store_defects(struct ctx *ctx, int64_t dossier_id, int round, const struct dossier_defect *defects, int count);
MUST_CHECK enum err dossier_store_defects_fixed(struct ctx *ctx, int64_t dossier_id, int round);
/* Wrong dates of birth tried at the public look-up. */
/* dossier_show.c: the stretches in which the clock stood, from the steps; the last may be open. */
MUST_CHECK enum err dossier_pauses(struct ctx *ctx, const struct dossier *d, struct pause **ret_pauses, int *ret_count);

/* dossier_service_store.c */
MUST_CHECK enum err dossier_store_payment(struct ctx *ctx, int64_t dossier_id, const struct dossier_payment *payment); /* ERR_CONFLICT: the receipt is used */
MUST_CHECK enum err dossier_store_place(struct ctx *ctx, const struct dossier *d);
/* Keeps the names of those who come along; those that are kept already stay as they are. */
MUST_CHECK enum err dossier_freeze_members(struct ctx *ctx, const struct dossier *d);
MUST_CHECK enum err dossier_member_named(struct ctx *ctx, int64_t dossier_id, int64_t person_id, struct str *ret_name, struct day *ret_birth); /* ERR_NOT_FOUND */

/* dossier_lookup_store.c: a subject of the public look-up; zeros when it was never seen, no failures on another day. */
struct lookup_subject {
    int64_t failures;
    bool known;
};
MUST_CHECK enum err lookup_store_get(struct ctx *ctx, struct str subject, struct day day, struct lookup_subject *ret_subject);
MUST_CHECK enum err lookup_store_failed(struct ctx *ctx, struct str subject, struct day day);
MUST_CHECK enum err lookup_store_known(struct ctx *ctx, struct str subject, struct day day);

/* --- effect_card.c --- */
MUST_CHECK enum err effect_card_check(struct ctx *ctx, const struct dossier *d);
MUST_CHECK enum err effect_card_apply(struct ctx *ctx, const struct dossier *d);

#endif
