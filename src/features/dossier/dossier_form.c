/* dossier_form.c: see dossier_form.h. Cheap on purpose: it runs in the writer's transaction, so the register is asked only for what a form names there. */
#include "features/dossier/dossier_form.h"
#include "features/dossier/dossier_effect.h"
#include "features/territory/territory.h"
#include "platform/unicode/unicode.h"

enum { ANSWER_BYTES_MAX = 4000, GUESTS_BYTES_MAX = 60 * 1024, PHONE_DIGITS_MIN = 9, PHONE_DIGITS_MAX = 11 };

/* The fields of a procedure in their order, each with its answer ("" none). */
struct answers {
    const struct field **fields;
    struct str *texts;
    int count;
};

static enum err wrong(struct ctx *ctx, struct str name, struct msg text)
{
    return fault_set(ctx, ERR_INVALID, S("dossier.form_field"), arena_join(ctx->arena, S("form."), str_sub(name, 0, 60)), text.vi, STR_NONE);
}

/* A list of guests is no form of screens, but comes in the same way. */
static const struct field lodging_fields[] = {
    {.name = S_INIT("place"), .type = FIELD_INT, .required = true, .max = INT64_MAX},
    {.name = S_INIT("guests"), .type = FIELD_TEXT, .required = true, .max = GUESTS_BYTES_MAX},
};

static struct answers answers_of(struct ctx *ctx, const struct procedure *procedure)
{
    struct answers answers = {0};
    bool lodging = procedure->effect == EFFECT_LODGING && procedure->screens_count == 0;
    int cap = ARRAY_LEN(lodging_fields);

    for (int s = 0; s < procedure->screens_count; s++)
        cap += procedure->screens[s].fields_count;
    answers.fields = arena_array(ctx->arena, const struct field *, (size_t)cap);
    answers.texts = arena_array(ctx->arena, struct str, (size_t)cap);
    for (int s = 0; s < procedure->screens_count; s++)
        for (int f = 0; f < procedure->screens[s].fields_count; f++)
            answers.fields[answers.count++] = &procedure->screens[s].fields[f];
    for (size_t f = 0; lodging && f < ARRAY_LEN(lodging_fields); f++)
        answers.fields[answers.count++] = &lodging_fields[f];
    return answers;
}

static struct str *answer(const struct answers *answers, struct str name)
{
    for (int i = 0; i < answers->count; i++)
        if (str_eq(answers->fields[i]->name, name))
            return &answers->texts[i];
    return NULL;
}

static bool is_asked(const struct answers *answers, const struct field *field)
{
    const struct str *other = str_empty(field->show_if_field) ? NULL : answer(answers, field->show_if_field);

    return str_empty(field->show_if_field) || (other && procedure_value_in(field->show_if_value, *other));
}

/* --- one value -------------------------------------------------------------------------------------------------------- */
static bool is_option(const struct field *field, struct str text)
{
    if (str_eq(field->options_from, S("household_relations")))
        return household_relation_text(text).vi.len > 0;
    for (int i = 0; i < field->options_count; i++)
        if (str_eq(field->options[i].value, text))
            return true;
    return false;
}

static bool is_phone(struct str text)
{
    return text.len >= PHONE_DIGITS_MIN && text.len <= PHONE_DIGITS_MAX && text.ptr[0] == '0' && str_all_digits(text);
}

static enum err commune(struct ctx *ctx, const struct field *field, const struct dossier_form_known *known, struct str *text)
{
    struct unit unit;

    if (str_eq(field->name, S("unit"))) {
        if (!str_eq(*text, known->unit_code))
            return wrong(ctx, field->name, T("Đơn vị trong tờ khai khác đơn vị nhận hồ sơ."));
        *text = arena_printf(ctx->arena, "%lld", (long long)known->unit_id);
        return OK;
    }
    enum err err = territory_find(ctx, *text, day_of_ms(ctx->now_ms), &unit);
    if (err == ERR_NOT_FOUND || (err == OK && unit.level != UNIT_COMMUNE))
        return wrong(ctx, field->name, T("Hãy chọn xã, phường trong danh sách."));
    TRY(err);
    *text = arena_printf(ctx->arena, "%lld", (long long)unit.unit_id);
    return OK;
}

/* Who comes along must be of the owner's household: nobody moves a stranger. */
static enum err members(struct ctx *ctx, const struct field *field, const struct dossier_form_known *known, struct str *text)
{
    struct household_person *people;
    struct dossier_member *coming;
    int64_t household_id;
    int people_count, count;

    TRY(dossier_members_parse(ctx, *text, &coming, &count));
    enum err err = household_of(ctx, known->owner_person_id, &household_id);
    if (err == ERR_NOT_FOUND)
        return wrong(ctx, field->name, T("Người đi cùng phải là thành viên trong hộ của chủ hồ sơ."));
    TRY(err);
    TRY(household_members(ctx, household_id, &people, &people_count));
    for (int i = 0; i < count; i++) {
        bool found = false;
        for (int p = 0; p < people_count; p++)
            found = found || (people[p].person_id == coming[i].person_id && coming[i].person_id != known->owner_person_id);
        if (!found)
            return wrong(ctx, field->name, T("Người đi cùng phải là thành viên trong hộ của chủ hồ sơ."));
    }
    *text = dossier_members_format(ctx->arena, coming, count);
    return OK;
}

/* The owner, one of the owner's household, or "other" where the form goes on to ask who. */
static enum err member(struct ctx *ctx, const struct field *field, const struct dossier_form_known *known, struct str *text)
{
    int64_t person_id, own, household;

