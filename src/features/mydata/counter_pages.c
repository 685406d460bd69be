/* counter_pages.c: a citizen without a telephone asks at the counter: the officer prints for her what is held of her. He shows that she is there (number and date of birth from
 * her card); the log, which she can read, says who printed it and why. */
#include "features/mydata/internal.h"
#include "platform/crypto/crypto.h"
#include "views.h"

static enum err show(struct req *req, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    bool posted = req->http->method == HTTP_POST;
    struct choice *present = arena_array(ctx->arena, struct choice, 1);

    present[0] = (struct choice){.value = S("1"), .label = TS(ctx, "Người này có mặt, tự mình đề nghị in, và tôi đã đối chiếu với thẻ căn cước"), .checked = posted && req_bool(req, "present")};
    struct mydata_counter_view view = {
        .errors = *errors,
        .csrf = req->csrf_token,
        .number = {.name = S("number"), .label = TS(ctx, "Số định danh cá nhân của người dân"), .hint = TS(ctx, "12 chữ số trên thẻ căn cước"), .input_mode = S("numeric"), .autocomplete = S("off"),
                   .width = WIDTH_20, .max_chars = 20, .error = form_error_of(errors, S("number"))},
        .birth = {.name = S("birth"), .label = TS(ctx, "Ngày sinh trên thẻ"), .value = posted ? fmt_day(ctx->arena, req_day(req, "birth")) : STR_NONE, .error = form_error_of(errors, S("birth"))},
        .present = {.name = S("present"), .legend = TS(ctx, "Đề nghị của người dân"), .items = present, .items_count = 1, .error = form_error_of(errors, S("present"))},
    };
    struct html *out = page_begin(req, FACE_STAFF, T("In dữ liệu cho người dân"));
    view_mydata_counter(out, &view);
    return page_end(req, status);
}

enum err mydata_counter_page(struct req *req) { return show(req, &(struct form_errors){0}, 200); }

/* One answer for a number that nobody has and for a birth date that is another: the counter is no way to find out who exists. */
static enum err find(struct req *req, struct form_errors *errors, struct person *ret_person)
{
    struct ctx *ctx = &req->ctx;
    int64_t person_id = req_person(req, "number");
    struct day birth = req_day(req, "birth");
    enum err err = ERR_NOT_FOUND;

    if (!person_id)
        form_error_add(req, errors, S("number"), TS(ctx, "Hãy nhập số định danh trên thẻ căn cước."));
    if (day_is_none(birth))
        form_error_add(req, errors, S("birth"), TS(ctx, "Hãy nhập ngày sinh trên thẻ."));
    if (!req_bool(req, "present"))
        form_error_add(req, errors, S("present"), TS(ctx, "Chỉ in khi người dân có mặt và tự mình đề nghị."));
    if (errors->items_count)
        return OK;
    err = person_get(ctx, person_id, ret_person);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    if (err == OK && ret_person->birth.n == birth.n && str_eq(ret_person->status, S("alive")))
        return OK;
    if (err == OK) /* an attempt is a look, too */
        req_audit_about(req, person_id, T("Đề nghị in dữ liệu tại quầy, ngày sinh không khớp").vi, STR_NONE);
    form_error_add(req, errors, S("number"), TS(ctx, "Số định danh và ngày sinh không khớp với người nào đang sống trong cơ sở dữ liệu dân cư. Hãy đọc lại trên thẻ."));
    return OK;
}

enum err mydata_counter_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    struct extract extract;
    struct person person = {0};
    struct str pdf;

    TRY(find(req, &errors, &person));
    if (errors.items_count)
        return show(req, &errors, 422);
    ctx->lang = LANG_VI;
    TRY(extract_collect(ctx, &person, false, &extract));
    struct extract_paper paper = {.agency = req->session->unit_name, .officer = req->session->name, .site = req->app->settings.province_name,
                                  .public_url = req->app->settings.public_url, .demo = req->app->settings.demo,
                                  .digest = crypto_sha256_hex(ctx->arena, extract_json(ctx, &extract))};
    TRY(extract_pdf(ctx, &extract, &paper, &pdf));
    req_audit_about(req, person.person_id, T("In dữ liệu theo đề nghị của công dân có mặt tại quầy (Luật 91/2025/QH15 Điều 4)").vi, str_sub(paper.digest, 0, 16));
    return reply_bytes(req, 200, S("application/pdf"), S("du-lieu-cua-cong-dan.pdf"), pdf);
}
