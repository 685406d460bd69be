/* reorganisation_views.h: what the views of this feature show. */
#ifndef FEATURES_REORGANISATION_VIEWS_H
#define FEATURES_REORGANISATION_VIEWS_H

#include "web/form.h"

struct reorganisations_view {
    struct table table;
    struct empty_state empty;
};

struct reorganisation_view {
    struct back_link back;
    struct str title;
    struct notice notice;
    struct summary_list facts;
    bool is_planned;
    struct table preview, steps, splits, without_link;
    struct str without_link_text;
    struct pagination pages;
};

/* Things that lie in a divided commune, and for each a choice of the new units. */
struct split_group {
    struct str title, text;
    const struct select_field *items;
    int items_count;
};
struct split_view {
    struct back_link back;
    struct form_errors errors;
    struct str csrf, page_kind, page_after, title, from_text, action_url, apply_url;
    struct notice notice;
    struct summary_list facts;
    const struct split_group *groups;
    int groups_count;
    struct select_field others;
    bool has_rows, has_chosen;
    struct str chosen_text;
    struct table applied;
    struct pagination pages;
};

struct places_view {
    struct text_field query;
    struct str asked;
    struct table table;
    struct empty_state empty;
};

#endif
