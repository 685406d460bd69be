/* rng.h: numbers that look random and are the same for the same seed on every machine (SplitMix64). For invented lives, never for secrets. */
#ifndef APP_DEMO_RNG_H
#define APP_DEMO_RNG_H

#include "base/str.h"

struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *rng)
{
    uint64_t z = (rng->state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}
static inline int rng_below(struct rng *rng, int limit) { return (int)(((rng_next(rng) >> 32) * (uint64_t)limit) >> 32); } /* 0..limit-1 */
static inline int rng_between(struct rng *rng, int low, int high) { return low + rng_below(rng, high - low + 1); }        /* both included */
static inline bool rng_chance(struct rng *rng, int per_mille) { return rng_below(rng, 1000) < per_mille; }

#endif
