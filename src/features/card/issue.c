/* issue.c: who may have a card, and what a decided application and a handing-over change (Law on Identity 26/2023/QH15 Art. 19, 23, 24). No SQL. */
#include "features/card/internal.h"

struct str card_request_code(enum card_request request)
{
    switch (request) {
    case CARD_FIRST: return S("first");
    case CARD_CHILD: return S("child");
    case CARD_EXCHANGE: return S("exchange");
    case CARD_REISSUE: return S("reissue");
    }
    return S("");
}

bool card_expired(const struct card *card, struct day on) { return !day_is_none(card->valid_to) && on.n > card->valid_to.n; }

enum err card_current(struct ctx *ctx, int64_t person_id, struct card *ret_card) { return card_store_in_state(ctx, person_id, S("in_use"), ret_card); }

static enum err has_card(struct ctx *ctx, int64_t person_id, struct str state, bool *ret_has)
{
    struct card card;
    enum err err = card_store_in_state(ctx, person_id, state, &card);

    *ret_has = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err person_of(struct ctx *ctx, const struct card_application *a, struct person *ret_person)
{
    enum err err = person_get(ctx, a->person_id, ret_person);

    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_INVALID, "card.unknown", "person", "Không có ai mang số định danh này trong cơ sở dữ liệu dân cư.");
    }
    TRY(err);
    if (!str_eq(ret_person->status, S("alive")))
        return fault(ctx, ERR_INVALID, "card.not_alive", "person", "Người này đã được ghi nhận là đã chết hoặc mất tích, không cấp thẻ được.");
    if (!str_eq(ret_person->nationality, S("VN")))
        return fault(ctx, ERR_INVALID, "card.nationality", "person", "Thẻ căn cước chỉ cấp cho công dân Việt Nam.");
    if (a->person_id != a->applicant_id && day_age(ret_person->birth, card_today(ctx)) >= 18)
        return fault(ctx, ERR_INVALID, "card.adult", "person", "Người này đã đủ 18 tuổi, phải tự làm thủ tục cho mình.");
    if (a->person_id != a->applicant_id)
        TRY(population_check_can_act_for(ctx, a->applicant_id, a->person_id, card_today(ctx)));
    return OK;
}

static enum err check_first(struct ctx *ctx, const struct card_application *a, int age, bool in_use)
{
    if (a->request == CARD_FIRST && age < CARD_AGE)
        return fault(ctx, ERR_INVALID, "card.under_14", "person", "Người chưa đủ 14 tuổi làm theo thủ tục cấp thẻ cho người dưới 14 tuổi, do người đại diện nộp.");
    if (a->request == CARD_CHILD && age >= CARD_AGE)
        return fault(ctx, ERR_INVALID, "card.from_14", "person", "Người này đã đủ 14 tuổi. Hãy chọn thủ tục cấp thẻ cho người từ đủ 14 tuổi trở lên.");
    if (in_use)
        return fault(ctx, ERR_INVALID, "card.has_card", "person", "Người này đã có thẻ. Hãy chọn thủ tục đổi thẻ hoặc cấp lại thẻ.");
    return OK;
}

static enum err check_again(struct ctx *ctx, const struct card_application *a, bool in_use)
{
    struct card *cards;
    int count;

    if (!card_code_known(a->request == CARD_EXCHANGE ? card_exchange_reasons : card_reissue_reasons, a->reason))
        return fault(ctx, ERR_INVALID, "card.reason", "reason", "Hãy chọn lý do trong danh sách.");
    if (a->request == CARD_EXCHANGE && !in_use)
        return fault(ctx, ERR_INVALID, "card.no_card", "person", "Chưa có thẻ nào đang sử dụng để đổi. Hãy chọn thủ tục cấp thẻ lần đầu hoặc cấp lại thẻ.");
    TRY(card_history(ctx, a->person_id, &cards, &count));
    if (count == 0)
        return fault(ctx, ERR_INVALID, "card.no_card", "person", "Chưa có thẻ nào được cấp. Hãy chọn thủ tục cấp thẻ lần đầu.");
    if (a->request == CARD_EXCHANGE && str_eq(a->reason, S("age")) && day_is_none(cards[0].valid_to))
        return fault(ctx, ERR_INVALID, "card.no_end", "reason", "Thẻ này không có thời hạn nên không phải đổi theo tuổi. Nếu vẫn muốn đổi, hãy chọn lý do khác.");
    return OK;
}

