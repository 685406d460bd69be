/* lookup_pages.c: anyone asks for a dossier by its code and the owner's date of birth, and sees its status and nothing else about anybody. A wrong date
 * and an unknown code get the same answer; a code takes a few wrong dates a day, so that birthdays cannot be tried out. */
#include "features/dossier/pages.h"
#include "views.h"

enum { WRONG_DATES_A_DAY = 10 };

static enum err show(struct req *req, struct lookup_view *view, int status)
{
    struct ctx *ctx = &req->ctx;

    view->csrf = req->csrf_token;
    view->code.name = S("code");
    view->code.label = TS(ctx, "Mã hồ sơ");
    view->code.hint = TS(ctx, "In trên giấy tiếp nhận, ví dụ H21.104-261121-0001");
    view->code.autocomplete = S("off");
    view->code.width = WIDTH_20;
    view->code.max_chars = 40;
    view->code.error = form_error_of(&view->errors, S("code"));
    view->birth.name = S("birth");
    view->birth.label = TS(ctx, "Ngày sinh của chủ hồ sơ");
    view->birth.autocomplete = S("off");
    view->birth.error = form_error_of(&view->errors, S("birth"));
    struct html *out = page_begin(req, FACE_PUBLIC, T("Tra cứu hồ sơ"));
    view_lookup(out, view);
    return page_end(req, status);
}

enum err lookup_page(struct req *req)
{
    struct lookup_view view = {.code = {.value = req_str(req, "code")}};
    return show(req, &view, 200);
}

/* Counts a wrong date; ERR_BUSY when the code has had its share today. */
static enum err tries_take(struct ctx *ctx, int64_t dossier_id, bool wrong)
{
    struct day today = day_of_ms(ctx->now_ms);
    int64_t failures;

    TRY(dossier_store_lookup_failures(ctx, dossier_id, today, &failures));
    if (failures >= WRONG_DATES_A_DAY)
        return fault(ctx, ERR_BUSY, "lookup.wait", "", "Mã hồ sơ này đã bị nhập sai ngày sinh nhiều lần hôm nay. Hãy thử lại vào ngày mai hoặc đăng nhập để xem.");
    return wrong ? dossier_store_lookup_failed(ctx, dossier_id, today) : OK;
}

enum err lookup_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct lookup_view view = {.code = {.value = req_str(req, "code")}};
    struct day birth = req_day(req, "birth");
    struct dossier d;
    enum err err = dossier_get(ctx, req_str(req, "code"), &d);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    bool right = err == OK && !day_is_none(birth) && birth.n == d.owner_birth.n;
    if (err == OK)
        TRY(tries_take(ctx, d.dossier_id, !right));
    if (!right) {
        form_error_add(req, &view.errors, S("code"), TS(ctx, "Không có hồ sơ nào với mã và ngày sinh này. Hãy xem lại trên giấy tiếp nhận."));
        return show(req, &view, 200);
    }
    view.found = true;
    view.found_code = d.code;
    view.status = dossier_state_tag(ctx, d.state);
    if (dossier_waiting(d.state) == WAITING_AGENCY && !dossier_state_ended(d.state))
        view.due = fmt_day(ctx->arena, d.due_day);
    return show(req, &view, 200);
}
