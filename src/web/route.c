/* route.c: the life of a request, the same for every page and API, written once:
 * match -> who asks -> rate -> permission -> declared inputs -> CSRF -> handler in its lane -> fault to status -> headers -> audit -> access log.
 * The guards stand here; lanes.c runs the handler and what follows it. */
#include "web/internal.h"
#include "platform/clock/clock.h"
#include "platform/log/log.h"
#include <assert.h>
#include <stdlib.h>

enum { BODY_DEFAULT_BYTES = 64 * 1024, SLOW_QUEUE = 64, EVENT_DRAIN_MS = 5000 };

struct web *req_web(const struct req *req) { return ((const struct flow *)req->impl_)->web; }

const char *perm_name(enum perm perm)
{
    static const char *const names[] = {
#define P(name, text) #name,
#include "web/permission.def"
#undef P
    };
    return perm < PERM_COUNT ? names[perm] : "?";
}

struct msg perm_text(enum perm perm)
{
    static const struct msg texts[] = {
#define P(name, text) M_(text),
#include "web/permission.def"
#undef P
    };
    return perm < PERM_COUNT ? texts[perm] : (struct msg){S("")};
}

/* --- the guards: cheap, on the event thread ------------------------------------------------------------------------- */

static enum err check_permission(struct req *req)
{
    enum perm perm = req->route->perm;

    if (perm == PERM_PUBLIC)
        return OK;
    if (!req->session)
        return fault(&req->ctx, ERR_UNAUTHENTICATED, "auth.sign_in", "", "Hãy đăng nhập để tiếp tục.");
    if (perm == PERM_SIGNED_IN || (req->session->perms >> perm & 1))
        return OK;
    return fault(&req->ctx, ERR_FORBIDDEN, "auth.forbidden", "", "Tài khoản này không có quyền làm việc đó. Nếu cần, hãy liên hệ người quản trị của đơn vị.");
}

/* Stands for an address that is none, so that its page greets who is signed in. */
static const struct route unmatched = {.path = "-", .perm = PERM_PUBLIC};

static enum err guard(struct req *req, bool other_method)
{
    struct http_request *http = req->http;

    if (http->status == 413)
        return fault(&req->ctx, ERR_TOO_LARGE, "http.too_large", "", "Nội dung gửi lên quá lớn. Hãy chọn tệp nhỏ hơn (tối đa 20 MB một tệp).");
    if (http->status >= 400)
        return fault(&req->ctx, ERR_INVALID, "http.malformed", "", "Yêu cầu không đúng dạng.");
    if (!req->route) {
        req->route = &unmatched;
        if (session_identify(req) != OK) /* who asks is only for the page's head */
            req->ctx.fault = (struct fault){0};
        req->route = NULL;
    }
    if (!req->route)
        return other_method ? fault(&req->ctx, ERR_NOT_FOUND, "http.method", "", "Địa chỉ này không nhận kiểu yêu cầu đó.")
                            : fault(&req->ctx, ERR_NOT_FOUND, "http.not_found", "", "Không có trang này. Hãy kiểm tra lại địa chỉ hoặc về trang chủ.");
    TRY(session_identify(req));
    TRY(rate_check(req_web(req)->rates, req));
    TRY(check_permission(req));
    TRY(inputs_parse(req));
    return csrf_check(req);
}

/* --- from and to platform/http ------------------------------------------------------------------------------------------- */

static void on_head(struct http_request *http, void *arg)
{
    struct web *web = arg;
    struct req *req = arena_new(&http->arena, struct req);
    struct flow *flow = arena_new(&http->arena, struct flow);
    enum http_method method = http->method == HTTP_HEAD ? HTTP_GET : http->method;
    bool other_method;

    flow->req = req;
    flow->web = web;
    req->impl_ = flow;
    req->http = http;
    req->app = web->app;
    req->ctx.arena = &http->arena;
    req->ctx.now_ms = clock_now_ms() + web->app->settings.clock_offset_ms;
    req->ctx.db = web->conns[http->thread];
    buf_init(&req->out, &http->arena, 0);
    http->user = req;
    req->route = matcher_find(web->matcher, method, http->path, req->path_values, &req->path_value_count, &other_method);
    flow->result = other_method ? ERR_NOT_FOUND : OK;
    if (req->route && method != HTTP_GET)
        http->body_limit_bytes = req->route->body_limit_bytes ? (size_t)req->route->body_limit_bytes : BODY_DEFAULT_BYTES;
}

static enum http_next on_request(struct http_request *http, void *arg)
{
    struct web *web = arg;
    struct req *req = http->user;

    if (!req) { /* refused before the head was complete */
        on_head(http, web);
        req = http->user;
        req->route = NULL;
    }
    struct flow *flow = req->impl_;
    req->ctx.db = web->conns[http->thread]; /* the thread that runs it now */
    enum err err = guard(req, flow->result == ERR_NOT_FOUND);
    return err == OK ? lane_run(flow) : lane_refuse(flow, err);
}

