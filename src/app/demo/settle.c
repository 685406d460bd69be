/* settle.c: see settle.h. One in twelve lives elsewhere for a time: young people at work or at school, and young families. */
#include "app/demo/settle.h"

static struct day later(struct day a, struct day b) { return a.n > b.n ? a : b; }

static struct bulk_residence *residence_add(struct bulk *bulk, int64_t person_id, const char *kind)
{
    struct bulk_residence *r = &bulk->rows.residences[bulk->rows.residence_count++];
    *r = (struct bulk_residence){.residence_id = bulk_id(bulk), .person_id = person_id, .kind = kind, .dwelling = "owned",
                                 .expires = DAY_NONE, .to = DAY_NONE};
    return r;
}

/* Since when the household is there: not before its head was of age, and before anybody of it died. */
static struct day since_when(struct town *town, const struct soul *souls, int count)
{
    struct day grown = day_add_months(souls[0].birth, 18 * 12 + 1);
    struct day since = later(grown, (struct day){town->lives.today.n - rng_between(&town->lives.rng, 200, 4400)});

    for (int i = 0; i < count; i++)
        if (!day_is_none(souls[i].death) && souls[i].death.n - 100 < since.n)
            since.n = souls[i].death.n - 100;
    return since;
}

static void lived_before(struct town *town, const struct soul *soul, int place, struct str address, int64_t hamlet_id, struct day from, struct day to)
{
    if (soul->birth.n >= to.n)
        return;
    struct bulk_residence *r = residence_add(&town->bulk, soul->person_id, "permanent");
    const struct demo_commune *commune = &town->places[place].commune;
    bool before_reform = to.n < day_of(2025, 7, 1).n && commune->old_unit_id;
    r->unit_id = before_reform ? commune->old_unit_id : commune->unit_id; /* an address as it was then */
    r->hamlet_id = before_reform ? 0 : hamlet_id;
    r->address = address;
    r->from = later(soul->birth, from);
    r->to = to;
    r->end_reason = "moved";
}

void settle_temporary(struct town *town, int64_t person_id, int place, struct str address, int64_t hamlet_id, const char *dwelling, struct day from,
                      struct day until)
{
    struct bulk_residence *r = residence_add(&town->bulk, person_id, "temporary");
    bool over = until.n < town->lives.today.n;

    r->unit_id = town->places[place].commune.unit_id;
    r->hamlet_id = hamlet_id;
    r->address = address;
    r->dwelling = dwelling;
    r->from = from;
    r->expires = until;
    r->to = over ? until : DAY_NONE;
    r->end_reason = over ? "expired" : NULL;
}

static void stay_elsewhere(struct town *town, const struct soul *souls, int count, int home)
{
    static const char *const dwellings[] = {"rented", "rented", "rented", "dormitory", "borrowed", "lodged"};
    struct rng *rng = &town->lives.rng;
    int place = place_to_stay(rng, town->places, town->place_count, home), months = 6 * rng_between(rng, 1, 4);
    bool over = rng_chance(rng, 50);
    int64_t hamlet_id;
    struct str address = place_address(&town->bulk.rows.arena, &town->names, rng, &town->places[place], KINH, &hamlet_id);
    const char *dwelling = dwellings[rng_below(rng, (int)ARRAY_LEN(dwellings))];
    struct day from = {town->lives.today.n - rng_below(rng, months * 30 - 8) - (over ? months * 31 : 0)};
    struct day until = {day_add_months(from, months).n - 1};

    for (int i = 0; i < count; i++)
        if (day_is_none(souls[i].death) && souls[i].birth.n < from.n)
            settle_temporary(town, souls[i].person_id, place, address, hamlet_id, dwelling, from, until);
}

static void scatter(struct town *town, const struct soul *souls, int count, int home)
{
    struct rng *rng = &town->lives.rng;
    int head_age = day_age(souls[0].birth, town->lives.today);

    if (head_age < 46 && rng_chance(rng, 75)) {
        stay_elsewhere(town, souls, count, home);
        return;
    }
    for (int i = 1; i < count; i++) {
        int age = day_age(souls[i].birth, town->lives.today);
        if (day_is_none(souls[i].death) && !souls[i].spouse_id && age >= 18 && age < 35 && rng_chance(rng, 420))
            stay_elsewhere(town, &souls[i], 1, home);
    }
}

int64_t settle_household(struct town *town, int count, struct home_plan plan)
{
    struct bulk *bulk = &town->bulk;
    struct rng *rng = &town->lives.rng;
    const struct soul *souls = &bulk->rows.souls[bulk->rows.soul_count - count];
    const struct demo_place *place = &town->places[plan.place];
    struct bulk_household *household = &bulk->rows.households[bulk->rows.household_count++];
    struct day since = day_is_none(plan.since) ? since_when(town, souls, count) : plan.since;

    if (str_empty(plan.address))
        plan.address = place_address(&bulk->rows.arena, &town->names, rng, place, souls[0].people, &plan.hamlet_id);
    *household = (struct bulk_household){bulk_household_id(bulk), place->commune.unit_id, plan.hamlet_id, plan.address, since};

    bool moved_here = !plan.plain && rng_chance(rng, 60);
    int former = moved_here ? place_to_stay(rng, town->places, town->place_count, plan.place) : 0;
    int64_t former_hamlet = 0;
    struct str former_address = moved_here ? place_address(&bulk->rows.arena, &town->names, rng, &town->places[former], KINH, &former_hamlet) : STR_NONE;
    for (int i = 0; i < count; i++) {
        const struct soul *soul = &souls[i];
        struct day from = later(since, soul->birth);
        bulk->rows.members[bulk->rows.member_count++] = (struct bulk_member){bulk_id(bulk), household->household_id, soul->person_id, soul->relation,
                                                                   from, soul->death};
        if (moved_here)
            lived_before(town, soul, former, former_address, former_hamlet, (struct day){since.n - 1500}, (struct day){since.n - 1});
        struct bulk_residence *r = residence_add(bulk, soul->person_id, "permanent");
        r->unit_id = place->commune.unit_id;
        r->hamlet_id = plan.hamlet_id;
        r->household_id = household->household_id;
        r->address = plan.address;
        r->from = from;
        r->to = soul->death;
        r->end_reason = day_is_none(soul->death) ? NULL : "death";
    }
    if (!plan.plain)
        scatter(town, souls, count, plan.place);
    return household->household_id;
}
