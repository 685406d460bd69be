/* lodging_test.c: notices of lodging and the verification that stands behind them. */
#include "features/population/people_test.h"
#include "platform/unicode/unicode.h"

static struct lodging_place add_inn(struct db_fixture *fixture)
{
    struct lodging_place inn = {.unit_id = PLEIKU, .name = S("Nhà nghỉ Hoa Pơ Lang"), .kind = S("inn"), .address = S("20 Hùng Vương")};
    inn.keeper_person_id = people_add(fixture, "Võ Thị Hạnh", true, ymd(1975, 4, 30), 90);
    DB_OK(fixture, lodging_place_insert(&fixture->ctx, &inn, &inn.lodging_place_id));
    return inn;
}

static struct lodging_guest guest_at(struct db_fixture *fixture, const char *name, const char *number)
{
    return (struct lodging_guest){.name = str_of(name), .number = str_of(number), .birth = ymd(1990, 2, 28), .reason = S("Du lịch"),
                                  .arrived_ms = fixture->ctx.now_ms - MS_PER_HOUR, .leaves = days_from_now(fixture, 1)};
}

Test(lodging, a_notice_is_due_before_23_and_for_late_comers_before_8_next_day)
{
    struct day day = ymd(2026, 11, 21);
    cr_assert_eq(lodging_deadline_ms(ms_of_day(day, 14 * 60)), ms_of_day(day, 23 * 60));
    cr_assert_eq(lodging_deadline_ms(ms_of_day(day, 23 * 60) - 1), ms_of_day(day, 23 * 60));
    cr_assert_eq(lodging_deadline_ms(ms_of_day(day, 23 * 60)), ms_of_day((struct day){day.n + 1}, 8 * 60));
    cr_assert_eq(lodging_deadline_ms(ms_of_day(day, 23 * 60 + 59)), ms_of_day((struct day){day.n + 1}, 8 * 60));
    cr_assert_eq(lodging_deadline_ms(ms_of_day(day, 0)), ms_of_day(day, 23 * 60));
}

DB_TEST(lodging, a_late_notice_is_taken_and_marked)
{
    struct ctx *ctx = &fixture->ctx;
    struct lodging_row *rows;
    int recorded, doubles, count;

    people_start(fixture);
    struct lodging_place inn = add_inn(fixture);
    struct lodging_guest guest = guest_at(fixture, "John Smith", "AB1234567");
    guest.arrived_ms = ms_of_day(days_from_now(fixture, -1), 20 * 60);
    DB_OK(fixture, population_notify_lodging(ctx, inn.lodging_place_id, &guest, 1, 5, &recorded, &doubles));
    guest.number = S("AB1234568");
    guest.arrived_ms = ms_of_day(days_from_now(fixture, 0), 8 * 60);
    DB_OK(fixture, population_notify_lodging(ctx, inn.lodging_place_id, &guest, 1, 5, &recorded, &doubles));
    DB_OK(fixture, lodging_list(ctx, inn.lodging_place_id, days_from_now(fixture, -7), days_from_now(fixture, 0), &rows, &count));
    cr_assert_eq(count, 2);
    cr_assert_not(rows[0].late);
    cr_assert(rows[1].late);
    cr_assert(str_eq(rows[1].matched, S("unknown")), "a passport is not in the register");
}

DB_TEST(lodging, the_same_guest_on_the_same_day_is_recorded_once)
{
    struct ctx *ctx = &fixture->ctx;
    int recorded, doubles;

    people_start(fixture);
    struct lodging_place inn = add_inn(fixture);
    struct lodging_guest guests[3] = {guest_at(fixture, "John Smith", "AB1234567"), guest_at(fixture, "JOHN SMITH", "ab 1234567"),
                                      guest_at(fixture, "Jane Smith", "AB7654321")};
    DB_OK(fixture, population_notify_lodging(ctx, inn.lodging_place_id, guests, 3, 5, &recorded, &doubles));
    cr_assert_eq(recorded, 2);
    cr_assert_eq(doubles, 1);
    DB_OK(fixture, population_notify_lodging(ctx, inn.lodging_place_id, guests, 3, 6, &recorded, &doubles));
    cr_assert_eq(recorded, 0);
    cr_assert_eq(doubles, 3);
}

