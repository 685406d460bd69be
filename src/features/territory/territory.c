/* territory.c: finding units, what is below what, what became of what. */
#include "features/territory/territory.h"
#include "features/territory/territory_internal.h"
#include "platform/unicode/unicode.h"
#include <assert.h>

enum { DEEPEST = 8, SUCCESSIONS_FOLLOWED = 16, SEARCH_MAX = 100 };

bool territory_in_force(const struct unit *unit, struct day on)
{
    return (day_is_none(unit->valid_from) || unit->valid_from.n <= on.n) &&
           (day_is_none(unit->valid_to) || on.n <= unit->valid_to.n);
}

enum err territory_get(struct ctx *ctx, int64_t unit_id, struct unit *ret_unit)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " UNIT_COLUMNS " FROM unit u WHERE u.unit_id = $1", DB_I64(unit_id)));
    *ret_unit = territory_of_row(&rows);
    return db_rows_end(&rows);
}

enum err territory_find(struct ctx *ctx, struct str code, struct day on, struct unit *ret_unit)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    enum unit_level level;

    if (territory_level_of(code, &level) != OK)
        return ERR_NOT_FOUND;
    TRY(db_one(ctx, &rows,
               "SELECT " UNIT_COLUMNS " FROM unit u WHERE u.code = $1 AND u.level = $2 AND u.valid_from <= $3"
               " AND (u.valid_to IS NULL OR u.valid_to >= $3) ORDER BY u.valid_from DESC LIMIT 1",
               DB_STR(code), DB_STR(territory_level_name(level)), DB_STR(day_iso(ctx->arena, on))));
    *ret_unit = territory_of_row(&rows);
    return db_rows_end(&rows);
}

enum err territory_children(struct ctx *ctx, int64_t unit_id, struct day on, struct unit **ret_units, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(
        ctx, &rows,
        "SELECT " UNIT_COLUMNS
        " FROM unit u WHERE u.parent_id = $1 AND u.valid_from <= $2 AND (u.valid_to IS NULL OR u.valid_to >= $2)"
        " ORDER BY u.code",
        DB_I64(unit_id), DB_STR(day_iso(ctx->arena, on))));
    return territory_collect(ctx, &rows, ret_units, ret_count);
}

enum err territory_provinces(struct ctx *ctx, struct day on, struct unit **ret_units, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(
        ctx, &rows,
        "SELECT " UNIT_COLUMNS
        " FROM unit u WHERE u.parent_id IS NULL AND u.valid_from <= $1 AND (u.valid_to IS NULL OR u.valid_to >= $1)"
        " ORDER BY u.code",
        DB_STR(day_iso(ctx->arena, on))));
    return territory_collect(ctx, &rows, ret_units, ret_count);
}

enum err territory_communes(struct ctx *ctx, int64_t province_id, struct day on, struct unit **ret_units,
                            int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    if (!province_id)
        TRY(db_query(ctx, &rows,
                     "SELECT " UNIT_COLUMNS
                     " FROM unit u WHERE u.level = 'commune' AND u.valid_from <= $1 AND (u.valid_to IS NULL OR u.valid_to >= $1) ORDER BY u.code",
                     DB_STR(day_iso(ctx->arena, on))));
    else
        TRY(db_query(ctx, &rows,
                 "SELECT " UNIT_COLUMNS
                 " FROM unit u WHERE u.province_id = $1 AND u.level = 'commune' AND u.valid_from <= $2"
                 " AND (u.valid_to IS NULL OR u.valid_to >= $2) ORDER BY u.code",
                 DB_I64(province_id), DB_STR(day_iso(ctx->arena, on))));
    return territory_collect(ctx, &rows, ret_units, ret_count);
}

/* Up from the unit; and, beside each step, what that step went into as a whole. A unit that has one successor leaves its former province with it: what the
 * province became has no say then. */
