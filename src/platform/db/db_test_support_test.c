/* db_test_support_test.c: see db_test_support.h. Its name ends in _test.c so that only the unit tests are built with
 * it. */
#include "platform/db/db_test_support.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "platform/db/db_engine.h"
#include "platform/db/db_migrate.h"
#include "platform/random/random.h"

static void admin(struct db_fixture *fixture, const char *server, struct str statement)
{
    struct db *db;
    struct ctx ctx = {.arena = &fixture->arena};

    cr_assert_eq(db_open(&ctx, str_of(server), NULL, &db), OK, "%.*s", STR_ARG(ctx.fault.detail));
    cr_assert_eq(db_conn_open(&ctx, db, &ctx.db), OK);
    cr_assert_eq(ctx.db->engine->script(&ctx, statement), OK, "%.*s", STR_ARG(ctx.fault.detail));
    db_conn_close(ctx.db);
    db_close(db);
}

/* The server's URL with another database name. */
static void postgres_url(struct db_fixture *fixture, struct str server)
{
    ptrdiff_t scheme = str_find(server, S("://"));
    cr_assert(scheme > 0, "CONGDAN_TEST_PG must be a postgresql:// URL");
    struct str rest = str_sub(server, (size_t)scheme + 3, server.len);
    size_t slash = 0, question;
    while (slash < rest.len && rest.ptr[slash] != '/' && rest.ptr[slash] != '?')
        slash++;
    question = slash;
    while (question < rest.len && rest.ptr[question] != '?')
        question++;
    snprintf(fixture->url, sizeof fixture->url, "postgresql://%.*s/%s%.*s", (int)slash, rest.ptr, fixture->name,
             (int)(rest.len - question), rest.ptr + question);
}

void db_fixture_open(struct db_fixture *fixture, enum db_kind kind)
{
    const char *server = getenv("CONGDAN_TEST_PG");
    struct db_options options = {.create = true};
    uint64_t number;

    *fixture = (struct db_fixture){.kind = kind};
    arena_init(&fixture->arena, 0);
    fixture->ctx = (struct ctx){.arena = &fixture->arena, .now_ms = DB_TEST_NOW_MS};
    if (kind == DB_POSTGRES && !server)
        cr_skip_test("PostgreSQL: CONGDAN_TEST_PG is not set"); /* does not return */
    strcpy(fixture->folder, "/tmp/congdan_test_XXXXXX");
    cr_assert(mkdtemp(fixture->folder), "mkdtemp");
    if (kind == DB_POSTGRES) {
        random_bytes(&number, sizeof number);
        snprintf(fixture->name, sizeof fixture->name, "congdan_test_%016llx", (unsigned long long)number);
        admin(fixture, server,
              arena_printf(&fixture->arena, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'",
                           fixture->name));
        postgres_url(fixture, str_of(server));
    } else {
        snprintf(fixture->url, sizeof fixture->url, "sqlite:%s/test.db", fixture->folder);
    }
    DB_OK(fixture, db_open(&fixture->ctx, str_of(fixture->url), &options, &fixture->db));
    fixture->ctx.db = db_test_conn(fixture);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

void db_fixture_close(struct db_fixture *fixture)
{
    db_conn_close(fixture->ctx.db);
    db_close(fixture->db);
    if (fixture->name[0])
        admin(fixture, getenv("CONGDAN_TEST_PG"),
              arena_printf(&fixture->arena, "DROP DATABASE %s WITH (FORCE)", fixture->name));
    if (fixture->folder[0])
        nftw(fixture->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    arena_done(&fixture->arena);
}

void db_test_migrate(struct db_fixture *fixture)
{
    const struct db_migration *migrations;
    int count;

    db_migrations(&fixture->arena, &migrations, &count);
    DB_OK(fixture, db_migrate(&fixture->ctx, migrations, count));
}

void db_test_script(struct db_fixture *fixture, struct str sql)
{
    DB_OK(fixture, db_script_run(&fixture->ctx, sql, S("test")));
}

struct db_conn *db_test_conn(struct db_fixture *fixture)
{
    struct db_conn *conn;

    DB_OK(fixture, db_conn_open(&fixture->ctx, fixture->db, &conn));
    return conn;
}

int64_t db_test_count(struct db_fixture *fixture, const char *table)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    const char *sql = arena_printf(&fixture->arena, "SELECT count(*) FROM %s", table).ptr;

    /* Not a literal, so the statement's address must stay: the arena lives as long as the connection. */
    DB_OK(fixture, db_one_(&fixture->ctx, &rows, sql, NULL, 0));
    return db_i64(&rows, 0);
}

struct criterion_test_params db_test_kinds(void)
{
    static int kinds[] = {DB_SQLITE, DB_POSTGRES};

    return cr_make_param_array(int, kinds, 2);
}
