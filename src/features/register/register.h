/* register.h: what officers do with the register itself, beside dossiers: the list of permanent residences that may have to be deleted (Residence Law 68/2020/QH14
 * Art. 24), the undo of an event that was booked wrongly (asked by one officer, decided by another), and a person's past: "as of that day, as known on that day"
 * (Decree 58/2026 Art. 4.8: all changes keep their history). The rules stand in population/events.h. */
#ifndef FEATURES_REGISTER_H
#define FEATURES_REGISTER_H

#include "features/population/events.h"

struct undo_request {
    int64_t undo_request_id, event_id, person_id, unit_id;
    struct str reason;
    int64_t asked_by, asked_ms;        /* officer_id */
    struct str state;                  /* open, approved, refused */
    int64_t decided_by, decided_ms;
    struct str decision;
};
/* In a write transaction, by the officer who acts. Right: PERM_DOSSIER_PROCESS over the unit where the event was booked, of the agency that decides on events of this kind
 * (civil status: the committee; others: the police). Asks the register whether the undo could be done now, so that nobody decides in vain.
 * ERR_CONFLICT "undo.asked": there is an open request; faults of population_check_undo. */
MUST_CHECK enum err undo_ask(struct ctx *ctx, int64_t event_id, int64_t person_id, struct str reason, int64_t *ret_undo_request_id);
/* By another officer with PERM_DOSSIER_DECIDE over that unit. Approved: the undo is booked, an act in the civil-status book is cancelled with the reason.
 * ERR_FORBIDDEN "undo.same_officer"; ERR_CONFLICT "undo.decided": somebody was first. */
MUST_CHECK enum err undo_decide(struct ctx *ctx, int64_t undo_request_id, bool approve, struct str decision);
MUST_CHECK enum err undo_get(struct ctx *ctx, int64_t undo_request_id, struct undo_request *ret_request); /* ERR_NOT_FOUND */
/* Open ones of a unit, oldest first, at most `limit`. */
MUST_CHECK enum err undo_open(struct ctx *ctx, int64_t unit_id, int64_t after, int limit, struct undo_request **ret_rows, int *ret_count);

extern const struct route register_routes[];
extern const int register_routes_count;

#endif
