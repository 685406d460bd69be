/* steering_test.c: the leader's figures after random lives of dossiers: behind each number stand as many dossiers, sums close, the period before and the
 * ranking are what a second look at the counters says; and who may see which unit. */
#include "features/dossier/world_test.h"
#include "features/steering/internal.h"
#include "features/steering/steering.h"

enum { LIVES = 40, STEPS = 200 };

static void history(struct world *world)
{
    static struct dossier dossiers[LIVES];
    struct day day = day_of(2026, 8, 3);
    uint64_t seed = 766;
    int count = 0;

    for (int i = 0; i < STEPS; i++) {
        world_at(world, day, 8 + i % 8, i % 60);
        if (i % 2 == 0)
            day.n++;
        if (count < LIVES && world_random(&seed, 3) == 0)
            dossiers[count++] = world_born(world, &seed);
        else if (count)
            world_step(world, &dossiers[world_random(&seed, (uint32_t)count)], &seed);
    }
    world_at(world, day_of(2026, 11, 16), 9, 0);
    world_counters_close(world);
}

/* The request of an officer for an address of the dashboard. */
struct ask {
    struct http_request http;
    struct session session;
    struct app app;
    struct req req;
};

static enum err ask(struct db_fixture *fixture, struct ask *ask, int64_t officer_id, int64_t unit_id, const char *procedure, struct steering_scope *ret_scope)
{
    *ask = (struct ask){.http = {.method = HTTP_GET}, .session = {.officer_id = officer_id, .unit_id = PLEIKU}};
    ask->req = (struct req){.ctx = fixture->ctx, .route = &steering_routes[1], .http = &ask->http, .session = &ask->session, .app = &ask->app};
    struct str unit = unit_id ? arena_printf(&fixture->arena, "%lld", (long long)unit_id) : STR_NONE;
    return steering_scope_read(&ask->req, unit, str_of(procedure), ret_scope);
}

static struct steering_scope scope_of(struct world *world, int64_t unit_id, const struct procedure *procedure, int from_month, int to_month)
{
    struct ctx *ctx = &world->fixture->ctx;
    int now = tally_month_of(day_of_ms(ctx->now_ms));
    struct steering_scope scope = {.procedure = procedure, .from_month = from_month, .to_month = to_month, .this_month = now, .is_current = to_month == now,
                                   .is_province = unit_id == PROVINCE};

    DB_OK(world->fixture, territory_get(ctx, unit_id, &scope.unit));
    DB_OK(world->fixture, territory_sum(ctx, unit_id, false, &scope.sum));
    return scope;
}

static int64_t rows_behind(struct world *world, int64_t unit_id, int64_t procedure_id, const struct steering_scope *scope, enum dossier_filter filter)
{
    struct dossier_page page = {.more = true};
    int64_t count = 0, after_ms = 0, after_id = 0;
    struct unit_sum sum;

    DB_OK(world->fixture, territory_sum(&world->fixture->ctx, unit_id, scope->is_former, &sum));
    while (page.more) {
        DB_OK(world->fixture, dossier_register_sum(&world->fixture->ctx, &sum, STR_NONE, procedure_id, tally_month_first(scope->from_month), tally_month_last(scope->to_month),
                                               filter, after_ms, after_id, 11, &page));
        if (!page.rows_count)
            break;
        after_ms = page.rows[page.rows_count - 1].received_ms;
        after_id = page.rows[page.rows_count - 1].dossier_id;
        count += page.rows_count;
    }
    return count;
}

