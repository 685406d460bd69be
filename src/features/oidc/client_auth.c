/* client_auth.c: which service asks (RFC 6749 2.3.1, OpenID Connect Core 9, RFC 7523). A client has one way to prove itself and no other is looked at; more than one way in
 * a request is refused. Every failure is one answer. */
#include "features/oidc/internal.h"

#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

static enum err nobody(struct ctx *ctx, struct str detail)
{
    return fault_set(ctx, ERR_UNAUTHENTICATED, S("oidc.client_unknown"), STR_NONE, S("Không xác thực được dịch vụ."), detail);
}

/* "Basic base64(id:secret)", both form-encoded before (RFC 6749 2.3.1). */
static enum err basic_read(struct ctx *ctx, struct str header, struct str *ret_id, struct str *ret_secret)
{
    struct str text = str_trim(str_sub(header, 6, header.len)), plain;
    char *url = arena_alloc(ctx->arena, text.len + 1);
    size_t len = text.len;

    memcpy(url, text.ptr, text.len);
    while (len && url[len - 1] == '=')
        len--;
    for (size_t i = 0; i < len; i++)
        url[i] = url[i] == '+' ? '-' : url[i] == '/' ? '_' : url[i];
    if (text.len > 1024 || crypto_base64url_decode(ctx->arena, (struct str){url, len}, &plain) != OK || str_find_char(plain, ':') < 0)
        return nobody(ctx, S("basic header"));
    struct str id = str_cut(&plain, ':');
    if (http_url_decode(ctx->arena, id, true, ret_id) != OK || http_url_decode(ctx->arena, plain, true, ret_secret) != OK)
        return nobody(ctx, S("basic header"));
    return OK;
}

static bool audience_is_us(struct req *req, const struct json *aud)
{
    struct str mine = issuer(req), token = arena_join(req->ctx.arena, mine, S("/oidc/token")), said;

    if (json_text(aud, &said) == OK)
        return str_eq(said, mine) || str_eq(said, token);
    for (const struct json *one = json_first(json_kind(aud) == JSON_ARRAY ? aud : NULL); one; one = json_next(one))
        if (json_text(one, &said) == OK && (str_eq(said, mine) || str_eq(said, token)))
            return true;
    return false;
}

static enum err verify_with(struct ctx *ctx, struct str jwks, const struct jose_token *token)
{
    const struct json *set;

    TRY(json_parse(ctx->arena, jwks, NULL, &set));
    for (const struct json *jwk = json_first(json_get(set, "keys")); jwk; jwk = json_next(jwk)) {
        struct jose_key *key;
        struct str kid;
        if (token->kid.len && json_text(json_get(jwk, "kid"), &kid) == OK && !str_eq(kid, token->kid))
            continue;
        if (jose_key_from_jwk(ctx, token->alg, jwk, &key) != OK)
            continue;
        enum err err = jose_token_verify(key, token);
        jose_key_free(key);
        if (err == OK)
            return OK;
    }
    return ERR_UNAUTHENTICATED;
}

/* private_key_jwt: iss = sub = the client, aud = us, lives five minutes at most, good once (proof_use). */
static enum err assertion_check(struct req *req, const struct oidc_client *client, const struct jose_token *token, struct proof *ret_proof)
{
    struct ctx *ctx = &req->ctx;
    struct str iss, sub, jti;
    int64_t exp_s, iat_s = 0, nbf_s = 0, now_s = ctx->now_ms / 1000;

    if (json_text(json_get(token->claims, "iss"), &iss) != OK || json_text(json_get(token->claims, "sub"), &sub) != OK || json_text(json_get(token->claims, "jti"), &jti) != OK ||
        !str_eq(iss, client->client_id) || !str_eq(sub, client->client_id) || !jti.len || !json_get(token->claims, "aud") || !audience_is_us(req, json_get(token->claims, "aud")))
        return nobody(ctx, S("assertion claims"));
    if (json_int(json_get(token->claims, "exp"), &exp_s) != OK || exp_s <= now_s || exp_s > now_s + CLIENT_ASSERTION_SECONDS + 60)
        return nobody(ctx, S("assertion time"));
    if ((json_get(token->claims, "nbf") && (json_int(json_get(token->claims, "nbf"), &nbf_s) != OK || nbf_s > now_s + 60)) ||
        (json_get(token->claims, "iat") && (json_int(json_get(token->claims, "iat"), &iat_s) != OK || iat_s > now_s + 60)))
        return nobody(ctx, S("assertion time"));
    if (verify_with(ctx, client->jwks, token) != OK)
        return nobody(ctx, S("assertion signature"));
    *ret_proof = (struct proof){secret_digest(ctx->arena, arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(client->client_id), STR_ARG(jti))), exp_s * 1000};
    return OK;
}

static enum err find(struct ctx *ctx, struct str client_id, struct oidc_client *ret_client)
{
    enum err err = client_id.len && client_id.len <= 64 ? client_store_get(ctx, client_id, ret_client) : ERR_NOT_FOUND;

    return err == ERR_NOT_FOUND ? nobody(ctx, S("no such client")) : err;
}

enum err client_authenticate(struct req *req, const struct params *params, struct oidc_client *ret_client, struct proof *ret_proof)
{
    struct ctx *ctx = &req->ctx;
    struct str header = http_header_find(req->http, S("Authorization")), id = param(params, "client_id"), secret = param(params, "client_secret"),
               assertion = param(params, "client_assertion"), basic_id, method;
    bool basic = str_starts(header, S("Basic "));

    *ret_proof = (struct proof){0};
    if (basic + (secret.len > 0) + (assertion.len > 0) > 1)
        return nobody(ctx, S("two ways at once"));
    if (basic) {
        TRY(basic_read(ctx, header, &basic_id, &secret));
        if (id.len && !str_eq(id, basic_id))
            return nobody(ctx, S("two clients at once"));
        id = basic_id;
        method = S("client_secret_basic");
    } else if (assertion.len) {
        struct jose_token token;
        if (!str_eq(param(params, "client_assertion_type"), S(ASSERTION_TYPE)) || jose_token_parse(ctx, assertion, &token) != OK)
            return nobody(ctx, S("assertion"));
        if (!id.len && json_text(json_get(token.claims, "sub"), &id) != OK)
            return nobody(ctx, S("assertion subject"));
        TRY(find(ctx, id, ret_client));
        if (!str_eq(ret_client->auth_method, S("private_key_jwt")))
            return nobody(ctx, S("method"));
        return assertion_check(req, ret_client, &token, ret_proof);
    } else {
        method = secret.len ? S("client_secret_post") : S("none");
    }
    TRY(find(ctx, id, ret_client));
    if (!str_eq(ret_client->auth_method, method))
        return nobody(ctx, S("method"));
    if (!str_eq(method, S("none")) && !crypto_eq(secret_digest(ctx->arena, secret), ret_client->secret_sha256))
        return nobody(ctx, S("secret"));
    return OK;
}
