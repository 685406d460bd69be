/* token.c: the token end point (RFC 6749 3.2, OpenID Connect Core 3.1.3, RFC 9700). The event thread reads the request and knows the client; the writer lane redeems codes and
 * rotates refresh tokens of all requests that wait, lets the signer sign all of their tokens in one round trip, and commits once.
 * A code or a refresh token that comes a second time is in two hands: everything that came of its authorization ends, and the person is told. */
#include "features/audit/audit.h"
#include "features/notify/notify.h"
#include "features/oidc/internal.h"

enum { TOKEN_BYTES = 32, SIGNED_MAX = 2 * DB_BATCH_MAX };

enum grant { GRANT_NONE, GRANT_CODE, GRANT_REFRESH, GRANT_CLIENT };
struct work {
    struct oidc_client client;
    struct params params;
    struct proof proof;
    enum grant grant;
    bool refused; /* on the event thread already */
    /* made by the batch, which may run twice */
    int status;   /* of an error; 0: none */
    struct str error, description;
    struct family *family; /* of an ID token to come */
    struct str scopes, access, refresh, id_input, access_input, id_kid, access_kid, id_token;
    bool has_id_token, has_jwt_access;
};

static void wrong(struct work *work, int status, struct str error, struct str description)
{
    work->status = status;
    work->error = error;
    work->description = description;
}

/* --- on the event thread ------------------------------------------------------------------------------------------------------ */
static enum err read_request(struct req *req, struct work *work)
{
    struct ctx *ctx = &req->ctx;

    if (!str_starts(http_header_find(req->http, S("Content-Type")), S("application/x-www-form-urlencoded")) || params_read(ctx, req->http->body, &work->params) != OK)
        return wrong(work, 400, S("invalid_request"), S("the body must be form-encoded, each parameter once")), OK;
    enum err err = client_authenticate(req, &work->params, &work->client, &work->proof);
    if (err == ERR_UNAUTHENTICATED)
        return wrong(work, 401, S("invalid_client"), S("")), OK;
    TRY(err);
    struct str type = param(&work->params, "grant_type");
    work->grant = str_eq(type, S("authorization_code")) ? GRANT_CODE : str_eq(type, S("refresh_token")) ? GRANT_REFRESH : str_eq(type, S("client_credentials")) ? GRANT_CLIENT : GRANT_NONE;
    if (work->grant == GRANT_NONE)
        wrong(work, 400, type.len ? S("unsupported_grant_type") : S("invalid_request"), S(""));
    else if (!word_in(work->client.grants, type))
        wrong(work, 400, S("unauthorized_client"), S("this client may not use this grant"));
    return OK;
}

enum err token_api(struct req *req)
{
    struct work *work = arena_new(req->ctx.arena, struct work);

    TRY(read_request(req, work));
    work->refused = work->status != 0;
    req->ctx.fault = (struct fault){0};
    req->work = work;
    return OK;
}

/* --- on the writer lane --------------------------------------------------------------------------------------------------------- */
static enum err end_family(struct ctx *ctx, const struct family *family, struct work *work, struct str reason)
{
    TRY(family_end(ctx, family->family_id, reason));
    if (!family->person_id)
        return OK;
    struct notify_message message = {.template_name = "oidc_reuse", .account_id = family->account_id, .person_id = family->person_id, .args = {work->client.name}, .args_count = 1};
    return notify_put(ctx, &message);
}

static struct str new_secret(struct ctx *ctx, const char *prefix) { return arena_join(ctx->arena, str_of(prefix), crypto_token(ctx->arena, TOKEN_BYTES)); }

static enum err make_access(struct req *req, struct ctx *ctx, struct work *work, const struct family *family)
{
    struct ctx *own = &req->ctx;
    struct json_out json;
    struct buf out;
    struct str sub = work->client.client_id;

