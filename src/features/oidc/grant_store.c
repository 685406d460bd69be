/* grant_store.c: rows of authorizations and of what came of them. */
#include "features/oidc/internal.h"

struct str secret_digest(struct arena *arena, struct str secret)
{
    unsigned char *digest = arena_alloc(arena, SHA256_BYTES);

    crypto_sha256(secret, digest);
    return (struct str){(const char *)digest, SHA256_BYTES};
}

/* --- families --- */
enum err family_insert(struct ctx *ctx, const struct family *f, struct str code_sha256)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO oidc_family (family_id, client_key, account_id, session_id, scopes, nonce, redirect_uri, challenge, code_sha256, code_expires_ms,"
                   " auth_ms, acr, amr, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                   DB_I64(f->family_id), DB_I64(f->client_key), DB_I64(f->account_id), DB_I64(f->session_id), DB_STR(f->scopes), DB_STR(f->nonce), DB_STR(f->redirect_uri),
                   DB_STR(f->challenge), DB_BYTES(code_sha256), DB_I64(f->code_expires_ms), DB_I64(f->auth_ms), DB_STR(f->acr), DB_STR(f->amr), DB_I64(ctx->now_ms));
}

#define FAMILY                                                                                                                              \
    "f.family_id, f.client_key, f.account_id, f.session_id, f.scopes, f.nonce, f.redirect_uri, f.challenge, f.code_expires_ms, f.code_used_ms, " \
    "f.auth_ms, f.acr, f.amr, f.created_ms, f.ended_ms"

static struct family family_read(struct db_rows *rows)
{
    return (struct family){.family_id = db_i64(rows, 0), .client_key = db_i64(rows, 1), .account_id = db_i64(rows, 2), .session_id = db_i64(rows, 3),
                           .scopes = db_str(rows, 4), .nonce = db_str(rows, 5), .redirect_uri = db_str(rows, 6), .challenge = db_str(rows, 7),
                           .code_expires_ms = db_i64(rows, 8), .code_used_ms = db_i64(rows, 9), .auth_ms = db_i64(rows, 10), .acr = db_str(rows, 11),
                           .amr = db_str(rows, 12), .created_ms = db_i64(rows, 13), .ended_ms = db_i64(rows, 14)};
}

static enum err with_account(struct ctx *ctx, struct family *family)
{
    struct account account;

    TRY(account_get(ctx, family->account_id, &account));
    family->account_state = account.state;
    family->person_id = account.person_id;
    return OK;
}

enum err family_by_code(struct ctx *ctx, struct str code_sha256, struct family *ret_family)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " FAMILY " FROM oidc_family f WHERE f.code_sha256 = $1", DB_BYTES(code_sha256)));
    *ret_family = family_read(&rows);
    TRY(db_rows_end(&rows));
    return with_account(ctx, ret_family);
}

enum err family_get(struct ctx *ctx, int64_t family_id, struct family *ret_family)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " FAMILY " FROM oidc_family f WHERE f.family_id = $1", DB_I64(family_id)));
    *ret_family = family_read(&rows);
    TRY(db_rows_end(&rows));
    return with_account(ctx, ret_family);
}

enum err family_use_code(struct ctx *ctx, int64_t family_id, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed, "UPDATE oidc_family SET code_used_ms = $2 WHERE family_id = $1 AND code_used_ms IS NULL AND ended_ms IS NULL", DB_I64(family_id),
                   DB_I64(ctx->now_ms));
}

enum err family_end(struct ctx *ctx, int64_t family_id, struct str reason)
{
    return db_exec(ctx, NULL, "UPDATE oidc_family SET ended_ms = $2, end_reason = $3 WHERE family_id = $1 AND ended_ms IS NULL", DB_I64(family_id), DB_I64(ctx->now_ms),
                   DB_STR(reason));
}

enum err families_end_session(struct ctx *ctx, int64_t session_id, struct str reason)
{
    return db_exec(ctx, NULL, "UPDATE oidc_family SET ended_ms = $2, end_reason = $3 WHERE session_id = $1 AND ended_ms IS NULL", DB_I64(session_id), DB_I64(ctx->now_ms),
                   DB_STR(reason));
}

enum err families_end_client(struct ctx *ctx, int64_t account_id, int64_t client_key, struct str reason)
{
    return db_exec(ctx, NULL, "UPDATE oidc_family SET ended_ms = $3, end_reason = $4 WHERE account_id = $1 AND client_key = $2 AND ended_ms IS NULL", DB_I64(account_id),
                   DB_I64(client_key), DB_I64(ctx->now_ms), DB_STR(reason));
}

