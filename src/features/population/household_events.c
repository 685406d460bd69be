/* household_events.c: tách hộ, thay đổi chủ hộ, điều chỉnh quan hệ (Law on Residence 68/2020/QH14 Art. 10, 25, 26). That the head and the owner of the dwelling agree is
 * the dossier's matter. */
#include "features/population/internal.h"

struct split_plan {
    const struct split_event *event;
    struct day on;
    struct household household;
    struct person persons[POPULATION_EVENT_PERSONS_MAX];
    struct household_seat seats[POPULATION_EVENT_PERSONS_MAX];
    struct residence homes[POPULATION_EVENT_PERSONS_MAX];
};

static enum err open_household(struct ctx *ctx, int64_t household_id, struct household *ret_household)
{
    enum err err = household_get(ctx, household_id, ret_household);

    if (err == ERR_NOT_FOUND || (err == OK && ret_household->closed))
        return fault(ctx, ERR_CONFLICT, "household.closed", "household", "Hộ gia đình này không còn trong cơ sở dữ liệu. Hãy chọn hộ khác.");
    return err;
}

static enum err check_splitter(struct ctx *ctx, struct split_plan *plan, int index)
{
    const struct split_event *event = plan->event;
    int64_t person_id = event->person_ids[index];

    enum err err = household_store_seat(ctx, person_id, &plan->seats[index]);
    if (err == OK)
        err = residence_store_open(ctx, person_id, false, &plan->homes[index]);
    if (err == ERR_NOT_FOUND || (err == OK && plan->seats[index].household_id != event->household_id))
        return fault(ctx, ERR_CONFLICT, "household.not_member", "persons", "Một người trong danh sách không phải là thành viên của hộ gia đình này.");
    TRY(err);
    if (plan->on.n < plan->seats[index].since.n || plan->on.n < plan->homes[index].valid_from.n)
        return fault(ctx, ERR_CONFLICT, "from.before_current", "on", "Ngày tách hộ sớm hơn thay đổi gần nhất của một người trong danh sách.");
    return OK;
}

static enum err make_plan(struct ctx *ctx, const struct split_event *event, struct split_plan *ret_plan)
{
    int heads = 0, head = 0;
    bool anybody, adult;

    ret_plan->event = event;
    TRY(event_note_check(ctx, &event->note, NOTE_PLAIN, &ret_plan->on));
    TRY(open_household(ctx, event->household_id, &ret_plan->household));
    TRY(population_load_living(ctx, event->person_ids, event->person_count, ret_plan->persons));
    for (int i = 0; i < event->person_count; i++) {
        if (!code_text_known(household_relations, event->relations[i]))
            return fault(ctx, ERR_INVALID, "relations.unknown", "relations", "Hãy chọn quan hệ với chủ hộ cho từng người.");
        if (str_eq(event->relations[i], S("head"))) {
            heads++;
            head = i;
        }
        TRY(check_splitter(ctx, ret_plan, i));
    }
    if (heads != 1)
        return fault(ctx, ERR_INVALID, "relations.one_head", "relations", "Hộ mới phải có đúng một chủ hộ.");
    if (!population_can_be_head(&ret_plan->persons[head], ret_plan->on))
        return fault(ctx, ERR_INVALID, "relations.head_capacity", "relations", "Chủ hộ mới phải đủ 18 tuổi và có năng lực hành vi dân sự đầy đủ.");
    TRY(household_left_behind(ctx, event->household_id, ret_plan->persons, event->person_count, ret_plan->on, &anybody, &adult));
    if (!anybody)
        return fault(ctx, ERR_INVALID, "split.everybody", "persons", "Tách hộ phải còn người ở lại hộ cũ. Nếu chỉ đổi chủ hộ, hãy chọn thủ tục khác.");
    if (!adult)
        return fault(ctx, ERR_INVALID, "persons.minors_left", "persons", "Nếu tách như vậy, hộ cũ chỉ còn người chưa đủ 18 tuổi.");
    return OK;
}

enum err population_check_split(struct ctx *ctx, const struct split_event *event)
{
    struct split_plan plan;
    return make_plan(ctx, event, &plan);
}

enum err population_register_split(struct ctx *ctx, const struct split_event *event, int64_t *ret_household_id, int64_t *ret_event_id)
{
    struct split_plan plan;
    struct booking booking;
    int64_t ids[POPULATION_EVENT_PERSONS_MAX + 1], household_id;
    int count = event->person_count < 0 ? 0 : event->person_count > POPULATION_EVENT_PERSONS_MAX ? POPULATION_EVENT_PERSONS_MAX : event->person_count;

