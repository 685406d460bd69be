/* population.h: the register of persons, households and residence. Changes come from events (a decided dossier, an import), never by hand; every
 * change keeps when it was valid (valid_from..valid_to, both days included) and when it was known (recorded_ms, ended_ms), and under which dossier. Life events, undo
 * and the questions about the past ("as of that day, as known then") stand in events.h.
 * Sources: Law on Residence 68/2020/QH14, Law on Identity 26/2023/QH15, Decree 154/2024 amended by 58/2026; domain: 6, 8.1.
 *
 * Rules answer with a fault whose `field` is one of: person, persons, relations, unit, address, from, until, reason, destination, household, guests.N.FIELD
 * (N counts from 0; FIELD is name, number, birth, reason, arrived or leaves). A broken rule about the input is ERR_INVALID; one about the register having changed
 * (a death, a move since the form was shown, a closed household) is ERR_CONFLICT. The texts are fit for the citizen to read. */
#ifndef FEATURES_POPULATION_H
#define FEATURES_POPULATION_H

#include "features/territory/territory.h"
#include "platform/db/db.h"
#include "platform/html/html.h"
#include "web/route.h"

/* A code that is stored, and its words: for select lists. Tables end with an empty code. */
struct code_text {
    struct str code;
    struct msg text;
};

/* --- personal identification number (Law on Identity 26/2023/QH15; domain: 6.1): PPP G YY RRRRRR, held as a number --- */
struct person_number {
    int64_t value;
};
MUST_CHECK enum err person_number_parse(struct ctx *ctx, struct str text, int64_t *ret_person_id); /* 12 digits, known prefix; faults say what is wrong */
/* The same without a fault: 0 when the text is no personal number. Blanks and dots between digits are passed over. For hot paths. */
int64_t person_number_read(struct str text, int current_year);
/* Puts a number together from its parts; for imports and tests. `serial` 1..999999. */
int64_t person_number_make(int prefix, bool female, int birth_year, int serial);
struct str person_number_format(struct arena *arena, int64_t person_id);  /* 12 digits with leading zeros */
struct str person_number_masked(struct arena *arena, int64_t person_id);  /* "********1234" */
/* Do the number's century, sex and year agree with the record? */
bool person_number_agrees(int64_t person_id, bool female, struct day birth);
struct str person_number_province(int64_t person_id);                     /* name of the province of birth registration; "" unknown */

struct person {
    int64_t person_id;
    struct str full_name;       /* as in the birth registration: also a single name, or one without a family name (Y Moan, H'Hen) */
    struct day birth;
    struct str birth_precision; /* day, month, year: the first day of it stands in `birth`; "" when inserting: day */
    bool female;
    struct str ethnicity, nationality; /* nationality: ISO 3166 alpha-2; several separated by blanks */
    struct str old_number;      /* the 9-digit CMND */
    struct str birth_place, hometown, phone, email;
    int64_t father_id, mother_id, spouse_id;
    struct str status;          /* alive, dead, missing; "" when inserting: alive */
    struct day death;           /* DAY_NONE unless dead */
    struct str source;
    int64_t version, updated_ms; /* updated_ms 0 when inserting: now */
    /* All below: "" or 0 when unknown. */
    struct str other_names;     /* separated by ";" */
    struct str marital_status;  /* single, married, divorced, widowed */
    struct str blood_group;     /* A, B, AB, O, perhaps with + or - */
    struct str birth_registered_at;
    struct str father_name, mother_name, representative; /* parents who are not in the register; who declared a foundling */
    int64_t adoptive_father_id, adoptive_mother_id;
    struct str capacity;        /* "" full; limited, lost: by a court's decision */
    int64_t recorded_ms;        /* since when the register knows the person */
};
/* ERR_NOT_FOUND, also for a number that was cancelled. */
MUST_CHECK enum err person_get(struct ctx *ctx, int64_t person_id, struct person *ret_person); /* ERR_NOT_FOUND */
/* The same, also for a number that was cancelled: for those who decide about records, not for what people see. */
MUST_CHECK enum err person_get_any(struct ctx *ctx, int64_t person_id, struct person *ret_person);
/* The person whom a number leads to: itself, or the number that was kept when two records became one. ERR_NOT_FOUND: no such number, or cancelled without another. */
MUST_CHECK enum err person_resolve(struct ctx *ctx, int64_t person_id, int64_t *ret_person_id);
/* The number and those that were given up for it, the number first: what was booked under them is hers. */
enum { PERSON_ALIASES_MAX = 8 };
MUST_CHECK enum err person_aliases(struct ctx *ctx, int64_t person_id, int64_t ret_ids[PERSON_ALIASES_MAX], int *ret_count);
/* Folds the name, checks that number, sex and birth year agree. ERR_CONFLICT when the number is taken. */
MUST_CHECK enum err person_insert(struct ctx *ctx, const struct person *person);
/* People of that name (compared folded) born in that year, at most `limit`, by number. birth_year 0: any year. */
MUST_CHECK enum err person_find(struct ctx *ctx, struct str full_name, int birth_year, int limit, struct person **ret_rows, int *ret_count);
/* Whose father or mother, by birth or adoption, the person is; eldest first, at most 100. */
MUST_CHECK enum err person_children(struct ctx *ctx, int64_t person_id, struct person **ret_rows, int *ret_count);
extern const struct code_text person_statuses[];
extern const struct code_text person_marital_statuses[];
extern const struct code_text person_capacities[];
extern const struct code_text person_blood_groups[];
/* Is `parent_id` father or mother before the law: by adoption, or by birth when nobody adopted the child? */
bool person_is_child_of(const struct person *child, int64_t parent_id);

