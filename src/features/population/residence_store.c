/* residence_store.c: rows of the table residence. A row is never deleted or overwritten: it gets an end (valid_to, end_reason) and the time at
 * which the end became known (ended_ms). A row that was replaced on its first day keeps valid_to one day before valid_from: it never held. */
#include "features/population/internal.h"

#define RESIDENCE_COLUMNS                                                                                              \
    "residence_id, person_id, kind, unit_id, hamlet_id, household_id, address, dwelling, valid_from, expires_on, valid_to, end_reason, dossier_id, "   \
    "recorded_ms, ended_ms, registered_unit_id"

static struct str kind_of(bool temporary) { return temporary ? S("temporary") : S("permanent"); }

static void residence_read(const struct db_rows *rows, struct residence *ret_residence)
{
    *ret_residence = (struct residence){
        .residence_id = db_i64(rows, 0),
        .person_id = db_i64(rows, 1),
        .temporary = str_eq(db_str(rows, 2), S("temporary")),
        .unit_id = db_i64(rows, 3),
        .hamlet_id = db_i64(rows, 4),
        .household_id = db_i64(rows, 5),
        .address = db_str(rows, 6),
        .dwelling = db_str(rows, 7),
        .valid_from = db_day(rows, 8),
        .expires_on = db_day(rows, 9),
        .valid_to = db_day(rows, 10),
        .end_reason = db_str(rows, 11),
        .dossier_id = db_i64(rows, 12),
        .recorded_ms = db_i64(rows, 13),
        .ended_ms = db_i64(rows, 14),
        .registered_unit_id = db_i64(rows, 15),
    };
}

enum err residence_store_on(struct ctx *ctx, int64_t person_id, bool temporary, struct day on, struct residence *ret_residence)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 AND kind = $2 AND valid_from <= $3 "
               "AND (valid_to IS NULL OR valid_to >= $3) AND (expires_on IS NULL OR expires_on >= $3)",
               DB_I64(person_id), DB_STR(kind_of(temporary)), DB_DAY(ctx, on)));
    residence_read(&rows, ret_residence);
    return db_rows_end(&rows);
}

enum err residence_current(struct ctx *ctx, int64_t person_id, bool temporary, struct residence *ret_residence)
{
    return residence_store_on(ctx, person_id, temporary, population_today(ctx), ret_residence);
}

enum err residence_store_open(struct ctx *ctx, int64_t person_id, bool temporary, struct residence *ret_residence)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 AND kind = $2 AND valid_to IS NULL",
               DB_I64(person_id), DB_STR(kind_of(temporary))));
    residence_read(&rows, ret_residence);
    return db_rows_end(&rows);
}

enum err residence_history(struct ctx *ctx, int64_t person_id, struct residence **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct residence *found = arena_array(ctx->arena, struct residence, HISTORY_ROWS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 ORDER BY valid_from DESC, residence_id DESC LIMIT $2",
                 DB_I64(person_id), DB_I64(HISTORY_ROWS_MAX)));
    while (db_next(&rows))
        residence_read(&rows, &found[count++]);
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

enum err residence_store_insert(struct ctx *ctx, struct residence *residence)
{
    int64_t id = db_new_id();

    TRY(db_exec(ctx, NULL,
                "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, household_id, address, dwelling, valid_from, expires_on, "
                "dossier_id, recorded_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                DB_I64(id), DB_I64(residence->person_id), DB_STR(kind_of(residence->temporary)), DB_I64(residence->unit_id),
                db_i64_or_null(residence->hamlet_id), db_i64_or_null(residence->household_id), DB_STR(residence->address),
                DB_STR(residence->dwelling), DB_DAY(ctx, residence->valid_from), DB_DAY(ctx, residence->expires_on),
                db_i64_or_null(residence->dossier_id), DB_I64(ctx->now_ms)));
    residence->residence_id = id;
    residence->recorded_ms = ctx->now_ms;
    return OK;
}

enum err residence_store_end(struct ctx *ctx, int64_t residence_id, struct day last_day, struct str reason, int64_t dossier_id)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE residence SET valid_to = $2, end_reason = $3, end_dossier_id = $4, ended_ms = $5 "
                "WHERE residence_id = $1 AND valid_to IS NULL",
                DB_I64(residence_id), DB_DAY(ctx, last_day), DB_STR(reason), db_i64_or_null(dossier_id), DB_I64(ctx->now_ms)));
    if (changed != 1) /* two decisions about one person at once */
        return fault(ctx, ERR_CONFLICT, "residence.changed", "persons", "Nơi cư trú vừa được thay đổi. Hãy tải lại trang và xem lại.");
    return OK;
}

enum err residence_store_changed_since(struct ctx *ctx, int64_t person_id, int64_t since_ms, bool *ret_changed)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    /* An expiry is no move: the form showed the day on which it would come. */
    TRY(db_one(ctx, &rows,
               "SELECT count(*) FROM residence WHERE person_id = $1 AND (recorded_ms > $2 OR (ended_ms > $2 AND end_reason <> 'expired'))",
               DB_I64(person_id), DB_I64(since_ms)));
    *ret_changed = db_i64(&rows, 0) > 0;
    return db_rows_end(&rows);
}

enum err population_expire_temporary(struct ctx *ctx, int limit, int *ret_closed)
{
    int64_t changed;
    struct db_value today = DB_DAY(ctx, population_today(ctx));

    TRY(db_exec(ctx, &changed,
                "UPDATE residence SET valid_to = expires_on, end_reason = 'expired', ended_ms = $2 WHERE residence_id IN "
                "(SELECT residence_id FROM residence WHERE expires_on < $1 AND valid_to IS NULL LIMIT $3)",
                today, DB_I64(ctx->now_ms), DB_I64(limit)));
    *ret_closed = (int)changed;
    return OK;
}
