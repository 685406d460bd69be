/* places.h: the communes of the demo province, with invented hamlets and addresses. */
#ifndef APP_DEMO_PLACES_H
#define APP_DEMO_PLACES_H

#include "app/demo/names.h"

enum { HAMLETS_MAX = 12 };

/* A commune-level unit as the caller knows it. */
struct demo_commune {
    int64_t unit_id;
    struct str code; /* "23575" */
    struct str name; /* "Phường Pleiku" */
    int64_t old_unit_id; /* the commune of this code before 1 July 2025; 0: not known */
    int prefix;          /* the former province, as in personal numbers; 0: not known, Gia Lai is meant */
};

struct demo_place {
    struct demo_commune commune;
    bool ward, plateau;
    enum people people; /* the highland people of this place */
    int highland;       /* its households of that people, in per mille */
    int weight;         /* its share of the population */
    int64_t people_wanted;
    int hamlet_count;
    struct {
        int64_t hamlet_id;
        struct str kind, name; /* "Thôn", "3" */
        bool highland; /* a village of its people; else a thôn or tổ dân phố */
    } hamlets[HAMLETS_MAX];
};

/* Describes the communes and shares `count` people out among them. */
void places_make(struct ctx *ctx, const struct names *names, struct rng *rng, const struct demo_commune *communes, int commune_count,
                 int64_t count, struct demo_place *ret_places);
/* "Thôn 3", "Làng Plei Tong Klah" */
struct str place_hamlet(struct arena *arena, const struct demo_place *place, int hamlet);
struct str place_address(struct arena *arena, const struct names *names, struct rng *rng, const struct demo_place *place, enum people people,
                         int64_t *ret_hamlet_id);
/* A commune where people go to work or study, other than `not_this`; towns three times as often. */
int place_to_stay(struct rng *rng, const struct demo_place *places, int count, int not_this);

#endif
