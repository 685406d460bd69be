/* signin_pages.c: the pages of signing in and out. A wrong answer is a page with the form again, status 422, never a redirect with a reason in its
 * address. What is typed as a login may be a personal number: it goes back into the form and nowhere else. */
#include "features/identity/pages.h"
#include "views.h"

#define STATE_COOKIE S("congdan_signin")

enum face identity_face(const struct req *req) { return req->session && req->session->officer_id ? FACE_STAFF : FACE_CITIZEN; }

static void state_cookie_put(struct req *req, struct str value)
{
    reply_header(req, S("Set-Cookie"),
                 arena_printf(req->ctx.arena, "%.*s=%.*s; Path=/sign-in; Max-Age=%d; HttpOnly; SameSite=Lax%s", STR_ARG(STATE_COOKIE),
                              STR_ARG(value), value.len ? SIGNIN_STATE_SECONDS : 0, req->app->settings.secure_cookies ? "; Secure" : ""));
}

/* "Hãy đợi 2 phút rồi thử lại." */
static struct str wait_text(struct ctx *ctx, int wait_s)
{
    if (wait_s > 90)
        return TF(ctx, "Đã thử sai quá nhiều lần. Hãy đợi {0} phút rồi thử lại.", fmt_i64(ctx->arena, ctx->lang, (wait_s + 59) / 60));
    return TF(ctx, "Đã thử sai quá nhiều lần. Hãy đợi {0} giây rồi thử lại.", fmt_i64(ctx->arena, ctx->lang, wait_s));
}

/* --- first step ----------------------------------------------------------------------------------------------------------- */
static enum err sign_in_show(struct req *req, int status, struct form_errors errors)
{
    struct ctx *ctx = &req->ctx;
    struct sign_in_view view = {.errors = errors, .csrf = req->csrf_token, .next = page_local_path(req_str(req, "next"))};
    struct demo_user *demo;

    view.login = (struct text_field){
        .name = S("login"), .label = TS(ctx, "Số định danh cá nhân hoặc tên đăng nhập"), .hint = TS(ctx, "12 chữ số trên thẻ căn cước; cán bộ dùng tên đăng nhập"),
        .value = req_str(req, "login"), .error = form_error_of(&errors, S("login")), .autocomplete = S("username"), .width = WIDTH_20};
    view.password = (struct password_field){.name = S("password"), .label = TS(ctx, "Mật khẩu"), .error = form_error_of(&errors, S("password"))};
    if (req_bool(req, "late"))
        view.notice = (struct notice){.title = TS(ctx, "Phiên làm việc đã hết giờ"), .tone = TONE_INFO,
                                      .text = TF(ctx, "Để giữ an toàn, hệ thống tự đăng xuất sau {0} phút không dùng. Đăng nhập xong, bạn trở lại đúng chỗ đang làm.",
                                                fmt_i64(ctx->arena, ctx->lang, req->app->settings.session_idle_minutes))};
    TRY(demo_user_list(ctx, &req->app->settings, &demo, &view.demo_count));
    view.demo = demo;
    struct html *out = page_begin(req, FACE_PUBLIC, T("Đăng nhập"));
    view_sign_in(out, &view);
    return page_end(req, status);
}

enum err sign_in_page(struct req *req)
{
    if (req->session)
        return reply_redirect(req, page_local_path(req_str(req, "next")));
    return sign_in_show(req, 200, (struct form_errors){0});
}

static enum err sign_in_refused(struct req *req, enum err err, int wait_s)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};

    if (err == ERR_BUSY && str_eq(ctx->fault.code, S("signin.wait"))) {
        form_error_add(req, &errors, S("login"), wait_text(ctx, wait_s));
        reply_header(req, S("Retry-After"), arena_printf(ctx->arena, "%d", wait_s));
        ctx->fault = (struct fault){0};
        return sign_in_show(req, 429, errors);
    }
    if (err != ERR_UNAUTHENTICATED && err != ERR_FORBIDDEN)
        return err;
    form_error_add(req, &errors, err == ERR_FORBIDDEN ? S("login") : S("password"), i18n_str(ctx->lang, ctx->fault.text));
    ctx->fault = (struct fault){0};
    return sign_in_show(req, 422, errors);
}

enum err sign_in_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct signin signin = {.login = req_str(req, "login"), .password = req_str(req, "password"), .device = req->device};
    struct form_errors errors = {0};
    struct account account;
    struct str text;
    int wait_s = 0;

    if (str_empty(str_trim(signin.login)))
        form_error_add(req, &errors, S("login"), TS(ctx, "Hãy nhập số định danh cá nhân hoặc tên đăng nhập."));
    if (str_empty(signin.password))
        form_error_add(req, &errors, S("password"), TS(ctx, "Hãy nhập mật khẩu."));
    if (errors.items_count)
        return sign_in_show(req, 422, errors);
    enum err err = signin_password(ctx, req->app->settings.data_dir, &signin, &account, &wait_s);
    if (err != OK)
        return sign_in_refused(req, err, wait_s);
    struct signin_state state = {.account_id = account.account_id, .version = account.version, .next = page_local_path(req_str(req, "next"))};
    TRY(signin_state_seal(ctx, req->app->settings.data_dir, &state, &text));
    state_cookie_put(req, text);
    return reply_redirect(req, S("/sign-in/code"));
}

