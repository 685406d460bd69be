/* work_pages.c: the officer's work list: what is due first stands first; what waits for the citizen and what must be handed out in lists of their own. */
#include "features/dossier/pages.h"
#include "views.h"

enum { PAGE_ROWS = 50 };

/* The agency whose list is shown: one of those where the officer may do something with dossiers; `wanted` when it is one of them. */
static enum err agency_of(struct req *req, int64_t wanted, struct agency *ret_agency)
{
    struct ctx *ctx = &req->ctx;
    struct right *rights;
    int64_t agency_id = 0;
    int count;

    TRY(agency_rights(ctx, ctx->actor.officer_id, &rights, &count));
    for (int i = 0; i < count; i++)
        if (rights[i].perms >> PERM_DOSSIER_READ & 1 && (!agency_id || rights[i].agency_id == wanted))
            agency_id = rights[i].agency_id;
    if (!agency_id)
        return fault(ctx, ERR_FORBIDDEN, "agency.no_right", "", "Anh/chị không có quyền làm việc này ở đơn vị này.");
    return agency_get(ctx, agency_id, ret_agency);
}

static struct select_field procedure_field_of(struct ctx *ctx, struct str value)
{
    int count;
    const struct procedure *const *procedures = procedure_list(&count);
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count + 1);

    choices[0] = (struct choice){.value = S("0"), .label = TS(ctx, "Mọi thủ tục")};
    for (int i = 0; i < count; i++)
        choices[i + 1] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)procedures[i]->procedure_id),
                                         .label = bilingual_text(ctx->lang, procedures[i]->name)};
    return (struct select_field){.name = S("procedure"), .label = TS(ctx, "Thủ tục"), .value = value, .items = choices, .items_count = count + 1};
}

enum tab { TAB_DUE, TAB_WAITING, TAB_RETURN };
static const struct {
    const char *name;
    struct msg text;
} tab_names[] = {{"due", M_("Cần giải quyết")}, {"waiting", M_("Chờ công dân")}, {"return", M_("Chờ trả kết quả")}};

static struct table table_of(struct ctx *ctx, enum tab tab, const struct dossier_page *page)
{
    static const struct msg heads[] = {M_("Hạn"), M_("Mã hồ sơ"), M_("Thủ tục"), M_("Chủ hồ sơ"), M_("Tình trạng"), M_("Nhận")};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, ARRAY_LEN(heads));
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)page->rows_count + 1);

    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        columns[i] = (struct table_column){.label = i18n(ctx->lang, heads[i]), .is_row_header = i == 1};
    if (tab == TAB_WAITING)
        columns[0].label = TS(ctx, "Chờ từ");
    if (tab == TAB_RETURN)
        columns[0].label = TS(ctx, "Xong ngày");
    for (int i = 0; i < page->rows_count; i++) {
        const struct dossier_row *row = &page->rows[i];
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, ARRAY_LEN(heads));
        int64_t at_ms = tab == TAB_WAITING ? row->waiting_since_ms : row->finished_ms;
        cells[0] = tab == TAB_DUE ? (struct table_cell){.text = fmt_day(ctx->arena, row->due_day), .tag = dossier_due_tag(ctx, row->state, row->due_day)}
                                  : (struct table_cell){.text = fmt_day(ctx->arena, day_of_ms(at_ms))};
        cells[1] = (struct table_cell){.text = row->code, .url = dossier_work_url(ctx, row->code, ""), .is_code = true};
        cells[2].text = dossier_procedure_name(ctx, row->procedure_id);
        cells[3].text = row->owner_name;
        cells[4].tag = (struct tag){i18n(ctx->lang, str_eq(row->stage, S("decide")) && tab == TAB_DUE ? T("Chờ quyết định") : dossier_state_text(row->state)),
                                    str_eq(row->stage, S("decide")) ? TONE_INFO : TONE_NEUTRAL};
        if (row->supplement_rounds && tab == TAB_DUE)
            cells[4].note = TF(ctx, "Đã bổ sung {0} lần", fmt_i64(ctx->arena, ctx->lang, row->supplement_rounds));
        cells[5] = (struct table_cell){.text = fmt_at(ctx->arena, row->received_ms), .note = i18n(ctx->lang, dossier_channel_text(row->channel))};
        rows[i] = (struct table_row){.items = cells, .items_count = ARRAY_LEN(heads), .is_link_row = true};
    }
    struct table table = {.caption = i18n(ctx->lang, tab_names[tab].text), .caption_hidden = true, .is_dense = true, .columns = columns,
                          .columns_count = ARRAY_LEN(heads), .rows = rows, .rows_count = page->rows_count};
    table_prepare(&table);
    return table;
}

