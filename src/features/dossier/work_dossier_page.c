/* work_dossier_page.c: one dossier on one screen for the officer: what was declared beside what the register knows, papers beside what they prove, each line
 * with its place to say what is wrong, the history, and the next action. Reading it leaves a row that the citizen can see. */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/pages.h"
#include "features/population/events.h"
#include "features/territory/territory.h"
#include "views.h"

/* --- the register ------------------------------------------------------------------------------------------------------------ */
static enum err residence_row(struct ctx *ctx, int64_t person_id, bool temporary, struct str key, struct summary_row *ret_row)
{
    struct residence residence;
    enum err err = residence_current(ctx, person_id, temporary, &residence);

    *ret_row = (struct summary_row){.key = key, .value = TS(ctx, "Không có"), .source = TS(ctx, "Cơ sở dữ liệu dân cư")};
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    struct str label = territory_label(ctx, residence.unit_id);
    ret_row->value = arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(residence.address), STR_ARG(label));
    if (temporary && !day_is_none(residence.expires_on))
        ret_row->value = TF(ctx, "{0} (đến {1})", ret_row->value, fmt_day(ctx->arena, residence.expires_on));
    ret_row->source = TF(ctx, "Cơ sở dữ liệu dân cư, ghi nhận {0}", fmt_day(ctx->arena, day_of_ms(residence.recorded_ms)));
    return OK;
}

enum { PERSON_ROWS = 4 };

static enum err person_rows(struct ctx *ctx, int64_t person_id, struct summary_row *rows, int *count)
{
    struct person person;

    TRY(person_get(ctx, person_id, &person));
    struct str source = TF(ctx, "Cơ sở dữ liệu dân cư, cập nhật {0}", fmt_day(ctx->arena, day_of_ms(person.updated_ms)));
    rows[(*count)++] = (struct summary_row){.key = TS(ctx, "Chủ hồ sơ"), .source = source,
                                            .value = TF(ctx, "{0}, {1}, sinh {2}, số định danh {3}", person.full_name, person.female ? TS(ctx, "nữ") : TS(ctx, "nam"),
                                                        fmt_day(ctx->arena, person.birth), person_number_format(ctx->arena, person_id))};
    if (!str_eq(person.status, S("alive")))
        rows[(*count)++] = (struct summary_row){.key = TS(ctx, "Tình trạng"), .value = i18n(ctx->lang, code_text_of(person_statuses, person.status)), .source = source};
    TRY(residence_row(ctx, person_id, false, TS(ctx, "Nơi thường trú"), &rows[(*count)++]));
    return residence_row(ctx, person_id, true, TS(ctx, "Nơi tạm trú"), &rows[(*count)++]);
}

/* The owner, and in one line each who comes along. */
static enum err register_check(struct ctx *ctx, const struct dossier *d, struct summary_list *ret_list)
{
    struct dossier_member *members;
    int members_count, count = 0;

    TRY(dossier_members_parse(ctx, dossier_form_value(ctx, d, S("members")), &members, &members_count));
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, (size_t)(PERSON_ROWS + members_count));
    TRY(person_rows(ctx, d->owner_person_id, rows, &count));
    for (int i = 0; i < members_count; i++) {
        struct person person;
        struct summary_row home;
        enum err err = person_get(ctx, members[i].person_id, &person);
        if (err == ERR_NOT_FOUND) {
            ctx->fault = (struct fault){0};
            rows[count++] = (struct summary_row){.key = TS(ctx, "Người đi cùng"), .value = TF(ctx, "{0}: không có trong cơ sở dữ liệu", person_number_format(ctx->arena, members[i].person_id))};
            continue;
        }
        TRY(err);
        TRY(residence_row(ctx, members[i].person_id, false, STR_NONE, &home));
        rows[count++] = (struct summary_row){.key = TS(ctx, "Người đi cùng"), .source = home.source,
                                             .value = TF(ctx, "{0}, sinh {1}, số {2}; thường trú: {3}", person.full_name, fmt_day(ctx->arena, person.birth),
                                                         person_number_format(ctx->arena, members[i].person_id), home.value)};
    }
    *ret_list = (struct summary_list){.title = TS(ctx, "Dữ liệu dân cư"), .items = rows, .items_count = count};
    return OK;
}

/* Somebody whom the form names: who that is in the register. The look is recorded like every other. */
static enum err named_person(struct req *req, const struct dossier *d, struct str number, struct str *ret_text)
{
    struct ctx *ctx = &req->ctx;
    struct summary_row home;
    struct person person;
    int64_t person_id;

