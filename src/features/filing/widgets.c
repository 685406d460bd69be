/* widgets.c: a screen's fields as the shared partial views draw them. */
#include "features/filing/filing_views.h"
#include "features/filing/form_values.h"
#include "features/population/population.h"
#include "features/territory/territory.h"
#include "web/form.h"
#include "views.h"

struct widgets {
    struct req *req;
    struct html html;
    const struct draft *draft;
    const struct form_values *values;
    const struct form_errors *errors;
};

static struct str label_of(const struct widgets *w, const struct field *field)
{
    struct str label = bilingual_text(w->req->ctx.lang, field->label);

    if (field->required)
        return label;
    return TF(&w->req->ctx, "{0} (không bắt buộc)", label);
}

static struct str value_of(const struct widgets *w, const struct field *field)
{
    struct str value = form_values_get(w->values, field->name);
    struct day day;

    if (!value.len && field->prefill.len)
        value = prefill_value(&w->req->ctx, w->draft, field->prefill);
    if (field->type == FIELD_DAY && day_parse_iso(value, &day) == OK)
        return fmt_day(w->req->ctx.arena, day);
    return value;
}

static struct choice *option_choices(const struct widgets *w, const struct field *field, int *ret_count)
{
    struct choice *choices = arena_array(w->req->ctx.arena, struct choice, (size_t)field->options_count + 1);
    int count = 0;

    if (field->type == FIELD_SELECT)
        choices[count++] = (struct choice){.value = S(""), .label = TS(&w->req->ctx, "Chọn một mục")};
    for (int i = 0; i < field->options_count; i++)
        choices[count++] = (struct choice){.value = field->options[i].value,
                                           .label = bilingual_text(w->req->ctx.lang, field->options[i].text)};
    *ret_count = count;
    return choices;
}

static struct choice *relation_choices(const struct widgets *w, struct str chosen, int *ret_count)
{
    int table_count = 0, count = 0;

    while (household_relations[table_count].code.len)
        table_count++;
    struct choice *choices = arena_array(w->req->ctx.arena, struct choice, (size_t)table_count + 1);
    choices[count++] = (struct choice){.value = S(""), .label = TS(&w->req->ctx, "Chọn một mục")};
    for (int i = 0; i < table_count; i++)
        if (!str_eq(household_relations[i].code, S("head")))
            choices[count++] = (struct choice){.value = household_relations[i].code,
                                               .label = i18n(w->req->ctx.lang, household_relations[i].text),
                                               .checked = str_eq(chosen, household_relations[i].code)};
    *ret_count = count;
    return choices;
}

static enum err put_commune(struct widgets *w, const struct field *field)
{
    struct unit *units;
    int count;

    struct unit province;
    struct day today = day_of_ms(w->req->ctx.now_ms);
    TRY(territory_find(&w->req->ctx, w->req->app->settings.province_code, today, &province));
    TRY(territory_communes(&w->req->ctx, province.unit_id, today, &units, &count));
    struct choice *choices = arena_array(w->req->ctx.arena, struct choice, (size_t)count + 1);
    choices[0] = (struct choice){.value = S(""), .label = TS(&w->req->ctx, "Chọn xã, phường")};
    for (int i = 0; i < count; i++)
        choices[i + 1] = (struct choice){.value = arena_printf(w->req->ctx.arena, "%ld", (long)units[i].unit_id),
                                         .label = units[i].name};
    struct select_field view = {.name = field->name,
                                .label = label_of(w, field),
                                .hint = bilingual_text(w->req->ctx.lang, field->hint),
                                .value = value_of(w, field),
                                .error = form_error_of(w->errors, field->name),
                                .items = choices,
                                .items_count = count + 1};
    view_select_field(&w->html, &view);
    view_former_names(&w->html, &(struct former_names_view){TS(&w->req->ctx, "Chỉ nhớ tên xã cũ? Xem nay là xã nào (mở trang mới)")});
    return OK;
}

