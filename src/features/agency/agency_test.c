/* agency_test.c: who may do what where: unit and below, procedure, stage, dates. */
#include "features/agency/internal.h"
#include "platform/db/db_test_support.h"

#define BIT(name) (1ULL << PERM_##name)

Test(agency, a_right_covers_only_its_own_procedure_and_stage)
{
    struct right all = {.perms = BIT(DOSSIER_PROCESS)};
    struct right one = {.perms = BIT(DOSSIER_PROCESS), .procedure_code = S("1.004194"), .stage = S("process")};

    cr_assert(right_covers(&all, PERM_DOSSIER_PROCESS, S("1.004194"), S("process")));
    cr_assert(right_covers(&all, PERM_DOSSIER_PROCESS, S(""), S("")));
    cr_assert_not(right_covers(&all, PERM_DOSSIER_DECIDE, S("1.004194"), S("process")), "another permission");
    cr_assert(right_covers(&one, PERM_DOSSIER_PROCESS, S("1.004194"), S("process")));
    cr_assert_not(right_covers(&one, PERM_DOSSIER_PROCESS, S("1.004222"), S("process")), "another procedure");
    cr_assert_not(right_covers(&one, PERM_DOSSIER_PROCESS, S("1.004194"), S("decide")), "another stage");
    cr_assert_not(right_covers(&one, PERM_DOSSIER_PROCESS, S(""), S("")), "all procedures is more than one");
}

Test(agency, who_processes_does_not_decide_and_who_administers_sees_no_dossier)
{
    const struct role *officer = agency_role_find(S("commune_police_officer")), *operator = agency_role_find(S("operator"));
    const struct role *auditor = agency_role_find(S("auditor"));

    cr_assert(officer->perms & BIT(DOSSIER_PROCESS));
    cr_assert_not(officer->perms & BIT(DOSSIER_DECIDE));
    cr_assert_eq(operator->perms, BIT(ADMIN) | BIT(REORGANISE));
    cr_assert_not(auditor->perms & (BIT(DOSSIER_READ) | BIT(PERSON_LOOKUP) | BIT(ADMIN)));
    for (const struct role *role = agency_roles; role->name; role++) {
        cr_assert_not(role->perms & (BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(CITIZEN) | BIT(API_VERIFY) | BIT(API_DOSSIER) | BIT(API_READ)), "%s", role->name);
        cr_assert_not((role->perms & BIT(DOSSIER_DECIDE)) && (role->perms & BIT(ADMIN)), "%s", role->name);
    }
    cr_assert_null(agency_role_find(S("king")));
}

enum { PROVINCE = 52, COMMUNE_A = 5201, COMMUNE_B = 5202, HAMLET_A = 520101, ACCOUNT = 1, OFFICER = 2, AGENCY_A = 3 };

static void units(struct db_fixture *fixture)
{
    static const int64_t rows[][2] = {{PROVINCE, 0}, {COMMUNE_A, PROVINCE}, {COMMUNE_B, PROVINCE}, {HAMLET_A, COMMUNE_A}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str code = arena_printf(&fixture->arena, "%ld", (long)rows[i][0]);
        DB_OK(fixture, db_exec(&fixture->ctx, NULL,
                               "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from)"
                               " VALUES ($1, $2, $5, 'Xã', 'Xã A', 'a', $3, $4, '')",
                               DB_I64(rows[i][0]), DB_STR(code), db_i64_or_null(rows[i][1]), DB_I64(PROVINCE),
                               DB_STR(rows[i][1] ? S("commune") : S("province"))));
    }
}

/* A province, two communes, a hamlet in the first; an officer of the first commune's police. */
static void people_and_places(struct db_fixture *fixture)
{
    struct ctx *ctx = &fixture->ctx;
    struct agency agency = {.agency_id = AGENCY_A, .code = S("H21.101"), .unit_id = COMMUNE_A, .kind = S("police"), .name = S("Công an xã A")};
    struct officer officer = {.officer_id = OFFICER, .account_id = ACCOUNT, .name = S("Nguyễn Văn Thử"), .agency_id = AGENCY_A};

    db_test_migrate(fixture);
    units(fixture);
    DB_OK(fixture, agency_insert(ctx, &agency));
    DB_OK(fixture, db_exec(ctx, NULL,
                           "INSERT INTO account (account_id, kind, login, name, state, created_ms) VALUES ($1, 'officer', 'thu', 'Thử', 'active', 0)",
                           DB_I64(ACCOUNT)));
    DB_OK(fixture, officer_insert(ctx, &officer));
}

static int64_t give(struct db_fixture *fixture, struct str role, int64_t unit_id, struct str procedure_code, struct str stage, struct day from, struct day to)
{
    struct right right = {.role = role, .agency_id = AGENCY_A, .unit_id = unit_id, .procedure_code = procedure_code, .stage = stage,
                          .valid_from = from, .valid_to = to};
    int64_t role_id = 0;

    DB_OK(fixture, officer_role_add(&fixture->ctx, OFFICER, &right, &role_id));
    return role_id;
}

static enum err can(struct db_fixture *fixture, enum perm perm, int64_t unit_id, struct str procedure_code, struct str stage)
{
    enum err err = agency_check_can(&fixture->ctx, OFFICER, perm, unit_id, procedure_code, stage);

    fixture->ctx.fault = (struct fault){0};
    return err;
}

