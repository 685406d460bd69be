/* draft_store.c: SQL of drafts. */
#include "features/filing/filing.h"
#include "platform/crypto/crypto.h"

#define DRAFT_COLUMNS                                                                                                  \
    "draft_id, account_id, owner_person_id, procedure_id, procedure_version, channel, assisted, form, submit_key, "    \
    "created_ms, updated_ms, submitted_dossier_id"

static int64_t oldest_ms(const struct ctx *ctx) { return ctx->now_ms - (int64_t)DRAFT_DAYS * MS_PER_DAY; }

static void read_row(struct db_rows *rows, struct draft *draft)
{
    *draft = (struct draft){.draft_id = db_i64(rows, 0),
                            .account_id = db_i64(rows, 1),
                            .owner_person_id = db_i64(rows, 2),
                            .procedure = procedure_get(db_i64(rows, 3), (int)db_i64(rows, 4)),
                            .channel = (enum channel)db_i64(rows, 5),
                            .assisted = db_bool(rows, 6),
                            .form = db_str(rows, 7),
                            .submit_key = db_str(rows, 8),
                            .created_ms = db_i64(rows, 9),
                            .updated_ms = db_i64(rows, 10),
                            .submitted_dossier_id = db_i64(rows, 11)};
}

enum err draft_start(struct ctx *ctx, const struct procedure *procedure, int64_t owner_person_id, enum channel channel,
                     bool assisted, int64_t *ret_draft_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows,
                          "SELECT draft_id FROM draft WHERE account_id = $1 AND updated_ms >= $2 AND procedure_id = $3 "
                          "AND procedure_version = $4 "
                          "AND owner_person_id = $5 AND channel = $6 AND submitted_dossier_id IS NULL AND form = '{}' "
                          "ORDER BY updated_ms DESC LIMIT 1",
                          DB_I64(ctx->actor.account_id), DB_I64(oldest_ms(ctx)), DB_I64(procedure->procedure_id),
                          DB_I64(procedure->version), DB_I64(owner_person_id), DB_I64(channel));
    if (err == OK) {
        *ret_draft_id = db_i64(&rows, 0);
        return OK;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *ret_draft_id = db_new_id();
    return db_exec(ctx, NULL,
                   "INSERT INTO draft (draft_id, account_id, owner_person_id, procedure_id, procedure_version, "
                   "channel, assisted, form, submit_key, created_ms, updated_ms) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', $8, $9, $10)",
                   DB_I64(*ret_draft_id), DB_I64(ctx->actor.account_id), DB_I64(owner_person_id),
                   DB_I64(procedure->procedure_id), DB_I64(procedure->version), DB_I64(channel), DB_BOOL(assisted),
                   DB_STR(crypto_token(ctx->arena, 24)), DB_I64(ctx->now_ms), DB_I64(ctx->now_ms));
}

enum err draft_get(struct ctx *ctx, int64_t draft_id, struct draft *ret_draft)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(
        ctx, &rows, "SELECT " DRAFT_COLUMNS " FROM draft WHERE draft_id = $1 AND account_id = $2 AND updated_ms >= $3",
        DB_I64(draft_id), DB_I64(ctx->actor.account_id), DB_I64(oldest_ms(ctx)));
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "draft.gone", "",
                     "Không còn bản kê khai này: đã xóa, đã quá 30 ngày, hoặc thuộc tài khoản khác.");
    TRY(err);
    read_row(&rows, ret_draft);
    if (!ret_draft->procedure)
        return fault(ctx, ERR_NOT_FOUND, "draft.procedure", "",
                     "Thủ tục của bản kê khai này không còn trong danh mục.");
    return OK;
}

enum err draft_save_form(struct ctx *ctx, int64_t draft_id, struct str form)
{
    int64_t changed;
    TRY(db_exec(ctx, &changed,
                "UPDATE draft SET form = $1, updated_ms = $2, version = version + 1 WHERE draft_id = $3 AND account_id "
                "= $4 AND submitted_dossier_id IS NULL",
                DB_STR(form), DB_I64(ctx->now_ms), DB_I64(draft_id), DB_I64(ctx->actor.account_id)));
    if (!changed)
        return fault(ctx, ERR_CONFLICT, "draft.submitted", "",
                     "Bản kê khai này đã được nộp. Hãy xem trong «Hồ sơ của tôi».");
    return OK;
}

enum err draft_lock(struct ctx *ctx, int64_t draft_id)
{
    return db_exec(ctx, NULL, "UPDATE draft SET version = version + 1 WHERE draft_id = $1 AND account_id = $2", DB_I64(draft_id), DB_I64(ctx->actor.account_id));
}

enum err draft_set_submitted(struct ctx *ctx, int64_t draft_id, int64_t dossier_id)
{
    return db_exec(ctx, NULL, "UPDATE draft SET submitted_dossier_id = $1, updated_ms = $2 WHERE draft_id = $3",
                   DB_I64(dossier_id), DB_I64(ctx->now_ms), DB_I64(draft_id));
}

enum err draft_delete(struct ctx *ctx, int64_t draft_id)
{
    return db_exec(ctx, NULL,
                   "DELETE FROM draft WHERE draft_id = $1 AND account_id = $2 AND submitted_dossier_id IS NULL",
                   DB_I64(draft_id), DB_I64(ctx->actor.account_id));
}

enum err draft_list(struct ctx *ctx, int64_t account_id, struct draft **ret_drafts, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct draft *drafts = arena_array(ctx->arena, struct draft, DRAFTS_SHOWN);
    int count = 0;

    TRY(db_query(
        ctx, &rows,
        "SELECT " DRAFT_COLUMNS
        " FROM draft WHERE account_id = $1 AND updated_ms >= $2 AND submitted_dossier_id IS NULL AND form <> '{}' "
        "ORDER BY updated_ms DESC LIMIT 20",
        DB_I64(account_id), DB_I64(oldest_ms(ctx))));
    while (db_next(&rows)) {
        read_row(&rows, &drafts[count]);
        count += drafts[count].procedure != NULL;
    }
    TRY(db_rows_end(&rows));
    *ret_drafts = drafts;
    *ret_count = count;
    return OK;
}

enum err draft_purge(struct ctx *ctx, int limit, bool *ret_more)
{
    int64_t changed;
    TRY(db_exec(ctx, &changed,
                "DELETE FROM draft WHERE draft_id IN (SELECT draft_id FROM draft WHERE updated_ms < $1 AND "
                "submitted_dossier_id IS NULL LIMIT $2)",
                DB_I64(oldest_ms(ctx)), DB_I64(limit)));
    *ret_more = changed == limit;
    return OK;
}
