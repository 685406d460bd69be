/* paper_pages.c: attaching papers. Each file is checked by content and stored durably before its receipt is shown; a
 * required paper that is missing is said here, not by an officer three days later. Runs in the slow lane: it writes and
 * syncs files. */
#include "features/filing/filing_views.h"
#include "features/filing/pages.h"
#include "views.h"

static bool wants(const struct filing *filing, const struct paper *paper)
{
    return !paper->required_if_field.len || paper_is_required(paper, &filing->values);
}

static int files_of(const struct document *docs, int count, struct str paper)
{
    int n = 0;
    for (int i = 0; i < count; i++)
        n += str_eq(docs[i].paper, paper);
    return n;
}

enum err filing_papers_missing(struct req *req, const struct filing *filing, struct form_errors *errors)
{
    const struct procedure *procedure = filing->draft.procedure;
    struct document *docs;
    int count;

    TRY(document_list_draft(&req->ctx, filing->draft.draft_id, &docs, &count));
    for (int i = 0; i < procedure->papers_count; i++)
        if (paper_is_required(&procedure->papers[i], &filing->values) &&
            !files_of(docs, count, procedure->papers[i].code))
            form_error_add(req, errors, procedure->papers[i].code,
                           TF(&req->ctx, "Còn thiếu: {0}.", bilingual_text(req->ctx.lang, procedure->papers[i].name)));
    return OK;
}

static struct str size_text(struct ctx *ctx, int64_t bytes)
{
    if (bytes < 1024 * 1024)
        return arena_printf(ctx->arena, "%ld KB", (long)((bytes + 1023) / 1024));
    int64_t tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);
    return arena_printf(ctx->arena, "%ld%c%ld MB", (long)(tenths / 10), ctx->lang == LANG_VI ? ',' : '.',
                        (long)(tenths % 10));
}

static struct file_receipt *receipts(struct req *req, const struct document *docs, int count, struct str paper,
                                     int *ret_count)
{
    struct file_receipt *items = arena_array(req->ctx.arena, struct file_receipt, (size_t)count);
    int n = 0;

    for (int i = 0; i < count; i++) {
        if (!str_eq(docs[i].paper, paper))
            continue;
        items[n++] = (struct file_receipt){
            .name = docs[i].file_name,
            .facts = TF(&req->ctx, "{0} trang, {1}, SHA-256 {2}…",
                        fmt_i64(req->ctx.arena, req->ctx.lang, docs[i].pages ? docs[i].pages : 1),
                        size_text(&req->ctx, docs[i].size_bytes), str_sub(docs[i].sha256, 0, 8)),
            .remove_name = S("action"),
            .remove_value = arena_printf(req->ctx.arena, "remove:%ld", (long)docs[i].document_id)};
    }
    *ret_count = n;
    return items;
}

static enum err show(struct req *req, const struct filing *filing, const struct form_errors *errors, int status)
{
    const struct procedure *procedure = filing->draft.procedure;
    struct file_field *fields = arena_array(req->ctx.arena, struct file_field, (size_t)procedure->papers_count);
    struct papers_view view = {.errors = *errors, .csrf = req->csrf_token};
    struct document *docs;
    int count, shown = 0, step = procedure->screens_count;

    TRY(document_list_draft(&req->ctx, filing->draft.draft_id, &docs, &count));
    for (int i = 0; i < procedure->papers_count; i++) {
        const struct paper *paper = &procedure->papers[i];
        if (!wants(filing, paper))
            continue;
        struct str name = bilingual_text(req->ctx.lang, paper->name);
        struct file_field *field = &fields[shown++];
        *field = (struct file_field){
            .name = paper->code,
            .label = paper_is_required(paper, &filing->values) ? name : TF(&req->ctx, "{0} (không bắt buộc)", name),
            .hint = bilingual_text(req->ctx.lang, paper->hint),
            .error = form_error_of(errors, paper->code),
            .accept = S(".pdf,.jpg,.jpeg,.png"),
            .many = paper->max_files > 1,
            .shrink = true};
        field->items = receipts(req, docs, count, paper->code, &field->items_count);
    }
    view.items = fields;
    view.items_count = shown;
    view.caption = filing_caption(req, &filing->draft, step);
    view.action_url = filing_step_url(&req->ctx, &filing->draft, step);
    view.back.url = filing_step_url(&req->ctx, &filing->draft, step - 1);
    struct html *out = page_begin(req, FACE_CITIZEN, T("Giấy tờ kèm theo"));
    view_papers(out, &view);
    return page_end(req, status);
}

