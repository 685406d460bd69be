/* parts.c: the figures at the top of a dashboard, each a link to its rows, and the two tables that say how they hang together. */
#include "features/steering/internal.h"

enum { FIGURES_MAX = 8, RATES_COLUMNS = 5, RATES_MAX = 5 };

/* "Kỳ trước: 300 (+12)"; while this period still runs, the whole one before without a difference, which would mislead. */
static struct str compared(struct ctx *ctx, int64_t now, int64_t before, bool is_running)
{
    struct str was = fmt_i64(ctx->arena, ctx->lang, before);

    if (is_running)
        return TF(ctx, "Cả kỳ trước: {0}", was);
    if (now == before)
        return TF(ctx, "Kỳ trước: {0}, không đổi", was);
    struct str change = fmt_i64(ctx->arena, ctx->lang, now > before ? now - before : before - now);
    return TF(ctx, "Kỳ trước: {0} ({1})", was, arena_join(ctx->arena, now > before ? S("+") : S("−"), change));
}

struct figures {
    struct ctx *ctx;
    const struct steering_scope *scope;
    const struct steering_data *data;
    struct figure *items;
    int count;
};

static struct figures figures_of(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    return (struct figures){ctx, scope, data, arena_array(ctx->arena, struct figure, FIGURES_MAX), 0};
}

static struct figure *add(struct figures *figures, struct msg label, enum dossier_filter filter, bool has_before)
{
    const struct steering_scope *scope = figures->scope;
    int64_t value = steering_number(&figures->data->line, &figures->data->due, filter);
    struct figure *figure = &figures->items[figures->count++];

    *figure = (struct figure){.label = i18n(figures->ctx->lang, label), .value = value};
    if (value > 0)
        figure->url = steering_rows_url(figures->ctx, scope->unit.unit_id, scope->procedure, filter, scope->from_month, scope->to_month, scope->is_former);
    if (has_before)
        figure->compared = compared(figures->ctx, value, steering_number(&figures->data->before, NULL, filter), scope->is_running);
    return figure;
}

static struct figure_list list(const struct figures *figures) { return (struct figure_list){figures->items, figures->count}; }

struct figure_list steering_attention(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    struct figures figures = figures_of(ctx, scope, data);
    struct figure *overdue = add(&figures, T("Đang giải quyết, đã quá hạn"), FILTER_PENDING_OVERDUE, false);
    struct figure *today, *in_time;

    overdue->tone = overdue->value ? TONE_LATE : TONE_DONE;
    overdue->compared = overdue->value ? TS(ctx, "Cần xử lý ngay hoặc xin lỗi, hẹn lại") : TS(ctx, "Không có hồ sơ nào quá hạn");
    today = add(&figures, T("Đến hạn hôm nay"), FILTER_DUE_TODAY, false);
    today->tone = today->value ? TONE_SOON : TONE_NEUTRAL;
    add(&figures, T("Đến hạn trong 7 ngày tới"), FILTER_DUE_WEEK, false);
    in_time = add(&figures, T("Đang giải quyết, trong hạn"), FILTER_PENDING_IN_TIME, false);
    in_time->tone = TONE_NEUTRAL;
    add(&figures, T("Chờ công dân bổ sung"), FILTER_WAITING_SUPPLEMENT, false);
    add(&figures, T("Chờ công dân nộp tiền"), FILTER_WAITING_PAYMENT, false);
    return list(&figures);
}

struct figure_list steering_received(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    struct figures figures = figures_of(ctx, scope, data);

    add(&figures, T("Phải giải quyết (tổng)"), FILTER_ALL, true);
    add(&figures, T("Kỳ trước chuyển sang"), FILTER_CARRIED, true);
    add(&figures, T("Tiếp nhận trực tuyến"), FILTER_ONLINE, true);
    add(&figures, T("Tiếp nhận trực tiếp"), FILTER_DIRECT, true);
    add(&figures, T("Tiếp nhận qua bưu chính"), FILTER_POST, true);
    return list(&figures);
}

struct figure_list steering_results(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    struct figures figures = figures_of(ctx, scope, data);
    struct figure *late;

    add(&figures, T("Đã giải quyết (tổng)"), FILTER_RESOLVED, true);
    add(&figures, T("Trước hạn"), FILTER_EARLY, true)->tone = TONE_DONE;
    add(&figures, T("Đúng hạn"), FILTER_ON_TIME, true)->tone = TONE_DONE;
    late = add(&figures, T("Quá hạn"), FILTER_LATE, true);
    late->tone = late->value ? TONE_LATE : TONE_NEUTRAL;
    add(&figures, T("Từ chối"), FILTER_REFUSED, true);
    add(&figures, T("Công dân rút"), FILTER_WITHDRAWN, true);
    if (!scope->is_current) /* else it stands in parts under what needs attention */
        add(&figures, T("Chưa giải quyết xong cuối kỳ"), FILTER_PENDING, true);
    add(&figures, T("Đã xin lỗi và hẹn lại"), FILTER_APOLOGIES, true);
    return list(&figures);
}

/* --- rates: numerator, denominator and base in sight, beside the period before and the province ----------------------------------- */
struct rate_row {
    struct msg label, base;
    struct rate (*of)(const struct tally_line *line);
    bool now_only;
};

