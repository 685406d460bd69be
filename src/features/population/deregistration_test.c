/* deregistration_test.c: whose permanent residence may have to be deleted: found once, with ground and evidence, and left to an officer (Residence Law Art. 24). */
#include "features/population/events_test.h"

static void search(struct db_fixture *fixture)
{
    bool more = true;
    int steps = 0;

    while (more && steps++ < 100)
        DB_OK(fixture, deregistration_search(&fixture->ctx, 2, &more));
    cr_assert(!more);
}

static struct deregistration_candidate *open_cases(struct db_fixture *fixture, int64_t unit_id, int *ret_count)
{
    struct deregistration_candidate *rows;
    DB_OK(fixture, deregistration_candidates(&fixture->ctx, unit_id, 0, 100, &rows, ret_count));
    return rows;
}

DB_TEST(deregistration, the_missing_the_absent_and_those_without_nationality_are_found_once)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct correction nationality = {S("nationality"), S("VN"), S("US")};
    struct correction_event change = {.note = note_on(ymd(2026, 1, 5)), .person_id = f.mother, .kind = CORRECTION_CHANGE, .corrections = &nationality, .corrections_count = 1};
    struct temporary_residence stay = people_temporary(fixture, f.father);
    int count;

    search(fixture);
    open_cases(fixture, 0, &count);
    cr_assert_eq(count, 0);
    TX_OK(fixture, population_register_court(ctx, &(struct court_event){.note = note_on(ymd(2026, 10, 1)), .person_id = f.grandfather, .finding = COURT_MISSING}, NULL));
    TX_OK(fixture, population_register_correction(ctx, &change, NULL));
    stay.until = days_from_now(fixture, 60);
    TX_OK(fixture, population_register_temporary(ctx, &stay));
    search(fixture); /* today's walk is done */
    open_cases(fixture, 0, &count);
    cr_assert_eq(count, 0);
    days_pass(fixture, 1);
    search(fixture);
    struct deregistration_candidate *rows = open_cases(fixture, QUY_NHON, &count);
    cr_assert_eq(count, 2);
    for (int i = 0; i < 2; i++) {
        cr_assert(rows[i].evidence.len > 0 && rows[i].residence_id && str_eq(rows[i].state, S("open")));
        cr_assert(rows[i].person_id == f.grandfather ? str_eq(rows[i].ground, S("missing")) && rows[i].since.n == ymd(2026, 10, 1).n
                                                     : str_eq(rows[i].ground, S("nationality")) && rows[i].since.n == ymd(2026, 1, 5).n);
    }
    days_pass(fixture, 60 + 364);
    search(fixture);
    open_cases(fixture, 0, &count);
    cr_assert_eq(count, 2, "the stay ended less than twelve months ago");
    days_pass(fixture, 3);
    search(fixture);
    rows = open_cases(fixture, 0, &count);
    cr_assert_eq(count, 3);
    cr_assert(str_eq(rows[2].ground, S("absent")) && rows[2].since.n == stay.until.n + 1);
    days_pass(fixture, 1);
    search(fixture);
    open_cases(fixture, 0, &count);
    cr_assert_eq(count, 3, "found once");
    open_cases(fixture, PLEIKU, &count);
    cr_assert_eq(count, 0, "another commune's matter");
}

