/* household_events_test.c: splitting a household, another head, relations, deletion (Residence Law Art. 10, 24-26), and what the database itself refuses. */
#include "features/population/events_test.h"

DB_TEST(household_events, a_split_founds_a_household_at_the_same_address_with_its_own_head)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct split_event event = {.note = note_today(), .household_id = f.household_id, .person_ids = {f.father, f.mother, f.child},
                                .relations = {S("head"), S("wife"), S("child")}, .person_count = 3};
    struct household household;
    struct residence residence;
    int64_t id;

    event.relations[1] = S("head");
    people_refused(fixture, population_check_split(ctx, &event), "relations.one_head", "relations");
    event.relations[1] = S("wife");
    struct split_event everybody = event;
    everybody.person_ids[3] = f.grandfather;
    everybody.relations[3] = S("father");
    everybody.person_count = 4;
    people_refused(fixture, population_check_split(ctx, &everybody), "split.everybody", "persons");
    struct split_event child = {.note = note_today(), .household_id = f.household_id, .person_ids = {f.child}, .relations = {S("head")}, .person_count = 1};
    people_refused(fixture, population_check_split(ctx, &child), "relations.head_capacity", "relations");
    TX_OK(fixture, population_register_split(ctx, &event, &id, NULL));
    DB_OK(fixture, household_get(ctx, id, &household));
    cr_assert(household.head_id == f.father && household.member_count == 3 && str_eq(household.address, S("Thôn 3")));
    DB_OK(fixture, residence_current(ctx, f.child, false, &residence));
    cr_assert_eq(residence.household_id, id);
    DB_OK(fixture, household_get(ctx, f.household_id, &household));
    cr_assert(household.head_id == f.grandfather && household.member_count == 1);
}

DB_TEST(household_events, the_head_is_a_member_of_age_with_full_capacity_and_the_others_are_told_anew)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct head_event event = {.note = note_today(), .household_id = f.household_id, .head_id = f.child};
    int64_t stranger = people_add(fixture, "Người Lạ", false, ymd(1980, 1, 1), 90);

    people_refused(fixture, population_check_head(ctx, &event), "household.head_capacity", "head");
    event.head_id = stranger;
    people_refused(fixture, population_check_head(ctx, &event), "household.not_member", "head");
    event.head_id = f.grandfather;
    people_refused(fixture, population_check_head(ctx, &event), "household.head_already", "head");
    event.head_id = f.mother;
    TX_OK(fixture, population_register_head(ctx, &event, NULL));
    cr_assert(str_eq(people_relation(fixture, f.mother), S("head")) && str_eq(people_relation(fixture, f.father), S("husband")));
    cr_assert(str_eq(people_relation(fixture, f.child), S("child")) && str_eq(people_relation(fixture, f.grandfather), S("parent_in_law")));
    struct court_event court = {.note = note_today(), .person_id = f.mother, .finding = COURT_CAPACITY_LIMITED};
    TX_OK(fixture, population_register_court(ctx, &court, NULL));
    cr_assert(str_eq(people_relation(fixture, f.grandfather), S("head")), "the oldest with full capacity");
    cr_assert(str_eq(people_relation(fixture, f.mother), S("daughter_in_law")) && str_eq(people_relation(fixture, f.child), S("grandchild")));
    event.head_id = f.mother;
    people_refused(fixture, population_check_head(ctx, &event), "household.head_capacity", "head");
    struct relation_event relation = {.note = note_today(), .person_id = f.mother, .relation = S("head")};
    people_refused(fixture, population_check_relation(ctx, &relation), "relations.head", "relation");
    relation.relation = S("other");
    TX_OK(fixture, population_register_relation(ctx, &relation, NULL));
    cr_assert(str_eq(people_relation(fixture, f.mother), S("other")));
    TX_OK(fixture, population_register_dead(ctx, &(struct death_event){.note = note_today(), .person_id = f.father}, NULL));
    event.head_id = f.father;
    people_refused(fixture, population_check_head(ctx, &event), "person.dead", "head");
}

