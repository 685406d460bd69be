/* duplicate_pages.c: an officer of the commune sees two records side by side and decides. Both persons get a row in the log that they can read themselves; the decision is
 * in the log and in the register's events. */
#include "features/agency/agency.h"
#include "features/matching/duplicate_internal.h"
#include "features/matching/pages.h"
#include "features/territory/territory.h"
#include "platform/unicode/unicode.h"
#include "views.h"

enum { PAGE_ROWS = 50, LINES_MAX = 32 };

static struct str number_text(struct ctx *ctx, int64_t value) { return arena_printf(ctx->arena, "%lld", (long long)value); }

static struct str signs_text(struct ctx *ctx, int64_t evidence)
{
    struct buf out;

    buf_init(&out, ctx->arena, 128);
    for (int sign = 0; sign < SIGN_COUNT; sign++) {
        if (!(evidence & INT64_C(1) << sign))
            continue;
        if (out.len)
            buf_lit(&out, "; ");
        buf_put(&out, i18n(ctx->lang, duplicate_sign_text((enum sign)sign)));
    }
    return buf_str(&out);
}

static struct str state_text(struct ctx *ctx, const struct duplicate *duplicate)
{
    if (str_eq(duplicate->state, S("open")))
        return TS(ctx, "Chờ quyết định");
    if (str_eq(duplicate->state, S("same")))
        return TS(ctx, "Là một người");
    return duplicate->undone_ms ? TS(ctx, "Đã tách lại: hai người") : TS(ctx, "Là hai người");
}

/* --- the list ------------------------------------------------------------------------------------------------------------------------- */
/* A cancelled record keeps its name in the register. */
static enum err name_of(struct ctx *ctx, int64_t person_id, struct str *ret_name)
{
    TRY(duplicate_store_name(ctx, person_id, ret_name));
    *ret_name = arena_printf(ctx->arena, "%.*s (%.*s)", STR_ARG(*ret_name), STR_ARG(person_number_masked(ctx->arena, person_id)));
    return OK;
}

static enum err row_of(struct ctx *ctx, const struct duplicate *duplicate, struct table_row *ret_row)
{
    struct table_cell *cells = arena_array(ctx->arena, struct table_cell, 4);

    TRY(name_of(ctx, duplicate->low_id, &cells[0].text));
    TRY(name_of(ctx, duplicate->high_id, &cells[1].text));
    cells[0].url = arena_printf(ctx->arena, "/duplicates/%lld", (long long)duplicate->duplicate_id);
    cells[2].text = signs_text(ctx, duplicate->evidence);
    cells[3].text = state_text(ctx, duplicate);
    cells[3].note = fmt_at(ctx->arena, duplicate->decided_ms ? duplicate->decided_ms : duplicate->found_ms);
    *ret_row = (struct table_row){.items = cells, .items_count = 4, .is_link_row = true};
    return OK;
}

enum err duplicates_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct unit unit;
    struct duplicate *rows;
    int count;
    bool decided = str_eq(req_str(req, "show"), S("decided"));
    int64_t after = req_i64(req, "after", 0);

    TRY(agency_check_can(ctx, req->session->officer_id, req->route->perm, req->session->unit_id, S(""), S("")));
    TRY(territory_get(ctx, req->session->unit_id, &unit));
    int64_t unit_id = unit.level == UNIT_COMMUNE ? unit.unit_id : 0; /* the province sees all that are open */
    if (decided)
        TRY(duplicate_list_decided(ctx, unit.unit_id, after, PAGE_ROWS + 1, &rows, &count));
    else
        TRY(duplicate_list(ctx, unit_id, after, PAGE_ROWS + 1, &rows, &count));
    struct table_column *columns = arena_array(ctx->arena, struct table_column, 4);
    columns[0] = (struct table_column){.label = TS(ctx, "Bản ghi thứ nhất"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Bản ghi thứ hai")};
    columns[2] = (struct table_column){.label = TS(ctx, "Dấu hiệu")};
    columns[3] = (struct table_column){.label = TS(ctx, "Trạng thái")};
    struct duplicates_view view = {
        .unit_name = unit.name, .is_decided = decided,
        .table = {.caption = TS(ctx, "Bản ghi có thể trùng"), .caption_hidden = true, .columns = columns, .columns_count = 4,
                  .rows = arena_array(ctx->arena, struct table_row, PAGE_ROWS)},
        .pages = {.label = TS(ctx, "Bản ghi có thể trùng")},
        .empty = {.title = TS(ctx, "Không có bản ghi nào"), .text = TS(ctx, "Người mới được ghi vào dữ liệu dân cư được so với những người đã có trong vòng một phút.")},
    };
    for (int i = 0; i < count && i < PAGE_ROWS; i++)
        TRY(row_of(ctx, &rows[i], &view.table.rows[view.table.rows_count++]));
    table_prepare(&view.table);
    if (count > PAGE_ROWS)
        view.pages.next_url = decided ? arena_printf(ctx->arena, "/duplicates?show=decided&after=%lld", (long long)rows[PAGE_ROWS - 1].decided_ms)
                                      : arena_printf(ctx->arena, "/duplicates?after=%lld", (long long)rows[PAGE_ROWS - 1].duplicate_id);
    struct html *out = page_begin(req, FACE_STAFF, T("Bản ghi có thể trùng"));
    view_duplicates(out, &view);
    return page_end(req, 200);
}

/* --- two records side by side ----------------------------------------------------------------------------------------------------------- */
/* Codes of other units than the officer's are not to be found. */
static enum err load(struct req *req, struct duplicate *ret_duplicate)
{
    struct ctx *ctx = &req->ctx;
    int64_t id;

    enum err err = str_parse_i64(req_path(req, "id"), &id) == OK ? duplicate_get(ctx, id, ret_duplicate) : ERR_NOT_FOUND;
    if (err == OK)
        err = agency_check_can(ctx, req->session->officer_id, req->route->perm, ret_duplicate->unit_id ? ret_duplicate->unit_id : req->session->unit_id, S(""), S(""));
    if (err == ERR_NOT_FOUND || err == ERR_FORBIDDEN) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_NOT_FOUND, "duplicate.unknown", "", "Không có cặp bản ghi này trong địa bàn của đơn vị.");
    }
    return err;
}