/* --- tokens --- */
enum err token_insert(struct ctx *ctx, const struct token *token, struct str sha256)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO oidc_token (token_sha256, kind, family_id, client_key, scopes, issued_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                   DB_BYTES(sha256), DB_STR(token->kind), DB_I64(token->family_id), DB_I64(token->client_key), DB_STR(token->scopes), DB_I64(token->issued_ms),
                   DB_I64(token->expires_ms));
}

static struct token token_read(struct db_rows *rows)
{
    return (struct token){.kind = db_str(rows, 0), .family_id = db_i64(rows, 1), .client_key = db_i64(rows, 2), .scopes = db_str(rows, 3), .issued_ms = db_i64(rows, 4),
                          .expires_ms = db_i64(rows, 5), .replaced_ms = db_i64(rows, 6), .ended_ms = db_i64(rows, 7)};
}

enum err token_get(struct ctx *ctx, struct str sha256, struct token *ret_token)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT kind, family_id, client_key, scopes, issued_ms, expires_ms, replaced_ms, ended_ms FROM oidc_token WHERE token_sha256 = $1",
               DB_BYTES(sha256)));
    *ret_token = token_read(&rows);
    return db_rows_end(&rows);
}

enum err token_get_with_family(struct ctx *ctx, struct str sha256, struct token *ret_token, struct family *ret_family)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT t.kind, t.family_id, t.client_key, t.scopes, t.issued_ms, t.expires_ms, t.replaced_ms, t.ended_ms, f.family_id, f.account_id, f.session_id,"
               " f.scopes, f.auth_ms, f.ended_ms FROM oidc_token t LEFT JOIN oidc_family f ON f.family_id = t.family_id WHERE t.token_sha256 = $1",
               DB_BYTES(sha256)));
    *ret_token = token_read(&rows);
    *ret_family = (struct family){.family_id = db_i64(&rows, 8), .client_key = ret_token->client_key, .account_id = db_i64(&rows, 9), .session_id = db_i64(&rows, 10),
                                  .scopes = db_str(&rows, 11), .auth_ms = db_i64(&rows, 12), .ended_ms = db_i64(&rows, 13)};
    TRY(db_rows_end(&rows));
    if (ret_token->family_id && !ret_family->family_id)
        return ERR_NOT_FOUND;
    return ret_token->family_id ? with_account(ctx, ret_family) : OK;
}

enum err token_replace(struct ctx *ctx, struct str sha256, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed, "UPDATE oidc_token SET replaced_ms = $2 WHERE token_sha256 = $1 AND replaced_ms IS NULL AND ended_ms IS NULL", DB_BYTES(sha256),
                   DB_I64(ctx->now_ms));
}

enum err token_end(struct ctx *ctx, struct str sha256)
{
    return db_exec(ctx, NULL, "UPDATE oidc_token SET ended_ms = $2 WHERE token_sha256 = $1 AND ended_ms IS NULL", DB_BYTES(sha256), DB_I64(ctx->now_ms));
}

/* --- requests that wait --- */
enum err request_insert(struct ctx *ctx, struct str handle_sha256, int64_t client_key, struct str params, int seconds)
{
    return db_exec(ctx, NULL, "INSERT INTO oidc_request (handle_sha256, client_key, params, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5)", DB_BYTES(handle_sha256),
                   DB_I64(client_key), DB_STR(params), DB_I64(ctx->now_ms), DB_I64(ctx->now_ms + seconds * 1000LL));
}

enum err request_get(struct ctx *ctx, struct str handle_sha256, int64_t *ret_client_key, struct str *ret_params, bool *ret_used,
                     int64_t *ret_created_ms)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT client_key, params, used_ms, created_ms FROM oidc_request WHERE handle_sha256 = $1 AND expires_ms > $2", DB_BYTES(handle_sha256),
               DB_I64(ctx->now_ms)));
    *ret_client_key = db_i64(&rows, 0);
    *ret_params = db_str(&rows, 1);
    *ret_used = db_i64(&rows, 2) != 0;
    *ret_created_ms = db_i64(&rows, 3);
    return db_rows_end(&rows);
}

enum err request_use(struct ctx *ctx, struct str handle_sha256, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed, "UPDATE oidc_request SET used_ms = $2 WHERE handle_sha256 = $1 AND used_ms IS NULL", DB_BYTES(handle_sha256), DB_I64(ctx->now_ms));
}

