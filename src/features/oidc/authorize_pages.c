/* authorize_pages.c: the authorization end point (OpenID Connect Core 3.1.2): who asks, for what, is she signed in, does she agree; then a code. What would send a code or an
 * error to an address that is not registered is a page of ours instead. A person who comes back after lunch still arrives: the request waits an hour. */
#include "features/oidc/internal.h"
#include "features/oidc/oidc_views.h"
#include "features/population/population.h"
#include "views.h"

enum { HANDLE_BYTES = 32, CODE_BYTES = 32, CHALLENGE_BYTES = 43, STATE_BYTES_MAX = 1024 };

struct asking {
    struct oidc_client client;
    struct params params;
    struct str redirect_uri, scopes, prompt, encoded; /* encoded: the request as it came */
    int64_t max_age_s; /* -1: not said */
    struct str handle; /* of a request that waited; "" */
    bool behind_form;  /* a redirect would be held back: lead on with a page */
};

/* --- ends ------------------------------------------------------------------------------------------------------------------ */
static enum err stop_page(struct req *req, int status, const struct oidc_client *client, struct msg title, struct msg text)
{
    struct ctx *ctx = &req->ctx;
    struct oidc_stop_view view = {.title = i18n(ctx->lang, title), .text = i18n(ctx->lang, text)};

    if (client)
        view.home_url = client->home_uri, view.client_name = client->name;
    ctx->fault = (struct fault){0};
    struct html *out = page_begin(req, FACE_PUBLIC, title);
    view_oidc_stop(out, &view);
    return page_end(req, status);
}

static enum err go(struct req *req, const struct asking *asking, struct str url)
{
    if (!asking->behind_form)
        return reply_redirect_away(req, url);
    struct oidc_go_view view = {.url = url, .client_name = asking->client.name};
    reply_header(req, S("Refresh"), arena_join(req->ctx.arena, S("0;url="), url));
    struct html *out = page_begin(req, FACE_PUBLIC, T("Đang chuyển tiếp"));
    view_oidc_go(out, &view);
    return page_end(req, 200);
}

static struct str answer_url(struct req *req, const struct asking *asking, const char *name, struct str value, struct str description)
{
    struct buf url;
    bool first = str_find_char(asking->redirect_uri, '?') < 0;

    buf_init(&url, req->ctx.arena, 512);
    buf_put(&url, asking->redirect_uri);
    if (first)
        buf_put_char(&url, '?');
    param_put(&url, &first, name, value);
    param_put(&url, &first, "error_description", description);
    param_put(&url, &first, "state", param(&asking->params, "state"));
    param_put(&url, &first, "iss", issuer(req)); /* RFC 9207 */
    return buf_str(&url);
}

static enum err refuse(struct req *req, const struct asking *asking, struct str error, struct str description)
{
    return go(req, asking, answer_url(req, asking, "error", error, description));
}

/* --- what is asked ----------------------------------------------------------------------------------------------------------- */
/* What makes it impossible to answer the client. OK with *ret_done: a page was shown. */
static enum err find_client(struct req *req, struct asking *asking, bool *ret_done)
{
    struct ctx *ctx = &req->ctx;

    *ret_done = true;
    if (params_read(ctx, asking->encoded, &asking->params) != OK)
        return stop_page(req, 400, NULL, T("Liên kết đăng nhập không đúng"), T("Dịch vụ bạn vừa mở gửi tới một yêu cầu không đúng dạng. Hãy mở lại dịch vụ đó từ đầu."));
    enum err err = client_store_get(ctx, param(&asking->params, "client_id"), &asking->client);
    if (err == ERR_NOT_FOUND)
        return stop_page(req, 400, NULL, T("Dịch vụ chưa đăng ký"), T("Dịch vụ bạn vừa mở không có trong danh sách được đăng nhập qua hệ thống này. Không có dữ liệu nào của bạn được gửi đi."));
    TRY(err);
    if (par_is(param(&asking->params, "request_uri"))) { /* what was handed in counts, and nothing else that the browser brings (RFC 9126 section 4) */
        TRY(par_take(ctx, param(&asking->params, "request_uri"), &asking->client, &asking->encoded));
        if (!asking->encoded.len)
            return stop_page(req, 400, &asking->client, T("Liên kết đăng nhập đã cũ"), T("Liên kết này chỉ dùng được một lần, trong một phút rưỡi. Không có dữ liệu nào của bạn được gửi đi. Hãy mở lại dịch vụ đó từ đầu."));
        TRY(params_read(ctx, asking->encoded, &asking->params));
    }
    asking->redirect_uri = param(&asking->params, "redirect_uri");
    if (!word_in(asking->client.redirect_uris, asking->redirect_uri))
        return stop_page(req, 400, &asking->client, T("Liên kết đăng nhập không đúng"),
                         T("Địa chỉ quay về trong yêu cầu không phải địa chỉ mà dịch vụ đã đăng ký. Không có dữ liệu nào của bạn được gửi đi. Hãy mở lại dịch vụ đó từ đầu."));
    *ret_done = false;
    return OK;
}

