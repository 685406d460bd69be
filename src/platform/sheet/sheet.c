/* sheet.c: one row writer, two formats. libxlsxwriter 1.1.4 cannot write to memory, so a workbook passes through a temporary file that
 * only this user can read and that goes away with the sheet. */
#include "platform/sheet/sheet.h"
#include "platform/csv/csv.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { EXCEL_DAY_OF_1970 = 25569, EXCEL_FIRST_DAY = 61 }; /* 1 March 1900: before it Excel counts a day that never was */

struct sheet {
    struct ctx *ctx;
    enum sheet_format format;
    const struct sheet_column *columns;
    int columns_count;
    int column; /* of the next cell */
    uint32_t row;
    int rows;
    bool too_large;
    struct buf moment; /* a date or number as text; reused, since an arena gives nothing back */
    /* CSV */
    struct buf csv_bytes;
    struct csv_writer csv;
    /* XLSX */
    lxw_workbook *workbook;
    lxw_worksheet *worksheet;
    lxw_format *formats[SHEET_AT + 1];
    uint32_t head_row;
    char path[128];
};

struct str sheet_mime(enum sheet_format format)
{
    return format == SHEET_CSV ? S("text/csv; charset=utf-8") : S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}
struct str sheet_extension(enum sheet_format format) { return format == SHEET_CSV ? S("csv") : S("xlsx"); }

/* --- CSV --- */
static void csv_line(struct sheet *sheet, struct str text)
{
    if (text.len) {
        csv_put(&sheet->csv, text);
        csv_end_row(&sheet->csv);
    }
}

static void csv_head(struct sheet *sheet, const struct sheet_head *head)
{
    buf_init(&sheet->csv_bytes, sheet->ctx->arena, 4096);
    csv_writer_init(&sheet->csv, &sheet->csv_bytes, true);
    csv_line(sheet, head->title);
    csv_line(sheet, head->subtitle);
    csv_line(sheet, head->notice);
    for (int i = 0; i < head->columns_count; i++)
        csv_put(&sheet->csv, head->columns[i].title);
    csv_end_row(&sheet->csv);
}

/* --- XLSX --- */
static const char *tab_name(struct ctx *ctx, struct str name)
{
    char *tab = (char *)arena_str(ctx->arena, name.len ? name : S("Sheet1")).ptr;
    int characters = 0;

    for (char *p = tab; *p; p++) {
        if (strchr("[]:*?/\\'", *p))
            *p = ' ';
        if (((unsigned char)*p & 0xC0) != 0x80 && ++characters > 31) { /* Excel's limit, in characters */
            *p = 0;
            break;
        }
    }
    return tab;
}

static lxw_format *format_new(struct sheet *sheet, const char *number_format, enum lxw_format_alignments align)
{
    lxw_format *format = workbook_add_format(sheet->workbook);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(format, (uint8_t)align);
    if (number_format)
        format_set_num_format(format, number_format);
    else
        format_set_text_wrap(format);
    format_set_border(format, LXW_BORDER_HAIR);
    return format;
}

static void xlsx_line(struct sheet *sheet, struct str text, bool bold, uint32_t color)
{
    if (!text.len)
        return;
    lxw_format *format = workbook_add_format(sheet->workbook);
    if (bold) {
        format_set_bold(format);
        format_set_font_size(format, 14);
    }
    format_set_font_color(format, color);
    worksheet_write_string(sheet->worksheet, sheet->row++, 0, arena_cstr(sheet->ctx->arena, text), format);
}

