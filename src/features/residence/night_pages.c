/* night_pages.c: who stays in a commune in one night, by place, for the police of that commune. Each person that is shown gets a row in the log that she can
 * read herself; numbers are masked. Prints as a list for the evening round. */
#include "features/agency/agency.h"
#include "features/procedure/procedure.h"
#include "features/residence/pages.h"
#include "features/territory/territory.h"
#include "views.h"

enum { PAGE_ROWS = 100, NIGHT_TURNS_MINUTE = 5 * 60 };

/* The night that is meant by "tonight": until five in the morning, the one that is ending. */
static struct day tonight(const struct ctx *ctx)
{
    struct day today = day_of_ms(ctx->now_ms);
    return minute_of_ms(ctx->now_ms) < NIGHT_TURNS_MINUTE ? (struct day){today.n - 1} : today;
}

static struct str right_code(void)
{
    int count;
    const struct procedure *const *list = procedure_list(&count);

    for (int i = 0; i < count; i++)
        if (list[i]->effect == EFFECT_LODGING)
            return list[i]->code.len ? list[i]->code : list[i]->slug;
    return S("");
}

/* The commune asked for, else the officer's own; 0 when his unit is no commune and he has not chosen one. */
static enum err unit_of(struct req *req, struct unit *ret_unit, bool *ret_chosen)
{
    int64_t unit_id = req_i64(req, "unit", req->session->unit_id);
    enum err err = territory_get(&req->ctx, unit_id, ret_unit);

    if (err == ERR_NOT_FOUND) {
        req->ctx.fault = (struct fault){0};
        return fault(&req->ctx, ERR_NOT_FOUND, "unit.unknown", "unit", "Không có đơn vị hành chính này.");
    }
    TRY(err);
    *ret_chosen = ret_unit->level == UNIT_COMMUNE;
    return agency_check_can(&req->ctx, req->session->officer_id, req->route->perm, unit_id, right_code(), S(""));
}

/* An officer of the province chooses among its communes. */
static enum err where_field(struct req *req, const struct unit *unit, struct select_field *ret_field, bool *ret_has)
{
    struct ctx *ctx = &req->ctx;
    struct unit own, *communes;
    int count;

    *ret_has = false;
    TRY(territory_get(ctx, req->session->unit_id, &own));
    if (own.level == UNIT_COMMUNE)
        return OK;
    TRY(territory_communes(ctx, own.province_id, day_of_ms(ctx->now_ms), &communes, &count));
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count + 1);
    choices[0] = (struct choice){.value = S(""), .label = TS(ctx, "Chọn xã, phường")};
    for (int i = 0; i < count; i++)
        choices[i + 1] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)communes[i].unit_id), .label = communes[i].name};
    *ret_field = (struct select_field){.name = S("unit"), .label = TS(ctx, "Xã, phường"), .items = choices, .items_count = count + 1,
                                       .value = unit->level == UNIT_COMMUNE ? arena_printf(ctx->arena, "%lld", (long long)unit->unit_id) : S("")};
    *ret_has = true;
    return OK;
}

/* --- the list -------------------------------------------------------------------------------------------------------------- */
enum { COLUMNS = 6 };

static struct table group_table(struct ctx *ctx, const struct lodging_stay *stays, int count)
{
    static const struct msg labels[COLUMNS] = {M_("Họ và tên"), M_("Số giấy tờ"), M_("Ngày sinh"), M_("Đến"), M_("Đi"), M_("Thông báo lúc")};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table_row *lines = arena_array(ctx->arena, struct table_row, (size_t)count);

    for (int c = 0; c < COLUMNS; c++)
        columns[c] = (struct table_column){.label = i18n(ctx->lang, labels[c]), .is_row_header = c == 0};
    for (int i = 0; i < count; i++) {
        const struct lodging_row *row = &stays[i].row;
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0] = (struct table_cell){.text = row->guest_name, .note = row->reason};
        cells[1] = (struct table_cell){.text = lodging_number_masked(ctx, row->guest_number)};
        if (lodging_number_is_personal(row->guest_number) && !str_eq(row->matched, S("match")))
            cells[1].tag = (struct tag){i18n(ctx->lang, code_text_of(lodging_matches, row->matched)), TONE_SOON};
        cells[2].text = day_is_none(row->birth) ? S("") : fmt_day(ctx->arena, row->birth);
        cells[3].text = fmt_at(ctx->arena, row->arrived_ms);
        cells[4].text = fmt_day(ctx->arena, row->leaves);
        cells[5] = (struct table_cell){.text = fmt_at(ctx->arena, row->notified_ms), .tag = lodging_late_tag(ctx, row->late)};
        lines[i] = (struct table_row){.items = cells, .items_count = COLUMNS};
    }
    struct table table = {.caption = arena_printf(ctx->arena, "%.*s – %.*s", STR_ARG(stays->place_name), STR_ARG(stays->place_address)), .is_dense = true,
                          .columns = columns, .columns_count = COLUMNS, .rows = lines, .rows_count = count};
    table_prepare(&table);
    return table;
}