/* "95,66 %", and below it of how many. */
static struct table_cell rate_cell(struct ctx *ctx, struct rate rate)
{
    struct str percent = fmt_rate_percent(ctx->arena, ctx->lang, rate.numerator, rate.denominator);

    if (rate.denominator <= 0)
        return (struct table_cell){.text = percent};
    return (struct table_cell){.text = arena_join(ctx->arena, percent, S("\u00a0%")),
                               .note = arena_printf(ctx->arena, "%.*s / %.*s", STR_ARG(fmt_i64(ctx->arena, ctx->lang, rate.numerator)),
                                                    STR_ARG(fmt_i64(ctx->arena, ctx->lang, rate.denominator)))};
}

static struct rate resolved_share(const struct tally_line *l) { return (struct rate){tally_resolved(l), tally_total(l)}; }
static struct rate online_share(const struct tally_line *l) { return (struct rate){l->online, tally_received_in_period(l)}; }
static struct rate early_share(const struct tally_line *l) { return (struct rate){l->early, tally_resolved(l)}; }
static struct rate overdue_share(const struct tally_line *l) { return (struct rate){l->pending_overdue, l->pending_in_time + l->pending_overdue}; }

static const struct rate_row rate_rows[RATES_MAX] = {
    {M_("Giải quyết trước và đúng hạn"), M_("trên số đã giải quyết trong kỳ"), steering_on_time, false},
    {M_("Giải quyết trước hạn"), M_("trên số đã giải quyết trong kỳ"), early_share, false},
    {M_("Đã giải quyết"), M_("trên tổng phải giải quyết (kỳ trước chuyển sang và tiếp nhận)"), resolved_share, false},
    {M_("Nộp trực tuyến"), M_("trên số tiếp nhận trong kỳ"), online_share, false},
    {M_("Đang quá hạn"), M_("trên số cơ quan đang giải quyết hôm nay"), overdue_share, true},
};

struct table steering_rates_table(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    struct table_column columns[RATES_COLUMNS] = {{.label = TS(ctx, "Tỷ lệ"), .is_row_header = true},
                                                  {.label = TS(ctx, "Kỳ này"), .is_number = true},
                                                  {.label = TS(ctx, "Kỳ trước"), .is_number = true},
                                                  {.label = TS(ctx, "Toàn tỉnh, kỳ này"), .is_number = true}};
    struct table table = {.caption = TS(ctx, "Các tỷ lệ: tử số, mẫu số và so sánh"), .caption_hidden = true, .is_dense = true};
    int count = data->has_province ? 4 : 3;

    table.columns = memcpy(arena_array(ctx->arena, struct table_column, RATES_COLUMNS), columns, sizeof columns);
    table.columns_count = count;
    table.rows = arena_array(ctx->arena, struct table_row, RATES_MAX);
    for (int i = 0; i < RATES_MAX; i++) {
        const struct rate_row *row = &rate_rows[i];
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, RATES_COLUMNS);
        if (row->now_only && !scope->is_current)
            continue;
        cells[0] = (struct table_cell){.text = i18n(ctx->lang, row->label), .note = i18n(ctx->lang, row->base)};
        cells[1] = rate_cell(ctx, row->of(&data->line));
        cells[2] = row->now_only ? (struct table_cell){.text = S("–")} : rate_cell(ctx, row->of(&data->before));
        if (data->has_province)
            cells[3] = rate_cell(ctx, row->of(&data->province));
        table.rows[table.rows_count++] = (struct table_row){.items = cells, .items_count = count};
    }
    table_prepare(&table);
    return table;
}

/* --- the sums ------------------------------------------------------------------------------------------------------------------------- */
struct table steering_identities_table(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data, bool *ret_closes)
{
    struct steering_identity identities[STEERING_IDENTITIES_MAX];
    int count = steering_identities(ctx, &data->line, scope->is_current, identities);
    struct table_column *columns = arena_array(ctx->arena, struct table_column, 2);
    struct table table = {.caption = TS(ctx, "Các con số cộng lại"), .caption_hidden = true, .is_dense = true, .columns = columns, .columns_count = 2};

    columns[0] = (struct table_column){.label = TS(ctx, "Hai vế"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Kiểm tra")};
    table.rows = arena_array(ctx->arena, struct table_row, STEERING_IDENTITIES_MAX);
    *ret_closes = true;
    for (int i = 0; i < count; i++) {
        const struct steering_identity *identity = &identities[i];
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, 2);
        bool same = identity->left == identity->right;
        *ret_closes = *ret_closes && same;
        cells[0].text = arena_printf(ctx->arena, "%.*s = %.*s", STR_ARG(identity->left_text), STR_ARG(identity->right_text));
        if (same)
            cells[1].tag = (struct tag){TS(ctx, "Số liệu khớp"), TONE_DONE};
        else
            cells[1].tag = (struct tag){TF(ctx, "Lệch {0}", fmt_i64(ctx->arena, ctx->lang, identity->left - identity->right)), TONE_LATE};
        table.rows[table.rows_count++] = (struct table_row){.items = cells, .items_count = 2};
    }
    table_prepare(&table);
    return table;
}