    memcpy(ids, event->person_ids, sizeof ids[0] * (size_t)count);
    ids[count] = event->household_id;
    TRY(event_begin(ctx, S("split"), &event->note, ids, count + 1, &booking));
    TRY(make_plan(ctx, event, &plan));
    struct day last_day = {plan.on.n - 1};
    TRY(household_store_insert(ctx, plan.household.unit_id, plan.household.hamlet_id, plan.household.address, &household_id));
    TRY(event_touch(ctx, &booking, household_id, S("household"), TOUCHED_EXISTENCE));
    for (int i = 0; i < event->person_count; i++) {
        struct residence home = plan.homes[i];
        TRY(household_book_leave(ctx, &booking, &plan.seats[i], last_day));
        TRY(household_book_join(ctx, &booking, household_id, event->person_ids[i], event->relations[i], plan.on));
        TRY(residence_book_end(ctx, &booking, &home, last_day, S("split")));
        home.household_id = household_id; /* the place is the same */
        home.valid_from = plan.on;
        home.registered_unit_id = 0;
        home.dossier_id = event->note.dossier_id;
        home.event_id = booking.event_id;
        TRY(residence_book(ctx, &booking, &home));
    }
    TRY(household_book_settle(ctx, &booking, event->household_id, plan.on));
    if (ret_household_id)
        *ret_household_id = household_id;
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}

/* --- another head ---------------------------------------------------------------------------------------------------------------------------- */
static enum err check_head(struct ctx *ctx, const struct head_event *event, struct day *ret_on)
{
    struct household household;
    struct person head;
    struct household_seat seat, *seats;
    int count;

    TRY(event_note_check(ctx, &event->note, NOTE_PLAIN, ret_on));
    TRY(open_household(ctx, event->household_id, &household));
    TRY(population_load_one(ctx, event->head_id, S("head"), &head));
    enum err err = household_store_seat(ctx, event->head_id, &seat);
    if (err == ERR_NOT_FOUND || (err == OK && seat.household_id != event->household_id))
        return fault(ctx, ERR_CONFLICT, "household.not_member", "head", "Người này không phải là thành viên của hộ gia đình.");
    TRY(err);
    if (seat.head)
        return fault(ctx, ERR_CONFLICT, "household.head_already", "head", "Người này đang là chủ hộ.");
    if (!population_can_be_head(&head, *ret_on))
        return fault(ctx, ERR_INVALID, "household.head_capacity", "head", "Chủ hộ phải đủ 18 tuổi và có năng lực hành vi dân sự đầy đủ.");
    TRY(household_store_seats(ctx, event->household_id, &seats, &count));
    for (int i = 0; i < count; i++)
        if ((seats[i].head || seats[i].person_id == event->head_id) && seats[i].since.n > ret_on->n)
            return fault(ctx, ERR_CONFLICT, "from.before_current", "on", "Ngày thay đổi sớm hơn thay đổi gần nhất của chủ hộ hoặc của người này trong hộ.");
    return OK;
}

enum err population_check_head(struct ctx *ctx, const struct head_event *event)
{
    struct day on;
    return check_head(ctx, event, &on);
}

enum err population_register_head(struct ctx *ctx, const struct head_event *event, int64_t *ret_event_id)
{
    struct booking booking;
    struct day on;

    TRY(event_begin(ctx, S("head"), &event->note, (const int64_t[]){event->head_id, event->household_id}, 2, &booking));
    TRY(check_head(ctx, event, &on));
    TRY(household_book_head(ctx, &booking, event->household_id, event->head_id, on));
    TRY(event_touch(ctx, &booking, event->head_id, S("member"), TOUCHED_RELIED_IDENTITY));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}

/* --- another relation ------------------------------------------------------------------------------------------------------------------------- */
static enum err check_relation(struct ctx *ctx, const struct relation_event *event, struct household_seat *ret_seat, struct day *ret_on)
{
    struct person person;

    TRY(event_note_check(ctx, &event->note, NOTE_PLAIN, ret_on));
    TRY(population_load_one(ctx, event->person_id, S("person"), &person));
    enum err err = household_store_seat(ctx, event->person_id, ret_seat);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_CONFLICT, "household.none", "person", "Người này không ở hộ gia đình nào.");
    TRY(err);
    if (!code_text_known(household_relations, event->relation))
        return fault(ctx, ERR_INVALID, "relations.unknown", "relation", "Hãy chọn quan hệ với chủ hộ.");
    if (ret_seat->head || str_eq(event->relation, S("head")))
        return fault(ctx, ERR_INVALID, "relations.head", "relation", "Đổi chủ hộ bằng thủ tục thay đổi chủ hộ.");
    if (str_eq(ret_seat->relation, event->relation))
        return fault(ctx, ERR_INVALID, "relations.same", "relation", "Quan hệ mới giống quan hệ đang ghi.");
    if (ret_seat->since.n > ret_on->n)
        return fault(ctx, ERR_CONFLICT, "from.before_current", "on", "Ngày thay đổi sớm hơn thay đổi gần nhất của người này trong hộ.");
    return OK;
}

enum err population_check_relation(struct ctx *ctx, const struct relation_event *event)
{
    struct household_seat seat;
    struct day on;
    return check_relation(ctx, event, &seat, &on);
}

enum err population_register_relation(struct ctx *ctx, const struct relation_event *event, int64_t *ret_event_id)
{
    struct household_seat seat;
    struct booking booking;
    struct day on;

    TRY(event_begin(ctx, S("relation"), &event->note, &event->person_id, 1, &booking));
    TRY(check_relation(ctx, event, &seat, &on));
    TRY(household_book_leave(ctx, &booking, &seat, (struct day){on.n - 1}));
    TRY(household_book_join(ctx, &booking, seat.household_id, event->person_id, event->relation, on));
    TRY(household_store_touch(ctx, seat.household_id));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}
