/* password_test.c: length counts, composition does not, and what everybody tries first is refused. */
#include "features/identity/test_support.h"

static enum err check(struct str password, struct str login, bool officer, struct str *ret_code)
{
    static struct arena arena;
    struct ctx ctx = {.arena = &arena};

    if (!arena.first)
        arena_init(&arena, 0);
    enum err err = password_check_new(&ctx, password, login, officer);
    *ret_code = ctx.fault.code;
    return err;
}

Test(password, rules_are_length_commonness_and_the_login)
{
    static const struct {
        const char *password, *login;
        bool officer;
        const char *code; /* "": taken */
    } rows[] = {
        {"ngắn quá", "", false, ""}, /* 8 characters, though 11 bytes */
        {"ngắnquá", "", false, "password.short"},
        {"một hai ba", "", true, "password.short"},
        {"một hai ba bốn", "", true, ""},
        {"tất cả đều là chữ thường không số", "", true, ""}, /* no rules of composition */
        {"matkhau123", "", false, "password.common"},
        {"MatKhau123", "", false, "password.common"},
        {"aaaaaaaaaaaa", "", true, "password.common"},
        {"abcdefghijkl", "", true, "password.common"},
        {"987654321098", "", true, ""}, /* no run: 0 follows 1, 9 follows 0 */
        {"xin 052301000001 nhé", "052301000001", false, "password.login"},
        {"Thu.Nguyen-123456", "thu.nguyen", true, "password.login"},
        {"\xc3\x28 broken utf-8", "", false, "password.utf8"},
    };
    struct str code;

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum err err = check(str_of(rows[i].password), str_of(rows[i].login), rows[i].officer, &code);
        cr_assert_eq(err, rows[i].code[0] ? ERR_INVALID : OK, "%s", rows[i].password);
        cr_assert(str_eq(code, str_of(rows[i].code)), "%s: %.*s", rows[i].password, STR_ARG(code));
    }
    char longest[PASSWORD_CHARS_MAX + 1];
    for (size_t i = 0; i < sizeof longest; i++)
        longest[i] = (char)('a' + i * 7 % 26);
    cr_assert_eq(check((struct str){longest, PASSWORD_CHARS_MAX}, S(""), true, &code), OK);
    cr_assert_eq(check((struct str){longest, PASSWORD_CHARS_MAX + 1}, S(""), true, &code), ERR_INVALID);
}

Test(password, every_word_of_the_common_list_is_found)
{
    cr_assert(password_is_common(S("password")));
    cr_assert(password_is_common(S("01234567")), "the first");
    cr_assert(password_is_common(S("zxcvbnma")), "the last");
    cr_assert(password_is_common(S("gialai123")));
    cr_assert_not(password_is_common(S("một con ngựa đọc thơ")));
}

DB_TEST(password, the_same_letters_composed_differently_are_the_same_password)
{
    struct account account;
    struct user_secrets secrets;
    struct secret key;

    id_officer(fixture, &key, &secrets);
    /* "một con ngựa đọc thơ" with combining marks (NFD) */
    DB_OK(fixture, id_password(fixture, ID_LOGIN, S("mo\xcc\xa3\xcc\x82t con ngu\xcc\x9b\xcc\xa3""a \xc4\x91o\xcc\xa3""c tho\xcc\x9b"), S(""), &account));
}

DB_TEST(password, changing_it_needs_the_current_one_and_ends_the_other_sessions)
{
    struct ctx *ctx = &fixture->ctx;
    struct app app = {.settings = {.session_idle_minutes = 30, .session_absolute_hours = 12}};
    struct user_secrets secrets;
    struct secret key;
    struct session session;
    struct str here, elsewhere;

    int64_t account_id = id_officer(fixture, &key, &secrets);
    DB_OK(fixture, session_create(ctx, account_id, S(""), &here));
    DB_OK(fixture, session_create(ctx, account_id, S(""), &elsewhere));
    DB_OK(fixture, session_load(ctx, &app, here, &session));
    cr_assert_eq(account_change_password(ctx, account_id, S("không nhớ rõ lắm"), S("mật khẩu hoàn toàn mới"), session.session_id), ERR_INVALID);
    cr_assert(str_eq(ctx->fault.field, S("current")));
    ctx->fault = (struct fault){0};
    cr_assert_eq(account_change_password(ctx, account_id, ID_PASSWORD, ID_PASSWORD, session.session_id), ERR_INVALID);
    ctx->fault = (struct fault){0};
    DB_OK(fixture, account_change_password(ctx, account_id, ID_PASSWORD, S("mật khẩu hoàn toàn mới"), session.session_id));
    DB_OK(fixture, session_load(ctx, &app, here, &session));
    cr_assert_eq(session_load(ctx, &app, elsewhere, &session), ERR_UNAUTHENTICATED);
}
