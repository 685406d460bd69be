/* counter_pages.c: the counter: a clerk starts a dossier for a citizen who stands there, or whose papers came by post.
 * The same screens follow; every record says that somebody else typed. Opening a person's data needs the person's
 * number from the card, and is audited with its purpose. */
#include "features/audit/audit.h"
#include "features/filing/filing_views.h"
#include "features/filing/pages.h"
#include "features/population/population.h"
#include "views.h"

static struct radio_field procedures(struct req *req, const struct form_errors *errors)
{
    int count, shown = 0;
    const struct procedure *const *list = procedure_list(&count);
    struct choice *choices = arena_array(req->ctx.arena, struct choice, (size_t)count);

    for (int i = 0; i < count; i++)
        if (list[i]->screens_count && procedure_find(list[i]->slug, day_of_ms(req->ctx.now_ms)))
            choices[shown++] = (struct choice){
                .value = list[i]->slug, .label = bilingual_text(req->ctx.lang, list[i]->name), .hint = list[i]->code};
    return (struct radio_field){.name = S("procedure"),
                                .legend = TS(&req->ctx, "Thủ tục"),
                                .items = choices,
                                .items_count = shown,
                                .value = req->http->method == HTTP_POST ? req_str(req, "procedure") : S(""),
                                .error = form_error_of(errors, S("procedure"))};
}

static struct radio_field channels(struct req *req)
{
    struct choice *choices = arena_array(req->ctx.arena, struct choice, 2);

    choices[0] = (struct choice){.value = S("1"),
                                 .label = TS(&req->ctx, "Trực tiếp tại quầy"),
                                 .hint = TS(&req->ctx, "Người dân có mặt và đồng ý để bạn nhập thay")};
    choices[1] = (struct choice){.value = S("3"), .label = TS(&req->ctx, "Qua bưu chính công ích")};
    return (struct radio_field){.name = S("channel"),
                                .legend = TS(&req->ctx, "Hồ sơ đến bằng cách nào?"),
                                .items = choices,
                                .items_count = 2,
                                .value = S("1")};
}

static enum err show(struct req *req, const struct form_errors *errors, int status)
{
    struct counter_view view = {
        .errors = *errors, .csrf = req->csrf_token, .procedure = procedures(req, errors), .channel = channels(req)};

    view.number = (struct text_field){.name = S("number"),
                                      .label = TS(&req->ctx, "Số định danh cá nhân của người dân"),
                                      .hint = TS(&req->ctx, "12 chữ số trên thẻ căn cước"),
                                      .input_mode = S("numeric"),
                                      .autocomplete = S("off"),
                                      .width = WIDTH_20,
                                      .max_chars = 20,
                                      .error = form_error_of(errors, S("number"))};
    struct html *out = page_begin(req, FACE_STAFF, T("Tiếp nhận tại quầy"));
    view_counter(out, &view);
    return page_end(req, status);
}

enum err counter_page(struct req *req)
{
    struct form_errors none = {0};
    return show(req, &none, 200);
}

/* Finds the person, and records who was looked up and why, in the transaction that starts the draft. */
static enum err find_citizen(struct req *req, int64_t person_id, struct form_errors *errors)
{
    struct audit_entry entry = {.action = S("counter.open"),
                                .person_id = person_id,
                                .unit_id = req->session->unit_id,
                                .purpose = S("Tiếp nhận hồ sơ tại quầy (Nghị định 118/2025/NĐ-CP)")};
    struct person person;
    enum err err = person_get(&req->ctx, person_id, &person);

    req->ctx.fault = (struct fault){0};
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(person.status, S("alive")))) {
        form_error_add(req, errors, S("number"),
                       err == OK
                           ? TS(&req->ctx, "Cơ sở dữ liệu dân cư ghi người này không còn sống hoặc mất tích.")
                           : TS(&req->ctx, "Không có người này trong cơ sở dữ liệu dân cư. Hãy đọc lại số trên thẻ."));
        entry.outcome = ERR_NOT_FOUND;
        err = OK;
    }
    TRY(err);
    return audit_put(&req->ctx, &entry);
}

enum err counter_post(struct req *req)
{
    const struct procedure *procedure = procedure_find(req_str(req, "procedure"), day_of_ms(req->ctx.now_ms));
    enum channel channel = (enum channel)req_i64(req, "channel", CHANNEL_DIRECT);
    int64_t person_id = req_person(req, "number"), draft_id;
    struct form_errors errors = {0};

    if (!procedure || !procedure->screens_count)
        form_error_add(req, &errors, S("procedure"), TS(&req->ctx, "Hãy chọn thủ tục."));
    if (!person_id)
        form_error_add(req, &errors, S("number"), TS(&req->ctx, "Hãy nhập số định danh trên thẻ căn cước."));
    else
        TRY(find_citizen(req, person_id, &errors));
    if (errors.items_count)
        return show(req, &errors, 422);
    TRY(draft_start(&req->ctx, procedure, person_id, channel, true, &draft_id));
    return reply_redirect(req, arena_printf(req->ctx.arena, "/drafts/%ld/screens/%.*s", (long)draft_id,
                                            STR_ARG(procedure->screens[0].id)));
}
