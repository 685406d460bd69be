/* lives.h: everybody who ever lived in a commune, packed: for each stay when it began and ended, birth, sex, ethnic group, hamlet and what it began and ended with; for each
 * household the times between two changes of its size. About 8 bytes a stay. Equal registers give equal bytes. No names, no numbers of persons. */
#ifndef FEATURES_DEMOGRAPHY_LIVES_H
#define FEATURES_DEMOGRAPHY_LIVES_H

#include "features/demography/demography.h"

#define LIFE_OPEN INT32_MAX
enum life_begin { BEGIN_NONE, BEGIN_BORN, BEGIN_ARRIVED, BEGIN_NEAR }; /* NONE: no flow (temporary, or from the same commune) */
enum life_end { END_NONE, END_DEAD, END_DEPARTED, END_NEAR };

struct life {
    int32_t birth, from, until; /* day numbers; until: the first day on which it does not count, or LIFE_OPEN */
    uint16_t hamlet;            /* place in lives.hamlets + 1; 0: none */
    uint8_t ethnic, temporary, female, begin, end;
    uint8_t zero_; /* so that lives compare by bytes */
};
struct home { /* a household between two changes */
    int32_t from, until;
    uint16_t hamlet;
    uint16_t size;
};
struct lives {
    int64_t *hamlets; /* ascending */
    int hamlet_count;
    struct life *items; /* by birth, then the rest: lives_sort() */
    int count;
    struct home *homes;
    int home_count;
};
void lives_sort(struct lives *lives);
struct str lives_pack(struct arena *arena, const struct lives *lives);
/* ERR_INTERNAL: bytes that lives_pack() did not write. */
MUST_CHECK enum err lives_unpack(struct ctx *ctx, struct str bytes, struct lives *ret_lives);
int life_cmp(const struct life *a, const struct life *b);
int home_cmp(const struct home *a, const struct home *b);

/* First day on which somebody has completed `years`; born on 29 February: 1 March in common years. */
int32_t lives_birthday(struct civil birth, int years);
/* `hamlet`: place + 1 as in struct life; -1: the whole commune. Days ascending. */
void lives_count(const struct lives *lives, int hamlet, const struct day *days, int count, struct demography_figure *ret_figures);

#endif
