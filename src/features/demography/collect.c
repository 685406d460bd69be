/* collect.c: the lives of a commune from the register's rows. */
#include "features/demography/internal.h"
#include "features/population/population.h"
#include <assert.h>
#include <stdlib.h>

struct collector {
    struct ctx *ctx;
    struct series_book *book;
    struct words *words;
    int64_t unit_id;
    struct series own;
    struct lives lives;
};

static int number_order(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static uint16_t hamlet_place(const struct lives *lives, int64_t hamlet_id)
{
    const int64_t *found = hamlet_id ? bsearch(&hamlet_id, lives->hamlets, (size_t)lives->hamlet_count, sizeof hamlet_id, number_order) : NULL;
    return found ? (uint16_t)(found - lives->hamlets + 1) : 0;
}

static bool is_here(const struct census_units *units, int64_t unit_id)
{
    for (int i = 0; i < units->count; i++)
        if (units->ids[i] == unit_id)
            return true;
    return false;
}

static void hamlets_fill(struct lives *lives, struct arena *arena, const struct census_units *units, const struct census_stay *stays, int stays_count,
                         const struct census_seat *seats, int seats_count)
{
    int64_t *all = arena_array(arena, int64_t, (size_t)stays_count + (size_t)seats_count + 1);
    int count = 0;

    for (int i = 0; i < stays_count; i++)
        if (stays[i].hamlet_id && is_here(units, stays[i].unit_id))
            all[count++] = stays[i].hamlet_id;
    for (int i = 0; i < seats_count; i++)
        if (seats[i].hamlet_id)
            all[count++] = seats[i].hamlet_id;
    qsort(all, (size_t)count, sizeof *all, number_order);
    for (int i = 0; i < count && lives->hamlet_count < UINT16_MAX - 1; i++)
        if (i == 0 || all[i] != all[i - 1])
            all[lives->hamlet_count++] = all[i];
    lives->hamlets = all;
}

static uint8_t ethnic_place(struct words *words, struct str word)
{
    for (int i = 0; i < words->count; i++)
        if (str_eq(words->items[i], word))
            return (uint8_t)i;
    if (words->count == DEMOGRAPHY_ETHNIC_MAX - 1)
        return DEMOGRAPHY_ETHNIC_MAX - 1;
    words->items[words->count] = arena_str(words->arena, word);
    return (uint8_t)words->count++;
}

/* `beside`: the residence before or after, when the two meet without a day between them. */
static enum err neighbour(struct collector *c, const struct census_stay *beside, bool *ret_same, bool *ret_near)
{
    struct series series;

    *ret_same = *ret_near = false;
    if (!beside)
        return OK;
    TRY(series_of(c->ctx, c->book, beside->unit_id, &series));
    *ret_same = series.unit_id == c->own.unit_id;
    *ret_near = series.province_id && series.province_id == c->own.province_id;
    return OK;
}

static enum err flows(struct collector *c, const struct census_stay *before, const struct census_stay *stay, const struct census_stay *after, struct life *life)
{
    bool meets_before = before && !day_is_none(before->until) && before->until.n == stay->from.n && !before->by_death;
    bool meets_after = after && !day_is_none(stay->until) && stay->until.n == after->from.n && !stay->by_death;
    bool same, near;

    TRY(neighbour(c, meets_before ? before : NULL, &same, &near));
    life->begin = same ? BEGIN_NONE : near ? BEGIN_NEAR : !before && stay->from.n < lives_birthday(civil_of(stay->birth), 1) ? BEGIN_BORN : BEGIN_ARRIVED;
    if (day_is_none(stay->until))
        return OK;
    TRY(neighbour(c, meets_after ? after : NULL, &same, &near));
    life->end = stay->by_death ? END_DEAD : same ? END_NONE : near ? END_NEAR : END_DEPARTED;
    return OK;
}

/* The residences of one person, from the first to the last. */
static enum err person_put(struct collector *c, const struct census_stay *stays, int count)
{
    const struct census_stay *before = NULL;

    for (int i = 0; i < count; i++) {
        const struct census_stay *stay = &stays[i], *after = NULL;
        struct series series;

        TRY(series_of(c->ctx, c->book, stay->unit_id, &series));
        for (int k = i + 1; k < count && !after && !stay->temporary; k++)
            after = stays[k].temporary ? NULL : &stays[k];
        if (series.unit_id == c->unit_id) {
            struct life life = {.birth = stay->birth.n, .from = stay->from.n, .until = day_is_none(stay->until) ? LIFE_OPEN : stay->until.n,
                                .temporary = stay->temporary, .female = stay->female, .hamlet = hamlet_place(&c->lives, stay->hamlet_id),
                                .ethnic = ethnic_place(c->words, stay->ethnicity)};
            if (!stay->temporary)
                TRY(flows(c, before, stay, after, &life));
            if (life.until < life.from) /* ended before it began: it never held on any day */
                life.until = life.from;
            c->lives.items[c->lives.count++] = life;
        }
        if (!stay->temporary)
            before = stay;
    }
    return OK;
}

struct change {
    int32_t day;
    int n;
};
static int change_order(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

/* The times between two changes of a household's size. */
static void household_put(struct lives *lives, struct arena *arena, const struct census_seat *seats, int count)
{
    struct change *changes = arena_array(arena, struct change, (size_t)count * 2);
    int n = 0, size = 0;

    for (int i = 0; i < count; i++) {
        if (!day_is_none(seats[i].until) && seats[i].until.n <= seats[i].from.n)
            continue;
        changes[n++] = (struct change){seats[i].from.n, 1};
        if (!day_is_none(seats[i].until))
            changes[n++] = (struct change){seats[i].until.n, -1};
    }
    qsort(changes, (size_t)n, sizeof *changes, change_order);
    for (int i = 0; i < n; i++) {
        size += changes[i].n;
        if (i + 1 < n && changes[i + 1].day == changes[i].day)
            continue;
        if (size > 0)
            lives->homes[lives->home_count++] = (struct home){changes[i].day, i + 1 < n ? changes[i + 1].day : LIFE_OPEN, hamlet_place(lives, seats[0].hamlet_id),
                                                              (uint16_t)size};
    }
}

enum err collect_lives(struct ctx *ctx, struct series_book *book, struct words *words, int64_t unit_id, struct lives *ret_lives)
{
    struct collector c = {.ctx = ctx, .book = book, .words = words, .unit_id = unit_id};
    struct census_units units;
    struct census_stay *stays;
    struct census_seat *seats;
    int stays_count, seats_count;

    _Static_assert((int)CENSUS_UNITS_MAX == (int)SERIES_SOURCES_MAX, "what series.c finds, the register can be asked for");
    TRY(series_of(ctx, book, unit_id, &c.own));
    assert(c.own.unit_id == unit_id);
    TRY(series_sources(ctx, book, unit_id, units.ids, &units.count));
    TRY(census_stays(ctx, &units, &stays, &stays_count));
    TRY(census_seats(ctx, &units, &seats, &seats_count));
    hamlets_fill(&c.lives, ctx->arena, &units, stays, stays_count, seats, seats_count);
    c.lives.items = arena_array(ctx->arena, struct life, (size_t)stays_count + 1);
    c.lives.homes = arena_array(ctx->arena, struct home, (size_t)seats_count * 2 + 1);
    for (int i = 0, next; i < stays_count; i = next) {
        for (next = i + 1; next < stays_count && stays[next].person_id == stays[i].person_id; next++) {}
        TRY(person_put(&c, stays + i, next - i));
    }
    for (int i = 0, next; i < seats_count; i = next) {
        for (next = i + 1; next < seats_count && seats[next].household_id == seats[i].household_id; next++) {}
        household_put(&c.lives, ctx->arena, seats + i, next - i);
    }
    lives_sort(&c.lives);
    *ret_lives = c.lives;
    return OK;
}
