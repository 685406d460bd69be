/* officers_demo_test.c: the demo's people sign in with what the sign-in page shows, everybody else cannot, and each may do only his work. */
#include "app/demo/officers.h"
#include "features/identity/identity.h"
#include "platform/db/db_test_support.h"

enum { COMMUNES = 3 };
static const struct demo_commune communes[COMMUNES] = {
    {300001045837, S_INIT("00001"), S_INIT("Phường Pleiku")}, {300002045837, S_INIT("00002"), S_INIT("Xã Ia Grai")}, {300003045837, S_INIT("00003"), S_INIT("Xã Đak Đoa")}};
static const int64_t province_id = 100052045837;

static enum err add_unit(struct ctx *ctx, int64_t unit_id, struct str level, struct str name, int64_t parent_id)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from)"
                   " VALUES ($1, $2, $3, 'Xã', $4, 'x', $5, $6, '2025-07-01')",
                   DB_I64(unit_id), DB_STR(arena_printf(ctx->arena, "%lld", (long long)unit_id)), DB_STR(level), DB_STR(name), db_i64_or_null(parent_id),
                   DB_I64(province_id));
}

static void make(struct db_fixture *fixture, struct demo_cast *cast, struct demo_staff *staff)
{
    struct ctx *ctx = &fixture->ctx;

    cr_assert_eq(crypto_init(), OK);
    db_test_migrate(fixture);
    DB_OK(fixture, add_unit(ctx, province_id, S("province"), S("Tỉnh Gia Lai"), 0));
    for (int i = 0; i < COMMUNES; i++)
        DB_OK(fixture, add_unit(ctx, communes[i].unit_id, S("commune"), communes[i].name, province_id));
    DB_OK(fixture, demo_people_in(ctx, communes, COMMUNES, 1000, 7, NULL, NULL, cast));
    DB_OK(fixture, demo_officers_make(ctx, str_of(fixture->folder), province_id, communes, COMMUNES, cast, 7, staff));
}

DB_TEST(demo_officers, everybody_on_the_list_signs_in_with_what_it_shows)
{
    struct ctx *ctx = &fixture->ctx;
    struct settings settings = {.demo = true, .data_dir = str_of(fixture->folder)};
    struct demo_cast cast;
    struct demo_staff staff;
    struct demo_user *users;
    int count, wait_s, left;

    make(fixture, &cast, &staff);
    DB_OK(fixture, demo_user_list(ctx, &settings, &users, &count));
    cr_assert(count >= 14 && count < 40, "%d", count);
    for (int i = 0; i < count; i++) {
        struct signin signin = {.login = users[i].login, .password = users[i].password};
        struct account account;
        DB_OK(fixture, signin_password(ctx, settings.data_dir, &signin, &account, &wait_s));
        DB_OK(fixture, signin_code(ctx, settings.data_dir, account.account_id, account.version, users[i].code, S(""), &account, &wait_s, &left));
        cr_assert(users[i].note.len > 0);
    }
}

DB_TEST(demo_officers, every_commune_has_officers_with_rights_in_it_and_most_have_no_password)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct demo_cast cast;
    struct demo_staff staff;
    struct agency agency;

    make(fixture, &cast, &staff);
    cr_assert_eq(staff.communes_count, COMMUNES);
    for (int i = 0; i < COMMUNES; i++) {
        const struct demo_commune_staff *c = &staff.communes[i];
        DB_OK(fixture, agency_find_by_unit(ctx, c->unit_id, S("police"), &agency));
        cr_assert_eq(agency.agency_id, c->police_id);
        cr_assert(str_starts(agency.name, i ? S("Công an xã ") : S("Công an phường ")));
        DB_OK(fixture, agency_check_can(ctx, c->officer.officer_id, PERM_DOSSIER_PROCESS, c->unit_id, S("1.004194"), S("process")));
        DB_OK(fixture, agency_check_can(ctx, c->head.officer_id, PERM_DOSSIER_DECIDE, c->unit_id, S("1.004194"), S("decide")));
        /* Those who can sign in decide by delegation; what only a leader may do while processing (a second request for a supplement) nobody's officer may. */
        bool called = c->unit_id == cast.renter_unit_id || c->unit_id == cast.family_unit_id || c->unit_id == cast.lodging_unit_id;
        bool delegated = called && !str_ends(agency.name, S("Pleiku")); /* there the head decides everything himself */
        cr_assert_eq(agency_check_can(ctx, c->officer.officer_id, PERM_DOSSIER_DECIDE, c->unit_id, S("1.004194"), S("decide")), delegated ? OK : ERR_FORBIDDEN);
        cr_assert_eq(agency_check_can(ctx, c->officer.officer_id, PERM_DOSSIER_DECIDE, c->unit_id, S("1.004194"), S("process")), ERR_FORBIDDEN);
        ctx->fault = (struct fault){0};
    }
    DB_OK(fixture, db_one(ctx, &rows, "SELECT COUNT(*) FROM account WHERE password_hash IS NULL AND state = 'active'"));
    cr_assert_eq(db_i64(&rows, 0), 0, "an active account without a password");
}

DB_TEST(demo_officers, a_database_with_agencies_is_left_alone)
{
    struct demo_cast cast;
    struct demo_staff staff;

    make(fixture, &cast, &staff);
    int64_t before = db_test_count(fixture, "account");
    cr_assert_eq(demo_officers_make(&fixture->ctx, str_of(fixture->folder), province_id, communes, COMMUNES, &cast, 7, &staff), ERR_CONFLICT);
    cr_assert_eq(db_test_count(fixture, "account"), before);
}
