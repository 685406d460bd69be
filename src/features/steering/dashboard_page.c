/* dashboard_page.c: the leader's page: what needs a decision today, what came in, what went out, in time or not, beside the period before and the province;
 * then where. The same page for a province, a commune and a procedure. */
#include "features/steering/internal.h"
#include "views.h"

enum { MONTHS_OFFERED = 36, PERIODS_MAX = 5 };

static struct select_field month_field(struct ctx *ctx, const struct steering_scope *scope, struct str name, struct str label, int value)
{
    int oldest = scope->this_month - MONTHS_OFFERED + 1, count = MONTHS_OFFERED;
    bool is_older = value < oldest;
    struct choice *choices = arena_array(ctx->arena, struct choice, MONTHS_OFFERED + 1);

    for (int i = 0; i < count; i++)
        choices[i] = (struct choice){.value = steering_month_iso(ctx->arena, scope->this_month - i),
                                     .label = TF(ctx, "Tháng {0}", steering_month_text(ctx->arena, scope->this_month - i))};
    if (is_older)
        choices[count++] = (struct choice){.value = steering_month_iso(ctx->arena, value), .label = TF(ctx, "Tháng {0}", steering_month_text(ctx->arena, value))};
    return (struct select_field){.name = name, .label = label, .value = steering_month_iso(ctx->arena, value), .items = choices, .items_count = count};
}

static void periods(struct ctx *ctx, const struct steering_scope *scope, struct dashboard_view *view)
{
    int now = scope->this_month, quarter = now - now % 3, year = now - now % 12;
    const struct {
        struct msg text;
        int from, to;
    } known[PERIODS_MAX] = {{T("Tháng này"), now, now}, {T("3 tháng gần đây"), now - 2, now}, {T("Quý này"), quarter, now}, {T("Năm nay"), year, now},
                            {T("Năm trước"), year - 12, year - 1}};
    struct steering_link *links = arena_array(ctx->arena, struct steering_link, PERIODS_MAX);

    for (int i = 0; i < PERIODS_MAX; i++)
        links[i] = (struct steering_link){.text = i18n(ctx->lang, known[i].text), .is_here = known[i].from == scope->from_month && known[i].to == scope->to_month,
                                          .url = steering_page_url(ctx, scope->unit.unit_id, scope->procedure, known[i].from, known[i].to, scope->is_former)};
    view->periods = links;
    view->periods_count = PERIODS_MAX;
}

/* Back to where the reader came from: from a procedure to all of them, from a commune to its province if he steers that. */
static struct back_link back(struct ctx *ctx, const struct steering_scope *scope)
{
    struct unit province = {.unit_id = scope->unit.province_id, .province_id = scope->unit.province_id};

    if (scope->procedure && steering_may(scope, PERM_DASHBOARD, &scope->unit, NULL))
        return (struct back_link){steering_page_url(ctx, scope->unit.unit_id, NULL, scope->from_month, scope->to_month, scope->is_former),
                                  TF(ctx, "{0}: tất cả thủ tục", scope->unit.name)};
    if (!scope->is_province && steering_may(scope, PERM_DASHBOARD, &province, scope->procedure))
        return (struct back_link){steering_page_url(ctx, province.unit_id, scope->procedure, scope->from_month, scope->to_month, scope->is_former), TS(ctx, "Toàn tỉnh")};
    return (struct back_link){0};
}

static void apart(struct ctx *ctx, const struct steering_scope *scope, const struct tally_line *line, struct dashboard_view *view)
{
    view->assisted = TF(ctx, "Trong số tiếp nhận có {0} hồ sơ do cán bộ nhập hộ công dân.", fmt_i64(ctx->arena, ctx->lang, line->assisted));
    if (line->assisted > 0)
        view->assisted_url = steering_rows_url(ctx, scope->unit.unit_id, scope->procedure, FILTER_ASSISTED, scope->from_month, scope->to_month, scope->is_former);
    view->asked = TF(ctx, "Đã yêu cầu bổ sung {0} lượt trong kỳ.", fmt_i64(ctx->arena, ctx->lang, line->supplement_asked));
}

static struct str unfinished(struct ctx *ctx, const struct steering_scope *scope)
{
    struct day today = day_of_ms(ctx->now_ms);
    int gone = today.n - tally_month_first(scope->this_month).n + 1, all = tally_month_last(scope->this_month).n - tally_month_first(scope->this_month).n + 1;

    if (!scope->is_running)
        return STR_NONE;
    return TF(ctx, "Tháng này mới qua {0} trong {1} ngày: số của kỳ này còn tăng.", fmt_i64(ctx->arena, ctx->lang, gone),
              fmt_i64(ctx->arena, ctx->lang, all));
}

