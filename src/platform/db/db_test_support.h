/* db_test_support.h: a fresh database for each test, on both engines. Tests only; the code stands in
 * db_test_support_test.c, so that the program does not carry it.
 *
 *     DB_TEST(dossier_store, a_code_is_given_once)
 *     {
 *         db_test_migrate(fixture);            // the program's own migrations
 *         cr_assert_eq(dossier_store_insert(&fixture->ctx, ...), OK);
 *     }
 *
 * runs on SQLite, and on PostgreSQL too when CONGDAN_TEST_PG holds the URL of a server where databases may be created
 * ("postgresql:///postgres?host=/tmp/pg&user=postgres"); without it the PostgreSQL half is skipped and says so. */
#ifndef PLATFORM_DB_TEST_SUPPORT_H
#define PLATFORM_DB_TEST_SUPPORT_H

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include "platform/db/db.h"

struct db_fixture {
    struct arena arena;
    struct ctx ctx; /* arena, now_ms = 2026-11-21T10:00:00+07:00, and an open connection */
    struct db *db;
    enum db_kind kind;
    char url[700];
    char folder[64]; /* SQLite's, removed at the end; also for files of the test */
    char name[64];   /* PostgreSQL's database, dropped at the end */
};

#define DB_TEST_NOW_MS INT64_C(1795230000000)

void db_fixture_open(struct db_fixture *fixture, enum db_kind kind);
void db_fixture_close(struct db_fixture *fixture);
void db_test_migrate(struct db_fixture *fixture);                     /* all of migrations/ */
void db_test_script(struct db_fixture *fixture, struct str sql);      /* DDL in the migrations' notation */
struct db_conn *db_test_conn(struct db_fixture *fixture);             /* one more connection: close it yourself */
int64_t db_test_count(struct db_fixture *fixture, const char *table); /* rows of a table */
struct criterion_test_params db_test_kinds(void);

/* Fails the test with the fault's code and detail. */
#define DB_OK(fixture, call)                                                                                           \
    do {                                                                                                               \
        enum err db_ok_ = (call);                                                                                      \
        cr_assert(db_ok_ == OK, "%s: %s, %.*s: %.*s", #call, err_name(db_ok_), STR_ARG((fixture)->ctx.fault.code),     \
                  STR_ARG((fixture)->ctx.fault.detail));                                                               \
    } while (0)

#define DB_TEST(suite, name)                                                                                           \
    static void suite##_##name##_body(struct db_fixture *fixture);                                                     \
    ParameterizedTestParameters(suite, name) { return db_test_kinds(); }                                               \
    ParameterizedTest(int *kind, suite, name, .timeout = 120)                                                          \
    {                                                                                                                  \
        static struct db_fixture fixture;                                                                              \
        db_fixture_open(&fixture, (enum db_kind) * kind);                                                              \
        suite##_##name##_body(&fixture);                                                                               \
        db_fixture_close(&fixture);                                                                                    \
    }                                                                                                                  \
    static void suite##_##name##_body(struct db_fixture *fixture)

#endif
