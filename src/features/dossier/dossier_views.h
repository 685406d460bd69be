/* dossier_views.h: what the pages about dossiers show. */
#ifndef FEATURES_DOSSIER_VIEWS_H
#define FEATURES_DOSSIER_VIEWS_H

#include "web/form.h"

struct dossier_link {
    struct str url, text;
};

/* --- the citizen ------------------------------------------------------------------------------------------------------- */
struct dossier_card {
    struct str url, code, name, due;
    struct tag status;
    bool needs_you;
};
struct dossiers_view {
    const struct dossier_card *items;
    int items_count;
    struct empty_state empty;
    struct pagination pages;
};

struct dossier_show_view {
    struct back_link back;
    struct str name, code;
    struct tag status;
    struct notice call;            /* what the citizen must do; title "" none */
    struct summary_list facts;     /* status, holder, date, next step */
    struct str why_sentence;
    struct table why;
    const struct dossier_link *prints;
    int prints_count;
    struct summary_list answers, papers;
    struct history history;
    struct summary_list consents;  /* who must agree, and whether they have */
    struct str consent_url;        /* the reader is asked; "" not */
    struct table linked;           /* the dossiers of a linked procedure */
    struct str withdraw_url;       /* "": too late */
    struct str csrf;
    int64_t version;
    struct text_field withdraw_reason;
};

struct consents_view {
    const struct dossier_card *items;
    int items_count;
    struct empty_state empty;
};

struct dossier_submitted_view {
    struct panel panel;
    struct str due, agency, show_url, receipt_url;
    bool at_once;
    struct summary_list received;  /* files with their receipts */
};

struct supplement_item {
    struct str label, reason, note;
    struct html_raw widget;
};
struct supplement_view {
    struct back_link back;
    struct form_errors errors;
    struct str name, code, action_url, csrf, officer_note;
    int64_t version;
    const struct supplement_item *items;
    int items_count;
};

struct lookup_view {
    struct form_errors errors;
    struct str csrf;
    struct text_field code;
    struct date_field birth;
    bool found;
    struct str found_code, due;
    struct tag status;
};

struct my_papers_view {
    struct table table;
    struct empty_state empty;
    struct pagination pages;
};

/* --- the officer -------------------------------------------------------------------------------------------------------- */
struct work_tab {
    struct str url, text;
    bool here;
};
struct work_view {
    struct str unit;
    const struct work_tab *tabs;
    int tabs_count;
    struct select_field procedure;
    struct text_field code;
    struct str tab;
    struct str done_code;          /* a dossier that was just finished */
    struct table table;
    struct empty_state empty;
    struct pagination pages;
};

struct check_file {
    struct str url, name, facts;
};
/* A line of the check: what was declared, what the register says beside it, and what is wrong with it. */
struct check_row {
    struct str label, declared, known;
    const struct check_file *files;
    int files_count;
    struct select_field reason;  /* name "reason.field:address"; "" means it is right */
    struct text_field note;
    bool can_mark;
};
/* A form of one action; the fields of different actions have different names, because a name is also an id. */
struct work_action {
    struct str url, text, hint;
    bool is_primary, has_reason, has_date, has_note, has_choice;
    struct select_field choice;
    struct text_area reason;
    struct date_field date;
    struct text_field note;
};
struct work_dossier_view {
    struct back_link back;
    struct form_errors errors;
    struct str name, code, csrf;
    int64_t version;
    struct tag status, due;
    struct summary_list head;      /* who, when, by whom */
    struct summary_list person;    /* the register, with sources */
    const struct check_row *rows;
    int rows_count;
    struct str supplement_url;     /* "": cannot be asked now */
    struct str supplement_text;    /* the button */
    struct notice supplement_note; /* a second time needs a leader */
    struct text_area note;
    const struct work_action *actions;
    int actions_count;
    struct summary_list consents;
    struct str consent_url;        /* at the counter; "" nobody is asked any more */
    struct text_field consent_number;
    struct table linked;
    struct table guests;           /* of a lodging notice */
    const struct dossier_link *prints;
    int prints_count;
    struct history history;
};

struct register_view {
    struct str title, unit, agencies; /* agencies: whose dossiers these are; "" all */
    struct form_errors errors;
    struct date_field from, to;
    struct select_field procedure, filter;
    struct str geography, unit_id;
    const struct dossier_link *exports;
    int exports_count;
    struct table table;
    struct empty_state empty;
    struct pagination pages;
};

#endif
