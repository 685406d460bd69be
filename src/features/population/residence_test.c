/* residence_test.c: registering temporary and permanent residence, each rule a sentence (domain: 8.1). */
#include "features/population/people_test.h"

static int64_t add_tenant(struct db_fixture *fixture)
{
    int64_t id = people_add(fixture, "Nguyễn Thị Hương Giang", true, ymd(1995, 3, 8), 1);
    people_settle(fixture, QUY_NHON, "Thôn 3", &id, (const char *const[]){"head"}, 1);
    return id;
}

DB_TEST(residence, a_temporary_residence_stands_in_the_register_with_its_end_and_its_dossier)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence residence;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    event.until = ymd(2028, 11, 21); /* two years to the day */
    cr_assert_eq(residence_current(ctx, id, true, &residence), ERR_NOT_FOUND);
    DB_OK(fixture, population_register_temporary(ctx, &event));
    DB_OK(fixture, residence_current(ctx, id, true, &residence));
    cr_assert_eq(residence.unit_id, PLEIKU);
    cr_assert(str_eq(residence.address, S("12 Hùng Vương")));
    cr_assert_eq(residence.expires_on.n, event.until.n);
    cr_assert_eq(residence.dossier_id, 77);
    cr_assert_eq(residence.recorded_ms, ctx->now_ms);
    cr_assert(day_is_none(residence.valid_to));
    DB_OK(fixture, residence_current(ctx, id, false, &residence));
    cr_assert_eq(residence.unit_id, QUY_NHON, "the permanent one stays");
}

DB_TEST(residence, a_temporary_stay_is_30_days_or_longer_and_two_years_at_most)
{
    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    event.until = days_from_now(fixture, 28); /* 29 days with both ends */
    people_refused(fixture, population_check_temporary(&fixture->ctx, &event), "until.short", "until");
    event.until = days_from_now(fixture, 29);
    DB_OK(fixture, population_check_temporary(&fixture->ctx, &event));
    event.until = ymd(2028, 11, 22);
    people_refused(fixture, population_check_temporary(&fixture->ctx, &event), "until.long", "until");
    event.until = days_from_now(fixture, -1);
    people_refused(fixture, population_check_temporary(&fixture->ctx, &event), "until.before_from", "until");
    event = people_temporary(fixture, id);
    event.from = days_from_now(fixture, 61);
    people_refused(fixture, population_check_temporary(&fixture->ctx, &event), "from.far", "from");
    event.from = ymd(2025, 1, 1);
    event.until = ymd(2025, 12, 31);
    people_refused(fixture, population_check_temporary(&fixture->ctx, &event), "until.past", "until");
    event.from = DAY_NONE;
    people_refused(fixture, population_check_temporary(&fixture->ctx, &event), "from.missing", "from");
}

DB_TEST(residence, nobody_is_temporary_in_the_commune_of_his_permanent_residence)
{
    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    event.unit_id = QUY_NHON;
    people_refused(fixture, population_check_temporary(&fixture->ctx, &event), "unit.permanent", "unit");
}

DB_TEST(residence, an_address_and_a_kind_of_dwelling_are_needed)
{
    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    event.address = S("  ");
    people_refused(fixture, population_check_temporary(&fixture->ctx, &event), "address.empty", "address");
    event.address = S("12 Hùng Vương");
    event.dwelling = S("castle");
    people_refused(fixture, population_check_temporary(&fixture->ctx, &event), "dwelling.unknown", "dwelling");
}

DB_TEST(residence, a_renewal_is_taken_within_the_last_15_days_and_continues_the_former_one)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence *history;
    int count;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    DB_OK(fixture, population_register_temporary(ctx, &event));
    struct temporary_residence again = event;
    again.from = (struct day){event.until.n + 1};
    again.until = (struct day){event.until.n + 365};
    again.dossier_id = 78;

    ctx->now_ms = ms_of_day((struct day){event.until.n - 16}, 600);
    people_refused(fixture, population_check_temporary(ctx, &again), "from.early_renewal", "from");
    ctx->now_ms = ms_of_day((struct day){event.until.n - 15}, 600);
    DB_OK(fixture, population_register_temporary(ctx, &again));
    DB_OK(fixture, residence_history(ctx, id, &history, &count));
    cr_assert_eq(count, 3);
    cr_assert_eq(history[0].valid_from.n, again.from.n);
    cr_assert_eq(history[1].valid_to.n, event.until.n, "no day between and none twice");
    cr_assert(str_eq(history[1].end_reason, S("renewed")));
    struct residence residence;
    DB_OK(fixture, residence_current(ctx, id, true, &residence));
    cr_assert_eq(residence.dossier_id, 77, "until its last day the former one holds");
    ctx->now_ms = ms_of_day(again.from, 600);
    DB_OK(fixture, residence_current(ctx, id, true, &residence));
    cr_assert_eq(residence.dossier_id, 78);
}

