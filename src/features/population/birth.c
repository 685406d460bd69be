/* birth.c: khai sinh (Law on Civil Status 60/2014/QH13 Art. 13-16; domain: 8.2, 8.3). The child enters the register with a number of its own and, when that is asked,
 * with the household and permanent residence of a parent (Residence Law 68/2020/QH14 Art. 12, Decree 63/2024/NĐ-CP). */
#include "features/population/internal.h"
#include "platform/unicode/unicode.h"

enum { PATERNITY_DAYS = 300 /* Law on Marriage and Family Art. 88.1 */, MONTHS_BETWEEN_BIRTHS = 8, NAMESAKES_MAX = 50, TEXT_BYTES_MAX = 300 };

struct plan {
    const struct birth_event *event;
    struct day on, home_from;
    struct str full_name, father_name, mother_name, representative;
    struct person father, mother;
    struct residence home;
    struct household_seat seat; /* of the parent who is joined */
    int prefix;
};

static enum err check_day(struct ctx *ctx, const struct plan *plan)
{
    struct day birth = plan->event->birth;

    if (day_is_none(birth))
        return fault(ctx, ERR_INVALID, "birth.missing", "birth", "Hãy ghi ngày sinh.");
    if (birth.n > plan->on.n)
        return fault(ctx, ERR_INVALID, "birth.future", "birth", "Ngày sinh không được muộn hơn ngày đăng ký.");
    if (civil_of(birth).year < 1900)
        return fault(ctx, ERR_INVALID, "birth.year", "birth", "Năm sinh này không cấp được số định danh.");
    return OK;
}

static enum err check_texts(struct ctx *ctx, struct plan *plan)
{
    const struct birth_event *event = plan->event;

    TRY(population_check_name(ctx, S("name"), event->full_name, &plan->full_name));
    if (event->father_name.len)
        TRY(population_check_name(ctx, S("father"), event->father_name, &plan->father_name));
    if (event->mother_name.len)
        TRY(population_check_name(ctx, S("mother"), event->mother_name, &plan->mother_name));
    if (event->representative.len)
        TRY(population_check_name(ctx, S("person"), event->representative, &plan->representative));
    if (str_empty(str_trim(event->ethnicity)))
        return fault(ctx, ERR_INVALID, "birth.ethnicity", "ethnicity", "Hãy ghi dân tộc của trẻ.");
    if (str_empty(str_trim(event->birth_place)))
        return fault(ctx, ERR_INVALID, "birth.place", "birth_place", "Hãy ghi nơi sinh.");
    if (event->birth_place.len > TEXT_BYTES_MAX || event->hometown.len > TEXT_BYTES_MAX || event->registered_at.len > TEXT_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "birth.long", "birth_place", "Nơi sinh, quê quán hoặc nơi đăng ký dài quá. Hãy ghi gọn lại.");
    if (!event->father_id && !event->mother_id && !plan->father_name.len && !plan->mother_name.len && !plan->representative.len)
        return fault(ctx, ERR_INVALID, "birth.nobody", "mother", "Hãy ghi cha, mẹ hoặc người đại diện của trẻ.");
    return OK;
}

static enum err check_parents(struct ctx *ctx, struct plan *plan)
{
    const struct birth_event *event = plan->event;

    if (event->mother_id) {
        TRY(population_load_any(ctx, event->mother_id, S("mother"), &plan->mother));
        if (!plan->mother.female)
            return fault(ctx, ERR_INVALID, "birth.mother_sex", "mother", "Số định danh của mẹ thuộc về một người nam. Hãy xem lại.");
        if (plan->mother.birth.n >= event->birth.n)
            return fault(ctx, ERR_INVALID, "birth.mother_younger", "mother", "Mẹ không thể nhỏ tuổi hơn con. Hãy xem lại số định danh và ngày sinh.");
        if (str_eq(plan->mother.status, S("dead")) && !day_is_none(plan->mother.death) && plan->mother.death.n < event->birth.n)
            return fault(ctx, ERR_CONFLICT, "birth.mother_dead", "mother", "Cơ sở dữ liệu dân cư ghi người mẹ đã mất trước ngày sinh của trẻ. Hãy xem lại.");
    }
    if (event->father_id) {
        TRY(population_load_any(ctx, event->father_id, S("father"), &plan->father));
        if (plan->father.female)
            return fault(ctx, ERR_INVALID, "birth.father_sex", "father", "Số định danh của cha thuộc về một người nữ. Hãy xem lại.");
        if (plan->father.birth.n >= event->birth.n)
            return fault(ctx, ERR_INVALID, "birth.father_younger", "father", "Cha không thể nhỏ tuổi hơn con. Hãy xem lại số định danh và ngày sinh.");
        if (str_eq(plan->father.status, S("dead")) && !day_is_none(plan->father.death) && plan->father.death.n + PATERNITY_DAYS < event->birth.n)
            return fault(ctx, ERR_CONFLICT, "birth.father_dead", "father", "Cơ sở dữ liệu dân cư ghi người cha đã mất hơn 300 ngày trước ngày sinh của trẻ. Hãy xem lại.");
    }
    return OK;
}

