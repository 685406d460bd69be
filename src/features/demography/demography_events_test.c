/* demography_events_test.c: what the register books is counted at the next fold, and what it takes back is not: through its own events, not rows put there by a test. */
#include "features/demography/internal.h"
#include "features/population/events.h"
#include "features/population/people_test.h"

static struct demography_figure figure_on(struct db_fixture *fixture, int64_t unit_id, struct day day)
{
    struct demography_figure figure;
    struct demography_part *parts;
    enum err err;
    int count;

    if (unit_id == 1000)
        err = demography_group(&fixture->ctx, unit_id, &day, 1, &figure, &parts, &count);
    else
        err = demography_commune(&fixture->ctx, unit_id, 0, &day, 1, &figure);
    if (err == ERR_NOT_FOUND)
        return (struct demography_figure){0};
    DB_OK(fixture, err);
    return figure;
}

static void fold(struct db_fixture *fixture)
{
    bool more = true;
    while (more)
        DB_OK(fixture, demography_fold(&fixture->ctx, 4, &more));
}

#define IN_TX(fixture, call)                                                                                            \
    do {                                                                                                                \
        struct db_tx AUTO(db_tx_end) tx = {0};                                                                          \
        DB_OK(fixture, db_tx_begin(&(fixture)->ctx, DB_WRITE, &tx));                                                    \
        DB_OK(fixture, call);                                                                                           \
        DB_OK(fixture, db_tx_commit(&tx));                                                                              \
    } while (0)

DB_TEST(demography, what_the_register_books_is_counted_and_what_it_takes_back_is_not)
{
    struct ctx *ctx = &fixture->ctx;
    struct day today, before;
    int64_t event_id = 0;

    people_start(fixture);
    int64_t ids[] = {people_add(fixture, "Nguyễn Văn An", false, ymd(1980, 5, 1), 1), people_add(fixture, "Lê Thị Bình", true, ymd(1982, 6, 2), 2)};
    const char *const relations[] = {"head", "wife"};
    people_settle(fixture, QUY_NHON, "1 Lê Lợi", ids, relations, 2);
    today = population_today(ctx);
    before = (struct day){today.n - 1};
    DB_OK(fixture, demography_recount(ctx, NULL, NULL));
    struct demography_figure home = figure_on(fixture, QUY_NHON, today);
    cr_assert_eq(demography_total(&home, DEMOGRAPHY_PERMANENT), 2);
    cr_assert(home.households[1] == 1 && home.household_members == 2);

    struct temporary_residence away = people_temporary(fixture, ids[1]); /* to Pleiku, from today */
    IN_TX(fixture, population_register_temporary(ctx, &away));
    fold(fixture);
    struct demography_figure pleiku = figure_on(fixture, PLEIKU, today), then = figure_on(fixture, PLEIKU, before);
    cr_assert_eq(demography_total(&pleiku, DEMOGRAPHY_TEMPORARY), 1);
    cr_assert_eq(demography_total(&then, DEMOGRAPHY_TEMPORARY), 0, "not the day before");

    ctx->now_ms += 60000;
    struct death_event death = {.note = {.on = before, .reason = S("Ốm")}, .person_id = ids[0]};
    IN_TX(fixture, population_register_dead(ctx, &death, &event_id));
    fold(fixture);
    home = figure_on(fixture, 1000, today);
    then = figure_on(fixture, 1000, before);
    cr_assert_eq(demography_total(&home, DEMOGRAPHY_PERMANENT), 1);
    cr_assert_eq(demography_total(&then, DEMOGRAPHY_PERMANENT), 1, "nobody counts on the day of his death");
    cr_assert_eq(home.households[0], 1, "the widow's household");
    struct demography_figure earlier = figure_on(fixture, 1000, (struct day){before.n - 1});
    cr_assert_eq(home.flows[FLOW_DEAD] - earlier.flows[FLOW_DEAD], 1);

    ctx->now_ms += 60000;
    struct undo_event undo = {.note = {.reason = S("Nhầm người")}, .event_id = event_id};
    IN_TX(fixture, population_register_undo(ctx, &undo, NULL));
    fold(fixture);
    home = figure_on(fixture, 1000, today);
    cr_assert_eq(demography_total(&home, DEMOGRAPHY_PERMANENT), 2);
    cr_assert(home.households[1] == 1 && home.flows[FLOW_DEAD] == earlier.flows[FLOW_DEAD]);
    struct demography_difference differences[4];
    int64_t total, looked_at;
    DB_OK(fixture, demography_check(ctx, 4, differences, &total, &looked_at));
    cr_assert_eq(total, 0);
}
