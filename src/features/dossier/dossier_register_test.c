/* dossier_register_test.c: random lives of many dossiers; afterwards the counters agree with a recount, the identities close, and behind each number of
 * the dashboard stand as many dossiers as it says. And the lists: in order, page by page, nothing twice, nothing lost. */
#include "features/dossier/world_test.h"

enum { LIVES = 60 };

/* All pages of a filter, in order, each dossier once. */
static int64_t rows_of_kind(struct world *world, int64_t unit_id, struct str kind, int64_t procedure_id, struct day from, struct day to, enum dossier_filter filter)
{
    struct dossier_page page = {.more = true};
    int64_t count = 0, after_ms = 0, after_id = 0;

    while (page.more) {
        DB_OK(world->fixture, dossier_register(&world->fixture->ctx, unit_id, kind, procedure_id, from, to, filter, after_ms, after_id, 7, &page));
        for (int i = 0; i < page.rows_count; i++) {
            struct dossier_row *row = &page.rows[i];
            cr_assert(row->received_ms > after_ms || (row->received_ms == after_ms && row->dossier_id > after_id), "in order, each once");
            after_ms = row->received_ms;
            after_id = row->dossier_id;
            count++;
        }
    }
    return count;
}

static int64_t rows_behind(struct world *world, int64_t unit_id, int64_t procedure_id, struct day from, struct day to, enum dossier_filter filter)
{
    return rows_of_kind(world, unit_id, STR_NONE, procedure_id, from, to, filter);
}

static void numbers_have_their_rows(struct world *world, int64_t unit_id, int64_t procedure_id, int from_month, int to_month, bool today)
{
    struct day from = tally_month_first(from_month), to = tally_month_last(to_month);
    struct tally_line line;

    DB_OK(world->fixture, tally_read(&world->fixture->ctx, unit_id, procedure_id, from_month, to_month, &line));
    cr_assert(tally_closes(&line));
    int64_t due[7], week = 0;
    struct day now = day_of_ms(world->fixture->ctx.now_ms);
    DB_OK(world->fixture, tally_read_due(&world->fixture->ctx, unit_id, procedure_id, now, (struct day){now.n + 6}, due));
    for (int i = 0; i < 7; i++)
        week += due[i];
    const struct {
        enum dossier_filter filter;
        int64_t number;
    } pairs[] = {
        {FILTER_ALL, tally_total(&line)},       {FILTER_CARRIED, line.carried},   {FILTER_RECEIVED, tally_received_in_period(&line)},
        {FILTER_DIRECT, line.direct},           {FILTER_ONLINE, line.online},     {FILTER_POST, line.post},
        {FILTER_EARLY, line.early},             {FILTER_ON_TIME, line.on_time},   {FILTER_LATE, line.late},
        {FILTER_PENDING, line.pending},         {FILTER_REFUSED, line.refused},   {FILTER_WITHDRAWN, line.withdrawn},
        {FILTER_RESOLVED, tally_resolved(&line)},
        {FILTER_PENDING_IN_TIME, line.pending_in_time},
        {FILTER_PENDING_OVERDUE, line.pending_overdue},
        {FILTER_WAITING, line.waiting_supplement + line.waiting_payment},
        {FILTER_WAITING_SUPPLEMENT, line.waiting_supplement},
        {FILTER_WAITING_PAYMENT, line.waiting_payment},
        {FILTER_DUE_TODAY, due[0]},
        {FILTER_DUE_WEEK, week},
        {FILTER_ASSISTED, line.assisted},
        {FILTER_APOLOGIES, line.apologies},
    };
    cr_assert_eq(ARRAY_LEN(pairs), FILTER_COUNT);
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        if (dossier_filter_is_now(pairs[i].filter) && !today)
            continue;
        int64_t rows = rows_behind(world, unit_id, procedure_id, from, to, pairs[i].filter);
        cr_assert_eq(rows, pairs[i].number, "%s of unit %lld, months %d-%d: the number is %lld, the rows are %lld", dossier_filter_name(pairs[i].filter),
                     (long long)unit_id, from_month % 12 + 1, to_month % 12 + 1, (long long)pairs[i].number, (long long)rows);
        cr_assert_eq(dossier_filter_parse(str_of(dossier_filter_name(pairs[i].filter))), pairs[i].filter);
    }
}

