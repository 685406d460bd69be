/* marriage.c: kết hôn and the note of a divorce (Law on Marriage and Family 52/2014/QH13 Art. 5.2, 8, 57; Law on Civil Status 60/2014/QH13 Art. 17-18). That both want it
 * is the dossier's matter; here stands what the register can know. */
#include "features/population/internal.h"
#include "features/population/kin.h"

enum { HUSBAND_AGE = 20, WIFE_AGE = 18 };

/* Free: no living spouse. Of one who died the record may still stand: the marriage ended with the death (Art. 65). */
static enum err check_free(struct ctx *ctx, const struct person *person, struct str field)
{
    struct person spouse;

    if (person->spouse_id) {
        enum err err = person_get(ctx, person->spouse_id, &spouse);
        if (err == ERR_NOT_FOUND || (err == OK && str_eq(spouse.status, S("dead"))))
            return OK;
        TRY(err);
    }
    if (person->spouse_id || str_eq(person->marital_status, S("married")))
        return population_refuse(ctx, ERR_CONFLICT, S("marriage.not_free"), field,
                                 TS(ctx, "Cơ sở dữ liệu dân cư ghi người này đang có vợ hoặc chồng. Nếu đã ly hôn, hãy ghi chú ly hôn trước."));
    return OK;
}

static enum err check_one(struct ctx *ctx, const struct person *person, struct str field, struct day on)
{
    if (!str_empty(person->capacity))
        return population_refuse(ctx, ERR_CONFLICT, S("marriage.capacity"), field,
                                 TS(ctx, "Tòa án đã quyết định về năng lực hành vi dân sự của người này nên chưa đăng ký kết hôn được."));
    if (!person->female && day_age(person->birth, on) < HUSBAND_AGE)
        return population_refuse(ctx, ERR_INVALID, S("marriage.husband_age"), field, TS(ctx, "Nam phải từ đủ 20 tuổi mới được kết hôn."));
    if (person->female && day_age(person->birth, on) < WIFE_AGE)
        return population_refuse(ctx, ERR_INVALID, S("marriage.wife_age"), field, TS(ctx, "Nữ phải từ đủ 18 tuổi mới được kết hôn."));
    return check_free(ctx, person, field);
}

/* Art. 5.2.d: by blood within three generations; parent and child by adoption, parent and spouse of the child, step-parent and step-child, now or formerly. */
static enum err check_kin(struct ctx *ctx, int64_t a, int64_t b)
{
    struct kin_set blood_a, blood_b;

    TRY(kin_three_generations(ctx, a, &blood_a));
    TRY(kin_three_generations(ctx, b, &blood_b));
    if (kin_meet(&blood_a, &blood_b))
        return fault(ctx, ERR_INVALID, "marriage.kin", "spouse", "Hai người có quan hệ huyết thống trong phạm vi ba đời nên không được kết hôn.");
    for (int turn = 0; turn < 2; turn++) {
        int64_t one = turn ? b : a, other = turn ? a : b;
        struct kin_set adopters = {0}, spouses = {0}, in_law = {0}, parents = {0}, step = {0};
        TRY(kin_parents(ctx, one, KIN_BY_ADOPTION, &adopters));
        TRY(kin_spouses(ctx, one, &spouses));
        for (int i = 0; i < spouses.count; i++)
            TRY(kin_parents(ctx, spouses.ids[i], KIN_BOTH, &in_law));
        TRY(kin_parents(ctx, one, KIN_BOTH, &parents));
        for (int i = 0; i < parents.count; i++)
            TRY(kin_spouses(ctx, parents.ids[i], &step));
        if (kin_has(&adopters, other))
            return fault(ctx, ERR_INVALID, "marriage.adopted", "spouse", "Cha, mẹ nuôi và con nuôi, dù trước đây, không được kết hôn với nhau.");
        if (kin_has(&in_law, other) || kin_has(&step, other))
            return fault(ctx, ERR_INVALID, "marriage.in_law", "spouse",
                         "Cha chồng với con dâu, mẹ vợ với con rể, cha dượng hoặc mẹ kế với con riêng, dù trước đây, không được kết hôn với nhau.");
    }
    return OK;
}

