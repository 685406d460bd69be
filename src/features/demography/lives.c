/* lives.c: packing the lives of a commune, and counting them on a day in one pass. */
#include "features/demography/lives.h"
#include <assert.h>
#include <stdlib.h>

enum { VERSION = 1, FLAG_TEMPORARY = 1, FLAG_FEMALE = 2, BEGIN_SHIFT = 2, END_SHIFT = 5, CODE_MASK = 7 };

#define CMP(member) if (a->member != b->member) return a->member < b->member ? -1 : 1

int life_cmp(const struct life *a, const struct life *b)
{
    CMP(birth);
    CMP(from);
    CMP(until);
    CMP(temporary);
    CMP(female);
    CMP(ethnic);
    CMP(hamlet);
    CMP(begin);
    CMP(end);
    return 0;
}

int home_cmp(const struct home *a, const struct home *b)
{
    CMP(from);
    CMP(until);
    CMP(size);
    CMP(hamlet);
    return 0;
}

static int life_order(const void *a, const void *b) { return life_cmp(a, b); }
static int home_order(const void *a, const void *b) { return home_cmp(a, b); }

void lives_sort(struct lives *lives)
{
    if (lives->count)
        qsort(lives->items, (size_t)lives->count, sizeof *lives->items, life_order);
    if (lives->home_count)
        qsort(lives->homes, (size_t)lives->home_count, sizeof *lives->homes, home_order);
}

/* --- bytes ----------------------------------------------------------------------------------------------------------------- */
static void put(struct buf *buf, uint64_t value)
{
    while (value >= 0x80) {
        buf_put_char(buf, (char)(value | 0x80));
        value >>= 7;
    }
    buf_put_char(buf, (char)value);
}

static void put_signed(struct buf *buf, int64_t value) { put(buf, ((uint64_t)value << 1) ^ (uint64_t)(value >> 63)); }
static uint64_t span(int32_t from, int32_t until) { return until == LIFE_OPEN ? 0 : (uint64_t)((int64_t)until - from) + 1; }

struct str lives_pack(struct arena *arena, const struct lives *lives)
{
    struct buf buf;
    int32_t birth = 0, from = 0;

    buf_init(&buf, arena, (size_t)lives->count * 9 + (size_t)lives->home_count * 6 + 64);
    buf_put_char(&buf, VERSION);
    put(&buf, (uint64_t)lives->hamlet_count);
    for (int i = 0; i < lives->hamlet_count; i++)
        put(&buf, (uint64_t)lives->hamlets[i]);
    put(&buf, (uint64_t)lives->count);
    for (int i = 0; i < lives->count; i++) {
        const struct life *l = &lives->items[i];
        put_signed(&buf, (int64_t)l->birth - birth);
        buf_put_char(&buf, (char)((l->temporary ? FLAG_TEMPORARY : 0) | (l->female ? FLAG_FEMALE : 0) | l->begin << BEGIN_SHIFT | l->end << END_SHIFT));
        buf_put_char(&buf, (char)l->ethnic);
        put(&buf, l->hamlet);
        put_signed(&buf, (int64_t)l->from - l->birth);
        put(&buf, span(l->from, l->until));
        birth = l->birth;
    }
    put(&buf, (uint64_t)lives->home_count);
    for (int i = 0; i < lives->home_count; i++) {
        const struct home *h = &lives->homes[i];
        put_signed(&buf, (int64_t)h->from - from);
        put(&buf, span(h->from, h->until));
        put(&buf, h->size);
        put(&buf, h->hamlet);
        from = h->from;
    }
    return buf_str(&buf);
}

struct reader {
    const unsigned char *at, *end;
    bool bad;
};

static uint64_t get(struct reader *r)
{
    uint64_t value = 0;

    for (int shift = 0; shift < 64 && r->at < r->end; shift += 7) {
        unsigned char c = *r->at++;
        value |= (uint64_t)(c & 0x7f) << shift;
        if (!(c & 0x80))
            return value;
    }
    r->bad = true;
    return 0;
}

