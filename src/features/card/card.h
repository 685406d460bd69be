/* card.h: identity cards: how long one is valid and why, who may have one, the record of cards, appointments and collection days, the lists of campaigns, and
 * what is printed on a card (QR, MRZ) or stored in its chip (chip.h). Biometric data never enter this program.
 * Sources: Law on Identity 26/2023/QH15 Art. 19, 21, 23, 24; Decree 58/2026 Art. 5.9-5.10; domain: 6.2, 6.3. The card's number is the personal number.
 *
 * Rules answer with a fault whose `field` is one of: person, reason, collection, minute, day, place, capacity, from, until. A broken rule
 * about the input is ERR_INVALID, one about the register having changed (a place was taken, a card was handed over) ERR_CONFLICT. Texts are fit for citizens. */
#ifndef FEATURES_CARD_H
#define FEATURES_CARD_H

#include "features/population/population.h"

/* --- validity (Law on Identity Art. 21) ---------------------------------------------------------------------------------- */
struct card_validity {
    struct day until; /* the last day; DAY_NONE: no end */
    int issue_age;    /* completed years on the day of issue */
    int next_age;     /* 14, 25, 40 or 60: the birthday that `until` is; 0: no end */
    int passed_age;   /* an age less than two years away that was passed over; 0: none */
};
/* A card is to be exchanged at 14, 25, 40 and 60; one issued within the two years before such an age is valid until the next one. `issued` not before birth. */
struct card_validity card_validity_of(struct day birth, struct day issued);
/* "Cấp khi 24 tuổi; mốc 25 tuổi còn không quá 2 năm nên được bỏ qua..." with the law; in the reader's language. */
struct str card_validity_why(struct ctx *ctx, struct day birth, struct day issued);
/* The day on which somebody reaches an age; born on 29 February: 1 March in common years, as day_age() counts. */
struct day card_birthday(struct day birth, int age);
enum { CARD_AGE = 14, CARD_BIOMETRICS_AGE = 6, CARD_ELDERLY_AGE = 60 /* Law on the Elderly 39/2009/QH12 Art. 2 */ };

/* --- the record ------------------------------------------------------------------------------------------------------------ */
extern const struct code_text card_kinds[];            /* can_cuoc (since 1 July 2024), cccd_chip */
extern const struct code_text card_states[];           /* made, in_use, replaced, lost, damaged, withdrawn */
extern const struct code_text card_exchange_reasons[]; /* Art. 24.1: age, name, face, misprint, boundary, number, wish */
extern const struct code_text card_reissue_reasons[];  /* Art. 24.2: lost, damaged, nationality */
struct card {
    int64_t card_id, person_id;
    struct str kind, state, issuer, request, reason; /* request: first, child, exchange, reissue; before this register: "" */
    struct day issued_on, valid_to, handed_on, returned_on; /* returned_on: the old card was given back; DAY_NONE each when not */
    int64_t dossier_id, recorded_ms, version;
};
MUST_CHECK enum err card_get(struct ctx *ctx, int64_t card_id, struct card *ret_card); /* ERR_NOT_FOUND */
/* Newest first, at most 50. */
MUST_CHECK enum err card_history(struct ctx *ctx, int64_t person_id, struct card **ret_rows, int *ret_count);
/* The card in use, expired or not. ERR_NOT_FOUND. */
MUST_CHECK enum err card_current(struct ctx *ctx, int64_t person_id, struct card *ret_card);
bool card_expired(const struct card *card, struct day on);

enum card_request { CARD_FIRST, CARD_CHILD, CARD_EXCHANGE, CARD_REISSUE };
struct card_application {
    enum card_request request;
    int64_t person_id;    /* whose card */
    int64_t applicant_id; /* who asks: the person, or who may act for a minor */
    struct str reason;    /* a code of the tables above, for exchange and reissue */
    struct str issuer;    /* name of the agency; for card_issue */
    int64_t dossier_id;
};
/* Would it be taken today? First: from 14 on, without a card; child: under 14, a representative asks; exchange and reissue: there is a card. */
MUST_CHECK enum err card_check_application(struct ctx *ctx, const struct card_application *application);
/* The decided dossier: checks again, asks that portrait, fingerprints and irises were taken since the last card (not under 6, and not where Decree 58/2026
 * Art. 5.10.b lets it be done online: lost, damaged, boundary), and records the card as made. In the caller's write transaction. */
