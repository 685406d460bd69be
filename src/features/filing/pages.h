/* pages.h: private to this feature: what its pages share. */
#ifndef FEATURES_FILING_PAGES_H
#define FEATURES_FILING_PAGES_H

#include "features/filing/form_values.h"
#include "features/document/document.h"

struct str filing_limit_text(struct ctx *ctx, const struct procedure *procedure);
struct str filing_fee_text(struct ctx *ctx, const struct procedure *procedure);
MUST_CHECK enum err filing_find_procedure(struct req *req, struct str slug, const struct procedure **ret_procedure);

/* The draft of the path's {id} with its answers; ERR_CONFLICT after submission, with the dossier to look at. */
struct filing {
    struct draft draft;
    struct form_values values;
};
MUST_CHECK enum err filing_load(struct req *req, struct filing *ret_filing);
struct str filing_caption(struct req *req, const struct draft *draft, int step);
/* A draft's screens, then its papers (when there are any), then the review. */
int filing_steps(const struct procedure *procedure);
struct str filing_step_url(struct ctx *ctx, const struct draft *draft, int step);
/* The first step that still has a fault; the review when all is right. */
MUST_CHECK enum err filing_first_open_step(struct req *req, const struct filing *filing, int *ret_step);
MUST_CHECK enum err filing_papers_missing(struct req *req, const struct filing *filing, struct form_errors *errors);

enum err services_page(struct req *req);
enum err service_page(struct req *req);
enum err service_start_post(struct req *req);
enum err screen_page(struct req *req);
enum err screen_post(struct req *req);
enum err papers_page(struct req *req);
enum err papers_post(struct req *req);
enum err review_page(struct req *req);
enum err submit_post(struct req *req);
enum err draft_page(struct req *req);
enum err drafts_page(struct req *req);
enum err draft_delete_post(struct req *req);
enum err counter_page(struct req *req);
enum err counter_post(struct req *req);

#endif
