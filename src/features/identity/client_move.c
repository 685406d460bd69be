/* client_move.c: agencies' systems whose unit a decree merged or divided: their reach goes on with the new unit. */
#include "features/identity/internal.h"

enum err client_move_units(struct ctx *ctx, int limit, int *ret_moved)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE api_client SET unit_id = (SELECT m.new_id FROM unit_move m WHERE m.old_id = api_client.unit_id) WHERE client_id IN"
                " (SELECT c.client_id FROM api_client c JOIN unit_move m ON m.old_id = c.unit_id WHERE c.ended_ms IS NULL LIMIT $1)",
                DB_I64(limit)));
    *ret_moved = (int)changed;
    return OK;
}

enum err client_move_chosen(struct ctx *ctx, int64_t old_unit_id, int *ret_moved)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE api_client SET unit_id = c.new_id FROM unit_choice c WHERE c.old_id = $1 AND c.kind = 'client' AND c.item_id = api_client.client_id"
                " AND api_client.unit_id = $1",
                DB_I64(old_unit_id)));
    *ret_moved = (int)changed;
    return territory_choices_applied(ctx, old_unit_id, S("client"));
}

enum err client_count_units(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT unit_id, COUNT(*) FROM api_client WHERE ended_ms IS NULL GROUP BY unit_id ORDER BY unit_id"));
    return territory_collect_counts(ctx, &rows, ret_counts, ret_count);
}

enum err client_list_unit(struct ctx *ctx, int64_t unit_id, int limit, struct client_name **ret_rows, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct client_name *list = arena_array(ctx->arena, struct client_name, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT client_id, name FROM api_client WHERE unit_id = $1 AND ended_ms IS NULL ORDER BY name, client_id LIMIT $2", DB_I64(unit_id),
                 DB_I64(limit)));
    while (count < limit && db_next(&rows))
        list[count++] = (struct client_name){db_i64(&rows, 0), db_str(&rows, 1)};
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}
