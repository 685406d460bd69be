/* card_test.c: who may have a card, appointments and their places, what is due for whom, and that lists are index ranges. */
#include "features/card/internal.h"
#include "features/population/people_test.h"
#include <pthread.h>

static void refused(struct db_fixture *f, enum err err, const char *code)
{
    cr_assert_neq(err, OK);
    cr_assert(str_eq(f->ctx.fault.code, str_of(code)), "%.*s, not %s", STR_ARG(f->ctx.fault.code), code);
    f->ctx.fault = (struct fault){0};
}

struct family {
    int64_t mother, child, teen, grandmother;
};

static struct family family(struct db_fixture *f)
{
    static const char *const relations[] = {"head", "child", "child", "mother"};

    people_start(f);
    int64_t mother = people_add(f, "Nguyễn Thị Lan", true, ymd(1990, 5, 15), 1);
    struct family family = {mother, people_add_child(f, "Lê Văn Bé", false, ymd(2017, 3, 2), 2, 0, mother),
                            people_add_child(f, "Lê Thị Tư", true, ymd(2012, 11, 30), 3, 0, mother), people_add(f, "Trần Thị Già", true, ymd(1950, 1, 1), 4)};
    const int64_t ids[] = {family.mother, family.child, family.teen, family.grandmother};
    people_settle(f, PLEIKU, "12 Hùng Vương", ids, relations, 4);
    DB_OK(f, card_standing_refresh(&f->ctx, ids, 4));
    return family;
}

static struct card_application ask(enum card_request request, int64_t person, int64_t applicant, const char *reason)
{
    return (struct card_application){.request = request, .person_id = person, .applicant_id = applicant, .reason = str_of(reason), .issuer = S("Công an phường")};
}

static int64_t collection(struct db_fixture *f, int days, int people)
{
    int64_t id;
    struct card_collection_plan plan = {.collection = {.agency_id = 1, .unit_id = PLEIKU, .place = S("Nhà văn hóa tổ 3"), .is_mobile = true,
                                                       .day = days_from_now(f, days)},
                                        .from_minute = 8 * 60, .until_minute = 11 * 60, .slot_minutes = 30, .people_a_slot = people};
    DB_OK(f, card_collection_insert(&f->ctx, &plan, &id));
    return id;
}

static void collected(struct db_fixture *f, int64_t person)
{
    int64_t booking;
    DB_OK(f, card_walk_in(&f->ctx, collection(f, 0, 1), person, &booking));
}

static int64_t issue(struct db_fixture *f, struct card_application application)
{
    int64_t id;
    struct card card;

    DB_OK(f, card_issue(&f->ctx, &application, &id));
    DB_OK(f, card_get(&f->ctx, id, &card));
    DB_OK(f, card_hand_over(&f->ctx, id, card.version, true));
    return id;
}

DB_TEST(card, a_first_card_needs_age_no_card_and_biometrics_and_is_handed_over_once)
{
    struct ctx *ctx = &fixture->ctx;
    struct family who = family(fixture);
    struct card_application a = ask(CARD_FIRST, who.mother, who.mother, "");
    int64_t id;
    struct card card;

    DB_OK(fixture, card_check_application(ctx, &a));
    refused(fixture, card_issue(ctx, &a, &id), "card.no_biometrics");
    collected(fixture, who.mother);
    DB_OK(fixture, card_issue(ctx, &a, &id));
    refused(fixture, card_check_application(ctx, &a), "card.ready");
    DB_OK(fixture, card_get(ctx, id, &card));
    cr_assert(str_eq(card.state, S("made")) && card.issued_on.n == card_today(ctx).n && card.valid_to.n == ymd(2030, 5, 15).n);
    DB_OK(fixture, card_hand_over(ctx, id, card.version, false));
    refused(fixture, card_hand_over(ctx, id, card.version, false), "card.stale");
    refused(fixture, card_check_application(ctx, &a), "card.has_card");
    DB_OK(fixture, card_current(ctx, who.mother, &card));
    cr_assert(card.card_id == id && card.handed_on.n == card_today(ctx).n && !card_expired(&card, ymd(2030, 5, 15)) && card_expired(&card, ymd(2030, 5, 16)));
}