/* The same child twice, or a sister of the same year: two births of one mother lie months apart unless they are twins. */
static enum err check_double(struct ctx *ctx, const struct plan *plan)
{
    const struct birth_event *event = plan->event;
    struct person *same, child;
    struct household_person *members;
    int count;

    TRY(person_find(ctx, plan->full_name, civil_of(event->birth).year, NAMESAKES_MAX, &same, &count));
    for (int i = 0; i < count; i++)
        if (same[i].birth.n == event->birth.n && same[i].female == event->female &&
            ((event->mother_id && same[i].mother_id == event->mother_id) || (event->father_id && same[i].father_id == event->father_id)))
            return fault(ctx, ERR_CONFLICT, "birth.registered", "name", "Trẻ cùng tên, cùng ngày sinh và cùng cha hoặc mẹ đã được đăng ký khai sinh.");
    if (!event->mother_id || event->twin)
        return OK;
    int64_t household_id;
    enum err err = household_of(ctx, event->mother_id, &household_id);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(household_members(ctx, household_id, &members, &count));
    for (int i = 0; i < count; i++) {
        if (members[i].birth.n < day_add_months(event->birth, -MONTHS_BETWEEN_BIRTHS).n || members[i].birth.n > day_add_months(event->birth, MONTHS_BETWEEN_BIRTHS).n)
            continue;
        TRY(person_get(ctx, members[i].person_id, &child));
        if (child.mother_id == event->mother_id && str_eq(child.birth_precision, S("day")))
            return fault(ctx, ERR_CONFLICT, "birth.too_close", "birth",
                         "Người mẹ đã có một con sinh gần ngày này. Nếu là sinh đôi, hãy đánh dấu; nếu không, hãy xem lại ngày sinh.");
    }
    return OK;
}

static enum err check_home(struct ctx *ctx, struct plan *plan)
{
    const struct birth_event *event = plan->event;

    if (!event->home_with)
        return OK;
    if (event->home_with != event->mother_id && event->home_with != event->father_id)
        return fault(ctx, ERR_INVALID, "birth.home", "household", "Trẻ chỉ đăng ký thường trú cùng cha hoặc mẹ đã ghi trong khai sinh.");
    const struct person *parent = event->home_with == event->mother_id ? &plan->mother : &plan->father;
    if (str_eq(parent->status, S("dead")))
        return fault(ctx, ERR_CONFLICT, "birth.home_dead", "household", "Cơ sở dữ liệu dân cư ghi người này đã mất. Hãy chọn hộ của người kia.");
    enum err err = residence_store_open(ctx, event->home_with, false, &plan->home);
    if (err == OK)
        err = household_store_seat(ctx, event->home_with, &plan->seat);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_CONFLICT, "birth.no_home", "household", "Người này chưa đăng ký thường trú ở đâu nên trẻ chưa thể thường trú cùng.");
    TRY(err);
    plan->home_from = day_is_none(event->home_from) ? plan->on : event->home_from;
    if (plan->home_from.n > population_today(ctx).n || plan->home_from.n < event->birth.n || plan->home_from.n < plan->home.valid_from.n ||
        plan->home_from.n < plan->seat.since.n)
        return fault(ctx, ERR_INVALID, "birth.home_from", "on", "Ngày thường trú của trẻ phải từ ngày sinh, từ khi cha hoặc mẹ ở đó, và không muộn hơn hôm nay.");
    return OK;
}

