/* civil_test.c: the law of birth, marriage, parentage and adoption, case by case (domain: 8.2; Law on Marriage and Family Art. 5, 8; Law on Adoption Art. 8, 13, 14). */
#include "features/population/events_test.h"

DB_TEST(birth, a_child_gets_a_number_and_the_home_of_its_mother)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct birth_event event = family_birth(&f, "Y Moan", ymd(2026, 11, 10));
    int64_t child, event_id;
    struct residence residence;

    TX_OK(fixture, population_register_birth(ctx, &event, &child, &event_id));
    struct person person = person_now(fixture, child);
    cr_assert(str_eq(person.full_name, S("Y Moan")), "a name without a family name is a name");
    cr_assert_eq(child / 1000000, 52326);
    cr_assert_eq(person.mother_id, f.mother);
    cr_assert(str_eq(person.birth_registered_at, S("UBND phường Quy Nhơn")) && str_eq(person.nationality, S("VN")));
    DB_OK(fixture, residence_current(ctx, child, false, &residence));
    cr_assert(str_eq(residence.address, S("Thôn 3")));
    cr_assert_eq(residence.event_id, event_id);
    cr_assert(str_eq(people_relation(fixture, child), S("grandchild")), "its mother is the daughter-in-law of the head");
    TX_REFUSED(fixture, population_register_birth(ctx, &event, NULL, NULL), "birth.registered", "name");
    event.full_name = S("Y Ben");
    TX_REFUSED(fixture, population_register_birth(ctx, &event, NULL, NULL), "birth.too_close", "birth");
    event.twin = true;
    TX_OK(fixture, population_register_birth(ctx, &event, NULL, NULL));
}

DB_TEST(birth, days_parents_and_names_that_cannot_be_are_refused)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct birth_event good = family_birth(&f, "Trần Văn Mới", ymd(2026, 11, 10)), event = good;

    DB_OK(fixture, population_check_birth(ctx, &good));
    event.birth = days_from_now(fixture, 1);
    people_refused(fixture, population_check_birth(ctx, &event), "birth.future", "birth");
    event = good;
    event.full_name = S("Trần Văn 4");
    people_refused(fixture, population_check_birth(ctx, &event), "name.signs", "name");
    event.full_name = S("  ");
    people_refused(fixture, population_check_birth(ctx, &event), "name.empty", "name");
    event.full_name = S("H'Hen Niê");
    DB_OK(fixture, population_check_birth(ctx, &event));
    event = good;
    event.mother_id = f.father;
    event.home_with = 0;
    people_refused(fixture, population_check_birth(ctx, &event), "birth.mother_sex", "mother");
    event = good;
    event.mother_id = f.child;
    event.home_with = 0;
    event.birth = ymd(2015, 8, 3);
    people_refused(fixture, population_check_birth(ctx, &event), "birth.mother_younger", "mother");
    event = good;
    event.mother_id = 999;
    people_refused(fixture, population_check_birth(ctx, &event), "person.unknown", "mother");
    event = good;
    event.father_id = event.mother_id = event.home_with = 0;
    people_refused(fixture, population_check_birth(ctx, &event), "birth.nobody", "mother");
    event.representative = S("Nguyễn Thị Xơ");
    DB_OK(fixture, population_check_birth(ctx, &event));
    event = good;
    event.note.on = days_from_now(fixture, 1);
    people_refused(fixture, population_check_birth(ctx, &event), "event.future", "on");
    event = good;
    event.home_with = f.grandfather;
    people_refused(fixture, population_check_birth(ctx, &event), "birth.home", "household");
    TX_OK(fixture, population_register_dead(ctx, &(struct death_event){.note = note_on(ymd(2025, 12, 31)), .person_id = f.father}, NULL));
    people_refused(fixture, population_check_birth(ctx, &good), "birth.father_dead", "father"); /* 314 days before */
    event = good;
    event.birth = ymd(2026, 10, 27); /* 300 days after */
    DB_OK(fixture, population_check_birth(ctx, &event));
}

