/* internal.h: what the files of population share among themselves. */
#ifndef FEATURES_POPULATION_INTERNAL_H
#define FEATURES_POPULATION_INTERNAL_H

#include "features/population/events.h"

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

/* 18, alive and with full legal capacity: who may be head of household (Residence Law Art. 10.3). */
bool population_can_be_head(const struct person *person, struct day on);

/* --- event_note.c: rules that all events share --- */
enum note_asks { NOTE_PLAIN, NOTE_REASON, NOTE_EVIDENCE };
/* The day is not in the future, texts are short, the second officer is another one. *ret_on: the day, today when none was given. */
MUST_CHECK enum err event_note_check(struct ctx *ctx, const struct event_note *note, enum note_asks asks, struct day *ret_on);
/* Loads one living person; the faults name `field`. */
MUST_CHECK enum err population_load_one(struct ctx *ctx, int64_t person_id, struct str field, struct person *ret_person);
/* The same, dead or missing ones, too. */
MUST_CHECK enum err population_load_any(struct ctx *ctx, int64_t person_id, struct str field, struct person *ret_person);
/* A name as the Civil Code wants it (Art. 26.3): letters, no digits or signs. Gives it cleaned. */
MUST_CHECK enum err population_check_name(struct ctx *ctx, struct str field, struct str name, struct str *ret_name);

/* --- event_store.c --- */
/* A change without an event, by an import: touches nothing. */
static inline struct booking booking_none(const struct ctx *ctx, int64_t dossier_id)
{
    return (struct booking){.recorded_ms = ctx->now_ms, .dossier_id = dossier_id};
}
MUST_CHECK enum err event_store_number_disagrees(struct ctx *ctx, int64_t event_id);
MUST_CHECK enum err event_store_undone(struct ctx *ctx, int64_t event_id, int64_t by_event_id);
/* event_begin() for an undo. */
MUST_CHECK enum err event_begin_undo(struct ctx *ctx, const struct event_note *note, const int64_t *ids, int count, int64_t undoes, struct booking *ret_booking);
/* The latest event after `event_id` that stands (no undo, not undone), about this subject, and changed one of these bits. ERR_NOT_FOUND. */
MUST_CHECK enum err event_store_later(struct ctx *ctx, int64_t subject_id, int64_t event_id, int64_t bits, struct register_event *ret_event);

/* --- person_store.c --- */
MUST_CHECK enum err person_store_update(struct ctx *ctx, const struct person *person, int64_t version, int64_t at_ms); /* ERR_CONFLICT "person.stale" */
MUST_CHECK enum err person_store_cancel(struct ctx *ctx, int64_t person_id, int64_t at_ms);
/* --- person_merge.c --- */
/* The cancelled number of a merge holds again. */
MUST_CHECK enum err person_merge_undone(struct ctx *ctx, int64_t lost_id);

MUST_CHECK enum err person_store_cancelled_ms(struct ctx *ctx, int64_t person_id, struct person *ret_person, int64_t *ret_cancelled_ms); /* 0: not */
bool person_number_prefix_known(int prefix);

/* --- person_history.c --- */
MUST_CHECK enum err person_history_undo(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id);
void person_field_set(struct person *person, int field, struct str value);

