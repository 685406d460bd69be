/* territory_rows.c: reading the two CSV files of an import, field by field, and the sorted table that both are resolved
 * in. */
#include "features/territory/territory_rows.h"
#include "platform/unicode/unicode.h"
#include <stdlib.h>

enum { NAME_BYTES_MAX = 120 };

void territory_table_add(struct unit_table *table, struct arena *arena, const struct unit_row *row)
{
    if (table->count == table->cap) {
        struct unit_row *old = table->rows;
        table->cap = table->cap ? table->cap * 2 : 1024;
        table->rows = arena_array(arena, struct unit_row, (size_t)table->cap);
        if (old)
            memcpy(table->rows, old, (size_t)table->count * sizeof *old);
    }
    table->rows[table->count++] = *row;
}

static int by_id(const void *a, const void *b)
{
    const struct unit_row *x = a, *y = b;

    if (x->unit.unit_id != y->unit.unit_id)
        return x->unit.unit_id < y->unit.unit_id ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

void territory_table_sort(struct unit_table *table)
{
    if (table->count)
        qsort(table->rows, (size_t)table->count, sizeof *table->rows, by_id);
}

/* How many rows have an id of at most `unit_id`. */
static int rows_up_to(const struct unit_table *table, int64_t unit_id)
{
    int low = 0, high = table->count;

    while (low < high) {
        int middle = (low + high) / 2;
        if (table->rows[middle].unit.unit_id <= unit_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct unit_row *territory_table_find(const struct unit_table *table, int64_t unit_id)
{
    int at = rows_up_to(table, unit_id);
    return at && table->rows[at - 1].unit.unit_id == unit_id ? &table->rows[at - 1] : NULL;
}

struct unit_row *territory_table_on(const struct unit_table *table, enum unit_level level, struct str code,
                                    struct day on)
{
    int at = rows_up_to(table, territory_unit_id(level, code, on));
    struct unit_row *row = at ? &table->rows[at - 1] : NULL;

    if (!row || row->unit.level != level || !str_eq(row->unit.code, code))
        return NULL;
    if (!day_is_none(row->unit.valid_to) && !day_is_none(on) && row->unit.valid_to.n < on.n)
        return NULL;
    return row;
}

/* --- fields
 * -------------------------------------------------------------------------------------------------------------------
 */

static bool refuse(struct reading *reading, int column, struct msg reason, struct msg advice)
{
    import_report_add(reading->report, reading->ctx->arena, reading->csv.line, column + 1,
                      csv_field(&reading->csv, column), reason, advice);
    return false;
}

static bool read_day(struct reading *reading, int column, struct day *ret_day)
{
    enum { YEAR_FIRST = 1901, YEAR_LAST = 2100 };
    struct str text = csv_field(&reading->csv, column);
    struct day day = DAY_NONE;

    if (text.len &&
        (day_parse_iso(text, &day) != OK || civil_of(day).year < YEAR_FIRST || civil_of(day).year > YEAR_LAST))
        return refuse(reading, column, T("Ngày không hợp lệ."),
                      T("Viết ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2025-07-01, hoặc để trống."));
    *ret_day = day;
    return true;
}

static bool read_code(struct reading *reading, int column, enum unit_level level, struct str *ret_code)
{
    enum unit_level found;
    struct str code = csv_field(&reading->csv, column);

    if (territory_level_of(code, &found) != OK || found != level)
        return refuse(
            reading, column, T("Mã không hợp với cấp."),
            T("Mã tỉnh có 2 chữ số, mã huyện 3, mã xã 5; bảng tính hay làm mất số 0 ở đầu: định dạng cột là văn bản."));
    *ret_code = arena_str(reading->ctx->arena, code);
    return true;
}

static bool read_name(struct reading *reading, int column, struct str *ret_name)
{
    struct str name = csv_field(&reading->csv, column), clean;

    if (!name.len || name.len > NAME_BYTES_MAX || unicode_clean_line(reading->ctx->arena, name, &clean) != OK ||
        !clean.len)
        return refuse(reading, column, T("Tên trống, quá dài hoặc có ký tự không nhìn thấy."),
                      T("Viết tên đầy đủ, ví dụ “Xã Ia Grai”."));
    *ret_name = arena_str(reading->ctx->arena, clean);
    return true;
}

/* The columns that every file must have. */
static bool find_columns(struct reading *reading, const char *const *names, int count, int *ret_columns)
{
    bool complete = true;

    if (reading->csv.error.problem != CSV_FINE)
        return true; /* the header is broken: csv_next() reports it */
    for (int i = 0; i < count; i++) {
        ret_columns[i] = csv_column(&reading->csv, str_of(names[i]));
        if (ret_columns[i] >= 0)
            continue;
        import_report_add(reading->report, reading->ctx->arena, 1, 0, str_of(names[i]),
                          T("Thiếu cột này trong dòng tiêu đề."),
                          T("Dòng đầu của tệp phải là tên các cột, xem hướng dẫn nhập đơn vị hành chính."));
        complete = false;
    }
    return complete;
}

/* --- units
 * ----------------------------------------------------------------------------------------------------------------------
 */
enum { U_CODE, U_PARENT, U_LEVEL, U_KIND, U_NAME, U_FROM, U_TO, U_COLUMNS };

static bool read_parent(struct reading *reading, int column, struct unit_row *row)
{
    enum unit_level parent_level;
    struct str code = csv_field(&reading->csv, column);

    if (row->unit.level == UNIT_PROVINCE)
        return code.len == 0 ||
               refuse(reading, column, T("Tỉnh không có đơn vị cấp trên."), T("Để trống cột parent_code của tỉnh."));
    if (territory_level_of(code, &parent_level) != OK || parent_level >= row->unit.level)
        return refuse(reading, column, T("Mã đơn vị cấp trên không hợp lệ."),
                      T("Ghi mã huyện (3 chữ số) hoặc mã tỉnh (2 chữ số)."));
    row->parent_code = arena_str(reading->ctx->arena, code);
    return true;
}

static bool read_unit(struct reading *reading, const int *column, struct unit_row *ret_row)
{
    struct unit_row row = {.line = reading->csv.line};
    struct unit *unit = &row.unit;

    if (!territory_level_parse(csv_field(&reading->csv, column[U_LEVEL]), &unit->level))
        return refuse(reading, column[U_LEVEL], T("Cấp không hợp lệ."), T("Cấp là province, district hoặc commune."));
    if (!read_code(reading, column[U_CODE], unit->level, &unit->code) ||
        !read_parent(reading, column[U_PARENT], &row) || !read_name(reading, column[U_KIND], &unit->kind) ||
        !read_name(reading, column[U_NAME], &unit->name) || !read_day(reading, column[U_FROM], &unit->valid_from) ||
        !read_day(reading, column[U_TO], &unit->valid_to))
        return false;
    if (!territory_kind_known(unit->level, unit->kind))
        return refuse(reading, column[U_KIND], T("Loại đơn vị không hợp với cấp."),
                      T("Tỉnh: Tỉnh, Thành phố Trung ương. Huyện: Quận, Huyện, Thị xã, Thành phố. Xã: Xã, Phường, Thị "
                        "trấn, Đặc khu."));
    if (!day_is_none(unit->valid_to) && !day_is_none(unit->valid_from) && unit->valid_to.n < unit->valid_from.n)
        return refuse(reading, column[U_TO], T("Ngày hết hiệu lực đứng trước ngày có hiệu lực."),
                      T("Kiểm tra hai cột valid_from và valid_to."));
    unit->unit_id = territory_unit_id(unit->level, unit->code, unit->valid_from);
    *ret_row = row;
    return true;
}

/* The next row; false at the end. Rows that cannot be split are reported and left out. */
static bool next_row(struct reading *reading)
{
    for (enum csv_step step; (step = csv_next(&reading->csv)) != CSV_END;) {
        if (step == CSV_ROW) {
            reading->report->rows++;
            return true;
        }
        import_report_add_csv(reading->report, reading->ctx->arena, &reading->csv);
        if (step == CSV_BROKEN)
            break;
    }
    return false;
}

static enum err too_many(struct ctx *ctx)
{
    return fault(ctx, ERR_TOO_LARGE, "import.too_many", "", "Tệp có quá nhiều dòng (nhiều nhất 200.000).");
}

enum err territory_read_units(struct ctx *ctx, const struct territory_source *source, struct unit_table *table,
                              struct import_report *report)
{
    static const char *const names[U_COLUMNS] = {"code", "parent_code", "level",   "kind",
                                                 "name", "valid_from",  "valid_to"};
    struct reading *reading = arena_new(ctx->arena, struct reading);
    int column[U_COLUMNS] = {0};

    *reading = (struct reading){.ctx = ctx, .report = report};
    csv_open(&reading->csv, ctx->arena, source->fill, source->arg);
    if (!find_columns(reading, names, U_COLUMNS, column))
        return OK;
    while (next_row(reading)) {
        struct unit_row row;
        if (table->count == TERRITORY_ROWS_MAX)
            return too_many(ctx);
        if (read_unit(reading, column, &row))
            territory_table_add(table, ctx->arena, &row);
    }
    return OK;
}

/* --- links
 * ------------------------------------------------------------------------------------------------------------------------
 */
enum { L_OLD_LEVEL, L_OLD, L_NEW, L_EXTENT, L_ON, L_COLUMNS };

static bool read_link(struct reading *reading, const struct unit_table *units, const int *column,
                      struct link_row *ret_row)
{
    enum unit_level old_level, new_level;
    struct str old_code, new_code = csv_field(&reading->csv, column[L_NEW]),
                         extent = csv_field(&reading->csv, column[L_EXTENT]);
    struct day on;

    if (!territory_level_parse(csv_field(&reading->csv, column[L_OLD_LEVEL]), &old_level))
        return refuse(reading, column[L_OLD_LEVEL], T("Cấp không hợp lệ."),
                      T("Cấp là province, district hoặc commune."));
    if (!read_code(reading, column[L_OLD], old_level, &old_code) || !read_day(reading, column[L_ON], &on))
        return false;
    if (day_is_none(on))
        return refuse(reading, column[L_ON], T("Thiếu ngày có hiệu lực."),
                      T("Viết ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2025-07-01, hoặc để trống."));
    if (territory_level_of(new_code, &new_level) != OK)
        return refuse(
            reading, column[L_NEW], T("Mã không hợp với cấp."),
            T("Mã tỉnh có 2 chữ số, mã huyện 3, mã xã 5; bảng tính hay làm mất số 0 ở đầu: định dạng cột là văn bản."));
    if (!str_eq(extent, S("full")) && !str_eq(extent, S("partial")))
        return refuse(reading, column[L_EXTENT], T("Phạm vi không hợp lệ."),
                      T("Phạm vi là full (toàn bộ) hoặc partial (một phần)."));
    struct unit_row *from = territory_table_on(units, old_level, old_code, (struct day){on.n - 1});
    struct unit_row *to = territory_table_on(units, new_level, new_code, on);
    if (!from)
        return refuse(reading, column[L_OLD], T("Không có đơn vị cũ với mã này ngay trước ngày có hiệu lực."),
                      T("Nhập danh sách đơn vị cũ trước, hoặc sửa mã."));
    if (!to)
        return refuse(reading, column[L_NEW], T("Không có đơn vị mới với mã này từ ngày có hiệu lực."),
                      T("Nhập danh sách đơn vị mới trước, hoặc sửa mã."));
    if (from == to)
        return refuse(reading, column[L_NEW], T("Đơn vị mới chính là đơn vị cũ."),
                      T("Đơn vị mới cần một dòng riêng có valid_from là ngày này."));
    bool ended = !day_is_none(from->unit.valid_to) && from->unit.valid_to.n < on.n;
    if (!ended && str_eq(extent, S("full"))) /* two such units could go into each other for ever */
        return refuse(reading, column[L_OLD], T("Đơn vị cũ vẫn còn hiệu lực vào ngày này, nên không thể đã chuyển toàn bộ."),
                      T("Ghi valid_to của đơn vị cũ là ngày liền trước, hoặc ghi partial nếu chỉ một phần chuyển đi."));
    *ret_row = (struct link_row){.link = {from->unit.unit_id, to->unit.unit_id, str_eq(extent, S("full")), on},
                                 .line = reading->csv.line};
    return true;
}

enum err territory_read_links(struct ctx *ctx, const struct territory_source *source, const struct unit_table *units,
                              struct link_table *table, struct import_report *report)
{
    static const char *const names[L_COLUMNS] = {"old_level", "old_code", "new_code", "extent", "effective_on"};
    struct reading *reading = arena_new(ctx->arena, struct reading);
    int column[L_COLUMNS] = {0};

    *reading = (struct reading){.ctx = ctx, .report = report};
    csv_open(&reading->csv, ctx->arena, source->fill, source->arg);
    if (!find_columns(reading, names, L_COLUMNS, column))
        return OK;
    while (next_row(reading)) {
        struct link_row row;
        if (table->count == TERRITORY_ROWS_MAX)
            return too_many(ctx);
        if (!read_link(reading, units, column, &row))
            continue;
        if (table->count == table->cap) {
            struct link_row *old = table->rows;
            table->cap = table->cap ? table->cap * 2 : 1024;
            table->rows = arena_array(ctx->arena, struct link_row, (size_t)table->cap);
            if (old)
                memcpy(table->rows, old, (size_t)table->count * sizeof *old);
        }
        table->rows[table->count++] = row;
    }
    return OK;
}
