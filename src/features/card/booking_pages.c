/* booking_pages.c: a citizen takes, changes and gives up an appointment to have portrait, fingerprints and irises taken. */
#include "features/card/pages.h"
#include "views.h"

static enum err where_field(struct req *req, int64_t unit_id, struct select_field *ret_field)
{
    struct ctx *ctx = &req->ctx;
    struct unit province, *communes;
    int count;

    TRY(territory_find(ctx, req->app->settings.province_code, card_today(ctx), &province));
    TRY(territory_communes(ctx, province.unit_id, card_today(ctx), &communes, &count));
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count + 1);
    choices[0] = (struct choice){.value = S(""), .label = TS(ctx, "Chọn xã, phường")};
    for (int i = 0; i < count; i++)
        choices[i + 1] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)communes[i].unit_id), .label = communes[i].name};
    *ret_field = (struct select_field){.name = S("unit"), .label = TS(ctx, "Xã, phường"), .items = choices, .items_count = count + 1,
                                       .value = arena_printf(ctx->arena, "%lld", (long long)unit_id)};
    return OK;
}

/* Where she lives, when she has not chosen a place. */
static enum err unit_of(struct req *req, int64_t *ret_unit_id)
{
    struct residence home;

    *ret_unit_id = req_i64(req, "unit", 0);
    if (*ret_unit_id)
        return OK;
    enum err err = residence_current(&req->ctx, req->session->person_id, false, &home);
    if (err == OK)
        *ret_unit_id = home.unit_id;
    req->ctx.fault = (struct fault){0};
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err card_book_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card_person person;
    struct card_collection *days;
    int64_t unit_id, change = req_i64(req, "change", 0);
    int count, shown = 0;

    TRY(card_person_picked(req, req_str(req, "who"), &person));
    TRY(unit_of(req, &unit_id));
    struct card_book_view view = {.back = {.url = S("/cards")}, .who = person.pick, .who_name = person.name, .unit_name = territory_label(ctx, unit_id)};
    if (change)
        view.change = arena_printf(ctx->arena, "%lld", (long long)change);
    TRY(where_field(req, unit_id, &view.where));
    TRY(card_collection_list(ctx, unit_id, card_today(ctx), true, &days, &count));
    struct card_day_choice *items = arena_array(ctx->arena, struct card_day_choice, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        if (days[i].booked >= days[i].capacity)
            continue;
        items[shown++] = (struct card_day_choice){
            .day = fmt_day(ctx->arena, days[i].day), .place = days[i].place, .note = days[i].note,
            .free_text = TF(ctx, "Còn {0} chỗ", fmt_i64(ctx->arena, ctx->lang, days[i].capacity - days[i].booked)),
            .url = arena_printf(ctx->arena, "/cards/book/%lld?who=%.*s&change=%lld", (long long)days[i].collection_id, STR_ARG(person.pick), (long long)change)};
    }
    view.items = items;
    view.items_count = shown;
    if (!shown)
        view.empty = (struct empty_state){.title = TS(ctx, "Chưa có ngày thu nhận nào còn chỗ ở đây"),
                                          .text = TS(ctx, "Hãy chọn xã, phường khác, hoặc đến trực tiếp Công an xã, phường trong giờ làm việc.")};
    struct html *out = page_begin(req, FACE_CITIZEN, T("Đặt lịch làm thẻ căn cước"));
    view_card_book(out, &view);
    return page_end(req, 200);
}

/* --- the time ---------------------------------------------------------------------------------------------------------------------- */
static enum err slots_field(struct ctx *ctx, const struct card_collection *collection, struct str chosen, struct radio_field *ret_field)
{
    struct card_slot *slots;
    int count, free_count = 0;

    TRY(card_slot_list(ctx, collection->collection_id, &slots, &count));
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        if (slots[i].booked < slots[i].capacity && ms_of_day(collection->day, slots[i].minute) > ctx->now_ms)
            choices[free_count++] = (struct choice){.value = arena_printf(ctx->arena, "%d", slots[i].minute), .label = card_minute_text(ctx, slots[i].minute),
                                                    .hint = TF(ctx, "Còn {0} chỗ", fmt_i64(ctx->arena, ctx->lang, slots[i].capacity - slots[i].booked))};
    *ret_field = (struct radio_field){.name = S("minute"), .legend = TS(ctx, "Chọn giờ đến"), .value = chosen, .items = choices, .items_count = free_count};
    return OK;
}

static enum err show_slots(struct req *req, const struct card_collection *collection, const struct card_person *person, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct str id = arena_printf(ctx->arena, "%lld", (long long)collection->collection_id);
    int64_t change = req_i64(req, "change", 0);
    struct card_slots_view view = {.back = {.url = arena_printf(ctx->arena, "/cards/book?who=%.*s&unit=%lld&change=%lld", STR_ARG(person->pick),
                                                                (long long)collection->unit_id, (long long)change)},
                                   .errors = *errors, .csrf = req->csrf_token, .action_url = arena_printf(ctx->arena, "/cards/book/%.*s", STR_ARG(id)),
                                   .who = person->pick, .who_name = person->name, .day = fmt_day(ctx->arena, collection->day), .place = collection->place};

    if (change)
        view.change = arena_printf(ctx->arena, "%lld", (long long)change);
    TRY(slots_field(ctx, collection, req_str(req, "minute"), &view.slot));
    view.slot.error = form_error_of(errors, S("minute"));
    view.is_full = view.slot.items_count == 0;
    struct html *out = page_begin(req, FACE_CITIZEN, T("Chọn giờ làm thẻ"));
    view_card_slots(out, &view);
    return page_end(req, status);
}