    if (str_eq(*text, S("other")))
        return known->procedure && procedure_shows_for(known->procedure, field->name, *text) ? OK : wrong(ctx, field->name, T("Hãy chọn một trong các giá trị có sẵn."));
    if (person_number_parse(ctx, *text, &person_id) != OK)
        return wrong(ctx, field->name, (struct msg){ctx->fault.text});
    if (person_id == known->owner_person_id)
        return OK;
    enum err err = household_of(ctx, known->owner_person_id, &own);
    if (err == OK)
        err = household_of(ctx, person_id, &household);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    return err == OK && own == household ? OK : wrong(ctx, field->name, T("Hãy chọn một thành viên trong hộ của chủ hồ sơ."));
}

static enum err check(struct ctx *ctx, const struct field *field, const struct dossier_form_known *known, struct str *text)
{
    struct day day;
    int64_t number;

    switch (field->type) {
    case FIELD_DAY:
        return day_parse_iso(*text, &day) == OK ? OK : wrong(ctx, field->name, T("Ngày phải có dạng 2026-11-21."));
    case FIELD_PHONE:
        return is_phone(*text) ? OK : wrong(ctx, field->name, T("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0."));
    case FIELD_PERSON_NUMBER:
        if (person_number_parse(ctx, *text, &number) == OK)
            return OK;
        return wrong(ctx, field->name, (struct msg){ctx->fault.text});
    case FIELD_COMMUNE: return commune(ctx, field, known, text);
    case FIELD_MEMBERS: return members(ctx, field, known, text);
    case FIELD_RADIOS:
    case FIELD_SELECT:
        return is_option(field, *text) ? OK : wrong(ctx, field->name, T("Hãy chọn một trong các giá trị có sẵn."));
    case FIELD_MEMBER: return member(ctx, field, known, text);
    case FIELD_INT:
        if (str_parse_i64(*text, &number) == OK && number >= 0 && number <= field->max)
            return OK;
        return wrong(ctx, field->name, T("Hãy nhập một số nguyên trong khoảng cho phép."));
    case FIELD_LINE:
        return (int64_t)text->len <= field->max ? OK : wrong(ctx, field->name, T("Nội dung quá dài. Hãy rút gọn lại."));
    case FIELD_CHECKBOX:
        return str_eq(*text, S("1")) ? OK : wrong(ctx, field->name, T("Hãy chọn một trong các giá trị có sẵn."));
    case FIELD_TEXT: break;
    }
    return OK;
}

/* --- the whole form --------------------------------------------------------------------------------------------------- */
static enum err take(struct ctx *ctx, const struct json *form, const struct answers *answers)
{
    for (const struct json *member = json_first(form); member; member = json_next(member)) {
        struct str name = json_key_of(member), text, *place = answer(answers, name);
        if (!place)
            return wrong(ctx, name, T("Thủ tục không hỏi trường này."));
        const struct field *field = answers->fields[place - answers->texts];
        bool lines = field->type == FIELD_TEXT || field->type == FIELD_MEMBERS;
        if (json_text(member, &text) != OK)
            return wrong(ctx, name, T("Giá trị phải là một chuỗi."));
        if (text.len > ANSWER_BYTES_MAX && (int64_t)text.len > field->max)
            return wrong(ctx, name, T("Nội dung quá dài. Hãy rút gọn lại."));
        if ((lines ? unicode_clean_text(ctx->arena, text, place) : unicode_clean_line(ctx->arena, text, place)) != OK)
            return wrong(ctx, name, T("Có ký tự không hợp lệ."));
    }
    return OK;
}

static void fill(const struct answers *answers, const struct dossier_form_known *known)
{
    for (int i = 0; i < answers->count; i++) {
        const struct field *field = answers->fields[i];
        if (!str_empty(answers->texts[i]))
            continue;
        if (field->type == FIELD_COMMUNE && str_eq(field->name, S("unit")))
            answers->texts[i] = known->unit_code;
        else if (field->type == FIELD_PHONE && !str_empty(field->prefill))
            answers->texts[i] = known->phone;
    }
}

enum err dossier_form_read(struct ctx *ctx, const struct procedure *procedure, const struct json *form, const struct dossier_form_known *known,
                           struct str *ret_form)
{
    struct answers answers = answers_of(ctx, procedure);
    struct dossier_form_known with = *known;
    struct json_out json;
    struct buf buf;

    if (form && json_kind(form) != JSON_OBJECT)
        return fault(ctx, ERR_INVALID, "dossier.form", "form", "Trường form phải là một đối tượng JSON.");
    with.procedure = procedure;
    TRY(take(ctx, form, &answers));
    fill(&answers, known);
    buf_init(&buf, ctx->arena, 512);
    json_out_init(&json, &buf);
    json_begin_object(&json);
    for (int i = 0; i < answers.count; i++) {
        const struct field *field = answers.fields[i];
        bool asked = is_asked(&answers, field);
        if (str_empty(answers.texts[i])) {
            if (asked && field->required)
                return wrong(ctx, field->name, T("Còn thiếu một thông tin bắt buộc."));
            continue;
        }
        if (!asked)
            return wrong(ctx, field->name, T("Trường này không được hỏi khi các câu trả lời khác như vậy."));
        TRY(check(ctx, field, &with, &answers.texts[i]));
        json_put_str(&json, field->name, answers.texts[i]);
    }
    json_end_object(&json);
    json_out_done(&json);
    *ret_form = buf_str(&buf);
    return OK;
}
