/* factor_pages.c: new recovery codes, and a new app for one-time codes. Both ask for the password first: a session left open on a shared computer must
 * not be enough to take an account over. Secrets are shown once, on the answer to that POST. */
#include "features/identity/pages.h"
#include "platform/qr/qr.h"
#include "views.h"

#define TOTP_CONTEXT "new code app %lld"

struct confirm {
    struct msg title, text, button;
    const char *action;
};
static const struct confirm recovery_confirm = {
    M_("In mã khôi phục mới"), M_("Hệ thống tạo 10 mã mới; các mã cũ chưa dùng không còn hiệu lực. Hãy nhập mật khẩu để tiếp tục."), M_("Tạo mã mới"), "/account/recovery-codes"};
static const struct confirm code_app_confirm = {
    M_("Đổi điện thoại hoặc ứng dụng tạo mã"), M_("Ứng dụng cũ vẫn dùng được cho đến khi bạn nhập đúng mã của ứng dụng mới. Hãy nhập mật khẩu để tiếp tục."), M_("Tiếp tục"), "/account/code-app"};

static enum err confirm_show(struct req *req, const struct confirm *confirm, int status, struct form_errors errors)
{
    struct ctx *ctx = &req->ctx;
    struct account_confirm_view view = {
        .errors = errors, .title = i18n(ctx->lang, confirm->title), .text = i18n(ctx->lang, confirm->text), .action_url = str_of(confirm->action),
        .button = i18n(ctx->lang, confirm->button), .csrf = req->csrf_token,
        .current = {.name = S("current"), .label = TS(ctx, "Mật khẩu hiện tại"), .error = form_error_of(&errors, S("current"))}};
    struct html *out = page_begin(req, identity_face(req), confirm->title);

    view_account_confirm(out, &view);
    return page_end(req, status);
}

/* The throttle of sign-in guards this door too: a stolen session must not be a place to guess the password. */
enum err account_check_current(struct req *req, struct account *ret_account, struct str *ret_error)
{
    struct ctx *ctx = &req->ctx;
    struct account account;
    int wait_s = 0;

    TRY(account_get(ctx, req->session->account_id, &account));
    struct signin signin = {.login = account.login, .password = req_str(req, "current"), .device = req->device};
    enum err err = signin_password(ctx, req->app->settings.data_dir, &signin, ret_account, &wait_s);
    *ret_error = STR_NONE;
    if (err == ERR_UNAUTHENTICATED)
        *ret_error = TS(ctx, "Mật khẩu hiện tại không đúng.");
    else if (err == ERR_BUSY && str_eq(ctx->fault.code, S("signin.wait")))
        *ret_error = TS(ctx, "Đã thử sai quá nhiều lần. Hãy đợi rồi thử lại.");
    else
        return err;
    ctx->fault = (struct fault){0};
    return OK;
}

enum err recovery_page(struct req *req) { return confirm_show(req, &recovery_confirm, 200, (struct form_errors){0}); }

enum err recovery_post(struct req *req)
{
    struct form_errors errors = {0};
    struct recovery_codes_view view = {.codes_count = RECOVERY_CODES};
    struct account account;
    struct str error;

    TRY(account_check_current(req, &account, &error));
    if (error.len) {
        form_error_add(req, &errors, S("current"), error);
        return confirm_show(req, &recovery_confirm, 422, errors);
    }
    TRY(recovery_make(&req->ctx, account.account_id, view.codes));
    struct html *out = page_begin(req, identity_face(req), T("Mã khôi phục mới"));
    view_recovery_codes(out, &view);
    return page_end(req, 200);
}

/* --- a new app for one-time codes ------------------------------------------------------------------------------------------- */
struct str key_grouped(struct arena *arena, struct str text)
{
    struct buf buf;

    buf_init(&buf, arena, text.len * 2);
    for (size_t i = 0; i < text.len; i++) {
        if (i && i % 4 == 0)
            buf_put_char(&buf, ' ');
        buf_put_char(&buf, text.ptr[i]);
    }
    return buf_str(&buf);
}

/* The new key travels sealed in the form, bound to the account, until a code proves that the app has it. */
static enum err totp_show(struct req *req, const struct secret *key, struct str sealed, int status, struct form_errors errors)
{
    struct ctx *ctx = &req->ctx;
    struct totp_view view = {.errors = errors, .sealed = sealed, .csrf = req->csrf_token};
    struct account account;
    struct qr qr;

    TRY(account_get(ctx, req->session->account_id, &account));
    TRY(qr_encode(ctx->arena, totp_uri(ctx->arena, S("Cổng công dân"), account.name, key), QR_MEDIUM, &qr));
    view.qr = qr_svg(ctx->arena, &qr, TS(ctx, "Mã QR cho ứng dụng tạo mã"), 192);
    view.key_text = key_grouped(ctx->arena, crypto_base32_encode(ctx->arena, secret_reveal(key)));
    view.code = (struct text_field){.name = S("code"), .label = TS(ctx, "Mã 6 số"), .error = form_error_of(&errors, S("code")),
                                    .autocomplete = S("one-time-code"), .input_mode = S("numeric"), .width = WIDTH_10};
    struct html *out = page_begin(req, identity_face(req), T("Nối ứng dụng tạo mã"));
    view_totp(out, &view);
    return page_end(req, status);
}

enum err code_app_page(struct req *req) { return confirm_show(req, &code_app_confirm, 200, (struct form_errors){0}); }

static struct str totp_context(struct req *req)
{
    return arena_printf(req->ctx.arena, TOTP_CONTEXT, (long long)req->session->account_id);
}

enum err code_app_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    AUTO(secret_wipe) struct secret fresh = {0};
    const struct crypto_key *key;
    struct form_errors errors = {0};
    struct account account;
    struct str error;

    TRY(account_check_current(req, &account, &error));
    if (error.len) {
        form_error_add(req, &errors, S("current"), error);
        return confirm_show(req, &code_app_confirm, 422, errors);
    }
    secret_random(&fresh, TOTP_KEY_BYTES);
    TRY(identity_key(ctx, req->app->settings.data_dir, &key));
    struct str sealed = crypto_base64url_encode(ctx->arena, crypto_seal(ctx->arena, key, totp_context(req), secret_reveal(&fresh)));
    return totp_show(req, &fresh, sealed, 200, errors);
}

enum err code_app_confirm_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    AUTO(secret_wipe) struct secret fresh = {0};
    const struct crypto_key *key;
    struct form_errors errors = {0};
    struct str sealed;
    int64_t counter;

    TRY(identity_key(ctx, req->app->settings.data_dir, &key));
    if (crypto_base64url_decode(ctx->arena, req_str(req, "sealed"), &sealed) != OK || crypto_open_secret(key, totp_context(req), sealed, &fresh) != OK)
        return reply_redirect(req, S("/account/code-app"));
    if (totp_check(&fresh, req_str(req, "code"), ctx->now_ms, 0, &counter) != OK) {
        form_error_add(req, &errors, S("code"), TS(ctx, "Mã không đúng. Hãy xem mã đang hiện trong ứng dụng và giờ của điện thoại."));
        return totp_show(req, &fresh, req_str(req, "sealed"), 422, errors);
    }
    TRY(totp_set(ctx, req->app->settings.data_dir, req->session->account_id, &fresh));
    return reply_redirect(req, S("/account?note=code-app"));
}
