/* db_test.c: statements, values and transactions, on both databases. */
#include "platform/db/db_test_support.h"

#define PEOPLE                                                                                                         \
    S("CREATE TABLE unit (unit_id BIGKEY);\n"                                                                          \
      "CREATE TABLE person (person_id BIGKEY, name TEXT NOT NULL CONSTRAINT person_name_key UNIQUE, born TEXT,\n"      \
      "  alive BOOLEAN NOT NULL DEFAULT TRUE, photo BYTEA, age BIGINT CONSTRAINT person_age_check CHECK (age BETWEEN " \
      "0 AND 150),\n"                                                                                                  \
      "  unit_id BIGINT CONSTRAINT person_unit_fkey REFERENCES unit (unit_id));\n")

static enum err person_insert(struct ctx *ctx, int64_t id, struct str name)
{
    return db_exec(ctx, NULL, "INSERT INTO person (person_id, name) VALUES ($1, $2)", DB_I64(id), DB_STR(name));
}

static void fault_clear(struct db_fixture *fixture) { fixture->ctx.fault = (struct fault){0}; }

DB_TEST(db, values_of_every_type_come_back_as_they_went)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct day born;

    db_test_script(fixture, PEOPLE);
    DB_OK(fixture, day_parse_iso(S("1990-02-28"), &born));
    DB_OK(fixture,
          db_exec(ctx, NULL,
                  "INSERT INTO person (person_id, name, born, alive, photo, age) VALUES ($1, $2, $3, $4, $5, $6)",
                  DB_I64(INT64_MAX), DB_STR(S("Nguyễn Thị Hương Giang")), DB_DAY(ctx, born), DB_BOOL(false),
                  DB_BYTES(((struct str){"\0\xff'\\x\0", 6})), DB_NULL_I64));
    DB_OK(fixture, db_one(ctx, &rows, "SELECT person_id, name, born, alive, photo, age FROM person"));
    cr_assert_eq(db_i64(&rows, 0), INT64_MAX);
    cr_assert(str_eq(db_str(&rows, 1), S("Nguyễn Thị Hương Giang")));
    cr_assert_eq(db_day(&rows, 2).n, born.n);
    cr_assert_not(db_bool(&rows, 3));
    cr_assert(str_eq(db_bytes(&rows, 4), ((struct str){"\0\xff'\\x\0", 6})));
    cr_assert(db_is_null(&rows, 5));
    cr_assert_eq(db_i64(&rows, 5), 0);
    cr_assert_not(db_is_null(&rows, 4));
}

DB_TEST(db, a_null_reads_as_nothing_and_an_empty_text_stays_a_text)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_rows AUTO(db_rows_done) rows = {0};

    db_test_script(fixture, S("CREATE TABLE t (a TEXT, b TEXT, c BIGINT, d BOOLEAN, e BYTEA, f BYTEA);\n"));
    DB_OK(fixture,
          db_exec(ctx, NULL, "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6)", DB_STR(S("")), db_str_or_null(S("")),
                  db_i64_or_null(0), ((struct db_value){.type = DB_TYPE_BOOL, .null = true}), DB_BYTES(S("")),
                  ((struct db_value){.type = DB_TYPE_BYTES, .null = true})));
    DB_OK(fixture, db_query(ctx, &rows, "SELECT a, b, c, d, e, f FROM t"));
    cr_assert(db_next(&rows));
    cr_assert_not(db_is_null(&rows, 0));
    cr_assert(db_is_null(&rows, 1) && db_is_null(&rows, 2) && db_is_null(&rows, 3) && db_is_null(&rows, 5));
    cr_assert_not(db_is_null(&rows, 4));
    cr_assert(str_eq(db_str(&rows, 1), S("")));
    cr_assert(day_is_none(db_day(&rows, 1)));
    cr_assert_not(db_bool(&rows, 3));
    cr_assert_not(db_next(&rows));
    DB_OK(fixture, db_rows_end(&rows));
}