DB_TEST(card, a_child_gets_a_card_through_a_representative_and_under_six_without_coming)
{
    struct ctx *ctx = &fixture->ctx;
    struct family who = family(fixture);
    int64_t stranger = people_add(fixture, "Võ Văn Lạ", false, ymd(1980, 1, 1), 9), baby, id;
    struct card_application a = ask(CARD_CHILD, who.child, who.mother, "");

    DB_OK(fixture, card_check_application(ctx, &a));
    refused(fixture, card_issue(ctx, &a, &id), "card.no_biometrics");
    a.applicant_id = stranger;
    cr_assert_neq(card_check_application(ctx, &a), OK);
    ctx->fault = (struct fault){0};
    a = ask(CARD_FIRST, who.child, who.mother, "");
    refused(fixture, card_check_application(ctx, &a), "card.under_14");
    a = ask(CARD_FIRST, who.grandmother, who.mother, "");
    refused(fixture, card_check_application(ctx, &a), "card.adult");
    baby = people_add_child(fixture, "Lê Thị Út", true, ymd(2023, 6, 1), 10, 0, who.mother);
    a = ask(CARD_CHILD, baby, who.mother, "");
    issue(fixture, a);
    struct card card;
    DB_OK(fixture, card_current(ctx, baby, &card));
    cr_assert_eq(card.valid_to.n, ymd(2037, 6, 1).n, "until 14");
    a = ask(CARD_CHILD, INT64_C(1300999999), who.mother, "");
    refused(fixture, card_check_application(ctx, &a), "card.unknown");
}

DB_TEST(card, an_exchange_replaces_the_old_card_and_a_lost_one_needs_no_visit)
{
    struct ctx *ctx = &fixture->ctx;
    struct family who = family(fixture);
    struct card_application a = ask(CARD_EXCHANGE, who.mother, who.mother, "wish");
    struct card *cards;
    int count;

    refused(fixture, card_check_application(ctx, &a), "card.no_card");
    collected(fixture, who.mother);
    int64_t first = issue(fixture, ask(CARD_FIRST, who.mother, who.mother, ""));
    a.reason = S("because");
    refused(fixture, card_check_application(ctx, &a), "card.reason");
    ctx->now_ms += (int64_t)400 * MS_PER_DAY;
    a.reason = S("wish");
    int64_t id;
    refused(fixture, card_issue(ctx, &a, &id), "card.no_biometrics"); /* those before were for the first card */
    a.reason = S("boundary");
    int64_t second = issue(fixture, a);
    DB_OK(fixture, card_history(ctx, who.mother, &cards, &count));
    cr_assert(count == 2 && cards[0].card_id == second && cards[1].card_id == first && str_eq(cards[1].state, S("replaced")));
    cr_assert_eq(cards[1].returned_on.n, card_today(ctx).n);
    a = ask(CARD_REISSUE, who.mother, who.mother, "lost");
    issue(fixture, a);
    DB_OK(fixture, card_history(ctx, who.mother, &cards, &count));
    cr_assert(count == 3 && str_eq(cards[1].state, S("lost")) && str_eq(cards[0].state, S("in_use")));
}

DB_TEST(card, a_place_is_taken_once_changed_without_losing_it_and_given_back)
{
    struct ctx *ctx = &fixture->ctx;
    struct family who = family(fixture);
    int64_t day = collection(fixture, 3, 1), booking, other;
    struct card_slot *slots;
    struct card_booking mine;
    int count;

    DB_OK(fixture, card_slot_list(ctx, day, &slots, &count));
    cr_assert(count == 6 && slots[0].minute == 480 && slots[5].minute == 630);
    DB_OK(fixture, card_book(ctx, day, 480, who.mother, 0, &booking));
    refused(fixture, card_book(ctx, day, 480, who.teen, 0, &other), "card.full");
    refused(fixture, card_book(ctx, day, 510, who.mother, 0, &other), "card.booked");
    refused(fixture, card_book(ctx, day, 511, who.teen, 0, &other), "card.full");
    DB_OK(fixture, card_book(ctx, day, 540, who.mother, booking, &other));
    DB_OK(fixture, card_booking_of(ctx, who.mother, &mine));
    cr_assert(mine.booking_id == other && mine.minute == 540);
    DB_OK(fixture, card_slot_list(ctx, day, &slots, &count));
    cr_assert(slots[0].booked == 0 && slots[2].booked == 1);
    refused(fixture, card_book(ctx, day, 480, who.teen, other, &booking), "card.no_booking"); /* somebody else's */
    DB_OK(fixture, card_booking_cancel(ctx, other));
    refused(fixture, card_booking_cancel(ctx, other), "card.booking_stale");
    DB_OK(fixture, card_slot_list(ctx, day, &slots, &count));
    cr_assert_eq(slots[2].booked, 0);
}