struct lines {
    struct duplicate_line *items;
    int count;
};

static void put(struct ctx *ctx, struct lines *lines, struct str key, struct str low, struct str high)
{
    bool differs = low.len && high.len && !str_eq(unicode_upper_vi(ctx->arena, low), unicode_upper_vi(ctx->arena, high));
    if (low.len || high.len)
        lines->items[lines->count++] = (struct duplicate_line){key, low, high, differs};
}

struct both {
    struct person low, high;
};

static struct str marital_text(struct ctx *ctx, const struct person *person)
{
    return person->marital_status.len ? i18n(ctx->lang, code_text_of(person_marital_statuses, person->marital_status)) : STR_NONE;
}

static struct str relative(struct ctx *ctx, int64_t person_id, struct str written)
{
    struct str name = written;

    if (!person_id || duplicate_store_name(ctx, person_id, &name) != OK) {
        ctx->fault = (struct fault){0};
        return name;
    }
    return arena_printf(ctx->arena, "%.*s (%.*s)", STR_ARG(name), STR_ARG(person_number_masked(ctx->arena, person_id)));
}

static enum err home_text(struct ctx *ctx, int64_t person_id, bool temporary, struct str *ret_text)
{
    struct residence residence;
    enum err err = residence_current(ctx, person_id, temporary, &residence);

    *ret_text = err == OK ? residence_text(ctx, &residence) : STR_NONE;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err household_text(struct ctx *ctx, int64_t person_id, struct str *ret_text)
{
    struct household_person *members;
    int64_t household_id;
    int count;
    enum err err = household_of(ctx, person_id, &household_id);

    *ret_text = STR_NONE;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(household_members(ctx, household_id, &members, &count));
    for (int i = 0; i < count; i++)
        if (members[i].person_id == person_id)
            *ret_text = TF(ctx, "{0}, hộ có {1} người", i18n(ctx->lang, household_relation_text(members[i].relation)), fmt_i64(ctx->arena, ctx->lang, count));
    return OK;
}

static enum err put_homes(struct ctx *ctx, struct lines *lines, const struct both *both)
{
    struct str low, high;

    for (int temporary = 0; temporary < 2; temporary++) {
        TRY(home_text(ctx, both->low.person_id, temporary, &low));
        TRY(home_text(ctx, both->high.person_id, temporary, &high));
        put(ctx, lines, temporary ? TS(ctx, "Nơi tạm trú") : TS(ctx, "Nơi thường trú"), low, high);
    }
    TRY(household_text(ctx, both->low.person_id, &low));
    TRY(household_text(ctx, both->high.person_id, &high));
    put(ctx, lines, TS(ctx, "Hộ gia đình"), low, high);
    return OK;
}

static enum err fill_lines(struct ctx *ctx, const struct both *both, struct lines *lines)
{
    const struct person *a = &both->low, *b = &both->high;

