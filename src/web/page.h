/* page.h: a whole HTML page: frame (header, menu, demo banner, footer, hotline, language and contrast switches) around one view. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "web/app.h"

enum face { FACE_CITIZEN, FACE_STAFF, FACE_LEADER, FACE_PUBLIC };

/* Addresses the frame itself needs; the identity feature serves them. PAGE_SIGN_IN takes `next` (a local path to return to). */
#define PAGE_SIGN_IN "/sign-in"
#define PAGE_SIGN_OUT "/sign-out" /* POST with csrf */
#define PAGE_ACCOUNT "/account"

/* Choices of this browser, set by /language/{lang} and /display/{what}. */
#define COOKIE_LANG "congdan_lang"         /* vi | en */
#define COOKIE_TEXT "congdan_text"         /* large | normal */
#define COOKIE_CONTRAST "congdan_contrast" /* high | normal */
#define COOKIE_KEYS "congdan_keys"         /* off | on: single-key shortcuts of the staff console */

/* Starts a page: afterwards write the content with a view into the returned html, then call page_end.
 *     struct html *out = page_begin(req, FACE_CITIZEN, T("Đăng ký tạm trú"));
 *     view_residence_start(out, &(struct residence_start_view){...});
 *     return page_end(req, 200);
 */
struct html *page_begin(struct req *req, enum face face, struct msg title);
struct html *page_begin_str(struct req *req, enum face face, struct str title); /* title already in the reader's language */
enum err page_end(struct req *req, int status); /* for the page begun last */

/* A page that says what is wrong and what to do: for faults; used by route.c, callable by handlers. Shows ctx->fault.text when the fault is of
 * this err (never for ERR_INTERNAL). ERR_UNAUTHENTICATED on a GET leads to PAGE_SIGN_IN instead, and back afterwards. */
enum err page_fault(struct req *req, enum err err);

/* `next` when it is a path of this site, else "/": a foreign address would lend our name to somebody else's page. */
struct str page_local_path(struct str next);

/* The form's error list for `view_form_errors`: field + text, shown in a summary and beside the field. */
struct form_error {
    struct str field; /* input name, the anchor */
    struct str text;  /* in the reader's language */
};
struct form_errors {
    struct form_error *items;
    int items_count;
};
void form_error_add(struct req *req, struct form_errors *errors, struct str field, struct str text);
struct str form_error_of(const struct form_errors *errors, struct str field); /* "" when the field is right */

#endif
