/* lives.c: who lives with whom. Ages keep to the pyramid of data/names: where a group is full, another age is taken, a child is not there. */
#include "app/demo/lives.h"
#include "features/population/population.h"

enum { SERIAL_MAX = 999999, ADULT = 18 };

void lives_init(struct lives *ret_lives, struct arena *arena, int *last_serial, const struct names *names, struct day today, int64_t count,
                uint64_t seed)
{
    int64_t fullest = count / 130 + 10; /* of 70 years and two sexes; the commonest prefix holds half of the people */
    int64_t step = SERIAL_MAX / (2 * fullest);

    *ret_lives = (struct lives){
        .arena = arena,
        .last_serial = last_serial,
        .names = names,
        .rng = {.state = seed},
        .today = today,
        .step = step < 1 ? 1 : (int)step,
    };
}

/* Provinces where people of this province were born, in per mille. */
struct origin {
    int prefix, upto;
};
static const struct origin coast[] = {{52, 890}, {64, 920}, {51, 940}, {49, 955}, {54, 970}, {79, 980}, {38, 987}, {40, 994}, {30, 1000}};
static const struct origin plateau_kinh[] = {{64, 590}, {52, 760}, {38, 800}, {40, 840}, {36, 870}, {34, 900}, {51, 930}, {62, 950}, {4, 970}, {49, 985}, {79, 1000}};
static const struct origin plateau_old[] = {{64, 970}, {62, 985}, {66, 1000}};

/* Where people elsewhere in the country come from: nine in ten from there, the others from anywhere. */
static int pick_national(struct rng *rng, int place_prefix)
{
    static const int many[] = {1, 36, 34, 38, 40, 42, 30, 31, 33, 35, 25, 24, 27, 46, 49, 51, 52, 79, 75, 82, 87, 89, 93, 96};
    return rng_chance(rng, 880) ? place_prefix : many[rng_below(rng, (int)ARRAY_LEN(many))];
}

static int pick_prefix(struct lives *lives, enum people people, bool plateau)
{
    struct rng *rng = &lives->rng;
    if (lives->place_prefix)
        return pick_national(rng, lives->place_prefix);
    const struct origin *origin = people != KINH ? plateau_old : plateau ? plateau_kinh : coast;
    int at = rng_below(rng, 1000);
    while (origin->upto <= at)
        origin++;
    return origin->prefix;
}

void lives_number(struct lives *lives, struct soul *soul)
{
    int year = civil_of(soul->birth).year;
    static const int spare[] = {79, 1, 48, 92, 31, 46, 45, 44, 42, 37, 35, 33};

    for (size_t i = 0;; i++) {
        int64_t base = person_number_make(soul->prefix, soul->female, year, 0);
        int *last = &lives->last_serial[base / 1000000];
        int serial = *last + 1 + rng_below(&lives->rng, 2 * lives->step - 1);
        if (serial > SERIAL_MAX)
            serial = *last + 1;
        if (serial <= SERIAL_MAX) {
            *last = serial;
            soul->person_id = base + serial;
            return;
        }
        soul->prefix = spare[i % ARRAY_LEN(spare)]; /* this bucket is full: 999,999 people a province, year and sex */
    }
}

struct soul lives_person(struct lives *lives, enum people people, bool plateau, bool female, struct day birth, int prefix)
{
    struct soul soul = {.birth = birth, .death = DAY_NONE, .people = people, .female = female, .relation = "other"};

    soul.prefix = soul.home_prefix = prefix ? prefix : pick_prefix(lives, people, plateau);
    soul.surname = name_pick(&lives->names->surnames[people], &lives->rng);
    lives_number(lives, &soul);
    soul.name = name_make(lives->arena, lives->names, &lives->rng, people, soul.surname, female, civil_of(birth).year);
    return soul;
}

/* --- the pyramid --- */
static int age_group(int age)
{
    int group = age / AGE_GROUP_YEARS;
    return group >= AGE_GROUPS ? AGE_GROUPS - 1 : group < 0 ? 0 : group;
}

/* How full the age group is, in per mille of what it should hold by now. */
static int64_t fullness(const struct lives *lives, int age)
{
    int group = age_group(age), share = lives->names->pyramid[group];
    if (lives->living_all < 300 || !share)
        return 1000;
    return lives->living[group] * 1000000 / (lives->living_all * share);
}

static void count_living(struct lives *lives, const struct soul *souls, int count)
{
    for (int i = 0; i < count; i++)
        if (day_is_none(souls[i].death)) {
            lives->living[age_group(day_age(souls[i].birth, lives->today))]++;
            lives->living_all++;
        }
}

/* --- a household in the making --- */
struct home {
    struct lives *lives;
    enum people people;
    bool plateau;
    int room, count;
    struct soul *souls;
};