static enum err make_plan(struct ctx *ctx, const struct birth_event *event, struct plan *ret_plan)
{
    *ret_plan = (struct plan){.event = event, .prefix = event->prefix};
    TRY(event_note_check(ctx, &event->note, NOTE_PLAIN, &ret_plan->on));
    TRY(check_day(ctx, ret_plan));
    TRY(check_texts(ctx, ret_plan));
    TRY(check_parents(ctx, ret_plan));
    TRY(check_double(ctx, ret_plan));
    TRY(check_home(ctx, ret_plan));
    if (!event->prefix)
        TRY(person_number_prefix_of(ctx, event->note.unit_id, &ret_plan->prefix));
    if (!person_number_prefix_known(ret_plan->prefix))
        return fault(ctx, ERR_INVALID, "birth.prefix", "prefix", "Mã nơi đăng ký khai sinh không có trong danh mục.");
    return OK;
}

enum err population_check_birth(struct ctx *ctx, const struct birth_event *event)
{
    struct plan plan;
    return make_plan(ctx, event, &plan);
}

static enum err enter(struct ctx *ctx, const struct booking *booking, const struct plan *plan, int64_t *ret_person_id)
{
    const struct birth_event *event = plan->event;
    struct person child = {
        .full_name = plan->full_name,
        .birth = event->birth,
        .birth_precision = S("day"),
        .female = event->female,
        .ethnicity = str_trim(event->ethnicity),
        .nationality = str_trim(event->nationality),
        .birth_place = str_trim(event->birth_place),
        .hometown = str_trim(event->hometown),
        .father_id = event->father_id,
        .mother_id = event->mother_id,
        .death = DAY_NONE,
        .source = S("birth"),
        .updated_ms = booking->recorded_ms,
        .birth_registered_at = str_trim(event->registered_at),
        .father_name = event->father_id ? STR_NONE : plan->father_name,
        .mother_name = event->mother_id ? STR_NONE : plan->mother_name,
        .representative = plan->representative,
    };

    TRY(person_number_draw(ctx, plan->prefix, event->female, civil_of(event->birth).year, &child.person_id));
    TRY(person_insert(ctx, &child));
    TRY(event_touch(ctx, booking, child.person_id, S("child"), TOUCHED_EXISTENCE));
    *ret_person_id = child.person_id;
    return OK;
}

enum err population_register_birth(struct ctx *ctx, const struct birth_event *event, int64_t *ret_person_id, int64_t *ret_event_id)
{
    struct plan plan;
    struct booking booking;
    int64_t person_id, parents[2] = {event->mother_id, event->father_id};

    TRY(event_begin(ctx, S("birth"), &event->note, parents, 2, &booking));
    TRY(make_plan(ctx, event, &plan));
    TRY(enter(ctx, &booking, &plan, &person_id));
    if (event->mother_id)
        TRY(event_touch(ctx, &booking, event->mother_id, S("mother"), TOUCHED_RELIED_IDENTITY | (event->home_with == event->mother_id ? TOUCHED_RELIED_HOME : 0)));
    if (event->father_id)
        TRY(event_touch(ctx, &booking, event->father_id, S("father"), TOUCHED_RELIED_IDENTITY | (event->home_with == event->father_id ? TOUCHED_RELIED_HOME : 0)));
    if (event->home_with) {
        TRY(household_book_join(ctx, &booking, plan.seat.household_id, person_id, household_relation_of_child(plan.seat.relation), plan.home_from));
        struct residence home = plan.home;
        TRY(residence_book(ctx, &booking, &(struct residence){
                                              .person_id = person_id,
                                              .unit_id = home.unit_id,
                                              .hamlet_id = home.hamlet_id,
                                              .household_id = home.household_id,
                                              .address = home.address,
                                              .dwelling = home.dwelling,
                                              .valid_from = plan.home_from,
                                              .expires_on = DAY_NONE,
                                              .dossier_id = event->note.dossier_id,
                                              .event_id = booking.event_id,
                                          }));
    }
    if (ret_person_id)
        *ret_person_id = person_id;
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}
