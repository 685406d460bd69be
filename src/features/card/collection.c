/* collection.c: the rules of collection days and appointments: who may take a place, when it may be given up, what an officer may mark. No SQL. */
#include "features/card/internal.h"

enum { MINUTES_A_DAY = 24 * 60, PLACE_BYTES_MAX = 300, PEOPLE_A_SLOT_MAX = 50, SLOT_MINUTES_MIN = 5 };

static enum err unknown_collection(struct ctx *ctx)
{
    ctx->fault = (struct fault){0};
    return fault(ctx, ERR_NOT_FOUND, "card.no_collection", "collection", "Không có ngày thu nhận này.");
}

static enum err check_plan(struct ctx *ctx, const struct card_collection_plan *p)
{
    struct day today = card_today(ctx);

    if (str_empty(p->collection.place) || p->collection.place.len > PLACE_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "card.place", "place", "Hãy ghi địa điểm thu nhận, không quá 300 byte.");
    if (day_is_none(p->collection.day) || p->collection.day.n < today.n || p->collection.day.n > today.n + CARD_DAYS_AHEAD_MAX)
        return fault(ctx, ERR_INVALID, "card.day", "day", "Ngày thu nhận phải từ hôm nay và không quá 180 ngày tới.");
    if (p->from_minute < 0 || p->until_minute > MINUTES_A_DAY || p->from_minute >= p->until_minute)
        return fault(ctx, ERR_INVALID, "card.from", "from", "Giờ bắt đầu phải trước giờ kết thúc.");
    if (p->slot_minutes < SLOT_MINUTES_MIN || p->slot_minutes > p->until_minute - p->from_minute ||
        (p->until_minute - p->from_minute) / p->slot_minutes > CARD_SLOTS_MAX)
        return fault(ctx, ERR_INVALID, "card.slot", "slot", "Mỗi khung giờ dài ít nhất 5 phút và không dài hơn cả buổi; một ngày có nhiều nhất 96 khung giờ.");
    if (p->people_a_slot < 1 || p->people_a_slot > PEOPLE_A_SLOT_MAX)
        return fault(ctx, ERR_INVALID, "card.capacity", "capacity", "Mỗi khung giờ nhận từ 1 đến 50 người.");
    return OK;
}

enum err card_collection_insert(struct ctx *ctx, const struct card_collection_plan *plan, int64_t *ret_collection_id)
{
    struct card_collection collection = plan->collection;

    TRY(check_plan(ctx, plan));
    TRY(collection_store_insert(ctx, &collection));
    for (int minute = plan->from_minute; minute + plan->slot_minutes <= plan->until_minute; minute += plan->slot_minutes)
        TRY(collection_store_slot_insert(ctx, collection.collection_id, minute, plan->people_a_slot));
    *ret_collection_id = collection.collection_id;
    return OK;
}

enum err card_collection_end(struct ctx *ctx, int64_t collection_id, int64_t version, bool cancel, int64_t **ret_people, int *ret_count)
{
    struct card_collection collection;
    struct card_booking *bookings;
    int count, people = 0;

    enum err err = card_collection_get(ctx, collection_id, &collection);
    if (err == ERR_NOT_FOUND)
        return unknown_collection(ctx);
    TRY(err);
    if (!cancel && collection.day.n > card_today(ctx).n)
        return fault(ctx, ERR_CONFLICT, "card.too_early", "", "Chưa đến ngày thu nhận nên chưa kết thúc được. Nếu không tổ chức nữa, hãy hủy.");
    TRY(card_booking_list(ctx, collection_id, &bookings, &count));
    int64_t *list = arena_array(ctx->arena, int64_t, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        if (str_eq(bookings[i].state, S("booked")))
            list[people++] = bookings[i].person_id;
    TRY(collection_store_end(ctx, collection_id, version, cancel ? S("cancelled") : S("closed")));
    TRY(booking_store_end_all(ctx, collection_id, cancel ? S("cancelled") : S("absent")));
    *ret_people = list;
    *ret_count = people;
    return OK;
}

/* --- appointments ------------------------------------------------------------------------------------------------------------ */
static enum err open_collection(struct ctx *ctx, int64_t collection_id, struct card_collection *ret_collection)
{
    enum err err = card_collection_get(ctx, collection_id, ret_collection);

    if (err == ERR_NOT_FOUND)
        return unknown_collection(ctx);
    TRY(err);
    if (!str_eq(ret_collection->state, S("open")))
        return fault(ctx, ERR_CONFLICT, "card.collection_ended", "collection", "Ngày thu nhận này đã kết thúc hoặc đã hủy. Hãy chọn ngày khác.");
    return OK;
}

static enum err check_person(struct ctx *ctx, int64_t person_id)
{
    struct person person;
    enum err err = person_get(ctx, person_id, &person);

    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_INVALID, "card.unknown", "person", "Không có ai mang số định danh này trong cơ sở dữ liệu dân cư.");
    }
    TRY(err);
    if (!str_eq(person.status, S("alive")))
        return fault(ctx, ERR_INVALID, "card.not_alive", "person", "Người này đã được ghi nhận là đã chết hoặc mất tích, không cấp thẻ được.");
    return OK;
}