static void xlsx_columns(struct sheet *sheet, const struct sheet_head *head)
{
    static const int widths[] = {[SHEET_TEXT] = 28, [SHEET_INT] = 12, [SHEET_DECIMAL] = 12, [SHEET_VND] = 16, [SHEET_DAY] = 12, [SHEET_AT] = 17};
    lxw_format *head_format = workbook_add_format(sheet->workbook);

    format_set_bold(head_format);
    format_set_text_wrap(head_format);
    format_set_align(head_format, LXW_ALIGN_CENTER);
    format_set_align(head_format, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(head_format, 0x1D4F91);
    format_set_font_color(head_format, LXW_COLOR_WHITE);
    format_set_border(head_format, LXW_BORDER_THIN);
    sheet->formats[SHEET_TEXT] = format_new(sheet, NULL, LXW_ALIGN_LEFT);
    sheet->formats[SHEET_INT] = format_new(sheet, "#,##0", LXW_ALIGN_RIGHT);
    sheet->formats[SHEET_DECIMAL] = format_new(sheet, "#,##0.00", LXW_ALIGN_RIGHT);
    sheet->formats[SHEET_VND] = format_new(sheet, "#,##0\" đ\"", LXW_ALIGN_RIGHT);
    sheet->formats[SHEET_DAY] = format_new(sheet, "dd/mm/yyyy", LXW_ALIGN_CENTER);
    sheet->formats[SHEET_AT] = format_new(sheet, "dd/mm/yyyy hh:mm", LXW_ALIGN_CENTER);
    for (int i = 0; i < head->columns_count; i++) {
        const struct sheet_column *column = &head->columns[i];
        int width = column->width_chars ? column->width_chars : widths[column->type];
        worksheet_set_column(sheet->worksheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL);
        worksheet_write_string(sheet->worksheet, sheet->row, (lxw_col_t)i, arena_cstr(sheet->ctx->arena, column->title), head_format);
    }
    sheet->head_row = sheet->row++;
}

static enum err xlsx_open(struct sheet *sheet, const struct sheet_head *head)
{
    const char *folder = getenv("TMPDIR");
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)(folder && *folder ? folder : NULL)};
    lxw_doc_properties properties = {.title = (char *)arena_cstr(sheet->ctx->arena, head->title),
                                     .created = sheet->ctx->now_ms ? (time_t)(sheet->ctx->now_ms / 1000) : 1};

    snprintf(sheet->path, sizeof sheet->path, "%s/congdan-sheet-XXXXXX", folder && *folder && strlen(folder) < 90 ? folder : "/tmp");
    int fd = mkstemp(sheet->path); /* 0600: other users of the machine cannot read it */
    if (fd < 0) {
        sheet->path[0] = 0;
        return ERR_INTERNAL;
    }
    close(fd);
    sheet->workbook = workbook_new_opt(sheet->path, &options);
    if (!sheet->workbook)
        abort();
    workbook_set_properties(sheet->workbook, &properties);
    sheet->worksheet = workbook_add_worksheet(sheet->workbook, tab_name(sheet->ctx, head->name));
    if (!sheet->worksheet)
        return ERR_INTERNAL;
    xlsx_line(sheet, head->title, true, 0x0B0C0C);
    xlsx_line(sheet, head->subtitle, false, 0x0B0C0C);
    xlsx_line(sheet, head->notice, false, 0xB3261E);
    xlsx_columns(sheet, head);
    worksheet_freeze_panes(sheet->worksheet, sheet->head_row + 1, 0);
    worksheet_set_landscape(sheet->worksheet);
    worksheet_set_paper(sheet->worksheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet->worksheet, 1, 0);
    worksheet_repeat_rows(sheet->worksheet, sheet->head_row, sheet->head_row);
    return OK;
}

static enum err xlsx_finish(struct sheet *sheet, struct str *ret_bytes)
{
    uint32_t last_row = sheet->row > sheet->head_row + 1 ? sheet->row - 1 : sheet->head_row;

    worksheet_autofilter(sheet->worksheet, sheet->head_row, 0, last_row, (lxw_col_t)(sheet->columns_count - 1));
    lxw_error error = workbook_close(sheet->workbook); /* frees it, whatever it returns */
    sheet->workbook = NULL;
    if (error != LXW_NO_ERROR)
        return fault_set(sheet->ctx, ERR_INTERNAL, S("sheet.write"), STR_NONE, STR_NONE, str_of(lxw_strerror(error)));
    FILE *file = fopen(sheet->path, "rb");
    if (!file)
        return ERR_INTERNAL;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = arena_alloc_raw(sheet->ctx->arena, size > 0 ? (size_t)size : 1);
    bool read_all = size > 0 && fread(bytes, 1, (size_t)size, file) == (size_t)size;
    fclose(file);
    if (!read_all)
        return ERR_INTERNAL;
    *ret_bytes = (struct str){bytes, (size_t)size};
    return OK;
}

/* --- both --- */
enum err sheet_open(struct ctx *ctx, enum sheet_format format, const struct sheet_head *head, struct sheet **ret_sheet)
{
    assert(head->columns_count > 0 && head->columns_count <= SHEET_COLUMNS_MAX);
    struct sheet *sheet = arena_new(ctx->arena, struct sheet);
    *sheet = (struct sheet){.ctx = ctx, .format = format, .columns = head->columns, .columns_count = head->columns_count};
    buf_init(&sheet->moment, ctx->arena, 64);
    if (format == SHEET_CSV) {
        csv_head(sheet, head);
    } else if (xlsx_open(sheet, head) != OK) {
        sheet_close(&sheet);
        return fault_set(ctx, ERR_INTERNAL, S("sheet.open"), STR_NONE, STR_NONE, S("no temporary file"));
    }
    *ret_sheet = sheet;
    return OK;
}

/* Whether the next cell is to be written; moves on. A CSV cell must then be written, be it empty. */
static bool next_cell(struct sheet *sheet, enum sheet_type type)
{
    assert(sheet->column < sheet->columns_count && "more cells than columns");
    assert(sheet->columns[sheet->column].type == type);
    (void)type;
    if (sheet->rows >= SHEET_ROWS_MAX)
        sheet->too_large = true;
    sheet->column++;
    return !sheet->too_large;
}