/* --- residence_store.c --- */
/* The latest temporary residence that no event has ended: open, or closed only because its time ran out. ERR_NOT_FOUND. */
MUST_CHECK enum err residence_store_stay(struct ctx *ctx, int64_t person_id, struct residence *ret_residence);
/* The last day of any ended residence of this kind but that one: another may not begin before it. DAY_NONE without one. */
MUST_CHECK enum err residence_store_last_day(struct ctx *ctx, int64_t person_id, bool temporary, int64_t but_residence_id, struct day *ret_day);
/* Ends a stay on that day, or leaves it as it is when its time ran out before. */
MUST_CHECK enum err residence_book_cut_stay(struct ctx *ctx, const struct booking *booking, const struct residence *stay, struct day last_day, struct str reason);
/* No temporary residence after that day, nor one that was to last until the next begins. unit_id 0: anywhere. */
MUST_CHECK enum err residence_book_end_stays(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t unit_id, struct day last_day, struct str reason);
/* Valid on `on`. ERR_NOT_FOUND. */
MUST_CHECK enum err residence_store_on(struct ctx *ctx, int64_t person_id, bool temporary, struct day on, struct residence *ret_residence);
/* The row that has no end yet, even if it starts later or has expired. ERR_NOT_FOUND. */
MUST_CHECK enum err residence_store_open(struct ctx *ctx, int64_t person_id, bool temporary, struct residence *ret_residence);
/* Gives residence->residence_id. */
MUST_CHECK enum err residence_store_insert(struct ctx *ctx, struct residence *residence);
MUST_CHECK enum err residence_store_end(struct ctx *ctx, int64_t residence_id, struct day last_day, struct str reason, int64_t dossier_id);
/* The same by an event; the dossier is the event's. */
MUST_CHECK enum err residence_book(struct ctx *ctx, const struct booking *booking, struct residence *residence);
MUST_CHECK enum err residence_book_end(struct ctx *ctx, const struct booking *booking, const struct residence *residence, struct day last_day, struct str reason);
/* Takes back what an event started, and gives back what it ended. */
MUST_CHECK enum err residence_undo_started(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id);
MUST_CHECK enum err residence_undo_ended(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id);
/* Was an open residence recorded after the event, and not by an event (by an import)? */
MUST_CHECK enum err residence_store_came_without_event(struct ctx *ctx, int64_t person_id, bool temporary, int64_t since_ms, bool *ret_came);
/* First day of any residence that was not taken back; DAY_NONE without one. */
MUST_CHECK enum err residence_store_first_day(struct ctx *ctx, int64_t person_id, struct day *ret_day);
MUST_CHECK enum err residence_store_changed_since(struct ctx *ctx, int64_t person_id, int64_t since_ms, bool *ret_changed);

/* --- household_store.c --- */
struct household_seat { /* a membership that is open */
    int64_t household_member_id, household_id, person_id;
    struct str relation;
    bool head;
    struct day since;
    int64_t event_id; /* 0: imported */
};
MUST_CHECK enum err household_store_insert(struct ctx *ctx, int64_t unit_id, int64_t hamlet_id, struct str address, int64_t *ret_household_id);
MUST_CHECK enum err household_store_close(struct ctx *ctx, int64_t household_id);
/* A change of membership: whoever read the household before must see that it is another now. */
MUST_CHECK enum err household_store_touch(struct ctx *ctx, int64_t household_id);
MUST_CHECK enum err household_store_seat(struct ctx *ctx, int64_t person_id, struct household_seat *ret_seat); /* ERR_NOT_FOUND */
MUST_CHECK enum err household_store_seats(struct ctx *ctx, int64_t household_id, struct household_seat **ret_seats, int *ret_count);
MUST_CHECK enum err household_store_join(struct ctx *ctx, int64_t household_id, int64_t person_id, struct str relation, struct day from, int64_t dossier_id);
MUST_CHECK enum err household_store_leave(struct ctx *ctx, int64_t household_member_id, struct day last_day, int64_t dossier_id);
/* The same by an event. */
MUST_CHECK enum err household_book_join(struct ctx *ctx, const struct booking *booking, int64_t household_id, int64_t person_id, struct str relation, struct day from);
MUST_CHECK enum err household_book_leave(struct ctx *ctx, const struct booking *booking, const struct household_seat *seat, struct day last_day);
MUST_CHECK enum err household_undo_started(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id);
MUST_CHECK enum err household_undo_ended(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id);
/* Open when somebody sits in it, else closed; ERR_CONFLICT "household.no_head" when members have no head. */
MUST_CHECK enum err household_store_reopen(struct ctx *ctx, const struct booking *booking, int64_t household_id);

