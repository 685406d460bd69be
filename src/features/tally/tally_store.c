/* tally_store.c: writing the counters. A change touches the unit and its province, for the procedure and for all: four rows, one statement,
 * ordered by the key. Nothing is read before it is bumped. */
#include "features/tally/tally_store.h"
#include <assert.h>

const char *const tally_column_names[COLUMN_COUNT] = {
    "received_direct", "received_online", "received_post", "received_assisted", "resolved_early", "resolved_on_time",
    "resolved_late",   "refused",         "withdrawn",     "supplement_asked",  "apologies",
};

/* The lower unit is $1 and the higher one, if it is another, the last value; procedure 0 (all) sorts before any procedure. */
static int64_t unit_low(struct tally_key key) { return key.unit_id < key.province_id ? key.unit_id : key.province_id; }
static int64_t unit_high(struct tally_key key) { return key.unit_id < key.province_id ? key.province_id : key.unit_id; }

/* $1 unit, $2 procedure, $3 month, $4..$14 the changes, $15 the higher unit. */
#define MONTH_INSERT                                                                                                   \
    "INSERT INTO tally_month (unit_id, procedure_id, month, received_direct, received_online, received_post, "        \
    "received_assisted, resolved_early, resolved_on_time, resolved_late, refused, withdrawn, supplement_asked, "      \
    "apologies) VALUES "
#define MONTH_ROW(unit, procedure)                                                                                     \
    "(" unit ", " procedure ", $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
#define MONTH_ROWS(unit) MONTH_ROW(unit, "0") ", " MONTH_ROW(unit, "$2")
#define MONTH_ADD(column) column " = tally_month." column " + excluded." column
#define MONTH_UPSERT                                                                                                   \
    " ON CONFLICT (unit_id, procedure_id, month) DO UPDATE SET " MONTH_ADD("received_direct") ", "                    \
    MONTH_ADD("received_online") ", " MONTH_ADD("received_post") ", " MONTH_ADD("received_assisted") ", "             \
    MONTH_ADD("resolved_early") ", " MONTH_ADD("resolved_on_time") ", " MONTH_ADD("resolved_late") ", "               \
    MONTH_ADD("refused") ", " MONTH_ADD("withdrawn") ", " MONTH_ADD("supplement_asked") ", " MONTH_ADD("apologies")

enum err tally_store_month(struct ctx *ctx, const struct tally_month_change *change)
{
    struct tally_key key = change->key;
    struct db_value values[4 + COLUMN_COUNT] = {DB_I64(unit_low(key)), DB_I64(key.procedure_id), DB_I64(change->month)};

    assert(key.procedure_id > 0);
    for (int i = 0; i < COLUMN_COUNT; i++)
        values[3 + i] = DB_I64(change->n[i]);
    if (key.unit_id == key.province_id)
        return db_exec_array(ctx, NULL, MONTH_INSERT MONTH_ROWS("$1") MONTH_UPSERT, values, 3 + COLUMN_COUNT);
    values[3 + COLUMN_COUNT] = DB_I64(unit_high(key));
    return db_exec_array(ctx, NULL, MONTH_INSERT MONTH_ROWS("$1") ", " MONTH_ROWS("$15") MONTH_UPSERT, values,
                         4 + COLUMN_COUNT);
}

/* --- open dossiers --------------------------------------------------------------------------------------------------- */
/* $1 unit, $2 procedure, $3..$5 the first cell (waiting, due day, change), $6..$8 the second, then the higher unit. */
#define OPEN_INSERT "INSERT INTO tally_open (unit_id, procedure_id, waiting, due_day, n) VALUES "
#define OPEN_UPSERT                                                                                                    \
    " ON CONFLICT (unit_id, procedure_id, waiting, due_day) DO UPDATE SET n = tally_open.n + excluded.n RETURNING n"
#define OPEN_CELL_1(unit, procedure) "(" unit ", " procedure ", $3, $4, $5)"
#define OPEN_CELL_2(unit, procedure) "(" unit ", " procedure ", $6, $7, $8)"
#define OPEN_ROWS_1(unit) OPEN_CELL_1(unit, "0") ", " OPEN_CELL_1(unit, "$2")
#define OPEN_ROWS_2(unit)                                                                                              \
    OPEN_CELL_1(unit, "0") ", " OPEN_CELL_2(unit, "0") ", " OPEN_CELL_1(unit, "$2") ", " OPEN_CELL_2(unit, "$2")

static bool cell_before(const struct tally_open_cell *a, const struct tally_open_cell *b)
{
    return a->waiting != b->waiting ? a->waiting < b->waiting : a->due_day < b->due_day;
}

static int put_cell(struct db_value *values, const struct tally_open_cell *cell, int64_t change)
{
    values[0] = DB_I64(cell->waiting);
    values[1] = DB_I64(cell->due_day);
    values[2] = DB_I64(change);
    return 3;
}

enum err tally_store_open(struct ctx *ctx, struct tally_key key, const struct tally_open_cell *from,
                          const struct tally_open_cell *to)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[9] = {DB_I64(unit_low(key)), DB_I64(key.procedure_id)};
    bool from_first = from && (!to || cell_before(from, to)), two_cells = from && to;
    bool two_units = key.unit_id != key.province_id, negative = false;
    int count = 2;

    assert(key.procedure_id > 0 && (from || to));
    if (from && from_first)
        count += put_cell(values + count, from, -1);
    if (to)
        count += put_cell(values + count, to, 1);
    if (from && !from_first)
        count += put_cell(values + count, from, -1);
    if (two_units)
        values[count++] = DB_I64(unit_high(key));

    if (two_cells && two_units)
        TRY(db_query_array(ctx, &rows, OPEN_INSERT OPEN_ROWS_2("$1") ", " OPEN_ROWS_2("$9") OPEN_UPSERT, values, count));
    else if (two_cells)
        TRY(db_query_array(ctx, &rows, OPEN_INSERT OPEN_ROWS_2("$1") OPEN_UPSERT, values, count));
    else if (two_units)
        TRY(db_query_array(ctx, &rows, OPEN_INSERT OPEN_ROWS_1("$1") ", " OPEN_ROWS_1("$6") OPEN_UPSERT, values, count));
    else
        TRY(db_query_array(ctx, &rows, OPEN_INSERT OPEN_ROWS_1("$1") OPEN_UPSERT, values, count));
    while (db_next(&rows))
        negative = negative || db_i64(&rows, 0) < 0;
    TRY(db_rows_end(&rows));
    if (negative)
        return fault(ctx, ERR_INTERNAL, "tally.negative", "",
                     "Số liệu thống kê không khớp với hồ sơ. Người vận hành cần chạy “congdan check”.");
    return OK;
}

enum err tally_tidy(struct ctx *ctx, struct day before)
{
    return db_exec(ctx, NULL, "DELETE FROM tally_open WHERE n = 0 AND due_day > 0 AND due_day < $1", DB_I64(before.n));
}
