/* reorganisation_pages.c: the decrees, one decree with its preview or its progress and its divided communes, and the public look-up of former names. */
#include "features/agency/agency.h"
#include "features/reorganisation/pages.h"
#include "views.h"

enum { SPLITS_SHOWN = 50, FOUND_MAX = 20 };

struct str reorganisation_url(struct ctx *ctx, struct day effective_on)
{
    return arena_printf(ctx->arena, "/reorganisations/%.*s", STR_ARG(day_iso(ctx->arena, effective_on)));
}

struct str reorganisation_split_url(struct ctx *ctx, struct day effective_on, int64_t unit_id, const char *behind)
{
    return arena_printf(ctx->arena, "/reorganisations/%.*s/units/%lld%s", STR_ARG(day_iso(ctx->arena, effective_on)), (long long)unit_id, behind);
}

struct str reorganisation_names(struct ctx *ctx, const struct unit *units, int count)
{
    struct buf names;

    buf_init(&names, ctx->arena, 64);
    for (int i = 0; i < count; i++) {
        if (i)
            buf_lit(&names, "; ");
        buf_put(&names, units[i].name);
    }
    return buf_str(&names);
}

enum err reorganisation_of_path(struct req *req, struct reorganisation *ret_reorganisation)
{
    struct day day;

    if (day_parse_iso(req_path(req, "day"), &day) != OK)
        return ERR_NOT_FOUND;
    return reorganisation_get(&req->ctx, day, ret_reorganisation);
}

static enum tone tone_of(enum reorganisation_state state)
{
    switch (state) {
    case REORGANISATION_PLANNED: return TONE_NEUTRAL;
    case REORGANISATION_APPLYING: return TONE_INFO;
    case REORGANISATION_WAITING: return TONE_SOON;
    case REORGANISATION_DONE: return TONE_DONE;
    }
    return TONE_NEUTRAL;
}

static struct table table_new(struct ctx *ctx, struct str caption, const struct table_column *columns, int columns_count, int rows)
{
    struct table_column *copy = arena_array(ctx->arena, struct table_column, (size_t)columns_count);

    memcpy(copy, columns, (size_t)columns_count * sizeof *copy);
    return (struct table){.caption = caption, .columns = copy, .columns_count = columns_count, .rows = arena_array(ctx->arena, struct table_row, (size_t)rows)};
}

static struct table_cell *row_add(struct ctx *ctx, struct table *table)
{
    struct table_cell *cells = arena_array(ctx->arena, struct table_cell, (size_t)table->columns_count);

    table->rows[table->rows_count++] = (struct table_row){.items = cells, .items_count = table->columns_count};
    return cells;
}

static struct str number(struct ctx *ctx, int64_t n) { return fmt_i64(ctx->arena, ctx->lang, n); }

enum err reorganisations_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct reorganisation *list;
    int count;

    TRY(reorganisation_list(ctx, &list, &count));
    const struct table_column columns[] = {{TS(ctx, "Từ ngày"), .is_row_header = true}, {TS(ctx, "Chuyển toàn bộ"), true}, {TS(ctx, "Đơn vị bị chia"), true}, {TS(ctx, "Tình trạng")}};
    struct reorganisations_view view = {
        .table = table_new(ctx, TS(ctx, "Các đợt sắp xếp đơn vị hành chính"), columns, ARRAY_LEN(columns), count),
        .empty = {.title = TS(ctx, "Chưa có đợt sắp xếp nào"), .text = TS(ctx, "Người vận hành nhập danh sách bằng lệnh congdan import units.")},
    };
    view.table.caption_hidden = true;
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = row_add(ctx, &view.table);
        cells[0] = (struct table_cell){.text = fmt_day(ctx->arena, list[i].decree.effective_on), .url = reorganisation_url(ctx, list[i].decree.effective_on)};
        cells[1].text = number(ctx, list[i].decree.full);
        cells[2].text = number(ctx, list[i].decree.divided);
        cells[3].tag = (struct tag){i18n(ctx->lang, reorganisation_state_text(list[i].state)), tone_of(list[i].state)};
    }
    table_prepare(&view.table);
    struct html *out = page_begin(req, FACE_STAFF, T("Các đợt sắp xếp đơn vị hành chính"));
    view_reorganisations(out, &view);
    return page_end(req, 200);
}

/* --- one decree ------------------------------------------------------------------------------------------------------------------- */

static enum err preview(struct ctx *ctx, const struct reorganisation *r, struct reorganisation_view *view)
{
    struct reorganisation_counts counts;
    struct reorganisation_preview p;
    const struct table_column columns[] = {{TS(ctx, "Nội dung"), .is_row_header = true}, {TS(ctx, "Tự chuyển"), true}, {TS(ctx, "Chờ chọn nơi"), true},
                                           {TS(ctx, "Đơn vị không có kế thừa"), true}};
    const struct table_column unit_columns[] = {{TS(ctx, "Mã")}, {TS(ctx, "Tên"), .is_row_header = true}};

