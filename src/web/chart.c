/* chart.c: a chart as picture and table from the same rows. The picture is drawn twice, for wide and for narrow screens, because text in a picture
 * that merely shrinks cannot be read on a phone; the style sheet shows one. */
#include <assert.h>
#include "views.h"
#include "web/chart_impl.h"
#include "web/chart_views.h"

enum { WIDE_PX = 760, NARROW_PX = 340, MULTIPLE_PX = 260 };

enum ink chart_ink(const struct chart *chart, int series)
{
    static const enum ink free_inks[CHART_SERIES_MAX] = {INK_BLUE, INK_AMBER, INK_GREEN, INK_PURPLE, INK_RED, INK_GREY};

    switch (chart->series[series].tone) {
    case TONE_DONE: return INK_GREEN;
    case TONE_SOON: return INK_AMBER;
    case TONE_LATE: return INK_RED;
    case TONE_INFO: return INK_BLUE;
    case TONE_NEUTRAL: break;
    }
    return free_inks[series];
}

struct str chart_number(struct arena *arena, enum lang lang, const struct chart *chart, int64_t value)
{
    if (!chart_known(value))
        return S("–");
    if (chart->is_percent)
        return arena_join(arena, fmt_rate_percent(arena, lang, value, 10000), S("\u00a0%"));
    return fmt_i64(arena, lang, value);
}

struct str chart_tick(struct arena *arena, enum lang lang, const struct chart *chart, int64_t value)
{
    if (chart->is_percent && value % 100 == 0)
        return arena_join(arena, fmt_i64(arena, lang, value / 100), S("\u00a0%"));
    return chart_number(arena, lang, chart, value);
}

int64_t chart_largest(const struct chart *chart)
{
    int64_t largest = chart->has_target && chart->kind != CHART_STACKED ? chart->target : 1;

    for (int c = 0; c < chart->category_count; c++) {
        int64_t sum = 0;
        for (int s = 0; s < chart->series_count; s++) {
            int64_t value = chart_value(chart, s, c);
            if (!chart_known(value))
                continue;
            sum += value;
            largest = value > largest ? value : largest;
        }
        if (chart->kind == CHART_STACKED && sum > largest)
            largest = sum;
    }
    return largest > 0 ? largest : 1;
}

/* Four to five steps of 1, 2 or 5 times a power of ten; percentages end at 100 unless they go beyond. */
struct chart_scale chart_scale_of(int64_t largest, bool is_percent)
{
    int64_t power = 1, step = 1;

    if (is_percent && largest > 5000 && largest <= 10000)
        return (struct chart_scale){10000, 2500};
    while (power <= INT64_MAX / 100 && largest / power > 50)
        power *= 10;
    static const int64_t factors[] = {1, 2, 5, 10};
    for (size_t i = 0; i < ARRAY_LEN(factors); i++) {
        step = factors[i] * power;
        if (largest / step < 5)
            break;
    }
    int64_t steps = largest / step + (largest % step != 0);
    return (struct chart_scale){step * (steps ? steps : 1), step};
}

double chart_legend(struct drawing *drawing, const struct chart *chart, double top, bool with_marks)
{
    double x = 0;
    for (int s = 0; s < chart->series_count; s++) {
        double width = drawing_text_width(chart->series[s].name) + 44;
        if (x > 0 && x + width > drawing->width + 20) {
            x = 0;
            top += 24;
        }
        if (with_marks) {
            drawing_line(drawing, x, top + 10, x + 18, top + 10, chart_ink(chart, s), 2.5, false);
            drawing_mark(drawing, x + 9, top + 10, chart_ink(chart, s), (enum mark)s);
        } else {
            drawing_rect(drawing, x, top + 3, 16, 14, chart_ink(chart, s), (enum fill)s);
        }
        drawing_text(drawing, x + 24, top + 15, ANCHOR_START, INK_TEXT, false, chart->series[s].name);
        x += width;
    }
    return top + 24;
}

static void draw(struct drawing *drawing, enum lang lang, const struct chart *chart, int64_t forced_max)
{
    switch (chart->kind) {
    case CHART_BARS:
    case CHART_STACKED: chart_draw_bars(drawing, lang, chart, forced_max); break;
    case CHART_LINES: chart_draw_lines(drawing, lang, chart, forced_max); break;
    case CHART_PYRAMID: chart_draw_pyramid(drawing, lang, chart, forced_max); break;
    }
}

void chart_draw(struct arena *arena, enum lang lang, const struct chart *chart, double width, struct drawing *ret_drawing)
{
    assert(chart->series_count > 0 && chart->series_count <= CHART_SERIES_MAX && chart->category_count <= CHART_CATEGORIES_MAX);
    drawing_init(ret_drawing, arena, width);
    draw(ret_drawing, lang, chart, 0);
}

