/* register_pages.c: the register of dossiers (form 06) by unit and period, and the dossiers behind any number of the dashboard: as page, CSV, XLSX, PDF.
 * All four walk the same list; a file holds at most EXPORT_ROWS_MAX rows and says so when there were more. */
#include "features/dossier/pages.h"
#include "features/dossier/forms/forms.h"
#include "features/territory/territory.h"
#include "platform/sheet/sheet.h"
#include "views.h"

enum { PAGE_ROWS = 50, EXPORT_ROWS_MAX = 100000 };

struct wish {
    struct unit unit;
    struct unit_sum sum; /* the unit in today's geography, or as it was */
    bool is_former;
    struct str kind;     /* of the agencies whose dossiers the officer may see there; "": all */
    int64_t procedure_id;
    struct day from, to;
    enum dossier_filter filter;
};

/* Which unit, which period: the officer's own unit and this month when nothing is said. */
static enum err wish_of(struct req *req, enum perm perm, struct wish *wish)
{
    struct ctx *ctx = &req->ctx;
    struct day today = day_of_ms(ctx->now_ms);
    int64_t unit_id = req_i64(req, "unit", req->session->unit_id);
    enum err err = agency_check_can(ctx, ctx->actor.officer_id, perm, unit_id, STR_NONE, STR_NONE);

    if (err == ERR_FORBIDDEN && perm == PERM_DOSSIER_READ) { /* who steers a unit may see what stands behind its numbers */
        ctx->fault = (struct fault){0};
        err = agency_check_can(ctx, ctx->actor.officer_id, PERM_DASHBOARD, unit_id, STR_NONE, STR_NONE);
    }
    TRY(err);
    TRY(territory_get(ctx, unit_id, &wish->unit));
    wish->is_former = str_eq(req_str(req, "geography"), S("former"));
    TRY(territory_sum(ctx, unit_id, wish->is_former, &wish->sum));
    TRY(dossier_list_kind(ctx, unit_id, &wish->kind));
    wish->procedure_id = req_i64(req, "procedure", 0);
    wish->filter = dossier_filter_parse(req_str(req, "filter"));
    wish->from = req_day(req, "from");
    wish->to = req_day(req, "to");
    if (day_is_none(wish->to))
        wish->to = tally_month_last(tally_month_of(today));
    if (day_is_none(wish->from))
        wish->from = tally_month_first(tally_month_of(wish->to));
    if (wish->from.n > wish->to.n)
        return fault(ctx, ERR_INVALID, "register.period", "from", "Ngày bắt đầu phải trước ngày kết thúc.");
    return OK;
}

/* "Hồ sơ do Công an giải quyết."; "" when the list holds those of every agency. */
static struct str kind_text(struct ctx *ctx, const struct wish *wish)
{
    for (const struct agency_kind *kind = agency_kinds; kind->code.len && wish->kind.len; kind++)
        if (str_eq(kind->code, wish->kind))
            return TF(ctx, "Sổ này chỉ gồm hồ sơ do {0} giải quyết.", i18n(ctx->lang, kind->text));
    return STR_NONE;
}

static struct str query_of(struct ctx *ctx, const struct wish *wish)
{
    return arena_printf(ctx->arena, "unit=%lld&procedure=%lld&from=%.*s&to=%.*s&filter=%s%s", (long long)wish->unit.unit_id, (long long)wish->procedure_id,
                        STR_ARG(day_iso(ctx->arena, wish->from)), STR_ARG(day_iso(ctx->arena, wish->to)), dossier_filter_name(wish->filter),
                        wish->is_former ? "&geography=former" : "");
}

static struct str timeliness_word(struct ctx *ctx, const struct dossier_row *row)
{
    if (row->state == DOSSIER_WITHDRAWN || row->state == DOSSIER_STOPPED || row->state == DOSSIER_NOT_RECEIVED || row->timeliness < 0)
        return STR_NONE;
    return i18n(ctx->lang, timeliness_text((enum timeliness)row->timeliness));
}