static void line_has_its_rows(struct world *world, int64_t unit_id, int64_t procedure_id, const struct steering_scope *scope, const struct tally_line *line,
                              const struct steering_due *due)
{
    for (int f = 0; f < FILTER_COUNT; f++) {
        enum dossier_filter filter = (enum dossier_filter)f;
        int64_t number = steering_number(line, due, filter);
        bool of_now = dossier_filter_is_now(filter), is_due = filter == FILTER_DUE_TODAY || filter == FILTER_DUE_WEEK;
        if ((of_now && !scope->is_current) || (is_due && !due))
            continue;
        int64_t rows = rows_behind(world, unit_id, procedure_id, scope, filter);
        cr_assert_eq(number, rows, "%s of unit %lld, procedure %lld, months %d to %d: the number is %lld, the rows are %lld", dossier_filter_name(filter),
                     (long long)unit_id, (long long)procedure_id, scope->from_month % 12 + 1, scope->to_month % 12 + 1, (long long)number, (long long)rows);
    }
}

static void sums_close(struct world *world, const struct steering_scope *scope, const struct tally_line *line)
{
    struct steering_identity identities[STEERING_IDENTITIES_MAX];
    int count = steering_identities(&world->fixture->ctx, line, scope->is_current, identities);

    cr_assert_eq(count, scope->is_current ? 4 : 3);
    for (int i = 0; i < count; i++)
        cr_assert_eq(identities[i].left, identities[i].right, "%.*s = %.*s", STR_ARG(identities[i].left_text), STR_ARG(identities[i].right_text));
}

DB_TEST(steering, behind_each_number_of_a_page_stand_as_many_dossiers)
{
    struct world world;
    world_open(&world, fixture);
    history(&world);
    int now = tally_month_of(day_of_ms(fixture->ctx.now_ms));
    const struct {
        int64_t unit_id;
        const struct procedure *procedure;
        int from, to;
    } pages[] = {{PROVINCE, NULL, now - 2, now}, {PLEIKU, NULL, now, now}, {PROVINCE, world.temporary, now - 1, now - 1}, {IA_GRAI, NULL, now - 11, now}};

    for (size_t p = 0; p < ARRAY_LEN(pages); p++) {
        struct steering_scope scope = scope_of(&world, pages[p].unit_id, pages[p].procedure, pages[p].from, pages[p].to);
        struct steering_data data;
        DB_OK(fixture, steering_data_read(&fixture->ctx, &scope, &data));
        line_has_its_rows(&world, scope.unit.unit_id, steering_procedure_id(&scope), &scope, &data.line, &data.due);
        sums_close(&world, &scope, &data.line);
        for (int i = 0; i < data.communes_count; i++)
            line_has_its_rows(&world, data.communes[i].unit_id, steering_procedure_id(&scope), &scope, &data.commune_lines[i], NULL);
        for (int i = 0; i < data.procedures_count; i++)
            line_has_its_rows(&world, scope.unit.unit_id, data.procedures[i]->procedure_id, &scope, &data.procedure_lines[i], NULL);
    }
}

DB_TEST(steering, the_period_before_is_what_the_counters_say_of_it)
{
    struct world world;
    world_open(&world, fixture);
    history(&world);
    int now = tally_month_of(day_of_ms(fixture->ctx.now_ms));

    for (int length = 1; length <= 3; length++)
        for (int to = now - 2; to <= now; to++) {
            struct steering_scope scope = scope_of(&world, PROVINCE, NULL, to - length + 1, to);
            struct steering_data data;
            struct tally_line told;
            DB_OK(fixture, steering_data_read(&fixture->ctx, &scope, &data));
            DB_OK(fixture, tally_read(&fixture->ctx, PROVINCE, 0, to - 2 * length + 1, to - length, &told));
            cr_assert_eq(memcmp(&told, &data.before, sizeof told), 0, "%d months before %d", length, to % 12 + 1);
        }
}

DB_TEST(steering, the_communes_add_up_to_the_province)
{
    struct world world;
    struct steering_data data;
    world_open(&world, fixture);
    history(&world);
    int now = tally_month_of(day_of_ms(fixture->ctx.now_ms));
    struct steering_scope scope = scope_of(&world, PROVINCE, NULL, now - 2, now);

    DB_OK(fixture, steering_data_read(&fixture->ctx, &scope, &data));
    cr_assert_eq(data.communes_count, 2);
    cr_assert_gt(tally_total(&data.line), 10);
    struct tally_line rest = steering_remainder(&data.line, data.commune_lines, data.communes_count);
    cr_assert(steering_is_empty(&rest));
    rest = steering_remainder(&data.line, data.commune_lines, 0);
    cr_assert_not(steering_is_empty(&rest));
}

