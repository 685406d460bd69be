/* data.c: the counters of a page. With the officer's rights and the unit, which scope.c has read already: seven queries for a province, six for a commune,
 * each over rows of months and dates; none knows how many dossiers there are. */
#include "features/steering/internal.h"

enum { TREND_MONTHS = 12, WEEK_DAYS = 7 };

static enum err read_communes(struct ctx *ctx, const struct steering_scope *scope, struct steering_data *data)
{
    TRY(territory_communes(ctx, scope->unit.unit_id, tally_month_last(scope->to_month), &data->communes, &data->communes_count));
    int64_t *ids = arena_array(ctx->arena, int64_t, (size_t)data->communes_count);
    for (int i = 0; i < data->communes_count; i++)
        ids[i] = data->communes[i].unit_id;
    data->commune_lines = arena_array(ctx->arena, struct tally_line, (size_t)data->communes_count);
    return tally_read_units(ctx, ids, data->communes_count, steering_procedure_id(scope), scope->from_month, scope->to_month, data->commune_lines);
}

/* The procedures and, in the same query, all of them together (0), which is the page's own line. */
static enum err read_procedures(struct ctx *ctx, const struct steering_scope *scope, struct steering_data *data)
{
    int count;
    const struct procedure *const *all = procedure_list(&count);
    int64_t *ids = arena_array(ctx->arena, int64_t, (size_t)count + 1);
    struct tally_line *lines = arena_array(ctx->arena, struct tally_line, (size_t)count + 1);

    if (scope->procedure)
        return tally_read(ctx, scope->unit.unit_id, scope->procedure->procedure_id, scope->from_month, scope->to_month, &data->line);
    data->procedures = arena_array(ctx->arena, const struct procedure *, (size_t)count);
    for (int i = 0; i < count; i++) {
        data->procedures[i] = all[i];
        ids[i + 1] = all[i]->procedure_id;
    }
    TRY(tally_read_procedures(ctx, scope->unit.unit_id, ids, count + 1, scope->from_month, scope->to_month, lines));
    data->line = lines[0];
    data->procedure_lines = lines + 1;
    data->procedures_count = count;
    return OK;
}

/* A year for the charts, or longer when the period or its comparison needs more. */
static enum err read_months(struct ctx *ctx, const struct steering_scope *scope, struct steering_data *data)
{
    int before = scope->from_month - steering_months(scope), year = scope->to_month - TREND_MONTHS + 1;

    data->first_month = before < year ? before : year;
    data->months_count = scope->to_month - data->first_month + 1;
    data->months = arena_array(ctx->arena, struct tally_line, (size_t)data->months_count);
    TRY(tally_read_months(ctx, scope->unit.unit_id, steering_procedure_id(scope), data->first_month, scope->to_month, data->months));
    data->before = steering_before(&data->line, data->months, data->first_month, scope->from_month, scope->to_month);
    return OK;
}

static enum err read_due(struct ctx *ctx, const struct steering_scope *scope, struct steering_due *due)
{
    struct day today = day_of_ms(ctx->now_ms);
    int64_t days[WEEK_DAYS];

    TRY(tally_read_due(ctx, scope->unit.unit_id, steering_procedure_id(scope), today, (struct day){today.n + WEEK_DAYS - 1}, days));
    due->today = days[0];
    due->week = 0;
    for (int i = 0; i < WEEK_DAYS; i++)
        due->week += days[i];
    return OK;
}

enum err steering_data_read(struct ctx *ctx, const struct steering_scope *scope, struct steering_data *ret_data)
{
    struct steering_data data = {0};

    if (scope->is_province)
        TRY(read_communes(ctx, scope, &data));
    TRY(read_procedures(ctx, scope, &data));
    TRY(read_months(ctx, scope, &data));
    if (scope->is_current)
        TRY(read_due(ctx, scope, &data.due));
    if (!scope->is_province && scope->unit.province_id) {
        data.has_province = true;
        TRY(tally_read(ctx, scope->unit.province_id, steering_procedure_id(scope), scope->from_month, scope->to_month, &data.province));
    }
    *ret_data = data;
    return OK;
}