DB_TEST(deregistration, an_officer_decides_once_and_what_changed_meanwhile_falls_away)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t id, court_event, event_id;
    struct deregistration_candidate row;
    int count;

    TX_OK(fixture, population_register_court(ctx, &(struct court_event){.note = note_on(ymd(2026, 10, 1)), .person_id = f.grandfather, .finding = COURT_MISSING}, &court_event));
    TX_OK(fixture, deregistration_propose(ctx, f.mother, S("abroad"), ymd(2026, 2, 2), S("Giấy báo định cư số 4"), &id));
    people_refused(fixture, IN_TX(fixture, deregistration_propose(ctx, f.mother, S("abroad"), ymd(2026, 2, 2), S("Lại"), &id)), "candidate.known", "person");
    search(fixture);
    struct deregistration_candidate *rows = open_cases(fixture, 0, &count);
    cr_assert_eq(count, 2);
    id = rows[0].person_id == f.mother ? rows[0].candidate_id : rows[1].candidate_id;
    people_refused(fixture, IN_TX(fixture, deregistration_dismiss(ctx, id, 1, S(" "))), "event.reason", "reason");
    TX_OK(fixture, deregistration_start(ctx, id, 1, 44));
    people_refused(fixture, IN_TX(fixture, deregistration_dismiss(ctx, id, 1, S("Không đúng"))), "candidate.stale", "candidate");
    struct deletion_event deletion = {.note = note_today(), .person_ids = {f.mother}, .person_count = 1, .ground = S("abroad"), .candidate_id = id};
    TX_OK(fixture, population_register_deletion(ctx, &deletion, &event_id));
    DB_OK(fixture, deregistration_get(ctx, id, &row));
    cr_assert(str_eq(row.state, S("deleted")) && row.dossier_id == 5);
    undo_now(fixture, event_id);
    DB_OK(fixture, deregistration_get(ctx, id, &row));
    cr_assert(str_eq(row.state, S("open")), "the deletion was a mistake: the case is open again");
    undo_now(fixture, court_event);
    days_pass(fixture, 1);
    search(fixture);
    rows = open_cases(fixture, 0, &count);
    cr_assert_eq(count, 1, "he is not missing");
    TX_OK(fixture, deregistration_dismiss(ctx, rows[0].candidate_id, rows[0].version, S("Bà vẫn sống tại đây")));
    days_pass(fixture, 1);
    search(fixture);
    open_cases(fixture, 0, &count);
    cr_assert_eq(count, 0, "dismissed is not found again");
}

DB_TEST(deregistration, a_lost_dwelling_counts_after_twelve_months_a_demolished_one_at_once)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct dwelling_event event = {.note = note_on(ymd(2026, 11, 1)), .household_id = f.household_id, .ground = S("sold")};
    int64_t event_id;
    int count;

    TX_OK(fixture, population_register_dwelling_end(ctx, &event, &event_id));
    search(fixture);
    open_cases(fixture, 0, &count);
    cr_assert_eq(count, 0);
    days_pass(fixture, 366);
    search(fixture);
    open_cases(fixture, 0, &count);
    cr_assert_eq(count, 4, "the whole household");
    undo_now(fixture, event_id);
    open_cases(fixture, 0, &count);
    cr_assert_eq(count, 0);
    event.ground = S("demolished");
    event.note.on = days_from_now(fixture, -1);
    TX_OK(fixture, population_register_dwelling_end(ctx, &event, &event_id));
    days_pass(fixture, 1);
    search(fixture);
    open_cases(fixture, 0, &count);
    cr_assert_eq(count, 4);
}

DB_TEST(deregistration, a_number_of_another_system_belongs_to_one_person_and_says_where_it_comes_from)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct other_number number = {.person_id = f.father, .system = S("driving_licence"), .number = S("520012345678"), .source = S("Cục CSGT"), .state = S("claimed")}, *rows;
    int count;

    TX_OK(fixture, other_number_put(ctx, &number));
    number.state = S("integrated");
    TX_OK(fixture, other_number_put(ctx, &number));
    DB_OK(fixture, other_numbers_of(ctx, f.father, &rows, &count));
    cr_assert_eq(count, 1);
    cr_assert(str_eq(rows[0].state, S("integrated")) && rows[0].checked_ms == ctx->now_ms);
    number.person_id = f.mother;
    TX_REFUSED(fixture, other_number_put(ctx, &number), "other_number.taken", "number");
    TX_OK(fixture, other_number_end(ctx, rows[0].other_number_id));
    TX_OK(fixture, other_number_put(ctx, &number));
    DB_OK(fixture, other_numbers_of(ctx, f.father, &rows, &count));
    cr_assert_eq(count, 0);
}