/* Each other member: a box, and for a permanent move the relation to the head where they go. */
static enum err put_members(struct widgets *w, const struct field *field)
{
    struct ctx *ctx = &w->req->ctx;
    struct household_person *people;
    struct dossier_member *chosen;
    int64_t household_id;
    int people_count, chosen_count, count = 0;
    bool relations = w->draft->procedure->effect == EFFECT_PERMANENT || w->draft->procedure->effect == EFFECT_SPLIT;
    enum err err = household_of(ctx, w->draft->owner_person_id, &household_id);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(household_members(ctx, household_id, &people, &people_count));
    TRY(dossier_members_parse(ctx, form_values_get(w->values, field->name), &chosen, &chosen_count));
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)people_count);
    struct str *tokens = arena_array(ctx->arena, struct str, (size_t)people_count);
    for (int i = 0; i < people_count; i++) {
        if (people[i].person_id == w->draft->owner_person_id)
            continue;
        TRY(member_token(w->req, w->draft, people[i].person_id, &tokens[i]));
        choices[count] = (struct choice){.value = tokens[i],
                                         .label = people[i].full_name,
                                         .hint = TF(ctx, "{0}, sinh ngày {1}",
                                                    i18n(ctx->lang, household_relation_text(people[i].relation)),
                                                    fmt_day(ctx->arena, people[i].birth))};
        for (int c = 0; c < chosen_count; c++)
            choices[count].checked |= chosen[c].person_id == people[i].person_id;
        count++;
    }
    if (!count)
        return OK;
    struct checkbox_field view = {.name = field->name,
                                  .legend = label_of(w, field),
                                  .hint = bilingual_text(ctx->lang, field->hint),
                                  .error = form_error_of(w->errors, field->name),
                                  .items = choices,
                                  .items_count = count};
    view_checkbox_field(&w->html, &view);
    for (int i = 0; relations && i < people_count; i++) {
        struct str relation = S("");
        int relation_count;
        if (people[i].person_id == w->draft->owner_person_id)
            continue;
        for (int c = 0; c < chosen_count; c++)
            if (chosen[c].person_id == people[i].person_id)
                relation = chosen[c].relation;
        struct choice *items = relation_choices(w, relation, &relation_count);
        struct select_field select = {
            .name = arena_join(ctx->arena, S("relation_"), tokens[i]),
            .label = TF(ctx, "Nếu đi cùng: quan hệ của {0} với chủ hộ nơi đến", people[i].full_name),
            .value = relation,
            .items = items,
            .items_count = relation_count};
        view_select_field(&w->html, &select);
    }
    return OK;
}

/* One of the household, shown with birth and relation; "somebody else" where the procedure then asks who. */
static enum err put_member(struct widgets *w, const struct field *field)
{
    struct ctx *ctx = &w->req->ctx;
    struct choice *choices;
    struct str value;
    int count;

    TRY(member_choices(w->req, w->draft, procedure_shows_for(w->draft->procedure, field->name, S("other")), value_of(w, field), &choices, &count, &value));
    if (!count)
        return fault(ctx, ERR_CONFLICT, "filing.no_household", "", "Cơ sở dữ liệu dân cư chưa ghi hộ gia đình của bạn. Hãy đến Công an xã, phường nơi bạn đang ở để được giúp.");
    view_radio_field(&w->html, &(struct radio_field){.name = field->name,
                                                     .legend = label_of(w, field),
                                                     .hint = bilingual_text(ctx->lang, field->hint),
                                                     .value = value,
                                                     .error = form_error_of(w->errors, field->name),
                                                     .items = choices,
                                                     .items_count = count});
    return OK;
}

static enum err put_field(struct widgets *w, const struct field *field)
{
    struct str label = label_of(w, field), hint = bilingual_text(w->req->ctx.lang, field->hint),
               value = value_of(w, field);
    struct str error = form_error_of(w->errors, field->name);
    int count;

