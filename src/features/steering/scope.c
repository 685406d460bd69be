/* scope.c: which unit, procedure and period is asked about, and whether who asks may see it. Default: the highest unit that he steers, three months. */
#include "features/steering/internal.h"

enum { MONTH_FIRST = 2000 * 12 };

int steering_month_parse(struct str text)
{
    char separator = str_find_char(text, '/') >= 0 ? '/' : '-';
    struct str first = str_cut(&text, separator);
    int64_t year, month;

    if (str_parse_i64(separator == '-' ? first : text, &year) != OK || str_parse_i64(separator == '-' ? text : first, &month) != OK)
        return -1;
    if (year < 2000 || year > 2999 || month < 1 || month > 12)
        return -1;
    return (int)(year * 12 + month - 1);
}

struct str steering_month_iso(struct arena *arena, int month) { return arena_printf(arena, "%04d-%02d", month / 12, month % 12 + 1); }

struct str steering_month_text(struct arena *arena, int month) { return arena_printf(arena, "%d/%d", month % 12 + 1, month / 12); }

struct str steering_period_text(struct ctx *ctx, int from_month, int to_month)
{
    struct str from = steering_month_text(ctx->arena, from_month);

    if (from_month == to_month)
        return TF(ctx, "Tháng {0}", from);
    return TF(ctx, "Tháng {0} đến tháng {1}", from, steering_month_text(ctx->arena, to_month));
}

static struct str slug_of(const struct procedure *procedure) { return procedure ? procedure->slug : S(STEERING_ALL); }

static const char *geography_of(bool is_former) { return is_former ? "&geography=former" : ""; }

struct str steering_page_url(struct ctx *ctx, int64_t unit_id, const struct procedure *procedure, int from_month, int to_month, bool is_former)
{
    struct str from = steering_month_iso(ctx->arena, from_month), to = steering_month_iso(ctx->arena, to_month);

    if (!procedure)
        return arena_printf(ctx->arena, "/dashboard/%lld?from=%.*s&to=%.*s%s", (long long)unit_id, STR_ARG(from), STR_ARG(to), geography_of(is_former));
    return arena_printf(ctx->arena, "/dashboard/%lld/%.*s?from=%.*s&to=%.*s%s", (long long)unit_id, STR_ARG(procedure->slug), STR_ARG(from), STR_ARG(to),
                        geography_of(is_former));
}

struct str steering_rows_url(struct ctx *ctx, int64_t unit_id, const struct procedure *procedure, enum dossier_filter filter, int from_month, int to_month,
                             bool is_former)
{
    return arena_printf(ctx->arena, "/dashboard/%lld/%.*s/dossiers?filter=%s&from=%04d-%02d&to=%04d-%02d%s", (long long)unit_id, STR_ARG(slug_of(procedure)),
                        dossier_filter_name(filter), from_month / 12, from_month % 12 + 1, to_month / 12, to_month % 12 + 1, geography_of(is_former));
}

/* A leader steers at every stage: the stage of a right says what he may do to a dossier, not what he may see of the figures. */
static bool right_over(const struct right *right, enum perm perm, const struct procedure *procedure)
{
    struct str code = !procedure ? STR_NONE : str_empty(procedure->code) ? procedure->slug : procedure->code;

    return right_covers(right, perm, code, right->stage);
}

bool steering_may(const struct steering_scope *scope, enum perm perm, const struct unit *unit, const struct procedure *procedure)
{
    for (int i = 0; i < scope->rights_count; i++) {
        int64_t over = scope->rights[i].unit_id;
        if ((over == unit->unit_id || over == unit->parent_id || over == unit->province_id) && right_over(&scope->rights[i], perm, procedure))
            return true;
    }
    return false;
}

/* Where a leader begins: the whole province when he steers it, else his own unit, else the first that he steers. */
static const struct right *home_right(const struct steering_scope *scope, int64_t own_unit_id)
{
    const struct right *best = NULL;
    int best_rank = 0;

    for (int i = 0; i < scope->rights_count; i++) {
        const struct right *right = &scope->rights[i];
        const struct role *role = agency_role_find(right->role);
        int rank = role && role->whole_province ? 3 : right->unit_id == own_unit_id ? 2 : 1;
        if ((right->perms >> PERM_DASHBOARD & 1) && rank > best_rank) {
            best = right;
            best_rank = rank;
        }
    }
    return best;
}

