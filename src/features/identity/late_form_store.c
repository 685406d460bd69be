/* late_form_store.c: rows of late forms. */
#include "features/identity/pages.h"

enum err late_form_store_insert(struct ctx *ctx, int64_t late_form_id, int64_t account_id, struct str path, struct str body)
{
    return db_exec(ctx, NULL, "INSERT INTO late_form (late_form_id, account_id, path, body, created_ms) VALUES ($1, $2, $3, $4, $5)",
                   DB_I64(late_form_id), DB_I64(account_id), DB_STR(path), DB_STR(body), DB_I64(ctx->now_ms));
}

enum err late_form_store_get(struct ctx *ctx, int64_t late_form_id, int64_t account_id, struct str *ret_path, struct str *ret_body)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT path, body FROM late_form WHERE late_form_id = $1 AND account_id = $2", DB_I64(late_form_id),
               DB_I64(account_id)));
    *ret_path = db_str(&rows, 0);
    *ret_body = db_str(&rows, 1);
    return db_rows_end(&rows);
}

enum err late_form_store_purge(struct ctx *ctx, int64_t before_ms)
{
    return db_exec(ctx, NULL, "DELETE FROM late_form WHERE created_ms < $1", DB_I64(before_ms));
}
