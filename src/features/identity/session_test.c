/* session_test.c: sessions end by idling, by age, by being ended and with the account; API tokens end within seconds. */
#include <unistd.h>
#include "features/identity/test_support.h"

static struct app app_of(struct db_fixture *fixture)
{
    return (struct app){.db = fixture->db, .settings = {.session_idle_minutes = 30, .session_absolute_hours = 12}};
}

DB_TEST(session, idles_out_after_30_minutes_and_its_use_keeps_it_alive)
{
    struct ctx *ctx = &fixture->ctx;
    struct app app = app_of(fixture);
    struct user_secrets secrets;
    struct secret key;
    struct session session = {0};
    struct session_row *rows;
    struct str token;
    int count;

    int64_t account_id = id_officer(fixture, &key, &secrets);
    DB_OK(fixture, session_create(ctx, account_id, S("Firefox, Linux"), &token));
    ctx->now_ms += 29 * MS_PER_MINUTE;
    DB_OK(fixture, session_load(ctx, &app, token, &session));
    cr_assert_eq(session.account_id, account_id);
    cr_assert(str_eq(session.unit_name, S("Công an xã A")));
    int64_t seen_ms = 0;
    for (int i = 0; i < 200 && seen_ms != ctx->now_ms; i++) { /* the note is written behind the answer */
        usleep(10 * 1000);
        DB_OK(fixture, session_list(ctx, &app.settings, account_id, &rows, &count));
        cr_assert_eq(count, 1);
        seen_ms = rows[0].seen_ms;
    }
    cr_assert_eq(seen_ms, ctx->now_ms);
    ctx->now_ms += 29 * MS_PER_MINUTE;
    app.db = NULL; /* no more notes */
    DB_OK(fixture, session_load(ctx, &app, token, &session));
    ctx->now_ms += MS_PER_MINUTE;
    cr_assert_eq(session_load(ctx, &app, token, &session), ERR_UNAUTHENTICATED);
}

DB_TEST(session, ends_12_hours_after_sign_in_however_busy_it_is)
{
    struct ctx *ctx = &fixture->ctx;
    struct app app = app_of(fixture);
    struct user_secrets secrets;
    struct secret key;
    struct session session;
    struct str token;

    int64_t account_id = id_officer(fixture, &key, &secrets);
    app.db = NULL;
    DB_OK(fixture, session_create(ctx, account_id, S(""), &token));
    DB_OK(fixture, session_load(ctx, &app, token, &session));
    for (int minutes = 0; minutes < 12 * 60; minutes += 20) {
        DB_OK(fixture, session_load(ctx, &app, token, &session));
        ctx->now_ms += 20 * MS_PER_MINUTE;
        DB_OK(fixture, session_store_seen(ctx, session.session_id, ctx->now_ms));
    }
    cr_assert_eq(session_load(ctx, &app, token, &session), ERR_UNAUTHENTICATED);
}

DB_TEST(session, is_ended_by_its_owner_only_and_by_locking_the_account)
{
    struct ctx *ctx = &fixture->ctx;
    struct app app = app_of(fixture);
    struct user_secrets secrets;
    struct secret key;
    struct session session;
    struct str token, other;

    int64_t account_id = id_officer(fixture, &key, &secrets);
    DB_OK(fixture, session_create(ctx, account_id, S(""), &token));
    DB_OK(fixture, session_create(ctx, account_id, S(""), &other));
    cr_assert_not(str_eq(token, other));
    DB_OK(fixture, session_load(ctx, &app, token, &session));
    cr_assert_eq(session_end(ctx, account_id + 1, session.session_id), ERR_NOT_FOUND);
    ctx->fault = (struct fault){0};
    DB_OK(fixture, session_end(ctx, account_id, session.session_id));
    cr_assert_eq(session_load(ctx, &app, token, &session), ERR_UNAUTHENTICATED);
    DB_OK(fixture, user_lock(ctx, ID_LOGIN, true));
    cr_assert_eq(session_load(ctx, &app, other, &session), ERR_UNAUTHENTICATED);
    cr_assert_eq(session_load(ctx, &app, S("not-a-token-of-anybody"), &session), ERR_UNAUTHENTICATED);
}

