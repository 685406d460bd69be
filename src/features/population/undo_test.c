/* undo_test.c: an event that was booked wrongly is undone by another: the state before comes back exactly, history shows both, and what builds on it must go first. */
#include "features/population/events_test.h"

static int64_t death_of(struct db_fixture *fixture, int64_t person_id, struct day on)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t event_id;
    TX_OK(fixture, population_register_dead(ctx, &(struct death_event){.note = note_on(on), .person_id = person_id}, &event_id));
    return event_id;
}

static struct undo_event undo_of(int64_t event_id) { return (struct undo_event){.note = note_today(), .event_id = event_id}; }

DB_TEST(undo, a_death_that_was_booked_for_the_wrong_man_leaves_everything_as_before)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t before_ms = ctx->now_ms;
    struct residence residence;
    struct household household;

    days_pass(fixture, 1);
    int64_t event_id = death_of(fixture, f.grandfather, ymd(2026, 11, 20)), dead_ms = ctx->now_ms;
    cr_assert(str_eq(person_now(fixture, f.grandfather).status, S("dead")));
    DB_OK(fixture, household_get(ctx, f.household_id, &household));
    cr_assert_eq(household.head_id, f.father);
    cr_assert(str_eq(people_relation(fixture, f.child), S("child")));
    days_pass(fixture, 1);
    undo_now(fixture, event_id);
    struct person man = person_now(fixture, f.grandfather);
    cr_assert(str_eq(man.status, S("alive")) && day_is_none(man.death));
    DB_OK(fixture, household_get(ctx, f.household_id, &household));
    cr_assert_eq(household.head_id, f.grandfather);
    cr_assert(str_eq(people_relation(fixture, f.child), S("grandchild")));
    DB_OK(fixture, residence_current(ctx, f.grandfather, false, &residence));
    cr_assert_eq(residence.valid_from.n, ymd(2020, 1, 1).n, "since the same day as before");
    /* Both can be told: what was believed between, and what is known now. */
    cr_assert(str_eq(person_then(fixture, f.grandfather, ymd(2026, 11, 22), dead_ms).status, S("dead")));
    cr_assert(str_eq(person_then(fixture, f.grandfather, ymd(2026, 11, 19), dead_ms).status, S("alive")), "before the day of death");
    cr_assert(str_eq(person_then(fixture, f.grandfather, ymd(2026, 11, 22), before_ms).status, S("alive")));
    cr_assert(str_eq(person_then(fixture, f.grandfather, ymd(2026, 11, 22), KNOWN_NOW).status, S("alive")));
    cr_assert_eq(residence_as_of(ctx, f.grandfather, false, ymd(2026, 11, 22), dead_ms, &residence), ERR_NOT_FOUND);
    DB_OK(fixture, residence_as_of(ctx, f.grandfather, false, ymd(2026, 11, 22), KNOWN_NOW, &residence));
    struct household_past past;
    DB_OK(fixture, household_as_of(ctx, f.household_id, ymd(2026, 11, 22), dead_ms, &past));
    cr_assert_eq(past.household.head_id, f.father);
    cr_assert_eq(past.members_count, 3);
    DB_OK(fixture, household_as_of(ctx, f.household_id, ymd(2026, 11, 22), KNOWN_NOW, &past));
    cr_assert_eq(past.household.head_id, f.grandfather);
    cr_assert_eq(past.members_count, 4);
}

DB_TEST(undo, events_say_who_why_on_what_evidence_and_that_they_were_undone)
{
    struct family f = family_start(fixture);
    struct register_event event, *events;
    struct event_subject *subjects;
    int count;
    bool household = false;

    fixture->ctx.actor.account_id = 71;
    fixture->ctx.actor.officer_id = 72;
    int64_t event_id = death_of(fixture, f.grandfather, ymd(2026, 11, 20)), undo_id = undo_now(fixture, event_id);
    DB_OK(fixture, event_get(&fixture->ctx, event_id, &event));
    cr_assert(str_eq(event.kind, S("death")) && str_eq(event.evidence, S("Giấy tờ số 1")));
    cr_assert_eq(event.account_id, 71);
    cr_assert_eq(event.officer_id, 72);
    cr_assert_eq(event.dossier_id, 5);
    cr_assert_eq(event.person_id, f.grandfather);
    cr_assert_eq(event.happened.n, ymd(2026, 11, 20).n);
    cr_assert_eq(event.undone_by, undo_id);
    DB_OK(fixture, event_get(&fixture->ctx, undo_id, &event));
    cr_assert_eq(event.undoes, event_id);
    cr_assert_eq(event.happened.n, population_today(&fixture->ctx).n);
    cr_assert(str_eq(event.reason, S("Ghi nhầm")));
    DB_OK(fixture, events_of(&fixture->ctx, f.child, 0, 10, &events, &count));
    cr_assert_eq(count, 2, "whose relation was told anew has both in her history");
    cr_assert_eq(events[0].event_id, undo_id);
    DB_OK(fixture, event_subjects(&fixture->ctx, event_id, &subjects, &count));
    for (int i = 0; i < count; i++)
        household |= subjects[i].subject_id == f.household_id && !event_subject_is_person(subjects[i].subject_id) && (subjects[i].touched & TOUCHED_HEAD);
    cr_assert(household);
    DB_OK(fixture, events_of_dossier(&fixture->ctx, 5, &events, &count));
    cr_assert(count >= 2);
}

