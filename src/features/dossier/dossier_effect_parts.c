/* dossier_effect_parts.c: what the effects read from a form and put on a paper: people named by number and name, members of the household, lines about a person;
 * and who has to agree. */
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "features/population/events.h"
#include "features/territory/territory.h"
#include "platform/unicode/unicode.h"

struct str effect_field(const struct json *form, const char *name)
{
    struct str text;
    return json_text(json_get(form, name), &text) == OK ? str_trim(text) : STR_NONE;
}

enum err effect_day(struct ctx *ctx, const struct json *form, const char *name, bool required, struct day *ret_day)
{
    struct str text = effect_field(form, name);

    *ret_day = DAY_NONE;
    if (str_empty(text) && !required)
        return OK;
    if (day_parse_iso(text, ret_day) != OK)
        return fault(ctx, ERR_INVALID, "dossier.day", name, "Hãy nhập ngày, ví dụ 21/11/2026.");
    return OK;
}

enum err effect_named(struct ctx *ctx, const struct json *form, const char *number_field, const char *name_field, int64_t *ret_person_id)
{
    struct str name = effect_field(form, name_field);
    struct person person;
    int64_t person_id;

    TRY(person_number_parse(ctx, effect_field(form, number_field), &person_id));
    enum err err = person_get(ctx, person_id, &person);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_NOT_FOUND || !str_eq(unicode_fold(ctx->arena, name), unicode_fold(ctx->arena, person.full_name))) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_INVALID, "effect.named", number_field, "Số định danh và họ tên không khớp với một người trong cơ sở dữ liệu dân cư. Hãy kiểm tra lại cả hai.");
    }
    *ret_person_id = person_id;
    return OK;
}

enum err effect_member(struct ctx *ctx, const struct dossier *d, const struct json *form, const char *field, const char *number_field, const char *name_field,
                       int64_t *ret_person_id)
{
    struct str text = effect_field(form, field);
    int64_t person_id, own_household, household;

    if (str_eq(text, S("other")) && number_field[0])
        return effect_named(ctx, form, number_field, name_field, ret_person_id);
    TRY(person_number_parse(ctx, text, &person_id));
    if (person_id != d->owner_person_id) {
        enum err err = household_of(ctx, d->owner_person_id, &own_household);
        if (err == OK)
            err = household_of(ctx, person_id, &household);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        if (err == ERR_NOT_FOUND || own_household != household) {
            ctx->fault = (struct fault){0};
            return fault(ctx, ERR_CONFLICT, "effect.not_member", field, "Người được chọn không còn trong hộ gia đình này. Hãy mở lại tờ khai và chọn lại.");
        }
    }
    *ret_person_id = person_id;
    return OK;
}

enum err effect_in_person(struct ctx *ctx, const struct dossier *d)
{
    if (d->submitter_person_id && d->submitter_person_id != d->owner_person_id)
        return fault(ctx, ERR_INVALID, "effect.in_person", "", "Việc này không nộp thay được: chính người đó nộp bằng tài khoản của mình hoặc đến quầy.");
    return OK;
}

/* --- lines of a paper ---------------------------------------------------------------------------------------------------------------------- */
struct str effect_place(struct ctx *ctx, const struct residence *residence)
{
    struct str label = territory_label(ctx, residence->unit_id);

    return arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(residence->address), STR_ARG(label));
}

enum err facts_person(struct ctx *ctx, struct effect_facts *facts, const char *vi_before, const char *en_before, int64_t person_id)
{
    static const char *const labels[][2] = {{"Họ, chữ đệm và tên", "Full name"}, {"Ngày sinh", "Date of birth"}, {"Giới tính", "Sex"}, {"Dân tộc", "Ethnicity"},
                                            {"Quốc tịch", "Nationality"}, {"Số định danh cá nhân", "Personal number"}, {"Nơi cư trú", "Residence"}};
    struct residence residence;
    struct person person;
    struct str values[ARRAY_LEN(labels)];

