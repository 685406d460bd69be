/* filing_views.h: what the filing pages show. */
#ifndef FEATURES_FILING_VIEWS_H
#define FEATURES_FILING_VIEWS_H

#include "web/form.h"

struct service_row {
    struct str url, name, summary, limit;
};
struct services_view {
    const struct service_row *items;
    int items_count;
};

struct service_paper {
    struct str name, hint;
    bool conditional;
};
struct service_view {
    struct str name, summary, code, limit, fee, legal_basis, result;
    const struct service_paper *papers;
    int papers_count;
    struct str action_url; /* POST here, or follow when it is a link */
    bool is_link;          /* the service starts on a page of its own, or one must sign in first */
    bool must_sign_in, not_for_officers;
    struct str csrf;
    struct radio_field owner; /* for whom; without items: for oneself */
};

struct step_view {
    struct back_link back;
    struct form_errors errors;
    struct str caption; /* "Đăng ký tạm trú · Bước 1/4" */
    struct str title, intro;
    struct summary_list facts; /* on the first screen */
    bool has_facts;
    struct str action_url, csrf;
    struct html_raw widgets;
    struct str saved; /* "Đã lưu lúc 10:02" */
};

struct papers_view {
    struct back_link back;
    struct form_errors errors;
    struct str caption, action_url, csrf;
    const struct file_field *items;
    int items_count;
};

struct review_view {
    struct back_link back;
    struct form_errors errors;
    struct str caption, action_url, csrf, submit_key;
    const struct summary_list *sections;
    int sections_count;
    struct summary_list facts;
    struct str agency; /* who will decide */
    struct str limit, fee;
    bool assisted;
    struct str owner;
};

struct draft_view {
    struct str name, delete_url, csrf, updated;
    struct task_list tasks;
    struct str continue_url;
};

struct counter_view {
    struct form_errors errors;
    struct str csrf;
    struct radio_field procedure, channel;
    struct text_field number;
};

struct draft_row {
    struct str url, name, owner, updated;
};
struct drafts_view {
    const struct draft_row *items;
    int items_count;
};

/* Below a choice of communes: for whoever knows the place by its former name only. */
struct former_names_view {
    struct str text;
};

#endif
