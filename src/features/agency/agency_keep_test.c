/* agency_keep_test.c: agencies are added, changed, ended, made for every commune, and imported; what is wrong is told with its field or line. */
#include "features/agency/agency.h"
#include "features/agency/calendar_load.h"
#include "features/territory/territory.h"
#include "platform/db/db_test_support.h"

static const struct str units_csv = S_INIT("code,parent_code,level,kind,name,valid_from,valid_to\n"
                                           "52,,province,Tỉnh,Tỉnh Gia Lai,2025-07-01,\n"
                                           "23563,52,commune,Phường,Phường Pleiku,2025-07-01,\n"
                                           "23602,52,commune,Xã,Xã Ia Grai,2025-07-01,\n"
                                           "23603,52,commune,Xã,Xã Đã Hết,2025-07-01,2026-06-30\n");

static void places(struct db_fixture *fixture)
{
    struct import_report units, links;

    db_test_migrate(fixture);
    DB_OK(fixture, calendar_load(&fixture->ctx, S("")));
    DB_OK(fixture, territory_import_text(&fixture->ctx, units_csv, STR_NONE, false, &units, &links));
}

static int64_t unit_id(struct db_fixture *fixture, struct str code)
{
    struct unit unit;

    DB_OK(fixture, territory_find(&fixture->ctx, code, day_of(2026, 1, 1), &unit));
    return unit.unit_id;
}

static struct agency police(struct db_fixture *fixture)
{
    return (struct agency){.code = S("H21.104"), .unit_id = unit_id(fixture, S("23602")), .kind = S("police"), .name = S("Công an xã Ia Grai")};
}

#define WITH(member, type)                                                  \
    static struct agency with_##member(struct agency agency, type value) \
    {                                                                     \
        agency.member = value;                                            \
        return agency;                                                    \
    }
WITH(code, struct str)
WITH(kind, struct str)
WITH(name, struct str)
WITH(calendar, struct str)
WITH(unit_id, int64_t)
WITH(parent_id, int64_t)
#undef WITH

DB_TEST(agency_keep, a_wrong_agency_is_refused_with_its_field_and_a_code_is_given_once)
{
    struct agency good;
    int64_t id;

    places(fixture);
    good = police(fixture);
    const struct {
        const char *field;
        struct agency agency;
    } rows[] = {
        {"code", with_code(good, S("21.104"))},
        {"code", with_code(good, S("H21..104"))},
        {"code", with_code(good, S("H21.104."))},
        {"code", with_code(good, S("H21.xã"))},
        {"code", with_code(good, S("H21.0123456789012345678901234567890123"))},
        {"kind", with_kind(good, S("army"))},
        {"name", with_name(good, S("  "))},
        {"name", with_name(good, S("Công an\tIa Grai"))},
        {"calendar", with_calendar(good, S("moon"))},
        {"unit", with_unit_id(good, unit_id(fixture, S("23603")))},
        {"unit", with_unit_id(good, 7)},
        {"parent", with_parent_id(good, 7)},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_assert_eq(agency_add(&fixture->ctx, &rows[i].agency, &id), ERR_INVALID, "row %zu", i);
        cr_assert(str_eq(fixture->ctx.fault.field, str_of(rows[i].field)), "row %zu: %.*s", i, STR_ARG(fixture->ctx.fault.field));
        fixture->ctx.fault = (struct fault){0};
    }
    cr_assert_eq(db_test_count(fixture, "agency"), 0);
    DB_OK(fixture, agency_add(&fixture->ctx, &good, &id));
    cr_assert_eq(agency_add(&fixture->ctx, &good, &id), ERR_CONFLICT);
    cr_assert(str_eq(fixture->ctx.fault.field, S("code")));
}

DB_TEST(agency_keep, what_an_agency_is_called_may_change_and_an_ended_one_is_gone_with_its_roles)
{
    struct ctx *ctx = &fixture->ctx;
    struct agency agency, found;
    struct right right = {.role = S("clerk"), .valid_from = DAY_NONE, .valid_to = DAY_NONE};
    int64_t role_id, id;
    int roles, count;
    struct agency *rows;

    places(fixture);
    agency = police(fixture);
    DB_OK(fixture, agency_add(ctx, &agency, &id));
    agency.agency_id = id;
    agency.name = S("Công an xã Ia Grai, tỉnh Gia Lai");
    agency.phone = S("000 269 0001");
    DB_OK(fixture, agency_change(ctx, &agency));
    DB_OK(fixture, agency_find(ctx, S("H21.104"), &found));
    cr_assert(str_eq(found.name, agency.name) && str_eq(found.phone, agency.phone) && str_eq(found.calendar, S("vn")));
    agency.parent_id = id;
    cr_assert_eq(agency_change(ctx, &agency), ERR_INVALID, "nobody is above itself");
    ctx->fault = (struct fault){0};

    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO account (account_id, kind, login, name, state, created_ms) VALUES (1, 'officer', 'thu', 'Thử', 'active', 0)"));
    DB_OK(fixture, officer_insert(ctx, &(struct officer){.officer_id = 2, .account_id = 1, .name = S("Thử"), .agency_id = id}));
    right.agency_id = id;
    right.unit_id = agency.unit_id;
    DB_OK(fixture, officer_role_add(ctx, 2, &right, &role_id));
    DB_OK(fixture, agency_end(ctx, id, (struct day){day_of_ms(ctx->now_ms).n - 1}, &roles));
    cr_assert_eq(roles, 1);
    cr_assert_eq(agency_check_can(ctx, 2, PERM_DOSSIER_RECEIVE, agency.unit_id, S(""), S("")), ERR_FORBIDDEN);
    ctx->fault = (struct fault){0};
    cr_assert_eq(agency_find_by_unit(ctx, agency.unit_id, S("police"), &found), ERR_NOT_FOUND);
    DB_OK(fixture, agency_list(ctx, 0, &rows, &count));
    cr_assert_eq(count, 0);
    DB_OK(fixture, agency_page(ctx, S(""), 10, &rows, &count));
    cr_assert_eq(count, 1, "the history stays");
    cr_assert_eq(agency_end(ctx, id, (struct day){day_of_ms(ctx->now_ms).n - 1}, &roles), ERR_NOT_FOUND, "ends once");
    cr_assert_eq(db_test_count(fixture, "audit"), 3, "added, changed, ended");
}

