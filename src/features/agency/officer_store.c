/* officer_store.c: rows of officers and their roles. */
#include "features/agency/internal.h"

#define OFFICER_SELECT                                                                                                                 \
    "SELECT o.officer_id, o.account_id, o.name, o.title, o.agency_id, g.name, a.login FROM officer o"                                 \
    " JOIN agency g ON g.agency_id = o.agency_id JOIN account a ON a.account_id = o.account_id"

static struct officer officer_of_row(const struct db_rows *rows)
{
    return (struct officer){
        .officer_id = db_i64(rows, 0), .account_id = db_i64(rows, 1), .name = db_str(rows, 2), .title = db_str(rows, 3),
        .agency_id = db_i64(rows, 4), .agency_name = db_str(rows, 5), .login = db_str(rows, 6),
    };
}

enum err officer_get(struct ctx *ctx, int64_t officer_id, struct officer *ret_officer)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, OFFICER_SELECT " WHERE o.officer_id = $1", DB_I64(officer_id)));
    *ret_officer = officer_of_row(&rows);
    return db_rows_end(&rows);
}

enum err officer_find_by_account(struct ctx *ctx, int64_t account_id, struct officer *ret_officer)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, OFFICER_SELECT " WHERE o.account_id = $1", DB_I64(account_id)));
    *ret_officer = officer_of_row(&rows);
    return db_rows_end(&rows);
}

enum err officer_insert(struct ctx *ctx, const struct officer *officer)
{
    return db_exec(ctx, NULL, "INSERT INTO officer (officer_id, account_id, name, title, agency_id) VALUES ($1, $2, $3, $4, $5)",
                   DB_I64(officer->officer_id), DB_I64(officer->account_id), DB_STR(officer->name), DB_STR(officer->title),
                   DB_I64(officer->agency_id));
}

enum err officer_list(struct ctx *ctx, struct str after_name, int64_t after_id, int limit, struct officer **ret_rows, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct officer *list = arena_array(ctx->arena, struct officer, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows, OFFICER_SELECT " WHERE (o.name, o.officer_id) > ($1, $2) ORDER BY o.name, o.officer_id LIMIT $3",
                 DB_STR(after_name), DB_I64(after_id), DB_I64(limit)));
    while (count < limit && db_next(&rows))
        list[count++] = officer_of_row(&rows);
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

/* --- roles ------------------------------------------------------------------------------------------------------------ */
#define ROLE_SELECT                                                                                                                    \
    "SELECT officer_role_id, role, agency_id, unit_id, procedure_code, stage, valid_from, valid_to FROM officer_role WHERE officer_id = $1"

/* A role that this program no longer knows gives no permission, so an old row cannot open anything. */
static struct right right_of_row(const struct db_rows *rows)
{
    struct str name = db_str(rows, 1);
    const struct role *role = agency_role_find(name);

    return (struct right){
        .officer_role_id = db_i64(rows, 0), .role = name, .perms = role ? role->perms : 0, .agency_id = db_i64(rows, 2),
        .unit_id = db_i64(rows, 3), .procedure_code = db_str(rows, 4), .stage = db_str(rows, 5), .valid_from = db_day(rows, 6),
        .valid_to = db_day(rows, 7),
    };
}

static enum err rights_of_rows(struct ctx *ctx, struct db_rows *rows, struct right **ret_rights, int *ret_count)
{
    struct right *list = NULL;
    int count = 0, cap = 0;

    while (db_next(rows)) {
        if (count == cap) {
            struct right *larger = arena_array(ctx->arena, struct right, (size_t)(cap = cap ? cap * 2 : 4));
            if (count)
                memcpy(larger, list, (size_t)count * sizeof *list);
            list = larger;
        }
        list[count++] = right_of_row(rows);
    }
    TRY(db_rows_end(rows));
    *ret_rights = list;
    *ret_count = count;
    return OK;
}

enum err agency_store_rights(struct ctx *ctx, int64_t officer_id, struct day on, struct right **ret_rights, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, ROLE_SELECT " AND valid_from <= $2 AND (valid_to IS NULL OR valid_to >= $2) ORDER BY officer_role_id",
                 DB_I64(officer_id), DB_DAY(ctx, on)));
    return rights_of_rows(ctx, &rows, ret_rights, ret_count);
}

enum err officer_role_list(struct ctx *ctx, int64_t officer_id, struct right **ret_rights, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, ROLE_SELECT " ORDER BY officer_role_id DESC LIMIT 200", DB_I64(officer_id)));
    return rights_of_rows(ctx, &rows, ret_rights, ret_count);
}

enum err agency_store_role_insert(struct ctx *ctx, int64_t officer_id, const struct right *right)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO officer_role (officer_role_id, officer_id, role, agency_id, unit_id, procedure_code, stage, valid_from, valid_to)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   DB_I64(right->officer_role_id), DB_I64(officer_id), DB_STR(right->role), DB_I64(right->agency_id), DB_I64(right->unit_id),
                   db_str_or_null(right->procedure_code), db_str_or_null(right->stage), DB_DAY(ctx, right->valid_from),
                   DB_DAY(ctx, right->valid_to));
}

enum err agency_store_role_end(struct ctx *ctx, int64_t officer_id, int64_t officer_role_id, struct day last, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed,
                   "UPDATE officer_role SET valid_to = $3 WHERE officer_role_id = $2 AND officer_id = $1 AND (valid_to IS NULL OR valid_to > $3)",
                   DB_I64(officer_id), DB_I64(officer_role_id), DB_DAY(ctx, last));
}