    TRY(reorganisation_count(ctx, &counts));
    TRY(reorganisation_preview(ctx, r->decree.effective_on, &counts, &p));
    view->is_planned = true;
    view->preview = table_new(ctx, TS(ctx, "Số sẽ chuyển"), columns, ARRAY_LEN(columns), SUBJECT_COUNT);
    for (int i = 0; i < SUBJECT_COUNT; i++) {
        struct table_cell *cells = row_add(ctx, &view->preview);
        cells[0].text = i18n(ctx->lang, reorganisation_subject_text((enum reorganisation_subject)i));
        cells[1].text = number(ctx, p.moving[i]);
        cells[2].text = number(ctx, p.deciding[i]);
        cells[3].text = number(ctx, p.stranded[i]);
    }
    table_prepare(&view->preview);
    view->without_link_text = TF(ctx, "{0} đơn vị kết thúc mà không có dòng kế thừa: hãy kiểm tra tệp, hoặc giao lại cán bộ ở đó.", number(ctx, p.without_link_total));
    view->without_link = table_new(ctx, TS(ctx, "Đơn vị không có kế thừa"), unit_columns, ARRAY_LEN(unit_columns), p.without_link_count);
    for (int i = 0; i < p.without_link_count; i++) {
        struct table_cell *cells = row_add(ctx, &view->without_link);
        cells[0].text = p.without_link[i].code;
        cells[1].text = territory_label(ctx, p.without_link[i].unit_id);
    }
    table_prepare(&view->without_link);
    return OK;
}

static enum err steps(struct ctx *ctx, const struct reorganisation *r, struct reorganisation_view *view)
{
    struct reorganisation_step *list;
    int count;
    const struct table_column columns[] = {{TS(ctx, "Bước"), .is_row_header = true}, {TS(ctx, "Đã chuyển"), true}, {TS(ctx, "Tình trạng")}};

    TRY(reorganisation_steps(ctx, r->decree.effective_on, &list, &count));
    view->steps = table_new(ctx, TS(ctx, "Các bước"), columns, ARRAY_LEN(columns), count);
    view->steps.caption_hidden = true;
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = row_add(ctx, &view->steps);
        bool begun = list[i].seen || list[i].moved;
        cells[0] = (struct table_cell){.text = i18n(ctx->lang, list[i].text), .note = list[i].seen ? TF(ctx, "đã xem {0}", number(ctx, list[i].seen)) : STR_NONE};
        cells[1].text = number(ctx, list[i].moved);
        cells[2].tag = list[i].done ? (struct tag){TS(ctx, "Xong"), TONE_DONE}
                                    : (struct tag){begun ? TS(ctx, "Đang chạy") : TS(ctx, "Chưa đến lượt"), begun ? TONE_INFO : TONE_NEUTRAL};
    }
    table_prepare(&view->steps);
    return OK;
}

/* The province of this installation first and only, when it has one; else the country. */
static int64_t own_province(struct req *req)
{
    struct unit province;
    enum err err = territory_find(&req->ctx, req->app->settings.province_code, day_of_ms(req->ctx.now_ms), &province);

    req->ctx.fault = (struct fault){0};
    return err == OK ? province.unit_id : 0;
}

static enum err splits(struct req *req, const struct reorganisation *r, struct reorganisation_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct unit_split *list;
    int count;
    const struct table_column columns[] = {{TS(ctx, "Đơn vị bị chia"), .is_row_header = true}, {TS(ctx, "Còn chờ"), true}, {TS(ctx, "Đã chọn, chưa áp dụng"), true}};

    TRY(territory_splits(ctx, r->decree.effective_on, own_province(req), req_i64(req, "after", 0), SPLITS_SHOWN + 1, &list, &count));
    bool more = count > SPLITS_SHOWN;
    count = more ? SPLITS_SHOWN : count;
    view->splits = table_new(ctx, TS(ctx, "Đơn vị bị chia"), columns, ARRAY_LEN(columns), count);
    view->splits.caption_hidden = true;
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = row_add(ctx, &view->splits);
        struct reorganisation_left left;
        TRY(reorganisation_left(ctx, list[i].unit.unit_id, &left));
        cells[0] = (struct table_cell){.text = territory_label(ctx, list[i].unit.unit_id), .url = reorganisation_split_url(ctx, r->decree.effective_on, list[i].unit.unit_id, ""),
                                       .note = TF(ctx, "chia cho: {0}", reorganisation_names(ctx, list[i].to, list[i].to_count))};
        cells[1].text = number(ctx, reorganisation_left_sum(&left));
        cells[2].text = number(ctx, left.chosen);
    }
    table_prepare(&view->splits);
    if (more)
        view->pages = (struct pagination){.label = TS(ctx, "Đơn vị bị chia"),
                                          .next_url = arena_printf(ctx->arena, "%.*s?after=%lld", STR_ARG(reorganisation_url(ctx, r->decree.effective_on)),
                                                                   (long long)list[count - 1].unit.unit_id)};
    return OK;
}