static enum err list_of(struct ctx *ctx, enum tab tab, int64_t agency_id, int64_t procedure_id, int64_t after_ms, int64_t after_id, struct dossier_page *page)
{
    switch (tab) {
    case TAB_WAITING: return dossier_list_waiting(ctx, agency_id, after_ms, after_id, PAGE_ROWS, page);
    case TAB_RETURN: return dossier_list_to_return(ctx, agency_id, after_ms, after_id, PAGE_ROWS, page);
    case TAB_DUE: break;
    }
    return dossier_worklist(ctx, agency_id, procedure_id, after_ms, after_id, PAGE_ROWS, page);
}

static struct str next_url(struct ctx *ctx, enum tab tab, int64_t agency_id, int64_t procedure_id, const struct dossier_page *page)
{
    const struct dossier_row *last = &page->rows[page->rows_count - 1];
    int64_t after_ms = tab == TAB_DUE ? last->due_ms : tab == TAB_WAITING ? last->waiting_since_ms : last->finished_ms;

    return arena_printf(ctx->arena, "/work?tab=%s&agency=%lld&procedure=%lld&after=%lld&id=%lld", tab_names[tab].name, (long long)agency_id,
                        (long long)procedure_id, (long long)after_ms, (long long)last->dossier_id);
}

enum err work_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str code = req_str(req, "code");
    int64_t procedure_id = req_i64(req, "procedure", 0);
    struct dossier_page page;
    struct agency agency;
    enum tab tab = TAB_DUE;

    if (code.len)
        return reply_redirect(req, dossier_work_url(ctx, code, ""));
    TRY(agency_of(req, req_i64(req, "agency", 0), &agency));
    for (int i = 0; i < (int)ARRAY_LEN(tab_names); i++)
        if (str_eq(req_str(req, "tab"), str_of(tab_names[i].name)))
            tab = (enum tab)i;
    TRY(list_of(ctx, tab, agency.agency_id, procedure_id, req_i64(req, "after", 0), req_i64(req, "id", 0), &page));

    struct work_tab *tabs = arena_array(ctx->arena, struct work_tab, ARRAY_LEN(tab_names));
    for (int i = 0; i < (int)ARRAY_LEN(tab_names); i++)
        tabs[i] = (struct work_tab){arena_printf(ctx->arena, "/work?tab=%s&agency=%lld", tab_names[i].name, (long long)agency.agency_id),
                                    i18n(ctx->lang, tab_names[i].text), i == (int)tab};
    struct work_view view = {
        .unit = agency.name,
        .tabs = tabs,
        .tabs_count = ARRAY_LEN(tab_names),
        .tab = str_of(tab_names[tab].name),
        .procedure = procedure_field_of(ctx, arena_printf(ctx->arena, "%lld", (long long)procedure_id)),
        .code = {.name = S("code"), .label = TS(ctx, "Mã hồ sơ"), .autocomplete = S("off"), .width = WIDTH_20},
        .table = table_of(ctx, tab, &page),
        .pages = {.label = i18n(ctx->lang, tab_names[tab].text)},
        .done_code = req_str(req, "done"),
    };
    if (page.more)
        view.pages.next_url = next_url(ctx, tab, agency.agency_id, procedure_id, &page);
    if (page.rows_count == 0)
        view.empty = (struct empty_state){TS(ctx, "Không có hồ sơ nào"), TS(ctx, "Danh sách này đang trống. Hồ sơ mới nộp trực tuyến tự hiện ở đây."), {0}, {0}};
    struct html *out = page_begin(req, FACE_STAFF, T("Việc cần làm"));
    view_work(out, &view);
    return page_end(req, 200);
}
