/* throttle.c: how fast passwords and codes may be tried. Five failures are free, then each one costs 30 s, doubling to 15 minutes. It counts by account
 * and by device, never by address: a village shares one address, a botnet has thousands. A device that has signed in to the account before has
 * its own count, so a stranger's guesses slow the stranger and cannot shut the owner out (OWASP "device cookies"). */
#include "features/identity/internal.h"

bool throttle_take(struct throttle *throttle, int64_t now_ms)
{
    int64_t doublings;

    if (now_ms - throttle->last_ms > THROTTLE_FORGET_MS)
        *throttle = (struct throttle){0};
    if (now_ms < throttle->blocked_until_ms)
        return false;
    throttle->failures++;
    throttle->last_ms = now_ms;
    doublings = throttle->failures - THROTTLE_FREE;
    if (doublings >= 5) /* 30 s * 2^5 = 16 min */
        throttle->blocked_until_ms = now_ms + THROTTLE_MAX_MS;
    else if (doublings >= 0)
        throttle->blocked_until_ms = now_ms + (THROTTLE_FIRST_MS << doublings);
    return true;
}

/* The attempt is written down before the password is looked at: a hundred guesses at once would otherwise all see the old count. */
enum err throttle_begin(struct ctx *ctx, struct str subject, struct throttle *ret_taken, int *ret_wait_s)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct throttle throttle;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(throttle_store_get(ctx, subject, &throttle));
    if (!throttle_take(&throttle, ctx->now_ms)) {
        *ret_wait_s = (int)((throttle.blocked_until_ms - ctx->now_ms + 999) / 1000);
        return fault(ctx, ERR_BUSY, "signin.wait", "", "Đã thử sai quá nhiều lần. Hãy đợi rồi thử lại.");
    }
    TRY(throttle_store_put(ctx, subject, &throttle));
    TRY(db_tx_commit(&tx));
    *ret_taken = throttle;
    return OK;
}

enum err throttle_give_back(struct ctx *ctx, struct str subject, const struct throttle *taken)
{
    return throttle_store_take_back(ctx, subject, taken->failures);
}

enum err throttle_subject(struct ctx *ctx, struct str data_dir, struct str login, int64_t account_id, struct str device,
                          struct str *ret_subject)
{
    bool known = false;
    struct str digest;

    /* Asked for an unknown login too (no device knows account 0), so that the steps are the same for everybody. */
    TRY(device_store_known(ctx, account_id, device, &known));
    TRY(identity_digest(ctx, data_dir,
                        known ? arena_printf(ctx->arena, "device:%lld:%.*s", (long long)account_id, STR_ARG(device))
                              : arena_join(ctx->arena, S("login:"), login),
                        &digest));
    *ret_subject = arena_join(ctx->arena, known ? S("d:") : S("a:"), digest);
    return OK;
}
