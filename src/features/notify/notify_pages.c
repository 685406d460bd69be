/* notify_pages.c: the citizen's messages: what happened to his dossiers, in the words that SMS and print use too. Looking changes nothing; a button marks them
 * as read. */
#include "features/notify/notify_routes.h"
#include "features/notify/notify.h"
#include "features/notify/notify_views.h"
#include "web/page.h"
#include "views.h"

enum { PAGE_ROWS = 20 };

static enum err notices_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct notices_view view = {.csrf = req->csrf_token, .pages = {.label = TS(ctx, "Thông báo")}};
    struct notify_row *rows;
    int count;

    TRY(notify_list(ctx, req->session->person_id, req_i64(req, "before", 0), PAGE_ROWS + 1, &rows, &count));
    bool more = count > PAGE_ROWS;
    count = more ? PAGE_ROWS : count;
    struct notice_card *cards = arena_array(ctx->arena, struct notice_card, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        bool fresh = rows[i].read_ms == 0;
        cards[i] = (struct notice_card){
            .title = rows[i].title,
            .text = rows[i].text,
            .url = rows[i].dossier_code.len ? arena_printf(ctx->arena, "/dossiers/%.*s", STR_ARG(rows[i].dossier_code)) : STR_NONE,
            .at = {rows[i].created_ms},
            .fresh = fresh ? (struct tag){TS(ctx, "Mới"), TONE_INFO} : (struct tag){{0}, TONE_NEUTRAL},
        };
        if (fresh && !view.upto)
            view.upto = rows[i].outbox_id;
    }
    view.items = cards;
    view.items_count = count;
    if (count == 0)
        view.empty = (struct empty_state){TS(ctx, "Chưa có thông báo nào"), TS(ctx, "Khi hồ sơ của bạn có thay đổi, bạn được báo ở đây."), {0}, {0}};
    if (more)
        view.pages.next_url = arena_printf(ctx->arena, "/notices?before=%lld", (long long)rows[count - 1].outbox_id);
    struct html *out = page_begin(req, FACE_CITIZEN, T("Thông báo"));
    view_notices(out, &view);
    return page_end(req, 200);
}

static enum err notices_read_post(struct req *req)
{
    TRY(notify_mark_read(&req->ctx, req->session->person_id, req_i64(req, "upto", 0)));
    return reply_redirect(req, S("/notices"));
}

static const struct input list_inputs[] = {{"before", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"}, {0}};
static const struct input read_inputs[] = {{"upto", IN_INT, .required = true, .min = 1, .max = INT64_MAX, .label = "Thông báo mới nhất đã xem"}, {0}};

const struct route notify_routes[] = {
    {HTTP_GET, "/notices", notices_page, PERM_CITIZEN, .inputs = list_inputs, .doc = "Messages about my dossiers", .menu = "Thông báo"},
    {HTTP_POST, "/notices/read", notices_read_post, PERM_CITIZEN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = read_inputs, .doc = "Mark messages as read"},
};
const int notify_routes_count = (int)ARRAY_LEN(notify_routes);
