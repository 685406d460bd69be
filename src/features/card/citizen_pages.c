/* citizen_pages.c: a citizen's own card and those of the minors whom she represents: what is valid until when and why, and what to do next. */
#include "features/card/pages.h"
#include "views.h"

enum { SOON_DAYS = 90, FACTS_MAX = 6 };

static struct str end_text(struct ctx *ctx, const struct card *card)
{
    return day_is_none(card->valid_to) ? TS(ctx, "Không thời hạn") : fmt_day(ctx->arena, card->valid_to);
}

static void card_facts(struct ctx *ctx, const struct card_person *person, const struct card *card, struct summary_list *ret_list)
{
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, FACTS_MAX);
    int count = 0;

    rows[count++] = (struct summary_row){.key = TS(ctx, "Số thẻ"), .value = person_number_masked(ctx->arena, person->person_id)};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Loại thẻ"), .value = i18n(ctx->lang, code_text_of(card_kinds, card->kind))};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Ngày cấp"), .value = fmt_day(ctx->arena, card->issued_on), .source = card->issuer};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Giá trị đến"), .value = end_text(ctx, card)};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Vì sao là ngày ấy"), .value = card_validity_why(ctx, person->birth, card->issued_on)};
    *ret_list = (struct summary_list){.title = person->name, .items = rows, .items_count = count};
}

static void no_card(struct ctx *ctx, const struct card_person *person, struct card_of_person *ret)
{
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 1);
    int age = day_age(person->birth, card_today(ctx));

    rows[0] = (struct summary_row){.key = TS(ctx, "Thẻ căn cước"), .value = TS(ctx, "Chưa có thẻ nào được ghi nhận")};
    ret->facts = (struct summary_list){.title = person->name, .items = rows, .items_count = 1};
    if (age >= CARD_AGE)
        ret->advice = (struct notice){.title = TS(ctx, "Người từ đủ 14 tuổi phải có thẻ"), .text = TS(ctx, "Nộp hồ sơ cấp thẻ, rồi đặt lịch để chụp ảnh, thu nhận vân tay và mống mắt. Lần đầu không mất tiền."),
                                      .tone = TONE_SOON, .link_url = S("/services/cap-the-can-cuoc"), .link_text = TS(ctx, "Nộp hồ sơ cấp thẻ")};
    else
        ret->advice = (struct notice){.title = TS(ctx, "Dưới 14 tuổi: làm thẻ khi có nhu cầu"),
                                      .text = age < CARD_BIOMETRICS_AGE ? TS(ctx, "Trẻ dưới 6 tuổi không phải đến chụp ảnh, thu nhận vân tay.") : TS(ctx, "Trẻ từ 6 tuổi đến cùng người đại diện để chụp ảnh, thu nhận vân tay và mống mắt."),
                                      .tone = TONE_INFO, .link_url = S("/services/cap-the-can-cuoc-tre-em"), .link_text = TS(ctx, "Nộp hồ sơ cấp thẻ cho trẻ")};
}

static void advise(struct ctx *ctx, const struct card *card, struct card_of_person *ret)
{
    struct day today = card_today(ctx);

    if (str_eq(card->state, S("made")))
        ret->advice = (struct notice){.title = TS(ctx, "Thẻ đã làm xong"), .tone = TONE_DONE,
                                      .text = TF(ctx, "Hãy đến {0} nhận thẻ và mang theo thẻ cũ nếu có.", card->issuer)};
    else if (!str_eq(card->state, S("in_use")))
        ret->advice = (struct notice){.title = i18n(ctx->lang, code_text_of(card_states, card->state)), .tone = TONE_LATE,
                                      .text = TS(ctx, "Thẻ này không dùng được nữa. Hãy nộp hồ sơ cấp lại thẻ."),
                                      .link_url = S("/services/cap-lai-the-can-cuoc"), .link_text = TS(ctx, "Nộp hồ sơ cấp lại thẻ")};
    else if (card_expired(card, today))
        ret->advice = (struct notice){.title = TS(ctx, "Thẻ đã hết hạn"), .tone = TONE_LATE, .text = TS(ctx, "Nộp hồ sơ đổi thẻ, rồi đặt lịch thu nhận."),
                                      .link_url = S("/services/doi-the-can-cuoc"), .link_text = TS(ctx, "Nộp hồ sơ đổi thẻ")};
    else if (!day_is_none(card->valid_to) && card->valid_to.n - today.n <= SOON_DAYS)
        ret->advice = (struct notice){.title = TF(ctx, "Thẻ sắp hết hạn, còn {0} ngày", fmt_i64(ctx->arena, ctx->lang, card->valid_to.n - today.n)), .tone = TONE_SOON,
                                      .text = TS(ctx, "Nộp hồ sơ đổi thẻ, rồi đặt lịch thu nhận."),
                                      .link_url = S("/services/doi-the-can-cuoc"), .link_text = TS(ctx, "Nộp hồ sơ đổi thẻ")};
}

static enum err one(struct ctx *ctx, const struct card_person *person, struct card_of_person *ret)
{
    struct card *cards;
    struct card_booking booking;
    struct card_collection collection;
    int count;

    *ret = (struct card_of_person){.name = person->name};
    TRY(card_history(ctx, person->person_id, &cards, &count));
    if (count) {
        card_facts(ctx, person, &cards[0], &ret->facts);
        advise(ctx, &cards[0], ret);
    } else {
        no_card(ctx, person, ret);
    }
    enum err err = card_booking_of(ctx, person->person_id, &booking);
    if (err == OK) {
        TRY(card_collection_get(ctx, booking.collection_id, &collection));
        ret->booking_url = arena_printf(ctx->arena, "/cards/appointments/%lld", (long long)booking.booking_id);
        ret->booking_text = TF(ctx, "Lịch hẹn: {0} ngày {1}, {2}", card_minute_text(ctx, booking.minute), fmt_day(ctx->arena, collection.day), collection.place);
        return OK;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    if (day_age(person->birth, card_today(ctx)) >= CARD_BIOMETRICS_AGE)
        ret->book_url = arena_printf(ctx->arena, "/cards/book?who=%.*s", STR_ARG(person->pick));
    return OK;
}

enum err cards_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card_person *people;
    int count;

    TRY(card_people_of(req, &people, &count));
    struct card_of_person *items = arena_array(ctx->arena, struct card_of_person, (size_t)count);
    for (int i = 0; i < count; i++)
        TRY(one(ctx, &people[i], &items[i]));
    struct html *out = page_begin(req, FACE_CITIZEN, T("Thẻ căn cước"));
    view_cards(out, &(struct cards_view){items, count});
    return page_end(req, 200);
}
