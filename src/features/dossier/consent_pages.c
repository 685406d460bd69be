/* consent_pages.c: who must agree to a dossier, and the dossiers that belong together: shown to the citizen and to the officer, and the answers taken. */
#include "features/dossier/dossier_life.h"
#include "features/dossier/pages.h"
#include "views.h"

static struct str state_text(struct ctx *ctx, const struct dossier_consent *consent)
{
    if (str_eq(consent->state, S("asked")))
        return TS(ctx, "Chưa trả lời");
    struct str at = fmt_at(ctx->arena, consent->answered_ms);
    if (str_eq(consent->state, S("refused")))
        return TF(ctx, "Không đồng ý, {0}", at);
    return consent->officer_id ? TF(ctx, "Đã đồng ý tại quầy, {0}", at) : TF(ctx, "Đã đồng ý bằng tài khoản của mình, {0}", at);
}

enum err dossier_consents_list(struct ctx *ctx, const struct dossier *d, struct summary_list *ret_list, bool *ret_open)
{
    struct dossier_consent *consents;
    int count;

    TRY(dossier_consents(ctx, d->dossier_id, &consents, &count));
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, (size_t)count + 1);
    *ret_open = false;
    for (int i = 0; i < count; i++) {
        struct person person;
        TRY(person_get(ctx, consents[i].person_id, &person));
        *ret_open = *ret_open || !str_eq(consents[i].state, S("given"));
        struct str said = state_text(ctx, &consents[i]);
        rows[i] = (struct summary_row){.key = i18n(ctx->lang, dossier_consent_role_text(consents[i].role)),
                                       .value = arena_printf(ctx->arena, "%.*s: %.*s", STR_ARG(person.full_name), STR_ARG(said))};
    }
    *ret_open = *ret_open && !dossier_state_ended(d->state);
    *ret_list = (struct summary_list){.title = TS(ctx, "Người phải đồng ý"), .items = rows, .items_count = count};
    return OK;
}

enum err dossier_linked_table(struct ctx *ctx, const struct dossier *d, bool for_officer, struct table *ret_table)
{
    struct dossier_link_row *links;
    int count;

    *ret_table = (struct table){0};
    if (d->procedure->effect != EFFECT_LINKED)
        return OK;
    TRY(dossier_links(ctx, d->dossier_id, &links, &count));
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        const struct linked_step *step = &d->procedure->steps[links[i].seq];
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, 2);
        cells[0].text = bilingual_text(ctx->lang, step->text);
        if (links[i].child_id) {
            struct dossier child;
            TRY(dossier_get_id(ctx, links[i].child_id, &child));
            cells[0].url = for_officer ? dossier_work_url(ctx, child.code, "") : dossier_url(ctx, &child, "");
            cells[0].note = child.code;
            cells[1].tag = dossier_state_tag(ctx, child.state);
        } else if (links[i].note.len) {
            cells[1].text = i18n_str(ctx->lang, links[i].note);
        } else {
            cells[1].text = step->procedure.len ? TS(ctx, "Mở khi bước trước có kết quả")
                                                : TS(ctx, "Cơ quan khác giải quyết; hệ thống này chưa kết nối, hãy theo dõi ở cơ quan đó");
        }
        rows[i] = (struct table_row){.items = cells, .items_count = 2};
    }
    struct table_column *columns = arena_array(ctx->arena, struct table_column, 2);
    columns[0] = (struct table_column){.label = TS(ctx, "Thủ tục thành phần"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Tình trạng")};
    *ret_table = (struct table){.caption = TS(ctx, "Các bước liên thông"), .columns = columns, .columns_count = 2, .rows = rows, .rows_count = count};
    table_prepare(ret_table);
    return OK;
}

enum err dossier_is_asked(struct ctx *ctx, const struct dossier *d, bool *ret_asked)
{
    *ret_asked = false;
    if (!ctx->actor.person_id || ctx->actor.officer_id || dossier_state_ended(d->state))
        return OK;
    return dossier_store_is_asked(ctx, d->dossier_id, ctx->actor.person_id, ret_asked);
}

enum err consents_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct consents_view view = {0};
    int64_t *ids;
    int count;

    TRY(dossier_consents_open(ctx, req->session->person_id, &ids, &count));
    struct dossier_card *cards = arena_array(ctx->arena, struct dossier_card, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        struct dossier d;
        TRY(dossier_get_id(ctx, ids[i], &d));
        cards[i] = (struct dossier_card){.url = dossier_url(ctx, &d, ""), .code = d.code, .name = bilingual_text(ctx->lang, d.procedure->name),
                                         .due = TF(ctx, "{0} nộp ngày {1}", d.submitter_name, fmt_day(ctx->arena, day_of_ms(d.submitted_ms)))};
    }
    view.items = cards;
    view.items_count = count;
    if (!count)
        view.empty = (struct empty_state){TS(ctx, "Không có hồ sơ nào chờ bạn xác nhận"), TS(ctx, "Khi người khác nộp hồ sơ cần bạn đồng ý, ví dụ đăng ký kết hôn, bạn được báo và trả lời ở đây."),
                                          {0}, {0}};
    struct html *out = page_begin(req, FACE_CITIZEN, T("Chờ bạn xác nhận"));
    view_consents(out, &view);
    return page_end(req, 200);
}

enum err consent_post(struct req *req)
{
    struct dossier d;

    TRY(dossier_of_path(req, &d));
    TRY(dossier_consent_answer(&req->ctx, &d, req->session->person_id, str_eq(req_str(req, "answer"), S("give"))));
    return reply_redirect(req, dossier_url(&req->ctx, &d, ""));
}

/* At the counter: the officer types the number from the card that he holds. */
enum err work_consent_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    int64_t person_id = req_person(req, "consent_number");
    struct dossier d;

    TRY(dossier_of_path(req, &d));
    enum err err = person_id ? dossier_consent_answer(ctx, &d, person_id, str_eq(req_str(req, "answer"), S("give")))
                             : fault(ctx, ERR_INVALID, "dossier.consent_number", "consent_number", "Hãy nhập số định danh trên thẻ căn cước.");
    if (err == ERR_INVALID || err == ERR_NOT_FOUND) {
        form_error_add(req, &errors, S("consent_number"), i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return work_dossier_show(req, &d, &errors, 422);
    }
    TRY(err);
    return reply_redirect(req, dossier_work_url(ctx, d.code, ""));
}
