/* notify_routes.h: the addresses of this feature, for app/features.c. */
#ifndef FEATURES_NOTIFY_ROUTES_H
#define FEATURES_NOTIFY_ROUTES_H

#include "web/route.h"

extern const struct route notify_routes[];
extern const int notify_routes_count;

#endif