DB_TEST(marriage, ages_freedom_kin_and_capacity_are_asked)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct marriage_event event = {.note = note_on(ymd(2026, 11, 21))};
    int64_t cousin, boy = people_add(fixture, "Lê Văn Trẻ", false, ymd(2006, 11, 22), 50), girl = people_add(fixture, "Lê Thị Trẻ", true, ymd(2008, 11, 21), 51);
    int64_t aunt = people_add_child(fixture, "Trần Thị Cô", true, ymd(1990, 1, 1), 52, f.grandfather, 0);

    event.husband_id = boy;
    event.wife_id = girl; /* 18 today; he is 20 tomorrow */
    people_refused(fixture, population_check_marriage(ctx, &event), "marriage.husband_age", "person");
    days_pass(fixture, 1);
    event.note.on = DAY_NONE;
    DB_OK(fixture, population_check_marriage(ctx, &event));
    event.husband_id = girl;
    event.wife_id = boy;
    people_refused(fixture, population_check_marriage(ctx, &event), "marriage.sexes", "spouse");
    event = (struct marriage_event){.note = note_today(), .husband_id = f.father, .wife_id = girl};
    people_refused(fixture, population_check_marriage(ctx, &event), "marriage.not_free", "person");
    event.husband_id = f.grandfather;
    event.wife_id = aunt;
    people_refused(fixture, population_check_marriage(ctx, &event), "marriage.kin", "spouse");
    cousin = people_add_child(fixture, "Lê Văn Anh", false, ymd(2000, 1, 1), 53, 0, aunt);
    int64_t grown = people_add_child(fixture, "Trần Thị Em", true, ymd(2003, 1, 1), 54, f.father, 0);
    event.husband_id = cousin; /* children of brother and sister */
    event.wife_id = grown;
    people_refused(fixture, population_check_marriage(ctx, &event), "marriage.kin", "spouse");
    event.husband_id = f.grandfather; /* his daughter-in-law, once she is divorced */
    event.wife_id = f.mother;
    TX_OK(fixture, population_register_divorce(ctx, &(struct divorce_event){.note = note_today(), .person_id = f.mother, .spouse_id = f.father}, NULL));
    people_refused(fixture, population_check_marriage(ctx, &event), "marriage.in_law", "spouse");
    TX_OK(fixture, population_register_court(ctx, &(struct court_event){.note = note_today(), .person_id = boy, .finding = COURT_CAPACITY_LOST}, NULL));
    event = (struct marriage_event){.note = note_today(), .husband_id = boy, .wife_id = girl};
    people_refused(fixture, population_check_marriage(ctx, &event), "marriage.capacity", "person");
    TX_OK(fixture, population_register_dead(ctx, &(struct death_event){.note = note_today(), .person_id = girl}, NULL));
    event.husband_id = cousin;
    people_refused(fixture, population_check_marriage(ctx, &event), "person.dead", "spouse");
}

DB_TEST(marriage, a_divorce_ends_it_and_history_keeps_both)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct divorce_event event = {.note = note_on(ymd(2025, 3, 3)), .person_id = f.father, .spouse_id = f.mother};

    event.note.evidence = STR_NONE;
    people_refused(fixture, population_check_divorce(ctx, &event), "event.evidence", "evidence");
    event.note = note_on(ymd(2013, 1, 1)); /* before the wedding */
    TX_REFUSED(fixture, population_register_divorce(ctx, &event, NULL), "event.before_last", "on");
    event.note = note_on(ymd(2025, 3, 3));
    TX_OK(fixture, population_register_divorce(ctx, &event, NULL));
    cr_assert(str_eq(person_now(fixture, f.mother).marital_status, S("divorced")));
    cr_assert_eq(person_then(fixture, f.mother, ymd(2025, 3, 2), KNOWN_NOW).spouse_id, f.father);
    cr_assert_eq(person_then(fixture, f.mother, ymd(2025, 3, 3), KNOWN_NOW).spouse_id, 0);
    cr_assert_eq(person_then(fixture, f.mother, ymd(2014, 2, 1), KNOWN_NOW).spouse_id, 0, "before the wedding");
    people_refused(fixture, population_check_divorce(ctx, &event), "divorce.not_married", "spouse");
}

