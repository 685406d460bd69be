/* demography_pages.c: the population of a unit on a day: pyramid, households, ethnic groups, what came in and went out, communes or hamlets; each picture with its table,
 * each table as a file. */
#include "features/demography/pages.h"
#include "platform/sheet/sheet.h"
#include "views.h"
#include "web/chart.h"

enum { SECTIONS_MAX = 6, LOWEST_SHOWN = 10, ETHNIC_SHOWN = 10, TOTAL_ROWS = 1 };

static struct str caption_of(struct ctx *ctx, const struct scope *scope);

/* What, where, when: a picture is passed on without its page. */
static struct str title_of(struct ctx *ctx, const struct scope *scope, struct str what)
{
    return TF(ctx, "{0}, {1}, ngày {2}", what, caption_of(ctx, scope), fmt_day(ctx->arena, scope->on));
}

/* --- pictures ------------------------------------------------------------------------------------------------------------------------ */
/* Columns of the grid as the series of a picture; its last row is the total and stays out. */
static struct html_raw picture(struct ctx *ctx, const struct scope *scope, const struct grid *grid, const struct table *table, enum chart_kind kind, const int *columns, const enum tone *tones, int series_count,
                               int rows)
{
    struct chart_series *series = arena_array(ctx->arena, struct chart_series, (size_t)series_count);
    struct str *labels = arena_array(ctx->arena, struct str, (size_t)rows + 1);

    for (int r = 0; r < rows; r++)
        labels[r] = grid->rows[r].label;
    for (int s = 0; s < series_count; s++) {
        int64_t *values = arena_array(ctx->arena, int64_t, (size_t)rows + 1);
        for (int r = 0; r < rows; r++)
            values[r] = grid->rows[r].values[columns[s]];
        series[s] = (struct chart_series){.name = grid->columns[columns[s]].name, .values = values, .tone = tones ? tones[s] : TONE_NEUTRAL};
    }
    return chart_html(ctx->arena, ctx->lang,
                      &(struct chart){.kind = kind, .id = arena_join(ctx->arena, S("chart-"), str_of(grid->name)), .title = title_of(ctx, scope, grid->title),
                                      .category_label = grid->label, .categories = labels, .category_count = rows, .series = series, .series_count = series_count, .table = table});
}

static struct html_raw pyramid_picture(struct ctx *ctx, const struct scope *scope, const struct grid *grid, const struct table *table)
{
    static const int columns[] = {0, 1};
    int rows = grid->count - TOTAL_ROWS, top = rows;

    while (top > 1 && grid->rows[top - 1].values[2] == 0) /* nobody is that old: no empty steps at the top */
        top--;
    return picture(ctx, scope, grid, table, CHART_PYRAMID, columns, NULL, 2, top);
}

static struct html_raw households_picture(struct ctx *ctx, const struct scope *scope, const struct grid *grid, const struct table *table)
{
    static const int columns[] = {0};
    int rows = grid->count - TOTAL_ROWS;

    while (rows > 1 && grid->rows[rows - 1].values[0] == 0) /* no household is that large */
        rows--;
    return picture(ctx, scope, grid, table, CHART_BARS, columns, NULL, 1, rows);
}

static struct html_raw ethnic_picture(struct ctx *ctx, const struct scope *scope, const struct grid *grid, const struct table *table)
{
    static const int columns[] = {0, 1};
    int rows = grid->count - TOTAL_ROWS;
    return picture(ctx, scope, grid, table, CHART_STACKED, columns, NULL, 2, rows < ETHNIC_SHOWN ? rows : ETHNIC_SHOWN);
}

static struct html_raw flows_picture(struct ctx *ctx, const struct scope *scope, const struct grid *grid, const struct table *table)
{
    static const int columns[] = {1, 3, 2, 4};
    static const enum tone tones[] = {TONE_DONE, TONE_LATE, TONE_INFO, TONE_SOON};
    return picture(ctx, scope, grid, table, CHART_LINES, columns, tones, 4, grid->count > TOTAL_ROWS ? grid->count - TOTAL_ROWS : 0);
}

/* The communes that are furthest behind: there a campaign begins. */
static struct html_raw holders_picture(struct ctx *ctx, const struct scope *scope, const struct grid *grid, const struct table *table)
{
    int rows = grid->count - TOTAL_ROWS, shown = 0;
    struct str labels[LOWEST_SHOWN];
    int64_t accounts[LOWEST_SHOWN], cards[LOWEST_SHOWN];
    bool *used = arena_array(ctx->arena, bool, (size_t)rows + 1);

