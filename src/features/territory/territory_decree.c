/* territory_decree.c: the links of one day as one decree: what moves as a whole, what was divided, and what officers chose for the divided. Writes unit_move and
 * unit_choice; moves nothing itself but hamlets (territory_hamlets.c). */
#include "features/territory/territory_internal.h"
#include <assert.h>

enum { CHAIN_MAX = 16, DECREES_MAX = 200 };

static struct decree *decree_on(struct decree *list, int *count, struct day day)
{
    for (int i = 0; i < *count; i++)
        if (list[i].effective_on.n == day.n)
            return &list[i];
    list[*count] = (struct decree){.effective_on = day};
    return &list[(*count)++];
}

/* An old unit with one full link moves; every other one with links was divided. Links come in the order of the old unit. */
enum err territory_decrees(struct ctx *ctx, struct decree **ret_decrees, int *ret_count)
{
    struct decree *list = arena_array(ctx->arena, struct decree, DECREES_MAX);
    uint64_t *digests = arena_array(ctx->arena, uint64_t, DECREES_MAX);
    struct succession_row *links;
    int links_count, count = 0;

    TRY(territory_store_links(ctx, &links, &links_count));
    for (int i = 0; i < links_count; i++) {
        if (count == DECREES_MAX)
            return fault(ctx, ERR_TOO_LARGE, "decree.too_many", "", "Có quá nhiều ngày sắp xếp đơn vị hành chính.");
        struct decree *decree = decree_on(list, &count, links[i].effective_on);
        const int64_t key[] = {links[i].old_id, links[i].new_id, links[i].full};
        uint64_t *digest = &digests[decree - list];
        bool first = i == 0 || links[i - 1].old_id != links[i].old_id, alone = first && (i + 1 == links_count || links[i + 1].old_id != links[i].old_id);
        *digest = *digest * UINT64_C(0x9E3779B97F4A7C15) + str_hash((struct str){(const char *)key, sizeof key});
        decree->full += links[i].full;
        decree->partial += !links[i].full;
        decree->divided += first && !(alone && links[i].full);
    }
    for (int i = 0; i < count; i++)
        list[i].digest = arena_printf(ctx->arena, "%016llx", (unsigned long long)digests[i]);
    for (int i = 1; i < count; i++) /* a handful */
        for (int j = i; j > 0 && list[j - 1].effective_on.n > list[j].effective_on.n; j--) {
            struct decree later = list[j - 1];
            list[j - 1] = list[j];
            list[j] = later;
        }
    *ret_decrees = list;
    *ret_count = count;
    return OK;
}

enum err territory_decree(struct ctx *ctx, struct day effective_on, struct decree *ret_decree)
{
    struct decree *list;
    int count;

