/* agency_pages.c: the administrator's list of agencies: adding, changing, ending. The rules stand in agency_keep.c; here are forms and their errors. */
#include "features/agency/agency.h"
#include "features/dossier/dossier.h"
#include "features/site/pages.h"
#include "features/territory/territory.h"
#include "views.h"

enum { AGENCIES_SHOWN = 100 };

static struct str kind_text(struct ctx *ctx, struct str code)
{
    for (const struct agency_kind *kind = agency_kinds; kind->code.len; kind++)
        if (str_eq(kind->code, code))
            return i18n(ctx->lang, kind->text);
    return code;
}

static bool is_over(struct ctx *ctx, const struct agency *agency)
{
    return !day_is_none(agency->valid_to) && agency->valid_to.n < day_of_ms(ctx->now_ms).n;
}

enum err admin_agencies_page(struct req *req)
{
    enum { COLUMNS = 4 };
    struct ctx *ctx = &req->ctx;
    struct agencies_view view = {0};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct agency *rows;
    struct str after = req_str(req, "after");
    int count;

    TRY(agency_page(ctx, after, AGENCIES_SHOWN + 1, &rows, &count));
    columns[0] = (struct table_column){.label = TS(ctx, "Mã")};
    columns[1] = (struct table_column){.label = TS(ctx, "Tên"), .is_row_header = true};
    columns[2] = (struct table_column){.label = TS(ctx, "Đơn vị hành chính")};
    columns[3] = (struct table_column){.label = TS(ctx, "Loại")};
    view.table = (struct table){.caption = TS(ctx, "Cơ quan"), .caption_hidden = true, .is_dense = true, .columns = columns, .columns_count = COLUMNS,
                                .rows = arena_array(ctx->arena, struct table_row, AGENCIES_SHOWN)};
    for (int i = 0; i < count && i < AGENCIES_SHOWN; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0].text = rows[i].code;
        cells[1] = (struct table_cell){.text = rows[i].name, .url = arena_printf(ctx->arena, "/admin/agencies/%lld", (long long)rows[i].agency_id)};
        if (is_over(ctx, &rows[i]))
            cells[1].tag = (struct tag){.text = TS(ctx, "Đã hết"), .tone = TONE_NEUTRAL};
        cells[2].text = territory_label(ctx, rows[i].unit_id);
        cells[3].text = kind_text(ctx, rows[i].kind);
        view.table.rows[view.table.rows_count++] = (struct table_row){.items = cells, .items_count = COLUMNS, .is_link_row = true};
    }
    table_prepare(&view.table);
    view.query = (struct text_field){.name = S("after"), .label = TS(ctx, "Từ mã"), .hint = TS(ctx, "Ví dụ: H21.2"), .value = after, .width = WIDTH_20};
    view.empty = (struct empty_state){.title = TS(ctx, "Chưa có cơ quan nào"), .text = TS(ctx, "Mỗi xã, phường cần Ủy ban nhân dân và Công an để nhận hồ sơ."),
                                      .action_url = S("/admin/agencies/new"), .action_text = TS(ctx, "Thêm cơ quan")};
    view.pages = (struct pagination){.label = TS(ctx, "Cơ quan"), .previous_url = after.len ? S("/admin/agencies") : STR_NONE};
    if (count > AGENCIES_SHOWN)
        view.pages.next_url = arena_printf(ctx->arena, "/admin/agencies?after=%.*s", STR_ARG(rows[AGENCIES_SHOWN - 1].code));
    struct html *out = page_begin(req, FACE_STAFF, T("Cơ quan"));
    view_admin_agencies(out, &view);
    return page_end(req, 200);
}

/* --- the form ---------------------------------------------------------------------------------------------------------------------------- */
/* What stands in the form: what was typed, else what is stored. */
struct filled {
    struct agency agency;
    struct str unit_code, parent_code;
};

static struct filled typed(struct req *req)
{
    return (struct filled){.agency = {.code = req_str(req, "code"), .kind = req_str(req, "kind"), .name = req_str(req, "name"), .calendar = req_str(req, "calendar"),
                                      .phone = req_str(req, "phone"), .address = req_str(req, "address")},
                           .unit_code = req_str(req, "unit"), .parent_code = req_str(req, "parent")};
}

static struct select_field kinds(struct ctx *ctx, struct str value, const struct form_errors *errors)
{
    struct choice *items = arena_array(ctx->arena, struct choice, 5);
    int count = 0;

    items[count++] = (struct choice){.label = TS(ctx, "Chọn loại cơ quan")};
    for (const struct agency_kind *kind = agency_kinds; kind->code.len; kind++)
        items[count++] = (struct choice){.value = kind->code, .label = i18n(ctx->lang, kind->text)};
    return (struct select_field){.name = S("kind"), .label = TS(ctx, "Loại cơ quan"), .value = value, .items = items, .items_count = count,
                                 .error = form_error_of(errors, S("kind"))};
}