DB_TEST(parentage, a_circle_a_younger_parent_and_a_second_father_are_refused)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct parentage_event event = {.note = note_today(), .child_id = f.grandfather, .parent_id = f.child};

    people_refused(fixture, population_check_parentage(ctx, &event), "parent.younger", "parent");
    event.parent_id = f.grandfather;
    people_refused(fixture, population_check_parentage(ctx, &event), "parent.self", "parent");
    event.child_id = f.child;
    people_refused(fixture, population_check_parentage(ctx, &event), "parent.other", "parent");
    event.parent_id = f.father;
    people_refused(fixture, population_check_parentage(ctx, &event), "parent.registered", "parent");
    /* Records brought from elsewhere may say what cannot be: a grandmother whose mother is her granddaughter. */
    int64_t old = people_add(fixture, "Bà Cố", true, ymd(1930, 1, 1), 60);
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE person SET mother_id = $2 WHERE person_id = $1", DB_I64(old), DB_I64(f.grandfather)));
    event = (struct parentage_event){.note = note_today(), .child_id = f.grandfather, .parent_id = old};
    people_refused(fixture, population_check_parentage(ctx, &event), "parent.circular", "parent");
    int64_t foundling = people_add(fixture, "Trẻ Nhận", false, ymd(2016, 1, 1), 61);
    event = (struct parentage_event){.note = note_today(), .child_id = foundling, .parent_id = f.mother};
    TX_OK(fixture, population_register_parentage(ctx, &event, NULL));
    cr_assert_eq(person_then(fixture, foundling, ymd(2016, 5, 5), KNOWN_NOW).mother_id, f.mother, "since birth");
}

DB_TEST(adoption, age_years_between_kin_and_marriage_of_the_adopters_are_asked)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t child = people_add(fixture, "Siu Nhận", true, ymd(2012, 1, 1), 70), old_child = people_add(fixture, "Siu Lớn", true, ymd(2009, 1, 1), 71);
    int64_t young = people_add(fixture, "Lê Trẻ", false, ymd(1995, 1, 1), 72), event_id;
    struct adoption_event event = {.note = note_today(), .child_id = child, .father_id = f.father, .mother_id = f.mother};

    DB_OK(fixture, population_check_adoption(ctx, &event));
    event.child_id = old_child;
    people_refused(fixture, population_check_adoption(ctx, &event), "adoption.age", "child");
    event = (struct adoption_event){.note = note_today(), .child_id = child, .father_id = young};
    people_refused(fixture, population_check_adoption(ctx, &event), "adoption.years", "father");
    event.mother_id = f.mother;
    event.father_id = f.grandfather;
    people_refused(fixture, population_check_adoption(ctx, &event), "adoption.not_married", "mother");
    event = (struct adoption_event){.note = note_today(), .child_id = f.child, .father_id = f.grandfather};
    people_refused(fixture, population_check_adoption(ctx, &event), "adoption.grandparent", "father");
    event = (struct adoption_event){.note = note_today(), .child_id = child, .father_id = f.father, .mother_id = f.mother};
    TX_OK(fixture, population_register_adoption(ctx, &event, &event_id));
    struct person person = person_now(fixture, child);
    cr_assert(person_is_child_of(&person, f.father) && person_is_child_of(&person, f.mother));
    DB_OK(fixture, population_check_can_act_for(ctx, f.mother, child, population_today(ctx)));
    people_refused(fixture, population_check_adoption(ctx, &event), "adoption.registered", "child");
    TX_OK(fixture, population_register_adoption_end(ctx, &(struct adoption_end_event){.note = note_today(), .child_id = child}, NULL));
    person = person_now(fixture, child);
    cr_assert(!person_is_child_of(&person, f.father));
    /* A step-father adopts: the mother stays the mother. */
    int64_t step = people_add(fixture, "Lê Dượng", false, ymd(1980, 1, 1), 73), with_mother = people_add_child(fixture, "Lê Riêng", true, ymd(2013, 1, 1), 74, 0, 0);
    int64_t mother = people_add(fixture, "Phạm Mẹ", true, ymd(1982, 1, 1), 75);
    TX_OK(fixture, population_register_parentage(ctx, &(struct parentage_event){.note = note_today(), .child_id = with_mother, .parent_id = mother}, NULL));
    marry_now(fixture, step, mother, ymd(2020, 1, 1));
    TX_OK(fixture, population_register_adoption(ctx, &(struct adoption_event){.note = note_today(), .child_id = with_mother, .father_id = step, .kin = true}, NULL));
    person = person_now(fixture, with_mother);
    cr_assert(person_is_child_of(&person, step) && person_is_child_of(&person, mother));
}