    *ret_text = STR_NONE;
    if (str_parse_i64(number, &person_id) != OK)
        return OK;
    enum err err = person_get(ctx, person_id, &person);
    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        *ret_text = TS(ctx, "không có trong cơ sở dữ liệu");
        return OK;
    }
    TRY(err);
    TRY(residence_row(ctx, person_id, false, STR_NONE, &home));
    req_audit_about(req, person_id, T("Giải quyết thủ tục hành chính").vi, d->code);
    *ret_text = TF(ctx, "{0}, sinh {1}, số {2}; thường trú: {3}", person.full_name, fmt_day(ctx->arena, person.birth), person_number_format(ctx->arena, person_id), home.value);
    return OK;
}

static struct str known_of(const struct person *owner, const struct field *field)
{
    if (str_eq(field->prefill, S("person.phone")))
        return owner->phone;
    if (str_eq(field->prefill, S("person.email")))
        return owner->email;
    return STR_NONE;
}

/* What the register says beside an answer: the person who is named, the value that is to be corrected, or what it would have filled in. */
static enum err known_beside(struct req *req, const struct dossier *d, const struct person *owner, const struct dossier_answer *answer, struct str *ret_text)
{
    const struct field *field = answer->field;
    int at = -1;

    if (field->type == FIELD_PERSON_NUMBER || field->type == FIELD_MEMBER)
        return named_person(req, d, answer->raw, ret_text);
    if (d->procedure->effect == EFFECT_CORRECTION || d->procedure->effect == EFFECT_DATA_CORRECTION)
        at = str_starts(field->name, S("new_")) ? person_field_index(dossier_correction_field(str_sub(field->name, strlen("new_"), field->name.len))) : -1;
    *ret_text = at < 0 ? known_of(owner, field) : person_field_text(&req->ctx, at, person_field_get(req->ctx.arena, owner, at));
    return OK;
}


/* --- the check ---------------------------------------------------------------------------------------------------------------- */
static void mark_of(struct req *req, const struct dossier *d, const char *kind, struct str name, struct str label, struct check_row *row)
{
    struct ctx *ctx = &req->ctx;
    const struct procedure *procedure = d->procedure;
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)procedure->defects_count + 1);
    struct str target = arena_printf(ctx->arena, "%s:%.*s", kind, STR_ARG(name));
    bool posted = req->http->method == HTTP_POST && req->route->dynamic_inputs;

    choices[0].label = TS(ctx, "Đạt");
    for (int i = 0; i < procedure->defects_count; i++)
        choices[i + 1] = (struct choice){.value = procedure->defects[i].code, .label = bilingual_text(ctx->lang, procedure->defects[i].text)};
    row->reason = (struct select_field){.name = arena_join(ctx->arena, S("reason."), target), .label = TF(ctx, "Đánh giá: {0}", label), .items = choices,
                                        .items_count = procedure->defects_count + 1};
    row->note = (struct text_field){.name = arena_join(ctx->arena, S("note."), target), .label = TF(ctx, "Ghi chú: {0}", label)};
    if (posted) {
        row->reason.value = req_field(req, row->reason.name);
        row->note.value = req_field(req, row->note.name);
    }
}

static enum err check_rows(struct req *req, const struct dossier *d, bool can_mark, struct work_dossier_view *view)
{
    struct ctx *ctx = &req->ctx;
    const struct procedure *procedure = d->procedure;
    struct dossier_answer *answers;
    struct document *docs;
    struct person owner;
    int answers_count, docs_count, count = 0;

    TRY(dossier_answers(ctx, d, &answers, &answers_count));
    TRY(document_list_dossier(ctx, d->dossier_id, &docs, &docs_count));
    TRY(person_get(ctx, d->owner_person_id, &owner));
    struct check_row *rows = arena_array(ctx->arena, struct check_row, (size_t)(answers_count + procedure->papers_count) + 1);
    for (int i = 0; i < procedure->papers_count; i++) { /* papers first: they are looked at first */
        const struct paper *paper = &procedure->papers[i];
        struct check_file *files = arena_array(ctx->arena, struct check_file, (size_t)docs_count + 1);
        struct check_row *row = &rows[count];
        *row = (struct check_row){.label = bilingual_text(ctx->lang, paper->name), .files = files, .can_mark = can_mark};
        for (int f = 0; f < docs_count; f++)
            if (str_eq(docs[f].paper, paper->code))
                files[row->files_count++] = (struct check_file){
                    arena_printf(ctx->arena, "/dossiers/%.*s/files/%lld", STR_ARG(d->code), (long long)docs[f].document_id), docs[f].file_name, dossier_file_facts(ctx, &docs[f])};
        if (!row->files_count && !paper->required)
            continue;
        if (!row->files_count)
            row->declared = TS(ctx, "Không có tệp");
        mark_of(req, d, "file", paper->code, row->label, row);
        count++;
    }
    for (int i = 0; i < answers_count; i++) {
        rows[count] = (struct check_row){.label = answers[i].label, .declared = answers[i].text, .can_mark = can_mark};
        TRY(known_beside(req, d, &owner, &answers[i], &rows[count].known));
        mark_of(req, d, "field", answers[i].field->name, answers[i].label, &rows[count]);
        count++;
    }
    view->rows = rows;
    view->rows_count = count;
    return OK;
}

