/* register_views.h: what the pages of this feature show. */
#ifndef FEATURES_REGISTER_VIEWS_H
#define FEATURES_REGISTER_VIEWS_H

#include "web/form.h"

/* An event of the register: what, when, who, why, under which dossier; and, where it may be asked, the form that asks for its undo. */
struct event_card {
    struct str title, happened, recorded, who, reason, evidence, dossier, dossier_url;
    struct tag tag;                /* "Đã hoàn tác" */
    bool can_undo;
    struct str event_id;
    struct text_field undo_reason; /* its name is unique on the page */
};
struct history_view {
    struct form_errors errors;
    struct str csrf;
    struct text_field number, purpose, dossier;
    struct date_field on, known;
    bool found;
    struct str name, question, number_value, purpose_value, dossier_value;
    struct summary_list person, home;
    struct table members;
    const struct event_card *events;
    int events_count;
};

struct undo_card {
    struct str title, person, reason, asked, csrf, action_url;
    struct text_field decision;
    bool own; /* the one who asked may not decide */
};
struct undo_requests_view {
    struct form_errors errors;
    struct str unit;
    const struct undo_card *items;
    int items_count;
    struct empty_state empty;
    struct pagination pages;
};

struct deletion_card {
    struct str name, born, address, ground, since, evidence, found, csrf, version, start_url, dismiss_url, dossier, dossier_url;
    struct text_field reason;
    struct tag tag;
};
struct deletions_view {
    struct form_errors errors;
    struct str unit;
    const struct deletion_card *items;
    int items_count;
    struct empty_state empty;
    struct pagination pages;
};

#endif