    switch (field->type) {
    case FIELD_TEXT:
        view_text_area(
            &w->html,
            &(struct text_area){
                .name = field->name, .label = label, .hint = hint, .value = value, .error = error, .rows = 3});
        break;
    case FIELD_DAY:
        view_date_field(
            &w->html,
            &(struct date_field){.name = field->name, .label = label, .hint = hint, .value = value, .error = error});
        break;
    case FIELD_RADIOS: {
        struct choice *choices = option_choices(w, field, &count);
        view_radio_field(&w->html, &(struct radio_field){.name = field->name,
                                                         .legend = label,
                                                         .hint = hint,
                                                         .value = value,
                                                         .error = error,
                                                         .items = choices,
                                                         .items_count = count});
        break;
    }
    case FIELD_SELECT: {
        struct choice *choices =
            field->options_from.len ? relation_choices(w, value, &count) : option_choices(w, field, &count);
        view_select_field(&w->html, &(struct select_field){.name = field->name,
                                                           .label = label,
                                                           .hint = hint,
                                                           .value = value,
                                                           .error = error,
                                                           .items = choices,
                                                           .items_count = count});
        break;
    }
    case FIELD_CHECKBOX: {
        struct choice *choice = arena_new(w->req->ctx.arena, struct choice);
        *choice = (struct choice){.value = S("1"), .label = label, .checked = value.len > 0};
        view_checkbox_field(&w->html,
                            &(struct checkbox_field){
                                .name = field->name, .hint = hint, .error = error, .items = choice, .items_count = 1});
        break;
    }
    case FIELD_COMMUNE: return put_commune(w, field);
    case FIELD_MEMBERS: return put_members(w, field);
    case FIELD_MEMBER: return put_member(w, field);
    case FIELD_PHONE:
        view_text_field(&w->html, &(struct text_field){.name = field->name,
                                                       .label = label,
                                                       .hint = hint,
                                                       .value = value,
                                                       .error = error,
                                                       .autocomplete = S("tel"),
                                                       .input_mode = S("tel"),
                                                       .width = WIDTH_20,
                                                       .max_chars = 20});
        break;
    case FIELD_PERSON_NUMBER:
    case FIELD_INT:
        view_text_field(&w->html, &(struct text_field){.name = field->name,
                                                       .label = label,
                                                       .hint = hint,
                                                       .value = value,
                                                       .error = error,
                                                       .input_mode = S("numeric"),
                                                       .autocomplete = S("off"),
                                                       .width = WIDTH_20,
                                                       .max_chars = 20});
        break;
    case FIELD_LINE:
    default:
        view_text_field(&w->html, &(struct text_field){.name = field->name,
                                                       .label = label,
                                                       .hint = hint,
                                                       .value = value,
                                                       .error = error,
                                                       .max_chars = (int)field->max});
        break;
    }
    return OK;
}

/* What depends on an answer of this very screen stands there with its hint, because without a script nobody can show it later; what an earlier screen has
 * ruled out does not. */
static bool may_be_asked(const struct screen *screen, const struct field *field, const struct form_values *values)
{
    for (int i = 0; i < screen->fields_count; i++)
        if (str_eq(screen->fields[i].name, field->show_if_field))
            return true;
    return field_is_asked(field, values);
}

enum err screen_widgets(struct req *req, const struct draft *draft, const struct screen *screen,
                        const struct form_values *values, const struct form_errors *errors, struct html_raw *ret_markup)
{
    struct buf buf;
    struct widgets w = {.req = req, .html = {&buf, req->ctx.lang}, .draft = draft, .values = values, .errors = errors};

    buf_init(&buf, req->ctx.arena, 8192);
    for (int i = 0; i < screen->fields_count; i++)
        if (may_be_asked(screen, &screen->fields[i], values))
            TRY(put_field(&w, &screen->fields[i]));
    ret_markup->markup = buf_str(&buf);
    return OK;
}

struct str answer_text(struct req *req, const struct draft *draft, const struct field *field, struct str value)
{
    struct ctx *ctx = &req->ctx;
    struct unit unit;
    struct day day;
    int64_t number;

    (void)draft;
    if (!value.len)
        return TS(ctx, "Không có");
    switch (field->type) {
    case FIELD_DAY: return day_parse_iso(value, &day) == OK ? fmt_day(ctx->arena, day) : value;
    case FIELD_COMMUNE:
        return str_parse_i64(value, &number) == OK && territory_get(ctx, number, &unit) == OK ? unit.name : value;
    case FIELD_PERSON_NUMBER:
        return str_parse_i64(value, &number) == OK ? person_number_masked(ctx->arena, number) : value;
    case FIELD_CHECKBOX: return TS(ctx, "Có");
    case FIELD_MEMBER: {
        struct person person;
        if (str_parse_i64(value, &number) != OK)
            return TS(ctx, "Người khác");
        return person_get(ctx, number, &person) == OK ? person.full_name : value;
    }
    case FIELD_MEMBERS: {
        struct dossier_member *members;
        struct person person;
        struct buf buf;
        int count;
        if (dossier_members_parse(ctx, value, &members, &count) != OK)
            return value;
        buf_init(&buf, ctx->arena, 128);
        for (int i = 0; i < count; i++) {
            if (person_get(ctx, members[i].person_id, &person) != OK)
                continue;
            buf_put(&buf, i ? S("; ") : S(""));
            buf_put(&buf, person.full_name);
            if (members[i].relation.len)
                buf_printf(&buf, " (%.*s)", STR_ARG(i18n(ctx->lang, household_relation_text(members[i].relation))));
        }
        return buf_str(&buf);
    }
    default:
        if (field->options_from.len)
            return i18n(ctx->lang, household_relation_text(value));
        return procedure_value_text(ctx->lang, field, value);
    }
}
