/* tally_read.c: reading the counters. One query a call over the primary keys of tally_month and tally_open, whose rows are months and dates:
 * the cost does not know how many dossiers there are. */
#include "features/tally/tally_store.h"

enum { READ_IDS_MAX = 200, READ_FIXED = 5 };

/* $1 the other key, $2 first month, $3 last month, $4 whether the period reaches to today, $5 today, $6.. the wanted keys.
 * SUM of BIGINT is NUMERIC on PostgreSQL: every sum is cast back. */
#define SUM_WHERE(what, condition) "CAST(COALESCE(SUM(" what ") FILTER (WHERE " condition "), 0) AS BIGINT)"
#define IN_PERIOD(column) SUM_WHERE(column, "month >= $2")
#define RECEIVED_OF_ROW "received_direct + received_online + received_post"
#define ENDED_OF_ROW "resolved_early + resolved_on_time + resolved_late + refused + withdrawn"
#define READ_SQL(key, other, wanted)                                                                                   \
    "SELECT " key ", 0, " SUM_WHERE(RECEIVED_OF_ROW " - (" ENDED_OF_ROW ")", "month < $2") ", "                       \
    IN_PERIOD("received_direct") ", " IN_PERIOD("received_online") ", " IN_PERIOD("received_post") ", "               \
    IN_PERIOD("received_assisted") ", " IN_PERIOD("resolved_early") ", " IN_PERIOD("resolved_on_time") ", "           \
    IN_PERIOD("resolved_late") ", " IN_PERIOD("refused") ", " IN_PERIOD("withdrawn") ", "                             \
    IN_PERIOD("supplement_asked") ", " IN_PERIOD("apologies")                                                         \
    " FROM tally_month WHERE " other " = $1 AND " key " " wanted " AND month <= $3 GROUP BY " key                     \
    " UNION ALL SELECT " key ", 1, " SUM_WHERE("n", "waiting = 0 AND due_day >= $5") ", "                             \
    SUM_WHERE("n", "waiting = 0 AND due_day < $5") ", " SUM_WHERE("n", "waiting = 1") ", "                            \
    SUM_WHERE("n", "waiting = 2") ", 0, 0, 0, 0, 0, 0, 0, 0"                                                          \
    " FROM tally_open WHERE " other " = $1 AND " key " " wanted " AND $4 = 1 GROUP BY " key

#define TEN(tens)                                                                                                      \
    "$" #tens "0, $" #tens "1, $" #tens "2, $" #tens "3, $" #tens "4, $" #tens "5, $" #tens "6, $" #tens "7, $" #tens  \
    "8, $" #tens "9"
#define MANY                                                                                                           \
    "IN ($6, $7, $8, $9, " TEN(1) ", " TEN(2) ", " TEN(3) ", " TEN(4) ", " TEN(5) ", " TEN(6) ", " TEN(7) ", " TEN(8)   \
    ", " TEN(9) ", " TEN(10) ", " TEN(11) ", " TEN(12) ", " TEN(13) ", " TEN(14) ", " TEN(15) ", " TEN(16) ", " TEN(17) \
    ", " TEN(18) ", " TEN(19) ", $200, $201, $202, $203, $204, $205)"

static bool reaches_today(int month, int from_month, int to_month) { return from_month <= month && month <= to_month; }

static void line_init(struct tally_line *line, bool today)
{
    int64_t open = today ? 0 : -1;

    *line = (struct tally_line){
        .pending_in_time = open, .pending_overdue = open, .waiting_supplement = open, .waiting_payment = open};
}

static void line_take(struct tally_line *line, const struct db_rows *rows)
{
    if (db_i64(rows, 1) == 1) {
        line->pending_in_time = db_i64(rows, 2);
        line->pending_overdue = db_i64(rows, 3);
        line->waiting_supplement = db_i64(rows, 4);
        line->waiting_payment = db_i64(rows, 5);
        return;
    }
    line->carried = db_i64(rows, 2);
    line->direct = db_i64(rows, 3);
    line->online = db_i64(rows, 4);
    line->post = db_i64(rows, 5);
    line->assisted = db_i64(rows, 6);
    line->early = db_i64(rows, 7);
    line->on_time = db_i64(rows, 8);
    line->late = db_i64(rows, 9);
    line->refused = db_i64(rows, 10);
    line->withdrawn = db_i64(rows, 11);
    line->supplement_asked = db_i64(rows, 12);
    line->apologies = db_i64(rows, 13);
    line->pending = tally_total(line) - tally_resolved(line) - line->refused - line->withdrawn;
}

static void fixed_values(struct ctx *ctx, int64_t other, int from_month, int to_month, struct db_value *values)
{
    struct day today = day_of_ms(ctx->now_ms);

    values[0] = DB_I64(other);
    values[1] = DB_I64(from_month);
    values[2] = DB_I64(to_month);
    values[3] = DB_I64(reaches_today(tally_month_of(today), from_month, to_month) ? 1 : 0);
    values[4] = DB_I64(today.n);
}

