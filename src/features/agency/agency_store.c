/* agency_store.c: rows of agencies and settings. */
#include "features/agency/internal.h"

#define AGENCY_COLUMNS "agency_id, code, unit_id, kind, name, parent_id, calendar, phone, address, valid_from"

static struct agency agency_of_row(const struct db_rows *rows)
{
    return (struct agency){
        .agency_id = db_i64(rows, 0), .code = db_str(rows, 1), .unit_id = db_i64(rows, 2), .kind = db_str(rows, 3), .name = db_str(rows, 4),
        .parent_id = db_i64(rows, 5), .calendar = db_str(rows, 6), .phone = db_str(rows, 7), .address = db_str(rows, 8), .valid_from = db_day(rows, 9), .valid_to = db_day(rows, 10),
    };
}

enum err agency_get(struct ctx *ctx, int64_t agency_id, struct agency *ret_agency)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " AGENCY_COLUMNS ", valid_to FROM agency WHERE agency_id = $1", DB_I64(agency_id)));
    *ret_agency = agency_of_row(&rows);
    return db_rows_end(&rows);
}

enum err agency_find_by_unit(struct ctx *ctx, int64_t unit_id, struct str kind, struct agency *ret_agency)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT " AGENCY_COLUMNS ", valid_to FROM agency WHERE unit_id = $1 AND kind = $2 AND (valid_to IS NULL OR valid_to >= $3)"
               " ORDER BY agency_id LIMIT 1",
               DB_I64(unit_id), DB_STR(kind), DB_DAY(ctx, day_of_ms(ctx->now_ms))));
    *ret_agency = agency_of_row(&rows);
    return db_rows_end(&rows);
}

enum err agency_insert(struct ctx *ctx, const struct agency *agency)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO agency (" AGENCY_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                   DB_I64(agency->agency_id), DB_STR(agency->code), DB_I64(agency->unit_id), DB_STR(agency->kind), DB_STR(agency->name),
                   db_i64_or_null(agency->parent_id), DB_STR(str_empty(agency->calendar) ? S("vn") : agency->calendar),
                   DB_STR(agency->phone), DB_STR(agency->address), DB_DAY(ctx, day_of_ms(ctx->now_ms)));
}

enum err agency_find(struct ctx *ctx, struct str code, struct agency *ret_agency)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " AGENCY_COLUMNS ", valid_to FROM agency WHERE code = $1", DB_STR(code)));
    *ret_agency = agency_of_row(&rows);
    return db_rows_end(&rows);
}

enum err agency_page(struct ctx *ctx, struct str after_code, int limit, struct agency **ret_agencies, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct agency *list = arena_array(ctx->arena, struct agency, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT " AGENCY_COLUMNS ", valid_to FROM agency WHERE code > $1 ORDER BY code LIMIT $2", DB_STR(after_code),
                 DB_I64(limit)));
    while (count < limit && db_next(&rows))
        list[count++] = agency_of_row(&rows);
    TRY(db_rows_end(&rows));
    *ret_agencies = list;
    *ret_count = count;
    return OK;
}

enum err agency_store_update(struct ctx *ctx, const struct agency *agency, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed, "UPDATE agency SET name = $2, parent_id = $3, calendar = $4, phone = $5, address = $6 WHERE agency_id = $1",
                   DB_I64(agency->agency_id), DB_STR(agency->name), db_i64_or_null(agency->parent_id), DB_STR(agency->calendar), DB_STR(agency->phone),
                   DB_STR(agency->address));
}

enum err agency_store_end(struct ctx *ctx, int64_t agency_id, struct day last, int64_t *ret_changed, int64_t *ret_roles)
{
    TRY(db_exec(ctx, ret_changed, "UPDATE agency SET valid_to = $2 WHERE agency_id = $1 AND (valid_to IS NULL OR valid_to > $2)", DB_I64(agency_id),
                DB_DAY(ctx, last)));
    return db_exec(ctx, ret_roles, "UPDATE officer_role SET valid_to = $2 WHERE agency_id = $1 AND (valid_to IS NULL OR valid_to > $2)",
                   DB_I64(agency_id), DB_DAY(ctx, last));
}

enum err agency_list(struct ctx *ctx, int64_t unit_id, struct agency **ret_agencies, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct agency *list = NULL;
    int count = 0, cap = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " AGENCY_COLUMNS ", valid_to FROM agency WHERE ($1 = 0 OR unit_id = $1) AND (valid_to IS NULL OR valid_to >= $2) ORDER BY code",
                 DB_I64(unit_id), DB_DAY(ctx, day_of_ms(ctx->now_ms))));
    while (db_next(&rows)) {
        if (count == cap) {
            struct agency *larger = arena_array(ctx->arena, struct agency, (size_t)(cap = cap ? cap * 2 : 16));
            if (count)
                memcpy(larger, list, (size_t)count * sizeof *list);
            list = larger;
        }
        list[count++] = agency_of_row(&rows);
    }
    TRY(db_rows_end(&rows));
    *ret_agencies = list;
    *ret_count = count;
    return OK;
}

enum err setting_get(struct ctx *ctx, struct str name, struct str *ret_value)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT value FROM setting WHERE name = $1", DB_STR(name)));
    *ret_value = db_next(&rows) ? db_str(&rows, 0) : STR_NONE;
    return db_rows_end(&rows);
}

enum err setting_put(struct ctx *ctx, struct str name, struct str value)
{
    return db_exec(ctx, NULL, "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                   DB_STR(name), DB_STR(value));
}
