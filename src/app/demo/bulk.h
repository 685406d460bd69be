/* bulk.h: writes households with their people by the thousand: rows are gathered, sorted by person, and inserted by a thread of its own while the next ones are
 * invented. Goes round the rules and events of population on purpose (it makes a past, not a change), so it is for an empty demo database only. */
#ifndef APP_DEMO_BULK_H
#define APP_DEMO_BULK_H

#include "app/demo/lives.h"
#include "platform/db/db.h"
#include <pthread.h>

enum { BULK_PEOPLE_MAX = 25 * 1000 };
#define FIRST_HOUSEHOLD_ID INT64_C(1000000000000) /* above all personal numbers, as everywhere (population/events.h) */

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

struct bulk_rows {
    struct arena arena; /* names and addresses */
    struct soul *souls;
    struct bulk_household *households;
    struct bulk_member *members;
    struct bulk_residence *residences;
    int soul_count, household_count, member_count, residence_count;
};
struct bulk {
    struct bulk_rows rows;    /* being invented */
    struct bulk_rows written; /* the writer's */
    struct ctx ctx;           /* the writer's, with the caller's connection: nobody else may use it until bulk_finish() */
    struct arena scratch;
    pthread_t writer;
    bool writing;
    enum err result;
    int64_t last_card_id;     /* the writer's */
    int64_t last_id, last_household_id; /* ids count: short, dense, and the same for the same seed */
};

void bulk_init(struct ctx *ctx, struct bulk *ret_bulk);
void bulk_done(struct bulk *bulk);
/* Room for one more household with all that belongs to it; else flush first. */
bool bulk_full(const struct bulk *bulk);
int64_t bulk_id(struct bulk *bulk);           /* of a member or a residence */
int64_t bulk_household_id(struct bulk *bulk);
struct str bulk_phone(struct arena *arena, const struct soul *soul, struct day today); /* "" under 15 */
/* Hands what is gathered to the writer, once it is through with what it had. Errors are those of the rows before. */
MUST_CHECK enum err bulk_flush(struct bulk *bulk);
/* The same, and waits until all is in. */
MUST_CHECK enum err bulk_finish(struct bulk *bulk);
/* Indexes step aside before and are built after: sorting once beats a million insertions. */
MUST_CHECK enum err bulk_begin(struct ctx *ctx);
MUST_CHECK enum err bulk_end(struct ctx *ctx);

#endif
