/* fold.c: keeping the figures true. A commune that an event touched is read anew, whole: what was counted before and what is counted now differ by what changed, and just
 * that difference goes to the province's days. So a figure is never the sum of what somebody remembered to add: it is what the register says. */
#include "features/demography/internal.h"
#include "features/card/card.h"
#include "features/population/population.h"

enum { YEARS_KEPT = 15, EVENTS_A_FOLD = 200000, SQLITE_LAG_MS = 1000, POSTGRES_LAG_MS = 60 * 1000, ID_MS_SHIFT = 22, DAYS_A_STEP = 400, SMALL_GROUP_BYTES = 500 * 1000, UNITS_MAX = 1 << 15 };

void scratch_begin(struct ctx *ctx, struct scratch *ret_scratch)
{
    *ret_scratch = (struct scratch){.ctx = ctx, .callers = ctx->arena};
    arena_init(&ret_scratch->arena, (size_t)2 << 30);
    ctx->arena = &ret_scratch->arena;
}

enum err scratch_end(struct scratch *scratch, enum err err)
{
    struct ctx *ctx = scratch->ctx;

    ctx->arena = scratch->callers;
    ctx->fault.text = arena_str(ctx->arena, ctx->fault.text);
    ctx->fault.detail = arena_str(ctx->arena, ctx->fault.detail);
    arena_done(&scratch->arena);
    return err;
}

static struct day today_of(const struct ctx *ctx) { return day_of_ms(ctx->now_ms); }

/* Of people who live there permanently today and have completed 14 years. */
static void count_adults(const struct lives *lives, struct day today, struct demography_holders *holders)
{
    struct demography_figure figure;

    lives_count(lives, -1, &today, 1, &figure);
    for (int a = 14; a < DEMOGRAPHY_AGES; a++)
        holders->adults += figure.people[DEMOGRAPHY_PERMANENT][0][a] + figure.people[DEMOGRAPHY_PERMANENT][1][a];
}

/* --- a group's days ------------------------------------------------------------------------------------------------------------ */
static enum err load_lives(struct ctx *ctx, int64_t unit_id, struct lives *ret_lives)
{
    struct str bytes;
    int64_t computed_ms;

    TRY(store_unit_lives(ctx, unit_id, &bytes, &computed_ms));
    if (bytes.len == 0) { /* wanted, but never counted */
        *ret_lives = (struct lives){0};
        return OK;
    }
    return lives_unpack(ctx, bytes, ret_lives);
}

static enum err write_days(struct ctx *ctx, int64_t group_id, const struct sweep *sweep)
{
    for (int32_t day = sweep->first; day <= sweep->last; day += DAYS_A_STEP) {
        int count = sweep->last - day + 1 < DAYS_A_STEP ? sweep->last - day + 1 : DAYS_A_STEP;
        struct str figures[DAYS_A_STEP];
        for (int i = 0; i < count; i++)
            figures[i] = group_pack(ctx->arena, sweep_day(sweep, day + i), sweep->cells);
        TRY(store_days_insert(ctx, group_id, (struct day){day}, figures, count));
    }
    return OK;
}

/* The days from..to of a group out of the lives of all its communes. */
static enum err sweep_group(struct ctx *ctx, int64_t group_id, struct day from, struct day to, struct sweep *ret_sweep)
{
    struct place *places;
    int count;

    TRY(store_places_of_group(ctx, group_id, &places, &count));
    sweep_init(ret_sweep, ctx->arena, from, to, group_cells(count));
    for (int i = 0; i < count; i++) {
        struct scratch scratch;
        struct lives lives;
        scratch_begin(ctx, &scratch);
        enum err err = load_lives(ctx, places[i].unit_id, &lives);
        if (err == OK)
            sweep_lives(ret_sweep, &lives, places[i].place);
        TRY(scratch_end(&scratch, err));
    }
    sweep_sum(ret_sweep);
    return OK;
}

