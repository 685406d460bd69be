/* steering_views.h: what the views of this feature show. */
#ifndef FEATURES_STEERING_VIEWS_H
#define FEATURES_STEERING_VIEWS_H

#include "web/form.h"

struct steering_link {
    struct str url, text;
    bool is_here;
};

struct dashboard_view {
    struct back_link back;
    struct str title, caption;
    struct str period, as_of, unfinished; /* unfinished: how much of this month is still to come */
    struct str action_url;
    struct select_field from, to;
    const struct steering_link *periods; /* this month, quarter, year ... */
    int periods_count;
    struct str geography, geography_text;
    const struct steering_link *geographies; /* today's, the former one; none where they do not differ */
    int geographies_count;
    struct notice broken;
    bool is_current, is_province, all_procedures;
    struct figure_list attention, received, results;
    struct str assisted, assisted_url, asked; /* beside the sums: nothing here is added to them */
    struct table rates, identities, communes, procedures;
    struct html_raw flow, on_time, overdue, by_procedure;
};

struct dashboard_rows_view {
    struct back_link back;
    struct str title, caption, period;
    struct str count_text; /* "1.234 hồ sơ" */
    const struct steering_link *links; /* to the register with its exports */
    int links_count;
    struct table table;
    struct empty_state empty;
    struct pagination pages;
};

#endif
