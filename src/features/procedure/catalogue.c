/* catalogue.c: reads the procedures' YAML into the tables of procedure.h, and refuses what does not fit: an unknown key
 * would otherwise be a rule that silently does nothing. */
#include "features/procedure/catalogue.h"
#include "base/assets.h"
#include "platform/yaml/yaml.h"
#include <assert.h>

static enum err wrong(const struct reading *reading, const struct yaml *node, const char *what)
{
    return fault_set(reading->ctx, ERR_INVALID, S("procedure"),
                     arena_printf(reading->ctx->arena, "%.*s:%d", STR_ARG(reading->file), node ? node->line : 0),
                     S("Tệp mô tả thủ tục không đúng."), str_of(what));
}

static enum err only_keys(const struct reading *reading, const struct yaml *map, const char *allowed)
{
    if (!map || map->kind != YAML_MAP)
        return wrong(reading, map, "a map is expected");
    for (int i = 0; i < map->items_count; i++)
        if (!procedure_value_in(str_of(allowed), map->items[i].key))
            return fault_set(reading->ctx, ERR_INVALID, S("procedure"),
                             arena_printf(reading->ctx->arena, "%.*s:%d", STR_ARG(reading->file), map->items[i].line),
                             S("Tệp mô tả thủ tục không đúng."),
                             arena_printf(reading->ctx->arena, "unknown key %.*s", STR_ARG(map->items[i].key)));
    return OK;
}

static enum err read_bilingual(const struct reading *reading, const struct yaml *map, bool required,
                               struct bilingual *ret_text)
{
    if (!map)
        return required ? wrong(reading, map, "a text in vi and en is missing") : OK;
    TRY(only_keys(reading, map, "vi|en|value|code")); /* options and defects carry theirs beside; an unquoted comma in a
                                                         text would make a key of its rest */
    *ret_text = (struct bilingual){yaml_text(map, "vi"), yaml_text(map, "en")};
    if (!ret_text->vi.len || !ret_text->en.len)
        return wrong(reading, map, "both vi and en are needed");
    return OK;
}

static enum err read_int(const struct reading *reading, const struct yaml *map, const char *key, int64_t when_absent,
                         int64_t *ret_value)
{
    const struct yaml *node = yaml_get(map, key);

    *ret_value = when_absent;
    if (node && str_parse_i64(node->text, ret_value) != OK)
        return wrong(reading, node, "a whole number is expected");
    return OK;
}

/* The index of a word in "a|b|c"; -1 when it is not there. */
static int word_index(const char *words, struct str word)
{
    struct str rest = str_of(words);

    for (int i = 0; rest.ptr; i++)
        if (str_eq(str_cut(&rest, '|'), word))
            return i;
    return -1;
}

static enum err read_options(const struct reading *reading, const struct yaml *list, struct field *field)
{
    if (!list)
        return OK;
    struct option *options = arena_array(reading->ctx->arena, struct option, (size_t)list->items_count);
    for (int i = 0; i < list->items_count; i++) {
        TRY(only_keys(reading, &list->items[i], "value|vi|en"));
        options[i].value = yaml_text(&list->items[i], "value");
        TRY(read_bilingual(reading, &list->items[i], true, &options[i].text));
    }
    field->options = options;
    field->options_count = list->items_count;
    return OK;
}

static enum err read_field(const struct reading *reading, const struct yaml *map, struct field *field)
{
    const struct yaml *show_if = yaml_get(map, "show_if");

    TRY(only_keys(reading, map, "name|type|required|max|label|hint|options|options_from|show_if|prefill"));
    int type = word_index("line|text|day|radios|select|checkbox|commune|members|int|phone|person_number|member",
                          yaml_text(map, "type"));
    if (type < 0)
        return wrong(reading, map, "unknown type of field");
    field->name = yaml_text(map, "name");
    field->type = (enum field_type)type;
    field->required = str_eq(yaml_text(map, "required"), S("true"));
    field->prefill = yaml_text(map, "prefill");
    field->options_from = yaml_text(map, "options_from");
    TRY(read_int(reading, map, "max", 200, &field->max));
    TRY(read_bilingual(reading, yaml_get(map, "label"), true, &field->label));
    TRY(read_bilingual(reading, yaml_get(map, "hint"), false, &field->hint));
    TRY(read_options(reading, yaml_get(map, "options"), field));
    if (show_if) {
        field->show_if_field = yaml_text(show_if, "field");
        field->show_if_value = yaml_text(show_if, "value");
    }
    if (!field->name.len ||
        ((type == FIELD_RADIOS || type == FIELD_SELECT) && !field->options_count && !field->options_from.len))
        return wrong(reading, map, "a field needs a name, and radios or a select need options");
    return OK;
}

