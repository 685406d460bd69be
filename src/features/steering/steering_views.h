/* steering_views.h: what the dashboard shows. */
#ifndef FEATURES_STEERING_VIEWS_H
#define FEATURES_STEERING_VIEWS_H

#include "web/form.h"

struct dashboard_crumb {
    struct str url, text;
};
/* An equation of the statistics with its numbers, and whether it closes. */
struct dashboard_identity {
    struct str text;
    struct tag verdict;
};
struct dashboard_view {
    struct form_errors errors;
    struct str title, period;
    const struct dashboard_crumb *crumbs;
    int crumbs_count;
    struct str unit_id;
    struct select_field from, to, procedure;
    struct figure_list received, resolved, pending;
    const struct dashboard_identity *identities;
    int identities_count;
    struct html_raw months_chart, overdue_chart;
    struct table units, procedures;
    struct str as_of;
};

#endif
