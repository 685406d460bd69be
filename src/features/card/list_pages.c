/* list_pages.c: the lists for campaigns: how many by hamlet for everybody who processes cards; names only with a purpose, page by page, each person in the log. */
#include "features/agency/agency.h"
#include "features/card/pages.h"
#include "platform/csv/csv.h"
#include "platform/html/html.h"
#include "views.h"
#include <stdlib.h>

enum { PAGE_ROWS = 50, PEOPLE_COLUMNS = 6, SHEET_ROWS = 1000, SHEET_COLUMNS = 7, CSV_ROWS = 5000, CSV_CHUNK = 500 };

struct asked {
    enum card_list list;
    struct unit unit;
    struct str purpose, reason; /* reason: for the log */
    int64_t hamlet_id;
    struct card_hamlets hamlets;
};

static enum err asked_of(struct req *req, struct asked *ret)
{
    struct ctx *ctx = &req->ctx;
    struct asked asked = {.purpose = req_str(req, "purpose"), .hamlet_id = req_i64(req, "hamlet", 0)};
    struct select_field where;
    bool is_commune, has_where;

    if (!card_list_parse(req_path(req, "list"), &asked.list))
        return fault(ctx, ERR_NOT_FOUND, "card.no_page", "", "Không có trang này.");
    TRY(card_work_unit(req, &asked.unit, &is_commune, &where, &has_where));
    if (!is_commune)
        return fault(ctx, ERR_INVALID, "unit.commune", "unit", "Hãy chọn xã, phường.");
    TRY(card_hamlets_of(ctx, asked.unit.unit_id, &asked.hamlets));
    asked.reason = TF(ctx, "{0} ({1})", asked.purpose, i18n(LANG_VI, card_list_text(asked.list)));
    *ret = asked;
    return OK;
}

static struct str due_label(struct ctx *ctx, enum card_list list)
{
    if (list == CARD_LIST_READY)
        return TS(ctx, "Làm xong ngày");
    return list == CARD_LIST_EXPIRING || list == CARD_LIST_EXPIRED ? TS(ctx, "Giá trị đến") : TS(ctx, "Đủ 14 tuổi ngày");
}

static struct str query(struct ctx *ctx, const struct asked *a)
{
    struct buf buf;

    buf_init(&buf, ctx->arena, 200);
    buf_printf(&buf, "?unit=%lld&hamlet=%lld&purpose=", (long long)a->unit.unit_id, (long long)a->hamlet_id);
    for (size_t i = 0; i < a->purpose.len; i++) {
        unsigned char c = (unsigned char)a->purpose.ptr[i];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            buf_put_char(&buf, (char)c);
        else
            buf_printf(&buf, "%%%02X", c);
    }
    return buf_str(&buf);
}

static struct str list_url(struct ctx *ctx, const struct asked *a, const char *rest)
{
    return arena_printf(ctx->arena, "/work/cards/lists/%s%s%.*s", card_list_name(a->list), rest, STR_ARG(query(ctx, a)));
}

static enum err hamlet_table(struct ctx *ctx, const struct asked *a, struct table *ret_table, int64_t *ret_people)
{
    struct table_column *columns = arena_array(ctx->arena, struct table_column, 2);
    struct card_list_count *counts;
    int count;

    TRY(card_list_by_hamlet(ctx, a->list, a->unit.unit_id, &counts, &count));
    columns[0] = (struct table_column){.label = TS(ctx, "Thôn, tổ dân phố"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Số người"), .is_number = true};
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)count + 1);
    *ret_people = 0;
    for (int i = 0; i <= count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, 2);
        struct str name = i == count ? TS(ctx, "Cả xã, phường") : card_hamlet_name(ctx, &a->hamlets, counts[i].id);
        cells[0].text = name.len ? name : TS(ctx, "Không rõ thôn");
        *ret_people += i < count ? counts[i].people : 0;
        cells[1].text = fmt_i64(ctx->arena, ctx->lang, i == count ? *ret_people : counts[i].people);
        rows[i] = (struct table_row){.items = cells, .items_count = 2, .is_total = i == count};
    }
    *ret_table = (struct table){.caption = TS(ctx, "Theo thôn, tổ dân phố"), .is_dense = true, .columns = columns, .columns_count = 2, .rows = rows, .rows_count = count + 1};
    table_prepare(ret_table);
    return OK;
}