DB_TEST(db, parameters_are_bound_by_number_not_by_appearance)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    DB_OK(fixture, db_one(&fixture->ctx, &rows, "SELECT $3 || $1 || $3, CAST($2 AS BIGINT) + CAST($2 AS BIGINT)",
                          DB_STR(S("a")), DB_I64(21), DB_STR(S("c"))));
    cr_assert(str_eq(db_str(&rows, 0), S("cac")));
    cr_assert_eq(db_i64(&rows, 1), 42);
}

DB_TEST(db, a_wrong_number_of_values_is_our_mistake)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    cr_assert_eq(db_one(&fixture->ctx, &rows, "SELECT CAST($1 AS BIGINT)"), ERR_INTERNAL);
    fault_clear(fixture);
    if (fixture->kind == DB_SQLITE) /* PostgreSQL lets a value of a known type go unused */
        cr_assert_eq(db_one(&fixture->ctx, &rows, "SELECT CAST($2 AS BIGINT)", DB_I64(1), DB_I64(2)), ERR_INTERNAL);
    fault_clear(fixture);
    cr_assert_eq(db_exec(&fixture->ctx, NULL, "SELEKT"), ERR_INTERNAL);
    cr_assert(str_eq(fixture->ctx.fault.code, S("db.internal")));
}

DB_TEST(db, text_with_a_nul_byte_is_refused)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    cr_assert_eq(db_one(&fixture->ctx, &rows, "SELECT CAST($1 AS TEXT)", DB_STR(((struct str){"a\0b", 3}))),
                 ERR_INVALID);
}

DB_TEST(db, no_row_is_not_found_without_a_fault)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    db_test_script(fixture, PEOPLE);
    cr_assert_eq(db_one(&fixture->ctx, &rows, "SELECT name FROM person WHERE person_id = $1", DB_I64(1)),
                 ERR_NOT_FOUND);
    cr_assert_eq(fixture->ctx.fault.err, OK);
}

DB_TEST(db, sums_counts_and_averages_are_read_as_numbers)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    db_test_script(fixture, S("CREATE TABLE t (a BIGINT);\nINSERT INTO t VALUES (1), (2), (9000000000), (-3);\n"));
    DB_OK(fixture,
          db_one(&fixture->ctx, &rows,
                 "SELECT count(*), sum(a), min(a), max(a), avg(a), sum(-a), sum(a) FILTER (WHERE a > 100) FROM t"));
    cr_assert_eq(db_i64(&rows, 0), 4);
    cr_assert_eq(db_i64(&rows, 1), 9000000000);
    cr_assert_eq(db_i64(&rows, 2), -3);
    cr_assert_eq(db_i64(&rows, 3), 9000000000);
    cr_assert_eq(db_i64(&rows, 4), 2250000000);
    cr_assert_eq(db_i64(&rows, 5), -9000000000);
    cr_assert_eq(db_i64(&rows, 6), 9000000000);
    cr_assert(str_eq(db_str(&rows, 1), S("9000000000")));
}

DB_TEST(db, a_statement_may_run_inside_its_own_loop)
{
    struct ctx *ctx = &fixture->ctx;
    int seen = 0;

    db_test_script(
        fixture,
        S("CREATE TABLE node (id BIGKEY, parent_id BIGINT);\nINSERT INTO node VALUES (1, 0), (2, 0), (3, 0);\n"));
    struct db_rows AUTO(db_rows_done) outer = {0};
    for (int outer_turn = 0; outer_turn < 2; outer_turn++) {
        struct db_rows *rows[2] = {&outer, NULL};
        struct db_rows AUTO(db_rows_done) inner = {0};
        rows[1] = &inner;
        for (int level = 0; level < 2; level++)
            DB_OK(fixture,
                  db_query(ctx, rows[level], "SELECT id FROM node WHERE parent_id = $1 ORDER BY id", DB_I64(0)));
        while (db_next(rows[0]) && db_next(rows[1])) {
            cr_assert_eq(db_i64(rows[0], 0), db_i64(rows[1], 0));
            seen++;
        }
    }
    cr_assert_eq(seen, 6);
}

