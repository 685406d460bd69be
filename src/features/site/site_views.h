/* site_views.h: what the pages of site/ show; filled by *_pages.c of this folder only. */
#ifndef FEATURES_SITE_VIEWS_H
#define FEATURES_SITE_VIEWS_H

#include "web/form.h"

struct card {
    struct str url, title, text;
};
struct home_view {
    struct str greeting;   /* "" for the public */
    bool is_signed_in;
    bool can_look_up;
    const struct card *services;
    int services_count;
    const struct card *dossiers; /* the newest of mine */
    int dossiers_count;
    const struct card *drafts;
    int drafts_count;
    const struct card *notices;
    int notices_count;
    bool is_demo;
};

struct help_item {
    struct str url, label, text;
};
struct help_view {
    const struct help_item *pages; /* what the reader's menu holds */
    int pages_count;
    bool is_officer, is_citizen;
    struct str hotline;
};

struct admin_view {
    const struct card *cards;
    int cards_count;
};
struct officers_view {
    struct table table;
    struct pagination pages;
};
struct role_item {
    struct str id, title, unit, procedure, stage, from, to;
    bool is_over;
};
struct officer_view {
    struct form_errors errors;
    struct notice notice;
    struct str name, id, csrf;
    struct summary_list who;
    const struct role_item *roles;
    int roles_count;
    bool is_self; /* nobody changes his own rights */
    struct select_field role, procedure, stage;
    struct text_field unit;
    struct date_field from, to;
};

struct agencies_view {
    struct text_field query;
    struct table table;
    struct empty_state empty;
    struct pagination pages;
};
/* Adding (id "") and changing: code, unit and kind are asked only for a new one. */
struct agency_view {
    struct form_errors errors;
    struct str id, csrf, title;
    struct summary_list facts;
    struct text_field code, unit;
    struct select_field kind;
    struct text_field name, parent, calendar, phone, address;
    struct date_field last;
    bool is_new, is_over;
};
struct officer_new_view {
    struct form_errors errors;
    struct str csrf;
    struct text_field login, name, title, agency;
    struct select_field role;
};

struct rights_cell {
    bool may;
};
struct rights_row {
    struct str method, path, perm;
    const struct rights_cell *cells;
    int cells_count;
};
struct rights_group {
    struct str feature;
    const struct rights_row *rows;
    int rows_count;
};
struct rights_view {
    const struct msg *readers;
    int readers_count;
    const struct rights_group *groups;
    int groups_count;
};

struct units_view {
    struct text_field query;
    struct table table;
    struct empty_state empty;
};
struct unit_view {
    struct back_link back;
    struct str name;
    struct summary_list facts;
    struct table agencies, children, links;
};

struct week_row {
    struct str day, hours;
    bool counts;
};
struct calendar_view {
    struct str year, earlier_url, later_url;
    const struct week_row *week;
    int week_count;
    struct table days;
    struct empty_state empty;
};

struct audit_view_page {
    struct table table;
    struct pagination pages;
};

#endif