DB_TEST(card, on_the_day_people_are_collected_or_absent_and_a_closed_day_is_closed)
{
    struct ctx *ctx = &fixture->ctx;
    struct family who = family(fixture);
    int64_t day = collection(fixture, 1, 5), a, b, c, *people;
    struct card_booking row, *rows;
    struct card_collection info;
    int count;

    DB_OK(fixture, card_book(ctx, day, 480, who.mother, 0, &a));
    DB_OK(fixture, card_book(ctx, day, 480, who.teen, 0, &b));
    refused(fixture, card_booking_mark(ctx, a, 1, S("collected")), "card.too_early");
    refused(fixture, card_collection_end(ctx, day, 1, false, &people, &count), "card.too_early");
    ctx->now_ms += MS_PER_DAY;
    DB_OK(fixture, card_booking_mark(ctx, a, 1, S("absent")));
    refused(fixture, card_booking_mark(ctx, a, 1, S("collected")), "card.booking_stale"); /* shown before */
    DB_OK(fixture, card_booking_mark(ctx, a, 2, S("collected")));
    DB_OK(fixture, card_walk_in(ctx, day, who.grandmother, &c));
    refused(fixture, card_booking_mark(ctx, c, 1, S("absent")), "card.mark");
    DB_OK(fixture, card_collection_get(ctx, day, &info));
    DB_OK(fixture, card_collection_end(ctx, day, info.version, false, &people, &count));
    cr_assert(count == 1 && people[0] == who.teen);
    DB_OK(fixture, card_booking_get(ctx, b, &row));
    cr_assert(str_eq(row.state, S("absent")));
    refused(fixture, card_collection_end(ctx, day, info.version, true, &people, &count), "card.collection_stale");
    refused(fixture, card_walk_in(ctx, day, who.child, &c), "card.collection_ended");
    DB_OK(fixture, card_booking_list(ctx, day, &rows, &count));
    cr_assert_eq(count, 3);
}

DB_TEST(card, a_cancelled_day_frees_everybody)
{
    struct ctx *ctx = &fixture->ctx;
    struct family who = family(fixture);
    int64_t day = collection(fixture, 3, 1), other = collection(fixture, 4, 1), booking, *people;
    int count;

    DB_OK(fixture, card_book(ctx, day, 480, who.mother, 0, &booking));
    DB_OK(fixture, card_collection_end(ctx, day, 1, true, &people, &count));
    cr_assert(count == 1 && people[0] == who.mother);
    DB_OK(fixture, card_book(ctx, other, 480, who.mother, 0, &booking));
    struct card_collection_plan wrong = {.collection = {.unit_id = PLEIKU, .place = S("x"), .day = days_from_now(fixture, -1)}, .from_minute = 1, .until_minute = 99,
                                         .slot_minutes = 10, .people_a_slot = 1};
    refused(fixture, card_collection_insert(ctx, &wrong, &day), "card.day");
    wrong.collection.day = days_from_now(fixture, 2);
    wrong.slot_minutes = 0;
    refused(fixture, card_collection_insert(ctx, &wrong, &day), "card.slot");
}

/* --- places under load ----------------------------------------------------------------------------------------------------------- */
struct rush {
    struct db_fixture *fixture;
    int64_t collection, person;
    enum err err;
};

static void *book_one(void *arg)
{
    struct rush *rush = arg;
    struct arena AUTO(arena_done) arena;
    int64_t booking;

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .now_ms = rush->fixture->ctx.now_ms, .db = db_test_conn(rush->fixture)};
    for (int attempt = 0; attempt < 20; attempt++) {
        struct db_tx AUTO(db_tx_end) tx = {0};
        ctx.fault = (struct fault){0};
        rush->err = db_tx_begin(&ctx, DB_WRITE, &tx);
        if (rush->err == OK)
            rush->err = card_book(&ctx, rush->collection, 480, rush->person, 0, &booking);
        if (rush->err == OK)
            rush->err = db_tx_commit(&tx);
        if (rush->err != ERR_BUSY)
            break;
    }
    db_conn_close(ctx.db);
    return NULL;
}

