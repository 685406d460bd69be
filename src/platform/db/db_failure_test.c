/* db_failure_test.c: servers that go away and come back, files that are full or gone, statements that outlive a change
 * of the schema. */
#include "platform/db/db_test_support.h"
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "platform/clock/clock.h"
#include "platform/db/db_engine.h"
#include "platform/db/db_sqlite.h"

static enum err row_insert(struct ctx *ctx, int64_t id)
{
    return db_exec(ctx, NULL, "INSERT INTO row (id) VALUES ($1)", DB_I64(id));
}

static void fault_clear(struct ctx *ctx) { ctx->fault = (struct fault){0}; }

/* --- statements -------------------------------------------------------------------------------------------------- */
Test(db_cache, a_statement_is_prepared_once_a_connection)
{
    static struct db_fixture fixture;
    int64_t found = 0;

    db_fixture_open(&fixture, DB_SQLITE);
    struct sq_conn *conn = sq_conn_of(fixture.ctx.db);
    for (int i = 0; i < 1000; i++) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        DB_OK(&fixture, db_one(&fixture.ctx, &rows, "SELECT $1 + 1", DB_I64(i)));
        found += db_i64(&rows, 0);
    }
    cr_assert_eq(found, 500500);
    cr_assert_eq(conn->used, 1);
    int statements = 0;
    for (sqlite3_stmt *stmt = NULL; (stmt = sqlite3_next_stmt(conn->handle, stmt));)
        statements++;
    cr_assert_eq(statements, 1);
    db_fixture_close(&fixture);
}

