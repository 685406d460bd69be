/* population.h: the register of persons, households and residence. Changes come from events (a decided dossier, an import), never by hand; every
 * change keeps when it was valid and when it was known, and under which dossier. */
#ifndef FEATURES_POPULATION_H
#define FEATURES_POPULATION_H

#include "platform/db/db.h"
#include "platform/html/html.h"

/* --- personal identification number (Law on Identity 26/2023/QH15; domain: 6.1): PPP G YY RRRRRR, held as a number --- */
struct person_number {
    int64_t value;
};
MUST_CHECK enum err person_number_parse(struct ctx *ctx, struct str text, int64_t *ret_person_id); /* 12 digits, known prefix; faults say what is wrong */
struct str person_number_format(struct arena *arena, int64_t person_id);  /* 12 digits with leading zeros */
struct str person_number_masked(struct arena *arena, int64_t person_id);  /* "********1234" */
/* Do the number's century, sex and year agree with the record? */
bool person_number_agrees(int64_t person_id, bool female, struct day birth);
struct str person_number_province(int64_t person_id);                     /* name of the province of birth registration; "" unknown */

struct person {
    int64_t person_id;
    struct str full_name;
    struct day birth;
    struct str birth_precision; /* day, month, year */
    bool female;
    struct str ethnicity, nationality, old_number, birth_place, hometown, phone, email;
    int64_t father_id, mother_id, spouse_id;
    struct str status;          /* alive, dead, missing */
    struct day death;
    struct str source;
    int64_t version, updated_ms;
};
MUST_CHECK enum err person_get(struct ctx *ctx, int64_t person_id, struct person *ret_person); /* ERR_NOT_FOUND */
MUST_CHECK enum err person_insert(struct ctx *ctx, const struct person *person);

struct residence {
    int64_t residence_id, person_id;
    bool temporary;
    int64_t unit_id, hamlet_id, household_id;
    struct str address;    /* house, street, hamlet: without the commune */
    struct str dwelling;   /* owned, rented, borrowed, lodged, dormitory */
    struct day valid_from, expires_on, valid_to;
    struct str end_reason;
    int64_t dossier_id;
    int64_t recorded_ms, ended_ms;
};
MUST_CHECK enum err residence_current(struct ctx *ctx, int64_t person_id, bool temporary, struct residence *ret_residence); /* ERR_NOT_FOUND */
MUST_CHECK enum err residence_history(struct ctx *ctx, int64_t person_id, struct residence **ret_rows, int *ret_count);

struct household_person {
    int64_t person_id;
    struct str full_name, relation; /* relation code: see household_relation_text() */
    struct day birth;
    bool head, female;
};
MUST_CHECK enum err household_of(struct ctx *ctx, int64_t person_id, int64_t *ret_household_id); /* ERR_NOT_FOUND */
MUST_CHECK enum err household_members(struct ctx *ctx, int64_t household_id, struct household_person **ret_rows, int *ret_count);
struct msg household_relation_text(struct str relation);

/* --- rules that a dossier asks before it is accepted, with faults that name the field --- */
/* Alive, and if `adult`, with full capacity (18 on `on`, Civil Code 2015 Art. 20). */
MUST_CHECK enum err population_check_can_file(struct ctx *ctx, int64_t person_id, struct day on);
/* May `submitter` act for `owner`: himself, parent of a minor, head or adult member of the same household (domain: 8.1). */
MUST_CHECK enum err population_check_can_act_for(struct ctx *ctx, int64_t submitter_id, int64_t owner_id, struct day on);

/* --- events (the effects of decided dossiers); each in the caller's write transaction --- */
struct temporary_residence {
    int64_t person_ids[20]; /* the applicant and those who move along */
    int person_count;
    int64_t unit_id, hamlet_id;
    struct str address, dwelling;
    struct day from, until;  /* until: at most 2 years after from (Residence Law Art. 27) */
    int64_t dossier_id;
};
MUST_CHECK enum err population_check_temporary(struct ctx *ctx, const struct temporary_residence *event);
MUST_CHECK enum err population_register_temporary(struct ctx *ctx, const struct temporary_residence *event);
struct permanent_residence {
    int64_t person_ids[20];
    struct str relations[20];  /* to the head; "head" for the new head of a new household */
    int person_count;
    int64_t unit_id, hamlet_id;
    struct str address, dwelling;
    int64_t join_household_id; /* 0: a new household at this address */
    struct day from;
    int64_t dossier_id;
};
MUST_CHECK enum err population_check_permanent(struct ctx *ctx, const struct permanent_residence *event);
MUST_CHECK enum err population_register_permanent(struct ctx *ctx, const struct permanent_residence *event);
struct absence_notice {
    int64_t person_id, unit_id;
    struct str reason, destination;
    struct day from, to;
    int64_t dossier_id;
};
MUST_CHECK enum err population_register_absence(struct ctx *ctx, const struct absence_notice *event);
struct lodging_guest {
    struct str name, number; /* number: 12 digits, or a passport */
    struct day birth;
    struct str reason;
    int64_t arrived_ms;
    struct day leaves;
};
/* Before 23:00; a guest who came after 23:00 until 8:00 next day, else `late` (Residence Law Art. 30). Same place, number and arrival day: not doubled. */
MUST_CHECK enum err population_notify_lodging(struct ctx *ctx, int64_t lodging_place_id, const struct lodging_guest *guests, int count, int64_t dossier_id, int *ret_recorded, int *ret_doubles);

/* --- verification (POST /api/v1/persons/verify): tells match / no match by field, gives no datum the caller did not send --- */
enum verify_answer { VERIFY_NO_SUCH_PERSON, VERIFY_NO_MATCH, VERIFY_MATCH };
struct verify_row {
    int64_t person_id;       /* in; 0: the number sent was malformed */
    struct str name_folded;  /* in; "" not asked */
    struct day birth;        /* in; DAY_NONE not asked */
    enum verify_answer answer; /* out */
    bool name_matches, birth_matches; /* out */
    bool dead;               /* out: the person is registered as dead */
};
MUST_CHECK enum err population_verify(struct ctx *ctx, struct verify_row *rows, int count); /* many rows: one query for up to 64 */

#endif
