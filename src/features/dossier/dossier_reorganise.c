/* dossier_reorganise.c: dossiers that are not finished follow the commune that works on them when a decree merges or divides it. The agency and the unit at
 * work change; the unit of receipt, under which the dossier is counted, its state and its dates do not. A form that was opened before sees another version. */
#include "features/audit/audit.h"
#include "features/dossier/lists.h"

#define UNFINISHED "state IN (1, 2, 4, 5, 6, 9)"

struct moving {
    int64_t dossier_id, version, agency_id, new_unit_id, new_province_id, due_ms, owner_person_id;
    enum dossier_state state;
    struct str stage, unit_name;
};

/* $n columns of a query over dossier d, the new unit n. */
#define MOVING "d.dossier_id, d.version, d.agency_id, n.unit_id, n.province_id, d.due_ms, d.owner_person_id, d.state, d.stage, n.name"
static struct moving moving_of_row(const struct db_rows *rows)
{
    return (struct moving){db_i64(rows, 0), db_i64(rows, 1), db_i64(rows, 2), db_i64(rows, 3), db_i64(rows, 4), db_i64(rows, 5), db_i64(rows, 6),
                           (enum dossier_state)db_i64(rows, 7), db_str(rows, 8), db_str(rows, 9)};
}

static enum err move(struct ctx *ctx, const struct moving *d)
{
    struct agency agency;
    int64_t changed;
    enum err err = agency_successor(ctx, d->agency_id, d->new_unit_id, &agency);

    if (err == ERR_NOT_FOUND)
        agency.agency_id = d->agency_id; /* nobody took over: it stays on the old agency's list, which the report names */
    else
        TRY(err);
    TRY(db_exec(ctx, &changed,
                "UPDATE dossier SET agency_id = $3, unit_now_id = $4, province_now_id = $5, version = version + 1 WHERE dossier_id = $1 AND version = $2",
                DB_I64(d->dossier_id), DB_I64(d->version), DB_I64(agency.agency_id), DB_I64(d->new_unit_id), DB_I64(d->new_province_id)));
    if (changed == 0) /* somebody decided it this moment (PostgreSQL): the whole piece is tried again */
        return fault(ctx, ERR_BUSY, "db.busy", "", "Hồ sơ vừa được cập nhật; việc sắp xếp sẽ thử lại.");
    struct dossier_step step = {.seq = (int)d->version + 1, .action = S("reorganise"), .state_from = d->state, .state_to = d->state, .stage = d->stage,
                                .at_ms = ctx->now_ms, .due_ms = d->due_ms, .agency_id = agency.agency_id, .note = d->unit_name};
    TRY(dossier_store_steps(ctx, d->dossier_id, &step, 1));
    return audit_put(ctx, &(struct audit_entry){.action = S("dossier.reorganise"), .unit_id = d->new_unit_id, .person_id = d->owner_person_id,
                                                .dossier_id = d->dossier_id, .purpose = T("Sắp xếp đơn vị hành chính").vi});
}

static enum err move_all(struct ctx *ctx, struct db_rows *rows, int most, int64_t *ret_moved)
{
    struct moving *list = arena_array(ctx->arena, struct moving, (size_t)most);
    int count = 0;

    while (count < most && db_next(rows))
        list[count++] = moving_of_row(rows);
    TRY(db_rows_end(rows));
    for (int i = 0; i < count; i++)
        TRY(move(ctx, &list[i]));
    *ret_moved = count;
    return OK;
}

enum err dossier_move_rows(struct ctx *ctx, int64_t after_id, int limit, int64_t *ret_after, int64_t *ret_seen, int64_t *ret_moved)
{
    struct db_rows AUTO(db_rows_done) piece = {0}, rows = {0};

    TRY(db_one(ctx, &piece, "SELECT MAX(dossier_id), COUNT(*) FROM (SELECT dossier_id FROM dossier WHERE dossier_id > $1 ORDER BY dossier_id LIMIT $2) piece",
               DB_I64(after_id), DB_I64(limit)));
    *ret_after = db_i64(&piece, 0);
    *ret_seen = db_i64(&piece, 1);
    *ret_moved = 0;
    TRY(db_rows_end(&piece));
    if (*ret_seen == 0)
        return OK;
    TRY(db_query(ctx, &rows,
                 "SELECT " MOVING " FROM dossier d JOIN unit_move m ON m.old_id = COALESCE(d.unit_now_id, d.unit_id) JOIN unit n ON n.unit_id = m.new_id"
                 " WHERE d.dossier_id > $1 AND d.dossier_id <= $2 AND d." UNFINISHED " ORDER BY d.dossier_id",
                 DB_I64(after_id), DB_I64(*ret_after)));
    return move_all(ctx, &rows, limit, ret_moved);
}

enum err dossier_move_chosen(struct ctx *ctx, int64_t old_unit_id, int *ret_moved)
{
    enum { MOST = 1000 };
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t moved;

    TRY(db_query(ctx, &rows,
                 "SELECT " MOVING " FROM unit_choice c JOIN dossier d ON d.dossier_id = c.item_id JOIN unit n ON n.unit_id = c.new_id"
                 " WHERE c.old_id = $1 AND c.kind = 'dossier' AND c.applied_ms IS NULL AND c.new_id <> c.old_id"
                 " AND COALESCE(d.unit_now_id, d.unit_id) = $1 AND d." UNFINISHED " ORDER BY d.dossier_id LIMIT $2",
                 DB_I64(old_unit_id), DB_I64(MOST)));
    TRY(move_all(ctx, &rows, MOST, &moved));
    *ret_moved = (int)moved;
    return moved < MOST ? territory_choices_applied(ctx, old_unit_id, S("dossier")) : OK;
}

/* By the unit of receipt, or, for those that came with an earlier decree, by the unit now: two ranges. */
enum err dossier_list_unit(struct ctx *ctx, int64_t unit_id, int64_t after_id, int limit, struct dossier_page *ret_page)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct dossier_page page = list_page(ctx, limit);

    TRY(db_query(ctx, &rows,
                 "SELECT " LIST_ROW " FROM dossier WHERE dossier_id > $2 AND (unit_id = $1 OR unit_now_id = $1) AND COALESCE(unit_now_id, unit_id) = $1 AND " UNFINISHED
                 " ORDER BY dossier_id LIMIT $3",
                 DB_I64(unit_id), DB_I64(after_id), DB_I64(limit + 1)));
    TRY(list_take(&rows, limit, &page));
    *ret_page = page;
    return OK;
}

enum err dossier_count_units(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT COALESCE(unit_now_id, unit_id), COUNT(*) FROM dossier WHERE " UNFINISHED " GROUP BY 1 ORDER BY 1"));
    return territory_collect_counts(ctx, &rows, ret_counts, ret_count);
}