static struct table people_table(struct req *req, const struct asked *a, const struct card_list_row *people, int count)
{
    struct ctx *ctx = &req->ctx;
    const struct str labels[PEOPLE_COLUMNS] = {TS(ctx, "Họ và tên"), TS(ctx, "Ngày sinh"), TS(ctx, "Giới tính"), TS(ctx, "Số định danh"), TS(ctx, "Địa chỉ"), due_label(ctx, a->list)};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, PEOPLE_COLUMNS);
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)count + 1);

    for (int c = 0; c < PEOPLE_COLUMNS; c++)
        columns[c] = (struct table_column){.label = labels[c], .is_row_header = c == 0};
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, PEOPLE_COLUMNS);
        cells[0].text = people[i].full_name;
        if (people[i].card_id)
            cells[0].url = arena_printf(ctx->arena, "/work/cards/card/%lld", (long long)people[i].card_id);
        cells[1].text = fmt_day(ctx->arena, people[i].birth);
        cells[2].text = people[i].female ? TS(ctx, "Nữ") : TS(ctx, "Nam");
        cells[3].text = person_number_masked(ctx->arena, people[i].person_id);
        cells[4] = (struct table_cell){.text = people[i].address, .note = card_hamlet_name(ctx, &a->hamlets, people[i].hamlet_id)};
        cells[5].text = fmt_day(ctx->arena, people[i].due);
        rows[i] = (struct table_row){.items = cells, .items_count = PEOPLE_COLUMNS};
        req_audit_about(req, people[i].person_id, a->reason, STR_NONE);
    }
    struct table table = {.caption = i18n(ctx->lang, card_list_text(a->list)), .caption_hidden = true, .is_dense = true, .columns = columns,
                          .columns_count = PEOPLE_COLUMNS, .rows = rows, .rows_count = count};
    table_prepare(&table);
    return table;
}

static struct select_field hamlet_field(struct ctx *ctx, const struct asked *a)
{
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)a->hamlets.count + 1);

    choices[0] = (struct choice){.value = S("0"), .label = TS(ctx, "Cả xã, phường")};
    for (int i = 0; i < a->hamlets.count; i++)
        choices[i + 1] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)a->hamlets.items[i].hamlet_id),
                                         .label = card_hamlet_name(ctx, &a->hamlets, a->hamlets.items[i].hamlet_id)};
    return (struct select_field){.name = S("hamlet"), .label = TS(ctx, "Thôn, tổ dân phố"), .items = choices, .items_count = a->hamlets.count + 1,
                                 .value = arena_printf(ctx->arena, "%lld", (long long)a->hamlet_id)};
}

static enum err fill_people(struct req *req, const struct asked *a, struct card_list_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct card_list_row *people;
    int count;
    bool more;

    TRY(card_list_page(ctx, a->list, a->unit.unit_id, a->hamlet_id, req_day(req, "after_due"), req_i64(req, "after", 0), PAGE_ROWS, &people, &count, &more));
    view->people = people_table(req, a, people, count);
    view->has_people = count > 0;
    view->can_export = count > 0 && card_check_unit(req, PERM_REGISTER_EXPORT, a->unit.unit_id) == OK;
    ctx->fault = (struct fault){0};
    if (!count)
        view->empty = (struct empty_state){.title = TS(ctx, "Không có ai trong danh sách này"), .text = TS(ctx, "Danh sách cập nhật khi có thẻ mới hoặc người dân chuyển đến, chuyển đi.")};
    view->sheet_url = list_url(ctx, a, "/sheet");
    view->csv_url = list_url(ctx, a, "/list.csv");
    if (more)
        view->pages = (struct pagination){.label = i18n(ctx->lang, card_list_text(a->list)),
                                          .next_url = arena_printf(ctx->arena, "%.*s&after_due=%.*s&after=%lld", STR_ARG(list_url(ctx, a, "")),
                                                                   STR_ARG(day_iso(ctx->arena, people[count - 1].due)), (long long)people[count - 1].residence_id)};
    return OK;
}