DB_TEST(residence, moving_to_another_place_ends_the_former_temporary_residence_the_day_before)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence *history;
    int count;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    DB_OK(fixture, population_register_temporary(ctx, &event));
    ctx->now_ms += 40 * (int64_t)MS_PER_DAY;
    struct temporary_residence next = people_temporary(fixture, id);
    next.unit_id = IA_GRAI;
    DB_OK(fixture, population_register_temporary(ctx, &next));
    DB_OK(fixture, residence_history(ctx, id, &history, &count));
    cr_assert_eq(history[1].valid_to.n, next.from.n - 1);
    cr_assert(str_eq(history[1].end_reason, S("moved")));
    cr_assert_eq(history[1].ended_ms, ctx->now_ms);
    next.from = days_from_now(fixture, -5);
    people_refused(fixture, population_check_temporary(ctx, &next), "from.before_current", "from");
}

DB_TEST(residence, an_expired_temporary_residence_is_no_longer_current_and_the_job_closes_it)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence residence, *history;
    int count, closed;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    DB_OK(fixture, population_register_temporary(ctx, &event));
    DB_OK(fixture, population_expire_temporary(ctx, 100, &closed));
    cr_assert_eq(closed, 0);
    ctx->now_ms = ms_of_day((struct day){event.until.n + 1}, 60);
    cr_assert_eq(residence_current(ctx, id, true, &residence), ERR_NOT_FOUND);
    DB_OK(fixture, population_expire_temporary(ctx, 100, &closed));
    cr_assert_eq(closed, 1);
    DB_OK(fixture, residence_history(ctx, id, &history, &count));
    cr_assert_eq(history[0].valid_to.n, event.until.n);
    cr_assert(str_eq(history[0].end_reason, S("expired")));
}

DB_TEST(residence, the_dead_the_unknown_and_the_doubled_are_refused_by_their_place_in_the_list)
{
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    int64_t other = people_add(fixture, "Trần Văn Bình", false, ymd(1990, 5, 1), 2);
    struct temporary_residence event = people_temporary(fixture, id);
    event.person_ids[1] = other;
    event.person_count = 2;
    DB_OK(fixture, population_check_temporary(ctx, &event));
    DB_OK(fixture, population_register_death(ctx, other, ymd(2026, 11, 20), 0));
    cr_assert_eq(population_check_temporary(ctx, &event), ERR_CONFLICT);
    cr_assert(str_find(ctx->fault.text, S("thứ 2")) >= 0);
    people_refused(fixture, ERR_CONFLICT, "person.dead", "persons");
    event.person_ids[1] = person_number_make(52, false, 1991, 9);
    people_refused(fixture, population_check_temporary(ctx, &event), "person.unknown", "persons");
    event.person_ids[1] = id;
    people_refused(fixture, population_check_temporary(ctx, &event), "persons.twice", "persons");
    event.person_count = 0;
    people_refused(fixture, population_check_temporary(ctx, &event), "persons.count", "persons");
}

DB_TEST(residence, a_person_who_moved_since_the_form_was_shown_is_told_to_look_again)
{
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    event.shown_ms = ctx->now_ms;
    DB_OK(fixture, population_check_temporary(ctx, &event));
    ctx->now_ms += 60000;
    struct permanent_residence move = people_permanent(fixture, id, "head");
    move.unit_id = IA_GRAI;
    DB_OK(fixture, population_register_permanent(ctx, &move));
    cr_assert_eq(population_check_temporary(ctx, &event), ERR_CONFLICT);
    people_refused(fixture, ERR_CONFLICT, "person.moved", "persons");
}

DB_TEST(residence, a_minor_moves_with_a_parent_or_to_where_one_lives)
{
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    int64_t mother = add_tenant(fixture);
    int64_t child = people_add_child(fixture, "Trần Gia Bảo", false, ymd(2012, 6, 1), 3, 0, mother);
    struct temporary_residence event = people_temporary(fixture, child);
    people_refused(fixture, population_check_temporary(ctx, &event), "persons.minor_alone", "persons");
    event.person_ids[1] = mother;
    event.person_count = 2;
    DB_OK(fixture, population_check_temporary(ctx, &event));
    event.person_count = 1;
    struct temporary_residence hers = people_temporary(fixture, mother);
    DB_OK(fixture, population_register_temporary(ctx, &hers));
    DB_OK(fixture, population_check_temporary(ctx, &event));
}

