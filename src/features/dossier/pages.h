/* pages.h: private to this feature: what its pages share. */
#ifndef FEATURES_DOSSIER_PAGES_H
#define FEATURES_DOSSIER_PAGES_H

#include "features/dossier/dossier_views.h"
#include "features/dossier/internal.h"
#include "features/document/document.h"
#include "web/page.h"

/* The dossier of the path's {code}, if who is signed in may see it. */
MUST_CHECK enum err dossier_of_path(struct req *req, struct dossier *ret_dossier);
struct str dossier_url(struct ctx *ctx, const struct dossier *dossier, const char *behind); /* "/dossiers/CODE" + behind */
struct str dossier_work_url(struct ctx *ctx, struct str code, const char *behind);

/* --- dossier_show.c: what citizens and officers both see --- */
struct tag dossier_state_tag(struct ctx *ctx, enum dossier_state state);
/* "Còn 2 ngày làm việc", "Hôm nay là hạn", "Quá hạn 3 ngày"; empty when no clock runs. */
struct tag dossier_due_tag(struct ctx *ctx, enum dossier_state state, struct day due_day);
struct str dossier_procedure_name(struct ctx *ctx, int64_t procedure_id);

/* An answer of the form, for those fields that were asked. */
struct dossier_answer {
    const struct field *field;
    struct str label, text; /* in the reader's language */
    struct str raw;
};
MUST_CHECK enum err dossier_answers(struct ctx *ctx, const struct dossier *dossier, struct dossier_answer **ret_answers, int *ret_count);
MUST_CHECK enum err dossier_answers_list(struct ctx *ctx, const struct dossier *dossier, struct summary_list *ret_list);
/* Uploads with links; replaced ones are marked. */
MUST_CHECK enum err dossier_papers_list(struct ctx *ctx, const struct dossier *dossier, struct summary_list *ret_list);
MUST_CHECK enum err dossier_history(struct ctx *ctx, const struct dossier *dossier, bool for_citizen, struct history *ret_history);
/* "Vì sao là ngày này?": the calculation line by line; no rows when no clock runs. */
MUST_CHECK enum err dossier_why(struct ctx *ctx, const struct dossier *dossier, struct table *ret_table, struct str *ret_sentence);
/* The forms that exist for this dossier by now. */
MUST_CHECK enum err dossier_print_links(struct ctx *ctx, const struct dossier *dossier, struct dossier_link **ret_links, int *ret_count);
struct str dossier_file_facts(struct ctx *ctx, const struct document *doc); /* "3 trang, 1,2 MB, SHA-256 9f86d081…" */

/* --- consent_pages.c --- */
/* Who must agree; *ret_open: somebody still has to. */
MUST_CHECK enum err dossier_consents_list(struct ctx *ctx, const struct dossier *dossier, struct summary_list *ret_list, bool *ret_open);
/* The steps of a linked dossier; no rows for others. */
MUST_CHECK enum err dossier_linked_table(struct ctx *ctx, const struct dossier *dossier, bool for_officer, struct table *ret_table);
MUST_CHECK enum err dossier_is_asked(struct ctx *ctx, const struct dossier *dossier, bool *ret_asked); /* who is signed in must agree to it */

/* --- handlers --- */
enum err consents_page(struct req *req);
enum err consent_post(struct req *req);
enum err work_consent_post(struct req *req);
enum err dossiers_page(struct req *req);
enum err dossier_page_show(struct req *req);
enum err dossier_submitted_page(struct req *req);
enum err dossier_withdraw_post(struct req *req);
enum err dossier_file_page(struct req *req);
enum err dossier_print_page(struct req *req);
enum err papers_page_mine(struct req *req);
enum err supplement_page(struct req *req);
enum err supplement_post(struct req *req);
enum err lookup_page(struct req *req);
enum err lookup_post(struct req *req);
enum err work_page(struct req *req);
enum err work_dossier_page(struct req *req);
enum err work_ask_payment_post(struct req *req);
enum err work_paid_post(struct req *req);
enum err work_transfer_post(struct req *req);
enum err work_receive_post(struct req *req);
enum err work_refuse_receipt_post(struct req *req);
enum err work_supplement_post(struct req *req);
enum err work_propose_post(struct req *req);
enum err work_hand_back_post(struct req *req);
enum err work_approve_post(struct req *req);
enum err work_refuse_post(struct req *req);
enum err work_return_post(struct req *req);
enum err work_reappoint_post(struct req *req);
enum err register_page(struct req *req);
enum err register_csv(struct req *req);
enum err register_xlsx(struct req *req);
enum err register_pdf(struct req *req);
enum err dossier_get_api(struct req *req);
enum err dossier_post_api(struct req *req);
enum err document_post_api(struct req *req);

/* The officer's page again, with what was wrong in the form that was sent. */
MUST_CHECK enum err work_dossier_show(struct req *req, const struct dossier *dossier, const struct form_errors *errors, int status);

#endif
