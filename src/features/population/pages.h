/* pages.h: handlers of population, for population_routes.c, and what they share. */
#ifndef FEATURES_POPULATION_PAGES_H
#define FEATURES_POPULATION_PAGES_H

#include "features/population/population.h"
#include "features/population/population_views.h"
#include "web/page.h"

MUST_CHECK enum err person_verify_api(struct req *req); /* reads the question; the batch answers it */
MUST_CHECK enum err person_verify_batch(struct ctx *ctx, struct req *const *reqs, int count);
MUST_CHECK enum err people_export_page(struct req *req);
MUST_CHECK enum err people_export_post(struct req *req);

#endif
