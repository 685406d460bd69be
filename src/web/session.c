/* session.c: who asks: the session cookie of a browser or the bearer token of an agency's system; and the proof that a form came from our own page.
 * Policy (which sessions and tokens are good) is handed in by app/features.c. */
#include "web/internal.h"
#include "platform/crypto/crypto.h"

enum { DEVICE_BYTES = 16, DEVICE_SECONDS = 400 * 24 * 3600 };

static struct str session_cookie_name(const struct app *app)
{
    return app->settings.secure_cookies ? S("__Host-congdan") : S("congdan_session");
}

struct str session_cookie_of(const struct req *req) { return http_cookie_find(req->http, session_cookie_name(req->app)); }

/* No Max-Age: it ends with the browser, or earlier by the policy of session_load. */
void session_cookie_put(struct req *req, struct str token)
{
    reply_header(req, S("Set-Cookie"),
                 arena_printf(req->ctx.arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", STR_ARG(session_cookie_name(req->app)), STR_ARG(token),
                              token.len ? "" : "; Max-Age=0", req->app->settings.secure_cookies ? "; Secure" : ""));
}

static bool token_like(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'))
            return false;
    }
    return text.len >= 16 && text.len <= 128;
}

/* The device cookie names a browser, not a person: it is for throttling and binds the forms of people who are not signed in. */
static void identify_device(struct req *req)
{
    req->device = http_cookie_find(req->http, S("congdan_device"));
    if (token_like(req->device))
        return;
    req->device = S("");
    if (req->http->method != HTTP_GET)
        return;
    req->device = crypto_token(req->ctx.arena, DEVICE_BYTES);
    reply_header(req, S("Set-Cookie"),
                 arena_printf(req->ctx.arena, "congdan_device=%.*s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", STR_ARG(req->device),
                              DEVICE_SECONDS, req->app->settings.secure_cookies ? "; Secure" : ""));
}

static struct str device_csrf(struct req *req)
{
    struct str text = arena_join(req->ctx.arena, S("csrf:"), req->device);
    return str_sub(crypto_sha256_hex(req->ctx.arena, text), 0, 32);
}

static enum err identify_bearer(struct req *req)
{
    struct str header = http_header_find(req->http, S("Authorization"));

    if (!str_starts(header, S("Bearer ")))
        return fault(&req->ctx, ERR_UNAUTHENTICATED, "auth.bearer_missing", "", "Thiếu mã truy cập (Authorization: Bearer …).");
    struct session *session = arena_new(req->ctx.arena, struct session);
    enum err err = req->app->bearer_load(&req->ctx, req->app, str_sub(header, 7, header.len), session);
    if (err == ERR_UNAUTHENTICATED)
        return fault(&req->ctx, err, "auth.bearer_bad", "", "Mã truy cập không đúng hoặc đã hết hạn.");
    if (err == OK)
        req->session = session;
    return err;
}

static void use_session(struct req *req)
{
    const struct session *session = req->session;

    req->csrf_token = session->csrf_token;
    req->ctx.lang = session->lang;
    req->ctx.actor.account_id = session->account_id;
    req->ctx.actor.person_id = session->person_id;
    req->ctx.actor.officer_id = session->officer_id;
    req->ctx.actor.name = session->name;
}

enum err session_identify(struct req *req)
{
    struct str cookie;

    if (req->route->auth == AUTH_PROTOCOL) {
        if (str_starts(http_header_find(req->http, S("Accept-Language")), S("en")))
            req->ctx.lang = LANG_EN;
        return OK;
    }
    if (req->route->auth == AUTH_BEARER) {
        if (str_starts(http_header_find(req->http, S("Accept-Language")), S("en")))
            req->ctx.lang = LANG_EN;
        TRY(identify_bearer(req));
        req->ctx.actor.account_id = req->session->account_id;
        req->ctx.actor.name = req->session->name;
        return OK;
    }
    if (str_starts(req->http->path, S("/static/")) || str_starts(req->http->path, S("/api/")))
        return OK;
    identify_device(req);
    cookie = http_cookie_find(req->http, session_cookie_name(req->app));
    if (token_like(cookie)) {
        struct session *session = arena_new(req->ctx.arena, struct session);
        enum err err = req->app->session_load(&req->ctx, req->app, cookie, session);
        if (err == OK) {
            req->session = session;
            use_session(req);
        } else if (err != ERR_UNAUTHENTICATED) {
            return err;
        }
    }
    /* The choice of language made in this browser goes before the account's. */
    struct str lang = http_cookie_find(req->http, S("congdan_lang"));
    if (str_eq(lang, S("en")))
        req->ctx.lang = LANG_EN;
    else if (str_eq(lang, S("vi")))
        req->ctx.lang = LANG_VI;
    if (!req->session)
        req->csrf_token = req->device.len ? device_csrf(req) : S("");
    return OK;
}

enum err csrf_check(struct req *req)
{
    struct str site = http_header_find(req->http, S("Sec-Fetch-Site"));

    if (req->route->csrf == CSRF_NONE || req->http->method == HTTP_GET || req->http->method == HTTP_HEAD)
        return OK;
    if ((site.len && !str_eq(site, S("same-origin")) && !str_eq(site, S("none"))) || !req->csrf_token.len ||
        !crypto_eq(req_field(req, S("csrf")), req->csrf_token))
        return fault(&req->ctx, ERR_FORBIDDEN, "csrf", "",
                     "Biểu mẫu này đã cũ hoặc không gửi từ trang của hệ thống. Hãy quay lại, tải lại trang và gửi lại; những gì đã lưu vẫn còn.");
    return OK;
}
