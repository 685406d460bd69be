/* residence_temporary.c: đăng ký tạm trú (procedure 1.004194; Law on Residence 68/2020/QH14 Art. 27-28, Decree 58/2026 Art. 4.2): for 30 days or more outside the
 * commune of permanent residence, for at most two years, renewable within the last 15 days. At most one temporary residence a person. */
#include "features/population/internal.h"

enum { DAYS_MIN = 30, MONTHS_MAX = 24, RENEWAL_WINDOW_DAYS = 15, AHEAD_DAYS_MAX = 60 };

static enum err check_period(struct ctx *ctx, const struct temporary_residence *event)
{
    if (day_is_none(event->from))
        return fault(ctx, ERR_INVALID, "from.missing", "from", "Hãy ghi ngày bắt đầu tạm trú.");
    if (day_is_none(event->until))
        return fault(ctx, ERR_INVALID, "until.missing", "until", "Hãy ghi ngày kết thúc tạm trú.");
    if (event->from.n > population_today(ctx).n + AHEAD_DAYS_MAX)
        return fault(ctx, ERR_INVALID, "from.far", "from", "Ngày bắt đầu tạm trú chỉ được muộn hơn hôm nay nhiều nhất 60 ngày.");
    if (event->until.n < event->from.n)
        return fault(ctx, ERR_INVALID, "until.before_from", "until", "Ngày kết thúc phải sau ngày bắt đầu tạm trú.");
    if (event->until.n - event->from.n + 1 < DAYS_MIN)
        return fault(ctx, ERR_INVALID, "until.short", "until",
                     "Chỉ cần đăng ký tạm trú khi ở từ 30 ngày trở lên. Nếu ở ngắn hơn, chủ nhà thông báo lưu trú.");
    if (event->until.n > day_add_months(event->from, MONTHS_MAX).n)
        return fault(ctx, ERR_INVALID, "until.long", "until",
                     "Mỗi lần đăng ký tạm trú có thời hạn nhiều nhất 2 năm. Sau đó có thể gia hạn.");
    if (event->until.n < population_today(ctx).n)
        return fault(ctx, ERR_INVALID, "until.past", "until", "Thời gian tạm trú này đã qua.");
    return OK;
}

static bool same_place(const struct residence *residence, const struct temporary_residence *event)
{
    return residence->unit_id == event->unit_id && str_eq(residence->address, event->address);
}

/* No day has two temporary residences, neither in the past: what an event ended stays as it was. */
static enum err check_after_former(struct ctx *ctx, const struct temporary_residence *event, const struct person *person, int64_t but_residence_id)
{
    struct day last;

    TRY(residence_store_last_day(ctx, person->person_id, true, but_residence_id, &last));
    if (!day_is_none(last) && event->from.n <= last.n)
        return population_refuse(ctx, ERR_CONFLICT, S("from.before_former"), S("from"),
                                 TF(ctx, "Ngày bắt đầu trùng với lần tạm trú trước, đã kết thúc ngày {0}. Hãy chọn ngày muộn hơn.", fmt_day(ctx->arena, last)));
    return OK;
}

/* May this person have a temporary residence there from that day? */
static enum err check_person(struct ctx *ctx, const struct temporary_residence *event, const struct person *person)
{
    struct residence residence;
    struct day today = population_today(ctx);

    if (person->birth.n > event->from.n)
        return fault(ctx, ERR_INVALID, "from.before_birth", "from", "Ngày bắt đầu tạm trú sớm hơn ngày sinh của một người trong danh sách.");
    enum err err = residence_store_open(ctx, person->person_id, false, &residence);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && residence.unit_id == event->unit_id)
        return fault(ctx, ERR_INVALID, "unit.permanent", "unit",
                     "Chỗ ở này thuộc xã, phường nơi đã đăng ký thường trú nên không cần đăng ký tạm trú.");
    err = residence_store_stay(ctx, person->person_id, &residence);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_NOT_FOUND)
        return check_after_former(ctx, event, person, 0);
    if (event->from.n < residence.valid_from.n)
        return fault(ctx, ERR_CONFLICT, "from.before_current", "from",
                     "Ngày bắt đầu sớm hơn ngày bắt đầu của đăng ký tạm trú đang có. Hãy chọn ngày muộn hơn.");
    TRY(check_after_former(ctx, event, person, residence.residence_id));
    bool running = residence.expires_on.n >= today.n;
    if (running && same_place(&residence, event) && today.n < residence.expires_on.n - RENEWAL_WINDOW_DAYS)
        return population_refuse(ctx, ERR_CONFLICT, S("from.early_renewal"), S("from"),
                                 TF(ctx,
                                    "Đăng ký tạm trú tại đây còn hạn đến {0}. Chỉ gia hạn được trong 15 ngày cuối, từ {1}.",
                                    fmt_day(ctx->arena, residence.expires_on),
                                    fmt_day(ctx->arena, (struct day){residence.expires_on.n - RENEWAL_WINDOW_DAYS})));
    return OK;
}