/* --- second step ------------------------------------------------------------------------------------------------------------ */
static enum err demo_code_of(struct req *req, int64_t account_id, struct str *ret_code)
{
    struct demo_user *users;
    struct account account;
    int count;

    TRY(demo_user_list(&req->ctx, &req->app->settings, &users, &count));
    *ret_code = STR_NONE;
    if (count == 0)
        return OK;
    TRY(account_get(&req->ctx, account_id, &account));
    for (int i = 0; i < count; i++)
        if (str_eq(users[i].login, account.login))
            *ret_code = users[i].code;
    return OK;
}

static enum err code_show(struct req *req, const struct signin_state *state, int status, struct form_errors errors)
{
    struct ctx *ctx = &req->ctx;
    struct sign_in_code_view view = {.errors = errors, .csrf = req->csrf_token};

    view.code = (struct text_field){.name = S("code"), .label = TS(ctx, "Mã 6 số"), .hint = TS(ctx, "Mở ứng dụng tạo mã trên điện thoại của bạn. Mã đổi mỗi 30 giây."),
                                    .error = form_error_of(&errors, S("code")), .autocomplete = S("one-time-code"), .input_mode = S("numeric"), .width = WIDTH_10};
    view.recovery = (struct text_field){.name = S("recovery"), .label = TS(ctx, "Mã khôi phục"), .hint = TS(ctx, "Một trong 10 mã đã in, ví dụ 7QK4-M2ZD-0H9X-RV5T"),
                                        .error = form_error_of(&errors, S("recovery")), .autocomplete = S("off"), .width = WIDTH_20};
    view.recovery_open = view.recovery.error.len > 0;
    TRY(demo_code_of(req, state->account_id, &view.demo_code));
    struct html *out = page_begin(req, FACE_PUBLIC, T("Nhập mã đăng nhập"));
    view_sign_in_code(out, &view);
    return page_end(req, status);
}

static enum err state_of(struct req *req, struct signin_state *ret_state)
{
    return signin_state_open(&req->ctx, req->app->settings.data_dir, http_cookie_find(req->http, STATE_COOKIE), ret_state);
}

enum err sign_in_code_page(struct req *req)
{
    struct signin_state state;

    enum err err = state_of(req, &state);
    if (err == ERR_UNAUTHENTICATED)
        return reply_redirect(req, S(PAGE_SIGN_IN));
    TRY(err);
    return code_show(req, &state, 200, (struct form_errors){0});
}

static enum err code_refused(struct req *req, const struct signin_state *state, enum err err, struct str field, int wait_s)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    bool wait = err == ERR_BUSY && str_eq(ctx->fault.code, S("signin.wait"));

    if (err == ERR_CONFLICT || err == ERR_FORBIDDEN) {
        ctx->fault = (struct fault){0};
        state_cookie_put(req, S(""));
        return reply_redirect(req, S(PAGE_SIGN_IN));
    }
    if (err != ERR_UNAUTHENTICATED && !wait)
        return err;
    form_error_add(req, &errors, field, wait ? wait_text(ctx, wait_s) : i18n_str(ctx->lang, ctx->fault.text));
    ctx->fault = (struct fault){0};
    return code_show(req, state, wait ? 429 : 422, errors); /* OK: the failed attempt is committed with the page */
}

enum err sign_in_code_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str code = req_str(req, "code"), recovery = req_str(req, "recovery"), token;
    struct str field = str_empty(code) && !str_empty(recovery) ? S("recovery") : S("code");
    struct form_errors errors = {0};
    struct signin_state state;
    struct account account;
    int wait_s = 0, recovery_left = -1;

    enum err err = state_of(req, &state);
    if (err == ERR_UNAUTHENTICATED)
        return reply_redirect(req, S(PAGE_SIGN_IN));
    TRY(err);
    if (str_empty(code) && str_empty(recovery)) {
        form_error_add(req, &errors, S("code"), TS(ctx, "Hãy nhập mã 6 số, hoặc một mã khôi phục."));
        return code_show(req, &state, 422, errors);
    }
    err = signin_code(ctx, req->app->settings.data_dir, state.account_id, state.version, str_eq(field, S("code")) ? code : recovery, req->device,
                      &account, &wait_s, &recovery_left);
    if (err != OK)
        return code_refused(req, &state, err, field, wait_s);
    if (req->session)
        TRY(session_end(ctx, req->session->account_id, req->session->session_id));
    TRY(session_create(ctx, account.account_id, session_device_label(ctx->arena, http_header_find(req->http, S("User-Agent"))), &token));
    session_cookie_put(req, token);
    state_cookie_put(req, S(""));
    return reply_redirect(req, recovery_left >= 0 ? S("/account?note=recovery") : page_local_path(state.next));
}

enum err sign_out_post(struct req *req)
{
    enum err err = session_end(&req->ctx, req->session->account_id, req->session->session_id);

    if (err != OK && err != ERR_NOT_FOUND) /* ended a moment ago: as wished */
        return err;
    req->ctx.fault = (struct fault){0};
    session_cookie_put(req, S(""));
    return reply_redirect(req, S("/"));
}