    if (!work->client.jwt_access) {
        struct token token = {.kind = S("access"), .family_id = family ? family->family_id : 0, .client_key = work->client.client_key, .scopes = work->scopes, .issued_ms = own->now_ms,
                              .expires_ms = own->now_ms + ACCESS_SECONDS * 1000LL};
        work->access = new_secret(own, "cda_");
        return token_insert(ctx, &token, secret_digest(own->arena, work->access));
    }
    if (family)
        TRY(subject_of(req, &work->client, family->account_id, &sub));
    TRY(signer_key_id(own, SIGNER_OIDC, JOSE_ES256, &work->access_kid));
    buf_init(&out, own->arena, 512);
    json_out_init(&json, &out);
    json_begin_object(&json); /* RFC 9068 section 2.2 */
    json_put_str(&json, S("iss"), issuer(req));
    json_put_str(&json, S("aud"), issuer(req));
    json_put_str(&json, S("sub"), sub);
    json_put_str(&json, S("client_id"), work->client.client_id);
    json_put_i64(&json, S("iat"), own->now_ms / 1000);
    json_put_i64(&json, S("exp"), own->now_ms / 1000 + ACCESS_SECONDS);
    json_put_str(&json, S("jti"), arena_printf(own->arena, "%llx.%llx", (unsigned long long)(family ? family->family_id : 0), (unsigned long long)db_new_id()));
    json_put_str(&json, S("scope"), work->scopes);
    json_end_object(&json);
    json_out_done(&json);
    work->access_input = jose_signing_input(own->arena, JOSE_ES256, work->access_kid, S("at+jwt"), buf_str(&out));
    work->has_jwt_access = true;
    return OK;
}

static enum err make_refresh(struct req *req, struct ctx *ctx, struct work *work, const struct family *family)
{
    struct ctx *own = &req->ctx;
    struct token token = {.kind = S("refresh"), .family_id = family->family_id, .client_key = work->client.client_key, .scopes = family->scopes, .issued_ms = own->now_ms,
                          .expires_ms = family->created_ms + REFRESH_SECONDS * 1000LL}; /* rotation does not prolong what was agreed to */

    if (!word_in(work->client.grants, S("refresh_token")) || !word_in(family->scopes, S("offline_access")))
        return OK;
    work->refresh = new_secret(own, "cdr_");
    return token_insert(ctx, &token, secret_digest(own->arena, work->refresh));
}

static enum err make_id_token(struct req *req, struct work *work, const struct family *family)
{
    struct ctx *own = &req->ctx;
    enum jose_alg alg = jose_alg_of(work->client.id_token_alg);
    struct str sub, amr = family->amr;
    struct json_out json;
    struct buf out;

    TRY(subject_of(req, &work->client, family->account_id, &sub));
    TRY(signer_key_id(own, SIGNER_OIDC, alg, &work->id_kid));
    buf_init(&out, own->arena, 512);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_str(&json, S("iss"), issuer(req));
    json_put_str(&json, S("aud"), work->client.client_id);
    json_put_str(&json, S("sub"), sub);
    json_put_i64(&json, S("iat"), own->now_ms / 1000);
    json_put_i64(&json, S("exp"), own->now_ms / 1000 + ID_TOKEN_SECONDS);
    json_put_i64(&json, S("auth_time"), family->auth_ms / 1000);
    if (family->nonce.len && work->grant == GRANT_CODE)
        json_put_str(&json, S("nonce"), family->nonce);
    json_put_str(&json, S("acr"), family->acr);
    json_key(&json, S("amr"));
    json_begin_array(&json);
    while (amr.ptr)
        json_str(&json, str_cut(&amr, ' '));
    json_end_array(&json);
    if (work->access.len) { /* Core 3.1.3.6: the left half of the access token's SHA-256 */
        unsigned char digest[SHA256_BYTES];
        crypto_sha256(work->access, digest);
        json_put_str(&json, S("at_hash"), crypto_base64url_encode(own->arena, (struct str){(const char *)digest, SHA256_BYTES / 2}));
    }
    json_end_object(&json);
    json_out_done(&json);
    work->id_input = jose_signing_input(own->arena, alg, work->id_kid, S("JWT"), buf_str(&out));
    work->has_id_token = true;
    return OK;
}