/* --- the page ---------------------------------------------------------------------------------------------------------------- */
static struct table table_of(struct ctx *ctx, const struct wish *wish, const struct dossier_page *page, bool may_open)
{
    static const struct msg heads[] = {M_("Mã hồ sơ"), M_("Thủ tục"), M_("Chủ hồ sơ"), M_("Cơ quan chủ trì"), M_("Nhận"), M_("Hẹn trả"), M_("Xong"), M_("Tình trạng")};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, ARRAY_LEN(heads));
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)page->rows_count + 1);

    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        columns[i] = (struct table_column){.label = i18n(ctx->lang, heads[i]), .is_row_header = i == 0};
    for (int i = 0; i < page->rows_count; i++) {
        const struct dossier_row *row = &page->rows[i];
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, ARRAY_LEN(heads));
        cells[0] = (struct table_cell){.text = row->code, .url = may_open ? dossier_work_url(ctx, row->code, "") : STR_NONE, .is_code = true};
        cells[1].text = dossier_procedure_name(ctx, row->procedure_id);
        cells[2].text = row->owner_name;
        cells[3].text = row->unit_id == wish->unit.unit_id ? wish->unit.name : territory_label(ctx, row->unit_id);
        cells[4] = (struct table_cell){.text = fmt_day(ctx->arena, day_of_ms(row->received_ms)), .note = i18n(ctx->lang, dossier_channel_text(row->channel))};
        cells[5] = (struct table_cell){.text = fmt_day(ctx->arena, row->statutory_due_day), .tag = dossier_due_tag(ctx, row->state, row->statutory_due_day)};
        cells[6].text = row->finished_ms ? fmt_day(ctx->arena, day_of_ms(row->finished_ms)) : STR_NONE;
        cells[7] = (struct table_cell){.text = i18n(ctx->lang, dossier_state_text(row->state)), .note = timeliness_word(ctx, row)};
        rows[i] = (struct table_row){.items = cells, .items_count = ARRAY_LEN(heads), .is_link_row = may_open};
    }
    struct table table = {.caption = TS(ctx, "Sổ theo dõi hồ sơ"), .caption_hidden = true, .is_dense = true, .columns = columns, .columns_count = ARRAY_LEN(heads),
                          .rows = rows, .rows_count = page->rows_count};
    table_prepare(&table);
    return table;
}

static struct select_field filter_field(struct ctx *ctx, enum dossier_filter value)
{
    struct choice *choices = arena_array(ctx->arena, struct choice, FILTER_COUNT);

    for (int i = 0; i < FILTER_COUNT; i++)
        choices[i] = (struct choice){.value = str_of(dossier_filter_name((enum dossier_filter)i)), .label = i18n(ctx->lang, dossier_filter_text((enum dossier_filter)i))};
    return (struct select_field){.name = S("filter"), .label = TS(ctx, "Hồ sơ"), .value = str_of(dossier_filter_name(value)), .items = choices, .items_count = FILTER_COUNT};
}

static struct select_field procedure_choice(struct ctx *ctx, struct str kind, int64_t value)
{
    int count, shown = 1;
    const struct procedure *const *procedures = procedure_list(&count);
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count + 1);

    choices[0] = (struct choice){.value = S("0"), .label = TS(ctx, "Mọi thủ tục")};
    for (int i = 0; i < count; i++)
        if (str_empty(kind) || str_eq(kind, procedures[i]->agency_kind))
            choices[shown++] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)procedures[i]->procedure_id), .label = bilingual_text(ctx->lang, procedures[i]->name)};
    return (struct select_field){.name = S("procedure"), .label = TS(ctx, "Thủ tục"), .value = arena_printf(ctx->arena, "%lld", (long long)value), .items = choices,
                                 .items_count = shown};
}