static void form_fill(struct req *req, const struct filled *filled, const struct form_errors *errors, struct agency_view *view)
{
    struct ctx *ctx = &req->ctx;
    const struct agency *agency = &filled->agency;

    view->errors = *errors;
    view->csrf = req->csrf_token;
    view->code = (struct text_field){.name = S("code"), .label = TS(ctx, "Mã cơ quan"), .hint = TS(ctx, "Ví dụ: H21.104 (Quyết định 20/2020/QĐ-TTg)"), .value = agency->code,
                                     .width = WIDTH_20, .max_chars = 35, .error = form_error_of(errors, S("code"))};
    view->unit = (struct text_field){.name = S("unit"), .label = TS(ctx, "Mã đơn vị hành chính"), .hint = TS(ctx, "5 chữ số của xã, phường hoặc 2 chữ số của tỉnh"),
                                     .value = filled->unit_code, .input_mode = S("numeric"), .width = WIDTH_5, .max_chars = 5, .error = form_error_of(errors, S("unit"))};
    view->kind = kinds(ctx, agency->kind, errors);
    view->name = (struct text_field){.name = S("name"), .label = TS(ctx, "Tên cơ quan"), .hint = TS(ctx, "Như trên văn bản, ví dụ: Công an xã Ia Grai"), .value = agency->name,
                                     .max_chars = 120, .error = form_error_of(errors, S("name"))};
    view->parent = (struct text_field){.name = S("parent"), .label = TS(ctx, "Mã cơ quan cấp trên, nếu có"), .value = filled->parent_code, .width = WIDTH_20, .max_chars = 35,
                                       .error = form_error_of(errors, S("parent"))};
    view->calendar = (struct text_field){.name = S("calendar"), .label = TS(ctx, "Lịch làm việc"), .hint = TS(ctx, "Tên lịch; để trống: vn, lịch chung cả nước"), .value = agency->calendar,
                                         .width = WIDTH_20, .max_chars = 40, .error = form_error_of(errors, S("calendar"))};
    view->phone = (struct text_field){.name = S("phone"), .label = TS(ctx, "Điện thoại"), .value = agency->phone, .input_mode = S("tel"), .width = WIDTH_20, .max_chars = 40,
                                      .error = form_error_of(errors, S("phone"))};
    view->address = (struct text_field){.name = S("address"), .label = TS(ctx, "Địa chỉ quầy tiếp nhận"), .value = agency->address, .max_chars = 200,
                                        .error = form_error_of(errors, S("address"))};
    view->last = (struct date_field){.name = S("last"), .label = TS(ctx, "Ngày cuối cùng"), .hint = TS(ctx, "Để trống: kết thúc ngay"), .value = req->http->method == HTTP_POST && !view->is_new ? fmt_day(ctx->arena, req_day(req, "last")) : STR_NONE,
                                     .error = form_error_of(errors, S("last"))};
}

static enum err show_new(struct req *req, const struct form_errors *errors, int status)
{
    struct agency_view view = {.is_new = true, .title = TS(&req->ctx, "Thêm cơ quan")};
    struct filled filled = {0};

    if (req->http->method == HTTP_POST)
        filled = typed(req);
    form_fill(req, &filled, errors, &view);
    struct html *out = page_begin(req, FACE_STAFF, T("Thêm cơ quan"));
    view_admin_agency(out, &view);
    return page_end(req, status);
}

enum err admin_agency_new_page(struct req *req) { return show_new(req, &(struct form_errors){0}, 200); }

static enum err show_one(struct req *req, const struct agency *stored, const struct filled *filled, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct summary_row *facts = arena_array(ctx->arena, struct summary_row, 4);
    struct agency_view view = {.title = stored->name, .id = site_id_text(ctx->arena, stored->agency_id), .is_over = is_over(ctx, stored)};

    facts[0] = (struct summary_row){.key = TS(ctx, "Mã cơ quan"), .value = stored->code};
    facts[1] = (struct summary_row){.key = TS(ctx, "Đơn vị hành chính"), .value = territory_label(ctx, stored->unit_id)};
    facts[2] = (struct summary_row){.key = TS(ctx, "Loại cơ quan"), .value = kind_text(ctx, stored->kind)};
    facts[3] = (struct summary_row){.key = TS(ctx, "Hiệu lực"),
                                    .value = day_is_none(stored->valid_to) ? TF(ctx, "từ {0}", fmt_day(ctx->arena, stored->valid_from))
                                                                           : TF(ctx, "từ {0} đến hết {1}", fmt_day(ctx->arena, stored->valid_from), fmt_day(ctx->arena, stored->valid_to))};
    view.facts = (struct summary_list){.items = facts, .items_count = 4};
    form_fill(req, filled, errors, &view);
    struct html *out = page_begin_str(req, FACE_STAFF, stored->name);
    view_admin_agency(out, &view);
    return page_end(req, status);
}

