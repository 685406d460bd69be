/* household_test.c: exactly one head, whoever comes and goes; who may act for whom. */
#include "features/population/people_test.h"

struct family {
    int64_t father, mother, son, daughter, grandmother, household;
};

static struct family add_family(struct db_fixture *fixture)
{
    struct family f;
    struct ctx *ctx = &fixture->ctx;

    f.grandmother = people_add(fixture, "Huỳnh Thị Lý", true, ymd(1948, 2, 2), 10);
    f.father = people_add_child(fixture, "Trần Văn Bình", false, ymd(1978, 5, 1), 11, 0, f.grandmother);
    f.mother = people_add(fixture, "Nguyễn Thị Mai", true, ymd(1981, 7, 9), 12);
    f.son = people_add_child(fixture, "Trần Gia Bảo", false, ymd(2004, 6, 1), 13, f.father, f.mother);
    f.daughter = people_add_child(fixture, "Trần Khánh Linh", true, ymd(2013, 9, 5), 14, f.father, f.mother);
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE person SET spouse_id = $2 WHERE person_id = $1", DB_I64(f.father), DB_I64(f.mother)));
    f.household = people_settle(fixture, QUY_NHON, "45 Trần Hưng Đạo", (const int64_t[]){f.father, f.mother, f.son, f.daughter, f.grandmother},
                                (const char *const[]){"head", "wife", "child", "child", "mother"}, 5);
    return f;
}

static void move_out(struct db_fixture *fixture, int64_t person_id)
{
    struct permanent_residence event = people_permanent(fixture, person_id, "head");
    DB_OK(fixture, population_register_permanent(&fixture->ctx, &event));
}

static void relation_is(struct db_fixture *fixture, int64_t person_id, const char *relation)
{
    struct str got = people_relation(fixture, person_id);
    cr_assert(str_eq(got, str_of(relation)), "got %.*s, want %s", STR_ARG(got), relation);
}

DB_TEST(household, when_the_head_leaves_the_oldest_adult_follows_and_relations_are_told_anew)
{
    struct household household;

    people_start(fixture);
    struct family f = add_family(fixture);
    move_out(fixture, f.father);
    DB_OK(fixture, household_get(&fixture->ctx, f.household, &household));
    cr_assert_eq(household.head_id, f.grandmother);
    cr_assert_eq(household.member_count, 4);
    relation_is(fixture, f.grandmother, "head");
    relation_is(fixture, f.son, "grandchild");
    relation_is(fixture, f.mother, "other"); /* a daughter-in-law whose husband left: nothing in the records says more */
    move_out(fixture, f.grandmother);
    relation_is(fixture, f.mother, "head");
    relation_is(fixture, f.son, "child");
    relation_is(fixture, f.daughter, "child");
}

DB_TEST(household, when_the_mother_follows_as_head_her_children_stay_children)
{
    people_start(fixture);
    struct family f = add_family(fixture);
    move_out(fixture, f.grandmother);
    move_out(fixture, f.father);
    relation_is(fixture, f.mother, "head");
    relation_is(fixture, f.son, "child");
}

DB_TEST(household, nobody_moves_out_and_leaves_minors_alone)
{
    people_start(fixture);
    struct family f = add_family(fixture);
    move_out(fixture, f.grandmother);
    move_out(fixture, f.father);
    move_out(fixture, f.son);
    struct permanent_residence event = people_permanent(fixture, f.mother, "head");
    people_refused(fixture, population_check_permanent(&fixture->ctx, &event), "persons.minors_left", "persons");
    event.person_ids[1] = f.daughter;
    event.relations[1] = S("child");
    event.person_count = 2;
    DB_OK(fixture, population_register_permanent(&fixture->ctx, &event));
    struct household household;
    DB_OK(fixture, household_get(&fixture->ctx, f.household, &household));
    cr_assert(household.closed);
}

DB_TEST(household, after_a_death_even_a_minor_becomes_head_so_that_there_is_one)
{
    people_start(fixture);
    struct family f = add_family(fixture);
    move_out(fixture, f.grandmother);
    move_out(fixture, f.son);
    move_out(fixture, f.father);
    DB_OK(fixture, population_register_death(&fixture->ctx, f.mother, ymd(2026, 11, 21), 5));
    relation_is(fixture, f.daughter, "head");
    relation_is(fixture, f.mother, "");
    DB_OK(fixture, population_register_death(&fixture->ctx, f.mother, ymd(2026, 11, 21), 5)); /* told twice */
}

DB_TEST(household, one_joins_an_open_household_in_the_same_commune_and_not_as_head)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence residence;

    people_start(fixture);
    struct family f = add_family(fixture);
    int64_t bride = people_add(fixture, "Lê Thị Thu", true, ymd(2003, 3, 3), 20);
    struct permanent_residence event = people_permanent(fixture, bride, "daughter_in_law");
    event.join_household_id = f.household;
    people_refused(fixture, population_check_permanent(ctx, &event), "household.elsewhere", "household");
    event.unit_id = QUY_NHON;
    event.relations[0] = S("head");
    people_refused(fixture, population_check_permanent(ctx, &event), "relations.second_head", "relations");
    event.relations[0] = S("daughter_in_law");
    event.address = S("");
    DB_OK(fixture, population_register_permanent(ctx, &event));
    DB_OK(fixture, residence_current(ctx, bride, false, &residence));
    cr_assert(str_eq(residence.address, S("45 Trần Hưng Đạo")), "the household's address");
    people_refused(fixture, population_check_permanent(ctx, &event), "household.already", "household");
    event.join_household_id = 4711;
    people_refused(fixture, population_check_permanent(ctx, &event), "household.closed", "household");
}

