/* pages.h: private to this feature: what its pages share. */
#ifndef FEATURES_RESIDENCE_PAGES_H
#define FEATURES_RESIDENCE_PAGES_H

#include "features/residence/guest_rows.h"
#include "features/residence/residence.h"
#include "features/residence/residence_views.h"

enum { NOTICES_DAYS = 30 };
/* Why guests are compared with the register, and why their list is looked at: stands in the log, where the guest can read it. */
#define LODGING_PURPOSE "Thông báo lưu trú (Luật Cư trú 68/2020/QH14, Điều 30)"

/* The place of the path's {place}, whose keeper is signed in; ERR_NOT_FOUND for everybody else. */
MUST_CHECK enum err lodging_my_place(struct req *req, struct lodging_place *ret_place);
struct str lodging_url(struct ctx *ctx, const struct lodging_place *place, const char *rest); /* "/lodging/ID" and "/review", ... */
struct str lodging_address(struct ctx *ctx, const struct lodging_place *place);               /* with its commune */
/* "********1234"; of a passport the last three signs. */
struct str lodging_number_masked(struct ctx *ctx, struct str number);
bool lodging_number_is_personal(struct str number);
/* What a keeper learns of the comparison: fits, or look again. Whether a number exists at all is not his business. */
struct tag lodging_match_tag(struct ctx *ctx, struct str number, struct str matched);
struct tag lodging_late_tag(struct ctx *ctx, bool late);
/* Notices as a table, newest first; numbers masked. */
struct table lodging_notice_table(struct ctx *ctx, struct str caption, const struct lodging_row *rows, int count);

/* --- entry_form.c --- */
/* The rows of the table as they were posted. */
MUST_CHECK enum err entry_rows_take(struct req *req, struct guest_rows *ret_rows);
/* The page with the table, at least `shown` rows of it; the marked cells of `rows` are told beside the cell and in the summary. */
MUST_CHECK enum err entry_show(struct req *req, const struct lodging_place *place, const struct guest_rows *rows, int shown,
                               const struct form_errors *errors, int status);
struct file_field entry_file_field(struct ctx *ctx, struct str error);

enum err lodging_page(struct req *req);
enum err place_new_page(struct req *req);
enum err place_new_post(struct req *req);
enum err notices_page(struct req *req);
enum err entry_page(struct req *req);
enum err entry_post(struct req *req);
enum err review_lodging_post(struct req *req);
enum err guest_file_post(struct req *req);
enum err guest_template_csv(struct req *req);
enum err guest_template_xlsx(struct req *req);
enum err notice_submit_post(struct req *req);
enum err notice_done_page(struct req *req);
enum err lodging_night_page(struct req *req);

#endif
