/* reorganisation_test.c: a little country is reorganised: what follows by itself, what waits for an officer, what is not touched; a killed run goes on, a second
 * changes nothing; on both databases. The fixture's day is 21 November 2026; the decree's, 1 July 2025. */
#include "features/agency/agency.h"
#include "features/population/population.h"
#include "features/reorganisation/internal.h"
#include "features/reorganisation/country_test.h"

DB_TEST(reorganisation, addresses_follow_a_full_link_and_remember_where_they_were_registered)
{
    country_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t person = country_person(fixture, 1), residence = country_address(fixture, person, OLD_HRUNG, "2020-01-01", NULL, 0);
    int64_t left = country_address(fixture, country_person(fixture, 2), OLD_HRUNG, "2019-01-01", "2024-12-31", 0);

    country_apply(fixture, REORGANISATION_PIECE);
    cr_expect_eq(country_i64(fixture, "unit_id", "residence", "residence_id", residence), country_unit(fixture, "23782", true));
    cr_expect_eq(country_i64(fixture, "registered_unit_id", "residence", "residence_id", residence), country_unit(fixture, "23785", false));
    cr_expect_eq(country_i64(fixture, "unit_id", "residence", "residence_id", left), country_unit(fixture, "23785", false), "what ended before stays where it was");

    struct residence now;
    int64_t then;
    DB_OK(fixture, residence_current(ctx, person, false, &now));
    DB_OK(fixture, territory_unit_on(ctx, now.registered_unit_id, now.unit_id, day_of(2024, 6, 1), &then));
    cr_expect_eq(then, country_unit(fixture, "23785", false), "as of 2024 it lay in the old commune");
    DB_OK(fixture, territory_unit_on(ctx, now.registered_unit_id, now.unit_id, day_of(2025, 7, 1), &then));
    cr_expect_eq(then, country_unit(fixture, "23782", true));
}

DB_TEST(reorganisation, pieces_of_any_size_and_a_second_run_come_to_the_same)
{
    country_start(fixture);
    for (int i = 0; i < 57; i++)
        country_address(fixture, country_person(fixture, i + 1), i % 2 ? OLD_HRUNG : OLD_NHON_BINH, "2020-01-01", NULL, 0);
    country_apply(fixture, 7);
    cr_expect_eq(country_count(fixture, "residence", country_unit(fixture, "23782", true)), 28);
    cr_expect_eq(country_count(fixture, "residence", country_unit(fixture, "21553", true)), 29);
    bool more = true;
    DB_OK(fixture, reorganisation_apply(&fixture->ctx, 7, &more));
    cr_expect_not(more, "a decree that is applied is left alone");
    /* Its links are imported again and one is new: every step runs again and finds nothing to do but that. */
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "UPDATE reorganisation SET digest = 'other'"));
    country_apply(fixture, 1000);
    cr_expect_eq(country_count(fixture, "residence", country_unit(fixture, "23782", true)), 28);
    struct reorganisation_step *steps;
    int count;
    DB_OK(fixture, reorganisation_steps(&fixture->ctx, day_of(2025, 7, 1), &steps, &count));
    int64_t moved = 0;
    for (int i = 0; i < count; i++)
        moved += str_eq(steps[i].text.vi, S("Nơi thường trú, tạm trú")) ? steps[i].moved : 0;
    cr_expect_eq(moved, 57, "nothing was moved twice: %ld", (long)moved);
}

DB_TEST(reorganisation, what_is_written_into_an_old_unit_behind_the_walk_is_found_too)
{
    bool more = true;
    country_start(fixture);
    country_address(fixture, country_person(fixture, 1), OLD_HRUNG, "2020-01-01", NULL, 0);
    /* Until the walk over residences is done. */
    for (struct reorganisation_step *steps = NULL; more;) {
        int count;
        DB_OK(fixture, reorganisation_apply(&fixture->ctx, 100, &more));
        DB_OK(fixture, reorganisation_steps(&fixture->ctx, day_of(2025, 7, 1), &steps, &count));
        bool walked = false;
        for (int i = 0; i < count; i++)
            walked |= steps[i].done && str_eq(steps[i].text.vi, S("Nơi thường trú, tạm trú"));
        if (walked)
            break;
    }
    cr_assert(more);
    int64_t late = country_address(fixture, country_person(fixture, 2), OLD_HRUNG, "2020-01-01", NULL, 0);
    country_apply(fixture, 100);
    cr_expect_eq(country_i64(fixture, "unit_id", "residence", "residence_id", late), country_unit(fixture, "23782", true));
}