/* A minor's residence follows his parents' (Art. 12): with one of them in the list, or where one of them lives already; without known parents,
 * with an adult. */
static enum err check_minor(struct ctx *ctx, const struct temporary_residence *event, const struct person *persons, int index)
{
    const struct person *minor = &persons[index];
    const int64_t parents[2] = {minor->father_id, minor->mother_id};

    if (population_has_parent(persons, event->person_count, minor))
        return OK;
    if (!parents[0] && !parents[1] && population_has_adult(persons, event->person_count, event->from))
        return OK;
    for (int p = 0; p < 2; p++)
        for (int temporary = 0; parents[p] && temporary < 2; temporary++) {
            struct residence residence;
            enum err err = residence_store_on(ctx, parents[p], temporary, population_today(ctx), &residence);
            if (err == OK && residence.unit_id == event->unit_id)
                return OK;
            if (err != OK && err != ERR_NOT_FOUND)
                return err;
        }
    return fault(ctx, ERR_INVALID, "persons.minor_alone", "persons",
                 "Người chưa đủ 18 tuổi đăng ký cùng cha, mẹ hoặc người giám hộ. Hãy thêm người đó vào danh sách.");
}

static enum err check_and_load(struct ctx *ctx, const struct temporary_residence *event, struct person *ret_persons)
{
    TRY(check_period(ctx, event));
    TRY(population_check_dwelling(ctx, event->address, event->dwelling));
    TRY(population_check_commune(ctx, event->unit_id, event->from));
    TRY(population_load_living(ctx, event->person_ids, event->person_count, ret_persons));
    TRY(population_check_not_moved(ctx, ret_persons, event->person_count, event->shown_ms));
    for (int i = 0; i < event->person_count; i++) {
        TRY(check_person(ctx, event, &ret_persons[i]));
        if (!person_adult(&ret_persons[i], event->from))
            TRY(check_minor(ctx, event, ret_persons, i));
    }
    return OK;
}

enum err population_check_temporary(struct ctx *ctx, const struct temporary_residence *event)
{
    struct person persons[POPULATION_EVENT_PERSONS_MAX];
    return check_and_load(ctx, event, persons);
}

/* Ends the residence that stands in the way: it lasts to the day before, or to its own last day if that was earlier. */
static enum err end_former(struct ctx *ctx, const struct booking *booking, const struct temporary_residence *event, int64_t person_id)
{
    struct residence former;
    enum err err = residence_store_stay(ctx, person_id, &former);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    struct day last_day = {event->from.n - 1};
    struct str reason = same_place(&former, event) ? S("renewed") : S("moved");
    if (day_is_none(former.valid_to) && former.expires_on.n <= last_day.n) /* one row is open at a time */
        return residence_book_end(ctx, booking, &former, former.expires_on, former.expires_on.n < population_today(ctx).n ? S("expired") : reason);
    return residence_book_cut_stay(ctx, booking, &former, last_day, reason);
}

enum err population_register_temporary(struct ctx *ctx, const struct temporary_residence *event)
{
    struct person persons[POPULATION_EVENT_PERSONS_MAX];
    struct event_note note = {.on = event->from, .unit_id = event->unit_id, .dossier_id = event->dossier_id};
    struct booking booking;
    int count = event->person_count < 0 ? 0 : event->person_count > POPULATION_EVENT_PERSONS_MAX ? POPULATION_EVENT_PERSONS_MAX : event->person_count;

    TRY(event_begin(ctx, S("temporary"), &note, event->person_ids, count, &booking));
    TRY(check_and_load(ctx, event, persons));
    for (int i = 0; i < event->person_count; i++) {
        TRY(end_former(ctx, &booking, event, event->person_ids[i]));
        TRY(residence_book(ctx, &booking, &(struct residence){
                                              .person_id = event->person_ids[i],
                                              .temporary = true,
                                              .unit_id = event->unit_id,
                                              .hamlet_id = event->hamlet_id,
                                              .address = event->address,
                                              .dwelling = event->dwelling,
                                              .valid_from = event->from,
                                              .expires_on = event->until,
                                              .valid_to = DAY_NONE,
                                              .dossier_id = event->dossier_id,
                                              .event_id = booking.event_id,
                                          }));
    }
    return OK;
}