static const struct procedure *procedure_named(struct str name)
{
    int count;
    const struct procedure *const *all = procedure_list(&count);

    for (int i = 0; i < count && !str_empty(name); i++)
        if (str_eq(all[i]->slug, name) || str_eq(all[i]->code, name))
            return all[i];
    return NULL;
}

static enum err read_unit(struct req *req, struct str text, struct steering_scope *scope)
{
    struct ctx *ctx = &req->ctx;
    const struct right *home = home_right(scope, req->session->unit_id);
    int64_t unit_id = 0;
    enum err err;

    if (str_empty(text)) {
        if (!home)
            return fault(ctx, ERR_FORBIDDEN, "agency.no_right", "", "Anh/chị không có quyền làm việc này ở đơn vị này.");
        unit_id = home->unit_id;
        if (!str_empty(home->procedure_code)) /* he steers one procedure only */
            scope->procedure = procedure_named(home->procedure_code);
    } else if (str_parse_i64(text, &unit_id) != OK) {
        unit_id = 0;
    }
    err = territory_get(ctx, unit_id, &scope->unit);
    if (err == ERR_NOT_FOUND || (err == OK && scope->unit.level == UNIT_DISTRICT)) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_NOT_FOUND, "steering.unit", "", "Không có đơn vị hành chính này.");
    }
    TRY(err);
    scope->is_province = scope->unit.level == UNIT_PROVINCE;
    scope->is_former = str_eq(req_str(req, "geography"), S("former"));
    return territory_sum(ctx, unit_id, scope->is_former, &scope->sum);
}

static enum err read_period(struct req *req, struct steering_scope *scope)
{
    struct ctx *ctx = &req->ctx;
    struct str from = req_str(req, "from"), to = req_str(req, "to");

    scope->this_month = tally_month_of(day_of_ms(ctx->now_ms));
    scope->to_month = str_empty(to) ? scope->this_month : steering_month_parse(to);
    if (scope->to_month < MONTH_FIRST)
        return fault(ctx, ERR_INVALID, "steering.period", "to", "Tháng không đúng. Hãy ghi như 2026-11.");
    if (scope->to_month > scope->this_month)
        scope->to_month = scope->this_month;
    scope->from_month = str_empty(from) ? scope->to_month - STEERING_MONTHS_DEFAULT + 1 : steering_month_parse(from);
    if (scope->from_month < MONTH_FIRST)
        return fault(ctx, ERR_INVALID, "steering.period", "from", "Tháng không đúng. Hãy ghi như 2026-11.");
    if (scope->from_month > scope->to_month)
        return fault(ctx, ERR_INVALID, "steering.period", "from", "Tháng bắt đầu phải trước hoặc trùng tháng kết thúc.");
    if (steering_months(scope) > STEERING_MONTHS_MAX)
        return fault(ctx, ERR_INVALID, "steering.period", "from", "Mỗi lần xem được nhiều nhất 10 năm. Hãy chọn kỳ ngắn hơn.");
    scope->is_current = scope->to_month == scope->this_month;
    scope->is_running = scope->is_current && day_of_ms(ctx->now_ms).n < tally_month_last(scope->this_month).n;
    return OK;
}

enum err steering_scope_read(struct req *req, struct str unit, struct str procedure, struct steering_scope *ret_scope)
{
    struct ctx *ctx = &req->ctx;
    struct steering_scope scope = {0};
    struct right *rights = NULL;

    TRY(agency_rights(ctx, req->session->officer_id, &rights, &scope.rights_count));
    scope.rights = rights;
    TRY(read_period(req, &scope));
    TRY(read_unit(req, unit, &scope));
    if (!str_empty(procedure) && !str_eq(procedure, S(STEERING_ALL))) {
        scope.procedure = procedure_named(procedure);
        if (!scope.procedure)
            return fault(ctx, ERR_NOT_FOUND, "steering.procedure", "", "Không có thủ tục này.");
    }
    bool may = steering_may(&scope, PERM_DASHBOARD, &scope.unit, scope.procedure);
    for (int i = 0; i < scope.rights_count && !may && !day_is_none(scope.unit.valid_to); i++) /* a unit that is gone: who steers what it became */
        if (right_over(&scope.rights[i], PERM_DASHBOARD, scope.procedure))
            TRY(territory_is_below(ctx, scope.unit.unit_id, scope.rights[i].unit_id, &may));
    if (!may)
        return fault(ctx, ERR_FORBIDDEN, "agency.no_right", "", "Anh/chị không có quyền làm việc này ở đơn vị này.");
    *ret_scope = scope;
    return OK;
}
