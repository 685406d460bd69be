/* guest_file.c: a list of guests from a file. Everything that is wrong is told at once, with its place and what to do; nothing is guessed but the zero at the
 * front of a personal number, which spreadsheet programs drop. */
#include "features/residence/guest_rows.h"
#include "platform/csv/csv.h"
#include "platform/filetype/filetype.h"
#include "platform/sheet/xlsx_read.h"
#include "platform/unicode/unicode.h"

static void complain(struct ctx *ctx, struct guest_file *file, struct guest_file_error error)
{
    if (!file->errors)
        file->errors = arena_array(ctx->arena, struct guest_file_error, GUEST_FILE_ERRORS_MAX);
    if (file->errors_count == GUEST_FILE_ERRORS_MAX)
        return;
    int at = file->errors_count++; /* in order of line, then column */
    for (; at > 0 && (file->errors[at - 1].line > error.line || (file->errors[at - 1].line == error.line && file->errors[at - 1].column > error.column)); at--)
        file->errors[at] = file->errors[at - 1];
    file->errors[at] = error;
}

static bool complained(const struct guest_file *file, int line, int column)
{
    for (int i = 0; i < file->errors_count; i++)
        if (file->errors[i].line == line && file->errors[i].column == column)
            return true;
    return false;
}

/* All personal numbers begin with a zero (the highest province code is 096); a spreadsheet that took the column for numbers dropped it. */
static struct str number_mend(struct ctx *ctx, struct str number)
{
    if ((number.len != 10 && number.len != 11) || !str_all_digits(number) || number.ptr[0] == '0')
        return number;
    return arena_join(ctx->arena, str_sub(S("00"), 0, 12 - number.len), number);
}

static void take_cell(struct ctx *ctx, struct guest_file *file, struct guest_row *row, int cell, struct str text)
{
    struct str clean = S("");

    if (unicode_clean_line(ctx->arena, text, &clean) != OK)
        complain(ctx, file, (struct guest_file_error){row->line, file->column[cell], guest_columns[cell].file_name,
                                                      T("Ô này có ký tự điều khiển hoặc ký tự hỏng."), guest_columns[cell].advice});
    row->cell[cell] = cell == CELL_NUMBER ? number_mend(ctx, clean) : arena_str(ctx->arena, clean);
}

static bool columns_complete(struct ctx *ctx, int line, struct guest_file *file)
{
    bool complete = true;

    for (int i = 0; i < CELL_COUNT; i++) {
        if (file->column[i] || i == CELL_BIRTH)
            continue;
        complain(ctx, file, (struct guest_file_error){line, 0, guest_columns[i].file_name, T("Thiếu cột này trong dòng tiêu đề."),
                                                      T("Hãy tải tệp mẫu về và giữ nguyên dòng đầu.")});
        complete = false;
    }
    return complete;
}

static enum err too_many(struct ctx *ctx)
{
    return fault(ctx, ERR_TOO_LARGE, "guests.many", "guests", "Mỗi lần thông báo nhiều nhất 500 khách. Hãy chia thành nhiều lần.");
}

static enum err add_row(struct ctx *ctx, struct guest_file *file, const struct guest_row *row)
{
    if (guest_row_is_empty(row))
        return OK;
    if (file->rows.count == GUEST_ROWS_MAX)
        return too_many(ctx);
    file->rows.items[file->rows.count++] = *row;
    return OK;
}

static enum err read_csv(struct ctx *ctx, struct str bytes, struct guest_file *file)
{
    struct csv_reader *reader = arena_new(ctx->arena, struct csv_reader);

    csv_open_text(reader, ctx->arena, bytes);
    for (int i = 0; i < CELL_COUNT; i++)
        file->column[i] = csv_column(reader, guest_columns[i].file_name) + 1;
    if (reader->error.problem == CSV_FINE && !columns_complete(ctx, 1, file))
        return OK;
    for (enum csv_step step; (step = csv_next(reader)) != CSV_END;) {
        if (step != CSV_ROW) {
            complain(ctx, file, (struct guest_file_error){reader->error.line, reader->error.column, STR_NONE, csv_problem_text(reader->error.problem),
                                                          csv_problem_advice(reader->error.problem)});
            if (step == CSV_BROKEN)
                break;
            continue;
        }
        struct guest_row row = {.line = reader->line};
        for (int i = 0; i < CELL_COUNT; i++)
            take_cell(ctx, file, &row, i, csv_field(reader, file->column[i] - 1));
        TRY(add_row(ctx, file, &row));
    }
    return OK;
}

