/* population_views.h: what the pages of the register show; filled by person_record.c and *_pages.c of this folder only. */
#ifndef FEATURES_POPULATION_VIEWS_H
#define FEATURES_POPULATION_VIEWS_H

#include "features/population/person_record.h"

struct people_export_view {
    struct form_errors errors;
    struct str csrf;
    struct select_field unit;
    struct date_field on;
    struct radio_field format;
    struct text_field purpose;
};

#endif
