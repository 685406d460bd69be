/* db_migrate_test.c: the history of the schema, on both databases. */
#include "platform/db/db_test_support.h"
#include <sys/wait.h>
#include <unistd.h>

static const struct db_migration history[] = {
    {1, S_INIT("people"),
     S_INIT("-- People; the comment's apostrophe must not matter.\n"
            "CREATE TABLE person (person_id BIGKEY, -- it's a key\n"
            "    name TEXT NOT NULL DEFAULT 'BIGKEY; -- not a comment;\n"
            "second line');\n"
            "-- sqlite: INSERT INTO person VALUES (1, 'sqlite');\n"
            "-- postgres: INSERT INTO person VALUES (2, 'postgres');\n")},
    {2, S_INIT("units"), S_INIT("CREATE TABLE unit (unit_id BIGKEY);\nINSERT INTO unit VALUES (7);\n")},
    {5, S_INIT("last"), S_INIT("INSERT INTO person (person_id) VALUES (3)")},
};

static enum db_kind kind_of(struct db_fixture *fixture) { return db_conn_kind(fixture->ctx.db); }

DB_TEST(db_migrate, brings_an_empty_database_to_the_schema_and_does_nothing_twice)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_rows AUTO(db_rows_done) rows = {0};
    int missing;

    DB_OK(fixture, db_migrate_check(ctx, history, 3, &missing));
    cr_assert_eq(missing, 3);
    DB_OK(fixture, db_migrate(ctx, history, 2));
    DB_OK(fixture, db_migrate_check(ctx, history, 3, &missing));
    cr_assert_eq(missing, 1);
    DB_OK(fixture, db_migrate(ctx, history, 3));
    DB_OK(fixture, db_migrate(ctx, history, 3));
    DB_OK(fixture, db_migrate_check(ctx, history, 3, &missing));
    cr_assert_eq(missing, 0);
    cr_assert_eq(db_test_count(fixture, "schema_migration"), 3);
    DB_OK(fixture, db_one(ctx, &rows, "SELECT name FROM person WHERE person_id = 3"));
    cr_assert(str_eq(db_str(&rows, 0), S("BIGKEY; -- not a comment;\nsecond line")), "%.*s", STR_ARG(db_str(&rows, 0)));
    cr_assert_eq(db_test_count(fixture, kind_of(fixture) == DB_SQLITE ? "person WHERE person_id = 1"
                                                                      : "person WHERE person_id = 2"),
                 1);
    cr_assert_eq(db_test_count(fixture, "person"), 2);
}

DB_TEST(db_migrate, refuses_a_history_that_differs_or_is_newer)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_migration changed[3] = {history[0], history[1], history[2]};

    DB_OK(fixture, db_migrate(ctx, history, 3));
    changed[1].sql = S("CREATE TABLE unit (unit_id BIGKEY);\n");
    cr_assert_eq(db_migrate(ctx, changed, 3), ERR_CONFLICT);
    cr_assert(str_eq(ctx->fault.code, S("db.schema_changed")));
    ctx->fault = (struct fault){0};
    cr_assert_eq(db_migrate(ctx, history, 2), ERR_CONFLICT);
    cr_assert(str_eq(ctx->fault.code, S("db.schema_newer")));
    ctx->fault = (struct fault){0};
    changed[1] = history[1];
    changed[1].number = 3; /* one that should have come before what is applied */
    cr_assert_eq(db_migrate(ctx, changed, 3), ERR_CONFLICT);
}

DB_TEST(db_migrate, a_migration_that_fails_leaves_nothing_and_names_its_line)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_migration broken[2] = {
        history[1], {9, S_INIT("broken"), S_INIT("CREATE TABLE a (a BIGKEY);\n\nCREATE TABLE unit (b BIGKEY);\n")}};

    cr_assert_neq(db_migrate(ctx, broken, 2), OK);
    cr_assert(str_find(ctx->fault.detail, S("broken, statement ending at line 3")) >= 0, "%.*s",
              STR_ARG(ctx->fault.detail));
    ctx->fault = (struct fault){0};
    cr_assert_eq(db_test_count(fixture, "schema_migration"), 1);
    struct db_rows AUTO(db_rows_done) rows = {0};
    cr_assert_eq(db_query(ctx, &rows, "SELECT a FROM a"), ERR_INTERNAL);
}

DB_TEST(db_migrate, several_programs_may_start_at_once)
{
    enum { PROGRAMS = 4 };
    pid_t pids[PROGRAMS];

    for (int i = 0; i < PROGRAMS; i++) {
        pids[i] = fork();
        cr_assert_geq(pids[i], 0);
        if (pids[i] == 0) {
            struct ctx ctx = {.arena = &fixture->arena};
            struct db *db;
            if (db_open(&ctx, str_of(fixture->url), NULL, &db) != OK || db_conn_open(&ctx, db, &ctx.db) != OK)
                _exit(2);
            _exit(db_migrate(&ctx, history, 3) == OK ? 0 : 1);
        }
    }
    for (int i = 0; i < PROGRAMS; i++) {
        int status;
        cr_assert_eq(waitpid(pids[i], &status, 0), pids[i]);
        cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "program %d: %d", i, status);
    }
    cr_assert_eq(db_test_count(fixture, "schema_migration"), 3);
    cr_assert_eq(db_test_count(fixture, "unit"), 1);
}

DB_TEST(db_migrate, the_programs_own_migrations_apply)
{
    const struct db_migration *migrations;
    int count, missing;

    db_test_migrate(fixture);
    db_migrations(&fixture->arena, &migrations, &count);
    DB_OK(fixture, db_migrate_check(&fixture->ctx, migrations, count, &missing));
    cr_assert_eq(missing, 0);
    cr_assert_gt(count, 0);
}
