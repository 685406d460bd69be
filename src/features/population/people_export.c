/* people_export.c: the residents of a unit in the columns of an import, commune by commune. */
#include "features/population/people_export_internal.h"
#include "features/population/people_import.h"
#include "features/territory/territory.h"
#include "platform/json/json.h"

enum { OUT_BYTES = 64 * 1024 };

struct writing {
    const struct people_export *export;
    struct ctx ctx;        /* a commune's: its arena goes back after each */
    struct arena page;     /* 64 people's */
    struct buf out;
    struct arena out_arena;
    struct csv_writer csv;
    struct day on;
    struct unit commune;
    struct hamlet *hamlets;
    int hamlets_count;
    int64_t people;
};

static enum err flush(struct writing *w)
{
    enum err err = w->out.len ? w->export->put(w->export->arg, buf_str(&w->out)) : OK;
    w->out.len = 0;
    return err;
}

static struct str number_text(struct arena *arena, int64_t person_id) { return person_id ? person_number_format(arena, person_id) : S(""); }

static struct str day_text(struct writing *w, struct arena *arena, struct day day)
{
    return w->export->format == PEOPLE_CSV_SHEET ? fmt_day(arena, day) : day_iso(arena, day);
}

/* As much of the day as is known: 02/09/1990, 09/1990 or 1990; 1990-09-02, 1990-09 or 1990. */
static struct str birth_text(struct writing *w, struct arena *arena, const struct person *person)
{
    struct civil c = civil_of(person->birth);

    if (str_eq(person->birth_precision, S("year")))
        return arena_printf(arena, "%04d", c.year);
    if (str_eq(person->birth_precision, S("month")))
        return w->export->format == PEOPLE_CSV_SHEET ? arena_printf(arena, "%02d/%04d", c.month, c.year) : arena_printf(arena, "%04d-%02d", c.year, c.month);
    return day_text(w, arena, person->birth);
}

static struct str hamlet_text(const struct writing *w, struct arena *arena, int64_t hamlet_id)
{
    for (int i = 0; i < w->hamlets_count; i++)
        if (w->hamlets[i].hamlet_id == hamlet_id)
            return arena_printf(arena, "%.*s %.*s", STR_ARG(w->hamlets[i].kind), STR_ARG(w->hamlets[i].name));
    return S("");
}

static void cells_fill(struct writing *w, const struct export_row *row, struct str ret_cells[PC_COUNT])
{
    struct arena *arena = &w->page;
    const struct person *p = &row->person;

    ret_cells[PC_NUMBER] = number_text(arena, p->person_id);
    ret_cells[PC_NAME] = p->full_name;
    ret_cells[PC_BIRTH] = birth_text(w, arena, p);
    ret_cells[PC_SEX] = p->female ? S("female") : S("male");
    ret_cells[PC_ETHNICITY] = p->ethnicity;
    ret_cells[PC_NATIONALITY] = p->nationality;
    ret_cells[PC_OLD_NUMBER] = p->old_number;
    ret_cells[PC_BIRTH_PLACE] = p->birth_place;
    ret_cells[PC_HOMETOWN] = p->hometown;
    ret_cells[PC_PHONE] = p->phone;
    ret_cells[PC_EMAIL] = p->email;
    ret_cells[PC_FATHER] = number_text(arena, p->father_id);
    ret_cells[PC_MOTHER] = number_text(arena, p->mother_id);
    ret_cells[PC_SPOUSE] = number_text(arena, p->spouse_id);
    ret_cells[PC_UNIT] = w->commune.code;
    ret_cells[PC_HAMLET] = hamlet_text(w, arena, row->home.hamlet_id);
    ret_cells[PC_ADDRESS] = row->home.address;
    ret_cells[PC_SINCE] = day_text(w, arena, row->home.valid_from);
    ret_cells[PC_HOUSEHOLD] = row->household_id ? arena_printf(arena, "#%lld", (long long)row->household_id) : S("");
    ret_cells[PC_RELATION] = row->household_id ? row->relation : S("");
}

static void row_put(struct writing *w, const struct export_row *row)
{
    struct str cells[PC_COUNT];
    struct json_out json;

    cells_fill(w, row, cells);
    if (w->export->format != PEOPLE_JSONL) {
        for (int i = 0; i < PC_COUNT; i++)
            csv_put(&w->csv, cells[i]);
        csv_end_row(&w->csv);
        return;
    }
    json_out_init(&json, &w->out);
    json_begin_object(&json);
    for (int i = 0; i < PC_COUNT; i++)
        if (cells[i].len)
            json_put_str(&json, str_of(people_column_names[i]), cells[i]);
    json_end_object(&json);
    json_out_done(&json);
    buf_put_char(&w->out, '\n');
}

