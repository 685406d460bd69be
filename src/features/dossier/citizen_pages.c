/* citizen_pages.c: the citizen's own dossiers: the list, the status page in plain words, the confirmation, withdrawal, files and papers. */
#include "features/dossier/pages.h"
#include "features/population/population.h"
#include "views.h"

enum { PAGE_ROWS = 20 };

enum err dossiers_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct dossiers_view view = {0};
    struct dossier_page page;

    TRY(dossier_list_citizen(ctx, req->session->account_id, req->session->person_id, req_i64(req, "before", 0), PAGE_ROWS, &page));
    struct dossier_card *cards = arena_array(ctx->arena, struct dossier_card, (size_t)page.rows_count + 1);
    for (int i = 0; i < page.rows_count; i++) {
        const struct dossier_row *row = &page.rows[i];
        bool running = !dossier_state_ended(row->state) && dossier_waiting(row->state) == WAITING_AGENCY;
        cards[i] = (struct dossier_card){
            .url = arena_printf(ctx->arena, "/dossiers/%.*s", STR_ARG(row->code)),
            .code = row->code,
            .name = dossier_procedure_name(ctx, row->procedure_id),
            .due = running ? TF(ctx, "Hẹn trả kết quả: {0}", fmt_day(ctx->arena, row->due_day))
                           : TF(ctx, "Nộp ngày {0}", fmt_day(ctx->arena, day_of_ms(row->received_ms))),
            .status = dossier_state_tag(ctx, row->state),
            .needs_you = dossier_waiting(row->state) != WAITING_AGENCY,
        };
    }
    view.items = cards;
    view.items_count = page.rows_count;
    if (page.rows_count == 0)
        view.empty = (struct empty_state){TS(ctx, "Bạn chưa nộp hồ sơ nào"), TS(ctx, "Hồ sơ bạn nộp, hoặc người khác nộp cho bạn, sẽ hiện ở đây cùng tình trạng và ngày hẹn."),
                                          S("/services"), TS(ctx, "Xem các dịch vụ công")};
    if (page.more)
        view.pages.next_url = arena_printf(ctx->arena, "/dossiers?before=%lld", (long long)page.rows[page.rows_count - 1].dossier_id);
    view.pages.label = TS(ctx, "Danh sách hồ sơ");
    struct html *out = page_begin(req, FACE_CITIZEN, T("Hồ sơ của tôi"));
    view_dossiers(out, &view);
    return page_end(req, 200);
}

static struct notice call_of(struct ctx *ctx, const struct dossier *d)
{
    if (d->state == DOSSIER_SUPPLEMENT)
        return (struct notice){TS(ctx, "Hồ sơ cần bạn bổ sung"), TS(ctx, "Cán bộ đã ghi đủ các mục cần sửa trong một lần. Thời hạn giải quyết tạm dừng và tính lại từ đầu khi bạn gửi phần bổ sung."),
                               TONE_SOON, dossier_url(ctx, d, "/supplement"), TS(ctx, "Xem và bổ sung")};
    if (d->result_document_id)
        return (struct notice){TS(ctx, "Đã có kết quả"), TS(ctx, "Kết quả điện tử có giá trị và được giữ trong giấy tờ của bạn."), TONE_DONE,
                               dossier_url(ctx, d, "/result.pdf"), TS(ctx, "Mở kết quả (PDF)")};
    if (d->state == DOSSIER_NOT_RECEIVED || d->state == DOSSIER_STOPPED)
        return (struct notice){TS(ctx, "Hồ sơ không được giải quyết"), TS(ctx, "Lý do nằm trong phiếu và trong phần diễn biến bên dưới."), TONE_LATE,
                               dossier_url(ctx, d, "/refusal.pdf"), TS(ctx, "Mở phiếu (PDF)")};
    return (struct notice){0};
}

static struct summary_list facts_of(struct ctx *ctx, const struct dossier *d, const struct dossier_plain *plain)
{
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 6);
    int n = 0;

    rows[n++] = (struct summary_row){.key = TS(ctx, "Ai đang giữ hồ sơ"), .value = plain->holder};
    if (plain->due_ms)
        rows[n++] = (struct summary_row){.key = TS(ctx, "Ngày hẹn trả kết quả"), .value = fmt_day(ctx->arena, d->due_day)};
    rows[n++] = (struct summary_row){.key = TS(ctx, "Việc tiếp theo"), .value = plain->next_step};
    rows[n++] = (struct summary_row){.key = TS(ctx, "Người nộp"), .value = d->submitter_name};
    if (d->submitter_person_id != d->owner_person_id)
        rows[n++] = (struct summary_row){.key = TS(ctx, "Chủ hồ sơ"), .value = d->owner_name};
    return (struct summary_list){.items = rows, .items_count = n};
}

