/* agency_move.c: agencies whose unit ended in a decree: who goes on with their work. The old row is ended, never changed: old dossiers, steps and codes name it.
 * What is ended is not found again, so every piece may be repeated. */
#include "features/agency/internal.h"

struct old_agency {
    struct agency agency;
    struct str old_unit_name;
};

static enum err successor_put(struct ctx *ctx, int64_t old_id, int64_t new_id, struct day on)
{
    return db_exec(ctx, NULL, "INSERT INTO agency_succession (old_id, new_id, effective_on) VALUES ($1, $2, $3) ON CONFLICT (old_id, new_id) DO NOTHING",
                   DB_I64(old_id), DB_I64(new_id), DB_DAY(ctx, on));
}

static enum err end(struct ctx *ctx, int64_t agency_id, struct day effective_on)
{
    return db_exec(ctx, NULL, "UPDATE agency SET valid_to = $2 WHERE agency_id = $1 AND (valid_to IS NULL OR valid_to > $2)", DB_I64(agency_id),
                   DB_DAY(ctx, (struct day){effective_on.n - 1}));
}

/* "H21.104" is the old agency's for ever; the new one is "H21.104.2", or the next that is free. */
static enum err free_code(struct ctx *ctx, struct str code, struct str *ret_code)
{
    enum { TRIES = 1000 };

    for (int i = 2; i < TRIES; i++) {
        AUTO(db_rows_done) struct db_rows rows = {0};
        *ret_code = arena_printf(ctx->arena, "%.*s.%d", STR_ARG(code), i);
        TRY(db_one(ctx, &rows, "SELECT COUNT(*) FROM agency WHERE code = $1", DB_STR(*ret_code)));
        if (db_i64(&rows, 0) == 0)
            return db_rows_end(&rows);
    }
    return fault(ctx, ERR_INTERNAL, "agency.code", "", "Không còn mã trống cho cơ quan mới.");
}

/* "Công an xã Ia Dêr" becomes "Công an xã Ia Hrung": the unit's name inside the agency's is replaced, whatever the case of its first letter. */
static struct str renamed(struct ctx *ctx, struct str name, struct str old_unit, struct str new_unit)
{
    static const struct str smalls[][2] = {{S_INIT("Xã "), S_INIT("xã ")},         {S_INIT("Phường "), S_INIT("phường ")}, {S_INIT("Thị trấn "), S_INIT("thị trấn ")},
                                           {S_INIT("Đặc khu "), S_INIT("đặc khu ")}, {S_INIT("Tỉnh "), S_INIT("tỉnh ")},     {S_INIT("Huyện "), S_INIT("huyện ")},
                                           {S_INIT("Quận "), S_INIT("quận ")},     {S_INIT("Thị xã "), S_INIT("thị xã ")}, {S_INIT("Thành phố "), S_INIT("thành phố ")}};
    struct str from = old_unit, to = new_unit;

    for (int small = 0; small < 2; small++) {
        ptrdiff_t at = str_find(name, from);
        if (at >= 0)
            return arena_printf(ctx->arena, "%.*s%.*s%.*s", (int)at, name.ptr, STR_ARG(to), STR_ARG(str_sub(name, (size_t)at + from.len, name.len)));
        for (size_t i = 0; i < ARRAY_LEN(smalls); i++) {
            if (str_starts(old_unit, smalls[i][0]))
                from = arena_join(ctx->arena, smalls[i][1], str_sub(old_unit, smalls[i][0].len, old_unit.len));
            if (str_starts(new_unit, smalls[i][0]))
                to = arena_join(ctx->arena, smalls[i][1], str_sub(new_unit, smalls[i][0].len, new_unit.len));
        }
    }
    return name;
}

static enum err find_or_make(struct ctx *ctx, const struct old_agency *old, const struct unit *unit, struct day effective_on, int64_t *ret_agency_id)
{
    struct agency there, made = old->agency, parent;
    enum err err = agency_find_by_unit(ctx, unit->unit_id, old->agency.kind, &there);

    if (err == OK) {
        *ret_agency_id = there.agency_id;
        return OK;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    made.agency_id = db_new_id();
    made.unit_id = unit->unit_id;
    made.name = renamed(ctx, old->agency.name, old->old_unit_name, unit->name);
    TRY(free_code(ctx, old->agency.code, &made.code));
    if (made.parent_id) {
        err = agency_successor(ctx, made.parent_id, unit->province_id, &parent);
        if (err == OK)
            made.parent_id = parent.agency_id;
        else if (err != ERR_NOT_FOUND)
            return err;
    }
    TRY(agency_insert(ctx, &made));
    *ret_agency_id = made.agency_id;
    return db_exec(ctx, NULL, "UPDATE agency SET valid_from = $2 WHERE agency_id = $1", DB_I64(made.agency_id), DB_DAY(ctx, effective_on));
}

#define OLD_COLUMNS "a.agency_id, a.code, a.unit_id, a.kind, a.name, a.parent_id, a.calendar, a.phone, a.address, o.name"
static struct old_agency old_of_row(const struct db_rows *rows)
{
    return (struct old_agency){{.agency_id = db_i64(rows, 0), .code = db_str(rows, 1), .unit_id = db_i64(rows, 2), .kind = db_str(rows, 3), .name = db_str(rows, 4),
                                .parent_id = db_i64(rows, 5), .calendar = db_str(rows, 6), .phone = db_str(rows, 7), .address = db_str(rows, 8)},
                               db_str(rows, 9)};
}

enum err agency_move_units(struct ctx *ctx, struct day effective_on, int limit, int *ret_moved)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct old_agency *list = arena_array(ctx->arena, struct old_agency, (size_t)limit);
    int64_t *new_units = arena_array(ctx->arena, int64_t, (size_t)limit);
    int count = 0;

