/* xlsx_read.c: the parts of a workbook that hold values. What is not known is passed over; what is broken ends the reading with a refusal, never with half
 * a list. */
#include "platform/sheet/xlsx_read.h"
#include "platform/sheet/xml_scan.h"
#include "platform/sheet/zip_read.h"
#include <stdlib.h>

/* --- the parts ------------------------------------------------------------------------------------------------------------- */
struct workbook {
    struct ctx *ctx;
    struct str bytes;
    struct str *strings;
    int strings_count;
};

static enum err damaged(struct ctx *ctx)
{
    return fault(ctx, ERR_INVALID, "file.damaged", "file", "Tệp bị hỏng, không đọc được. Hãy mở thử trên máy của bạn rồi lưu hoặc quét lại.");
}

static enum err too_large(struct ctx *ctx)
{
    return fault(ctx, ERR_TOO_LARGE, "file.large_sheet", "file", "Bảng tính quá lớn. Hãy chỉ giữ danh sách cần gửi rồi lưu lại.");
}

static enum err part(struct workbook *book, struct str name, bool required, struct str *ret_bytes)
{
    enum err err = zip_part(book->ctx->arena, book->bytes, name, XLSX_PART_BYTES_MAX, ret_bytes);

    if (err == ERR_NOT_FOUND && !required) {
        *ret_bytes = S("");
        return OK;
    }
    return err == OK ? OK : err == ERR_TOO_LARGE ? too_large(book->ctx) : damaged(book->ctx);
}

static enum err read_strings(struct workbook *book)
{
    struct xml_scanner s = {0};
    int cap = 0;

    TRY(part(book, S("xl/sharedStrings.xml"), false, &s.text));
    for (enum xml_token token; (token = xml_scan(&s)) != XML_END;) {
        if (token == XML_BROKEN)
            return damaged(book->ctx);
        if (token != XML_OPEN || !str_eq(s.name, S("si")))
            continue;
        if (book->strings_count == XLSX_STRINGS_MAX)
            return too_large(book->ctx);
        if (book->strings_count == cap) {
            struct str *more = arena_array(book->ctx->arena, struct str, (size_t)(cap = cap ? cap * 2 : 256));
            if (book->strings_count)
                memcpy(more, book->strings, sizeof *more * (size_t)book->strings_count);
            book->strings = more;
        }
        if (xml_element_text(&s, book->ctx->arena, false, &book->strings[book->strings_count++]) != OK)
            return damaged(book->ctx);
    }
    return OK;
}

/* The name of the first sheet's part: workbook.xml gives its relation, workbook.xml.rels the address. */
static enum err first_sheet(struct workbook *book, struct xlsx_table *table, struct str *ret_name)
{
    struct xml_scanner s = {0};
    struct str relation = STR_NONE;
    enum xml_token token;

    TRY(part(book, S("xl/workbook.xml"), true, &s.text));
    while ((token = xml_scan(&s)) != XML_END && token != XML_BROKEN) {
        if (token == XML_OPEN && str_eq(s.name, S("workbookPr")))
            table->dates_from_1904 = str_eq(xml_attr(&s, S("date1904")), S("1")) || str_eq(xml_attr(&s, S("date1904")), S("true"));
        if (token == XML_OPEN && str_eq(s.name, S("sheet")) && !relation.len)
            relation = xml_attr(&s, S("id"));
    }
    s = (struct xml_scanner){0};
    TRY(part(book, S("xl/_rels/workbook.xml.rels"), true, &s.text));
    while ((token = xml_scan(&s)) != XML_END && token != XML_BROKEN) {
        if (token != XML_OPEN || !str_eq(s.name, S("Relationship")) || !relation.len || !str_eq(xml_attr(&s, S("Id")), relation))
            continue;
        struct str target = xml_attr(&s, S("Target"));
        *ret_name = str_starts(target, S("/")) ? str_sub(target, 1, target.len) : arena_join(book->ctx->arena, S("xl/"), target);
        return OK;
    }
    return damaged(book->ctx);
}

/* --- the sheet -------------------------------------------------------------------------------------------------------------- */
/* "AB12": 27. -1: no letters, or beyond what is kept. */
static int column_of(struct str reference)
{
    int column = 0;

    for (size_t i = 0; i < reference.len && reference.ptr[i] >= 'A' && reference.ptr[i] <= 'Z'; i++) {
        column = column * 26 + (reference.ptr[i] - 'A' + 1);
        if (column > XLSX_COLUMNS_MAX)
            return -1;
    }
    return column - 1;
}

static enum err read_value(struct workbook *book, struct str type, struct str value, struct xlsx_cell *ret_cell)
{
    int64_t index;
    char *end;