enum err papers_page(struct req *req)
{
    struct filing filing;
    struct form_errors none = {0};

    TRY(filing_load(req, &filing));
    return show(req, &filing, &none, 200);
}

/* One file: stored for itself, so that a bad second file does not lose the first. */
static enum err take_file(struct req *req, const struct filing *filing, const struct paper *paper,
                          const struct http_field *file, struct form_errors *errors)
{
    struct document *docs, doc = {.file_name = file->file_name,
                                  .kind = S("upload"),
                                  .paper = paper->code,
                                  .title = paper->name.vi,
                                  .owner_person_id = filing->draft.owner_person_id,
                                  .draft_id = filing->draft.draft_id,
                                  .account_id = req->session->account_id};
    int count;

    if (!file->value.len && !file->file_name.len)
        return OK;
    TRY(document_list_draft(&req->ctx, filing->draft.draft_id, &docs, &count));
    if (files_of(docs, count, paper->code) >= paper->max_files) {
        form_error_add(req, errors, paper->code,
                       TF(&req->ctx, "Mỗi loại giấy tờ này nhận tối đa {0} tệp.",
                          fmt_i64(req->ctx.arena, req->ctx.lang, paper->max_files)));
        return OK;
    }
    enum err err = document_store(&req->ctx, req->app->settings.data_dir, &doc, file->value);
    if (err == ERR_INVALID || err == ERR_TOO_LARGE) {
        struct str name = file->file_name.len ? file->file_name : TS(&req->ctx, "Tệp");
        form_error_add(req, errors, paper->code,
                       arena_printf(req->ctx.arena, "%.*s: %.*s", STR_ARG(name),
                                    STR_ARG(i18n_str(req->ctx.lang, req->ctx.fault.text))));
        req->ctx.fault = (struct fault){0};
        return OK;
    }
    return err;
}

static enum err remove_file(struct req *req, const struct filing *filing, struct str action)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    int64_t document_id;

    if (str_parse_i64(str_sub(action, strlen("remove:"), action.len), &document_id) != OK)
        return OK;
    TRY(db_tx_begin(&req->ctx, DB_WRITE, &tx));
    TRY(document_remove_from_draft(&req->ctx, filing->draft.draft_id, document_id));
    return db_tx_commit(&tx);
}

enum err papers_post(struct req *req)
{
    struct filing filing;
    struct form_errors errors = {0};
    struct str action = req_str(req, "action");

    TRY(filing_load(req, &filing));
    if (filing.draft.submitted_dossier_id)
        return fault(&req->ctx, ERR_CONFLICT, "draft.submitted", "",
                     "Bản kê khai này đã được nộp. Hãy xem trong «Hồ sơ của tôi».");
    for (int i = 0; i < req->fields.count; i++) {
        const struct http_field *field = &req->fields.items[i];
        const struct paper *paper = field->is_file ? procedure_paper(filing.draft.procedure, field->name) : NULL;
        if (paper)
            TRY(take_file(req, &filing, paper, field, &errors));
    }
    if (str_starts(action, S("remove:")))
        TRY(remove_file(req, &filing, action));
    if (str_eq(action, S("next")) && !errors.items_count)
        TRY(filing_papers_missing(req, &filing, &errors));
    if (errors.items_count || !str_eq(action, S("next")))
        return errors.items_count ? show(req, &filing, &errors, 422)
                                  : reply_redirect(req, filing_step_url(&req->ctx, &filing.draft,
                                                                        filing.draft.procedure->screens_count));
    return reply_redirect(req, filing_step_url(&req->ctx, &filing.draft, filing.draft.procedure->screens_count + 1));
}
