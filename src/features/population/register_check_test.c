/* register_check_test.c: each thing that must never be is found when it is. */
#include "features/population/people_test.h"
#include "features/population/register_check.h"

#define HURT(fixture, ...) DB_OK(fixture, db_exec(&(fixture)->ctx, NULL, __VA_ARGS__))

static int64_t wrong(struct db_fixture *fixture, const char *what)
{
    struct register_finding findings[REGISTER_CHECKS];
    int64_t found = -1;

    DB_OK(fixture, population_check_register(&fixture->ctx, NULL, NULL, findings));
    for (int i = 0; i < REGISTER_CHECKS; i++) {
        bool meant = strstr(findings[i].what, what) != NULL;
        cr_assert(meant || findings[i].wrong == 0, "%s: %ld", findings[i].what, (long)findings[i].wrong);
        found = meant ? findings[i].wrong : found;
    }
    return found;
}

static int64_t child_of(struct db_fixture *fixture)
{
    int64_t father = people_add(fixture, "Trần Văn Cha", false, ymd(1960, 1, 1), 1), mother = people_add(fixture, "Lê Thị Mẹ", true, ymd(1962, 1, 1), 1);
    int64_t ids[] = {father, mother, people_add_child(fixture, "Trần Thị Con", true, ymd(1990, 5, 5), 1, father, mother)};
    const char *relations[] = {"head", "wife", "child"};

    people_settle(fixture, PLEIKU, "1 Lê Lợi", ids, relations, 3);
    return ids[2];
}

DB_TEST(register_check, a_sound_register_has_nothing_wrong)
{
    struct register_finding findings[REGISTER_CHECKS];

    people_start(fixture);
    child_of(fixture);
    DB_OK(fixture, population_check_register(&fixture->ctx, NULL, NULL, findings));
    for (int i = 0; i < REGISTER_CHECKS; i++)
        cr_assert(findings[i].wrong == 0, "%s: %ld", findings[i].what, (long)findings[i].wrong);
    cr_assert(findings[0].looked_at == 1 && findings[4].looked_at == 3 && findings[5].looked_at == 1);
}

DB_TEST(register_check, a_number_that_disagrees_is_found)
{
    people_start(fixture);
    HURT(fixture, "UPDATE person SET sex = 'male' WHERE person_id = $1", DB_I64(child_of(fixture)));
    cr_assert_eq(wrong(fixture, "numbers"), 1);
}

DB_TEST(register_check, a_father_born_after_his_child_is_found)
{
    people_start(fixture);
    HURT(fixture, "UPDATE person SET father_id = $2 WHERE person_id = $1", DB_I64(child_of(fixture)),
         DB_I64(people_add(fixture, "Em Trai", false, ymd(1995, 1, 1), 2)));
    cr_assert_eq(wrong(fixture, "fathers"), 1);
}

DB_TEST(register_check, a_father_who_is_a_mother_is_found)
{
    people_start(fixture);
    HURT(fixture, "UPDATE person SET father_id = $2 WHERE person_id = $1", DB_I64(child_of(fixture)), DB_I64(people_add(fixture, "Bà", true, ymd(1930, 1, 1), 2)));
    cr_assert_eq(wrong(fixture, "fathers"), 1);
}

DB_TEST(register_check, a_household_without_a_head_is_found)
{
    people_start(fixture);
    child_of(fixture);
    HURT(fixture, "UPDATE household_member SET valid_to = '2026-01-01', ended_ms = 1 WHERE is_head");
    cr_assert_eq(wrong(fixture, "one head"), 1);
}

DB_TEST(register_check, people_in_a_closed_household_are_found)
{
    people_start(fixture);
    child_of(fixture);
    HURT(fixture, "UPDATE household SET closed_ms = 1");
    cr_assert_eq(wrong(fixture, "open households"), 1);
}

DB_TEST(register_check, two_homes_are_found_even_when_the_index_that_forbids_them_is_gone)
{
    int64_t child;

    people_start(fixture);
    child = child_of(fixture);
    HURT(fixture, "DROP INDEX residence_one_of_a_kind");
    HURT(fixture, "INSERT INTO residence (residence_id, person_id, kind, unit_id, address, valid_from, recorded_ms) VALUES (7, $1, 'permanent', 1002, 'x', '2026-01-01', 1)",
         DB_I64(child));
    cr_assert_eq(wrong(fixture, "one place"), 1);
}

DB_TEST(register_check, the_dead_who_still_live_somewhere_are_found)
{
    people_start(fixture);
    HURT(fixture, "UPDATE person SET status = 'dead', death_date = '2026-01-01' WHERE person_id = $1", DB_I64(child_of(fixture)));
    cr_assert_eq(wrong(fixture, "the dead"), 1);
}

DB_TEST(register_check, a_residence_that_expires_before_it_begins_is_found)
{
    people_start(fixture);
    child_of(fixture);
    HURT(fixture, "UPDATE residence SET expires_on = '1999-01-01' WHERE person_id = (SELECT MIN(person_id) FROM residence)");
    cr_assert_eq(wrong(fixture, "periods"), 1);
}
