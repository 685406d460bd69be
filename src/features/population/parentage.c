/* parentage.c: nhận cha, mẹ, con (Law on Civil Status 60/2014/QH13 Art. 24-25), nuôi con nuôi (Law on Adoption 52/2010/QH12 Art. 8, 13, 14, 25-27). Parents of birth stay in
 * the record when a child is adopted; who is parent before the law tells person_is_child_of(). */
#include "features/population/internal.h"
#include "features/population/kin.h"

enum { CHILD_AGE = 16, KIN_CHILD_AGE = 18, YEARS_BETWEEN = 20 };

/* Older, and no descendant: a circle of parents cannot be. */
static enum err check_generation(struct ctx *ctx, const struct person *parent, const struct person *child, struct str field)
{
    bool descends;

    if (parent->person_id == child->person_id)
        return population_refuse(ctx, ERR_INVALID, S("parent.self"), field, TS(ctx, "Một người không thể là cha hoặc mẹ của chính mình."));
    if (parent->birth.n >= child->birth.n)
        return population_refuse(ctx, ERR_INVALID, S("parent.younger"), field, TS(ctx, "Cha, mẹ không thể nhỏ tuổi hơn con. Hãy xem lại số định danh."));
    TRY(kin_descends_from(ctx, parent->person_id, child->person_id, &descends));
    if (descends)
        return population_refuse(ctx, ERR_INVALID, S("parent.circular"), field,
                                 TS(ctx, "Người này là con hoặc cháu của người kia theo cơ sở dữ liệu dân cư nên không thể là cha hoặc mẹ. Hãy xem lại số định danh."));
    return OK;
}

static enum err check_parentage(struct ctx *ctx, const struct parentage_event *event, struct person *ret_child, struct person *ret_parent, struct day *ret_on)
{
    TRY(event_note_check(ctx, &event->note, NOTE_EVIDENCE, ret_on));
    TRY(population_load_any(ctx, event->child_id, S("child"), ret_child));
    TRY(population_load_any(ctx, event->parent_id, S("parent"), ret_parent));
    TRY(check_generation(ctx, ret_parent, ret_child, S("parent")));
    int64_t present = ret_parent->female ? ret_child->mother_id : ret_child->father_id;
    if (present == event->parent_id)
        return fault(ctx, ERR_CONFLICT, "parent.registered", "parent", "Người này đã được ghi là cha hoặc mẹ của người con.");
    if (present)
        return fault(ctx, ERR_CONFLICT, "parent.other", "parent", "Người con đã có cha hoặc mẹ khác trong cơ sở dữ liệu dân cư. Việc này do Tòa án giải quyết.");
    if (ret_on->n < ret_child->birth.n)
        return fault(ctx, ERR_INVALID, "event.before_birth", "on", "Ngày có hiệu lực sớm hơn ngày sinh.");
    return OK;
}

enum err population_check_parentage(struct ctx *ctx, const struct parentage_event *event)
{
    struct person child, parent;
    struct day on;
    return check_parentage(ctx, event, &child, &parent, &on);
}

/* Who is recognised has been the parent since the birth: the register did not know. */
enum err population_register_parentage(struct ctx *ctx, const struct parentage_event *event, int64_t *ret_event_id)
{
    struct person child, parent, after;
    struct booking booking;
    struct day on;

    TRY(event_begin(ctx, S("parentage"), &event->note, (const int64_t[]){event->child_id, event->parent_id}, 2, &booking));
    TRY(check_parentage(ctx, event, &child, &parent, &on));
    after = child;
    *(parent.female ? &after.mother_id : &after.father_id) = event->parent_id;
    *(parent.female ? &after.mother_name : &after.father_name) = STR_NONE;
    TRY(event_change_person(ctx, &booking, &child, &after, S("child"), DAY_NONE));
    TRY(event_touch(ctx, &booking, event->child_id, S("child"), TOUCHED_RELIED_IDENTITY));
    TRY(event_touch(ctx, &booking, event->parent_id, parent.female ? S("mother") : S("father"), TOUCHED_RELIED_IDENTITY));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}

