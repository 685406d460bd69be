/* lookup_pages.c: anyone asks for a dossier by its code and the owner's date of birth, and sees its status and nothing else about anybody. A wrong date
 * and an unknown code get the same answer; a browser has a few wrong dates a day for a code, so that birthdays cannot be tried out, and what one tries does not
 * shut out another. */
#include "features/dossier/pages.h"
#include "features/identity/identity.h"
#include "views.h"

enum { WRONG_DATES_A_DAY = 10, WRONG_DATES_OF_STRANGERS = 200 };

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

/* Whom a try counts against: this browser with this code; and the code alone, as a brake on somebody who takes a new browser for each try. */
struct tries {
    struct str by_device, by_code;
    struct lookup_subject device, code;
    struct day today;
};

/* ERR_BUSY when they are used up; the same for a code that was never given. A browser that once gave the right date is never stopped by what strangers try. */
static enum err tries_check(struct req *req, struct tries *ret_tries)
{
    struct ctx *ctx = &req->ctx;
    struct tries tries = {.today = day_of_ms(ctx->now_ms)};
    struct str code = req_str(req, "code");

    TRY(identity_digest(ctx, req->app->settings.data_dir, arena_printf(ctx->arena, "lookup:%.*s:%.*s", STR_ARG(code), STR_ARG(req->device)), &tries.by_device));
    TRY(identity_digest(ctx, req->app->settings.data_dir, arena_join(ctx->arena, S("lookup:"), code), &tries.by_code));
    TRY(lookup_store_get(ctx, tries.by_device, tries.today, &tries.device));
    TRY(lookup_store_get(ctx, tries.by_code, tries.today, &tries.code));
    if (tries.device.failures >= WRONG_DATES_A_DAY || (tries.code.failures >= WRONG_DATES_OF_STRANGERS && !tries.device.known))
        return fault(ctx, ERR_BUSY, "lookup.wait", "", "Mã hồ sơ và ngày sinh đã bị nhập sai nhiều lần hôm nay. Hãy thử lại vào ngày mai hoặc đăng nhập để xem.");
    *ret_tries = tries;
    return OK;
}

static enum err tries_count(struct ctx *ctx, const struct tries *tries, bool right)
{
    if (right)
        return tries->device.known ? OK : lookup_store_known(ctx, tries->by_device, tries->today);
    TRY(lookup_store_failed(ctx, tries->by_device, tries->today));
    return lookup_store_failed(ctx, tries->by_code, tries->today);
}

enum err lookup_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct lookup_view view = {.code = {.value = req_str(req, "code")}};
    struct day birth = req_day(req, "birth");
    struct tries tries = {0};
    struct dossier d;

    TRY(tries_check(req, &tries));
    enum err err = dossier_get(ctx, req_str(req, "code"), &d);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    bool right = err == OK && !day_is_none(birth) && birth.n == d.owner_birth.n;
    TRY(tries_count(ctx, &tries, right));
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
