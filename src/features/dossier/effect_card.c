/* effect_card.c: from the form of a dossier to a card (dossier_effect.h, EFFECT_CARD_*). The rules of cards stand in card. */
#include "features/agency/agency.h"
#include "features/card/card.h"
#include "features/dossier/dossier_effect.h"
#include "features/dossier/internal.h"

static enum card_request request_of(enum effect effect)
{
    switch (effect) {
    case EFFECT_CARD_CHILD: return CARD_CHILD;
    case EFFECT_CARD_EXCHANGE: return CARD_EXCHANGE;
    case EFFECT_CARD_REISSUE: return CARD_REISSUE;
    default: return CARD_FIRST;
    }
}

/* Whose card: the owner's own, or that of the minor whose number the form names. */
static enum err application_of(struct ctx *ctx, const struct dossier *d, struct card_application *ret_application)
{
    struct card_application a = {.request = request_of(d->procedure->effect), .person_id = d->owner_person_id, .applicant_id = d->owner_person_id,
                                 .reason = dossier_form_value(ctx, d, S("reason")), .dossier_id = d->dossier_id};

    if (a.request == CARD_CHILD || str_eq(dossier_form_value(ctx, d, S("for_whom")), S("child"))) {
        if (person_number_parse(ctx, dossier_form_value(ctx, d, S("child_number")), &a.person_id) != OK) {
            ctx->fault = (struct fault){0};
            return fault(ctx, ERR_INVALID, "dossier.child", "child_number", "Số định danh cá nhân của người được cấp thẻ phải có 12 chữ số.");
        }
    }
    *ret_application = a;
    return OK;
}

enum err effect_card_check(struct ctx *ctx, const struct dossier *d)
{
    struct card_application application;

    TRY(application_of(ctx, d, &application));
    return card_check_application(ctx, &application);
}

enum err effect_card_apply(struct ctx *ctx, const struct dossier *d)
{
    struct card_application application;
    struct agency agency;
    int64_t card_id;

    TRY(application_of(ctx, d, &application));
    TRY(agency_get(ctx, d->agency_id, &agency));
    application.issuer = agency.name;
    return card_issue(ctx, &application, &card_id);
}