    for (; shown < LOWEST_SHOWN; shown++) {
        int worst = -1;
        for (int r = 0; r < rows; r++)
            if (!used[r] && grid->rows[r].values[4] != GRID_NONE && (worst < 0 || grid->rows[r].values[4] < grid->rows[worst].values[4]))
                worst = r;
        if (worst < 0)
            break;
        used[worst] = true;
        labels[shown] = grid->rows[worst].label;
        accounts[shown] = grid->rows[worst].values[4];
        cards[shown] = grid->rows[worst].values[6];
    }
    const struct chart_series series[] = {{.name = grid->columns[4].name, .values = accounts, .tone = TONE_INFO}, {.name = grid->columns[6].name, .values = cards, .tone = TONE_DONE}};
    return chart_html(ctx->arena, ctx->lang,
                      &(struct chart){.kind = CHART_BARS, .id = S("chart-holders"), .title = title_of(ctx, scope, TS(ctx, "Các xã, phường có tỷ lệ tài khoản thấp nhất")), .is_percent = true,
                                      .category_label = grid->label, .categories = labels, .category_count = shown, .series = series, .series_count = 2, .table = table});
}

/* --- the page ------------------------------------------------------------------------------------------------------------------------------ */
static struct demography_section section_of(struct ctx *ctx, const struct scope *scope, const struct grid *grid)
{
    return (struct demography_section){
        .id = str_of(grid->name), .title = grid->title, .base = grid->base, .table = grid_table(ctx, grid),
        .csv_url = scope_export_url(ctx, scope, grid->name, "csv"), .xlsx_url = scope_export_url(ctx, scope, grid->name, "xlsx"),
    };
}

static enum err sections(struct ctx *ctx, const struct scope *scope, struct demography_view *view)
{
    struct demography_section *list = arena_array(ctx->arena, struct demography_section, SECTIONS_MAX);
    struct grid grid = grid_pyramid(ctx, scope, DEMOGRAPHY_PERMANENT);
    int n = 0;

    list[n] = section_of(ctx, scope, &grid);
    list[n].picture = pyramid_picture(ctx, scope, &grid, &list[n].table);
    n++;
    if (demography_total(scope_now(scope), DEMOGRAPHY_TEMPORARY)) {
        grid = grid_pyramid(ctx, scope, DEMOGRAPHY_TEMPORARY);
        list[n] = section_of(ctx, scope, &grid);
        list[n].picture = pyramid_picture(ctx, scope, &grid, &list[n].table);
        n++;
    }
    grid = grid_households(ctx, scope);
    list[n] = section_of(ctx, scope, &grid);
    list[n].picture = households_picture(ctx, scope, &grid, &list[n].table);
    n++;
    TRY(grid_ethnic(ctx, scope, &grid));
    list[n] = section_of(ctx, scope, &grid);
    list[n].picture = ethnic_picture(ctx, scope, &grid, &list[n].table);
    n++;
    if (!scope->hamlet_id) { /* moves inside the commune are no flows: of a hamlet they would not close */
        grid = grid_flows(ctx, scope);
        list[n] = section_of(ctx, scope, &grid);
        list[n].picture = flows_picture(ctx, scope, &grid, &list[n].table);
        n++;
        TRY(grid_parts(ctx, scope, &grid));
        list[n] = section_of(ctx, scope, &grid);
        if (scope->is_group)
            list[n].picture = holders_picture(ctx, scope, &grid, &list[n].table);
        n++;
    }
    view->sections = list;
    view->sections_count = n;
    return OK;
}

static struct figure_list figures(struct ctx *ctx, const struct scope *scope)
{
    const struct demography_figure *now = scope_now(scope), *before = scope->months ? scope_month(scope, 0) : now;
    struct figure *list = arena_array(ctx->arena, struct figure, 4);
    int64_t permanent = demography_total(now, DEMOGRAPHY_PERMANENT), growth = permanent - demography_total(before, DEMOGRAPHY_PERMANENT), homes = 0, women = 0;