static void on_done(struct http_request *http, void *arg)
{
    struct web *web = arg;
    int64_t took_us = clock_mono_us() - http->start_us;

    metrics_count(web->metrics, http->thread, http->status, took_us);
    access_log_put(web->access_log, http->user, http, took_us);
}

/* --- start and stop ------------------------------------------------------------------------------------------------------- */

static enum err check_route(struct ctx *ctx, const struct route *route)
{
    struct str path = str_of(route->path);
    const char *wrong = NULL;

    if (route->method == HTTP_POST && route->auth == AUTH_SESSION && route->csrf != CSRF_FORM)
        wrong = "POST page without CSRF_FORM";
    else if (route->method == HTTP_GET && ((route->lane == LANE_WRITE && !route->own_inputs) || route->json_body))
        wrong = "a GET that writes";
    else if (!route->doc || !route->handler || !str_starts(path, S("/")))
        wrong = "no doc, handler or path";
    else if (route->auth == AUTH_PROTOCOL && (!route->own_inputs || route->perm != PERM_PUBLIC))
        wrong = "a protocol's end point with our own inputs or rights";
    else if (route->raw_body && (route->auth != AUTH_BEARER || route->json_body))
        wrong = "a raw body outside the API";
    else if (route->json_body && route->inputs)
        wrong = "declared inputs beside a JSON body";
    else if (route->batch && (route->lane != LANE_WRITE || !route->groupable))
        wrong = "a batch outside the write lane, or not groupable";
    for (const struct input *input = route->inputs; !wrong && input && input->name; input++)
        if (!input->label || (input->type == IN_PERSON_NUMBER && route->method == HTTP_GET))
            wrong = "an input without a label, or a personal number in an address";
    if (!wrong)
        return OK;
    return fault_set(ctx, ERR_INTERNAL, S("web.route"), path, S("Bảng địa chỉ của chương trình sai."), arena_printf(ctx->arena, "%s: %s", route->path, wrong));
}

enum err web_check_routes(struct ctx *ctx, const struct app *app)
{
    for (int t = 0; t < app->table_count; t++)
        for (int i = 0; i < app->tables[t].count; i++) {
            const struct route *route = &app->tables[t].routes[i];
            TRY(check_route(ctx, route));
            for (int u = 0; u <= t; u++)
                for (int k = 0; k < (u == t ? i : app->tables[u].count); k++)
                    if (app->tables[u].routes[k].method == route->method && strcmp(app->tables[u].routes[k].path, route->path) == 0)
                        return fault_set(ctx, ERR_INTERNAL, S("web.route"), str_of(route->path), S("Bảng địa chỉ của chương trình sai."), S("declared twice"));
        }
    return OK;
}

void web_each_route(const struct app *app, web_route_visit visit, void *arg)
{
    for (int t = 0; t < app->table_count; t++)
        for (int i = 0; i < app->tables[t].count; i++)
            visit(arg, &app->tables[t], &app->tables[t].routes[i]);
}

enum err web_start(struct ctx *ctx, struct app *app, int listen_fd, struct web **ret_web)
{
    TRY(web_check_routes(ctx, app));
    struct web *web = calloc(1, sizeof *web);
    if (!web)
        abort();
    int threads = app->settings.threads;
    web->app = app;
    app->web_ = web;
    arena_init(&web->arena, 0);
    web->matcher = matcher_new(&web->arena, app);
    web->rates = rate_table_new();
    web->metrics = metrics_new(&app->settings);
    web->access_log = access_log_new(threads, app->settings.access_log);
    web->started_ms = clock_now_ms();
    web->conns = arena_array(&web->arena, struct db_conn *, (size_t)threads);
    enum err err = OK;
    for (int i = 0; i < threads && err == OK; i++)
        err = db_conn_open(ctx, app->db, &web->conns[i]);
    if (err == OK)
        err = slow_lane_start(ctx, app, app->settings.slow_threads, SLOW_QUEUE, &web->slow);
    if (err == OK) {
        struct http_config config = {.listen_fd = listen_fd, .threads = threads, .arg = web, .on_head = on_head, .on_request = on_request, .on_done = on_done};
        err = http_server_start(ctx, &config, &web->server);
    }
    if (err != OK) {
        web_stop(web, 0);
        return err;
    }
    *ret_web = web;
    return OK;
}

void web_tick(struct web *web) { access_log_flush(web->access_log); }

void web_stop(struct web *web, int drain_ms)
{
    if (!web)
        return;
    if (web->server)
        http_server_stop(web->server, drain_ms ? drain_ms : EVENT_DRAIN_MS);
    slow_lane_stop(web->slow);
    for (int i = 0; i < web->app->settings.threads; i++)
        if (web->conns && web->conns[i])
            db_conn_close(web->conns[i]);
    access_log_free(web->access_log);
    metrics_free(web->metrics);
    rate_table_free(web->rates);
    arena_done(&web->arena);
    free(web);
}