/* --- adoption ------------------------------------------------------------------------------------------------------------------------------------ */
/* Grandparents do not adopt grandchildren, sisters and brothers not each other (Art. 13.5, 13.6). */
static enum err check_not_kin(struct ctx *ctx, const struct person *adopter, const struct person *child, struct str field)
{
    struct kin_set up = {0}, mine = {0}, parents = {0};

    TRY(kin_three_generations(ctx, child->person_id, &up));
    TRY(kin_parents(ctx, child->person_id, KIN_BY_BLOOD, &parents));
    if (kin_has(&parents, adopter->person_id))
        return population_refuse(ctx, ERR_INVALID, S("adoption.own"), field, TS(ctx, "Người này đã là cha hoặc mẹ đẻ của trẻ."));
    if (kin_has(&up, adopter->person_id))
        return population_refuse(ctx, ERR_INVALID, S("adoption.grandparent"), field, TS(ctx, "Ông, bà không được nhận cháu làm con nuôi (Luật Nuôi con nuôi, Điều 13)."));
    TRY(kin_parents(ctx, adopter->person_id, KIN_BY_BLOOD, &mine));
    if (kin_meet(&mine, &parents))
        return population_refuse(ctx, ERR_INVALID, S("adoption.sibling"), field, TS(ctx, "Anh, chị, em không được nhận nhau làm con nuôi (Luật Nuôi con nuôi, Điều 13)."));
    return OK;
}

static enum err check_adopter(struct ctx *ctx, const struct adoption_event *event, int64_t person_id, bool female, const struct person *child, struct day on,
                              struct person *ret_adopter)
{
    struct str field = female ? S("mother") : S("father");

    TRY(population_load_one(ctx, person_id, field, ret_adopter));
    if (ret_adopter->female != female)
        return population_refuse(ctx, ERR_INVALID, S("adoption.sex"), field, TS(ctx, "Cha nuôi là nam và mẹ nuôi là nữ. Hãy xem lại số định danh."));
    if (!population_can_be_head(ret_adopter, on))
        return population_refuse(ctx, ERR_INVALID, S("adoption.capacity"), field, TS(ctx, "Người nhận con nuôi phải đủ 18 tuổi và có năng lực hành vi dân sự đầy đủ."));
    TRY(check_generation(ctx, ret_adopter, child, field));
    if (!event->kin && day_add_months(ret_adopter->birth, YEARS_BETWEEN * 12).n > child->birth.n)
        return population_refuse(ctx, ERR_INVALID, S("adoption.years"), field, TS(ctx, "Người nhận con nuôi phải hơn con nuôi từ 20 tuổi trở lên."));
    return check_not_kin(ctx, ret_adopter, child, field);
}

/* *ret_father, *ret_mother: empty when that one does not adopt. */
static enum err check_adoption(struct ctx *ctx, const struct adoption_event *event, struct person *ret_child, struct person *ret_father, struct person *ret_mother,
                               struct day *ret_on)
{
    struct person father = {0}, mother = {0};

    TRY(event_note_check(ctx, &event->note, NOTE_PLAIN, ret_on));
    TRY(population_load_one(ctx, event->child_id, S("child"), ret_child));
    if (!event->father_id && !event->mother_id)
        return fault(ctx, ERR_INVALID, "adoption.nobody", "parent", "Hãy ghi người nhận con nuôi.");
    if (ret_child->adoptive_father_id || ret_child->adoptive_mother_id)
        return fault(ctx, ERR_CONFLICT, "adoption.registered", "child", "Trẻ đang là con nuôi. Một người chỉ được làm con nuôi của một người độc thân hoặc của hai vợ chồng.");
    if (ret_on->n < ret_child->birth.n)
        return fault(ctx, ERR_INVALID, "event.before_birth", "on", "Ngày có hiệu lực sớm hơn ngày sinh.");
    if (day_age(ret_child->birth, *ret_on) >= (event->kin ? KIN_CHILD_AGE : CHILD_AGE))
        return event->kin ? fault(ctx, ERR_INVALID, "adoption.age", "child", "Con nuôi phải dưới 18 tuổi.")
                          : fault(ctx, ERR_INVALID, "adoption.age", "child",
                                  "Con nuôi phải dưới 16 tuổi; từ đủ 16 đến dưới 18 tuổi chỉ khi cha dượng, mẹ kế, cô, cậu, dì, chú, bác ruột nhận.");
    if (event->father_id)
        TRY(check_adopter(ctx, event, event->father_id, false, ret_child, *ret_on, &father));
    if (event->mother_id)
        TRY(check_adopter(ctx, event, event->mother_id, true, ret_child, *ret_on, &mother));
    if (event->father_id && event->mother_id && (father.spouse_id != event->mother_id || mother.spouse_id != event->father_id))
        return fault(ctx, ERR_INVALID, "adoption.not_married", "mother", "Hai người cùng nhận con nuôi phải là vợ chồng.");
    *ret_father = father;
    *ret_mother = mother;
    return OK;
}

