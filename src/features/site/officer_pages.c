/* officer_pages.c: officers and their roles. Every change leaves a row in the log; nobody changes his own rights. */
#include "features/agency/agency.h"
#include "features/audit/audit.h"
#include "features/procedure/procedure.h"
#include "features/site/pages.h"
#include "features/territory/territory.h"
#include "views.h"

enum { OFFICERS_SHOWN = 50 };

static const struct {
    const char *name;
    struct msg text;
} stages[] = {{"receive", M_("Tiếp nhận")}, {"process", M_("Xử lý")}, {"decide", M_("Quyết định")}, {"return", M_("Trả kết quả")}};

static struct str stage_text(struct ctx *ctx, struct str stage)
{
    for (size_t i = 0; i < ARRAY_LEN(stages); i++)
        if (str_eq(stage, str_of(stages[i].name)))
            return i18n(ctx->lang, stages[i].text);
    return TS(ctx, "mọi bước");
}

/* The code that a right names a procedure by: the national one, else the address name. */
static struct str procedure_right_code(const struct procedure *procedure) { return procedure->code.len ? procedure->code : procedure->slug; }

static struct str procedure_text(struct ctx *ctx, struct str code)
{
    int count;
    const struct procedure *const *list = procedure_list(&count);

    for (int i = 0; i < count; i++)
        if (str_eq(code, procedure_right_code(list[i])))
            return bilingual_text(ctx->lang, list[i]->name);
    return code.len ? code : TS(ctx, "mọi thủ tục");
}

/* --- the list --------------------------------------------------------------------------------------------------------------------- */
enum err admin_officers_page(struct req *req)
{
    enum { COLUMNS = 4 };
    struct ctx *ctx = &req->ctx;
    struct officers_view view = {0};
    struct officer last = {0}, *rows;
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    int64_t after = req_i64(req, "after", 0);
    int count;

