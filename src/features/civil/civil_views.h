/* civil_views.h: what the pages of the books show. */
#ifndef FEATURES_CIVIL_VIEWS_H
#define FEATURES_CIVIL_VIEWS_H

#include "web/form.h"

struct civil_book_view {
    struct str agency;
    struct select_field kind;
    struct text_field year;
    struct table table;
    struct empty_state empty;
    struct pagination pages;
};

/* The public check of an extract: nothing about anybody. */
struct civil_check_view {
    struct notice state;
    struct summary_list facts;
};

#endif
