/* cast.c: see cast.h. Names and birthdays are fixed, ages follow the clock, so that "15 years old" stays true in any year. */
#include "app/demo/cast.h"
#include "features/population/population.h"
#include "platform/unicode/unicode.h"

struct part {
    const char *name;
    bool female;
    int years, days; /* old */
    enum people people;
    int prefix;
    const char *relation;
};

struct stage {
    struct ctx *ctx;
    struct town *town;
    int count;
};

static int place_of(const struct town *town, const char *code, int when_absent)
{
    for (int i = 0; i < town->place_count; i++)
        if (str_eq(town->places[i].commune.code, str_of(code)))
            return i;
    return when_absent % town->place_count;
}

static struct soul *enter(struct stage *stage, const struct part *part)
{
    struct town *town = stage->town;
    struct day birth = {day_add_months(town->lives.today, -12 * part->years).n - part->days};
    struct soul *soul = &town->bulk.rows.souls[town->bulk.rows.soul_count++];

    *soul = lives_person(&town->lives, part->people, part->people != KINH, part->female, birth, part->prefix);
    soul->name.text = str_of(part->name);
    soul->name.folded = unicode_fold(&town->bulk.rows.arena, soul->name.text);
    soul->relation = part->relation;
    stage->count++;
    return soul;
}

static struct demo_actor actor(struct stage *stage, const struct soul *soul, int place)
{
    return (struct demo_actor){.person_id = soul->person_id,
                               .full_name = soul->name.text,
                               .phone = bulk_phone(stage->ctx->arena, soul, stage->town->lives.today),
                               .birth = soul->birth,
                               .unit_id = stage->town->places[place].commune.unit_id};
}

static void marry(struct soul *a, struct soul *b)
{
    a->spouse_id = b->person_id;
    b->spouse_id = a->person_id;
}

static void descend(struct soul *child, const struct soul *father, const struct soul *mother)
{
    child->father_id = father ? father->person_id : 0;
    child->mother_id = mother ? mother->person_id : 0;
}

/* A home in the first hamlet (of the highlands: the last, which is a village) of a commune. */
static struct home_plan at(struct stage *stage, int place, const char *street, bool highland, int years)
{
    const struct demo_place *p = &stage->town->places[place];
    int hamlet = highland ? p->hamlet_count - 1 : 0;

    return (struct home_plan){
        .place = place,
        .hamlet_id = p->hamlets[hamlet].hamlet_id,
        .address = arena_printf(stage->ctx->arena, "%s%s%.*s", street, *street ? ", " : "",
                                STR_ARG(place_hamlet(stage->ctx->arena, p, hamlet))),
        .since = day_add_months(stage->town->lives.today, -12 * years),
        .plain = true,
    };
}

static void renter_and_landlord(struct stage *stage, struct demo_cast *cast)
{
    int home = place_of(stage->town, "21952", 0), town = place_of(stage->town, "23575", 1); /* Tuy Phước; phường Pleiku */
    struct soul *father = enter(stage, &(struct part){"Nguyễn Văn Phước", false, 57, 40, KINH, 52, "head"});
    struct soul *mother = enter(stage, &(struct part){"Đặng Thị Nguyệt", true, 55, 120, KINH, 52, "wife"});
    struct soul *renter = enter(stage, &(struct part){"Nguyễn Thị Hương Giang", true, 28, 200, KINH, 52, "child"});

    marry(father, mother);
    descend(renter, father, mother);
    settle_household(stage->town, 3, at(stage, home, "", false, 9));
    cast->renter = actor(stage, renter, home);
    struct soul *landlord = enter(stage, &(struct part){"Hồ Văn Tâm", false, 61, 10, KINH, 64, "head"});
    struct home_plan house = at(stage, town, "12 Hùng Vương", false, 20);
    settle_household(stage->town, 1, house);
    cast->landlord = actor(stage, landlord, town);
    cast->renter_unit_id = stage->town->places[town].commune.unit_id;
    cast->renter_address = house.address;
}

static void family_of_four(struct stage *stage, struct demo_cast *cast)
{
    int home = place_of(stage->town, "21664", 2), new_home = place_of(stage->town, "23563", 3); /* Hoài Nhơn; Diên Hồng */
    struct day from = {stage->town->lives.today.n - 300}, until = {stage->town->lives.today.n + 400};
    struct soul *souls[4] = {
        enter(stage, &(struct part){"Trần Văn Bình", false, 42, 33, KINH, 52, "head"}),
        enter(stage, &(struct part){"Lê Thị Thu Hà", true, 39, 250, KINH, 52, "wife"}),
        enter(stage, &(struct part){"Trần Khánh Linh", true, 12, 100, KINH, 52, "child"}),
        enter(stage, &(struct part){"Trần Gia Bảo", false, 8, 20, KINH, 52, "child"}),
    };

    marry(souls[0], souls[1]);
    descend(souls[2], souls[0], souls[1]);
    descend(souls[3], souls[0], souls[1]);
    settle_household(stage->town, 4, at(stage, home, "45 Trần Hưng Đạo", false, 11));
    struct home_plan house = at(stage, new_home, "88 Phan Bội Châu", false, 0);
    cast->family_address = house.address;
    cast->family_unit_id = stage->town->places[new_home].commune.unit_id;
    for (int i = 0; i < 4; i++) {
        cast->family[i] = actor(stage, souls[i], home);
        settle_temporary(stage->town, souls[i]->person_id, new_home, house.address, house.hamlet_id, "owned", from, until);
    }
}