    put(ctx, lines, TS(ctx, "Họ, chữ đệm và tên"), a->full_name, b->full_name);
    put(ctx, lines, TS(ctx, "Ngày sinh"), person_birth_text(ctx, a), person_birth_text(ctx, b));
    put(ctx, lines, TS(ctx, "Giới tính"), person_sex_text(ctx, a->female), person_sex_text(ctx, b->female));
    put(ctx, lines, TS(ctx, "Cha"), relative(ctx, a->father_id, a->father_name), relative(ctx, b->father_id, b->father_name));
    put(ctx, lines, TS(ctx, "Mẹ"), relative(ctx, a->mother_id, a->mother_name), relative(ctx, b->mother_id, b->mother_name));
    put(ctx, lines, TS(ctx, "Vợ hoặc chồng"), relative(ctx, a->spouse_id, STR_NONE), relative(ctx, b->spouse_id, STR_NONE));
    put(ctx, lines, TS(ctx, "Tình trạng hôn nhân"), marital_text(ctx, a), marital_text(ctx, b));
    put(ctx, lines, TS(ctx, "Số chứng minh nhân dân 9 số"), a->old_number, b->old_number);
    put(ctx, lines, TS(ctx, "Dân tộc"), a->ethnicity, b->ethnicity);
    put(ctx, lines, TS(ctx, "Nơi sinh"), a->birth_place, b->birth_place);
    put(ctx, lines, TS(ctx, "Quê quán"), a->hometown, b->hometown);
    put(ctx, lines, TS(ctx, "Số điện thoại"), a->phone, b->phone);
    put(ctx, lines, TS(ctx, "Tình trạng"), i18n(ctx->lang, code_text_of(person_statuses, a->status)), i18n(ctx->lang, code_text_of(person_statuses, b->status)));
    TRY(put_homes(ctx, lines, both));
    put(ctx, lines, TS(ctx, "Có trong dữ liệu dân cư từ"), fmt_at(ctx->arena, a->recorded_ms ? a->recorded_ms : a->updated_ms),
        fmt_at(ctx->arena, b->recorded_ms ? b->recorded_ms : b->updated_ms));
    return OK;
}

static struct radio_field decision_field(struct req *req, const struct duplicate *duplicate, struct str value, const struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    struct choice *items = arena_array(ctx->arena, struct choice, 3);

    items[0] = (struct choice){.value = S("keep_low"), .label = TF(ctx, "Là một người, giữ số {0}", person_number_format(ctx->arena, duplicate->low_id)),
                               .hint = TS(ctx, "Số kia bị hủy và dẫn đến số này.")};
    items[1] = (struct choice){.value = S("keep_high"), .label = TF(ctx, "Là một người, giữ số {0}", person_number_format(ctx->arena, duplicate->high_id)),
                               .hint = TS(ctx, "Số kia bị hủy và dẫn đến số này.")};
    items[2] = (struct choice){.value = S("different"), .label = TS(ctx, "Là hai người khác nhau"), .hint = TS(ctx, "Kết luận được ghi nhớ, cặp này không được hỏi lại.")};
    return (struct radio_field){.name = S("decision"), .legend = TS(ctx, "Kết luận"), .value = value, .error = form_error_of(errors, S("decision")), .items = items, .items_count = 3};
}

static void fill_signs(struct ctx *ctx, int64_t evidence, struct duplicate_view *view)
{
    struct tag *tags = arena_array(ctx->arena, struct tag, SIGN_COUNT);

    for (int sign = 0; sign < SIGN_COUNT; sign++)
        if (evidence & INT64_C(1) << sign)
            tags[view->signs_count++] = (struct tag){i18n(ctx->lang, duplicate_sign_text((enum sign)sign)), sign >= SIGN_SEX_DIFFERS ? TONE_LATE : TONE_INFO};
    view->signs = tags;
}

static struct notice done_notice(struct ctx *ctx, const struct duplicate *duplicate)
{
    struct officer officer = {0};