/* Everything that may have happened to the person or her consent since. */
static bool family_good(const struct family *family) { return !family->ended_ms && str_eq(family->account_state, S("active")); }

static bool verifier_good(struct ctx *ctx, struct str challenge, struct str verifier)
{
    unsigned char digest[SHA256_BYTES];

    if (!challenge.len) /* a verifier without a challenge: somebody took the challenge out of the request (RFC 9700 2.1.1) */
        return !verifier.len;
    if (verifier.len < 43 || verifier.len > 128)
        return false;
    crypto_sha256(verifier, digest);
    return crypto_eq(crypto_base64url_encode(ctx->arena, (struct str){(const char *)digest, SHA256_BYTES}), challenge);
}

static enum err redeem_code(struct req *req, struct ctx *ctx, struct work *work)
{
    struct ctx *own = &req->ctx;
    struct str code = param(&work->params, "code");
    struct family family;
    int64_t changed;

    enum err err = code.len ? family_by_code(ctx, secret_digest(own->arena, code), &family) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return wrong(work, 400, S("invalid_grant"), S("")), OK;
    TRY(err);
    if (family.client_key != work->client.client_key)
        return wrong(work, 400, S("invalid_grant"), S("")), OK;
    struct family *kept = arena_new(own->arena, struct family);
    *kept = family;
    if (family.code_used_ms) {
        wrong(work, 400, S("invalid_grant"), S("the code was used before"));
        return end_family(ctx, &family, work, S("code_reuse"));
    }
    if (own->now_ms >= family.code_expires_ms || !family_good(&family) || !str_eq(param(&work->params, "redirect_uri"), family.redirect_uri) ||
        !verifier_good(own, family.challenge, param(&work->params, "code_verifier")))
        return wrong(work, 400, S("invalid_grant"), S("")), OK;
    TRY(family_use_code(ctx, family.family_id, &changed));
    if (!changed) {
        wrong(work, 400, S("invalid_grant"), S("the code was used before"));
        return end_family(ctx, &family, work, S("code_reuse"));
    }
    work->scopes = family.scopes;
    TRY(make_access(req, ctx, work, &family));
    work->family = kept;
    return make_refresh(req, ctx, work, &family);
}

static enum err redeem_refresh(struct req *req, struct ctx *ctx, struct work *work)
{
    struct ctx *own = &req->ctx;
    struct str text = param(&work->params, "refresh_token"), asked = param(&work->params, "scope"), digest = secret_digest(own->arena, text);
    struct family family;
    struct token token;
    int64_t changed;

    enum err err = text.len ? token_get(ctx, digest, &token) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND || (err == OK && (!str_eq(token.kind, S("refresh")) || token.client_key != work->client.client_key)))
        return wrong(work, 400, S("invalid_grant"), S("")), OK;
    TRY(err);
    TRY(family_get(ctx, token.family_id, &family));
    if (own->now_ms >= token.expires_ms || token.ended_ms || !family_good(&family))
        return wrong(work, 400, S("invalid_grant"), S("")), OK;
    if (asked.len && !words_in(family.scopes, asked))
        return wrong(work, 400, S("invalid_scope"), S("")), OK;
    changed = 0;
    if (!token.replaced_ms)
        TRY(token_replace(ctx, digest, &changed));
    if (!changed) {
        wrong(work, 400, S("invalid_grant"), S("the refresh token was used before"));
        return end_family(ctx, &family, work, S("refresh_reuse"));
    }
    work->scopes = asked.len ? asked : family.scopes;
    TRY(make_access(req, ctx, work, &family));
    if (word_in(work->scopes, S("openid"))) {
        work->family = arena_new(own->arena, struct family);
        *work->family = family;
    }
    return make_refresh(req, ctx, work, &family);
}

static enum err give_client(struct req *req, struct ctx *ctx, struct work *work)
{
    struct str asked = param(&work->params, "scope");

    if (asked.len && (!words_in(work->client.scopes, asked) || word_in(asked, S("openid")) || word_in(asked, S("offline_access"))))
        return wrong(work, 400, S("invalid_scope"), S("")), OK;
    work->scopes = asked.len ? asked : word_in(work->client.scopes, S("api")) ? S("api") : S("");
    return make_access(req, ctx, work, NULL);
}

