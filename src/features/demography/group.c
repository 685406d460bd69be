/* group.c: the figures of a province or an old unit, a row of cells for each day. A life changes a cell on the day it begins, on each birthday and on the day it ends; so the
 * cells of many days come from one list of changes, added up from day to day. */
#include "features/demography/internal.h"
#include <assert.h>

/* --- a row as bytes: value, or 0 and how many zeros more ------------------------------------------------------------------------------------ */
static void put(struct buf *buf, uint64_t value)
{
    while (value >= 0x80) {
        buf_put_char(buf, (char)(value | 0x80));
        value >>= 7;
    }
    buf_put_char(buf, (char)value);
}

struct str group_pack(struct arena *arena, const int32_t *cells, int count)
{
    struct buf buf;

    buf_init(&buf, arena, 512);
    for (int i = 0; i < count; i++) {
        int zeros = 0;
        while (i + zeros < count && cells[i + zeros] == 0)
            zeros++;
        if (i + zeros == count)
            break;
        if (zeros) {
            put(&buf, 0);
            put(&buf, (uint64_t)zeros);
            i += zeros;
        }
        put(&buf, ((uint64_t)(int64_t)cells[i] << 1) ^ (uint64_t)((int64_t)cells[i] >> 63));
    }
    return buf_str(&buf);
}

enum err group_unpack(struct ctx *ctx, struct str bytes, int32_t *ret_cells, int count)
{
    const unsigned char *at = (const unsigned char *)bytes.ptr, *end = at + bytes.len;
    bool zeros = false, bad = false;
    int cell = 0;

    memset(ret_cells, 0, (size_t)count * sizeof *ret_cells);
    while (at < end && !bad) {
        uint64_t value = 0;
        int shift = 0;
        do
            value |= (uint64_t)(*at & 0x7f) << shift, shift += 7;
        while ((*at++ & 0x80) && at < end && shift < 42);
        bad = at[-1] & 0x80;
        if (zeros) {
            bad |= value > (uint64_t)(count - cell);
            cell += bad ? 0 : (int)value;
            zeros = false;
        } else if (value == 0) {
            zeros = true;
        } else if (cell >= count) {
            bad = true;
        } else {
            ret_cells[cell++] = (int32_t)((int64_t)(value >> 1) ^ -(int64_t)(value & 1));
        }
    }
    return bad || zeros ? fault_set(ctx, ERR_INTERNAL, S("demography.figure"), STR_NONE, STR_NONE, S("damaged demography_day.figure")) : OK;
}

void group_figure(const int32_t *cells, struct demography_figure *ret_figure)
{
    struct demography_figure f = {.household_members = cells[CELL_MEMBERS]};

    for (int kind = 0; kind < 2; kind++) {
        for (int female = 0; female < 2; female++)
            for (int a = 0; a < DEMOGRAPHY_AGES; a++)
                f.people[kind][female][a] = cells[CELL_PEOPLE + (kind * 2 + female) * DEMOGRAPHY_AGES + a];
        for (int e = 0; e < DEMOGRAPHY_ETHNIC_MAX; e++)
            f.ethnic[kind][e] = cells[CELL_ETHNIC + kind * DEMOGRAPHY_ETHNIC_MAX + e];
    }
    for (int i = 0; i < DEMOGRAPHY_SIZES; i++)
        f.households[i] = cells[CELL_SIZES + i];
    for (int i = 0; i < FLOW_COUNT; i++)
        f.flows[i] = cells[CELL_FLOWS + i];
    *ret_figure = f;
}

/* --- many days ------------------------------------------------------------------------------------------------------------------------------ */
void sweep_init(struct sweep *sweep, struct arena *arena, struct day first, struct day last, int cells)
{
    assert(first.n <= last.n);
    *sweep = (struct sweep){first.n, last.n, cells, arena_array(arena, int32_t, (size_t)(last.n - first.n + 1) * (size_t)cells)};
}

static void add(struct sweep *sweep, int32_t day, int cell, int n)
{
    assert(cell < sweep->cells);
    if (day <= sweep->last)
        sweep_day(sweep, day < sweep->first ? sweep->first : day)[cell] += n;
}

static void add_span(struct sweep *sweep, int32_t from, int32_t until, int cell, int n)
{
    add(sweep, from, cell, n);
    add(sweep, until, cell, -n);
}

