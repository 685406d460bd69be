/* identity_views.h: what the pages of sign-in and of one's account show; filled by *_pages.c of this folder only. */
#ifndef FEATURES_IDENTITY_VIEWS_H
#define FEATURES_IDENTITY_VIEWS_H

#include "features/identity/identity.h"
#include "web/form.h"

struct sign_in_view {
    struct form_errors errors;
    struct notice notice;
    struct text_field login;
    struct password_field password;
    struct str csrf, next;
    const struct demo_user *demo; /* a demo's people; none elsewhere */
    int demo_count;
};

struct sign_in_code_view {
    struct form_errors errors;
    struct text_field code, recovery;
    bool recovery_open; /* the error is about the recovery code */
    struct str csrf;
    struct str demo_code;
};

struct late_field {
    struct str name, value;
};
struct late_form_view {
    struct str path_url, csrf;
    const struct late_field *fields;
    int fields_count;
};

struct session_item {
    struct str id, device;
    struct at since, seen;
    bool is_this;
};
struct account_view {
    struct form_errors errors;
    struct notice notice;
    struct summary_list who;
    const struct session_item *sessions;
    int sessions_count;
    bool has_others;
    int recovery_left;
    struct str csrf;
    struct radio_field lang;
    struct checkbox_field display;
    bool is_citizen;
};

struct account_password_view {
    struct form_errors errors;
    struct password_field current, password, again;
    struct str csrf;
};

/* New recovery codes and a new code app both ask for the password first. */
struct account_confirm_view {
    struct form_errors errors;
    struct str title, text, action_url, button, csrf;
    struct password_field current;
};
struct recovery_codes_view {
    struct str codes[RECOVERY_CODES];
    int codes_count;
};
struct totp_view {
    struct form_errors errors;
    struct html_raw qr;
    struct str key_text, sealed, csrf;
    struct text_field code;
};

/* An officer helps a citizen who stands at the counter. */
struct assist_view {
    struct form_errors errors;
    struct str csrf;
    struct text_field number;
    struct radio_field what;
    struct checkbox_field checked;
};
/* Secrets, shown once and handed over on paper. */
struct secrets_view {
    struct str name, login, password; /* password "": she keeps hers */
    struct html_raw qr;
    struct str key_text, back_url;
    struct str codes[RECOVERY_CODES];
    int codes_count;
};

struct access_log_view {
    struct table table;
    struct empty_state empty;
    bool is_cut; /* only the newest are shown */
    int shown;
};

#endif
