/* dashboard_parts.c: figures, equations, tables and charts of the dashboard. Every number leads to its dossiers; every rate says of how many. */
#include "features/steering/dashboard.h"
#include "web/chart.h"

struct figures {
    struct ctx *ctx;
    const struct question *question;
    struct figure *items;
    int count;
};

static struct figure *add(struct figures *f, struct msg label, int64_t value, enum dossier_filter filter)
{
    struct figure *figure = &f->items[f->count++];

    *figure = (struct figure){.label = i18n(f->ctx->lang, label), .value = value,
                              .url = dashboard_rows_url(f->ctx, f->question, f->question->unit.unit_id, f->question->procedure_id, filter)};
    return figure;
}

static struct figures figures_new(struct ctx *ctx, const struct question *question)
{
    return (struct figures){ctx, question, arena_array(ctx->arena, struct figure, 8), 0};
}

/* The whole period before, as a number: a difference would mislead while this period is still running. */
static struct str compared(struct ctx *ctx, int64_t before) { return TF(ctx, "Cả kỳ trước: {0}", fmt_i64(ctx->arena, ctx->lang, before)); }

static void share(struct figure *figure, int64_t numerator, int64_t denominator)
{
    figure->has_rate = true;
    figure->rate = (struct rate){numerator, denominator};
}

void dashboard_figures(struct ctx *ctx, const struct question *question, const struct tally_line *line, const struct tally_line *before, struct dashboard_view *view)
{
    struct figures received = figures_new(ctx, question), resolved = figures_new(ctx, question), pending = figures_new(ctx, question);
    int64_t in_period = tally_received_in_period(line), done = tally_resolved(line);
    struct figure *figure;

    figure = add(&received, T("Tiếp nhận trong kỳ"), in_period, FILTER_RECEIVED);
    figure->compared = compared(ctx, tally_received_in_period(before));
    add(&received, T("Kỳ trước chuyển sang"), line->carried, FILTER_CARRIED);
    figure = add(&received, T("Trực tuyến"), line->online, FILTER_ONLINE);
    share(figure, line->online, in_period);
    share(add(&received, T("Trực tiếp"), line->direct, FILTER_DIRECT), line->direct, in_period);
    share(add(&received, T("Bưu chính công ích"), line->post, FILTER_POST), line->post, in_period);

    figure = add(&resolved, T("Đã giải quyết"), done, FILTER_RESOLVED);
    figure->compared = compared(ctx, tally_resolved(before));
    figure = add(&resolved, T("Giải quyết trước hạn"), line->early, FILTER_EARLY);
    figure->tone = TONE_DONE;
    share(figure, line->early, done);
    figure = add(&resolved, T("Giải quyết đúng hạn"), line->on_time, FILTER_ON_TIME);
    figure->tone = TONE_DONE;
    share(figure, line->on_time, done);
    figure = add(&resolved, T("Giải quyết quá hạn"), line->late, FILTER_LATE);
    figure->tone = line->late ? TONE_LATE : TONE_NEUTRAL;
    share(figure, line->late, done);
    figure->compared = compared(ctx, before->late);
    add(&resolved, T("Từ chối"), line->refused, FILTER_REFUSED);
    add(&resolved, T("Công dân rút"), line->withdrawn, FILTER_WITHDRAWN);

    if (line->pending_in_time < 0) { /* the period is over: how it stood at its end */
        add(&pending, T("Chưa giải quyết xong cuối kỳ"), line->pending, FILTER_PENDING);
    } else {
        add(&pending, T("Chưa giải quyết xong"), line->pending, FILTER_PENDING);
        figure = add(&pending, T("Đang giải quyết trong hạn"), line->pending_in_time, FILTER_PENDING_IN_TIME);
        share(figure, line->pending_in_time, line->pending_in_time + line->pending_overdue);
        figure = add(&pending, T("Đang giải quyết quá hạn"), line->pending_overdue, FILTER_PENDING_OVERDUE);
        figure->tone = line->pending_overdue ? TONE_LATE : TONE_NEUTRAL;
        share(figure, line->pending_overdue, line->pending_in_time + line->pending_overdue);
        add(&pending, T("Chờ công dân"), line->waiting_supplement + line->waiting_payment, FILTER_WAITING)->tone = TONE_SOON;
    }
    view->received = (struct figure_list){received.items, received.count};
    view->resolved = (struct figure_list){resolved.items, resolved.count};
    view->pending = (struct figure_list){pending.items, pending.count};
}

/* --- the equations (domain: 4.5) --------------------------------------------------------------------------------------------------- */
static void identity(struct ctx *ctx, struct dashboard_identity *row, struct str text, bool closes)
{
    *row = (struct dashboard_identity){text, closes ? (struct tag){TS(ctx, "Khớp"), TONE_DONE} : (struct tag){TS(ctx, "Không khớp"), TONE_LATE}};
}