    TRY(person_get(ctx, person_id, &person));
    enum err err = residence_current(ctx, person_id, false, &residence);
    if (err == ERR_NOT_FOUND)
        err = residence_current(ctx, person_id, true, &residence);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    values[0] = person.full_name;
    values[1] = person_field_text(ctx, person_field_index(S("birth")), day_iso(ctx->arena, person.birth));
    values[2] = person.female ? S("Nữ") : S("Nam");
    values[3] = person.ethnicity;
    values[4] = str_eq(person.nationality, S("VN")) ? S("Việt Nam") : person.nationality;
    values[5] = person_number_format(ctx->arena, person_id);
    values[6] = err == OK ? effect_place(ctx, &residence) : STR_NONE;
    for (size_t i = 0; i < ARRAY_LEN(labels); i++)
        fact_put(facts, arena_printf(ctx->arena, "%s%s", vi_before, labels[i][0]), arena_printf(ctx->arena, "%s%s", en_before, labels[i][1]), values[i]);
    return OK;
}

/* --- consents ---------------------------------------------------------------------------------------------------------------------------------- */
static void ask(const struct dossier *d, struct dossier_consent *consents, int *count, int64_t person_id, const char *role)
{
    for (int i = 0; i < *count; i++)
        if (consents[i].person_id == person_id)
            return;
    if (person_id && person_id != d->owner_person_id && *count < DOSSIER_CONSENTS_MAX)
        consents[(*count)++] = (struct dossier_consent){.person_id = person_id, .role = str_of(role)};
}

/* A child of age speaks for herself; for a minor the parent whom the register has, if he lives. */
static enum err ask_child(struct ctx *ctx, const struct dossier *d, int64_t child_id, struct dossier_consent *consents, int *count)
{
    struct person child, parent;

    TRY(person_get(ctx, child_id, &child));
    if (day_add_months(child.birth, 18 * 12).n <= day_of_ms(ctx->now_ms).n) {
        ask(d, consents, count, child_id, "child");
        return OK;
    }
    int64_t parents[] = {child.mother_id, child.father_id};
    for (size_t i = 0; i < ARRAY_LEN(parents); i++)
        if (parents[i]) {
            TRY(person_get(ctx, parents[i], &parent));
            if (str_eq(parent.status, S("alive")))
                ask(d, consents, count, parents[i], "parent");
        }
    return OK;
}

static enum err ask_head(struct ctx *ctx, const struct dossier *d, struct dossier_consent *consents, int *count)
{
    struct household household;
    int64_t household_id;

    TRY(household_of(ctx, d->owner_person_id, &household_id));
    TRY(household_get(ctx, household_id, &household));
    ask(d, consents, count, household.head_id, "head");
    return OK;
}

enum err effect_consents(struct ctx *ctx, const struct dossier *d, struct dossier_consent *ret_consents, int *ret_count)
{
    const struct json *form;
    struct person owner;
    int64_t id;

    *ret_count = 0;
    if (json_parse(ctx->arena, d->form, NULL, &form) != OK)
        return fault(ctx, ERR_INVALID, "dossier.form", "", "Nội dung tờ khai không đọc được. Hãy khai lại.");
    switch (d->procedure->effect) {
    case EFFECT_BIRTH:
        if (!str_eq(effect_field(form, "other_parent"), S("named")))
            return OK;
        TRY(effect_named(ctx, form, "other_number", "other_name", &id));
        ask(d, ret_consents, ret_count, id, "parent");
        return OK;
    case EFFECT_MARRIAGE:
        TRY(effect_named(ctx, form, "partner_number", "partner_name", &id));
        ask(d, ret_consents, ret_count, id, "partner");
        return OK;
    case EFFECT_RECOGNITION:
        TRY(effect_named(ctx, form, "child_number", "child_name", &id));
        return ask_child(ctx, d, id, ret_consents, ret_count);
    case EFFECT_ADOPTION:
        TRY(person_get(ctx, d->owner_person_id, &owner));
        if (str_eq(effect_field(form, "with_spouse"), S("both")))
            ask(d, ret_consents, ret_count, owner.spouse_id, "spouse");
        return OK;
    case EFFECT_SPLIT: return str_eq(effect_field(form, "ground"), S("consent")) ? ask_head(ctx, d, ret_consents, ret_count) : OK;
    case EFFECT_HEAD:
        TRY(effect_member(ctx, d, form, "new_head", "", "", &id));
        ask(d, ret_consents, ret_count, id, "new_head");
        return str_eq(effect_field(form, "ground"), S("members")) ? ask_head(ctx, d, ret_consents, ret_count) : OK;
    default: return OK;
    }
}
