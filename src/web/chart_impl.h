/* chart_impl.h: what the chart's files share; only chart*.c include it. */
#ifndef WEB_CHART_IMPL_H
#define WEB_CHART_IMPL_H

#include "web/chart.h"

struct chart_scale {
    int64_t max;  /* the axis' end: a round number, at least 1 */
    int64_t step; /* between grid lines */
};

static inline int64_t chart_value(const struct chart *chart, int series, int category)
{
    return chart->series[series].values[category];
}
static inline bool chart_known(int64_t value) { return value != CHART_NO_VALUE; }

enum ink chart_ink(const struct chart *chart, int series);
struct str chart_number(struct arena *arena, enum lang lang, const struct chart *chart, int64_t value); /* "1.234", "21,73 %", "–" */
struct str chart_tick(struct arena *arena, enum lang lang, const struct chart *chart, int64_t value);   /* the same, whole percents without decimals */
struct chart_scale chart_scale_of(int64_t largest, bool is_percent);
int64_t chart_largest(const struct chart *chart); /* of single values, or of sums when stacked; with the target */
/* Names of the series with their colour and pattern or mark; returns the height used. */
double chart_legend(struct drawing *drawing, const struct chart *chart, double top, bool with_marks);

/* `forced_max` > 0: the common scale of small multiples. */
void chart_draw_bars(struct drawing *drawing, enum lang lang, const struct chart *chart, int64_t forced_max);
void chart_draw_pyramid(struct drawing *drawing, enum lang lang, const struct chart *chart, int64_t forced_max);
void chart_draw_lines(struct drawing *drawing, enum lang lang, const struct chart *chart, int64_t forced_max);

/* SVG of a drawing. `id` is unique on the page; title and description name it for screen readers. */
void chart_put_svg(struct html *out, const struct drawing *drawing, struct str id, struct str title, struct str description, const char *class_name);

#endif