DB_TEST(lodging, guests_are_compared_with_the_register)
{
    struct ctx *ctx = &fixture->ctx;
    struct lodging_row *rows;
    int recorded, doubles, count;

    people_start(fixture);
    struct lodging_place inn = add_inn(fixture);
    int64_t known = people_add(fixture, "Đỗ Thị Hòa", true, ymd(1990, 2, 28), 1);
    int64_t wrong = people_add(fixture, "Lê Văn Sáu", false, ymd(1988, 8, 8), 2);
    struct str number = person_number_format(ctx->arena, known), other = person_number_format(ctx->arena, wrong);
    struct lodging_guest guests[3] = {guest_at(fixture, "ĐỖ THỊ HOÀ", number.ptr), guest_at(fixture, "Lê Văn Bảy", other.ptr),
                                      guest_at(fixture, "Phạm An", "052190999999")};
    guests[1].birth = DAY_NONE;
    DB_OK(fixture, population_notify_lodging(ctx, inn.lodging_place_id, guests, 3, 0, &recorded, &doubles));
    cr_assert_eq(recorded, 3);
    DB_OK(fixture, lodging_list(ctx, inn.lodging_place_id, days_from_now(fixture, 0), days_from_now(fixture, 0), &rows, &count));
    for (int i = 0; i < count; i++) {
        const char *want = str_eq(rows[i].guest_number, number) ? "match" : str_eq(rows[i].guest_number, other) ? "no_match" : "unknown";
        cr_assert(str_eq(rows[i].matched, str_of(want)), "%.*s is %.*s", STR_ARG(rows[i].guest_name), STR_ARG(rows[i].matched));
    }
}

DB_TEST(lodging, every_wrong_line_is_named_at_once)
{
    struct ctx *ctx = &fixture->ctx;
    struct lodging_error *errors;
    int count, recorded, doubles;

    people_start(fixture);
    struct lodging_place inn = add_inn(fixture);
    struct lodging_guest guests[5] = {guest_at(fixture, "John Smith", "AB1234567"), guest_at(fixture, "", "123456789"),
                                      guest_at(fixture, "Jane Smith", "052190"), guest_at(fixture, "Jim Smith", "AB7654321"),
                                      guest_at(fixture, "Joe Smith", "999190000001")};
    guests[3].leaves = days_from_now(fixture, 30);
    guests[4].arrived_ms = ctx->now_ms + MS_PER_HOUR;
    DB_OK(fixture, population_check_lodging(ctx, guests, 5, &errors, &count));
    const struct {
        int row;
        const char *field;
    } want[] = {{1, "name"}, {1, "number"}, {2, "number"}, {3, "leaves"}, {4, "number"}, {4, "arrived"}};
    cr_assert_eq(count, (int)ARRAY_LEN(want));
    for (int i = 0; i < count; i++)
        cr_assert(errors[i].row == want[i].row && str_eq(errors[i].field, str_of(want[i].field)), "error %d: %d %.*s", i, errors[i].row,
                  STR_ARG(errors[i].field));
    people_refused(fixture, population_notify_lodging(ctx, inn.lodging_place_id, guests, 5, 0, &recorded, &doubles), "guests.wrong",
                   "guests.1.name");
    people_refused(fixture, population_notify_lodging(ctx, 4711, guests, 1, 0, &recorded, &doubles), "lodging_place.unknown", "place");
    people_refused(fixture, population_check_lodging(ctx, guests, 0, &errors, &count), "guests.none", "guests");
}

