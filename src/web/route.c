/* route.c: the life of a request, the same for every page and API, written once:
 * match -> who asks -> rate -> permission -> declared inputs -> CSRF -> handler in its lane -> fault to status -> headers -> audit -> access log.
 * A handler in the write lane runs inside the writer's transaction; its answer leaves only when that is durable. */
#include "web/internal.h"
#include "platform/clock/clock.h"
#include "platform/log/log.h"
#include <assert.h>
#include <stdlib.h>

enum { BODY_DEFAULT_BYTES = 64 * 1024, RETRIES_MAX = 3, SLOW_QUEUE = 64, EVENT_DRAIN_MS = 5000 };

/* What route.c keeps beside the request that handlers see. */
struct flow {
    struct db_job job; /* first: the job's address is the flow's */
    struct req *req;
    struct web *web;
    enum err result;   /* of the handler */
    int attempts;
    bool audited;
};

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

/* --- the end ------------------------------------------------------------------------------------------------------------ */

static void log_fault(const struct req *req, enum err err)
{
    const struct fault *fault = &req->ctx.fault;

    if (err != ERR_INTERNAL && err != ERR_BUSY)
        return;
    log_line(LOG_ERROR, "fault", LOG_STR("route", str_of(req->route ? req->route->path : "-")), LOG_STR("err", str_of(err_name(err))),
             LOG_STR("code", fault->code), LOG_STR("detail", fault->detail));
}

static void finish(struct flow *flow, enum err err)
{
    if (err != OK && flow->req->ctx.fault.err == OK)
        fault(&flow->req->ctx, err, "internal", "", "Có lỗi trong hệ thống. Lỗi đã được ghi lại; hãy thử lại sau ít phút.");
    log_fault(flow->req, err);
    reply_finish(flow->req, err);
}

/* What is not recorded has not been shown. */
static void not_recorded(struct flow *flow, enum err err)
{
    if (flow->result != OK)
        return;
    flow->result = err;
    flow->req->ctx.fault = (struct fault){0};
    fault(&flow->req->ctx, err, "audit.failed", "", "Chưa ghi được nhật ký nên chưa thể trả lời. Hãy thử lại sau vài giây.");
}

static void audit_done(struct db_job *job, enum err result)
{
    struct flow *flow = (struct flow *)job;

    if (result != OK)
        not_recorded(flow, result);
    finish(flow, flow->result);
    http_reply(flow->req->http);
}

static enum err audit_run(struct db_job *job, struct db_conn *conn)
{
    struct flow *flow = (struct flow *)job;
    struct fault kept = flow->req->ctx.fault;

    flow->req->ctx.db = conn;
    flow->req->ctx.fault = (struct fault){0};
    enum err err = flow->web->app->audit_write(&flow->req->ctx, flow->req, str_of(flow->req->route->audit), flow->result);
    if (err == OK)
        flow->req->ctx.fault = kept;
    return err;
}

/* Records the outcome of an audited route that did not write it in a transaction of its own. True: an answer follows later. */
static bool audit_later(struct flow *flow)
{
    if (!flow->req->route || !flow->req->route->audit || flow->audited)
        return false;
    flow->audited = true;
    flow->job = (struct db_job){.run = audit_run, .done = audit_done, .groupable = true};
    if (db_submit(flow->web->app->db, &flow->job) == OK)
        return true;
    not_recorded(flow, ERR_BUSY);
    return false;
}

/* --- the lanes ------------------------------------------------------------------------------------------------------------ */

static enum err write_run(struct db_job *job, struct db_conn *conn)
{
    struct flow *flow = (struct flow *)job;
    struct req *req = flow->req;

    req->ctx.db = conn;
    TRY(req->route->handler(req));
    if (!req->route->audit)
        return OK;
    return flow->web->app->audit_write(&req->ctx, req, str_of(req->route->audit), OK);
}

/* Two transactions at once: the database ended one of them, or one took a key that the other had looked for in vain (the second click of a double
 * click). Looking again sees what the first has done and gives the same answer; a key that is still taken then is a real conflict. */
static bool worth_another_try(const struct fault *fault, int attempts)
{
    return str_eq(fault->code, S("db.retry")) || (attempts == 0 && str_eq(fault->code, S("db.unique")));
}

static void write_done(struct db_job *job, enum err result)
{
    struct flow *flow = (struct flow *)job;
    struct req *req = flow->req;

    if (result == ERR_CONFLICT && worth_another_try(&req->ctx.fault, flow->attempts) && flow->attempts++ < RETRIES_MAX) {
        req->ctx.fault = (struct fault){0};
        req->replied = false;
        req->about = NULL;
        req->page_ = NULL;
        req->http->reply_header_count = 0;
        req->out.len = 0;
        flow->job = (struct db_job){.run = write_run, .done = write_done};
        if (db_submit(flow->web->app->db, &flow->job) == OK)
            return;
    }
    flow->result = result;
    if (result == OK)
        flow->audited = true;
    else
        req->ctx.db = NULL; /* what follows shows the fault and needs no database */
    if (audit_later(flow))
        return;
    finish(flow, flow->result);
    http_reply(req->http);
}

static void slow_run(struct req *req, struct db_conn *conn)
{
    struct flow *flow = req->impl_;

    req->ctx.db = conn;
    flow->result = req->route->handler(req);
    if (audit_later(flow))
        return;
    finish(flow, flow->result);
    http_reply(req->http);
}

static enum http_next run(struct flow *flow)
{
    struct req *req = flow->req;
    enum err err;

    switch (req->route->lane) {
    case LANE_WRITE:
        flow->job = (struct db_job){.run = write_run, .done = write_done, .groupable = req->route->groupable};
        err = db_submit(flow->web->app->db, &flow->job);
        if (err == OK)
            return HTTP_LATER;
        fault(&req->ctx, err, "web.busy", "", "Hệ thống đang bận. Hãy thử lại sau vài giây; những gì đã lưu vẫn còn.");
        break;
    case LANE_SLOW:
        err = slow_lane_submit(flow->web->slow, req, slow_run);
        if (err == OK)
            return HTTP_LATER;
        break;
    case LANE_FAST:
    default:
        err = req->route->handler(req);
        break;
    }
    flow->result = err;
    if (audit_later(flow))
        return HTTP_LATER;
    finish(flow, flow->result);
    return HTTP_REPLY;
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
    if (err == OK)
        return run(flow);
    flow->result = err;
    if (req->session && audit_later(flow)) /* refused: a fact worth keeping when somebody is known */
        return HTTP_LATER;
    finish(flow, err);
    return HTTP_REPLY;
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
    else if (route->method == HTTP_GET && (route->lane == LANE_WRITE || route->json_body))
        wrong = "a GET that writes";
    else if (!route->doc || !route->handler || !str_starts(path, S("/")))
        wrong = "no doc, handler or path";
    else if (route->raw_body && (route->auth != AUTH_BEARER || route->json_body))
        wrong = "a raw body outside the API";
    else if (route->json_body && route->inputs)
        wrong = "declared inputs beside a JSON body";
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
    web->metrics = metrics_new(threads);
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
