/* grids.c: the figures as grids with their totals: what a page, a picture and a file show are the same numbers. */
#include "features/demography/pages.h"
#include <stdlib.h>

int64_t grid_share(int64_t numerator, int64_t denominator)
{
    return denominator > 0 ? (numerator * 20000 + denominator) / (2 * denominator) : GRID_NONE;
}

static struct grid grid_new(struct ctx *ctx, const char *name, struct str title, struct str base, struct str label, int rows)
{
    return (struct grid){.name = name, .title = title, .base = base, .label = label, .rows = arena_array(ctx->arena, struct grid_row, (size_t)rows + 1)};
}

static void column(struct grid *grid, struct str name, bool is_share) { grid->columns[grid->columns_count++] = (struct grid_column){name, is_share}; }

static struct grid_row *row(struct grid *grid, struct str label)
{
    struct grid_row *r = &grid->rows[grid->count++];
    *r = (struct grid_row){.label = label};
    return r;
}

/* --- by age and sex --------------------------------------------------------------------------------------------------------------- */
enum { FIVE_YEAR_LAST = 17 }; /* 85 and more */

struct grid grid_pyramid(struct ctx *ctx, const struct scope *scope, enum demography_kind kind)
{
    const struct demography_figure *f = scope_now(scope);
    int step = scope->single_years ? 1 : 5, groups = scope->single_years ? DEMOGRAPHY_AGES : FIVE_YEAR_LAST + 1;
    int64_t all = demography_total(f, kind), sums[2] = {0};
    struct grid grid = grid_new(ctx, kind == DEMOGRAPHY_PERMANENT ? "pyramid" : "pyramid-temporary",
                                kind == DEMOGRAPHY_PERMANENT ? TS(ctx, "Dân số thường trú theo tuổi và giới tính") : TS(ctx, "Người tạm trú theo tuổi và giới tính"),
                                TS(ctx, "Tuổi tròn vào ngày đã chọn. Tỷ lệ tính trên tổng số người của bảng."), TS(ctx, "Tuổi"), groups + 1);

    column(&grid, TS(ctx, "Nam"), false);
    column(&grid, TS(ctx, "Nữ"), false);
    column(&grid, TS(ctx, "Cộng"), false);
    column(&grid, TS(ctx, "Tỷ lệ"), true);
    for (int g = 0; g < groups; g++) {
        int first = g * step, last = g == groups - 1 ? DEMOGRAPHY_AGES - 1 : first + step - 1;
        int64_t counts[2] = {0};
        for (int a = first; a <= last; a++)
            counts[0] += f->people[kind][0][a], counts[1] += f->people[kind][1][a];
        struct str label = g == groups - 1 ? arena_printf(ctx->arena, "%d+", first)
                           : step == 1     ? arena_printf(ctx->arena, "%d", first)
                                           : arena_printf(ctx->arena, "%d–%d", first, last);
        *row(&grid, label) = (struct grid_row){.label = label, .values = {counts[0], counts[1], counts[0] + counts[1], grid_share(counts[0] + counts[1], all)}};
        sums[0] += counts[0], sums[1] += counts[1];
    }
    *row(&grid, STR_NONE) = (struct grid_row){.label = TS(ctx, "Cộng"), .values = {sums[0], sums[1], sums[0] + sums[1], grid_share(sums[0] + sums[1], all)}, .is_total = true};
    return grid;
}

/* --- households ----------------------------------------------------------------------------------------------------------------------- */
struct grid grid_households(struct ctx *ctx, const struct scope *scope)
{
    const struct demography_figure *f = scope_now(scope);
    int64_t all = 0, known = 0;
    struct grid grid = grid_new(ctx, "households", TS(ctx, "Hộ gia đình theo số người"),
                                TS(ctx, "Hộ có ít nhất một thành viên vào ngày đã chọn. Tỷ lệ tính trên tổng số hộ."), TS(ctx, "Số người trong hộ"), DEMOGRAPHY_SIZES + 1);

    column(&grid, TS(ctx, "Số hộ"), false);
    column(&grid, TS(ctx, "Tỷ lệ"), true);
    column(&grid, TS(ctx, "Số người"), false);
    for (int i = 0; i < DEMOGRAPHY_SIZES; i++)
        all += f->households[i];
    for (int i = 0; i < DEMOGRAPHY_SIZES; i++) {
        bool is_last = i == DEMOGRAPHY_SIZES - 1;
        int64_t people = is_last ? f->household_members - known : f->households[i] * (i + 1);
        struct grid_row *r = row(&grid, arena_printf(ctx->arena, is_last ? "%d+" : "%d", i + 1));
        r->values[0] = f->households[i];
        r->values[1] = grid_share(f->households[i], all);
        r->values[2] = people;
        known += people;
    }
    *row(&grid, STR_NONE) = (struct grid_row){.label = TS(ctx, "Cộng"), .values = {all, grid_share(all, all), f->household_members}, .is_total = true};
    return grid;
}

