/* routes.h: the addresses of this feature, for app/features.c. */
#ifndef FEATURES_DOSSIER_ROUTES_H
#define FEATURES_DOSSIER_ROUTES_H

#include "web/route.h"

extern const struct route dossier_routes[];
extern const int dossier_routes_count;

#endif