MUST_CHECK enum err card_issue(struct ctx *ctx, const struct card_application *application, int64_t *ret_card_id);
/* A card that lay ready is handed over; the one before is replaced, and given back or not. ERR_CONFLICT: somebody was first. */
MUST_CHECK enum err card_hand_over(struct ctx *ctx, int64_t card_id, int64_t version, bool old_returned);

/* --- collection days and appointments -------------------------------------------------------------------------------------- */
struct card_collection {
    int64_t collection_id, agency_id, unit_id;
    bool is_mobile;       /* on a route, not at the office */
    struct str place, note, state; /* state: open, closed, cancelled */
    struct day day;
    int capacity, booked; /* out: over all slots */
    int64_t version;
};
struct card_collection_plan {
    struct card_collection collection;
    int from_minute, until_minute, slot_minutes; /* 480, 690, 30 */
    int people_a_slot;                           /* 1..50 */
};
struct card_slot {
    int minute, capacity, booked;
};
enum { CARD_SLOTS_MAX = 96, CARD_DAYS_AHEAD_MAX = 180 };
MUST_CHECK enum err card_collection_insert(struct ctx *ctx, const struct card_collection_plan *plan, int64_t *ret_collection_id);
MUST_CHECK enum err card_collection_get(struct ctx *ctx, int64_t collection_id, struct card_collection *ret_collection); /* ERR_NOT_FOUND */
/* Of a commune from a day on, by day; at most 100. open_only: what a citizen may book. */
MUST_CHECK enum err card_collection_list(struct ctx *ctx, int64_t unit_id, struct day from, bool open_only, struct card_collection **ret_rows, int *ret_count);
MUST_CHECK enum err card_slot_list(struct ctx *ctx, int64_t collection_id, struct card_slot **ret_rows, int *ret_count);
/* closed: who was booked and did not come is absent. cancelled: every appointment is cancelled, *ret_people are told by the caller. */
MUST_CHECK enum err card_collection_end(struct ctx *ctx, int64_t collection_id, int64_t version, bool cancel, int64_t **ret_people, int *ret_count);

struct card_booking {
    int64_t booking_id, collection_id, person_id, account_id;
    int minute;        /* -1: came without an appointment */
    struct str state;  /* booked, cancelled, collected, absent */
    int64_t booked_ms, ended_ms, version;
    struct str full_name; /* out, with the next two: of the register */
    struct day birth;
    bool female;
};
extern const struct code_text card_booking_states[];
/* Takes a place; *change_of (0: none) is given up in the same transaction. Nobody holds two appointments; a full slot is ERR_CONFLICT "card.full". */
MUST_CHECK enum err card_book(struct ctx *ctx, int64_t collection_id, int minute, int64_t person_id, int64_t change_of, int64_t *ret_booking_id);
MUST_CHECK enum err card_booking_get(struct ctx *ctx, int64_t booking_id, struct card_booking *ret_booking);      /* ERR_NOT_FOUND */
MUST_CHECK enum err card_booking_of(struct ctx *ctx, int64_t person_id, struct card_booking *ret_booking);        /* the open one; ERR_NOT_FOUND */
MUST_CHECK enum err card_booking_cancel(struct ctx *ctx, int64_t booking_id);                                     /* until the day itself */
MUST_CHECK enum err card_booking_list(struct ctx *ctx, int64_t collection_id, struct card_booking **ret_rows, int *ret_count); /* by time, at most 5,000 */
/* On the day: state collected, absent, or booked again (a mistake is undone). */
MUST_CHECK enum err card_booking_mark(struct ctx *ctx, int64_t booking_id, int64_t version, struct str state);
/* Came without an appointment and was collected. */
MUST_CHECK enum err card_walk_in(struct ctx *ctx, int64_t collection_id, int64_t person_id, int64_t *ret_booking_id);

