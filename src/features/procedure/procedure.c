/* procedure.c: the catalogue in memory. Loaded once before threads start, then only read. */
#include "features/procedure/procedure.h"
#include "base/assets.h"
#include "features/procedure/catalogue.h"
#include "platform/file/file.h"
#include <stdio.h>

enum { PROCEDURES_MAX = 512 };

static struct procedure all[PROCEDURES_MAX];
static const struct procedure *latest[PROCEDURES_MAX];
static int all_count, latest_count;
static struct arena arena;

static enum err add(struct ctx *ctx, struct str file, struct str text)
{
    struct ctx own = {.arena = &arena, .now_ms = ctx->now_ms};
    struct reading reading = {&own, arena_str(&arena, file)};
    struct procedure procedure = {0};

    enum err err = catalogue_read(&reading, text, &procedure);
    if (err != OK) {
        ctx->fault = own.fault;
        return err;
    }
    for (int i = 0; i < all_count; i++)
        if (all[i].procedure_id == procedure.procedure_id && all[i].version == procedure.version) {
            all[i] = procedure; /* the data folder goes before what is embedded */
            return OK;
        }
    if (all_count == PROCEDURES_MAX)
        return fault_set(ctx, ERR_TOO_LARGE, S("procedure"), file, S("Danh mục có quá nhiều thủ tục."), STR_NONE);
    all[all_count++] = procedure;
    return OK;
}

static enum err add_file(struct ctx *ctx, void *arg, struct str path, struct str text)
{
    (void)arg;
    return str_ends(path, S(".yaml")) ? add(ctx, path, text) : OK;
}

static void sort_latest(void)
{
    latest_count = 0;
    for (int i = 0; i < all_count; i++) {
        int at = 0;
        while (at < latest_count && latest[at]->procedure_id != all[i].procedure_id)
            at++;
        if (at == latest_count)
            latest[latest_count++] = &all[i];
        else if (latest[at]->version < all[i].version)
            latest[at] = &all[i];
    }
    for (int i = 1; i < latest_count; i++) /* few, and once */
        for (int k = i; k > 0 && latest[k]->procedure_id < latest[k - 1]->procedure_id; k--) {
            const struct procedure *swap = latest[k];
            latest[k] = latest[k - 1];
            latest[k - 1] = swap;
        }
}

enum err procedure_load(struct ctx *ctx, struct str override_dir)
{
    int count, first = asset_range(S("data/procedures/"), &count);

    arena_done(&arena);
    arena_init(&arena, 0);
    all_count = 0;
    for (int i = 0; i < count; i++)
        TRY(add(ctx, str_of(assets[first + i].path), asset_text(&assets[first + i])));
    if (override_dir.len)
        TRY(file_each(ctx, override_dir, add_file, NULL));
    sort_latest();
    return OK;
}

static bool in_force(const struct procedure *procedure, struct day on)
{
    return procedure->valid_from.n <= on.n && (day_is_none(procedure->valid_to) || on.n <= procedure->valid_to.n);
}

const struct procedure *procedure_find(struct str slug, struct day on)
{
    const struct procedure *found = NULL;

    for (int i = 0; i < all_count; i++)
        if (str_eq(all[i].slug, slug) && in_force(&all[i], on) && (!found || found->version < all[i].version))
            found = &all[i];
    return found;
}

const struct procedure *procedure_get(int64_t procedure_id, int version)
{
    for (int i = 0; i < all_count; i++)
        if (all[i].procedure_id == procedure_id && all[i].version == version)
            return &all[i];
    return NULL;
}

const struct procedure *procedure_latest(int64_t procedure_id)
{
    for (int i = 0; i < latest_count; i++)
        if (latest[i]->procedure_id == procedure_id)
            return latest[i];
    return NULL;
}

const struct procedure *const *procedure_list(int *ret_count)
{
    *ret_count = latest_count;
    return latest;
}

struct str bilingual_text(enum lang lang, struct bilingual text)
{
    return lang == LANG_EN && text.en.len ? text.en : text.vi;
}

bool procedure_value_in(struct str list, struct str value)
{
    while (list.ptr)
        if (str_eq(str_cut(&list, '|'), value))
            return true;
    return false;
}

const struct field *procedure_field(const struct procedure *procedure, struct str name)
{
    for (int s = 0; s < procedure->screens_count; s++)
        for (int f = 0; f < procedure->screens[s].fields_count; f++)
            if (str_eq(procedure->screens[s].fields[f].name, name))
                return &procedure->screens[s].fields[f];
    return NULL;
}

bool procedure_is_recorded(const struct procedure *procedure)
{
    return procedure->limit_unit == LIMIT_AT_ONCE && !procedure->same_day_rule;
}

bool procedure_shows_for(const struct procedure *procedure, struct str name, struct str value)
{
    for (int s = 0; s < procedure->screens_count; s++)
        for (int f = 0; f < procedure->screens[s].fields_count; f++) {
            const struct field *field = &procedure->screens[s].fields[f];
            if (str_eq(field->show_if_field, name) && procedure_value_in(field->show_if_value, value))
                return true;
        }
    return false;
}

const struct paper *procedure_paper(const struct procedure *procedure, struct str code)
{
    for (int i = 0; i < procedure->papers_count; i++)
        if (str_eq(procedure->papers[i].code, code))
            return &procedure->papers[i];
    return NULL;
}

struct str procedure_target_text(enum lang lang, const struct procedure *procedure, struct str target)
{
    struct str rest = target, kind = str_cut(&rest, ':');

    if (str_eq(kind, S("field")) && procedure_field(procedure, rest))
        return bilingual_text(lang, procedure_field(procedure, rest)->label);
    if (str_eq(kind, S("file")) && procedure_paper(procedure, rest))
        return bilingual_text(lang, procedure_paper(procedure, rest)->name);
    return target;
}

struct str procedure_defect_text(enum lang lang, const struct procedure *procedure, struct str reason)
{
    for (int i = 0; i < procedure->defects_count; i++)
        if (str_eq(procedure->defects[i].code, reason))
            return bilingual_text(lang, procedure->defects[i].text);
    return reason;
}

struct str procedure_value_text(enum lang lang, const struct field *field, struct str value)
{
    for (int i = 0; i < field->options_count; i++)
        if (str_eq(field->options[i].value, value))
            return bilingual_text(lang, field->options[i].text);
    return value;
}
