/* duplicate_test.c: whom the register holds twice: what speaks for it by hand, and that a newcomer is found whoever wrote the row. */
#include "features/matching/duplicate_internal.h"
#include "platform/db/db_test_support.h"

static struct candidate someone(const char *name, int year, int month, int day)
{
    return (struct candidate){.person = {.full_name = str_of(name), .birth = day_of(year, month, day), .birth_precision = S("day"), .female = true}};
}

static int score(struct db_fixture *fixture, const struct candidate *a, const struct candidate *b, bool rare, int64_t *ret_evidence)
{
    int64_t turned, evidence;
    int one = duplicate_score(&fixture->ctx, a, b, rare, &evidence), other = duplicate_score(&fixture->ctx, b, a, rare, &turned);

    cr_assert(one == other && evidence == turned, "it is the same from both sides");
    if (ret_evidence)
        *ret_evidence = evidence;
    return one;
}

DB_TEST(duplicate_score, name_and_birth_alone_are_not_enough_and_a_parent_a_rare_name_or_the_home_are)
{
    struct candidate a = someone("Nguyễn Thị Lan", 1985, 3, 7), b = someone("Nguyễn Thị Lan", 1985, 3, 7);

    cr_assert_lt(score(fixture, &a, &b, false, NULL), DUPLICATE_SCORE_MIN);
    cr_assert_geq(score(fixture, &a, &b, true, NULL), DUPLICATE_SCORE_MIN);
    a.mother_folded = S("tran thi hoa");
    b.mother_folded = S("tran thi hoaa");
    cr_assert_geq(score(fixture, &a, &b, false, NULL), DUPLICATE_SCORE_MIN);
    b.mother_folded = S("le thi mo");
    cr_assert_lt(score(fixture, &a, &b, true, NULL), DUPLICATE_SCORE_MIN);
    a.mother_folded = b.mother_folded = S("");
    a.unit_id = b.unit_id = 7;
    a.person.hometown = S("Bình Định");
    b.person.hometown = S("binh dinh");
    cr_assert_geq(score(fixture, &a, &b, false, NULL), DUPLICATE_SCORE_MIN);
}

DB_TEST(duplicate_score, day_and_month_swapped_a_known_year_and_the_old_number_are_seen)
{
    struct candidate a = someone("Nguyễn Thị Lan", 1985, 3, 7), b = someone("Nguyễn Thị Lna", 1985, 7, 3);
    int64_t evidence;

    score(fixture, &a, &b, false, &evidence);
    cr_assert_eq(evidence, INT64_C(1) << SIGN_NAME_SIMILAR | INT64_C(1) << SIGN_BIRTH_SWAPPED);
    b = someone("Lan Nguyễn Thị", 1985, 1, 1);
    b.person.birth_precision = S("year");
    score(fixture, &a, &b, false, &evidence);
    cr_assert_eq(evidence, INT64_C(1) << SIGN_NAME_SIMILAR | INT64_C(1) << SIGN_BIRTH_YEAR);
    b = someone("Trần Văn Khác", 1950, 1, 1);
    b.person.female = false;
    cr_assert_eq(score(fixture, &a, &b, false, NULL), 0);
    a.person.old_number = b.person.old_number = S("201234567");
    cr_assert_geq(score(fixture, &a, &b, false, &evidence), DUPLICATE_SCORE_MIN);
    cr_assert(evidence & INT64_C(1) << SIGN_SEX_DIFFERS);
}

static int64_t add(struct db_fixture *fixture, const char *name, struct day birth, int serial, int64_t mother_id, const char *old_number)
{
    struct person person = {.person_id = person_number_make(52, true, civil_of(birth).year, serial), .full_name = str_of(name), .birth = birth, .female = true,
                            .death = DAY_NONE, .source = S("test"), .mother_id = mother_id, .old_number = str_of(old_number)};
    DB_OK(fixture, person_insert(&fixture->ctx, &person));
    return person.person_id;
}

static void look(struct db_fixture *fixture)
{
    bool more = true;
    while (more)
        DB_OK(fixture, duplicate_search_fresh(&fixture->ctx, 20, &more));
}

static bool paired(struct db_fixture *fixture, int64_t a, int64_t b)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    DB_OK(fixture, db_one(&fixture->ctx, &rows, "SELECT COUNT(*) FROM duplicate WHERE low_id = $1 AND high_id = $2", DB_I64(a < b ? a : b), DB_I64(a < b ? b : a)));
    return db_i64(&rows, 0) == 1;
}

