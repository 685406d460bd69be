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

/* The card of the dossier's owner; who brings the dossier asks for it: the owner, or who may act for a minor. */
static struct card_application application_of(struct ctx *ctx, const struct dossier *d)
{
    return (struct card_application){.request = request_of(d->procedure->effect), .person_id = d->owner_person_id, .applicant_id = d->submitter_person_id,
                                     .reason = dossier_form_value(ctx, d, S("reason")), .dossier_id = d->dossier_id};
}

enum err effect_card_check(struct ctx *ctx, const struct dossier *d)
{
    struct card_application application = application_of(ctx, d);

    return card_check_application(ctx, &application);
}

enum err effect_card_apply(struct ctx *ctx, const struct dossier *d)
{
    struct card_application application = application_of(ctx, d);
    struct agency agency;
    int64_t card_id;

    TRY(agency_get(ctx, d->agency_id, &agency));
    application.issuer = agency.name;
    return card_issue(ctx, &application, &card_id);
}
