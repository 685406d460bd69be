/* tally_recount.c: the counters counted again. Cells are gathered in a plain array that is sorted and merged whenever it is full, so that the
 * memory follows the number of different cells, not of events. Used by `congdan check`, its repair, and after a bulk import. */
#include "features/tally/tally_store.h"
#include <stdlib.h>

/* One row of tally_month (n by column) or of tally_open (n[0]). */
enum cell_table { MONTH, OPEN };
struct cell {
    enum cell_table table;
    int month;
    int64_t unit_id, procedure_id;
    struct tally_open_cell open;
    int64_t n[COLUMN_COUNT];
};

struct tally_recount {
    struct arena *arena;
    struct cell *cells;
    size_t count, cap;
};

enum { CELLS_FIRST = 4096 };

struct tally_recount *tally_recount_begin(struct ctx *ctx)
{
    struct tally_recount *recount = arena_new(ctx->arena, struct tally_recount);

    recount->arena = ctx->arena;
    recount->cap = CELLS_FIRST;
    recount->cells = arena_array(ctx->arena, struct cell, recount->cap);
    return recount;
}

#define ORDER(field)                                                                                                   \
    if (a->field != b->field)                                                                                          \
    return a->field < b->field ? -1 : 1
static int cell_cmp(const void *left, const void *right)
{
    const struct cell *a = left, *b = right;

    ORDER(table);
    ORDER(unit_id);
    ORDER(procedure_id);
    ORDER(month);
    ORDER(open.waiting);
    ORDER(open.due_day);
    return 0;
}

static void cells_merge(struct tally_recount *recount)
{
    size_t out = 0;

    qsort(recount->cells, recount->count, sizeof(struct cell), cell_cmp);
    for (size_t i = 0; i < recount->count; i++) {
        if (out && cell_cmp(&recount->cells[out - 1], &recount->cells[i]) == 0) {
            for (int c = 0; c < COLUMN_COUNT; c++)
                recount->cells[out - 1].n[c] += recount->cells[i].n[c];
            continue;
        }
        recount->cells[out++] = recount->cells[i];
    }
    recount->count = out;
}

static void cell_add(struct tally_recount *recount, const struct cell *cell)
{
    if (recount->count == recount->cap) {
        cells_merge(recount);
        if (recount->count > recount->cap / 2) { /* truly different cells: make room */
            struct cell *larger = arena_array(recount->arena, struct cell, recount->cap * 2);
            memcpy(larger, recount->cells, recount->count * sizeof *larger);
            recount->cells = larger;
            recount->cap *= 2;
        }
    }
    recount->cells[recount->count++] = *cell;
}

/* The four rows of an event. */
static void event_add(struct tally_recount *recount, struct tally_key key, struct cell cell)
{
    int64_t units[] = {key.unit_id, key.province_id}, procedures[] = {0, key.procedure_id};

    for (int u = 0; u < (key.unit_id == key.province_id ? 1 : 2); u++)
        for (int p = 0; p < 2; p++) {
            cell.unit_id = units[u];
            cell.procedure_id = procedures[p];
            cell_add(recount, &cell);
        }
}

void tally_recount_received(struct tally_recount *recount, struct tally_key key, struct day day, enum channel channel,
                            bool assisted, int64_t n)
{
    struct cell cell = {.month = tally_month_of(day)};

    cell.n[tally_column_received(channel)] = n;
    cell.n[COLUMN_ASSISTED] = assisted ? n : 0;
    event_add(recount, key, cell);
}

void tally_recount_ended(struct tally_recount *recount, struct tally_key key, struct day day, enum tally_end how, int64_t n)
{
    struct cell cell = {.month = tally_month_of(day)};

    cell.n[tally_column_end(how)] = n;
    event_add(recount, key, cell);
}

void tally_recount_open(struct tally_recount *recount, struct tally_key key, enum waiting waiting, struct day due, int64_t n)
{
    event_add(recount, key, (struct cell){.table = OPEN, .open = tally_open_cell_of(waiting, due), .n = {n}});
}

void tally_recount_supplement_asked(struct tally_recount *recount, struct tally_key key, struct day day, int64_t n)
{
    struct cell cell = {.month = tally_month_of(day)};

    cell.n[COLUMN_SUPPLEMENT_ASKED] = n;
    event_add(recount, key, cell);
}

void tally_recount_apology(struct tally_recount *recount, struct tally_key key, struct day day, int64_t n)
{
    struct cell cell = {.month = tally_month_of(day)};

    cell.n[COLUMN_APOLOGIES] = n;
    event_add(recount, key, cell);
}

