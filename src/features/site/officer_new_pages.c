/* officer_new_pages.c: an administrator gives an officer an account. The secrets are on the answer to that one POST, to be printed and handed over. */
#include "features/agency/agency.h"
#include "features/identity/identity.h"
#include "features/site/pages.h"
#include "views.h"

static enum err show(struct req *req, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    bool posted = req->http->method == HTTP_POST;
    int count = 0, n = 0;

    while (agency_roles[count].name)
        count++;
    struct choice *roles = arena_array(ctx->arena, struct choice, (size_t)count + 1);
    roles[n++] = (struct choice){.label = TS(ctx, "Chưa giao vai trò")};
    for (int i = 0; i < count; i++)
        roles[n++] = (struct choice){.value = str_of(agency_roles[i].name), .label = i18n(ctx->lang, agency_roles[i].title)};
    struct officer_new_view view = {
        .errors = *errors, .csrf = req->csrf_token,
        .login = {.name = S("login"), .label = TS(ctx, "Tên đăng nhập"), .hint = TS(ctx, "Chữ thường a-z, số, dấu chấm, ví dụ: nguyen.van.a"), .autocomplete = S("off"),
                  .width = WIDTH_20, .max_chars = 40, .value = posted ? req_str(req, "login") : STR_NONE, .error = form_error_of(errors, S("login"))},
        .name = {.name = S("name"), .label = TS(ctx, "Họ và tên"), .autocomplete = S("off"), .max_chars = 100, .value = posted ? req_str(req, "name") : STR_NONE,
                 .error = form_error_of(errors, S("name"))},
        .title = {.name = S("title"), .label = TS(ctx, "Chức danh"), .autocomplete = S("off"), .max_chars = 100, .value = posted ? req_str(req, "title") : STR_NONE},
        .agency = {.name = S("agency"), .label = TS(ctx, "Mã cơ quan"), .hint = TS(ctx, "Ví dụ: H21.104 (Quyết định 20/2020/QĐ-TTg)"), .autocomplete = S("off"), .width = WIDTH_20,
                   .max_chars = 35, .value = req_str(req, "agency"), .error = form_error_of(errors, S("agency"))},
        .role = {.name = S("role"), .label = TS(ctx, "Vai trò"), .items = roles, .items_count = n, .value = posted ? req_str(req, "role") : STR_NONE,
                 .error = form_error_of(errors, S("role"))},
    };
    struct html *out = page_begin(req, FACE_STAFF, T("Thêm cán bộ"));
    view_admin_officer_new(out, &view);
    return page_end(req, status);
}

enum err admin_officer_new_page(struct req *req) { return show(req, &(struct form_errors){0}, 200); }

static enum err add(struct req *req, struct user_secrets *ret_secrets)
{
    struct ctx *ctx = &req->ctx;
    struct agency agency;
    struct user_new user = {.kind = S("officer"), .login = req_str(req, "login"), .name = req_str(req, "name"), .title = req_str(req, "title"), .role = req_str(req, "role")};
    enum err err = agency_find(ctx, req_str(req, "agency"), &agency);

    if (err == ERR_NOT_FOUND || (err == OK && !day_is_none(agency.valid_to) && agency.valid_to.n < day_of_ms(ctx->now_ms).n))
        return fault(ctx, ERR_INVALID, "user.agency", "agency", "Không có cơ quan mang mã này.");
    TRY(err);
    user.agency_id = agency.agency_id;
    return user_add(ctx, req->app->settings.data_dir, &user, ret_secrets);
}

enum err admin_officer_new_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    struct user_secrets secrets;
    enum err err = add(req, &secrets);

    if (err == ERR_INVALID || err == ERR_CONFLICT) {
        /* a role that holds only over a whole province complains about the unit, which here is the agency's */
        struct str field = str_eq(ctx->fault.field, S("unit")) ? S("role") : ctx->fault.field;
        form_error_add(req, &errors, field, i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return show(req, &errors, 422);
    }
    TRY(err);
    return user_secrets_page(req, &secrets, req_str(req, "name"), arena_printf(ctx->arena, "/admin/officers/%lld", (long long)secrets.officer_id));
}
