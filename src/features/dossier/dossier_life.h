/* dossier_life.h: private to this feature: what procedures about people's lives need beside a dossier: somebody else's consent, a result that says what was true
 * on the day of the decision, and dossiers that belong together (Decree 63/2024/ND-CP: linked procedures). */
#ifndef FEATURES_DOSSIER_DOSSIER_LIFE_H
#define FEATURES_DOSSIER_DOSSIER_LIFE_H

#include "features/civil/civil.h"
#include "features/dossier/dossier_effect.h"
#include "platform/json/json.h"

/* --- consents: the other one of a marriage, the head of a household ... must agree before the decision -------------------------------- */
enum { DOSSIER_CONSENTS_MAX = 8, DOSSIER_CONSENTS_OPEN_MAX = 50 };
struct dossier_consent {
    int64_t person_id;
    struct str role;  /* partner, parent, child, head, new_head, spouse */
    struct str state; /* asked, given, refused */
    int64_t asked_ms, answered_ms;
    int64_t account_id, officer_id; /* who recorded it: the person herself, or the officer at the counter who saw the card */
};
struct msg dossier_consent_role_text(struct str role);
/* Writes the rows and tells the people; at submission. */
MUST_CHECK enum err dossier_consents_ask(struct ctx *ctx, const struct dossier *dossier);
MUST_CHECK enum err dossier_consents(struct ctx *ctx, int64_t dossier_id, struct dossier_consent **ret_consents, int *ret_count);
/* After a supplement changed the form: what was said to the old one counts no more. */
MUST_CHECK enum err dossier_consents_renew(struct ctx *ctx, const struct dossier *dossier);
/* ERR_CONFLICT "dossier.consent" while somebody whom the form names has not agreed. */
MUST_CHECK enum err dossier_consents_check(struct ctx *ctx, const struct dossier *dossier);
/* By the person herself (signed in), or at the counter by an officer who may receive (person_id: read from the card). May be changed until the decision.
 * ERR_NOT_FOUND "dossier.not_asked": this person is not asked. */
MUST_CHECK enum err dossier_consent_answer(struct ctx *ctx, const struct dossier *dossier, int64_t person_id, bool given);
/* Dossiers that wait for this person's word, newest first, at most DOSSIER_CONSENTS_OPEN_MAX. */
MUST_CHECK enum err dossier_consents_open(struct ctx *ctx, int64_t person_id, int64_t **ret_dossier_ids, int *ret_count);

/* --- results --------------------------------------------------------------------------------------------------------------------- */
struct dossier_result {
    struct str number;    /* "12/2026" in the book; "" none */
    const struct civil_fact *facts;
    int facts_count;
    struct str check_url; /* "/extracts/CODE"; "" the dossier's look-up */
};
MUST_CHECK enum err dossier_result_put(struct ctx *ctx, int64_t dossier_id, const struct dossier_result *result);
MUST_CHECK enum err dossier_result_find(struct ctx *ctx, int64_t dossier_id, struct dossier_result *ret_result); /* ERR_NOT_FOUND without a fault */

/* --- linked procedures -------------------------------------------------------------------------------------------------------------- */
struct dossier_link_row {
    int seq;              /* step of procedure->steps */
    int64_t child_id;     /* 0: its turn has not come, or another system decides */
    struct str note;      /* why it was stopped, for the citizen; "" not stopped */
};
MUST_CHECK enum err dossier_links(struct ctx *ctx, int64_t parent_id, struct dossier_link_row **ret_rows, int *ret_count);
MUST_CHECK enum err dossier_link_parent(struct ctx *ctx, int64_t child_id, int64_t *ret_parent_id, int *ret_seq); /* ERR_NOT_FOUND without a fault */
/* After a linked dossier was stored: it is received and processed by the program, its first steps become dossiers of their own. */
MUST_CHECK enum err dossier_links_open(struct ctx *ctx, struct dossier *parent);
/* After any dossier ended: opens what comes after it, ends the linked dossier when all of its own are ended. A refused step takes nothing back. */
MUST_CHECK enum err dossier_link_ended(struct ctx *ctx, const struct dossier *child);

/* --- effects (dossier_effect_civil.c, dossier_effect_home.c) ------------------------------------------------------------------------- */
struct str effect_field(const struct json *form, const char *name); /* trimmed; "" absent */
MUST_CHECK enum err effect_day(struct ctx *ctx, const struct json *form, const char *name, bool required, struct day *ret_day);
/* The person whose number and name stand in two fields. One answer for an unknown number and for another name: nobody learns whose number it is. */
MUST_CHECK enum err effect_named(struct ctx *ctx, const struct json *form, const char *number_field, const char *name_field, int64_t *ret_person_id);
/* FIELD_MEMBER: one of the owner's household, or the one who is named in the other two fields. */
MUST_CHECK enum err effect_member(struct ctx *ctx, const struct dossier *d, const struct json *form, const char *field, const char *number_field, const char *name_field,
                                  int64_t *ret_person_id);
/* Only oneself (at the counter: with one's card) marries, divorces, recognises, adopts. */
MUST_CHECK enum err effect_in_person(struct ctx *ctx, const struct dossier *d);

struct effect_facts {
    struct civil_fact items[CIVIL_FACTS_MAX];
    int count;
};
void fact_put(struct effect_facts *facts, struct str vi, struct str en, struct str value); /* an empty value is left out */
/* Name, birth, sex, ethnicity, nationality, number, residence of a person, each label behind `vi_before`. */
MUST_CHECK enum err facts_person(struct ctx *ctx, struct effect_facts *facts, const char *vi_before, const char *en_before, int64_t person_id);
struct str effect_place(struct ctx *ctx, const struct residence *residence); /* "12 Hùng Vương, Phường Pleiku, Tỉnh Gia Lai" */

MUST_CHECK enum err effect_civil_check(struct ctx *ctx, const struct dossier *d, const struct json *form);
MUST_CHECK enum err effect_civil_apply(struct ctx *ctx, const struct dossier *d, const struct json *form);
MUST_CHECK enum err effect_home_check(struct ctx *ctx, const struct dossier *d, const struct json *form, int64_t shown_ms);
MUST_CHECK enum err effect_home_apply(struct ctx *ctx, const struct dossier *d, const struct json *form);
/* Who must agree, by the effect. */
MUST_CHECK enum err effect_consents(struct ctx *ctx, const struct dossier *d, struct dossier_consent *ret_consents, int *ret_count);

/* --- rows (dossier_life_store.c) --- */
MUST_CHECK enum err dossier_store_consent(struct ctx *ctx, int64_t dossier_id, const struct dossier_consent *consent, int64_t *ret_inserted);
MUST_CHECK enum err dossier_store_consent_answer(struct ctx *ctx, int64_t dossier_id, int64_t person_id, bool given, int64_t *ret_changed);
MUST_CHECK enum err dossier_store_consents_reset(struct ctx *ctx, int64_t dossier_id);
MUST_CHECK enum err dossier_store_is_asked(struct ctx *ctx, int64_t dossier_id, int64_t person_id, bool *ret_asked);
MUST_CHECK enum err dossier_store_link(struct ctx *ctx, int64_t parent_id, int seq, int64_t child_id, struct str note);

#endif