struct residence {
    int64_t residence_id, person_id;
    bool temporary;
    int64_t unit_id, hamlet_id, household_id;
    int64_t registered_unit_id; /* the unit when it was registered, when a decree moved it since; 0: unit_id. See territory_unit_on() */
    struct str address;    /* house, street, hamlet: without the commune */
    struct str dwelling;   /* owned, rented, borrowed, lodged, dormitory */
    struct day valid_from, expires_on, valid_to;
    struct str end_reason; /* residence_end_reasons[] */
    int64_t dossier_id;
    int64_t recorded_ms, ended_ms;
    int64_t event_id, end_event_id; /* events.h; 0: imported, or ended by time */
    int64_t revoked_ms;             /* not 0: taken back then, it never was; only in residence_history() */
};
/* What is valid today; a temporary residence that has expired is not. */
MUST_CHECK enum err residence_current(struct ctx *ctx, int64_t person_id, bool temporary, struct residence *ret_residence); /* ERR_NOT_FOUND */
MUST_CHECK enum err residence_history(struct ctx *ctx, int64_t person_id, struct residence **ret_rows, int *ret_count); /* newest first, at most 200 */
extern const struct code_text residence_dwellings[];   /* owned, rented, borrowed, lodged, dormitory */
extern const struct code_text residence_end_reasons[];
/* The words of a code; the code itself when it is unknown. */
struct msg code_text_of(const struct code_text *table, struct str code);

struct household {
    int64_t household_id, unit_id, hamlet_id;
    struct str address;
    int64_t head_id;
    struct str head_name;
    int member_count;
    bool closed;
};
MUST_CHECK enum err household_get(struct ctx *ctx, int64_t household_id, struct household *ret_household); /* ERR_NOT_FOUND */

struct household_person {
    int64_t person_id;
    struct str full_name, relation; /* relation code: see household_relation_text() */
    struct day birth;
    bool head, female;
};
MUST_CHECK enum err household_of(struct ctx *ctx, int64_t person_id, int64_t *ret_household_id); /* ERR_NOT_FOUND */
MUST_CHECK enum err household_members(struct ctx *ctx, int64_t household_id, struct household_person **ret_rows, int *ret_count); /* the head first */
struct msg household_relation_text(struct str relation);
/* head, wife, husband, child, adopted_child, daughter_in_law, son_in_law, father, mother, parent_in_law, grandfather, grandmother, sibling, grandchild,
 * ward, lodger, other (domain: 8.1, "Relationship codes"). */
extern const struct code_text household_relations[];

/* --- rules that a dossier asks before it is accepted, with faults that name the field --- */
/* In the register, alive, 18 on `on` (Civil Code 2015 Art. 20): who may file for himself and others. The faults tell a child under 14, a minor and a dead person
 * apart: person.unknown, person.dead, person.missing, person.under_14, person.minor. */
MUST_CHECK enum err population_check_can_file(struct ctx *ctx, int64_t person_id, struct day on);
/* May `submitter` act for `owner`: himself, parent of a minor, head or adult member of the same household (domain: 8.1). */
MUST_CHECK enum err population_check_can_act_for(struct ctx *ctx, int64_t submitter_id, int64_t owner_id, struct day on);

/* --- events (the effects of decided dossiers); each in the caller's write transaction --- */
enum { POPULATION_EVENT_PERSONS_MAX = 20 };