enum err card_list_page_get(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct asked asked;
    struct card_list_view view = {0};
    int64_t people;
    int status = 200;

    TRY(asked_of(req, &asked));
    if (req_has(req, "purpose") && asked.purpose.len < CARD_PURPOSE_BYTES_MIN) {
        form_error_add(req, &view.errors, S("purpose"), TS(ctx, "Hãy ghi mục đích xem danh sách, ví dụ kế hoạch vận động."));
        status = 422;
    }
    view.back = (struct back_link){.url = arena_printf(ctx->arena, "/work/cards?unit=%lld", (long long)asked.unit.unit_id)};
    view.title = i18n(ctx->lang, card_list_text(asked.list));
    view.unit = asked.unit.name;
    view.unit_id = arena_printf(ctx->arena, "%lld", (long long)asked.unit.unit_id);
    view.list = str_of(card_list_name(asked.list));
    view.hamlet = hamlet_field(ctx, &asked);
    view.purpose = (struct text_field){.name = S("purpose"), .label = TS(ctx, "Mục đích xem tên từng người"), .hint = TS(ctx, "Ghi vào nhật ký; người dân đọc được. Ví dụ: kế hoạch vận động làm thẻ quý IV"),
                                       .value = asked.purpose, .error = form_error_of(&view.errors, S("purpose")), .max_chars = 200};
    TRY(hamlet_table(ctx, &asked, &view.by_hamlet, &people));
    view.count_text = TF(ctx, "{0} người", fmt_i64(ctx->arena, ctx->lang, people));
    if (asked.purpose.len >= CARD_PURPOSE_BYTES_MIN)
        TRY(fill_people(req, &asked, &view));
    struct html *out = page_begin(req, FACE_STAFF, T("Danh sách vận động"));
    view_card_list(out, &view);
    return page_end(req, status);
}

/* --- names with a purpose: sheet and export ----------------------------------------------------------------------------------------- */
static enum err purpose_check(struct ctx *ctx, const struct asked *a)
{
    if (a->purpose.len < CARD_PURPOSE_BYTES_MIN)
        return fault(ctx, ERR_INVALID, "card.purpose", "purpose", "Hãy ghi mục đích xem danh sách, ví dụ kế hoạch vận động.");
    return OK;
}

static int by_way(const void *a, const void *b)
{
    const struct card_list_row *x = a, *y = b;
    if (x->hamlet_id != y->hamlet_id)
        return x->hamlet_id > y->hamlet_id ? 1 : -1;
    int way = card_address_cmp(x->address, y->address);
    return way ? way : (x->residence_id > y->residence_id) - (x->residence_id < y->residence_id);
}

static struct table sheet_table(struct req *req, const struct asked *a, const struct card_list_row *people, int count)
{
    struct ctx *ctx = &req->ctx;
    const struct str labels[SHEET_COLUMNS] = {TS(ctx, "STT"), TS(ctx, "Địa chỉ"), TS(ctx, "Họ và tên"), TS(ctx, "Năm sinh"), due_label(ctx, a->list), TS(ctx, "Kết quả"), TS(ctx, "Ký nhận")};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, SHEET_COLUMNS);
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)count + 1);
    struct str hamlet = card_hamlet_name(ctx, &a->hamlets, people->hamlet_id);

    for (int c = 0; c < SHEET_COLUMNS; c++)
        columns[c] = (struct table_column){.label = labels[c], .is_number = c == 0, .is_row_header = c == 2};
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, SHEET_COLUMNS);
        cells[0].text = arena_printf(ctx->arena, "%d", i + 1);
        cells[1].text = people[i].address;
        cells[2].text = people[i].full_name;
        cells[3].text = arena_printf(ctx->arena, "%d", civil_of(people[i].birth).year);
        cells[4].text = fmt_day(ctx->arena, people[i].due);
        rows[i] = (struct table_row){.items = cells, .items_count = SHEET_COLUMNS};
        req_audit_about(req, people[i].person_id, a->reason, S("route sheet"));
    }
    struct table table = {.caption = hamlet.len ? hamlet : TS(ctx, "Không rõ thôn"), .is_dense = true, .columns = columns, .columns_count = SHEET_COLUMNS, .rows = rows, .rows_count = count};
    table_prepare(&table);
    return table;
}

