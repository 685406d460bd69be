/* dashboard_page.c: the leader's page: one unit, some months, perhaps one procedure. Reads the counters only, so it is as fast over a million dossiers as
 * over none, and shows what has been committed up to this moment. */
#include "features/agency/agency.h"
#include "features/steering/dashboard.h"
#include "views.h"

enum { MONTHS_BACK = 36 };

struct str dashboard_month_name(struct ctx *ctx, int month) { return arena_printf(ctx->arena, "%02d/%d", month % 12 + 1, month / 12); }

static struct str month_value(struct ctx *ctx, int month) { return arena_printf(ctx->arena, "%04d-%02d", month / 12, month % 12 + 1); }

/* "2026-11"; `otherwise` when it is no month. */
static int month_parse(struct str text, int otherwise)
{
    int64_t year, month;
    struct str rest = text, first = str_cut(&rest, '-');

    if (str_parse_i64(first, &year) != OK || str_parse_i64(rest, &month) != OK || year < 2000 || year > 2999 || month < 1 || month > 12)
        return otherwise;
    return (int)(year * 12 + month - 1);
}

struct str dashboard_url(struct ctx *ctx, const struct question *question, int64_t unit_id, int64_t procedure_id)
{
    return arena_printf(ctx->arena, "/dashboard?unit=%lld&procedure=%lld&from=%.*s&to=%.*s", (long long)unit_id, (long long)procedure_id,
                        STR_ARG(month_value(ctx, question->from_month)), STR_ARG(month_value(ctx, question->to_month)));
}

struct str dashboard_rows_url(struct ctx *ctx, const struct question *question, int64_t unit_id, int64_t procedure_id, enum dossier_filter filter)
{
    return arena_printf(ctx->arena, "/register?unit=%lld&procedure=%lld&from=%.*s&to=%.*s&filter=%s", (long long)unit_id, (long long)procedure_id,
                        STR_ARG(day_iso(ctx->arena, tally_month_first(question->from_month))), STR_ARG(day_iso(ctx->arena, tally_month_last(question->to_month))),
                        dossier_filter_name(filter));
}

static enum err question_of(struct req *req, struct question *question)
{
    struct ctx *ctx = &req->ctx;
    int this_month = tally_month_of(day_of_ms(ctx->now_ms));
    int64_t unit_id = req_i64(req, "unit", req->session->unit_id);

    TRY(agency_check_can(ctx, ctx->actor.officer_id, PERM_DASHBOARD, unit_id, STR_NONE, STR_NONE));
    TRY(territory_get(ctx, unit_id, &question->unit));
    question->procedure_id = req_i64(req, "procedure", 0);
    question->to_month = month_parse(req_str(req, "to"), this_month);
    question->from_month = month_parse(req_str(req, "from"), question->to_month);
    if (question->from_month > question->to_month) { /* the other way round is meant */
        int swap = question->from_month;
        question->from_month = question->to_month;
        question->to_month = swap;
    }
    return OK;
}

static struct select_field month_field(struct ctx *ctx, struct str name, struct str label, int value)
{
    int this_month = tally_month_of(day_of_ms(ctx->now_ms));
    struct choice *choices = arena_array(ctx->arena, struct choice, MONTHS_BACK + 1);
    int count = 0;

    if (value > this_month || value <= this_month - MONTHS_BACK)
        choices[count++] = (struct choice){.value = month_value(ctx, value), .label = dashboard_month_name(ctx, value)};
    for (int i = 0; i < MONTHS_BACK; i++)
        choices[count++] = (struct choice){.value = month_value(ctx, this_month - i), .label = dashboard_month_name(ctx, this_month - i)};
    return (struct select_field){.name = name, .label = label, .value = month_value(ctx, value), .items = choices, .items_count = count};
}

static struct select_field procedure_field_of(struct ctx *ctx, int64_t value)
{
    int count;
    const struct procedure *const *procedures = procedure_list(&count);
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count + 1);

    choices[0] = (struct choice){.value = S("0"), .label = TS(ctx, "Mọi thủ tục")};
    for (int i = 0; i < count; i++)
        choices[i + 1] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)procedures[i]->procedure_id), .label = bilingual_text(ctx->lang, procedures[i]->name)};
    return (struct select_field){.name = S("procedure"), .label = TS(ctx, "Thủ tục"), .value = arena_printf(ctx->arena, "%lld", (long long)value), .items = choices,
                                 .items_count = count + 1};
}

static enum err by_unit(struct ctx *ctx, const struct question *question, const struct tally_line *total, struct dashboard_view *view)
{
    struct unit *communes;
    int count;