struct temporary_residence {
    int64_t person_ids[20]; /* the applicant and those who move along */
    int person_count;
    int64_t unit_id, hamlet_id;
    struct str address, dwelling;
    struct day from, until;  /* both days included, 30 days or more, until at most 2 years after from (Residence Law Art. 27) */
    int64_t dossier_id;
    int64_t shown_ms;        /* when the form showed the register's data; a person whose residence changed since is a fault. 0: not checked */
};
MUST_CHECK enum err population_check_temporary(struct ctx *ctx, const struct temporary_residence *event);
MUST_CHECK enum err population_register_temporary(struct ctx *ctx, const struct temporary_residence *event); /* checks again */
struct permanent_residence {
    int64_t person_ids[20];
    struct str relations[20];  /* to the head; "head" for the new head of a new household */
    int person_count;
    int64_t unit_id, hamlet_id;
    struct str address, dwelling; /* address is not asked when a household is joined: it has its own */
    int64_t join_household_id; /* 0: a new household at this address */
    struct day from;           /* DAY_NONE: today; never later than today */
    int64_t dossier_id;
    int64_t shown_ms;          /* as above */
};
MUST_CHECK enum err population_check_permanent(struct ctx *ctx, const struct permanent_residence *event);
MUST_CHECK enum err population_register_permanent(struct ctx *ctx, const struct permanent_residence *event); /* checks again */
struct absence_notice {
    int64_t person_id, unit_id;
    struct str reason, destination;
    struct day from, to;
    int64_t dossier_id;
    struct str group; /* code of absence_groups[]; "": the length is not checked */
};
/* suspect and sentenced: any length; military: 3 months or more; other: 12 months or more (Residence Law Art. 31). */
extern const struct code_text absence_groups[];
MUST_CHECK enum err population_check_absence(struct ctx *ctx, const struct absence_notice *event);
MUST_CHECK enum err population_register_absence(struct ctx *ctx, const struct absence_notice *event); /* checks again */
/* Notices of a person, newest first, at most 200. */
MUST_CHECK enum err absence_history(struct ctx *ctx, int64_t person_id, struct absence_notice **ret_rows, int *ret_count);
/* A death became known: residence and membership end, the household gets another head or closes. Idempotent. */
MUST_CHECK enum err population_register_death(struct ctx *ctx, int64_t person_id, struct day death, int64_t dossier_id);
/* Ends temporary residences whose time ran out before today, at most `limit`; for the jobs role, again while *ret_closed == limit. */
MUST_CHECK enum err population_expire_temporary(struct ctx *ctx, int limit, int *ret_closed);

struct lodging_place {
    int64_t lodging_place_id, unit_id;
    struct str name, kind; /* home, inn, hospital */
    struct str address;
    int64_t keeper_person_id;
};
MUST_CHECK enum err lodging_place_get(struct ctx *ctx, int64_t lodging_place_id, struct lodging_place *ret_place); /* ERR_NOT_FOUND */
MUST_CHECK enum err lodging_places_of(struct ctx *ctx, int64_t keeper_person_id, struct lodging_place **ret_rows, int *ret_count);
MUST_CHECK enum err lodging_place_insert(struct ctx *ctx, const struct lodging_place *place, int64_t *ret_lodging_place_id);

struct lodging_guest {
    struct str name, number; /* number: 12 digits, or a passport */
    struct day birth;
    struct str reason;
    int64_t arrived_ms;
    struct day leaves;
};
/* One thing wrong with one guest's line, so that an inn with 30 guests sees all of them at once. */
struct lodging_error {
    int row;          /* from 0 */
    struct str field; /* name, number, birth, reason, arrived, leaves */
    struct msg text;
};
MUST_CHECK enum err population_check_lodging(struct ctx *ctx, const struct lodging_guest *guests, int count, struct lodging_error **ret_errors,
                                             int *ret_count);
