/* client_store.c: rows of API clients. */
#include "features/identity/internal.h"

enum err client_store_find(struct ctx *ctx, struct str token_sha256, struct client_row *ret_client)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT client_id, unit_id, name, perms, legal_basis, purpose, person_fields FROM api_client WHERE token_sha256 = $1 AND ended_ms IS NULL",
               DB_BYTES(token_sha256)));
    *ret_client = (struct client_row){
        .client_id = db_i64(&rows, 0), .unit_id = db_i64(&rows, 1), .name = db_str(&rows, 2), .perms = db_str(&rows, 3),
        .legal_basis = db_str(&rows, 4), .purpose = db_str(&rows, 5), .person_fields = db_str(&rows, 6),
    };
    return db_rows_end(&rows);
}

enum err client_store_insert(struct ctx *ctx, int64_t client_id, const struct client_new *client, struct str token_sha256)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO api_client (client_id, name, token_sha256, perms, unit_id, legal_basis, purpose, created_ms, person_fields)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   DB_I64(client_id), DB_STR(client->name), DB_BYTES(token_sha256), DB_STR(client->perms), DB_I64(client->unit_id),
                   DB_STR(client->legal_basis), DB_STR(client->purpose), DB_I64(ctx->now_ms), DB_STR(client->person_fields));
}

enum err client_store_set_token(struct ctx *ctx, int64_t client_id, struct str token_sha256, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed, "UPDATE api_client SET token_sha256 = $2 WHERE client_id = $1 AND ended_ms IS NULL", DB_I64(client_id),
                   DB_BYTES(token_sha256));
}

enum err client_store_end(struct ctx *ctx, int64_t client_id, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed, "UPDATE api_client SET ended_ms = $2 WHERE client_id = $1 AND ended_ms IS NULL", DB_I64(client_id),
                   DB_I64(ctx->now_ms));
}

enum err client_list(struct ctx *ctx, struct client_info **ret_rows, int *ret_count)
{
    enum { LIST_MAX = 1000 };
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct client_info *list = arena_array(ctx->arena, struct client_info, LIST_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT client_id, unit_id, name, perms, legal_basis, purpose, created_ms, ended_ms, person_fields FROM api_client ORDER BY client_id DESC LIMIT $1",
                 DB_I64(LIST_MAX)));
    while (count < LIST_MAX && db_next(&rows))
        list[count++] = (struct client_info){
            .client_id = db_i64(&rows, 0), .unit_id = db_i64(&rows, 1), .name = db_str(&rows, 2), .perms = db_str(&rows, 3),
            .legal_basis = db_str(&rows, 4), .purpose = db_str(&rows, 5), .created_ms = db_i64(&rows, 6), .ended_ms = db_i64(&rows, 7), .person_fields = db_str(&rows, 8),
        };
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}
