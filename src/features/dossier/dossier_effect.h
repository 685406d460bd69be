/* dossier_effect.h: what a decided dossier changes in the register, read from its form. THE contract between a procedure's form (a file of data/procedures/)
 * and the register: these fields, by effect, as text in the form's JSON object. Days are ISO (2026-11-21), ids decimal.
 *
 *   EFFECT_TEMPORARY  address dwelling from until [hamlet] [members]
 *   EFFECT_PERMANENT  address dwelling household [head_number relation] [from] [hamlet] [members]
 *                     household: "new", or "join" with the number of that household's head and the owner's relation to him
 *   EFFECT_ABSENCE    reason destination from until [group]
 *   EFFECT_LODGING    place guests
 *                     place: lodging_place_id, whose keeper the owner must be
 *   EFFECT_CARD_FIRST, EFFECT_CARD_CHILD: nothing but the owner, whose card it is; a minor's is asked for by who may act for him
 *   EFFECT_CARD_EXCHANGE  reason             a code of card_exchange_reasons[]
 *   EFFECT_CARD_REISSUE   reason             a code of card_reissue_reasons[]
 *
 * Civil status (a People's Committee decides; each enters the book, features/civil):
 *   EFFECT_BIRTH        child_name child_birth child_sex child_ethnicity birth_place hometown other_parent [other_number other_name] [twin]; the owner is a parent
 *                       other_parent: "spouse" as the register has it, "named" who must consent, "none"
 *   EFFECT_DEATH        deceased [deceased_number deceased_name] death_day death_place cause [notice_number]
 *   EFFECT_MARRIAGE     partner_number partner_name; the partner must consent
 *   EFFECT_DIVORCE      court judgment_number judgment_day; the spouse is the register's
 *   EFFECT_RECOGNITION  child_number child_name reason; the owner is the parent; the child of age, else the other parent must consent
 *   EFFECT_ADOPTION     child_number child_name with_spouse ("alone", "both") reason
 *   EFFECT_CORRECTION   kind ("change", "correct", "supplement") what new_WHAT reason [old_value]: what the form showed
 * Population data, households, residence (the police decide):
 *   EFFECT_DATA_CORRECTION     what new_WHAT reason [old_value]
 *   EFFECT_SPLIT        ground ("consent", "divorced") [members]: the owner heads the new household
 *   EFFECT_HEAD         new_head ground ("members", "court")
 *   EFFECT_DEREGISTER   subject [subject_number subject_name] ground since evidence_text [candidate]: ground of deregistration_grounds[]
 *   EFFECT_CHILD_RESIDENCE     child_number: the owner's minor child comes to her household
 *   EFFECT_CONFIRM_RESIDENCE   scope ("self", "household") purpose      EFFECT_CONFIRM_OLD_NUMBER   old_number
 *   EFFECT_EXTRACT      act_kind [act_year]
 *   EFFECT_LINKED       the fields of its steps' effects
 * A FIELD_MEMBER (deceased, new_head, subject) holds twelve digits, or "other" with number and name beside it.
 *
 * The commune is the dossier's own unit. `members` (FIELD_MEMBERS) holds personal numbers separated by blanks, commas or line breaks, each
 * perhaps followed by ":" and the relation to the head of household; `guests` are lines, one a person, cells separated by ";": made and read by the functions
 * here. relation, dwelling and group are codes of population.h. */
#ifndef FEATURES_DOSSIER_EFFECT_H
#define FEATURES_DOSSIER_EFFECT_H

#include "features/dossier/dossier.h"
#include "features/population/population.h"

/* Would the register take it today? Faults name the form's field. `shown_ms` as in dossier_submission. */
MUST_CHECK enum err dossier_effect_check(struct ctx *ctx, const struct dossier *dossier, int64_t shown_ms);
/* Does it, in the caller's write transaction. The dossier must be stored. */
MUST_CHECK enum err dossier_effect_apply(struct ctx *ctx, const struct dossier *dossier);

/* The field of the register (population/events.h, person_fields[]) that an answer "what" of a correction means; "" for none. */
struct str dossier_correction_field(struct str what);

struct dossier_member {
    int64_t person_id;
    struct str relation; /* to the head of household; "" not said */
};
enum { DOSSIER_MEMBERS_MAX = POPULATION_EVENT_PERSONS_MAX - 1, DOSSIER_GUESTS_MAX = 500 };
struct str dossier_members_format(struct arena *arena, const struct dossier_member *members, int count);
MUST_CHECK enum err dossier_members_parse(struct ctx *ctx, struct str text, struct dossier_member **ret_members, int *ret_count);
/* ";" and line breaks inside a cell become blanks. */
struct str dossier_guests_format(struct arena *arena, const struct lodging_guest *guests, int count);
MUST_CHECK enum err dossier_guests_parse(struct ctx *ctx, struct str text, struct lodging_guest **ret_guests, int *ret_count);

#endif
