/* scope.c: which unit, hamlet and day is asked about, whether who asks may see it, and the figures that all parts of the page are made of. */
#include "features/agency/agency.h"
#include "features/demography/pages.h"

static enum err no_right(struct ctx *ctx)
{
    return fault(ctx, ERR_FORBIDDEN, "agency.no_right", "", "Anh/chị không có quyền làm việc này ở đơn vị này.");
}

/* Where a leader begins: the province when he steers it, else his own unit. */
static enum err home_unit(struct req *req, int64_t *ret_unit_id)
{
    struct right *rights;
    int64_t best = 0;
    int count;

    TRY(agency_rights(&req->ctx, req->session->officer_id, &rights, &count));
    for (int i = 0; i < count; i++) {
        const struct role *role = agency_role_find(rights[i].role);
        if (!(rights[i].perms >> PERM_DASHBOARD & 1))
            continue;
        if (!best || (role && role->whole_province) || rights[i].unit_id == req->session->unit_id)
            best = rights[i].unit_id;
        if (role && role->whole_province)
            break;
    }
    *ret_unit_id = best;
    return best ? OK : no_right(&req->ctx);
}

bool scope_may_see(struct ctx *ctx, int64_t unit_id)
{
    bool may = agency_check_can(ctx, ctx->actor.officer_id, PERM_DASHBOARD, unit_id, STR_NONE, STR_NONE) == OK;

    ctx->fault = (struct fault){0};
    return may;
}

static enum err read_unit(struct req *req, struct str text, struct scope *scope)
{
    struct ctx *ctx = &req->ctx;
    int64_t unit_id;

    if (str_empty(text))
        TRY(home_unit(req, &unit_id));
    else if (str_parse_i64(text, &unit_id) != OK)
        unit_id = 0;
    enum err err = territory_get(ctx, unit_id, &scope->unit);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "demography.unit", "", "Không có đơn vị hành chính này.");
    TRY(err);
    TRY(agency_check_can(ctx, req->session->officer_id, PERM_DASHBOARD, unit_id, STR_NONE, STR_NONE));
    scope->is_group = scope->unit.level != UNIT_COMMUNE;
    return OK;
}

static enum err read_hamlet(struct req *req, struct scope *scope)
{
    struct ctx *ctx = &req->ctx;
    struct hamlet *hamlets;
    int count;

    scope->hamlet_id = scope->is_group ? 0 : req_i64(req, "hamlet", 0);
    if (!scope->hamlet_id)
        return OK;
    TRY(territory_hamlets(ctx, scope->unit.unit_id, &hamlets, &count));
    for (int i = 0; i < count; i++)
        if (hamlets[i].hamlet_id == scope->hamlet_id) {
            scope->hamlet_name = arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(hamlets[i].kind), STR_ARG(hamlets[i].name));
            return OK;
        }
    return fault(ctx, ERR_NOT_FOUND, "demography.hamlet", "", "Xã, phường này không có thôn, tổ dân phố ấy.");
}

static enum err read_day(struct req *req, struct scope *scope)
{
    struct ctx *ctx = &req->ctx;

    TRY(demography_state(ctx, &scope->state));
    if (!scope->state.known_ms || day_is_none(scope->state.first))
        return fault(ctx, ERR_BUSY, "demography.counting", "", "Số liệu dân cư đang được tính lần đầu. Hãy quay lại sau ít phút.");
    struct day last = day_of_ms(scope->state.known_ms);
    scope->on = req_day(req, "on");
    if (day_is_none(scope->on))
        scope->on = last;
    if (scope->on.n > day_of_ms(ctx->now_ms).n)
        return fault(ctx, ERR_INVALID, "demography.day", "on", "Ngày này chưa đến. Hãy chọn hôm nay hoặc một ngày đã qua.");
    if (scope->on.n > last.n) /* just after midnight: today is being counted */
        scope->on = last;
    if (scope->on.n < scope->state.first.n)
        return fault_set(ctx, ERR_INVALID, S("demography.day"), S("on"),
                         TF(ctx, "Số liệu theo ngày có từ {0}. Hãy chọn ngày đó hoặc một ngày sau.", fmt_day(ctx->arena, scope->state.first)), STR_NONE);
    return OK;
}

/* The last days of the months before, as far back as there are figures, and the day itself. */
static int days_of(const struct scope *scope, struct day days[MONTHS_SHOWN + 1])
{
    struct civil c = civil_of(scope->on);
    int count = 0;

    for (int back = MONTHS_SHOWN; back > 0; back--) {
        int month = c.year * 12 + c.month - 1 - (back - 1);
        struct day end = {day_of(month / 12, month % 12 + 1, 1).n - 1};
        if (end.n >= scope->state.first.n)
            days[count++] = end;
    }
    days[count++] = scope->on;
    return count;
}

static enum err read_figures(struct ctx *ctx, struct scope *scope)
{
    struct day days[MONTHS_SHOWN + 1];
    int count = days_of(scope, days);
    int64_t series;
    enum err err;

    scope->figures = arena_array(ctx->arena, struct demography_figure, (size_t)count);
    scope->months = count - 1;
    if (scope->is_group) {
        err = demography_group(ctx, scope->unit.unit_id, days, count, scope->figures, &scope->parts, &scope->parts_count);
    } else {
        TRY(demography_series(ctx, scope->unit.unit_id, &series));
        if (series != scope->unit.unit_id)
            TRY(territory_get(ctx, series, &scope->unit));
        err = demography_commune(ctx, series, scope->hamlet_id, days, count, scope->figures);
        if (err == OK && !scope->hamlet_id)
            err = demography_hamlets(ctx, series, scope->on, &scope->parts, &scope->parts_count);
    }
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "demography.nobody", "",
                     "Chưa có số liệu dân cư của đơn vị này. Với đơn vị cũ, cần nạp danh mục kế thừa của các xã (congdan import units --succession).");
    return err;
}

enum err scope_read(struct req *req, struct str unit, struct scope *ret_scope)
{
    struct scope scope = {.single_years = str_eq(req_str(req, "ages"), S("1"))};

    TRY(read_unit(req, unit, &scope));
    TRY(read_hamlet(req, &scope));
    TRY(read_day(req, &scope));
    TRY(read_figures(&req->ctx, &scope));
    *ret_scope = scope;
    return OK;
}

struct str scope_url(struct ctx *ctx, const struct scope *scope, int64_t unit_id, int64_t hamlet_id, struct day on, bool single_years)
{
    (void)scope;
    if (hamlet_id)
        return arena_printf(ctx->arena, "/population/%lld?on=%.*s&ages=%s&hamlet=%lld", (long long)unit_id, STR_ARG(day_iso(ctx->arena, on)), single_years ? "1" : "5",
                            (long long)hamlet_id);
    return arena_printf(ctx->arena, "/population/%lld?on=%.*s&ages=%s", (long long)unit_id, STR_ARG(day_iso(ctx->arena, on)), single_years ? "1" : "5");
}

struct str scope_export_url(struct ctx *ctx, const struct scope *scope, const char *table, const char *format)
{
    return arena_printf(ctx->arena, "/population/%lld/%s.%s?on=%.*s&ages=%s&hamlet=%lld", (long long)scope->unit.unit_id, table, format,
                        STR_ARG(day_iso(ctx->arena, scope->on)), scope->single_years ? "1" : "5", (long long)scope->hamlet_id);
}