DB_TEST(duplicate_search, who_comes_in_twice_is_found_once_and_a_remembered_difference_is_not_found_again)
{
    bool more;

    db_test_migrate(fixture);
    int64_t mother = add(fixture, "Siu H'Blí", day_of(1960, 1, 1), 1, 0, "");
    int64_t first = add(fixture, "Nguyễn Thị Lan", day_of(1985, 3, 7), 2, mother, "");
    for (int i = 0; i < 40; i++) /* the name is common: it alone proves nothing */
        add(fixture, "Nguyễn Thị Lan", day_of(1950 + i, 2, 3), 100 + i, 0, "");
    look(fixture);
    cr_assert_eq(db_test_count(fixture, "duplicate"), 0);
    DB_OK(fixture, matching_index_fresh(&fixture->ctx, 100, &more));
    add(fixture, "Nguyễn Thị Lna", day_of(1985, 7, 3), 3, mother, ""); /* similar name, swapped day, the same mother: 60 of 70 */
    int64_t again = add(fixture, "NGUYEN THI LAN", day_of(1985, 3, 7), 4, mother, "");
    int64_t other = add(fixture, "Nguyễn Thị Lan", day_of(1985, 3, 7), 5, 0, "");
    int64_t old_a = add(fixture, "Đinh Văn Rơm", day_of(1970, 5, 5), 6, 0, "201234567"), old_b = add(fixture, "Y Moan", day_of(1990, 1, 1), 7, 0, "201234567");
    look(fixture);
    cr_assert_eq(db_test_count(fixture, "person_fresh"), 0);
    cr_assert(paired(fixture, first, again));
    cr_assert(paired(fixture, old_a, old_b));
    cr_assert(!paired(fixture, first, other));
    int64_t before = db_test_count(fixture, "duplicate");
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "UPDATE duplicate SET state = 'different'"));
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "INSERT INTO person_fresh (person_id) SELECT person_id FROM person"));
    look(fixture);
    cr_assert_eq(db_test_count(fixture, "duplicate"), before);
}

DB_TEST(duplicate_search, a_newborn_is_compared_before_anything_is_booked)
{
    struct likely *rows;
    int count;

    db_test_migrate(fixture);
    int64_t mother = add(fixture, "Siu H'Blí", day_of(1990, 1, 1), 1, 0, "");
    int64_t child = add(fixture, "Rơ Châm H'Ân", day_of(2026, 3, 4), 2, mother, "");
    struct person newborn = {.full_name = S("Rơ Châm H’An"), .birth = day_of(2026, 4, 3), .female = true, .mother_id = mother, .death = DAY_NONE};
    DB_OK(fixture, duplicate_likely(&fixture->ctx, &newborn, 5, &rows, &count));
    cr_assert_eq(count, 1);
    cr_assert_eq(rows[0].person_id, child);
    cr_assert_eq(rows[0].evidence, INT64_C(1) << SIGN_NAME_SAME | INT64_C(1) << SIGN_NAME_RARE | INT64_C(1) << SIGN_BIRTH_SWAPPED | INT64_C(1) << SIGN_MOTHER);
    newborn.birth = day_of(2025, 6, 6);
    DB_OK(fixture, duplicate_likely(&fixture->ctx, &newborn, 5, &rows, &count));
    cr_assert_eq(count, 0);
}

DB_TEST(duplicate_decide, the_second_officer_is_told_and_nothing_is_overwritten_and_parting_makes_it_different)
{
    struct ctx *ctx = &fixture->ctx;
    struct duplicate *rows, duplicate;
    int count;
    int64_t found;

    db_test_migrate(fixture);
    int64_t a = add(fixture, "Y Moan", day_of(1970, 5, 5), 1, 0, "201234567"), b = add(fixture, "Y Moan", day_of(1970, 5, 5), 2, 0, "201234567");
    look(fixture);
    DB_OK(fixture, duplicate_list(ctx, 0, 0, 10, &rows, &count));
    cr_assert_eq(count, 1);
    ctx->actor.officer_id = 7;
    cr_assert_eq(duplicate_same(ctx, rows[0].duplicate_id, rows[0].version, a, S("")), ERR_INVALID);
    cr_assert_eq(duplicate_same(ctx, rows[0].duplicate_id, rows[0].version, 5, S("vì")), ERR_INVALID);
    ctx->fault = (struct fault){0};
    DB_OK(fixture, duplicate_same(ctx, rows[0].duplicate_id, rows[0].version, a, S("Đã gặp")));
    DB_OK(fixture, person_resolve(ctx, b, &found));
    cr_assert_eq(found, a);
    ctx->actor.officer_id = 8;
    cr_assert_eq(duplicate_different(ctx, rows[0].duplicate_id, rows[0].version, S("Khác")), ERR_CONFLICT);
    cr_assert(str_eq(ctx->fault.code, S("duplicate.stale")));
    ctx->fault = (struct fault){0};
    DB_OK(fixture, duplicate_get(ctx, rows[0].duplicate_id, &duplicate));
    cr_assert(str_eq(duplicate.state, S("same")) && duplicate.officer_id == 7 && duplicate.kept_id == a && duplicate.event_id);
    DB_OK(fixture, duplicate_undo(ctx, duplicate.duplicate_id, duplicate.version, S("Hai anh em")));
    DB_OK(fixture, person_resolve(ctx, b, &found));
    cr_assert_eq(found, b);
    DB_OK(fixture, duplicate_get(ctx, duplicate.duplicate_id, &duplicate));
    cr_assert(str_eq(duplicate.state, S("different")) && duplicate.undone_ms && duplicate.undo_event_id);
    cr_assert_eq(duplicate_undo(ctx, duplicate.duplicate_id, duplicate.version, S("x")), ERR_CONFLICT);
    ctx->fault = (struct fault){0};
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO person_fresh (person_id) VALUES ($1)", DB_I64(b)));
    look(fixture);
    DB_OK(fixture, duplicate_list(ctx, 0, 0, 10, &rows, &count));
    cr_assert_eq(count, 0);
}
