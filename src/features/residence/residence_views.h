/* residence_views.h: what the pages of lodging show. */
#ifndef FEATURES_RESIDENCE_VIEWS_H
#define FEATURES_RESIDENCE_VIEWS_H

#include "web/form.h"

/* Declaring a place where guests stay. */
struct lodging_place_view {
    struct back_link back; /* url "": the first place, on the feature's own start page */
    struct form_errors errors;
    struct str action_url, csrf;
    struct text_field name, address;
    struct radio_field kind;
    struct select_field unit;
};

struct lodging_place_row {
    struct str name, kind, address, url, list_url, count_text;
    struct tag late;
    struct table recent;
    bool has_recent, has_more;
};
struct lodging_home_view {
    const struct lodging_place_row *items;
    int items_count;
};

struct lodging_notices_view {
    struct back_link back;
    struct str title, period, new_url;
    struct table notices;
    struct empty_state empty;
};

/* The table to type into. */
struct lodging_cell {
    struct str id, label, value, error;
    struct str row_label; /* "khách 2": for who hears the page */
    struct str input_mode, list;
    int max_chars;
};
struct lodging_entry_row {
    struct str label;
    const struct lodging_cell *cells;
    int cells_count;
};
struct lodging_entry_view {
    struct back_link back;
    struct form_errors errors;
    struct str place, address, csrf, review_url, more_url, file_url, deadline;
    bool is_after_hours;
    const struct str *labels;
    int labels_count;
    const struct lodging_entry_row *rows;
    int rows_count;
    bool can_grow;
    const struct str *reasons;
    int reasons_count;
    struct file_field file;
    const struct str *file_columns;
    int file_columns_count;
};

/* What is wrong in a file. */
struct lodging_file_view {
    struct back_link back;
    struct str file_name, count_text;
    struct table errors;
    struct str csrf, file_url;
    struct file_field file;
};

struct lodging_review_view {
    struct form_errors errors;
    struct str place, address, csrf, submit_url, edit_url, guests, key;
    struct table table;
    struct str count_text;
    bool has_late, has_unmatched, has_doubles, can_edit;
};

struct lodging_done_view {
    struct panel panel;
    struct str place, new_url;
    struct summary_list facts;
    struct table late;
    bool has_late;
};

/* Who stays tonight, for the commune's police. */
struct lodging_night_group {
    struct table table;
};
struct lodging_night_view {
    struct str unit, night, next_day, csrf;
    struct date_field day;
    struct select_field where;
    bool has_where;
    struct figure_list figures;
    const struct lodging_night_group *groups;
    int groups_count;
    struct empty_state empty;
    struct pagination pages;
};

#endif
