/* tables.c: the ranking of communes and the table of procedures: one shape, each number a link to its rows. */
#include "features/steering/internal.h"

enum { COLUMNS_MAX = 9 };

struct grid {
    struct ctx *ctx;
    const struct steering_scope *scope;
    struct table table;
    struct table_column *columns;
    enum dossier_filter filters[COLUMNS_MAX]; /* of a number's column; FILTER_COUNT: none */
    bool is_ranked;
};

static void column(struct grid *grid, struct msg label, bool is_number, enum dossier_filter filter)
{
    grid->filters[grid->table.columns_count] = filter;
    grid->columns[grid->table.columns_count++] = (struct table_column){.label = i18n(grid->ctx->lang, label), .is_number = is_number};
}

static struct grid grid_of(struct ctx *ctx, const struct steering_scope *scope, struct msg first, bool is_ranked, int rows)
{
    struct grid grid = {.ctx = ctx, .scope = scope, .is_ranked = is_ranked};

    grid.columns = arena_array(ctx->arena, struct table_column, COLUMNS_MAX);
    if (is_ranked)
        column(&grid, T("Hạng"), true, FILTER_COUNT);
    column(&grid, first, false, FILTER_COUNT);
    grid.columns[grid.table.columns_count - 1].is_row_header = true;
    column(&grid, T("Phải giải quyết"), true, FILTER_ALL);
    column(&grid, T("Đã giải quyết"), true, FILTER_RESOLVED);
    column(&grid, T("Quá hạn"), true, FILTER_LATE);
    column(&grid, T("Trước và đúng hạn / đã giải quyết"), true, FILTER_COUNT);
    if (scope->is_current) {
        column(&grid, T("Đang quá hạn"), true, FILTER_PENDING_OVERDUE);
        column(&grid, T("Đang trong hạn"), true, FILTER_PENDING_IN_TIME);
        column(&grid, T("Chờ công dân"), true, FILTER_WAITING);
    } else {
        column(&grid, T("Chưa xong cuối kỳ"), true, FILTER_PENDING);
    }
    grid.table.columns = grid.columns;
    grid.table.is_dense = true;
    grid.table.rows = arena_array(ctx->arena, struct table_row, (size_t)rows + 2);
    return grid;
}

struct line_of {
    struct str name, url;
    int rank;          /* 0: none */
    int64_t unit_id;   /* whose rows stand behind the numbers; 0: no links */
    const struct procedure *procedure;
    bool is_total;
};

static void row(struct grid *grid, struct line_of of, const struct tally_line *line)
{
    struct ctx *ctx = grid->ctx;
    const struct steering_scope *scope = grid->scope;
    struct table_cell *cells = arena_array(ctx->arena, struct table_cell, (size_t)grid->table.columns_count);
    int at = 0;

    if (grid->is_ranked)
        cells[at++].text = of.rank ? arena_printf(ctx->arena, "%d", of.rank) : STR_NONE;
    cells[at++] = (struct table_cell){.text = of.name, .url = of.url};
    for (; at < grid->table.columns_count; at++) {
        enum dossier_filter filter = grid->filters[at];
        if (filter == FILTER_COUNT) {
            cells[at].text = fmt_rate(ctx->arena, ctx->lang, steering_on_time(line));
            continue;
        }
        int64_t number = steering_number(line, NULL, filter);
        cells[at].text = fmt_i64(ctx->arena, ctx->lang, number);
        if (number > 0 && of.unit_id)
            cells[at].url = steering_rows_url(ctx, of.unit_id, of.procedure, filter, scope->from_month, scope->to_month, scope->is_former);
    }
    grid->table.rows[grid->table.rows_count++] = (struct table_row){.items = cells, .items_count = grid->table.columns_count, .is_total = of.is_total};
}

struct table steering_communes_table(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    struct grid grid = grid_of(ctx, scope, T("Xã, phường"), true, data->communes_count);
    struct tally_line rest = steering_remainder(&data->line, data->commune_lines, data->communes_count);
    int *order = steering_rank(ctx->arena, data->commune_lines, data->communes_count);

    grid.table.caption = TS(ctx, "Xã, phường, xếp theo số đang quá hạn rồi tỷ lệ đúng hạn; kém nhất đứng đầu");
    for (int i = 0; i < data->communes_count; i++) {
        const struct unit *unit = &data->communes[order[i]];
        row(&grid,
            (struct line_of){.name = unit->name, .rank = i + 1, .unit_id = unit->unit_id, .procedure = scope->procedure,
                             .url = steering_page_url(ctx, unit->unit_id, scope->procedure, scope->from_month, scope->to_month, scope->is_former)},
            &data->commune_lines[order[i]]);
    }
    if (!steering_is_empty(&rest))
        row(&grid, (struct line_of){.name = TS(ctx, "Cấp tỉnh và đơn vị đã sắp xếp")}, &rest);
    row(&grid, (struct line_of){.name = scope->unit.name, .unit_id = scope->unit.unit_id, .procedure = scope->procedure, .is_total = true}, &data->line);
    table_prepare(&grid.table);
    return grid.table;
}

struct table steering_procedures_table(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    struct grid grid = grid_of(ctx, scope, T("Thủ tục"), false, data->procedures_count);

    grid.table.caption = TS(ctx, "Theo thủ tục");
    grid.table.caption_hidden = true;
    for (int i = 0; i < data->procedures_count; i++)
        row(&grid,
            (struct line_of){.name = bilingual_text(ctx->lang, data->procedures[i]->name), .unit_id = scope->unit.unit_id, .procedure = data->procedures[i],
                             .url = steering_page_url(ctx, scope->unit.unit_id, data->procedures[i], scope->from_month, scope->to_month, scope->is_former)},
            &data->procedure_lines[i]);
    row(&grid, (struct line_of){.name = TS(ctx, "Tất cả thủ tục"), .unit_id = scope->unit.unit_id, .is_total = true}, &data->line);
    table_prepare(&grid.table);
    return grid.table;
}
