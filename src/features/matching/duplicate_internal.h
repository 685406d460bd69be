/* duplicate_internal.h: what duplicate*.c share. */
#ifndef FEATURES_MATCHING_DUPLICATE_INTERNAL_H
#define FEATURES_MATCHING_DUPLICATE_INTERNAL_H

#include "features/matching/duplicate.h"
#include "features/matching/internal.h"

enum { CANDIDATES_MAX = 200, BIRTH_DAYS = 8, SIMILAR_NAMES_MAX = 64 };
struct id_list {
    int64_t ids[CANDIDATES_MAX];
    int count;
};

/* --- search.c --- */
/* Names of the register that are like this one, the name itself first; with one typing error only as many as there is room for. */
MUST_CHECK enum err names_like(struct ctx *ctx, struct str name, int limit, struct name_list *ret_list);

/* --- duplicate_store.c --- */
MUST_CHECK enum err duplicate_store_insert(struct ctx *ctx, int64_t low_id, int64_t high_id, int64_t unit_id, int score, int64_t evidence); /* known already: nothing */
/* Writes the decision when version and state are still those; else *ret_changed 0. */
MUST_CHECK enum err duplicate_store_decide(struct ctx *ctx, const struct duplicate *to, const char *from_state, int64_t *ret_changed);
MUST_CHECK enum err duplicate_store_fresh(struct ctx *ctx, int limit, int64_t *ret_ids, int *ret_count);
MUST_CHECK enum err duplicate_store_forget(struct ctx *ctx, int64_t person_id);
MUST_CHECK enum err duplicate_store_born(struct ctx *ctx, const struct str *names, int names_count, const struct str days[BIRTH_DAYS], struct id_list *list);
MUST_CHECK enum err duplicate_store_name(struct ctx *ctx, int64_t person_id, struct str *ret_name); /* also of a cancelled record; ERR_NOT_FOUND */
MUST_CHECK enum err duplicate_store_old_number(struct ctx *ctx, struct str old_number, struct id_list *list);

#endif
