/* signin.c: the two steps of signing in. What it must never do: answer an unknown login faster, or otherwise, than a wrong password; look at a
 * password or a code before the attempt is counted; make a session before both factors were right. */
#include "features/audit/audit.h"
#include "features/identity/internal.h"

struct str account_login_fold(struct arena *arena, struct str typed)
{
    struct str copy = arena_str(arena, str_trim(typed));
    char *at = (char *)copy.ptr; /* our own copy */
    size_t digits = 0, others = 0;

    for (size_t i = 0; i < copy.len; i++) {
        char c = at[i];
        if (c >= 'A' && c <= 'Z')
            at[i] = (char)(c + 'a' - 'A');
        if (c >= '0' && c <= '9')
            digits++;
        else if (c != ' ' && c != '.')
            others++;
    }
    if (others > 0 || digits == 0)
        return copy;
    digits = 0;
    for (size_t i = 0; i < copy.len; i++)
        if (at[i] >= '0' && at[i] <= '9')
            at[digits++] = at[i];
    copy.len = digits;
    return copy;
}

/* Always one argon2, whatever is known about the login. */
static bool password_right(struct ctx *ctx, const struct account *account, struct str typed)
{
    AUTO(secret_wipe) struct secret password = {0};
    bool usable = password_secret(ctx, typed, &password) == OK;

    if (!usable || str_empty(account->password_hash)) {
        password_verify_nobody(&password);
        return false;
    }
    return password_verify(account->password_hash, &password) == OK;
}

static enum err rehash(struct ctx *ctx, const struct account *account, struct str typed)
{
    AUTO(secret_wipe) struct secret password = {0};
    struct str hash;

    TRY(password_secret(ctx, typed, &password));
    TRY(password_hash(ctx->arena, &password, &hash));
    return account_store_set_password(ctx, account->account_id, hash, false);
}

static enum err check_state(struct ctx *ctx, const struct account *account)
{
    if (str_eq(account->state, S("active")))
        return OK;
    if (str_eq(account->state, S("registered")) || str_eq(account->state, S("approved")))
        return fault(ctx, ERR_FORBIDDEN, "signin.not_active", "", "Tài khoản chưa được kích hoạt. Hãy đến Công an xã để kích hoạt.");
    return fault(ctx, ERR_FORBIDDEN, "signin.locked", "", "Tài khoản đang bị khóa. Hãy liên hệ cơ quan đã cấp tài khoản.");
}

/* One row for a known and an unknown login alike. The person whose account it is sees it on her page; who failed is not known to be her. */
static enum err audit_signin(struct ctx *ctx, const struct account *account, enum err outcome)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    int64_t actor = ctx->actor.account_id;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    ctx->actor.account_id = outcome == OK ? account->account_id : 0;
    enum err err = audit_put(ctx, &(struct audit_entry){.action = outcome == OK ? S("signin.ok") : S("signin.fail"), .outcome = outcome,
                                                        .person_id = account->person_id});
    ctx->actor.account_id = actor;
    TRY(err);
    return db_tx_commit(&tx);
}

enum err signin_password(struct ctx *ctx, struct str data_dir, const struct signin *signin, struct account *ret_account, int *ret_wait_s)
{
    struct str login = account_login_fold(ctx->arena, signin->login), subject;
    struct account account = {0};
    struct throttle taken;
    AUTO(db_tx_end) struct db_tx tx = {0};

    enum err err = account_find_by_login(ctx, login, &account);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    TRY(throttle_subject(ctx, data_dir, login, account.account_id, signin->device, &subject));
    TRY(throttle_begin(ctx, subject, &taken, ret_wait_s));
    if (!password_right(ctx, &account, signin->password)) {
        TRY(audit_signin(ctx, &account, ERR_UNAUTHENTICATED));
        return fault(ctx, ERR_UNAUTHENTICATED, "signin.wrong", "", "Tên đăng nhập hoặc mật khẩu không đúng.");
    }
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(throttle_give_back(ctx, subject, &taken));
    if (password_needs_rehash(account.password_hash))
        TRY(rehash(ctx, &account, signin->password));
    TRY(db_tx_commit(&tx));
    /* Only who knows the password learns that the account is closed. */
    TRY(check_state(ctx, &account));
    *ret_account = account;
    return OK;
}

