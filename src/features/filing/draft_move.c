/* draft_move.c: drafts that name a commune which a decree merged into another: the answer becomes today's commune, so that nobody is told at the end of ten
 * screens that hers is gone. One that was divided stays: the screen asks anew. */
#include "features/filing/form_values.h"

static enum err today_of(struct ctx *ctx, struct str text, int64_t *ret_unit_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t unit_id = 0;

    *ret_unit_id = 0;
    if (str_parse_i64(text, &unit_id) != OK)
        return OK;
    enum err err = db_one(ctx, &rows, "SELECT new_id FROM unit_move WHERE old_id = $1", DB_I64(unit_id));
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    *ret_unit_id = db_i64(&rows, 0);
    return db_rows_end(&rows);
}

static enum err move(struct ctx *ctx, int64_t draft_id, const struct procedure *procedure, struct str form, bool *ret_moved)
{
    struct form_values *values = arena_new(ctx->arena, struct form_values);

    *ret_moved = false;
    TRY(form_values_parse(ctx, form, values));
    for (int i = 0; i < values->count; i++) {
        const struct field *field = procedure_field(procedure, values->items[i].name);
        int64_t unit_id;
        if (!field || field->type != FIELD_COMMUNE)
            continue;
        TRY(today_of(ctx, values->items[i].text, &unit_id));
        if (!unit_id)
            continue;
        values->items[i].text = arena_printf(ctx->arena, "%lld", (long long)unit_id);
        *ret_moved = true;
    }
    if (!*ret_moved)
        return OK;
    return db_exec(ctx, NULL, "UPDATE draft SET form = $2, version = version + 1 WHERE draft_id = $1 AND submitted_dossier_id IS NULL", DB_I64(draft_id),
                   DB_STR(form_values_json(ctx, values)));
}

enum err draft_move_rows(struct ctx *ctx, int64_t after_id, int limit, int64_t *ret_after, int64_t *ret_seen, int64_t *ret_moved)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct {
        int64_t draft_id, procedure_id;
        int version;
        struct str form;
    } *drafts = arena_alloc(ctx->arena, sizeof *drafts * (size_t)limit);
    int count = 0;

    *ret_moved = 0;
    TRY(db_query(ctx, &rows, "SELECT draft_id, procedure_id, procedure_version, form, submitted_dossier_id FROM draft WHERE draft_id > $1 ORDER BY draft_id LIMIT $2",
                 DB_I64(after_id), DB_I64(limit)));
    for (; count < limit && db_next(&rows); count++) {
        drafts[count].draft_id = db_i64(&rows, 0);
        drafts[count].procedure_id = db_is_null(&rows, 4) ? db_i64(&rows, 1) : 0;
        drafts[count].version = (int)db_i64(&rows, 2);
        drafts[count].form = db_str(&rows, 3);
    }
    TRY(db_rows_end(&rows));
    for (int i = 0; i < count; i++) {
        const struct procedure *procedure = drafts[i].procedure_id ? procedure_get(drafts[i].procedure_id, drafts[i].version) : NULL;
        bool moved = false;
        if (procedure)
            TRY(move(ctx, drafts[i].draft_id, procedure, drafts[i].form, &moved));
        *ret_moved += moved;
    }
    *ret_seen = count;
    *ret_after = count ? drafts[count - 1].draft_id : after_id;
    return OK;
}
