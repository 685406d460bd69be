/* day_pages.c: an officer runs a collection day: who is expected, who came, who came without an appointment. The same page prints as the list that is taken along
 * where there is no network; what was noted on paper is marked afterwards, as long as the day is not closed. */
#include "features/card/pages.h"
#include "features/notify/notify.h"
#include "views.h"

#define CARD_DAY_PURPOSE "Thu nhận thông tin cấp thẻ căn cước (Luật Căn cước 26/2023/QH15, Điều 23)"

static enum err day_of_path(struct req *req, struct card_collection *ret_collection)
{
    int64_t id;

    TRY(card_path_id(req, "day", &id));
    enum err err = card_collection_get(&req->ctx, id, ret_collection);
    if (err == ERR_NOT_FOUND) {
        req->ctx.fault = (struct fault){0};
        return fault(&req->ctx, ERR_NOT_FOUND, "card.no_collection", "collection", "Không có ngày thu nhận này.");
    }
    TRY(err);
    return card_check_unit(req, PERM_DOSSIER_PROCESS, ret_collection->unit_id);
}

static void rows_of(struct req *req, const struct card_booking *bookings, int count, bool can_mark, struct card_day_row *rows)
{
    struct ctx *ctx = &req->ctx;

    for (int i = 0; i < count; i++) {
        const struct card_booking *b = &bookings[i];
        rows[i] = (struct card_day_row){
            .time = card_minute_text(ctx, b->minute), .name = b->full_name, .birth = fmt_day(ctx->arena, b->birth), .sex = b->female ? TS(ctx, "Nữ") : TS(ctx, "Nam"),
            .number = person_number_masked(ctx->arena, b->person_id), .booking = arena_printf(ctx->arena, "%lld", (long long)b->booking_id),
            .version = arena_printf(ctx->arena, "%lld", (long long)b->version), .state = card_booking_tag(ctx, b->state),
            .can_mark = can_mark && b->minute >= 0, .is_booked = str_eq(b->state, S("booked"))};
        req_audit_about(req, b->person_id, S(CARD_DAY_PURPOSE), STR_NONE);
    }
}

static struct figure_list figures_of(struct ctx *ctx, const struct card_booking *bookings, int count)
{
    static const char *const states[] = {"booked", "collected", "absent"};
    struct figure *figures = arena_array(ctx->arena, struct figure, ARRAY_LEN(states));

    for (size_t s = 0; s < ARRAY_LEN(states); s++) {
        figures[s].label = i18n(ctx->lang, code_text_of(card_booking_states, str_of(states[s])));
        for (int i = 0; i < count; i++)
            figures[s].value += str_eq(bookings[i].state, str_of(states[s]));
    }
    return (struct figure_list){figures, ARRAY_LEN(states)};
}

static enum err show_day(struct req *req, const struct card_collection *c, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct card_booking *bookings;
    int count;

    TRY(card_booking_list(ctx, c->collection_id, &bookings, &count));
    struct str url = arena_printf(ctx->arena, "/work/cards/days/%lld", (long long)c->collection_id);
    struct card_day_row *rows = arena_array(ctx->arena, struct card_day_row, (size_t)count + 1);
    struct card_day_view view = {
        .back = {.url = arena_printf(ctx->arena, "/work/cards?unit=%lld", (long long)c->unit_id)}, .errors = *errors, .csrf = req->csrf_token, .place = c->place,
        .day = fmt_day(ctx->arena, c->day), .unit = territory_label(ctx, c->unit_id), .note = c->note, .mark_url = arena_join(ctx->arena, url, S("/mark")),
        .walk_in_url = arena_join(ctx->arena, url, S("/walk-in")), .end_url = arena_join(ctx->arena, url, S("/end")),
        .version = arena_printf(ctx->arena, "%lld", (long long)c->version), .is_open = str_eq(c->state, S("open")), .is_today = c->day.n <= card_today(ctx).n,
        .number = {.name = S("number"), .label = TS(ctx, "Số định danh cá nhân"), .hint = TS(ctx, "12 chữ số"), .error = form_error_of(errors, S("number")),
                   .input_mode = S("numeric"), .autocomplete = S("off"), .width = WIDTH_20, .max_chars = 20}};
    rows_of(req, bookings, count, view.is_open && view.is_today, rows);
    view.items = rows;
    view.items_count = count;
    view.figures = figures_of(ctx, bookings, count);
    if (!count)
        view.empty = (struct empty_state){.title = TS(ctx, "Chưa có ai đặt lịch"), .text = TS(ctx, "Người đến không hẹn được ghi ở dưới.")};
    struct html *out = page_begin(req, FACE_STAFF, T("Ngày thu nhận"));
    view_card_day(out, &view);
    return page_end(req, status);
}

enum err card_day_page(struct req *req)
{
    struct card_collection collection;

    TRY(day_of_path(req, &collection));
    return show_day(req, &collection, &(struct form_errors){0}, 200);
}

static enum err back_to(struct req *req, const struct card_collection *collection)
{
    return reply_redirect(req, arena_printf(req->ctx.arena, "/work/cards/days/%lld", (long long)collection->collection_id));
}

enum err card_mark_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card_collection collection;
    struct card_booking booking;

    TRY(day_of_path(req, &collection));
    enum err err = card_booking_get(ctx, req_i64(req, "booking", 0), &booking);
    if (err == ERR_NOT_FOUND || (err == OK && booking.collection_id != collection.collection_id)) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_NOT_FOUND, "card.no_booking", "", "Không có lịch hẹn này.");
    }
    TRY(err);
    TRY(card_booking_mark(ctx, booking.booking_id, req_i64(req, "version", 0), req_str(req, "state")));
    req_audit_about(req, booking.person_id, S(CARD_DAY_PURPOSE), req_str(req, "state"));
    return back_to(req, &collection);
}

enum err card_walk_in_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card_collection collection;
    struct form_errors errors = {0};
    int64_t person_id = req_person(req, "number"), booking_id;

    TRY(day_of_path(req, &collection));
    enum err err = person_id ? card_walk_in(ctx, collection.collection_id, person_id, &booking_id)
                             : fault(ctx, ERR_INVALID, "card.number", "number", "Hãy ghi số định danh gồm 12 chữ số.");
    if (err == ERR_INVALID) { /* refused before anything was written */
        form_error_add(req, &errors, S("number"), i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return show_day(req, &collection, &errors, 422);
    }
    TRY(err);
    req_audit_about(req, person_id, S(CARD_DAY_PURPOSE), S("walk_in"));
    return back_to(req, &collection);
}

enum err card_day_end_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card_collection collection;
    bool cancel = str_eq(req_str(req, "how"), S("cancel"));
    int64_t *people;
    int count;

    TRY(day_of_path(req, &collection));
    TRY(card_collection_end(ctx, collection.collection_id, req_i64(req, "version", 0), cancel, &people, &count));
    for (int i = 0; cancel && i < count; i++)
        TRY(notify_put(ctx, &(struct notify_message){.template_name = "card_day_cancelled", .person_id = people[i],
                                                     .args = {fmt_day(ctx->arena, collection.day), collection.place}, .args_count = 2}));
    return back_to(req, &collection);
}
