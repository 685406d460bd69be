/* chip_json.h: the answer of passive authentication as JSON. */
#ifndef FEATURES_CARD_CHIP_JSON_H
#define FEATURES_CARD_CHIP_JSON_H

#include "features/card/chip.h"
#include "platform/json/json.h"

struct chip_register;
/* {"result": "genuine"|"not_genuine", "signature": {...}, "data_groups": {"1": "match"}, "reasons": [{code, file, text}], "card": {...}, "register": {...}};
 * `fits` NULL: not compared. One whole object. */
void chip_json(struct ctx *ctx, struct json_out *out, const struct chip_answer *answer, const struct chip_register *fits);

#endif
