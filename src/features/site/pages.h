/* pages.h: the handlers of site_routes.c and what they share. */
#ifndef FEATURES_SITE_PAGES_H
#define FEATURES_SITE_PAGES_H

#include "features/site/site.h"
#include "features/site/site_views.h"

enum err home_page(struct req *req);
enum err help_page(struct req *req);
enum err admin_page(struct req *req);
enum err admin_officers_page(struct req *req);
enum err admin_officer_page(struct req *req);
enum err admin_role_add_post(struct req *req);
enum err admin_role_end_post(struct req *req);
enum err admin_officer_new_page(struct req *req);
enum err admin_officer_new_post(struct req *req);
enum err admin_agencies_page(struct req *req);
enum err admin_agency_new_page(struct req *req);
enum err admin_agency_new_post(struct req *req);
enum err admin_agency_page(struct req *req);
enum err admin_agency_post(struct req *req);
enum err admin_agency_end_post(struct req *req);
enum err admin_rights_page(struct req *req);
enum err admin_units_page(struct req *req);
enum err admin_unit_page(struct req *req);
enum err admin_calendars_page(struct req *req);
enum err audit_page(struct req *req);

/* Is this address in the program and open to the reader? Menus and home show no way that ends at a closed door. */
bool site_open(const struct req *req, const char *path);
struct str site_id_text(struct arena *arena, int64_t id);

#endif
