/* civil_test.c: the books on both databases: numbers without a gap, acts that stay, copies for those whose act it is. */
#include "features/civil/civil.h"
#include "platform/db/db_test_support.h"

enum { COMMITTEE = 71, OTHER_COMMITTEE = 72, CHILD = 1, MOTHER = 2 };

static struct civil_act entry(struct ctx *ctx, int64_t agency_id, const char *kind, int64_t dossier_id)
{
    struct civil_fact *facts = arena_array(ctx->arena, struct civil_fact, 2);

    facts[0] = (struct civil_fact){S("Họ, chữ đệm và tên"), S("Full name"), S("Rơ Châm H’Linh \"Bé\"")};
    facts[1] = (struct civil_fact){S("Nơi sinh"), S("Place of birth"), S("Phường Pleiku;\nGia Lai")};
    return (struct civil_act){.agency_id = agency_id, .unit_id = 5201, .kind = str_of(kind), .dossier_id = dossier_id, .event_id = dossier_id * 10, .facts = facts, .facts_count = 2};
}

static const struct civil_person persons[] = {{CHILD, "child"}, {MOTHER, "mother"}};

static enum err enter(struct ctx *ctx, struct civil_act *act, bool keep)
{
    AUTO(db_tx_end) struct db_tx tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(civil_enter(ctx, act, persons, ARRAY_LEN(persons)));
    return keep ? db_tx_commit(&tx) : OK;
}

static void begin(struct db_fixture *fixture)
{
    db_test_migrate(fixture);
    fixture->ctx.now_ms = ms_of_day(day_of(2026, 11, 23), 9 * 60);
    fixture->ctx.actor.officer_id = 41;
}

DB_TEST(civil_book, numbers_run_from_one_in_each_book_and_a_rollback_leaves_no_gap)
{
    struct ctx *ctx = &fixture->ctx;

    begin(fixture);
    for (int i = 1; i <= 3; i++) {
        struct civil_act lost = entry(ctx, COMMITTEE, "birth", 100 + i), kept = lost;
        DB_OK(fixture, enter(ctx, &lost, false));
        DB_OK(fixture, enter(ctx, &kept, true));
        cr_assert_eq(kept.number, i);
        cr_assert_eq(kept.year, 2026);
    }
    struct civil_act elsewhere = entry(ctx, OTHER_COMMITTEE, "birth", 201), other_book = entry(ctx, COMMITTEE, "death", 202);
    DB_OK(fixture, enter(ctx, &elsewhere, true));
    DB_OK(fixture, enter(ctx, &other_book, true));
    cr_assert_eq(elsewhere.number, 1);
    cr_assert_eq(other_book.number, 1);
    ctx->now_ms = ms_of_day(day_of(2027, 1, 1), 0); /* the first moment of the new year in Viet Nam */
    struct civil_act next = entry(ctx, COMMITTEE, "birth", 203);
    DB_OK(fixture, enter(ctx, &next, true));
    cr_assert_eq(next.number, 1);
    cr_assert_eq(next.year, 2027);
}

DB_TEST(civil_book, an_act_is_read_as_it_was_written_and_one_dossier_has_one)
{
    struct ctx *ctx = &fixture->ctx;
    struct civil_act act = entry(ctx, COMMITTEE, "birth", 300), again = act, read;

    begin(fixture);
    DB_OK(fixture, enter(ctx, &act, true));
    DB_OK(fixture, civil_find_code(ctx, act.code, &read));
    cr_assert_eq(read.facts_count, 2);
    cr_assert(str_eq(read.facts[0].value, act.facts[0].value) && str_eq(read.facts[1].value, act.facts[1].value));
    cr_assert_eq(read.person_id, CHILD);
    cr_assert_eq(read.officer_id, 41);
    cr_assert_eq(enter(ctx, &again, true), ERR_CONFLICT);
    ctx->fault = (struct fault){0};
    cr_assert_eq(civil_find_code(ctx, S("khongco"), &read), ERR_NOT_FOUND);
    cr_assert(str_eq(ctx->fault.code, S("civil.code")));
    ctx->fault = (struct fault){0};
}

DB_TEST(civil_book, a_cancelled_act_keeps_its_number_and_gives_no_copies)
{
    struct ctx *ctx = &fixture->ctx;
    struct civil_act first = entry(ctx, COMMITTEE, "correction", 401), second = entry(ctx, COMMITTEE, "correction", 402), read, *rows;
    int count;

    begin(fixture);
    DB_OK(fixture, enter(ctx, &first, true));
    DB_OK(fixture, enter(ctx, &second, true));
    DB_OK(fixture, civil_latest_of(ctx, MOTHER, S("correction"), 0, &read));
    cr_assert_eq(read.dossier_id, 402);
    struct db_tx tx = {0};
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
    DB_OK(fixture, civil_cancel_event(ctx, second.event_id, S("Nhập nhầm")));
    DB_OK(fixture, db_tx_commit(&tx));
    DB_OK(fixture, civil_latest_of(ctx, MOTHER, S("correction"), 2026, &read));
    cr_assert_eq(read.dossier_id, 401);
    cr_assert_eq(civil_latest_of(ctx, MOTHER, S("correction"), 2025, &read), ERR_NOT_FOUND);
    cr_assert_eq(civil_latest_of(ctx, 99, S("correction"), 0, &read), ERR_NOT_FOUND);
    DB_OK(fixture, civil_book(ctx, COMMITTEE, S("correction"), 2026, 0, 10, &rows, &count));
    cr_assert_eq(count, 2);
    cr_assert(rows[1].cancelled_ms && str_eq(rows[1].cancel_reason, S("Nhập nhầm")) && rows[1].number == 2);
    DB_OK(fixture, civil_book(ctx, COMMITTEE, S("correction"), 2026, 1, 10, &rows, &count));
    cr_assert_eq(count, 1);
}
