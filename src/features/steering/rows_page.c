/* rows_page.c: the dossiers behind a number of the dashboard: as many as the number says. Code, state and dates; names only for who may read dossiers there, and only of
 * the agencies whose dossiers are theirs to see: a commune's number counts those of its police and its committee. */
#include "features/steering/internal.h"
#include "views.h"

enum { PAGE_ROWS = 50, COLUMNS_MAX = 8 };

static enum err filter_read(struct req *req, const struct steering_scope *scope, enum dossier_filter *ret_filter)
{
    struct str name = req_str(req, "filter");
    enum dossier_filter filter = dossier_filter_parse(name);

    if (!str_eq(str_of(dossier_filter_name(filter)), name))
        return fault(&req->ctx, ERR_INVALID, "steering.filter", "filter", "Không có nhóm hồ sơ này.");
    if (dossier_filter_is_now(filter) && !scope->is_current)
        return fault(&req->ctx, ERR_INVALID, "steering.filter", "filter", "Nhóm hồ sơ này chỉ có cho kỳ đến hôm nay.");
    *ret_filter = filter;
    return OK;
}

static enum err number_of(struct ctx *ctx, const struct steering_scope *scope, enum dossier_filter filter, int64_t *ret_number)
{
    int64_t procedure_id = steering_procedure_id(scope), days[7] = {0};
    struct day today = day_of_ms(ctx->now_ms);
    struct steering_due due = {0};
    struct tally_line line = {0};

    if (filter == FILTER_DUE_TODAY || filter == FILTER_DUE_WEEK)
        TRY(steering_read_due(ctx, scope, today, (struct day){today.n + 6}, days));
    else
        TRY(steering_read_line(ctx, scope, procedure_id, &line));
    due.today = days[0];
    for (int i = 0; i < 7; i++)
        due.week += days[i];
    *ret_number = steering_number(&line, &due, filter);
    return OK;
}

/* Names of the communes on this page of rows: each asked for once. */
static struct str unit_name(struct ctx *ctx, const struct dossier_page *page, struct str *names, int at)
{
    struct unit unit;

    for (int i = 0; i < at; i++)
        if (page->rows[i].unit_id == page->rows[at].unit_id)
            return names[i];
    if (territory_get(ctx, page->rows[at].unit_id, &unit) == OK)
        return unit.name;
    ctx->fault = (struct fault){0};
    return STR_NONE;
}

static struct tag outcome(struct ctx *ctx, const struct dossier_row *row)
{
    bool open = row->finished_ms == 0, waits = row->state == DOSSIER_SUPPLEMENT || row->state == DOSSIER_PAYMENT;

    if (row->timeliness == CLOCK_LATE || (open && !waits && row->statutory_due_day.n < day_of_ms(ctx->now_ms).n))
        return (struct tag){TS(ctx, "Quá hạn"), TONE_LATE};
    if (row->timeliness == CLOCK_EARLY)
        return (struct tag){TS(ctx, "Trước hạn"), TONE_DONE};
    if (row->timeliness == CLOCK_ON_TIME)
        return (struct tag){TS(ctx, "Đúng hạn"), TONE_DONE};
    return (struct tag){0};
}

static struct table table_of(struct ctx *ctx, const struct steering_scope *scope, const struct dossier_page *page, bool shows_names,
                             struct str kind)
{
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS_MAX);
    struct table table = {.caption = TS(ctx, "Hồ sơ"), .caption_hidden = true, .is_dense = true, .columns = columns};
    struct str *units = arena_array(ctx->arena, struct str, (size_t)page->rows_count);

    columns[table.columns_count++] = (struct table_column){.label = TS(ctx, "Mã hồ sơ"), .is_row_header = true};
    if (shows_names)
        columns[table.columns_count++].label = TS(ctx, "Chủ hồ sơ");
    if (!scope->procedure)
        columns[table.columns_count++].label = TS(ctx, "Thủ tục");
    if (scope->is_province)
        columns[table.columns_count++].label = TS(ctx, "Xã, phường");
    columns[table.columns_count++].label = TS(ctx, "Nhận");
    columns[table.columns_count++].label = TS(ctx, "Hạn giải quyết");
    columns[table.columns_count++].label = TS(ctx, "Xong");
    columns[table.columns_count++].label = TS(ctx, "Tình trạng");
    table.rows = arena_array(ctx->arena, struct table_row, (size_t)page->rows_count);
    for (int i = 0; i < page->rows_count; i++) {
        const struct dossier_row *row = &page->rows[i];
        const struct procedure *procedure = procedure_latest(row->procedure_id);
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS_MAX);
        bool dated = civil_of(row->statutory_due_day).year < 9999;
        bool own = shows_names && (str_empty(kind) || (procedure && str_eq(procedure->agency_kind, kind)));
        int at = 0;
        units[i] = scope->is_province ? unit_name(ctx, page, units, i) : STR_NONE;
        cells[at++] = (struct table_cell){.text = row->code, .url = own ? arena_printf(ctx->arena, "/work/%.*s", STR_ARG(row->code)) : STR_NONE, .is_code = true};
        if (shows_names)
            cells[at++].text = own ? row->owner_name : TS(ctx, "Cơ quan khác giải quyết");
        if (!scope->procedure)
            cells[at++].text = procedure ? bilingual_text(ctx->lang, procedure->name) : STR_NONE;
        if (scope->is_province)
            cells[at++].text = units[i];
        cells[at++] = (struct table_cell){.text = fmt_day(ctx->arena, day_of_ms(row->received_ms)), .note = i18n(ctx->lang, dossier_channel_text(row->channel))};
        cells[at++].text = dated ? fmt_day(ctx->arena, row->statutory_due_day) : S("–");
        cells[at++].text = row->finished_ms ? fmt_day(ctx->arena, day_of_ms(row->finished_ms)) : S("–");
        cells[at++] = (struct table_cell){.text = i18n(ctx->lang, dossier_state_text(row->state)), .tag = outcome(ctx, row)};
        table.rows[table.rows_count++] = (struct table_row){.items = cells, .items_count = at, .is_link_row = own};
    }
    table_prepare(&table);
    return table;
}

