/* residence_permanent.c: đăng ký thường trú (procedure 1.004222; Law on Residence 68/2020/QH14 Art. 20-22): a new household at an address, or a place in one that is
 * there already. Exactly one permanent residence a person: the former one ends, with its seat in the household. */
#include "features/population/internal.h"

struct plan { /* an event with all that its rules looked up */
    const struct permanent_residence *event;
    struct person persons[POPULATION_EVENT_PERSONS_MAX];
    struct day from;
    struct household household; /* the one that is joined */
    struct household_person *members;
    int member_count;
};

static enum err check_day(struct ctx *ctx, const struct permanent_residence *event, struct day *ret_from)
{
    struct day today = population_today(ctx);

    if (day_is_none(event->from)) {
        *ret_from = today;
        return OK;
    }
    if (event->from.n > today.n)
        return fault(ctx, ERR_INVALID, "from.future", "from", "Ngày đăng ký thường trú không được muộn hơn hôm nay.");
    *ret_from = event->from;
    return OK;
}

static enum err check_household(struct ctx *ctx, struct plan *plan)
{
    const struct permanent_residence *event = plan->event;

    if (!event->join_household_id)
        return population_check_dwelling(ctx, event->address, event->dwelling);
    enum err err = household_get(ctx, event->join_household_id, &plan->household);
    if (err == ERR_NOT_FOUND || (err == OK && plan->household.closed))
        return fault(ctx, ERR_CONFLICT, "household.closed", "household", "Hộ gia đình này không còn trong cơ sở dữ liệu. Hãy chọn hộ khác.");
    TRY(err);
    if (plan->household.unit_id != event->unit_id)
        return fault(ctx, ERR_INVALID, "household.elsewhere", "household", "Hộ gia đình này ở xã, phường khác với nơi nộp hồ sơ.");
    if (!code_text_known(residence_dwellings, event->dwelling))
        return fault(ctx, ERR_INVALID, "dwelling.unknown", "dwelling", "Hãy chọn loại chỗ ở.");
    return household_members(ctx, event->join_household_id, &plan->members, &plan->member_count);
}

static enum err check_relations(struct ctx *ctx, const struct plan *plan)
{
    const struct permanent_residence *event = plan->event;
    int heads = 0, head = -1;

    for (int i = 0; i < event->person_count; i++) {
        if (!code_text_known(household_relations, event->relations[i]))
            return fault(ctx, ERR_INVALID, "relations.unknown", "relations", "Hãy chọn quan hệ với chủ hộ cho từng người.");
        if (str_eq(event->relations[i], S("head"))) {
            heads++;
            head = i;
        }
    }
    if (event->join_household_id && heads)
        return fault(ctx, ERR_INVALID, "relations.second_head", "relations", "Hộ gia đình này đã có chủ hộ. Hãy chọn quan hệ với chủ hộ đó.");
    if (event->join_household_id)
        return OK;
    if (heads != 1)
        return fault(ctx, ERR_INVALID, "relations.one_head", "relations", "Hộ mới phải có đúng một chủ hộ.");
    if (!person_adult(&plan->persons[head], plan->from))
        return fault(ctx, ERR_INVALID, "relations.minor_head", "relations", "Chủ hộ phải đủ 18 tuổi.");
    return OK;
}

/* A minor lives with a parent; in an existing household also with grandparents, sisters and brothers or a guardian (Art. 12, 20.2). */
static enum err check_minor(struct ctx *ctx, const struct plan *plan, int index)
{
    const struct permanent_residence *event = plan->event;
    const struct person *minor = &plan->persons[index];
    static const char *const kin[] = {"child", "adopted_child", "grandchild", "sibling", "ward"};

    if (population_has_parent(plan->persons, event->person_count, minor))
        return OK;
    for (int i = 0; i < plan->member_count; i++)
        if (person_is_child_of(minor, plan->members[i].person_id))
            return OK;
    for (size_t i = 0; event->join_household_id && i < ARRAY_LEN(kin); i++)
        if (str_eq(event->relations[index], str_of(kin[i])))
            return OK;
    if (!minor->father_id && !minor->mother_id && population_has_adult(plan->persons, event->person_count, plan->from))
        return OK;
    return fault(ctx, ERR_INVALID, "persons.minor_alone", "persons",
                 "Người chưa đủ 18 tuổi đăng ký cùng cha, mẹ hoặc người giám hộ. Hãy thêm người đó vào danh sách.");
}

static enum err check_person(struct ctx *ctx, const struct plan *plan, int index)
{
    const struct permanent_residence *event = plan->event;
    const struct person *person = &plan->persons[index];
    struct residence residence;
    struct household_seat seat;