DB_TEST(dossier_register, behind_each_number_stand_as_many_dossiers_after_random_lives)
{
    static struct dossier dossiers[LIVES];
    struct world world;
    uint64_t seed = 52;
    struct day day = day_of(2026, 9, 14);
    int count = 0, last = tally_month_of(day_of(2026, 11, 16)), first = last - 2;

    world_open(&world, fixture);
    for (int i = 0; i < LIVES * 5; i++) {
        world_at(&world, day, 8 + i % 8, i % 60);
        if (i % 5 == 0)
            day.n++;
        if (count < LIVES && world_random(&seed, 3) == 0)
            dossiers[count++] = world_born(&world, &seed);
        else if (count)
            world_step(&world, &dossiers[world_random(&seed, (uint32_t)count)], &seed);
    }
    world_counters_close(&world);
    int today = tally_month_of(day_of_ms(fixture->ctx.now_ms));
    cr_assert_eq(today, last);
    int64_t units[] = {PLEIKU, PROVINCE, IA_GRAI};
    for (int from = first - 1; from <= last; from++)
        for (int to = from; to <= last; to++)
            for (size_t u = 0; u < ARRAY_LEN(units); u++) {
                numbers_have_their_rows(&world, units[u], 0, from, to, to == last);
                numbers_have_their_rows(&world, units[u], world.temporary->procedure_id, from, to, to == last);
            }
    cr_assert_gt(rows_behind(&world, PROVINCE, 0, tally_month_first(first), tally_month_last(last), FILTER_RESOLVED), 5, "the lives were lively");
    cr_assert_gt(rows_behind(&world, PROVINCE, 0, tally_month_first(first), tally_month_last(last), FILTER_LATE), 0);
}

DB_TEST(dossier_register, each_agency_of_a_commune_lists_its_own_and_together_they_list_all)
{
    enum { COMMITTEE = 41 };
    static struct dossier dossiers[LIVES];
    struct ctx *ctx = &fixture->ctx;
    struct day day = day_of(2026, 9, 14);
    struct world world;
    uint64_t seed = 9;
    int count = 0;

    world_open(&world, fixture);
    for (int i = 0; i < LIVES * 4; i++) {
        world_at(&world, day, 8 + i % 8, i % 60);
        day.n += i % 5 == 0;
        if (count < LIVES && world_random(&seed, 3) == 0)
            dossiers[count++] = world_born(&world, &seed);
        else if (count)
            world_step(&world, &dossiers[world_random(&seed, (uint32_t)count)], &seed);
    }
    struct agency committee = {.agency_id = COMMITTEE, .code = S("H21.204"), .unit_id = PLEIKU, .kind = S("committee"), .name = S("Ủy ban nhân dân phường Pleiku"), .calendar = S("default")};
    DB_OK(fixture, agency_insert(ctx, &committee));
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE dossier SET agency_id = $1 WHERE dossier_id % 3 = 0", DB_I64(COMMITTEE)));
    struct day from = day_of(2026, 10, 1), to = day_of(2026, 12, 31);
    const int64_t units[] = {PLEIKU, PROVINCE};
    int64_t committee_rows = 0, police_rows = 0;
    for (int u = 0; u < (int)ARRAY_LEN(units); u++)
        for (int f = 0; f < FILTER_COUNT; f++) {
            int64_t all = rows_behind(&world, units[u], 0, from, to, (enum dossier_filter)f);
            int64_t police = rows_of_kind(&world, units[u], S("police"), 0, from, to, (enum dossier_filter)f);
            int64_t civil = rows_of_kind(&world, units[u], S("committee"), 0, from, to, (enum dossier_filter)f);
            cr_assert_eq(police + civil, all, "%s: %lld and %lld of %lld", dossier_filter_name((enum dossier_filter)f), (long long)police, (long long)civil, (long long)all);
            police_rows += police;
            committee_rows += civil;
        }
    cr_assert(police_rows > 20 && committee_rows > 20, "%lld, %lld", (long long)police_rows, (long long)committee_rows);
}

