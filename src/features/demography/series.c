/* series.c: which communes belong together. People keep the unit that they lived in (history is never rewritten), so the figures of a commune are those of everybody who
 * lived there under whatever name: a unit that went wholly into another one counts in it. A divided one stays for itself: its people cannot be told apart by code. */
#include "features/demography/internal.h"
#include "features/territory/territory.h"

enum { STEPS_MAX = 16, BOOK_SLOTS = 1 << 15 };

struct series_book {
    struct arena *arena;
    struct book_entry {
        int64_t unit_id;
        struct series series;
    } *slots;
    int used;
};

struct series_book *series_book_new(struct arena *arena)
{
    struct series_book *book = arena_new(arena, struct series_book);

    *book = (struct series_book){arena, arena_array(arena, struct book_entry, BOOK_SLOTS), 0};
    return book;
}

static struct book_entry *slot_of(struct series_book *book, int64_t unit_id)
{
    uint64_t at = (uint64_t)unit_id * UINT64_C(0x9E3779B97F4A7C15) >> 40;

    while (book->slots[at % BOOK_SLOTS].unit_id && book->slots[at % BOOK_SLOTS].unit_id != unit_id)
        at++;
    return &book->slots[at % BOOK_SLOTS];
}

static bool in_effect(const struct ctx *ctx, const struct succession *link) { return link->effective_on.n <= day_of_ms(ctx->now_ms).n; }

/* The one unit that all of it went into by today; false: none, or it was divided. */
static enum err heir_of(struct ctx *ctx, int64_t unit_id, struct unit *ret_heir, bool *ret_found)
{
    struct succession *links;
    int count;

    TRY(territory_successors(ctx, unit_id, &links, &count));
    *ret_found = count == 1 && links[0].full && in_effect(ctx, &links[0]);
    if (*ret_found)
        *ret_heir = links[0].unit;
    return OK;
}

enum err series_of(struct ctx *ctx, struct series_book *book, int64_t unit_id, struct series *ret_series)
{
    struct book_entry *slot = slot_of(book, unit_id);
    struct unit unit;
    bool found = true;

    if (slot->unit_id) {
        *ret_series = slot->series;
        return OK;
    }
    enum err err = territory_get(ctx, unit_id, &unit);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_NOT_FOUND) /* a unit that no list knows: it stands for itself, without a province */
        unit = (struct unit){.unit_id = unit_id};
    for (int step = 0; step < STEPS_MAX && found; step++)
        TRY(heir_of(ctx, unit.unit_id, &unit, &found));
    *ret_series = (struct series){unit.unit_id, unit.province_id};
    if (book->used < BOOK_SLOTS / 2) { /* a full book answers slowly, not wrongly */
        *slot = (struct book_entry){unit_id, *ret_series};
        book->used++;
    }
    return OK;
}

enum err series_sources(struct ctx *ctx, struct series_book *book, int64_t unit_id, int64_t ret_units[SERIES_SOURCES_MAX], int *ret_count)
{
    int count = 0;

    ret_units[count++] = unit_id;
    for (int at = 0; at < count; at++) {
        struct succession *links;
        int links_count;
        TRY(territory_predecessors(ctx, ret_units[at], &links, &links_count));
        for (int i = 0; i < links_count; i++) {
            struct series series;
            bool known = false;
            TRY(series_of(ctx, book, links[i].unit.unit_id, &series));
            for (int k = 0; k < count; k++)
                known |= ret_units[k] == links[i].unit.unit_id;
            if (series.unit_id != unit_id || known)
                continue;
            if (count == SERIES_SOURCES_MAX)
                return fault_set(ctx, ERR_TOO_LARGE, S("demography.sources"), STR_NONE, STR_NONE, S("a unit with too many predecessors"));
            ret_units[count++] = links[i].unit.unit_id;
        }
    }
    *ret_count = count;
    return OK;
}

static void group_add(int64_t *groups, int *count, int64_t group_id)
{
    for (int i = 0; i < *count; i++)
        if (groups[i] == group_id)
            return;
    if (group_id && *count < SERIES_GROUPS_MAX)
        groups[(*count)++] = group_id;
}

/* The district and the province in which all of these units lie: of an old geography. */
static void groups_of_all(const struct unit *units, int count, int64_t *groups, int *groups_count)
{
    bool same_parent = count > 0, same_province = count > 0;

    for (int i = 1; i < count; i++) {
        same_parent &= units[i].parent_id == units[0].parent_id;
        same_province &= units[i].province_id == units[0].province_id;
    }
    if (same_parent)
        group_add(groups, groups_count, units[0].parent_id);
    if (same_province)
        group_add(groups, groups_count, units[0].province_id);
}

static struct unit *units_of(struct ctx *ctx, const struct succession *links, int count)
{
    struct unit *units = arena_array(ctx->arena, struct unit, (size_t)count + 1);

    for (int i = 0; i < count; i++)
        units[i] = links[i].unit;
    return units;
}

/* A commune of today lies in an old district when everything that it came from, wholly or in part, lay in it; a divided one of the past lies in a province of today
 * when everything that it became does. */
enum err series_groups(struct ctx *ctx, struct series_book *book, int64_t unit_id, int64_t ret_groups[SERIES_GROUPS_MAX], int *ret_count)
{
    struct succession *links;
    struct unit unit;
    int links_count, count = 0;

    (void)book;
    enum err err = territory_get(ctx, unit_id, &unit);
    if (err == ERR_NOT_FOUND) {
        *ret_count = 0;
        return OK;
    }
    TRY(err);
    group_add(ret_groups, &count, unit.parent_id);
    group_add(ret_groups, &count, unit.province_id);
    TRY(territory_predecessors(ctx, unit_id, &links, &links_count));
    groups_of_all(units_of(ctx, links, links_count), links_count, ret_groups, &count);
    TRY(territory_successors(ctx, unit_id, &links, &links_count));
    groups_of_all(units_of(ctx, links, links_count), links_count, ret_groups, &count);
    *ret_count = count;
    return OK;
}

enum err demography_series(struct ctx *ctx, int64_t unit_id, int64_t *ret_unit_id)
{
    struct unit unit = {.unit_id = unit_id};
    bool found = true;

    for (int step = 0; step < STEPS_MAX && found; step++)
        TRY(heir_of(ctx, unit.unit_id, &unit, &found));
    *ret_unit_id = unit.unit_id;
    return OK;
}