DB_TEST(db, constraints_are_conflicts_that_name_themselves_and_no_values)
{
    struct ctx *ctx = &fixture->ctx;
    struct {
        struct str code;
        const char *detail;
    } cases[4] = {{S("db.unique"), "name"},
                  {S("db.check"), "person_age_check"},
                  {S("db.foreign_key"), ""},
                  {S("db.not_null"), "name"}};

    db_test_script(fixture, PEOPLE);
    DB_OK(fixture, person_insert(ctx, 1, S("Lê Bí Mật")));
    for (int i = 0; i < 4; i++) {
        enum err err = OK;
        switch (i) {
        case 0: err = person_insert(ctx, 2, S("Lê Bí Mật")); break;
        case 1: err = db_exec(ctx, NULL, "UPDATE person SET age = $1", DB_I64(151)); break;
        case 2: err = db_exec(ctx, NULL, "UPDATE person SET unit_id = $1", DB_I64(77)); break;
        case 3: err = db_exec(ctx, NULL, "UPDATE person SET name = $1", DB_NULL_STR); break;
        }
        cr_assert_eq(err, ERR_CONFLICT);
        cr_assert(str_eq(ctx->fault.code, cases[i].code), "%.*s", STR_ARG(ctx->fault.code));
        cr_assert(str_find(ctx->fault.detail, str_of(cases[i].detail)) >= 0, "%.*s", STR_ARG(ctx->fault.detail));
        cr_assert(str_find(ctx->fault.detail, S("Bí Mật")) < 0 && str_find(ctx->fault.detail, S("151")) < 0, "%.*s",
                  STR_ARG(ctx->fault.detail));
        fault_clear(fixture);
    }
}

DB_TEST(db, returning_has_run_even_when_nobody_reads_it)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_rows rows = {0};

    db_test_script(fixture, PEOPLE);
    DB_OK(
        fixture,
        db_query(ctx, &rows,
                 "INSERT INTO person (person_id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c') RETURNING person_id, name"));
    db_rows_done(&rows);
    cr_assert_eq(db_test_count(fixture, "person"), 3);
    DB_OK(fixture, db_query(ctx, &rows, "UPDATE person SET age = $1 RETURNING person_id", DB_I64(3)));
    int count = 0;
    while (db_next(&rows))
        count++;
    DB_OK(fixture, db_rows_end(&rows));
    cr_assert_eq(count, 3);
}

DB_TEST(db, a_change_tells_how_many_rows_it_changed)
{
    int64_t changed = -1;

    db_test_script(fixture, PEOPLE);
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "INSERT INTO person (person_id, name) VALUES (1, 'a'), (2, 'b')"));
    DB_OK(fixture, db_exec(&fixture->ctx, &changed, "UPDATE person SET age = 1 WHERE person_id >= $1", DB_I64(1)));
    cr_assert_eq(changed, 2);
    DB_OK(fixture, db_exec(&fixture->ctx, &changed, "UPDATE person SET age = 1 WHERE person_id > $1", DB_I64(9)));
    cr_assert_eq(changed, 0);
}

/* --- transactions ------------------------------------------------------------------------------------------------ */
DB_TEST(db_tx, what_is_not_committed_is_undone)
{
    struct ctx *ctx = &fixture->ctx;

    db_test_script(fixture, PEOPLE);
    {
        struct db_tx AUTO(db_tx_end) tx = {0};
        DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
        DB_OK(fixture, person_insert(ctx, 1, S("a")));
    }
    cr_assert_eq(db_test_count(fixture, "person"), 0);
    {
        struct db_tx AUTO(db_tx_end) tx = {0};
        DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
        DB_OK(fixture, person_insert(ctx, 1, S("a")));
        DB_OK(fixture, db_tx_commit(&tx));
    }
    cr_assert_eq(db_test_count(fixture, "person"), 1);
}

