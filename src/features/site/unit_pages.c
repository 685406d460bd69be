/* unit_pages.c: administrative units: search, one unit with what lies below it, the agencies there, what it was and what became of it. */
#include "features/agency/agency.h"
#include "features/site/pages.h"
#include "features/territory/territory.h"
#include "views.h"

enum { FOUND_MAX = 50 };

static struct str unit_url(struct ctx *ctx, int64_t unit_id) { return arena_printf(ctx->arena, "/admin/units/%lld", (long long)unit_id); }

static struct str validity(struct ctx *ctx, const struct unit *unit)
{
    struct str from = day_is_none(unit->valid_from) ? TS(ctx, "trước khi có dữ liệu") : fmt_day(ctx->arena, unit->valid_from);

    return day_is_none(unit->valid_to) ? TF(ctx, "từ {0}", from) : TF(ctx, "từ {0} đến hết {1}", from, fmt_day(ctx->arena, unit->valid_to));
}

static struct table unit_table(struct ctx *ctx, struct str caption, const struct unit *units, int count)
{
    enum { COLUMNS = 3 };
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table table = {.caption = caption, .is_dense = true, .columns = columns, .columns_count = COLUMNS,
                          .rows = arena_array(ctx->arena, struct table_row, (size_t)count)};

    columns[0] = (struct table_column){.label = TS(ctx, "Mã")};
    columns[1] = (struct table_column){.label = TS(ctx, "Tên"), .is_row_header = true};
    columns[2] = (struct table_column){.label = TS(ctx, "Hiệu lực")};
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0].text = units[i].code;
        cells[1] = (struct table_cell){.text = units[i].name, .url = unit_url(ctx, units[i].unit_id)};
        cells[2].text = validity(ctx, &units[i]);
        table.rows[table.rows_count++] = (struct table_row){.items = cells, .items_count = COLUMNS, .is_link_row = true};
    }
    table_prepare(&table);
    return table;
}

enum err admin_units_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct units_view view = {0};
    struct str query = req_str(req, "q");
    struct unit province, *units = NULL;
    int count = 0;

    if (query.len) {
        TRY(territory_search(ctx, query, 0, 0, DAY_NONE, FOUND_MAX, &units, &count));
    } else {
        enum err err = territory_find(ctx, req->app->settings.province_code, day_of_ms(ctx->now_ms), &province);
        if (err == OK)
            err = territory_communes(ctx, province.unit_id, day_of_ms(ctx->now_ms), &units, &count);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
    }
    view.query = (struct text_field){.name = S("q"), .label = TS(ctx, "Tên đơn vị, không cần dấu"), .value = query, .input_mode = S("search"), .width = WIDTH_20};
    view.table = unit_table(ctx, query.len ? TS(ctx, "Kết quả tìm") : TS(ctx, "Xã, phường của tỉnh"), units, count);
    view.empty = (struct empty_state){.title = TS(ctx, "Không tìm thấy đơn vị nào"), .text = TS(ctx, "Hãy thử tên khác, ít nhất hai chữ cái, có hoặc không có dấu.")};
    struct html *out = page_begin(req, FACE_STAFF, T("Đơn vị hành chính"));
    view_admin_units(out, &view);
    return page_end(req, 200);
}

static enum err agencies_of(struct ctx *ctx, int64_t unit_id, struct table *ret_table)
{
    enum { COLUMNS = 4 };
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table table = {.caption = TS(ctx, "Cơ quan"), .is_dense = true, .columns = columns, .columns_count = COLUMNS};
    struct agency *rows;
    int count;