DB_TEST(household, memberships_are_kept_as_history)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_rows AUTO(db_rows_done) rows = {0};

    people_start(fixture);
    struct family f = add_family(fixture);
    move_out(fixture, f.son);
    DB_OK(fixture, db_query(ctx, &rows,
                            "SELECT household_id, relation, valid_to, dossier_id, end_dossier_id, ended_ms FROM household_member WHERE person_id = $1 "
                            "ORDER BY household_member_id",
                            DB_I64(f.son)));
    cr_assert(db_next(&rows));
    cr_assert_eq(db_i64(&rows, 0), f.household);
    cr_assert_eq(db_day(&rows, 2).n, days_from_now(fixture, -1).n);
    cr_assert_eq(db_i64(&rows, 4), 88);
    cr_assert_eq(db_i64(&rows, 5), ctx->now_ms);
    cr_assert(db_next(&rows));
    cr_assert(db_is_null(&rows, 2));
    cr_assert_eq(db_i64(&rows, 3), 88);
    cr_assert_not(db_next(&rows));
}

DB_TEST(household, one_acts_for_himself_his_minor_child_and_his_household)
{
    struct ctx *ctx = &fixture->ctx;
    struct day today = days_from_now(fixture, 0);

    people_start(fixture);
    struct family f = add_family(fixture);
    int64_t stranger = people_add(fixture, "Phạm Thị Lan", true, ymd(1990, 1, 1), 30);
    DB_OK(fixture, population_check_can_act_for(ctx, f.mother, f.mother, today));
    DB_OK(fixture, population_check_can_act_for(ctx, f.mother, f.daughter, today));
    DB_OK(fixture, population_check_can_act_for(ctx, f.son, f.grandmother, today));
    people_refused(fixture, population_check_can_act_for(ctx, stranger, f.mother, today), "person.not_yours", "person");
    people_refused(fixture, population_check_can_act_for(ctx, stranger, INT64_C(52190999999), today), "person.not_yours", "person");
    move_out(fixture, f.grandmother);
    move_out(fixture, f.father);
    DB_OK(fixture, population_check_can_act_for(ctx, f.father, f.daughter, today)); /* still her father */
    people_refused(fixture, population_check_can_act_for(ctx, f.father, f.son, today), "person.not_yours", "person");
}

DB_TEST(household, a_child_a_minor_and_a_dead_person_do_not_file)
{
    struct ctx *ctx = &fixture->ctx;
    struct day today = days_from_now(fixture, 0);

    people_start(fixture);
    int64_t thirteen = people_add(fixture, "Lê An", true, ymd(2012, 11, 22), 1);
    int64_t fifteen = people_add(fixture, "Lê Bình", false, ymd(2011, 5, 1), 2);
    int64_t eighteen = people_add(fixture, "Lê Chi", true, ymd(2008, 11, 21), 3);
    people_refused(fixture, population_check_can_file(ctx, thirteen, today), "person.under_14", "person");
    people_refused(fixture, population_check_can_file(ctx, fifteen, today), "person.minor", "person");
    DB_OK(fixture, population_check_can_file(ctx, eighteen, today)); /* on the birthday itself */
    DB_OK(fixture, population_register_death(ctx, eighteen, ymd(2026, 11, 20), 0));
    people_refused(fixture, population_check_can_file(ctx, eighteen, today), "person.dead", "person");
    people_refused(fixture, population_check_can_file(ctx, INT64_C(52190999999), today), "person.unknown", "person");
}

DB_TEST(household, an_absence_is_told_where_one_lives_and_once)
{
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    struct family f = add_family(fixture);
    struct absence_notice notice = {.person_id = f.son, .unit_id = QUY_NHON, .reason = S("Đi làm xa"), .destination = S("Bình Dương"),
                                    .from = days_from_now(fixture, 1), .to = days_from_now(fixture, 400), .group = S("other")};
    DB_OK(fixture, population_register_absence(ctx, &notice));
    people_refused(fixture, population_register_absence(ctx, &notice), "from.overlaps", "from");
    notice.from = days_from_now(fixture, 401);
    notice.to = days_from_now(fixture, 500);
    people_refused(fixture, population_check_absence(ctx, &notice), "until.other", "until");
    notice.group = S("military");
    DB_OK(fixture, population_check_absence(ctx, &notice));
    notice.to = days_from_now(fixture, 460);
    people_refused(fixture, population_check_absence(ctx, &notice), "until.military", "until");
    notice.group = S("suspect");
    DB_OK(fixture, population_check_absence(ctx, &notice));
    notice.unit_id = PLEIKU;
    people_refused(fixture, population_check_absence(ctx, &notice), "unit.not_home", "unit");
    notice.reason = S("");
    people_refused(fixture, population_check_absence(ctx, &notice), "reason.empty", "reason");
}
