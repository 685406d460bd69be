/* matching_views.h: what the pages of matching show; filled by *_pages.c of this folder only. */
#ifndef FEATURES_MATCHING_VIEWS_H
#define FEATURES_MATCHING_VIEWS_H

#include "features/population/person_record.h"
#include "web/form.h"

/* The question as it was typed, to be sent again with the next one. */
struct person_question {
    struct str csrf;
    struct str number, name, birth_year, slack, commune, parent, purpose, dossier;
};

struct person_search_view {
    struct form_errors errors;
    struct str csrf;
    struct text_field number, name, birth_year, commune, parent, purpose, dossier;
    struct select_field slack;
};

/* One hit; the number is masked, and `pick` names the row, not the person. */
struct person_hit {
    struct str number, name, birth, sex, home, pick, why;
    struct tag status;
};
struct person_hits_view {
    struct person_question question;
    const struct person_hit *items;
    int items_count;
    struct str found;   /* "Tìm thấy 34 người, đang xem người thứ 21 đến 34." */
    struct notice advice; /* how to narrow the search; title "" for none */
    struct str after;   /* pick of the last row when there is a next page; else "" */
    struct empty_state empty;
};

struct person_show_view {
    struct person_record_view record;
    struct str name, purpose;
    struct notice replaced; /* the number that was asked for is a cancelled one */
};

/* --- records that may be one person --- */
struct duplicates_view {
    struct str unit_name;
    struct table table;
    struct pagination pages;
    struct empty_state empty;
    bool is_decided;      /* the list of what was decided; else what is open */
};

/* One datum of both records. */
struct duplicate_line {
    struct str key, low, high;
    bool differs;         /* both are known and are not the same */
};
struct duplicate_view {
    struct back_link back;
    struct form_errors errors;
    struct str csrf, post_url, undo_url, version, low_number, high_number, state_text, found;
    const struct tag *signs;
    int signs_count;
    const struct duplicate_line *lines;
    int lines_count;
    bool is_open, can_undo;
    struct radio_field decision;
    struct text_area reason;
    struct notice done;   /* the decision that was taken */
};

#endif
