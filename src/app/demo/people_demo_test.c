/* people_demo_test.c: the synthetic province keeps the register's rules, and the same seed makes the same people. */
#include "app/demo/people.h"
#include "features/card/card.h"
#include "features/population/population.h"
#include "platform/db/db_test_support.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { COMMUNES = 6 };

static const struct demo_commune communes[COMMUNES] = {
    {101, S_INIT("21952"), S_INIT("Xã Tuy Phước")}, {102, S_INIT("21583"), S_INIT("Phường Quy Nhơn")}, {103, S_INIT("23575"), S_INIT("Phường Pleiku")},
    {104, S_INIT("23764"), S_INIT("Xã Ia Grai")},   {105, S_INIT("23824"), S_INIT("Xã Kông Chro")},    {106, S_INIT("21664"), S_INIT("Phường Hoài Nhơn")},
};

/* The rules ask whether a commune exists. */
static void add_units(struct db_fixture *fixture)
{
    for (int i = 0; i < COMMUNES; i++)
        DB_OK(fixture, db_exec(&fixture->ctx, NULL,
                               "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from) "
                               "VALUES ($1, $2, 'commune', 'Xã', $3, '', 52, 52, '2025-07-01')",
                               DB_I64(communes[i].unit_id), DB_STR(communes[i].code), DB_STR(communes[i].name)));
}

static struct demo_cast make(struct db_fixture *fixture, int64_t count, uint64_t seed)
{
    struct demo_cast cast;
    DB_OK(fixture, demo_people_in(&fixture->ctx, communes, COMMUNES, count, seed, NULL, NULL, &cast));
    return cast;
}

#define COUNT(fixture, sql)                                                                                             \
    ({                                                                                                                  \
        struct db_rows AUTO(db_rows_done) count_rows = {0};                                                             \
        DB_OK(fixture, db_one(&(fixture)->ctx, &count_rows, sql));                                                      \
        (long long)db_i64(&count_rows, 0);                                                                              \
    })

DB_TEST(demo_people, a_small_province_is_whole_and_lawful)
{
    db_test_migrate(fixture);
    make(fixture, 5000, 1);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM person"), 5000);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM person WHERE source <> 'synthetic'"), 0);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM person WHERE phone <> '' AND phone NOT LIKE '000%'"), 0);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM person p WHERE status = 'alive' AND (SELECT count(*) FROM residence r WHERE r.person_id = p.person_id "
                                "AND r.kind = 'permanent' AND r.valid_to IS NULL) <> 1"),
                 0);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM person p WHERE status = 'dead' AND EXISTS (SELECT 1 FROM residence r WHERE r.person_id = p.person_id "
                                "AND r.kind = 'permanent' AND r.valid_to IS NULL)"),
                 0);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM household h WHERE (SELECT count(*) FROM household_member m WHERE m.household_id = h.household_id "
                                "AND m.is_head AND m.valid_to IS NULL) <> 1"),
                 0);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM residence WHERE valid_to < valid_from OR expires_on < valid_from"), 0);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM residence t JOIN residence p ON p.person_id = t.person_id AND p.kind = 'permanent' AND p.valid_to IS NULL "
                                "WHERE t.kind = 'temporary' AND t.unit_id = p.unit_id"),
                 0);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM person c JOIN person m ON m.person_id = c.mother_id "
                                "WHERE substr(c.birth_date, 1, 4) < substr(m.birth_date, 1, 4) OR m.sex <> 'female'"),
                 0);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM person a JOIN person b ON b.person_id = a.spouse_id WHERE b.spouse_id <> a.person_id"), 0);
}

DB_TEST(demo_people, every_number_agrees_with_its_person_and_every_folded_name_with_its_name)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct verify_row row;

    db_test_migrate(fixture);
    make(fixture, 3000, 2);
    DB_OK(fixture, db_query(&fixture->ctx, &rows, "SELECT person_id, birth_date, sex, full_name FROM person"));
    int count = 0;
    while (db_next(&rows)) {
        cr_assert(person_number_agrees(db_i64(&rows, 0), str_eq(db_str(&rows, 2), S("female")), db_day(&rows, 1)));
        cr_assert(person_number_province(db_i64(&rows, 0)).len > 0);
        count++;
    }
    cr_assert_eq(count, 3000);
    struct person *found;
    int n;
    DB_OK(fixture, person_find(&fixture->ctx, S("nguyen thi huong giang"), 0, 10, &found, &n));
    cr_assert(n >= 1);
    row = (struct verify_row){.person_id = found[0].person_id, .name_folded = S("nguyen thi huong giang"), .birth = found[0].birth};
    DB_OK(fixture, population_verify(&fixture->ctx, &row, 1));
    cr_assert_eq(row.answer, VERIFY_MATCH);
}

