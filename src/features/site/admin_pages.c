/* admin_pages.c: the administrator's desk: the rights matrix, units, calendars; and the log for auditors. Reading only. */
#include "features/agency/calendar_load.h"
#include "features/agency/agency.h"
#include "features/audit/audit.h"
#include "features/site/pages.h"
#include "features/territory/territory.h"
#include "views.h"

enum { AUDIT_SHOWN = 100 };

enum err admin_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct card cards[] = {
        {S("/admin/officers"), TS(ctx, "Cán bộ và vai trò"), TS(ctx, "Ai làm việc ở đâu, được làm gì, đến khi nào")},
        {S("/admin/agencies"), TS(ctx, "Cơ quan"), TS(ctx, "Nơi tiếp nhận và giải quyết hồ sơ: thêm, sửa, kết thúc")},
        {S("/admin/services"), TS(ctx, "Dịch vụ đăng nhập qua hệ thống"), TS(ctx, "Cơ quan nào cho người dân đăng nhập bằng tài khoản ở đây, được nhận gì")},
        {S("/admin/rights"), TS(ctx, "Ma trận quyền"), TS(ctx, "Mỗi địa chỉ của chương trình và những ai dùng được")},
        {S("/admin/units"), TS(ctx, "Đơn vị hành chính"), TS(ctx, "Tỉnh, xã, phường hiện nay và trước đây, cơ quan ở đó")},
        {S("/admin/calendars"), TS(ctx, "Lịch làm việc"), TS(ctx, "Ngày nghỉ, làm bù, giờ mở cửa: cơ sở của mọi thời hạn")},
    };
    struct html *out = page_begin(req, FACE_STAFF, T("Quản trị"));

    view_admin(out, &(struct admin_view){.cards = cards, .cards_count = (int)ARRAY_LEN(cards)});
    return page_end(req, 200);
}

/* --- the rights matrix ---------------------------------------------------------------------------------------------------------------- */
static const char *method_name(enum http_method method) { return method == HTTP_GET ? "GET" : method == HTTP_POST ? "POST" : method == HTTP_PUT ? "PUT" : "DELETE"; }

static struct rights_group group_of(struct ctx *ctx, const struct route_table *table, const struct site_reader *readers, int readers_count)
{
    struct rights_row *rows = arena_array(ctx->arena, struct rights_row, (size_t)table->count);

    for (int i = 0; i < table->count; i++) {
        struct rights_cell *cells = arena_array(ctx->arena, struct rights_cell, (size_t)readers_count);
        for (int r = 0; r < readers_count; r++)
            cells[r].may = site_reader_may(&readers[r], &table->routes[i]);
        rows[i] = (struct rights_row){.method = str_of(method_name(table->routes[i].method)), .path = str_of(table->routes[i].path),
                                      .perm = i18n(ctx->lang, perm_text(table->routes[i].perm)), .cells = cells, .cells_count = readers_count};
    }
    return (struct rights_group){.feature = i18n(ctx->lang, site_feature_text(str_of(table->feature))), .rows = rows, .rows_count = table->count};
}

enum err admin_rights_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct site_reader readers[SITE_READERS_MAX];
    struct msg *titles = arena_array(ctx->arena, struct msg, SITE_READERS_MAX);
    struct rights_group *groups = arena_array(ctx->arena, struct rights_group, (size_t)req->app->table_count);
    int count = site_readers(readers);

    for (int i = 0; i < count; i++)
        titles[i] = readers[i].title;
    for (int t = 0; t < req->app->table_count; t++)
        groups[t] = group_of(ctx, &req->app->tables[t], readers, count);
    struct html *out = page_begin(req, FACE_STAFF, T("Ma trận quyền"));
    view_admin_rights(out, &(struct rights_view){.readers = titles, .readers_count = count, .groups = groups, .groups_count = req->app->table_count});
    return page_end(req, 200);
}

/* --- calendars --------------------------------------------------------------------------------------------------------------------------- */
static void put_minutes(struct buf *buf, int open, int close)
{
    if (close > open)
        buf_printf(buf, "%s%02d:%02d–%02d:%02d", buf->len ? ", " : "", open / 60, open % 60, close / 60, close % 60);
}

static struct str hours_text(struct ctx *ctx, struct calendar_hours hours)
{
    struct buf buf;

    buf_init(&buf, ctx->arena, 32);
    put_minutes(&buf, hours.open_am, hours.close_am);
    put_minutes(&buf, hours.open_pm, hours.close_pm);
    return buf.len ? buf_str(&buf) : TS(ctx, "nghỉ");
}

/* The hours of an ordinary week: of the first day of that name in the year which is no exception. */
static void week_rows(struct ctx *ctx, const struct calendar *calendar, int year, struct calendar_view *view)
{
    static const struct msg names[7] = {M_("Thứ Hai"), M_("Thứ Ba"), M_("Thứ Tư"), M_("Thứ Năm"), M_("Thứ Sáu"), M_("Thứ Bảy"), M_("Chủ Nhật")};
    struct week_row *rows = arena_array(ctx->arena, struct week_row, 7);

    for (int i = 0; i < 7; i++) {
        struct day day = day_of(year, 1, 1);
        while (weekday_of(day) != (enum weekday)(MONDAY + i) || calendar_exception(calendar, day))
            day.n++;
        struct calendar_hours hours = calendar_hours(calendar, day);
        rows[i] = (struct week_row){.day = i18n(ctx->lang, names[i]), .hours = hours_text(ctx, hours), .counts = hours.counts || calendar_open_minute(hours) < 0};
    }
    view->week = rows;
    view->week_count = 7;
}

