/* deletion.c: xóa đăng ký thường trú (Law on Residence 68/2020/QH14 Art. 24), xóa đăng ký tạm trú (Art. 29), and the note that a household lost its right to the dwelling. */
#include "features/population/internal.h"

struct plan {
    const struct deletion_event *event;
    struct day last_day;
    struct residence homes[POPULATION_EVENT_PERSONS_MAX];
    struct household_seat seats[POPULATION_EVENT_PERSONS_MAX];
    bool has_seat[POPULATION_EVENT_PERSONS_MAX];
};

static enum err check_one(struct ctx *ctx, struct plan *plan, int index)
{
    const struct deletion_event *event = plan->event;
    struct person person;

    for (int i = 0; i < index; i++)
        if (event->person_ids[i] == event->person_ids[index])
            return fault(ctx, ERR_INVALID, "persons.twice", "persons", "Một người được ghi hai lần trong danh sách.");
    TRY(population_load_any(ctx, event->person_ids[index], S("persons"), &person));
    enum err err = residence_store_open(ctx, person.person_id, event->temporary, &plan->homes[index]);
    if (err == ERR_NOT_FOUND)
        return event->temporary ? fault(ctx, ERR_CONFLICT, "deletion.none", "persons", "Một người trong danh sách không có đăng ký tạm trú.")
                                : fault(ctx, ERR_CONFLICT, "deletion.none", "persons", "Một người trong danh sách không có đăng ký thường trú.");
    TRY(err);
    plan->has_seat[index] = false;
    if (!event->temporary) {
        err = household_store_seat(ctx, person.person_id, &plan->seats[index]);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        plan->has_seat[index] = err == OK;
    }
    if (plan->last_day.n < plan->homes[index].valid_from.n || (plan->has_seat[index] && plan->last_day.n < plan->seats[index].since.n))
        return fault(ctx, ERR_CONFLICT, "from.before_current", "on", "Ngày xóa sớm hơn thay đổi gần nhất về cư trú của một người trong danh sách.");
    return OK;
}

static enum err make_plan(struct ctx *ctx, const struct deletion_event *event, struct plan *ret_plan)
{
    ret_plan->event = event;
    TRY(event_note_check(ctx, &event->note, NOTE_PLAIN, &ret_plan->last_day));
    if (event->person_count < 1 || event->person_count > POPULATION_EVENT_PERSONS_MAX)
        return fault(ctx, ERR_INVALID, "persons.count", "persons", "Mỗi lần đăng ký từ 1 đến 20 người.");
    if (!event->temporary && !code_text_known(deregistration_grounds, event->ground))
        return fault(ctx, ERR_INVALID, "ground.unknown", "ground", "Hãy chọn căn cứ xóa đăng ký thường trú (Luật Cư trú, Điều 24).");
    for (int i = 0; i < event->person_count; i++)
        TRY(check_one(ctx, ret_plan, i));
    return OK;
}

enum err population_check_deletion(struct ctx *ctx, const struct deletion_event *event)
{
    struct plan plan;
    return make_plan(ctx, event, &plan);
}

enum err population_register_deletion(struct ctx *ctx, const struct deletion_event *event, int64_t *ret_event_id)
{
    struct plan plan;
    struct booking booking;
    int count = event->person_count < 0 ? 0 : event->person_count > POPULATION_EVENT_PERSONS_MAX ? POPULATION_EVENT_PERSONS_MAX : event->person_count;

    TRY(event_begin(ctx, event->temporary ? S("temporary_end") : S("deletion"), &event->note, event->person_ids, count, &booking));
    TRY(make_plan(ctx, event, &plan));
    for (int i = 0; i < event->person_count; i++) {
        bool over = event->temporary && plan.homes[i].expires_on.n < plan.last_day.n;
        TRY(residence_book_end(ctx, &booking, &plan.homes[i], over ? plan.homes[i].expires_on : plan.last_day, over ? S("expired") : S("deleted")));
        if (plan.has_seat[i])
            TRY(household_book_leave(ctx, &booking, &plan.seats[i], plan.last_day));
    }
    for (int i = 0; i < event->person_count; i++) {
        bool settled = !plan.has_seat[i];
        for (int j = 0; j < i; j++)
            settled |= plan.has_seat[j] && plan.seats[j].household_id == plan.seats[i].household_id;
        if (!settled)
            TRY(household_book_settle(ctx, &booking, plan.seats[i].household_id, (struct day){plan.last_day.n + 1}));
    }
    if (event->candidate_id)
        TRY(deregistration_store_decided(ctx, event->candidate_id, booking.event_id, event->note.dossier_id));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}

enum err population_register_dwelling_end(struct ctx *ctx, const struct dwelling_event *event, int64_t *ret_event_id)
{
    struct household household;
    struct booking booking;
    struct day on;

    TRY(event_begin(ctx, S("dwelling_end"), &event->note, &event->household_id, 1, &booking));
    TRY(event_note_check(ctx, &event->note, NOTE_EVIDENCE, &on));
    enum err err = household_get(ctx, event->household_id, &household);
    if (err == ERR_NOT_FOUND || (err == OK && household.closed))
        return fault(ctx, ERR_CONFLICT, "household.closed", "household", "Hộ gia đình này không còn trong cơ sở dữ liệu. Hãy chọn hộ khác.");
    TRY(err);
    if (!str_eq(event->ground, S("rented")) && !str_eq(event->ground, S("sold")) && !str_eq(event->ground, S("demolished")))
        return fault(ctx, ERR_INVALID, "ground.unknown", "ground", "Hãy chọn lý do hết quyền sử dụng chỗ ở.");
    TRY(db_exec(ctx, NULL, "INSERT INTO dwelling_end (dwelling_end_id, household_id, ground, ended_on, event_id) VALUES ($1, $2, $3, $4, $5)", DB_I64(db_new_id()),
                DB_I64(event->household_id), DB_STR(event->ground), DB_DAY(ctx, on), DB_I64(booking.event_id)));
    TRY(event_touch(ctx, &booking, event->household_id, S("household"), TOUCHED_DWELLING));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}