    if (after)
        TRY(officer_get(ctx, after, &last));
    TRY(officer_list(ctx, last.name, last.officer_id, OFFICERS_SHOWN + 1, &rows, &count));
    columns[0] = (struct table_column){.label = TS(ctx, "Họ và tên"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Tên đăng nhập")};
    columns[2] = (struct table_column){.label = TS(ctx, "Chức danh")};
    columns[3] = (struct table_column){.label = TS(ctx, "Cơ quan")};
    view.table = (struct table){.caption = TS(ctx, "Danh sách cán bộ"), .caption_hidden = true, .is_dense = true, .columns = columns, .columns_count = COLUMNS,
                                .rows = arena_array(ctx->arena, struct table_row, OFFICERS_SHOWN)};
    for (int i = 0; i < count && i < OFFICERS_SHOWN; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0] = (struct table_cell){.text = rows[i].name, .url = arena_printf(ctx->arena, "/admin/officers/%lld", (long long)rows[i].officer_id)};
        cells[1].text = rows[i].login;
        cells[2].text = rows[i].title;
        cells[3].text = rows[i].agency_name;
        view.table.rows[view.table.rows_count++] = (struct table_row){.items = cells, .items_count = COLUMNS, .is_link_row = true};
    }
    table_prepare(&view.table);
    view.pages.label = TS(ctx, "Danh sách cán bộ");
    if (after)
        view.pages.previous_url = S("/admin/officers");
    if (count > OFFICERS_SHOWN)
        view.pages.next_url = arena_printf(ctx->arena, "/admin/officers?after=%lld", (long long)rows[OFFICERS_SHOWN - 1].officer_id);
    struct html *out = page_begin(req, FACE_STAFF, T("Cán bộ"));
    view_admin_officers(out, &view);
    return page_end(req, 200);
}

/* --- one officer -------------------------------------------------------------------------------------------------------------------- */
static enum err roles(struct req *req, int64_t officer_id, struct officer_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct role_item *items;
    struct right *rights;
    int count;

    TRY(officer_role_list(ctx, officer_id, &rights, &count));
    items = arena_array(ctx->arena, struct role_item, (size_t)count);
    for (int i = 0; i < count; i++) {
        const struct role *role = agency_role_find(rights[i].role);
        items[i] = (struct role_item){
            .id = site_id_text(ctx->arena, rights[i].officer_role_id), .title = role ? i18n(ctx->lang, role->title) : rights[i].role,
            .unit = territory_label(ctx, rights[i].unit_id), .procedure = procedure_text(ctx, rights[i].procedure_code), .stage = stage_text(ctx, rights[i].stage),
            .from = fmt_day(ctx->arena, rights[i].valid_from),
            .to = day_is_none(rights[i].valid_to) ? TS(ctx, "khi có quyết định khác") : fmt_day(ctx->arena, rights[i].valid_to),
            .is_over = !day_is_none(rights[i].valid_to) && rights[i].valid_to.n < day_of_ms(ctx->now_ms).n};
    }
    view->roles = items;
    view->roles_count = count;
    return OK;
}

static void choices(struct req *req, struct officer_view *view)
{
    struct ctx *ctx = &req->ctx;
    int count, n = 0, procedures_count = 1;
    const struct procedure *const *list = procedure_list(&count);
    struct choice *procedures = arena_array(ctx->arena, struct choice, (size_t)count + 1), *stage = arena_array(ctx->arena, struct choice, ARRAY_LEN(stages) + 1);

    for (const struct role *role = agency_roles; role->name; role++)
        n++;
    struct choice *role_choices = arena_array(ctx->arena, struct choice, (size_t)n);
    for (int i = 0; i < n; i++)
        role_choices[i] = (struct choice){.value = str_of(agency_roles[i].name), .label = i18n(ctx->lang, agency_roles[i].title)};
    procedures[0].label = TS(ctx, "Mọi thủ tục");
    for (int i = 0; i < count; i++)
        procedures[procedures_count++] = (struct choice){.value = procedure_right_code(list[i]), .label = bilingual_text(ctx->lang, list[i]->name)};
    stage[0].label = TS(ctx, "Mọi bước");
    for (size_t i = 0; i < ARRAY_LEN(stages); i++)
        stage[i + 1] = (struct choice){.value = str_of(stages[i].name), .label = i18n(ctx->lang, stages[i].text)};
    view->role = (struct select_field){.name = S("role"), .label = TS(ctx, "Vai trò"), .items = role_choices, .items_count = n};
    view->procedure = (struct select_field){.name = S("procedure"), .label = TS(ctx, "Thủ tục"), .items = procedures, .items_count = procedures_count};
    view->stage = (struct select_field){.name = S("stage"), .label = TS(ctx, "Bước xử lý"), .items = stage, .items_count = (int)ARRAY_LEN(stages) + 1};
    view->unit = (struct text_field){.name = S("unit"), .label = TS(ctx, "Mã đơn vị hành chính"), .input_mode = S("numeric"), .width = WIDTH_5, .autocomplete = S("off"),
                                     .hint = TS(ctx, "5 chữ số của xã, phường hoặc 2 chữ số của tỉnh. Để trống: đơn vị của cơ quan.")};
    view->from = (struct date_field){.name = S("from"), .label = TS(ctx, "Từ ngày"), .hint = TS(ctx, "Để trống: từ hôm nay")};
    view->to = (struct date_field){.name = S("to"), .label = TS(ctx, "Đến hết ngày"), .hint = TS(ctx, "Để trống: đến khi có quyết định khác")};
}

/* What was typed stays in the form beside what is wrong with it. */
static void show_errors(struct officer_view *view, struct req *req, const struct form_errors *errors)
{
    view->errors = *errors;
    view->role.value = req_str(req, "role");
    view->role.error = form_error_of(errors, S("role"));
    view->procedure.value = req_str(req, "procedure");
    view->stage.value = req_str(req, "stage");
    view->unit.value = req_str(req, "unit");
    view->unit.error = form_error_of(errors, S("unit"));
    view->to.error = form_error_of(errors, S("to"));
}

static enum err officer_show(struct req *req, int status, const struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    struct officer_view view = {.csrf = req->csrf_token, .id = req_path(req, "id")};
    struct summary_row *who = arena_array(ctx->arena, struct summary_row, 3);
    struct officer officer;
    int64_t officer_id;

    if (str_parse_i64(view.id, &officer_id) != OK)
        return ERR_NOT_FOUND;
    TRY(officer_get(ctx, officer_id, &officer));
    view.name = officer.name;
    view.is_self = officer_id == ctx->actor.officer_id;
    who[0] = (struct summary_row){.key = TS(ctx, "Tên đăng nhập"), .value = officer.login};
    who[1] = (struct summary_row){.key = TS(ctx, "Chức danh"), .value = officer.title};
    who[2] = (struct summary_row){.key = TS(ctx, "Cơ quan"), .value = officer.agency_name};
    view.who = (struct summary_list){.items = who, .items_count = 3};
    TRY(roles(req, officer_id, &view));
    choices(req, &view);
    if (errors)
        show_errors(&view, req, errors);
    struct html *out = page_begin_str(req, FACE_STAFF, officer.name);
    view_admin_officer(out, &view);
    return page_end(req, status);
}

enum err admin_officer_page(struct req *req) { return officer_show(req, 200, NULL); }

static enum err not_oneself(struct ctx *ctx, int64_t officer_id)
{
    if (officer_id == ctx->actor.officer_id)
        return fault(ctx, ERR_FORBIDDEN, "role.self", "", "Không ai tự thay đổi quyền của mình: hãy nhờ một quản trị viên khác.");
    return OK;
}

static enum err right_of_form(struct req *req, const struct officer *officer, struct right *ret_right)
{
    struct ctx *ctx = &req->ctx;
    struct right right = {.role = req_str(req, "role"), .agency_id = officer->agency_id, .procedure_code = req_str(req, "procedure"),
                          .stage = req_str(req, "stage"), .valid_from = req_day(req, "from"), .valid_to = req_day(req, "to")};
    struct str code = req_str(req, "unit");
    struct agency agency;
    struct unit unit;