DB_TEST(lodging, a_preview_says_what_a_notice_will_find_and_writes_nothing)
{
    struct ctx *ctx = &fixture->ctx;
    struct lodging_preview *previews;
    int recorded, doubles;

    people_start(fixture);
    struct lodging_place inn = add_inn(fixture);
    int64_t known = people_add(fixture, "Đỗ Thị Hòa", true, ymd(1990, 2, 28), 1);
    struct str number = person_number_format(ctx->arena, known);
    struct lodging_guest before = guest_at(fixture, "John Smith", "AB1234567");
    DB_OK(fixture, population_notify_lodging(ctx, inn.lodging_place_id, &before, 1, 5, &recorded, &doubles));
    struct lodging_guest guests[5] = {guest_at(fixture, "Đỗ Thị Hoà", number.ptr), guest_at(fixture, "Đỗ Thị Hà", number.ptr),
                                      guest_at(fixture, "john smith", "ab 1234567"), guest_at(fixture, "Phạm An", "052190999999"),
                                      guest_at(fixture, "John Smith", "AB1234567")};
    guests[1].arrived_ms = ms_of_day(days_from_now(fixture, -1), 20 * 60);
    guests[4].arrived_ms = ms_of_day(days_from_now(fixture, -2), 20 * 60);
    DB_OK(fixture, population_preview_lodging(ctx, inn.lodging_place_id, guests, 5, &previews));
    const char *matched[] = {"match", "no_match", "unknown", "unknown", "unknown"};
    for (int i = 0; i < 5; i++) {
        cr_assert(str_eq(previews[i].matched, str_of(matched[i])), "guest %d: %.*s", i, STR_ARG(previews[i].matched));
        cr_assert_eq(previews[i].is_double, i == 2, "guest %d", i);
        cr_assert_eq(previews[i].late, i == 1 || i == 4, "guest %d", i);
    }
    cr_assert(previews[0].person_id == known && previews[2].person_id == 0);
    guests[3] = guests[0]; /* twice in one list */
    DB_OK(fixture, population_preview_lodging(ctx, inn.lodging_place_id, guests, 5, &previews));
    cr_assert(!previews[0].is_double && previews[3].is_double);
    cr_assert_eq(db_test_count(fixture, "lodging"), 1);
}

DB_TEST(lodging, a_night_holds_who_has_come_and_not_left_place_by_place)
{
    struct ctx *ctx = &fixture->ctx;
    struct day tonight = days_from_now(fixture, 0);
    struct lodging_night_count count;
    struct lodging_stay *rows;
    int recorded, doubles, found;
    bool more;

    people_start(fixture);
    ctx->now_ms = ms_of_day(days_from_now(fixture, 1), 4 * 60); /* before five in the morning it is still that night */
    struct lodging_place inn = add_inn(fixture), other = {.unit_id = PLEIKU, .name = S("An Bình"), .kind = S("home"), .address = S("1 Lê Lợi"),
                                                          .keeper_person_id = inn.keeper_person_id};
    struct lodging_place away = {.unit_id = IA_GRAI, .name = S("Suối Đá"), .kind = S("inn"), .address = S("Làng Ia"), .keeper_person_id = inn.keeper_person_id};
    DB_OK(fixture, lodging_place_insert(ctx, &other, &other.lodging_place_id));
    DB_OK(fixture, lodging_place_insert(ctx, &away, &away.lodging_place_id));
    const struct {
        int64_t place_id, arrived_ms;
        int leaves;
        const char *name, *number;
    } stays[] = {
        {inn.lodging_place_id, ms_of_day(tonight, 20 * 60), 1, "Tonight", "AB1000001"},
        {inn.lodging_place_id, ms_of_day((struct day){tonight.n - 3}, 20 * 60), 2, "Longer", "AB1000002"},
        {inn.lodging_place_id, ms_of_day((struct day){tonight.n - 3}, 20 * 60), 0, "Left today", "AB1000003"},
        {inn.lodging_place_id, ms_of_day((struct day){tonight.n + 1}, 3 * 60), 1, "After midnight", "AB1000004"},
        {other.lodging_place_id, ms_of_day(tonight, 21 * 60), 1, "Unknown number", "052190999999"},
        {away.lodging_place_id, ms_of_day(tonight, 21 * 60), 1, "Elsewhere", "AB1000005"},
    };
    for (size_t i = 0; i < ARRAY_LEN(stays); i++) {
        struct lodging_guest guest = {.name = str_of(stays[i].name), .number = str_of(stays[i].number), .birth = DAY_NONE, .reason = S("Du lịch"),
                                      .arrived_ms = stays[i].arrived_ms, .leaves = {tonight.n + stays[i].leaves}};
        DB_OK(fixture, population_notify_lodging(ctx, stays[i].place_id, &guest, 1, 0, &recorded, &doubles));
    }
    DB_OK(fixture, lodging_night_count(ctx, PLEIKU, tonight, &count));
    cr_assert(count.guests == 4 && count.places == 2 && count.unmatched == 1 && count.late == 3, "%ld guests, %ld places, %ld unmatched, %ld late",
              (long)count.guests, (long)count.places, (long)count.unmatched, (long)count.late);
    const char *order[] = {"Unknown number", "Tonight", "Longer", "After midnight"};
    int64_t after_place = 0, after = 0;
    for (int i = 0; i < 4; i++) { /* pages of one row */
        DB_OK(fixture, lodging_night(ctx, PLEIKU, tonight, after_place, after, 1, &rows, &found, &more));
        cr_assert(found == 1 && more == (i < 3), "page %d", i);
        cr_assert(str_eq(rows[0].row.guest_name, str_of(order[i])), "page %d: %.*s", i, STR_ARG(rows[0].row.guest_name));
        after_place = rows[0].lodging_place_id;
        after = rows[0].row.lodging_id;
    }
    DB_OK(fixture, lodging_night(ctx, PLEIKU, (struct day){tonight.n + 10}, 0, 0, 10, &rows, &found, &more));
    cr_assert(found == 0 && !more);
}

