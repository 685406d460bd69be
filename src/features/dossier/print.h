/* print.h: from a dossier to the plain data of the forms (forms/forms.h). Private to this feature. */
#ifndef FEATURES_DOSSIER_PRINT_H
#define FEATURES_DOSSIER_PRINT_H

#include "features/dossier/forms/forms.h"
#include "features/dossier/internal.h"
#include "features/population/population.h"
#include "web/app.h"

/* All that the forms of one dossier say. */
struct print_facts {
    const struct dossier *dossier;
    struct dossier_step *steps;
    int steps_count;
    /* the rest only after print_facts_load */
    struct forms_head head;
    struct agency agency;
    struct str lookup_url, public_url;
    struct person owner;
};
MUST_CHECK enum err print_facts_light(struct ctx *ctx, const struct dossier *dossier, struct print_facts *ret_facts);
MUST_CHECK enum err print_facts_load(struct ctx *ctx, const struct dossier *dossier, const struct settings *settings, struct print_facts *ret_facts);
const struct dossier_step *print_last_step(const struct print_facts *facts, const char *action); /* NULL: never happened */

bool print_has_receipt(const struct print_facts *facts);
bool print_has_supplement(const struct print_facts *facts);
bool print_has_refusal(const struct print_facts *facts);
bool print_has_apology(const struct print_facts *facts);
bool print_has_control(const struct print_facts *facts);
bool print_has_result(const struct print_facts *facts);

/* Slow lane only. ctx->lang LANG_EN adds English captions. */
MUST_CHECK enum err print_receipt(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf);
MUST_CHECK enum err print_supplement(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf);
MUST_CHECK enum err print_refusal(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf);
MUST_CHECK enum err print_apology(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf);
MUST_CHECK enum err print_control(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf);
MUST_CHECK enum err print_result(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf);

#endif