DB_TEST(demo_people, the_cast_can_do_what_the_stories_ask)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence residence;
    struct day today = day_of_ms(ctx->now_ms);

    db_test_migrate(fixture);
    add_units(fixture);
    struct demo_cast cast = make(fixture, 1000, 3);
    DB_OK(fixture, population_check_can_file(ctx, cast.renter.person_id, today));
    cr_assert_eq(residence_current(ctx, cast.renter.person_id, true, &residence), ERR_NOT_FOUND);
    struct temporary_residence move = {.person_ids = {cast.renter.person_id}, .person_count = 1, .unit_id = cast.renter_unit_id,
                                       .address = cast.renter_address, .dwelling = S("rented"), .from = today, .until = {today.n + 700}};
    DB_OK(fixture, population_check_temporary(ctx, &move));
    struct permanent_residence home = {.person_count = 4, .unit_id = cast.family_unit_id, .address = cast.family_address, .dwelling = S("owned"),
                                       .from = DAY_NONE, .relations = {S("head"), S("wife"), S("child"), S("child")}};
    for (int i = 0; i < 4; i++) {
        home.person_ids[i] = cast.family[i].person_id;
        DB_OK(fixture, residence_current(ctx, cast.family[i].person_id, true, &residence));
    }
    DB_OK(fixture, population_register_permanent(ctx, &home));
    cr_assert_eq(residence_current(ctx, cast.family[0].person_id, true, &residence), ERR_NOT_FOUND);
    struct lodging_place *places;
    int count;
    DB_OK(fixture, lodging_places_of(ctx, cast.inn_keeper.person_id, &places, &count));
    cr_assert_eq(count, 1);
    cr_assert_eq(day_age(cast.fifteen.birth, today), 15);
    cr_assert_eq(day_age(cast.thirteen.birth, today), 13);
    cr_assert(day_age(cast.elder.birth, today) >= 80);
    DB_OK(fixture, population_check_can_act_for(ctx, cast.mother.person_id, cast.thirteen.person_id, today));
    cr_assert_eq(population_check_can_file(ctx, cast.dead.person_id, today), ERR_CONFLICT);
    cr_assert(str_eq(ctx->fault.code, S("person.dead")));
    ctx->fault = (struct fault){0};
    struct absence_notice notice = {.person_id = cast.traveller.person_id, .unit_id = cast.traveller.unit_id, .reason = S("Đi làm"),
                                    .destination = S("Đồng Nai"), .from = today, .to = {today.n + 200}, .group = S("military")};
    DB_OK(fixture, population_check_absence(ctx, &notice));
}

DB_TEST(demo_people, the_same_seed_makes_the_same_people_and_another_seed_others)
{
    struct {
        int64_t sum, name_lengths;
    } got[3];
    static const uint64_t seeds[3] = {7, 7, 8};

    db_test_migrate(fixture);
    for (int i = 0; i < 3; i++) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        make(fixture, 2000, seeds[i]);
        DB_OK(fixture, db_one(&fixture->ctx, &rows, "SELECT sum(person_id % 1000000007), sum(length(full_name) * (person_id % 97)) FROM person"));
        got[i].sum = db_i64(&rows, 0);
        got[i].name_lengths = db_i64(&rows, 1);
        DB_OK(fixture, db_rows_end(&rows));
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM card_standing"));
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM card"));
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM residence"));
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM household_member"));
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM household"));
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM lodging_place"));
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM person"));
    }
    cr_assert(got[0].sum == got[1].sum && got[0].name_lengths == got[1].name_lengths);
    cr_assert(got[0].sum != got[2].sum);
}

DB_TEST(demo_people, the_communes_come_from_the_list_of_units_and_get_hamlets)
{
    struct demo_cast cast;
    struct residence residence;

    db_test_migrate(fixture);
    cr_assert_eq(demo_people(&fixture->ctx, 52, 1000, 4, NULL, NULL, &cast), ERR_NOT_FOUND);
    fixture->ctx.fault = (struct fault){0};
    add_units(fixture);
    DB_OK(fixture, demo_people(&fixture->ctx, 52, 1000, 4, NULL, NULL, &cast));
    cr_assert(db_test_count(fixture, "hamlet") >= 6 * COMMUNES);
    DB_OK(fixture, residence_current(&fixture->ctx, cast.elder.person_id, false, &residence));
    cr_assert_eq(residence.unit_id, 104);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM residence r LEFT JOIN hamlet h ON h.hamlet_id = r.hamlet_id AND h.unit_id = r.unit_id "
                                "WHERE r.hamlet_id IS NOT NULL AND h.hamlet_id IS NULL"),
                 0);
}

