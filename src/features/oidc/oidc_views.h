/* oidc_views.h: what the pages of the provider show. */
#ifndef FEATURES_OIDC_VIEWS_H
#define FEATURES_OIDC_VIEWS_H

#include "web/form.h"

struct oidc_scope_item {
    struct str text, value; /* value: what it is for this person, so that she sees what leaves */
};
struct oidc_consent_view {
    struct str csrf, handle, client_name, client_host, purpose, legal_basis, person_name;
    struct oidc_scope_item *scopes;
    int scopes_count;
};
/* A page that leads on by itself, and by a link: a redirect behind a form would be held back by the page's own form-action rule. */
struct oidc_go_view {
    struct str url, client_name;
};
struct oidc_stop_view {
    struct str title, text, home_url, client_name;
};
struct oidc_consent_item {
    struct str client_name, what, since, csrf, key;
};
struct oidc_consents_view {
    struct oidc_consent_item *items;
    int items_count;
    struct empty_state empty;
};
struct oidc_logout_view {
    struct str csrf, query, client_name;
};
struct oidc_service_item {
    struct str name, csrf, client_id;
    struct summary_list facts;
    bool is_over;
};
struct oidc_services_view {
    struct oidc_service_item *items;
    int items_count;
    struct empty_state empty;
};

#endif
