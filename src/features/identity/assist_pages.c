/* assist_pages.c: an officer gives a citizen who stands at the counter an account, or a new way to sign in (a lost phone: one visit). The card is held against the
 * face by the officer, who says so; the log and a message to the citizen hold who did it where. When only the phone is lost the password stays hers alone. */
#include "features/identity/pages.h"
#include "features/population/population.h"
#include "platform/qr/qr.h"
#include "views.h"

enum err user_secrets_page(struct req *req, const struct user_secrets *secrets, struct str name, struct str back_url)
{
    struct ctx *ctx = &req->ctx;
    bool number = str_all_digits(secrets->login) && secrets->login.len == 12;
    struct secrets_view view = {.name = name, .password = secrets->password, .key_text = key_grouped(ctx->arena, secrets->totp_base32), .back_url = back_url,
                                .codes_count = RECOVERY_CODES};
    struct qr qr;

    view.login = number ? TF(ctx, "Số định danh cá nhân ({0})", arena_join(ctx->arena, S("********"), str_sub(secrets->login, 8, 4))) : secrets->login;
    memcpy(view.codes, secrets->recovery_codes, sizeof view.codes);
    TRY(qr_encode(ctx->arena, secrets->totp_uri, QR_MEDIUM, &qr));
    view.qr = qr_svg(ctx->arena, &qr, TS(ctx, "Mã QR cho ứng dụng tạo mã"), 192);
    struct html *out = page_begin(req, FACE_STAFF, T("Cách đăng nhập"));
    view_secrets(out, &view);
    return page_end(req, 200);
}

static enum err show(struct req *req, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct choice *what = arena_array(ctx->arena, struct choice, 3), *checked = arena_array(ctx->arena, struct choice, 1);

    what[0] = (struct choice){.value = S("code"), .label = TS(ctx, "Mất điện thoại, còn nhớ mật khẩu"), .hint = TS(ctx, "Cấp lại ứng dụng tạo mã và mã khôi phục; mật khẩu giữ nguyên")};
    what[1] = (struct choice){.value = S("all"), .label = TS(ctx, "Quên mật khẩu"), .hint = TS(ctx, "Cấp lại mật khẩu, ứng dụng tạo mã và mã khôi phục")};
    what[2] = (struct choice){.value = S("new"), .label = TS(ctx, "Chưa có tài khoản"), .hint = TS(ctx, "Cấp tài khoản mới")};
    checked[0] = (struct choice){.value = S("1"), .label = TS(ctx, "Tôi đã đối chiếu thẻ căn cước với người đang đứng trước mặt")};
    struct assist_view view = {
        .errors = *errors, .csrf = req->csrf_token,
        .number = {.name = S("number"), .label = TS(ctx, "Số định danh cá nhân"), .hint = TS(ctx, "12 chữ số trên thẻ căn cước"), .input_mode = S("numeric"),
                   .autocomplete = S("off"), .width = WIDTH_20, .max_chars = 20, .error = form_error_of(errors, S("number"))},
        .what = {.name = S("what"), .legend = TS(ctx, "Người dân cần gì?"), .items = what, .items_count = 3,
                 .value = req->http->method == HTTP_POST ? req_str(req, "what") : STR_NONE, .error = form_error_of(errors, S("what"))},
        .checked = {.name = S("checked"), .legend = TS(ctx, "Xác nhận"), .items = checked, .items_count = 1, .error = form_error_of(errors, S("checked"))},
    };
    struct html *out = page_begin(req, FACE_STAFF, T("Tài khoản của công dân"));

    view_assist(out, &view);
    return page_end(req, status);
}

enum err assist_page(struct req *req) { return show(req, &(struct form_errors){0}, 200); }

static enum err help(struct req *req, int64_t person_id, struct str what, struct user_secrets *ret_secrets)
{
    struct ctx *ctx = &req->ctx;
    struct user_counter counter = {.purpose = S("Hỗ trợ đăng nhập tại quầy; đã đối chiếu thẻ căn cước"), .place = req->session->unit_name, .unit_id = req->session->unit_id};
    struct user_new user = {.kind = S("citizen"), .login = arena_printf(ctx->arena, "%012lld", (long long)person_id), .counter = counter};

    if (str_eq(what, S("new")))
        return user_add(ctx, req->app->settings.data_dir, &user, ret_secrets);
    return user_reset_at_counter(ctx, req->app->settings.data_dir, person_id, str_eq(what, S("code")), &counter, ret_secrets);
}

enum err assist_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    struct user_secrets secrets;
    struct person person;
    int64_t person_id = req_person(req, "number");

    if (!person_id)
        form_error_add(req, &errors, S("number"), TS(ctx, "Hãy nhập số định danh trên thẻ căn cước."));
    if (str_empty(req_str(req, "what")))
        form_error_add(req, &errors, S("what"), TS(ctx, "Hãy chọn việc người dân cần."));
    if (!req_bool(req, "checked"))
        form_error_add(req, &errors, S("checked"), TS(ctx, "Hãy đối chiếu thẻ căn cước với người đến quầy rồi đánh dấu vào đây."));
    if (errors.items_count)
        return show(req, &errors, 422);
    enum err err = help(req, person_id, req_str(req, "what"), &secrets);
    if (err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_NOT_FOUND) {
        form_error_add(req, &errors, S("number"), i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return show(req, &errors, 422);
    }
    TRY(err);
    TRY(person_get(ctx, person_id, &person));
    return user_secrets_page(req, &secrets, person.full_name, S("/counter/account"));
}