static void inn_keeper(struct stage *stage, struct demo_cast *cast)
{
    int home = place_of(stage->town, "21583", 4); /* phường Quy Nhơn */
    struct soul *keeper = enter(stage, &(struct part){"Võ Thị Hạnh", true, 51, 77, KINH, 52, "head"});

    struct home_plan house = at(stage, home, "20 Xuân Diệu", false, 15);
    settle_household(stage->town, 1, house);
    cast->lodging_address = house.address;
    cast->inn_keeper = actor(stage, keeper, home);
    cast->lodging_unit_id = stage->town->places[home].commune.unit_id;
}

static void highland_house(struct stage *stage, struct demo_cast *cast)
{
    int home = place_of(stage->town, "23764", 5); /* Ia Grai */
    struct soul *head = enter(stage, &(struct part){"Rơ Châm H'Mrao", true, 46, 300, JRAI, 64, "head"});
    struct soul *husband = enter(stage, &(struct part){"Ksor Y Thuyên", false, 48, 15, JRAI, 64, "husband"});
    struct soul *elder = enter(stage, &(struct part){"Rơ Châm H'Yến", true, 80, 60, JRAI, 64, "mother"});
    struct soul *son = enter(stage, &(struct part){"Rơ Châm Djri", false, 21, 150, JRAI, 64, "child"});

    marry(head, husband);
    descend(head, NULL, elder);
    descend(son, husband, head);
    settle_household(stage->town, 4, at(stage, home, "", true, 18));
    cast->elder = actor(stage, elder, home);
    cast->traveller = actor(stage, son, home);
}

static void mother_and_teenagers(struct stage *stage, struct demo_cast *cast)
{
    int home = place_of(stage->town, "23575", 1);
    struct soul *mother = enter(stage, &(struct part){"Phạm Thị Kim Loan", true, 44, 180, KINH, 64, "head"});
    struct soul *fifteen = enter(stage, &(struct part){"Phạm Gia Hân", true, 15, 100, KINH, 64, "child"});
    struct soul *thirteen = enter(stage, &(struct part){"Phạm Minh Khôi", false, 13, 50, KINH, 64, "child"});

    descend(fifteen, NULL, mother);
    descend(thirteen, NULL, mother);
    settle_household(stage->town, 3, at(stage, home, "31 Wừu", false, 14));
    cast->mother = actor(stage, mother, home);
    cast->fifteen = actor(stage, fifteen, home);
    cast->thirteen = actor(stage, thirteen, home);
}

static void widow_and_dead(struct stage *stage, struct demo_cast *cast)
{
    int home = place_of(stage->town, "21907", 6); /* phường Bình Định */
    struct soul *widow = enter(stage, &(struct part){"Bùi Thị Sen", true, 71, 210, KINH, 52, "head"});
    struct soul *dead = enter(stage, &(struct part){"Lý Văn Thọ", false, 76, 90, KINH, 52, "husband"});

    marry(widow, dead);
    dead->death = (struct day){stage->town->lives.today.n - 60};
    settle_household(stage->town, 2, at(stage, home, "7 Quang Trung", false, 22));
    cast->dead = actor(stage, dead, home);
}

void cast_add(struct ctx *ctx, struct town *town, struct demo_cast *ret_cast, int *ret_count)
{
    struct stage stage = {.ctx = ctx, .town = town};

    *ret_cast = (struct demo_cast){0};
    renter_and_landlord(&stage, ret_cast);
    family_of_four(&stage, ret_cast);
    inn_keeper(&stage, ret_cast);
    highland_house(&stage, ret_cast);
    mother_and_teenagers(&stage, ret_cast);
    widow_and_dead(&stage, ret_cast);
    *ret_count = stage.count;
}

enum err cast_finish(struct ctx *ctx, struct demo_cast *cast)
{
    return lodging_place_insert(ctx, &(struct lodging_place){.unit_id = cast->lodging_unit_id,
                                                             .name = S("Nhà nghỉ Biển Xanh"),
                                                             .kind = S("inn"),
                                                             .address = cast->lodging_address,
                                                             .keeper_person_id = cast->inn_keeper.person_id},
                                &cast->lodging_place_id);
}