/* --- ethnic groups ---------------------------------------------------------------------------------------------------------------------- */
static int by_first_value(const void *a, const void *b)
{
    int64_t x = ((const struct grid_row *)a)->values[2], y = ((const struct grid_row *)b)->values[2];
    return (x < y) - (x > y);
}

enum err grid_ethnic(struct ctx *ctx, const struct scope *scope, struct grid *ret_grid)
{
    const struct demography_figure *f = scope_now(scope);
    struct str words[DEMOGRAPHY_ETHNIC_MAX];
    int64_t sums[2] = {0}, all;
    struct grid grid = grid_new(ctx, "ethnic", TS(ctx, "Dân số theo dân tộc"),
                                TS(ctx, "Dân tộc như trong cơ sở dữ liệu dân cư hiện nay. Tỷ lệ tính trên tổng số người của bảng; người vừa thường trú vừa tạm trú ở đây được tính ở cả hai cột."),
                                TS(ctx, "Dân tộc"), DEMOGRAPHY_ETHNIC_MAX + 1);

    TRY(demography_words(ctx, words));
    column(&grid, TS(ctx, "Thường trú"), false);
    column(&grid, TS(ctx, "Tạm trú"), false);
    column(&grid, TS(ctx, "Cộng"), false);
    column(&grid, TS(ctx, "Tỷ lệ"), true);
    all = demography_total(f, DEMOGRAPHY_PERMANENT) + demography_total(f, DEMOGRAPHY_TEMPORARY);
    for (int i = 0; i < DEMOGRAPHY_ETHNIC_MAX; i++) {
        int64_t sum = f->ethnic[0][i] + f->ethnic[1][i];
        if (!sum)
            continue;
        struct str label = i == DEMOGRAPHY_ETHNIC_MAX - 1 ? TS(ctx, "Khác") : words[i].len ? words[i] : TS(ctx, "Không rõ");
        *row(&grid, label) = (struct grid_row){.label = label, .values = {f->ethnic[0][i], f->ethnic[1][i], sum, grid_share(sum, all)}};
        sums[0] += f->ethnic[0][i], sums[1] += f->ethnic[1][i];
    }
    qsort(grid.rows, (size_t)grid.count, sizeof *grid.rows, by_first_value);
    *row(&grid, STR_NONE) = (struct grid_row){.label = TS(ctx, "Cộng"), .values = {sums[0], sums[1], sums[0] + sums[1], grid_share(sums[0] + sums[1], all)}, .is_total = true};
    *ret_grid = grid;
    return OK;
}

/* --- what came in and went out -------------------------------------------------------------------------------------------------------------- */
static bool is_whole_province(const struct scope *scope) { return scope->unit.level == UNIT_PROVINCE && day_is_none(scope->unit.valid_to); }

static void flow_row(struct grid *grid, const struct scope *scope, int from, int to, struct str label, bool is_total)
{
    const struct demography_figure *a = scope_month(scope, from), *b = scope_month(scope, to);
    int64_t n[FLOW_COUNT];

    for (int i = 0; i < FLOW_COUNT; i++)
        n[i] = b->flows[i] - a->flows[i];
    if (is_whole_province(scope) && n[FLOW_NEAR_IN] == n[FLOW_NEAR_OUT]) /* from one commune of it to another: neither in nor out */
        n[FLOW_NEAR_IN] = n[FLOW_NEAR_OUT] = 0;
    *row(grid, label) = (struct grid_row){
        .label = label,
        .values = {demography_total(a, DEMOGRAPHY_PERMANENT), n[FLOW_BORN], n[FLOW_ARRIVED] + n[FLOW_NEAR_IN], n[FLOW_DEAD], n[FLOW_DEPARTED] + n[FLOW_NEAR_OUT],
                   demography_total(b, DEMOGRAPHY_PERMANENT)},
        .is_total = is_total,
    };
}

/* "9/2026" of the month that ends with the figure; the last one may not be over. */
static struct str month_label(struct ctx *ctx, const struct scope *scope, int index)
{
    struct civil c = civil_of(scope->on);
    int month = c.year * 12 + c.month - 1 - (scope->months - index);

    return arena_printf(ctx->arena, "%d/%d", month % 12 + 1, month / 12);
}

