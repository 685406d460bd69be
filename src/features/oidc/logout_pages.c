/* logout_pages.c: logout asked for by a service (OpenID Connect RP-Initiated Logout 1.0), and the page where a person takes back what she allowed. The person is always
 * asked: a link alone must not sign anybody out. */
#include "features/audit/audit.h"
#include "features/oidc/internal.h"
#include "features/oidc/oidc_views.h"
#include "views.h"

struct leaving {
    struct oidc_client client; /* client_key 0: not known */
    struct str back;           /* where to, with state; "": our own page */
};

static enum err leaving_read(struct req *req, struct str query, struct leaving *ret_leaving)
{
    struct ctx *ctx = &req->ctx;
    struct leaving leaving = {0};
    struct str id, uri;
    struct jose_token token;
    struct params params;
    struct buf url;

    TRY(params_read(ctx, query, &params));
    id = param(&params, "client_id");
    /* The hint only names the service: an old token is good enough for that, and nothing is done without the person. */
    if (!id.len && param(&params, "id_token_hint").len && jose_token_parse(ctx, param(&params, "id_token_hint"), &token) == OK)
        if (json_text(json_get(token.claims, "aud"), &id) != OK)
            id = S("");
    enum err err = id.len ? client_store_get(ctx, id, &leaving.client) : ERR_NOT_FOUND;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    uri = param(&params, "post_logout_redirect_uri");
    if (err == OK && word_in(leaving.client.logout_uris, uri)) {
        bool first = str_find_char(uri, '?') < 0;
        buf_init(&url, ctx->arena, 256);
        buf_put(&url, uri);
        if (first && param(&params, "state").len)
            buf_put_char(&url, '?');
        param_put(&url, &first, "state", param(&params, "state"));
        leaving.back = buf_str(&url);
    }
    *ret_leaving = leaving;
    return OK;
}

static enum err gone_page(struct req *req, const struct leaving *leaving)
{
    struct ctx *ctx = &req->ctx;

    if (leaving->back.len) {
        struct oidc_go_view view = {.url = leaving->back, .client_name = leaving->client.name};
        reply_header(req, S("Refresh"), arena_join(ctx->arena, S("0;url="), leaving->back));
        struct html *out = page_begin(req, FACE_PUBLIC, T("Đang chuyển tiếp"));
        view_oidc_go(out, &view);
        return page_end(req, 200);
    }
    struct oidc_stop_view view = {.title = TS(ctx, "Bạn đã đăng xuất"), .text = TS(ctx, "Phiên đăng nhập của bạn đã kết thúc. Trên máy dùng chung, hãy đóng cả trình duyệt."),
                                  .home_url = leaving->client.home_uri, .client_name = leaving->client.name};
    struct html *out = page_begin(req, FACE_PUBLIC, T("Bạn đã đăng xuất"));
    view_oidc_stop(out, &view);
    return page_end(req, 200);
}

enum err logout_page(struct req *req)
{
    struct leaving leaving;

    TRY(leaving_read(req, req->http->query, &leaving));
    if (!req->session)
        return gone_page(req, &leaving);
    struct oidc_logout_view view = {.csrf = req->csrf_token, .query = req->http->query, .client_name = leaving.client.name};
    struct html *out = page_begin(req, FACE_PUBLIC, T("Đăng xuất?"));
    view_oidc_logout(out, &view);
    return page_end(req, 200);
}

enum err logout_post(struct req *req)
{
    struct leaving leaving;

    TRY(leaving_read(req, req_str(req, "query"), &leaving));
    TRY(families_end_session(&req->ctx, req->session->session_id, S("logout")));
    enum err err = session_end(&req->ctx, req->session->account_id, req->session->session_id);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    req->ctx.fault = (struct fault){0};
    session_cookie_put(req, S(""));
    req->session = NULL;
    return gone_page(req, &leaving);
}

/* --- what was allowed --- */
enum err oidc_consents_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct consent_row *rows;
    int count;

    TRY(consent_list(ctx, req->session->account_id, &rows, &count));
    struct oidc_consents_view view = {.items = arena_array(ctx->arena, struct oidc_consent_item, (size_t)count + 1)};
    for (int i = 0; i < count; i++) {
        struct buf what;
        struct str rest = rows[i].scopes;
        buf_init(&what, ctx->arena, 256);
        while (rest.ptr) {
            buf_put(&what, i18n(ctx->lang, scope_text(str_cut(&rest, ' '))));
            if (rest.ptr)
                buf_lit(&what, "; ");
        }
        view.items[view.items_count++] = (struct oidc_consent_item){.client_name = rows[i].client_name, .what = buf_str(&what), .since = fmt_day(ctx->arena, day_of_ms(rows[i].granted_ms)),
                                                                    .csrf = req->csrf_token, .key = arena_printf(ctx->arena, "%lld", (long long)rows[i].client_key)};
    }
    view.empty = (struct empty_state){.title = TS(ctx, "Chưa có dịch vụ nào"), .text = TS(ctx, "Khi bạn đăng nhập vào dịch vụ của cơ quan khác bằng tài khoản này và cho phép, dịch vụ đó hiện ở đây.")};
    struct html *out = page_begin(req, req->session->officer_id ? FACE_STAFF : FACE_CITIZEN, T("Dịch vụ được nhận dữ liệu của tôi"));
    view_oidc_consents(out, &view);
    return page_end(req, 200);
}

enum err oidc_consent_end_post(struct req *req)
{
    int64_t changed;

    TRY(consent_end(&req->ctx, req->session->account_id, req_i64(req, "client", 0), &changed));
    return reply_redirect(req, S("/account/services"));
}