/* --- consents --- */
enum err consent_get(struct ctx *ctx, int64_t account_id, int64_t client_key, struct str *ret_scopes)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    *ret_scopes = S("");
    TRY(db_query(ctx, &rows, "SELECT scopes FROM oidc_consent WHERE account_id = $1 AND client_key = $2", DB_I64(account_id), DB_I64(client_key)));
    if (db_next(&rows))
        *ret_scopes = db_str(&rows, 0);
    return db_rows_end(&rows);
}

enum err consent_put(struct ctx *ctx, int64_t account_id, int64_t client_key, struct str scopes)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO oidc_consent (account_id, client_key, scopes, granted_ms) VALUES ($1, $2, $3, $4)"
                   " ON CONFLICT (account_id, client_key) DO UPDATE SET scopes = excluded.scopes, granted_ms = excluded.granted_ms",
                   DB_I64(account_id), DB_I64(client_key), DB_STR(scopes), DB_I64(ctx->now_ms));
}

enum err consent_list(struct ctx *ctx, int64_t account_id, struct consent_row **ret_rows, int *ret_count)
{
    enum { MAX = 200 };
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct consent_row *list = arena_array(ctx->arena, struct consent_row, MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT c.client_key, c.granted_ms, k.name, c.scopes FROM oidc_consent c JOIN oidc_client k ON k.client_key = c.client_key"
                 " WHERE c.account_id = $1 ORDER BY c.granted_ms DESC LIMIT 200",
                 DB_I64(account_id)));
    while (count < MAX && db_next(&rows))
        list[count++] = (struct consent_row){db_i64(&rows, 0), db_i64(&rows, 1), db_str(&rows, 2), db_str(&rows, 3)};
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err consent_end(struct ctx *ctx, int64_t account_id, int64_t client_key, int64_t *ret_changed)
{
    TRY(db_exec(ctx, ret_changed, "DELETE FROM oidc_consent WHERE account_id = $1 AND client_key = $2", DB_I64(account_id), DB_I64(client_key)));
    return families_end_client(ctx, account_id, client_key, S("consent"));
}

/* --- proofs that are good once --- */
enum err proof_use(struct ctx *ctx, const struct proof *proof, bool *ret_fresh)
{
    int64_t changed = 1;

    if (proof->sha256.len)
        TRY(db_exec(ctx, &changed, "INSERT INTO oidc_assertion (proof_sha256, expires_ms) VALUES ($1, $2) ON CONFLICT (proof_sha256) DO NOTHING", DB_BYTES(proof->sha256),
                    DB_I64(proof->expires_ms)));
    *ret_fresh = changed == 1;
    return OK;
}

/* --- what is over --- */
enum err oidc_purge(struct ctx *ctx, int limit, bool *ret_more)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    int64_t requests, tokens, families, proofs;
    int64_t old_ms = ctx->now_ms - REFRESH_SECONDS * 1000LL, old_id = db_new_id() - (REFRESH_SECONDS * 1000LL << 22); /* ids grow with time: a range of the key */

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(db_exec(ctx, &requests, "DELETE FROM oidc_request WHERE handle_sha256 IN (SELECT handle_sha256 FROM oidc_request WHERE expires_ms < $1 LIMIT $2)",
                DB_I64(ctx->now_ms), DB_I64(limit)));
    /* A replaced refresh token is kept until it would have ended: its coming again must still be noticed. */
    TRY(db_exec(ctx, &tokens, "DELETE FROM oidc_token WHERE token_sha256 IN (SELECT token_sha256 FROM oidc_token WHERE expires_ms < $1 LIMIT $2)", DB_I64(ctx->now_ms),
                DB_I64(limit)));
    TRY(db_exec(ctx, &families,
                "DELETE FROM oidc_family WHERE family_id IN (SELECT f.family_id FROM oidc_family f WHERE f.family_id < $3 AND f.created_ms < $1 AND NOT EXISTS"
                " (SELECT 1 FROM oidc_token t WHERE t.family_id = f.family_id) ORDER BY f.family_id LIMIT $2)",
                DB_I64(old_ms), DB_I64(limit), DB_I64(old_id)));
    TRY(db_exec(ctx, &proofs, "DELETE FROM oidc_assertion WHERE proof_sha256 IN (SELECT proof_sha256 FROM oidc_assertion WHERE expires_ms < $1 LIMIT $2)",
                DB_I64(ctx->now_ms), DB_I64(limit)));
    TRY(db_tx_commit(&tx));
    *ret_more = requests == limit || tokens == limit || families == limit || proofs == limit;
    return OK;
}