struct grid grid_flows(struct ctx *ctx, const struct scope *scope)
{
    struct grid grid = grid_new(ctx, "flows", TS(ctx, "Sinh, tử, chuyển đến, chuyển đi theo tháng"),
                                is_whole_province(scope) ? TS(ctx, "Chỉ tính thường trú; chuyển giữa các xã trong cùng tỉnh không tính là đến hay đi. Cuối kỳ = đầu kỳ + sinh + chuyển đến − tử − chuyển đi.")
                                                : TS(ctx, "Chỉ tính thường trú; đến và đi gồm cả chuyển giữa các xã trong tỉnh. Cuối kỳ = đầu kỳ + sinh + chuyển đến − tử − chuyển đi."),
                                TS(ctx, "Tháng"), scope->months + 1);

    column(&grid, TS(ctx, "Đầu kỳ"), false);
    column(&grid, TS(ctx, "Sinh"), false);
    column(&grid, TS(ctx, "Chuyển đến"), false);
    column(&grid, TS(ctx, "Tử"), false);
    column(&grid, TS(ctx, "Chuyển đi"), false);
    column(&grid, TS(ctx, "Cuối kỳ"), false);
    for (int i = 1; i <= scope->months; i++)
        flow_row(&grid, scope, i - 1, i, month_label(ctx, scope, i), false);
    if (scope->months)
        flow_row(&grid, scope, 0, scope->months, TS(ctx, "Cả kỳ"), true);
    return grid;
}

/* --- communes, hamlets ------------------------------------------------------------------------------------------------------------------------ */
struct names {
    struct unit *units; /* communes of the province in which the first part lies: mostly all of them, with one query */
    int count, next;
};

static enum err names_load(struct ctx *ctx, const struct scope *scope, struct names *ret_names)
{
    struct unit first;

    *ret_names = (struct names){0};
    if (!scope->is_group || scope->parts_count == 0)
        return OK;
    enum err err = territory_get(ctx, scope->parts[0].unit_id, &first);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    return territory_communes(ctx, first.province_id, day_of_ms(ctx->now_ms), &ret_names->units, &ret_names->count);
}

/* Parts and units both come in the order of their numbers: each search goes on where the last one ended. */
static enum err unit_named(struct ctx *ctx, struct names *names, int64_t id, struct str *ret_name)
{
    struct unit unit;

    for (int i = 0; i < names->count; i++) {
        int at = (names->next + i) % names->count;
        if (names->units[at].unit_id == id) {
            names->next = at + 1;
            *ret_name = names->units[at].name;
            return OK;
        }
    }
    enum err err = territory_get(ctx, id, &unit);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *ret_name = err == OK ? unit.name : TS(ctx, "Không rõ");
    return OK;
}

static enum err part_label(struct ctx *ctx, const struct scope *scope, struct names *names, const struct hamlet *hamlets, int hamlets_count, int64_t id, struct grid_row *r)
{
    if (scope->is_group) {
        r->url = scope_url(ctx, scope, id, 0, scope->on, scope->single_years);
        return unit_named(ctx, names, id, &r->label);
    }
    r->label = TS(ctx, "Không ghi thôn, tổ dân phố");
    for (int i = 0; i < hamlets_count; i++)
        if (hamlets[i].hamlet_id == id) {
            r->label = arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(hamlets[i].kind), STR_ARG(hamlets[i].name));
            r->url = scope_url(ctx, scope, scope->unit.unit_id, id, scope->on, scope->single_years);
        }
    return OK;
}

static const struct demography_holders *holders_of(const struct demography_holders *rows, int count, int64_t unit_id)
{
    for (int i = 0; i < count; i++)
        if (rows[i].unit_id == unit_id)
            return &rows[i];
    return NULL;
}

static void put_holders(struct grid_row *r, int64_t adults, int64_t accounts, int64_t cards)
{
    r->values[2] = adults;
    r->values[3] = accounts;
    r->values[4] = grid_share(accounts, adults);
    r->values[5] = cards < 0 ? GRID_NONE : cards;
    r->values[6] = cards < 0 ? GRID_NONE : grid_share(cards, adults);
}

enum err grid_parts(struct ctx *ctx, const struct scope *scope, struct grid *ret_grid)
{
    struct demography_holders *holders = NULL, sum = {0};
    struct hamlet *hamlets = NULL;
    int holders_count = 0, hamlets_count = 0;
    int64_t people[2] = {0};
    struct str base = scope->is_group ? TS(ctx, "Thường trú, tạm trú: vào ngày đã chọn. Từ 14 tuổi, tài khoản, thẻ: hiện nay; tỷ lệ tính trên số người thường trú từ 14 tuổi. Thẻ: thẻ còn giá trị.")
                                      : TS(ctx, "Thường trú, tạm trú vào ngày đã chọn, theo thôn, tổ dân phố.");
    struct grid grid = grid_new(ctx, "parts", scope->is_group ? TS(ctx, "Dân số, tài khoản và thẻ căn cước theo xã, phường") : TS(ctx, "Dân số theo thôn, tổ dân phố"), base,
                                scope->is_group ? TS(ctx, "Xã, phường") : TS(ctx, "Thôn, tổ dân phố"), scope->parts_count + 1);

