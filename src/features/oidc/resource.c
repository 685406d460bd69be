/* resource.c: what a token opens: userinfo (OpenID Connect Core 5.3), introspection (RFC 7662), revocation (RFC 7009). */
#include "features/oidc/internal.h"

/* What a token stands for now; `active` false for every reason alike. */
struct standing {
    bool active, is_client; /* is_client: of client credentials, about nobody */
    struct str scopes, kind;
    struct family family;
    struct oidc_client client;
    int64_t issued_ms, expires_ms;
    struct str digest;
};

static bool own_signature(struct ctx *ctx, const struct jose_token *token)
{
    struct str jwks, kid;
    const struct json *set;

    if (signer_jwks(ctx, SIGNER_OIDC, &jwks) != OK || json_parse(ctx->arena, jwks, NULL, &set) != OK)
        return false;
    for (const struct json *jwk = json_first(json_get(set, "keys")); jwk; jwk = json_next(jwk)) {
        struct jose_key *key;
        if (json_text(json_get(jwk, "kid"), &kid) != OK || !str_eq(kid, token->kid) || jose_key_from_jwk(ctx, token->alg, jwk, &key) != OK)
            continue;
        enum err err = jose_token_verify(key, token);
        jose_key_free(key);
        return err == OK;
    }
    return false;
}

static int64_t family_of_jti(struct str jti)
{
    int64_t id = 0;

    for (size_t i = 0; i < jti.len && jti.ptr[i] != '.' && i < 16; i++) {
        char c = jti.ptr[i];
        id = id * 16 + (c >= 'a' ? c - 'a' + 10 : c - '0');
    }
    return id;
}

static enum err standing_of_jwt(struct req *req, struct str text, struct standing *s)
{
    struct ctx *ctx = &req->ctx;
    struct jose_token token;
    struct str iss, client_id, jti;
    int64_t iat_s, exp_s;

    if (jose_token_parse(ctx, text, &token) != OK || !str_eq(token.typ, S("at+jwt")) || !own_signature(ctx, &token) || json_text(json_get(token.claims, "iss"), &iss) != OK ||
        !str_eq(iss, issuer(req)) || json_text(json_get(token.claims, "client_id"), &client_id) != OK || json_text(json_get(token.claims, "jti"), &jti) != OK ||
        json_text(json_get(token.claims, "scope"), &s->scopes) != OK || json_int(json_get(token.claims, "iat"), &iat_s) != OK || json_int(json_get(token.claims, "exp"), &exp_s) != OK)
        return ERR_NOT_FOUND;
    s->issued_ms = iat_s * 1000;
    s->expires_ms = exp_s * 1000;
    s->kind = S("access");
    TRY(client_store_get(ctx, client_id, &s->client));
    s->is_client = family_of_jti(jti) == 0;
    return s->is_client ? OK : family_get(ctx, family_of_jti(jti), &s->family);
}

static enum err standing_of_opaque(struct req *req, struct str text, struct standing *s)
{
    struct ctx *ctx = &req->ctx;
    struct token token;

    s->digest = secret_digest(ctx->arena, text);
    TRY(token_get_with_family(ctx, s->digest, &token, &s->family));
    if (token.ended_ms || token.replaced_ms)
        return ERR_NOT_FOUND;
    s->scopes = token.scopes;
    s->kind = token.kind;
    s->issued_ms = token.issued_ms;
    s->expires_ms = token.expires_ms;
    TRY(client_store_get_key(ctx, token.client_key, &s->client));
    s->is_client = token.family_id == 0;
    return OK;
}

static enum err standing_of(struct req *req, struct str text, struct standing *ret_standing)
{
    struct standing s = {0};
    enum err err = text.len > JOSE_TOKEN_BYTES_MAX ? ERR_NOT_FOUND : str_find_char(text, '.') >= 0 ? standing_of_jwt(req, text, &s) : standing_of_opaque(req, text, &s);

    if (err != OK && err != ERR_NOT_FOUND && err != ERR_INVALID)
        return err;
    s.active = err == OK && req->ctx.now_ms < s.expires_ms && (s.is_client || (!s.family.ended_ms && str_eq(s.family.account_state, S("active"))));
    req->ctx.fault = (struct fault){0};
    *ret_standing = s;
    return OK;
}

/* --- userinfo --------------------------------------------------------------------------------------------------------------- */
static enum err userinfo_refused(struct req *req, int status, const char *error)
{
    reply_header(req, S("WWW-Authenticate"), error ? arena_printf(req->ctx.arena, "Bearer realm=\"congdan\", error=\"%s\"", error) : S("Bearer realm=\"congdan\""));
    reply_header(req, S("Access-Control-Allow-Origin"), S("*"));
    return answer_error(req, status, error ? str_of(error) : S("invalid_request"), S(""));
}

enum err userinfo_api(struct req *req)
{
    struct str header = http_header_find(req->http, S("Authorization")), sub;
    struct standing s;
    struct json_out json;
    struct buf out;

