/* verify_internal.h: what verify.c and verify_claims.c share. */
#ifndef FEATURES_POPULATION_VERIFY_INTERNAL_H
#define FEATURES_POPULATION_VERIFY_INTERNAL_H

#include "features/population/internal.h"

enum { VERIFY_CHUNK = 64 };

/* Places 1..64, for queries that have that many. */
#define VERIFY_8(a, b, c, d, e, f, g, h) "$" #a ",$" #b ",$" #c ",$" #d ",$" #e ",$" #f ",$" #g ",$" #h
#define VERIFY_64                                                                                                       \
    VERIFY_8(1, 2, 3, 4, 5, 6, 7, 8) "," VERIFY_8(9, 10, 11, 12, 13, 14, 15, 16) "," VERIFY_8(17, 18, 19, 20, 21, 22, 23, 24) ","                      \
    VERIFY_8(25, 26, 27, 28, 29, 30, 31, 32) "," VERIFY_8(33, 34, 35, 36, 37, 38, 39, 40) "," VERIFY_8(41, 42, 43, 44, 45, 46, 47, 48) ","             \
    VERIFY_8(49, 50, 51, 52, 53, 54, 55, 56) "," VERIFY_8(57, 58, 59, 60, 61, 62, 63, 64)

/* Compares the claims of the rows whose name and birth agree. */
MUST_CHECK enum err verify_claims_of(struct ctx *ctx, struct verify_row *rows, int count);

#endif