DB_TEST(card, twelve_people_at_once_get_exactly_the_five_places_there_are)
{
    enum { PEOPLE = 12, PLACES = 5 };
    static struct rush rushes[PEOPLE];
    pthread_t threads[PEOPLE];
    struct card_slot *slots;
    int got = 0, count;

    people_start(fixture);
    int64_t day = collection(fixture, 3, PLACES);
    for (int i = 0; i < PEOPLE; i++)
        rushes[i] = (struct rush){fixture, day, people_add(fixture, "Nguyễn Văn Nhanh", false, ymd(1990, 1, 1), 100 + i), ERR_INTERNAL};
    for (int i = 0; i < PEOPLE; i++)
        pthread_create(&threads[i], NULL, book_one, &rushes[i]);
    for (int i = 0; i < PEOPLE; i++) {
        pthread_join(threads[i], NULL);
        got += rushes[i].err == OK;
        cr_assert(rushes[i].err == OK || rushes[i].err == ERR_CONFLICT, "%s", err_name(rushes[i].err));
    }
    cr_assert_eq(got, PLACES);
    DB_OK(fixture, card_slot_list(&fixture->ctx, day, &slots, &count));
    cr_assert_eq(slots[0].booked, PLACES);
    cr_assert_eq(db_test_count(fixture, "card_booking"), PLACES);
}

/* --- what is due ------------------------------------------------------------------------------------------------------------------ */
static int on_list(struct db_fixture *f, enum card_list list, int64_t person)
{
    struct card_list_row *rows;
    int count, found = 0;
    bool more;

    DB_OK(f, card_list_page(&f->ctx, list, PLEIKU, 0, DAY_NONE, 0, 100, &rows, &count, &more));
    for (int i = 0; i < count; i++)
        found += rows[i].person_id == person;
    return found;
}

DB_TEST(card, each_person_is_on_the_lists_that_her_age_and_card_say)
{
    struct ctx *ctx = &fixture->ctx;
    struct family who = family(fixture);
    int64_t id;

    cr_assert(on_list(fixture, CARD_LIST_TURNING_14, who.teen) && !on_list(fixture, CARD_LIST_WITHOUT, who.teen), "14 on 30/11/2026");
    cr_assert(on_list(fixture, CARD_LIST_WITHOUT, who.mother) && !on_list(fixture, CARD_LIST_ELDERLY, who.mother));
    cr_assert(on_list(fixture, CARD_LIST_ELDERLY, who.grandmother) && on_list(fixture, CARD_LIST_WITHOUT, who.grandmother));
    for (int list = 0; list < CARD_LIST_COUNT; list++)
        cr_assert_not(on_list(fixture, (enum card_list)list, who.child));
    collected(fixture, who.mother);
    struct card_application a = ask(CARD_FIRST, who.mother, who.mother, "");
    DB_OK(fixture, card_issue(ctx, &a, &id));
    cr_assert(on_list(fixture, CARD_LIST_READY, who.mother) && !on_list(fixture, CARD_LIST_WITHOUT, who.mother));
    DB_OK(fixture, card_hand_over(ctx, id, 1, false));
    for (int list = 0; list < CARD_LIST_COUNT; list++)
        cr_assert_not(on_list(fixture, (enum card_list)list, who.mother));
    ctx->now_ms = ms_of_day(ymd(2030, 5, 15), 600);
    cr_assert(on_list(fixture, CARD_LIST_EXPIRING, who.mother) && !on_list(fixture, CARD_LIST_EXPIRED, who.mother), "valid through its last day");
    ctx->now_ms += MS_PER_DAY;
    cr_assert(on_list(fixture, CARD_LIST_EXPIRED, who.mother) && !on_list(fixture, CARD_LIST_EXPIRING, who.mother));
}

