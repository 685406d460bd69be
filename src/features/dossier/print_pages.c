/* print_pages.c: forms 01 to 05 and the result as PDF: which of them exist for a dossier, and drawing them from its facts. Forms are drawn anew each time; the
 * result is drawn once, kept with its SHA-256, and given out unchanged ever after (docs/adr/0011-result-drawn-on-first-opening.md). */
#include "features/dossier/pages.h"
#include "features/dossier/print.h"

static const struct {
    const char *file;
    struct msg name;
    bool (*exists)(const struct print_facts *facts);
    enum err (*draw)(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf);
} prints[] = {
    {"receipt.pdf", M_("Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)"), print_has_receipt, print_receipt},
    {"supplement.pdf", M_("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02)"), print_has_supplement, print_supplement},
    {"refusal.pdf", M_("Phiếu từ chối tiếp nhận, giải quyết hồ sơ (mẫu 03)"), print_has_refusal, print_refusal},
    {"apology.pdf", M_("Phiếu xin lỗi và hẹn lại ngày trả kết quả (mẫu 04)"), print_has_apology, print_apology},
    {"control.pdf", M_("Phiếu kiểm soát quá trình giải quyết hồ sơ (mẫu 05)"), print_has_control, print_control},
    {"result.pdf", M_("Kết quả giải quyết"), print_has_result, print_result},
};

enum err dossier_print_links(struct ctx *ctx, const struct dossier *d, struct dossier_link **ret_links, int *ret_count)
{
    struct dossier_link *links = arena_array(ctx->arena, struct dossier_link, ARRAY_LEN(prints));
    struct print_facts facts;
    int count = 0;

    TRY(print_facts_light(ctx, d, &facts));
    for (size_t i = ARRAY_LEN(prints); i-- > 0;) /* the result first */
        if (prints[i].exists(&facts))
            links[count++] = (struct dossier_link){arena_printf(ctx->arena, "/dossiers/%.*s/%s", STR_ARG(d->code), prints[i].file), i18n(ctx->lang, prints[i].name)};
    *ret_links = links;
    *ret_count = count;
    return OK;
}

static enum err result_bytes(struct req *req, const struct print_facts *facts, struct str *ret_bytes)
{
    struct ctx *ctx = &req->ctx;
    struct document doc;
    struct str drawn;

    TRY(document_get(ctx, facts->dossier->result_document_id, &doc));
    if (str_empty(doc.sha256)) {
        enum lang kept = ctx->lang;
        ctx->lang = LANG_VI; /* the paper of record is Vietnamese, whoever opens it first */
        enum err err = print_result(ctx, facts, &drawn);
        ctx->lang = kept;
        TRY(err);
        doc.pages = 1;
        TRY(document_fill(ctx, req->app->settings.data_dir, &doc, drawn));
    }
    return document_read(ctx, req->app->settings.data_dir, &doc, ret_bytes);
}

enum err dossier_print_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str path = str_of(req->route->path), file = path, bytes;
    struct print_facts facts;
    struct dossier d;

    TRY(dossier_of_path(req, &d));
    while (str_find_char(file, '/') >= 0)
        file = str_sub(file, (size_t)str_find_char(file, '/') + 1, SIZE_MAX);
    for (size_t i = 0; i < ARRAY_LEN(prints); i++) {
        if (!str_eq(str_of(prints[i].file), file))
            continue;
        TRY(print_facts_load(ctx, &d, &req->app->settings, &facts));
        if (!prints[i].exists(&facts))
            break;
        if (ctx->actor.officer_id)
            req_audit_about(req, d.owner_person_id, T("Giải quyết thủ tục hành chính").vi, d.code);
        if (str_eq(file, S("result.pdf")))
            TRY(result_bytes(req, &facts, &bytes));
        else
            TRY(prints[i].draw(ctx, &facts, &bytes));
        return reply_bytes(req, 200, S("application/pdf"), STR_NONE, bytes);
    }
    return fault(ctx, ERR_NOT_FOUND, "dossier.no_form", "", "Hồ sơ này chưa có phiếu đó.");
}
