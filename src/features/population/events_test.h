/* events_test.h: a family for the tests of life events. Tests only. */
#ifndef FEATURES_POPULATION_EVENTS_TEST_H
#define FEATURES_POPULATION_EVENTS_TEST_H

#include "features/population/people_test.h"

/* Ông (1950, head), con trai (1985, his child) and con dâu (1988) with a child of 2015, at Quy Nhơn. The young couple is married. */
struct family {
    int64_t grandfather, father, mother, child, household_id;
};
struct family family_start(struct db_fixture *fixture);

static inline struct event_note note_on(struct day on) { return (struct event_note){.on = on, .dossier_id = 5, .evidence = S("Giấy tờ số 1"), .reason = S("Ghi nhầm")}; }
static inline struct event_note note_today(void) { return note_on(DAY_NONE); }
struct birth_event family_birth(const struct family *family, const char *name, struct day birth);

struct person person_now(struct db_fixture *fixture, int64_t person_id);
struct person person_then(struct db_fixture *fixture, int64_t person_id, struct day on, int64_t known_ms);
/* Undoes the event in its own transaction. */
int64_t undo_now(struct db_fixture *fixture, int64_t event_id);
int64_t marry_now(struct db_fixture *fixture, int64_t husband_id, int64_t wife_id, struct day on);
void days_pass(struct db_fixture *fixture, int days);

/* The call in a transaction of its own, committed when it is OK; as a decision does. A `struct ctx *ctx` is in scope. */
#define IN_TX(fixture, call)                                                                                            \
    ({                                                                                                                  \
        struct db_tx AUTO(db_tx_end) in_tx = {0};                                                                       \
        cr_assert_eq(db_tx_begin(ctx, DB_WRITE, &in_tx), OK);                                                           \
        enum err in_tx_err = (call);                                                                                    \
        if (in_tx_err == OK)                                                                                            \
            in_tx_err = db_tx_commit(&in_tx);                                                                           \
        in_tx_err;                                                                                                      \
    })
#define TX_OK(fixture, call)                                                                                            \
    do {                                                                                                                \
        enum err tx_ok_err = IN_TX((fixture), (call));                                                                  \
        DB_OK((fixture), tx_ok_err);                                                                                    \
    } while (0)
#define TX_REFUSED(fixture, call, code, field)                                                                          \
    do {                                                                                                                \
        enum err tx_refused_err = IN_TX((fixture), (call));                                                             \
        people_refused((fixture), tx_refused_err, (code), (field));                                                     \
    } while (0)

#endif