static struct str scopes_allowed(struct ctx *ctx, const struct oidc_client *client, struct str asked)
{
    struct buf out;

    buf_init(&out, ctx->arena, 128);
    while (asked.ptr) {
        struct str scope = str_cut(&asked, ' ');
        if (word_in(client->scopes, scope) && !str_eq(scope, S("api")) && !word_in(buf_str(&out), scope)) {
            if (out.len)
                buf_put_char(&out, ' ');
            buf_put(&out, scope);
        }
    }
    return buf_str(&out);
}

/* What can be told to the client: "" is fine, else the error's code. */
static struct str check_asking(struct ctx *ctx, struct asking *asking, struct str *ret_description)
{
    const struct params *p = &asking->params;
    struct str challenge = param(p, "code_challenge"), method = param(p, "code_challenge_method"), mode = param(p, "response_mode"), age = param(p, "max_age");

    *ret_description = S("");
    asking->prompt = param(p, "prompt");
    asking->max_age_s = -1;
    if (param(p, "request").len)
        return S("request_not_supported");
    if (param(p, "request_uri").len)
        return S("request_uri_not_supported");
    if (param(p, "registration").len)
        return S("registration_not_supported");
    *ret_description = S("response_type must be code");
    if (!str_eq(param(p, "response_type"), S("code")))
        return param(p, "response_type").len ? S("unsupported_response_type") : S("invalid_request");
    *ret_description = S("this client may not use the authorization code");
    if (!word_in(asking->client.grants, S("authorization_code")))
        return S("unauthorized_client");
    *ret_description = S("response_mode must be query");
    if (mode.len && !str_eq(mode, S("query")))
        return S("invalid_request");
    *ret_description = S("scope must contain openid");
    if (!word_in(param(p, "scope"), S("openid")) || !word_in(asking->client.scopes, S("openid")))
        return S("invalid_scope");
    *ret_description = S("code_challenge must be base64url of a SHA-256, code_challenge_method S256");
    if ((challenge.len && (challenge.len != CHALLENGE_BYTES || !str_eq(method, S("S256")))) || (method.len && !challenge.len))
        return S("invalid_request");
    *ret_description = S("a public client needs a code_challenge");
    if (!challenge.len && str_eq(asking->client.auth_method, S("none")))
        return S("invalid_request");
    *ret_description = S("prompt none cannot be combined, or is unknown");
    if ((word_in(asking->prompt, S("none")) && !str_eq(asking->prompt, S("none"))) || !words_in(S("none login consent select_account"), asking->prompt))
        return S("invalid_request");
    *ret_description = S("max_age must be a number of seconds");
    if (age.len && (str_parse_i64(age, &asking->max_age_s) != OK || asking->max_age_s < 0))
        return S("invalid_request");
    *ret_description = S("state or nonce is too long");
    if (param(p, "state").len > STATE_BYTES_MAX || param(p, "nonce").len > STATE_BYTES_MAX)
        return S("invalid_request");
    asking->scopes = scopes_allowed(ctx, &asking->client, param(p, "scope"));
    *ret_description = S("");
    return S("");
}

struct str authorize_check(struct ctx *ctx, const struct oidc_client *client, const struct params *params, struct str *ret_description)
{
    struct asking asking = {.client = *client, .params = *params};

    return check_asking(ctx, &asking, ret_description);
}

struct str authorize_params(struct ctx *ctx, const struct oidc_client *client, const struct params *params)
{
    static const char *const proofs[] = {"client_id", "client_secret", "client_assertion", "client_assertion_type"};
    struct buf out;
    bool first = true;

    buf_init(&out, ctx->arena, 512);
    param_put(&out, &first, "client_id", client->client_id);
    for (int i = 0; i < params->fields.count; i++) {
        bool is_proof = false;
        for (size_t k = 0; k < ARRAY_LEN(proofs); k++)
            is_proof = is_proof || str_eq(params->fields.items[i].name, str_of(proofs[k]));
        if (is_proof || !params->fields.items[i].value.len)
            continue;
        buf_put_char(&out, '&');
        http_url_put(&out, params->fields.items[i].name);
        buf_put_char(&out, '=');
        http_url_put(&out, params->fields.items[i].value);
    }
    return buf_str(&out);
}