static enum err prepare(struct req *req, struct ctx *ctx, struct work *work)
{
    bool fresh;

    TRY(proof_use(ctx, &work->proof, &fresh));
    if (!fresh)
        return wrong(work, 401, S("invalid_client"), S("the assertion was used before")), OK;
    switch (work->grant) {
    case GRANT_CODE: return redeem_code(req, ctx, work);
    case GRANT_REFRESH: return redeem_refresh(req, ctx, work);
    case GRANT_CLIENT:
    default: return give_client(req, ctx, work);
    }
}

/* Access tokens first: an ID token speaks of its access token by digest, so a signed one must be there before. */
static enum err sign_all(struct ctx *ctx, struct req *const *reqs, int count, bool id_tokens)
{
    struct signer_request asks[DB_BATCH_MAX];
    struct work *owners[DB_BATCH_MAX];
    int n = 0;

    for (int i = 0; i < count; i++) {
        struct work *work = reqs[i]->work;
        if (work->status || !(id_tokens ? work->has_id_token : work->has_jwt_access))
            continue;
        owners[n] = work;
        asks[n++] = (struct signer_request){.purpose = SIGNER_OIDC, .alg = id_tokens ? jose_alg_of(work->client.id_token_alg) : JOSE_ES256,
                                            .kid = id_tokens ? work->id_kid : work->access_kid, .input = id_tokens ? work->id_input : work->access_input};
    }
    if (!n)
        return OK;
    TRY(signer_sign(ctx, asks, n));
    for (int i = 0; i < n; i++) {
        struct str compact = jose_compact(ctx->arena, asks[i].input, asks[i].signature);
        if (id_tokens)
            owners[i]->id_token = compact;
        else
            owners[i]->access = compact;
    }
    return OK;
}

static enum err answer(struct req *req, const struct work *work)
{
    struct json_out json;
    struct buf out;

    if (work->status)
        return answer_error(req, work->status, work->error, work->description);
    buf_init(&out, req->ctx.arena, 2048);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_str(&json, S("access_token"), work->access);
    json_put_str(&json, S("token_type"), S("Bearer"));
    json_put_i64(&json, S("expires_in"), ACCESS_SECONDS);
    if (work->scopes.len)
        json_put_str(&json, S("scope"), work->scopes);
    if (work->refresh.len)
        json_put_str(&json, S("refresh_token"), work->refresh);
    if (work->id_token.len)
        json_put_str(&json, S("id_token"), work->id_token);
    json_end_object(&json);
    json_out_done(&json);
    return answer_json(req, &out);
}

static void begin_anew(struct work *work)
{
    if (work->refused)
        return;
    struct work fresh = {.client = work->client, .params = work->params, .proof = work->proof, .grant = work->grant};
    *work = fresh;
}

enum err token_batch(struct ctx *ctx, struct req *const *reqs, int count)
{
    for (int i = 0; i < count; i++) {
        begin_anew(reqs[i]->work);
        if (!((struct work *)reqs[i]->work)->refused)
            TRY(prepare(reqs[i], ctx, reqs[i]->work));
    }
    TRY(sign_all(ctx, reqs, count, false));
    for (int i = 0; i < count; i++) {
        struct work *work = reqs[i]->work;
        if (!work->status && work->family)
            TRY(make_id_token(reqs[i], work, work->family));
    }
    TRY(sign_all(ctx, reqs, count, true));
    for (int i = 0; i < count; i++) {
        const struct work *work = reqs[i]->work;
        struct arena *arena = reqs[i]->ctx.arena;
        struct str who = work->client.client_id.len ? arena_join(arena, S("client "), work->client.client_id) : S("client unknown");
        req_audit_about(reqs[i], 0, S(""), work->status ? arena_printf(arena, "%.*s: %.*s", STR_ARG(who), STR_ARG(work->error)) : who);
        TRY(answer(reqs[i], work));
    }
    return OK;
}
