/* par.c: requests that a service hands in before it sends the person (RFC 9126): it has proved who it is, and nobody can read or change in a browser what it asks for.
 * The name it gets is good once, for its own client_id, and for ninety seconds. */
#include "features/oidc/internal.h"

enum { URI_BYTES = 32 };
#define URI_PREFIX "urn:ietf:params:oauth:request_uri:"

/* What could not be told to the service through the browser is told here, before there is one (RFC 9126 section 2.3). */
enum err par_api(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct oidc_client client;
    struct params params;
    struct proof proof;
    struct str error, description, uri;
    struct json_out json;
    struct buf out;
    bool fresh;

    if (!str_starts(http_header_find(req->http, S("Content-Type")), S("application/x-www-form-urlencoded")) || params_read(ctx, req->http->body, &params) != OK)
        return answer_error(req, 400, S("invalid_request"), S("the body must be form-encoded, each parameter once"));
    enum err err = client_authenticate(req, &params, &client, &proof);
    if (err == ERR_UNAUTHENTICATED)
        return answer_error(req, 401, S("invalid_client"), S(""));
    TRY(err);
    TRY(proof_use(ctx, &proof, &fresh));
    if (!fresh)
        return answer_error(req, 401, S("invalid_client"), S("the assertion was used before"));
    if (param(&params, "request_uri").len)
        return answer_error(req, 400, S("invalid_request"), S("request_uri must not be given here"));
    if (!word_in(client.redirect_uris, param(&params, "redirect_uri")))
        return answer_error(req, 400, S("invalid_request"), S("redirect_uri is not registered"));
    error = authorize_check(ctx, &client, &params, &description);
    if (error.len)
        return answer_error(req, 400, error, description);
    uri = arena_join(ctx->arena, S(URI_PREFIX), crypto_token(ctx->arena, URI_BYTES));
    TRY(request_insert(ctx, secret_digest(ctx->arena, uri), client.client_key, authorize_params(ctx, &client, &params), PUSHED_SECONDS));
    buf_init(&out, ctx->arena, 256);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_str(&json, S("request_uri"), uri);
    json_put_i64(&json, S("expires_in"), PUSHED_SECONDS);
    json_end_object(&json);
    json_out_done(&json);
    reply_header(req, S("Cache-Control"), S("no-store"));
    return reply_json(req, 201, buf_str(&out));
}

bool par_is(struct str request_uri) { return str_starts(request_uri, S(URI_PREFIX)); }

/* OK with "": unknown, over, used, or another service's. */
enum err par_take(struct ctx *ctx, struct str request_uri, const struct oidc_client *client, struct str *ret_params)
{
    struct str digest = secret_digest(ctx->arena, request_uri), encoded;
    int64_t client_key, pushed_ms, changed = 0;
    bool used;

    *ret_params = S("");
    enum err err = request_get(ctx, digest, &client_key, &encoded, &used, &pushed_ms);
    if (err == ERR_NOT_FOUND || (err == OK && (used || client_key != client->client_key)))
        return OK;
    TRY(err);
    TRY(request_use(ctx, digest, &changed));
    if (changed)
        *ret_params = encoded;
    return OK;
}