static enum err check(struct ctx *ctx, const struct marriage_event *event, struct person *ret_husband, struct person *ret_wife, struct day *ret_on)
{
    TRY(event_note_check(ctx, &event->note, NOTE_PLAIN, ret_on));
    if (event->husband_id == event->wife_id)
        return fault(ctx, ERR_INVALID, "marriage.same", "spouse", "Hai bên kết hôn không thể là cùng một người.");
    TRY(population_load_one(ctx, event->husband_id, S("person"), ret_husband));
    TRY(population_load_one(ctx, event->wife_id, S("spouse"), ret_wife));
    if (ret_husband->female || !ret_wife->female) /* Art. 8.2 */
        return fault(ctx, ERR_INVALID, "marriage.sexes", "spouse", "Hãy ghi một người nam và một người nữ. Nhà nước không thừa nhận hôn nhân giữa những người cùng giới tính.");
    TRY(check_one(ctx, ret_husband, S("person"), *ret_on));
    TRY(check_one(ctx, ret_wife, S("spouse"), *ret_on));
    return check_kin(ctx, event->husband_id, event->wife_id);
}

enum err population_check_marriage(struct ctx *ctx, const struct marriage_event *event)
{
    struct person husband, wife;
    struct day on;
    return check(ctx, event, &husband, &wife, &on);
}

static enum err join(struct ctx *ctx, const struct booking *booking, const struct person *before, int64_t spouse_id, const char *status, struct day on)
{
    struct person after = *before;

    after.spouse_id = spouse_id;
    after.marital_status = str_of(status);
    return event_change_person(ctx, booking, before, &after, S("spouse"), on);
}

enum err population_register_marriage(struct ctx *ctx, const struct marriage_event *event, int64_t *ret_event_id)
{
    struct person husband, wife;
    struct booking booking;
    struct day on;

    TRY(event_begin(ctx, S("marriage"), &event->note, (const int64_t[]){event->husband_id, event->wife_id}, 2, &booking));
    TRY(check(ctx, event, &husband, &wife, &on));
    TRY(join(ctx, &booking, &husband, event->wife_id, "married", on));
    TRY(join(ctx, &booking, &wife, event->husband_id, "married", on));
    TRY(event_touch(ctx, &booking, event->husband_id, S("spouse"), TOUCHED_RELIED_IDENTITY));
    TRY(event_touch(ctx, &booking, event->wife_id, S("spouse"), TOUCHED_RELIED_IDENTITY));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}

/* --- the note of a divorce -------------------------------------------------------------------------------------------------------------------- */
static enum err check_divorce(struct ctx *ctx, const struct divorce_event *event, struct person *ret_a, struct person *ret_b, struct day *ret_on)
{
    TRY(event_note_check(ctx, &event->note, NOTE_EVIDENCE, ret_on));
    TRY(population_load_any(ctx, event->person_id, S("person"), ret_a));
    TRY(population_load_any(ctx, event->spouse_id, S("spouse"), ret_b));
    if (event->person_id == event->spouse_id || ret_a->spouse_id != event->spouse_id || ret_b->spouse_id != event->person_id)
        return fault(ctx, ERR_CONFLICT, "divorce.not_married", "spouse", "Cơ sở dữ liệu dân cư không ghi hai người này là vợ chồng.");
    if (str_eq(ret_a->status, S("dead")) || str_eq(ret_b->status, S("dead")))
        return fault(ctx, ERR_CONFLICT, "divorce.dead", "spouse", "Một trong hai người đã mất: hôn nhân đã chấm dứt từ ngày mất, không ghi chú ly hôn.");
    return OK;
}

enum err population_check_divorce(struct ctx *ctx, const struct divorce_event *event)
{
    struct person a, b;
    struct day on;
    return check_divorce(ctx, event, &a, &b, &on);
}

enum err population_register_divorce(struct ctx *ctx, const struct divorce_event *event, int64_t *ret_event_id)
{
    struct person a, b;
    struct booking booking;
    struct day on;

    TRY(event_begin(ctx, S("divorce"), &event->note, (const int64_t[]){event->person_id, event->spouse_id}, 2, &booking));
    TRY(check_divorce(ctx, event, &a, &b, &on));
    TRY(join(ctx, &booking, &a, 0, "divorced", on)); /* a day before the wedding is refused by the history of spouse_id */
    TRY(join(ctx, &booking, &b, 0, "divorced", on));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}
