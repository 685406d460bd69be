/* people.c: walks through the communes and fills them, household by household. */
#include "app/demo/people.h"
#include "app/demo/cast.h"
#include "features/territory/territory.h"

enum { PEOPLE_MIN = 1000 };

static enum err check_empty(struct ctx *ctx)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    enum err err = db_one(ctx, &rows, "SELECT person_id FROM person LIMIT 1");
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    return fault(ctx, ERR_CONFLICT, "demo.not_empty", "", "Cơ sở dữ liệu đã có người. Dữ liệu mô phỏng chỉ được tạo trong cơ sở dữ liệu trống.");
}

/* Gia Lai's two halves have origins of their own in lives.c. */
static int national_prefix(const struct demo_place *place)
{
    return place->commune.prefix == 52 || place->commune.prefix == 64 ? 0 : place->commune.prefix;
}

static enum err fill_place(struct town *town, int index, int64_t *done, int64_t total, db_progress progress, void *arg)
{
    const struct demo_place *place = &town->places[index];
    struct bulk *bulk = &town->bulk;

    for (int64_t left = place->people_wanted; left > 0;) {
        if (bulk_full(bulk)) {
            TRY(bulk_flush(bulk));
            if (progress)
                progress(arg, *done, total);
        }
        enum people people = KINH;
        town->lives.place_prefix = national_prefix(place);
        if (rng_chance(&town->lives.rng, place->highland))
            people = place->plateau && rng_chance(&town->lives.rng, 30) ? EDE : place->people;
        int room = left > HOUSEHOLD_MAX ? HOUSEHOLD_MAX : (int)left;
        int count = lives_household(&town->lives, people, place->plateau, room, &bulk->rows.souls[bulk->rows.soul_count]);
        bulk->rows.soul_count += count;
        settle_household(town, count, (struct home_plan){.place = index, .since = DAY_NONE});
        left -= count;
        *done += count;
    }
    return OK;
}

/* The cast lives in some communes already: these take so many fewer. */
static void make_room(struct town *town, int count)
{
    for (int i = 0; count > 0; i = (i + 1) % town->place_count)
        if (town->places[i].people_wanted > 0) {
            town->places[i].people_wanted--;
            count--;
        }
}

static enum err add_hamlets(struct ctx *ctx, struct town *town)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    for (int i = 0; i < town->place_count; i++) {
        struct demo_place *place = &town->places[i];
        for (int h = 0; h < place->hamlet_count; h++)
            TRY(territory_hamlet_put(ctx, place->commune.unit_id, place->hamlets[h].kind, place->hamlets[h].name, &place->hamlets[h].hamlet_id));
    }
    return db_tx_commit(&tx);
}

static enum err fill(struct ctx *ctx, struct town *town, int64_t count, db_progress progress, void *arg, struct demo_cast *ret_cast)
{
    struct demo_cast cast;
    int cast_count;

    cast_add(ctx, town, &cast, &cast_count);
    make_room(town, cast_count);
    int64_t done = cast_count;
    for (int i = 0; i < town->place_count; i++)
        TRY(fill_place(town, i, &done, count, progress, arg));
    TRY(bulk_finish(&town->bulk));
    TRY(cast_finish(ctx, &cast));
    TRY(bulk_end(ctx));
    if (progress)
        progress(arg, done, count);
    *ret_cast = cast;
    return OK;
}

enum err demo_people_in(struct ctx *ctx, const struct demo_commune *communes, int commune_count, int64_t count, uint64_t seed,
                        db_progress progress, void *arg, struct demo_cast *ret_cast)
{
    struct town *town = arena_new(ctx->arena, struct town);
    struct rng places_rng = {.state = seed ^ UINT64_C(0x706c61636573)}; /* places stay when the number of people changes */

    if (commune_count == 0)
        return fault(ctx, ERR_NOT_FOUND, "demo.no_communes", "", "Tỉnh này chưa có xã, phường nào. Hãy nạp danh mục đơn vị hành chính trước.");
    if (count < PEOPLE_MIN)
        return fault(ctx, ERR_INVALID, "demo.too_few", "", "Tỉnh mô phỏng cần ít nhất 1.000 người.");
    TRY(check_empty(ctx));
    TRY(names_load(ctx, &town->names));
    town->places = arena_array(ctx->arena, struct demo_place, (size_t)commune_count);
    town->place_count = commune_count;
    places_make(ctx, &town->names, &places_rng, communes, commune_count, count, town->places);
    bulk_init(ctx, &town->bulk);
    lives_init(&town->lives, &town->bulk.rows.arena, arena_array(ctx->arena, int, NUMBER_BUCKETS), &town->names, day_of_ms(ctx->now_ms), count, seed);
    TRY(add_hamlets(ctx, town));
    TRY(bulk_begin(ctx));
    enum err err = fill(ctx, town, count, progress, arg, ret_cast);
    if (err != OK && ctx->fault.err == OK && town->bulk.result != OK) {
        ctx->fault = town->bulk.ctx.fault;
        ctx->fault.detail = arena_str(ctx->arena, town->bulk.ctx.fault.detail);
    }
    bulk_done(&town->bulk);
    return err;
}

/* The code of a commune was kept in the reform: the old commune of that code tells the former province, and is where people lived before. */
static enum err old_units(struct ctx *ctx, struct demo_commune *communes, int count)
{
    struct unit *units;
    int units_count, at = 0;

    TRY(territory_communes(ctx, 0, day_of(2025, 6, 30), &units, &units_count)); /* both lists by code */
    for (int i = 0; i < count; i++) {
        while (at > 0 && str_cmp(units[at - 1].code, communes[i].code) >= 0)
            at--; /* the province's own stand first */
        while (at < units_count && str_cmp(units[at].code, communes[i].code) < 0)
            at++;
        if (at == units_count || !str_eq(units[at].code, communes[i].code))
            continue;
        communes[i].old_unit_id = units[at].unit_id;
        communes[i].prefix = (int)(units[at].province_id / 100000 % 100000); /* territory.h: the code's five digits */
    }
    return OK;
}

/* The province's own come first: the cast lives there. */
static enum err communes_for(struct ctx *ctx, int64_t province_unit_id, bool whole_country, struct demo_commune **ret_communes, int *ret_count)
{
    struct unit *units, *all = NULL;
    int own, all_count = 0;

    TRY(territory_communes(ctx, province_unit_id, day_of_ms(ctx->now_ms), &units, &own));
    if (whole_country)
        TRY(territory_communes(ctx, 0, day_of_ms(ctx->now_ms), &all, &all_count));
    struct demo_commune *communes = arena_array(ctx->arena, struct demo_commune, (size_t)(own + all_count) + 1);
    int count = 0;
    for (int i = 0; i < own; i++)
        communes[count++] = (struct demo_commune){.unit_id = units[i].unit_id, .code = units[i].code, .name = units[i].name};
    for (int i = 0; i < all_count; i++)
        if (all[i].province_id != province_unit_id)
            communes[count++] = (struct demo_commune){.unit_id = all[i].unit_id, .code = all[i].code, .name = all[i].name};
    *ret_communes = communes;
    *ret_count = count;
    return old_units(ctx, communes, count);
}

enum err demo_people(struct ctx *ctx, int64_t province_unit_id, int64_t count, uint64_t seed, db_progress progress, void *arg,
                     struct demo_cast *ret_cast)
{
    struct demo_commune *communes;
    int communes_count;

    TRY(communes_for(ctx, province_unit_id, count > DEMO_PROVINCE_MAX, &communes, &communes_count));
    return demo_people_in(ctx, communes, communes_count, count, seed, progress, arg, ret_cast);
}