static struct lodging_night_group *groups_of(struct ctx *ctx, const struct lodging_stay *stays, int count, int *ret_groups)
{
    struct lodging_night_group *groups = arena_array(ctx->arena, struct lodging_night_group, (size_t)count + 1);
    int groups_count = 0;

    for (int from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && stays[to].lodging_place_id == stays[from].lodging_place_id; to++)
            continue;
        groups[groups_count++].table = group_table(ctx, &stays[from], to - from);
    }
    *ret_groups = groups_count;
    return groups;
}

static struct figure_list figures_of(struct ctx *ctx, const struct lodging_night_count *count)
{
    struct figure *figures = arena_array(ctx->arena, struct figure, 4);

    figures[0] = (struct figure){.label = TS(ctx, "Khách ở lại"), .value = count->guests};
    figures[1] = (struct figure){.label = TS(ctx, "Cơ sở có khách"), .value = count->places};
    figures[2] = (struct figure){.label = TS(ctx, "Thông báo trễ"), .value = count->late, .tone = count->late ? TONE_LATE : TONE_NEUTRAL};
    figures[3] = (struct figure){.label = TS(ctx, "Số giấy tờ không khớp"), .value = count->unmatched, .tone = count->unmatched ? TONE_SOON : TONE_NEUTRAL};
    return (struct figure_list){figures, 4};
}

static struct str next_url(struct ctx *ctx, const struct unit *unit, struct day night, const struct lodging_stay *last)
{
    return arena_printf(ctx->arena, "/work/lodging?unit=%lld&night=%.*s&after_place=%lld&after=%lld", (long long)unit->unit_id,
                        STR_ARG(day_iso(ctx->arena, night)), (long long)last->lodging_place_id, (long long)last->row.lodging_id);
}

static enum err list_fill(struct req *req, const struct unit *unit, struct day night, struct lodging_night_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct lodging_night_count totals;
    struct lodging_stay *stays;
    int count;
    bool more;

    TRY(lodging_night_count(ctx, unit->unit_id, night, &totals));
    TRY(lodging_night(ctx, unit->unit_id, night, req_i64(req, "after_place", 0), req_i64(req, "after", 0), PAGE_ROWS, &stays, &count, &more));
    for (int i = 0; i < count; i++)
        if (stays[i].row.person_id)
            req_audit_about(req, stays[i].row.person_id, S("Nắm người lưu trú trên địa bàn (Luật Cư trú 68/2020/QH14, Điều 30)"), STR_NONE);
    view->figures = figures_of(ctx, &totals);
    view->groups = groups_of(ctx, stays, count, &view->groups_count);
    if (more)
        view->pages = (struct pagination){.next_url = next_url(ctx, unit, night, &stays[count - 1]), .label = TS(ctx, "Danh sách khách lưu trú")};
    if (!count)
        view->empty = (struct empty_state){.title = TS(ctx, "Chưa có khách nào được thông báo cho đêm này"),
                                           .text = TS(ctx, "Danh sách cập nhật ngay khi chủ cơ sở lưu trú gửi thông báo.")};
    return OK;
}

enum err lodging_night_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct day night = req_day(req, "night");
    struct lodging_night_view view = {0};
    struct unit unit;
    bool chosen = false;

    if (day_is_none(night))
        night = tonight(ctx);
    TRY(unit_of(req, &unit, &chosen));
    TRY(where_field(req, &unit, &view.where, &view.has_where));
    if (chosen)
        TRY(list_fill(req, &unit, night, &view));
    else
        view.empty = (struct empty_state){.title = TS(ctx, "Chọn xã, phường để xem"), .text = TS(ctx, "Danh sách khách lưu trú được xem theo từng xã, phường.")};
    view.unit = unit.name;
    view.night = fmt_day(ctx->arena, night);
    view.next_day = fmt_day(ctx->arena, (struct day){night.n + 1});
    view.day = (struct date_field){.name = S("night"), .label = TS(ctx, "Đêm"), .value = view.night};
    struct html *out = page_begin(req, FACE_STAFF, T("Lưu trú đêm nay"));
    view_lodging_night(out, &view);
    return page_end(req, 200);
}