    if (!str_starts(header, S("Bearer ")))
        return userinfo_refused(req, 401, NULL);
    TRY(standing_of(req, str_trim(str_sub(header, 7, header.len)), &s));
    if (!s.active || s.is_client || !str_eq(s.kind, S("access")))
        return userinfo_refused(req, 401, "invalid_token");
    if (!word_in(s.scopes, S("openid")))
        return userinfo_refused(req, 403, "insufficient_scope");
    TRY(subject_of(req, &s.client, s.family.account_id, &sub));
    buf_init(&out, req->ctx.arena, 512);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_str(&json, S("sub"), sub);
    TRY(claims_put(req, &json, &s.client, s.family.person_id, s.scopes));
    json_end_object(&json);
    json_out_done(&json);
    reply_header(req, S("Access-Control-Allow-Origin"), S("*"));
    return answer_json(req, &out);
}

/* --- introspection and revocation --------------------------------------------------------------------------------------------- */
/* OK with *ret_done: an error was answered. */
static enum err client_of(struct req *req, struct params *params, struct oidc_client *ret_client, struct proof *ret_proof, bool *ret_done)
{
    struct ctx *ctx = &req->ctx;

    *ret_done = true;
    if (!str_starts(http_header_find(req->http, S("Content-Type")), S("application/x-www-form-urlencoded")) || params_read(ctx, req->http->body, params) != OK ||
        !param(params, "token").len)
        return answer_error(req, 400, S("invalid_request"), S("token is missing"));
    enum err err = client_authenticate(req, params, ret_client, ret_proof);
    if (err == ERR_UNAUTHENTICATED)
        return answer_error(req, 401, S("invalid_client"), S(""));
    *ret_done = err != OK;
    return err;
}

struct introspection {
    struct oidc_client asker;
    struct params params;
    struct proof proof;
};

static enum err introspect(struct req *req, const struct introspection *asked)
{
    struct standing s;
    struct json_out json;
    struct buf out;
    struct str sub;

    TRY(standing_of(req, param(&asked->params, "token"), &s));
    bool shown = s.active && (s.client.client_key == asked->asker.client_key || word_in(asked->asker.scopes, S("api")));
    buf_init(&out, req->ctx.arena, 512);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_bool(&json, S("active"), shown);
    if (shown) {
        json_put_str(&json, S("client_id"), s.client.client_id);
        json_put_str(&json, S("scope"), s.scopes);
        if (str_eq(s.kind, S("access")))
            json_put_str(&json, S("token_type"), S("Bearer"));
        json_put_i64(&json, S("iat"), s.issued_ms / 1000);
        json_put_i64(&json, S("exp"), s.expires_ms / 1000);
        json_put_str(&json, S("iss"), issuer(req));
        sub = s.client.client_id;
        if (!s.is_client)
            TRY(subject_of(req, &s.client, s.family.account_id, &sub));
        json_put_str(&json, S("sub"), sub);
    }
    json_end_object(&json);
    json_out_done(&json);
    return answer_json(req, &out);
}

/* For clients with a secret or a key only (RFC 7662 2.1). A service sees its own tokens; one that protects data (scope api) sees all. Who comes with a secret is
 * answered on the event thread; a proof that is good once has to be written down first. */
enum err introspect_api(struct req *req)
{
    struct introspection *asked = arena_new(req->ctx.arena, struct introspection);
    bool done;

    TRY(client_of(req, &asked->params, &asked->asker, &asked->proof, &done));
    if (done)
        return OK;
    if (str_eq(asked->asker.auth_method, S("none")))
        return answer_error(req, 401, S("invalid_client"), S(""));
    req->work = asked;
    return asked->proof.sha256.len ? OK : introspect(req, asked);
}

enum err introspect_batch(struct ctx *ctx, struct req *const *reqs, int count)
{
    for (int i = 0; i < count; i++) {
        const struct introspection *asked = reqs[i]->work;
        bool fresh;
        TRY(proof_use(ctx, &asked->proof, &fresh));
        TRY(fresh ? introspect(reqs[i], asked) : answer_error(reqs[i], 401, S("invalid_client"), S("")));
    }
    return OK;
}

/* A token that is unknown or another's is answered like one that was ended (RFC 7009 2.2). A refresh token takes its whole family along. */
enum err revoke_api(struct req *req)
{
    struct oidc_client asker;
    struct params params;
    struct proof proof;
    struct standing s;
    bool done, fresh;

    TRY(client_of(req, &params, &asker, &proof, &done));
    if (done)
        return OK;
    TRY(proof_use(&req->ctx, &proof, &fresh));
    if (!fresh)
        return answer_error(req, 401, S("invalid_client"), S(""));
    TRY(standing_of(req, param(&params, "token"), &s));
    if (s.active && s.client.client_key == asker.client_key) {
        if (s.digest.len)
            TRY(token_end(&req->ctx, s.digest));
        if (!s.is_client && (str_eq(s.kind, S("refresh")) || !s.digest.len))
            TRY(family_end(&req->ctx, s.family.family_id, S("revoked")));
    }
    return reply_json(req, 200, S("{}"));
}