    if (str_eq(type, S("s"))) {
        if (str_parse_i64(str_trim(value), &index) != OK || index < 0 || index >= book->strings_count)
            return damaged(book->ctx);
        *ret_cell = (struct xlsx_cell){.text = book->strings[index]};
        return OK;
    }
    *ret_cell = (struct xlsx_cell){.text = value};
    if (!type.len || str_eq(type, S("n"))) {
        const char *text = arena_cstr(book->ctx->arena, str_sub(value, 0, 40));
        ret_cell->number = strtod(text, &end);
        ret_cell->is_number = value.len && value.len <= 40 && !*end && ret_cell->number > -1e15 && ret_cell->number < 1e15;
    }
    return OK;
}

/* Behind <c ...>: reads to </c>. */
static enum err read_cell(struct workbook *book, struct xml_scanner *s, struct xlsx_cell *ret_cell)
{
    struct str type = xml_attr(s, S("t")), text = S("");

    *ret_cell = (struct xlsx_cell){.text = S("")};
    for (;;) {
        enum xml_token token = xml_scan(s);
        if (token == XML_END || token == XML_BROKEN)
            return damaged(book->ctx);
        if (token == XML_CLOSE && str_eq(s->name, S("c")))
            return OK;
        if (token != XML_OPEN)
            continue;
        bool is_value = str_eq(s->name, S("v")), is_inline = str_eq(s->name, S("is"));
        if (xml_element_text(s, book->ctx->arena, is_value, &text) != OK)
            return damaged(book->ctx);
        if (is_inline)
            *ret_cell = (struct xlsx_cell){.text = text};
        else if (is_value)
            TRY(read_value(book, type, text, ret_cell));
    }
}

/* Behind <row ...>: reads to </row>. */
static enum err read_row(struct workbook *book, struct xml_scanner *s, struct xlsx_row *ret_row)
{
    struct xlsx_cell cells[XLSX_COLUMNS_MAX] = {0}, cell;
    int next = 0, count = 0;

    for (;;) {
        enum xml_token token = xml_scan(s);
        if (token == XML_END || token == XML_BROKEN)
            return damaged(book->ctx);
        if (token == XML_CLOSE && str_eq(s->name, S("row")))
            break;
        if (token != XML_OPEN || !str_eq(s->name, S("c")))
            continue;
        struct str reference = xml_attr(s, S("r"));
        int column = reference.len ? column_of(reference) : next;
        TRY(read_cell(book, s, &cell));
        next = column + 1;
        if (column < 0 || column >= XLSX_COLUMNS_MAX || !cell.text.len)
            continue;
        cells[column] = cell;
        if (count < column + 1)
            count = column + 1;
    }
    ret_row->cells_count = count;
    if (!count)
        return OK;
    ret_row->cells = arena_array(book->ctx->arena, struct xlsx_cell, (size_t)count);
    memcpy(ret_row->cells, cells, sizeof *cells * (size_t)count);
    return OK;
}

static enum err read_sheet(struct workbook *book, struct str name, int max_rows, struct xlsx_table *table)
{
    struct xml_scanner s = {0};
    int64_t line = 0, given;

    TRY(part(book, name, true, &s.text));
    for (enum xml_token token; (token = xml_scan(&s)) != XML_END;) {
        if (token == XML_BROKEN)
            return damaged(book->ctx);
        if (token != XML_OPEN || !str_eq(s.name, S("row")))
            continue;
        struct xlsx_row row = {0};
        line++;
        if (str_parse_i64(xml_attr(&s, S("r")), &given) == OK && given > 0 && given <= 1048576)
            line = given;
        row.line = (int)line;
        TRY(read_row(book, &s, &row));
        if (!row.cells_count)
            continue;
        if (table->rows_count == max_rows)
            return too_large(book->ctx);
        table->rows[table->rows_count++] = row;
    }
    return OK;
}

enum err xlsx_read(struct ctx *ctx, struct str bytes, int max_rows, struct xlsx_table *ret_table)
{
    struct workbook book = {.ctx = ctx, .bytes = bytes};
    struct xlsx_table table = {.rows = arena_array(ctx->arena, struct xlsx_row, (size_t)max_rows + 1)};
    struct str name;

    TRY(first_sheet(&book, &table, &name));
    TRY(read_strings(&book));
    TRY(read_sheet(&book, name, max_rows, &table));
    *ret_table = table;
    return OK;
}

bool xlsx_moment(const struct xlsx_table *table, double number, struct day *ret_day, int *ret_minute)
{
    enum { SERIAL_OF_1970 = 25569, DAYS_1900_TO_1904 = 1462, MINUTES = 24 * 60 };
    double serial = number + (table->dates_from_1904 ? DAYS_1900_TO_1904 : 0);

    if (!(serial >= 61 && serial < 401769)) /* 1 March 1900: before it the count has a day that never was; the end of 2999 */
        return false;
    int64_t minutes = (int64_t)(serial * MINUTES + 0.5);
    *ret_day = (struct day){(int32_t)(minutes / MINUTES - SERIAL_OF_1970)};
    *ret_minute = (int)(minutes % MINUTES);
    return true;
}
