/* pages.h: handlers of population, for population_routes.c, and what they share. */
#ifndef FEATURES_POPULATION_PAGES_H
#define FEATURES_POPULATION_PAGES_H

#include "features/population/population.h"
#include "features/population/population_views.h"
#include "web/page.h"

MUST_CHECK enum err person_verify_api(struct req *req); /* reads the question; the batch answers it */
MUST_CHECK enum err person_verify_batch(struct ctx *ctx, struct req *const *reqs, int count);
MUST_CHECK enum err me_page(struct req *req);
MUST_CHECK enum err person_search_page(struct req *req);
MUST_CHECK enum err person_search_post(struct req *req);
MUST_CHECK enum err person_show_post(struct req *req);

/* --- person_record.c --- */
MUST_CHECK enum err person_record_fill(struct ctx *ctx, const struct person *person, struct person_record_view *ret_view);
struct str person_birth_text(struct ctx *ctx, const struct person *person);
struct str person_sex_text(struct ctx *ctx, bool female);
struct str residence_text(struct ctx *ctx, const struct residence *residence); /* address and commune */

#endif
