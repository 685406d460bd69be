/* db_bulk_test.c: many rows at once, and indexes that step aside and come back. */
#include "platform/db/db_bulk.h"
#include "platform/db/db_test_support.h"

enum { COLUMNS = 4, ROWS = 1000 };

static void start(struct db_fixture *fixture)
{
    db_test_script(fixture, S("CREATE TABLE thing (id BIGKEY, name TEXT NOT NULL, flag BOOLEAN, bytes BYTEA);\n"
                              "CREATE INDEX thing_name ON thing (name);\n"
                              "CREATE UNIQUE INDEX thing_flag ON thing (name) WHERE flag;\n"
                              "CREATE TABLE index_off (name TEXT PRIMARY KEY, definition TEXT NOT NULL);\n"));
}

static void fill(struct db_fixture *fixture, struct db_value *values, int rows)
{
    for (int i = 0; i < rows; i++) {
        struct db_value row[COLUMNS] = {DB_I64(i + 1), DB_STR(arena_printf(&fixture->arena, "Tên %d, \"x\"\t\\N\n", i)),
                                        i % 3 ? DB_BOOL(i % 3 == 1) : (struct db_value){.type = DB_TYPE_BOOL, .null = true},
                                        DB_BYTES(((struct str){"\0\xff", 2}))};
        memcpy(values + (size_t)i * COLUMNS, row, sizeof row);
    }
}

static enum err put(struct db_fixture *fixture, const struct db_value *values, int rows)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(db_exec_many(ctx, "INSERT INTO thing (id, name, flag, bytes) VALUES ($1, $2, $3, $4)", values, COLUMNS, rows));
    return db_tx_commit(&tx);
}

DB_TEST(db_bulk, a_thousand_rows_come_in_as_they_are_whatever_signs_they_hold)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value *values = arena_array(&fixture->arena, struct db_value, ROWS * COLUMNS);
    int seen = 0;

    start(fixture);
    fill(fixture, values, ROWS);
    DB_OK(fixture, put(fixture, values, ROWS));
    DB_OK(fixture, db_query(&fixture->ctx, &rows, "SELECT id, name, flag, bytes FROM thing ORDER BY id"));
    for (; db_next(&rows); seen++) {
        const struct db_value *row = values + (size_t)seen * COLUMNS;
        cr_assert(db_i64(&rows, 0) == row[0].i64 && str_eq(db_str(&rows, 1), row[1].str) && str_eq(db_bytes(&rows, 3), row[3].str));
        cr_assert(db_is_null(&rows, 2) == row[2].null && (row[2].null || db_bool(&rows, 2) == (row[2].i64 != 0)));
    }
    cr_assert_eq(seen, ROWS);
}

DB_TEST(db_bulk, a_row_that_is_there_undoes_all_of_them_and_the_connection_goes_on)
{
    struct db_value *values = arena_array(&fixture->arena, struct db_value, ROWS * COLUMNS);

    start(fixture);
    fill(fixture, values, ROWS);
    values[(ROWS - 1) * COLUMNS] = DB_I64(7);
    cr_assert_eq(put(fixture, values, ROWS), ERR_CONFLICT);
    cr_assert(str_eq(fixture->ctx.fault.code, S("db.unique")));
    fixture->ctx.fault = (struct fault){0};
    cr_assert_eq(db_test_count(fixture, "thing"), 0);
    values[5] = DB_STR(((struct str){"a\0b", 3}));
    cr_assert_neq(put(fixture, values, ROWS - 1), OK, "a NUL byte");
    fixture->ctx.fault = (struct fault){0};
    fill(fixture, values, ROWS);
    DB_OK(fixture, put(fixture, values, ROWS));
    cr_assert_eq(db_test_count(fixture, "thing"), ROWS);
}

static enum err off(struct db_fixture *fixture)
{
    static const char *const tables[] = {"thing", "nothing"};
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(&fixture->ctx, DB_WRITE, &tx));
    TRY(db_indexes_off(&fixture->ctx, tables, 2));
    return db_tx_commit(&tx);
}

DB_TEST(db_bulk, indexes_step_aside_and_come_back_and_a_broken_one_is_told)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_value *values = arena_array(&fixture->arena, struct db_value, 4 * COLUMNS);
    bool are_off;

    start(fixture);
    DB_OK(fixture, db_bulk_tune(ctx));
    fill(fixture, values, 4);
    for (int i = 0; i < 4; i++) { /* two of them with the flag and the same name */
        values[i * COLUMNS + 1] = DB_STR(S("x"));
        values[i * COLUMNS + 2] = DB_BOOL(i < 2);
    }
    cr_assert_eq(put(fixture, values, 4), ERR_CONFLICT);
    ctx->fault = (struct fault){0};
    DB_OK(fixture, off(fixture));
    DB_OK(fixture, off(fixture));
    DB_OK(fixture, db_indexes_are_off(ctx, &are_off));
    cr_assert(are_off);
    DB_OK(fixture, put(fixture, values, 4));
    cr_assert_eq(db_indexes_back(ctx, NULL, NULL), ERR_CONFLICT, "the unique index does not fit");
    ctx->fault = (struct fault){0};
    DB_OK(fixture, db_exec(ctx, NULL, "DELETE FROM thing WHERE id = 2"));
    DB_OK(fixture, db_indexes_back(ctx, NULL, NULL));
    DB_OK(fixture, db_indexes_are_off(ctx, &are_off));
    cr_assert(!are_off);
    cr_assert_eq(put(fixture, values + COLUMNS, 1), ERR_CONFLICT, "it guards again");
    ctx->fault = (struct fault){0};
    DB_OK(fixture, db_indexes_back(ctx, NULL, NULL));
}