    TRY(territory_decrees(ctx, &list, &count));
    for (int i = 0; i < count; i++)
        if (list[i].effective_on.n == effective_on.n) {
            *ret_decree = list[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

#define ALONE "NOT EXISTS (SELECT 1 FROM unit_succession o WHERE o.old_id = s.old_id AND o.new_id <> s.new_id)"

enum err territory_plan_moves(struct ctx *ctx, struct day effective_on)
{
    int64_t changed = 1;

    TRY(db_exec(ctx, NULL,
                "INSERT INTO unit_move (old_id, new_id, effective_on) SELECT s.old_id, s.new_id, s.effective_on FROM unit_succession s"
                " JOIN unit u ON u.unit_id = s.old_id WHERE s.effective_on = $1 AND s.extent = 'full' AND u.valid_to < $1 AND " ALONE
                " ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id, effective_on = excluded.effective_on",
                DB_DAY(ctx, effective_on)));
    /* One look-up leads to today's unit, over however many decrees. */
    for (int step = 0; changed && step < CHAIN_MAX; step++)
        TRY(db_exec(ctx, &changed,
                    "UPDATE unit_move SET new_id = (SELECT n.new_id FROM unit_move n WHERE n.old_id = unit_move.new_id)"
                    " WHERE new_id IN (SELECT old_id FROM unit_move)"));
    return db_exec(ctx, NULL,
                   "UPDATE unit_choice SET new_id = (SELECT n.new_id FROM unit_move n WHERE n.old_id = unit_choice.new_id)"
                   " WHERE applied_ms IS NULL AND new_id IN (SELECT old_id FROM unit_move)");
}

/* --- what was divided ---------------------------------------------------------------------------------------------------------- */

static enum err candidates(struct ctx *ctx, struct unit_split *split)
{
    struct succession *links;
    int count;

    TRY(territory_successors(ctx, split->unit.unit_id, &links, &count));
    split->to_count = 0;
    if (day_is_none(split->unit.valid_to)) /* only a part of it went: the rest stays */
        split->to[split->to_count++] = split->unit;
    for (int i = 0; i < count && split->to_count < UNIT_TODAY_MAX; i++)
        split->to[split->to_count++] = links[i].unit;
    return OK;
}

enum err territory_splits(struct ctx *ctx, struct day effective_on, int64_t province_id, int64_t after_id, int limit, struct unit_split **ret_splits,
                          int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct unit_split *splits;
    struct unit *units;
    int count;

    TRY(db_query(ctx, &rows,
                 "SELECT " UNIT_COLUMNS " FROM unit u WHERE u.unit_id > $2 AND EXISTS (SELECT 1 FROM unit_succession s JOIN unit n ON n.unit_id = s.new_id"
                 " WHERE s.old_id = u.unit_id AND s.effective_on = $1 AND ($3 = 0 OR n.province_id = $3)"
                 " AND (s.extent = 'partial' OR EXISTS (SELECT 1 FROM unit_succession o WHERE o.old_id = s.old_id AND o.new_id <> s.new_id)))"
                 " ORDER BY u.unit_id LIMIT $4",
                 DB_DAY(ctx, effective_on), DB_I64(after_id), DB_I64(province_id), DB_I64(limit)));
    TRY(territory_collect(ctx, &rows, &units, &count));
    splits = arena_array(ctx->arena, struct unit_split, (size_t)count);
    for (int i = 0; i < count; i++) {
        splits[i].unit = units[i];
        TRY(candidates(ctx, &splits[i]));
    }
    *ret_splits = splits;
    *ret_count = count;
    return OK;
}

enum err territory_split(struct ctx *ctx, int64_t unit_id, struct unit_split *ret_split)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(territory_get(ctx, unit_id, &ret_split->unit));
    TRY(db_one(ctx, &rows, "SELECT COUNT(*), COALESCE(SUM(CASE WHEN extent = 'partial' THEN 1 ELSE 0 END), 0) FROM unit_succession WHERE old_id = $1",
               DB_I64(unit_id)));
    if (db_i64(&rows, 0) < 2 && db_i64(&rows, 1) == 0)
        return ERR_NOT_FOUND;
    TRY(db_rows_end(&rows));
    return candidates(ctx, ret_split);
}

/* --- choices --------------------------------------------------------------------------------------------------------------------- */

enum err territory_choose(struct ctx *ctx, const struct unit_choice *choice)
{
    struct unit_split split;
    bool candidate = choice->new_id == 0;
    int64_t changed;
    enum err err = territory_split(ctx, choice->old_id, &split);

    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "choice.unit", "", "Đơn vị này không phải đơn vị đã chia.");
    TRY(err);
    for (int i = 0; i < split.to_count; i++)
        candidate = candidate || split.to[i].unit_id == choice->new_id;
    if (!candidate)
        return fault(ctx, ERR_INVALID, "choice.candidate", "unit", "Đơn vị được chọn không có trong nghị quyết sắp xếp của đơn vị này.");
    if (choice->new_id)
        TRY(db_exec(ctx, &changed,
                    "INSERT INTO unit_choice (old_id, kind, item_id, new_id, officer_id, decided_ms) VALUES ($1, $2, $3, $4, $5, $6)"
                    " ON CONFLICT (old_id, kind, item_id) DO UPDATE SET new_id = excluded.new_id, officer_id = excluded.officer_id,"
                    " decided_ms = excluded.decided_ms WHERE unit_choice.applied_ms IS NULL",
                    DB_I64(choice->old_id), DB_STR(choice->kind), DB_I64(choice->item_id), DB_I64(choice->new_id), db_i64_or_null(choice->officer_id),
                    DB_I64(ctx->now_ms)));
    else
        TRY(db_exec(ctx, &changed, "DELETE FROM unit_choice WHERE old_id = $1 AND kind = $2 AND item_id = $3 AND applied_ms IS NULL", DB_I64(choice->old_id),
                    DB_STR(choice->kind), DB_I64(choice->item_id)));
    if (changed)
        return OK;
    AUTO(db_rows_done) struct db_rows rows = {0};
    err = db_one(ctx, &rows, "SELECT new_id FROM unit_choice WHERE old_id = $1 AND kind = $2 AND item_id = $3", DB_I64(choice->old_id), DB_STR(choice->kind),
                 DB_I64(choice->item_id));
    if (err == ERR_NOT_FOUND || (err == OK && db_i64(&rows, 0) == choice->new_id))
        return OK; /* nothing to take back; or the same again */
    TRY(err);
    return fault(ctx, ERR_CONFLICT, "choice.applied", "", "Lựa chọn này đã được áp dụng, không đổi lại được ở đây.");
}

enum err territory_choices(struct ctx *ctx, int64_t old_id, struct unit_choice **ret_choices, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct unit_choice *list = NULL;
    int count = 0, cap = 0;

    TRY(db_query(ctx, &rows, "SELECT kind, item_id, new_id, officer_id, decided_ms, applied_ms FROM unit_choice WHERE old_id = $1 ORDER BY kind, item_id",
                 DB_I64(old_id)));
    while (db_next(&rows)) {
        if (count == cap) {
            struct unit_choice *larger = arena_array(ctx->arena, struct unit_choice, (size_t)(cap = cap ? cap * 2 : 64));
            if (count)
                memcpy(larger, list, (size_t)count * sizeof *list);
            list = larger;
        }
        list[count++] = (struct unit_choice){.old_id = old_id, .kind = db_str(&rows, 0), .item_id = db_i64(&rows, 1), .new_id = db_i64(&rows, 2),
                                             .officer_id = db_i64(&rows, 3), .decided_ms = db_i64(&rows, 4), .applied_ms = db_i64(&rows, 5)};
    }
    TRY(db_rows_end(&rows));
    *ret_choices = list;
    *ret_count = count;
    return OK;
}

enum err territory_choices_applied(struct ctx *ctx, int64_t old_id, struct str kind)
{
    return db_exec(ctx, NULL, "UPDATE unit_choice SET applied_ms = $3 WHERE old_id = $1 AND kind = $2 AND applied_ms IS NULL", DB_I64(old_id), DB_STR(kind),
                   DB_I64(ctx->now_ms));
}

enum err territory_moved_units(struct ctx *ctx, struct day effective_on, int64_t after_id, int limit, int64_t **ret_old_ids, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    int64_t *ids = arena_array(ctx->arena, int64_t, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT old_id FROM unit_move WHERE old_id > $1 AND effective_on = $2 ORDER BY old_id LIMIT $3", DB_I64(after_id),
                 DB_DAY(ctx, effective_on), DB_I64(limit)));
    while (count < limit && db_next(&rows))
        ids[count++] = db_i64(&rows, 0);
    TRY(db_rows_end(&rows));
    *ret_old_ids = ids;
    *ret_count = count;
    return OK;
}