/* --- what may be done next ------------------------------------------------------------------------------------------------------ */
static enum err allowed(struct ctx *ctx, const struct dossier *d, enum perm perm, const char *stage, bool *ret_can)
{
    enum err err = dossier_check_right(ctx, d, perm, stage);

    *ret_can = err == OK;
    if (err != ERR_FORBIDDEN)
        return err;
    ctx->fault = (struct fault){0};
    return OK;
}

static struct text_area reason_of(struct ctx *ctx, struct str name, struct msg label)
{
    return (struct text_area){.name = name, .label = i18n(ctx->lang, label), .rows = 3, .max_chars = 1000};
}

struct may {
    bool receive, process, decide;
};

/* The other communes of the province. */
static enum err communes(struct ctx *ctx, const struct dossier *d, struct select_field *ret_field)
{
    struct unit *units;
    int count, n = 0;

    TRY(territory_communes(ctx, d->province_id, day_of_ms(ctx->now_ms), &units, &count));
    struct choice *items = arena_array(ctx->arena, struct choice, (size_t)count + 1);
    items[n++] = (struct choice){.label = TS(ctx, "Chọn xã, phường")};
    for (int i = 0; i < count; i++)
        if (units[i].unit_id != d->unit_id)
            items[n++] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)units[i].unit_id), .label = units[i].name};
    *ret_field = (struct select_field){.name = S("transfer_unit"), .label = TS(ctx, "Xã, phường có thẩm quyền"), .items = items, .items_count = n};
    return OK;
}

