/* undo_pages.c: asking for an undo, and deciding on it. */
#include "features/register/internal.h"
#include "features/register/register_views.h"
#include "features/territory/territory.h"
#include "views.h"

enum { PAGE_ROWS = 20 };

/* The event's own field of the reason carries its number in the name, because a name is also an id of the page. */
enum err undo_ask_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    int64_t person_id = 0, event_id = 0, request_id;
    struct str event = req_field(req, S("event"));

    if (person_number_parse(ctx, req_field(req, S("number")), &person_id) != OK || str_parse_i64(event, &event_id) != OK) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_INVALID, "undo.event", "event", "Không rõ sự kiện nào. Hãy mở lại lịch sử của người đó.");
    }
    TRY(undo_ask(ctx, event_id, person_id, req_field(req, arena_join(ctx->arena, S("undo_reason_"), event)), &request_id));
    return reply_redirect(req, S("/undo-requests"));
}

static enum err card_of(struct req *req, const struct undo_request *request, struct undo_card *card)
{
    struct ctx *ctx = &req->ctx;
    struct register_event event;
    struct person person;

    TRY(event_get(ctx, request->event_id, &event));
    enum err err = person_get(ctx, request->person_id, &person);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    req_audit_about(req, request->person_id, T("Hoàn tác sự kiện ghi nhầm").vi, STR_NONE);
    struct str kind = i18n(ctx->lang, code_text_of(event_kinds, event.kind));
    *card = (struct undo_card){
        .title = TF(ctx, "{0}, ngày {1}", kind, fmt_day(ctx->arena, event.happened)),
        .person = err == OK ? TF(ctx, "{0}, sinh {1}", person.full_name, fmt_day(ctx->arena, person.birth)) : STR_NONE,
        .reason = request->reason,
        .asked = TF(ctx, "{0} đề nghị lúc {1}", register_officer_name(ctx, request->asked_by), fmt_at(ctx->arena, request->asked_ms)),
        .csrf = req->csrf_token,
        .action_url = arena_printf(ctx->arena, "/undo-requests/%lld/decide", (long long)request->undo_request_id),
        .decision = {.name = arena_printf(ctx->arena, "decision_%lld", (long long)request->undo_request_id), .label = TS(ctx, "Lý do quyết định"), .max_chars = 500},
        .own = request->asked_by == ctx->actor.officer_id,
    };
    return OK;
}

static enum err show(struct req *req, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct undo_requests_view view = {.errors = *errors, .pages = {.label = TS(ctx, "Đề nghị hoàn tác")}};
    struct undo_request *rows;
    int64_t unit_id;
    int count;

    TRY(register_own_unit(ctx, &unit_id));
    TRY(undo_open(ctx, unit_id, req->http->method == HTTP_GET ? req_i64(req, "after", 0) : 0, PAGE_ROWS + 1, &rows, &count));
    bool more = count > PAGE_ROWS;
    count = more ? PAGE_ROWS : count;
    struct undo_card *cards = arena_array(ctx->arena, struct undo_card, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        TRY(card_of(req, &rows[i], &cards[i]));
    view.unit = territory_label(ctx, unit_id);
    view.items = cards;
    view.items_count = count;
    bool may_look = req->session->perms >> PERM_PERSON_LOOKUP & 1; /* who decides without looking people up is led to no closed door */
    if (!count)
        view.empty = (struct empty_state){TS(ctx, "Không có đề nghị nào"), TS(ctx, "Sự kiện ghi nhầm được đề nghị hoàn tác từ trang lịch sử của người đó."),
                                          may_look ? S("/people/history") : S(""), may_look ? TS(ctx, "Mở lịch sử của một người") : S("")};
    if (more)
        view.pages.next_url = arena_printf(ctx->arena, "/undo-requests?after=%lld", (long long)rows[count - 1].undo_request_id);
    struct html *out = page_begin(req, FACE_STAFF, T("Đề nghị hoàn tác"));
    view_register_undo_requests(out, &view);
    return page_end(req, status);
}

enum err undo_requests_page(struct req *req) { return show(req, &(struct form_errors){0}, 200); }

static enum err decide(struct req *req, int64_t request_id, struct str decision)
{
    AUTO(db_tx_end) struct db_tx tx = {0}; /* a savepoint: a refused undo leaves the request open */

    TRY(db_tx_begin(&req->ctx, DB_WRITE, &tx));
    TRY(undo_decide(&req->ctx, request_id, str_eq(req_field(req, S("answer")), S("approve")), decision));
    return db_tx_commit(&tx);
}

enum err undo_decide_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str id = req_path(req, "id"), field = arena_join(ctx->arena, S("decision_"), id);
    struct form_errors errors = {0};
    int64_t request_id;

    if (str_parse_i64(id, &request_id) != OK)
        request_id = 0;
    enum err err = decide(req, request_id, req_field(req, field));
    if (err == ERR_INVALID || (err == ERR_CONFLICT && !str_starts(ctx->fault.code, S("db.")))) {
        form_error_add(req, &errors, err == ERR_INVALID ? field : STR_NONE, i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return show(req, &errors, err == ERR_INVALID ? 422 : 409);
    }
    TRY(err);
    return reply_redirect(req, S("/undo-requests"));
}