void dashboard_identities(struct ctx *ctx, const struct tally_line *line, struct dashboard_view *view)
{
    struct dashboard_identity *rows = arena_array(ctx->arena, struct dashboard_identity, 4);
    int64_t total = tally_total(line), done = tally_resolved(line), open = line->pending_in_time + line->pending_overdue + line->waiting_supplement + line->waiting_payment;
    int n = 0;
#define N(value) fmt_i64(ctx->arena, ctx->lang, (value))

    identity(ctx, &rows[n++], TF(ctx, "Tổng tiếp nhận {0} = kỳ trước chuyển sang {1} + trực tiếp {2} + trực tuyến {3} + bưu chính {4}", N(total), N(line->carried),
                                 N(line->direct), N(line->online), N(line->post)), total == line->carried + line->direct + line->online + line->post);
    identity(ctx, &rows[n++], TF(ctx, "Tổng tiếp nhận {0} = đã giải quyết {1} + chưa giải quyết xong {2} + từ chối {3} + công dân rút {4}", N(total), N(done),
                                 N(line->pending), N(line->refused), N(line->withdrawn)), tally_closes(line));
    identity(ctx, &rows[n++], TF(ctx, "Đã giải quyết {0} = trước hạn {1} + đúng hạn {2} + quá hạn {3}", N(done), N(line->early), N(line->on_time), N(line->late)),
             done == line->early + line->on_time + line->late);
    if (line->pending_in_time >= 0)
        identity(ctx, &rows[n++], TF(ctx, "Chưa giải quyết xong {0} = trong hạn {1} + quá hạn {2} + chờ công dân {3}", N(line->pending), N(line->pending_in_time),
                                     N(line->pending_overdue), N(line->waiting_supplement + line->waiting_payment)), line->pending == open);
#undef N
    view->identities = rows;
    view->identities_count = n;
}

/* --- tables -------------------------------------------------------------------------------------------------------------------------- */
enum { CELLS = 9 };

static void number_cell(struct ctx *ctx, struct table_cell *cell, const struct question *question, int64_t unit_id, int64_t procedure_id, int64_t value, enum dossier_filter filter)
{
    if (value < 0) {
        cell->text = S("–");
        return;
    }
    cell->text = fmt_i64(ctx->arena, ctx->lang, value);
    if (value > 0)
        cell->url = dashboard_rows_url(ctx, question, unit_id, procedure_id, filter);
}

static void row_of(struct ctx *ctx, const struct question *question, int64_t unit_id, int64_t procedure_id, const struct tally_line *line, struct table_row *row)
{
    struct table_cell *cells = arena_array(ctx->arena, struct table_cell, CELLS);
    int64_t done = tally_resolved(line);

    number_cell(ctx, &cells[1], question, unit_id, procedure_id, line->carried, FILTER_CARRIED);
    number_cell(ctx, &cells[2], question, unit_id, procedure_id, tally_received_in_period(line), FILTER_RECEIVED);
    number_cell(ctx, &cells[3], question, unit_id, procedure_id, done, FILTER_RESOLVED);
    number_cell(ctx, &cells[4], question, unit_id, procedure_id, line->late, FILTER_LATE);
    cells[5].text = fmt_rate(ctx->arena, ctx->lang, (struct rate){line->early + line->on_time, done});
    number_cell(ctx, &cells[6], question, unit_id, procedure_id, line->pending_in_time, FILTER_PENDING_IN_TIME);
    number_cell(ctx, &cells[7], question, unit_id, procedure_id, line->pending_overdue, FILTER_PENDING_OVERDUE);
    number_cell(ctx, &cells[8], question, unit_id, procedure_id, line->waiting_supplement < 0 ? -1 : line->waiting_supplement + line->waiting_payment, FILTER_WAITING);
    if (line->pending_overdue > 0)
        cells[7].tag = (struct tag){TS(ctx, "quá hạn"), TONE_LATE};
    *row = (struct table_row){.items = cells, .items_count = CELLS};
}

/* Worst first: what is overdue now, then what was late, then by name as it came. */
static bool worse(const struct tally_line *a, const struct tally_line *b)
{
    if (a->pending_overdue != b->pending_overdue)
        return a->pending_overdue > b->pending_overdue;
    return a->late > b->late;
}