    if (str_eq(duplicate->state, S("open")))
        return (struct notice){0};
    if (duplicate->officer_id && officer_get(ctx, duplicate->officer_id, &officer) != OK)
        ctx->fault = (struct fault){0};
    struct str title = state_text(ctx, duplicate);
    if (str_eq(duplicate->state, S("same")))
        title = TF(ctx, "Là một người; số {0} được giữ lại", person_number_format(ctx->arena, duplicate->kept_id));
    return (struct notice){.title = title, .tone = TONE_DONE,
                           .text = TF(ctx, "{0}, {1}. Lý do: {2}", officer.name, fmt_at(ctx->arena, duplicate->decided_ms), duplicate->reason)};
}

static enum err show(struct req *req, const struct duplicate *duplicate, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct str purpose = TF(ctx, "Xem xét bản ghi có thể trùng số {0}", number_text(ctx, duplicate->duplicate_id));
    struct lines lines = {.items = arena_array(ctx->arena, struct duplicate_line, LINES_MAX)};
    struct both *both = arena_new(ctx->arena, struct both);
    bool open = str_eq(duplicate->state, S("open"));

    TRY(person_get_any(ctx, duplicate->low_id, &both->low));
    TRY(person_get_any(ctx, duplicate->high_id, &both->high));
    TRY(fill_lines(ctx, both, &lines));
    req_audit_about(req, duplicate->low_id, purpose, STR_NONE);
    req_audit_about(req, duplicate->high_id, purpose, STR_NONE);
    struct duplicate_view view = {
        .back = {.url = S("/duplicates"), .text = TS(ctx, "Danh sách bản ghi có thể trùng")},
        .errors = *errors, .csrf = req->csrf_token, .version = number_text(ctx, duplicate->version),
        .post_url = arena_printf(ctx->arena, "/duplicates/%lld/decide", (long long)duplicate->duplicate_id),
        .undo_url = arena_printf(ctx->arena, "/duplicates/%lld/undo", (long long)duplicate->duplicate_id),
        .low_number = person_number_format(ctx->arena, duplicate->low_id), .high_number = person_number_format(ctx->arena, duplicate->high_id),
        .found = fmt_at(ctx->arena, duplicate->found_ms), .state_text = state_text(ctx, duplicate),
        .lines = lines.items, .lines_count = lines.count, .is_open = open, .can_undo = str_eq(duplicate->state, S("same")),
        .decision = decision_field(req, duplicate, open && req->route->method == HTTP_POST ? req_str(req, "decision") : STR_NONE, errors),
        .reason = {.name = S("reason"), .label = TS(ctx, "Lý do, căn cứ"), .hint = TS(ctx, "Ví dụ: đã đối chiếu giấy khai sinh và gặp công dân ngày 20/11/2026."),
                   .error = form_error_of(errors, S("reason")), .value = req->route->method == HTTP_POST ? req_str(req, "reason") : STR_NONE, .rows = 3, .max_chars = 300},
        .done = done_notice(ctx, duplicate),
    };
    fill_signs(ctx, duplicate->evidence, &view);
    struct html *out = page_begin(req, FACE_STAFF, T("Hai bản ghi có thể là một người"));
    view_duplicate(out, &view);
    return page_end(req, status);
}

enum err duplicate_page(struct req *req)
{
    struct duplicate duplicate;

    TRY(load(req, &duplicate));
    return show(req, &duplicate, &(struct form_errors){0}, 200);
}

/* Back to the page, which shows what is true now. */
static enum err again(struct req *req, const struct duplicate *duplicate)
{
    return reply_redirect(req, arena_printf(req->ctx.arena, "/duplicates/%lld", (long long)duplicate->duplicate_id));
}

enum err duplicate_decide_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct duplicate duplicate;
    struct form_errors errors = {0};
    struct str decision = req_str(req, "decision"), reason = req_str(req, "reason");

    TRY(load(req, &duplicate));
    if (decision.len == 0)
        form_error_add(req, &errors, S("decision"), TS(ctx, "Hãy chọn kết luận."));
    if (reason.len == 0)
        form_error_add(req, &errors, S("reason"), TS(ctx, "Hãy ghi lý do, căn cứ của kết luận."));
    if (errors.items_count)
        return show(req, &duplicate, &errors, 422);
    int64_t version = req_i64(req, "version", 0);
    if (str_eq(decision, S("different")))
        TRY(duplicate_different(ctx, duplicate.duplicate_id, version, reason));
    else
        TRY(duplicate_same(ctx, duplicate.duplicate_id, version, str_eq(decision, S("keep_low")) ? duplicate.low_id : duplicate.high_id, reason));
    struct str purpose = TF(ctx, "Quyết định về bản ghi trùng số {0}", number_text(ctx, duplicate.duplicate_id));
    req_audit_about(req, duplicate.low_id, purpose, STR_NONE);
    req_audit_about(req, duplicate.high_id, purpose, STR_NONE);
    return again(req, &duplicate);
}

enum err duplicate_undo_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct duplicate duplicate;
    struct form_errors errors = {0};
    struct str reason = req_str(req, "reason");

    TRY(load(req, &duplicate));
    if (reason.len == 0) {
        form_error_add(req, &errors, S("reason"), TS(ctx, "Hãy ghi lý do, căn cứ của kết luận."));
        return show(req, &duplicate, &errors, 422);
    }
    TRY(duplicate_undo(ctx, duplicate.duplicate_id, req_i64(req, "version", 0), reason));
    struct str purpose = TF(ctx, "Tách lại bản ghi trùng số {0}", number_text(ctx, duplicate.duplicate_id));
    req_audit_about(req, duplicate.low_id, purpose, STR_NONE);
    req_audit_about(req, duplicate.high_id, purpose, STR_NONE);
    return again(req, &duplicate);
}
