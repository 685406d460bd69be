/* places.c: the coast (the former Bình Định) and the plateau (the former Gia Lai) of the province that is Gia Lai since 1 July 2025. */
#include "app/demo/places.h"

/* Codes were kept in the reform: 21xxx and 22xxx lie in the former Bình Định, 23xxx and 24xxx in the former Gia Lai. */
static bool on_plateau(struct str code) { return code.len == 5 && (str_starts(code, S("23")) || str_starts(code, S("24"))); }

/* Ba Na live in the east and north of the plateau, Gia Rai in the west and south; a rough guess from the sound of the name. */
static enum people highland_people(struct str name)
{
    static const struct str sounds[] = {S_INIT("Kbang"), S_INIT("Đak"), S_INIT("Đăk"), S_INIT("Kông"), S_INIT("Kon"), S_INIT("KDang"), S_INIT("Mang Yang"),
                                        S_INIT("Hra"), S_INIT("Ayun"), S_INIT("Lơ Pang"), S_INIT("SRó"), S_INIT("Ya "), S_INIT("Chư Krey"),
                                        S_INIT("Krong"), S_INIT("Sơn Lang"), S_INIT("Tơ Tung"), S_INIT("Chơ Long")};
    for (size_t i = 0; i < ARRAY_LEN(sounds); i++)
        if (str_find(name, sounds[i]) >= 0 && !str_ends(name, S("Ayun Pa")))
            return BAHNAR;
    return JRAI;
}

static void add_hamlets(struct ctx *ctx, const struct names *names, struct rng *rng, struct demo_place *place)
{
    int count = rng_between(rng, 6, HAMLETS_MAX), villages = count * place->highland / 1000;

    place->hamlet_count = count;
    for (int i = 0; i < count; i++) {
        place->hamlets[i].highland = i >= count - villages;
        if (place->hamlets[i].highland) {
            place->hamlets[i].name = village_name(ctx->arena, names, rng, place->people);
            place->hamlets[i].kind = place->hamlets[i].name.len ? S("Làng") : place->people == KHMER ? S("Ấp") : S("Bản");
            if (!place->hamlets[i].name.len)
                place->hamlets[i].name = arena_printf(ctx->arena, "%d", i + 1);
        } else {
            place->hamlets[i].kind = place->ward ? S("Tổ dân phố") : S("Thôn");
            place->hamlets[i].name = arena_printf(ctx->arena, "%d", i + 1);
        }
        for (int j = 0; j < i; j++) /* a name that came twice gets a number */
            if (str_eq(place->hamlets[i].name, place->hamlets[j].name))
                place->hamlets[i].name = arena_printf(ctx->arena, "%.*s %d", STR_ARG(place->hamlets[j].name), i + 1);
    }
}

static void share_out(struct rng *rng, struct demo_place *places, int place_count, int64_t count)
{
    int64_t weights = 0, given = 0;

    for (int i = 0; i < place_count; i++)
        weights += places[i].weight;
    for (int i = 0; i < place_count; i++) {
        places[i].people_wanted = count * places[i].weight / weights;
        given += places[i].people_wanted;
    }
    for (; given < count; given++)
        places[rng_below(rng, place_count)].people_wanted++;
}

enum { COAST_PREFIX = 52, PLATEAU_PREFIX = 64 };

/* Outside Gia Lai: one of the peoples of the former province, more of them in the country than in town. */
static void settle_people(const struct names *names, struct rng *rng, struct demo_place *place)
{
    int all = 0, at;

    for (int i = 0; i < names->shares_count; i++)
        all += names->shares[i].prefix == place->commune.prefix ? names->shares[i].per_mille : 0;
    place->plateau = false;
    place->people = KINH;
    place->highland = 0;
    if (!all)
        return;
    at = rng_below(rng, all);
    for (int i = 0; i < names->shares_count; i++) {
        if (names->shares[i].prefix != place->commune.prefix)
            continue;
        place->people = names->shares[i].people;
        at -= names->shares[i].per_mille;
        if (at < 0)
            break;
    }
    place->highland = place->ward ? all / 3 : all * 11 / 10 > 930 ? 930 : all * 11 / 10;
}

void places_make(struct ctx *ctx, const struct names *names, struct rng *rng, const struct demo_commune *communes, int commune_count,
                 int64_t count, struct demo_place *ret_places)
{
    for (int i = 0; i < commune_count; i++) {
        struct demo_place *place = &ret_places[i];
        *place = (struct demo_place){.commune = communes[i]};
        place->ward = str_starts(communes[i].name, S("Phường"));
        place->plateau = on_plateau(communes[i].code);
        place->people = highland_people(communes[i].name);
        place->highland = !place->plateau ? 12 : place->ward ? 130 : 430;
        if (communes[i].prefix && communes[i].prefix != COAST_PREFIX && communes[i].prefix != PLATEAU_PREFIX)
            settle_people(names, rng, place);
        place->weight = (place->ward ? 160 : place->plateau ? 80 : 110) * rng_between(rng, 7, 14);
        add_hamlets(ctx, names, rng, place);
    }
    share_out(rng, ret_places, commune_count, count);
}

struct str place_hamlet(struct arena *arena, const struct demo_place *place, int hamlet)
{
    return arena_printf(arena, "%.*s %.*s", STR_ARG(place->hamlets[hamlet].kind), STR_ARG(place->hamlets[hamlet].name));
}

struct str place_address(struct arena *arena, const struct names *names, struct rng *rng, const struct demo_place *place, enum people people,
                         int64_t *ret_hamlet_id)
{
    int at = rng_below(rng, place->hamlet_count);

    for (int tries = 0; tries < 4 && place->hamlets[at].highland != (people != KINH); tries++)
        at = rng_below(rng, place->hamlet_count);
    *ret_hamlet_id = place->hamlets[at].hamlet_id;
    struct str hamlet = place_hamlet(arena, place, at);
    if (!place->ward)
        return rng_chance(rng, 250) ? arena_printf(arena, "Nhà số %d, %.*s", rng_between(rng, 1, 180), STR_ARG(hamlet)) : hamlet;
    struct str street = name_pick(&names->streets, rng)->text;
    int number = rng_between(rng, 1, 420);
    if (rng_chance(rng, 300))
        return arena_printf(arena, "Hẻm %d/%d %.*s, %.*s", number, rng_between(rng, 2, 60), STR_ARG(street), STR_ARG(hamlet));
    return arena_printf(arena, "%d %.*s, %.*s", number, STR_ARG(street), STR_ARG(hamlet));
}

int place_to_stay(struct rng *rng, const struct demo_place *places, int count, int not_this)
{
    for (int tries = 0; tries < 50; tries++) {
        int at = rng_below(rng, count);
        if (at != not_this && (places[at].ward || rng_chance(rng, 330)))
            return at;
    }
    return not_this == 0 ? count - 1 : 0;
}
