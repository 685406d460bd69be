/* procedure.h: the catalogue of administrative procedures, loaded from data/procedures/NAME.yaml (embedded; a folder in
 * the data directory overrides): versions with validity and legal basis, who decides, time limit, fee, papers, the
 * form's screens and fields, the list of defects, the effect. Held in memory. */
#ifndef FEATURES_PROCEDURE_H
#define FEATURES_PROCEDURE_H

#include "base/ctx.h"
#include "features/agency/clock.h" /* enum limit_unit */
#include "platform/html/html.h"

/* What an approved dossier does; the fields each one reads: features/dossier/dossier_effect.h. */
enum effect {
    EFFECT_NONE,
    EFFECT_PERMANENT,
    EFFECT_TEMPORARY,
    EFFECT_ABSENCE,
    EFFECT_LODGING,
    EFFECT_CARD_FIRST,
    EFFECT_CARD_CHILD,
    EFFECT_CARD_EXCHANGE,
    EFFECT_CARD_REISSUE,
    EFFECT_BIRTH,
    EFFECT_DEATH,
    EFFECT_MARRIAGE,
    EFFECT_DIVORCE,
    EFFECT_RECOGNITION,
    EFFECT_ADOPTION,
    EFFECT_CORRECTION,
    EFFECT_DATA_CORRECTION,
    EFFECT_SPLIT,
    EFFECT_HEAD,
    EFFECT_DEREGISTER,
    EFFECT_CHILD_RESIDENCE,
    EFFECT_CONFIRM_RESIDENCE,
    EFFECT_CONFIRM_OLD_NUMBER,
    EFFECT_EXTRACT,
    EFFECT_LINKED
};
enum field_type {
    FIELD_LINE,
    FIELD_TEXT,
    FIELD_DAY,
    FIELD_RADIOS,
    FIELD_SELECT,
    FIELD_CHECKBOX,
    FIELD_COMMUNE,
    FIELD_MEMBERS,
    FIELD_INT,
    FIELD_PHONE,
    FIELD_PERSON_NUMBER,
    FIELD_MEMBER /* one of the owner's household, the owner too: a 12-digit number; or "other" when a field is shown for it */
};

struct bilingual {
    struct str vi, en;
};
struct option {
    struct str value;
    struct bilingual text;
};
struct field {
    struct str name; /* [a-z_]+, unique in the procedure */
    enum field_type type;
    struct bilingual label, hint;
    bool required;
    int64_t max; /* bytes, or value of an int */
    const struct option *options;
    int options_count;
    struct str options_from;                 /* "household_relations": options that a register gives; "" none */
    struct str show_if_field, show_if_value; /* asked only when another field holds this value (or one of "a|b") */
    struct str
        prefill; /* where the register knows it: "person.phone", "residence.permanent.address", ...; "" nowhere */
};
struct screen {
    struct str id;
    struct bilingual title, intro;
    const struct field *fields;
    int fields_count;
};
struct paper {
    struct str code; /* "proof_of_dwelling" */
    struct bilingual name, hint;
    bool required;
    struct str required_if_field, required_if_value;
    int max_files;
};
struct defect {
    struct str code; /* "unreadable", "expired", ... */
    struct bilingual text;
};
/* A step of a linked procedure: a dossier of its own, in its own agency, with its own clock. */
struct linked_step {
    struct str procedure; /* slug; "": decided by another agency's system, followed only */
    struct str after;     /* slug of the step whose approval opens this one; "": with the parent */
    struct bilingual text;
};
enum { LINKED_STEPS_MAX = 8 };
struct procedure {
    int64_t procedure_id;
    int version;
    struct str slug;      /* "dang-ky-tam-tru": in URLs */
    struct str code;      /* national code "1.004194"; "" when the source gives none */
    struct str start_url; /* where filing starts when it is no form of screens; "": /services/SLUG/start */
    struct bilingual name;
    struct bilingual summary, result_name;
    struct str legal_basis;
    struct day valid_from, valid_to;
    struct str agency_kind; /* "police": decided by the commune-level agency of this kind */
    enum limit_unit limit_unit;
    int limit_amount;
    bool same_day_rule;                      /* received after 15:00: next working day */
    int64_t fee_counter_vnd, fee_online_vnd; /* -1: not found in the law texts at hand */
    enum effect effect;
    const struct screen *screens;
    int screens_count;
    const struct paper *papers;
    int papers_count;
    const struct defect *defects;
    int defects_count;
    const struct linked_step *steps; /* EFFECT_LINKED only */
    int steps_count;
};
/* Recorded as it comes in, without anybody's decision. LIMIT_AT_ONCE with the rule of the same day is something else: decided on the day of receipt. */
bool procedure_is_recorded(const struct procedure *procedure);
/* Has the form a field whose show_if asks for this value of `name`? For FIELD_MEMBER: may somebody else be named? */
bool procedure_shows_for(const struct procedure *procedure, struct str name, struct str value);
/* Loads everything once at start; ERR_INVALID names file, line and what is wrong. */
MUST_CHECK enum err procedure_load(struct ctx *ctx, struct str override_dir);
const struct procedure *procedure_find(struct str slug, struct day on);   /* the version in force; NULL */
const struct procedure *procedure_get(int64_t procedure_id, int version); /* NULL: unknown */
const struct procedure *procedure_latest(int64_t procedure_id);
const struct procedure *const *procedure_list(int *ret_count); /* latest versions, in catalogue order */
struct str bilingual_text(enum lang lang, struct bilingual text);
/* Is `value` one of the values of an `a|b|c` list? For show_if_value and required_if_value. */
bool procedure_value_in(struct str list, struct str value);
const struct field *procedure_field(const struct procedure *procedure, struct str name); /* NULL: none */
const struct paper *procedure_paper(const struct procedure *procedure, struct str code); /* NULL: none */
/* What a defect points at ("field:address", "file:proof_of_dwelling") in words; the target itself when unknown. */
struct str procedure_target_text(enum lang lang, const struct procedure *procedure, struct str target);
struct str procedure_defect_text(enum lang lang, const struct procedure *procedure, struct str reason);
/* The words for a stored value: an option's text, else the value. */
struct str procedure_value_text(enum lang lang, const struct field *field, struct str value);

#endif
