/* pages.h: handlers of matching, for matching_routes.c, and what they share. */
#ifndef FEATURES_MATCHING_PAGES_H
#define FEATURES_MATCHING_PAGES_H

#include "features/matching/matching.h"
#include "features/matching/matching_views.h"
#include "web/page.h"

/* --- lookup_form.c: the question --- */
struct lookup {
    struct str number, name, birth_year, slack, commune, parent, purpose, dossier; /* as typed */
    int64_t person_id;          /* of the number; 0: by name */
    struct name_search search;
    struct str reason;          /* for the log and the page: purpose and dossier */
};
/* True: the question can be answered. Else `errors` says what is wrong. */
MUST_CHECK enum err lookup_read(struct req *req, struct lookup *ret_lookup, struct form_errors *errors, bool *ret_right);
enum err lookup_form(struct req *req, const struct lookup *lookup, const struct form_errors *errors, int status);

/* --- lookup_pages.c --- */
MUST_CHECK enum err person_search_page(struct req *req);
MUST_CHECK enum err person_search_post(struct req *req);
MUST_CHECK enum err person_show_post(struct req *req);

/* --- read_api.c --- */
MUST_CHECK enum err person_read_api(struct req *req);

/* --- duplicate_pages.c --- */
MUST_CHECK enum err duplicates_page(struct req *req);
MUST_CHECK enum err duplicate_page(struct req *req);
MUST_CHECK enum err duplicate_decide_post(struct req *req);
MUST_CHECK enum err duplicate_undo_post(struct req *req);

#endif
