/* chart_lines.c: values over time. Each line has a mark of its own and carries its name at its end, or in the legend where there is no room. */
#include "web/chart_impl.h"

enum { NARROW_PX = 480, TICK_ROOM_PX = 6, LABEL_GAP_PX = 18 };

struct lines {
    struct drawing *drawing;
    const struct chart *chart;
    enum lang lang;
    struct chart_scale scale;
    double left, right, top, bottom;
};

static double x_of(const struct lines *l, int category)
{
    int last = l->chart->category_count - 1;
    return last > 0 ? l->left + (l->right - l->left) * category / last : (l->left + l->right) / 2;
}

static double y_of(const struct lines *l, int64_t value)
{
    return l->bottom - (l->bottom - l->top) * (double)value / (double)l->scale.max;
}

static void grid(struct lines *l)
{
    for (int64_t value = 0; value <= l->scale.max; value += l->scale.step) {
        double y = y_of(l, value);
        drawing_line(l->drawing, l->left, y, l->right, y, value ? INK_GRID : INK_TEXT, 1, false);
        drawing_text(l->drawing, l->left - TICK_ROOM_PX, y + 5, ANCHOR_END, INK_MUTED, false,
                     chart_tick(l->drawing->arena, l->lang, l->chart, value));
    }
}

static void categories(struct lines *l)
{
    double widest = 0;
    for (int c = 0; c < l->chart->category_count; c++) {
        double width = drawing_text_width(l->chart->categories[c]);
        widest = width > widest ? width : widest;
    }
    int room = (int)((l->right - l->left) / (widest * 1.4 + 8)); /* the first and the last stand inside the frame, not centred */
    int every = room > 0 ? (l->chart->category_count + room - 1) / room : l->chart->category_count;

    for (int c = 0; c < l->chart->category_count; c += every > 0 ? every : 1) {
        bool is_first = c == 0 && l->chart->category_count > 1;
        bool is_last = c == l->chart->category_count - 1 && c > 0;
        drawing_text(l->drawing, is_first ? l->left : is_last ? l->right : x_of(l, c), l->bottom + 20,
                     is_first ? ANCHOR_START : is_last ? ANCHOR_END : ANCHOR_MIDDLE, INK_MUTED, false, l->chart->categories[c]);
    }
}

/* A gap in the values is a gap in the line. */
static void line(struct lines *l, int series)
{
    const struct chart *chart = l->chart;
    double *points = arena_array(l->drawing->arena, double, 2 * (size_t)chart->category_count);
    enum ink ink = chart_ink(chart, series);
    int start = 0, used = 0;

    for (int c = 0; c <= chart->category_count; c++) {
        bool ends = c == chart->category_count || !chart_known(chart_value(chart, series, c));
        if (!ends) {
            points[2 * used] = x_of(l, c);
            points[2 * used + 1] = y_of(l, chart_value(chart, series, c));
            used++;
            continue;
        }
        if (used - start > 1)
            drawing_path(l->drawing, points + 2 * start, used - start, ink, 2.5);
        start = used;
    }
    bool crowded = chart->category_count > 40;
    for (int i = 0; i < used; i++)
        if (!crowded || i == used - 1 || i % (chart->category_count / 12) == 0)
            drawing_mark(l->drawing, points[2 * i], points[2 * i + 1], ink, (enum mark)series);
}

/* Names at the ends of the lines, pushed apart where lines end close together. */
static void end_labels(struct lines *l)
{
    const struct chart *chart = l->chart;
    int last = chart->category_count - 1;
    double y[CHART_SERIES_MAX];
    int order[CHART_SERIES_MAX], count = 0;

    for (int s = 0; s < chart->series_count; s++) {
        int64_t value = chart_value(chart, s, last);
        y[s] = y_of(l, chart_known(value) ? value : 0);
        int at = count++;
        while (at > 0 && y[order[at - 1]] > y[s]) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = s;
    }
    for (int i = 1; i < count; i++)
        if (y[order[i]] < y[order[i - 1]] + LABEL_GAP_PX)
            y[order[i]] = y[order[i - 1]] + LABEL_GAP_PX;
    for (int i = count - 1; i >= 0; i--) {
        double lowest = l->bottom - (count - 1 - i) * LABEL_GAP_PX;
        if (y[order[i]] > lowest)
            y[order[i]] = lowest;
        drawing_text(l->drawing, l->right + 10, y[order[i]] + 5, ANCHOR_START, chart_ink(chart, order[i]), true, chart->series[order[i]].name);
    }
}

void chart_draw_lines(struct drawing *drawing, enum lang lang, const struct chart *chart, int64_t forced_max)
{
    struct lines l = {.drawing = drawing, .chart = chart, .lang = lang};
    bool is_narrow = drawing->width < NARROW_PX;
    bool has_legend = is_narrow && chart->series_count > 1;
    double names = 0;

    l.scale = chart_scale_of(forced_max > 0 ? forced_max : chart_largest(chart), chart->is_percent);
    for (int s = 0; s < chart->series_count; s++) {
        double width = drawing_text_width(chart->series[s].name) * 1.08;
        names = width > names ? width : names;
    }
    l.top = (has_legend ? chart_legend(drawing, chart, 0, true) : 0) + 12;
    l.bottom = l.top + (is_narrow ? 150 : 240);
    l.left = drawing_text_width(chart_tick(drawing->arena, lang, chart, l.scale.max)) + TICK_ROOM_PX + 2;
    l.right = drawing->width - (is_narrow || chart->series_count < 2 ? 8 : names + 14);
    grid(&l);
    if (chart->has_target) {
        struct str args[] = {chart_tick(drawing->arena, lang, chart, chart->target)};
        double y = y_of(&l, chart->target);
        drawing_line(drawing, l.left, y, l.right, y, INK_TEXT, 2, true);
        drawing_text(drawing, l.left + 4, y - 5, ANCHOR_START, INK_TEXT, false, i18n_format(drawing->arena, lang, T("Mục tiêu: {0}"), args, 1));
    }
    categories(&l);
    for (int s = 0; s < chart->series_count; s++)
        line(&l, s);
    if (!is_narrow && chart->series_count > 1)
        end_labels(&l);
    drawing->height = l.bottom + 28;
}
