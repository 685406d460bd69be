/* mydata_views.h: what the views of this feature show. */
#ifndef FEATURES_MYDATA_VIEWS_H
#define FEATURES_MYDATA_VIEWS_H

#include "web/form.h"

struct mydata_section_view {
    struct str id, title, note, empty;
    struct summary_list items; /* items_count 0 and no rows: `empty` is said */
    struct table table;
};
struct mydata_child_view {
    struct str url, name;
};
struct mydata_view {
    struct back_link back;
    struct str title, intro;
    struct str pdf_url, json_url;
    struct table corrections; /* asked for, with their state */
    const struct mydata_child_view *children;
    int children_count;
    const struct mydata_section_view *sections;
    int sections_count;
    bool own;
};
struct mydata_correct_view {
    struct back_link back;
    struct str title, csrf, intro, action_url, answer, service_url, service_name;
    struct summary_list datum;
    bool can_start; /* the correction starts here; otherwise service_url, or the words of intro */
};
struct mydata_counter_view {
    struct form_errors errors;
    struct str csrf;
    struct text_field number;
    struct date_field birth;
    struct checkbox_field present;
};

#endif