static struct table exception_table(struct ctx *ctx, const struct calendar *calendar, int year)
{
    enum { COLUMNS = 4, ROWS_MAX = 366 };
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table table = {.caption = TS(ctx, "Ngày nghỉ và ngày làm bù"), .columns = columns, .columns_count = COLUMNS,
                          .rows = arena_array(ctx->arena, struct table_row, ROWS_MAX)};

    columns[0] = (struct table_column){.label = TS(ctx, "Ngày"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Nghỉ hay làm")};
    columns[2] = (struct table_column){.label = TS(ctx, "Lý do")};
    columns[3] = (struct table_column){.label = TS(ctx, "Căn cứ")};
    for (struct day day = day_of(year, 1, 1); day.n <= day_of(year, 12, 31).n; day.n++) {
        const struct calendar_exception *exception = calendar_exception(calendar, day);
        if (!exception)
            continue;
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0].text = fmt_day(ctx->arena, day);
        cells[1].text = exception->kind == CALENDAR_DAY_OFF ? TS(ctx, "Nghỉ") : hours_text(ctx, calendar_hours(calendar, day));
        cells[2].text = ctx->lang == LANG_EN && exception->name_en.len ? exception->name_en : exception->name_vi;
        if (exception->provisional)
            cells[2].tag = (struct tag){.text = TS(ctx, "dự kiến"), .tone = TONE_SOON};
        cells[3].text = exception->basis;
        table.rows[table.rows_count++] = (struct table_row){.items = cells, .items_count = COLUMNS};
    }
    table_prepare(&table);
    return table;
}

enum err admin_calendars_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    int first = civil_of(CALENDAR_FIRST).year + 1, last = civil_of(CALENDAR_LAST).year - 1;
    int year = (int)req_i64(req, "year", civil_of(day_of_ms(ctx->now_ms)).year);
    const struct calendar *calendar = calendar_find(S("vn"));
    struct calendar_view view = {0};

    year = year < first ? first : year > last ? last : year;
    view.year = arena_printf(ctx->arena, "%d", year);
    view.earlier_url = arena_printf(ctx->arena, "/admin/calendars?year=%d", year > first ? year - 1 : year);
    view.later_url = arena_printf(ctx->arena, "/admin/calendars?year=%d", year < last ? year + 1 : year);
    week_rows(ctx, calendar, year, &view);
    view.days = exception_table(ctx, calendar, year);
    view.empty = (struct empty_state){.title = TS(ctx, "Chưa có ngày nghỉ của năm này"), .text = TS(ctx, "Lịch nghỉ của năm chưa được nạp; thời hạn tính theo tuần làm việc thường.")};
    struct html *out = page_begin(req, FACE_STAFF, T("Lịch làm việc"));
    view_admin_calendar(out, &view);
    return page_end(req, 200);
}

/* --- the log for auditors ------------------------------------------------------------------------------------------------------------------ */
enum err audit_page(struct req *req)
{
    enum { COLUMNS = 5 };
    struct ctx *ctx = &req->ctx;
    int64_t before = req_i64(req, "before", 0);
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct audit_view_page view = {0};
    struct audit_row *rows;
    int count;

    TRY(audit_list(ctx, before, AUDIT_SHOWN + 1, &rows, &count));
    columns[0] = (struct table_column){.label = TS(ctx, "Lúc")};
    columns[1] = (struct table_column){.label = TS(ctx, "Ai"), .is_row_header = true};
    columns[2] = (struct table_column){.label = TS(ctx, "Việc gì")};
    columns[3] = (struct table_column){.label = TS(ctx, "Kết quả")};
    columns[4] = (struct table_column){.label = TS(ctx, "Mục đích, căn cứ")};
    view.table = (struct table){.caption = TS(ctx, "Nhật ký kiểm toán"), .caption_hidden = true, .is_dense = true, .columns = columns, .columns_count = COLUMNS,
                                .rows = arena_array(ctx->arena, struct table_row, AUDIT_SHOWN)};
    for (int i = 0; i < count && i < AUDIT_SHOWN; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0].text = fmt_at(ctx->arena, rows[i].at_ms);
        cells[1].text = rows[i].actor_name.len ? rows[i].actor_name : rows[i].account_id ? TS(ctx, "Công dân") : TS(ctx, "Không rõ, hoặc hệ thống");
        cells[1].note = rows[i].agency_name;
        cells[2].text = audit_action_text(ctx->lang, rows[i].action);
        cells[2].note = rows[i].detail;
        cells[3].text = rows[i].outcome == OK ? TS(ctx, "được") : TS(ctx, "bị từ chối");
        cells[4].text = rows[i].purpose;
        view.table.rows[view.table.rows_count++] = (struct table_row){.items = cells, .items_count = COLUMNS};
    }
    table_prepare(&view.table);
    view.pages = (struct pagination){.label = TS(ctx, "Nhật ký kiểm toán"), .previous_url = before ? S("/audit") : STR_NONE};
    if (count > AUDIT_SHOWN)
        view.pages.next_url = arena_printf(ctx->arena, "/audit?before=%lld", (long long)rows[AUDIT_SHOWN - 1].audit_id);
    struct html *out = page_begin(req, FACE_STAFF, T("Nhật ký kiểm toán"));
    view_audit(out, &view);
    return page_end(req, 200);
}
