/* internal.h: what the files of population share among themselves. */
#ifndef FEATURES_POPULATION_INTERNAL_H
#define FEATURES_POPULATION_INTERNAL_H

#include "features/population/population.h"

enum { ADULT_AGE = 18, ACCOUNT_AGE = 14, HISTORY_ROWS_MAX = 200 };

static inline struct day population_today(const struct ctx *ctx) { return day_of_ms(ctx->now_ms); }
static inline bool person_adult(const struct person *person, struct day on) { return day_age(person->birth, on) >= ADULT_AGE; }
bool code_text_known(const struct code_text *table, struct str code);
/* Records a fault whose text is made at run time, already in the reader's language. */
enum err population_refuse(struct ctx *ctx, enum err err, struct str code, struct str field, struct str text);

/* --- rules that several events share --- */
/* Loads the people of an event: each in the register, alive, named once. ret_persons has room for `count`. */
MUST_CHECK enum err population_load_living(struct ctx *ctx, const int64_t *ids, int count, struct person *ret_persons);
/* The unit is a commune that exists on that day; else the fault names what became of it. */
MUST_CHECK enum err population_check_commune(struct ctx *ctx, int64_t unit_id, struct day on);
/* No residence of these people was recorded or ended after `shown_ms` (0: fine). */
MUST_CHECK enum err population_check_not_moved(struct ctx *ctx, const struct person *persons, int count, int64_t shown_ms);
/* Is one of the people the father or mother of `child`? */
bool population_has_parent(const struct person *persons, int count, const struct person *child);
bool population_has_adult(const struct person *persons, int count, struct day on);
/* The address is there and the dwelling is one of the codes. */
MUST_CHECK enum err population_check_dwelling(struct ctx *ctx, struct str address, struct str dwelling);

/* --- person_store.c --- */
MUST_CHECK enum err person_store_set_dead(struct ctx *ctx, int64_t person_id, struct day death);

/* --- residence_store.c --- */
/* Valid on `on`. ERR_NOT_FOUND. */
MUST_CHECK enum err residence_store_on(struct ctx *ctx, int64_t person_id, bool temporary, struct day on, struct residence *ret_residence);
/* The row that has no end yet, even if it starts later or has expired. ERR_NOT_FOUND. */
MUST_CHECK enum err residence_store_open(struct ctx *ctx, int64_t person_id, bool temporary, struct residence *ret_residence);
/* Gives residence->residence_id. */
MUST_CHECK enum err residence_store_insert(struct ctx *ctx, struct residence *residence);
MUST_CHECK enum err residence_store_end(struct ctx *ctx, int64_t residence_id, struct day last_day, struct str reason, int64_t dossier_id);
MUST_CHECK enum err residence_store_changed_since(struct ctx *ctx, int64_t person_id, int64_t since_ms, bool *ret_changed);

/* --- household_store.c --- */
struct household_seat { /* a membership that is open */
    int64_t household_member_id, household_id, person_id;
    struct str relation;
    bool head;
};
MUST_CHECK enum err household_store_insert(struct ctx *ctx, int64_t unit_id, int64_t hamlet_id, struct str address, int64_t *ret_household_id);
MUST_CHECK enum err household_store_close(struct ctx *ctx, int64_t household_id);
/* A change of membership: whoever read the household before must see that it is another now. */
MUST_CHECK enum err household_store_touch(struct ctx *ctx, int64_t household_id);
MUST_CHECK enum err household_store_seat(struct ctx *ctx, int64_t person_id, struct household_seat *ret_seat); /* ERR_NOT_FOUND */
MUST_CHECK enum err household_store_seats(struct ctx *ctx, int64_t household_id, struct household_seat **ret_seats, int *ret_count);
MUST_CHECK enum err household_store_join(struct ctx *ctx, int64_t household_id, int64_t person_id, struct str relation, struct day from, int64_t dossier_id);
MUST_CHECK enum err household_store_leave(struct ctx *ctx, int64_t household_member_id, struct day last_day, int64_t dossier_id);

/* --- household.c --- */
/* Who is left in a household, without `leaving`: are there people, and an adult among them? */
MUST_CHECK enum err household_left_behind(struct ctx *ctx, int64_t household_id, const struct person *leaving, int leaving_count, struct day on,
                                          bool *ret_anybody, bool *ret_adult);
/* After people left: keeps "exactly one head": the oldest adult becomes head (the oldest at all when only minors are left), relations are
 * told anew as seen from him; an empty household closes. */
MUST_CHECK enum err household_settle(struct ctx *ctx, int64_t household_id, struct day from, int64_t dossier_id);

/* --- lodging.c --- */
/* The number as it is stored and compared: capitals, no blanks or dots. */
struct str lodging_number_normal(struct arena *arena, struct str number);
/* One look-up for all guests: who shows a personal number is compared with the register. */
MUST_CHECK enum err lodging_match_guests(struct ctx *ctx, const struct lodging_guest *guests, int count, struct verify_row **ret_rows);
struct str lodging_matched(const struct verify_row *row); /* match, no_match, unknown: as stored */

#endif
