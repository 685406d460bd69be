/* lives.h: households of people who do not exist, with plausible ages and ties: couples, children, grandparents, people alone. No database here. */
#ifndef APP_DEMO_LIVES_H
#define APP_DEMO_LIVES_H

#include "app/demo/names.h"

enum { HOUSEHOLD_MAX = 12, NUMBER_BUCKETS = 128 * 10 * 100 };

struct soul {
    int64_t person_id;
    struct full_name name;
    const struct name_part *surname;
    struct day birth, death; /* death: DAY_NONE while alive */
    enum people people;
    bool female, year_only;  /* year_only: the register knows the year of birth alone; birth is its first day */
    int64_t father_id, mother_id, spouse_id;
    int prefix, home_prefix; /* provinces of birth registration and of origin */
    const char *relation;    /* a code of household_relations; the head stands first in the household */
};

struct lives {
    struct arena *arena; /* for names; the caller resets it between chunks */
    const struct names *names;
    struct rng rng;
    struct day today;
    int place_prefix;   /* the former province in which the next household lives; 0: coast or plateau of Gia Lai */
    int64_t living[AGE_GROUPS], living_all; /* so far, to keep to the pyramid */
    int step;           /* mean distance between two numbers of one bucket */
    int *last_serial;   /* by prefix, sex and century, year: numbers grow, so that rows are appended, not strewn over the table */
};

/* `count`: how many people there will be in all, to spread the numbers. `last_serial` has NUMBER_BUCKETS places, all 0, and outlives the chunks. */
void lives_init(struct lives *ret_lives, struct arena *arena, int *last_serial, const struct names *names, struct day today, int64_t count, uint64_t seed);

/* A household of at most `room` people (>= 1) of one people, in the highlands or on the coast. The head is souls[0]. Gives the number of people. */
int lives_household(struct lives *lives, enum people people, bool plateau, int room, struct soul *ret_souls);

/* One person, for the cast. Prefix 0: by place. */
struct soul lives_person(struct lives *lives, enum people people, bool plateau, bool female, struct day birth, int prefix);
/* Gives the person the next free number of the bucket. */
void lives_number(struct lives *lives, struct soul *soul);

#endif