DB_TEST(reorganisation, a_decree_waits_for_its_day)
{
    bool more = true;
    country_start(fixture);
    int64_t residence = country_address(fixture, country_person(fixture, 1), OLD_HRUNG, "2020-01-01", NULL, 0);
    fixture->ctx.now_ms = ms_of_day(day_of(2025, 6, 30), 23 * 60 + 59);
    DB_OK(fixture, reorganisation_apply(&fixture->ctx, 100, &more));
    cr_expect_not(more);
    struct reorganisation r;
    DB_OK(fixture, reorganisation_get(&fixture->ctx, day_of(2025, 7, 1), &r));
    cr_expect_eq(r.state, REORGANISATION_PLANNED);
    cr_expect_eq(r.decree.full, 4);
    cr_expect_eq(r.decree.partial, 2);
    cr_expect_eq(r.decree.divided, 1);
    fixture->ctx.now_ms = ms_of_day(day_of(2025, 7, 1), 0);
    country_apply(fixture, 100);
    cr_expect_eq(country_i64(fixture, "unit_id", "residence", "residence_id", residence), country_unit(fixture, "23782", true));
}

DB_TEST(reorganisation, agencies_end_or_are_merged_and_officers_and_rights_follow)
{
    country_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t officer = country_officer(fixture, OLD_HRUNG, "police", "H21.1", "Công an xã Ia Hrung", "commune_police_head");
    int64_t nhon = country_officer(fixture, OLD_NHON_BINH, "police", "H21.2", "Công an phường Nhơn Bình", "commune_police_head");
    int64_t old_agency = country_i64(fixture, "agency_id", "officer", "officer_id", officer);

    country_apply(fixture, 100);
    struct agency agency;
    DB_OK(fixture, agency_find_by_unit(ctx, country_unit(fixture, "21553", true), S("police"), &agency));
    cr_expect(str_eq(agency.name, S("Công an phường Quy Nhơn Đông")), "%.*s", STR_ARG(agency.name));
    cr_expect(str_eq(agency.code, S("H21.2.2")), "%.*s", STR_ARG(agency.code));
    cr_expect(str_eq(agency.calendar, S("vn")));
    cr_expect_eq(country_i64(fixture, "agency_id", "officer", "officer_id", nhon), agency.agency_id);
    DB_OK(fixture, agency_find_by_unit(ctx, country_unit(fixture, "23782", true), S("police"), &agency));
    cr_expect(agency.agency_id != old_agency);
    DB_OK(fixture, agency_check_can(ctx, officer, PERM_DOSSIER_DECIDE, country_unit(fixture, "23782", true), STR_NONE, S("decide")));
    /* The archive of the old commune, too; and nothing beside it. */
    DB_OK(fixture, agency_check_can(ctx, officer, PERM_DOSSIER_READ, country_unit(fixture, "23785", false), STR_NONE, S("decide")));
    cr_expect_eq(agency_check_can(ctx, officer, PERM_DOSSIER_READ, country_unit(fixture, "21553", false), STR_NONE, S("decide")), ERR_FORBIDDEN);
    cr_expect_eq(agency_check_can(ctx, officer, PERM_DOSSIER_READ, country_unit(fixture, "23782", false), STR_NONE, S("decide")), ERR_FORBIDDEN,
                 "the commune that was divided is not his");
    ctx->fault = (struct fault){0};
    /* One role ended, one began; a second run makes no third. */
    struct right *rights;
    int count;
    DB_OK(fixture, officer_role_list(ctx, officer, &rights, &count));
    cr_assert_eq(count, 2);
    cr_expect(str_eq(day_iso(ctx->arena, rights[1].valid_to), S("2025-06-30")) && str_eq(day_iso(ctx->arena, rights[0].valid_from), S("2025-07-01")));
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE reorganisation SET digest = 'other'"));
    country_apply(fixture, 100);
    DB_OK(fixture, officer_role_list(ctx, officer, &rights, &count));
    cr_expect_eq(count, 2);
}

DB_TEST(reorganisation, two_hamlets_of_one_name_are_told_apart)
{
    country_start(fixture);
    int64_t nhon = country_hamlet(fixture, OLD_NHON_BINH, "1"), there;
    DB_OK(fixture, territory_hamlet_put(&fixture->ctx, country_unit(fixture, "21553", true), S("Thôn"), S("1"), &there));
    country_apply(fixture, 100);
    struct hamlet *list;
    int count;
    DB_OK(fixture, territory_hamlets(&fixture->ctx, country_unit(fixture, "21553", true), &list, &count));
    cr_assert_eq(count, 2);
    cr_expect(str_eq(list[0].name, S("1")) && list[0].hamlet_id == there);
    cr_expect(str_eq(list[1].name, S("1 (Nhơn Bình cũ)")) && list[1].hamlet_id == nhon, "%.*s", STR_ARG(list[1].name));
}