static enum err actions_of(struct req *req, const struct dossier *d, struct may may, struct work_dossier_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct work_action *actions = arena_array(ctx->arena, struct work_action, 12);
    bool open = d->procedure->effect != EFFECT_LINKED && (d->state == DOSSIER_NEW || d->state == DOSSIER_RECEIVED || d->state == DOSSIER_PROCESSING);
    bool soon = d->due_day.n <= day_of_ms(ctx->now_ms).n + 1;
    int n = 0;

    /* Receiving comes first in the life of a dossier and on the page: who may also decide must not decide by habit of the topmost button. */
    if (d->state == DOSSIER_NEW && may.receive)
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/receive"), .text = TS(ctx, "Tiếp nhận hồ sơ")};
    if (open && may.decide)
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/approve"), .text = TS(ctx, "Phê duyệt"), .has_note = true,
                                            .hint = TS(ctx, "Kết quả được ghi vào cơ sở dữ liệu và giấy tờ của công dân ngay."),
                                            .note = {.name = S("approve_note"), .label = TS(ctx, "Ghi chú (không bắt buộc)"), .max_chars = 500}};
    if (d->state == DOSSIER_PROCESSING && may.process && !may.decide && !str_eq(d->stage, S("decide")))
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/propose"), .text = TS(ctx, "Trình lãnh đạo quyết định"), .has_note = true,
                                            .note = {.name = S("propose_note"), .label = TS(ctx, "Ý kiến đề xuất"), .max_chars = 500}};
    if (d->state == DOSSIER_PROCESSING && may.decide && str_eq(d->stage, S("decide")))
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/hand-back"), .text = TS(ctx, "Chuyển lại để xử lý tiếp"), .has_note = true,
                                            .note = {.name = S("back_note"), .label = TS(ctx, "Cần làm thêm gì"), .max_chars = 500}};
    if (d->state == DOSSIER_DONE && may.process)
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/return"), .text = TS(ctx, "Đã trả kết quả cho công dân")};
    if (open && may.decide && soon && !d->reappointed)
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/reappoint"), .text = TS(ctx, "Xin lỗi và hẹn lại"), .has_reason = true, .has_date = true,
                                            .hint = TS(ctx, "Chỉ hẹn lại được một lần. Phiếu xin lỗi (mẫu 04) được gửi cho công dân."),
                                            .reason = reason_of(ctx, S("reappoint_reason"), T("Lý do trễ")),
                                            .date = {.name = S("new_due"), .label = TS(ctx, "Ngày hẹn mới")}};
    if (d->state == DOSSIER_NEW && may.receive)
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/refuse-receipt"), .text = TS(ctx, "Từ chối tiếp nhận"), .has_reason = true,
                                            .reason = reason_of(ctx, S("receipt_reason"), T("Lý do từ chối, ghi rõ căn cứ"))};
    if ((open || d->state == DOSSIER_SUPPLEMENT) && d->state != DOSSIER_NEW && may.decide)
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/refuse"), .text = TS(ctx, "Từ chối giải quyết"), .has_reason = true,
                                            .reason = reason_of(ctx, S("refuse_reason"), T("Lý do từ chối, ghi rõ căn cứ"))};
    if (open && may.process && dossier_fee_vnd(d) > 0 && !d->waited_ms)
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/ask-payment"), .text = TS(ctx, "Yêu cầu nộp phí, lệ phí"),
                                            .hint = TF(ctx, "{0}, nộp tại quầy. Thời hạn tạm dừng cho đến khi nộp xong.", fmt_vnd(ctx->arena, ctx->lang, dossier_fee_vnd(d)))};
    if (d->state == DOSSIER_PAYMENT && may.receive)
        actions[n++] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/paid"), .text = TS(ctx, "Ghi nhận đã nộp tiền"), .has_note = true,
                                            .hint = fmt_vnd(ctx->arena, ctx->lang, dossier_fee_vnd(d)),
                                            .note = {.name = S("receipt"), .label = TS(ctx, "Số biên lai thu tiền"), .max_chars = 40}};
    if (d->state == DOSSIER_NEW ? may.receive : open && may.process) {
        actions[n] = (struct work_action){.url = dossier_work_url(ctx, d->code, "/transfer"), .text = TS(ctx, "Chuyển đến xã, phường khác"), .has_reason = true, .has_choice = true,
                                          .hint = TS(ctx, "Khi công dân chọn nhầm nơi giải quyết. Hồ sơ giữ nguyên mã và ngày hẹn; công dân được báo."),
                                          .reason = reason_of(ctx, S("transfer_reason"), T("Lý do chuyển"))};
        TRY(communes(ctx, d, &actions[n++].choice));
    }
    if (n > 0)
        actions[0].is_primary = true;
    view->actions = actions;
    view->actions_count = n;
    return OK;
}

static struct summary_list head_of(struct ctx *ctx, const struct dossier *d)
{
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 6);
    int n = 0;

    if (d->submitter_person_id != d->owner_person_id)
        rows[n++] = (struct summary_row){.key = TS(ctx, "Người nộp"), .value = d->submitter_name};
    rows[n++] = (struct summary_row){.key = TS(ctx, "Nhận"), .value = TF(ctx, "{0}, {1}", fmt_at(ctx->arena, d->received_ms), i18n(ctx->lang, dossier_channel_text(d->channel)))};
    rows[n++] = (struct summary_row){.key = TS(ctx, "Hẹn trả"), .value = fmt_day(ctx->arena, d->due_day),
                                     .source = d->reappointed ? TF(ctx, "theo luật {0}; đã hẹn lại", fmt_day(ctx->arena, d->statutory_due_day)) : STR_NONE};
    if (d->owner_phone.len)
        rows[n++] = (struct summary_row){.key = TS(ctx, "Điện thoại"), .value = d->owner_phone};
    return (struct summary_list){.items = rows, .items_count = n};
}

static enum err guests_of(struct ctx *ctx, const struct dossier *d, struct table *ret_table)
{
    static const struct msg heads[] = {M_("Họ và tên"), M_("Số giấy tờ"), M_("Ngày sinh"), M_("Lý do"), M_("Đến lúc"), M_("Đến ngày")};
    struct lodging_guest *guests;
    int count;

