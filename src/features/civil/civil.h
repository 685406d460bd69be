/* civil.h: the books of civil status: one book a People's Committee, kind and year, acts numbered from 1 without a gap; extracts that anybody can check by the code in
 * their QR. An act says what was registered, as it was that day: it is never changed. One that was entered wrongly is cancelled by a remark and keeps its number.
 * Source: Law on Civil Status 60/2014/QH13 Art. 59 to 64 (books, electronic database, extracts); domain: 8.2.
 *
 * Knows nothing of dossiers but a number in a column; decides about nobody's rights. */
#ifndef FEATURES_CIVIL_H
#define FEATURES_CIVIL_H

#include "features/population/population.h"

/* A line of an act, in both languages; the value as it is printed. */
struct civil_fact {
    struct str vi, en, value;
};
enum { CIVIL_FACTS_MAX = 40, CIVIL_PERSONS_MAX = 8 };
/* As a JSON array of {"vi","en","value"}; ERR_INTERNAL "civil.facts" for anything else. */
struct str civil_facts_format(struct ctx *ctx, const struct civil_fact *facts, int count);
MUST_CHECK enum err civil_facts_parse(struct ctx *ctx, struct str json, struct civil_fact **ret_facts, int *ret_count);

/* Whose act it is: who may ask for a copy. roles: child, father, mother, deceased, husband, wife, parent, person. */
struct civil_person {
    int64_t person_id;
    const char *role;
};
/* birth, death, marriage, divorce, recognition, adoption, correction. */
extern const struct code_text civil_kinds[];

struct civil_act {
    int64_t act_id;
    int64_t agency_id, unit_id;     /* the committee that registered it */
    struct str kind;
    int year, number;               /* 12/2026 */
    struct str code;                /* 22 letters and digits, by chance: for the QR and /extracts/CODE */
    int64_t person_id;              /* whom it is about first */
    int64_t dossier_id, event_id;   /* event 0: none */
    int64_t recorded_ms, officer_id;
    const struct civil_fact *facts;
    int facts_count;
    int64_t cancelled_ms;           /* 0: holds */
    struct str cancel_reason;
};
/* persons: at least one, the one whom it is about first. Enters it into the book of its agency, kind and the year of ctx->now_ms, in the caller's write transaction; fills in act_id, year, number, code, recorded_ms,
 * officer_id. ERR_CONFLICT when its dossier has an act already. */
MUST_CHECK enum err civil_enter(struct ctx *ctx, struct civil_act *act, const struct civil_person *persons, int persons_count);
MUST_CHECK enum err civil_find_code(struct ctx *ctx, struct str code, struct civil_act *ret_act);             /* ERR_NOT_FOUND */
MUST_CHECK enum err civil_find_dossier(struct ctx *ctx, int64_t dossier_id, struct civil_act *ret_act);       /* ERR_NOT_FOUND without a fault */
/* The latest act of that kind about this person that holds; year 0: any. ERR_NOT_FOUND without a fault. */
MUST_CHECK enum err civil_latest_of(struct ctx *ctx, int64_t person_id, struct str kind, int year, struct civil_act *ret_act);
/* A page of a book, by number; keyset: behind after_number. */
MUST_CHECK enum err civil_book(struct ctx *ctx, int64_t agency_id, struct str kind, int year, int after_number, int limit, struct civil_act **ret_rows, int *ret_count);
/* The event behind it was undone: the act is cancelled with the reason. Nothing happens when the event has no act. */
MUST_CHECK enum err civil_cancel_event(struct ctx *ctx, int64_t event_id, struct str reason);
struct str civil_number_text(struct arena *arena, const struct civil_act *act); /* "12/2026" */

extern const struct route civil_routes[];
extern const int civil_routes_count;

#endif