static int64_t get_signed(struct reader *r)
{
    uint64_t value = get(r);
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

/* A count cannot be larger than the bytes that are left for it. */
static int get_count(struct reader *r)
{
    uint64_t value = get(r);
    if (value > (uint64_t)(r->end - r->at))
        r->bad = true;
    return r->bad ? 0 : (int)value;
}

static int32_t until_of(int32_t from, uint64_t span_value) { return span_value == 0 ? LIFE_OPEN : (int32_t)((int64_t)from + (int64_t)span_value - 1); }

enum err lives_unpack(struct ctx *ctx, struct str bytes, struct lives *ret_lives)
{
    struct reader r = {(const unsigned char *)bytes.ptr, (const unsigned char *)bytes.ptr + bytes.len, bytes.len == 0};
    struct lives lives = {0};
    int64_t birth = 0, from = 0;

    if (r.bad || *r.at++ != VERSION)
        return fault_set(ctx, ERR_INTERNAL, S("demography.lives"), STR_NONE, STR_NONE, S("unknown form of demography_unit.lives"));
    lives.hamlet_count = get_count(&r);
    lives.hamlets = arena_array(ctx->arena, int64_t, (size_t)lives.hamlet_count + 1);
    for (int i = 0; i < lives.hamlet_count; i++)
        lives.hamlets[i] = (int64_t)get(&r);
    lives.count = get_count(&r);
    lives.items = arena_array(ctx->arena, struct life, (size_t)lives.count + 1);
    for (int i = 0; i < lives.count && !r.bad; i++) {
        struct life *l = &lives.items[i];
        birth += get_signed(&r);
        if (r.end - r.at < 2) {
            r.bad = true;
            break;
        }
        unsigned flags = *r.at++;
        *l = (struct life){.birth = (int32_t)birth, .temporary = flags & FLAG_TEMPORARY, .female = (flags & FLAG_FEMALE) != 0,
                           .begin = flags >> BEGIN_SHIFT & CODE_MASK, .end = flags >> END_SHIFT & CODE_MASK, .ethnic = *r.at++};
        l->hamlet = (uint16_t)get(&r);
        l->from = (int32_t)(birth + get_signed(&r));
        l->until = until_of(l->from, get(&r));
        r.bad |= l->ethnic >= DEMOGRAPHY_ETHNIC_MAX || l->hamlet > lives.hamlet_count;
    }
    lives.home_count = get_count(&r);
    lives.homes = arena_array(ctx->arena, struct home, (size_t)lives.home_count + 1);
    for (int i = 0; i < lives.home_count && !r.bad; i++) {
        struct home *h = &lives.homes[i];
        from += get_signed(&r);
        h->from = (int32_t)from;
        h->until = until_of(h->from, get(&r));
        h->size = (uint16_t)get(&r);
        h->hamlet = (uint16_t)get(&r);
        r.bad |= h->hamlet > lives.hamlet_count;
    }
    if (r.bad || r.at != r.end)
        return fault_set(ctx, ERR_INTERNAL, S("demography.lives"), STR_NONE, STR_NONE, S("damaged demography_unit.lives"));
    *ret_lives = lives;
    return OK;
}

/* --- counting ---------------------------------------------------------------------------------------------------------------- */
int32_t lives_birthday(struct civil birth, int years)
{
    if (birth.month == 2 && birth.day == 29 && !civil_valid(birth.year + years, 2, 29))
        return day_of(birth.year + years, 3, 1).n;
    return day_of(birth.year + years, birth.month, birth.day).n;
}

/* Who has completed a years on the day was born on latest[a] or before. */
static void latest_births(struct day on, int32_t latest[DEMOGRAPHY_AGES])
{
    struct civil c = civil_of(on);

    for (int a = 0; a < DEMOGRAPHY_AGES; a++) {
        int day = c.day;
        while (!civil_valid(c.year - a, c.month, day))
            day--;
        latest[a] = day_of(c.year - a, c.month, day).n;
    }
}

static int age_at(const int32_t latest[DEMOGRAPHY_AGES], int32_t on, int32_t birth)
{
    int64_t guess = ((int64_t)on - birth) * 4 / 1461;
    int age = guess < 0 ? 0 : guess >= DEMOGRAPHY_AGES ? DEMOGRAPHY_AGES - 1 : (int)guess;

    while (age > 0 && birth > latest[age])
        age--;
    while (age < DEMOGRAPHY_AGES - 1 && birth <= latest[age + 1])
        age++;
    return age;
}

int64_t demography_total(const struct demography_figure *figure, enum demography_kind kind)
{
    int64_t sum = 0;

    for (int a = 0; a < DEMOGRAPHY_AGES; a++)
        sum += figure->people[kind][0][a] + figure->people[kind][1][a];
    return sum;
}

static void count_day(const struct lives *lives, int hamlet, struct day on, struct demography_figure *f)
{
    static const int begins[] = {[BEGIN_BORN] = FLOW_BORN, [BEGIN_ARRIVED] = FLOW_ARRIVED, [BEGIN_NEAR] = FLOW_NEAR_IN};
    static const int ends[] = {[END_DEAD] = FLOW_DEAD, [END_DEPARTED] = FLOW_DEPARTED, [END_NEAR] = FLOW_NEAR_OUT};
    int32_t latest[DEMOGRAPHY_AGES];

    latest_births(on, latest);
    *f = (struct demography_figure){0};
    for (int i = 0; i < lives->count; i++) {
        const struct life *l = &lives->items[i];
        if (l->from > on.n || (hamlet >= 0 && l->hamlet != hamlet))
            continue;
        if (l->begin)
            f->flows[begins[l->begin]]++;
        if (l->until <= on.n) {
            if (l->end)
                f->flows[ends[l->end]]++;
            continue;
        }
        f->people[l->temporary][l->female][age_at(latest, on.n, l->birth)]++;
        f->ethnic[l->temporary][l->ethnic]++;
    }
    for (int i = 0; i < lives->home_count; i++) {
        const struct home *h = &lives->homes[i];
        if (h->from > on.n || h->until <= on.n || (hamlet >= 0 && h->hamlet != hamlet))
            continue;
        f->households[(h->size > DEMOGRAPHY_SIZES ? DEMOGRAPHY_SIZES : h->size) - 1]++;
        f->household_members += h->size;
    }
}

void lives_count(const struct lives *lives, int hamlet, const struct day *days, int count, struct demography_figure *ret_figures)
{
    for (int i = 0; i < count; i++)
        count_day(lives, hamlet, days[i], &ret_figures[i]);
}
