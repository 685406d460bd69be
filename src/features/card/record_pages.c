/* record_pages.c: one card as an officer sees it, and its handing over. */
#include "features/card/pages.h"
#include "views.h"

#define CARD_RECORD_PURPOSE "Trao thẻ căn cước (Luật Căn cước 26/2023/QH15, Điều 23)"

static enum err card_of_path(struct req *req, struct card *ret_card, struct person *ret_person)
{
    struct residence home;
    int64_t id;

    TRY(card_path_id(req, "card", &id));
    enum err err = card_get(&req->ctx, id, ret_card);
    if (err == OK)
        err = person_get(&req->ctx, ret_card->person_id, ret_person);
    if (err == OK)
        err = residence_current(&req->ctx, ret_card->person_id, false, &home);
    if (err == ERR_NOT_FOUND) { /* without a home the person is nobody's commune */
        req->ctx.fault = (struct fault){0};
        return fault(&req->ctx, ERR_NOT_FOUND, "card.unknown_card", "", "Không có thẻ này.");
    }
    TRY(err);
    return card_check_unit(req, PERM_DOSSIER_PROCESS, home.unit_id);
}

enum err card_record_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 10);
    struct choice *returned = arena_new(ctx->arena, struct choice);
    struct card card;
    struct person person;
    int count = 0;

    TRY(card_of_path(req, &card, &person));
    rows[count++] = (struct summary_row){.key = TS(ctx, "Số thẻ"), .value = person_number_masked(ctx->arena, card.person_id)};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Ngày sinh"), .value = fmt_day(ctx->arena, person.birth)};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Loại thẻ"), .value = i18n(ctx->lang, code_text_of(card_kinds, card.kind))};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Tình trạng"), .value = i18n(ctx->lang, code_text_of(card_states, card.state))};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Ngày cấp"), .value = fmt_day(ctx->arena, card.issued_on), .source = card.issuer};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Giá trị đến"), .value = day_is_none(card.valid_to) ? TS(ctx, "Không thời hạn") : fmt_day(ctx->arena, card.valid_to)};
    if (!day_is_none(card.handed_on))
        rows[count++] = (struct summary_row){.key = TS(ctx, "Ngày trao"), .value = fmt_day(ctx->arena, card.handed_on)};
    if (!day_is_none(card.returned_on))
        rows[count++] = (struct summary_row){.key = TS(ctx, "Nộp lại thẻ cũ"), .value = fmt_day(ctx->arena, card.returned_on)};
    *returned = (struct choice){.value = S("1"), .label = TS(ctx, "Đã thu lại thẻ cũ")};
    struct card_record_view view = {.back = {.url = S("/work/cards")}, .name = person.full_name, .why = card_validity_why(ctx, person.birth, card.issued_on),
                                    .csrf = req->csrf_token, .version = arena_printf(ctx->arena, "%lld", (long long)card.version),
                                    .action_url = arena_printf(ctx->arena, "/work/cards/card/%lld/hand-over", (long long)card.card_id),
                                    .facts = {.items = rows, .items_count = count},
                                    .returned = {.name = S("returned"), .legend = TS(ctx, "Thẻ cũ"), .items = returned, .items_count = 1},
                                    .can_hand_over = str_eq(card.state, S("made"))};
    req_audit_about(req, card.person_id, S(CARD_RECORD_PURPOSE), STR_NONE);
    struct html *out = page_begin(req, FACE_STAFF, T("Thẻ căn cước"));
    view_card_record(out, &view);
    return page_end(req, 200);
}

enum err card_hand_over_post(struct req *req)
{
    struct card card;
    struct person person;

    TRY(card_of_path(req, &card, &person));
    TRY(card_hand_over(&req->ctx, card.card_id, req_i64(req, "version", 0), req_bool(req, "returned")));
    req_audit_about(req, card.person_id, S(CARD_RECORD_PURPOSE), S("handed over"));
    return reply_redirect(req, arena_printf(req->ctx.arena, "/work/cards/card/%lld", (long long)card.card_id));
}