DB_TEST(residence, a_permanent_residence_ends_the_former_one_and_founds_a_household)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence residence, *history;
    struct household household;
    int64_t old_household, new_household;
    int count;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    DB_OK(fixture, household_of(ctx, id, &old_household));
    struct permanent_residence event = people_permanent(fixture, id, "head");
    DB_OK(fixture, population_register_permanent(ctx, &event));
    DB_OK(fixture, residence_current(ctx, id, false, &residence));
    cr_assert_eq(residence.unit_id, PLEIKU);
    DB_OK(fixture, residence_history(ctx, id, &history, &count));
    cr_assert_eq(count, 2);
    cr_assert_eq(history[1].valid_to.n, event.from.n - 1);
    DB_OK(fixture, household_of(ctx, id, &new_household));
    cr_assert_neq(new_household, old_household);
    cr_assert_eq(residence.household_id, new_household);
    DB_OK(fixture, household_get(ctx, old_household, &household));
    cr_assert(household.closed, "a household without members closes");
    DB_OK(fixture, household_get(ctx, new_household, &household));
    cr_assert_eq(household.head_id, id);
    cr_assert_eq(household.member_count, 1);
}

DB_TEST(residence, a_temporary_residence_that_becomes_permanent_ends)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence residence;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    DB_OK(fixture, population_register_temporary(ctx, &event));
    ctx->now_ms += 100 * (int64_t)MS_PER_DAY;
    struct permanent_residence move = people_permanent(fixture, id, "head");
    DB_OK(fixture, population_register_permanent(ctx, &move));
    cr_assert_eq(residence_current(ctx, id, true, &residence), ERR_NOT_FOUND);
}

DB_TEST(residence, a_temporary_residence_elsewhere_outlives_a_permanent_move)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence residence;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    DB_OK(fixture, population_register_temporary(ctx, &event));
    struct permanent_residence move = people_permanent(fixture, id, "head");
    move.unit_id = IA_GRAI;
    DB_OK(fixture, population_register_permanent(ctx, &move));
    DB_OK(fixture, residence_current(ctx, id, true, &residence));
    cr_assert_eq(residence.unit_id, PLEIKU);
}

DB_TEST(residence, a_new_household_has_exactly_one_adult_head)
{
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    int64_t other = people_add(fixture, "Trần Văn Bình", false, ymd(1990, 5, 1), 2);
    int64_t minor = people_add(fixture, "Lê Minh Anh", true, ymd(2009, 1, 1), 3);
    struct permanent_residence event = people_permanent(fixture, id, "wife");
    people_refused(fixture, population_check_permanent(ctx, &event), "relations.one_head", "relations");
    event = people_permanent(fixture, id, "head");
    event.person_ids[1] = other;
    event.relations[1] = S("head");
    event.person_count = 2;
    people_refused(fixture, population_check_permanent(ctx, &event), "relations.one_head", "relations");
    event.relations[1] = S("emperor");
    people_refused(fixture, population_check_permanent(ctx, &event), "relations.unknown", "relations");
    event = people_permanent(fixture, minor, "head");
    people_refused(fixture, population_check_permanent(ctx, &event), "relations.minor_head", "relations");
    event = people_permanent(fixture, id, "head");
    event.from = days_from_now(fixture, 1);
    people_refused(fixture, population_check_permanent(ctx, &event), "from.future", "from");
    event.from = ymd(2019, 12, 31);
    people_refused(fixture, population_check_permanent(ctx, &event), "from.before_current", "from");
}

DB_TEST(residence, a_commune_that_is_gone_is_answered_with_what_became_of_it)
{
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    int64_t id = add_tenant(fixture);
    struct temporary_residence event = people_temporary(fixture, id);
    event.unit_id = GONE;
    cr_assert_eq(population_check_temporary(ctx, &event), ERR_CONFLICT);
    cr_assert(str_find(ctx->fault.text, S("Xã Trà Đa không còn từ ngày 01/07/2025; nay là Phường Pleiku")) >= 0, "%.*s", STR_ARG(ctx->fault.text));
    people_refused(fixture, ERR_CONFLICT, "unit.gone", "unit");
    event.unit_id = DIVIDED;
    cr_assert_eq(population_check_temporary(ctx, &event), ERR_CONFLICT);
    cr_assert(str_find(ctx->fault.text, S("Phường Pleiku, Xã Ia Grai")) >= 0, "%.*s", STR_ARG(ctx->fault.text));
    people_refused(fixture, ERR_CONFLICT, "unit.gone", "unit");
    event.unit_id = COMING;
    people_refused(fixture, population_check_temporary(ctx, &event), "unit.not_yet", "unit");
    event.from = ymd(2026, 12, 1);
    DB_OK(fixture, population_check_temporary(ctx, &event));
    event.unit_id = 4711;
    people_refused(fixture, population_check_temporary(ctx, &event), "unit.missing", "unit");
    struct permanent_residence move = people_permanent(fixture, id, "head");
    move.unit_id = GONE;
    people_refused(fixture, population_check_permanent(ctx, &move), "unit.gone", "unit");
}