static enum err commune_put(struct writing *w, const struct unit *commune)
{
    struct export_row *rows;
    int count;

    w->commune = *commune;
    TRY(territory_hamlets(&w->ctx, commune->unit_id, &w->hamlets, &w->hamlets_count));
    TRY(export_store_homes(&w->ctx, commune->unit_id, w->on, &rows, &count));
    if (w->export->people_max && w->people + count > w->export->people_max)
        return fault(&w->ctx, ERR_TOO_LARGE, "export.large", "unit",
                     "Đơn vị này có quá nhiều người cho một lần tải về. Hãy chọn từng xã, phường, hoặc dùng lệnh congdan export people trên máy chủ.");
    struct arena *commune_arena = w->ctx.arena;
    for (int at = 0; at < count; at += EXPORT_PAGE) {
        int some = count - at < EXPORT_PAGE ? count - at : EXPORT_PAGE;
        w->ctx.arena = &w->page;
        enum err err = export_store_fill(&w->ctx, w->on, rows + at, some);
        for (int i = 0; i < some && err == OK; i++)
            row_put(w, &rows[at + i]);
        w->ctx.arena = commune_arena;
        TRY(err);
        arena_reset(&w->page);
        if (w->out.len >= OUT_BYTES)
            TRY(flush(w));
    }
    w->people += count;
    return OK;
}

static enum err communes_of(struct ctx *ctx, int64_t unit_id, struct day on, struct unit **ret_units, int *ret_count)
{
    struct unit *unit = arena_new(ctx->arena, struct unit);

    TRY(territory_get(ctx, unit_id, unit));
    if (!territory_in_force(unit, on))
        return fault(ctx, ERR_INVALID, "export.unit", "unit", "Đơn vị hành chính này không tồn tại vào ngày đã chọn.");
    if (unit->level == UNIT_PROVINCE)
        return territory_communes(ctx, unit_id, on, ret_units, ret_count);
    if (unit->level == UNIT_DISTRICT)
        return territory_children(ctx, unit_id, on, ret_units, ret_count);
    *ret_units = unit;
    *ret_count = 1;
    return OK;
}

static enum err put_all(struct writing *w, const struct unit *communes, int count)
{
    if (w->export->format != PEOPLE_JSONL) {
        csv_writer_init(&w->csv, &w->out, w->export->format == PEOPLE_CSV_SHEET);
        for (int i = 0; i < PC_COUNT; i++)
            csv_put(&w->csv, str_of(people_column_names[i]));
        csv_end_row(&w->csv);
    }
    for (int i = 0; i < count; i++) {
        TRY(commune_put(w, &communes[i]));
        arena_reset(w->ctx.arena);
        if (w->export->progress)
            w->export->progress(w->export->arg, i + 1, count);
    }
    return flush(w);
}

enum err people_export(struct ctx *ctx, const struct people_export *export, int64_t *ret_people)
{
    struct arena AUTO(arena_done) commune;
    struct day today = population_today(ctx), on = day_is_none(export->on) ? today : export->on;
    struct unit *communes;
    int count;

    arena_init(&commune, (size_t)1 << 30);
    *ret_people = 0;
    if (on.n > today.n)
        return fault(ctx, ERR_INVALID, "export.on", "on", "Ngày này chưa tới.");
    TRY(communes_of(ctx, export->unit_id, on, &communes, &count));
    struct writing *w = arena_new(ctx->arena, struct writing);
    arena_init(&w->page, 0);
    arena_init(&w->out_arena, 0);
    w->export = export;
    w->on = on;
    w->ctx = *ctx;
    w->ctx.arena = &commune;
    buf_init(&w->out, &w->out_arena, 2 * OUT_BYTES);
    enum err err = put_all(w, communes, count);
    arena_done(&w->page);
    arena_done(&w->out_arena);
    if (err != OK && ctx->fault.err == OK) {
        ctx->fault = w->ctx.fault;
        ctx->fault.detail = arena_str(ctx->arena, w->ctx.fault.detail);
        ctx->fault.field = arena_str(ctx->arena, w->ctx.fault.field);
        ctx->fault.text = arena_str(ctx->arena, w->ctx.fault.text);
    }
    *ret_people = w->people;
    return err;
}