static void put_number(struct sheet *sheet, double value)
{
    int column = sheet->column - 1;
    worksheet_write_number(sheet->worksheet, sheet->row, (lxw_col_t)column, value, sheet->formats[sheet->columns[column].type]);
}

static void put_string(struct sheet *sheet, struct str text)
{
    int column = sheet->column - 1;
    worksheet_write_string(sheet->worksheet, sheet->row, (lxw_col_t)column, text.ptr, sheet->formats[sheet->columns[column].type]);
}

void sheet_text(struct sheet *sheet, struct str text)
{
    char copy[SHEET_TEXT_BYTES_MAX + 8];

    if (!next_cell(sheet, SHEET_TEXT))
        return;
    size_t len = text.len;
    if (len > SHEET_TEXT_BYTES_MAX)
        for (len = SHEET_TEXT_BYTES_MAX; len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80;)
            len--;
    if (len)
        memcpy(copy, text.ptr, len);
    memcpy(copy + len, len < text.len ? "…" : "", len < text.len ? sizeof "…" : 1);
    if (sheet->format == SHEET_CSV)
        csv_put(&sheet->csv, str_of(copy));
    else
        put_string(sheet, str_of(copy));
}

void sheet_int(struct sheet *sheet, int64_t value)
{
    enum sheet_type type = sheet->columns[sheet->column].type == SHEET_VND ? SHEET_VND : SHEET_INT;
    if (!next_cell(sheet, type))
        return;
    if (sheet->format == SHEET_CSV)
        csv_put_i64(&sheet->csv, value);
    else
        put_number(sheet, (double)value);
}

void sheet_decimal(struct sheet *sheet, double value)
{
    if (!next_cell(sheet, SHEET_DECIMAL))
        return;
    sheet->moment.len = 0;
    if (isfinite(value))
        buf_printf(&sheet->moment, "%.2f", value);
    if (sheet->format == SHEET_CSV)
        csv_put_number(&sheet->csv, buf_str(&sheet->moment));
    else if (isfinite(value))
        put_number(sheet, value);
}

static void put_moment(struct sheet *sheet, double serial)
{
    struct str text = str_of(buf_cstr(&sheet->moment));
    if (sheet->format == SHEET_CSV)
        csv_put(&sheet->csv, text);
    else if (text.len == 0)
        return;
    else if (serial < EXCEL_FIRST_DAY)
        put_string(sheet, text);
    else
        put_number(sheet, serial);
}

void sheet_day(struct sheet *sheet, struct day day)
{
    if (!next_cell(sheet, SHEET_DAY))
        return;
    sheet->moment.len = 0;
    day_put_vi(&sheet->moment, day); /* nothing for DAY_NONE */
    put_moment(sheet, (double)day.n + EXCEL_DAY_OF_1970);
}

void sheet_at(struct sheet *sheet, int64_t at_ms)
{
    if (!next_cell(sheet, SHEET_AT))
        return;
    struct day day = day_of_ms(at_ms);
    int minute = minute_of_ms(at_ms);
    sheet->moment.len = 0;
    if (at_ms) {
        day_put_vi(&sheet->moment, day);
        buf_printf(&sheet->moment, " %02d:%02d", minute / 60, minute % 60);
    }
    put_moment(sheet, day.n + EXCEL_DAY_OF_1970 + minute / 1440.0);
}

void sheet_skip(struct sheet *sheet)
{
    if (next_cell(sheet, sheet->columns[sheet->column].type) && sheet->format == SHEET_CSV)
        csv_put(&sheet->csv, S(""));
}

void sheet_row_end(struct sheet *sheet)
{
    if (sheet->format == SHEET_CSV && !sheet->too_large) {
        while (sheet->column++ < sheet->columns_count)
            csv_put(&sheet->csv, S(""));
        csv_end_row(&sheet->csv);
    }
    sheet->column = 0;
    sheet->row++;
    sheet->rows++;
}

enum err sheet_finish(struct sheet *sheet, struct str *ret_bytes)
{
    if (sheet->too_large)
        return fault_set(sheet->ctx, ERR_TOO_LARGE, S("sheet.rows"), STR_NONE, STR_NONE, S("more rows than a sheet holds"));
    if (sheet->format == SHEET_CSV) {
        *ret_bytes = buf_str(&sheet->csv_bytes);
        return OK;
    }
    return xlsx_finish(sheet, ret_bytes);
}

void sheet_close(struct sheet **sheet)
{
    if (!*sheet)
        return;
    if ((*sheet)->workbook)
        lxw_workbook_free((*sheet)->workbook);
    if ((*sheet)->path[0])
        unlink((*sheet)->path);
    *sheet = NULL;
}