DB_TEST(card, the_walk_finds_what_nobody_told_us_of_and_then_changes_nothing)
{
    struct ctx *ctx = &fixture->ctx;
    struct family who = family(fixture);
    int64_t people, wrong;
    int changed;
    bool more;

    DB_OK(fixture, card_standing_walk(ctx, 2, &changed, &more));
    cr_assert(changed == 0 && more);
    DB_OK(fixture, population_register_death(ctx, who.grandmother, card_today(ctx), 0));
    int64_t baby = people_add_child(fixture, "Lê Thị Út", true, ymd(2026, 6, 1), 10, 0, who.mother);
    const char *const head = "head";
    people_settle(fixture, QUY_NHON, "1 Lê Lợi", &baby, &head, 1);
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE card_standing SET lane = 2 WHERE person_id = $1", DB_I64(who.mother)));
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO card_standing (person_id, residence_id, unit_id, hamlet_id, lane, due_day) VALUES (5, 1, 1, 0, 1, 1)"));
    DB_OK(fixture, card_standing_rebuild(ctx, false, NULL, NULL, &people, &wrong));
    cr_assert(people == 5 && wrong == 4, "%d wrong of %d", (int)wrong, (int)people);
    for (int total = 0, turns = 0; more; turns++) {
        DB_OK(fixture, card_standing_walk(ctx, 2, &changed, &more));
        total += changed;
        cr_assert(turns < 10 && (more || total >= 1));
    }
    DB_OK(fixture, card_standing_walk(ctx, 2, &changed, &more)); /* rests */
    cr_assert(changed == 0 && !more);
    DB_OK(fixture, card_standing_rebuild(ctx, true, NULL, NULL, &people, &wrong));
    DB_OK(fixture, card_standing_rebuild(ctx, false, NULL, NULL, &people, &wrong));
    cr_assert_eq(wrong, 0);
    cr_assert_not(on_list(fixture, CARD_LIST_ELDERLY, who.grandmother));
}

DB_TEST(card, pages_of_a_list_follow_each_other_without_a_gap_and_counts_agree)
{
    enum { PEOPLE = 57, PAGE = 10 };
    struct ctx *ctx = &fixture->ctx;
    struct card_list_row *rows;
    struct card_list_count *counts;
    struct day after = DAY_NONE;
    int64_t after_id = 0, people, ids[PEOPLE];
    int count, seen = 0;
    bool more = true;
    const char *const head = "head";

    people_start(fixture);
    for (int i = 0; i < PEOPLE; i++) {
        ids[i] = people_add(fixture, "Nguyễn Văn Đông", false, ymd(1980 + i % 3, 1, 1 + i % 7), 100 + i);
        people_settle(fixture, PLEIKU, "1 Hùng Vương", &ids[i], &head, 1);
    }
    DB_OK(fixture, card_standing_refresh(ctx, ids, PEOPLE));
    while (more) {
        DB_OK(fixture, card_list_page(ctx, CARD_LIST_WITHOUT, PLEIKU, 0, after, after_id, PAGE, &rows, &count, &more));
        for (int i = 0; i < count; i++) {
            cr_assert(day_is_none(after) || rows[i].due.n > after.n || (rows[i].due.n == after.n && rows[i].residence_id > after_id));
            after = rows[i].due;
            after_id = rows[i].residence_id;
        }
        seen += count;
    }
    cr_assert_eq(seen, PEOPLE);
    DB_OK(fixture, card_list_of_unit(ctx, CARD_LIST_WITHOUT, PLEIKU, &people));
    DB_OK(fixture, card_list_by_hamlet(ctx, CARD_LIST_WITHOUT, PLEIKU, &counts, &count));
    cr_assert(people == PEOPLE && count == 1 && counts[0].people == PEOPLE);
}

/* The statements of campaign_store.c as the engine plans them: every one a range of the one index, nothing read whole. */
static void planned(struct db_fixture *f, struct db_rows *rows)
{
    bool ranged = false;

    while (db_next(rows)) {
        struct str line = db_str(rows, f->kind == DB_SQLITE ? 3 : 0);
        cr_assert(str_find(line, S("Seq Scan")) < 0 && str_find(line, S("SCAN")) < 0, "%.*s", STR_ARG(line));
        bool here = str_find(line, S("card_standing_list")) >= 0;
        ranged |= here && (f->kind == DB_POSTGRES || str_find(line, S("unit_id=? AND lane=? AND")) >= 0);
    }
    cr_assert_eq(db_rows_end(rows), OK);
    cr_assert(ranged, "the index card_standing_list is not used");
}