    for (int i = 0; i < DEMOGRAPHY_SIZES; i++)
        homes += now->households[i];
    for (int a = 0; a < DEMOGRAPHY_AGES; a++)
        women += now->people[DEMOGRAPHY_PERMANENT][1][a];
    list[0] = (struct figure){.label = TS(ctx, "Người thường trú"), .value = permanent,
                              .compared = scope->months ? TF(ctx, "{0} so với {1}", arena_join(ctx->arena, growth > 0 ? S("+") : STR_NONE, fmt_i64(ctx->arena, ctx->lang, growth)),
                                                             fmt_day(ctx->arena, (struct day){day_add_months(scope->on, -scope->months + 1).n - civil_of(day_add_months(scope->on, -scope->months + 1)).day}))
                                                        : STR_NONE};
    list[1] = (struct figure){.label = TS(ctx, "Nữ trong số đó"), .value = women, .rate = {women, permanent}, .has_rate = true};
    list[2] = (struct figure){.label = TS(ctx, "Người tạm trú"), .value = demography_total(now, DEMOGRAPHY_TEMPORARY)};
    list[3] = (struct figure){.label = TS(ctx, "Hộ gia đình"), .value = homes};
    return (struct figure_list){list, 4};
}

struct links {
    struct demography_link *items;
    int count, room;
};

static void link_add(struct links *links, struct str url, struct str text)
{
    if (links->count < links->room)
        links->items[links->count++] = (struct demography_link){.url = url, .text = text};
}

/* The province above, the old units of the same ground, and what became of a unit that is gone. */
static enum err units(struct ctx *ctx, const struct scope *scope, struct demography_view *view)
{
    struct links links = {arena_array(ctx->arena, struct demography_link, 64), 0, 64};
    struct succession *near;
    struct unit unit;
    int count;

    if (scope->hamlet_id)
        link_add(&links, scope_url(ctx, scope, scope->unit.unit_id, 0, scope->on, scope->single_years), scope->unit.name);
    if (scope->unit.parent_id && territory_get(ctx, scope->unit.parent_id, &unit) == OK && scope_may_see(ctx, unit.unit_id))
        link_add(&links, scope_url(ctx, scope, unit.unit_id, 0, scope->on, scope->single_years), unit.name);
    TRY(territory_predecessors(ctx, scope->unit.unit_id, &near, &count));
    for (int i = 0; i < count && near[i].unit.level != UNIT_COMMUNE; i++)
        link_add(&links, scope_url(ctx, scope, near[i].unit.unit_id, 0, scope->on, scope->single_years), TF(ctx, "{0} (trước {1})", near[i].unit.name, fmt_day(ctx->arena, near[i].effective_on)));
    TRY(territory_successors(ctx, scope->unit.unit_id, &near, &count));
    for (int i = 0; i < count; i++)
        if (scope_may_see(ctx, near[i].unit.unit_id))
            link_add(&links, scope_url(ctx, scope, near[i].unit.unit_id, 0, scope->on, scope->single_years), TF(ctx, "{0} (từ {1})", near[i].unit.name, fmt_day(ctx->arena, near[i].effective_on)));
    if (scope->is_group && !day_is_none(scope->unit.valid_to)) { /* of an old province: its districts */
        struct unit *districts;
        TRY(territory_children(ctx, scope->unit.unit_id, scope->unit.valid_to, &districts, &count));
        for (int i = 0; i < count && districts[i].level == UNIT_DISTRICT; i++)
            link_add(&links, scope_url(ctx, scope, districts[i].unit_id, 0, scope->on, scope->single_years), districts[i].name);
    }
    view->units = links.items;
    view->units_count = links.count;
    return OK;
}

static struct str caption_of(struct ctx *ctx, const struct scope *scope)
{
    if (scope->hamlet_id)
        return arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(scope->hamlet_name), STR_ARG(territory_label(ctx, scope->unit.unit_id)));
    if (!day_is_none(scope->unit.valid_to))
        return TF(ctx, "{0}, theo địa giới đến {1}", scope->unit.name, fmt_day(ctx->arena, scope->unit.valid_to));
    return scope->is_group ? scope->unit.name : territory_label(ctx, scope->unit.unit_id);
}

static struct str as_of(struct ctx *ctx, const struct scope *scope)
{
    struct str day = fmt_day(ctx->arena, scope->on), known = fmt_at(ctx->arena, scope->state.known_ms);
    struct str text = TF(ctx, "Dân số ngày {0}, theo những gì cơ sở dữ liệu dân cư biết đến lúc {1}.", day, known);

    if (!scope->state.stale)
        return text;
    return arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(text),
                        STR_ARG(TF(ctx, "{0} xã, phường vừa có thay đổi, đang được tính lại.", fmt_i64(ctx->arena, ctx->lang, scope->state.stale))));
}

static struct notice notice_of(struct ctx *ctx, const struct scope *scope)
{
    if (!scope->is_group || day_is_none(scope->unit.valid_to))
        return (struct notice){0};
    return (struct notice){.tone = TONE_INFO, .title = TS(ctx, "Đơn vị cũ"),
                           .text = TS(ctx, "Gồm các xã, phường hiện nay nằm trọn trong đơn vị cũ này, và những xã cũ của nó đã được chia tách. Xã mới có phần đất của đơn vị khác không được tính.")};
}

