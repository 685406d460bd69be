/* json.c: an extract for programs: docs/api/my-data.schema.json. Keys are stable, days are ISO, times are UTC+7 with their offset, codes are those of the register; words for
 * people stand beside them in the language of the reader. */
#include "features/mydata/internal.h"
#include "platform/json/json.h"

static void put_at(struct json_out *out, int64_t at_ms)
{
    char bytes[64];
    struct buf buf = {.ptr = bytes, .cap = sizeof bytes};

    if (!at_ms) {
        json_null(out);
        return;
    }
    ms_put_iso(&buf, at_ms);
    json_str(out, buf_str(&buf));
}

static void put_value(struct json_out *out, const struct cell *cell)
{
    switch (cell->raw) {
    case RAW_TEXT: json_str(out, cell->code.len ? cell->code : cell->text); break;
    case RAW_DAY: json_day(out, cell->day); break;
    case RAW_AT: put_at(out, cell->n); break;
    case RAW_INT: json_i64(out, cell->n); break;
    }
}

static bool has_words(const struct cell *cell) { return (cell->raw == RAW_TEXT && cell->code.len) || cell->raw == RAW_INT; }

/* {"value", "text"?, "source", "recorded_on"} */
static void put_item(struct json_out *out, const struct item *item)
{
    json_key(out, str_of(item->key));
    json_begin_object(out);
    json_key(out, S("value"));
    if (item->correct && day_is_none(item->since) && !item->source.len) /* nothing is held */
        json_null(out);
    else
        put_value(out, &item->cell);
    if (has_words(&item->cell))
        json_put_str(out, S("text"), item->cell.text);
    if (item->cell.note.len)
        json_put_str(out, S("note"), item->cell.note);
    if (item->source.len)
        json_put_str(out, S("source"), item->source);
    if (!day_is_none(item->since)) {
        json_key(out, S("recorded_on"));
        json_day(out, item->since);
    }
    json_end_object(out);
}

static void put_row(struct json_out *out, const struct section *section, const struct cell *row)
{
    json_begin_object(out);
    for (int c = 0; c < section->columns; c++) {
        json_key(out, str_of(section->keys[c]));
        put_value(out, &row[c]);
        if (has_words(&row[c]))
            json_put_str(out, arena_printf(out->buf->arena, "%s_text", section->keys[c]), row[c].text);
        if (row[c].note.len)
            json_put_str(out, arena_printf(out->buf->arena, "%s_note", section->keys[c]), row[c].note);
    }
    json_end_object(out);
}

struct str extract_json(struct ctx *ctx, const struct extract *extract)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, ctx->arena, 16 * 1024);
    json_out_init(&out, &buf);
    json_begin_object(&out);
    json_put_str(&out, S("format"), S("congdan.my-data"));
    json_put_i64(&out, S("version"), 1);
    json_put_str(&out, S("language"), ctx->lang == LANG_EN ? S("en") : S("vi"));
    json_key(&out, S("issued_at"));
    put_at(&out, ctx->now_ms);
    for (int s = 0; s < extract->count; s++) {
        const struct section *section = &extract->sections[s];
        json_key(&out, str_of(section->key));
        if (section->is_table) {
            json_begin_array(&out);
            for (int r = 0; r < section->rows_count; r++)
                put_row(&out, section, section->rows[r]);
            json_end_array(&out);
        } else {
            json_begin_object(&out);
            for (int i = 0; i < section->items_count; i++)
                put_item(&out, &section->items[i]);
            json_end_object(&out);
        }
    }
    json_end_object(&out);
    json_out_done(&out);
    return buf_str(&buf);
}