DB_TEST(steering, a_leader_sees_his_own_unit_and_what_lies_below)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;
    struct steering_scope scope;
    struct ask request;
    int64_t role_id;

    world_open(&world, fixture);
    world_leader(&world);
    int64_t leader = ctx->actor.officer_id;
    DB_OK(fixture, ask(fixture, &request, leader, PLEIKU, "", &scope));
    cr_assert(scope.is_current && !scope.is_province && steering_months(&scope) == STEERING_MONTHS_DEFAULT);
    DB_OK(fixture, ask(fixture, &request, leader, 0, "", &scope));
    cr_assert_eq(scope.unit.unit_id, PLEIKU, "nothing said: his own");
    DB_OK(fixture, ask(fixture, &request, leader, PLEIKU, "dang-ky-tam-tru", &scope));
    cr_assert_eq(scope.procedure, world.temporary);
    cr_assert_eq(ask(fixture, &request, leader, IA_GRAI, "", &scope), ERR_FORBIDDEN);
    cr_assert_eq(ask(fixture, &request, leader, PROVINCE, "", &scope), ERR_FORBIDDEN);
    cr_assert_eq(ask(fixture, &request, leader, 999999, "", &scope), ERR_NOT_FOUND);
    cr_assert_eq(ask(fixture, &request, leader, PLEIKU, "khong-co", &scope), ERR_NOT_FOUND);
    cr_assert_eq(ask(fixture, &request, 0, PLEIKU, "", &scope), ERR_FORBIDDEN);

    /* who steers the province sees every commune, an auditor without the names */
    world_officer(&world);
    struct right right = {.role = S("auditor"), .agency_id = 30, .unit_id = PROVINCE, .valid_from = day_of(2025, 7, 1), .valid_to = DAY_NONE};
    DB_OK(fixture, officer_role_add(ctx, leader, &right, &role_id));
    DB_OK(fixture, ask(fixture, &request, leader, 0, "", &scope));
    cr_assert(scope.is_province, "the highest that he steers");
    DB_OK(fixture, ask(fixture, &request, leader, IA_GRAI, "", &scope));
    cr_assert(steering_may(&scope, PERM_DASHBOARD, &scope.unit, NULL));
    cr_assert_not(steering_may(&scope, PERM_DOSSIER_READ, &scope.unit, NULL));
}

DB_TEST(steering, a_right_for_one_procedure_opens_that_one_only)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;
    struct steering_scope scope;
    struct ask request;
    int64_t role_id;

    world_open(&world, fixture);
    world_stranger(&world); /* head of Ia Grai */
    struct right right = {.role = S("commune_leader"), .agency_id = AGENCY_PLEIKU, .unit_id = PLEIKU, .procedure_code = S("1.004194"),
                          .valid_from = day_of(2025, 7, 1), .valid_to = DAY_NONE};
    DB_OK(fixture, officer_role_add(ctx, ctx->actor.officer_id, &right, &role_id));
    DB_OK(fixture, ask(fixture, &request, ctx->actor.officer_id, PLEIKU, "dang-ky-tam-tru", &scope));
    cr_assert_eq(ask(fixture, &request, ctx->actor.officer_id, PLEIKU, "dang-ky-thuong-tru", &scope), ERR_FORBIDDEN);
    cr_assert_eq(ask(fixture, &request, ctx->actor.officer_id, PLEIKU, "", &scope), ERR_FORBIDDEN);
    DB_OK(fixture, ask(fixture, &request, ctx->actor.officer_id, IA_GRAI, "", &scope));
}