/* --- comparing ---------------------------------------------------------------------------------------------------------- */
static enum err stored_load(struct ctx *ctx, struct tally_recount *stored)
{
    struct db_rows AUTO(db_rows_done) months = {0}, open = {0};

    TRY(db_query(ctx, &months,
                 "SELECT unit_id, procedure_id, month, received_direct, received_online, received_post, "
                 "received_assisted, resolved_early, resolved_on_time, resolved_late, refused, withdrawn, "
                 "supplement_asked, apologies FROM tally_month"));
    while (db_next(&months)) {
        struct cell cell = {MONTH, (int)db_i64(&months, 2), db_i64(&months, 0), db_i64(&months, 1)};
        for (int i = 0; i < COLUMN_COUNT; i++)
            cell.n[i] = db_i64(&months, 3 + i);
        cell_add(stored, &cell);
    }
    TRY(db_rows_end(&months));
    TRY(db_query(ctx, &open, "SELECT unit_id, procedure_id, waiting, due_day, n FROM tally_open"));
    while (db_next(&open)) {
        struct cell cell = {OPEN, 0, db_i64(&open, 0), db_i64(&open, 1), .n = {db_i64(&open, 4)}};
        cell.open = (struct tally_open_cell){(enum waiting)db_i64(&open, 2), db_i64(&open, 3)};
        cell_add(stored, &cell);
    }
    TRY(db_rows_end(&open));
    cells_merge(stored);
    return OK;
}

enum err tally_recount_check(struct ctx *ctx, struct tally_recount *recount, int limit,
                             struct tally_difference **ret_differences, int *ret_count, int64_t *ret_total)
{
    struct tally_difference *found = arena_array(ctx->arena, struct tally_difference, (size_t)limit);
    struct tally_recount *stored = tally_recount_begin(ctx);
    int64_t total = 0;
    size_t i = 0, j = 0;

    cells_merge(recount);
    TRY(stored_load(ctx, stored));
    while (i < recount->count || j < stored->count) {
        int order = i == recount->count  ? 1
                    : j == stored->count ? -1
                                         : cell_cmp(&recount->cells[i], &stored->cells[j]);
        const struct cell *counted = order <= 0 ? &recount->cells[i++] : NULL;
        const struct cell *kept = order >= 0 ? &stored->cells[j++] : NULL;
        const struct cell *cell = counted ? counted : kept;

        for (int c = 0; c < (cell->table == MONTH ? COLUMN_COUNT : 1); c++) {
            int64_t is = kept ? kept->n[c] : 0, should = counted ? counted->n[c] : 0;
            if (is == should)
                continue;
            if (total++ < limit)
                found[total - 1] = (struct tally_difference){
                    cell->unit_id, cell->procedure_id, cell->table == MONTH ? str_of(tally_column_names[c]) : S("open"),
                    cell->month, cell->open.waiting,
                    cell->open.due_day ? (struct day){(int32_t)cell->open.due_day} : DAY_NONE, is, should};
        }
    }
    *ret_differences = found;
    *ret_count = total < limit ? (int)total : limit;
    *ret_total = total;
    return OK;
}

enum err tally_recount_store(struct ctx *ctx, struct tally_recount *recount)
{
    cells_merge(recount);
    TRY(db_exec(ctx, NULL, "DELETE FROM tally_month"));
    TRY(db_exec(ctx, NULL, "DELETE FROM tally_open"));
    for (size_t i = 0; i < recount->count; i++) {
        const struct cell *cell = &recount->cells[i];
        if (cell->table == OPEN) {
            TRY(db_exec(ctx, NULL,
                        "INSERT INTO tally_open (unit_id, procedure_id, waiting, due_day, n) VALUES ($1, $2, $3, $4, $5)",
                        DB_I64(cell->unit_id), DB_I64(cell->procedure_id), DB_I64(cell->open.waiting),
                        DB_I64(cell->open.due_day), DB_I64(cell->n[0])));
            continue;
        }
        struct db_value values[3 + COLUMN_COUNT] = {DB_I64(cell->unit_id), DB_I64(cell->procedure_id), DB_I64(cell->month)};
        for (int c = 0; c < COLUMN_COUNT; c++)
            values[3 + c] = DB_I64(cell->n[c]);
        TRY(db_exec_array(ctx, NULL,
                          "INSERT INTO tally_month (unit_id, procedure_id, month, received_direct, received_online, "
                          "received_post, received_assisted, resolved_early, resolved_on_time, resolved_late, refused, "
                          "withdrawn, supplement_asked, apologies) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                          values, 3 + COLUMN_COUNT));
    }
    return OK;
}
