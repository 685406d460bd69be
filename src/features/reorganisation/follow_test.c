/* follow_test.c: what is kept beside the register follows a decree, too: pairs that may be one person, days of collection, who is due for a card; on both databases. */
#include "features/agency/agency.h"
#include "features/card/card.h"
#include "features/matching/duplicate.h"
#include "features/population/population.h"
#include "features/reorganisation/country_test.h"
#include "features/reorganisation/reorganisation.h"

static int64_t collection(struct db_fixture *fixture, int64_t officer_id, const char *state)
{
    int64_t id = db_new_id();

    DB_OK(fixture, db_exec(&fixture->ctx, NULL,
                           "INSERT INTO card_collection (collection_id, agency_id, unit_id, is_mobile, place, day, state, officer_id, created_ms)"
                           " SELECT $1, o.agency_id, a.unit_id, FALSE, 'Nhà văn hóa', '2026-12-01', $3, o.officer_id, 1 FROM officer o"
                           " JOIN agency a ON a.agency_id = o.agency_id WHERE o.officer_id = $2",
                           DB_I64(id), DB_I64(officer_id), DB_STR(str_of(state))));
    return id;
}

static int64_t pair(struct db_fixture *fixture, int64_t low_id, int64_t high_id, int64_t unit_id, const char *state)
{
    int64_t id = db_new_id();

    DB_OK(fixture, db_exec(&fixture->ctx, NULL,
                           "INSERT INTO duplicate (duplicate_id, low_id, high_id, unit_id, score, evidence, found_ms, state) VALUES ($1, $2, $3, $4, 90, 1, 1, $5)",
                           DB_I64(id), DB_I64(low_id), DB_I64(high_id), DB_I64(unit_id), DB_STR(str_of(state))));
    return id;
}

static int64_t unit_of(struct db_fixture *fixture, const char *table, const char *key, int64_t id) { return country_i64(fixture, "unit_id", table, key, id); }

DB_TEST(reorganisation, pairs_and_collection_days_and_card_lists_follow_a_commune_that_went_whole)
{
    country_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t a = country_person(fixture, 1), b = country_person(fixture, 2), c = country_person(fixture, 3);
    int64_t old = country_unit(fixture, "23785", false), new = country_unit(fixture, "23782", true);
    country_address(fixture, a, OLD_HRUNG, "2020-01-01", NULL, 0);
    DB_OK(fixture, card_standing_refresh(ctx, &a, 1));
    cr_assert_eq(unit_of(fixture, "card_standing", "person_id", a), old);
    int64_t officer = country_officer(fixture, OLD_HRUNG, "police", "H21.1", "Công an xã Ia Hrung", "commune_police_head");
    int64_t open = collection(fixture, officer, "open"), closed = collection(fixture, officer, "closed");
    int64_t asked = pair(fixture, a, b, old, "open"), decided = pair(fixture, a, c, old, "different");

    country_apply(fixture, 1); /* in the smallest pieces */
    cr_expect_eq(unit_of(fixture, "card_standing", "person_id", a), new);
    cr_expect_eq(unit_of(fixture, "card_collection", "collection_id", open), new);
    cr_expect_eq(unit_of(fixture, "card_collection", "collection_id", closed), old, "what is over stays where it was held");
    cr_expect_eq(unit_of(fixture, "duplicate", "duplicate_id", asked), new);
    cr_expect_eq(unit_of(fixture, "duplicate", "duplicate_id", decided), new);

    struct agency agency;
    DB_OK(fixture, agency_find_by_unit(ctx, new, S("police"), &agency));
    cr_expect_eq(country_i64(fixture, "agency_id", "card_collection", "collection_id", open), agency.agency_id);
    struct duplicate *rows;
    int count;
    DB_OK(fixture, duplicate_list(ctx, new, 0, 10, &rows, &count));
    cr_expect_eq(count, 1);

    int64_t version = country_i64(fixture, "version", "card_collection", "collection_id", open);
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE reorganisation SET digest = 'other'"));
    country_apply(fixture, 100);
    cr_expect_eq(country_i64(fixture, "version", "card_collection", "collection_id", open), version, "a second run finds nothing");
    int64_t people, wrong;
    DB_OK(fixture, card_standing_rebuild(ctx, false, NULL, NULL, &people, &wrong));
    cr_expect_eq(wrong, 0, "as the register says");
}

DB_TEST(reorganisation, pairs_and_collection_days_and_card_lists_of_a_divided_commune_follow_the_choices)
{
    country_start(fixture);
    struct ctx *ctx = &fixture->ctx;
    int64_t old = country_unit(fixture, "23782", false), hrung = country_unit(fixture, "23782", true), grai = country_unit(fixture, "23778", true);
    int64_t a = country_person(fixture, 1), b = country_person(fixture, 2), homeless = country_person(fixture, 3);
    int64_t home_a = country_address(fixture, a, OLD_DER, "2020-01-01", NULL, 0), home_b = country_address(fixture, b, OLD_DER, "2020-01-01", NULL, 0);
    int64_t first = pair(fixture, a, homeless, old, "open"), second = pair(fixture, b, homeless, old, "open");
    int64_t officer = country_officer(fixture, OLD_DER, "police", "H21.3", "Công an xã Ia Dêr", "commune_police_head");
    int64_t open = collection(fixture, officer, "open");
    DB_OK(fixture, card_standing_refresh(ctx, (const int64_t[]){a, b}, 2));

    country_apply(fixture, 100);
    cr_expect_eq(unit_of(fixture, "duplicate", "duplicate_id", first), old, "nothing moves by itself");
    cr_expect_eq(unit_of(fixture, "card_collection", "collection_id", open), old);
    country_choose(fixture, old, "residence", home_a, grai);
    country_apply_choices(fixture, old, 100);
    cr_expect_eq(unit_of(fixture, "duplicate", "duplicate_id", first), grai);
    cr_expect_eq(unit_of(fixture, "duplicate", "duplicate_id", second), old, "its people are not decided yet");
    cr_expect_eq(unit_of(fixture, "card_standing", "person_id", a), grai);
    cr_expect_eq(unit_of(fixture, "card_standing", "person_id", b), old);

    country_choose(fixture, old, "residence", home_b, hrung);
    country_choose(fixture, old, "officer", officer, grai);
    country_apply_choices(fixture, old, 100);
    cr_expect_eq(unit_of(fixture, "duplicate", "duplicate_id", second), hrung);
    cr_expect_eq(unit_of(fixture, "card_standing", "person_id", b), hrung);
    cr_expect_eq(unit_of(fixture, "card_collection", "collection_id", open), grai);
    struct agency agency;
    DB_OK(fixture, agency_find_by_unit(ctx, grai, S("police"), &agency));
    cr_expect_eq(country_i64(fixture, "agency_id", "card_collection", "collection_id", open), agency.agency_id);
}