Test(steering, the_worst_stand_first)
{
    struct arena arena;
    struct tally_line lines[] = {
        {.early = 5, .pending_overdue = 0},             /* all in time */
        {.early = 9, .late = 1, .pending_overdue = 0},  /* 90 % */
        {.pending_overdue = 0},                         /* nothing decided: says nothing */
        {.early = 1, .pending_overdue = 7},
        {.early = 1, .late = 9, .pending_overdue = 0},  /* 10 % */
        {.late = 3, .pending_overdue = 7},
    };
    static const int worst_first[] = {5, 3, 4, 1, 0, 2};

    arena_init(&arena, 0);
    cr_assert_eq(memcmp(steering_rank(&arena, lines, ARRAY_LEN(lines)), worst_first, sizeof worst_first), 0);
    arena_done(&arena);
}

Test(steering, a_sum_that_does_not_close_shows_both_sides)
{
    struct arena arena;
    struct steering_identity identities[STEERING_IDENTITIES_MAX];
    /* one open dossier too few among those counted by date */
    struct tally_line line = {.carried = 3, .online = 4, .early = 5, .pending = 2, .pending_in_time = 1, .pending_overdue = 0};

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena};
    cr_assert_eq(steering_identities(&ctx, &line, true, identities), 4);
    cr_assert_eq(identities[0].left, identities[0].right);
    cr_assert_eq(identities[1].left, 7);
    cr_assert_eq(identities[1].right, 6);
    cr_assert_eq(identities[3].left - identities[3].right, 1);
    cr_assert(str_eq(identities[3].right_text, S("1 trong hạn + 0 quá hạn + 0 chờ công dân bổ sung + 0 chờ công dân nộp tiền")));
    arena_done(&arena);
}

Test(steering, months_are_read_as_they_are_written)
{
    cr_assert_eq(steering_month_parse(S("2026-11")), 2026 * 12 + 10);
    cr_assert_eq(steering_month_parse(S("11/2026")), 2026 * 12 + 10);
    cr_assert_eq(steering_month_parse(S("2026-13")), -1);
    cr_assert_eq(steering_month_parse(S("2026-00")), -1);
    cr_assert_eq(steering_month_parse(S("2026")), -1);
    cr_assert_eq(steering_month_parse(S("1999-12")), -1);
    cr_assert_eq(steering_month_parse(S("2026-11-01")), -1);
    cr_assert_eq(steering_month_parse(S("")), -1);
}

/* Pleiku and Ia Grai become one commune a week before today, in a province of the same name; their officers go with them, and the dossiers that are open live on. */
enum { MERGED = 5203 };
static void merge(struct world *world)
{
    struct db_fixture *fixture = world->fixture;
    struct ctx *ctx = &fixture->ctx;
    struct day on = day_of(2026, 11, 9);
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t ids[LIVES], after = 0, seen = 1, moved, sum = 0;
    uint64_t seed = 77;
    int count = 0, n;

    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE unit SET valid_to = '2026-11-08' WHERE unit_id IN ($1, $2)", DB_I64(PLEIKU), DB_I64(IA_GRAI)));
    DB_OK(fixture, db_exec(ctx, NULL,
                           "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from)"
                           " VALUES ($1, '99999', 'commune', 'Xã', 'Xã Mới', 'moi', $2, $2, '2026-11-09')",
                           DB_I64(MERGED), DB_I64(PROVINCE)));
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO unit_succession (old_id, new_id, extent, effective_on) VALUES ($1, $3, 'full', '2026-11-09'), ($2, $3, 'full', '2026-11-09')",
                           DB_I64(PLEIKU), DB_I64(IA_GRAI), DB_I64(MERGED)));
    DB_OK(fixture, territory_plan_moves(ctx, on));
    DB_OK(fixture, agency_move_units(ctx, on, 100, &n));
    cr_assert_eq(n, 2);
    DB_OK(fixture, officer_move_agencies(ctx, 100, &n));
    DB_OK(fixture, officer_move_roles(ctx, on, 100, &n));
    while (seen) {
        DB_OK(fixture, dossier_move_rows(ctx, after, 7, &after, &seen, &moved));
        sum += moved;
    }
    cr_assert_gt(sum, 5, "some were open");
    DB_OK(fixture, db_query(ctx, &rows, "SELECT dossier_id FROM dossier WHERE unit_now_id IS NOT NULL ORDER BY dossier_id"));
    while (count < LIVES && db_next(&rows))
        ids[count++] = db_i64(&rows, 0);
    DB_OK(fixture, db_rows_end(&rows));
    for (int i = 0; i < 150; i++) {
        struct dossier d = world_reload(world, ids[world_random(&seed, (uint32_t)count)]);
        cr_assert(d.unit_id == MERGED && (d.received_unit_id == PLEIKU || d.received_unit_id == IA_GRAI));
        world_step(world, &d, &seed);
    }
    cr_assert_gt(db_test_count(fixture, "dossier WHERE unit_now_id IS NOT NULL AND finished_ms IS NOT NULL"), 3, "some of them have ended since");
}

