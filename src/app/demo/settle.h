/* settle.h: gives a household a home and a past: rows for bulk.h out of people from lives.h and places from places.h. */
#ifndef APP_DEMO_SETTLE_H
#define APP_DEMO_SETTLE_H

#include "app/demo/bulk.h"
#include "app/demo/places.h"

struct town {
    struct bulk bulk;
    struct lives lives;
    struct names names;
    struct demo_place *places;
    int place_count;
};

struct home_plan {
    int place;
    struct str address; /* "": invent one */
    int64_t hamlet_id;
    struct day since;   /* DAY_NONE: invent one */
    bool plain;         /* nobody moved here, nobody lives elsewhere for a time */
};

/* The last `count` people of bulk.souls become a household; the first of them is its head. Gives its id. */
int64_t settle_household(struct town *town, int count, struct home_plan plan);
/* A temporary residence of two years at most, running today. */
void settle_temporary(struct town *town, int64_t person_id, int place, struct str address, int64_t hamlet_id, const char *dwelling, struct day from,
                      struct day until);

#endif
