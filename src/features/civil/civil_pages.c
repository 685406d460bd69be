/* civil_pages.c: a committee's book for its officers, and the public check of an extract by the code in its QR. */
#include "features/agency/agency.h"
#include "features/civil/civil.h"
#include "features/civil/civil_views.h"
#include "views.h"

enum { PAGE_ROWS = 50, YEAR_MIN = 2025, YEAR_MAX = 2999 };

static struct select_field kind_field(struct ctx *ctx, struct str kind)
{
    int count = 0;

    while (civil_kinds[count].code.len)
        count++;
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count);
    for (int i = 0; i < count; i++)
        choices[i] = (struct choice){.value = civil_kinds[i].code, .label = i18n(ctx->lang, civil_kinds[i].text)};
    return (struct select_field){.name = S("kind"), .label = TS(ctx, "Sổ"), .value = kind, .items = choices, .items_count = count};
}

/* The names of those whom the act is about. */
static struct str names_of(struct ctx *ctx, const struct civil_act *act)
{
    struct buf buf;
    int count = 0;

    buf_init(&buf, ctx->arena, 64);
    for (int i = 0; i < act->facts_count && count < 2; i++)
        if (str_ends(act->facts[i].vi, S("Họ, chữ đệm và tên"))) {
            buf_put(&buf, count++ ? S("; ") : S(""));
            buf_put(&buf, act->facts[i].value);
        }
    return buf_str(&buf);
}

static void rows_of(struct ctx *ctx, const struct civil_act *acts, int count, struct table *table)
{
    static const struct msg heads[] = {M_("Số"), M_("Ngày đăng ký"), M_("Về ai"), M_("Trạng thái")};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, ARRAY_LEN(heads));
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)count + 1);

    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        columns[i] = (struct table_column){.label = i18n(ctx->lang, heads[i]), .is_row_header = i == 0};
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, ARRAY_LEN(heads));
        cells[0] = (struct table_cell){.text = civil_number_text(ctx->arena, &acts[i])};
        cells[1] = (struct table_cell){.text = fmt_day(ctx->arena, day_of_ms(acts[i].recorded_ms))};
        cells[2] = (struct table_cell){.text = names_of(ctx, &acts[i])};
        cells[3] = (struct table_cell){.text = acts[i].cancelled_ms ? TF(ctx, "Đã hủy ngày {0}: {1}", fmt_day(ctx->arena, day_of_ms(acts[i].cancelled_ms)), acts[i].cancel_reason)
                                                                    : TS(ctx, "Có hiệu lực")};
        rows[i] = (struct table_row){.items = cells, .items_count = ARRAY_LEN(heads)};
    }
    *table = (struct table){.caption = TS(ctx, "Các việc đã ghi trong sổ"), .is_dense = true, .columns = columns, .columns_count = ARRAY_LEN(heads), .rows = rows, .rows_count = count};
    table_prepare(table);
}

static enum err book_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str kind = req_has(req, "kind") ? req_str(req, "kind") : civil_kinds[0].code;
    int year = (int)req_i64(req, "year", civil_of(day_of_ms(ctx->now_ms)).year), count;
    struct civil_book_view view = {.kind = kind_field(ctx, kind), .pages = {.label = TS(ctx, "Sổ hộ tịch")}};
    struct officer officer;
    struct agency agency;
    struct civil_act *acts;

    TRY(officer_get(ctx, ctx->actor.officer_id, &officer));
    TRY(agency_get(ctx, officer.agency_id, &agency));
    TRY(agency_check_can(ctx, officer.officer_id, PERM_CIVIL_BOOK, agency.unit_id, STR_NONE, STR_NONE));
    TRY(civil_book(ctx, agency.agency_id, kind, year, (int)req_i64(req, "after", 0), PAGE_ROWS + 1, &acts, &count));
    bool more = count > PAGE_ROWS;
    count = more ? PAGE_ROWS : count;
    view.agency = agency.name;
    view.year = (struct text_field){.name = S("year"), .label = TS(ctx, "Năm"), .value = arena_printf(ctx->arena, "%d", year), .input_mode = S("numeric"), .width = WIDTH_4,
                                    .max_chars = 4};
    for (int i = 0; i < count; i++)
        req_audit_about(req, acts[i].person_id, T("Quản lý sổ hộ tịch").vi, civil_number_text(ctx->arena, &acts[i]));
    rows_of(ctx, acts, count, &view.table);
    if (count == 0)
        view.empty = (struct empty_state){TS(ctx, "Sổ này chưa có việc nào"), TS(ctx, "Mỗi hồ sơ hộ tịch được phê duyệt tự ghi một dòng, số liên tục từ 1 trong năm."), {0}, {0}};
    if (more)
        view.pages.next_url = arena_printf(ctx->arena, "/civil-books?kind=%.*s&year=%d&after=%d", STR_ARG(kind), year, acts[count - 1].number);
    struct html *out = page_begin(req, FACE_STAFF, T("Sổ hộ tịch"));
    view_civil_book(out, &view);
    return page_end(req, 200);
}

static enum err check_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct civil_check_view view = {0};
    struct civil_act act;
    struct agency agency;

    TRY(civil_find_code(ctx, req_path(req, "code"), &act));
    TRY(agency_get(ctx, act.agency_id, &agency));
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 4);
    rows[0] = (struct summary_row){.key = TS(ctx, "Việc hộ tịch"), .value = i18n(ctx->lang, code_text_of(civil_kinds, act.kind))};
    rows[1] = (struct summary_row){.key = TS(ctx, "Số, năm"), .value = civil_number_text(ctx->arena, &act)};
    rows[2] = (struct summary_row){.key = TS(ctx, "Nơi đăng ký"), .value = agency.name};
    rows[3] = (struct summary_row){.key = TS(ctx, "Ngày đăng ký"), .value = fmt_day(ctx->arena, day_of_ms(act.recorded_ms))};
    view.facts = (struct summary_list){.items = rows, .items_count = 4};
    view.state = act.cancelled_ms ? (struct notice){TS(ctx, "Việc này đã bị hủy"), TF(ctx, "Bị hủy ngày {0}. Trích lục không còn giá trị.", fmt_day(ctx->arena, day_of_ms(act.cancelled_ms))),
                                                    TONE_LATE, {0}, {0}}
                                  : (struct notice){TS(ctx, "Có trong sổ hộ tịch"), TS(ctx, "Việc hộ tịch này đã được đăng ký và đang có hiệu lực."), TONE_DONE, {0}, {0}};
    struct html *out = page_begin(req, FACE_PUBLIC, T("Kiểm tra trích lục hộ tịch"));
    view_civil_check(out, &view);
    return page_end(req, 200);
}

static const struct input book_inputs[] = {
    {"kind", IN_CODE, .one_of = "birth|death|marriage|divorce|recognition|adoption|correction", .label = "Sổ"},
    {"year", IN_INT, .min = YEAR_MIN, .max = YEAR_MAX, .label = "Năm"},
    {"after", IN_INT, .min = 0, .max = 1000000000, .label = "Trang tiếp"},
    {0},
};
const struct route civil_routes[] = {
    {HTTP_GET, "/civil-books", book_page, PERM_CIVIL_BOOK, .inputs = book_inputs, .audit = "civil.book", .doc = "A committee's civil-status book of a kind and year", .menu = "Sổ hộ tịch"},
    {HTTP_GET, "/extracts/{code}", check_page, PERM_PUBLIC, .doc = "Check a civil-status extract by the code in its QR; tells nothing about anybody"},
};
const int civil_routes_count = (int)ARRAY_LEN(civil_routes);