DB_TEST(steering, figures_close_in_todays_geography_and_in_the_former_one)
{
    struct world world;
    world_open(&world, fixture);
    history(&world);
    int now = tally_month_of(day_of_ms(fixture->ctx.now_ms));
    struct steering_scope province = scope_of(&world, PROVINCE, NULL, now - 2, now);
    struct steering_data before, after, former;
    DB_OK(fixture, steering_data_read(&fixture->ctx, &province, &before));
    merge(&world);
    world_counters_close(&world);

    struct steering_scope merged = scope_of(&world, MERGED, NULL, now - 2, now);
    DB_OK(fixture, steering_data_read(&fixture->ctx, &merged, &after));
    cr_expect(after.has_former);
    sums_close(&world, &merged, &after.line);
    line_has_its_rows(&world, MERGED, 0, &merged, &after.line, &after.due);
    cr_expect_eq(tally_total(&after.line), tally_total(&before.commune_lines[0]) + tally_total(&before.commune_lines[1]), "all that the two had to do");
    for (int i = 0; i < after.procedures_count; i++)
        line_has_its_rows(&world, MERGED, after.procedures[i]->procedure_id, &merged, &after.procedure_lines[i], NULL);

    /* The former communes, each for itself: what was open goes on in them and ends in them. */
    int64_t sum = 0;
    const int64_t old[] = {PLEIKU, IA_GRAI};
    for (size_t i = 0; i < ARRAY_LEN(old); i++) {
        struct steering_scope scope = scope_of(&world, old[i], NULL, now - 2, now);
        scope.is_former = true;
        DB_OK(fixture, territory_sum(&fixture->ctx, old[i], true, &scope.sum));
        DB_OK(fixture, steering_data_read(&fixture->ctx, &scope, &former));
        sums_close(&world, &scope, &former.line);
        line_has_its_rows(&world, old[i], 0, &scope, &former.line, &former.due);
        sum += tally_total(&former.line);
    }
    cr_expect_eq(sum, tally_total(&after.line));

    /* The province says the same total either way; its table names today's commune, or the two of then. */
    DB_OK(fixture, steering_data_read(&fixture->ctx, &province, &after));
    province.is_former = true;
    DB_OK(fixture, steering_data_read(&fixture->ctx, &province, &former));
    sums_close(&world, &province, &after.line);
    cr_expect_eq(tally_total(&after.line), tally_total(&former.line));
    cr_expect_eq(tally_total(&after.line), tally_total(&before.line));
    cr_expect(after.communes_count == 1 && after.communes[0].unit_id == MERGED && after.has_former);
    cr_expect_eq(former.communes_count, 2, "%d: all were filed in Pleiku, and a former commune without a dossier has no row", former.communes_count);
    struct tally_line rest = steering_remainder(&after.line, after.commune_lines, after.communes_count);
    cr_expect(steering_is_empty(&rest), "nothing is left beside the communes of today");
    rest = steering_remainder(&former.line, former.commune_lines, former.communes_count);
    cr_expect(steering_is_empty(&rest), "nor beside those of then");
}
