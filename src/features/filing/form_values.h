/* form_values.h: the answers of a form: field -> text, as a list in memory and as a JSON object in the database.
 * Private to this feature. */
#ifndef FEATURES_FILING_FORM_VALUES_H
#define FEATURES_FILING_FORM_VALUES_H

#include "features/dossier/dossier_effect.h"
#include "features/filing/filing.h"

enum { FORM_VALUES_MAX = 200 };
struct form_value {
    struct str name, text;
};
struct form_values {
    struct form_value items[FORM_VALUES_MAX];
    int count;
};
MUST_CHECK enum err form_values_parse(struct ctx *ctx, struct str json, struct form_values *ret_values);
struct str form_values_json(struct ctx *ctx, const struct form_values *values);
struct str form_values_get(const struct form_values *values, struct str name); /* "" when absent */
void form_values_set(struct form_values *values, struct str name, struct str text);

/* Is the field asked, as the other answers stand? */
bool field_is_asked(const struct field *field, const struct form_values *values);
bool paper_is_required(const struct paper *paper, const struct form_values *values);

/* Checks one screen's answers against its fields; adds an error a field. */
MUST_CHECK enum err screen_check(struct req *req, const struct draft *draft, const struct screen *screen,
                                 const struct form_values *values, struct form_errors *errors);
/* Takes the posted fields of one screen into the values; a member who is no longer in the household is an error; answers of fields that are not asked any more are cleared. */
MUST_CHECK enum err screen_take(struct req *req, const struct draft *draft, const struct screen *screen,
                                struct form_values *values, struct form_errors *errors);

/* What a member of the owner's household is called in this draft's form: no number of a person stands in a page's field names and values. The same for
 * the life of the draft; somebody who left the household meanwhile is then told from nobody at all. */
MUST_CHECK enum err member_token(struct req *req, const struct draft *draft, int64_t person_id, struct str *ret_token);

/* The screen's fields as markup, filled with the answers or with what the register knows. */
MUST_CHECK enum err screen_widgets(struct req *req, const struct draft *draft, const struct screen *screen,
                                   const struct form_values *values, const struct form_errors *errors,
                                   struct html_raw *ret_markup);
/* For FIELD_MEMBER: the owner's household, the owner too, and "other" when `others`. Values are tokens (member_token). *ret_value: that of `chosen`, the kept answer. */
struct choice;
MUST_CHECK enum err member_choices(struct req *req, const struct draft *draft, bool others, struct str chosen, struct choice **ret_choices, int *ret_count, struct str *ret_value);
/* The answer to keep for a posted token: the member's number, "other", "" none; "?" for anything else. */
MUST_CHECK enum err member_take(struct req *req, const struct draft *draft, struct str posted, struct str *ret_text);
MUST_CHECK enum err member_check(struct ctx *ctx, const struct draft *draft, const struct field *field, struct str text, bool *ret_known);
/* An answer in words, for the review. */
struct str answer_text(struct req *req, const struct draft *draft, const struct field *field, struct str value);

/* What the register knows of a person, for "read-only with its source": "person.phone", "residence.permanent". */
struct str prefill_value(struct ctx *ctx, const struct draft *draft, struct str key);
struct summary_list;
MUST_CHECK enum err register_facts(struct ctx *ctx, int64_t person_id, struct summary_list *ret_list);

#endif