/* --- lists for campaigns --------------------------------------------------------------------------------------------------- */
enum card_list { CARD_LIST_TURNING_14, CARD_LIST_WITHOUT, CARD_LIST_ELDERLY, CARD_LIST_EXPIRING, CARD_LIST_EXPIRED, CARD_LIST_READY, CARD_LIST_COUNT };
const char *card_list_name(enum card_list list);        /* "turning_14": in addresses */
struct msg card_list_text(enum card_list list);
bool card_list_parse(struct str name, enum card_list *ret_list);
/* The days of `due` that the list covers: this quarter; up to today; the next 90 days; before today. */
void card_list_days(enum card_list list, struct day today, int *ret_lane, struct day *ret_from, struct day *ret_to);
struct card_list_row {
    int64_t person_id, residence_id, hamlet_id, card_id;
    struct str full_name, address;
    struct day birth, due; /* due: what the list is about: 14th birthday, the card's last day, the day it was made */
    bool female;
};
/* One page of a commune's list by due day, keyset behind (after_due, after_residence_id): DAY_NONE and 0 from the start. hamlet_id 0: all. */
MUST_CHECK enum err card_list_page(struct ctx *ctx, enum card_list list, int64_t unit_id, int64_t hamlet_id, struct day after_due, int64_t after_residence_id,
                                   int limit, struct card_list_row **ret_rows, int *ret_count, bool *ret_more);
struct card_list_count {
    int64_t id; /* hamlet (0: none known) or unit */
    int64_t people;
};
/* How many by hamlet in a commune; by commune for these units. */
MUST_CHECK enum err card_list_by_hamlet(struct ctx *ctx, enum card_list list, int64_t unit_id, struct card_list_count **ret_rows, int *ret_count);
MUST_CHECK enum err card_list_of_unit(struct ctx *ctx, enum card_list list, int64_t unit_id, int64_t *ret_people);
/* Cards in use, expired or not, and people whom the standing knows, of a commune: for figures. */
MUST_CHECK enum err card_in_use_count(struct ctx *ctx, int64_t unit_id, int64_t *ret_cards, int64_t *ret_people);

/* --- keeping the lists true ------------------------------------------------------------------------------------------------ */
/* Works out anew what is due for these people (after a residence, a death, a birth, an import); at most 1,000. In the caller's write transaction. */
MUST_CHECK enum err card_standing_refresh(struct ctx *ctx, const int64_t *person_ids, int count);
/* The walk of the jobs role through the whole register, `limit` people a call, in a transaction of its own: what nobody told us of is found here.
 * *ret_more: call again at once. */
MUST_CHECK enum err card_standing_walk(struct ctx *ctx, int limit, int *ret_changed, bool *ret_more);
/* What events of the register touched since the last call (and once more what the last minute's did: events are numbered before they are committed), at most
 * `limit` subjects, in a transaction of its own: a birth, a death, a move is on the lists within a minute. */
MUST_CHECK enum err card_standing_follow(struct ctx *ctx, int limit, bool *ret_more);
/* The same over everything without a pause, for after a bulk import; and only counting the differences (`congdan check`). */
MUST_CHECK enum err card_standing_rebuild(struct ctx *ctx, bool repair, db_progress progress, void *arg, int64_t *ret_people, int64_t *ret_wrong);

/* --- a decree moves units (territory.h: unit_move, unit_choice); in the caller's write transaction, and again changes nothing. Addresses, agencies and officers go
 * before. ------------------------------------------------------------------------------------------------------------------------------ */
/* Open days of collection go to the unit and the agency that go on; those that are over stay. *ret_moved < limit: no more. */
MUST_CHECK enum err card_move_collections(struct ctx *ctx, int limit, int *ret_moved);
/* Looks at the next `limit` people of the standing behind `after_id`. *ret_seen 0: there are no more. */
MUST_CHECK enum err card_move_standing(struct ctx *ctx, int64_t after_id, int limit, int64_t *ret_after, int64_t *ret_seen, int64_t *ret_moved);
/* Of a divided unit: people whose addresses have gone, and open days of officers who have gone (population_move_chosen, officer_move_chosen). */
MUST_CHECK enum err card_move_chosen(struct ctx *ctx, int64_t old_unit_id);

/* Addresses of this feature. */
extern const struct route card_routes[];
extern const int card_routes_count;

#endif
