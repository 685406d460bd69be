/* chart_bars.c: horizontal bars (one series, grouped, stacked) and the population pyramid. */
#include "web/chart_impl.h"

enum { BAR_PX = 16, LINE_PX = 20, GAP_PX = 12, NARROW_PX = 480 };

struct bars {
    struct drawing *drawing;
    const struct chart *chart;
    enum lang lang;
    struct chart_scale scale;
    bool is_narrow;     /* labels above the bars instead of beside them */
    double left, right; /* of the bars' ground */
};

static struct str number(const struct bars *b, int64_t value) { return chart_number(b->drawing->arena, b->lang, b->chart, value); }

static double length_of(const struct bars *b, int64_t value)
{
    if (!chart_known(value) || value <= 0)
        return 0;
    double share = (double)value / (double)b->scale.max;
    return (share > 1 ? 1 : share) * (b->right - b->left);
}

static double widest_label(const struct chart *chart)
{
    double widest = 0;
    for (int c = 0; c < chart->category_count; c++) {
        double width = drawing_text_width(chart->categories[c]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Room behind the longest bar for its number. */
static double widest_number(const struct bars *b)
{
    double widest = 0;
    for (int s = 0; s < b->chart->series_count; s++)
        for (int c = 0; c < b->chart->category_count; c++) {
            double width = drawing_text_width(number(b, chart_value(b->chart, s, c)));
            widest = width > widest ? width : widest;
        }
    return widest;
}

/* One bar a series, the number behind it. */
static double group(struct bars *b, int category, double top)
{
    for (int s = 0; s < b->chart->series_count; s++, top += BAR_PX + 2) {
        int64_t value = chart_value(b->chart, s, category);
        double length = length_of(b, value);
        if (length > 0)
            drawing_rect(b->drawing, b->left, top, length < 1 ? 1 : length, BAR_PX, chart_ink(b->chart, s), (enum fill)s);
        struct str text = number(b, value);
        double at = b->left + length + 6, target = b->left + length_of(b, b->chart->target);
        if (b->chart->has_target && target > at - 4 && target < at + drawing_text_width(text) + 2)
            at = target + 6; /* not under the dashed line */
        drawing_text(b->drawing, at, top + BAR_PX - 3, ANCHOR_START, INK_TEXT, false, text);
    }
    return top;
}

/* Parts of one bar; a part that is long enough carries its number on a plain ground, the sum stands behind. */
static double stack(struct bars *b, int category, double top)
{
    double at = b->left;
    int64_t sum = 0;

    for (int s = 0; s < b->chart->series_count; s++) {
        int64_t value = chart_value(b->chart, s, category);
        double length = length_of(b, value);
        if (length <= 0)
            continue;
        sum += value;
        struct str text = number(b, value);
        double width = drawing_text_width(text);
        drawing_rect(b->drawing, at, top, length > 2 ? length - 1 : length, BAR_PX + 4, chart_ink(b->chart, s), (enum fill)s);
        if (width + 10 < length) {
            drawing_rect(b->drawing, at + length / 2 - width / 2 - 3, top + 1, width + 6, BAR_PX + 2, chart_ink(b->chart, s), FILL_SOLID);
            drawing_text(b->drawing, at + length / 2, top + BAR_PX - 1, ANCHOR_MIDDLE, INK_WHITE, false, text);
        }
        at += length;
    }
    drawing_text(b->drawing, at + 6, top + BAR_PX - 1, ANCHOR_START, INK_TEXT, true, number(b, sum));
    return top + BAR_PX + 6;
}

static void target_line(struct bars *b, double top, double bottom)
{
    if (!b->chart->has_target || b->chart->kind != CHART_BARS)
        return;
    struct msg key = T("Mục tiêu: {0}");
    struct str args[] = {chart_tick(b->drawing->arena, b->lang, b->chart, b->chart->target)};
    struct str text = i18n_format(b->drawing->arena, b->lang, key, args, 1);
    double x = b->left + length_of(b, b->chart->target);
    double half = drawing_text_width(text) / 2;
    double middle = x + half > b->drawing->width ? b->drawing->width - half : x - half < 0 ? half : x;

    drawing_line(b->drawing, x, top + LINE_PX, x, bottom, INK_TEXT, 2, true);
    drawing_text(b->drawing, middle, top + LINE_PX - 5, ANCHOR_MIDDLE, INK_TEXT, false, text);
}

void chart_draw_bars(struct drawing *drawing, enum lang lang, const struct chart *chart, int64_t forced_max)
{
    struct bars b = {.drawing = drawing, .chart = chart, .lang = lang, .is_narrow = drawing->width < NARROW_PX};
    double label_width = widest_label(chart) + 8;
    double most = drawing->width * 0.42;

    b.scale = (struct chart_scale){.max = forced_max > 0 ? forced_max : chart_largest(chart)};
    b.left = b.is_narrow ? 0 : label_width < most ? label_width : most;
    b.right = drawing->width - widest_number(&b) - (chart->kind == CHART_STACKED ? 24 : 10);

    double top = chart->series_count > 1 ? chart_legend(drawing, chart, 0, false) + 8 : 0;
    double ground = top;
    if (chart->has_target && chart->kind == CHART_BARS)
        top += LINE_PX + 4;
    for (int c = 0; c < chart->category_count; c++) {
        struct str label = drawing_fit(drawing->arena, chart->categories[c], b.is_narrow ? drawing->width : b.left - 8);
        double bars_height = chart->kind == CHART_STACKED ? BAR_PX + 4 : chart->series_count * (BAR_PX + 2) - 2;
        if (b.is_narrow) {
            drawing_text(drawing, 0, top + LINE_PX - 5, ANCHOR_START, INK_TEXT, false, label);
            top += LINE_PX;
        } else {
            drawing_text(drawing, b.left - 8, top + bars_height / 2 + 5, ANCHOR_END, INK_TEXT, false, label);
        }
        top = (chart->kind == CHART_STACKED ? stack(&b, c, top) : group(&b, c, top)) + (b.is_narrow ? 8 : GAP_PX - 4);
    }
    if (!b.is_narrow) /* there it would cross the labels */
        drawing_line(drawing, b.left, chart->has_target && chart->kind == CHART_BARS ? ground + LINE_PX + 2 : ground, b.left, top - 4, INK_TEXT, 1, false);
    target_line(&b, ground, top - 4);
    drawing->height = top;
}

void chart_draw_pyramid(struct drawing *drawing, enum lang lang, const struct chart *chart, int64_t forced_max)
{
    struct bars b = {.drawing = drawing, .chart = chart, .lang = lang};
    double label_half = widest_label(chart) / 2 + 6;
    double middle = drawing->width / 2;
    double top = LINE_PX + 4;

    b.scale = (struct chart_scale){.max = forced_max > 0 ? forced_max : chart_largest(chart)};
    double room = middle - label_half - widest_number(&b) - 8;
    b.left = 0;
    b.right = room > 20 ? room : 20;
    for (int side = 0; side < 2 && side < chart->series_count; side++)
        drawing_text(drawing, side ? middle + label_half : middle - label_half, LINE_PX - 6, side ? ANCHOR_START : ANCHOR_END, INK_TEXT, true,
                     chart->series[side].name);
    for (int c = chart->category_count - 1; c >= 0; c--, top += LINE_PX) {
        drawing_text(drawing, middle, top + BAR_PX - 3, ANCHOR_MIDDLE, INK_TEXT, false, chart->categories[c]);
        for (int side = 0; side < 2 && side < chart->series_count; side++) {
            int64_t value = chart_value(chart, side, c);
            double length = length_of(&b, value);
            double from = side ? middle + label_half : middle - label_half - length;
            drawing_rect(drawing, from, top, length, BAR_PX, chart_ink(chart, side), (enum fill)side);
            drawing_text(drawing, side ? from + length + 4 : from - 4, top + BAR_PX - 3, side ? ANCHOR_START : ANCHOR_END, INK_MUTED, false,
                         number(&b, value));
        }
    }
    drawing->height = top + 4;
}