/* Before 23:00; a guest who came after 23:00 until 8:00 next day, else `late` (Residence Law Art. 30). Same place, number and arrival day: not doubled. */
MUST_CHECK enum err population_notify_lodging(struct ctx *ctx, int64_t lodging_place_id, const struct lodging_guest *guests, int count, int64_t dossier_id, int *ret_recorded, int *ret_doubles);
/* When a notice for a guest who came then is late. */
int64_t lodging_deadline_ms(int64_t arrived_ms);
struct lodging_row {
    int64_t lodging_id, person_id;
    struct str guest_name, guest_number, reason;
    struct day birth, leaves;
    int64_t arrived_ms, notified_ms;
    bool late;
    struct str matched; /* match, no_match, unknown */
};
/* Who is notified at a place for nights from..to (arrival days), newest first, at most 1,000. */
MUST_CHECK enum err lodging_list(struct ctx *ctx, int64_t lodging_place_id, struct day from, struct day to, struct lodging_row **ret_rows, int *ret_count);
extern const struct code_text lodging_matches[];
extern const struct code_text lodging_place_kinds[]; /* home, inn, hospital */
/* Without reading the rows, for the arrival days from..to. */
struct lodging_count {
    int64_t guests, late;
};
MUST_CHECK enum err lodging_count(struct ctx *ctx, int64_t lodging_place_id, struct day from, struct day to, struct lodging_count *ret_count);
/* What one dossier recorded, of the arrival days from..to that it told: doubles of earlier notices are not among them. At most 500. */
MUST_CHECK enum err lodging_of_dossier(struct ctx *ctx, int64_t lodging_place_id, struct day from, struct day to, int64_t dossier_id,
                                       struct lodging_row **ret_rows, int *ret_count);
/* What a notice would find out if it were sent now; one entry a guest. The guests have passed population_check_lodging. Writes nothing. */
struct lodging_preview {
    int64_t person_id;  /* of the number that was shown, for the audit; 0: a passport or no personal number */
    struct str matched; /* match, no_match, unknown */
    bool late, is_double;
};
MUST_CHECK enum err population_preview_lodging(struct ctx *ctx, int64_t lodging_place_id, const struct lodging_guest *guests, int count,
                                               struct lodging_preview **ret_previews);
/* Who sleeps in a commune in the night that begins on the evening of `night`: arrived by then, leaves on a later day. By place name, then place,
 * then notice; keyset: behind (after_place, after_lodging_id), 0 and 0 from the start. */
struct lodging_stay {
    struct lodging_row row;
    int64_t lodging_place_id;
    struct str place_name, place_kind, place_address;
};
MUST_CHECK enum err lodging_night(struct ctx *ctx, int64_t unit_id, struct day night, int64_t after_place_id, int64_t after_lodging_id, int limit,
                                  struct lodging_stay **ret_rows, int *ret_count, bool *ret_more);
struct lodging_night_count {
    int64_t guests, places, late, unmatched; /* unmatched: a personal number that does not fit the register */
};
MUST_CHECK enum err lodging_night_count(struct ctx *ctx, int64_t unit_id, struct day night, struct lodging_night_count *ret_count);

/* --- for counting: the register by commune, without names; rows that were taken back are left out ------------------------------------------- */
enum { CENSUS_UNITS_MAX = 24 };
struct census_units {
    int64_t ids[CENSUS_UNITS_MAX];
    int count; /* 1 and more */
};
struct census_stay {
    int64_t person_id, unit_id, hamlet_id;
    bool temporary;
    struct day from, until; /* until: the first day on which it does not hold any more, or the day of death; DAY_NONE: it still holds */
    bool by_death;
    struct day birth;
    bool female;
    struct str ethnicity;
};
/* Every residence, wherever, of everybody who ever lived in one of the units, by person and beginning: where people came from and went to can be seen. */
MUST_CHECK enum err census_stays(struct ctx *ctx, const struct census_units *units, struct census_stay **ret_stays, int *ret_count);
struct census_seat {
    int64_t household_id, hamlet_id;
    struct day from, until; /* as above */
};
/* Every membership in the households of the units, by household. */
MUST_CHECK enum err census_seats(struct ctx *ctx, const struct census_units *units, struct census_seat **ret_seats, int *ret_count);
/* The next unit, in order of its number, that residences name; 0: none. */
MUST_CHECK enum err census_next_unit(struct ctx *ctx, int64_t after_unit_id, int64_t *ret_unit_id);
/* Units in which the next `limit` events behind one changed anything; each at least once. *ret_last_event_id: the last of these events, or `after_event_id` itself. */
MUST_CHECK enum err census_changed_units(struct ctx *ctx, int64_t after_event_id, int limit, int64_t **ret_units, int *ret_count, int64_t *ret_last_event_id);

