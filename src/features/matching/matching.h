/* matching.h: who is it? Search by name as people remember and type it, records that may be one and the same person, and what becomes of two records when they are.
 * Everything here shows people to those who do not know them yet, so each look-up is bound to a purpose and a dossier and stands in the log
 * (Law 91/2025/QH15; Decree 47/2020/NĐ-CP Art. 23-28; domain: 6.1, 6.4, 11). */
#ifndef FEATURES_MATCHING_H
#define FEATURES_MATCHING_H

#include "features/population/population.h"

/* --- comparing names (folded by unicode_fold: without marks, đ = d, lower case) ----------------------------------------------- */
/* How a name in the register is like the one that is looked for; better ones first. */
enum likeness {
    LIKE_SAME,   /* the same */
    LIKE_BLANKS, /* the same letters, words written together or apart: "nguyenthi lan", "h hen" */
    LIKE_ORDER,  /* the same words in another order */
    LIKE_TYPO,   /* one word differs by one letter too many, too few, another, or two neighbours swapped */
    LIKE_MORE,   /* all the words, and others beside them */
    LIKE_OTHER,
};
enum likeness name_likeness(struct str asked_folded, struct str name_folded);
/* Why it was found, for the reader: "Đúng tên", "Lệch một chữ: lam → lan". */
struct str name_likeness_text(struct ctx *ctx, struct str asked_folded, struct str name_folded);

/* --- search ------------------------------------------------------------------------------------------------------------------- */
struct name_search {
    struct str name;       /* as typed, 2 letters or more */
    int birth_year;        /* 0: any */
    int year_slack;        /* 0..10: that many years earlier or later will do */
    int64_t unit_id;       /* commune of permanent or temporary residence; 0: any */
    struct str parent;     /* name of father or mother, as typed; "" not asked. Its words in any order, one typing error, others may be missing */
};
struct name_hit {
    struct person person;
    enum likeness likeness;
    bool marks_agree;      /* the marks too: "Lân" was asked and Lân found, not Lan */
    int years_off;
};
enum { SEARCH_HITS_MAX = 200, SEARCH_EXAMINED_MAX = 40000, SEARCH_NAMES_MAX = 512 };
struct name_hits {
    struct name_hit *items; /* best first: likeness, marks, years off, birth, number */
    int count;
    bool more;              /* there are more than these: ask for a birth year or a commune */
    bool similar_left_out;  /* not all similar names could be looked at: ask for the year or the whole name */
};
/* A hit's person holds number, name, birth, sex, father, mother and status, nothing else; numbers that were cancelled are not found. ERR_INVALID "search.name": nothing to
 * look for. */
MUST_CHECK enum err matching_search(struct ctx *ctx, const struct name_search *search, struct name_hits *ret_hits);
/* Why it was found, in words: name_likeness_text(), and whether the marks differ. */
struct str matching_why(struct ctx *ctx, const struct name_search *search, const struct name_hit *hit);

/* --- the index ------------------------------------------------------------------------------------------------------------------ */
/* Names that came in lately are found at once (they are compared one by one); this brings them into the index, at most `limit` in a write transaction of its own.
 * For the jobs role, again while *ret_more; and by the last step of an import. */
MUST_CHECK enum err matching_index_fresh(struct ctx *ctx, int limit, bool *ret_more);
/* A load of many millions, in its own transactions: begin, insert people, end. Names are indexed by matching_bulk_end() from the register itself, and nobody is looked
 * at for duplicates. Without it a load works as well, only slower. */
MUST_CHECK enum err matching_bulk_begin(struct ctx *ctx);
MUST_CHECK enum err matching_bulk_end(struct ctx *ctx);
/* What `congdan check` asks: names of people that are neither in the index nor waiting for it (0 when all is well), names in the index, and whether the triggers stand
 * still because a bulk load did not end. */
struct matching_state {
    int64_t missing, names, waiting;
    bool paused;
};
MUST_CHECK enum err matching_check(struct ctx *ctx, struct matching_state *ret_state);
/* Builds the index anew; reads every name of the register once. In write transactions of its own. */
MUST_CHECK enum err matching_rebuild(struct ctx *ctx);

/* Addresses: an officer's look-up. */
extern const struct route matching_routes[];
extern const int matching_routes_count;

#endif