    struct names names;
    TRY(names_load(ctx, scope, &names));
    column(&grid, TS(ctx, "Thường trú"), false);
    column(&grid, TS(ctx, "Tạm trú"), false);
    if (scope->is_group) {
        column(&grid, TS(ctx, "Từ 14 tuổi"), false);
        column(&grid, TS(ctx, "Có tài khoản"), false);
        column(&grid, TS(ctx, "Tỷ lệ tài khoản"), true);
        column(&grid, TS(ctx, "Có thẻ"), false);
        column(&grid, TS(ctx, "Tỷ lệ thẻ"), true);
        TRY(demography_holders(ctx, scope->unit.unit_id, &holders, &holders_count));
    } else {
        TRY(territory_hamlets(ctx, scope->unit.unit_id, &hamlets, &hamlets_count));
    }
    for (int i = 0; i < scope->parts_count; i++) {
        const struct demography_part *part = &scope->parts[i];
        const struct demography_holders *h = holders_of(holders, holders_count, part->unit_id);
        struct grid_row r = {.values = {part->people[0], part->people[1]}};
        if (!scope->is_group && part->people[0] + part->people[1] == 0)
            continue;
        TRY(part_label(ctx, scope, &names, hamlets, hamlets_count, part->unit_id, &r));
        if (h) {
            put_holders(&r, h->adults, h->accounts, h->cards);
            sum.adults += h->adults, sum.accounts += h->accounts, sum.cards = h->cards < 0 || sum.cards < 0 ? -1 : sum.cards + h->cards;
        }
        *row(&grid, r.label) = r;
        people[0] += part->people[0], people[1] += part->people[1];
    }
    struct grid_row total = {.label = TS(ctx, "Cộng"), .values = {people[0], people[1]}, .is_total = true};
    put_holders(&total, sum.adults, sum.accounts, sum.cards);
    *row(&grid, total.label) = total;
    *ret_grid = grid;
    return OK;
}

enum err grid_named(struct ctx *ctx, const struct scope *scope, struct str name, struct grid *ret_grid)
{
    if (str_eq(name, S("pyramid")))
        *ret_grid = grid_pyramid(ctx, scope, DEMOGRAPHY_PERMANENT);
    else if (str_eq(name, S("pyramid-temporary")))
        *ret_grid = grid_pyramid(ctx, scope, DEMOGRAPHY_TEMPORARY);
    else if (str_eq(name, S("households")))
        *ret_grid = grid_households(ctx, scope);
    else if (str_eq(name, S("flows")))
        *ret_grid = grid_flows(ctx, scope);
    else if (str_eq(name, S("ethnic")))
        return grid_ethnic(ctx, scope, ret_grid);
    else if (str_eq(name, S("parts")))
        return grid_parts(ctx, scope, ret_grid);
    else
        return fault(ctx, ERR_NOT_FOUND, "demography.table", "", "Không có bảng này.");
    return OK;
}

struct table grid_table(struct ctx *ctx, const struct grid *grid)
{
    int count = grid->columns_count + 1;
    struct table_column *columns = arena_array(ctx->arena, struct table_column, (size_t)count);
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)grid->count);

    columns[0] = (struct table_column){.label = grid->label, .is_row_header = true};
    for (int i = 0; i < grid->columns_count; i++)
        columns[i + 1] = (struct table_column){.label = grid->columns[i].name, .is_number = true};
    for (int r = 0; r < grid->count; r++) {
        const struct grid_row *from = &grid->rows[r];
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, (size_t)count);
        cells[0] = (struct table_cell){.text = from->label, .url = from->url};
        for (int i = 0; i < grid->columns_count; i++)
            cells[i + 1].text = from->values[i] == GRID_NONE        ? S("–")
                                : grid->columns[i].is_share ? arena_join(ctx->arena, fmt_rate_percent(ctx->arena, ctx->lang, from->values[i], 10000), S("\u00a0%"))
                                                            : fmt_i64(ctx->arena, ctx->lang, from->values[i]);
        rows[r] = (struct table_row){.items = cells, .items_count = count, .is_total = from->is_total};
    }
    struct table table = {.caption = grid->title, .caption_hidden = true, .is_dense = true, .columns = columns, .columns_count = count, .rows = rows, .rows_count = grid->count};
    table_prepare(&table);
    return table;
}
