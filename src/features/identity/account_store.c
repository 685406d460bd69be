/* account_store.c: rows of accounts and recovery codes. */
#include "features/identity/internal.h"

#define ACCOUNT_SELECT                                                                                                                 \
    "SELECT account_id, kind, login, person_id, name, password_hash, totp_sealed, totp_counter, level, state, lang, large_text,"      \
    " high_contrast, created_ms, version FROM account"

static struct str lang_name(enum lang lang) { return lang == LANG_EN ? S("en") : S("vi"); }

static struct account account_of_row(const struct db_rows *rows)
{
    return (struct account){
        .account_id = db_i64(rows, 0), .kind = db_str(rows, 1), .login = db_str(rows, 2), .person_id = db_i64(rows, 3),
        .name = db_str(rows, 4), .password_hash = db_str(rows, 5), .totp_sealed = db_bytes(rows, 6), .totp_counter = db_i64(rows, 7),
        .level = db_i64(rows, 8), .state = db_str(rows, 9), .lang = str_eq(db_str(rows, 10), S("en")) ? LANG_EN : LANG_VI,
        .large_text = db_bool(rows, 11), .high_contrast = db_bool(rows, 12), .created_ms = db_i64(rows, 13), .version = db_i64(rows, 14),
    };
}

enum err account_get(struct ctx *ctx, int64_t account_id, struct account *ret_account)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, ACCOUNT_SELECT " WHERE account_id = $1", DB_I64(account_id)));
    *ret_account = account_of_row(&rows);
    return db_rows_end(&rows);
}

enum err account_find_by_login(struct ctx *ctx, struct str login, struct account *ret_account)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, ACCOUNT_SELECT " WHERE login = $1", DB_STR(login)));
    *ret_account = account_of_row(&rows);
    return db_rows_end(&rows);
}

enum err account_store_insert(struct ctx *ctx, const struct account *account)
{
    struct db_value sealed = {.type = DB_TYPE_BYTES, .null = str_empty(account->totp_sealed), .str = account->totp_sealed};

    return db_exec(ctx, NULL,
                   "INSERT INTO account (account_id, kind, login, person_id, name, password_hash, totp_sealed, level, state, lang, created_ms,"
                   " activated_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                   DB_I64(account->account_id), DB_STR(account->kind), DB_STR(account->login), db_i64_or_null(account->person_id),
                   DB_STR(account->name), db_str_or_null(account->password_hash), sealed, DB_I64(account->level),
                   DB_STR(account->state), DB_STR(lang_name(account->lang)), DB_I64(ctx->now_ms), DB_I64(ctx->now_ms));
}

enum err account_set_preferences(struct ctx *ctx, int64_t account_id, enum lang lang, bool large_text, bool high_contrast)
{
    return db_exec(ctx, NULL, "UPDATE account SET lang = $2, large_text = $3, high_contrast = $4 WHERE account_id = $1", DB_I64(account_id),
                   DB_STR(lang_name(lang)), DB_BOOL(large_text), DB_BOOL(high_contrast));
}

enum err account_store_set_password(struct ctx *ctx, int64_t account_id, struct str password_hash, bool new_version)
{
    return db_exec(ctx, NULL, "UPDATE account SET password_hash = $2, version = version + $3 WHERE account_id = $1", DB_I64(account_id),
                   DB_STR(password_hash), DB_I64(new_version ? 1 : 0));
}

enum err account_store_set_totp(struct ctx *ctx, int64_t account_id, struct str sealed)
{
    return db_exec(ctx, NULL, "UPDATE account SET totp_sealed = $2, totp_counter = 0, version = version + 1 WHERE account_id = $1",
                   DB_I64(account_id), DB_BYTES(sealed));
}

enum err account_store_use_counter(struct ctx *ctx, int64_t account_id, int64_t counter, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed, "UPDATE account SET totp_counter = $2 WHERE account_id = $1 AND totp_counter < $2", DB_I64(account_id),
                   DB_I64(counter));
}

enum err account_store_set_state(struct ctx *ctx, int64_t account_id, struct str state)
{
    return db_exec(ctx, NULL, "UPDATE account SET state = $2, version = version + 1 WHERE account_id = $1", DB_I64(account_id), DB_STR(state));
}

enum err account_store_any_sealed(struct ctx *ctx, int64_t *ret_account_id, struct str *ret_sealed)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT account_id, totp_sealed FROM account WHERE totp_sealed IS NOT NULL ORDER BY account_id DESC LIMIT 1"));
    *ret_account_id = db_i64(&rows, 0);
    *ret_sealed = db_bytes(&rows, 1);
    return db_rows_end(&rows);
}

/* The last four digits are enough to recognise one's own; the rest stays out of terminals and tickets. */
static struct str masked(struct arena *arena, struct str login)
{
    return str_all_digits(login) && login.len == 12 ? arena_join(arena, S("********"), str_sub(login, 8, 4)) : login;
}

enum err account_store_list(struct ctx *ctx, int limit, struct user_row **ret_rows, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct user_row *list = arena_array(ctx->arena, struct user_row, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT a.login, a.name, a.kind, a.state, g.name, a.created_ms,"
                 " (SELECT COUNT(*) FROM session s WHERE s.account_id = a.account_id AND s.ended_ms IS NULL)"
                 " FROM account a LEFT JOIN officer o ON o.account_id = a.account_id LEFT JOIN agency g ON g.agency_id = o.agency_id"
                 " ORDER BY a.account_id DESC LIMIT $1",
                 DB_I64(limit)));
    while (count < limit && db_next(&rows))
        list[count++] = (struct user_row){
            .login_masked = masked(ctx->arena, db_str(&rows, 0)), .name = db_str(&rows, 1), .kind = db_str(&rows, 2),
            .state = db_str(&rows, 3), .agency_name = db_str(&rows, 4), .created_ms = db_i64(&rows, 5), .sessions = (int)db_i64(&rows, 6),
        };
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

/* --- recovery codes ----------------------------------------------------------------------------------------------------- */
enum err recovery_store_replace(struct ctx *ctx, int64_t account_id, const unsigned char digests[][SHA256_BYTES], int count)
{
    TRY(db_exec(ctx, NULL, "DELETE FROM recovery_code WHERE account_id = $1", DB_I64(account_id)));
    for (int i = 0; i < count; i++)
        TRY(db_exec(ctx, NULL, "INSERT INTO recovery_code (account_id, code_sha256) VALUES ($1, $2)", DB_I64(account_id),
                    DB_BYTES(((struct str){(const char *)digests[i], SHA256_BYTES}))));
    return OK;
}

enum err recovery_store_use(struct ctx *ctx, int64_t account_id, struct str digest, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed,
                   "UPDATE recovery_code SET used_ms = $3 WHERE account_id = $1 AND code_sha256 = $2 AND used_ms IS NULL", DB_I64(account_id),
                   DB_BYTES(digest), DB_I64(ctx->now_ms));
}

enum err recovery_count(struct ctx *ctx, int64_t account_id, int *ret_left)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT COUNT(*) FROM recovery_code WHERE account_id = $1 AND used_ms IS NULL", DB_I64(account_id)));
    *ret_left = (int)db_i64(&rows, 0);
    return db_rows_end(&rows);
}