#define LIST_WHERE "WHERE s.unit_id = 1002 AND s.lane = 1 AND s.due_day BETWEEN 100 AND 20000 "
#define LIST_PAGE                                                                                                                                     \
    "SELECT s.person_id, s.residence_id, s.hamlet_id, s.due_day, p.full_name, p.birth_date, p.sex, r.address, m.card_id FROM card_standing s "         \
    "JOIN person p ON p.person_id = s.person_id JOIN residence r ON r.residence_id = s.residence_id "                                                  \
    "LEFT JOIN card m ON m.person_id = s.person_id AND m.state = 'made' " LIST_WHERE "AND (s.due_day, s.residence_id) > (100, 5) AND (0 = 0 OR s.hamlet_id = 0) " \
    "ORDER BY s.due_day, s.residence_id LIMIT 51"
#define LIST_COUNT "SELECT s.hamlet_id, COUNT(*) FROM card_standing s " LIST_WHERE "GROUP BY s.hamlet_id"

DB_TEST(card, every_list_is_a_range_of_one_index_on_this_engine)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_rows AUTO(db_rows_done) rows = {0};
    bool lite = fixture->kind == DB_SQLITE;

    people_start(fixture);
    /* A planner chooses by what is there: thirty communes of a thousand people each, a third with a card in use, some with one that is ready. */
    DB_OK(fixture, db_exec(ctx, NULL,
                           "INSERT INTO person (person_id, full_name, name_folded, birth_date, sex, source, updated_ms) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                           "SELECT i + 1 FROM n WHERE i < 30000) SELECT i, 'Nguyen', 'nguyen', '1990-01-01', 'male', 'test', 0 FROM n"));
    DB_OK(fixture, db_exec(ctx, NULL,
                           "INSERT INTO residence (residence_id, person_id, kind, unit_id, address, valid_from, recorded_ms) "
                           "SELECT person_id, person_id, 'permanent', 1000 + person_id % 30, '1', '2020-01-01', 0 FROM person"));
    DB_OK(fixture, db_exec(ctx, NULL,
                           "INSERT INTO card (card_id, person_id, kind, state, issued_on, issuer, request, recorded_ms) SELECT person_id, person_id, 'can_cuoc', "
                           "CASE WHEN person_id % 33 = 0 THEN 'made' ELSE 'in_use' END, '2024-01-01', '', '', 0 FROM person WHERE person_id % 3 = 0"));
    DB_OK(fixture, db_exec(ctx, NULL,
                           "INSERT INTO card_standing (person_id, residence_id, unit_id, hamlet_id, lane, due_day) "
                           "SELECT person_id, person_id, 1000 + person_id % 30, person_id % 7, 1 + person_id % 2, person_id % 25000 FROM person"));
    DB_OK(fixture, db_exec(ctx, NULL, "ANALYZE"));
    if (lite)
        DB_OK(fixture, db_query(ctx, &rows, "EXPLAIN QUERY PLAN " LIST_PAGE));
    else
        DB_OK(fixture, db_query(ctx, &rows, "EXPLAIN " LIST_PAGE));
    planned(fixture, &rows);
    if (lite)
        DB_OK(fixture, db_query(ctx, &rows, "EXPLAIN QUERY PLAN " LIST_COUNT));
    else
        DB_OK(fixture, db_query(ctx, &rows, "EXPLAIN " LIST_COUNT));
    planned(fixture, &rows);
}

DB_TEST(card, an_event_of_the_register_is_on_the_lists_after_the_next_look)
{
    struct ctx *ctx = &fixture->ctx;
    struct family who = family(fixture);
    bool more;

    DB_OK(fixture, card_standing_follow(ctx, 500, &more));
    cr_assert(on_list(fixture, CARD_LIST_ELDERLY, who.grandmother) && !more);
    DB_OK(fixture, population_register_death(ctx, who.grandmother, card_today(ctx), 0));
    DB_OK(fixture, card_standing_follow(ctx, 500, &more));
    cr_assert_not(on_list(fixture, CARD_LIST_ELDERLY, who.grandmother));
    struct temporary_residence away = people_temporary(fixture, who.mother);
    away.unit_id = QUY_NHON;
    DB_OK(fixture, population_register_temporary(ctx, &away));
    for (int turn = 0; turn < 10; turn++) /* one subject at a time comes to an end, too */
        DB_OK(fixture, card_standing_follow(ctx, 2, &more));
    cr_assert(on_list(fixture, CARD_LIST_WITHOUT, who.mother), "a temporary residence moves nobody's list");
}