/* Where a period reaches back over a decree, or dossiers of before are still open: the same sums, told by the units of today or by those of then. */
static void geographies(struct ctx *ctx, const struct steering_scope *scope, struct dashboard_view *view)
{
    struct steering_link *links = arena_array(ctx->arena, struct steering_link, 2);

    for (int former = 0; former < 2; former++)
        links[former] = (struct steering_link){.text = former ? TS(ctx, "Theo địa giới cũ") : TS(ctx, "Theo địa giới hiện nay"), .is_here = scope->is_former == (former == 1),
                                               .url = steering_page_url(ctx, scope->unit.unit_id, scope->procedure, scope->from_month, scope->to_month, former == 1)};
    view->geographies = links;
    view->geographies_count = 2;
    view->geography_text = scope->is_former ? scope->is_province ? TS(ctx, "Mỗi hồ sơ tính ở xã, phường đã nhận nó, kể cả đơn vị không còn.")
                                                                 : TS(ctx, "Chỉ hồ sơ mà chính đơn vị này đã nhận; hồ sơ của đơn vị đã nhập vào không tính ở đây.")
                                            : TS(ctx, "Hồ sơ của đơn vị cũ tính vào đơn vị đã nhập toàn bộ nó; đơn vị bị chia đứng riêng một dòng.");
}

static enum err show(struct req *req, const struct steering_scope *scope)
{
    struct ctx *ctx = &req->ctx;
    struct steering_data data;
    bool closes;

    TRY(steering_data_read(ctx, scope, &data));
    struct dashboard_view view = {
        .back = back(ctx, scope),
        .title = scope->unit.name,
        .caption = scope->procedure ? bilingual_text(ctx->lang, scope->procedure->name) : TS(ctx, "Tất cả thủ tục"),
        .period = steering_period_text(ctx, scope->from_month, scope->to_month),
        .as_of = fmt_at(ctx->arena, ctx->now_ms),
        .unfinished = unfinished(ctx, scope),
        .action_url = steering_page_url(ctx, scope->unit.unit_id, scope->procedure, scope->from_month, scope->to_month, scope->is_former),
        .from = month_field(ctx, scope, S("from"), TS(ctx, "Từ tháng"), scope->from_month),
        .to = month_field(ctx, scope, S("to"), TS(ctx, "Đến tháng"), scope->to_month),
        .is_current = scope->is_current,
        .is_province = scope->is_province,
        .all_procedures = scope->procedure == NULL,
        .received = steering_received(ctx, scope, &data),
        .results = steering_results(ctx, scope, &data),
        .rates = steering_rates_table(ctx, scope, &data),
        .identities = steering_identities_table(ctx, scope, &data, &closes),
        .flow = steering_flow_chart(ctx, scope, &data),
        .on_time = steering_on_time_chart(ctx, scope, &data),
    };
    view.action_url = str_sub(view.action_url, 0, (size_t)str_find_char(view.action_url, '?'));
    if (data.has_former || scope->is_former)
        geographies(ctx, scope, &view);
    view.geography = scope->is_former ? S("former") : STR_NONE;
    periods(ctx, scope, &view);
    apart(ctx, scope, &data.line, &view);
    if (scope->is_current)
        view.attention = steering_attention(ctx, scope, &data);
    if (scope->is_province) {
        view.communes = steering_communes_table(ctx, scope, &data);
        view.overdue = steering_overdue_chart(ctx, scope, &data);
    }
    if (!scope->procedure) {
        view.procedures = steering_procedures_table(ctx, scope, &data);
        view.by_procedure = steering_procedures_chart(ctx, scope, &data);
    }
    if (!closes)
        view.broken = (struct notice){.tone = TONE_LATE, .title = TS(ctx, "Con số chưa khớp nhau"),
                                      .text = TS(ctx, "Hai vế của một phép cộng dưới đây khác nhau. Người vận hành hãy chạy congdan check; đến khi đó, đừng dùng các số này để báo cáo.")};
    struct html *out = page_begin(req, FACE_LEADER, T("Bảng điều hành"));
    view_dashboard(out, &view);
    return page_end(req, 200);
}

static enum err page_of(struct req *req, struct str unit, struct str procedure)
{
    struct steering_scope scope;

    TRY(steering_scope_read(req, unit, procedure, &scope));
    return show(req, &scope);
}

enum err dashboard_page(struct req *req) { return page_of(req, STR_NONE, STR_NONE); }
enum err dashboard_unit_page(struct req *req) { return page_of(req, req_path(req, "unit"), STR_NONE); }
enum err dashboard_procedure_page(struct req *req) { return page_of(req, req_path(req, "unit"), req_path(req, "procedure")); }
