/* form_values.c: answers in memory and as JSON. */
#include "features/filing/form_values.h"
#include "platform/json/json.h"

enum err form_values_parse(struct ctx *ctx, struct str json, struct form_values *ret_values)
{
    const struct json *object;

    ret_values->count = 0;
    if (json_parse(ctx->arena, json, NULL, &object) != OK || json_kind(object) != JSON_OBJECT)
        return fault(ctx, ERR_INTERNAL, "draft.form", "", "Bản kê khai bị hỏng.");
    for (const struct json *member = json_first(object); member && ret_values->count < FORM_VALUES_MAX;
         member = json_next(member)) {
        struct form_value *value = &ret_values->items[ret_values->count];
        if (json_text(member, &value->text) != OK)
            continue;
        value->name = json_key_of(member);
        ret_values->count++;
    }
    return OK;
}

struct str form_values_json(struct ctx *ctx, const struct form_values *values)
{
    struct json_out json;
    struct buf buf;

    buf_init(&buf, ctx->arena, 1024);
    json_out_init(&json, &buf);
    json_begin_object(&json);
    for (int i = 0; i < values->count; i++)
        if (values->items[i].text.len)
            json_put_str(&json, values->items[i].name, values->items[i].text);
    json_end_object(&json);
    json_out_done(&json);
    return buf_str(&buf);
}

struct str form_values_get(const struct form_values *values, struct str name)
{
    for (int i = 0; i < values->count; i++)
        if (str_eq(values->items[i].name, name))
            return values->items[i].text;
    return S("");
}

void form_values_set(struct form_values *values, struct str name, struct str text)
{
    for (int i = 0; i < values->count; i++)
        if (str_eq(values->items[i].name, name)) {
            values->items[i].text = text;
            return;
        }
    if (values->count < FORM_VALUES_MAX)
        values->items[values->count++] = (struct form_value){name, text};
}

bool field_is_asked(const struct field *field, const struct form_values *values)
{
    return !field->show_if_field.len ||
           procedure_value_in(field->show_if_value, form_values_get(values, field->show_if_field));
}

bool paper_is_required(const struct paper *paper, const struct form_values *values)
{
    if (!paper->required)
        return false;
    return !paper->required_if_field.len ||
           procedure_value_in(paper->required_if_value, form_values_get(values, paper->required_if_field));
}