static struct day born(struct home *home, int age)
{
    return (struct day){day_add_months(home->lives->today, -12 * age).n - rng_below(&home->lives->rng, 365)};
}

static int age_of(const struct home *home, const struct soul *soul) { return day_age(soul->birth, home->lives->today); }

/* NULL when there is no room. Pointers stay: souls is the caller's array. */
static struct soul *enter(struct home *home, const char *relation, bool female, int age)
{
    if (home->count == home->room)
        return NULL;
    struct soul *soul = &home->souls[home->count++];
    *soul = lives_person(home->lives, home->people, home->plateau, female, born(home, age), 0);
    soul->relation = relation;
    return soul;
}

static void marry(struct soul *a, struct soul *b)
{
    if (!a || !b)
        return;
    a->spouse_id = b->person_id;
    b->spouse_id = a->person_id;
}

/* A child of the house: name, origin and number of its family. Gia Rai and Ê Đê children take the mother's clan. */
static void descend(struct home *home, struct soul *child, const struct soul *father, const struct soul *mother)
{
    bool mothers_line = home->people == JRAI || home->people == EDE;
    const struct soul *line = mothers_line ? (mother ? mother : father) : (father ? father : mother);

    child->father_id = father ? father->person_id : 0;
    child->mother_id = mother ? mother->person_id : 0;
    if (!line)
        return;
    child->surname = line->surname;
    child->home_prefix = line->home_prefix;
    for (int tries = 0; tries < 6; tries++) { /* sisters and brothers have different names */
        bool same = false;
        child->name = name_make(home->lives->arena, home->lives->names, &home->lives->rng, home->people, child->surname, child->female,
                                civil_of(child->birth).year);
        for (int i = 0; i < home->count; i++)
            same |= &home->souls[i] != child && str_eq(home->souls[i].name.text, child->name.text);
        if (!same)
            break;
    }
}

static void add_children(struct home *home, const struct soul *father, const struct soul *mother, const char *relation)
{
    struct rng *rng = &home->lives->rng;
    const struct soul *elder = mother ? mother : father;
    int age = age_of(home, elder), at = rng_between(rng, 20, 28);
    int wanted = rng_below(rng, 10) < 1 ? 0 : rng_between(rng, 1, home->people == KINH ? 3 : 4);

    if (fullness(home->lives, 2) < 990 && fullness(home->lives, 7) < 990)
        wanted++;
    for (int i = 0; i < wanted; i++, at += rng_between(rng, 2, 5)) {
        int child_age = age - at;
        if (at > 42 || child_age < 0)
            break;
        int64_t full = fullness(home->lives, child_age);
        if (full > 1000 && rng_chance(rng, full > 1300 ? 900 : (int)(full - 1000) * 3))
            continue;
        bool stays = full < 900 && child_age >= 22 && child_age < 34; /* grown up, but still at home */
        if (!stays && ((child_age >= 30 && !rng_chance(rng, 110)) || (child_age >= 22 && !rng_chance(rng, 420))))
            continue; /* has left home */
        struct soul *child = enter(home, relation, rng_chance(rng, 483), child_age);
        if (!child)
            return;
        descend(home, child, father, mother);
    }
}

static int couple_age_of_kind(struct rng *rng)
{
    int kind = rng_below(rng, 100); /* two bumps: young families, and parents of grown-up children */
    return kind < 62 ? rng_between(rng, 25, 45) : kind < 90 ? rng_between(rng, 43, 60) : rng_between(rng, 58, 70);
}

/* The emptiest age group of some tries. */
static int couple_age(struct lives *lives)
{
    int best = couple_age_of_kind(&lives->rng);
    for (int tries = 0; tries < 2; tries++) {
        int other = couple_age_of_kind(&lives->rng);
        if (fullness(lives, other) < fullness(lives, best))
            best = other;
    }
    return best;
}

static int age_between(struct lives *lives, int low, int high)
{
    int best = rng_between(&lives->rng, low, high);
    for (int tries = 0; tries < 2; tries++) {
        int other = rng_between(&lives->rng, low, high);
        if (fullness(lives, other) < fullness(lives, best))
            best = other;
    }
    return best;
}

static void make_couple(struct home *home, bool woman_heads, int age, struct soul **ret_man, struct soul **ret_woman)
{
    struct rng *rng = &home->lives->rng;
    int other = age + (woman_heads ? rng_between(rng, -2, 6) : -rng_between(rng, -2, 6));
    struct soul *head = enter(home, "head", woman_heads, age);
    struct soul *spouse = enter(home, woman_heads ? "husband" : "wife", !woman_heads, other < ADULT + 2 ? ADULT + 2 : other);

    marry(head, spouse);
    *ret_man = woman_heads ? spouse : head;
    *ret_woman = woman_heads ? head : spouse;
}

