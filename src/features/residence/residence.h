/* residence.h: pages about where people stay that are no form of screens: thông báo lưu trú (Law on Residence 68/2020/QH14 Art. 30): a keeper notifies who
 * sleeps at her place tonight, the commune's police see who sleeps in their commune. The rules of a notice stand in population, its record in dossier. */
#ifndef FEATURES_RESIDENCE_H
#define FEATURES_RESIDENCE_H

#include "web/route.h"

extern const struct route residence_routes[];
extern const int residence_routes_count;

#endif