static enum err mark_put(struct ctx *ctx, struct str name, int64_t value)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(store_mark_put(ctx, name, value));
    return db_tx_commit(&tx);
}

static enum err first_day(struct ctx *ctx, struct day *ret_first)
{
    int64_t first;

    TRY(store_mark_get(ctx, S("first"), &first));
    if (!first) {
        first = day_of(civil_of(today_of(ctx)).year - YEARS_KEPT, 1, 1).n;
        TRY(mark_put(ctx, S("first"), first));
    }
    *ret_first = (struct day){(int32_t)first};
    return OK;
}

/* New days, or all of them when there are none. Nobody but the one process that folds writes these tables, so the long reading needs no transaction. */
static enum err extend_group(struct ctx *ctx, int64_t group_id)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct day first, last, start;
    struct sweep sweep;

    TRY(first_day(ctx, &start));
    TRY(store_days(ctx, group_id, &first, &last));
    if (!day_is_none(last))
        start = (struct day){last.n + 1};
    if (start.n > today_of(ctx).n)
        return OK;
    TRY(sweep_group(ctx, group_id, start, today_of(ctx), &sweep));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(write_days(ctx, group_id, &sweep));
    return db_tx_commit(&tx);
}

static bool any_cell(const int32_t *cells, int count)
{
    for (int i = 0; i < count; i++)
        if (cells[i])
            return true;
    return false;
}

/* Adds the difference between two states of a commune to the days of a group. A group without days gets them from extend_group(), with this commune in it. */
static enum err adjust_group(struct ctx *ctx, const struct place *place, const struct lives *was, const struct lives *is)
{
    struct day first, last;
    struct place *places;
    struct sweep sweep;
    int count;

    TRY(store_days(ctx, place->group_id, &first, &last));
    if (day_is_none(first))
        return OK;
    TRY(store_places_of_group(ctx, place->group_id, &places, &count));
    sweep_init(&sweep, ctx->arena, first, last, group_cells(count));
    sweep_difference(&sweep, was, is, place->place);
    sweep_sum(&sweep);
    int32_t *cells = arena_array(ctx->arena, int32_t, (size_t)sweep.cells);
    for (int32_t day = sweep.first; day <= sweep.last; day++) {
        const int32_t *change = sweep_day(&sweep, day);
        struct str figure;
        if (!any_cell(change, sweep.cells))
            continue;
        TRY(store_day_get(ctx, place->group_id, (struct day){day}, &figure));
        TRY(group_unpack(ctx, figure, cells, sweep.cells));
        for (int i = 0; i < sweep.cells; i++)
            cells[i] += change[i];
        TRY(store_day_set(ctx, place->group_id, (struct day){day}, group_pack(ctx->arena, cells, sweep.cells)));
    }
    return OK;
}

/* --- a commune ------------------------------------------------------------------------------------------------------------------- */
static enum err places_ensure(struct ctx *ctx, struct series_book *book, int64_t unit_id, struct place **ret_places, int *ret_count)
{
    int64_t groups[SERIES_GROUPS_MAX];
    int groups_count;

    TRY(store_places_of_unit(ctx, unit_id, ret_places, ret_count));
    if (*ret_count)
        return OK;
    TRY(series_groups(ctx, book, unit_id, groups, &groups_count));
    for (int i = 0; i < groups_count; i++) {
        int place;
        TRY(store_place_add(ctx, groups[i], unit_id, &place));
    }
    return store_places_of_unit(ctx, unit_id, ret_places, ret_count);
}

/* Who has an account that works, and who is not on the list of those without a valid card. */
static enum err count_holders(struct ctx *ctx, struct series_book *book, struct demography_holders *holders)
{
    int64_t units[SERIES_SOURCES_MAX], without = 0, known = 0;
    int count;