/* --- the table ------------------------------------------------------------------------------------------------------- */
static struct str column_label(struct arena *arena, struct str name, struct str unit)
{
    return unit.len ? arena_printf(arena, "%.*s (%.*s)", STR_ARG(name), STR_ARG(unit)) : name;
}

static struct table table_of(struct arena *arena, enum lang lang, const struct chart *chart)
{
    int columns_count = chart->series_count + 1;
    struct table_column *columns = arena_array(arena, struct table_column, (size_t)columns_count);
    struct table_row *rows = arena_array(arena, struct table_row, (size_t)chart->category_count + 1);

    columns[0] = (struct table_column){.label = chart->category_label, .is_row_header = true};
    for (int s = 0; s < chart->series_count; s++)
        columns[s + 1] = (struct table_column){.label = column_label(arena, chart->series[s].name, chart->unit), .is_number = true};
    for (int c = 0; c < chart->category_count; c++) {
        struct table_cell *cells = arena_array(arena, struct table_cell, (size_t)columns_count);
        cells[0].text = chart->categories[c];
        if (chart->category_urls)
            cells[0].url = chart->category_urls[c];
        for (int s = 0; s < chart->series_count; s++)
            cells[s + 1].text = chart_number(arena, lang, chart, chart_value(chart, s, c));
        rows[c] = (struct table_row){.items = cells, .items_count = columns_count};
    }
    struct table table = {.caption = chart->title, .caption_hidden = true, .is_dense = true, .columns = columns, .columns_count = columns_count,
                          .rows = rows, .rows_count = chart->category_count};
    table_prepare(&table);
    return table;
}

static struct html_raw svg(struct arena *arena, enum lang lang, const struct chart *chart, struct str id, double width, int64_t forced_max, const char *class_name)
{
    struct drawing drawing;
    struct buf buf;
    struct html out = {&buf, lang};

    buf_init(&buf, arena, 4096);
    drawing_init(&drawing, arena, width);
    draw(&drawing, lang, chart, forced_max);
    chart_put_svg(&out, &drawing, id, chart->title, chart->description, class_name);
    return (struct html_raw){buf_str(&buf)};
}

struct html_raw chart_html(struct arena *arena, enum lang lang, const struct chart *chart)
{
    struct buf buf;
    struct html out = {&buf, lang};
    struct chart_view view = {.title = chart->title, .description = chart->description, .has_data = chart->category_count > 0,
                              .table_is_open = chart->table_is_open};

    assert(chart->series_count > 0 && chart->series_count <= CHART_SERIES_MAX && chart->category_count <= CHART_CATEGORIES_MAX);
    if (view.has_data) {
        view.wide = svg(arena, lang, chart, arena_join(arena, chart->id, S("-w")), WIDE_PX, 0, "app-chart__wide");
        view.narrow = svg(arena, lang, chart, arena_join(arena, chart->id, S("-n")), NARROW_PX, 0, "app-chart__narrow");
        view.table = chart->table ? *chart->table : table_of(arena, lang, chart);
    }
    buf_init(&buf, arena, 16 * 1024);
    view_chart(&out, &view);
    return (struct html_raw){buf_str(&buf)};
}

struct html_raw chart_multiples_html(struct arena *arena, enum lang lang, struct str id, struct str title, const struct chart *charts, int count)
{
    struct buf buf;
    struct html out = {&buf, lang};
    struct chart_series *series = arena_array(arena, struct chart_series, (size_t)(count ? count : 1));
    struct chart_multiple *items = arena_array(arena, struct chart_multiple, (size_t)(count ? count : 1));
    struct chart_view view = {.title = title, .items = items};
    int64_t largest = 1;

    assert(count <= CHART_MULTIPLES_MAX);
    for (int i = 0; i < count; i++) {
        assert(charts[i].series_count == 1 && charts[i].category_count == charts[0].category_count);
        int64_t own = chart_largest(&charts[i]);
        largest = own > largest ? own : largest;
    }
    for (int i = 0; i < count; i++) {
        struct str own_id = arena_printf(arena, "%.*s-%d", STR_ARG(id), i);
        items[i] = (struct chart_multiple){charts[i].title, svg(arena, lang, &charts[i], own_id, MULTIPLE_PX, largest, "app-chart__small")};
        series[i] = (struct chart_series){.name = charts[i].title, .values = charts[i].series[0].values};
    }
    view.items_count = count;
    view.has_data = count > 0 && charts[0].category_count > 0;
    if (view.has_data) {
        struct chart all = charts[0];
        all.title = title;
        all.series = series;
        all.series_count = count;
        view.table = table_of(arena, lang, &all);
    }
    buf_init(&buf, arena, 16 * 1024);
    view_chart(&out, &view);
    return (struct html_raw){buf_str(&buf)};
}
