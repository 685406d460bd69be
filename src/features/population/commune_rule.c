/* commune_rule.c: the commune of an event must be one that exists. One that ended in a reform is answered with what became of it. */
#include "features/population/internal.h"
#include "features/territory/territory.h"

/* "Phường Pleiku, Phường Hội Phú": today's names of what the unit went into. */
static enum err successors_text(struct ctx *ctx, int64_t unit_id, struct str *ret_text, int *ret_count)
{
    struct succession *links;
    struct buf text;
    int count;

    TRY(territory_successors(ctx, unit_id, &links, &count));
    buf_init(&text, ctx->arena, 128);
    for (int i = 0; i < count; i++) {
        if (i)
            buf_lit(&text, ", ");
        buf_put(&text, links[i].unit.name);
    }
    *ret_text = buf_str(&text);
    *ret_count = count;
    return OK;
}

static enum err refuse_gone(struct ctx *ctx, const struct unit *unit)
{
    struct str names, since = fmt_day(ctx->arena, (struct day){unit->valid_to.n + 1}), text;
    int count;

    TRY(successors_text(ctx, unit->unit_id, &names, &count));
    if (count == 1)
        text = TF(ctx, "{0} không còn từ ngày {1}; nay là {2}. Hãy chọn {2}.", unit->name, since, names);
    else if (count > 1)
        text = TF(ctx, "{0} không còn từ ngày {1}; nay thuộc một trong các đơn vị: {2}. Hãy chọn đơn vị đúng với chỗ ở.", unit->name, since, names);
    else
        text = TF(ctx, "{0} không còn từ ngày {1}. Hãy chọn xã, phường hoặc đặc khu hiện nay của chỗ ở.", unit->name, since);
    return population_refuse(ctx, ERR_CONFLICT, S("unit.gone"), S("unit"), text);
}

enum err population_check_commune(struct ctx *ctx, int64_t unit_id, struct day on)
{
    struct unit unit;
    struct day today = population_today(ctx), day = on.n > today.n ? on : today; /* whoever registers late registers where the place is now */

    enum err err = unit_id > 0 ? territory_get(ctx, unit_id, &unit) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND || (err == OK && unit.level != UNIT_COMMUNE))
        return fault(ctx, ERR_INVALID, "unit.missing", "unit", "Hãy chọn xã, phường hoặc đặc khu.");
    TRY(err);
    if (territory_in_force(&unit, day))
        return OK;
    if (!day_is_none(unit.valid_to) && unit.valid_to.n < day.n)
        return refuse_gone(ctx, &unit);
    return population_refuse(ctx, ERR_INVALID, S("unit.not_yet"), S("unit"),
                             TF(ctx, "{0} chỉ được thành lập từ ngày {1}.", unit.name, fmt_day(ctx->arena, unit.valid_from)));
}
