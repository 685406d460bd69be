/* country_test.h: a little country before and after a decree, and people in it, for the tests of this feature. */
#ifndef FEATURES_REORGANISATION_COUNTRY_TEST_H
#define FEATURES_REORGANISATION_COUNTRY_TEST_H

#include "platform/db/db_test_support.h"
#include "features/territory/territory.h"

/* Codes of the old communes: Nhơn Bình -> Quy Nhơn Đông (21553), Ia Hrung -> Ia Hrung (23782), Ia Dêr (23782 then) divided into 23782 and 23778. */
enum country_old { OLD_NHON_BINH, OLD_HRUNG, OLD_DER, OLD_DISTRICT };

void country_start(struct db_fixture *fixture);
int64_t country_unit(struct db_fixture *fixture, const char *code, bool since); /* before or since 1 July 2025 */
int64_t country_person(struct db_fixture *fixture, int serial);
/* A permanent residence; `to` NULL: open; hamlet 0: none. */
int64_t country_address(struct db_fixture *fixture, int64_t person_id, enum country_old where, const char *from, const char *to, int64_t hamlet_id);
int64_t country_hamlet(struct db_fixture *fixture, enum country_old where, const char *name);
/* An agency with one officer who holds the role there. Gives the officer. */
int64_t country_officer(struct db_fixture *fixture, enum country_old where, const char *kind, const char *code, const char *name, const char *role);
void country_apply(struct db_fixture *fixture, int limit); /* to the end */
void country_choose(struct db_fixture *fixture, int64_t old_id, const char *kind, int64_t item_id, int64_t new_id);
void country_apply_choices(struct db_fixture *fixture, int64_t old_id, int limit);
int64_t country_i64(struct db_fixture *fixture, const char *column, const char *table, const char *key, int64_t id); /* one number of one row */
int64_t country_count(struct db_fixture *fixture, const char *table, int64_t unit_id);

#endif
