/* kin.h: relatives, for the rules of marriage, recognition and adoption. Inside population only. */
#ifndef FEATURES_POPULATION_KIN_H
#define FEATURES_POPULATION_KIN_H

#include "features/population/population.h"

enum { KIN_MAX = 126 }; /* six generations of parents; whoever has more is not followed further */
struct kin_set {
    int64_t ids[KIN_MAX];
    int count;
};
enum kin_line { KIN_BY_BLOOD, KIN_BY_ADOPTION, KIN_BOTH };
bool kin_has(const struct kin_set *set, int64_t id);
bool kin_meet(const struct kin_set *a, const struct kin_set *b);
/* Adds parents (spouses) that the person has or had under any number, each by the number that holds today (person_resolve). Whoever is looked for in a set is named
 * by that number, too. */
MUST_CHECK enum err kin_parents(struct ctx *ctx, int64_t person_id, enum kin_line line, struct kin_set *set);
MUST_CHECK enum err kin_spouses(struct ctx *ctx, int64_t person_id, struct kin_set *set);
/* The person, parents and grandparents: two people whose sets meet are kin within three generations (Law on Marriage and Family 52/2014/QH13 Art. 3.18). */
MUST_CHECK enum err kin_three_generations(struct ctx *ctx, int64_t person_id, struct kin_set *ret_set);
MUST_CHECK enum err kin_descends_from(struct ctx *ctx, int64_t person_id, int64_t ancestor_id, bool *ret_descends);

#endif