enum err card_sheet_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card_list_row *people;
    struct asked asked;
    int count, groups = 0;
    bool more;

    TRY(asked_of(req, &asked));
    TRY(purpose_check(ctx, &asked));
    TRY(card_list_page(ctx, asked.list, asked.unit.unit_id, asked.hamlet_id, DAY_NONE, 0, SHEET_ROWS, &people, &count, &more));
    qsort(people, (size_t)count, sizeof *people, by_way);
    struct card_sheet_group *sheets = arena_array(ctx->arena, struct card_sheet_group, (size_t)count + 1);
    for (int from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && people[to].hamlet_id == people[from].hamlet_id; to++)
            continue;
        sheets[groups++].table = sheet_table(req, &asked, &people[from], to - from);
    }
    struct card_sheet_view view = {.back = {.url = list_url(ctx, &asked, "")}, .title = i18n(ctx->lang, card_list_text(asked.list)), .unit = asked.unit.name,
                                   .purpose = asked.purpose, .made_at = fmt_at(ctx->arena, ctx->now_ms), .groups = sheets, .groups_count = groups};
    if (more)
        view.cut = TF(ctx, "Chỉ in {0} người có hạn sớm nhất. Hãy chọn từng thôn để in đủ.", fmt_i64(ctx->arena, ctx->lang, SHEET_ROWS));
    struct html *out = page_begin(req, FACE_STAFF, T("Phiếu đi từng nhà"));
    view_card_sheet(out, &view);
    return page_end(req, 200);
}

enum err card_list_csv(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct csv_writer writer;
    struct asked asked;
    struct buf buf;
    struct day after = DAY_NONE;
    int64_t after_id = 0;
    int total = 0;
    bool more = true;

    TRY(asked_of(req, &asked));
    TRY(purpose_check(ctx, &asked));
    TRY(card_check_unit(req, PERM_REGISTER_EXPORT, asked.unit.unit_id));
    buf_init(&buf, ctx->arena, 64 * 1024);
    csv_writer_init(&writer, &buf, true);
    const struct str heads[] = {TS(ctx, "Họ và tên"), TS(ctx, "Ngày sinh"), TS(ctx, "Giới tính"), TS(ctx, "Số định danh"), TS(ctx, "Thôn, tổ dân phố"), TS(ctx, "Địa chỉ"), due_label(ctx, asked.list)};
    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        csv_put(&writer, heads[i]);
    csv_end_row(&writer);
    while (more) {
        struct card_list_row *people;
        int count;
        TRY(card_list_page(ctx, asked.list, asked.unit.unit_id, asked.hamlet_id, after, after_id, CSV_CHUNK, &people, &count, &more));
        total += count;
        if (total > CSV_ROWS)
            return fault(ctx, ERR_TOO_LARGE, "card.csv", "hamlet", "Danh sách có hơn 5.000 người. Hãy chọn từng thôn để xuất.");
        for (int i = 0; i < count; i++) {
            csv_put(&writer, people[i].full_name);
            csv_put_day(&writer, people[i].birth);
            csv_put(&writer, people[i].female ? TS(ctx, "Nữ") : TS(ctx, "Nam"));
            csv_put(&writer, person_number_masked(ctx->arena, people[i].person_id));
            csv_put(&writer, card_hamlet_name(ctx, &asked.hamlets, people[i].hamlet_id));
            csv_put(&writer, people[i].address);
            csv_put_day(&writer, people[i].due);
            csv_end_row(&writer);
            req_audit_about(req, people[i].person_id, asked.reason, S("csv"));
            after = people[i].due;
            after_id = people[i].residence_id;
        }
    }
    return reply_bytes(req, 200, S("text/csv; charset=utf-8"),
                       arena_printf(ctx->arena, "can-cuoc-%s-%.*s.csv", card_list_name(asked.list), STR_ARG(day_iso(ctx->arena, card_today(ctx)))), buf_str(&buf));
}
