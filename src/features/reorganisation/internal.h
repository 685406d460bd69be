/* internal.h: what the files of this folder share. */
#ifndef FEATURES_REORGANISATION_INTERNAL_H
#define FEATURES_REORGANISATION_INTERNAL_H

#include "features/reorganisation/reorganisation.h"
#include "platform/db/db.h"

/* --- reorganisation_store.c --- */
struct stored_reorganisation {
    struct str state, digest;
    int64_t started_ms, finished_ms;
};
MUST_CHECK enum err reorganisation_store_get(struct ctx *ctx, struct day on, struct stored_reorganisation *ret_stored); /* ERR_NOT_FOUND */
/* Begins, or begins anew (its links have changed): every step from the start. */
MUST_CHECK enum err reorganisation_store_begin(struct ctx *ctx, struct day on, struct str digest);
MUST_CHECK enum err reorganisation_store_state(struct ctx *ctx, struct day on, struct str state);
struct stored_step {
    int64_t position, seen, moved;
    bool done;
};
/* Takes the step's row for this transaction (PostgreSQL: others wait), making it when it is missing. */
MUST_CHECK enum err reorganisation_store_step_lock(struct ctx *ctx, struct day on, struct str step, struct stored_step *ret_step);
MUST_CHECK enum err reorganisation_store_step_put(struct ctx *ctx, struct day on, struct str step, const struct stored_step *row);
MUST_CHECK enum err reorganisation_store_step_get(struct ctx *ctx, struct day on, struct str step, struct stored_step *ret_step); /* zeroes when there is none */
/* The earliest decree that is being applied; ERR_NOT_FOUND. */
MUST_CHECK enum err reorganisation_store_applying(struct ctx *ctx, struct day *ret_on);

#endif