DB_TEST(dossier_register, the_work_list_shows_what_is_due_first_page_by_page)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;
    uint64_t seed = 7;

    world_open(&world, fixture);
    for (int i = 0; i < 23; i++) {
        world_at(&world, (struct day){day_of(2026, 11, 16).n - (int)world_random(&seed, 20)}, 9, i);
        world_born(&world, &seed);
    }
    struct dossier_page page = {.more = true};
    int64_t after_ms = 0, after_id = 0;
    int count = 0;
    while (page.more) {
        DB_OK(fixture, dossier_worklist(ctx, AGENCY_PLEIKU, 0, after_ms, after_id, 5, &page));
        for (int i = 0; i < page.rows_count; i++) {
            cr_assert(page.rows[i].due_ms > after_ms || (page.rows[i].due_ms == after_ms && page.rows[i].dossier_id > after_id));
            after_ms = page.rows[i].due_ms;
            after_id = page.rows[i].dossier_id;
            count++;
        }
    }
    cr_assert_eq(count, 23);
    DB_OK(fixture, dossier_worklist(ctx, AGENCY_IA_GRAI, 0, 0, 0, 5, &page));
    cr_assert_eq(page.rows_count, 0);
}

DB_TEST(dossier_register, a_citizen_sees_what_he_filed_and_what_is_about_him_once_each)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;
    struct dossier_page page;

    world_open(&world, fixture);
    world_submit(&world, world_temporary(&world, world.owner_id)); /* filed by himself: found both ways */
    struct dossier_submission at_counter = world_absence(&world, world.owner_id);
    at_counter.channel = CHANNEL_DIRECT;
    world_officer(&world);
    world_submit(&world, at_counter);
    DB_OK(fixture, dossier_list_citizen(ctx, world.owner_id, world.owner_id, 0, 10, &page));
    cr_assert_eq(page.rows_count, 2);
    cr_assert_gt(page.rows[0].dossier_id, page.rows[1].dossier_id);
    DB_OK(fixture, dossier_list_citizen(ctx, world.owner_id, world.owner_id, page.rows[0].dossier_id, 10, &page));
    cr_assert_eq(page.rows_count, 1);
    DB_OK(fixture, dossier_list_citizen(ctx, world.other_id, world.other_id, 0, 10, &page));
    cr_assert_eq(page.rows_count, 0);
}

DB_TEST(dossier_register, every_status_has_its_words_in_both_languages)
{
    struct world world;
    struct dossier_plain plain;

    world_open(&world, fixture);
    struct dossier d = world_submit(&world, world_temporary(&world, world.owner_id));
    for (int state = DOSSIER_NEW; state <= DOSSIER_RETURNED; state++)
        for (int lang = LANG_VI; lang <= LANG_EN; lang++) {
            d.state = (enum dossier_state)state;
            fixture->ctx.lang = (enum lang)lang;
            DB_OK(fixture, dossier_plain_words(&fixture->ctx, &d, &plain));
            cr_assert(plain.status.len && plain.holder.len && plain.next_step.len, "state %d", state);
            cr_assert(i18n_has(LANG_EN, dossier_state_text(d.state).vi) && i18n_has(LANG_EN, dossier_status_text(d.state).vi), "state %d", state);
        }
    fixture->ctx.lang = LANG_VI;
}
