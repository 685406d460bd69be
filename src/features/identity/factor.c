/* factor.c: second factors: time-based codes (RFC 6238) whose keys are sealed, and recovery codes on paper for the day the phone is lost. */
#include "features/identity/internal.h"

enum { RECOVERY_SYMBOLS = 16, RECOVERY_GROUP = 4 }; /* 80 bits: no need for a slow digest */

static struct str totp_context(struct ctx *ctx, int64_t account_id)
{
    return arena_printf(ctx->arena, "totp:%lld", (long long)account_id);
}

enum err totp_set(struct ctx *ctx, struct str data_dir, int64_t account_id, const struct secret *key)
{
    const struct crypto_key *seal;

    TRY(identity_key(ctx, data_dir, &seal));
    return account_store_set_totp(ctx, account_id, crypto_seal(ctx->arena, seal, totp_context(ctx, account_id), secret_reveal(key)));
}

enum err totp_get(struct ctx *ctx, struct str data_dir, const struct account *account, struct secret *ret_key)
{
    const struct crypto_key *seal;

    if (str_empty(account->totp_sealed))
        return ERR_NOT_FOUND;
    TRY(identity_key(ctx, data_dir, &seal));
    if (crypto_open_secret(seal, totp_context(ctx, account->account_id), account->totp_sealed, ret_key) != OK)
        return fault_set(ctx, ERR_INTERNAL, S("identity.key"), S(""), S("Không đọc được khóa của hệ thống."),
                         S("secret.key does not open this database's codes"));
    return OK;
}

/* The account's number is part of what is digested: equal digests in a stolen table say nothing. */
static void recovery_digest(struct ctx *ctx, int64_t account_id, struct str folded, unsigned char ret_digest[SHA256_BYTES])
{
    crypto_sha256(arena_printf(ctx->arena, "recovery:%lld:%.*s", (long long)account_id, STR_ARG(folded)), ret_digest);
}

enum err recovery_make(struct ctx *ctx, int64_t account_id, struct str ret_codes[RECOVERY_CODES])
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    unsigned char digests[RECOVERY_CODES][SHA256_BYTES];

    for (int i = 0; i < RECOVERY_CODES; i++) {
        struct str folded;
        ret_codes[i] = crypto_code(ctx->arena, RECOVERY_SYMBOLS, RECOVERY_GROUP);
        TRY(crypto_code_fold(ctx->arena, ret_codes[i], &folded));
        recovery_digest(ctx, account_id, folded, digests[i]);
    }
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(recovery_store_replace(ctx, account_id, digests, RECOVERY_CODES));
    return db_tx_commit(&tx);
}

enum err recovery_use(struct ctx *ctx, int64_t account_id, struct str typed)
{
    unsigned char digest[SHA256_BYTES];
    struct str folded;
    int64_t changed = 0;

    if (typed.len > 64 || crypto_code_fold(ctx->arena, typed, &folded) != OK || folded.len != RECOVERY_SYMBOLS)
        return ERR_UNAUTHENTICATED;
    recovery_digest(ctx, account_id, folded, digest);
    TRY(recovery_store_use(ctx, account_id, (struct str){(const char *)digest, SHA256_BYTES}, &changed));
    return changed == 1 ? OK : ERR_UNAUTHENTICATED;
}