    TRY(series_sources(ctx, book, holders->unit_id, units, &count));
    for (int i = 0; i < count; i++) {
        int64_t accounts, people, in_use, standing;
        TRY(store_accounts(ctx, units[i], &accounts));
        TRY(card_list_of_unit(ctx, CARD_LIST_WITHOUT, units[i], &people));
        TRY(card_in_use_count(ctx, units[i], &in_use, &standing));
        holders->accounts += accounts;
        without += people;
        known += standing;
    }
    holders->cards = !known ? -1 : holders->adults > without ? holders->adults - without : 0;
    return OK;
}

/* The register is read before the write transaction: an event that comes in between is among the next fold's. */
static enum err recompute(struct ctx *ctx, struct series_book *book, struct words *words, int64_t unit_id)
{
    struct demography_holders holders = {.unit_id = unit_id, .computed_ms = ctx->now_ms};
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct lives was, is;
    struct place *places;
    int places_count;

    TRY(collect_lives(ctx, book, words, unit_id, &is));
    count_adults(&is, today_of(ctx), &holders);
    TRY(count_holders(ctx, book, &holders));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    for (int i = words->stored; i < words->count; i++)
        TRY(store_word_add(ctx, i, words->items[i]));
    TRY(load_lives(ctx, unit_id, &was));
    TRY(places_ensure(ctx, book, unit_id, &places, &places_count));
    for (int i = 0; i < places_count; i++)
        TRY(adjust_group(ctx, &places[i], &was, &is));
    TRY(store_unit_put(ctx, &holders, lives_pack(ctx->arena, &is)));
    TRY(db_tx_commit(&tx));
    words->stored = words->count;
    return OK;
}

static enum err recompute_apart(struct ctx *ctx, struct series_book *book, struct words *words, int64_t unit_id)
{
    struct scratch scratch;
    scratch_begin(ctx, &scratch);
    return scratch_end(&scratch, recompute(ctx, book, words, unit_id));
}

static enum err extend_apart(struct ctx *ctx, int64_t group_id)
{
    struct scratch scratch;
    scratch_begin(ctx, &scratch);
    return scratch_end(&scratch, extend_group(ctx, group_id));
}

/* --- what changed ------------------------------------------------------------------------------------------------------------------ */
/* An identifier is taken before its transaction commits, and on PostgreSQL a younger one may be seen first: the events of the last minute are looked at again each time.
 * Counting a commune twice changes nothing. */
static int64_t lag_of(const struct ctx *ctx) { return (int64_t)(db_conn_kind(ctx->db) == DB_SQLITE ? SQLITE_LAG_MS : POSTGRES_LAG_MS) << ID_MS_SHIFT; }

static enum err want_changed(struct ctx *ctx, struct series_book *book)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    int64_t *units, mark, last;
    int count;

    TRY(store_mark_get(ctx, S("event"), &mark));
    TRY(census_changed_units(ctx, mark > lag_of(ctx) ? mark - lag_of(ctx) : 0, EVENTS_A_FOLD, &units, &count, &last));
    if (count == 0)
        return OK;
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    for (int i = 0; i < count; i++) {
        struct series series;
        TRY(series_of(ctx, book, units[i], &series));
        TRY(store_unit_want(ctx, series.unit_id));
    }
    if (last > mark)
        TRY(store_mark_put(ctx, S("event"), last));
    return db_tx_commit(&tx);
}

/* Everything anew: every commune that residences name, in no group yet. */
static enum err want_all(struct ctx *ctx, struct series_book *book)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    int64_t unit_id = 0;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(store_clear(ctx));
    TRY(store_mark_put(ctx, S("recount"), 0));
    TRY(store_mark_put(ctx, S("first"), 0));
    TRY(store_mark_put(ctx, S("event"), db_new_id() - lag_of(ctx))); /* events until now are in what is read from here on */
    for (;;) {
        struct series series;
        TRY(census_next_unit(ctx, unit_id, &unit_id));
        if (!unit_id)
            break;
        TRY(series_of(ctx, book, unit_id, &series));
        TRY(store_unit_want(ctx, series.unit_id));
    }
    return db_tx_commit(&tx);
}

