/* user.c: what an operator does at the command line: adding people who sign in, and helping those who lost a password or a phone. Secrets are
 * returned to be printed once; they are in no log and cannot be read again. */
#include "features/audit/audit.h"
#include "features/identity/internal.h"
#include "features/notify/notify.h"
#include "features/population/population.h"

enum { PASSWORD_SYMBOLS = 16, LIST_MAX = 1000 };
#define ISSUER S("Cổng công dân")

static enum err check_officer_login(struct ctx *ctx, struct str login)
{
    bool letter = false;

    for (size_t i = 0; i < login.len; i++) {
        char c = login.ptr[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (!ok)
            return fault(ctx, ERR_INVALID, "user.login", "login", "Tên đăng nhập chỉ gồm chữ thường a-z, số, dấu chấm, gạch nối và gạch dưới.");
        letter = letter || (c >= 'a' && c <= 'z');
    }
    if (!letter || login.len < 3 || login.len > 40)
        return fault(ctx, ERR_INVALID, "user.login", "login", "Tên đăng nhập của cán bộ có 3 đến 40 ký tự, ít nhất một chữ cái.");
    return OK;
}

/* The login and whom it stands for. A citizen's name is that of the register. */
static enum err account_of_new(struct ctx *ctx, const struct user_new *user, struct account *ret_account)
{
    struct account account = {.account_id = db_new_id(), .kind = user->kind, .name = user->name, .state = S("active"), .level = 2, .lang = user->lang};

    account.login = account_login_fold(ctx->arena, user->login);
    if (str_eq(user->kind, S("citizen"))) {
        struct person person;
        TRY(person_number_parse(ctx, account.login, &account.person_id));
        enum err err = person_get(ctx, account.person_id, &person);
        if (err == ERR_NOT_FOUND)
            return fault(ctx, ERR_INVALID, "user.person", "login", "Không có người này trong cơ sở dữ liệu dân cư.");
        TRY(err);
        if (!str_eq(person.status, S("alive")))
            return fault(ctx, ERR_INVALID, "user.person", "login", "Người này không còn sống hoặc mất tích theo cơ sở dữ liệu dân cư.");
        account.name = person.full_name;
    } else if (str_eq(user->kind, S("officer"))) {
        TRY(check_officer_login(ctx, account.login));
        if (str_empty(user->name))
            return fault(ctx, ERR_INVALID, "user.name", "name", "Thiếu họ và tên cán bộ.");
    } else {
        return fault(ctx, ERR_INVALID, "user.kind", "kind", "Loại tài khoản là citizen hoặc officer.");
    }
    *ret_account = account;
    return OK;
}

static enum err officer_of_new(struct ctx *ctx, const struct user_new *user, const struct account *account, int64_t *ret_officer_id)
{
    struct officer officer = {.officer_id = db_new_id(), .account_id = account->account_id, .name = account->name, .title = user->title,
                              .agency_id = user->agency_id};
    struct right right = {.role = user->role, .agency_id = user->agency_id, .unit_id = user->unit_id, .valid_from = DAY_NONE, .valid_to = DAY_NONE};
    struct agency agency;
    int64_t role_id;

    enum err err = agency_get(ctx, user->agency_id, &agency);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_INVALID, "user.agency", "agency", "Không có cơ quan này.");
    TRY(err);
    TRY(officer_insert(ctx, &officer));
    if (!str_empty(user->role)) {
        if (!right.unit_id)
            right.unit_id = agency.unit_id;
        TRY(officer_role_add(ctx, officer.officer_id, &right, &role_id));
    }
    *ret_officer_id = officer.officer_id;
    return OK;
}

static enum err new_factors(struct ctx *ctx, struct str data_dir, const struct account *account, const struct secret *given_key,
                            struct user_secrets *secrets)
{
    AUTO(secret_wipe) struct secret key = {0};

    if (given_key)
        key = *given_key;
    else
        secret_random(&key, TOTP_KEY_BYTES);
    TRY(totp_set(ctx, data_dir, account->account_id, &key));
    TRY(recovery_make(ctx, account->account_id, secrets->recovery_codes));
    secrets->account_id = account->account_id;
    secrets->login = account->login;
    secrets->totp_base32 = crypto_base32_encode(ctx->arena, secret_reveal(&key));
    secrets->totp_uri = totp_uri(ctx->arena, ISSUER, account->login, &key);
    return OK;
}

static enum err hash_new(struct ctx *ctx, struct str password, struct str *ret_hash)
{
    AUTO(secret_wipe) struct secret secret = {0};

    TRY(password_secret(ctx, password, &secret));
    return password_hash(ctx->arena, &secret, ret_hash);
}

static enum err record(struct ctx *ctx, const struct account *account, struct str action, const struct user_counter *counter)
{
    return audit_put(ctx, &(struct audit_entry){.action = action, .person_id = account->person_id, .unit_id = counter->unit_id, .purpose = counter->purpose});
}

/* She learns of it even when it was not she who stood there. */
static enum err tell(struct ctx *ctx, const struct account *account, const char *template_name, const struct user_counter *counter)
{
    if (!counter->place.len || !account->person_id)
        return OK;
    return notify_put(ctx, &(struct notify_message){.template_name = template_name, .account_id = account->account_id, .person_id = account->person_id,
                                                    .args = {counter->place, fmt_at(ctx->arena, ctx->now_ms)}, .args_count = 2});
}