DB_TEST(undo, an_event_on_which_a_later_one_builds_is_not_undone_and_the_later_one_is_named)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t blocker, marriage;
    int64_t bride = people_add(fixture, "Lê Thị Dâu", true, ymd(1990, 1, 1), 40);

    int64_t death = death_of(fixture, f.mother, ymd(2026, 11, 1));
    cr_assert(str_eq(person_now(fixture, f.father).marital_status, S("widowed")));
    marriage = marry_now(fixture, f.father, bride, ymd(2026, 11, 15));
    people_refused(fixture, population_check_undo(ctx, &(struct undo_event){.note = note_today(), .event_id = death}, &blocker), "event.built_upon", "event");
    cr_assert_eq(blocker, marriage, "he married again because the register said so");
    struct undo_event event = undo_of(death);
    TX_REFUSED(fixture, population_register_undo(ctx, &event, NULL), "event.built_upon", "event");
    cr_assert(str_eq(person_now(fixture, f.mother).status, S("dead")), "nothing was half undone");
    undo_now(fixture, marriage);
    undo_now(fixture, death);
    cr_assert_eq(person_now(fixture, f.father).spouse_id, f.mother);
    cr_assert(str_eq(person_now(fixture, f.father).marital_status, S("married")));
    event = undo_of(death);
    TX_REFUSED(fixture, population_register_undo(ctx, &event, NULL), "event.undone", "event");
}

DB_TEST(undo, an_undo_wants_a_reason_another_officer_and_is_not_undone_itself)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t death = death_of(fixture, f.child, ymd(2026, 11, 1)), undo = undo_now(fixture, death);
    struct undo_event event = undo_of(undo);

    people_refused(fixture, population_check_undo(ctx, &event, NULL), "event.is_undo", "event");
    event.event_id = 12345;
    people_refused(fixture, population_check_undo(ctx, &event, NULL), "event.unknown", "event");
    event.event_id = death_of(fixture, f.child, ymd(2026, 11, 2));
    event.note.reason = S("  ");
    people_refused(fixture, population_check_undo(ctx, &event, NULL), "event.reason", "reason");
    event.note.reason = S("Nhầm người");
    ctx->actor.officer_id = 9;
    event.note.approved_by = 9;
    people_refused(fixture, population_check_undo(ctx, &event, NULL), "event.same_officer", "approved_by");
    event.note.approved_by = 10;
    DB_OK(fixture, population_check_undo(ctx, &event, NULL));
}

DB_TEST(undo, a_move_is_undone_with_the_temporary_residence_and_the_former_household_that_it_closed)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence *history;
    struct household household;
    struct register_event *events;
    int count;

    people_start(fixture);
    int64_t id = people_add(fixture, "Lê Thị Lan", true, ymd(1990, 1, 1), 1);
    int64_t old = people_settle(fixture, QUY_NHON, "Thôn 3", &id, (const char *const[]){"head"}, 1);
    struct temporary_residence stay = people_temporary(fixture, id);
    TX_OK(fixture, population_register_temporary(ctx, &stay));
    days_pass(fixture, 10);
    struct permanent_residence move = people_permanent(fixture, id, "head");
    TX_OK(fixture, population_register_permanent(ctx, &move));
    DB_OK(fixture, household_get(ctx, old, &household));
    cr_assert(household.closed);
    DB_OK(fixture, events_of(ctx, id, 0, 1, &events, &count));
    days_pass(fixture, 1);
    undo_now(fixture, events[0].event_id);
    struct residence residence;
    DB_OK(fixture, residence_current(ctx, id, true, &residence));
    cr_assert_eq(residence.unit_id, PLEIKU);
    cr_assert_eq(residence.dossier_id, 77, "under the dossier by which it held");
    DB_OK(fixture, residence_current(ctx, id, false, &residence));
    cr_assert_eq(residence.unit_id, QUY_NHON);
    DB_OK(fixture, household_get(ctx, old, &household));
    cr_assert(!household.closed && household.head_id == id);
    DB_OK(fixture, residence_history(ctx, id, &history, &count));
    int revoked = 0;
    for (int i = 0; i < count; i++)
        revoked += history[i].revoked_ms != 0;
    cr_assert_eq(revoked, 3, "the move, and the two rows that it had ended");
    TX_OK(fixture, population_register_permanent(ctx, &move)); /* booked again, for the right day */
}

