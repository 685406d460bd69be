/* cards.h: identity cards of the demo: most adults have one with a plausible date, some have let theirs expire, some elderly have none; collection days and
 * applications for the communes whose officers can sign in. */
#ifndef APP_DEMO_CARDS_H
#define APP_DEMO_CARDS_H

#include "app/demo/bulk.h"
#include "app/demo/officers.h"

/* The cards of the people in `bulk`, and what is due for them; inside its transaction, after people and residences, souls sorted by number. What somebody gets
 * depends on the number alone, so the rest of the province stays what it is. bulk->ctx.arena is used up. */
MUST_CHECK enum err demo_cards_put(struct bulk *bulk);

/* A mobile collection today and one at the office in some days, with appointments; applications that wait. In a write transaction of its own. */
MUST_CHECK enum err demo_card_days(struct ctx *ctx, const struct demo_cast *cast, const struct demo_staff *staff);

#endif