/* --- workbooks ------------------------------------------------------------------------------------------------------------- */
/* What a number means depends on its column; what makes no sense there stays the number, and is refused with the cell's place. */
static struct str number_text(struct ctx *ctx, const struct xlsx_table *table, const struct xlsx_cell *cell, int column)
{
    struct day day;
    int minute;
    bool is_year = cell->number >= 1900 && cell->number < 2200; /* 1990 is a year that somebody wrote, not a day of 1905 */

    if (column == CELL_NUMBER && cell->number >= 1 && cell->number < 1e12)
        return arena_printf(ctx->arena, "%.0f", cell->number);
    if (column == CELL_ARRIVED && cell->number >= 0 && cell->number < 1) { /* the time alone */
        minute = (int)(cell->number * 1440 + 0.5) % 1440;
        return arena_printf(ctx->arena, "%02d:%02d", minute / 60, minute % 60);
    }
    if (is_year || !xlsx_moment(table, cell->number, &day, &minute))
        return cell->text;
    if (column == CELL_ARRIVED)
        return fmt_at(ctx->arena, ms_of_day(day, minute));
    return column == CELL_BIRTH || column == CELL_LEAVES ? fmt_day(ctx->arena, day) : cell->text;
}

static enum err read_xlsx(struct ctx *ctx, struct str bytes, struct guest_file *file)
{
    struct xlsx_table table;

    TRY(xlsx_read(ctx, bytes, GUEST_ROWS_MAX * 2, &table));
    for (int i = 0; table.rows_count && i < CELL_COUNT; i++)
        for (int c = 0; c < table.rows[0].cells_count && !file->column[i]; c++)
            file->column[i] = str_eq_nocase(str_trim(table.rows[0].cells[c].text), guest_columns[i].file_name) ? c + 1 : 0;
    if (!columns_complete(ctx, table.rows_count ? table.rows[0].line : 1, file))
        return OK;
    for (int r = 1; r < table.rows_count; r++) {
        struct guest_row row = {.line = table.rows[r].line};
        for (int i = 0; i < CELL_COUNT; i++) {
            static const struct xlsx_cell nothing;
            int at = file->column[i] - 1;
            const struct xlsx_cell *cell = at >= 0 && at < table.rows[r].cells_count ? &table.rows[r].cells[at] : &nothing;
            take_cell(ctx, file, &row, i, cell->is_number ? number_text(ctx, &table, cell, i) : cell->text);
        }
        TRY(add_row(ctx, file, &row));
    }
    return OK;
}

enum err guest_file_read(struct ctx *ctx, struct str bytes, struct str file_name, struct guest_file *ret_file)
{
    struct guest_file file = {.rows = {.items = arena_array(ctx->arena, struct guest_row, GUEST_ROWS_MAX)}};
    struct filetype_info info;

    if (bytes.len > GUEST_FILE_BYTES_MAX)
        return fault(ctx, ERR_TOO_LARGE, "guests.file_large", "file", "Tệp danh sách lớn quá 2 MB. Hãy chỉ giữ các cột của tệp mẫu.");
    TRY(filetype_check(ctx, bytes, file_name, ACCEPT_TABLES, &info));
    TRY(info.kind == FILETYPE_XLSX ? read_xlsx(ctx, bytes, &file) : read_csv(ctx, bytes, &file));
    *ret_file = file;
    return OK;
}

void guest_file_add_cell_errors(struct ctx *ctx, struct guest_file *file)
{
    for (int i = 0; i < file->rows.count; i++)
        for (int c = 0; c < CELL_COUNT; c++)
            if (file->rows.items[i].error[c].vi.len && !complained(file, file->rows.items[i].line, file->column[c]))
                complain(ctx, file, (struct guest_file_error){file->rows.items[i].line, file->column[c], guest_columns[c].file_name,
                                                              file->rows.items[i].error[c], guest_columns[c].advice});
}
