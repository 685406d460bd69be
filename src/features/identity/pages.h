/* pages.h: the handlers of identity_routes.c and what they share. */
#ifndef FEATURES_IDENTITY_PAGES_H
#define FEATURES_IDENTITY_PAGES_H

#include "features/identity/identity_views.h"
#include "features/identity/internal.h"

enum face identity_face(const struct req *req); /* of one's own pages: the console for officers */

/* --- signin_pages.c --- */
enum err sign_in_page(struct req *req);
enum err sign_in_post(struct req *req);
enum err sign_in_code_page(struct req *req);
enum err sign_in_code_post(struct req *req);
enum err sign_out_post(struct req *req);

/* --- late_form.c, late_form_store.c --- */
enum err late_form_page(struct req *req);
MUST_CHECK enum err late_form_store_insert(struct ctx *ctx, int64_t late_form_id, int64_t account_id, struct str path, struct str body);
MUST_CHECK enum err late_form_store_get(struct ctx *ctx, int64_t late_form_id, int64_t account_id, struct str *ret_path, struct str *ret_body);

/* --- account_pages.c --- */
enum err account_page(struct req *req);
enum err account_preferences_post(struct req *req);
enum err account_session_end_post(struct req *req);
enum err account_sessions_end_post(struct req *req);
enum err account_password_page(struct req *req);
enum err account_password_post(struct req *req);

/* --- factor_pages.c --- */
/* Field `current` against the password, counted by the throttle. *ret_error: what to show beside the field; "" when it is right. */
MUST_CHECK enum err account_check_current(struct req *req, struct account *ret_account, struct str *ret_error);
struct str key_grouped(struct arena *arena, struct str text); /* in fours, for people who type it */
enum err recovery_page(struct req *req);
enum err recovery_post(struct req *req);
enum err code_app_page(struct req *req);
enum err code_app_post(struct req *req);
enum err code_app_confirm_post(struct req *req);

/* --- assist_pages.c --- */
enum err assist_page(struct req *req);
enum err assist_post(struct req *req);

/* --- access_pages.c --- */
enum err access_log_page(struct req *req);

#endif