/* --- sign-in, consent, code -------------------------------------------------------------------------------------------------- */
static enum err park(struct req *req, struct asking *asking, struct str *ret_handle)
{
    struct ctx *ctx = &req->ctx;

    if (!asking->handle.len) {
        asking->handle = crypto_token(ctx->arena, HANDLE_BYTES);
        TRY(request_insert(ctx, secret_digest(ctx->arena, asking->handle), asking->client.client_key, asking->encoded, REQUEST_SECONDS));
    }
    *ret_handle = asking->handle;
    return OK;
}

static enum err to_sign_in(struct req *req, struct asking *asking)
{
    struct str handle;
    struct buf url;

    TRY(park(req, asking, &handle));
    buf_init(&url, req->ctx.arena, 160);
    buf_lit(&url, PAGE_SIGN_IN "?next=");
    http_url_put(&url, arena_join(req->ctx.arena, S("/oidc/authorize/resume?handle="), handle));
    return reply_redirect(req, buf_str(&url));
}

static enum err issue_code(struct req *req, const struct asking *asking, int64_t auth_ms)
{
    struct ctx *ctx = &req->ctx;
    struct str code = crypto_token(ctx->arena, CODE_BYTES);
    struct family family = {.family_id = db_new_id(), .client_key = asking->client.client_key, .account_id = req->session->account_id, .session_id = req->session->session_id,
                            .scopes = asking->scopes, .nonce = param(&asking->params, "nonce"), .redirect_uri = asking->redirect_uri,
                            .challenge = param(&asking->params, "code_challenge"), .code_expires_ms = ctx->now_ms + CODE_SECONDS * 1000LL, .auth_ms = auth_ms,
                            .acr = S("2"), .amr = S("pwd otp mfa")};

    TRY(family_insert(ctx, &family, secret_digest(ctx->arena, code)));
    return go(req, asking, answer_url(req, asking, "code", code, S("")));
}

static struct str scope_value(const struct person *person, struct ctx *ctx, struct str scope)
{
    if (str_eq(scope, S("profile")))
        return arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(person->full_name), STR_ARG(fmt_day(ctx->arena, person->birth)));
    if (str_eq(scope, S("number")))
        return person_number_masked(ctx->arena, person->person_id);
    if (str_eq(scope, S("contact")))
        return person->phone;
    return S("");
}

static enum err consent_show(struct req *req, struct asking *asking)
{
    struct ctx *ctx = &req->ctx;
    struct person person = {0};
    struct str rest = asking->scopes, uri = asking->redirect_uri;
    ptrdiff_t at = str_find(uri, S("://"));
    struct str host = at < 0 ? uri : str_sub(uri, (size_t)at + 3, uri.len);
    struct oidc_consent_view view = {.csrf = req->csrf_token, .client_name = asking->client.name, .client_host = str_cut(&host, '/'), .purpose = asking->client.purpose,
                                     .legal_basis = asking->client.legal_basis, .person_name = req->session->name};

    TRY(park(req, asking, &view.handle));
    if (req->session->person_id)
        TRY(person_get(ctx, req->session->person_id, &person));
    view.scopes = arena_array(ctx->arena, struct oidc_scope_item, 16);
    while (rest.ptr && view.scopes_count < 16) {
        struct str scope = str_cut(&rest, ' ');
        view.scopes[view.scopes_count++] = (struct oidc_scope_item){i18n(ctx->lang, scope_text(scope)), person.person_id ? scope_value(&person, ctx, scope) : S("")};
    }
    struct html *out = page_begin(req, FACE_CITIZEN, T("Cho phép nhận dữ liệu"));
    view_oidc_consent(out, &view);
    return page_end(req, 200);
}

/* `agreed`: she has just pressed the button. */
static enum err decide(struct req *req, struct asking *asking, bool agreed, int64_t parked_ms)
{
    struct ctx *ctx = &req->ctx;
    struct str allowed;
    bool quiet = str_eq(asking->prompt, S("none"));
    int64_t auth_ms = 0;

