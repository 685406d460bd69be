/* correction_test.c: correcting, changing and supplementing what the register holds of a person, and its past (domain: 6.1, 8.2). */
#include "features/population/events_test.h"

static struct correction_event one(int64_t person_id, enum correction_kind kind, const struct correction *correction)
{
    return (struct correction_event){.note = note_today(), .person_id = person_id, .kind = kind, .corrections = correction, .corrections_count = 1};
}

static void refused(struct db_fixture *fixture, int64_t person_id, enum correction_kind kind, const char *field, const char *was, const char *is, const char *code)
{
    struct correction correction = {str_of(field), str_of(was), str_of(is)};
    struct correction_event event = one(person_id, kind, &correction);
    people_refused(fixture, population_check_correction(&fixture->ctx, &event), code, field);
}

DB_TEST(correction, values_that_cannot_be_are_refused_and_say_why)
{
    struct family f = family_start(fixture);

    refused(fixture, f.child, CORRECTION_ERROR, "birth", "2015-08-03", "2015-02-29", "correction.value");
    refused(fixture, f.child, CORRECTION_ERROR, "birth", "2015-08-03", "2027-01-01", "correction.value");
    refused(fixture, f.child, CORRECTION_ERROR, "birth", "2015-08-03", "1985-01-01", "correction.value"); /* older than her father */
    refused(fixture, f.father, CORRECTION_ERROR, "birth", "1985-06-01", "2016-01-01", "correction.value"); /* younger than his child */
    refused(fixture, f.mother, CORRECTION_ERROR, "sex", "female", "male", "correction.married");
    refused(fixture, f.grandfather, CORRECTION_ERROR, "sex", "male", "female", "correction.parent");
    refused(fixture, f.child, CORRECTION_ERROR, "full_name", "Trần Thị Con", "Trần Thị 2", "name.signs");
    refused(fixture, f.child, CORRECTION_ERROR, "full_name", "Tên Cũ Khác", "Trần Thị Cúc", "person.stale");
    refused(fixture, f.child, CORRECTION_ERROR, "full_name", "Trần Thị Con", "Trần Thị Con", "correction.same");
    refused(fixture, f.child, CORRECTION_ERROR, "full_name", "Trần Thị Con", "", "correction.value");
    refused(fixture, f.child, CORRECTION_SUPPLEMENT, "hometown", "", "Bình\tĐịnh", "correction.value");
    refused(fixture, f.child, CORRECTION_SUPPLEMENT, "old_number", "", "12345678", "correction.value");
    refused(fixture, f.child, CORRECTION_SUPPLEMENT, "blood_group", "", "C", "correction.value");
    refused(fixture, f.child, CORRECTION_SUPPLEMENT, "full_name", "Trần Thị Con", "Trần Thị Cúc", "correction.filled");
    refused(fixture, f.child, CORRECTION_CHANGE, "birth", "2015-08-03", "2015-08-04", "correction.fixed");
    refused(fixture, f.child, CORRECTION_ERROR, "status", "alive", "dead", "correction.field");
    refused(fixture, f.child, CORRECTION_ERROR, "religion", "", "x", "correction.field");
    struct correction nationality = {S("nationality"), S("VN"), S("VN US")};
    struct correction_event event = one(f.child, CORRECTION_CHANGE, &nationality);
    DB_OK(fixture, population_check_correction(&fixture->ctx, &event));
    nationality.new_value = S("Việt");
    people_refused(fixture, population_check_correction(&fixture->ctx, &event), "correction.value", "nationality");
}

DB_TEST(correction, evidence_and_a_second_person_are_asked_but_not_for_a_telephone_number)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct correction name = {S("full_name"), S("Trần Thị Con"), S("Trần Thị Cúc")}, phone = {S("phone"), S(""), S("0905000111")};
    struct correction_event event = one(f.child, CORRECTION_ERROR, &name);

    event.note.evidence = STR_NONE;
    people_refused(fixture, population_check_correction(ctx, &event), "event.evidence", "evidence");
    event.note = note_today();
    event.note.dossier_id = 0;
    people_refused(fixture, population_check_correction(ctx, &event), "correction.approval", "approved_by");
    event.note.approved_by = 88;
    DB_OK(fixture, population_check_correction(ctx, &event));
    event = one(f.child, CORRECTION_SUPPLEMENT, &phone);
    event.note = (struct event_note){.on = DAY_NONE};
    TX_OK(fixture, population_register_correction(ctx, &event, NULL));
    cr_assert(str_eq(person_now(fixture, f.child).phone, S("0905000111")));
}

