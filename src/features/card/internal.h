/* internal.h: what the files of card share among themselves. */
#ifndef FEATURES_CARD_INTERNAL_H
#define FEATURES_CARD_INTERNAL_H

#include "features/card/card.h"

static inline struct day card_today(const struct ctx *ctx) { return day_of_ms(ctx->now_ms); }
bool card_code_known(const struct code_text *table, struct str code);
struct str card_request_code(enum card_request request);

/* --- card_store.c --- */
/* Gives card->card_id. */
MUST_CHECK enum err card_store_insert(struct ctx *ctx, struct card *card);
/* ERR_NOT_FOUND. */
MUST_CHECK enum err card_store_in_state(struct ctx *ctx, int64_t person_id, struct str state, struct card *ret_card);
/* ERR_CONFLICT: the version is another. */
MUST_CHECK enum err card_store_hand_over(struct ctx *ctx, int64_t card_id, int64_t version, struct day on);
/* The card in use ends; `returned`: the day it was given back, or DAY_NONE. */
MUST_CHECK enum err card_store_end(struct ctx *ctx, int64_t card_id, struct str state, struct day returned);

/* --- standing: lanes of card_standing --- */
enum card_lane { LANE_CARD_NONE = 1, LANE_CARD_IN_USE = 2, LANE_CARD_READY = 3 };
enum { CARD_DUE_NEVER = 2932896 }; /* 9999-12-31: a card without an end is never due */
struct card_standing {
    int64_t person_id, residence_id, unit_id, hamlet_id;
    int lane, due_day;
};
/* What the register says of a person; the rule of the lanes is applied by card_standing_of(). */
struct card_facts {
    int64_t person_id, residence_id, unit_id, hamlet_id; /* residence_id 0: no permanent residence */
    bool alive;
    struct day birth, valid_to, made_on; /* valid_to, made_on: of the card in use, of the one that is ready */
    bool in_use, ready;
};
/* false: the person has no place in the lists. */
bool card_standing_of(const struct card_facts *facts, struct card_standing *ret_standing);

/* --- standing_store.c --- */
enum { STANDING_BATCH_MAX = 1000 };
MUST_CHECK enum err standing_store_facts(struct ctx *ctx, const int64_t *person_ids, int count, struct card_facts **ret_facts, int *ret_count);
/* The next people behind a number, in its order. */
MUST_CHECK enum err standing_store_facts_after(struct ctx *ctx, int64_t after_person_id, int limit, struct card_facts **ret_facts, int *ret_count);
/* The rows stored of people from..to. */
MUST_CHECK enum err standing_store_range(struct ctx *ctx, int64_t from_person_id, int64_t to_person_id, struct card_standing **ret_rows, int *ret_count);
MUST_CHECK enum err standing_store_put(struct ctx *ctx, const struct card_standing *standing);
MUST_CHECK enum err standing_store_delete(struct ctx *ctx, int64_t person_id);
/* How far a walk has come; `name`: "standing", "events". */
MUST_CHECK enum err standing_store_walk_get(struct ctx *ctx, struct str name, int64_t *ret_after, int64_t *ret_finished_ms);
MUST_CHECK enum err standing_store_walk_put(struct ctx *ctx, struct str name, int64_t after, bool finished);
/* Subjects (people and households) of the events behind `after`, up to and with `to`, in order of events. */
MUST_CHECK enum err standing_store_touched(struct ctx *ctx, int64_t after, int64_t to, int limit, int64_t **ret_subjects, int *ret_count, int64_t *ret_first, int64_t *ret_last);

/* --- collection_store.c --- */
MUST_CHECK enum err collection_store_insert(struct ctx *ctx, struct card_collection *collection);
MUST_CHECK enum err collection_store_slot_insert(struct ctx *ctx, int64_t collection_id, int minute, int capacity);
MUST_CHECK enum err collection_store_end(struct ctx *ctx, int64_t collection_id, int64_t version, struct str state);
/* Takes or gives back a place. *ret_changed false: full, or no such slot. */
MUST_CHECK enum err collection_store_take(struct ctx *ctx, int64_t collection_id, int minute, int by, bool *ret_changed);
MUST_CHECK enum err booking_store_insert(struct ctx *ctx, struct card_booking *booking);
/* From one of the states that `from` allows to `state`; ERR_CONFLICT when it is another, or another version (version 0: any). */
MUST_CHECK enum err booking_store_state(struct ctx *ctx, int64_t booking_id, int64_t version, struct str from, struct str state);
MUST_CHECK enum err booking_store_end_all(struct ctx *ctx, int64_t collection_id, struct str state);
/* Was this person collected on or after that time? */
MUST_CHECK enum err booking_store_collected_since(struct ctx *ctx, int64_t person_id, int64_t since_ms, bool *ret_collected);

#endif