enum err territory_is_below(struct ctx *ctx, int64_t unit_id, int64_t ancestor_id, bool *ret_below)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    /* chain: the former parents. became: each of them today, with its parents. Depth is bounded by the three levels and the day of each link. */
    TRY(db_one(ctx, &rows,
               "WITH RECURSIVE chain (unit_id, parent_id, step) AS (SELECT unit_id, parent_id, 0 FROM unit WHERE unit_id = $1"
               " UNION ALL SELECT u.unit_id, u.parent_id, c.step + 1 FROM chain c JOIN unit u ON u.unit_id = c.parent_id WHERE c.step < $3),"
               " became (unit_id, parent_id, step) AS (SELECT u.unit_id, u.parent_id, 0 FROM chain c JOIN unit_move m ON m.old_id = c.unit_id"
               " JOIN unit u ON u.unit_id = m.new_id WHERE c.step = 0 OR NOT EXISTS (SELECT 1 FROM unit_move f WHERE f.old_id = $1)"
               " UNION ALL SELECT u.unit_id, u.parent_id, b.step + 1 FROM became b JOIN unit u ON u.unit_id = b.parent_id WHERE b.step < $3)"
               " SELECT COUNT(*) FROM (SELECT unit_id FROM chain UNION ALL SELECT unit_id FROM became) reach WHERE unit_id = $2",
               DB_I64(unit_id), DB_I64(ancestor_id), DB_I64(DEEPEST)));
    *ret_below = db_i64(&rows, 0) > 0;
    return db_rows_end(&rows);
}

enum err territory_search(struct ctx *ctx, struct str text, int level, int64_t province_id, struct day on, int limit,
                          struct unit **ret_units, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    /* Folded: letters, digits and blanks only, so nothing in it is a sign of LIKE. */
    struct str key = territory_search_key(ctx->arena, text);
    struct str level_name = level ? territory_level_name((enum unit_level)level) : S("");

    assert(limit >= 1 && limit <= SEARCH_MAX);
    *ret_units = NULL;
    *ret_count = 0;
    if (key.len < 2 || key.len > 200)
        return OK;
    struct str prefix = arena_printf(ctx->arena, "%.*s%%", STR_ARG(key)),
               inside = arena_printf(ctx->arena, "%% %.*s%%", STR_ARG(key));
    TRY(db_query(ctx, &rows,
                 "SELECT " UNIT_COLUMNS " FROM unit u WHERE (u.name_folded LIKE $2 OR u.name_folded LIKE $3)"
                 " AND ($4 = '' OR u.level = $4) AND ($5 = 0 OR u.province_id = $5)"
                 " AND ($6 = '' OR (u.valid_from <= $6 AND (u.valid_to IS NULL OR u.valid_to >= $6)))"
                 " ORDER BY CASE WHEN u.name_folded = $1 THEN 0 WHEN u.name_folded LIKE $2 THEN 1 ELSE 2 END, "
                 "u.name_folded, u.unit_id LIMIT $7",
                 DB_STR(key), DB_STR(prefix), DB_STR(inside), DB_STR(level_name), DB_I64(province_id),
                 DB_STR(territory_from_text(ctx->arena, on)), DB_I64(limit)));
    return territory_collect(ctx, &rows, ret_units, ret_count);
}

/* --- succession
 * --------------------------------------------------------------------------------------------------------------- */

static enum err collect_links(struct ctx *ctx, struct db_rows *rows, struct succession **ret_links, int *ret_count)
{
    struct succession *links = NULL;
    int count = 0, cap = 0;

    while (db_next(rows)) {
        if (count == cap) {
            struct succession *old = links;
            cap = cap ? cap * 2 : 8;
            links = arena_array(ctx->arena, struct succession, (size_t)cap);
            if (old)
                memcpy(links, old, (size_t)count * sizeof *links);
        }
        links[count++] =
            (struct succession){territory_of_row(rows), str_eq(db_str(rows, 9), S("full")), db_day(rows, 10)};
    }
    TRY(db_rows_end(rows));
    *ret_links = links;
    *ret_count = count;
    return OK;
}