    TRY(dossier_guests_parse(ctx, dossier_form_value(ctx, d, S("guests")), &guests, &count));
    struct table_column *columns = arena_array(ctx->arena, struct table_column, ARRAY_LEN(heads));
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)count + 1);
    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        columns[i] = (struct table_column){.label = i18n(ctx->lang, heads[i]), .is_row_header = i == 0};
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, ARRAY_LEN(heads));
        cells[0].text = guests[i].name;
        cells[1].text = guests[i].number;
        cells[2].text = fmt_day(ctx->arena, guests[i].birth);
        cells[3].text = guests[i].reason;
        cells[4].text = fmt_at(ctx->arena, guests[i].arrived_ms);
        cells[5].text = fmt_day(ctx->arena, guests[i].leaves);
        rows[i] = (struct table_row){.items = cells, .items_count = ARRAY_LEN(heads)};
    }
    *ret_table = (struct table){.caption = TS(ctx, "Người lưu trú"), .is_dense = true, .columns = columns, .columns_count = ARRAY_LEN(heads), .rows = rows, .rows_count = count};
    table_prepare(ret_table);
    return OK;
}

enum err work_dossier_show(struct req *req, const struct dossier *d, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    bool before_decision = d->state == DOSSIER_NEW || d->state == DOSSIER_RECEIVED || d->state == DOSSIER_PROCESSING, again = false, asks;
    struct dossier_link *prints;
    struct may may;
    struct work_dossier_view view = {
        .back = {S("/work"), TS(ctx, "Việc cần làm")},
        .errors = *errors,
        .name = bilingual_text(ctx->lang, d->procedure->name),
        .code = d->code,
        .csrf = req->csrf_token,
        .version = d->version,
        .status = dossier_state_tag(ctx, d->state),
        .due = dossier_due_tag(ctx, d->state, d->due_day),
        .head = head_of(ctx, d),
        .note = {.name = S("note"), .label = TS(ctx, "Lời nhắn cho công dân (không bắt buộc)"), .rows = 2, .max_chars = 1000},
    };

    TRY(allowed(ctx, d, PERM_DOSSIER_RECEIVE, "receive", &may.receive));
    TRY(allowed(ctx, d, PERM_DOSSIER_PROCESS, "process", &may.process));
    TRY(allowed(ctx, d, PERM_DOSSIER_DECIDE, "decide", &may.decide));
    if (d->supplement_rounds > 0)
        TRY(allowed(ctx, d, PERM_DOSSIER_DECIDE, "process", &again));
    bool can_ask = before_decision && may.process && (d->supplement_rounds == 0 || again) && d->procedure->defects_count > 0;
    if (can_ask) {
        view.supplement_url = dossier_work_url(ctx, d->code, "/supplement");
        view.supplement_text = TS(ctx, "Yêu cầu bổ sung");
    }
    if (before_decision && d->supplement_rounds > 0)
        view.supplement_note = (struct notice){TS(ctx, "Đã yêu cầu bổ sung một lần"), again ? TS(ctx, "Yêu cầu lần nữa làm hồ sơ bị tính là quá hạn.")
                                                                                             : TS(ctx, "Yêu cầu lần nữa phải do lãnh đạo đơn vị thực hiện."), TONE_SOON, {0}, {0}};
    TRY(register_check(ctx, d, &view.person));
    TRY(check_rows(req, d, can_ask, &view));
    TRY(actions_of(req, d, may, &view));
    TRY(dossier_consents_list(ctx, d, &view.consents, &asks));
    if (asks && may.receive) {
        view.consent_url = dossier_work_url(ctx, d->code, "/consent");
        view.consent_number = (struct text_field){.name = S("consent_number"), .label = TS(ctx, "Số định danh trên thẻ của người có mặt"), .input_mode = S("numeric"),
                                                  .autocomplete = S("off"), .width = WIDTH_20, .max_chars = 20, .error = form_error_of(errors, S("consent_number"))};
    }
    TRY(dossier_linked_table(ctx, d, true, &view.linked));
    if (d->procedure->effect == EFFECT_LODGING)
        TRY(guests_of(ctx, d, &view.guests));
    TRY(dossier_history(ctx, d, false, &view.history));
    TRY(dossier_print_links(ctx, d, &prints, &view.prints_count));
    view.prints = prints;
    req_audit_about(req, d->owner_person_id, T("Giải quyết thủ tục hành chính").vi, d->code);
    struct html *out = page_begin_str(req, FACE_STAFF, arena_printf(ctx->arena, "%.*s: %.*s", STR_ARG(d->code), STR_ARG(view.name)));
    view_work_dossier(out, &view);
    return page_end(req, status);
}

enum err work_dossier_page(struct req *req)
{
    struct dossier d;

    TRY(dossier_of_path(req, &d));
    return work_dossier_show(req, &d, &(struct form_errors){0}, 200);
}
