/* pages.h: the handlers of this feature. */
#ifndef FEATURES_REORGANISATION_PAGES_H
#define FEATURES_REORGANISATION_PAGES_H

#include "features/reorganisation/reorganisation.h"
#include "features/reorganisation/reorganisation_views.h"

enum err reorganisations_page(struct req *req);
enum err reorganisation_page(struct req *req);
enum err split_page(struct req *req);
enum err split_post(struct req *req);
enum err split_apply_post(struct req *req);
enum err places_page(struct req *req);

/* The day of the path; ERR_NOT_FOUND when nothing was reorganised then. */
MUST_CHECK enum err reorganisation_of_path(struct req *req, struct reorganisation *ret_reorganisation);
struct str reorganisation_url(struct ctx *ctx, struct day effective_on);
struct str reorganisation_split_url(struct ctx *ctx, struct day effective_on, int64_t unit_id, const char *behind);
/* "Xã Ia Hrung; Xã Ia Grai" */
struct str reorganisation_names(struct ctx *ctx, const struct unit *units, int count);

#endif