static enum err check(struct ctx *ctx, const struct card_application *a, struct person *ret_person)
{
    bool in_use, ready;

    TRY(person_of(ctx, a, ret_person));
    TRY(has_card(ctx, a->person_id, S("in_use"), &in_use));
    TRY(has_card(ctx, a->person_id, S("made"), &ready));
    ctx->fault = (struct fault){0};
    if (ready)
        return fault(ctx, ERR_CONFLICT, "card.ready", "person", "Thẻ của người này đã làm xong và đang chờ trao. Hãy đến nhận thẻ.");
    if (a->request == CARD_FIRST || a->request == CARD_CHILD)
        return check_first(ctx, a, day_age(ret_person->birth, card_today(ctx)), in_use);
    return check_again(ctx, a, in_use);
}

enum err card_check_application(struct ctx *ctx, const struct card_application *a)
{
    struct person person;
    return check(ctx, a, &person);
}

/* Not for children under six (Art. 23), and not where the matter is done wholly online (Decree 58/2026 Art. 5.10.b): the last portrait and fingerprints serve. */
static bool needs_biometrics(const struct card_application *a, int age)
{
    if (a->request == CARD_CHILD)
        return age >= CARD_BIOMETRICS_AGE;
    return !(a->request == CARD_EXCHANGE && str_eq(a->reason, S("boundary"))) &&
           !(a->request == CARD_REISSUE && (str_eq(a->reason, S("lost")) || str_eq(a->reason, S("damaged"))));
}

/* Since the card before was issued: what was taken for that one is in it. */
static enum err check_biometrics(struct ctx *ctx, const struct card_application *a, const struct person *person)
{
    struct card *cards;
    int count;
    bool collected;

    if (!needs_biometrics(a, day_age(person->birth, card_today(ctx))))
        return OK;
    TRY(card_history(ctx, a->person_id, &cards, &count));
    TRY(booking_store_collected_since(ctx, a->person_id, count ? cards[0].recorded_ms + 1 : 0, &collected));
    if (!collected)
        return fault(ctx, ERR_CONFLICT, "card.no_biometrics", "person",
                     "Chưa thu nhận ảnh, vân tay, mống mắt cho lần cấp thẻ này. Hãy hẹn ngày thu nhận, ghi nhận rồi phê duyệt.");
    return OK;
}

static enum err end_current(struct ctx *ctx, int64_t person_id, struct str state, struct day returned)
{
    struct card card;
    enum err err = card_current(ctx, person_id, &card);

    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return OK;
    }
    TRY(err);
    return card_store_end(ctx, card.card_id, state, returned);
}

enum err card_issue(struct ctx *ctx, const struct card_application *a, int64_t *ret_card_id)
{
    struct person person;

    TRY(check(ctx, a, &person));
    TRY(check_biometrics(ctx, a, &person));
    if (a->request == CARD_REISSUE && (str_eq(a->reason, S("lost")) || str_eq(a->reason, S("damaged"))))
        TRY(end_current(ctx, a->person_id, a->reason, DAY_NONE));
    struct day today = card_today(ctx);
    struct card card = {.person_id = a->person_id, .kind = S("can_cuoc"), .state = S("made"), .issued_on = today,
                        .valid_to = card_validity_of(person.birth, today).until, .issuer = a->issuer, .request = card_request_code(a->request),
                        .reason = a->reason, .dossier_id = a->dossier_id, .handed_on = DAY_NONE, .returned_on = DAY_NONE};
    TRY(card_store_insert(ctx, &card));
    TRY(card_standing_refresh(ctx, &a->person_id, 1));
    *ret_card_id = card.card_id;
    return OK;
}

enum err card_hand_over(struct ctx *ctx, int64_t card_id, int64_t version, bool old_returned)
{
    struct card card;
    enum err err = card_get(ctx, card_id, &card);

    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_NOT_FOUND, "card.unknown_card", "", "Không có thẻ này.");
    }
    TRY(err);
    if (!str_eq(card.state, S("made")))
        return fault(ctx, ERR_CONFLICT, "card.stale", "", "Thẻ này vừa được người khác ghi nhận. Hãy tải lại trang.");
    TRY(end_current(ctx, card.person_id, S("replaced"), old_returned ? card_today(ctx) : DAY_NONE));
    TRY(card_store_hand_over(ctx, card_id, version, card_today(ctx)));
    return card_standing_refresh(ctx, &card.person_id, 1);
}