enum err population_check_adoption(struct ctx *ctx, const struct adoption_event *event)
{
    struct person child, father, mother;
    struct day on;
    return check_adoption(ctx, event, &child, &father, &mother, &on);
}

enum err population_register_adoption(struct ctx *ctx, const struct adoption_event *event, int64_t *ret_event_id)
{
    struct person child, father, mother, after;
    struct booking booking;
    struct day on;

    TRY(event_begin(ctx, S("adoption"), &event->note, (const int64_t[]){event->child_id, event->father_id, event->mother_id}, 3, &booking));
    TRY(check_adoption(ctx, event, &child, &father, &mother, &on));
    after = child;
    after.adoptive_father_id = event->father_id;
    after.adoptive_mother_id = event->mother_id;
    if (!event->mother_id && child.mother_id && father.spouse_id == child.mother_id) /* a step-parent adopts: his wife stays the mother */
        after.adoptive_mother_id = child.mother_id;
    if (!event->father_id && child.father_id && mother.spouse_id == child.father_id)
        after.adoptive_father_id = child.father_id;
    TRY(event_change_person(ctx, &booking, &child, &after, S("child"), on));
    TRY(event_touch(ctx, &booking, event->child_id, S("child"), TOUCHED_RELIED_IDENTITY));
    if (event->father_id)
        TRY(event_touch(ctx, &booking, event->father_id, S("father"), TOUCHED_RELIED_IDENTITY));
    if (event->mother_id)
        TRY(event_touch(ctx, &booking, event->mother_id, S("mother"), TOUCHED_RELIED_IDENTITY));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}

static enum err check_adoption_end(struct ctx *ctx, const struct adoption_end_event *event, struct person *ret_child, struct day *ret_on)
{
    TRY(event_note_check(ctx, &event->note, NOTE_EVIDENCE, ret_on));
    TRY(population_load_any(ctx, event->child_id, S("child"), ret_child));
    if (!ret_child->adoptive_father_id && !ret_child->adoptive_mother_id)
        return fault(ctx, ERR_CONFLICT, "adoption.none", "child", "Cơ sở dữ liệu dân cư không ghi người này là con nuôi.");
    return OK;
}

enum err population_check_adoption_end(struct ctx *ctx, const struct adoption_end_event *event)
{
    struct person child;
    struct day on;
    return check_adoption_end(ctx, event, &child, &on);
}

enum err population_register_adoption_end(struct ctx *ctx, const struct adoption_end_event *event, int64_t *ret_event_id)
{
    struct person child, after;
    struct booking booking;
    struct day on;

    TRY(event_begin(ctx, S("adoption_end"), &event->note, &event->child_id, 1, &booking));
    TRY(check_adoption_end(ctx, event, &child, &on));
    after = child;
    after.adoptive_father_id = after.adoptive_mother_id = 0;
    TRY(event_change_person(ctx, &booking, &child, &after, S("child"), on));
    if (child.adoptive_father_id)
        TRY(event_touch(ctx, &booking, child.adoptive_father_id, S("father"), TOUCHED_RELIED_IDENTITY));
    if (child.adoptive_mother_id)
        TRY(event_touch(ctx, &booking, child.adoptive_mother_id, S("mother"), TOUCHED_RELIED_IDENTITY));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}
