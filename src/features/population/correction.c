/* correction.c: cải chính, thay đổi, bổ sung of what the register holds of a person (Law on Civil Status 60/2014/QH13 Art. 26-29, Law on Identity 26/2023/QH15, Decree 70/2024
 * Art. 6 as amended). Family links, death and status have events of their own. The personal number stays for life: a corrected sex or year that no longer
 * agrees with it is recorded with the event (domain: 6.1). */
#include "features/population/internal.h"
#include "platform/unicode/unicode.h"

enum { VALUE_BYTES_MAX = 300, OLD_NUMBER_DIGITS = 9 };

struct plan {
    const struct correction_event *event;
    struct day on;
    struct person before, after;
};

static bool is(struct str field, const char *name) { return str_eq(field, str_of(name)); }

static bool may_correct(struct str field)
{
    static const char *const others[] = {"father_id", "mother_id", "spouse_id", "status", "death", "marital_status", "adoptive_father_id", "adoptive_mother_id", "capacity"};

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (is(field, others[i]))
            return false;
    return person_field_index(field) >= 0;
}

static bool must_be_there(struct str field)
{
    return is(field, "full_name") || is(field, "birth") || is(field, "birth_precision") || is(field, "sex") || is(field, "ethnicity") || is(field, "nationality");
}

static enum err bad_value(struct ctx *ctx, struct str field, struct str text) { return population_refuse(ctx, ERR_INVALID, S("correction.value"), field, text); }

/* Letters A-Z in pairs with blanks between: VN, or VN US. */
static bool nationality_fits(struct str value)
{
    struct str rest = value;

    while (rest.ptr) {
        struct str code = str_cut(&rest, ' ');
        if (code.len != 2 || code.ptr[0] < 'A' || code.ptr[0] > 'Z' || code.ptr[1] < 'A' || code.ptr[1] > 'Z')
            return false;
    }
    return true;
}

static enum err check_value(struct ctx *ctx, struct str field, struct str value, struct str *ret_value)
{
    struct day day;

    if (unicode_clean_line(ctx->arena, value, ret_value) != OK)
        return bad_value(ctx, field, TS(ctx, "Có ký tự không đọc được. Hãy gõ lại bằng bộ gõ Unicode."));
    if (str_empty(*ret_value))
        return must_be_there(field) ? bad_value(ctx, field, TS(ctx, "Mục này không được để trống.")) : OK;
    if (ret_value->len > VALUE_BYTES_MAX)
        return bad_value(ctx, field, TS(ctx, "Nội dung dài quá 300 ký tự. Hãy ghi gọn lại."));
    if (is(field, "full_name") || is(field, "father_name") || is(field, "mother_name") || is(field, "representative"))
        return population_check_name(ctx, field, value, ret_value);
    if (is(field, "birth") && day_parse_iso(*ret_value, &day) != OK)
        return bad_value(ctx, field, TS(ctx, "Ngày sinh không có trong lịch. Hãy xem lại, nhất là ngày 29 tháng 2."));
    if (is(field, "sex") && !is(*ret_value, "male") && !is(*ret_value, "female"))
        return bad_value(ctx, field, TS(ctx, "Hãy chọn nam hoặc nữ."));
    if (is(field, "birth_precision") && !is(*ret_value, "day") && !is(*ret_value, "month") && !is(*ret_value, "year"))
        return bad_value(ctx, field, TS(ctx, "Hãy chọn mức chính xác của ngày sinh."));
    if (is(field, "blood_group") && !code_text_known(person_blood_groups, *ret_value))
        return bad_value(ctx, field, TS(ctx, "Hãy chọn nhóm máu trong danh sách."));
    if (is(field, "old_number") && (ret_value->len != OLD_NUMBER_DIGITS || !str_all_digits(*ret_value)))
        return bad_value(ctx, field, TS(ctx, "Số CMND gồm đúng 9 chữ số."));
    if (is(field, "nationality") && !nationality_fits(*ret_value))
        return bad_value(ctx, field, TS(ctx, "Quốc tịch ghi bằng mã hai chữ cái, ví dụ VN."));
    return OK;
}