static void add_ages(struct sweep *sweep, const struct life *life, int sign)
{
    int base = CELL_PEOPLE + (life->temporary * 2 + life->female) * DEMOGRAPHY_AGES;
    struct civil birth = civil_of((struct day){life->birth});
    int32_t from = life->from < sweep->first ? sweep->first : life->from;
    int32_t until = life->until > sweep->last ? sweep->last + 1 : life->until;
    int age = from <= life->birth ? 0 : day_age((struct day){life->birth}, (struct day){from});

    while (from < until) {
        int32_t next = age + 1 < DEMOGRAPHY_AGES ? lives_birthday(birth, age + 1) : LIFE_OPEN;
        if (next > until)
            next = until;
        add_span(sweep, from, next, base + (age < DEMOGRAPHY_AGES ? age : DEMOGRAPHY_AGES - 1), sign);
        from = next;
        age++;
    }
}

/* What happened before the first day counts from it on: only differences between days are looked at. */
void sweep_life(struct sweep *sweep, const struct life *life, int place, int sign)
{
    static const int begins[] = {[BEGIN_BORN] = FLOW_BORN, [BEGIN_ARRIVED] = FLOW_ARRIVED, [BEGIN_NEAR] = FLOW_NEAR_IN};
    static const int ends[] = {[END_DEAD] = FLOW_DEAD, [END_DEPARTED] = FLOW_DEPARTED, [END_NEAR] = FLOW_NEAR_OUT};

    if (life->from > sweep->last)
        return;
    if (life->begin)
        add(sweep, life->from, CELL_FLOWS + begins[life->begin], sign);
    if (life->end)
        add(sweep, life->until > life->from ? life->until : life->from, CELL_FLOWS + ends[life->end], sign);
    if (life->until <= life->from || life->until <= sweep->first)
        return;
    add_ages(sweep, life, sign);
    add_span(sweep, life->from, life->until, CELL_ETHNIC + life->temporary * DEMOGRAPHY_ETHNIC_MAX + life->ethnic, sign);
    add_span(sweep, life->from, life->until, CELL_PARTS + 2 * place + life->temporary, sign);
}

void sweep_home(struct sweep *sweep, const struct home *home, int sign)
{
    if (home->from > sweep->last || home->until <= sweep->first)
        return;
    add_span(sweep, home->from, home->until, CELL_SIZES + (home->size > DEMOGRAPHY_SIZES ? DEMOGRAPHY_SIZES : home->size) - 1, sign);
    add_span(sweep, home->from, home->until, CELL_MEMBERS, sign * home->size);
}

void sweep_lives(struct sweep *sweep, const struct lives *lives, int place)
{
    for (int i = 0; i < lives->count; i++)
        sweep_life(sweep, &lives->items[i], place, 1);
    for (int i = 0; i < lives->home_count; i++)
        sweep_home(sweep, &lives->homes[i], 1);
}

void sweep_difference(struct sweep *sweep, const struct lives *was, const struct lives *is, int place)
{
    for (int i = 0, j = 0; i < was->count || j < is->count;) {
        int order = i == was->count ? 1 : j == is->count ? -1 : life_cmp(&was->items[i], &is->items[j]);
        if (order < 0)
            sweep_life(sweep, &was->items[i], place, -1);
        if (order > 0)
            sweep_life(sweep, &is->items[j], place, 1);
        i += order <= 0;
        j += order >= 0;
    }
    for (int i = 0, j = 0; i < was->home_count || j < is->home_count;) {
        int order = i == was->home_count ? 1 : j == is->home_count ? -1 : home_cmp(&was->homes[i], &is->homes[j]);
        if (order < 0)
            sweep_home(sweep, &was->homes[i], -1);
        if (order > 0)
            sweep_home(sweep, &is->homes[j], 1);
        i += order <= 0;
        j += order >= 0;
    }
}

void sweep_sum(struct sweep *sweep)
{
    for (int32_t day = sweep->first + 1; day <= sweep->last; day++) {
        const int32_t *before = sweep_day(sweep, day - 1);
        int32_t *now = sweep_day(sweep, day);
        for (int i = 0; i < sweep->cells; i++)
            now[i] += before[i];
    }
}