DB_TEST(agency, a_right_reaches_its_unit_and_what_lies_below_and_no_neighbour)
{
    people_and_places(fixture);
    cr_assert_eq(can(fixture, PERM_DOSSIER_READ, COMMUNE_A, S(""), S("")), ERR_FORBIDDEN, "no role, no right");
    give(fixture, S("commune_police_officer"), COMMUNE_A, S(""), S(""), DAY_NONE, DAY_NONE);
    cr_assert_eq(can(fixture, PERM_DOSSIER_READ, COMMUNE_A, S("1.004194"), S("process")), OK);
    cr_assert_eq(can(fixture, PERM_DOSSIER_READ, HAMLET_A, S(""), S("")), OK, "below");
    cr_assert_eq(can(fixture, PERM_DOSSIER_READ, COMMUNE_B, S(""), S("")), ERR_FORBIDDEN, "beside");
    cr_assert_eq(can(fixture, PERM_DOSSIER_READ, PROVINCE, S(""), S("")), ERR_FORBIDDEN, "above");
    cr_assert_eq(can(fixture, PERM_DOSSIER_DECIDE, COMMUNE_A, S(""), S("")), ERR_FORBIDDEN, "not the head");
    give(fixture, S("province_leader"), PROVINCE, S(""), S(""), DAY_NONE, DAY_NONE);
    cr_assert_eq(can(fixture, PERM_DASHBOARD, COMMUNE_B, S(""), S("")), OK);
    cr_assert_eq(can(fixture, PERM_DOSSIER_READ, 999999, S(""), S("")), ERR_FORBIDDEN, "a unit that does not exist");
}

DB_TEST(agency, a_right_begins_and_ends_with_its_days)
{
    struct day today;
    struct right *rights;
    int count;

    people_and_places(fixture);
    today = day_of_ms(fixture->ctx.now_ms);
    give(fixture, S("clerk"), COMMUNE_A, S(""), S(""), (struct day){today.n + 1}, DAY_NONE);
    cr_assert_eq(can(fixture, PERM_DOSSIER_RECEIVE, COMMUNE_A, S(""), S("")), ERR_FORBIDDEN, "from tomorrow");
    give(fixture, S("clerk"), COMMUNE_A, S(""), S(""), (struct day){today.n - 9}, (struct day){today.n - 1});
    cr_assert_eq(can(fixture, PERM_DOSSIER_RECEIVE, COMMUNE_A, S(""), S("")), ERR_FORBIDDEN, "until yesterday");
    int64_t role_id = give(fixture, S("clerk"), COMMUNE_A, S(""), S(""), today, today);
    cr_assert_eq(can(fixture, PERM_DOSSIER_RECEIVE, COMMUNE_A, S(""), S("")), OK, "today only");
    DB_OK(fixture, officer_role_end(&fixture->ctx, OFFICER, role_id));
    cr_assert_eq(can(fixture, PERM_DOSSIER_RECEIVE, COMMUNE_A, S(""), S("")), ERR_FORBIDDEN, "ended at once");
    cr_assert_eq(officer_role_end(&fixture->ctx, OFFICER, role_id), ERR_NOT_FOUND, "ends once");
    fixture->ctx.fault = (struct fault){0};
    DB_OK(fixture, officer_role_list(&fixture->ctx, OFFICER, &rights, &count));
    cr_assert_eq(count, 3, "the history stays");
}

DB_TEST(agency, a_role_for_one_procedure_and_stage_is_stored_so)
{
    people_and_places(fixture);
    give(fixture, S("commune_police_officer"), COMMUNE_A, S("1.004194"), S("process"), DAY_NONE, DAY_NONE);
    cr_assert_eq(can(fixture, PERM_DOSSIER_PROCESS, COMMUNE_A, S("1.004194"), S("process")), OK);
    cr_assert_eq(can(fixture, PERM_DOSSIER_PROCESS, COMMUNE_A, S("1.004222"), S("process")), ERR_FORBIDDEN);
    cr_assert_eq(can(fixture, PERM_DOSSIER_PROCESS, COMMUNE_A, S("1.004194"), S("decide")), ERR_FORBIDDEN);
}

DB_TEST(agency, a_wrong_role_is_refused_with_its_field)
{
    static const struct {
        struct right right;
        const char *field;
    } rows[] = {
        {{.role = S_INIT("king"), .unit_id = COMMUNE_A}, "role"},
        {{.role = S_INIT("clerk"), .unit_id = COMMUNE_A, .stage = S_INIT("lunch")}, "stage"},
        {{.role = S_INIT("province_leader"), .unit_id = COMMUNE_A}, "unit"},
        {{.role = S_INIT("clerk"), .unit_id = 999999}, "unit"},
    };
    int64_t role_id;

    people_and_places(fixture);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct right right = rows[i].right;
        right.agency_id = AGENCY_A;
        right.valid_from = right.valid_to = DAY_NONE;
        cr_assert_eq(officer_role_add(&fixture->ctx, OFFICER, &right, &role_id), ERR_INVALID);
        cr_assert(str_eq(fixture->ctx.fault.field, str_of(rows[i].field)), "row %zu: %.*s", i, STR_ARG(fixture->ctx.fault.field));
        fixture->ctx.fault = (struct fault){0};
    }
}

DB_TEST(agency, settings_are_replaced_and_empty_when_absent)
{
    struct str value;

    db_test_migrate(fixture);
    DB_OK(fixture, setting_get(&fixture->ctx, S("demo"), &value));
    cr_assert(str_empty(value));
    DB_OK(fixture, setting_put(&fixture->ctx, S("demo"), S("0")));
    DB_OK(fixture, setting_put(&fixture->ctx, S("demo"), S("1")));
    DB_OK(fixture, setting_get(&fixture->ctx, S("demo"), &value));
    cr_assert(str_eq(value, S("1")));
}
