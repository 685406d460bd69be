/* answer.c: JSON answers of the end points for programs (RFC 6749 5.1, 5.2). */
#include "features/oidc/internal.h"

enum err answer_json(struct req *req, struct buf *json)
{
    reply_header(req, S("Cache-Control"), S("no-store"));
    return reply_json(req, 200, buf_str(json));
}

enum err answer_error(struct req *req, int status, struct str error, struct str description)
{
    struct json_out json;
    struct buf out;

    buf_init(&out, req->ctx.arena, 256);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_str(&json, S("error"), error);
    if (description.len)
        json_put_str(&json, S("error_description"), description);
    json_end_object(&json);
    json_out_done(&json);
    if (status == 401 && str_eq(error, S("invalid_client")) && http_header_find(req->http, S("Authorization")).len) /* RFC 6749 5.2 */
        reply_header(req, S("WWW-Authenticate"), S("Basic realm=\"congdan\""));
    reply_header(req, S("Cache-Control"), S("no-store"));
    req->ctx.fault = (struct fault){0};
    return reply_json(req, status, buf_str(&out));
}