/* The same dossiers in the register, where they can be taken along as a file. */
static void links(struct req *req, const struct steering_scope *scope, enum dossier_filter filter, struct dashboard_rows_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct steering_link *items = arena_array(ctx->arena, struct steering_link, 1);

    if (!steering_may(scope, PERM_REGISTER_EXPORT, &scope->unit, NULL))
        return;
    items[0] = (struct steering_link){
        .text = TS(ctx, "Mở trong sổ theo dõi để tải tệp Excel, CSV hoặc mẫu 06"),
        .url = arena_printf(ctx->arena, "/register?unit=%lld&procedure=%lld&from=%.*s&to=%.*s&filter=%s%s", (long long)scope->unit.unit_id,
                            (long long)steering_procedure_id(scope), STR_ARG(day_iso(ctx->arena, tally_month_first(scope->from_month))),
                            STR_ARG(day_iso(ctx->arena, tally_month_last(scope->to_month))), dossier_filter_name(filter), scope->is_former ? "&geography=former" : "")};
    view->links = items;
    view->links_count = 1;
}

enum err dashboard_rows_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct steering_scope scope;
    struct dossier_page page;
    enum dossier_filter filter = FILTER_ALL;
    int64_t number;

    TRY(steering_scope_read(req, req_path(req, "unit"), req_path(req, "procedure"), &scope));
    TRY(filter_read(req, &scope, &filter));
    TRY(number_of(ctx, &scope, filter, &number));
    TRY(dossier_register_sum(ctx, &scope.sum, STR_NONE, steering_procedure_id(&scope), tally_month_first(scope.from_month), tally_month_last(scope.to_month), filter,
                         req_i64(req, "after", 0), req_i64(req, "id", 0), PAGE_ROWS, &page));
    bool shows_names = steering_may(&scope, PERM_DOSSIER_READ, &scope.unit, scope.procedure);
    struct str kind = STR_NONE;
    if (shows_names)
        TRY(dossier_list_kind(ctx, scope.unit.unit_id, &kind));
    struct dashboard_rows_view view = {
        .back = {steering_page_url(ctx, scope.unit.unit_id, scope.procedure, scope.from_month, scope.to_month, scope.is_former), TS(ctx, "Bảng điều hành")},
        .title = i18n(ctx->lang, dossier_filter_text(filter)),
        .caption = arena_printf(ctx->arena, "%.*s · %.*s", STR_ARG(scope.unit.name),
                                STR_ARG(scope.procedure ? bilingual_text(ctx->lang, scope.procedure->name) : TS(ctx, "Tất cả thủ tục"))),
        .period = dossier_filter_is_now(filter) ? TF(ctx, "Lúc {0}", fmt_at(ctx->arena, ctx->now_ms)) : steering_period_text(ctx, scope.from_month, scope.to_month),
        .count_text = TF(ctx, "{0} hồ sơ", fmt_i64(ctx->arena, ctx->lang, number)),
        .table = table_of(ctx, &scope, &page, shows_names, kind),
        .pages = {.label = TS(ctx, "Hồ sơ")},
        .empty = {.title = TS(ctx, "Không có hồ sơ nào"), .text = TS(ctx, "Không có hồ sơ nào trong nhóm này ở kỳ đã chọn.")},
    };
    links(req, &scope, filter, &view);
    if (page.more) {
        const struct dossier_row *last = &page.rows[page.rows_count - 1];
        view.pages.next_url = arena_printf(ctx->arena, "%.*s&after=%lld&id=%lld",
                                           STR_ARG(steering_rows_url(ctx, scope.unit.unit_id, scope.procedure, filter, scope.from_month, scope.to_month, scope.is_former)),
                                           (long long)last->received_ms, (long long)last->dossier_id);
    }
    struct html *out = page_begin_str(req, FACE_LEADER, view.title);
    view_dashboard_rows(out, &view);
    return page_end(req, 200);
}
