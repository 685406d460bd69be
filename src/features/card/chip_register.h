/* chip_register.h: a genuine card held against the register: is what it says still so, and is this card the one in use? Tells fits or not, no datum. */
#ifndef FEATURES_CARD_CHIP_REGISTER_H
#define FEATURES_CARD_CHIP_REGISTER_H

#include "features/card/face.h"

struct chip_register {
    bool known;              /* the number is somebody's; else the rest is not said */
    bool name, birth, sex;   /* as in the register */
    bool alive;
    struct str card;         /* in_use, expired, replaced (lost, damaged, withdrawn) for a card with this end; "unknown": no such card is recorded */
};
bool chip_register_fits(const struct chip_register *fits); /* all of it, and the card is in use */
MUST_CHECK enum err chip_register_compare(struct ctx *ctx, const struct card_mrz *mrz, struct chip_register *ret_fits);

#endif