static enum err page_of(struct req *req, struct str unit)
{
    struct ctx *ctx = &req->ctx;
    struct scope scope;

    TRY(scope_read(req, unit, &scope));
    struct choice *ages = arena_array(ctx->arena, struct choice, 2);
    ages[0] = (struct choice){.value = S("5"), .label = TS(ctx, "Nhóm 5 tuổi")};
    ages[1] = (struct choice){.value = S("1"), .label = TS(ctx, "Từng tuổi")};
    struct demography_view view = {
        .title = TS(ctx, "Dân số"),
        .caption = caption_of(ctx, &scope),
        .as_of = as_of(ctx, &scope),
        .action_url = arena_printf(ctx->arena, "/population/%lld", (long long)scope.unit.unit_id),
        .notice = notice_of(ctx, &scope),
        .on = {.name = S("on"), .label = TS(ctx, "Vào ngày"), .value = fmt_day(ctx->arena, scope.on)},
        .ages = {.name = S("ages"), .label = TS(ctx, "Tuổi"), .value = scope.single_years ? S("1") : S("5"), .items = ages, .items_count = 2},
        .figures = figures(ctx, &scope),
    };
    TRY(sections(ctx, &scope, &view));
    TRY(units(ctx, &scope, &view));
    struct html *out = page_begin(req, FACE_LEADER, T("Dân số"));
    view_demography(out, &view);
    return page_end(req, 200);
}

enum err population_figures_page(struct req *req) { return page_of(req, STR_NONE); }
enum err population_figures_unit_page(struct req *req) { return page_of(req, req_path(req, "unit")); }

/* --- files ------------------------------------------------------------------------------------------------------------------------------------ */
enum err population_figures_export(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str extension = req_path(req, "file"), table = str_cut(&extension, '.'); /* "pyramid.csv" */
    enum sheet_format format = str_eq(extension, S("xlsx")) ? SHEET_XLSX : SHEET_CSV;
    struct sheet_column columns[GRID_COLUMNS_MAX + 1];
    AUTO(sheet_close) struct sheet *sheet = NULL;
    struct scope scope;
    struct grid grid;
    struct str bytes;

    if (!str_eq(extension, sheet_extension(format)))
        return fault(ctx, ERR_NOT_FOUND, "demography.table", "", "Không có bảng này.");
    TRY(scope_read(req, req_path(req, "unit"), &scope));
    TRY(grid_named(ctx, &scope, table, &grid));
    columns[0] = (struct sheet_column){.title = grid.label, .type = SHEET_TEXT, .width_chars = 30};
    for (int i = 0; i < grid.columns_count; i++)
        columns[i + 1] = (struct sheet_column){.title = grid.columns[i].is_share ? arena_join(ctx->arena, grid.columns[i].name, S(" (%)")) : grid.columns[i].name,
                                               .type = grid.columns[i].is_share ? SHEET_DECIMAL : SHEET_INT};
    struct sheet_head head = {.name = TS(ctx, "Dân số"), .title = arena_printf(ctx->arena, "%.*s: %.*s", STR_ARG(grid.title), STR_ARG(caption_of(ctx, &scope))),
                              .subtitle = arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(as_of(ctx, &scope)), STR_ARG(grid.base)),
                              .notice = req->app->settings.demo ? TS(ctx, "DỮ LIỆU MÔ PHỎNG") : STR_NONE, .columns = columns, .columns_count = grid.columns_count + 1};
    TRY(sheet_open(ctx, format, &head, &sheet));
    for (int r = 0; r < grid.count; r++) {
        sheet_text(sheet, grid.rows[r].label);
        for (int i = 0; i < grid.columns_count; i++) {
            if (grid.rows[r].values[i] == GRID_NONE)
                sheet_skip(sheet);
            else if (grid.columns[i].is_share)
                sheet_decimal(sheet, (double)grid.rows[r].values[i] / 100);
            else
                sheet_int(sheet, grid.rows[r].values[i]);
        }
        sheet_row_end(sheet);
    }
    TRY(sheet_finish(sheet, &bytes));
    struct str name = arena_printf(ctx->arena, "dan-so-%s-%.*s.%.*s", grid.name, STR_ARG(day_iso(ctx->arena, scope.on)), STR_ARG(sheet_extension(format)));
    return reply_bytes(req, 200, sheet_mime(format), name, bytes);
}
