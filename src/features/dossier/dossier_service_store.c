/* dossier_service_store.c: payments, a dossier's place of work, and the people of a dossier as they were named when it was submitted. */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/internal.h"

enum err dossier_payments(struct ctx *ctx, int64_t dossier_id, struct dossier_payment **ret_rows, int *ret_count)
{
    enum { MOST = 20 };
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct dossier_payment *list = arena_array(ctx->arena, struct dossier_payment, MOST);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT amount_vnd, receipt, agency_id, officer_id, paid_ms FROM dossier_payment WHERE dossier_id = $1 ORDER BY seq LIMIT $2",
                 DB_I64(dossier_id), DB_I64(MOST)));
    while (count < MOST && db_next(&rows))
        list[count++] = (struct dossier_payment){db_i64(&rows, 0), db_str(&rows, 1), db_i64(&rows, 2), db_i64(&rows, 3), db_i64(&rows, 4)};
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err dossier_store_payment(struct ctx *ctx, int64_t dossier_id, const struct dossier_payment *payment)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO dossier_payment (dossier_id, seq, amount_vnd, receipt, agency_id, officer_id, paid_ms)"
                   " SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5, $6 FROM dossier_payment WHERE dossier_id = $1",
                   DB_I64(dossier_id), DB_I64(payment->amount_vnd), DB_STR(payment->receipt), DB_I64(payment->agency_id), DB_I64(payment->officer_id),
                   DB_I64(payment->paid_ms));
}

/* After dossier_move, whose version check has made the row ours. */
enum err dossier_store_place(struct ctx *ctx, const struct dossier *d)
{
    return db_exec(ctx, NULL, "UPDATE dossier SET agency_id = $2, unit_now_id = $3, province_now_id = $4 WHERE dossier_id = $1", DB_I64(d->dossier_id),
                   DB_I64(d->agency_id), DB_I64(d->unit_id), DB_I64(d->province_id));
}

enum err dossier_freeze_members(struct ctx *ctx, const struct dossier *d)
{
    struct dossier_member *members;
    int count;

    TRY(dossier_members_parse(ctx, dossier_form_value(ctx, d, S("members")), &members, &count));
    for (int i = 0; i < count; i++) {
        struct person person;
        TRY(person_get(ctx, members[i].person_id, &person));
        TRY(db_exec(ctx, NULL, "INSERT INTO dossier_member (dossier_id, person_id, full_name, birth_date) VALUES ($1, $2, $3, $4) ON CONFLICT (dossier_id, person_id) DO NOTHING",
                    DB_I64(d->dossier_id), DB_I64(person.person_id), DB_STR(person.full_name), DB_DAY(ctx, person.birth)));
    }
    return OK;
}

enum err dossier_member_named(struct ctx *ctx, int64_t dossier_id, int64_t person_id, struct str *ret_name, struct day *ret_birth)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT full_name, birth_date FROM dossier_member WHERE dossier_id = $1 AND person_id = $2", DB_I64(dossier_id), DB_I64(person_id)));
    *ret_name = db_str(&rows, 0);
    *ret_birth = db_day(&rows, 1);
    return db_rows_end(&rows);
}
