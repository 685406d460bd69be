/* throttle_store.c: rows of the throttle and of known devices. Devices are stored as digests: the cookie's value stays with the browser. */
#include "features/identity/internal.h"

enum err throttle_store_get(struct ctx *ctx, struct str subject, struct throttle *ret_throttle)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT failures, last_ms, blocked_until_ms FROM signin_throttle WHERE subject = $1", DB_STR(subject)));
    *ret_throttle = (struct throttle){0};
    if (db_next(&rows))
        *ret_throttle = (struct throttle){.failures = db_i64(&rows, 0), .last_ms = db_i64(&rows, 1), .blocked_until_ms = db_i64(&rows, 2)};
    return db_rows_end(&rows);
}

enum err throttle_store_put(struct ctx *ctx, struct str subject, const struct throttle *throttle)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO signin_throttle (subject, failures, last_ms, blocked_until_ms) VALUES ($1, $2, $3, $4)"
                   " ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_ms = excluded.last_ms,"
                   " blocked_until_ms = excluded.blocked_until_ms",
                   DB_STR(subject), DB_I64(throttle->failures), DB_I64(throttle->last_ms), DB_I64(throttle->blocked_until_ms));
}

enum err throttle_store_take_back(struct ctx *ctx, struct str subject, int64_t failures)
{
    return db_exec(ctx, NULL,
                   "UPDATE signin_throttle SET failures = failures - 1, blocked_until_ms = 0 WHERE subject = $1 AND failures = $2",
                   DB_STR(subject), DB_I64(failures));
}

enum err throttle_clear(struct ctx *ctx, struct str subject)
{
    return db_exec(ctx, NULL, "DELETE FROM signin_throttle WHERE subject = $1", DB_STR(subject));
}

enum err throttle_store_purge(struct ctx *ctx, int64_t before_ms)
{
    return db_exec(ctx, NULL, "DELETE FROM signin_throttle WHERE last_ms < $1", DB_I64(before_ms));
}

static struct str device_digest(struct ctx *ctx, struct str device)
{
    unsigned char *digest = arena_alloc(ctx->arena, SHA256_BYTES);

    crypto_sha256(device, digest);
    return (struct str){(const char *)digest, SHA256_BYTES};
}

enum err device_store_known(struct ctx *ctx, int64_t account_id, struct str device, bool *ret_known)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT 1 FROM known_device WHERE account_id = $1 AND device_sha256 = $2", DB_I64(account_id),
                 DB_BYTES(device_digest(ctx, device))));
    *ret_known = db_next(&rows) && !str_empty(device);
    return db_rows_end(&rows);
}

enum err device_store_put(struct ctx *ctx, int64_t account_id, struct str device)
{
    if (str_empty(device))
        return OK;
    return db_exec(ctx, NULL,
                   "INSERT INTO known_device (account_id, device_sha256, last_ms) VALUES ($1, $2, $3)"
                   " ON CONFLICT (account_id, device_sha256) DO UPDATE SET last_ms = excluded.last_ms",
                   DB_I64(account_id), DB_BYTES(device_digest(ctx, device)), DB_I64(ctx->now_ms));
}

enum err device_store_purge(struct ctx *ctx, int64_t before_ms)
{
    return db_exec(ctx, NULL, "DELETE FROM known_device WHERE last_ms < $1", DB_I64(before_ms));
}