DB_TEST(lodging, a_dossier_finds_what_it_recorded)
{
    struct ctx *ctx = &fixture->ctx;
    struct lodging_count total;
    struct lodging_row *rows;
    int recorded, doubles, count;

    people_start(fixture);
    struct lodging_place inn = add_inn(fixture);
    struct lodging_guest guests[2] = {guest_at(fixture, "John Smith", "AB1234567"), guest_at(fixture, "Jane Smith", "AB7654321")};
    DB_OK(fixture, population_notify_lodging(ctx, inn.lodging_place_id, guests, 1, 5, &recorded, &doubles));
    DB_OK(fixture, population_notify_lodging(ctx, inn.lodging_place_id, guests, 2, 6, &recorded, &doubles));
    DB_OK(fixture, lodging_of_dossier(ctx, inn.lodging_place_id, days_from_now(fixture, 0), days_from_now(fixture, 0), 6, &rows, &count));
    cr_assert(count == 1 && str_eq(rows[0].guest_name, S("Jane Smith")));
    DB_OK(fixture, lodging_count(ctx, inn.lodging_place_id, days_from_now(fixture, -29), days_from_now(fixture, 0), &total));
    cr_assert(total.guests == 2 && total.late == 0);
}

DB_TEST(verify, name_and_birth_date_are_answered_field_by_field)
{
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    int64_t id = people_add(fixture, "Rơ Châm H'Yến", true, ymd(1990, 2, 28), 1);
    struct verify_row row = {.person_id = id, .name_folded = unicode_fold(ctx->arena, S("rơ châm h’yến")), .birth = ymd(1990, 2, 28)};
    DB_OK(fixture, population_verify(ctx, &row, 1));
    cr_assert(row.answer == VERIFY_MATCH && row.name_matches && row.birth_matches && !row.dead);
    row.birth = ymd(1990, 2, 27);
    DB_OK(fixture, population_verify(ctx, &row, 1));
    cr_assert(row.answer == VERIFY_NO_MATCH && row.name_matches && !row.birth_matches);
    row.birth = DAY_NONE; /* not asked */
    DB_OK(fixture, population_verify(ctx, &row, 1));
    cr_assert(row.answer == VERIFY_MATCH && !row.birth_matches);
    DB_OK(fixture, population_register_death(ctx, id, ymd(2026, 11, 20), 0));
    DB_OK(fixture, population_verify(ctx, &row, 1));
    cr_assert(row.dead);
    row.person_id = 0;
    DB_OK(fixture, population_verify(ctx, &row, 1));
    cr_assert(row.answer == VERIFY_NO_SUCH_PERSON && !row.dead);
}

DB_TEST(verify, many_rows_get_the_answers_that_each_would_get_alone)
{
    struct ctx *ctx = &fixture->ctx;
    enum { N = 150 };
    struct verify_row rows[N];

    people_start(fixture);
    for (int i = 0; i < N; i++) {
        int64_t id = person_number_make(52, i % 2, 1960 + i % 40, 1 + i % 100); /* some numbers come twice */
        if (i < 100 && i % 3)
            people_add(fixture, i % 5 ? "Trần An" : "Lê Bình", i % 2, ymd(1960 + i % 40, 1, 1 + i % 28), 1 + i % 100);
        rows[i] = (struct verify_row){.person_id = i % 7 ? id : 0, .name_folded = S("tran an"), .birth = i % 4 ? ymd(1960 + i % 40, 1, 1 + i % 28) : DAY_NONE};
    }
    DB_OK(fixture, population_verify(ctx, rows, N));
    for (int i = 0; i < N; i++) {
        struct verify_row alone = rows[i];
        DB_OK(fixture, population_verify(ctx, &alone, 1));
        cr_assert(alone.answer == rows[i].answer && alone.name_matches == rows[i].name_matches && alone.birth_matches == rows[i].birth_matches,
                  "row %d", i);
    }
}
