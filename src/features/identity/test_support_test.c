/* test_support_test.c: see test_support.h. Its name ends in _test.c so that only the unit tests are built with it. */
#include "features/identity/test_support.h"

struct str id_data_dir(struct db_fixture *fixture) { return str_of(fixture->folder); }

int64_t id_officer(struct db_fixture *fixture, struct secret *ret_key, struct user_secrets *ret_secrets)
{
    struct ctx *ctx = &fixture->ctx;
    struct agency agency = {.agency_id = ID_AGENCY, .code = S("H21.101"), .unit_id = ID_UNIT, .kind = S("police"), .name = S("Công an xã A")};
    struct user_new user = {.kind = S("officer"), .login = ID_LOGIN, .name = S("Nguyễn Văn Thử"), .password = ID_PASSWORD,
                            .title = S("Thượng úy"), .agency_id = ID_AGENCY, .totp_key = ret_key};

    cr_assert_eq(crypto_init(), OK);
    db_test_migrate(fixture);
    DB_OK(fixture, agency_insert(ctx, &agency));
    secret_random(ret_key, TOTP_KEY_BYTES);
    DB_OK(fixture, user_add(ctx, id_data_dir(fixture), &user, ret_secrets));
    return ret_secrets->account_id;
}

struct str id_code(struct db_fixture *fixture, const struct secret *key, int steps)
{
    return arena_printf(&fixture->arena, "%06d", totp_code(key, totp_counter(fixture->ctx.now_ms) + steps));
}

/* Both take the fault away: a ctx lives for one request, a test for many. */
enum err id_password(struct db_fixture *fixture, struct str login, struct str password, struct str device, struct account *ret_account)
{
    struct signin signin = {.login = login, .password = password, .device = device};
    int wait_s = 0;

    fixture->ctx.fault = (struct fault){0};
    return signin_password(&fixture->ctx, id_data_dir(fixture), &signin, ret_account, &wait_s);
}

enum err id_second(struct db_fixture *fixture, const struct account *account, struct str code, struct str device)
{
    struct account again;
    int wait_s = 0, left;

    fixture->ctx.fault = (struct fault){0};
    return signin_code(&fixture->ctx, id_data_dir(fixture), account->account_id, account->version, code, device, &again, &wait_s, &left);
}