DB_TEST(session, a_late_form_is_known_by_its_own_token_only)
{
    struct ctx *ctx = &fixture->ctx;
    struct app app = app_of(fixture);
    struct user_secrets secrets;
    struct secret key;
    struct session session;
    struct str token;
    int64_t who;

    int64_t account_id = id_officer(fixture, &key, &secrets);
    DB_OK(fixture, session_create(ctx, account_id, S(""), &token));
    DB_OK(fixture, session_load(ctx, &app, token, &session));
    ctx->now_ms += 3 * MS_PER_HOUR;
    cr_assert_eq(session_load(ctx, &app, token, &session), ERR_UNAUTHENTICATED);
    DB_OK(fixture, session_was(ctx, token, session.csrf_token, &who));
    cr_assert_eq(who, account_id);
    cr_assert_eq(session_was(ctx, token, S("guess"), &who), ERR_UNAUTHENTICATED);
    cr_assert_eq(session_was(ctx, token, S(""), &who), ERR_UNAUTHENTICATED);
    ctx->now_ms += MS_PER_DAY;
    cr_assert_eq(session_was(ctx, token, session.csrf_token, &who), ERR_UNAUTHENTICATED);
}

Test(session, browsers_are_called_by_their_names)
{
    static const char *const rows[][2] = {
        {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome, Android"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/604.1", "Safari, iPhone"},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"},
        {"curl/8.5.0", ""},
    };
    struct arena arena;

    arena_init(&arena, 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_assert(str_eq(session_device_label(&arena, str_of(rows[i][0])), str_of(rows[i][1])), "%s", rows[i][1]);
    arena_done(&arena);
}

DB_TEST(client, a_token_opens_what_it_was_given_for_and_ends_within_the_cache_time)
{
    struct ctx *ctx = &fixture->ctx;
    struct app app = app_of(fixture);
    struct client_new client = {.name = S("Sở Y tế"), .perms = S("API_VERIFY"), .unit_id = ID_UNIT, .legal_basis = S("Nghị định 47/2020/NĐ-CP"),
                                .purpose = S("Đối chiếu thẻ bảo hiểm y tế")};
    struct session session;
    struct str token;
    int64_t client_id;

    cr_assert_eq(crypto_init(), OK);
    db_test_migrate(fixture);
    DB_OK(fixture, client_add(ctx, &client, &client_id, &token));
    for (int i = 0; i < 2; i++) { /* from the table, then from memory */
        session = (struct session){0};
        DB_OK(fixture, bearer_load(ctx, &app, token, &session));
        cr_assert_eq(session.client_id, client_id);
        cr_assert_eq(session.perms, 1ULL << PERM_PUBLIC | 1ULL << PERM_API_VERIFY);
        cr_assert(str_eq(session.purpose, S("Đối chiếu thẻ bảo hiểm y tế; Nghị định 47/2020/NĐ-CP")));
    }
    cr_assert_eq(bearer_load(ctx, &app, S("congdan_0000000000000000000000"), &session), ERR_UNAUTHENTICATED);
    cr_assert_eq(bearer_load(ctx, &app, S(""), &session), ERR_UNAUTHENTICATED);
    DB_OK(fixture, client_end(ctx, client_id));
    ctx->now_ms += CLIENT_CACHE_MS;
    cr_assert_eq(bearer_load(ctx, &app, token, &session), ERR_UNAUTHENTICATED);
}

DB_TEST(client, a_program_never_gets_a_persons_permissions)
{
    static const char *const perms[] = {"", "ADMIN", "API_VERIFY,ADMIN", "PERSON_LOOKUP", "api_verify", "API_VERIFY,"};
    struct client_new client = {.name = S("X"), .unit_id = ID_UNIT, .legal_basis = S("Y"), .purpose = S("Z")};
    struct str token;
    int64_t client_id;

    db_test_migrate(fixture);
    for (size_t i = 0; i < ARRAY_LEN(perms); i++) {
        client.perms = str_of(perms[i]);
        cr_assert_eq(client_add(&fixture->ctx, &client, &client_id, &token), ERR_INVALID, "%s", perms[i]);
        fixture->ctx.fault = (struct fault){0};
    }
}

DB_TEST(client, signing_in_a_program_from_memory_is_cheap)
{
    struct ctx *ctx = &fixture->ctx;
    struct app app = app_of(fixture);
    struct client_new client = {.name = S("X"), .perms = S("API_VERIFY"), .unit_id = ID_UNIT, .legal_basis = S("Y"), .purpose = S("Z")};
    struct session session;
    struct str token;
    int64_t client_id;

    cr_assert_eq(crypto_init(), OK);
    db_test_migrate(fixture);
    DB_OK(fixture, client_add(ctx, &client, &client_id, &token));
    DB_OK(fixture, bearer_load(ctx, &app, token, &session));
    DB_OK(fixture, db_exec(ctx, NULL, "DELETE FROM api_client")); /* the table is not asked again */
    for (int i = 0; i < 1000; i++)
        DB_OK(fixture, bearer_load(ctx, &app, token, &session));
}