static enum err apply_one(struct ctx *ctx, struct plan *plan, const struct correction *correction)
{
    struct str value, field = correction->field;
    int index = person_field_index(field);

    if (index < 0 || !may_correct(field))
        return population_refuse(ctx, ERR_INVALID, S("correction.field"), field, TS(ctx, "Mục này không sửa bằng thủ tục cải chính. Hãy chọn thủ tục khác."));
    struct str was = person_field_get(ctx->arena, &plan->before, index);
    if (!str_eq(was, correction->old_value))
        return population_refuse(ctx, ERR_CONFLICT, S("person.stale"), field, TS(ctx, "Thông tin này đã thay đổi sau khi tờ khai được mở. Hãy xem lại thông tin mới rồi nộp lại."));
    TRY(check_value(ctx, field, correction->new_value, &value));
    if (str_eq(was, value))
        return population_refuse(ctx, ERR_INVALID, S("correction.same"), field, TS(ctx, "Nội dung mới giống nội dung đang có."));
    if (plan->event->kind == CORRECTION_SUPPLEMENT && was.len)
        return population_refuse(ctx, ERR_INVALID, S("correction.filled"), field, TS(ctx, "Mục này đã có nội dung: hãy chọn cải chính hoặc thay đổi."));
    if (plan->event->kind == CORRECTION_CHANGE && (is(field, "birth") || is(field, "birth_precision") || is(field, "birth_place") || is(field, "hometown") ||
                                                   is(field, "birth_registered_at") || is(field, "old_number") || is(field, "blood_group")))
        return population_refuse(ctx, ERR_INVALID, S("correction.fixed"), field, TS(ctx, "Thông tin khai sinh không thay đổi theo thời gian: nếu ghi sai, hãy chọn cải chính."));
    person_field_set(&plan->after, index, value);
    return OK;
}

/* --- what the corrected record must still agree with ---------------------------------------------------------------------------------------------- */
static enum err check_birth(struct ctx *ctx, const struct plan *plan)
{
    const struct person *after = &plan->after;
    const int64_t parents[] = {after->father_id, after->mother_id, after->adoptive_father_id, after->adoptive_mother_id};
    struct day first;
    struct person *children, parent;
    int count;

    if (after->birth.n > population_today(ctx).n || civil_of(after->birth).year < 1870)
        return bad_value(ctx, S("birth"), TS(ctx, "Ngày sinh phải từ năm 1870 đến hôm nay."));
    if (!day_is_none(after->death) && after->birth.n > after->death.n)
        return bad_value(ctx, S("birth"), TS(ctx, "Ngày sinh không được muộn hơn ngày mất."));
    for (size_t i = 0; i < ARRAY_LEN(parents); i++) {
        enum err err = parents[i] ? person_get(ctx, parents[i], &parent) : ERR_NOT_FOUND;
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        if (err == OK && parent.birth.n >= after->birth.n)
            return bad_value(ctx, S("birth"), TS(ctx, "Với ngày sinh này, người con sẽ lớn tuổi hơn cha hoặc mẹ. Hãy xem lại."));
    }
    TRY(person_children(ctx, after->person_id, &children, &count));
    for (int i = 0; i < count; i++)
        if (children[i].birth.n <= after->birth.n)
            return bad_value(ctx, S("birth"), TS(ctx, "Với ngày sinh này, người con sẽ lớn tuổi hơn cha hoặc mẹ. Hãy xem lại."));
    TRY(residence_store_first_day(ctx, after->person_id, &first));
    if (!day_is_none(first) && str_eq(after->birth_precision, S("day")) && after->birth.n > first.n)
        return population_refuse(ctx, ERR_CONFLICT, S("correction.residence"), S("birth"),
                                 TF(ctx, "Cơ sở dữ liệu ghi người này đã cư trú từ ngày {0}, trước ngày sinh mới. Hãy xem lại.", fmt_day(ctx->arena, first)));
    return OK;
}