/* Gives up the old place first, so that the one open appointment a person is never two. */
static enum err give_up(struct ctx *ctx, int64_t booking_id, int64_t person_id)
{
    struct card_booking old;
    enum err err = card_booking_get(ctx, booking_id, &old);
    bool given;

    if (err == ERR_NOT_FOUND || (err == OK && old.person_id != person_id)) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_NOT_FOUND, "card.no_booking", "", "Không có lịch hẹn này.");
    }
    TRY(err);
    TRY(booking_store_state(ctx, booking_id, 0, S("booked"), S("cancelled")));
    return collection_store_take(ctx, old.collection_id, old.minute, -1, &given);
}

enum err card_book(struct ctx *ctx, int64_t collection_id, int minute, int64_t person_id, int64_t change_of, int64_t *ret_booking_id)
{
    struct card_collection collection;
    struct card_booking open, booking = {.collection_id = collection_id, .minute = minute, .person_id = person_id, .account_id = ctx->actor.account_id,
                                         .state = S("booked")};
    bool taken;

    TRY(open_collection(ctx, collection_id, &collection));
    TRY(check_person(ctx, person_id));
    if (ms_of_day(collection.day, minute) <= ctx->now_ms)
        return fault(ctx, ERR_INVALID, "card.past", "minute", "Khung giờ này đã qua. Hãy chọn khung giờ khác.");
    if (change_of)
        TRY(give_up(ctx, change_of, person_id));
    enum err err = card_booking_of(ctx, person_id, &open);
    if (err == OK)
        return fault(ctx, ERR_CONFLICT, "card.booked", "person", "Người này đã có một lịch hẹn. Hãy đổi hoặc hủy lịch hẹn ấy.");
    if (err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    TRY(collection_store_take(ctx, collection_id, minute, 1, &taken));
    if (!taken)
        return fault(ctx, ERR_CONFLICT, "card.full", "minute", "Khung giờ này vừa hết chỗ. Hãy chọn khung giờ khác.");
    TRY(booking_store_insert(ctx, &booking));
    *ret_booking_id = booking.booking_id;
    return OK;
}

enum err card_booking_cancel(struct ctx *ctx, int64_t booking_id)
{
    struct card_booking booking;
    struct card_collection collection;
    enum err err = card_booking_get(ctx, booking_id, &booking);

    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_NOT_FOUND, "card.no_booking", "", "Không có lịch hẹn này.");
    }
    TRY(err);
    TRY(card_collection_get(ctx, booking.collection_id, &collection));
    if (ctx->now_ms >= ms_of_day(collection.day, booking.minute))
        return fault(ctx, ERR_CONFLICT, "card.past", "", "Giờ hẹn đã qua nên không hủy được nữa.");
    return give_up(ctx, booking_id, booking.person_id);
}

static enum err check_day(struct ctx *ctx, const struct card_collection *collection)
{
    if (collection->day.n > card_today(ctx).n)
        return fault(ctx, ERR_CONFLICT, "card.too_early", "", "Chưa đến ngày thu nhận này.");
    return OK;
}

enum err card_booking_mark(struct ctx *ctx, int64_t booking_id, int64_t version, struct str state)
{
    struct card_booking booking;
    struct card_collection collection;
    enum err err = card_booking_get(ctx, booking_id, &booking);

    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_NOT_FOUND, "card.no_booking", "", "Không có lịch hẹn này.");
    }
    TRY(err);
    if (!str_eq(state, S("collected")) && !str_eq(state, S("absent")) && !str_eq(state, S("booked")))
        return fault(ctx, ERR_INVALID, "card.mark", "", "Hãy chọn đã thu nhận hoặc không đến.");
    if (booking.minute < 0 && !str_eq(state, S("collected")))
        return fault(ctx, ERR_INVALID, "card.mark", "", "Người đến không hẹn đã được ghi là đã thu nhận.");
    TRY(open_collection(ctx, booking.collection_id, &collection));
    TRY(check_day(ctx, &collection));
    return booking_store_state(ctx, booking_id, version, booking.state, state);
}

enum err card_walk_in(struct ctx *ctx, int64_t collection_id, int64_t person_id, int64_t *ret_booking_id)
{
    struct card_collection collection;
    struct card_booking open, booking = {.collection_id = collection_id, .minute = -1, .person_id = person_id, .state = S("collected"), .ended_ms = ctx->now_ms};
    bool given;

    TRY(open_collection(ctx, collection_id, &collection));
    TRY(check_day(ctx, &collection));
    TRY(check_person(ctx, person_id));
    enum err err = card_booking_of(ctx, person_id, &open);
    if (err == OK && open.collection_id == collection_id) { /* has an appointment today: that is the one */
        *ret_booking_id = open.booking_id;
        return booking_store_state(ctx, open.booking_id, 0, S("booked"), S("collected"));
    }
    if (err == OK) { /* came earlier than another day's appointment: that place is free again */
        TRY(booking_store_state(ctx, open.booking_id, 0, S("booked"), S("cancelled")));
        TRY(collection_store_take(ctx, open.collection_id, open.minute, -1, &given));
    } else if (err != ERR_NOT_FOUND) {
        return err;
    }
    ctx->fault = (struct fault){0};
    TRY(booking_store_insert(ctx, &booking));
    *ret_booking_id = booking.booking_id;
    return OK;
}
