/* signin_test.c: two factors, each good once, one answer for every failure, and an owner who cannot be shut out. */
#include "features/identity/test_support.h"

DB_TEST(signin, password_then_code_signs_in_and_the_same_code_is_refused_a_second_time)
{
    struct account account;
    struct user_secrets secrets;
    struct secret key;

    id_officer(fixture, &key, &secrets);
    DB_OK(fixture, id_password(fixture, S(" THU.Nguyen "), ID_PASSWORD, S(""), &account));
    DB_OK(fixture, id_second(fixture, &account, id_code(fixture, &key, 0), S("")));
    DB_OK(fixture, id_password(fixture, ID_LOGIN, ID_PASSWORD, S(""), &account));
    cr_assert_eq(id_second(fixture, &account, id_code(fixture, &key, 0), S("")), ERR_UNAUTHENTICATED, "replayed");
    cr_assert_eq(id_second(fixture, &account, id_code(fixture, &key, -1), S("")), ERR_UNAUTHENTICATED, "older than the one used");
    DB_OK(fixture, id_second(fixture, &account, id_code(fixture, &key, 1), S("")));
}

DB_TEST(signin, a_recovery_code_is_good_once_and_read_as_people_write_it)
{
    struct account account;
    struct user_secrets secrets;
    struct secret key;
    int left;

    int64_t account_id = id_officer(fixture, &key, &secrets);
    DB_OK(fixture, id_password(fixture, ID_LOGIN, ID_PASSWORD, S(""), &account));
    struct str written = arena_join(&fixture->arena, S(" "), secrets.recovery_codes[3]);
    DB_OK(fixture, id_second(fixture, &account, written, S("")));
    cr_assert_eq(id_second(fixture, &account, secrets.recovery_codes[3], S("")), ERR_UNAUTHENTICATED);
    DB_OK(fixture, recovery_count(&fixture->ctx, account_id, &left));
    cr_assert_eq(left, RECOVERY_CODES - 1);
    struct str fresh[RECOVERY_CODES];
    DB_OK(fixture, recovery_make(&fixture->ctx, account_id, fresh));
    cr_assert_eq(id_second(fixture, &account, secrets.recovery_codes[4], S("")), ERR_UNAUTHENTICATED, "old codes end");
    DB_OK(fixture, id_second(fixture, &account, fresh[0], S("")));
}

DB_TEST(signin, unknown_wrong_and_unreadable_get_the_same_answer_after_the_same_statements)
{
    static const struct {
        struct str login, password;
    } rows[] = {{S_INIT("thu.nguyen"), S_INIT("sai mật khẩu rồi")}, {S_INIT("khong.co.ai"), S_INIT("sai mật khẩu rồi")},
                {S_INIT("thu.nguyen"), S_INIT("\xff\xfe not utf-8")}, {S_INIT(""), S_INIT("")}};
    struct account account = {0};
    struct user_secrets secrets;
    struct secret key;

    id_officer(fixture, &key, &secrets);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t logged = db_test_count(fixture, "audit");
        cr_assert_eq(id_password(fixture, rows[i].login, rows[i].password, S("device"), &account), ERR_UNAUTHENTICATED);
        cr_assert_eq(db_test_count(fixture, "audit"), logged + 1, "one row for a known and an unknown login alike");
        cr_assert(str_eq(fixture->ctx.fault.code, S("signin.wrong")));
        cr_assert(str_empty(fixture->ctx.fault.detail) && str_empty(fixture->ctx.fault.field));
        cr_assert_eq(account.account_id, 0, "nothing is told");
    }
    /* Each attempt left its row in the throttle, also that of a login which does not exist. */
    cr_assert_eq(db_test_count(fixture, "signin_throttle"), 3);
}

DB_TEST(signin, a_locked_account_is_told_only_to_who_knows_the_password)
{
    struct account account;
    struct user_secrets secrets;
    struct secret key;

    id_officer(fixture, &key, &secrets);
    DB_OK(fixture, user_lock(&fixture->ctx, ID_LOGIN, true));
    cr_assert_eq(id_password(fixture, ID_LOGIN, S("sai mật khẩu rồi"), S(""), &account), ERR_UNAUTHENTICATED);
    cr_assert_eq(id_password(fixture, ID_LOGIN, ID_PASSWORD, S(""), &account), ERR_FORBIDDEN);
    DB_OK(fixture, user_lock(&fixture->ctx, ID_LOGIN, false));
    DB_OK(fixture, id_password(fixture, ID_LOGIN, ID_PASSWORD, S(""), &account));
}

DB_TEST(signin, after_five_failures_a_stranger_waits_but_a_known_device_does_not)
{
    struct account account;
    struct user_secrets secrets;
    struct secret key;

    id_officer(fixture, &key, &secrets);
    DB_OK(fixture, id_password(fixture, ID_LOGIN, ID_PASSWORD, S("owners-browser"), &account));
    DB_OK(fixture, id_second(fixture, &account, id_code(fixture, &key, 0), S("owners-browser")));
    for (int i = 0; i < THROTTLE_FREE; i++)
        cr_assert_eq(id_password(fixture, ID_LOGIN, S("sai mật khẩu rồi"), S("strangers-browser"), &account), ERR_UNAUTHENTICATED);
    cr_assert_eq(id_password(fixture, ID_LOGIN, ID_PASSWORD, S("strangers-browser"), &account), ERR_BUSY, "even with the right one");
    DB_OK(fixture, id_password(fixture, ID_LOGIN, ID_PASSWORD, S("owners-browser"), &account));
    fixture->ctx.now_ms += THROTTLE_FIRST_MS;
    DB_OK(fixture, id_password(fixture, ID_LOGIN, ID_PASSWORD, S("new-phone"), &account));
    DB_OK(fixture, id_second(fixture, &account, id_code(fixture, &key, 0), S("new-phone")));
    DB_OK(fixture, id_password(fixture, ID_LOGIN, ID_PASSWORD, S("strangers-browser"), &account)); /* success cleared the count */
}

