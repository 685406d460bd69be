/* chart.h: charts drawn by the server, each with the table of the same numbers: nobody depends on seeing a picture, and the picture cannot disagree
 * with the figures. Colour never stands alone: areas have patterns, lines have marks, both have names. No scripts, no inline styles.
 *
 *     out the chart in a view:  {{chart}}   with   struct html_raw chart;   filled by
 *     .chart = chart_html(arena, lang, &(struct chart){
 *         .kind = CHART_BARS, .id = S("by-commune"), .title = TS(ctx, "Hồ sơ tiếp nhận theo xã, tháng 11/2026"),
 *         .category_label = TS(ctx, "Xã, phường"), .categories = names, .category_urls = urls, .category_count = n,
 *         .series = (const struct chart_series[]){{.name = TS(ctx, "Tiếp nhận"), .values = counts}}, .series_count = 1})
 *
 * For paper: chart_draw() gives the same picture as shapes (base/drawing.h) for platform/pdf. */
#ifndef WEB_CHART_H
#define WEB_CHART_H

#include "base/drawing.h"
#include "web/form.h"

enum chart_kind {
    CHART_BARS,    /* horizontal; several series stand below each other in a category */
    CHART_STACKED, /* horizontal; the series of a category add up to one bar: no negative values */
    CHART_LINES,   /* over time: categories are months or days from left to right */
    CHART_PYRAMID, /* two series to the left and right of the categories, first category at the bottom (youngest) */
};

enum { CHART_SERIES_MAX = 6, CHART_CATEGORIES_MAX = 400 };
#define CHART_NO_VALUE INT64_MIN /* unknown: a gap in a line, "–" in the table */

struct chart_series {
    struct str name;
    const int64_t *values; /* [category_count] */
    enum tone tone;        /* DONE green, SOON amber, LATE red; NEUTRAL: the next free colour */
};

struct chart {
    enum chart_kind kind;
    struct str id;          /* unique on the page, [a-z0-9-]+ */
    struct str title;       /* what is shown, where, when */
    struct str description; /* the finding in a sentence, for everyone; may be empty */
    struct str unit;        /* "hồ sơ"; shown at the values' axis and in the table's head; may be empty */
    bool is_percent;        /* values are hundredths of a percent: 2173 shows as 21,73 % */
    struct str category_label; /* head of the table's first column */
    const struct str *categories;
    const struct str *category_urls; /* NULL, or an address behind each category: the table's numbers lead to their rows */
    int category_count;
    const struct chart_series *series;
    int series_count;
    bool has_target;        /* BARS and LINES: a dashed line */
    int64_t target;
    const struct table *table; /* the page's own table of the same figures, prepared: with totals, shares; NULL: one is made */
    bool table_is_open;     /* the table stands open below the picture; otherwise one press away */
};

/* Picture and table. Never fails; without categories it says that there is nothing yet. */
struct html_raw chart_html(struct arena *arena, enum lang lang, const struct chart *chart);

/* Several charts of one kind and scale side by side ("small multiples"): comparable at a glance. One shared table: rows are the categories, columns the
 * charts, so each chart has exactly one series. At most CHART_MULTIPLES_MAX. */
enum { CHART_MULTIPLES_MAX = 40 };
struct html_raw chart_multiples_html(struct arena *arena, enum lang lang, struct str id, struct str title, const struct chart *charts, int count);

/* The picture alone, `width` pixels wide (240 to 960); its height follows. */
void chart_draw(struct arena *arena, enum lang lang, const struct chart *chart, double width, struct drawing *ret_drawing);

#endif