/* One function a statement, made by a macro: so many literals that the table must grow. */
#define TEN(M, n) M(n##0) M(n##1) M(n##2) M(n##3) M(n##4) M(n##5) M(n##6) M(n##7) M(n##8) M(n##9)
#define HUNDRED(M, n)                                                                                                  \
    TEN(M, n##0)                                                                                                       \
    TEN(M, n##1) TEN(M, n##2) TEN(M, n##3) TEN(M, n##4) TEN(M, n##5) TEN(M, n##6) TEN(M, n##7) TEN(M, n##8)            \
        TEN(M, n##9)
#define ASK(n)                                                                                                         \
    {                                                                                                                  \
        struct db_rows AUTO(db_rows_done) rows = {0};                                                                  \
        DB_OK(fixture, db_one(&fixture->ctx, &rows, "SELECT 1" #n " + CAST($1 AS BIGINT)", DB_I64(turn)));             \
        cr_assert_eq(db_i64(&rows, 0), 1##n + turn);                                                                   \
    }

DB_TEST(db_cache, hundreds_of_statements_are_all_found_again)
{
    for (int turn = 0; turn < 2; turn++) {
        HUNDRED(ASK, 1)
        HUNDRED(ASK, 2)
        HUNDRED(ASK, 3)
    }
}

DB_TEST(db_cache, a_statement_survives_a_change_of_the_schema)
{
    struct ctx *ctx = &fixture->ctx;

    db_test_script(fixture, S("CREATE TABLE row (id BIGKEY);\nINSERT INTO row VALUES (1);\n"));
    for (int turn = 0; turn < 3; turn++) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        DB_OK(fixture, db_one(ctx, &rows, "SELECT * FROM row WHERE id = $1", DB_I64(1)));
        cr_assert_eq(db_i64(&rows, turn), turn == 0 ? 1 : 10 + turn);
        db_rows_done(&rows);
        if (turn == 0)
            db_test_script(fixture, S("ALTER TABLE row ADD COLUMN more BIGINT DEFAULT 11;\n"));
        if (turn == 1)
            db_test_script(fixture, S("ALTER TABLE row ADD COLUMN last BIGINT DEFAULT 12;\n"));
    }
}

/* --- SQLite ------------------------------------------------------------------------------------------------------- */
Test(db_sqlite, a_full_database_says_full_and_keeps_what_it_has)
{
    static struct db_fixture fixture;
    struct ctx *ctx = &fixture.ctx;
    enum err err = OK;

    db_fixture_open(&fixture, DB_SQLITE);
    db_test_script(&fixture, S("CREATE TABLE row (id BIGKEY, note TEXT);\n"));
    DB_OK(&fixture, row_insert(ctx, 1));
    DB_OK(&fixture, ctx->db->engine->script(ctx, S("PRAGMA max_page_count = 10")));
    for (int i = 2; i < 100 && err == OK; i++)
        err = db_exec(ctx, NULL, "INSERT INTO row (id, note) VALUES ($1, hex(zeroblob(4000)))", DB_I64(i));
    cr_assert_eq(err, ERR_BUSY);
    cr_assert(str_eq(ctx->fault.code, S("db.full")), "%.*s", STR_ARG(ctx->fault.code));
    fault_clear(ctx);
    cr_assert_gt(db_test_count(&fixture, "row"), 0);
    DB_OK(&fixture, ctx->db->engine->script(ctx, S("PRAGMA max_page_count = 1000")));
    DB_OK(&fixture, row_insert(ctx, 1000));
    db_fixture_close(&fixture);
}

Test(db_sqlite, a_missing_file_is_gone_unless_it_may_be_created)
{
    struct arena arena;
    struct ctx ctx = {.arena = &arena};
    struct db *db = NULL;

    arena_init(&arena, 0);
    cr_assert_eq(db_open(&ctx, S("sqlite:/nonexistent/folder/a.db"), NULL, &db), ERR_BUSY);
    cr_assert(str_eq(ctx.fault.code, S("db.gone")));
    fault_clear(&ctx);
    cr_assert_eq(db_open(&ctx, S("mysql://x"), NULL, &db), ERR_INVALID);
    cr_assert_null(db);
    arena_done(&arena);
}

Test(db_sqlite, a_lock_that_another_process_holds_too_long_is_busy, .timeout = 30)
{
    static struct db_fixture fixture;
    struct ctx *ctx = &fixture.ctx;
    int locked[2];
    char byte = 1;

    db_fixture_open(&fixture, DB_SQLITE);
    db_test_script(&fixture, S("CREATE TABLE row (id BIGKEY);\n"));
    cr_assert_eq(pipe(locked), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct ctx child = {.arena = &fixture.arena};
        struct db_tx tx = {0};
        struct db *db;
        if (db_open(&child, str_of(fixture.url), NULL, &db) != OK || db_conn_open(&child, db, &child.db) != OK ||
            db_tx_begin(&child, DB_WRITE, &tx) != OK || write(locked[1], &byte, 1) != 1)
            _exit(1);
        pause();
    }
    cr_assert_eq(read(locked[0], &byte, 1), 1);
    int64_t from_ms = clock_mono_ms();
    cr_assert_eq(row_insert(ctx, 1), ERR_BUSY);
    int64_t waited_ms = clock_mono_ms() - from_ms;
    cr_assert(str_eq(ctx->fault.code, S("db.busy")));
    cr_assert(waited_ms >= DB_BUSY_MS && waited_ms < DB_BUSY_MS + 3000, "%lld", (long long)waited_ms);
    fault_clear(ctx);
    kill(pid, SIGKILL); /* its lock goes with it */
    waitpid(pid, NULL, 0);
    DB_OK(&fixture, row_insert(ctx, 1));
    db_fixture_close(&fixture);
}

/* --- PostgreSQL --------------------------------------------------------------------------------------------------- */
/* A server of the test's own, which it may stop: PostgreSQL refuses to run as root, so root becomes `postgres` for it.
 */
struct server {
    char folder[64];
    char url[200];
    char programs[64];
};

static int run_as_postgres(const char *program, const char *const args[])
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        struct passwd *user = getpwnam("postgres");
        int null = open("/dev/null", O_RDWR);
        if (getuid() == 0 &&
            (!user || initgroups("postgres", user->pw_gid) || setgid(user->pw_gid) || setuid(user->pw_uid)))
            _exit(126);
        dup2(null, 1);
        dup2(null, 2);
        execv(program, (char *const *)args);
        _exit(127);
    }
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void server_ctl(const struct server *server, const char *what)
{
    char program[128], data[128], log[128], options[200];

    snprintf(program, sizeof program, "%s/pg_ctl", server->programs);
    snprintf(data, sizeof data, "%s/data", server->folder);
    snprintf(log, sizeof log, "%s/log", server->folder);
    snprintf(options, sizeof options, "-c listen_addresses='' -c port=5611 -c unix_socket_directories=%s",
             server->folder);
    const char *const start[] = {program, "-D", data, "-l", log, "-w", "-o", options, "start", NULL};
    const char *const stop[] = {program, "-D", data, "-m", "immediate", "-w", "stop", NULL};
    cr_assert_eq(run_as_postgres(program, strcmp(what, "start") ? stop : start), 0, "pg_ctl %s", what);
}

static bool server_new(struct server *server)
{
    char program[128], data[128];

    strcpy(server->programs, "/usr/lib/postgresql/15/bin");
    strcpy(server->folder, "/tmp/congdan_test_pg_XXXXXX");
    snprintf(program, sizeof program, "%s/initdb", server->programs);
    if (access(program, X_OK) != 0 || !mkdtemp(server->folder))
        return false;
    struct passwd *user = getpwnam("postgres");
    if (getuid() == 0 && (!user || chown(server->folder, user->pw_uid, user->pw_gid) != 0))
        return false;
    snprintf(data, sizeof data, "%s/data", server->folder);
    const char *const init[] = {program, "-D",         data, "-A", "trust",    "-E",
                                "UTF8",  "--locale=C", "-N", "-U", "postgres", NULL};
    if (run_as_postgres(program, init) != 0)
        return false;
    snprintf(server->url, sizeof server->url, "postgresql://postgres@/postgres?host=%s&port=5611", server->folder);
    return true;
}

static enum err job_run(struct db_job *job, struct db_conn *conn)
{
    struct arena arena;

    (void)job;
    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .db = conn};
    enum err err = db_exec(&ctx, NULL, "INSERT INTO row (id) VALUES ($1)", DB_I64(db_new_id()));
    arena_done(&arena);
    return err;
}

static void job_done(struct db_job *job, enum err result)
{
    __atomic_store_n(&job->result, result + 100, __ATOMIC_RELEASE);
}

static enum err job_wait(struct db *db)
{
    struct db_job job = {.run = job_run, .done = job_done};

    cr_assert_eq(db_submit(db, &job), OK);
    while (__atomic_load_n((int *)&job.result, __ATOMIC_ACQUIRE) < 100)
        usleep(1000);
    return (enum err)((int)job.result - 100);
}

Test(db_postgres, a_server_that_restarts_is_found_again, .timeout = 120)
{
    struct arena arena;
    struct ctx ctx = {.arena = &arena};
    struct server server;
    struct db *db;

    if (!getenv("CONGDAN_TEST_PG"))
        cr_skip_test("CONGDAN_TEST_PG is not set");
    if (!server_new(&server))
        cr_skip_test("no PostgreSQL 15 programs here to start a server of our own");
    arena_init(&arena, 0);
    server_ctl(&server, "start");
    cr_assert_eq(db_open(&ctx, str_of(server.url), &(struct db_options){.writers = 2}, &db), OK, "%.*s",
                 STR_ARG(ctx.fault.detail));
    cr_assert_eq(db_conn_open(&ctx, db, &ctx.db), OK);
    cr_assert_eq(ctx.db->engine->script(&ctx, S("CREATE TABLE row (id BIGINT PRIMARY KEY)")), OK);
    cr_assert_eq(row_insert(&ctx, 1), OK);
    cr_assert_eq(job_wait(db), OK);

    struct db_tx tx = {0};
    cr_assert_eq(db_tx_begin(&ctx, DB_WRITE, &tx), OK);
    cr_assert_eq(row_insert(&ctx, 2), OK);
    server_ctl(&server, "stop");
    enum err err = row_insert(&ctx, 3);
    cr_assert_eq(err, ERR_BUSY, "%s %.*s: inside a transaction nothing is repeated", err_name(err),
                 STR_ARG(ctx.fault.detail));
    cr_assert(str_eq(ctx.fault.code, S("db.gone")), "%.*s", STR_ARG(ctx.fault.code));
    cr_assert_eq(db_tx_commit(&tx), ERR_BUSY);
    fault_clear(&ctx);
    cr_assert_eq(row_insert(&ctx, 4), ERR_BUSY);
    fault_clear(&ctx);
    cr_assert_eq(job_wait(db), ERR_BUSY);
    cr_assert_eq(db_ping(&ctx), ERR_BUSY);

    server_ctl(&server, "start");
    int64_t until_ms = clock_mono_ms() + 10000;
    do { /* the back-off must end soon after the server is there */
        fault_clear(&ctx);
        err = row_insert(&ctx, 5);
        usleep(10000);
    } while (err == ERR_BUSY && clock_mono_ms() < until_ms);
    cr_assert_eq(err, OK);
    do
        err = job_wait(db);
    while (err == ERR_BUSY && clock_mono_ms() < until_ms);
    cr_assert_eq(err, OK);

    /* A restart between two statements is not noticed at all. */
    server_ctl(&server, "stop");
    server_ctl(&server, "start");
    cr_assert_eq(row_insert(&ctx, 6), OK, "%.*s", STR_ARG(ctx.fault.detail));
    cr_assert_eq(job_wait(db), OK);
    server_ctl(&server, "stop");
    server_ctl(&server, "start");
    cr_assert_eq(db_tx_begin(&ctx, DB_WRITE, &tx), OK, "%.*s", STR_ARG(ctx.fault.detail));
    cr_assert_eq(row_insert(&ctx, 7), OK);
    cr_assert_eq(db_tx_commit(&tx), OK);
    struct db_rows AUTO(db_rows_done) rows = {0};
    cr_assert_eq(db_one(&ctx, &rows, "SELECT count(*) FROM row WHERE id < 100"), OK);
    cr_assert_eq(db_i64(&rows, 0), 4); /* 1, 5, 6, 7 */
    db_rows_done(&rows);
    db_conn_close(ctx.db);
    db_close(db);
    server_ctl(&server, "stop");
    const char *const wipe[] = {"/bin/rm", "-rf", server.folder, NULL};
    run_as_postgres("/bin/rm", wipe);
    arena_done(&arena);
}

static void end_sessions(struct db_fixture *fixture)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct ctx admin = {.arena = &fixture->arena, .db = db_test_conn(fixture)};

    cr_assert_eq(
        db_query(&admin, &rows,
                 "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                 "pg_backend_pid() AND application_name = 'congdan'"),
        OK);
    db_rows_done(&rows);
    db_conn_close(admin.db);
    usleep(50000);
}

DB_TEST(db_postgres, a_session_that_was_ended_is_opened_again_without_a_word)
{
    struct ctx *ctx = &fixture->ctx;

    if (fixture->kind != DB_POSTGRES)
        return;
    db_test_script(fixture, S("CREATE TABLE row (id BIGKEY);\n"));
    for (int i = 0; i < 5; i++) {
        end_sessions(fixture);
        DB_OK(fixture, row_insert(ctx, i));
    }
    cr_assert_eq(db_test_count(fixture, "row"), 5);
    struct db_tx AUTO(db_tx_end) tx = {0};
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
    DB_OK(fixture, row_insert(ctx, 10));
    end_sessions(fixture);
    cr_assert_eq(row_insert(ctx, 11), ERR_BUSY);
    cr_assert(str_eq(ctx->fault.code, S("db.gone")), "%.*s", STR_ARG(ctx->fault.code));
    cr_assert_eq(db_tx_commit(&tx), ERR_BUSY);
    fault_clear(ctx);
    cr_assert_eq(db_test_count(fixture, "row"), 5);
}

DB_TEST(db_postgres, a_deadlock_asks_to_try_again)
{
    struct ctx *ctx = &fixture->ctx;
    struct arena arena;

    if (fixture->kind != DB_POSTGRES)
        return;
    db_test_script(fixture,
                   S("CREATE TABLE row (id BIGKEY, n BIGINT NOT NULL DEFAULT 0);\nINSERT INTO row VALUES (1), (2);\n"));
    int to_child[2], to_parent[2];
    char byte = 1;
    cr_assert(pipe(to_child) == 0 && pipe(to_parent) == 0);
    pid_t pid = fork();
    arena_init(&arena, 0);
    struct ctx mine = *ctx;
    if (pid == 0) {
        struct db *db;
        mine.arena = &arena;
        if (db_open(&mine, str_of(fixture->url), NULL, &db) != OK || db_conn_open(&mine, db, &mine.db) != OK)
            _exit(2);
    }
    int64_t first = pid ? 1 : 2;
    struct db_tx AUTO(db_tx_end) tx = {0};
    enum err err = db_tx_begin(&mine, DB_WRITE, &tx);
    if (err == OK)
        err = db_exec(&mine, NULL, "UPDATE row SET n = n + 1 WHERE id = $1", DB_I64(first));
    bool met =
        write(pid ? to_child[1] : to_parent[1], &byte, 1) == 1 && read(pid ? to_parent[0] : to_child[0], &byte, 1) == 1;
    if (pid == 0 && !met)
        _exit(2);
    cr_assert(met);
    if (err == OK)
        err = db_exec(&mine, NULL, "UPDATE row SET n = n + 1 WHERE id = $1", DB_I64(3 - first));
    if (err == OK)
        err = db_tx_commit(&tx);
    bool retry = err == ERR_CONFLICT && str_eq(mine.fault.code, S("db.retry"));
    if (pid == 0)
        _exit(err == OK ? 0 : retry ? 1 : 3);
    db_tx_end(&tx);
    int status;
    waitpid(pid, &status, 0);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) <= 1, "%d", status);
    cr_assert_eq(retry, WEXITSTATUS(status) == 0, "one of the two is asked to try again");
    arena_done(&arena);
}
