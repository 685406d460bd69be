/* territory_store.c: rows of unit, unit_succession and hamlet. */
#include "features/territory/territory_internal.h"

struct unit territory_of_row(const struct db_rows *rows)
{
    struct unit unit = {
        .unit_id = db_i64(rows, 0),
        .code = db_str(rows, 1),
        .kind = db_str(rows, 3),
        .name = db_str(rows, 4),
        .parent_id = db_i64(rows, 5),
        .province_id = db_i64(rows, 6),
        .valid_from = DAY_NONE,
        .valid_to = db_day(rows, 8),
    };
    territory_level_parse(db_str(rows, 2), &unit.level);
    if (db_str(rows, 7).len)
        unit.valid_from = db_day(rows, 7);
    return unit;
}

enum err territory_collect(struct ctx *ctx, struct db_rows *rows, struct unit **ret_units, int *ret_count)
{
    struct unit *units = NULL;
    int count = 0, cap = 0;

    while (db_next(rows)) {
        if (count == cap) {
            struct unit *old = units;
            cap = cap ? cap * 2 : 64;
            units = arena_array(ctx->arena, struct unit, (size_t)cap);
            if (old)
                memcpy(units, old, (size_t)count * sizeof *units);
        }
        units[count++] = territory_of_row(rows);
    }
    TRY(db_rows_end(rows));
    *ret_units = units;
    *ret_count = count;
    return OK;
}

enum err territory_store_all(struct ctx *ctx, struct unit **ret_units, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT " UNIT_COLUMNS " FROM unit u ORDER BY u.unit_id"));
    return territory_collect(ctx, &rows, ret_units, ret_count);
}

enum err territory_store_put(struct ctx *ctx, const struct unit *unit)
{
    return db_exec(
        ctx, NULL,
        "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from, valid_to)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        " ON CONFLICT (unit_id) DO UPDATE SET kind = excluded.kind, name = excluded.name, name_folded = "
        "excluded.name_folded,"
        " parent_id = excluded.parent_id, province_id = excluded.province_id, valid_to = excluded.valid_to",
        DB_I64(unit->unit_id), DB_STR(unit->code), DB_STR(territory_level_name(unit->level)), DB_STR(unit->kind),
        DB_STR(unit->name), DB_STR(territory_search_key(ctx->arena, unit->name)), db_i64_or_null(unit->parent_id),
        DB_I64(unit->province_id), DB_STR(territory_from_text(ctx->arena, unit->valid_from)),
        DB_DAY(ctx, unit->valid_to));
}

enum err territory_store_links(struct ctx *ctx, struct succession_row **ret_links, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct succession_row *links = NULL;
    int count = 0, cap = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT old_id, new_id, extent, effective_on FROM unit_succession ORDER BY old_id, new_id"));
    while (db_next(&rows)) {
        if (count == cap) {
            struct succession_row *old = links;
            cap = cap ? cap * 2 : 256;
            links = arena_array(ctx->arena, struct succession_row, (size_t)cap);
            if (old)
                memcpy(links, old, (size_t)count * sizeof *links);
        }
        links[count++] = (struct succession_row){db_i64(&rows, 0), db_i64(&rows, 1),
                                                 str_eq(db_str(&rows, 2), S("full")), db_day(&rows, 3)};
    }
    TRY(db_rows_end(&rows));
    *ret_links = links;
    *ret_count = count;
    return OK;
}

enum err territory_store_put_link(struct ctx *ctx, const struct succession_row *link)
{
    return db_exec(
        ctx, NULL,
        "INSERT INTO unit_succession (old_id, new_id, extent, effective_on) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (old_id, new_id) DO UPDATE SET extent = excluded.extent, effective_on = excluded.effective_on",
        DB_I64(link->old_id), DB_I64(link->new_id), DB_STR(link->full ? S("full") : S("partial")),
        DB_DAY(ctx, link->effective_on));
}
