/* chart_views.h: what the chart view shows; filled by chart.c only. */
#ifndef WEB_CHART_VIEWS_H
#define WEB_CHART_VIEWS_H

#include "web/form.h"

struct chart_multiple {
    struct str title;
    struct html_raw picture;
};

struct chart_view {
    struct str title, description;
    bool has_data, table_is_open;
    struct html_raw wide, narrow; /* one chart */
    const struct chart_multiple *items; /* or several small ones */
    int items_count;
    struct table table;
};

#endif