enum err user_add(struct ctx *ctx, struct str data_dir, const struct user_new *user, struct user_secrets *ret_secrets)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct user_secrets secrets = {0};
    struct account account, taken;

    TRY(account_of_new(ctx, user, &account));
    secrets.password = str_empty(user->password) ? crypto_code(ctx->arena, PASSWORD_SYMBOLS, 4) : user->password;
    TRY(password_check_new(ctx, secrets.password, account.login, str_eq(user->kind, S("officer"))));
    TRY(hash_new(ctx, secrets.password, &account.password_hash));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    enum err err = account_find_by_login(ctx, account.login, &taken);
    if (err == OK)
        return fault(ctx, ERR_CONFLICT, "user.taken", "login", "Tên đăng nhập này đã có tài khoản.");
    if (err != ERR_NOT_FOUND)
        return err;
    TRY(account_store_insert(ctx, &account));
    if (str_eq(user->kind, S("officer")))
        TRY(officer_of_new(ctx, user, &account, &secrets.officer_id));
    TRY(new_factors(ctx, data_dir, &account, user->totp_key, &secrets));
    TRY(record(ctx, &account, S("user.add"), &user->counter));
    TRY(tell(ctx, &account, "account_made", &user->counter));
    TRY(db_tx_commit(&tx));
    *ret_secrets = secrets;
    return OK;
}

enum err user_list(struct ctx *ctx, struct user_row **ret_rows, int *ret_count)
{
    return account_store_list(ctx, LIST_MAX, ret_rows, ret_count);
}

static enum err find_typed(struct ctx *ctx, struct str login, struct account *ret_account)
{
    enum err err = account_find_by_login(ctx, account_login_fold(ctx->arena, login), ret_account);

    if (err == ERR_NOT_FOUND)
        return fault(ctx, err, "user.unknown", "login", "Không có tài khoản này.");
    return err;
}

static enum err audit_account(struct ctx *ctx, const struct account *account, struct str action)
{
    return record(ctx, account, action, &(struct user_counter){0});
}

static enum err reset(struct ctx *ctx, struct str data_dir, const struct account *account, bool keep_password, const struct user_counter *counter,
                      struct user_secrets *ret_secrets)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct user_secrets secrets = {0};
    struct str hash = STR_NONE, subject;
    int64_t ended;

    if (!keep_password) {
        secrets.password = crypto_code(ctx->arena, PASSWORD_SYMBOLS, 4);
        TRY(hash_new(ctx, secrets.password, &hash));
    }
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    if (!keep_password)
        TRY(account_store_set_password(ctx, account->account_id, hash, true));
    TRY(new_factors(ctx, data_dir, account, NULL, &secrets));
    TRY(session_end_all(ctx, account->account_id, 0, &ended));
    TRY(throttle_subject(ctx, data_dir, account->login, 0, S(""), &subject));
    TRY(throttle_clear(ctx, subject));
    TRY(record(ctx, account, keep_password ? S("user.reset_code") : S("user.reset"), counter));
    TRY(tell(ctx, account, "account_reset", counter));
    TRY(db_tx_commit(&tx));
    *ret_secrets = secrets;
    return OK;
}

enum err user_reset_password(struct ctx *ctx, struct str data_dir, struct str login, struct user_secrets *ret_secrets)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct account account;

    TRY(find_typed(ctx, login, &account));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    if (str_eq(account.state, S("locked")))
        TRY(account_store_set_state(ctx, account.account_id, S("active")));
    TRY(reset(ctx, data_dir, &account, false, &(struct user_counter){0}, ret_secrets));
    return db_tx_commit(&tx);
}

enum err user_reset_at_counter(struct ctx *ctx, struct str data_dir, int64_t person_id, bool keep_password, const struct user_counter *counter,
                               struct user_secrets *ret_secrets)
{
    struct account account;

    TRY(find_typed(ctx, arena_printf(ctx->arena, "%012lld", (long long)person_id), &account));
    if (!str_eq(account.state, S("active")))
        return fault(ctx, ERR_CONFLICT, "user.locked", "number", "Tài khoản này đang bị khóa hoặc đã đóng. Quản trị viên hệ thống phải mở lại trước.");
    return reset(ctx, data_dir, &account, keep_password, counter, ret_secrets);
}

enum err user_end_sessions(struct ctx *ctx, struct str login, int64_t *ret_ended)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct account account;
    int64_t ended;

    TRY(find_typed(ctx, login, &account));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(session_end_all(ctx, account.account_id, 0, &ended));
    TRY(audit_account(ctx, &account, S("user.end_sessions")));
    TRY(db_tx_commit(&tx));
    *ret_ended = ended;
    return OK;
}

enum err user_lock(struct ctx *ctx, struct str login, bool lock)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct account account;
    int64_t ended;

    TRY(find_typed(ctx, login, &account));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(account_store_set_state(ctx, account.account_id, lock ? S("locked") : S("active")));
    if (lock)
        TRY(session_end_all(ctx, account.account_id, 0, &ended));
    TRY(audit_account(ctx, &account, lock ? S("user.lock") : S("user.unlock")));
    return db_tx_commit(&tx);
}