    TRY(agency_get(ctx, officer->agency_id, &agency));
    right.unit_id = agency.unit_id;
    if (code.len) {
        enum unit_level level;
        enum err err = territory_level_of(code, &level);
        if (err == OK)
            err = territory_find(ctx, code, day_of_ms(ctx->now_ms), &unit);
        if (err == ERR_NOT_FOUND || err == ERR_INVALID) {
            ctx->fault = (struct fault){0};
            return fault(ctx, ERR_INVALID, "unit.unknown", "unit", "Không có đơn vị hành chính này.");
        }
        TRY(err);
        right.unit_id = unit.unit_id;
    }
    *ret_right = right;
    return OK;
}

/* In the transaction of the write lane. */
static enum err role_add(struct req *req, int64_t officer_id)
{
    struct ctx *ctx = &req->ctx;
    struct officer officer;
    struct right right;
    int64_t role_id;

    TRY(not_oneself(ctx, officer_id));
    TRY(officer_get(ctx, officer_id, &officer));
    TRY(right_of_form(req, &officer, &right));
    TRY(officer_role_add(ctx, officer_id, &right, &role_id));
    return audit_put(ctx, &(struct audit_entry){.action = S("role.add"), .unit_id = right.unit_id,
                                                .detail = arena_printf(ctx->arena, "officer %lld: %.*s", (long long)officer_id, STR_ARG(right.role))});
}

enum err admin_role_add_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    int64_t officer_id;

    if (str_parse_i64(req_path(req, "id"), &officer_id) != OK)
        return ERR_NOT_FOUND;
    enum err err = role_add(req, officer_id);
    if (err == ERR_INVALID) {
        struct str field = str_eq(ctx->fault.field, S("valid_to")) ? S("to") : ctx->fault.field;
        form_error_add(req, &errors, field, i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return officer_show(req, 422, &errors);
    }
    TRY(err);
    return reply_redirect(req, arena_printf(ctx->arena, "/admin/officers/%lld", (long long)officer_id));
}

enum err admin_role_end_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    int64_t officer_id, role_id;

    if (str_parse_i64(req_path(req, "id"), &officer_id) != OK || str_parse_i64(req_path(req, "role"), &role_id) != OK)
        return ERR_NOT_FOUND;
    TRY(not_oneself(ctx, officer_id));
    TRY(officer_role_end(ctx, officer_id, role_id));
    TRY(audit_put(ctx, &(struct audit_entry){.action = S("role.end"),
                                             .detail = arena_printf(ctx->arena, "officer %lld: role %lld", (long long)officer_id, (long long)role_id)}));
    return reply_redirect(req, arena_printf(ctx->arena, "/admin/officers/%lld", (long long)officer_id));
}
