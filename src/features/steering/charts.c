/* charts.c: the same figures as pictures, each with its table (web/chart.h). */
#include "features/steering/internal.h"
#include "web/chart.h"

enum { OVERDUE_SHOWN = 10 };

struct month_axis {
    const struct tally_line *months;
    int count;
    struct str *labels, *urls;
};

/* Months in which nothing had happened yet say nothing, unless they belong to the period that was chosen. */
static int first_shown(const struct steering_scope *scope, const struct steering_data *data)
{
    int first = 0;

    while (data->first_month + first < scope->from_month && !tally_received_in_period(&data->months[first]) && !tally_resolved(&data->months[first]))
        first++;
    return first;
}

/* Each month leads to the page of that month. */
static struct month_axis axis_of(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    int first = first_shown(scope, data);
    struct month_axis axis = {.months = data->months + first, .count = data->months_count - first};

    axis.labels = arena_array(ctx->arena, struct str, (size_t)axis.count);
    axis.urls = arena_array(ctx->arena, struct str, (size_t)axis.count);
    for (int i = 0; i < axis.count; i++) {
        int month = data->first_month + first + i;
        axis.labels[i] = steering_month_text(ctx->arena, month);
        axis.urls[i] = steering_page_url(ctx, scope->unit.unit_id, scope->procedure, month, month, scope->is_former);
    }
    return axis;
}

struct html_raw steering_flow_chart(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    struct month_axis axis = axis_of(ctx, scope, data);
    size_t count = (size_t)axis.count;
    int64_t *received = arena_array(ctx->arena, int64_t, count), *ended = arena_array(ctx->arena, int64_t, count), *late = arena_array(ctx->arena, int64_t, count);

    for (int i = 0; i < axis.count; i++) {
        received[i] = tally_received_in_period(&axis.months[i]);
        ended[i] = tally_resolved(&axis.months[i]);
        late[i] = axis.months[i].late;
    }
    const struct chart_series series[] = {{.name = TS(ctx, "Số tiếp nhận"), .values = received, .tone = TONE_INFO},
                                          {.name = TS(ctx, "Số đã giải quyết"), .values = ended, .tone = TONE_DONE},
                                          {.name = TS(ctx, "Giải quyết quá hạn"), .values = late, .tone = TONE_LATE}};
    return chart_html(ctx->arena, ctx->lang,
                      &(struct chart){.kind = CHART_LINES, .id = S("flow"), .title = TS(ctx, "Tiếp nhận và giải quyết theo tháng"), .unit = TS(ctx, "hồ sơ"),
                                      .category_label = TS(ctx, "Tháng"), .categories = axis.labels, .category_urls = axis.urls,
                                      .category_count = axis.count, .series = series, .series_count = 3});
}

struct html_raw steering_on_time_chart(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    struct month_axis axis = axis_of(ctx, scope, data);
    int64_t *share = arena_array(ctx->arena, int64_t, (size_t)axis.count);

    for (int i = 0; i < axis.count; i++) {
        struct rate rate = steering_on_time(&axis.months[i]);
        share[i] = rate.denominator ? (rate.numerator * 20000 + rate.denominator) / (2 * rate.denominator) : CHART_NO_VALUE;
    }
    const struct chart_series series[] = {{.name = TS(ctx, "Trước và đúng hạn"), .values = share, .tone = TONE_DONE}};
    return chart_html(ctx->arena, ctx->lang,
                      &(struct chart){.kind = CHART_LINES, .id = S("on-time"), .title = TS(ctx, "Tỷ lệ trước và đúng hạn trên số đã giải quyết, theo tháng"),
                                      .is_percent = true, .category_label = TS(ctx, "Tháng"), .categories = axis.labels, .category_urls = axis.urls,
                                      .category_count = axis.count, .series = series, .series_count = 1});
}

struct html_raw steering_overdue_chart(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    int *order = steering_rank(ctx->arena, data->commune_lines, data->communes_count);
    struct str names[OVERDUE_SHOWN], urls[OVERDUE_SHOWN];
    int64_t overdue[OVERDUE_SHOWN], in_time[OVERDUE_SHOWN];
    int count = 0;

    for (int i = 0; i < data->communes_count && count < OVERDUE_SHOWN; i++) {
        const struct tally_line *line = &data->commune_lines[order[i]];
        if (line->pending_overdue <= 0)
            break;
        names[count] = data->communes[order[i]].name;
        urls[count] = steering_rows_url(ctx, data->communes[order[i]].unit_id, scope->procedure, FILTER_PENDING_OVERDUE, scope->from_month, scope->to_month, scope->is_former);
        overdue[count] = line->pending_overdue;
        in_time[count++] = line->pending_in_time;
    }
    if (!count)
        return (struct html_raw){STR_NONE};
    const struct chart_series series[] = {{.name = TS(ctx, "Đang quá hạn"), .values = overdue, .tone = TONE_LATE},
                                          {.name = TS(ctx, "Đang trong hạn"), .values = in_time, .tone = TONE_INFO}};
    return chart_html(ctx->arena, ctx->lang,
                      &(struct chart){.kind = CHART_STACKED, .id = S("overdue"), .title = TS(ctx, "Nơi có nhiều hồ sơ đang quá hạn nhất"), .unit = TS(ctx, "hồ sơ"),
                                      .category_label = TS(ctx, "Xã, phường"), .categories = names, .category_urls = urls, .category_count = count,
                                      .series = series, .series_count = 2});
}

struct html_raw steering_procedures_chart(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data)
{
    size_t count = (size_t)data->procedures_count;
    struct str *names = arena_array(ctx->arena, struct str, count), *urls = arena_array(ctx->arena, struct str, count);
    int64_t *values[5];
    struct chart_series series[5] = {{.name = TS(ctx, "Trước hạn"), .tone = TONE_DONE},
                                     {.name = TS(ctx, "Đúng hạn"), .tone = TONE_INFO},
                                     {.name = TS(ctx, "Quá hạn"), .tone = TONE_LATE},
                                     {.name = TS(ctx, "Từ chối, rút")},
                                     {.name = TS(ctx, "Chưa xong"), .tone = TONE_SOON}};

    for (int s = 0; s < 5; s++)
        series[s].values = values[s] = arena_array(ctx->arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        const struct tally_line *line = &data->procedure_lines[i];
        names[i] = bilingual_text(ctx->lang, data->procedures[i]->name);
        urls[i] = steering_page_url(ctx, scope->unit.unit_id, data->procedures[i], scope->from_month, scope->to_month, scope->is_former);
        values[0][i] = line->early;
        values[1][i] = line->on_time;
        values[2][i] = line->late;
        values[3][i] = line->refused + line->withdrawn;
        values[4][i] = line->pending > 0 ? line->pending : 0;
    }
    return chart_html(ctx->arena, ctx->lang,
                      &(struct chart){.kind = CHART_STACKED, .id = S("procedures"), .title = TS(ctx, "Hồ sơ phải giải quyết, theo thủ tục và kết quả"),
                                      .unit = TS(ctx, "hồ sơ"), .category_label = TS(ctx, "Thủ tục"), .categories = names, .category_urls = urls,
                                      .category_count = data->procedures_count, .series = series, .series_count = 5});
}