static enum err read_screens(const struct reading *reading, const struct yaml *list, struct procedure *procedure)
{
    struct screen *screens = arena_array(reading->ctx->arena, struct screen, list ? (size_t)list->items_count : 0);

    procedure->screens = screens;
    procedure->screens_count = list ? list->items_count : 0;
    for (int i = 0; i < procedure->screens_count; i++) {
        const struct yaml *map = &list->items[i], *fields = yaml_get(map, "fields");
        TRY(only_keys(reading, map, "id|title|intro|fields"));
        screens[i].id = yaml_text(map, "id");
        TRY(read_bilingual(reading, yaml_get(map, "title"), true, &screens[i].title));
        TRY(read_bilingual(reading, yaml_get(map, "intro"), false, &screens[i].intro));
        if (!fields || fields->kind != YAML_LIST || !fields->items_count)
            return wrong(reading, map, "a screen asks at least one thing");
        struct field *rows = arena_array(reading->ctx->arena, struct field, (size_t)fields->items_count);
        for (int f = 0; f < fields->items_count; f++)
            TRY(read_field(reading, &fields->items[f], &rows[f]));
        screens[i].fields = rows;
        screens[i].fields_count = fields->items_count;
    }
    return OK;
}

static enum err read_papers(const struct reading *reading, const struct yaml *list, struct procedure *procedure)
{
    struct paper *papers = arena_array(reading->ctx->arena, struct paper, list ? (size_t)list->items_count : 0);

    procedure->papers = papers;
    procedure->papers_count = list ? list->items_count : 0;
    for (int i = 0; i < procedure->papers_count; i++) {
        const struct yaml *map = &list->items[i], *required_if = yaml_get(map, "required_if");
        int64_t max_files;
        TRY(only_keys(reading, map, "code|required|required_if|max_files|name|hint"));
        papers[i].code = yaml_text(map, "code");
        papers[i].required = str_eq(yaml_text(map, "required"), S("true"));
        TRY(read_int(reading, map, "max_files", 1, &max_files));
        papers[i].max_files = (int)max_files;
        TRY(read_bilingual(reading, yaml_get(map, "name"), true, &papers[i].name));
        TRY(read_bilingual(reading, yaml_get(map, "hint"), false, &papers[i].hint));
        if (required_if) {
            papers[i].required_if_field = yaml_text(required_if, "field");
            papers[i].required_if_value = yaml_text(required_if, "value");
            if (!procedure_field(procedure, papers[i].required_if_field))
                return wrong(reading, required_if, "required_if names no field of this procedure");
        }
    }
    return OK;
}

static enum err read_defects(const struct reading *reading, const struct yaml *list, struct procedure *procedure)
{
    struct defect *defects = arena_array(reading->ctx->arena, struct defect, list ? (size_t)list->items_count : 0);

    for (int i = 0; list && i < list->items_count; i++) {
        TRY(only_keys(reading, &list->items[i], "code|vi|en"));
        defects[i].code = yaml_text(&list->items[i], "code");
        TRY(read_bilingual(reading, &list->items[i], true, &defects[i].text));
    }
    procedure->defects = defects;
    procedure->defects_count = list ? list->items_count : 0;
    return OK;
}

static enum err read_steps(const struct reading *reading, const struct yaml *root, struct procedure *procedure)
{
    const struct yaml *list = yaml_get(root, "steps");
    struct linked_step *steps = arena_array(reading->ctx->arena, struct linked_step, list ? (size_t)list->items_count : 0);

