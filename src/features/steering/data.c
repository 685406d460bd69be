/* data.c: the counters of a page. With the officer's rights and the unit, which scope.c has read already: eight queries for a province, seven for a commune, and some
 * for each unit that went into it in a decree; each over rows of months and dates; none knows how many dossiers there are. */
#include "features/steering/internal.h"

enum { TREND_MONTHS = 12, WEEK_DAYS = 7 };

/* --- one line out of several counters ---------------------------------------------------------------------------------------------- */

enum err steering_read_line(struct ctx *ctx, const struct steering_scope *scope, int64_t procedure_id, struct tally_line *ret_line)
{
    for (int i = 0; i < scope->sum.count; i++) {
        struct tally_line part;
        TRY(tally_read(ctx, scope->sum.parts[i].unit_id, procedure_id, scope->from_month, scope->to_month, &part));
        if (i == 0)
            *ret_line = part;
        else
            steering_add(ret_line, &part, scope->sum.parts[i].sign);
    }
    return OK;
}

enum err steering_read_due(struct ctx *ctx, const struct steering_scope *scope, struct day from, struct day to, int64_t *ret_counts)
{
    int days = to.n - from.n + 1;
    int64_t *part = arena_array(ctx->arena, int64_t, (size_t)days);

    memset(ret_counts, 0, (size_t)days * sizeof *ret_counts);
    for (int i = 0; i < scope->sum.count; i++) {
        TRY(tally_read_due(ctx, scope->sum.parts[i].unit_id, steering_procedure_id(scope), from, to, part));
        for (int d = 0; d < days; d++)
            ret_counts[d] += scope->sum.parts[i].sign * part[d];
    }
    return OK;
}

/* --- communes of a province ------------------------------------------------------------------------------------------------------- */

static struct unit named_former(struct ctx *ctx, const struct unit *unit, bool is_divided)
{
    struct unit named = *unit;

    named.name = is_divided ? TF(ctx, "{0} (cũ, đã chia)", unit->name) : TF(ctx, "{0} (cũ)", unit->name);
    return named;
}

/* Today's geography: what went whole into a commune is added to it; what was divided stands for itself. The former one: each under its own name. */
static void put_communes(struct ctx *ctx, const struct steering_scope *scope, const struct unit *today, int today_count, const struct former_commune *former,
                         int former_count, const struct tally_line *lines, struct steering_data *data)
{
    int count = 0;

    for (int i = 0; i < today_count; i++) {
        data->communes[count] = today[i];
        data->commune_lines[count++] = lines[i];
    }
    for (int i = 0; i < former_count; i++) {
        const struct tally_line *line = &lines[today_count + i];
        int into = 0;
        if (steering_is_empty(line))
            continue;
        data->has_former = true;
        while (into < today_count && (scope->is_former || today[into].unit_id != former[i].today_id))
            into++;
        if (into < today_count) {
            steering_add(&data->commune_lines[into], line, 1);
            continue;
        }
        data->communes[count] = named_former(ctx, &former[i].unit, !former[i].today_id);
        data->commune_lines[count++] = *line;
    }
    data->communes_count = count;
}

static enum err read_communes(struct ctx *ctx, const struct steering_scope *scope, struct steering_data *data)
{
    struct day on = day_is_none(scope->unit.valid_to) ? day_of_ms(ctx->now_ms) : scope->unit.valid_to;
    struct former_commune *former = NULL;
    struct unit *today;
    int today_count, former_count = 0;

    TRY(territory_communes(ctx, scope->unit.unit_id, on, &today, &today_count));
    if (day_is_none(scope->unit.valid_to))
        TRY(territory_former_communes(ctx, scope->unit.unit_id, &former, &former_count));
    int count = today_count + former_count;
    int64_t *ids = arena_array(ctx->arena, int64_t, (size_t)count);
    struct tally_line *lines = arena_array(ctx->arena, struct tally_line, (size_t)count);
    data->communes = arena_array(ctx->arena, struct unit, (size_t)count);
    data->commune_lines = arena_array(ctx->arena, struct tally_line, (size_t)count);
    for (int i = 0; i < today_count; i++)
        ids[i] = today[i].unit_id;
    for (int i = 0; i < former_count; i++)
        ids[today_count + i] = former[i].unit.unit_id;
    TRY(tally_read_units(ctx, ids, count, steering_procedure_id(scope), scope->from_month, scope->to_month, lines));
    put_communes(ctx, scope, today, today_count, former, former_count, lines, data);
    return OK;
}

/* --- procedures, months, due dates -------------------------------------------------------------------------------------------------- */

/* The procedures and, in the same query, all of them together (0), which is the page's own line. */
static enum err read_procedures(struct ctx *ctx, const struct steering_scope *scope, struct steering_data *data)
{
    int count;
    const struct procedure *const *all = procedure_list(&count);
    int64_t *ids = arena_array(ctx->arena, int64_t, (size_t)count + 1);
    struct tally_line *lines = arena_array(ctx->arena, struct tally_line, (size_t)count + 1), *part = arena_array(ctx->arena, struct tally_line, (size_t)count + 1);

    if (scope->procedure)
        return steering_read_line(ctx, scope, scope->procedure->procedure_id, &data->line);
    data->procedures = arena_array(ctx->arena, const struct procedure *, (size_t)count);
    for (int i = 0; i < count; i++) {
        data->procedures[i] = all[i];
        ids[i + 1] = all[i]->procedure_id;
    }
    for (int p = 0; p < scope->sum.count; p++) {
        TRY(tally_read_procedures(ctx, scope->sum.parts[p].unit_id, ids, count + 1, scope->from_month, scope->to_month, p ? part : lines));
        for (int i = 0; p && i <= count; i++)
            steering_add(&lines[i], &part[i], scope->sum.parts[p].sign);
        data->has_former = data->has_former || (p && !steering_is_empty(&part[0]));
    }
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
    struct tally_line *part = arena_array(ctx->arena, struct tally_line, (size_t)data->months_count);
    for (int p = 0; p < scope->sum.count; p++) {
        TRY(tally_read_months(ctx, scope->sum.parts[p].unit_id, steering_procedure_id(scope), data->first_month, scope->to_month, p ? part : data->months));
        for (int i = 0; p && i < data->months_count; i++)
            steering_add(&data->months[i], &part[i], scope->sum.parts[p].sign);
    }
    data->before = steering_before(&data->line, data->months, data->first_month, scope->from_month, scope->to_month);
    return OK;
}

static enum err read_due(struct ctx *ctx, const struct steering_scope *scope, struct steering_due *due)
{
    struct day today = day_of_ms(ctx->now_ms);
    int64_t days[WEEK_DAYS];

    TRY(steering_read_due(ctx, scope, today, (struct day){today.n + WEEK_DAYS - 1}, days));
    due->today = days[0];
    due->week = 0;
    for (int i = 0; i < WEEK_DAYS; i++)
        due->week += days[i];
    return OK;
}

/* A commune is compared with its province in the same geography. */
static enum err read_province(struct ctx *ctx, const struct steering_scope *scope, struct tally_line *ret_line)
{
    struct steering_scope province = {.from_month = scope->from_month, .to_month = scope->to_month};

    TRY(territory_sum(ctx, scope->unit.province_id, scope->is_former, &province.sum));
    return steering_read_line(ctx, &province, steering_procedure_id(scope), ret_line);
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
        TRY(read_province(ctx, scope, &data.province));
    }
    *ret_data = data;
    return OK;
}