static bool looks_like_totp(struct str code)
{
    size_t digits = 0;

    for (size_t i = 0; i < code.len; i++) {
        if (code.ptr[i] >= '0' && code.ptr[i] <= '9')
            digits++;
        else if (code.ptr[i] != ' ')
            return false;
    }
    return digits == TOTP_DIGITS;
}

static enum err use_totp(struct ctx *ctx, struct str data_dir, const struct account *account, struct str code)
{
    AUTO(secret_wipe) struct secret key = {0};
    int64_t counter, changed = 0;

    enum err err = totp_get(ctx, data_dir, account, &key);
    if (err == ERR_NOT_FOUND)
        return ERR_UNAUTHENTICATED;
    TRY(err);
    TRY(totp_check(&key, code, ctx->now_ms, account->totp_counter, &counter));
    /* The condition in the update, not the value read before, decides between two who come with the same code. */
    TRY(account_store_use_counter(ctx, account->account_id, counter, &changed));
    return changed == 1 ? OK : ERR_UNAUTHENTICATED;
}

enum err signin_code(struct ctx *ctx, struct str data_dir, int64_t account_id, int64_t version, struct str code, struct str device,
                     struct account *ret_account, int *ret_wait_s, int *ret_recovery_left)
{
    struct account account;
    struct throttle taken;
    struct str subject;
    bool by_totp = looks_like_totp(code);
    int left = -1;

    TRY(account_get(ctx, account_id, &account));
    if (account.version != version)
        return fault(ctx, ERR_CONFLICT, "signin.stale", "", "Tài khoản vừa thay đổi. Hãy đăng nhập lại từ đầu.");
    TRY(check_state(ctx, &account));
    TRY(throttle_subject(ctx, data_dir, account.login, account_id, device, &subject));
    TRY(throttle_begin(ctx, subject, &taken, ret_wait_s));
    enum err err = by_totp ? use_totp(ctx, data_dir, &account, code) : recovery_use(ctx, account_id, code);
    if (err == OK || err == ERR_UNAUTHENTICATED)
        TRY(audit_signin(ctx, &account, err));
    if (err == ERR_UNAUTHENTICATED)
        return fault(ctx, err, "signin.code", "code", "Mã không đúng hoặc đã dùng rồi. Hãy đợi mã mới và nhập lại.");
    TRY(err);
    TRY(throttle_clear(ctx, subject));
    TRY(device_store_put(ctx, account_id, device));
    if (!by_totp)
        TRY(recovery_count(ctx, account_id, &left));
    *ret_account = account;
    *ret_recovery_left = left;
    return OK;
}

/* --- the state between the steps ---------------------------------------------------------------------------------------- */
#define STATE_CONTEXT S("signin state 1")

enum err signin_state_seal(struct ctx *ctx, struct str data_dir, const struct signin_state *state, struct str *ret_text)
{
    const struct crypto_key *key;

    TRY(identity_key(ctx, data_dir, &key));
    struct str plain = arena_printf(ctx->arena, "%lld|%lld|%lld|%.*s", (long long)(ctx->now_ms + SIGNIN_STATE_SECONDS * 1000LL),
                                    (long long)state->account_id, (long long)state->version, STR_ARG(state->next));
    *ret_text = crypto_base64url_encode(ctx->arena, crypto_seal(ctx->arena, key, STATE_CONTEXT, plain));
    return OK;
}

enum err signin_state_open(struct ctx *ctx, struct str data_dir, struct str text, struct signin_state *ret_state)
{
    const struct crypto_key *key;
    struct signin_state state;
    struct str sealed, plain;
    int64_t expires_ms;

    TRY(identity_key(ctx, data_dir, &key));
    if (text.len > 4096 || crypto_base64url_decode(ctx->arena, text, &sealed) != OK ||
        crypto_open(ctx->arena, key, STATE_CONTEXT, sealed, &plain) != OK)
        return ERR_UNAUTHENTICATED;
    /* Sealed by us, so the form is known; a state of an older program is refused by its context. */
    if (str_parse_i64(str_cut(&plain, '|'), &expires_ms) != OK || str_parse_i64(str_cut(&plain, '|'), &state.account_id) != OK ||
        str_parse_i64(str_cut(&plain, '|'), &state.version) != OK || ctx->now_ms > expires_ms)
        return ERR_UNAUTHENTICATED;
    state.next = plain;
    *ret_state = state;
    return OK;
}
