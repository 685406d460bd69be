/* people_export_internal.h: what the files of the export share. */
#ifndef FEATURES_POPULATION_PEOPLE_EXPORT_INTERNAL_H
#define FEATURES_POPULATION_PEOPLE_EXPORT_INTERNAL_H

#include "features/population/internal.h"
#include "features/population/people_export.h"

enum { EXPORT_PAGE = 64 };

struct export_row {
    struct person person;
    struct residence home;
    int64_t household_id; /* 0: none */
    struct str relation;
};
/* Everybody whose permanent residence was in the commune that day, by number: number, hamlet, address, first day. */
MUST_CHECK enum err export_store_homes(struct ctx *ctx, int64_t unit_id, struct day on, struct export_row **ret_rows, int *ret_count);
/* Persons and seats of up to EXPORT_PAGE of them. */
MUST_CHECK enum err export_store_fill(struct ctx *ctx, struct day on, struct export_row *rows, int count);

#endif
