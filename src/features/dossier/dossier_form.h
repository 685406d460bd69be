/* dossier_form.h: private to this feature: the answers of a whole form against the procedure's fields, for who does not come through the screens (the
 * API). The screens say the same earlier and kinder, one at a time (features/filing). */
#ifndef FEATURES_DOSSIER_DOSSIER_FORM_H
#define FEATURES_DOSSIER_DOSSIER_FORM_H

#include "features/dossier/internal.h"
#include "platform/json/json.h"

/* What a submission says outside its form and the form may ask for, too. */
struct dossier_form_known {
    int64_t owner_person_id;
    int64_t unit_id;      /* the field `unit` */
    struct str unit_code;
    struct str phone;     /* for a field of FIELD_PHONE that is filled from the register */
    const struct procedure *procedure; /* set by dossier_form_read */
};

/* Reads an object of texts: a field that the procedure does not have, that is not asked as the other answers stand, or whose value does not fit is
 * ERR_INVALID with the fault's field "form.NAME". Days are ISO, communes five digits of code, members "NUMBER:RELATION ..." of the owner's household.
 * *ret_form: the JSON object that a dossier keeps. */
MUST_CHECK enum err dossier_form_read(struct ctx *ctx, const struct procedure *procedure, const struct json *form, const struct dossier_form_known *known,
                                      struct str *ret_form);

#endif
