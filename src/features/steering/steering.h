/* steering.h: what leaders see: the figures of a province, a commune, a procedure, and the dossiers behind each number. Reads the tally and the lists of
 * dossiers; owns no table. A page costs the same with ten thousand dossiers and with a million: it asks counters only. */
#ifndef FEATURES_STEERING_H
#define FEATURES_STEERING_H

#include "web/route.h"

extern const struct route steering_routes[];
extern const int steering_routes_count;

#endif
