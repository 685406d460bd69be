/* own_routes.c: the addresses of the web layer itself: health for supervisors and load balancers, figures for Prometheus, OpenAPI made from the route tables. */
#include "web/internal.h"
#include "platform/json/json.h"

static enum err healthz(struct req *req) { return reply_bytes(req, 200, S("text/plain; charset=utf-8"), S(""), S("ok\n")); }

static enum err readyz(struct req *req)
{
    TRY(db_ping(&req->ctx));
    return reply_bytes(req, 200, S("text/plain; charset=utf-8"), S(""), S("ready\n"));
}

static enum err metrics_page(struct req *req)
{
    return reply_bytes(req, 200, S("text/plain; version=0.0.4; charset=utf-8"), S(""), metrics_text(req_web(req)->metrics, req->ctx.arena));
}

/* A small document through the whole request order: what the benchmark compares with a web server's constant answer. */
static enum err ping_api(struct req *req)
{
    struct json_out json;

    buf_init(&req->out, req->ctx.arena, 256);
    json_out_init(&json, &req->out);
    json_begin_object(&json);
    json_put_str(&json, S("name"), S("congdan"));
    json_put_str(&json, S("version"), S("0.1.0"));
    json_put_str(&json, S("province"), req->app->settings.province_code);
    json_put_bool(&json, S("demo"), req->app->settings.demo);
    json_put_i64(&json, S("now_ms"), req->ctx.now_ms);
    json_put_str(&json, S("documentation"), S("/api/v1/openapi.json"));
    json_end_object(&json);
    return reply_json(req, 200, buf_str(&req->out));
}

static enum err openapi_api(struct req *req) { return reply_json(req, 200, openapi_text(req)); }

const struct route web_own_routes[] = {
    {HTTP_GET, "/healthz", healthz, PERM_PUBLIC, .doc = "The process answers"},
    {HTTP_GET, "/readyz", readyz, PERM_PUBLIC, .doc = "The process and its database answer"},
    {HTTP_GET, "/metrics", metrics_page, PERM_PUBLIC, .doc = "Counts and times for Prometheus"},
    {HTTP_GET, "/api/v1/ping", ping_api, PERM_PUBLIC, .doc = "Name, version and time of this system"},
    {HTTP_GET, "/api/v1/openapi.json", openapi_api, PERM_PUBLIC, .doc = "This description of the API"},
};
const int web_own_routes_count = (int)ARRAY_LEN(web_own_routes);
