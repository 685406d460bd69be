/* reply.c: what leaves: status, security headers, compression. A fault becomes an RFC 9457 problem for APIs and a page for people. */
#include "web/internal.h"
#include "platform/gzip/gzip.h"
#include "platform/json/json.h"
#include <assert.h>

static int status_of(enum err err)
{
    switch (err) {
    case OK: return 200;
    case ERR_INVALID: return 400;
    case ERR_UNAUTHENTICATED: return 401;
    case ERR_FORBIDDEN: return 403;
    case ERR_NOT_FOUND: return 404;
    case ERR_CONFLICT: return 409;
    case ERR_TOO_LARGE: return 413;
    case ERR_BUSY: return 503;
    case ERR_INTERNAL: return 500;
    }
    return 500;
}

/* ERR_BUSY is our trouble (503), unless one asker wants too much (429): a load balancer takes the former for a sick node. */
int reply_status(const struct req *req, enum err err)
{
    static const char *const askers[] = {"rate.limit", "lookup.wait"};

    for (size_t i = 0; err == ERR_BUSY && i < ARRAY_LEN(askers); i++)
        if (str_eq(req->ctx.fault.code, str_of(askers[i])))
            return 429;
    return status_of(err);
}

void reply_header(struct req *req, struct str name, struct str value) { http_reply_header(req->http, name, value); }

static void set_reply(struct req *req, int status, struct str content_type, struct str bytes, bool is_static)
{
    assert(!req->replied && "a handler answers once");
    req->replied = true;
    req->http->status = status;
    req->http->reply = bytes;
    req->http->reply_static = is_static;
    reply_header(req, S("Content-Type"), content_type);
}

enum err reply_redirect(struct req *req, struct str location)
{
    assert(str_starts(location, S("/")) && !str_starts(location, S("//")) && "local paths only");
    reply_header(req, S("Location"), location);
    set_reply(req, 303, S("text/plain; charset=utf-8"), S(""), true);
    return OK;
}

enum err reply_redirect_away(struct req *req, struct str url)
{
    assert((str_starts(url, S("https://")) || str_starts(url, S("http://")) || str_find_char(url, ':') > 0) && !str_starts(url, S("/")));
    reply_header(req, S("Location"), url);
    set_reply(req, 303, S("text/plain; charset=utf-8"), S(""), true);
    return OK;
}

void req_audit_about(struct req *req, int64_t person_id, struct str purpose, struct str detail)
{
    struct audit_about *about = arena_alloc_raw(req->ctx.arena, sizeof *about);

    *about = (struct audit_about){person_id, purpose, detail, req->about};
    req->about = about;
}

enum err reply_json(struct req *req, int status, struct str json)
{
    set_reply(req, status, S("application/json"), json, false);
    return OK;
}

enum err reply_json_kept(struct req *req, struct str json)
{
    set_reply(req, 200, S("application/json"), json, true);
    return OK;
}

enum err reply_bytes(struct req *req, int status, struct str content_type, struct str file_name, struct str bytes)
{
    if (file_name.len) {
        struct buf disposition;
        buf_init(&disposition, req->ctx.arena, 128);
        buf_lit(&disposition, "attachment; filename*=UTF-8''");
        http_url_put(&disposition, file_name);
        reply_header(req, S("Content-Disposition"), buf_str(&disposition));
    }
    set_reply(req, status, content_type, bytes, false);
    return OK;
}

enum err reply_static(struct req *req, struct str content_type, struct str bytes, bool immutable)
{
    reply_header(req, S("Cache-Control"), immutable ? S("public, max-age=31536000, immutable") : S("no-cache"));
    set_reply(req, 200, content_type, bytes, true);
    return OK;
}

static void problem_json(struct req *req, enum err err)
{
    const struct fault *fault = &req->ctx.fault;
    struct json_out json;
    struct buf out;

    buf_init(&out, req->ctx.arena, 512);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_str(&json, S("type"), S("about:blank"));
    json_put_str(&json, S("title"), str_of(http_status_text(reply_status(req, err))));
    json_put_i64(&json, S("status"), reply_status(req, err));
    json_put_str(&json, S("code"), fault->err ? fault->code : S("internal"));
    if (fault->field.len)
        json_put_str(&json, S("field"), fault->field);
    if (fault->text.len)
        json_put_str(&json, S("detail"), i18n_str(req->ctx.lang, fault->text));
    json_end_object(&json);
    set_reply(req, reply_status(req, err), S("application/problem+json"), buf_str(&out), false);
}

static bool is_api(const struct req *req)
{
    return (req->route && req->route->auth != AUTH_SESSION) || str_starts(req->http->path, S("/api/"));
}

static void compress(struct req *req)
{
    struct http_request *http = req->http;
    struct str small;

    if (http->reply_static || http->reply.len < 1400 || http->reply_fd > 0 || http->method == HTTP_HEAD ||
        str_find(http_header_find(http, S("Accept-Encoding")), S("gzip")) < 0 || !gzip_compress(req->ctx.arena, http->reply, &small))
        return;
    http->reply = small;
    reply_header(req, S("Content-Encoding"), S("gzip"));
    reply_header(req, S("Vary"), S("Accept-Encoding"));
}

static bool is_text(const struct http_request *http)
{
    for (int i = 0; i < http->reply_header_count; i++)
        if (str_eq(http->reply_headers[i].name, S("Content-Type")))
            return str_starts(http->reply_headers[i].value, S("text/")) || str_find(http->reply_headers[i].value, S("json")) >= 0;
    return false;
}

static bool has_header(const struct http_request *http, struct str name)
{
    for (int i = 0; i < http->reply_header_count; i++)
        if (str_eq(http->reply_headers[i].name, name))
            return true;
    return false;
}

static bool is_page(const struct http_request *http)
{
    for (int i = 0; i < http->reply_header_count; i++)
        if (str_eq(http->reply_headers[i].name, S("Content-Type")))
            return str_starts(http->reply_headers[i].value, S("text/html"));
    return false;
}

void reply_finish(struct req *req, enum err err)
{
    struct http_request *http = req->http;

    if (err != OK && req->replied) { /* what the handler wrote is void: it was rolled back */
        req->replied = false;
        http->reply_header_count = 0;
    }
    if (err == OK && !req->replied) {
        assert(!"a handler returned OK without an answer");
        err = ERR_INTERNAL;
    }
    if (err != OK) {
        if (err == ERR_BUSY)
            reply_header(req, S("Retry-After"), S("3"));
        if (is_api(req)) {
            if (err == ERR_UNAUTHENTICATED)
                reply_header(req, S("WWW-Authenticate"), S("Bearer"));
            problem_json(req, err);
        } else if (page_fault(req, err) != OK) {
            set_reply(req, reply_status(req, err), S("text/plain; charset=utf-8"), i18n_str(req->ctx.lang, req->ctx.fault.text), false);
        }
    }
    reply_header(req, S("X-Content-Type-Options"), S("nosniff"));
    if (is_api(req) && !is_page(http)) {
        if (!has_header(http, S("Cache-Control")))
            reply_header(req, S("Cache-Control"), S("no-store"));
        return;
    }
    reply_header(req, S("Content-Security-Policy"),
                 S("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
                   "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"));
    reply_header(req, S("Referrer-Policy"), S("same-origin"));
    if (req->app->settings.secure_cookies)
        reply_header(req, S("Strict-Transport-Security"), S("max-age=31536000"));
    if (!has_header(http, S("Cache-Control")))
        reply_header(req, S("Cache-Control"), S("no-store"));
    if (is_text(http) && !has_header(http, S("Content-Encoding")))
        compress(req);
}