static enum err collection_of(struct req *req, struct card_collection *ret_collection)
{
    int64_t id;

    TRY(card_path_id(req, "day", &id));
    enum err err = card_collection_get(&req->ctx, id, ret_collection);
    if (err == ERR_NOT_FOUND) {
        req->ctx.fault = (struct fault){0};
        return fault(&req->ctx, ERR_NOT_FOUND, "card.no_collection", "collection", "Không có ngày thu nhận này.");
    }
    return err;
}

enum err card_slots_page(struct req *req)
{
    struct card_collection collection;
    struct card_person person;

    TRY(collection_of(req, &collection));
    TRY(card_person_picked(req, req_str(req, "who"), &person));
    return show_slots(req, &collection, &person, &(struct form_errors){0}, 200);
}

enum err card_book_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card_collection collection;
    struct card_person person;
    struct form_errors errors = {0};
    int64_t booking_id, minute;

    TRY(collection_of(req, &collection));
    TRY(card_person_picked(req, req_str(req, "who"), &person));
    if (str_parse_i64(req_str(req, "minute"), &minute) != OK || minute < 0 || minute >= 24 * 60) {
        form_error_add(req, &errors, S("minute"), TS(ctx, "Hãy chọn giờ đến."));
        return show_slots(req, &collection, &person, &errors, 422);
    }
    enum err err = card_book(ctx, collection.collection_id, (int)minute, person.person_id, req_i64(req, "change", 0), &booking_id);
    if ((err == ERR_CONFLICT || err == ERR_INVALID) && !str_starts(ctx->fault.code, S("db.")))
        return err; /* the page of faults says it; the place that was given up comes back with the transaction */
    TRY(err);
    return reply_redirect(req, arena_printf(ctx->arena, "/cards/appointments/%lld?new=1", (long long)booking_id));
}

/* --- the appointment -------------------------------------------------------------------------------------------------------------------- */
/* Of the path, for the person herself or who represents her; ERR_NOT_FOUND for everybody else. */
static enum err my_booking(struct req *req, struct card_booking *ret_booking, struct card_person *ret_person)
{
    struct card_person *people;
    int64_t id;
    int count;

    TRY(card_path_id(req, "appointment", &id));
    enum err err = card_booking_get(&req->ctx, id, ret_booking);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    req->ctx.fault = (struct fault){0};
    TRY(card_people_of(req, &people, &count));
    for (int i = 0; err == OK && i < count; i++)
        if (people[i].person_id == ret_booking->person_id) {
            *ret_person = people[i];
            return OK;
        }
    return fault(&req->ctx, ERR_NOT_FOUND, "card.no_booking", "", "Không có lịch hẹn này.");
}

enum err card_appointment_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card_booking booking;
    struct card_collection collection;
    struct card_person person = {0};
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 6);
    int count = 0;

    TRY(my_booking(req, &booking, &person));
    TRY(card_collection_get(ctx, booking.collection_id, &collection));
    bool booked = str_eq(booking.state, S("booked"));
    rows[count++] = (struct summary_row){.key = TS(ctx, "Người làm thẻ"), .value = booking.full_name};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Thời gian"), .value = TF(ctx, "{0}, ngày {1}", card_minute_text(ctx, booking.minute), fmt_day(ctx->arena, collection.day))};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Địa điểm"), .value = arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(collection.place), STR_ARG(territory_label(ctx, collection.unit_id)))};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Mang theo"), .value = day_age(booking.birth, card_today(ctx)) < CARD_AGE
                                             ? TS(ctx, "Người đại diện đi cùng, mang thẻ căn cước của mình")
                                             : TS(ctx, "Thẻ cũ nếu có")};
    if (collection.note.len)
        rows[count++] = (struct summary_row){.key = TS(ctx, "Lưu ý"), .value = collection.note};
    struct card_appointment_view view = {
        .back = {.url = S("/cards")}, .is_new = req_bool(req, "new") && booked, .can_change = booked && ms_of_day(collection.day, booking.minute) > ctx->now_ms,
        .facts = {.items = rows, .items_count = count}, .csrf = req->csrf_token, .state = card_booking_tag(ctx, booking.state),
        .cancel_url = arena_printf(ctx->arena, "/cards/appointments/%lld/cancel", (long long)booking.booking_id),
        .change_url = arena_printf(ctx->arena, "/cards/book?who=%.*s&unit=%lld&change=%lld", STR_ARG(person.pick), (long long)collection.unit_id, (long long)booking.booking_id)};
    if (view.is_new)
        view.panel = (struct panel){.title = TS(ctx, "Đã đặt lịch"), .text = rows[1].value};
    struct html *out = page_begin(req, FACE_CITIZEN, T("Lịch hẹn làm thẻ căn cước"));
    view_card_appointment(out, &view);
    return page_end(req, 200);
}

enum err card_appointment_cancel_post(struct req *req)
{
    struct card_booking booking;
    struct card_person person;

    TRY(my_booking(req, &booking, &person));
    TRY(card_booking_cancel(&req->ctx, booking.booking_id));
    return reply_redirect(req, S("/cards"));
}
