/* client_store.c: rows of the services that sign people in through us. */
#include "features/oidc/internal.h"

#define COLUMNS                                                                                                                          \
    "client_key, client_id, name, home_uri, auth_method, secret_sha256, jwks, redirect_uris, logout_uris, grants, scopes, pairwise, "  \
    "id_token_alg, jwt_access, trusted, unit_id, legal_basis, purpose, created_ms, ended_ms"

static struct oidc_client row_read(struct db_rows *rows)
{
    return (struct oidc_client){
        .client_key = db_i64(rows, 0), .client_id = db_str(rows, 1), .name = db_str(rows, 2), .home_uri = db_str(rows, 3), .auth_method = db_str(rows, 4),
        .secret_sha256 = db_str(rows, 5), .jwks = db_str(rows, 6), .redirect_uris = db_str(rows, 7), .logout_uris = db_str(rows, 8), .grants = db_str(rows, 9),
        .scopes = db_str(rows, 10), .pairwise = db_bool(rows, 11), .id_token_alg = db_str(rows, 12), .jwt_access = db_bool(rows, 13), .trusted = db_bool(rows, 14),
        .unit_id = db_i64(rows, 15), .legal_basis = db_str(rows, 16), .purpose = db_str(rows, 17), .created_ms = db_i64(rows, 18), .ended_ms = db_i64(rows, 19)};
}

enum err client_store_get(struct ctx *ctx, struct str client_id, struct oidc_client *ret_client)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    if (client_cache_get(ctx, client_id, 0, ret_client))
        return OK;
    TRY(db_one(ctx, &rows, "SELECT " COLUMNS " FROM oidc_client WHERE client_id = $1 AND ended_ms IS NULL", DB_STR(client_id)));
    *ret_client = row_read(&rows);
    TRY(db_rows_end(&rows));
    client_cache_put(ctx, ret_client);
    return OK;
}

enum err client_store_get_key(struct ctx *ctx, int64_t client_key, struct oidc_client *ret_client)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    if (client_cache_get(ctx, STR_NONE, client_key, ret_client))
        return OK;
    TRY(db_one(ctx, &rows, "SELECT " COLUMNS " FROM oidc_client WHERE client_key = $1 AND ended_ms IS NULL", DB_I64(client_key)));
    *ret_client = row_read(&rows);
    TRY(db_rows_end(&rows));
    client_cache_put(ctx, ret_client);
    return OK;
}

enum err client_store_put(struct ctx *ctx, const struct oidc_client *client)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO oidc_client (client_key, client_id, name, home_uri, auth_method, secret_sha256, jwks, redirect_uris, logout_uris, grants,"
                   " scopes, pairwise, id_token_alg, jwt_access, trusted, unit_id, legal_basis, purpose, created_ms)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
                   DB_I64(client->client_key), DB_STR(client->client_id), DB_STR(client->name), DB_STR(client->home_uri), DB_STR(client->auth_method),
                   DB_BYTES(client->secret_sha256), DB_STR(client->jwks), DB_STR(client->redirect_uris), DB_STR(client->logout_uris), DB_STR(client->grants),
                   DB_STR(client->scopes), DB_BOOL(client->pairwise), DB_STR(client->id_token_alg), DB_BOOL(client->jwt_access), DB_BOOL(client->trusted),
                   DB_I64(client->unit_id), DB_STR(client->legal_basis), DB_STR(client->purpose), DB_I64(ctx->now_ms));
}

enum err client_store_end_tokens(struct ctx *ctx, struct str client_id, int64_t *ret_changed)
{
    TRY(db_exec(ctx, ret_changed, "UPDATE oidc_client SET ended_ms = $2 WHERE client_id = $1 AND ended_ms IS NULL", DB_STR(client_id), DB_I64(ctx->now_ms)));
    return db_exec(ctx, NULL,
                   "UPDATE oidc_family SET ended_ms = $2, end_reason = 'client' WHERE ended_ms IS NULL AND client_key ="
                   " (SELECT client_key FROM oidc_client WHERE client_id = $1)",
                   DB_STR(client_id), DB_I64(ctx->now_ms));
}

enum err oidc_client_list(struct ctx *ctx, struct oidc_client **ret_rows, int *ret_count)
{
    enum { MAX = 1000 };
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct oidc_client *list = arena_array(ctx->arena, struct oidc_client, MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT " COLUMNS " FROM oidc_client ORDER BY client_key DESC LIMIT 1000"));
    while (count < MAX && db_next(&rows))
        list[count++] = row_read(&rows);
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}
