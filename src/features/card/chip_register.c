/* chip_register.c: see chip_register.h. */
#include "features/card/chip_register.h"
#include "features/card/internal.h"

bool chip_register_fits(const struct chip_register *f)
{
    return f->known && f->name && f->birth && f->sex && f->alive && str_eq(f->card, S("in_use"));
}

static bool birth_fits(const struct card_mrz *mrz, const struct person *person)
{
    struct civil a = civil_of(mrz->birth), b = civil_of(person->birth);

    if (str_eq(mrz->birth_precision, S("year")) || str_eq(person->birth_precision, S("year")))
        return a.year == b.year;
    if (str_eq(mrz->birth_precision, S("month")) || str_eq(person->birth_precision, S("month")))
        return a.year == b.year && a.month == b.month;
    return mrz->birth.n == person->birth.n;
}

/* Of several cards with the same end the one in use counts: an MRZ carries no date of issue. */
static enum err card_of(struct ctx *ctx, const struct card_mrz *mrz, struct str *ret_card)
{
    struct card *cards;
    int count;

    *ret_card = S("unknown");
    TRY(card_history(ctx, mrz->person_id, &cards, &count));
    for (int i = count - 1; i >= 0; i--) {
        bool same_end = day_is_none(cards[i].valid_to) ? day_is_none(mrz->valid_to) : cards[i].valid_to.n == mrz->valid_to.n;
        if (!same_end || str_eq(*ret_card, S("in_use")))
            continue;
        *ret_card = cards[i].state;
    }
    if (str_eq(*ret_card, S("in_use")) && !day_is_none(mrz->valid_to) && card_today(ctx).n > mrz->valid_to.n)
        *ret_card = S("expired");
    return OK;
}

enum err chip_register_compare(struct ctx *ctx, const struct card_mrz *mrz, struct chip_register *ret_fits)
{
    struct chip_register fits = {.card = S("unknown")};
    struct person person;

    enum err err = mrz->person_id ? person_get(ctx, mrz->person_id, &person) : ERR_NOT_FOUND;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    if (err == OK) {
        fits.known = true;
        fits.name = card_mrz_name_is(ctx->arena, mrz, person.full_name);
        fits.birth = birth_fits(mrz, &person);
        fits.sex = mrz->sex == (person.female ? 'F' : 'M');
        fits.alive = str_eq(person.status, S("alive"));
        TRY(card_of(ctx, mrz, &fits.card));
    }
    *ret_fits = fits;
    return OK;
}
