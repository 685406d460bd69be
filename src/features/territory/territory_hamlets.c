/* territory_hamlets.c: hamlets that come into another commune with a decree. A hamlet keeps its number, so that addresses go on to name it; two hamlets of
 * one name in the new commune are told apart by the old one's. */
#include "features/territory/territory_internal.h"
#include "platform/unicode/unicode.h"

struct moving {
    int64_t hamlet_id, new_id;
    struct str kind, name, registered_name, old_unit, old_unit_kind;
};

static enum err name_taken(struct ctx *ctx, const struct moving *hamlet, struct str name, bool *ret_taken)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT COUNT(*) FROM hamlet WHERE unit_id = $1 AND kind = $2 AND name = $3", DB_I64(hamlet->new_id), DB_STR(hamlet->kind),
               DB_STR(name)));
    *ret_taken = db_i64(&rows, 0) > 0;
    return db_rows_end(&rows);
}

/* Its first name where that is free, else with the old commune's, else with its number too. */
static enum err name_there(struct ctx *ctx, const struct moving *hamlet, struct str *ret_name)
{
    struct unit old = {.kind = hamlet->old_unit_kind, .name = hamlet->old_unit};
    struct str first = hamlet->registered_name.len ? hamlet->registered_name : hamlet->name;
    bool taken;

    *ret_name = first;
    TRY(name_taken(ctx, hamlet, first, &taken));
    if (!taken)
        return OK;
    *ret_name = arena_printf(ctx->arena, "%.*s (%.*s cũ)", STR_ARG(first), STR_ARG(territory_bare_name(&old)));
    TRY(name_taken(ctx, hamlet, *ret_name, &taken));
    if (taken)
        *ret_name = arena_printf(ctx->arena, "%.*s (%.*s cũ, %lld)", STR_ARG(first), STR_ARG(territory_bare_name(&old)), (long long)hamlet->hamlet_id);
    return OK;
}

static enum err move(struct ctx *ctx, const struct moving *hamlet)
{
    struct str name;

    TRY(name_there(ctx, hamlet, &name));
    return db_exec(ctx, NULL,
                   "UPDATE hamlet SET registered_unit_id = COALESCE(registered_unit_id, unit_id), registered_name = COALESCE(registered_name, name), unit_id = $2,"
                   " name = $3, name_folded = $4 WHERE hamlet_id = $1",
                   DB_I64(hamlet->hamlet_id), DB_I64(hamlet->new_id), DB_STR(name), DB_STR(unicode_fold(ctx->arena, name)));
}

#define MOVING "SELECT h.hamlet_id, h.kind, h.name, h.registered_name, u.name, u.kind, "

enum err territory_move_hamlets(struct ctx *ctx, int64_t old_id, int limit, int *ret_moved)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct moving *list = arena_array(ctx->arena, struct moving, (size_t)limit);
    int count = 0;

    if (old_id)
        TRY(db_query(ctx, &rows,
                     MOVING "c.new_id FROM unit_choice c JOIN hamlet h ON h.hamlet_id = c.item_id JOIN unit u ON u.unit_id = c.old_id"
                            " WHERE c.old_id = $1 AND c.kind = 'hamlet' AND c.applied_ms IS NULL AND h.unit_id = c.old_id AND c.new_id <> c.old_id LIMIT $2",
                     DB_I64(old_id), DB_I64(limit)));
    else
        TRY(db_query(ctx, &rows,
                     MOVING "m.new_id FROM unit_move m JOIN hamlet h ON h.unit_id = m.old_id JOIN unit u ON u.unit_id = m.old_id ORDER BY m.old_id, h.hamlet_id"
                            " LIMIT $1",
                     DB_I64(limit)));
    while (count < limit && db_next(&rows))
        list[count++] = (struct moving){db_i64(&rows, 0), db_i64(&rows, 6), db_str(&rows, 1), db_str(&rows, 2), db_str(&rows, 3), db_str(&rows, 4), db_str(&rows, 5)};
    TRY(db_rows_end(&rows));
    for (int i = 0; i < count; i++)
        TRY(move(ctx, &list[i]));
    *ret_moved = count;
    return OK;
}

enum err territory_collect_counts(struct ctx *ctx, struct db_rows *rows, struct unit_count **ret_counts, int *ret_count)
{
    struct unit_count *list = NULL;
    int count = 0, cap = 0;

    while (db_next(rows)) {
        if (count == cap) {
            struct unit_count *larger = arena_array(ctx->arena, struct unit_count, (size_t)(cap = cap ? cap * 2 : 256));
            if (count)
                memcpy(larger, list, (size_t)count * sizeof *list);
            list = larger;
        }
        list[count++] = (struct unit_count){db_i64(rows, 0), db_i64(rows, 1)};
    }
    TRY(db_rows_end(rows));
    *ret_counts = list;
    *ret_count = count;
    return OK;
}

enum err territory_count_hamlets(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT unit_id, COUNT(*) FROM hamlet GROUP BY unit_id ORDER BY unit_id"));
    return territory_collect_counts(ctx, &rows, ret_counts, ret_count);
}