DB_TEST(db_tx, an_inner_transaction_is_undone_alone)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_tx AUTO(db_tx_end) outer = {0};

    db_test_script(fixture, PEOPLE);
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &outer));
    DB_OK(fixture, person_insert(ctx, 1, S("a")));
    for (int turn = 0; turn < 3; turn++) {
        struct db_tx AUTO(db_tx_end) inner = {0};
        DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &inner));
        struct db_tx AUTO(db_tx_end) innermost = {0};
        DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &innermost));
        DB_OK(fixture, person_insert(ctx, 10 + turn, arena_printf(ctx->arena, "b%d", turn)));
        DB_OK(fixture, db_tx_commit(&innermost));
        if (turn == 1)
            DB_OK(fixture, db_tx_commit(&inner));
    }
    DB_OK(fixture, db_tx_commit(&outer));
    cr_assert_eq(db_test_count(fixture, "person"), 2);
    cr_assert_eq(db_test_count(fixture, "person WHERE person_id = 11"), 1);
}

DB_TEST(db_tx, a_failed_statement_dooms_its_transaction_but_not_the_one_around_it)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_tx AUTO(db_tx_end) outer = {0};

    db_test_script(fixture, PEOPLE);
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &outer));
    DB_OK(fixture, person_insert(ctx, 1, S("a")));
    {
        struct db_tx AUTO(db_tx_end) inner = {0};
        DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &inner));
        cr_assert_eq(person_insert(ctx, 1, S("b")), ERR_CONFLICT);
        cr_assert_eq(person_insert(ctx, 2, S("b")), ERR_CONFLICT, "a doomed transaction runs nothing more");
        cr_assert_eq(db_tx_commit(&inner), ERR_CONFLICT);
    }
    fault_clear(fixture);
    DB_OK(fixture, person_insert(ctx, 3, S("c")));
    DB_OK(fixture, db_tx_commit(&outer));
    cr_assert_eq(db_test_count(fixture, "person"), 2);

    struct db_tx AUTO(db_tx_end) tx = {0};
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
    DB_OK(fixture, person_insert(ctx, 4, S("d")));
    cr_assert_eq(person_insert(ctx, 4, S("e")), ERR_CONFLICT);
    cr_assert_eq(db_tx_commit(&tx), ERR_CONFLICT);
    fault_clear(fixture);
    cr_assert_eq(db_test_count(fixture, "person"), 2);
}

DB_TEST(db_tx, a_read_transaction_sees_one_moment_and_cannot_write)
{
    struct ctx *ctx = &fixture->ctx, other = *ctx;

    db_test_script(fixture, PEOPLE);
    other.db = db_test_conn(fixture);
    {
        struct db_tx AUTO(db_tx_end) tx = {0};
        DB_OK(fixture, db_tx_begin(ctx, DB_READ, &tx));
        cr_assert_eq(db_test_count(fixture, "person"), 0);
        cr_assert_eq(person_insert(&other, 1, S("a")), OK);
        cr_assert_eq(db_test_count(fixture, "person"), 0);
        struct db_tx AUTO(db_tx_end) inner = {0};
        cr_assert_eq(db_tx_begin(ctx, DB_WRITE, &inner), ERR_INTERNAL);
        fault_clear(fixture);
        cr_assert_eq(person_insert(ctx, 2, S("b")), ERR_INTERNAL);
    }
    fault_clear(fixture);
    cr_assert_eq(db_test_count(fixture, "person"), 1);
    db_conn_close(other.db);
}