/* All indexes of the register with their definitions, in one text. */
static struct str indexes(struct db_fixture *fixture)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct buf text;

    buf_init(&text, &fixture->arena, 4096);
    if (fixture->kind == DB_SQLITE)
        DB_OK(fixture, db_query(&fixture->ctx, &rows, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"));
    else
        DB_OK(fixture, db_query(&fixture->ctx, &rows, "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname"));
    while (db_next(&rows)) {
        buf_put(&text, db_str(&rows, 0));
        buf_put_char(&text, '\n');
    }
    DB_OK(fixture, db_rows_end(&rows));
    return buf_str(&text);
}

DB_TEST(demo_people, the_indexes_that_were_dropped_come_back_as_the_migration_made_them)
{
    db_test_migrate(fixture);
    struct str before = indexes(fixture);
    make(fixture, 1000, 1);
    struct str after = indexes(fixture);
    cr_assert(str_eq(before, after), "before:\n%.*s\nafter:\n%.*s", STR_ARG(before), STR_ARG(after));
}

DB_TEST(demo_people, cards_are_as_the_law_dates_them_and_the_lists_are_what_the_register_says)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t people, wrong;
    struct db_rows AUTO(db_rows_done) rows = {0};
    int cards = 0, strange = 0;

    db_test_migrate(fixture);
    make(fixture, 3000, 6);
    DB_OK(fixture, card_standing_rebuild(ctx, false, NULL, NULL, &people, &wrong));
    cr_assert(people >= 3000 && wrong == 0, "%d of %d rows are not what the rule says", (int)wrong, (int)people);
    DB_OK(fixture, db_query(ctx, &rows, "SELECT p.birth_date, c.issued_on, c.valid_to FROM card c JOIN person p ON p.person_id = c.person_id"));
    for (; db_next(&rows); cards++) {
        struct day until = card_validity_of(db_day(&rows, 0), db_day(&rows, 1)).until;
        strange += until.n != db_day(&rows, 2).n || db_day(&rows, 1).n > day_of_ms(ctx->now_ms).n;
    }
    DB_OK(fixture, db_rows_end(&rows));
    cr_assert(cards > 1500 && strange == 0, "%d of %d cards", strange, cards);
}

DB_TEST(demo_people, a_register_that_holds_anybody_is_left_alone)
{
    struct demo_cast cast;

    db_test_migrate(fixture);
    make(fixture, 1000, 1);
    cr_assert_eq(demo_people_in(&fixture->ctx, communes, COMMUNES, 1000, 1, NULL, NULL, &cast), ERR_CONFLICT);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM person"), 1000);
}

/* CONGDAN_DEMO_BENCH=1000000 prints how long that many people take and what they look like. */
DB_TEST(demo_people, bench)
{
    const char *wanted = getenv("CONGDAN_DEMO_BENCH");
    struct timespec start, end;

    if (!wanted)
        return;
    db_test_migrate(fixture);
    clock_gettime(CLOCK_MONOTONIC, &start);
    make(fixture, atoll(wanted), 1);
    clock_gettime(CLOCK_MONOTONIC, &end);
    fprintf(stderr, "%s people in %.2f s\n", wanted, (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
    fprintf(stderr, "households %lld, dead %lld, temporary now %lld, moved %lld, under 15 %lld, over 60 %lld, highland on plateau %lld of %lld\n",
            COUNT(fixture, "SELECT count(*) FROM household"), COUNT(fixture, "SELECT count(*) FROM person WHERE status = 'dead'"),
            COUNT(fixture, "SELECT count(*) FROM residence WHERE kind = 'temporary' AND valid_to IS NULL"),
            COUNT(fixture, "SELECT count(*) FROM residence WHERE end_reason = 'moved'"),
            COUNT(fixture, "SELECT count(*) FROM person WHERE birth_date > '2011-11-21'"),
            COUNT(fixture, "SELECT count(*) FROM person WHERE birth_date < '1966-11-21'"),
            COUNT(fixture, "SELECT count(*) FROM person p JOIN residence r ON r.person_id = p.person_id AND r.kind = 'permanent' AND r.valid_to IS NULL "
                           "WHERE ethnicity <> 'Kinh' AND r.unit_id BETWEEN 103 AND 105"),
            COUNT(fixture, "SELECT count(*) FROM residence WHERE kind = 'permanent' AND valid_to IS NULL AND unit_id BETWEEN 103 AND 105"));
}

DB_TEST(demo_people, ages_keep_to_the_pyramid_and_of_some_of_the_old_the_year_alone_is_known)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t people[AGE_GROUPS] = {0}, all = 0;
    struct names names;
    struct day today = day_of_ms(fixture->ctx.now_ms);

    db_test_migrate(fixture);
    make(fixture, 20000, 11);
    DB_OK(fixture, names_load(&fixture->ctx, &names));
    DB_OK(fixture, db_query(&fixture->ctx, &rows, "SELECT birth_date FROM person WHERE status = 'alive'"));
    for (; db_next(&rows); all++) {
        int group = day_age(db_day(&rows, 0), today) / AGE_GROUP_YEARS;
        people[group < AGE_GROUPS ? group : AGE_GROUPS - 1]++;
    }
    for (int i = 0; i < AGE_GROUPS; i++)
        cr_assert(llabs(people[i] * 1000 / all - names.pyramid[i]) <= 20, "%d years: %lld of 1,000, not %d", i * AGE_GROUP_YEARS, (long long)(people[i] * 1000 / all),
                  names.pyramid[i]);
    long long years = COUNT(fixture, "SELECT count(*) FROM person WHERE birth_precision = 'year'");
    cr_assert(years > 20 && years < 2000, "%lld", years);
    cr_assert_eq(COUNT(fixture, "SELECT count(*) FROM person WHERE birth_precision = 'year' AND (birth_date NOT LIKE '%-01-01' OR birth_date > '1960')"), 0);
}
