/* account_pages.c: one's own account: who I am here, where I am signed in, password, language and display. */
#include "features/identity/pages.h"
#include "views.h"

static struct str note_text(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str note = req_str(req, "note");

    if (str_eq(note, S("password")))
        return TS(ctx, "Đã đổi mật khẩu. Các thiết bị khác đã đăng xuất.");
    if (str_eq(note, S("saved")))
        return TS(ctx, "Đã lưu.");
    if (str_eq(note, S("ended")))
        return TS(ctx, "Đã đăng xuất thiết bị.");
    if (str_eq(note, S("code-app")))
        return TS(ctx, "Từ nay hãy dùng ứng dụng tạo mã mới khi đăng nhập.");
    if (str_eq(note, S("recovery")))
        return TS(ctx, "Bạn vừa đăng nhập bằng mã khôi phục; mã đó không dùng lại được. Nếu đã mất điện thoại, hãy nối ứng dụng tạo mã mới.");
    return STR_NONE;
}

static void who_rows(struct req *req, const struct account *account, struct summary_list *list)
{
    struct ctx *ctx = &req->ctx;
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 4);
    int count = 0;

    rows[count++] = (struct summary_row){.key = TS(ctx, "Họ và tên"), .value = account->name};
    if (req->session->officer_id) {
        rows[count++] = (struct summary_row){.key = TS(ctx, "Tên đăng nhập"), .value = account->login};
        rows[count++] = (struct summary_row){.key = TS(ctx, "Cơ quan"), .value = req->session->unit_name};
    } else {
        rows[count++] = (struct summary_row){.key = TS(ctx, "Số định danh cá nhân"), .value = account->login};
        rows[count++] = (struct summary_row){.key = TS(ctx, "Mức tài khoản"),
                                             .value = account->level >= 2 ? TS(ctx, "Mức 2: dùng được mọi dịch vụ") : TS(ctx, "Mức 1: xem dữ liệu của mình")};
    }
    list->items = rows;
    list->items_count = count;
}

static enum err session_items(struct req *req, struct account_view *view)
{
    struct session_row *rows;
    struct session_item *items;
    int count;

    TRY(session_list(&req->ctx, &req->app->settings, req->session->account_id, &rows, &count));
    items = arena_array(req->ctx.arena, struct session_item, (size_t)count);
    for (int i = 0; i < count; i++)
        items[i] = (struct session_item){
            .id = arena_printf(req->ctx.arena, "%lld", (long long)rows[i].session_id), .device = rows[i].device,
            .since = {rows[i].created_ms}, .seen = {rows[i].seen_ms}, .is_this = rows[i].session_id == req->session->session_id};
    view->sessions = items;
    view->sessions_count = count;
    view->has_others = count > 2;
    return OK;
}

enum err account_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    static const struct choice langs[] = {{.value = S_INIT("vi"), .label = S_INIT("Tiếng Việt")}, {.value = S_INIT("en"), .label = S_INIT("English")}};
    struct account_view view = {.csrf = req->csrf_token, .is_citizen = (req->session->perms >> PERM_CITIZEN & 1) != 0};
    struct choice *display = arena_array(ctx->arena, struct choice, 2);
    struct account account;

    TRY(account_get(ctx, req->session->account_id, &account));
    view.notice = (struct notice){.text = note_text(req), .tone = TONE_DONE};
    who_rows(req, &account, &view.who);
    TRY(session_items(req, &view));
    TRY(recovery_count(ctx, account.account_id, &view.recovery_left));
    view.lang = (struct radio_field){.name = S("lang"), .legend = TS(ctx, "Ngôn ngữ"), .value = ctx->lang == LANG_EN ? S("en") : S("vi"),
                                     .items = langs, .items_count = 2, .in_a_row = true};
    display[0] = (struct choice){.value = S("large-text"), .label = TS(ctx, "Chữ to"), .checked = account.large_text};
    display[1] = (struct choice){.value = S("high-contrast"), .label = TS(ctx, "Tương phản cao"), .checked = account.high_contrast};
    view.display = (struct checkbox_field){.name = S("display"), .legend = TS(ctx, "Hiển thị"), .items = display, .items_count = 2};
    struct html *out = page_begin(req, identity_face(req), T("Tài khoản của tôi"));
    view_account(out, &view);
    return page_end(req, 200);
}

