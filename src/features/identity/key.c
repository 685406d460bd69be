/* key.c: the installation's secret, DATA_DIR/secret.key: read once a process, kept for its life. It seals TOTP keys and the state between the
 * steps of a sign-in, and keys the digests of the throttle. It must never be written to a log, a page or the database. */
#include "features/identity/internal.h"
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct crypto_key kept;
static char kept_dir[512];

enum err identity_key(struct ctx *ctx, struct str data_dir, const struct crypto_key **ret_key)
{
    enum err err = OK;

    if (data_dir.len == 0 || data_dir.len >= sizeof kept_dir)
        return fault(ctx, ERR_INVALID, "identity.data_dir", "", "Thư mục dữ liệu không hợp lệ.");
    pthread_mutex_lock(&lock);
    if (!str_eq(str_of(kept_dir), data_dir)) {
        struct crypto_key key;
        err = crypto_key_load_or_create(arena_cstr(ctx->arena, arena_join(ctx->arena, data_dir, S("/secret.key"))), &key);
        if (err == OK) {
            kept = key;
            memcpy(kept_dir, data_dir.ptr, data_dir.len);
            kept_dir[data_dir.len] = '\0';
        }
        crypto_key_wipe(&key);
    }
    pthread_mutex_unlock(&lock);
    if (err != OK)
        return fault_set(ctx, err, S("identity.key"), S(""), S("Không đọc được khóa của hệ thống."),
                         arena_join(ctx->arena, data_dir, S("/secret.key: must be ours, mode 0600, 32 bytes")));
    *ret_key = &kept;
    return OK;
}

enum err identity_init(struct ctx *ctx, struct str data_dir)
{
    const struct crypto_key *key;

    return identity_key(ctx, data_dir, &key);
}

enum err identity_digest(struct ctx *ctx, struct str data_dir, struct str text, struct str *ret_hex)
{
    const struct crypto_key *key;
    unsigned char subkey[SHA256_BYTES], mac[SHA256_BYTES];

    TRY(identity_key(ctx, data_dir, &key));
    /* Its own key, so that no digest can be mistaken for anything else made with the installation's secret. */
    crypto_hmac_sha256((struct str){(const char *)key->bytes, sizeof key->bytes}, S("congdan identity digest"), subkey);
    crypto_hmac_sha256((struct str){(const char *)subkey, sizeof subkey}, text, mac);
    *ret_hex = crypto_hex_encode(ctx->arena, (struct str){(const char *)mac, 16});
    return OK;
}

enum err identity_pseudonym(struct ctx *ctx, struct str data_dir, struct str text, struct str *ret_pseudonym)
{
    return identity_digest(ctx, data_dir, text, ret_pseudonym);
}

enum err identity_check(struct ctx *ctx, struct str data_dir)
{
    const struct crypto_key *key;
    struct secret AUTO(secret_wipe) plain = {0};
    struct str sealed;
    int64_t account_id;

    TRY(identity_key(ctx, data_dir, &key));
    enum err err = account_store_any_sealed(ctx, &account_id, &sealed);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (crypto_open_secret(key, arena_printf(ctx->arena, "totp:%lld", (long long)account_id), sealed, &plain) != OK)
        return fault(ctx, ERR_CONFLICT, "identity.key", "", "Khóa trong thư mục dữ liệu không phải khóa của cơ sở dữ liệu này.");
    return OK;
}

enum err identity_purge(struct ctx *ctx)
{
    AUTO(db_tx_end) struct db_tx tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(throttle_store_purge(ctx, ctx->now_ms - THROTTLE_FORGET_MS));
    TRY(session_store_purge(ctx, ctx->now_ms - 30LL * MS_PER_DAY));
    TRY(device_store_purge(ctx, ctx->now_ms - 400LL * MS_PER_DAY));
    TRY(late_form_store_purge(ctx, ctx->now_ms - MS_PER_DAY));
    return db_tx_commit(&tx);
}
