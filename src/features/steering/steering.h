/* steering.h: how leaders see the work: numbers from the tally, each a link to its dossiers. Highest of the features; nobody calls it. */
#ifndef FEATURES_STEERING_H
#define FEATURES_STEERING_H

#include "web/route.h"

extern const struct route steering_routes[];
extern const int steering_routes_count;

#endif