enum err dossier_page_show(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct dossier d;
    struct dossier_plain plain;
    struct dossier_link *prints;
    bool open, asked;

    TRY(dossier_of_path(req, &d));
    struct dossier_show_view view = {
        .back = {S("/dossiers"), TS(ctx, "Hồ sơ của tôi")},
        .name = bilingual_text(ctx->lang, d.procedure->name),
        .code = d.code,
        .status = dossier_state_tag(ctx, d.state),
        .call = call_of(ctx, &d),
        .csrf = req->csrf_token,
        .version = d.version,
        .withdraw_reason = {.name = S("reason"), .label = TS(ctx, "Lý do rút (không bắt buộc)"), .max_chars = 200},
    };
    TRY(dossier_plain_words(ctx, &d, &plain));
    view.facts = facts_of(ctx, &d, &plain);
    TRY(dossier_why(ctx, &d, &view.why, &view.why_sentence));
    TRY(dossier_answers_list(ctx, &d, &view.answers));
    TRY(dossier_papers_list(ctx, &d, &view.papers));
    TRY(dossier_history(ctx, &d, true, &view.history));
    TRY(dossier_print_links(ctx, &d, &prints, &view.prints_count));
    view.prints = prints;
    TRY(dossier_consents_list(ctx, &d, &view.consents, &open));
    TRY(dossier_linked_table(ctx, &d, false, &view.linked));
    TRY(dossier_is_asked(ctx, &d, &asked));
    if (asked)
        view.consent_url = dossier_url(ctx, &d, "/consent");
    if (!asked && d.procedure->effect != EFFECT_LINKED && dossier_move_allowed(d.state, DOSSIER_WITHDRAWN))
        view.withdraw_url = dossier_url(ctx, &d, "/withdraw");
    struct html *out = page_begin_str(req, FACE_CITIZEN, view.name);
    view_dossier_show(out, &view);
    return page_end(req, 200);
}

enum err dossier_submitted_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct dossier d;
    struct agency agency;

    TRY(dossier_of_path(req, &d));
    TRY(agency_get(ctx, d.agency_id, &agency));
    struct dossier_submitted_view view = {
        .panel = {TS(ctx, "Đã nộp hồ sơ"), bilingual_text(ctx->lang, d.procedure->name), d.code},
        .due = fmt_day(ctx->arena, d.due_day),
        .agency = agency.name,
        .show_url = dossier_url(ctx, &d, ""),
        .receipt_url = dossier_url(ctx, &d, "/receipt.pdf"),
        .at_once = procedure_is_recorded(d.procedure),
    };
    TRY(dossier_papers_list(ctx, &d, &view.received));
    struct html *out = page_begin(req, FACE_CITIZEN, T("Đã nộp hồ sơ"));
    view_dossier_submitted(out, &view);
    return page_end(req, 200);
}

enum err dossier_withdraw_post(struct req *req)
{
    struct dossier d;

    TRY(dossier_of_path(req, &d));
    TRY(dossier_check_version(&req->ctx, &d, req_i64(req, "version", 0)));
    TRY(dossier_withdraw(&req->ctx, &d, req_str(req, "reason")));
    return reply_redirect(req, dossier_url(&req->ctx, &d, ""));
}

/* An upload of the dossier, for its parties and its officers. What could run is only ever offered as a download. */
enum err dossier_file_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct document doc;
    struct dossier d;
    struct str bytes;
    int64_t id;

    TRY(dossier_of_path(req, &d));
    if (str_parse_i64(req_path(req, "id"), &id) != OK)
        id = 0;
    TRY(document_get(ctx, id, &doc));
    if (doc.dossier_id != d.dossier_id && doc.draft_id != d.dossier_id) /* the latter: files of a supplement under way */
        return fault(ctx, ERR_NOT_FOUND, "document.unknown", "", "Không tìm thấy tệp này.");
    if (ctx->actor.officer_id)
        req_audit_about(req, d.owner_person_id, T("Giải quyết thủ tục hành chính").vi, d.code);
    TRY(document_read(ctx, req->app->settings.data_dir, &doc, &bytes));
    return reply_bytes(req, 200, doc.mime, doc.active ? doc.file_name : STR_NONE, bytes);
}

/* Results: "Giấy tờ của tôi". */
enum err papers_page_mine(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct my_papers_view view = {0};
    struct document *docs;
    int count;

    TRY(document_list_owner(ctx, req->session->person_id, req_i64(req, "before", 0), PAGE_ROWS + 1, &docs, &count));
    bool more = count > PAGE_ROWS;
    count = more ? PAGE_ROWS : count;
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, 3);
        struct dossier d;
        TRY(dossier_get_id(ctx, docs[i].dossier_id, &d));
        cells[0] = (struct table_cell){.text = bilingual_text(ctx->lang, d.procedure->result_name.vi.len ? d.procedure->result_name : d.procedure->name),
                                       .url = dossier_url(ctx, &d, "/result.pdf")};
        cells[1] = (struct table_cell){.text = fmt_day(ctx->arena, day_of_ms(docs[i].created_ms))};
        cells[2] = (struct table_cell){.text = d.code, .url = dossier_url(ctx, &d, ""), .is_code = true};
        rows[i] = (struct table_row){.items = cells, .items_count = 3};
    }
    struct table_column *columns = arena_array(ctx->arena, struct table_column, 3);
    columns[0] = (struct table_column){.label = TS(ctx, "Giấy tờ"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Ngày cấp")};
    columns[2] = (struct table_column){.label = TS(ctx, "Hồ sơ")};
    view.table = (struct table){.caption = TS(ctx, "Kết quả giải quyết đã cấp cho bạn"), .columns = columns, .columns_count = 3, .rows = rows, .rows_count = count};
    table_prepare(&view.table);
    if (count == 0)
        view.empty = (struct empty_state){TS(ctx, "Chưa có giấy tờ nào"), TS(ctx, "Kết quả của mỗi hồ sơ được giữ ở đây, lấy lại lúc nào cũng được."), S("/services"),
                                          TS(ctx, "Xem các dịch vụ công")};
    if (more)
        view.pages.next_url = arena_printf(ctx->arena, "/papers?before=%lld", (long long)docs[count - 1].document_id);
    view.pages.label = TS(ctx, "Giấy tờ của tôi");
    struct html *out = page_begin(req, FACE_CITIZEN, T("Giấy tờ của tôi"));
    view_my_papers(out, &view);
    return page_end(req, 200);
}