DB_TEST(reorganisation, a_divided_commune_waits_and_is_decided_hamlet_by_hamlet)
{
    country_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t old = country_unit(fixture, "23782", false), hrung = country_unit(fixture, "23782", true), grai = country_unit(fixture, "23778", true);
    int64_t upper = country_hamlet(fixture, OLD_DER, "Thượng"), lower = country_hamlet(fixture, OLD_DER, "Hạ");
    int64_t a = country_address(fixture, country_person(fixture, 1), OLD_DER, "2020-01-01", NULL, upper);
    int64_t b = country_address(fixture, country_person(fixture, 2), OLD_DER, "2020-01-01", NULL, lower);
    int64_t c = country_address(fixture, country_person(fixture, 3), OLD_DER, "2020-01-01", NULL, 0);
    int64_t officer = country_officer(fixture, OLD_DER, "police", "H21.3", "Công an xã Ia Dêr", "commune_police_head");
    struct reorganisation r;
    struct reorganisation_left left;
    bool more;

    country_apply(fixture, 100);
    DB_OK(fixture, reorganisation_get(ctx, day_of(2025, 7, 1), &r));
    cr_expect_eq(r.state, REORGANISATION_WAITING);
    DB_OK(fixture, reorganisation_left(ctx, old, &left));
    cr_expect(left.hamlets == 2 && left.residences == 3 && left.officers == 1);
    cr_expect_eq(country_i64(fixture, "unit_id", "residence", "residence_id", a), old, "nothing moves by itself");

    struct unit_choice choice = {.old_id = old, .kind = S("hamlet"), .item_id = upper, .new_id = country_unit(fixture, "21553", true)};
    cr_expect_eq(territory_choose(ctx, &choice), ERR_INVALID, "no candidate of this commune");
    ctx->fault = (struct fault){0};
    country_choose(fixture, old, "hamlet", upper, grai);
    country_choose(fixture, old, "hamlet", upper, 0); /* taken back */
    country_choose(fixture, old, "hamlet", upper, hrung);
    country_choose(fixture, old, "hamlet", lower, grai);
    country_choose(fixture, old, "residence", c, grai);
    country_choose(fixture, old, "officer", officer, grai);
    country_apply_choices(fixture, old, 1);
    cr_expect_eq(country_i64(fixture, "unit_id", "residence", "residence_id", a), hrung);
    cr_expect_eq(country_i64(fixture, "unit_id", "residence", "residence_id", b), grai);
    cr_expect_eq(country_i64(fixture, "unit_id", "residence", "residence_id", c), grai);
    cr_expect_eq(country_i64(fixture, "unit_id", "hamlet", "hamlet_id", lower), grai);
    DB_OK(fixture, agency_check_can(ctx, officer, PERM_DOSSIER_DECIDE, grai, STR_NONE, S("decide")));
    cr_expect_eq(agency_check_can(ctx, officer, PERM_DOSSIER_DECIDE, hrung, STR_NONE, S("decide")), ERR_FORBIDDEN);
    ctx->fault = (struct fault){0};
    choice = (struct unit_choice){.old_id = old, .kind = S("hamlet"), .item_id = upper, .new_id = grai};
    cr_expect_eq(territory_choose(ctx, &choice), ERR_CONFLICT, "applied: not changed any more");
    ctx->fault = (struct fault){0};
    DB_OK(fixture, reorganisation_apply(ctx, 100, &more));
    DB_OK(fixture, reorganisation_get(ctx, day_of(2025, 7, 1), &r));
    cr_expect_eq(r.state, REORGANISATION_DONE);
    int64_t then;
    DB_OK(fixture, territory_unit_on(ctx, old, grai, day_of(2025, 6, 30), &then));
    cr_expect_eq(then, old);
    DB_OK(fixture, territory_unit_on(ctx, old, grai, day_of(2026, 1, 1), &then));
    cr_expect_eq(then, grai, "of two ways the one that leads to today's");
}

DB_TEST(reorganisation, a_preview_counts_and_names_what_has_no_link)
{
    country_start(fixture);
    struct reorganisation_counts counts;
    struct reorganisation_preview p;

    country_address(fixture, country_person(fixture, 1), OLD_HRUNG, "2020-01-01", NULL, 0);
    country_address(fixture, country_person(fixture, 2), OLD_DER, "2020-01-01", NULL, 0);
    country_officer(fixture, OLD_DISTRICT, "committee", "H21.9", "Ủy ban nhân dân huyện Ia Grai", "commune_leader");
    DB_OK(fixture, reorganisation_count(&fixture->ctx, &counts));
    DB_OK(fixture, reorganisation_preview(&fixture->ctx, day_of(2025, 7, 1), &counts, &p));
    cr_expect_eq(p.moving[SUBJECT_ADDRESSES], 1);
    cr_expect_eq(p.deciding[SUBJECT_ADDRESSES], 1);
    cr_expect_eq(p.stranded[SUBJECT_OFFICERS], 1);
    cr_expect_eq(p.stranded[SUBJECT_RIGHTS], 1);
    cr_expect_eq(p.without_link_total, 1);
    cr_expect(str_eq(p.without_link[0].name, S("Huyện Ia Grai")));
    cr_expect(p.units_ending == 7 && p.units_new == 4, "%ld %ld", (long)p.units_ending, (long)p.units_new);
}