    /* Provinces before communes, so that parents are there; in a new unit first the agency that lends its code. */
    TRY(db_query(ctx, &rows,
                 "SELECT " OLD_COLUMNS ", m.new_id FROM unit_move m JOIN agency a ON a.unit_id = m.old_id JOIN unit o ON o.unit_id = m.old_id"
                 " JOIN unit n ON n.unit_id = m.new_id WHERE m.effective_on = $1 AND (a.valid_to IS NULL OR a.valid_to >= $1)"
                 " ORDER BY n.unit_id, CASE WHEN o.code = n.code THEN 0 ELSE 1 END, a.code LIMIT $2",
                 DB_DAY(ctx, effective_on), DB_I64(limit)));
    for (; count < limit && db_next(&rows); count++) {
        list[count] = old_of_row(&rows);
        new_units[count] = db_i64(&rows, 10);
    }
    TRY(db_rows_end(&rows));
    for (int i = 0; i < count; i++) {
        struct unit unit;
        int64_t agency_id;
        TRY(territory_get(ctx, new_units[i], &unit));
        TRY(end(ctx, list[i].agency.agency_id, effective_on));
        TRY(find_or_make(ctx, &list[i], &unit, effective_on, &agency_id));
        TRY(successor_put(ctx, list[i].agency.agency_id, agency_id, effective_on));
    }
    *ret_moved = count;
    return OK;
}

enum err agency_divide(struct ctx *ctx, int64_t old_unit_id, const struct unit *to, int to_count, struct day effective_on, int *ret_ended)
{
    enum { KINDS_MAX = 64 };
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct old_agency list[KINDS_MAX];
    int count = 0;

    for (int i = 0; i < to_count; i++)
        if (to[i].unit_id == old_unit_id) { /* it lost a part and stays: so do its agencies */
            *ret_ended = 0;
            return OK;
        }
    TRY(db_query(ctx, &rows,
                 "SELECT " OLD_COLUMNS " FROM agency a JOIN unit o ON o.unit_id = a.unit_id WHERE a.unit_id = $1 AND (a.valid_to IS NULL OR a.valid_to >= $2)"
                 " ORDER BY a.code LIMIT $3",
                 DB_I64(old_unit_id), DB_DAY(ctx, effective_on), DB_I64(KINDS_MAX)));
    while (count < KINDS_MAX && db_next(&rows))
        list[count++] = old_of_row(&rows);
    TRY(db_rows_end(&rows));
    for (int i = 0; i < count; i++) {
        TRY(end(ctx, list[i].agency.agency_id, effective_on));
        for (int t = 0; t < to_count; t++) {
            int64_t agency_id;
            TRY(find_or_make(ctx, &list[i], &to[t], effective_on, &agency_id));
            TRY(successor_put(ctx, list[i].agency.agency_id, agency_id, effective_on));
        }
    }
    *ret_ended = count;
    return OK;
}

enum err agency_successor(struct ctx *ctx, int64_t agency_id, int64_t unit_id, struct agency *ret_agency)
{
    enum { DECREES_MAX = 16 };

    for (int step = 0; step < DECREES_MAX; step++) {
        AUTO(db_rows_done) struct db_rows rows = {0};
        struct agency agency;
        TRY(agency_get(ctx, agency_id, &agency));
        enum err err = db_one(ctx, &rows,
                              "SELECT s.new_id FROM agency_succession s JOIN agency a ON a.agency_id = s.new_id WHERE s.old_id = $1"
                              " ORDER BY CASE WHEN a.unit_id = $2 THEN 0 ELSE 1 END, s.effective_on, s.new_id LIMIT 1",
                              DB_I64(agency_id), DB_I64(unit_id));
        if (err == ERR_NOT_FOUND) {
            if (agency.unit_id != unit_id)
                return agency_find_by_unit(ctx, unit_id, agency.kind, ret_agency);
            *ret_agency = agency;
            return OK;
        }
        TRY(err);
        agency_id = db_i64(&rows, 0);
    }
    return ERR_NOT_FOUND;
}

enum err agency_count_units(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT unit_id, COUNT(*) FROM agency WHERE valid_to IS NULL GROUP BY unit_id ORDER BY unit_id"));
    return territory_collect_counts(ctx, &rows, ret_counts, ret_count);
}