enum err territory_successors(struct ctx *ctx, int64_t unit_id, struct succession **ret_links, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT " UNIT_COLUMNS
                 ", s.extent, s.effective_on FROM unit_succession s JOIN unit u ON u.unit_id = s.new_id"
                 " WHERE s.old_id = $1 ORDER BY u.code",
                 DB_I64(unit_id)));
    return collect_links(ctx, &rows, ret_links, ret_count);
}

enum err territory_predecessors(struct ctx *ctx, int64_t unit_id, struct succession **ret_links, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT " UNIT_COLUMNS
                 ", s.extent, s.effective_on FROM unit_succession s JOIN unit u ON u.unit_id = s.old_id"
                 " WHERE s.new_id = $1 ORDER BY u.code",
                 DB_I64(unit_id)));
    return collect_links(ctx, &rows, ret_links, ret_count);
}

enum err territory_today(struct ctx *ctx, int64_t unit_id, struct day on, struct unit *ret_unit)
{
    for (int step = 0; step < SUCCESSIONS_FOLLOWED; step++) {
        struct succession *links;
        struct unit unit;
        int count;
        TRY(territory_get(ctx, unit_id, &unit));
        if (territory_in_force(&unit, on)) {
            *ret_unit = unit;
            return OK;
        }
        TRY(territory_successors(ctx, unit_id, &links, &count));
        if (count == 0)
            return ERR_NOT_FOUND;
        if (count > 1 || !links[0].full)
            return fault(ctx, ERR_CONFLICT, "unit.divided", "unit",
                         "Đơn vị cũ đã được chia cho nhiều đơn vị mới: hãy chọn đơn vị đúng với địa chỉ.");
        unit_id = links[0].unit.unit_id;
    }
    return ERR_NOT_FOUND;
}

/* --- hamlets
 * --------------------------------------------------------------------------------------------------------------------
 */

enum err territory_hamlets(struct ctx *ctx, int64_t unit_id, struct hamlet **ret_hamlets, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct hamlet *hamlets = NULL;
    int count = 0, cap = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT hamlet_id, unit_id, kind, name FROM hamlet WHERE unit_id = $1 ORDER BY name_folded, hamlet_id",
                 DB_I64(unit_id)));
    while (db_next(&rows)) {
        if (count == cap) {
            struct hamlet *old = hamlets;
            cap = cap ? cap * 2 : 16;
            hamlets = arena_array(ctx->arena, struct hamlet, (size_t)cap);
            if (old)
                memcpy(hamlets, old, (size_t)count * sizeof *hamlets);
        }
        hamlets[count++] = (struct hamlet){db_i64(&rows, 0), db_i64(&rows, 1), db_str(&rows, 2), db_str(&rows, 3)};
    }
    TRY(db_rows_end(&rows));
    *ret_hamlets = hamlets;
    *ret_count = count;
    return OK;
}

enum err territory_hamlet_put(struct ctx *ctx, int64_t unit_id, struct str kind, struct str name,
                              int64_t *ret_hamlet_id)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    if (unicode_clean_line(ctx->arena, kind, &kind) != OK || unicode_clean_line(ctx->arena, name, &name) != OK ||
        !kind.len || !name.len || kind.len > 60 || name.len > 200)
        return fault(ctx, ERR_INVALID, "hamlet.name", "name", "Tên thôn, tổ dân phố không hợp lệ.");
    TRY(db_query(
        ctx, &rows,
        "INSERT INTO hamlet (hamlet_id, unit_id, kind, name, name_folded) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (unit_id, kind, name) DO UPDATE SET name_folded = excluded.name_folded RETURNING hamlet_id",
        DB_I64(db_new_id()), DB_I64(unit_id), DB_STR(kind), DB_STR(name), DB_STR(unicode_fold(ctx->arena, name))));
    if (db_next(&rows))
        *ret_hamlet_id = db_i64(&rows, 0);
    return db_rows_end(&rows);
}