static enum err check_sex(struct ctx *ctx, const struct plan *plan)
{
    struct person *children;
    int count;

    if (plan->after.spouse_id)
        return population_refuse(ctx, ERR_CONFLICT, S("correction.married"), S("sex"), TS(ctx, "Người này đang có vợ hoặc chồng nên không sửa được giới tính tại đây. Hãy xem lại việc kết hôn trước."));
    TRY(person_children(ctx, plan->after.person_id, &children, &count));
    if (count)
        return population_refuse(ctx, ERR_CONFLICT, S("correction.parent"), S("sex"), TS(ctx, "Người này đang được ghi là cha hoặc mẹ của người khác. Hãy xem lại các khai sinh đó trước."));
    return OK;
}

static bool asks_approval(const struct plan *plan)
{
    return !str_eq(plan->before.full_name, plan->after.full_name) || plan->before.birth.n != plan->after.birth.n || plan->before.female != plan->after.female;
}

/* Phone and e-mail are the person's own to tell: no paper proves them. */
static enum note_asks asks_of(const struct correction_event *event)
{
    for (int i = 0; i < event->corrections_count && i < CORRECTIONS_MAX; i++)
        if (!is(event->corrections[i].field, "phone") && !is(event->corrections[i].field, "email"))
            return NOTE_EVIDENCE;
    return NOTE_PLAIN;
}

static enum err make_plan(struct ctx *ctx, const struct correction_event *event, struct plan *ret_plan)
{
    ret_plan->event = event;
    TRY(event_note_check(ctx, &event->note, asks_of(event), &ret_plan->on));
    TRY(population_load_any(ctx, event->person_id, S("person"), &ret_plan->before));
    if (event->corrections_count < 1 || event->corrections_count > CORRECTIONS_MAX)
        return fault(ctx, ERR_INVALID, "correction.count", "person", "Hãy chọn từ 1 đến 20 mục cần sửa.");
    if (ret_plan->on.n < ret_plan->before.birth.n && event->kind == CORRECTION_CHANGE)
        return fault(ctx, ERR_INVALID, "event.before_birth", "on", "Ngày có hiệu lực sớm hơn ngày sinh.");
    ret_plan->after = ret_plan->before;
    for (int i = 0; i < event->corrections_count; i++)
        TRY(apply_one(ctx, ret_plan, &event->corrections[i]));
    if (ret_plan->after.birth.n != ret_plan->before.birth.n)
        TRY(check_birth(ctx, ret_plan));
    if (ret_plan->after.female != ret_plan->before.female)
        TRY(check_sex(ctx, ret_plan));
    if (asks_approval(ret_plan) && !event->note.dossier_id && !event->note.approved_by) /* a dossier has its own second person */
        return fault(ctx, ERR_INVALID, "correction.approval", "approved_by", "Sửa tên, ngày sinh hoặc giới tính phải có người thứ hai duyệt.");
    return OK;
}

enum err population_check_correction(struct ctx *ctx, const struct correction_event *event)
{
    struct plan plan;
    return make_plan(ctx, event, &plan);
}

enum err population_register_correction(struct ctx *ctx, const struct correction_event *event, int64_t *ret_event_id)
{
    static const char *const kinds[] = {[CORRECTION_ERROR] = "correction", [CORRECTION_CHANGE] = "change", [CORRECTION_SUPPLEMENT] = "supplement"};
    struct plan plan;
    struct booking booking;

    TRY(event_begin(ctx, str_of(kinds[event->kind]), &event->note, &event->person_id, 1, &booking));
    TRY(make_plan(ctx, event, &plan));
    TRY(event_change_person(ctx, &booking, &plan.before, &plan.after, S("person"), event->kind == CORRECTION_CHANGE ? plan.on : DAY_NONE));
    bool agreed = person_number_agrees(plan.before.person_id, plan.before.female, plan.before.birth);
    if (agreed && !person_number_agrees(plan.after.person_id, plan.after.female, plan.after.birth))
        TRY(event_store_number_disagrees(ctx, booking.event_id));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}