enum err register_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct dossier_page page;
    struct wish wish;

    TRY(wish_of(req, PERM_DOSSIER_READ, &wish));
    TRY(dossier_register_sum(ctx, &wish.sum, wish.kind, wish.procedure_id, wish.from, wish.to, wish.filter, req_i64(req, "after", 0), req_i64(req, "id", 0), PAGE_ROWS, &page));
    struct str query = query_of(ctx, &wish);
    bool may_open = req->session->perms >> PERM_DOSSIER_READ & 1, may_export = req->session->perms >> PERM_REGISTER_EXPORT & 1;
    struct dossier_link *exports = arena_array(ctx->arena, struct dossier_link, 3);
    exports[0] = (struct dossier_link){arena_printf(ctx->arena, "/register.xlsx?%.*s", STR_ARG(query)), TS(ctx, "Tải tệp Excel (XLSX)")};
    exports[1] = (struct dossier_link){arena_printf(ctx->arena, "/register.csv?%.*s", STR_ARG(query)), TS(ctx, "Tải tệp CSV")};
    exports[2] = (struct dossier_link){arena_printf(ctx->arena, "/register.pdf?%.*s", STR_ARG(query)), TS(ctx, "Mở sổ theo dõi, mẫu 06 (PDF)")};
    struct register_view view = {
        .unit = wish.unit.name,
        .agencies = kind_text(ctx, &wish),
        .from = {.name = S("from"), .label = TS(ctx, "Từ ngày"), .value = fmt_day(ctx->arena, wish.from), .hint = S(" ")},
        .to = {.name = S("to"), .label = TS(ctx, "Đến ngày"), .value = fmt_day(ctx->arena, wish.to), .hint = S(" ")},
        .procedure = procedure_choice(ctx, wish.kind, wish.procedure_id),
        .filter = filter_field(ctx, wish.filter),
        .unit_id = arena_printf(ctx->arena, "%lld", (long long)wish.unit.unit_id),
        .geography = wish.is_former ? S("former") : STR_NONE,
        .exports = exports,
        .exports_count = may_export ? 3 : 0,
        .table = table_of(ctx, &wish, &page, may_open),
        .pages = {.label = TS(ctx, "Sổ theo dõi hồ sơ")},
    };
    if (page.more) {
        const struct dossier_row *last = &page.rows[page.rows_count - 1];
        view.pages.next_url = arena_printf(ctx->arena, "/register?%.*s&after=%lld&id=%lld", STR_ARG(query), (long long)last->received_ms, (long long)last->dossier_id);
    }
    if (page.rows_count == 0)
        view.empty = (struct empty_state){TS(ctx, "Không có hồ sơ nào"), TS(ctx, "Hãy chọn kỳ hoặc nhóm hồ sơ khác."), {0}, {0}};
    struct html *out = page_begin(req, FACE_STAFF, T("Sổ theo dõi hồ sơ"));
    view_register(out, &view);
    return page_end(req, 200);
}

/* --- files ------------------------------------------------------------------------------------------------------------------- */
/* Names of units, asked for once: a province's register names the same hundred again and again. */
struct labels {
    struct arena *arena;
    int count;
    struct {
        int64_t unit_id;
        struct str text;
    } items[256];
};

static struct str label_of(struct ctx *ctx, struct labels *labels, int64_t unit_id)
{
    for (int i = 0; i < labels->count; i++)
        if (labels->items[i].unit_id == unit_id)
            return labels->items[i].text;
    struct str text = arena_str(labels->arena, territory_label(ctx, unit_id));
    if (labels->count < (int)ARRAY_LEN(labels->items)) {
        labels->items[labels->count].unit_id = unit_id;
        labels->items[labels->count++].text = text;
    }
    return text;
}

/* Calls `take` for each dossier of the list; its memory, but for what it copies elsewhere, is given back page by page. */
static enum err each(struct req *req, const struct wish *wish, int most, void (*take)(struct ctx *ctx, void *arg, const struct dossier_row *row), void *arg, bool *ret_more)
{
    struct ctx *ctx = &req->ctx;
    struct arena *kept = ctx->arena, pages;
    struct dossier_page page = {.more = true};
    int64_t after_ms = 0, after_id = 0;
    enum err err = OK;
    int count = 0;

