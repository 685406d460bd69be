/* screen_pages.c: the screens of a draft, one question or one group a page, saved each time. */
#include "features/filing/filing_views.h"
#include "features/filing/pages.h"
#include "views.h"

enum err filing_load(struct req *req, struct filing *ret_filing)
{
    int64_t draft_id;

    if (str_parse_i64(req_path(req, "id"), &draft_id) != OK)
        return fault(&req->ctx, ERR_NOT_FOUND, "draft.gone", "",
                     "Không còn bản kê khai này: đã xóa, đã quá 30 ngày, hoặc thuộc tài khoản khác.");
    TRY(draft_get(&req->ctx, draft_id, &ret_filing->draft));
    return form_values_parse(&req->ctx, ret_filing->draft.form, &ret_filing->values);
}

int filing_steps(const struct procedure *procedure)
{
    return procedure->screens_count + (procedure->papers_count > 0) + 1;
}

struct str filing_step_url(struct ctx *ctx, const struct draft *draft, int step)
{
    const struct procedure *procedure = draft->procedure;

    if (step < procedure->screens_count)
        return arena_printf(ctx->arena, "/drafts/%ld/screens/%.*s", (long)draft->draft_id,
                            STR_ARG(procedure->screens[step].id));
    if (procedure->papers_count && step == procedure->screens_count)
        return arena_printf(ctx->arena, "/drafts/%ld/papers", (long)draft->draft_id);
    return arena_printf(ctx->arena, "/drafts/%ld/review", (long)draft->draft_id);
}

struct str filing_caption(struct req *req, const struct draft *draft, int step)
{
    struct ctx *ctx = &req->ctx;
    return TF(ctx, "{0} · Bước {1}/{2}", bilingual_text(ctx->lang, draft->procedure->name),
              fmt_i64(ctx->arena, ctx->lang, step + 1), fmt_i64(ctx->arena, ctx->lang, filing_steps(draft->procedure)));
}

enum err filing_first_open_step(struct req *req, const struct filing *filing, int *ret_step)
{
    const struct procedure *procedure = filing->draft.procedure;

    for (int i = 0; i < procedure->screens_count; i++) {
        struct form_errors errors = {0};
        TRY(screen_check(req, &filing->draft, &procedure->screens[i], &filing->values, &errors));
        if (errors.items_count) {
            *ret_step = i;
            return OK;
        }
    }
    struct form_errors missing = {0};
    TRY(filing_papers_missing(req, filing, &missing));
    *ret_step = missing.items_count ? procedure->screens_count : filing_steps(procedure) - 1;
    return OK;
}

static int find_screen(const struct procedure *procedure, struct str id)
{
    for (int i = 0; i < procedure->screens_count; i++)
        if (str_eq(procedure->screens[i].id, id))
            return i;
    return -1;
}

static enum err show(struct req *req, const struct filing *filing, int at, const struct form_errors *errors, int status)
{
    const struct screen *screen = &filing->draft.procedure->screens[at];
    struct step_view view = {.errors = *errors, .has_facts = at == 0};
    struct html *out;

    view.caption = filing_caption(req, &filing->draft, at);
    view.title = bilingual_text(req->ctx.lang, screen->title);
    view.intro = bilingual_text(req->ctx.lang, screen->intro);
    view.action_url = filing_step_url(&req->ctx, &filing->draft, at);
    view.csrf = req->csrf_token;
    view.back.url = at ? filing_step_url(&req->ctx, &filing->draft, at - 1)
                       : arena_printf(req->ctx.arena, "/services/%.*s", STR_ARG(filing->draft.procedure->slug));
    view.saved = str_eq(filing->draft.form, S("{}"))
                     ? TS(&req->ctx, "Những gì bạn khai được lưu lại sau mỗi trang và giữ trong 30 ngày.")
                     : TF(&req->ctx, "Đã lưu lúc {0}.", fmt_at(req->ctx.arena, filing->draft.updated_ms));
    if (view.has_facts)
        TRY(register_facts(&req->ctx, filing->draft.owner_person_id, &view.facts));
    TRY(screen_widgets(req, &filing->draft, screen, &filing->values, errors, &view.widgets));
    out = page_begin_str(req, FACE_CITIZEN, view.title);
    view_step(out, &view);
    return page_end(req, status);
}

static enum err load_screen(struct req *req, struct filing *filing, int *ret_at)
{
    TRY(filing_load(req, filing));
    *ret_at = find_screen(filing->draft.procedure, req_path(req, "screen"));
    if (*ret_at < 0)
        return fault(&req->ctx, ERR_NOT_FOUND, "http.not_found", "",
                     "Không có trang này. Hãy kiểm tra lại địa chỉ hoặc về trang chủ.");
    return OK;
}

enum err screen_page(struct req *req)
{
    struct filing filing;
    struct form_errors none = {0};
    int at;

    TRY(load_screen(req, &filing, &at));
    return show(req, &filing, at, &none, 200);
}

/* Saves what was typed even when it is wrong, so that the answer to an error is never to type it again. */
enum err screen_post(struct req *req)
{
    struct filing filing;
    struct form_errors errors = {0};
    int at;

    TRY(load_screen(req, &filing, &at));
    const struct screen *screen = &filing.draft.procedure->screens[at];
    TRY(screen_take(req, &filing.draft, screen, &filing.values, &errors));
    filing.draft.form = form_values_json(&req->ctx, &filing.values);
    filing.draft.updated_ms = req->ctx.now_ms;
    TRY(draft_save_form(&req->ctx, filing.draft.draft_id, filing.draft.form));
    TRY(screen_check(req, &filing.draft, screen, &filing.values, &errors));
    if (errors.items_count)
        return show(req, &filing, at, &errors, 422);
    return reply_redirect(req, filing_step_url(&req->ctx, &filing.draft, at + 1));
}