DB_TEST(undo, what_was_booked_wrongly_and_later_stays_readable_as_it_was_known)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct correction wrong = {S("full_name"), S("Trần Thị Con"), S("Trần Thị Côn")};
    int64_t event_id, wrong_ms;
    struct correction_event event = {.note = note_today(), .person_id = f.child, .kind = CORRECTION_ERROR, .corrections = &wrong, .corrections_count = 1};
    struct person_fact *facts;
    int count;

    days_pass(fixture, 1);
    wrong_ms = ctx->now_ms;
    TX_OK(fixture, population_register_correction(ctx, &event, &event_id));
    days_pass(fixture, 1);
    undo_now(fixture, event_id);
    cr_assert(str_eq(person_now(fixture, f.child).full_name, S("Trần Thị Con")));
    cr_assert(str_eq(person_then(fixture, f.child, ymd(2020, 2, 2), wrong_ms).full_name, S("Trần Thị Côn")), "a correction holds for the past, too");
    cr_assert(str_eq(person_then(fixture, f.child, ymd(2020, 2, 2), wrong_ms - 1).full_name, S("Trần Thị Con")));
    cr_assert(str_eq(person_then(fixture, f.child, ymd(2020, 2, 2), KNOWN_NOW).full_name, S("Trần Thị Con")));
    DB_OK(fixture, person_facts(ctx, f.child, 0, &facts, &count));
    cr_assert_eq(count, 3, "the former value, the wrong one, the former one again");
    cr_assert_eq(facts[0].ended_ms, 0);
    cr_assert_eq(facts[2].recorded_ms, ms_of_day(ymd(2020, 1, 1), 540), "known since the register knew the person");
}

DB_TEST(undo, a_birth_that_never_was_takes_the_child_out_and_its_number_with_it)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct birth_event birth = family_birth(&f, "Trần Thị Út", ymd(2026, 11, 1));
    int64_t child, again, event_id, known_ms = ctx->now_ms;
    struct person person;
    struct verify_row row = {.birth = ymd(2026, 11, 1)};

    TX_OK(fixture, population_register_birth(ctx, &birth, &child, &event_id));
    days_pass(fixture, 1);
    undo_now(fixture, event_id);
    cr_assert_eq(person_get(ctx, child, &person), ERR_NOT_FOUND);
    cr_assert_eq(person_as_of(ctx, child, ymd(2026, 11, 21), KNOWN_NOW, &person), ERR_NOT_FOUND);
    DB_OK(fixture, person_as_of(ctx, child, ymd(2026, 11, 21), known_ms, &person));
    row.person_id = child;
    DB_OK(fixture, population_verify(ctx, &row, 1));
    cr_assert_eq(row.answer, VERIFY_NO_SUCH_PERSON);
    struct household_past past;
    DB_OK(fixture, household_as_of(ctx, f.household_id, ymd(2026, 11, 22), KNOWN_NOW, &past));
    cr_assert_eq(past.members_count, 4);
    DB_OK(fixture, household_as_of(ctx, f.household_id, ymd(2026, 11, 22), known_ms, &past));
    cr_assert_eq(past.members_count, 5);
    TX_OK(fixture, population_register_birth(ctx, &birth, &again, NULL));
    cr_assert_neq(again, child, "the cancelled number is not given again");
}

DB_TEST(undo, a_dead_man_does_not_get_his_home_back)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct deletion_event deletion = {.note = note_on(ymd(2026, 11, 1)), .person_ids = {f.grandfather}, .person_count = 1, .ground = S("abroad")};
    int64_t event_id;

    TX_OK(fixture, population_register_deletion(ctx, &deletion, &event_id));
    death_of(fixture, f.grandfather, ymd(2026, 11, 20));
    struct undo_event event = undo_of(event_id);
    TX_REFUSED(fixture, population_register_undo(ctx, &event, NULL), "event.built_upon", "event");
}

DB_TEST(undo, a_stay_that_a_queued_renewal_had_shortened_ends_with_the_death_and_comes_back_with_its_undo)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence residence;

    people_start(fixture);
    int64_t id = people_add(fixture, "Lê Thị Lan", true, ymd(1990, 1, 1), 1);
    people_settle(fixture, QUY_NHON, "Thôn 3", &id, (const char *const[]){"head"}, 1);
    struct temporary_residence now = people_temporary(fixture, id), next = now;
    TX_OK(fixture, population_register_temporary(ctx, &now));
    next.from = days_from_now(fixture, 40);
    next.address = S("14 Hùng Vương");
    next.until = days_from_now(fixture, 100);
    TX_OK(fixture, population_register_temporary(ctx, &next));
    int64_t before_ms = ctx->now_ms;
    days_pass(fixture, 10);
    int64_t death = death_of(fixture, id, days_from_now(fixture, -1));
    cr_assert_eq(residence_as_of(ctx, id, true, days_from_now(fixture, 5), KNOWN_NOW, &residence), ERR_NOT_FOUND, "the dead stay nowhere");
    DB_OK(fixture, residence_as_of(ctx, id, true, days_from_now(fixture, 5), before_ms, &residence));
    undo_now(fixture, death);
    DB_OK(fixture, residence_as_of(ctx, id, true, days_from_now(fixture, 5), KNOWN_NOW, &residence));
    cr_assert(str_eq(residence.address, S("12 Hùng Vương")));
    DB_OK(fixture, residence_as_of(ctx, id, true, days_from_now(fixture, 35), KNOWN_NOW, &residence));
    cr_assert(str_eq(residence.address, S("14 Hùng Vương")));
}