static void nuclear(struct home *home)
{
    struct rng *rng = &home->lives->rng;
    struct soul *man, *woman;

    make_couple(home, rng_chance(rng, home->people == JRAI || home->people == EDE ? 500 : 200), couple_age(home->lives), &man, &woman);
    add_children(home, man, woman, "child");
}

/* The old live with a son's family; in the mothers' line with a daughter's. */
static void three_generations(struct home *home)
{
    struct rng *rng = &home->lives->rng;
    bool mothers_line = home->people == JRAI || home->people == EDE;
    struct soul *man, *woman;

    make_couple(home, mothers_line, rng_between(rng, 27, 48), &man, &woman);
    struct soul *own = mothers_line ? woman : man;
    if (!own)
        return;
    int age = age_of(home, own);
    struct soul *mother = enter(home, "mother", true, age + rng_between(rng, 20, 30));
    struct soul *father = rng_chance(rng, 640) ? enter(home, "father", false, age + rng_between(rng, 22, 33)) : NULL;
    marry(mother, father);
    if (mother && (father || mothers_line))
        descend(home, own, father, mother);
    else if (mother)
        own->mother_id = mother->person_id; /* the father, whose name he bears, is not in the records */
    add_children(home, man, woman, "child");
}

static void elders(struct home *home)
{
    struct rng *rng = &home->lives->rng;
    struct soul *man, *woman;

    if (rng_chance(rng, 520))
        make_couple(home, false, age_between(home->lives, 60, 84), &man, &woman);
    else
        enter(home, "head", rng_chance(rng, 760), age_between(home->lives, 62, 93));
}

static void single_parent(struct home *home)
{
    struct rng *rng = &home->lives->rng;
    bool female = rng_chance(rng, 780);
    struct soul *parent = enter(home, "head", female, rng_between(rng, 27, 56));
    add_children(home, female ? NULL : parent, female ? parent : NULL, "child");
}

static void siblings(struct home *home)
{
    struct rng *rng = &home->lives->rng;
    int age = rng_between(rng, 24, 40);
    struct soul *head = enter(home, "head", rng_chance(rng, 500), age);

    for (int i = rng_between(rng, 1, 2); i > 0 && age > ADULT + 3; i--) {
        age -= rng_between(rng, 1, 4);
        struct soul *sibling = enter(home, "sibling", rng_chance(rng, 500), age < ADULT ? ADULT : age);
        if (!sibling)
            return;
        descend(home, sibling, head, NULL); /* the same family name */
        sibling->father_id = 0;
    }
}

/* Some of the old have died within the last years; the head never: a household has a living one. */
static void bury(struct home *home)
{
    struct rng *rng = &home->lives->rng;

    for (int i = 1; i < home->count; i++) {
        struct soul *soul = &home->souls[i];
        int age = age_of(home, soul);
        if (rng_chance(rng, age >= 80 ? 320 : age >= 65 ? 110 : age >= 45 ? 12 : 1))
            soul->death = (struct day){home->lives->today.n - rng_between(rng, 10, age > 3 ? 1000 : 300)};
        if (!day_is_none(soul->death) && soul->death.n < soul->birth.n)
            soul->death = DAY_NONE;
    }
}

/* Of some of the old nobody knows the day: registers of their time were lost, or never kept. */
static void forget_days(struct home *home)
{
    for (int i = 0; i < home->count; i++) {
        struct soul *soul = &home->souls[i];
        int year = civil_of(soul->birth).year;
        if (year < 1960)
            soul->year_only = rng_chance(&home->lives->rng, (home->people == KINH ? 60 : 300) + (1960 - year) * 4);
        if (soul->year_only)
            soul->birth = day_of(year, 1, 1);
    }
}

int lives_household(struct lives *lives, enum people people, bool plateau, int room, struct soul *ret_souls)
{
    struct home home = {.lives = lives, .people = people, .plateau = plateau, .room = room, .souls = ret_souls};
    int kind = rng_below(&lives->rng, 1000);

    if (home.room > HOUSEHOLD_MAX)
        home.room = HOUSEHOLD_MAX;
    if (kind < 560)
        nuclear(&home);
    else if (kind < 740)
        three_generations(&home);
    else if (kind < 860)
        elders(&home);
    else if (kind < 930)
        single_parent(&home);
    else if (kind < 975)
        enter(&home, "head", rng_chance(&lives->rng, 430), age_between(lives, 20, 60));
    else
        siblings(&home);
    bury(&home);
    forget_days(&home);
    count_living(lives, ret_souls, home.count);
    return home.count;
}