enum err reorganisation_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct reorganisation r;

    TRY(reorganisation_of_path(req, &r));
    struct str day = fmt_day(ctx->arena, r.decree.effective_on);
    struct summary_row *facts = arena_array(ctx->arena, struct summary_row, 4);
    struct reorganisation_view view = {
        .back = {S("/reorganisations"), TS(ctx, "Các đợt sắp xếp đơn vị hành chính")},
        .title = TF(ctx, "Sắp xếp từ ngày {0}", day),
        .facts = {.items = facts, .items_count = 4},
    };
    facts[0] = (struct summary_row){.key = TS(ctx, "Tình trạng"), .value = i18n(ctx->lang, reorganisation_state_text(r.state))};
    facts[1] = (struct summary_row){.key = TS(ctx, "Đơn vị chuyển toàn bộ"), .value = number(ctx, r.decree.full)};
    facts[2] = (struct summary_row){.key = TS(ctx, "Đơn vị bị chia"), .value = TF(ctx, "{0} (thành {1} phần)", number(ctx, r.decree.divided), number(ctx, r.decree.partial))};
    facts[3] = (struct summary_row){.key = TS(ctx, "Bắt đầu áp dụng"), .value = r.started_ms ? fmt_at(ctx->arena, r.started_ms) : TS(ctx, "chưa")};
    if (r.state == REORGANISATION_PLANNED)
        TRY(preview(ctx, &r, &view));
    else
        TRY(steps(ctx, &r, &view));
    TRY(splits(req, &r, &view));
    if (r.state == REORGANISATION_PLANNED)
        view.notice = (struct notice){.tone = TONE_INFO, .title = TF(ctx, "Sẽ tự áp dụng vào ngày {0}", day),
                                      .text = TS(ctx, "Chưa có gì thay đổi. Có thể chọn trước nơi đến của từng thôn thuộc đơn vị bị chia.")};
    struct html *out = page_begin_str(req, FACE_STAFF, view.title);
    view_reorganisation(out, &view);
    return page_end(req, 200);
}

/* --- former names, for everybody ---------------------------------------------------------------------------------------------------- */

/* Those of this province before those of the country: "Diên Hồng" means the one near by. */
static enum err find_places(struct req *req, struct str query, struct unit_meaning *ret_found, int *ret_count)
{
    struct ctx *ctx = &req->ctx;
    struct day today = day_of_ms(ctx->now_ms);
    int64_t province_id = own_province(req);
    struct unit_meaning *near, *all;
    int near_count = 0, all_count, count = 0;

    if (province_id)
        TRY(territory_understand(ctx, query, 0, province_id, today, FOUND_MAX, &near, &near_count));
    TRY(territory_understand(ctx, query, 0, 0, today, FOUND_MAX, &all, &all_count));
    for (int i = 0; i < near_count; i++)
        ret_found[count++] = near[i];
    for (int i = 0; i < all_count && count < FOUND_MAX; i++) {
        bool known = false;
        for (int k = 0; k < near_count && !known; k++)
            known = near[k].unit.unit_id == all[i].unit.unit_id;
        if (!known)
            ret_found[count++] = all[i];
    }
    *ret_count = count;
    return OK;
}

enum err places_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str query = req_str(req, "q");
    struct unit_meaning *found = arena_array(ctx->arena, struct unit_meaning, FOUND_MAX);
    int count = 0;
    const struct table_column columns[] = {{TS(ctx, "Địa danh"), .is_row_header = true}, {TS(ctx, "Nay là")}};

    TRY(find_places(req, query, found, &count));
    struct places_view view = {
        .asked = query,
        .query = {.name = S("q"), .label = TS(ctx, "Tên địa danh"), .value = query, .input_mode = S("search"), .width = WIDTH_20, .max_chars = 100},
        .table = table_new(ctx, TS(ctx, "Kết quả tìm"), columns, ARRAY_LEN(columns), count),
        .empty = {.title = TS(ctx, "Không tìm thấy địa danh nào"), .text = TS(ctx, "Hãy thử tên khác, ít nhất hai chữ cái, có hoặc không có dấu.")},
    };
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = row_add(ctx, &view.table);
        cells[0].text = territory_label(ctx, found[i].unit.unit_id);
        if (found[i].is_former)
            cells[0].note = day_is_none(found[i].unit.valid_to) ? STR_NONE : TF(ctx, "đến hết ngày {0}", fmt_day(ctx->arena, found[i].unit.valid_to));
        cells[1].text = found[i].is_former ? territory_meaning_text(ctx, &found[i]) : TS(ctx, "vẫn là đơn vị này");
    }
    table_prepare(&view.table);
    struct html *out = page_begin(req, FACE_PUBLIC, T("Địa danh cũ nay là đâu?"));
    view_places(out, &view);
    return page_end(req, 200);
}
