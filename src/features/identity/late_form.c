/* late_form.c: a form that came after its session had run out (somebody answered the door, the children came home). What was typed is kept and
 * offered again after sign-in, to the same account and only there. Kept only for a form that proves by its token that the session had given it out:
 * otherwise a stranger's page could lay a form here and have it sent with one careless click. */
#include "features/identity/pages.h"
#include "views.h"

enum { BODY_BYTES_MAX = 64 * 1024 };

/* Where the form stood, for one whose files cannot be kept: the path of the Referer, when it is ours. */
static struct str path_of_referer(struct req *req)
{
    struct str referer = http_header_find(req->http, S("Referer")), host = http_header_find(req->http, S("Host"));
    ptrdiff_t scheme = str_find(referer, S("://"));

    if (scheme < 0 || !host.len)
        return STR_NONE;
    struct str rest = str_sub(referer, (size_t)scheme + 3, referer.len);
    if (!str_starts(rest, host) || rest.len == host.len || rest.ptr[host.len] != '/')
        return STR_NONE;
    return str_sub(rest, host.len, rest.len);
}

static enum err to_sign_in(struct req *req, struct str next)
{
    struct buf url;

    buf_init(&url, req->ctx.arena, 256);
    buf_lit(&url, PAGE_SIGN_IN "?late=1&next=");
    http_url_put(&url, next);
    return reply_redirect(req, buf_str(&url));
}

/* Passwords are never kept in readable form, not for an hour: such a form is asked for again. */
static bool asks_for_a_secret(const struct route *route)
{
    for (const struct input *input = route->inputs; input && input->name; input++)
        if (input->type == IN_RAW)
            return true;
    return false;
}

static enum err keep(struct req *req, int64_t *ret_late_form_id)
{
    struct ctx *ctx = &req->ctx;
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct http_fields fields;
    struct str csrf = STR_NONE;
    int64_t account_id, late_form_id = db_new_id();

    if (asks_for_a_secret(req->route) || req->http->body.len > BODY_BYTES_MAX || http_form_parse(ctx->arena, req->http->body, &fields) != OK)
        return ERR_INVALID;
    for (int i = 0; i < fields.count; i++)
        if (str_eq(fields.items[i].name, S("csrf")))
            csrf = fields.items[i].value;
    TRY(session_was(ctx, session_cookie_of(req), csrf, &account_id));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(late_form_store_insert(ctx, late_form_id, account_id, req->http->path, req->http->body));
    TRY(db_tx_commit(&tx));
    *ret_late_form_id = late_form_id;
    return OK;
}

enum err identity_late_form(struct req *req)
{
    int64_t late_form_id;

    if (str_eq(req->http->path, S(PAGE_SIGN_OUT))) /* what was asked for has happened */
        return reply_redirect(req, S("/"));
    if (str_starts(http_header_find(req->http, S("Content-Type")), S("application/x-www-form-urlencoded")) && keep(req, &late_form_id) == OK)
        return to_sign_in(req, arena_printf(req->ctx.arena, "/sign-in/resume/%lld", (long long)late_form_id));
    struct str back = page_local_path(path_of_referer(req));
    return str_eq(back, S("/")) ? ERR_UNAUTHENTICATED : to_sign_in(req, back);
}

enum err late_form_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct late_form_view view = {.csrf = req->csrf_token};
    struct http_fields fields;
    struct late_field *list;
    struct str body;
    int64_t id;

    if (str_parse_i64(req_path(req, "id"), &id) != OK)
        return ERR_NOT_FOUND;
    enum err err = late_form_store_get(ctx, id, ctx->actor.account_id, &view.path_url, &body);
    if (err == ERR_NOT_FOUND) /* somebody else has signed in, or it is a day ago */
        return reply_redirect(req, S("/"));
    TRY(err);
    TRY(http_form_parse(ctx->arena, body, &fields));
    list = arena_array(ctx->arena, struct late_field, (size_t)fields.count);
    for (int i = 0; i < fields.count; i++)
        if (!str_eq(fields.items[i].name, S("csrf")))
            list[view.fields_count++] = (struct late_field){fields.items[i].name, fields.items[i].value};
    view.fields = list;
    struct html *out = page_begin(req, identity_face(req), T("Gửi lại biểu mẫu"));
    view_late_form(out, &view);
    return page_end(req, 200);
}
