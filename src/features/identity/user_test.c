/* user_test.c: what the command line does, and that a demo's list shows nothing anywhere else. */
#include "features/identity/test_support.h"

DB_TEST(user, a_login_is_given_once_and_secrets_are_shown_once)
{
    struct ctx *ctx = &fixture->ctx;
    struct user_new twin = {.kind = S("officer"), .login = S("THU.NGUYEN"), .name = S("Người khác"), .agency_id = ID_AGENCY};
    struct user_secrets secrets, more;
    struct secret key;
    struct account account;
    struct user_row *rows;
    int count;

    int64_t account_id = id_officer(fixture, &key, &secrets);
    cr_assert_eq(user_add(ctx, id_data_dir(fixture), &twin, &more), ERR_CONFLICT);
    cr_assert(str_eq(ctx->fault.code, S("user.taken")));
    DB_OK(fixture, account_get(ctx, account_id, &account));
    cr_assert(str_starts(account.password_hash, S("$argon2id$")));
    cr_assert(str_find(account.totp_sealed, secret_reveal(&key)) < 0, "the key is sealed");
    DB_OK(fixture, user_list(ctx, &rows, &count));
    cr_assert_eq(count, 1);
    cr_assert(str_eq(rows[0].agency_name, S("Công an xã A")));
    DB_OK(fixture, identity_check(ctx, id_data_dir(fixture)));
    cr_assert_eq(db_test_count(fixture, "audit"), 1);
}

DB_TEST(user, wrong_kinds_of_people_are_refused_with_the_field)
{
    static const struct {
        struct user_new user;
        const char *code;
    } rows[] = {
        {{.kind = S_INIT("robot"), .login = S_INIT("r2d2")}, "user.kind"},
        {{.kind = S_INIT("officer"), .login = S_INIT("Lê Văn"), .name = S_INIT("X")}, "user.login"},
        {{.kind = S_INIT("officer"), .login = S_INIT("052301000001"), .name = S_INIT("X")}, "user.login"},
        {{.kind = S_INIT("officer"), .login = S_INIT("le.van"), .name = S_INIT("")}, "user.name"},
        {{.kind = S_INIT("officer"), .login = S_INIT("le.van"), .name = S_INIT("X"), .agency_id = 99}, "user.agency"},
        {{.kind = S_INIT("officer"), .login = S_INIT("le.van"), .name = S_INIT("X"), .password = S_INIT("ngắn"), .agency_id = 99}, "password.short"},
    };
    struct user_secrets secrets;

    cr_assert_eq(crypto_init(), OK);
    db_test_migrate(fixture);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_assert_neq(user_add(&fixture->ctx, id_data_dir(fixture), &rows[i].user, &secrets), OK);
        cr_assert(str_eq(fixture->ctx.fault.code, str_of(rows[i].code)), "row %zu: %.*s", i, STR_ARG(fixture->ctx.fault.code));
        fixture->ctx.fault = (struct fault){0};
    }
    cr_assert_eq(db_test_count(fixture, "account"), 0, "nothing half made");
    cr_assert_eq(db_test_count(fixture, "officer"), 0);
}

DB_TEST(user, the_list_of_a_demo_needs_both_the_setting_and_the_database)
{
    struct ctx *ctx = &fixture->ctx;
    struct settings settings = {.demo = true, .data_dir = id_data_dir(fixture)};
    struct user_secrets secrets;
    struct secret key;
    struct account account;
    struct demo_user *users;
    int count;

    int64_t account_id = id_officer(fixture, &key, &secrets);
    cr_assert_eq(demo_user_put(ctx, 1, account_id, T("Lưu"), S("")), ERR_FORBIDDEN, "not a demo");
    ctx->fault = (struct fault){0};
    DB_OK(fixture, setting_put(ctx, S("demo"), S("1")));
    DB_OK(fixture, setting_put(ctx, S("demo.password"), ID_PASSWORD));
    DB_OK(fixture, demo_user_put(ctx, 1, account_id, T("Lưu"), S("")));
    DB_OK(fixture, demo_user_list(ctx, &settings, &users, &count));
    cr_assert_eq(count, 1);
    DB_OK(fixture, id_password(fixture, users[0].login, users[0].password, S(""), &account));
    DB_OK(fixture, id_second(fixture, &account, users[0].code, S("")));
    DB_OK(fixture, demo_user_list(ctx, &settings, &users, &count)); /* the used code is not shown again */
    DB_OK(fixture, id_password(fixture, users[0].login, users[0].password, S(""), &account));
    DB_OK(fixture, id_second(fixture, &account, users[0].code, S("")));
    settings.demo = false;
    DB_OK(fixture, demo_user_list(ctx, &settings, &users, &count));
    cr_assert_eq(count, 0);
    settings.demo = true;
    DB_OK(fixture, setting_put(ctx, S("demo"), S("0")));
    DB_OK(fixture, demo_user_list(ctx, &settings, &users, &count));
    cr_assert_eq(count, 0);
}