    if (person->birth.n > plan->from.n)
        return fault(ctx, ERR_INVALID, "from.before_birth", "from", "Ngày đăng ký sớm hơn ngày sinh của một người trong danh sách.");
    enum err err = residence_store_open(ctx, person->person_id, false, &residence);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && plan->from.n < residence.valid_from.n)
        return fault(ctx, ERR_CONFLICT, "from.before_current", "from", "Ngày đăng ký sớm hơn ngày bắt đầu của nơi thường trú hiện nay.");
    if (err == ERR_NOT_FOUND) { /* deleted before: no day has two */
        struct day last;
        TRY(residence_store_last_day(ctx, person->person_id, false, 0, &last));
        if (!day_is_none(last) && plan->from.n <= last.n)
            return population_refuse(ctx, ERR_CONFLICT, S("from.before_former"), S("from"),
                                     TF(ctx, "Ngày đăng ký trùng với lần thường trú trước, đã kết thúc ngày {0}. Hãy chọn ngày muộn hơn.", fmt_day(ctx->arena, last)));
    }
    bool same_address = err == OK && residence.unit_id == event->unit_id && str_eq(residence.address, event->address);
    err = household_store_seat(ctx, person->person_id, &seat);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (plan->from.n < seat.since.n)
        return fault(ctx, ERR_CONFLICT, "from.before_current", "from", "Ngày đăng ký sớm hơn thay đổi gần nhất trong hộ gia đình hiện nay.");
    if (seat.household_id == event->join_household_id || (!event->join_household_id && seat.head && same_address))
        return fault(ctx, ERR_CONFLICT, "household.already", "household", "Một người trong danh sách đã thường trú tại hộ này.");
    bool anybody, adult;
    TRY(household_left_behind(ctx, seat.household_id, plan->persons, event->person_count, plan->from, &anybody, &adult));
    if (anybody && !adult)
        return fault(ctx, ERR_INVALID, "persons.minors_left", "persons",
                     "Nếu chuyển đi như vậy, hộ cũ chỉ còn người chưa đủ 18 tuổi. Hãy đăng ký cho họ cùng chuyển hoặc chọn người giám hộ ở lại.");
    return OK;
}

static enum err make_plan(struct ctx *ctx, const struct permanent_residence *event, struct plan *ret_plan)
{
    ret_plan->event = event;
    ret_plan->member_count = 0;
    TRY(check_day(ctx, event, &ret_plan->from));
    TRY(population_check_commune(ctx, event->unit_id, ret_plan->from));
    TRY(population_load_living(ctx, event->person_ids, event->person_count, ret_plan->persons));
    TRY(population_check_not_moved(ctx, ret_plan->persons, event->person_count, event->shown_ms));
    TRY(check_household(ctx, ret_plan));
    TRY(check_relations(ctx, ret_plan));
    for (int i = 0; i < event->person_count; i++) {
        TRY(check_person(ctx, ret_plan, i));
        if (!person_adult(&ret_plan->persons[i], ret_plan->from))
            TRY(check_minor(ctx, ret_plan, i));
    }
    return OK;
}

enum err population_check_permanent(struct ctx *ctx, const struct permanent_residence *event)
{
    struct plan plan;
    return make_plan(ctx, event, &plan);
}

/* Ends the former permanent residence, the seat in the household, and a temporary residence in the commune that is now home. */
static enum err leave_former(struct ctx *ctx, const struct booking *booking, const struct plan *plan, int64_t person_id, int64_t *ret_household_id)
{
    struct residence residence;
    struct household_seat seat;
    struct day last_day = {plan->from.n - 1};

    enum err err = residence_store_open(ctx, person_id, false, &residence);
    if (err == OK)
        err = residence_book_end(ctx, booking, &residence, last_day, S("moved"));
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    TRY(residence_book_end_stays(ctx, booking, person_id, plan->event->unit_id, last_day, S("permanent")));
    *ret_household_id = 0;
    err = household_store_seat(ctx, person_id, &seat);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    *ret_household_id = seat.household_id;
    return household_book_leave(ctx, booking, &seat, last_day);
}

static enum err begin(struct ctx *ctx, const struct permanent_residence *event, struct booking *ret_booking)
{
    struct event_note note = {.on = event->from, .unit_id = event->unit_id, .dossier_id = event->dossier_id};
    int64_t ids[POPULATION_EVENT_PERSONS_MAX + 1];
    int count = event->person_count < 0 ? 0 : event->person_count > POPULATION_EVENT_PERSONS_MAX ? POPULATION_EVENT_PERSONS_MAX : event->person_count;

    memcpy(ids, event->person_ids, sizeof ids[0] * (size_t)count);
    ids[count] = event->join_household_id;
    return event_begin(ctx, S("permanent"), &note, ids, count + 1, ret_booking);
}

enum err population_register_permanent(struct ctx *ctx, const struct permanent_residence *event)
{
    struct plan plan;
    struct booking booking;
    int64_t left[POPULATION_EVENT_PERSONS_MAX];
    int64_t household_id = event->join_household_id;
    struct str address = event->address;
    int64_t hamlet_id = event->hamlet_id;

    TRY(begin(ctx, event, &booking)); /* first the locks, then what is read is what will be changed */
    TRY(make_plan(ctx, event, &plan));
    if (household_id) {
        address = plan.household.address;
        hamlet_id = plan.household.hamlet_id;
        TRY(household_store_touch(ctx, household_id));
    } else {
        TRY(household_store_insert(ctx, event->unit_id, hamlet_id, address, &household_id));
        TRY(event_touch(ctx, &booking, household_id, S("household"), TOUCHED_EXISTENCE));
    }
    for (int i = 0; i < event->person_count; i++) {
        TRY(leave_former(ctx, &booking, &plan, event->person_ids[i], &left[i]));
        TRY(household_book_join(ctx, &booking, household_id, event->person_ids[i], event->relations[i], plan.from));
        TRY(residence_book(ctx, &booking, &(struct residence){
                                              .person_id = event->person_ids[i],
                                              .unit_id = event->unit_id,
                                              .hamlet_id = hamlet_id,
                                              .household_id = household_id,
                                              .address = address,
                                              .dwelling = event->dwelling,
                                              .valid_from = plan.from,
                                              .expires_on = DAY_NONE,
                                              .valid_to = DAY_NONE,
                                              .dossier_id = event->dossier_id,
                                              .event_id = booking.event_id,
                                          }));
    }
    for (int i = 0; i < event->person_count; i++) { /* each household that somebody left, once */
        bool settled = left[i] == 0;
        for (int j = 0; j < i; j++)
            settled |= left[j] == left[i];
        if (!settled)
            TRY(household_book_settle(ctx, &booking, left[i], plan.from));
    }
    return OK;
}