/* Accounts and cards come and go without an event of the register: every commune is looked at once a day. */
static enum err want_aged(struct ctx *ctx, int limit)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(store_units_age(ctx, ctx->now_ms - MS_PER_DAY, limit));
    return db_tx_commit(&tx);
}

enum err demography_want_recount(struct ctx *ctx) { return store_mark_put(ctx, S("recount"), 1); }

/* A group that is small is added up when somebody asks: an old district of a few communes needs no row for each day of fifteen years. */
static enum err is_small(struct ctx *ctx, int64_t group_id, bool *ret_small)
{
    int64_t bytes, limit;

    TRY(store_mark_get(ctx, S("small"), &limit));
    TRY(store_group_bytes(ctx, group_id, &bytes));
    *ret_small = bytes < (limit ? limit : SMALL_GROUP_BYTES);
    return OK;
}

/* New days, once a day; and days for groups that are new or have grown. */
static enum err extend_all(struct ctx *ctx, bool changed)
{
    int64_t *groups, extended;
    struct day start;
    int count;

    TRY(first_day(ctx, &start));
    TRY(store_mark_get(ctx, S("extended"), &extended));
    if (!changed && extended == today_of(ctx).n)
        return OK;
    TRY(store_groups(ctx, &groups, &count));
    for (int i = 0; i < count; i++) {
        struct day first, last;
        bool small = false;
        TRY(store_days(ctx, groups[i], &first, &last));
        if (day_is_none(last))
            TRY(is_small(ctx, groups[i], &small));
        if (!small && (day_is_none(last) || last.n < today_of(ctx).n))
            TRY(extend_apart(ctx, groups[i]));
    }
    return mark_put(ctx, S("extended"), today_of(ctx).n);
}

enum err demography_fold(struct ctx *ctx, int limit, bool *ret_more)
{
    struct series_book *book = series_book_new(ctx->arena);
    struct words words;
    int64_t *units, recount, stale;
    int count;

    TRY(store_mark_get(ctx, S("recount"), &recount));
    if (recount)
        TRY(want_all(ctx, book));
    TRY(store_stale(ctx, &stale));
    if (!stale)
        TRY(want_aged(ctx, limit));
    if (!stale) /* else first what waits: the last minute's events make communes stale again each time */
        TRY(want_changed(ctx, book));
    TRY(store_words(ctx, &words));
    TRY(store_units(ctx, true, limit, &units, &count));
    for (int i = 0; i < count; i++) {
        struct series series;
        TRY(series_of(ctx, book, units[i], &series));
        if (series.unit_id != units[i]) { /* a decree's day has come, and nobody has said so yet: communes belong together anew */
            *ret_more = true;
            return mark_put(ctx, S("recount"), 1);
        }
        TRY(recompute_apart(ctx, book, &words, units[i]));
    }
    TRY(store_stale(ctx, &stale));
    *ret_more = stale > 0;
    if (*ret_more)
        return OK;
    TRY(extend_all(ctx, count > 0));
    return mark_put(ctx, S("known"), ctx->now_ms);
}

enum err demography_recount(struct ctx *ctx, db_progress progress, void *arg)
{
    struct series_book *book = series_book_new(ctx->arena);
    struct words words;
    int64_t *units;
    int count;

    TRY(want_all(ctx, book));
    TRY(store_words(ctx, &words));
    TRY(store_units(ctx, true, UNITS_MAX, &units, &count));
    for (int i = 0; i < count; i++) {
        TRY(recompute_apart(ctx, book, &words, units[i]));
        if (progress)
            progress(arg, i + 1, count);
    }
    TRY(extend_all(ctx, true));
    return mark_put(ctx, S("known"), ctx->now_ms);
}

/* --- comparing ------------------------------------------------------------------------------------------------------------------------ */
struct checking {
    struct demography_difference *found;
    int limit;
    int64_t total;
};

static void differs(struct checking *checking, int64_t unit_id, struct day day)
{
    if (checking->total++ < checking->limit)
        checking->found[checking->total - 1] = (struct demography_difference){unit_id, day};
}