enum err tally_read(struct ctx *ctx, int64_t unit_id, int64_t procedure_id, int from_month, int to_month,
                    struct tally_line *ret_line)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[READ_FIXED + 1];
    struct tally_line line;

    fixed_values(ctx, procedure_id, from_month, to_month, values);
    values[READ_FIXED] = DB_I64(unit_id);
    line_init(&line, values[3].i64 == 1);
    TRY(db_query_array(ctx, &rows, READ_SQL("unit_id", "procedure_id", "= $6"), values, READ_FIXED + 1));
    while (db_next(&rows))
        line_take(&line, &rows);
    TRY(db_rows_end(&rows));
    *ret_line = line;
    return OK;
}

/* Up to READ_IDS_MAX keys; the list is filled up with its first one, so that the statement is always the same. */
static enum err read_many(struct ctx *ctx, bool units, int64_t other, const int64_t *ids, int count, int from_month,
                          int to_month, struct tally_line *lines)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value *values = arena_array(ctx->arena, struct db_value, READ_FIXED + READ_IDS_MAX);

    fixed_values(ctx, other, from_month, to_month, values);
    for (int i = 0; i < READ_IDS_MAX; i++)
        values[READ_FIXED + i] = DB_I64(ids[i < count ? i : 0]);
    for (int i = 0; i < count; i++)
        line_init(&lines[i], values[3].i64 == 1);
    if (units)
        TRY(db_query_array(ctx, &rows, READ_SQL("unit_id", "procedure_id", MANY), values, READ_FIXED + READ_IDS_MAX));
    else
        TRY(db_query_array(ctx, &rows, READ_SQL("procedure_id", "unit_id", MANY), values, READ_FIXED + READ_IDS_MAX));
    while (db_next(&rows)) {
        int64_t id = db_i64(&rows, 0);
        for (int i = 0; i < count; i++) /* at most 200 by 400: no index pays */
            if (ids[i] == id)
                line_take(&lines[i], &rows);
    }
    return db_rows_end(&rows);
}

static enum err read_in_parts(struct ctx *ctx, bool units, int64_t other, const int64_t *ids, int count, int from_month,
                              int to_month, struct tally_line *lines)
{
    for (int at = 0; at < count; at += READ_IDS_MAX) {
        int part = count - at < READ_IDS_MAX ? count - at : READ_IDS_MAX;
        TRY(read_many(ctx, units, other, ids + at, part, from_month, to_month, lines + at));
    }
    return OK;
}

enum err tally_read_units(struct ctx *ctx, const int64_t *unit_ids, int count, int64_t procedure_id, int from_month,
                          int to_month, struct tally_line *ret_lines)
{
    return read_in_parts(ctx, true, procedure_id, unit_ids, count, from_month, to_month, ret_lines);
}

enum err tally_read_procedures(struct ctx *ctx, int64_t unit_id, const int64_t *procedure_ids, int count,
                               int from_month, int to_month, struct tally_line *ret_lines)
{
    return read_in_parts(ctx, false, unit_id, procedure_ids, count, from_month, to_month, ret_lines);
}

enum err tally_read_months(struct ctx *ctx, int64_t unit_id, int64_t procedure_id, int from_month, int to_month,
                           struct tally_line *ret_lines)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    for (int i = 0; i <= to_month - from_month; i++)
        line_init(&ret_lines[i], false);
    TRY(db_query(ctx, &rows,
                 "SELECT month, 0, 0, received_direct, received_online, received_post, received_assisted, "
                 "resolved_early, resolved_on_time, resolved_late, refused, withdrawn, supplement_asked, apologies "
                 "FROM tally_month WHERE unit_id = $1 AND procedure_id = $2 AND month >= $3 AND month <= $4",
                 DB_I64(unit_id), DB_I64(procedure_id), DB_I64(from_month), DB_I64(to_month)));
    while (db_next(&rows)) {
        struct tally_line *line = &ret_lines[db_i64(&rows, 0) - from_month];
        line_take(line, &rows);
        line->pending = 0;
    }
    return db_rows_end(&rows);
}

enum err tally_read_due(struct ctx *ctx, int64_t unit_id, int64_t procedure_id, struct day from, struct day to, int64_t *ret_counts)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    for (int i = 0; i <= to.n - from.n; i++)
        ret_counts[i] = 0;
    TRY(db_query(ctx, &rows,
                 "SELECT due_day, n FROM tally_open WHERE unit_id = $1 AND procedure_id = $2 AND waiting = 0 AND due_day >= $3 AND due_day <= $4",
                 DB_I64(unit_id), DB_I64(procedure_id), DB_I64(from.n), DB_I64(to.n)));
    while (db_next(&rows))
        ret_counts[db_i64(&rows, 0) - from.n] = db_i64(&rows, 1);
    return db_rows_end(&rows);
}