    procedure->steps = steps;
    procedure->steps_count = list ? list->items_count : 0;
    if ((procedure->effect == EFFECT_LINKED) != (procedure->steps_count > 0) || procedure->steps_count > LINKED_STEPS_MAX)
        return wrong(reading, root, "steps belong to effect linked, at most 8 of them");
    for (int i = 0; i < procedure->steps_count; i++) {
        const struct yaml *map = &list->items[i];
        bool known = false;
        TRY(only_keys(reading, map, "procedure|after|vi|en"));
        steps[i] = (struct linked_step){.procedure = yaml_text(map, "procedure"), .after = yaml_text(map, "after"),
                                        .text = {yaml_text(map, "vi"), yaml_text(map, "en")}};
        for (int k = 0; k < i; k++)
            known = known || str_eq(steps[k].procedure, steps[i].after);
        if (!steps[i].text.vi.len || !steps[i].text.en.len || (steps[i].after.len && !known))
            return wrong(reading, map, "a step needs vi and en, and comes after one above it");
    }
    return OK;
}

static enum err check_show_if(const struct reading *reading, const struct yaml *root, const struct procedure *procedure)
{
    for (int s = 0; s < procedure->screens_count; s++)
        for (int f = 0; f < procedure->screens[s].fields_count; f++) {
            const struct field *field = &procedure->screens[s].fields[f];
            if (field->show_if_field.len && !procedure_field(procedure, field->show_if_field))
                return wrong(reading, root, "show_if names no field of this procedure");
            if (procedure_field(procedure, field->name) != field)
                return wrong(reading, root, "two fields have the same name");
        }
    return OK;
}

enum err catalogue_read(const struct reading *reading, struct str text, struct procedure *procedure)
{
    const struct yaml *root, *limit, *fee;
    int64_t number;

    TRY(yaml_parse(reading->ctx, reading->file, text, &root));
    TRY(only_keys(reading, root,
                  "id|version|slug|code|start_url|valid_from|valid_to|legal_basis|agency_kind|limit|same_day_rule|fee|"
                  "effect|name|summary|result|screens|papers|defects|steps"));
    limit = yaml_get(root, "limit");
    fee = yaml_get(root, "fee");
    TRY(read_int(reading, root, "id", 0, &procedure->procedure_id));
    TRY(read_int(reading, root, "version", 0, &number));
    procedure->version = (int)number;
    TRY(read_int(reading, limit, "amount", 0, &number));
    procedure->limit_amount = (int)number;
    TRY(read_int(reading, fee, "counter", -1, &procedure->fee_counter_vnd));
    TRY(read_int(reading, fee, "online", -1, &procedure->fee_online_vnd));
    procedure->slug = yaml_text(root, "slug");
    procedure->code = yaml_text(root, "code");
    procedure->start_url = yaml_text(root, "start_url");
    procedure->legal_basis = yaml_text(root, "legal_basis");
    procedure->agency_kind = yaml_text(root, "agency_kind");
    procedure->same_day_rule = str_eq(yaml_text(root, "same_day_rule"), S("true"));
    procedure->valid_to = DAY_NONE;
    int unit = word_index("working_days|working_hours|calendar_days|months|at_once|none", yaml_text(limit, "unit"));
    int effect = word_index("none|permanent|temporary|absence|lodging|card_first|card_child|card_exchange|card_reissue|birth|death|marriage|divorce|recognition|adoption|correction|data_correction|split|"
                            "head|deregister|child_residence|confirm_residence|confirm_old_number|extract|linked",
                            yaml_text(root, "effect"));
    if (procedure->procedure_id <= 0 || procedure->version <= 0 || !procedure->slug.len ||
        !procedure->legal_basis.len || unit < 0 || effect < 0 ||
        day_parse_iso(yaml_text(root, "valid_from"), &procedure->valid_from) != OK ||
        (yaml_get(root, "valid_to") && day_parse_iso(yaml_text(root, "valid_to"), &procedure->valid_to) != OK))
        return wrong(reading, root, "id, version, slug, legal_basis, limit.unit, effect and valid_from are needed");
    procedure->limit_unit = (enum limit_unit)unit;
    procedure->effect = (enum effect)effect;
    TRY(read_bilingual(reading, yaml_get(root, "name"), true, &procedure->name));
    TRY(read_bilingual(reading, yaml_get(root, "summary"), true, &procedure->summary));
    TRY(read_bilingual(reading, yaml_get(root, "result"), true, &procedure->result_name));
    TRY(read_screens(reading, yaml_get(root, "screens"), procedure));
    TRY(check_show_if(reading, root, procedure));
    TRY(read_papers(reading, yaml_get(root, "papers"), procedure));
    TRY(read_steps(reading, root, procedure));
    return read_defects(reading, yaml_get(root, "defects"), procedure);
}
