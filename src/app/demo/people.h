/* people.h: the people of the demo: a synthetic province, the same for the same seed. Nobody in it exists; every row says source = 'synthetic', every phone
 * number begins with 000. */
#ifndef APP_DEMO_PEOPLE_H
#define APP_DEMO_PEOPLE_H

#include "app/demo/places.h"
#include "platform/db/db.h"

/* The people that the demo's stories are about. */
struct demo_actor {
    int64_t person_id;
    struct str full_name, phone;
    struct day birth;
    int64_t unit_id; /* of permanent residence */
};
struct demo_cast {
    struct demo_actor renter;      /* a woman of 28, at home in the lowlands, rents a room in Pleiku and has not registered it yet */
    int64_t renter_unit_id;        /* where the room is */
    struct str renter_address;
    struct demo_actor landlord;    /* whose room it is */
    struct demo_actor family[4];   /* father, mother, daughter, son: temporary residents at a house that they bought; they want permanent residence */
    int64_t family_unit_id;
    struct str family_address;
    struct demo_actor inn_keeper;
    int64_t lodging_place_id, lodging_unit_id;
    struct str lodging_address;
    struct demo_actor elder;       /* 80, in a highland village, with her daughter's family */
    struct demo_actor traveller;   /* 21, of military age, goes to work elsewhere: khai báo tạm vắng */
    struct demo_actor fifteen, thirteen; /* both with their mother */
    struct demo_actor mother;
    struct demo_actor dead;        /* died two months ago */
};

enum { DEMO_PROVINCE_MAX = 2000000 }; /* more people than this do not fit into one province: they get the whole country */

/* Fills the empty tables of population with `count` people (at least 1,000) in the communes of the province as they are today (ctx->now_ms), or of all Viet Nam when
 * they are more than DEMO_PROVINCE_MAX, and hamlets into
 * them. In its own transactions; with a crash in between the database is not usable: the caller marks completion. Memory does not grow with `count`.
 * Errors: ERR_NOT_FOUND when the province has no communes, ERR_CONFLICT when there are people already. `progress` may be NULL. */
MUST_CHECK enum err demo_people(struct ctx *ctx, int64_t province_unit_id, int64_t count, uint64_t seed, db_progress progress, void *arg,
                                struct demo_cast *ret_cast);
/* The same for communes that the caller names. */
MUST_CHECK enum err demo_people_in(struct ctx *ctx, const struct demo_commune *communes, int commune_count, int64_t count, uint64_t seed,
                                   db_progress progress, void *arg, struct demo_cast *ret_cast);

#endif