    if (question->unit.level != UNIT_PROVINCE)
        return OK;
    TRY(territory_communes(ctx, question->unit.unit_id, day_of_ms(ctx->now_ms), &communes, &count));
    if (count == 0)
        return OK;
    int64_t *ids = arena_array(ctx->arena, int64_t, (size_t)count);
    struct str *names = arena_array(ctx->arena, struct str, (size_t)count);
    struct tally_line *lines = arena_array(ctx->arena, struct tally_line, (size_t)count);
    for (int i = 0; i < count; i++) {
        ids[i] = communes[i].unit_id;
        names[i] = communes[i].name;
    }
    TRY(tally_read_units(ctx, ids, count, question->procedure_id, question->from_month, question->to_month, lines));
    view->units = dashboard_table(ctx, question, true, ids, names, lines, count, total);
    view->overdue_chart = dashboard_overdue_chart(ctx, question, ids, names, lines, count);
    return OK;
}

static enum err by_procedure(struct ctx *ctx, const struct question *question, const struct tally_line *total, struct dashboard_view *view)
{
    int count;
    const struct procedure *const *procedures = procedure_list(&count);
    int64_t *ids = arena_array(ctx->arena, int64_t, (size_t)count + 1);
    struct str *names = arena_array(ctx->arena, struct str, (size_t)count + 1);
    struct tally_line *lines = arena_array(ctx->arena, struct tally_line, (size_t)count + 1);

    if (question->procedure_id)
        return OK;
    for (int i = 0; i < count; i++) {
        ids[i] = procedures[i]->procedure_id;
        names[i] = bilingual_text(ctx->lang, procedures[i]->name);
    }
    TRY(tally_read_procedures(ctx, question->unit.unit_id, ids, count, question->from_month, question->to_month, lines));
    view->procedures = dashboard_table(ctx, question, false, ids, names, lines, count, total);
    return OK;
}

static enum err crumbs_of(struct req *req, const struct question *question, struct dashboard_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct dashboard_crumb *crumbs = arena_array(ctx->arena, struct dashboard_crumb, 2);
    struct unit above;

    if (question->unit.parent_id && agency_check_can(ctx, ctx->actor.officer_id, PERM_DASHBOARD, question->unit.province_id, STR_NONE, STR_NONE) == OK) {
        TRY(territory_get(ctx, question->unit.province_id, &above));
        crumbs[view->crumbs_count++] = (struct dashboard_crumb){dashboard_url(ctx, question, above.unit_id, question->procedure_id), above.name};
    }
    ctx->fault = (struct fault){0};
    if (question->procedure_id)
        crumbs[view->crumbs_count++] = (struct dashboard_crumb){dashboard_url(ctx, question, question->unit.unit_id, 0), question->unit.name};
    view->crumbs = crumbs;
    return OK;
}

enum err dashboard_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct question question;
    struct tally_line line, before;

    TRY(question_of(req, &question));
    int months = question.to_month - question.from_month + 1;
    const struct procedure *procedure = question.procedure_id ? procedure_latest(question.procedure_id) : NULL;
    TRY(tally_read(ctx, question.unit.unit_id, question.procedure_id, question.from_month, question.to_month, &line));
    TRY(tally_read(ctx, question.unit.unit_id, question.procedure_id, question.from_month - months, question.from_month - 1, &before));
    struct dashboard_view view = {
        .title = procedure ? arena_printf(ctx->arena, "%.*s: %.*s", STR_ARG(question.unit.name), STR_ARG(bilingual_text(ctx->lang, procedure->name))) : question.unit.name,
        .period = months == 1 ? TF(ctx, "Tháng {0}", dashboard_month_name(ctx, question.from_month))
                              : TF(ctx, "Từ tháng {0} đến tháng {1}", dashboard_month_name(ctx, question.from_month), dashboard_month_name(ctx, question.to_month)),
        .unit_id = arena_printf(ctx->arena, "%lld", (long long)question.unit.unit_id),
        .from = month_field(ctx, S("from"), TS(ctx, "Từ tháng"), question.from_month),
        .to = month_field(ctx, S("to"), TS(ctx, "Đến tháng"), question.to_month),
        .procedure = procedure_field_of(ctx, question.procedure_id),
        .as_of = TF(ctx, "Số liệu lúc {0}", fmt_at(ctx->arena, ctx->now_ms)),
    };
    TRY(crumbs_of(req, &question, &view));
    dashboard_figures(ctx, &question, &line, &before, &view);
    dashboard_identities(ctx, &line, &view);
    TRY(dashboard_months_chart(ctx, &question, &view.months_chart));
    TRY(by_unit(ctx, &question, &line, &view));
    TRY(by_procedure(ctx, &question, &line, &view));
    struct html *out = page_begin_str(req, FACE_LEADER, TF(ctx, "Điều hành: {0}", view.title));
    view_dashboard(out, &view);
    return page_end(req, 200);
}
