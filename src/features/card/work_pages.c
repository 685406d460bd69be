/* work_pages.c: the card desk of a commune: collection days, how many people wait in each list, and a new day. */
#include "features/agency/agency.h"
#include "features/card/pages.h"
#include "views.h"

enum { DAYS_BACK = 7, DAY_COLUMNS = 5, LIST_COLUMNS = 2 };

static struct str unit_query(struct ctx *ctx, const struct unit *unit) { return arena_printf(ctx->arena, "?unit=%lld", (long long)unit->unit_id); }

static enum err days_table(struct ctx *ctx, const struct unit *unit, struct table *ret_table)
{
    static const struct msg labels[DAY_COLUMNS] = {M_("Ngày"), M_("Địa điểm"), M_("Hình thức"), M_("Đã hẹn"), M_("Tình trạng")};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, DAY_COLUMNS);
    struct card_collection *days;
    int count;

    TRY(card_collection_list(ctx, unit->unit_id, (struct day){card_today(ctx).n - DAYS_BACK}, false, &days, &count));
    for (int c = 0; c < DAY_COLUMNS; c++)
        columns[c] = (struct table_column){.label = i18n(ctx->lang, labels[c]), .is_number = c == 3, .is_row_header = c == 0};
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, DAY_COLUMNS);
        bool is_open = str_eq(days[i].state, S("open"));
        cells[0] = (struct table_cell){.text = fmt_day(ctx->arena, days[i].day), .url = arena_printf(ctx->arena, "/work/cards/days/%lld", (long long)days[i].collection_id)};
        cells[1].text = days[i].place;
        cells[2].text = days[i].is_mobile ? TS(ctx, "Lưu động") : TS(ctx, "Tại trụ sở");
        cells[3].text = arena_printf(ctx->arena, "%d/%d", days[i].booked, days[i].capacity);
        cells[4].tag = is_open ? (struct tag){days[i].day.n == card_today(ctx).n ? TS(ctx, "Hôm nay") : TS(ctx, "Đang mở"), TONE_INFO}
                               : (struct tag){str_eq(days[i].state, S("closed")) ? TS(ctx, "Đã kết thúc") : TS(ctx, "Đã hủy"), TONE_NEUTRAL};
        rows[i] = (struct table_row){.items = cells, .items_count = DAY_COLUMNS, .is_link_row = true};
    }
    *ret_table = (struct table){.caption = TS(ctx, "Ngày thu nhận"), .is_dense = true, .columns = columns, .columns_count = DAY_COLUMNS, .rows = rows,
                                .rows_count = count};
    table_prepare(ret_table);
    return OK;
}

static enum err lists_table(struct ctx *ctx, const struct unit *unit, struct table *ret_table)
{
    struct table_column *columns = arena_array(ctx->arena, struct table_column, LIST_COLUMNS);
    struct table_row *rows = arena_array(ctx->arena, struct table_row, CARD_LIST_COUNT);

    columns[0] = (struct table_column){.label = TS(ctx, "Danh sách"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Số người"), .is_number = true};
    for (int list = 0; list < CARD_LIST_COUNT; list++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, LIST_COLUMNS);
        int64_t people;
        TRY(card_list_of_unit(ctx, (enum card_list)list, unit->unit_id, &people));
        cells[0] = (struct table_cell){.text = i18n(ctx->lang, card_list_text((enum card_list)list)),
                                       .url = arena_printf(ctx->arena, "/work/cards/lists/%s?unit=%lld", card_list_name((enum card_list)list), (long long)unit->unit_id)};
        cells[1].text = fmt_i64(ctx->arena, ctx->lang, people);
        rows[list] = (struct table_row){.items = cells, .items_count = LIST_COLUMNS};
    }
    *ret_table = (struct table){.caption = TS(ctx, "Danh sách vận động"), .is_dense = true, .columns = columns, .columns_count = LIST_COLUMNS, .rows = rows,
                                .rows_count = CARD_LIST_COUNT};
    table_prepare(ret_table);
    return OK;
}

enum err card_work_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card_work_view view = {0};
    struct unit unit;

    TRY(card_work_unit(req, &unit, &view.is_commune, &view.where, &view.has_where));
    view.unit = unit.name;
    if (view.is_commune) {
        TRY(days_table(ctx, &unit, &view.days));
        TRY(lists_table(ctx, &unit, &view.lists));
        view.new_url = arena_join(ctx->arena, S("/work/cards/new"), unit_query(ctx, &unit));
    }
    if (!view.is_commune)
        view.empty = (struct empty_state){.title = TS(ctx, "Chọn xã, phường để xem"), .text = TS(ctx, "Ngày thu nhận và danh sách vận động được xem theo từng xã, phường.")};
    else if (!view.days.rows_count)
        view.empty = (struct empty_state){.title = TS(ctx, "Chưa có ngày thu nhận nào"), .text = TS(ctx, "Mở một ngày để người dân đặt lịch."), .action_url = view.new_url,
                                          .action_text = TS(ctx, "Mở ngày thu nhận")};
    struct html *out = page_begin(req, FACE_STAFF, T("Căn cước"));
    view_card_work(out, &view);
    return page_end(req, 200);
}

