/* territory_sum.c: which counters make up a line in today's geography. Asks unit_move, which leads from any old unit to today's in one step. */
#include "features/territory/territory_internal.h"

static enum err take(struct ctx *ctx, struct db_rows *rows, int sign, struct unit_sum *sum)
{
    while (db_next(rows)) {
        if (sum->count == UNIT_SUM_MAX)
            return fault_set(ctx, ERR_TOO_LARGE, S("unit.sum"), STR_NONE, S("Đơn vị này gồm quá nhiều đơn vị cũ."), STR_NONE);
        sum->parts[sum->count].unit_id = db_i64(rows, 0);
        sum->parts[sum->count++].sign = sign;
    }
    return db_rows_end(rows);
}

/* A province's counter holds its communes' of the time. A commune that changed province with a decree is taken from the one and given to the other. */
static enum err moved_between_provinces(struct ctx *ctx, int64_t province_id, struct unit_sum *sum)
{
    AUTO(db_rows_done) struct db_rows came = {0}, left = {0};

    TRY(db_query(ctx, &came,
                 "SELECT m.old_id FROM unit_move m JOIN unit o ON o.unit_id = m.old_id JOIN unit n ON n.unit_id = m.new_id LEFT JOIN unit_move p ON p.old_id = o.province_id"
                 " WHERE o.level = 'commune' AND n.province_id = $1 AND COALESCE(p.new_id, o.province_id) <> $1 ORDER BY m.old_id",
                 DB_I64(province_id)));
    TRY(take(ctx, &came, 1, sum));
    TRY(db_query(ctx, &left,
                 "SELECT m.old_id FROM unit_move m JOIN unit o ON o.unit_id = m.old_id JOIN unit n ON n.unit_id = m.new_id LEFT JOIN unit_move p ON p.old_id = o.province_id"
                 " WHERE o.level = 'commune' AND n.province_id <> $1 AND COALESCE(p.new_id, o.province_id) = $1 ORDER BY m.old_id",
                 DB_I64(province_id)));
    return take(ctx, &left, -1, sum);
}

enum err territory_sum(struct ctx *ctx, int64_t unit_id, bool is_former, struct unit_sum *ret_sum)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct unit unit;

    ret_sum->parts[0].unit_id = unit_id;
    ret_sum->parts[0].sign = 1;
    ret_sum->count = 1;
    enum err err = territory_get(ctx, unit_id, &unit);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (is_former && unit.level != UNIT_PROVINCE)
        return OK;
    TRY(db_query(ctx, &rows, "SELECT old_id FROM unit_move WHERE new_id = $1 ORDER BY old_id", DB_I64(unit_id)));
    TRY(take(ctx, &rows, 1, ret_sum));
    if (unit.level != UNIT_PROVINCE || !day_is_none(unit.valid_to))
        return OK;
    return moved_between_provinces(ctx, unit_id, ret_sum);
}

enum err territory_former_communes(struct ctx *ctx, int64_t province_id, struct former_commune **ret_communes, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct former_commune *list = NULL;
    int count = 0, cap = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " UNIT_COLUMNS ", n.unit_id FROM unit_move m JOIN unit u ON u.unit_id = m.old_id JOIN unit n ON n.unit_id = m.new_id"
                 " WHERE n.province_id = $1 AND n.level = 'commune' AND u.level = 'commune'"
                 " UNION ALL SELECT " UNIT_COLUMNS ", 0 FROM unit u WHERE u.level = 'commune' AND u.valid_to IS NOT NULL"
                 " AND (u.province_id = $1 OR u.province_id IN (SELECT old_id FROM unit_move WHERE new_id = $1))"
                 " AND EXISTS (SELECT 1 FROM unit_succession s WHERE s.old_id = u.unit_id AND s.effective_on <= $2)"
                 " AND NOT EXISTS (SELECT 1 FROM unit_move m WHERE m.old_id = u.unit_id) ORDER BY 2, 1",
                 DB_I64(province_id), DB_DAY(ctx, day_of_ms(ctx->now_ms))));
    while (db_next(&rows)) {
        if (count == cap) {
            struct former_commune *larger = arena_array(ctx->arena, struct former_commune, (size_t)(cap = cap ? cap * 2 : 128));
            if (count)
                memcpy(larger, list, (size_t)count * sizeof *list);
            list = larger;
        }
        list[count++] = (struct former_commune){territory_of_row(&rows), db_i64(&rows, 9)};
    }
    TRY(db_rows_end(&rows));
    *ret_communes = list;
    *ret_count = count;
    return OK;
}

enum err territory_moved_communes(struct ctx *ctx, struct moved_commune **ret_communes, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct moved_commune *list = NULL;
    int count = 0, cap = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " UNIT_COLUMNS ", m.new_id, (SELECT MAX(l.unit_id) FROM unit l WHERE l.code = u.code AND l.level = 'commune' AND l.valid_from <= $1)"
                 " FROM unit_move m JOIN unit u ON u.unit_id = m.old_id JOIN unit n ON n.unit_id = m.new_id"
                 " WHERE u.level = 'commune' AND n.level = 'commune' ORDER BY u.code, u.valid_from",
                 DB_DAY(ctx, day_of_ms(ctx->now_ms))));
    while (db_next(&rows)) {
        if (count == cap) {
            struct moved_commune *larger = arena_array(ctx->arena, struct moved_commune, (size_t)(cap = cap ? cap * 2 : 1024));
            if (count)
                memcpy(larger, list, (size_t)count * sizeof *list);
            list = larger;
        }
        list[count] = (struct moved_commune){.unit = territory_of_row(&rows), .today_id = db_i64(&rows, 9)};
        list[count].is_last = db_i64(&rows, 10) == list[count].unit.unit_id;
        count++;
    }
    TRY(db_rows_end(&rows));
    *ret_communes = list;
    *ret_count = count;
    return OK;
}