DB_TEST(db_tx, a_row_that_was_read_does_not_hold_back_a_later_write)
{
    struct ctx *ctx = &fixture->ctx, other = *ctx;
    struct db_rows AUTO(db_rows_done) rows = {0}, AUTO(db_rows_done) list = {0};

    db_test_script(fixture, PEOPLE);
    other.db = db_test_conn(fixture);
    DB_OK(fixture, person_insert(ctx, 1, S("a")));
    DB_OK(fixture, db_one(ctx, &rows, "SELECT name FROM person WHERE person_id = $1", DB_I64(1)));
    DB_OK(fixture, db_query(ctx, &list, "SELECT name FROM person"));
    while (db_next(&list))
        ;
    cr_assert_eq(person_insert(&other, 2, S("b")), OK); /* the snapshot of an open row would now be old */
    struct db_tx AUTO(db_tx_end) tx = {0};
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
    DB_OK(fixture, person_insert(ctx, 3, db_str(&rows, 0).len ? S("c") : S("")));
    DB_OK(fixture, db_tx_commit(&tx));
    cr_assert(str_eq(db_str(&rows, 0), S("a")));
    db_conn_close(other.db);
}

DB_TEST(db, one_statement_runs_for_many_rows_and_a_bad_row_undoes_the_transaction)
{
    enum { ROWS = 1000 };
    struct ctx *ctx = &fixture->ctx;
    struct db_value *values = arena_array(ctx->arena, struct db_value, ROWS * 2);

    db_test_script(fixture, S("CREATE TABLE t (id BIGKEY, name TEXT NOT NULL);\n"));
    for (int bad = 0; bad < 2; bad++) {
        for (int opened = 0; opened < 2; opened++) { /* as the first statement of its transaction, and behind another */
            struct db_tx AUTO(db_tx_end) tx = {0};
            for (int i = 0; i < ROWS; i++) {
                values[2 * i] = DB_I64(10000 * (2 * bad + opened) + i);
                values[2 * i + 1] = bad && i == 700 ? DB_NULL_STR : DB_STR(S("a"));
            }
            DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
            if (opened)
                DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO t (id, name) VALUES ($1, 'b')", DB_I64(90000 + bad)));
            enum err err = db_exec_many(ctx, "INSERT INTO t (id, name) VALUES ($1, $2)", values, 2, ROWS);
            cr_assert_eq(err, bad ? ERR_CONFLICT : OK);
            cr_assert(!bad || str_eq(ctx->fault.code, S("db.not_null")), "%.*s", STR_ARG(ctx->fault.code));
            fault_clear(fixture);
            if (!bad)
                DB_OK(fixture, db_tx_commit(&tx));
        }
        cr_assert_eq(db_test_count(fixture, "t"), 2 * ROWS + 1);
    }
}

DB_TEST(db, a_password_never_shows_in_the_public_url)
{
    struct arena *arena = fixture->ctx.arena;

    cr_assert(str_eq(db_url_public(arena, S("postgresql://an:p@ss:w/rd@h:5432/congdan")),
                     S("postgresql://an@h:5432/congdan")));
    cr_assert(str_eq(db_url_public(arena, S("postgresql://an:bí@h:5432/congdan?password=bi&sslmode=require")),
                     S("postgresql://an@h:5432/congdan?sslmode=require")));
    cr_assert(
        str_eq(db_url_public(arena, S("postgres:///congdan?host=/run/pg")), S("postgres:///congdan?host=/run/pg")));
    cr_assert(str_eq(db_url_public(arena, S("sqlite:/var/lib/congdan/a.db")), S("sqlite:/var/lib/congdan/a.db")));
    cr_assert_eq(db_ping(&fixture->ctx), OK);
}

Test(db_value, new_ids_are_positive_increasing_and_carry_the_worker)
{
    int64_t last = 0;

    db_set_worker(3);
    for (int i = 0; i < 100000; i++) { /* more than fit into their milliseconds */
        int64_t id = db_new_id();
        cr_assert_gt(id, last);
        cr_assert_eq((id >> 14) & 0xff, 3);
        last = id;
    }
    db_set_worker(0);
}
