/* bulk.h: writes households with their people by the thousand: rows are gathered, sorted by person, and inserted 32 at a time. Goes round the rules and
 * events of population on purpose (it makes a past, not a change), so it is for an empty demo database only. */
#ifndef APP_DEMO_BULK_H
#define APP_DEMO_BULK_H

#include "app/demo/lives.h"
#include "platform/db/db.h"

enum { BULK_PEOPLE_MAX = 50 * 1000 };

struct bulk_residence {
    int64_t residence_id, person_id, unit_id, hamlet_id, household_id;
    struct str address;
    const char *kind, *dwelling, *end_reason;
    struct day from, expires, to; /* DAY_NONE: none */
};
struct bulk_household {
    int64_t household_id, unit_id, hamlet_id;
    struct str address;
    struct day since;
};
struct bulk_member {
    int64_t household_member_id, household_id, person_id;
    const char *relation;
    struct day from, to;
};

struct bulk {
    struct ctx ctx;       /* the caller's, with an arena of its own that is reset after each flush */
    struct arena arena;
    struct soul *souls;
    struct bulk_household *households;
    struct bulk_member *members;
    struct bulk_residence *residences;
    int soul_count, household_count, member_count, residence_count;
    int64_t last_id; /* ids count from 1: short, dense, and the same for the same seed */
};

void bulk_init(struct ctx *ctx, struct bulk *ret_bulk);
void bulk_done(struct bulk *bulk);
/* Room for one more household with all that belongs to it; else flush first. */
bool bulk_full(const struct bulk *bulk);
int64_t bulk_id(struct bulk *bulk);
struct str bulk_phone(struct arena *arena, const struct soul *soul, struct day today); /* "" under 15 */
/* Writes what is gathered in one transaction and forgets it, the arena too. */
MUST_CHECK enum err bulk_flush(struct bulk *bulk);
/* Secondary indexes are dropped before and built after: sorting once beats a million insertions. */
MUST_CHECK enum err bulk_indexes_drop(struct ctx *ctx);
MUST_CHECK enum err bulk_indexes_create(struct ctx *ctx);

#endif
