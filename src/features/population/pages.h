/* pages.h: handlers of population, for population_routes.c. */
#ifndef FEATURES_POPULATION_PAGES_H
#define FEATURES_POPULATION_PAGES_H

#include "web/page.h"

MUST_CHECK enum err person_verify_api(struct req *req);

#endif
