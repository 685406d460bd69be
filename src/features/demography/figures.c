/* figures.c: figures for a page: of a commune from its lives, of a group from its day. */
#include "features/demography/internal.h"
#include <assert.h>
#include <stdlib.h>

static enum err lives_of(struct ctx *ctx, int64_t unit_id, struct lives *ret_lives)
{
    struct str bytes;
    int64_t computed_ms;

    TRY(store_unit_lives(ctx, unit_id, &bytes, &computed_ms));
    return computed_ms ? lives_unpack(ctx, bytes, ret_lives) : ERR_NOT_FOUND;
}

static int hamlet_at(const struct lives *lives, int64_t hamlet_id)
{
    for (int i = 0; i < lives->hamlet_count; i++)
        if (lives->hamlets[i] == hamlet_id)
            return i + 1;
    return 0;
}

enum err demography_commune(struct ctx *ctx, int64_t unit_id, int64_t hamlet_id, const struct day *days, int count, struct demography_figure *ret_figures)
{
    struct lives lives;
    int hamlet = -1;

    assert(count > 0 && count <= DEMOGRAPHY_DAYS_MAX);
    TRY(lives_of(ctx, unit_id, &lives));
    if (hamlet_id && (hamlet = hamlet_at(&lives, hamlet_id)) == 0)
        return ERR_NOT_FOUND;
    lives_count(&lives, hamlet, days, count, ret_figures);
    return OK;
}

enum err demography_hamlets(struct ctx *ctx, int64_t unit_id, struct day on, struct demography_part **ret_parts, int *ret_count)
{
    struct lives lives;

    TRY(lives_of(ctx, unit_id, &lives));
    struct demography_part *parts = arena_array(ctx->arena, struct demography_part, (size_t)lives.hamlet_count + 1);
    for (int i = 0; i < lives.hamlet_count; i++)
        parts[i + 1].unit_id = lives.hamlets[i];
    for (int i = 0; i < lives.count; i++)
        if (lives.items[i].from <= on.n && lives.items[i].until > on.n)
            parts[lives.items[i].hamlet].people[lives.items[i].temporary]++;
    *ret_parts = parts;
    *ret_count = lives.hamlet_count + 1;
    return OK;
}

static int part_order(const void *a, const void *b)
{
    int64_t x = ((const struct demography_part *)a)->unit_id, y = ((const struct demography_part *)b)->unit_id;
    return (x > y) - (x < y);
}

static void figure_add(struct demography_figure *sum, const struct demography_figure *part)
{
    _Static_assert(sizeof *sum % sizeof(int64_t) == 0, "a figure is counts and nothing else");
    int64_t *to = (int64_t *)sum;
    const int64_t *from = (const int64_t *)part;

    for (size_t i = 0; i < sizeof *sum / sizeof *to; i++)
        to[i] += from[i];
}

/* A small group: its communes one after the other. */
static enum err group_added_up(struct ctx *ctx, const struct place *places, int places_count, const struct day *days, int count, struct demography_figure *ret_figures,
                               struct demography_part *ret_parts)
{
    struct demography_figure *own = arena_array(ctx->arena, struct demography_figure, (size_t)count);

    memset(ret_figures, 0, (size_t)count * sizeof *ret_figures);
    for (int p = 0; p < places_count; p++) {
        struct lives lives;
        enum err err = lives_of(ctx, places[p].unit_id, &lives);
        ret_parts[p] = (struct demography_part){.unit_id = places[p].unit_id};
        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        lives_count(&lives, -1, days, count, own);
        for (int i = 0; i < count; i++)
            figure_add(&ret_figures[i], &own[i]);
        ret_parts[p].people[0] = demography_total(&own[count - 1], DEMOGRAPHY_PERMANENT);
        ret_parts[p].people[1] = demography_total(&own[count - 1], DEMOGRAPHY_TEMPORARY);
    }
    return OK;
}

static enum err group_of_days(struct ctx *ctx, int64_t group_id, const struct place *places, int places_count, const struct day *days, int count,
                              struct demography_figure *ret_figures, struct demography_part *ret_parts)
{
    int32_t *cells = arena_array(ctx->arena, int32_t, (size_t)group_cells(places_count));
    struct str figures[DEMOGRAPHY_DAYS_MAX];

    TRY(store_days_get(ctx, group_id, days, count, figures));
    for (int i = 0; i < count; i++) {
        TRY(group_unpack(ctx, figures[i], cells, group_cells(places_count)));
        group_figure(cells, &ret_figures[i]);
    }
    for (int i = 0; i < places_count; i++)
        ret_parts[i] = (struct demography_part){places[i].unit_id, {cells[CELL_PARTS + 2 * places[i].place], cells[CELL_PARTS + 2 * places[i].place + 1]}};
    return OK;
}

enum err demography_group(struct ctx *ctx, int64_t group_id, const struct day *days, int count, struct demography_figure *ret_figures, struct demography_part **ret_parts,
                          int *ret_parts_count)
{
    struct place *places;
    struct day first, last;
    int places_count;

    assert(count > 0 && count <= DEMOGRAPHY_DAYS_MAX);
    TRY(store_places_of_group(ctx, group_id, &places, &places_count));
    if (places_count == 0)
        return ERR_NOT_FOUND;
    struct demography_part *parts = arena_array(ctx->arena, struct demography_part, (size_t)places_count);
    TRY(store_days(ctx, group_id, &first, &last));
    if (day_is_none(first))
        TRY(group_added_up(ctx, places, places_count, days, count, ret_figures, parts));
    else
        TRY(group_of_days(ctx, group_id, places, places_count, days, count, ret_figures, parts));
    qsort(parts, (size_t)places_count, sizeof *parts, part_order);
    *ret_parts = parts;
    *ret_parts_count = places_count;
    return OK;
}

enum err demography_words(struct ctx *ctx, struct str *ret_words)
{
    struct words words;

    TRY(store_words(ctx, &words));
    for (int i = 0; i < DEMOGRAPHY_ETHNIC_MAX; i++)
        ret_words[i] = i < words.count ? words.items[i] : STR_NONE;
    return OK;
}

enum err demography_holders(struct ctx *ctx, int64_t unit_id, struct demography_holders **ret_rows, int *ret_count)
{
    TRY(store_holders(ctx, unit_id, false, ret_rows, ret_count));
    return *ret_count ? OK : store_holders(ctx, unit_id, true, ret_rows, ret_count);
}

enum err demography_state(struct ctx *ctx, struct demography_state *ret_state)
{
    struct demography_state state;
    int64_t first, recount;

    TRY(store_mark_get(ctx, S("known"), &state.known_ms));
    TRY(store_mark_get(ctx, S("first"), &first));
    TRY(store_mark_get(ctx, S("recount"), &recount));
    TRY(store_stale(ctx, &state.stale));
    state.stale += recount;
    state.first = first ? (struct day){(int32_t)first} : DAY_NONE;
    *ret_state = state;
    return OK;
}