    if (!req->session)
        return quiet ? refuse(req, asking, S("login_required"), S("")) : to_sign_in(req, asking);
    TRY(session_opened(ctx, req->session->session_id, &auth_ms));
    bool stale = asking->max_age_s >= 0 && ctx->now_ms - auth_ms > asking->max_age_s * 1000;
    if (stale || (word_in(asking->prompt, S("login")) && auth_ms <= parked_ms)) {
        if (quiet)
            return refuse(req, asking, S("login_required"), S(""));
        TRY(session_end(ctx, req->session->account_id, req->session->session_id)); /* signing in again is a new session */
        session_cookie_put(req, S(""));
        return to_sign_in(req, asking);
    }
    TRY(consent_get(ctx, req->session->account_id, asking->client.client_key, &allowed));
    if (!agreed && !asking->client.trusted && (!words_in(allowed, asking->scopes) || word_in(asking->prompt, S("consent"))))
        return quiet ? refuse(req, asking, S("consent_required"), S("")) : consent_show(req, asking);
    if (asking->handle.len) {
        int64_t changed;
        TRY(request_use(ctx, secret_digest(ctx->arena, asking->handle), &changed));
        if (!changed)
            return stop_page(req, 200, &asking->client, T("Yêu cầu này đã xong"), T("Bạn đã đăng nhập vào dịch vụ bằng liên kết này rồi. Hãy mở lại dịch vụ nếu cần."));
    }
    if (agreed && !asking->client.trusted)
        TRY(consent_put(ctx, req->session->account_id, asking->client.client_key, words_both(ctx, allowed, asking->scopes)));
    return issue_code(req, asking, auth_ms);
}

static enum err run(struct req *req, struct asking *asking, bool agreed, int64_t parked_ms)
{
    struct str error, description;
    bool done;

    TRY(find_client(req, asking, &done));
    if (done)
        return OK;
    error = check_asking(&req->ctx, asking, &description);
    return error.len ? refuse(req, asking, error, description) : decide(req, asking, agreed, parked_ms);
}

enum err authorize_page(struct req *req)
{
    struct asking asking = {.encoded = req->http->query};

    return run(req, &asking, false, req->ctx.now_ms);
}

/* The same by form (Core 3.1.2.1). It comes from another site, so the browser sends no session: the request is kept, and the person led on by a GET. */
enum err authorize_post(struct req *req)
{
    struct asking asking = {.encoded = req->http->body};
    struct str handle;
    bool done;

    TRY(find_client(req, &asking, &done));
    if (done)
        return OK;
    TRY(park(req, &asking, &handle));
    return reply_redirect(req, arena_join(req->ctx.arena, S("/oidc/authorize/resume?handle="), handle));
}

static enum err take_up(struct req *req, struct str handle, struct asking *ret_asking, int64_t *ret_parked_ms, bool *ret_done)
{
    struct ctx *ctx = &req->ctx;
    struct oidc_client client;
    int64_t client_key;
    bool used;

    *ret_done = true;
    enum err err = request_get(ctx, secret_digest(ctx->arena, handle), &client_key, &ret_asking->encoded, &used, ret_parked_ms);
    if (err == ERR_NOT_FOUND)
        return stop_page(req, 200, NULL, T("Liên kết đăng nhập đã cũ"), T("Bạn vẫn an toàn: chỉ là đã quá một giờ. Hãy mở lại dịch vụ mà bạn muốn dùng."));
    TRY(err);
    if (used) {
        err = client_store_get_key(ctx, client_key, &client);
        return stop_page(req, 200, err == OK ? &client : NULL, T("Yêu cầu này đã xong"), T("Bạn đã đăng nhập vào dịch vụ bằng liên kết này rồi. Hãy mở lại dịch vụ nếu cần."));
    }
    ret_asking->handle = handle;
    ret_asking->behind_form = true;
    *ret_done = false;
    return OK;
}

enum err authorize_resume_page(struct req *req)
{
    struct asking asking = {0};
    struct params params;
    int64_t parked_ms = 0;
    bool done;

    TRY(params_read(&req->ctx, req->http->query, &params));
    TRY(take_up(req, param(&params, "handle"), &asking, &parked_ms, &done));
    return done ? OK : run(req, &asking, false, parked_ms);
}

enum err oidc_consent_post(struct req *req)
{
    struct asking asking = {0};
    struct str description;
    int64_t parked_ms = 0;
    bool done;

    TRY(take_up(req, req_str(req, "handle"), &asking, &parked_ms, &done));
    if (done)
        return OK;
    if (str_eq(req_str(req, "decision"), S("allow")))
        return run(req, &asking, true, parked_ms);
    TRY(find_client(req, &asking, &done));
    if (done)
        return OK;
    if (check_asking(&req->ctx, &asking, &description).len == 0) {
        int64_t changed;
        TRY(request_use(&req->ctx, secret_digest(req->ctx.arena, asking.handle), &changed));
    }
    return refuse(req, &asking, S("access_denied"), S(""));
}
