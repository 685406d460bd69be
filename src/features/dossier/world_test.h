/* world_test.h: a small province to live dossiers in: two communes with their police, an officer who decides by delegation, a leader, and citizens.
 * The clock stands at Monday 16/11/2026 09:00. Tests only. */
#ifndef FEATURES_DOSSIER_WORLD_TEST_H
#define FEATURES_DOSSIER_WORLD_TEST_H

#include "features/dossier/dossier_effect.h"
#include "features/dossier/internal.h"
#include "platform/db/db_test_support.h"

enum { PROVINCE = 52, PLEIKU = 5201, IA_GRAI = 5202, AGENCY_PLEIKU = 31, AGENCY_IA_GRAI = 32 };

struct world {
    struct db_fixture *fixture;
    const struct procedure *temporary, *permanent, *absence, *lodging;
    int64_t owner_id, other_id, child_id, keeper_id, lodging_place_id; /* persons, all of Ia Grai */
    int serial;
};

void world_open(struct world *world, struct db_fixture *fixture);
int64_t world_person(struct world *world, const char *name, struct day birth);
void world_at(struct world *world, struct day day, int hour, int minute);

/* Who acts from here on. */
void world_citizen(struct world *world, int64_t person_id);
void world_officer(struct world *world); /* Pleiku: receives, processes, decides by delegation (stage decide) */
void world_leader(struct world *world);  /* Pleiku: head of the police */
void world_stranger(struct world *world); /* an officer of Ia Grai */

/* A draft with one upload for each required paper. Gives its id. */
int64_t world_papers(struct world *world, const char *paper);
/* A submission of a temporary residence of the owner in Pleiku, that lacks nothing. */
struct dossier_submission world_temporary(struct world *world, int64_t person_id);
struct dossier_submission world_absence(struct world *world, int64_t person_id); /* from his home in Pleiku, which he gets */
/* Submits it in a transaction of its own, as that citizen. */
struct dossier world_submit(struct world *world, struct dossier_submission submission);
struct dossier world_reload(struct world *world, int64_t dossier_id);
/* Asserts that the call was refused with this fault, and clears it. */
void world_refused(struct world *world, enum err err, enum err expected, const char *code);
/* No counter differs from the dossiers, and each line closes. */
void world_counters_close(struct world *world);

/* Random lives: the same seed gives the same ones. A dossier of a new person; and one more thing that happens to a dossier: what its state forbids is
 * refused and leaves no trace. */
uint32_t world_random(uint64_t *seed, uint32_t bound);
struct dossier world_born(struct world *world, uint64_t *seed);
void world_step(struct world *world, struct dossier *dossier, uint64_t *seed);

/* A call in a write transaction that is committed when it succeeds. */
#define IN_TX(world, call)                                                                                             \
    ({                                                                                                                 \
        struct db_tx in_tx_ AUTO(db_tx_end) = {0};                                                                     \
        enum err in_tx_err_ = db_tx_begin(&(world)->fixture->ctx, DB_WRITE, &in_tx_);                                  \
        if (in_tx_err_ == OK)                                                                                          \
            in_tx_err_ = (call);                                                                                       \
        if (in_tx_err_ == OK)                                                                                          \
            in_tx_err_ = db_tx_commit(&in_tx_);                                                                        \
        in_tx_err_;                                                                                                    \
    })

#endif
