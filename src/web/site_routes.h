/* site_routes.h: addresses that belong to no feature: embedded files, the language and display switches. */
#ifndef WEB_SITE_ROUTES_H
#define WEB_SITE_ROUTES_H

#include "web/route.h"

extern const struct route web_site_routes[];
extern const int web_site_routes_count;

#endif