static enum err check_unit(struct ctx *ctx, struct series_book *book, struct words *words, int64_t unit_id, struct checking *checking)
{
    struct lives is;
    struct str stored;
    struct series series;
    int64_t computed_ms;

    TRY(series_of(ctx, book, unit_id, &series));
    if (series.unit_id != unit_id) /* a decree has merged it since: the next fold counts everything again */
        return OK;
    TRY(collect_lives(ctx, book, words, unit_id, &is));
    TRY(store_unit_lives(ctx, unit_id, &stored, &computed_ms));
    if (!str_eq(stored, lives_pack(ctx->arena, &is)))
        differs(checking, unit_id, DAY_NONE);
    return OK;
}

/* Communes that the next fold will look at anyway; stale ones of before among them. */
static enum err pending_units(struct ctx *ctx, struct series_book *book, int64_t **ret_units, int *ret_count)
{
    int64_t *changed, *stale, mark, last;
    int changed_count, stale_count, count = 0;

    TRY(store_mark_get(ctx, S("event"), &mark));
    TRY(census_changed_units(ctx, mark, EVENTS_A_FOLD, &changed, &changed_count, &last));
    TRY(store_units(ctx, true, UNITS_MAX, &stale, &stale_count));
    int64_t *units = arena_array(ctx->arena, int64_t, (size_t)changed_count + (size_t)stale_count + 1);
    for (int i = 0; i < changed_count; i++) {
        struct series series;
        TRY(series_of(ctx, book, changed[i], &series));
        units[count++] = series.unit_id;
    }
    for (int i = 0; i < stale_count; i++)
        units[count++] = stale[i];
    *ret_units = units;
    *ret_count = count;
    return OK;
}

static bool listed(const int64_t *units, int count, int64_t unit_id)
{
    for (int i = 0; i < count; i++)
        if (units[i] == unit_id)
            return true;
    return false;
}

static enum err check_group(struct ctx *ctx, int64_t group_id, struct checking *checking)
{
    struct day first, last;
    struct sweep sweep;
    struct str stored;

    TRY(store_days(ctx, group_id, &first, &last));
    if (day_is_none(first)) /* small: nothing is kept that could be wrong */
        return OK;
    TRY(sweep_group(ctx, group_id, first, last, &sweep));
    for (int32_t day = first.n; day <= last.n; day++) {
        enum err err = store_day_get(ctx, group_id, (struct day){day}, &stored);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        if (err == ERR_NOT_FOUND || !str_eq(stored, group_pack(ctx->arena, sweep_day(&sweep, day), sweep.cells)))
            differs(checking, group_id, (struct day){day});
    }
    return OK;
}

enum err demography_check(struct ctx *ctx, int limit, struct demography_difference *ret_differences, int64_t *ret_total, int64_t *ret_looked_at)
{
    struct series_book *book = series_book_new(ctx->arena);
    struct checking checking = {ret_differences, limit, 0};
    struct words words;
    int64_t *units, *groups, *pending;
    int units_count, groups_count, pending_count;
    struct scratch scratch;

    TRY(store_words(ctx, &words));
    TRY(store_units(ctx, false, UNITS_MAX, &units, &units_count));
    TRY(store_groups(ctx, &groups, &groups_count));
    TRY(pending_units(ctx, book, &pending, &pending_count));
    for (int i = 0; i < units_count; i++) {
        if (listed(pending, pending_count, units[i]))
            continue;
        scratch_begin(ctx, &scratch);
        TRY(scratch_end(&scratch, check_unit(ctx, book, &words, units[i], &checking)));
    }
    for (int i = 0; i < groups_count; i++) {
        scratch_begin(ctx, &scratch);
        TRY(scratch_end(&scratch, check_group(ctx, groups[i], &checking)));
    }
    *ret_total = checking.total;
    *ret_looked_at = units_count + groups_count;
    return OK;
}
