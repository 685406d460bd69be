/* demography_views.h: what the views of this feature show. */
#ifndef FEATURES_DEMOGRAPHY_VIEWS_H
#define FEATURES_DEMOGRAPHY_VIEWS_H

#include "web/form.h"

struct demography_link {
    struct str url, text;
    bool is_here;
};
struct demography_section {
    struct str id, title, base;
    struct html_raw picture; /* with its table */
    struct table table;      /* without a picture */
    struct str csv_url, xlsx_url;
};
struct demography_view {
    struct back_link back;
    struct str title, caption, as_of, action_url;
    struct notice notice;
    struct date_field on;
    struct select_field ages;
    const struct demography_link *units; /* old units of the same ground, hamlets */
    int units_count;
    struct figure_list figures;
    const struct demography_section *sections;
    int sections_count;
};

#endif