DB_TEST(signin, codes_are_throttled_too_and_a_right_password_does_not_reset_the_count)
{
    struct account account;
    struct user_secrets secrets;
    struct secret key;
    int i;

    id_officer(fixture, &key, &secrets);
    for (i = 0; i < THROTTLE_FREE; i++) {
        DB_OK(fixture, id_password(fixture, ID_LOGIN, ID_PASSWORD, S(""), &account));
        cr_assert_eq(id_second(fixture, &account, S("000000"), S("")), ERR_UNAUTHENTICATED);
    }
    cr_assert_eq(id_second(fixture, &account, id_code(fixture, &key, 0), S("")), ERR_BUSY);
    cr_assert_eq(id_password(fixture, ID_LOGIN, ID_PASSWORD, S(""), &account), ERR_BUSY);
}

Test(throttle, waits_grow_from_30_seconds_to_15_minutes_and_are_forgotten_after_a_day)
{
    static const int64_t waits_s[] = {0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900};
    struct throttle throttle = {0};
    int64_t now_ms = DB_TEST_NOW_MS;

    for (size_t i = 0; i < ARRAY_LEN(waits_s); i++) {
        cr_assert(throttle_take(&throttle, now_ms));
        int64_t wait_ms = throttle.blocked_until_ms > now_ms ? throttle.blocked_until_ms - now_ms : 0;
        cr_assert_eq(wait_ms, waits_s[i] * 1000, "failure %zu", i + 1);
        if (wait_ms) {
            cr_assert_not(throttle_take(&throttle, now_ms + wait_ms - 1));
            now_ms += wait_ms;
        }
    }
    cr_assert(throttle_take(&throttle, now_ms + THROTTLE_FORGET_MS + 1));
    cr_assert_eq(throttle.failures, 1);
}

DB_TEST(signin, the_state_between_the_steps_lives_five_minutes_and_cannot_be_changed)
{
    struct ctx *ctx = &fixture->ctx;
    struct signin_state state = {.account_id = 7, .version = 2, .next = S("/dossiers/new?kind=1|2")}, back;
    struct str text;

    cr_assert_eq(crypto_init(), OK);
    DB_OK(fixture, signin_state_seal(ctx, id_data_dir(fixture), &state, &text));
    DB_OK(fixture, signin_state_open(ctx, id_data_dir(fixture), text, &back));
    cr_assert_eq(back.account_id, 7);
    cr_assert_eq(back.version, 2);
    cr_assert(str_eq(back.next, state.next));
    char *changed = (char *)arena_str(ctx->arena, text).ptr;
    changed[text.len / 2] = changed[text.len / 2] == 'A' ? 'B' : 'A';
    cr_assert_eq(signin_state_open(ctx, id_data_dir(fixture), (struct str){changed, text.len}, &back), ERR_UNAUTHENTICATED);
    cr_assert_eq(signin_state_open(ctx, id_data_dir(fixture), S(""), &back), ERR_UNAUTHENTICATED);
    ctx->now_ms += SIGNIN_STATE_SECONDS * 1000 + 1;
    cr_assert_eq(signin_state_open(ctx, id_data_dir(fixture), text, &back), ERR_UNAUTHENTICATED);
}

DB_TEST(signin, a_begun_sign_in_ends_when_the_password_is_changed)
{
    struct account account;
    struct user_secrets secrets, fresh;
    struct secret key;

    id_officer(fixture, &key, &secrets);
    DB_OK(fixture, id_password(fixture, ID_LOGIN, ID_PASSWORD, S(""), &account));
    DB_OK(fixture, user_reset_password(&fixture->ctx, id_data_dir(fixture), ID_LOGIN, &fresh));
    cr_assert_eq(id_second(fixture, &account, id_code(fixture, &key, 0), S("")), ERR_CONFLICT);
    cr_assert_eq(id_password(fixture, ID_LOGIN, ID_PASSWORD, S(""), &account), ERR_UNAUTHENTICATED);
    DB_OK(fixture, id_password(fixture, ID_LOGIN, fresh.password, S(""), &account));
}

Test(signin, logins_are_folded_as_people_type_them)
{
    struct arena arena;

    arena_init(&arena, 0);
    cr_assert(str_eq(account_login_fold(&arena, S("052 301 000 001")), S("052301000001")));
    cr_assert(str_eq(account_login_fold(&arena, S("052.301.000.001 ")), S("052301000001")));
    cr_assert(str_eq(account_login_fold(&arena, S(" Thu.Nguyen")), S("thu.nguyen")));
    cr_assert(str_eq(account_login_fold(&arena, S("")), S("")));
    cr_assert(str_eq(account_login_fold(&arena, S(". .")), S(". .")));
    arena_done(&arena);
}