/* --- household.c --- */
/* Who is left in a household, without `leaving`: are there people, and an adult among them? */
MUST_CHECK enum err household_left_behind(struct ctx *ctx, int64_t household_id, const struct person *leaving, int leaving_count, struct day on,
                                          bool *ret_anybody, bool *ret_adult);
/* After people left: keeps "exactly one head": the oldest adult becomes head (the oldest at all when only minors are left), relations are
 * told anew as seen from him; an empty household closes. */
MUST_CHECK enum err household_settle(struct ctx *ctx, int64_t household_id, struct day from, int64_t dossier_id);
MUST_CHECK enum err household_book_settle(struct ctx *ctx, const struct booking *booking, int64_t household_id, struct day from);
/* Makes this member the head and tells the others' relations anew. */
MUST_CHECK enum err household_book_head(struct ctx *ctx, const struct booking *booking, int64_t household_id, int64_t head_id, struct day from);
/* What a child is to the head of household of which its parent is `parents_relation`. */
struct str household_relation_of_child(struct str parents_relation);

/* --- deregistration_store.c --- */
MUST_CHECK enum err deregistration_store_undone(struct ctx *ctx, int64_t event_id);
MUST_CHECK enum err deregistration_store_decided(struct ctx *ctx, int64_t candidate_id, int64_t event_id, int64_t dossier_id);
struct deregistration_find { /* what the search found */
    int64_t person_id, residence_id, unit_id, event_id;
    struct str ground, nationality;
    struct day since;
};
enum { DEREGISTRATION_FINDS_MAX = 1000 };
/* The last of the next `persons` people after a number; 0: there are none. */
MUST_CHECK enum err deregistration_store_upto(struct ctx *ctx, int64_t after, int persons, int64_t *ret_last);
/* People after..upto with an open permanent residence who are dead, missing or have no Vietnamese nationality. */
MUST_CHECK enum err deregistration_store_by_status(struct ctx *ctx, int64_t after, int64_t upto, struct deregistration_find **ret_rows, int *ret_count);
/* Who was elsewhere, temporarily or by notice, until before `cutoff`, and told nothing since. since: the day after. */
MUST_CHECK enum err deregistration_store_absent(struct ctx *ctx, int64_t after, int64_t upto, struct day cutoff, struct deregistration_find **ret_rows, int *ret_count);
/* Who still has the permanent residence in a dwelling that was lost on or before `cutoff` (demolished: `today`). Not those who are found already. */
MUST_CHECK enum err deregistration_store_by_dwelling(struct ctx *ctx, struct day cutoff, struct day today, struct deregistration_find **ret_rows, int *ret_count);
/* Once: nothing happens when it is there. */
MUST_CHECK enum err deregistration_store_insert(struct ctx *ctx, const struct deregistration_find *find, struct str evidence, int64_t *ret_candidate_id);
MUST_CHECK enum err deregistration_store_obsolete(struct ctx *ctx);
MUST_CHECK enum err deregistration_store_walk(struct ctx *ctx, struct day today, int64_t *ret_last_person_id, bool *ret_done);
MUST_CHECK enum err deregistration_store_walked(struct ctx *ctx, struct day today, int64_t last_person_id, bool done);
/* ERR_CONFLICT "candidate.stale". */
MUST_CHECK enum err deregistration_store_decide(struct ctx *ctx, int64_t candidate_id, int64_t version, struct str state, struct str decision, int64_t dossier_id);

/* --- lodging.c --- */
/* The number as it is stored and compared: capitals, no blanks or dots. */
struct str lodging_number_normal(struct arena *arena, struct str number);
/* One look-up for all guests: who shows a personal number is compared with the register. */
MUST_CHECK enum err lodging_match_guests(struct ctx *ctx, const struct lodging_guest *guests, int count, struct verify_row **ret_rows);
struct str lodging_matched(const struct verify_row *row); /* match, no_match, unknown: as stored */

#endif