DB_TEST(correction, a_corrected_year_leaves_the_number_for_life_and_says_that_they_disagree)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct correction birth = {S("birth"), S("2015-08-03"), S("2014-12-31")};
    struct correction_event event = one(f.child, CORRECTION_ERROR, &birth);
    struct register_event stored;
    int64_t event_id;

    TX_OK(fixture, population_register_correction(ctx, &event, &event_id));
    DB_OK(fixture, event_get(ctx, event_id, &stored));
    cr_assert(stored.number_disagrees);
    cr_assert_eq(person_now(fixture, f.child).birth.n, ymd(2014, 12, 31).n, "under the same number");
    birth = (struct correction){S("birth"), S("2014-12-31"), S("2014-12-30")};
    TX_OK(fixture, population_register_correction(ctx, &event, &event_id));
    DB_OK(fixture, event_get(ctx, event_id, &stored));
    cr_assert(!stored.number_disagrees, "that was told by the first one");
}

DB_TEST(correction, a_change_holds_from_its_day_and_a_correction_for_as_long_as_the_error_did)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct correction correction = {S("full_name"), S("Trần Thị Con"), S("Trần Hoài An")};
    struct correction_event event = one(f.child, CORRECTION_CHANGE, &correction);
    int64_t changed_ms, events[PERSON_FIELDS_MAX], event_id;

    event.note.on = ymd(2026, 7, 5);
    changed_ms = ctx->now_ms;
    TX_OK(fixture, population_register_correction(ctx, &event, NULL));
    days_pass(fixture, 3);
    correction = (struct correction){S("full_name"), S("Trần Hoài An"), S("Trần Hoài Ân")};
    event.kind = CORRECTION_ERROR;
    TX_OK(fixture, population_register_correction(ctx, &event, &event_id));
    struct {
        struct day on;
        int64_t known_ms;
        const char *name;
    } rows[] = {
        {ymd(2026, 7, 4), KNOWN_NOW, "Trần Thị Con"},     {ymd(2026, 7, 5), KNOWN_NOW, "Trần Hoài Ân"},  {ymd(2026, 7, 5), changed_ms, "Trần Hoài An"},
        {ymd(2026, 7, 4), changed_ms, "Trần Thị Con"},    {ymd(2026, 7, 5), changed_ms - 1, "Trần Thị Con"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_assert(str_eq(person_then(fixture, f.child, rows[i].on, rows[i].known_ms).full_name, str_of(rows[i].name)), "row %zu", i);
    DB_OK(fixture, person_field_events(ctx, f.child, events));
    cr_assert_eq(events[0], event_id);
    cr_assert_eq(events[person_field_index(S("ethnicity"))], 0, "never changed");
    correction = (struct correction){S("full_name"), S("Trần Hoài Ân"), S("Trần An")};
    event.kind = CORRECTION_CHANGE;
    event.note.on = ymd(2026, 7, 1);
    TX_REFUSED(fixture, population_register_correction(ctx, &event, NULL), "event.before_last", "on");
    struct db_rows AUTO(db_rows_done) found = {0};
    DB_OK(fixture, db_one(ctx, &found, "SELECT count(*) FROM person_fact WHERE person_id <> $1 AND field NOT IN ('spouse_id', 'marital_status')", DB_I64(f.child)));
    cr_assert_eq(db_i64(&found, 0), 0, "who never changed costs no row");
}

DB_TEST(correction, two_who_correct_the_same_field_at_once_do_not_both_win)
{
    struct family f = family_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct correction first = {S("hometown"), S(""), S("Bình Định")}, second = {S("hometown"), S(""), S("Gia Lai")};
    struct correction_event event = one(f.child, CORRECTION_SUPPLEMENT, &first);

    TX_OK(fixture, population_register_correction(ctx, &event, NULL));
    event.corrections = &second;
    TX_REFUSED(fixture, population_register_correction(ctx, &event, NULL), "person.stale", "hometown");
}
