/* agency_import.c: a list of agencies from a CSV file, all or nothing. Each row is checked by the rules of agency_keep.c and each wrong one told with its place.
 * Parents may stand below their children: rows are written in passes until none is left. */
#include "features/agency/internal.h"
#include "features/territory/territory.h"

enum { COLUMN_CODE, COLUMN_UNIT, COLUMN_KIND, COLUMN_NAME, COLUMN_PARENT, COLUMN_CALENDAR, COLUMN_PHONE, COLUMN_ADDRESS, COLUMNS };
static const char *const column_names[COLUMNS] = {"code", "unit_code", "kind", "name", "parent_code", "calendar", "phone", "address"};
static const char *const fault_fields[COLUMNS] = {"code", "unit", "kind", "name", "parent", "calendar", "phone", "address"};

struct row {
    int line;
    struct agency agency;
    struct str parent_code;
    bool done;
};

struct import {
    struct ctx *ctx;
    struct import_report *report;
    int columns[COLUMNS];
    struct row *rows;
    int count, cap;
};

static void refuse(struct import *import, int line, int column, struct str value, struct msg reason, struct msg advice)
{
    import_report_add(import->report, import->ctx->arena, line, column, value, reason, advice);
}

/* What a rule said about a row. False: it was no complaint about the row but a failure of the import. */
static bool refuse_by_fault(struct import *import, const struct row *row, enum err err)
{
    struct fault fault = import->ctx->fault;
    int column = 0;

    if (err != ERR_INVALID && err != ERR_CONFLICT)
        return false;
    for (int i = 0; i < COLUMNS; i++)
        if (str_eq(fault.field, str_of(fault_fields[i])))
            column = import->columns[i] + 1;
    refuse(import, row->line, column, row->agency.code, (struct msg){fault.text}, T("Sửa dòng này rồi nhập lại cả tệp."));
    import->ctx->fault = (struct fault){0};
    return true;
}

static struct row *row_add(struct import *import)
{
    if (import->count == import->cap) {
        struct row *larger = arena_array(import->ctx->arena, struct row, (size_t)(import->cap = import->cap ? import->cap * 2 : 256));
        if (import->count)
            memcpy(larger, import->rows, (size_t)import->count * sizeof *larger);
        import->rows = larger;
    }
    return &import->rows[import->count++];
}

static struct str field(const struct import *import, const struct csv_reader *reader, int column)
{
    return arena_str(import->ctx->arena, str_trim(csv_field(reader, import->columns[column])));
}

static enum err read_row(struct import *import, const struct csv_reader *reader)
{
    struct ctx *ctx = import->ctx;
    struct row row = {.line = reader->line, .parent_code = field(import, reader, COLUMN_PARENT)};
    struct str unit_code = field(import, reader, COLUMN_UNIT);
    struct unit unit;

    row.agency = (struct agency){.code = field(import, reader, COLUMN_CODE), .kind = field(import, reader, COLUMN_KIND), .name = field(import, reader, COLUMN_NAME),
                                 .calendar = field(import, reader, COLUMN_CALENDAR), .phone = field(import, reader, COLUMN_PHONE),
                                 .address = field(import, reader, COLUMN_ADDRESS)};
    enum unit_level level;
    enum err err = territory_level_of(unit_code, &level);
    if (err == OK)
        err = territory_find(ctx, unit_code, day_of_ms(ctx->now_ms), &unit);
    if (err == ERR_NOT_FOUND || err == ERR_INVALID) {
        ctx->fault = (struct fault){0};
        refuse(import, row.line, import->columns[COLUMN_UNIT] + 1, unit_code, T("Không có đơn vị hành chính nào đang có hiệu lực mang mã này."),
               T("Ghi mã 5 chữ số của xã, phường hoặc 2 chữ số của tỉnh, theo danh mục từ 01/7/2025."));
        return OK;
    }
    TRY(err);
    row.agency.unit_id = unit.unit_id;
    for (int i = 0; i < import->count; i++)
        if (str_eq(import->rows[i].agency.code, row.agency.code)) {
            refuse(import, row.line, import->columns[COLUMN_CODE] + 1, row.agency.code, T("Mã này đã có ở một dòng trên."), T("Bỏ một trong hai dòng."));
            return OK;
        }
    err = agency_check(ctx, &row.agency);
    if (err == OK)
        *row_add(import) = row;
    else if (!refuse_by_fault(import, &row, err))
        return err;
    return OK;
}

static enum err read_all(struct import *import, struct str csv)
{
    struct csv_reader reader;

