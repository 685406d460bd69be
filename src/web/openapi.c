/* openapi.c: OpenAPI 3.1 from the same tables that dispatch requests: what is described is what runs. Pages are left out; they are for people. */
#include "web/internal.h"
#include "platform/json/json.h"

static const char *const methods[] = {"get", "head", "post", "put", "delete"};

static void put_parameters(struct json_out *json, const struct route *route)
{
    struct str rest = str_of(route->path);

    json_key(json, S("parameters"));
    json_begin_array(json);
    while (rest.ptr) {
        struct str segment = str_cut(&rest, '/');
        if (!str_starts(segment, S("{")))
            continue;
        json_begin_object(json);
        json_put_str(json, S("name"), str_sub(segment, 1, segment.len - 2));
        json_put_str(json, S("in"), S("path"));
        json_put_bool(json, S("required"), true);
        json_key(json, S("schema"));
        json_begin_object(json);
        json_put_str(json, S("type"), S("string"));
        json_put_i64(json, S("maxLength"), 64);
        json_put_str(json, S("pattern"), S("^[A-Za-z0-9._:-]+$"));
        json_end_object(json);
        json_end_object(json);
    }
    for (const struct input *input = route->inputs; input && input->name && (route->method == HTTP_GET || route->raw_body); input++) {
        json_begin_object(json);
        json_put_str(json, S("name"), str_of(input->name));
        json_put_str(json, S("in"), S("query"));
        json_put_bool(json, S("required"), input->required);
        json_put_str(json, S("description"), i18n(LANG_EN, (struct msg){str_of(input->label)}));
        json_key(json, S("schema"));
        json_begin_object(json);
        json_put_str(json, S("type"), input->type == IN_INT ? S("integer") : input->type == IN_BOOL ? S("boolean") : S("string"));
        json_end_object(json);
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_reply(struct json_out *json, const char *status, struct str description, struct str type)
{
    json_key(json, str_of(status));
    json_begin_object(json);
    json_put_str(json, S("description"), description);
    json_key(json, S("content"));
    json_begin_object(json);
    json_key(json, type);
    json_begin_object(json);
    json_key(json, S("schema"));
    json_begin_object(json);
    json_put_str(json, S("type"), S("object"));
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
}

static void put_body(struct json_out *json, struct str content_type, struct str type)
{
    json_key(json, S("requestBody"));
    json_begin_object(json);
    json_put_bool(json, S("required"), true);
    json_key(json, S("content"));
    json_begin_object(json);
    json_key(json, content_type);
    json_begin_object(json);
    json_key(json, S("schema"));
    json_begin_object(json);
    json_put_str(json, S("type"), type);
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
}

static void put_operation(struct json_out *json, const struct route *route)
{
    json_key(json, str_of(methods[route->method]));
    json_begin_object(json);
    json_put_str(json, S("summary"), str_of(route->doc));
    json_key(json, S("operationId"));
    struct buf id;
    buf_init(&id, json->buf->arena, 64);
    buf_put(&id, str_of(methods[route->method]));
    for (const char *c = route->path; *c; c++)
        buf_put_char(&id, (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ? *c : '_');
    json_str(json, buf_str(&id));
    put_parameters(json, route);
    if (route->auth == AUTH_BEARER) {
        json_key(json, S("security"));
        json_begin_array(json);
        json_begin_object(json);
        json_key(json, S("bearer"));
        json_begin_array(json);
        json_end_array(json);
        json_end_object(json);
        json_end_array(json);
    }
    if (route->json_body)
        put_body(json, S("application/json"), S("object"));
    else if (route->raw_body)
        put_body(json, S("application/octet-stream"), S("string"));
    json_key(json, S("responses"));
    json_begin_object(json);
    put_reply(json, "200", S("Success"), S("application/json"));
    put_reply(json, "400", S("The input is wrong: code, field and advice are in the problem"), S("application/problem+json"));
    if (route->auth == AUTH_BEARER) {
        put_reply(json, "401", S("The access token is missing or not valid"), S("application/problem+json"));
        put_reply(json, "403", S("The client lacks the right"), S("application/problem+json"));
    }
    put_reply(json, "503", S("Busy: try again after the time in Retry-After"), S("application/problem+json"));
    json_end_object(json);
    json_end_object(json);
}

static bool is_api(const struct route *route) { return str_starts(str_of(route->path), S("/api/")); }

struct str openapi_text(struct req *req)
{
    const struct app *app = req->app;
    struct json_out json;
    struct buf out;

    buf_init(&out, req->ctx.arena, 8192);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_str(&json, S("openapi"), S("3.1.0"));
    json_key(&json, S("info"));
    json_begin_object(&json);
    json_put_str(&json, S("title"), S("congdan"));
    json_put_str(&json, S("version"), S("0.1.0"));
    json_put_str(&json, S("description"), S("Verification of citizens and one-stop dossiers of a province. Errors are RFC 9457 problems."));
    json_end_object(&json);
    json_key(&json, S("servers"));
    json_begin_array(&json);
    json_begin_object(&json);
    json_put_str(&json, S("url"), app->settings.public_url);
    json_end_object(&json);
    json_end_array(&json);
    json_key(&json, S("paths"));
    json_begin_object(&json);
    for (int t = 0; t < app->table_count; t++)
        for (int i = 0; i < app->tables[t].count; i++) {
            const struct route *route = &app->tables[t].routes[i];
            bool first = is_api(route);
            for (int k = 0; first && k < i; k++)
                first = strcmp(app->tables[t].routes[k].path, route->path) != 0;
            if (!first)
                continue;
            json_key(&json, str_of(route->path));
            json_begin_object(&json);
            for (int k = i; k < app->tables[t].count; k++)
                if (strcmp(app->tables[t].routes[k].path, route->path) == 0)
                    put_operation(&json, &app->tables[t].routes[k]);
            json_end_object(&json);
        }
    json_end_object(&json);
    json_key(&json, S("components"));
    json_begin_object(&json);
    json_key(&json, S("securitySchemes"));
    json_begin_object(&json);
    json_key(&json, S("bearer"));
    json_begin_object(&json);
    json_put_str(&json, S("type"), S("http"));
    json_put_str(&json, S("scheme"), S("bearer"));
    json_end_object(&json);
    json_end_object(&json);
    json_end_object(&json);
    json_end_object(&json);
    return buf_str(&out);
}