    arena_init(&pages, 0);
    while (err == OK && page.more && count < most) {
        ctx->arena = &pages;
        err = dossier_register_sum(ctx, &wish->sum, wish->kind, wish->procedure_id, wish->from, wish->to, wish->filter, after_ms, after_id, DOSSIER_PAGE_MAX, &page);
        for (int i = 0; err == OK && i < page.rows_count && count < most; i++, count++) {
            take(ctx, arg, &page.rows[i]);
            after_ms = page.rows[i].received_ms;
            after_id = page.rows[i].dossier_id;
        }
        ctx->arena = kept;
        arena_reset(&pages);
    }
    if (err != OK) { /* what the fault says must outlive the page */
        ctx->fault.field = arena_str(kept, ctx->fault.field);
        ctx->fault.detail = arena_str(kept, ctx->fault.detail);
    }
    arena_done(&pages);
    *ret_more = page.more;
    return err;
}

struct sheet_take {
    struct sheet *sheet;
    int number;
    struct labels labels;
};

static void sheet_take(struct ctx *ctx, void *arg, const struct dossier_row *row)
{
    struct sheet_take *take = arg;
    int64_t waiting = dossier_waiting(row->state) != WAITING_AGENCY;

    sheet_int(take->sheet, ++take->number);
    sheet_text(take->sheet, row->code);
    sheet_text(take->sheet, dossier_procedure_name(ctx, row->procedure_id));
    sheet_text(take->sheet, row->owner_name);
    sheet_text(take->sheet, label_of(ctx, &take->labels, row->unit_id));
    sheet_at(take->sheet, row->received_ms);
    sheet_text(take->sheet, i18n(ctx->lang, dossier_channel_text(row->channel)));
    sheet_day(take->sheet, waiting ? DAY_NONE : row->statutory_due_day);
    sheet_at(take->sheet, row->finished_ms);
    sheet_text(take->sheet, i18n(ctx->lang, dossier_state_text(row->state)));
    sheet_text(take->sheet, timeliness_word(ctx, row));
    sheet_row_end(take->sheet);
}

static struct str scope_text(struct ctx *ctx, const struct wish *wish)
{
    struct str text = TF(ctx, "Đơn vị: {0}. Thủ tục: {1}. Hồ sơ: {2}.", wish->unit.name,
                         wish->procedure_id ? dossier_procedure_name(ctx, wish->procedure_id) : TS(ctx, "tất cả"), i18n(ctx->lang, dossier_filter_text(wish->filter)));
    struct str kind = kind_text(ctx, wish);

    return kind.len ? arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(text), STR_ARG(kind)) : text;
}

static enum err export(struct req *req, enum sheet_format format)
{
    struct ctx *ctx = &req->ctx;
    struct sheet_column columns[] = {
        {TS(ctx, "STT"), SHEET_INT, 6},        {TS(ctx, "Mã hồ sơ"), SHEET_TEXT, 22}, {TS(ctx, "Thủ tục"), SHEET_TEXT, 28},
        {TS(ctx, "Chủ hồ sơ"), SHEET_TEXT, 26}, {TS(ctx, "Cơ quan chủ trì"), SHEET_TEXT, 26}, {TS(ctx, "Nhận"), SHEET_AT, 0},
        {TS(ctx, "Kênh nộp"), SHEET_TEXT, 14},  {TS(ctx, "Hẹn trả"), SHEET_DAY, 0},    {TS(ctx, "Xong"), SHEET_AT, 0},
        {TS(ctx, "Tình trạng"), SHEET_TEXT, 24}, {TS(ctx, "Đánh giá thời hạn"), SHEET_TEXT, 18},
    };
    AUTO(sheet_close) struct sheet *sheet = NULL;
    struct sheet_take take = {.labels = {.arena = ctx->arena}};
    struct str bytes;
    struct wish wish;
    bool more;

