/* names.h: names for people who do not exist, by people, sex and generation, as often as they are in life (data/names/). */
#ifndef APP_DEMO_NAMES_H
#define APP_DEMO_NAMES_H

#include "app/demo/rng.h"
#include "base/ctx.h"

enum people { KINH, JRAI, EDE, BAHNAR, TAY, THAI, MUONG, HMONG, KHMER, PEOPLES };
enum { AGE_GROUPS = 17, AGE_GROUP_YEARS = 5, SHARES_MAX = 64 };
struct people_share { /* of a former province */
    int prefix, per_mille;
    enum people people;
};
enum generation { GENERATION_OLD, GENERATION_MIDDLE, GENERATION_YOUNG, GENERATIONS };

struct name_part {
    struct str text, folded; /* folded: the search key of this part; keys of parts joined by blanks are the key of the whole */
    int weight_upto;         /* its own and all weights before it */
};
struct name_list {
    struct name_part *items;
    int count;
};
struct names {
    struct name_list surnames[PEOPLES];
    struct name_list middle[2][GENERATIONS]; /* [female]; Kinh only */
    struct name_list given[PEOPLES][2][GENERATIONS];
    struct name_list streets;
    int pyramid[AGE_GROUPS]; /* of 1,000 living people, by five years; the last group is 80 and older */
    struct people_share shares[SHARES_MAX];
    int shares_count;
    struct name_list village_first[PEOPLES], village_second[PEOPLES];
};
struct full_name {
    struct str text, folded;
};

/* From the files inside the program; memory in `arena`. */
MUST_CHECK enum err names_load(struct ctx *ctx, struct names *ret_names);
const struct name_part *name_pick(const struct name_list *list, struct rng *rng);
enum generation generation_of(int birth_year);
struct full_name name_make(struct arena *arena, const struct names *names, struct rng *rng, enum people people, const struct name_part *surname,
                           bool female, int birth_year);
/* The name of the people as the register writes it: Kinh, Gia Rai, Ê Đê, Ba Na ... */
struct str people_ethnicity(enum people people);
/* An invented village: "Plei Tong Klah"; "" for peoples whose villages are numbered. */
struct str village_name(struct arena *arena, const struct names *names, struct rng *rng, enum people people);

#endif