/* The choice of this browser goes before the account's, so both are set. */
static void display_cookie(struct req *req, const char *name, const char *value)
{
    reply_header(req, S("Set-Cookie"), arena_printf(req->ctx.arena, "%s=%s; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly%s", name, value,
                                                    req->app->settings.secure_cookies ? "; Secure" : ""));
}

enum err account_preferences_post(struct req *req)
{
    bool english = str_eq(req_str(req, "lang"), S("en")), large = false, contrast = false;

    for (int i = 0; i < req_count(req, "display"); i++) {
        large |= str_eq(req_str_at(req, "display", i), S("large-text"));
        contrast |= str_eq(req_str_at(req, "display", i), S("high-contrast"));
    }
    TRY(account_set_preferences(&req->ctx, req->session->account_id, english ? LANG_EN : LANG_VI, large, contrast));
    display_cookie(req, COOKIE_LANG, english ? "en" : "vi");
    display_cookie(req, COOKIE_TEXT, large ? "large" : "normal");
    display_cookie(req, COOKIE_CONTRAST, contrast ? "high" : "normal");
    return reply_redirect(req, S("/account?note=saved"));
}

enum err account_session_end_post(struct req *req)
{
    int64_t session_id;

    if (str_parse_i64(req_path(req, "id"), &session_id) != OK)
        return ERR_NOT_FOUND;
    TRY(session_end(&req->ctx, req->session->account_id, session_id));
    return reply_redirect(req, S("/account?note=ended"));
}

enum err account_sessions_end_post(struct req *req)
{
    int64_t ended;

    TRY(session_end_all(&req->ctx, req->session->account_id, req->session->session_id, &ended));
    return reply_redirect(req, S("/account?note=ended"));
}

/* --- password --------------------------------------------------------------------------------------------------------------- */
static enum err password_show(struct req *req, int status, struct form_errors errors)
{
    struct ctx *ctx = &req->ctx;
    struct account_password_view view = {.errors = errors, .csrf = req->csrf_token};

    view.current = (struct password_field){.name = S("current"), .label = TS(ctx, "Mật khẩu hiện tại"), .error = form_error_of(&errors, S("current"))};
    view.password = (struct password_field){
        .name = S("password"), .label = TS(ctx, "Mật khẩu mới"), .error = form_error_of(&errors, S("password")), .is_new = true,
        .hint = req->session->officer_id ? TS(ctx, "Ít nhất 12 ký tự. Một câu ngắn dễ nhớ là tốt nhất; không cần chữ hoa hay ký hiệu.")
                                         : TS(ctx, "Ít nhất 8 ký tự. Một câu ngắn dễ nhớ là tốt nhất; không cần chữ hoa hay ký hiệu.")};
    view.again = (struct password_field){.name = S("again"), .label = TS(ctx, "Nhập lại mật khẩu mới"), .error = form_error_of(&errors, S("again")), .is_new = true};
    struct html *out = page_begin(req, identity_face(req), T("Đổi mật khẩu"));
    view_account_password(out, &view);
    return page_end(req, status);
}

enum err account_password_page(struct req *req) { return password_show(req, 200, (struct form_errors){0}); }

enum err account_password_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    struct account account;
    struct str error;

    if (!str_eq(req_str(req, "password"), req_str(req, "again"))) {
        form_error_add(req, &errors, S("again"), TS(ctx, "Hai lần nhập mật khẩu mới không giống nhau."));
        return password_show(req, 422, errors);
    }
    TRY(account_check_current(req, &account, &error));
    if (error.len) {
        form_error_add(req, &errors, S("current"), error);
        return password_show(req, 422, errors);
    }
    enum err err = account_change_password(ctx, req->session->account_id, req_str(req, "current"), req_str(req, "password"), req->session->session_id);
    if (err == ERR_INVALID) {
        form_error_add(req, &errors, ctx->fault.field, i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return password_show(req, 422, errors);
    }
    TRY(err);
    return reply_redirect(req, S("/account?note=password"));
}