DB_TEST(agency_keep, every_commune_gets_its_committee_and_police_once_and_imported_ones_stay)
{
    struct ctx *ctx = &fixture->ctx;
    struct agency official, found;
    struct agency_made made;
    int64_t id;

    places(fixture);
    official = police(fixture);
    DB_OK(fixture, agency_add(ctx, &official, &id));
    DB_OK(fixture, agency_make(ctx, S("52"), S("H21"), &made));
    cr_assert_eq(made.added, 5, "two units and the province, two each, but one was there");
    cr_assert_eq(made.there, 1);
    DB_OK(fixture, agency_find_by_unit(ctx, official.unit_id, S("police"), &found));
    cr_assert(str_eq(found.code, S("H21.104")));
    DB_OK(fixture, agency_find(ctx, S("H21.23563.CA"), &found));
    cr_assert(str_eq(found.name, S("Công an phường Pleiku")), "%.*s", STR_ARG(found.name));
    DB_OK(fixture, agency_get(ctx, found.parent_id, &found));
    cr_assert(str_eq(found.name, S("Công an tỉnh Gia Lai")), "%.*s", STR_ARG(found.name));
    DB_OK(fixture, agency_make(ctx, S("52"), S("H21"), &made));
    cr_assert_eq(made.added, 0, "a second run adds nothing");
    cr_assert_eq(agency_make(ctx, S("52"), S("GiaLai"), &made), ERR_INVALID);
    ctx->fault = (struct fault){0};
    cr_assert_eq(agency_make(ctx, S("98"), S("H21"), &made), ERR_INVALID);
}

DB_TEST(agency_keep, a_file_is_taken_whole_or_not_at_all_and_twice_changes_nothing)
{
    struct ctx *ctx = &fixture->ctx;
    static const struct str good = S_INIT("code,unit_code,kind,name,parent_code,phone\n"
                                          "H21.104,23602,police,Công an xã Ia Grai,H21.019,1\n"
                                          "H21.019,52,police,Công an tỉnh,,\n");
    static const struct str bad = S_INIT("code,unit_code,kind,name,parent_code\n"
                                         "H21.105,99999,police,A,\n"
                                         "H21.106,23602,navy,A,\n"
                                         "H21.107,23602,police,A,H21.999\n"
                                         "H21.108,23602,police,A,H21.109\n"
                                         "H21.109,23602,police,A,H21.108\n");
    struct import_report report;
    struct agency found, above;

    places(fixture);
    DB_OK(fixture, agency_import(ctx, good, true, &report));
    cr_assert_eq(report.inserted, 2);
    cr_assert_eq(db_test_count(fixture, "agency"), 0, "a dry run writes nothing");
    DB_OK(fixture, agency_import(ctx, good, false, &report));
    DB_OK(fixture, agency_find(ctx, S("H21.104"), &found));
    DB_OK(fixture, agency_find(ctx, S("H21.019"), &above));
    cr_assert_eq(found.parent_id, above.agency_id, "the parent stood further down");
    DB_OK(fixture, agency_import(ctx, good, false, &report));
    cr_assert_eq(report.unchanged, 2);
    DB_OK(fixture, agency_import(ctx, S("code,unit_code,kind,name\nH21.104,23602,police,Công an Ia Grai\n"), false, &report));
    cr_assert_eq(report.updated, 1);
    DB_OK(fixture, agency_find(ctx, S("H21.104"), &found));
    cr_assert(str_eq(found.phone, S("1")) && found.parent_id == above.agency_id, "a column that the file does not have leaves what is stored");

    cr_assert_eq(agency_import(ctx, bad, false, &report), ERR_INVALID);
    ctx->fault = (struct fault){0};
    cr_assert_eq(report.errors_total, 2, "rows wrong in themselves first: %ld", (long)report.errors_total);
    cr_assert(report.errors[0].line == 2 && report.errors[0].column == 2);
    cr_assert(report.errors[1].line == 3 && report.errors[1].column == 3);
    cr_assert_eq(agency_import(ctx, S("code,unit_code,kind,name,parent_code\nH21.107,23602,police,A,H21.999\nH21.108,23602,police,A,H21.109\n"
                                      "H21.109,23602,police,A,H21.108\n"), false, &report), ERR_INVALID);
    ctx->fault = (struct fault){0};
    cr_assert_eq(report.errors_total, 3, "a parent that is not there, and a ring of two");
    cr_assert_eq(agency_import(ctx, S("code,unit_code,kind,name\nH21.104,23563,police,A\n"), false, &report), ERR_INVALID, "a code does not move");
    ctx->fault = (struct fault){0};
    cr_assert_eq(agency_import(ctx, S("code;unit_code;kind;name\nH21.110;23563;police;A\n"), false, &report), ERR_INVALID);
    ctx->fault = (struct fault){0};
    cr_assert_eq(agency_import(ctx, S("code,kind,name\nH21.110,police,A\n"), false, &report), ERR_INVALID, "a column is missing");
    cr_assert_eq(db_test_count(fixture, "agency"), 2);
}
