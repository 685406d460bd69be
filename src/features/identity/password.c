/* password.c: which passwords are taken (NIST SP 800-63B 5.1.1.2) and how a text becomes a secret. Text is compared in NFC, so that the same
 * Vietnamese letters typed on two keyboards are the same password. */
#include "features/identity/internal.h"
#include "platform/unicode/unicode.h"

enum err password_secret(struct ctx *ctx, struct str typed, struct secret *ret_secret)
{
    struct str text;

    TRY(unicode_nfc(ctx->arena, typed, &text));
    return secret_set(ret_secret, text);
}

static struct str lower_ascii(struct arena *arena, struct str text)
{
    struct str copy = arena_str(arena, text);
    char *at = (char *)copy.ptr; /* our own copy */

    for (size_t i = 0; i < copy.len; i++)
        if (at[i] >= 'A' && at[i] <= 'Z')
            at[i] += 'a' - 'A';
    return copy;
}

/* "aaaaaaaa", "12345678", "98765432": one step between neighbours, all the way. */
static bool is_run(struct str text)
{
    int step = text.len > 1 ? text.ptr[1] - text.ptr[0] : 2;

    if (step < -1 || step > 1)
        return false;
    for (size_t i = 2; i < text.len; i++)
        if (text.ptr[i] - text.ptr[i - 1] != step)
            return false;
    return true;
}

enum err password_check_new(struct ctx *ctx, struct str typed, struct str login, bool officer)
{
    struct str text, folded;
    size_t chars;

    if (unicode_nfc(ctx->arena, typed, &text) != OK)
        return fault(ctx, ERR_INVALID, "password.utf8", "password", "Mật khẩu có ký tự không đọc được.");
    chars = unicode_count(text);
    if (chars < (size_t)(officer ? PASSWORD_CHARS_MIN_OFFICER : PASSWORD_CHARS_MIN)) {
        if (officer)
            return fault(ctx, ERR_INVALID, "password.short", "password", "Mật khẩu của cán bộ phải có ít nhất 12 ký tự. Một câu ngắn dễ nhớ là tốt nhất.");
        return fault(ctx, ERR_INVALID, "password.short", "password", "Mật khẩu phải có ít nhất 8 ký tự. Một câu ngắn dễ nhớ là tốt nhất.");
    }
    if (chars > PASSWORD_CHARS_MAX || text.len > SECRET_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "password.long", "password", "Mật khẩu quá dài: nhiều nhất 128 ký tự.");
    folded = lower_ascii(ctx->arena, text);
    if (is_run(folded) || password_is_common(folded))
        return fault(ctx, ERR_INVALID, "password.common", "password", "Mật khẩu này quá phổ biến, kẻ gian sẽ thử đầu tiên. Hãy chọn mật khẩu khác.");
    if (login.len >= 4 && str_find(folded, login) >= 0)
        return fault(ctx, ERR_INVALID, "password.login", "password", "Mật khẩu không được chứa tên đăng nhập hoặc số định danh.");
    return OK;
}

enum err account_change_password(struct ctx *ctx, int64_t account_id, struct str current, struct str wanted, int64_t keep_session_id)
{
    AUTO(secret_wipe) struct secret old = {0};
    AUTO(secret_wipe) struct secret fresh = {0};
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct account account;
    struct str hash;
    int64_t ended;

    TRY(account_get(ctx, account_id, &account));
    TRY(password_check_new(ctx, wanted, account.login, str_eq(account.kind, S("officer"))));
    if (password_secret(ctx, current, &old) != OK || password_verify(account.password_hash, &old) != OK)
        return fault(ctx, ERR_INVALID, "password.current", "current", "Mật khẩu hiện tại không đúng.");
    TRY(password_secret(ctx, wanted, &fresh));
    if (secret_eq(&old, &fresh))
        return fault(ctx, ERR_INVALID, "password.same", "password", "Mật khẩu mới giống mật khẩu hiện tại.");
    TRY(password_hash(ctx->arena, &fresh, &hash));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(account_store_set_password(ctx, account_id, hash, true));
    TRY(session_end_all(ctx, account_id, keep_session_id, &ended));
    return db_tx_commit(&tx);
}