    TRY(wish_of(req, PERM_REGISTER_EXPORT, &wish));
    struct str period = TF(ctx, "Từ ngày {0} đến ngày {1}", fmt_day(ctx->arena, wish.from), fmt_day(ctx->arena, wish.to));
    struct sheet_head head = {.name = TS(ctx, "Sổ theo dõi"), .title = TS(ctx, "Sổ theo dõi hồ sơ"), .columns = columns, .columns_count = ARRAY_LEN(columns),
                              .subtitle = arena_printf(ctx->arena, "%.*s. %.*s", STR_ARG(period), STR_ARG(scope_text(ctx, &wish))),
                              .notice = req->app->settings.demo ? TS(ctx, "DỮ LIỆU MÔ PHỎNG") : STR_NONE};
    TRY(sheet_open(ctx, format, &head, &sheet));
    take.sheet = sheet;
    TRY(each(req, &wish, EXPORT_ROWS_MAX, sheet_take, &take, &more));
    if (more)
        return fault(ctx, ERR_TOO_LARGE, "register.large", "", "Sổ có hơn 100.000 hồ sơ. Hãy chọn kỳ ngắn hơn hoặc từng đơn vị.");
    TRY(sheet_finish(sheet, &bytes));
    return reply_bytes(req, 200, sheet_mime(format), arena_printf(ctx->arena, "so-theo-doi-%.*s.%.*s", STR_ARG(wish.unit.code), STR_ARG(sheet_extension(format))), bytes);
}

enum err register_csv(struct req *req) { return export(req, SHEET_CSV); }
enum err register_xlsx(struct req *req) { return export(req, SHEET_XLSX); }

struct form_take {
    struct arena *arena;
    struct forms_register_row *rows;
    int count;
    struct labels labels;
};

static void form_take(struct ctx *ctx, void *arg, const struct dossier_row *row)
{
    struct form_take *take = arg;
    const struct procedure *procedure = procedure_latest(row->procedure_id);

    take->rows[take->count++] = (struct forms_register_row){
        .code = arena_str(take->arena, row->code),
        .procedure_name = procedure ? procedure->name.vi : STR_NONE,
        .sets = 1,
        .owner = arena_str(take->arena, row->owner_name),
        .lead_agency = label_of(ctx, &take->labels, row->unit_id),
        .received = day_of_ms(row->received_ms),
        .due = row->due_day,
        .returned = row->finished_ms ? day_of_ms(row->finished_ms) : DAY_NONE,
        .return_method = row->channel == CHANNEL_ONLINE ? S("Trực tuyến") : S("Trực tiếp"),
        .note = dossier_state_text(row->state).vi,
    };
}

enum err register_pdf(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_take take = {.arena = ctx->arena, .labels = {.arena = ctx->arena}, .rows = arena_array(ctx->arena, struct forms_register_row, FORMS_REGISTER_ROWS_MAX)};
    struct str bytes;
    struct wish wish;
    bool more;

    TRY(wish_of(req, PERM_REGISTER_EXPORT, &wish));
    TRY(each(req, &wish, FORMS_REGISTER_ROWS_MAX, form_take, &take, &more));
    if (more)
        return fault(ctx, ERR_TOO_LARGE, "register.large_pdf", "", "Sổ có hơn 5.000 hồ sơ. Hãy chọn kỳ ngắn hơn, hoặc tải tệp Excel hay CSV.");
    enum lang kept = ctx->lang;
    ctx->lang = LANG_VI;
    struct str scope = scope_text(ctx, &wish);
    ctx->lang = kept;
    struct forms_register form = {.agency = wish.unit.name, .place = territory_bare_name(&wish.unit), .issued_ms = ctx->now_ms, .scope = scope, .from = wish.from,
                                  .to = wish.to, .rows = take.rows, .rows_count = take.count, .demo = req->app->settings.demo};
    TRY(forms_register(ctx, &form, &bytes));
    return reply_bytes(req, 200, S("application/pdf"), STR_NONE, bytes);
}