/* --- verification (POST /api/v1/persons/verify): tells match / no match by field, gives no datum the caller did not send --- */
enum verify_answer { VERIFY_NO_SUCH_PERSON, VERIFY_NO_MATCH, VERIFY_MATCH };
/* Claims beside name and birth: compared only when name and birth, as far as they were sent, agree, so that nobody finds out about a stranger by guessing. */
enum verify_claim { CLAIM_SEX, CLAIM_COMMUNE, CLAIM_HOUSEHOLD, CLAIM_MARITAL, CLAIM_OLD_NUMBER, CLAIM_COUNT };
/* CLAIM_UNKNOWN: the register holds nothing about it. */
enum verify_claim_answer { CLAIM_NOT_COMPARED, CLAIM_NO_MATCH, CLAIM_MATCH, CLAIM_UNKNOWN };
struct verify_claims {
    struct str values[CLAIM_COUNT]; /* in; "" not asked. male|female; commune's 5 digits; (not used); a code of person_marital_statuses; 9 digits */
    bool asks_household;            /* in */
    int64_t household_with;         /* in: somebody who is said to be in the same household; 0: the number sent was malformed */
    enum verify_claim_answer answers[CLAIM_COUNT]; /* out */
};
struct verify_row {
    int64_t person_id;       /* in; 0: the number sent was malformed */
    struct str name_folded;  /* in; "" not asked */
    struct day birth;        /* in; DAY_NONE not asked */
    enum verify_answer answer; /* out */
    bool name_matches, birth_matches; /* out */
    bool dead;               /* out: the person is registered as dead */
    bool cancelled;          /* out: the number was cancelled because the person has another one; answer is VERIFY_NO_SUCH_PERSON then */
    struct verify_claims *claims; /* in; NULL: none */
};
MUST_CHECK enum err population_verify(struct ctx *ctx, struct verify_row *rows, int count); /* many rows: one query for up to 64 */

/* --- a decree moves addresses (territory.h: unit_move, unit_choice). What ended before the decree's day stays where it was; what moves keeps the unit of its
 * registration (registered_unit_id), so that a question about an earlier day is answered by territory_unit_on(). Each call is one short piece of work
 * in the caller's write transaction. --- */
enum population_rows { POPULATION_RESIDENCES, POPULATION_HOUSEHOLDS, POPULATION_PLACES, POPULATION_CANDIDATES, POPULATION_ROWS_COUNT };
/* CANDIDATES: open grounds for deregistration. */
/* Looks at the next `limit` rows behind `after_id` in the order of the key, and moves those whose unit went whole into another. *ret_after: the last key that
 * was looked at; *ret_seen 0: there are no more. */
MUST_CHECK enum err population_move_rows(struct ctx *ctx, enum population_rows what, struct day effective_on, int64_t after_id, int limit, int64_t *ret_after,
                                         int64_t *ret_seen, int64_t *ret_moved);
/* What was written into a unit after the walk above had passed its key (an import that ran meanwhile): found by unit, not by key. First the old units of a decree
 * that still hold something, by id; then the rows of one. */
MUST_CHECK enum err population_units_left(struct ctx *ctx, struct day effective_on, int64_t after_id, int limit, int64_t **ret_old_ids, int *ret_count);
MUST_CHECK enum err population_move_rest(struct ctx *ctx, enum population_rows what, int64_t old_id, int limit, int64_t *ret_moved);
/* Moves what was chosen of a divided unit: by hamlet, by household with all who live in it, one residence, one place. Choices of hamlets are applied to rows
 * first, the hamlet itself last (territory_move_hamlets). *ret_moved < limit: nothing is left. */
MUST_CHECK enum err population_move_chosen(struct ctx *ctx, int64_t old_id, int limit, int64_t *ret_moved);
MUST_CHECK enum err population_count_units(struct ctx *ctx, enum population_rows what, struct unit_count **ret_counts, int *ret_count); /* open rows by unit */
/* What still lies in a divided unit and has no choice: by hamlet, and (hamlet_id 0) without one. */
struct population_left {
    int64_t hamlet_id, households, residences, places;
};
MUST_CHECK enum err population_left(struct ctx *ctx, int64_t old_id, struct population_left **ret_rows, int *ret_count);
/* Addresses of a divided unit without a hamlet: households, residences outside a household, places; by kind and key, keyset. No names. */
struct population_address {
    struct str kind; /* household, residence, place: as unit_choice */
    int64_t item_id;
    struct str address;
    int64_t people;
};
MUST_CHECK enum err population_addresses(struct ctx *ctx, int64_t old_id, struct str after_kind, int64_t after_id, int limit, struct population_address **ret_rows,
                                         int *ret_count);

/* Addresses: verification API, "what the register holds of me", an officer's look-up. */
extern const struct route population_routes[];
extern const int population_routes_count;

#endif
