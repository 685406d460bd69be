/* reorganisation.h: administrative units change by decree, and everything that lies in them follows on the day: addresses, agencies, officers and rights, open
 * dossiers, drafts, API clients. Each feature moves its own rows (population.h, agency.h, dossier.h, filing.h, identity.h); this one says in which order, keeps how far
 * it is, and brings what a decree cannot say, the divided communes, before an officer.
 *
 * All links of one day (unit_succession, `congdan import units --succession`) are one decree. It is applied by the jobs role from its day on, in short
 * transactions; each writes how far it came, so that a killed run goes on where it was and a second run changes nothing. The past is not rewritten: what ended
 * before stays in its old unit, what moves keeps the unit of its registration, dossiers stay counted where they were received (docs/adr).
 *
 * Law: Resolution 202/2025/QH15 (63 provinces to 34), Law 72/2025/QH15 (no districts since 1 July 2025). */
#ifndef FEATURES_REORGANISATION_H
#define FEATURES_REORGANISATION_H

#include "features/territory/territory.h"
#include "web/route.h"

enum reorganisation_state { REORGANISATION_PLANNED, REORGANISATION_APPLYING, REORGANISATION_WAITING, REORGANISATION_DONE };
/* PLANNED: its day has not come, or nobody has begun. WAITING: all that the decree says is applied; divided units still have something to be decided. */
struct reorganisation {
    struct decree decree;
    enum reorganisation_state state;
    int64_t started_ms, finished_ms;
};
MUST_CHECK enum err reorganisation_list(struct ctx *ctx, struct reorganisation **ret_list, int *ret_count); /* by day, newest first */
MUST_CHECK enum err reorganisation_get(struct ctx *ctx, struct day effective_on, struct reorganisation *ret_reorganisation); /* ERR_NOT_FOUND */
struct msg reorganisation_state_text(enum reorganisation_state state);

struct reorganisation_step {
    struct msg text;
    int64_t seen, moved;
    bool done;
};
MUST_CHECK enum err reorganisation_steps(struct ctx *ctx, struct day effective_on, struct reorganisation_step **ret_steps, int *ret_count); /* in their order */

/* One piece of work of the earliest decree whose day has come and that is not applied; in a transaction of its own. *ret_more: there is more, call again.
 * `limit`: rows a piece, 5,000 take some 50 ms of the writer's time. Any number of processes may call it at once. */
enum { REORGANISATION_PIECE = 5000 };
MUST_CHECK enum err reorganisation_apply(struct ctx *ctx, int limit, bool *ret_more);
/* For a progress bar: rows that were looked at so far, and how many there are (counts them: once a run). */
MUST_CHECK enum err reorganisation_seen(struct ctx *ctx, int64_t *ret_seen);
MUST_CHECK enum err reorganisation_rows(struct ctx *ctx, int64_t *ret_rows);

/* --- divided units ------------------------------------------------------------------------------------------------------------ */
/* What of a divided unit waits for a decision or for its application. */
struct reorganisation_left {
    int64_t hamlets, households, residences, places, officers, dossiers, clients;
    int64_t chosen; /* decided and not applied yet */
};
static inline int64_t reorganisation_left_sum(const struct reorganisation_left *l)
{
    return l->hamlets + l->households + l->residences + l->places + l->officers + l->dossiers + l->clients;
}
MUST_CHECK enum err reorganisation_left(struct ctx *ctx, int64_t old_unit_id, struct reorganisation_left *ret_left);
/* Applies what was chosen of one divided unit, one piece, in the caller's write transaction. */
MUST_CHECK enum err reorganisation_apply_choices(struct ctx *ctx, int64_t old_unit_id, int limit, bool *ret_more);

/* --- what would happen ------------------------------------------------------------------------------------------------------- */
enum reorganisation_subject { SUBJECT_ADDRESSES, SUBJECT_HOUSEHOLDS, SUBJECT_PLACES, SUBJECT_HAMLETS, SUBJECT_AGENCIES, SUBJECT_OFFICERS, SUBJECT_RIGHTS, SUBJECT_DOSSIERS,
                              SUBJECT_CLIENTS, SUBJECT_COUNT };
/* How many rows lie in each unit now. Reads only; taken before a dry run's transaction, so that nobody waits for the counting. */
struct reorganisation_counts {
    struct unit_count *units[SUBJECT_COUNT];
    int counts[SUBJECT_COUNT];
};
MUST_CHECK enum err reorganisation_count(struct ctx *ctx, struct reorganisation_counts *ret_counts);
struct msg reorganisation_subject_text(enum reorganisation_subject subject);
struct reorganisation_preview {
    int64_t units_ending, units_new;
    int64_t moving[SUBJECT_COUNT];  /* follow a full link by themselves */
    int64_t deciding[SUBJECT_COUNT]; /* lie in divided units: an officer decides */
    int64_t stranded[SUBJECT_COUNT]; /* lie in a unit that ends and has no link */
    /* Units that end with the decree and have no link but hold something, or (communes, provinces) at all: the data set is not complete. */
    struct unit *without_link;
    int without_link_count;         /* at most 100 */
    int64_t without_link_total;
};
MUST_CHECK enum err reorganisation_preview(struct ctx *ctx, struct day effective_on, const struct reorganisation_counts *counts,
                                           struct reorganisation_preview *ret_preview);

extern const struct route reorganisation_routes[];
extern const int reorganisation_routes_count;

#endif
