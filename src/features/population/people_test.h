/* people_test.h: small families for the tests of the register. Tests only. */
#ifndef FEATURES_POPULATION_PEOPLE_TEST_H
#define FEATURES_POPULATION_PEOPLE_TEST_H

#include "features/population/internal.h"
#include "platform/db/db_test_support.h"

/* The day of the fixture's clock is 21/11/2026. */
static inline struct day ymd(int year, int month, int day) { return day_of(year, month, day); }
static inline struct day days_from_now(const struct db_fixture *fixture, int days) { return (struct day){population_today(&fixture->ctx).n + days}; }

enum { QUY_NHON = 1001, PLEIKU = 1002, IA_GRAI = 1003, GONE = 1004, DIVIDED = 1005, COMING = 1006 };

/* Migrations and the communes above; on 30/06/2025 GONE went into PLEIKU, DIVIDED into PLEIKU and IA_GRAI; COMING begins on 01/12/2026. */
void people_start(struct db_fixture *fixture);
/* A living person without a residence; serial makes the number unique. Gives the number. */
int64_t people_add(struct db_fixture *fixture, const char *name, bool female, struct day birth, int serial);
int64_t people_add_child(struct db_fixture *fixture, const char *name, bool female, struct day birth, int serial, int64_t father_id, int64_t mother_id);
/* A household of these people at an address since 01/01/2020 (or the birth day of a younger one); the first is its head. Gives its id. */
int64_t people_settle(struct db_fixture *fixture, int64_t unit_id, const char *address, const int64_t *ids, const char *const *relations, int count);
/* Asserts that `err` came with this fault, and clears it. */
void people_refused(struct db_fixture *fixture, enum err err, const char *code, const char *field);
struct str people_relation(struct db_fixture *fixture, int64_t person_id); /* "" without a household */

/* A plain event: these people to Pleiku for a year from today. */
struct temporary_residence people_temporary(struct db_fixture *fixture, int64_t person_id);
struct permanent_residence people_permanent(struct db_fixture *fixture, int64_t person_id, const char *relation);

#endif
