/* internal.h: what the files of matching share among themselves. */
#ifndef FEATURES_MATCHING_INTERNAL_H
#define FEATURES_MATCHING_INTERNAL_H

#include "features/matching/matching.h"

/* --- name_words.c: pure --- */
enum { NAME_WORDS_MAX = 16, WORD_BYTES_MAX = 40 };
struct name_words {
    struct str words[NAME_WORDS_MAX];
    int count;
};
/* Slices of the folded name; what stands behind the sixteenth blank belongs to the last word. */
void name_words_of(struct str folded, struct name_words *ret_words);
struct str name_bag(struct arena *arena, const struct name_words *words);
struct str name_squash(struct arena *arena, struct str folded);
/* The word itself, and without each of its letters; all different. Gives how many, at most WORD_BYTES_MAX + 1. */
int word_stems(struct arena *arena, struct str word, struct str ret_stems[WORD_BYTES_MAX + 1]);
/* Equal but for one typing error (not equal). */
bool word_near(struct str a, struct str b);
/* Like name_likeness, forgiving one typing error beside missing words: for parents, whose names are remembered in parts. */
bool name_holds(struct str asked_folded, struct str name_folded);

/* --- name_store.c: the dictionary --- */
struct name_list {
    struct str *items; /* folded, each once */
    int count;
    bool cut; /* SEARCH_NAMES_MAX was reached */
};
bool name_list_add(struct name_list *list, struct str name_folded); /* false: full */
MUST_CHECK enum err name_store_same(struct ctx *ctx, struct str bag, struct str squash, struct name_list *list);
MUST_CHECK enum err name_store_bags(struct ctx *ctx, const struct str *bags, int count, struct name_list *list);
/* Known words that share a stem; ret_words has room for `limit`. */
MUST_CHECK enum err name_store_near(struct ctx *ctx, const struct str *stems, int count, struct str *ret_words, int limit, int *ret_count);
/* Names that hold both words (the second may be ""). */
MUST_CHECK enum err name_store_holding(struct ctx *ctx, struct str word, struct str other, int limit, struct name_list *list);
/* How many names hold the word, counted up to `limit`. */
MUST_CHECK enum err name_store_frequency(struct ctx *ctx, struct str word, int limit, int *ret_count);
MUST_CHECK enum err name_store_fresh(struct ctx *ctx, struct str after, int limit, struct str *ret_names, int *ret_count);

/* --- search_store.c: people of names --- */
enum { NAMES_AT_ONCE = 32 };
struct people_query {
    const struct str *names;
    int names_count; /* 1..NAMES_AT_ONCE */
    struct str from, to; /* birth days, inclusive, as stored */
    int64_t unit_id;
    int limit;       /* of hits */
    int examine;     /* of people of these names, when only those of a commune are wanted */
};
MUST_CHECK enum err search_store_people(struct ctx *ctx, const struct people_query *query, struct person *ret_people, int *ret_count);
/* How many people there are of the names, counted up to `limit`. */
MUST_CHECK enum err search_store_count(struct ctx *ctx, const struct people_query *query, int limit, int *ret_count);
/* Folded names of these people (fathers and mothers), "" for who is not in the register. At most 64 at once. */
MUST_CHECK enum err search_store_names(struct ctx *ctx, const int64_t *ids, int count, struct str *ret_names);

/* Places 1..N of a statement for lists of that many; free places repeat the first value. */
#define MATCHING_8(a, b, c, d, e, f, g, h) "$" #a ",$" #b ",$" #c ",$" #d ",$" #e ",$" #f ",$" #g ",$" #h
#define MATCHING_32 MATCHING_8(1, 2, 3, 4, 5, 6, 7, 8) "," MATCHING_8(9, 10, 11, 12, 13, 14, 15, 16) "," \
    MATCHING_8(17, 18, 19, 20, 21, 22, 23, 24) "," MATCHING_8(25, 26, 27, 28, 29, 30, 31, 32)
#define MATCHING_64 MATCHING_32 "," MATCHING_8(33, 34, 35, 36, 37, 38, 39, 40) "," MATCHING_8(41, 42, 43, 44, 45, 46, 47, 48) "," \
    MATCHING_8(49, 50, 51, 52, 53, 54, 55, 56) "," MATCHING_8(57, 58, 59, 60, 61, 62, 63, 64)

#endif