    csv_open_text(&reader, import->ctx->arena, csv);
    for (int i = 0; i < COLUMNS; i++)
        import->columns[i] = csv_column(&reader, str_of(column_names[i]));
    for (enum csv_step step; (step = csv_next(&reader)) != CSV_END;) {
        if (step != CSV_ROW) {
            import_report_add_csv(import->report, import->ctx->arena, &reader);
            if (step == CSV_BROKEN)
                break;
            continue;
        }
        for (int i = COLUMN_CODE; import->report->rows == 0 && i <= COLUMN_NAME; i++)
            if (import->columns[i] < 0) {
                refuse(import, 1, 0, str_of(column_names[i]), T("Thiếu cột này trong dòng tiêu đề."), T("Dòng đầu phải có các cột: code, unit_code, kind, name."));
                return OK;
            }
        if (++import->report->rows > AGENCY_IMPORT_ROWS_MAX) {
            refuse(import, reader.line, 0, STR_NONE, T("Tệp có quá nhiều dòng."), T("Chia thành các tệp không quá 20.000 dòng."));
            return OK;
        }
        TRY(read_row(import, &reader));
    }
    return OK;
}

/* A column that the file does not have leaves what is stored. */
static void keep_stored(const struct import *import, struct agency *agency, const struct agency *stored)
{
    agency->agency_id = stored->agency_id;
    if (import->columns[COLUMN_PARENT] < 0)
        agency->parent_id = stored->parent_id;
    if (import->columns[COLUMN_CALENDAR] < 0)
        agency->calendar = stored->calendar;
    if (import->columns[COLUMN_PHONE] < 0)
        agency->phone = stored->phone;
    if (import->columns[COLUMN_ADDRESS] < 0)
        agency->address = stored->address;
}

static enum err write_known(struct import *import, struct row *row, const struct agency *stored)
{
    struct agency *agency = &row->agency;

    if (agency->unit_id != stored->unit_id || !str_eq(agency->kind, stored->kind)) {
        refuse(import, row->line, import->columns[COLUMN_CODE] + 1, agency->code, T("Mã này đã thuộc cơ quan của đơn vị hoặc loại khác."),
               T("Dùng mã mới: mã nằm trong mã hồ sơ đã cấp nên không chuyển sang cơ quan khác được."));
        return OK;
    }
    keep_stored(import, agency, stored);
    if (str_eq(agency->name, stored->name) && agency->parent_id == stored->parent_id && str_eq(agency->calendar, stored->calendar) &&
        str_eq(agency->phone, stored->phone) && str_eq(agency->address, stored->address)) {
        import->report->unchanged++;
        return OK;
    }
    import->report->updated++;
    return agency_change(import->ctx, agency);
}

static bool parent_waits(const struct import *import, const struct row *row)
{
    for (int i = 0; i < import->count; i++)
        if (!import->rows[i].done && &import->rows[i] != row && str_eq(import->rows[i].agency.code, row->parent_code))
            return true;
    return false;
}

static enum err write_row(struct import *import, struct row *row)
{
    struct ctx *ctx = import->ctx;
    struct agency stored, parent;
    int64_t agency_id;
    enum err err = OK;

    if (row->parent_code.len) {
        err = agency_find(ctx, row->parent_code, &parent);
        if (err == ERR_NOT_FOUND) {
            refuse(import, row->line, import->columns[COLUMN_PARENT] + 1, row->parent_code, T("Không có cơ quan cấp trên mang mã này."),
                   T("Thêm cơ quan cấp trên vào tệp, hoặc sửa cột parent_code."));
            return OK;
        }
        TRY(err);
        row->agency.parent_id = parent.agency_id;
    }
    err = agency_find(ctx, row->agency.code, &stored);
    if (err == OK) {
        err = write_known(import, row, &stored);
    } else if (err == ERR_NOT_FOUND) {
        import->report->inserted++;
        err = agency_add(ctx, &row->agency, &agency_id);
    }
    return err != OK && refuse_by_fault(import, row, err) ? OK : err;
}

static enum err write_all(struct import *import)
{
    for (int left = import->count, before = left + 1; left && left < before;) {
        before = left;
        for (int i = 0; i < import->count; i++) {
            struct row *row = &import->rows[i];
            if (row->done || (row->parent_code.len && parent_waits(import, row)))
                continue;
            TRY(write_row(import, row));
            row->done = true;
            left--;
        }
    }
    for (int i = 0; i < import->count; i++)
        if (!import->rows[i].done)
            refuse(import, import->rows[i].line, import->columns[COLUMN_PARENT] + 1, import->rows[i].parent_code, T("Các cơ quan cấp trên tạo thành một vòng."),
                   T("Sửa cột parent_code để không cơ quan nào là cấp trên của chính mình."));
    return OK;
}

enum err agency_import(struct ctx *ctx, struct str csv, bool dry_run, struct import_report *ret_report)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct import import = {.ctx = ctx, .report = ret_report};

    *ret_report = (struct import_report){0};
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(read_all(&import, csv));
    if (!ret_report->errors_total)
        TRY(write_all(&import));
    if (ret_report->errors_total)
        return fault(ctx, ERR_INVALID, "agency.rows", "", "Danh sách cơ quan có dòng sai; chưa có gì được ghi.");
    return dry_run ? OK : db_tx_commit(&tx);
}