static int *order_of(struct ctx *ctx, const struct tally_line *lines, int count, bool sorted)
{
    int *order = arena_array(ctx->arena, int, (size_t)count + 1);

    for (int i = 0; i < count; i++) { /* at most some hundred: insertion keeps equal ones in their order */
        int at = i;
        while (sorted && at > 0 && worse(&lines[i], &lines[order[at - 1]])) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
    return order;
}

struct table dashboard_table(struct ctx *ctx, const struct question *question, bool is_unit, const int64_t *ids, const struct str *names, const struct tally_line *lines,
                             int count, const struct tally_line *total)
{
    static const struct msg heads[CELLS] = {M_("Đơn vị"), M_("Kỳ trước"), M_("Tiếp nhận"), M_("Đã giải quyết"), M_("Quá hạn"), M_("Trước và đúng hạn"),
                                            M_("Đang trong hạn"), M_("Đang quá hạn"), M_("Chờ công dân")};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, CELLS);
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)count + 1);
    int *order = order_of(ctx, lines, count, is_unit);

    for (int i = 0; i < CELLS; i++)
        columns[i] = (struct table_column){.label = i18n(ctx->lang, heads[i]), .is_number = i > 0, .is_row_header = i == 0};
    if (!is_unit)
        columns[0].label = TS(ctx, "Thủ tục");
    for (int r = 0; r < count; r++) {
        int i = order[r];
        int64_t unit_id = is_unit ? ids[i] : question->unit.unit_id, procedure_id = is_unit ? question->procedure_id : ids[i];
        row_of(ctx, question, unit_id, procedure_id, &lines[i], &rows[r]);
        rows[r].items[0] = (struct table_cell){.text = names[i], .url = dashboard_url(ctx, question, unit_id, procedure_id)};
    }
    row_of(ctx, question, question->unit.unit_id, question->procedure_id, total, &rows[count]);
    rows[count].items[0].text = TS(ctx, "Tổng cộng");
    rows[count].is_total = true;
    struct table table = {.caption = is_unit ? TS(ctx, "Theo xã, phường; nơi có hồ sơ quá hạn đứng đầu") : TS(ctx, "Theo thủ tục"), .is_dense = true, .columns = columns,
                          .columns_count = CELLS, .rows = rows, .rows_count = count + 1};
    table_prepare(&table);
    return table;
}

/* --- charts --------------------------------------------------------------------------------------------------------------------------- */
enum { CHART_MONTHS = 12, CHART_UNITS = 15 };

enum err dashboard_months_chart(struct ctx *ctx, const struct question *question, struct html_raw *ret_chart)
{
    int first = question->to_month - CHART_MONTHS + 1;
    struct tally_line lines[CHART_MONTHS];
    struct str *names = arena_array(ctx->arena, struct str, CHART_MONTHS), *urls = arena_array(ctx->arena, struct str, CHART_MONTHS);
    int64_t *received = arena_array(ctx->arena, int64_t, CHART_MONTHS), *resolved = arena_array(ctx->arena, int64_t, CHART_MONTHS);
    int64_t *late = arena_array(ctx->arena, int64_t, CHART_MONTHS);

    TRY(tally_read_months(ctx, question->unit.unit_id, question->procedure_id, first, question->to_month, lines));
    for (int i = 0; i < CHART_MONTHS; i++) {
        struct question month = *question;
        month.from_month = month.to_month = first + i;
        names[i] = dashboard_month_name(ctx, first + i);
        urls[i] = dashboard_url(ctx, &month, question->unit.unit_id, question->procedure_id);
        received[i] = tally_received_in_period(&lines[i]);
        resolved[i] = tally_resolved(&lines[i]);
        late[i] = lines[i].late;
    }
    const struct chart_series series[] = {{.name = TS(ctx, "Tiếp nhận"), .values = received}, {.name = TS(ctx, "Đã giải quyết"), .values = resolved, .tone = TONE_DONE},
                                          {.name = TS(ctx, "Giải quyết quá hạn"), .values = late, .tone = TONE_LATE}};
    *ret_chart = chart_html(ctx->arena, ctx->lang,
                            &(struct chart){.kind = CHART_LINES, .id = S("by-month"), .title = TS(ctx, "Tiếp nhận và giải quyết theo tháng"), .unit = TS(ctx, "hồ sơ"),
                                            .category_label = TS(ctx, "Tháng"), .categories = names, .category_urls = urls, .category_count = CHART_MONTHS, .series = series,
                                            .series_count = ARRAY_LEN(series)});
    return OK;
}

struct html_raw dashboard_overdue_chart(struct ctx *ctx, const struct question *question, const int64_t *ids, const struct str *names, const struct tally_line *lines, int count)
{
    int *order = order_of(ctx, lines, count, true);
    struct str *shown = arena_array(ctx->arena, struct str, CHART_UNITS), *urls = arena_array(ctx->arena, struct str, CHART_UNITS);
    int64_t *in_time = arena_array(ctx->arena, int64_t, CHART_UNITS), *overdue = arena_array(ctx->arena, int64_t, CHART_UNITS);
    int n = 0;

    for (int r = 0; r < count && n < CHART_UNITS; r++) {
        const struct tally_line *line = &lines[order[r]];
        if (line->pending_overdue <= 0)
            break;
        shown[n] = names[order[r]];
        urls[n] = dashboard_rows_url(ctx, question, ids[order[r]], question->procedure_id, FILTER_PENDING_OVERDUE);
        overdue[n] = line->pending_overdue;
        in_time[n++] = line->pending_in_time;
    }
    if (n == 0)
        return (struct html_raw){0};
    const struct chart_series series[] = {{.name = TS(ctx, "Đang quá hạn"), .values = overdue, .tone = TONE_LATE}, {.name = TS(ctx, "Đang trong hạn"), .values = in_time}};
    return chart_html(ctx->arena, ctx->lang,
                      &(struct chart){.kind = CHART_STACKED, .id = S("overdue"), .title = TS(ctx, "Nơi có hồ sơ đang quá hạn"), .unit = TS(ctx, "hồ sơ"),
                                      .category_label = TS(ctx, "Xã, phường"), .categories = shown, .category_urls = urls, .category_count = n, .series = series,
                                      .series_count = ARRAY_LEN(series)});
}