static enum err stored_agency(struct req *req, struct filled *ret_stored)
{
    struct agency parent = {0};
    struct filled stored = {0};
    int64_t agency_id;

    if (str_parse_i64(req_path(req, "id"), &agency_id) != OK)
        return ERR_NOT_FOUND;
    TRY(agency_get(&req->ctx, agency_id, &stored.agency));
    if (stored.agency.parent_id)
        TRY(agency_get(&req->ctx, stored.agency.parent_id, &parent));
    stored.parent_code = parent.code;
    *ret_stored = stored;
    return OK;
}

enum err admin_agency_page(struct req *req)
{
    struct filled stored;

    TRY(stored_agency(req, &stored));
    return show_one(req, &stored.agency, &stored, &(struct form_errors){0}, 200);
}

/* --- what the forms do, in the transaction of the write lane ------------------------------------------------------------------------------- */
static enum err parent_of(struct ctx *ctx, struct filled *filled)
{
    struct agency parent;

    if (!filled->parent_code.len)
        return OK;
    enum err err = agency_find(ctx, filled->parent_code, &parent);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_INVALID, "agency.parent", "parent", "Không có cơ quan cấp trên mang mã này.");
    filled->agency.parent_id = parent.agency_id;
    return err;
}

static enum err unit_of(struct ctx *ctx, struct filled *filled)
{
    enum unit_level level;
    struct unit unit;
    enum err err = territory_level_of(filled->unit_code, &level);

    if (err == OK)
        err = territory_find(ctx, filled->unit_code, day_of_ms(ctx->now_ms), &unit);
    if (err == ERR_NOT_FOUND || err == ERR_INVALID) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_INVALID, "unit.unknown", "unit", "Không có đơn vị hành chính này.");
    }
    TRY(err);
    filled->agency.unit_id = unit.unit_id;
    return OK;
}

static enum err add(struct req *req, int64_t *ret_agency_id)
{
    struct filled filled = typed(req);

    TRY(unit_of(&req->ctx, &filled));
    TRY(parent_of(&req->ctx, &filled));
    return agency_add(&req->ctx, &filled.agency, ret_agency_id);
}

static enum err to_agency(struct req *req, int64_t agency_id)
{
    return reply_redirect(req, arena_printf(req->ctx.arena, "/admin/agencies/%lld", (long long)agency_id));
}

/* A rule's complaint about a field, to be shown beside it. */
static bool complaint(struct req *req, enum err err, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;

    if ((err != ERR_INVALID && err != ERR_CONFLICT) || !ctx->fault.field.len)
        return false;
    form_error_add(req, errors, ctx->fault.field, i18n_str(ctx->lang, ctx->fault.text));
    ctx->fault = (struct fault){0};
    return true;
}

enum err admin_agency_new_post(struct req *req)
{
    struct form_errors errors = {0};
    int64_t agency_id;
    enum err err = add(req, &agency_id);

    if (complaint(req, err, &errors))
        return show_new(req, &errors, 422);
    TRY(err);
    return to_agency(req, agency_id);
}

enum err admin_agency_post(struct req *req)
{
    struct form_errors errors = {0};
    struct filled stored, filled = typed(req);

    TRY(stored_agency(req, &stored));
    filled.agency.agency_id = stored.agency.agency_id;
    enum err err = parent_of(&req->ctx, &filled);
    if (err == OK)
        err = agency_change(&req->ctx, &filled.agency);
    if (complaint(req, err, &errors))
        return show_one(req, &stored.agency, &filled, &errors, 422);
    TRY(err);
    return to_agency(req, stored.agency.agency_id);
}

enum err admin_agency_end_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    struct day today = day_of_ms(ctx->now_ms), last = req_day(req, "last");
    struct filled stored;
    int roles;

    TRY(stored_agency(req, &stored));
    enum err err = dossier_check_agency_free(ctx, stored.agency.agency_id);
    if (err == ERR_CONFLICT) {
        form_error_add(req, &errors, S("last"), i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
    } else {
        TRY(err);
    }
    if (!day_is_none(last) && last.n < today.n)
        form_error_add(req, &errors, S("last"), TS(ctx, "Ngày cuối cùng phải từ hôm nay trở đi; để trống để kết thúc ngay."));
    if (errors.items_count)
        return show_one(req, &stored.agency, &stored, &errors, 422);
    TRY(agency_end(ctx, stored.agency.agency_id, day_is_none(last) ? (struct day){today.n - 1} : last, &roles));
    return to_agency(req, stored.agency.agency_id);
}
