/* population_views.h: what the pages of the register show; filled by person_record.c and *_pages.c of this folder only. */
#ifndef FEATURES_POPULATION_VIEWS_H
#define FEATURES_POPULATION_VIEWS_H

#include "web/form.h"

/* What the register holds of one person: for herself and for an officer with a purpose. */
struct person_record_view {
    struct summary_list who, homes;
    struct str source; /* of `who`; homes have their own dates */
    struct table household; /* no rows: she is in no household */
    struct table history;
    struct table absences;
};

struct me_view {
    struct person_record_view record;
    struct table seen; /* the latest looks at her data */
    struct details mistake;
};

struct person_search_view {
    struct form_errors errors;
    struct str csrf;
    struct text_field number, name, birth_year, purpose, dossier;
};

/* One hit; the number is masked, and `pick` names the row, not the person. */
struct person_hit {
    struct str number, name, birth, sex, home, pick;
    struct tag status;
};
struct person_hits_view {
    struct str csrf;
    struct str number, name, birth_year, purpose, dossier; /* the question, to be sent again */
    const struct person_hit *items;
    int items_count;
    bool is_cut;
    int shown;
    struct empty_state empty;
};

struct person_show_view {
    struct person_record_view record;
    struct str name, purpose;
};

#endif