DB_TEST(household_events, a_deletion_wants_a_ground_and_ends_residence_and_seat)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct deletion_event event = {.note = note_today(), .person_ids = {f.grandfather}, .person_count = 1, .ground = S("because")};
    struct residence residence;

    people_refused(fixture, population_check_deletion(ctx, &event), "ground.unknown", "ground");
    event.ground = S("abroad");
    TX_OK(fixture, population_register_deletion(ctx, &event, NULL));
    DB_OK(fixture, residence_current(ctx, f.grandfather, false, &residence)); /* its last day is today */
    days_pass(fixture, 1);
    cr_assert_eq(residence_current(ctx, f.grandfather, false, &residence), ERR_NOT_FOUND);
    cr_assert(str_eq(people_relation(fixture, f.grandfather), S("")) && str_eq(people_relation(fixture, f.father), S("head")));
    people_refused(fixture, population_check_deletion(ctx, &event), "deletion.none", "persons");
    struct permanent_residence back = people_permanent(fixture, f.grandfather, "head");
    back.from = days_from_now(fixture, -1);
    people_refused(fixture, population_check_permanent(ctx, &back), "from.before_former", "from");
    back.from = days_from_now(fixture, 0);
    TX_OK(fixture, population_register_permanent(ctx, &back));
}

/* Each statement breaks a rule that no code may break. */
#define DATABASE_REFUSES(sql, ...)                                                                                      \
    do {                                                                                                                \
        struct db_tx AUTO(db_tx_end) refuse_tx = {0};                                                                   \
        DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &refuse_tx));                                                         \
        cr_assert_eq(db_exec(ctx, NULL, sql, ##__VA_ARGS__), ERR_CONFLICT, "the database took: %s", sql);               \
        ctx->fault = (struct fault){0};                                                                                 \
    } while (0)

DB_TEST(household_events, the_database_refuses_what_never_may_be_whoever_writes)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t dead = people_add(fixture, "Người Mất", false, ymd(1940, 1, 1), 91);
    struct db_value head = DB_I64(f.grandfather), child = DB_I64(f.child), household = DB_I64(f.household_id);

    TX_OK(fixture, population_register_dead(ctx, &(struct death_event){.note = note_on(ymd(2025, 1, 1)), .person_id = dead}, NULL));
    DATABASE_REFUSES("UPDATE person SET status = 'dead' WHERE person_id = $1", head);
    DATABASE_REFUSES("UPDATE person SET father_id = person_id WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE person SET adoptive_mother_id = person_id WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE person SET spouse_id = person_id WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE person SET father_id = mother_id WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE person SET death_date = '1900-01-01' WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE person SET marital_status = 'engaged' WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE household_member SET is_head = TRUE WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE household_member SET is_head = TRUE, relation = 'head' WHERE person_id = $1", child);
    DATABASE_REFUSES("INSERT INTO household_member (household_member_id, household_id, person_id, relation, is_head, valid_from, recorded_ms) "
                     "VALUES (1, $1, $2, 'other', FALSE, '2026-01-01', 1)", household, child);
    DATABASE_REFUSES("INSERT INTO household_member (household_member_id, household_id, person_id, relation, is_head, valid_from, recorded_ms) "
                     "VALUES (1, $1, $2, 'head', TRUE, '2026-01-01', 1)", household, DB_I64(dead));
    DATABASE_REFUSES("INSERT INTO residence (residence_id, person_id, kind, unit_id, address, valid_from, recorded_ms) "
                     "VALUES (1, $1, 'permanent', 1, '', '2026-01-01', 1)", child);
    DATABASE_REFUSES("INSERT INTO residence (residence_id, person_id, kind, unit_id, address, valid_from, recorded_ms) "
                     "VALUES (1, $1, 'temporary', 1, '', '2026-01-01', 1)", child);
    DATABASE_REFUSES("UPDATE residence SET valid_from = '2019-01-01' WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE residence SET revoked_ms = 5 WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE register_event SET reason = 'khác'");
    DATABASE_REFUSES("DELETE FROM register_event WHERE kind = 'death'");
    TX_OK(fixture, population_register_deletion(ctx, &(struct deletion_event){.note = note_today(), .person_ids = {f.child}, .person_count = 1, .ground = S("abroad")}, NULL));
    DATABASE_REFUSES("UPDATE residence SET valid_to = NULL WHERE person_id = $1", child);
    DATABASE_REFUSES("UPDATE household_member SET valid_to = NULL WHERE person_id = $1", child);
}