/* --- a new day ------------------------------------------------------------------------------------------------------------------------ */
static struct text_field field(struct req *req, const char *name, struct str label, struct str fallback, enum field_width width, const struct form_errors *errors)
{
    struct str typed = req_str(req, name);
    return (struct text_field){.name = str_of(name), .label = label, .value = typed.len || errors->items_count ? typed : fallback,
                               .error = form_error_of(errors, str_of(name)), .width = width, .autocomplete = S("off")};
}

static enum err show_new(struct req *req, const struct unit *unit, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct choice *kinds = arena_array(ctx->arena, struct choice, 2);
    struct str kind = req_str(req, "kind");
    struct day day = req_day(req, "day");

    kinds[0] = (struct choice){.value = S("office"), .label = TS(ctx, "Tại trụ sở")};
    kinds[1] = (struct choice){.value = S("mobile"), .label = TS(ctx, "Lưu động tại thôn, tổ dân phố"), .hint = TS(ctx, "Ví dụ nhà văn hóa, trường học, nhà người đi lại khó khăn")};
    struct card_day_new_view view = {
        .back = {.url = arena_join(ctx->arena, S("/work/cards"), unit_query(ctx, unit))}, .errors = *errors, .csrf = req->csrf_token, .unit = unit->name,
        .unit_id = arena_printf(ctx->arena, "%lld", (long long)unit->unit_id),
        .kind = {.name = S("kind"), .legend = TS(ctx, "Hình thức"), .value = kind.len ? kind : S("office"), .items = kinds, .items_count = 2},
        .day = {.name = S("day"), .label = TS(ctx, "Ngày"), .value = day_is_none(day) ? S("") : fmt_day(ctx->arena, day), .error = form_error_of(errors, S("day"))},
        .place = field(req, "place", TS(ctx, "Địa điểm"), S(""), WIDTH_FULL, errors),
        .from = field(req, "from", TS(ctx, "Từ giờ"), S("07:30"), WIDTH_5, errors),
        .until = field(req, "until", TS(ctx, "Đến giờ"), S("11:30"), WIDTH_5, errors),
        .slot = field(req, "slot", TS(ctx, "Mỗi khung giờ dài (phút)"), S("30"), WIDTH_3, errors),
        .capacity = field(req, "capacity", TS(ctx, "Số người mỗi khung giờ"), S("4"), WIDTH_3, errors),
        .note = field(req, "note", TS(ctx, "Lưu ý cho người dân (không bắt buộc)"), S(""), WIDTH_FULL, errors),
    };
    view.slot.input_mode = view.capacity.input_mode = S("numeric");
    struct html *out = page_begin(req, FACE_STAFF, T("Mở ngày thu nhận"));
    view_card_day_new(out, &view);
    return page_end(req, status);
}

static enum err commune_of(struct req *req, struct unit *ret_unit)
{
    struct select_field where;
    bool is_commune, has_where;

    TRY(card_work_unit(req, ret_unit, &is_commune, &where, &has_where));
    return is_commune ? OK : fault(&req->ctx, ERR_INVALID, "unit.commune", "unit", "Hãy chọn xã, phường.");
}

enum err card_day_new_page(struct req *req)
{
    struct unit unit;

    TRY(commune_of(req, &unit));
    return show_new(req, &unit, &(struct form_errors){0}, 200);
}

/* "7:30", "07:30", "7h30"; -1: no time of day. */
static int minute_of(struct str text)
{
    int64_t hour, minute;
    ptrdiff_t at = str_find_char(text, ':') >= 0 ? str_find_char(text, ':') : str_find_char(text, 'h');

    if (at < 1 || str_parse_i64(str_sub(text, 0, (size_t)at), &hour) != OK || str_parse_i64(str_sub(text, (size_t)at + 1, text.len), &minute) != OK || hour < 0 ||
        hour > 24 || minute < 0 || minute > 59)
        return -1;
    return (int)(hour * 60 + minute);
}

enum err card_day_new_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    struct agency agency;
    struct unit unit;
    int64_t slot, capacity, id;

    TRY(commune_of(req, &unit));
    enum err err = agency_find_by_unit(ctx, unit.unit_id, S("police"), &agency);
    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_NOT_FOUND, "card.no_agency", "unit", "Xã, phường này chưa có cơ quan công an trong hệ thống.");
    }
    TRY(err);
    struct card_collection_plan plan = {
        .collection = {.agency_id = agency.agency_id, .unit_id = unit.unit_id, .is_mobile = str_eq(req_str(req, "kind"), S("mobile")), .place = req_str(req, "place"),
                       .note = req_str(req, "note"), .day = req_day(req, "day")},
        .from_minute = minute_of(req_str(req, "from")), .until_minute = minute_of(req_str(req, "until")),
        .slot_minutes = str_parse_i64(req_str(req, "slot"), &slot) == OK && slot > 0 && slot < 1440 ? (int)slot : 0,
        .people_a_slot = str_parse_i64(req_str(req, "capacity"), &capacity) == OK && capacity > 0 && capacity < 1000 ? (int)capacity : 0};
    err = card_collection_insert(ctx, &plan, &id);
    if (err == ERR_INVALID) { /* checked before anything was written */
        form_error_add(req, &errors, ctx->fault.field, i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return show_new(req, &unit, &errors, 422);
    }
    TRY(err);
    return reply_redirect(req, arena_printf(ctx->arena, "/work/cards/days/%lld", (long long)id));
}