enum err territory_ending(struct ctx *ctx, struct day effective_on, struct ending_unit **ret_units, int *ret_count, int64_t *ret_beginning)
{
    AUTO(db_rows_done) struct db_rows rows = {0}, beginning = {0};
    struct ending_unit *list = NULL;
    int count = 0, cap = 0;
    struct day last = {effective_on.n - 1};

    TRY(db_query(ctx, &rows,
                 "SELECT " UNIT_COLUMNS ", COALESCE(s.links, 0), COALESCE(s.full_links, 0) FROM unit u LEFT JOIN (SELECT old_id, COUNT(*) AS links,"
                 " SUM(CASE WHEN extent = 'full' THEN 1 ELSE 0 END) AS full_links FROM unit_succession WHERE effective_on = $1 GROUP BY old_id) s"
                 " ON s.old_id = u.unit_id WHERE u.valid_to = $2 OR s.links > 0 ORDER BY u.unit_id",
                 DB_DAY(ctx, effective_on), DB_DAY(ctx, last)));
    while (db_next(&rows)) {
        if (count == cap) {
            struct ending_unit *larger = arena_array(ctx->arena, struct ending_unit, (size_t)(cap = cap ? cap * 2 : 1024));
            if (count)
                memcpy(larger, list, (size_t)count * sizeof *list);
            list = larger;
        }
        list[count++] = (struct ending_unit){territory_of_row(&rows), (int)db_i64(&rows, 9), (int)db_i64(&rows, 10), !day_is_none(db_day(&rows, 8))};
    }
    TRY(db_rows_end(&rows));
    TRY(db_one(ctx, &beginning, "SELECT COUNT(*) FROM unit WHERE valid_from = $1", DB_DAY(ctx, effective_on)));
    *ret_beginning = db_i64(&beginning, 0);
    *ret_units = list;
    *ret_count = count;
    return db_rows_end(&beginning);
}