    TRY(agency_list(ctx, unit_id, &rows, &count));
    columns[0] = (struct table_column){.label = TS(ctx, "Mã")};
    columns[1] = (struct table_column){.label = TS(ctx, "Tên"), .is_row_header = true};
    columns[2] = (struct table_column){.label = TS(ctx, "Điện thoại")};
    columns[3] = (struct table_column){.label = TS(ctx, "Lịch làm việc")};
    table.rows = arena_array(ctx->arena, struct table_row, (size_t)count);
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0].text = rows[i].code;
        cells[1].text = rows[i].name;
        cells[2].text = rows[i].phone;
        cells[3].text = rows[i].calendar;
        table.rows[table.rows_count++] = (struct table_row){.items = cells, .items_count = COLUMNS};
    }
    table_prepare(&table);
    *ret_table = table;
    return OK;
}

static void add_links(struct ctx *ctx, struct table *table, const struct succession *links, int count, bool before)
{
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, (size_t)table->columns_count);
        cells[0].text = before ? TS(ctx, "Trước đây") : TS(ctx, "Sau này");
        cells[1] = (struct table_cell){.text = territory_label(ctx, links[i].unit.unit_id), .url = unit_url(ctx, links[i].unit.unit_id)};
        cells[2].text = links[i].full ? TS(ctx, "toàn bộ") : TS(ctx, "một phần");
        cells[3].text = fmt_day(ctx->arena, links[i].effective_on);
        table->rows[table->rows_count++] = (struct table_row){.items = cells, .items_count = table->columns_count};
    }
}

static enum err links_of(struct ctx *ctx, int64_t unit_id, struct table *ret_table)
{
    enum { COLUMNS = 4 };
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table table = {.caption = TS(ctx, "Sắp xếp đơn vị"), .is_dense = true, .columns = columns, .columns_count = COLUMNS};
    struct succession *before, *after;
    int before_count, after_count;

    TRY(territory_predecessors(ctx, unit_id, &before, &before_count));
    TRY(territory_successors(ctx, unit_id, &after, &after_count));
    columns[0] = (struct table_column){.label = TS(ctx, "Khi nào")};
    columns[1] = (struct table_column){.label = TS(ctx, "Đơn vị"), .is_row_header = true};
    columns[2] = (struct table_column){.label = TS(ctx, "Mức độ")};
    columns[3] = (struct table_column){.label = TS(ctx, "Từ ngày")};
    table.rows = arena_array(ctx->arena, struct table_row, (size_t)(before_count + after_count));
    add_links(ctx, &table, before, before_count, true);
    add_links(ctx, &table, after, after_count, false);
    table_prepare(&table);
    *ret_table = table;
    return OK;
}

enum err admin_unit_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct unit_view view = {.back = {.url = S("/admin/units"), .text = TS(ctx, "Đơn vị hành chính")}};
    struct summary_row *facts = arena_array(ctx->arena, struct summary_row, 3);
    struct unit unit, *children;
    int64_t unit_id;
    int count;

    if (str_parse_i64(req_path(req, "id"), &unit_id) != OK)
        return ERR_NOT_FOUND;
    TRY(territory_get(ctx, unit_id, &unit));
    TRY(territory_children(ctx, unit_id, day_is_none(unit.valid_to) ? day_of_ms(ctx->now_ms) : unit.valid_to, &children, &count));
    view.name = territory_label(ctx, unit_id);
    facts[0] = (struct summary_row){.key = TS(ctx, "Mã"), .value = unit.code};
    facts[1] = (struct summary_row){.key = TS(ctx, "Hiệu lực"), .value = validity(ctx, &unit)};
    facts[2] = (struct summary_row){.key = TS(ctx, "Thuộc"), .value = unit.parent_id ? territory_label(ctx, unit.parent_id) : TS(ctx, "Cả nước")};
    view.facts = (struct summary_list){.items = facts, .items_count = 3};
    TRY(agencies_of(ctx, unit_id, &view.agencies));
    view.children = unit_table(ctx, TS(ctx, "Đơn vị trực thuộc"), children, count);
    TRY(links_of(ctx, unit_id, &view.links));
    struct html *out = page_begin_str(req, FACE_STAFF, view.name);
    view_admin_unit(out, &view);
    return page_end(req, 200);
}
