/* access_pages.c: "Ai đã xem dữ liệu của tôi" (Law 91/2025/QH15 Art. 4: the right to know; Decree 47/2020/ND-CP: every share leaves a trace). */
#include "features/audit/audit.h"
#include "features/identity/pages.h"
#include "views.h"

enum { SHOWN_MAX = 200 };

/* Without an account: somebody at the sign-in page, or the program itself (an operator at its command line, a timer). */
static struct str who_text(struct ctx *ctx, const struct audit_view *row)
{
    if (row->self)
        return TS(ctx, "Chính tôi");
    if (row->actor_name.len)
        return row->actor_name;
    return str_starts(row->action, S("signin.")) ? TS(ctx, "Không rõ") : TS(ctx, "Hệ thống");
}

static struct table table_of(struct ctx *ctx, const struct audit_view *rows, int count)
{
    enum { COLUMNS = 4 };
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table table = {.caption = TS(ctx, "Những lần dữ liệu của tôi được xem"), .caption_hidden = true, .columns = columns, .columns_count = COLUMNS};

    columns[0] = (struct table_column){.label = TS(ctx, "Lúc")};
    columns[1] = (struct table_column){.label = TS(ctx, "Ai"), .is_row_header = true};
    columns[2] = (struct table_column){.label = TS(ctx, "Việc gì")};
    columns[3] = (struct table_column){.label = TS(ctx, "Mục đích, căn cứ")};
    table.rows = arena_array(ctx->arena, struct table_row, (size_t)count);
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0].text = fmt_at(ctx->arena, rows[i].at_ms);
        cells[1].text = who_text(ctx, &rows[i]);
        cells[1].note = rows[i].unit_name;
        cells[2].text = audit_action_text(ctx->lang, rows[i].action);
        cells[3].text = rows[i].purpose;
        table.rows[table.rows_count++] = (struct table_row){.items = cells, .items_count = COLUMNS};
    }
    table_prepare(&table);
    return table;
}

enum err access_log_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct audit_view *rows;
    int count;

    TRY(audit_list_for_person(ctx, req->session->person_id, SHOWN_MAX, &rows, &count));
    struct access_log_view view = {.table = table_of(ctx, rows, count), .is_cut = count == SHOWN_MAX, .shown = count};
    view.empty = (struct empty_state){.title = TS(ctx, "Chưa có ai xem"), .text = TS(ctx, "Khi có người xem dữ liệu của bạn, dòng đầu tiên sẽ hiện ở đây."),
                                      .action_url = S("/account"), .action_text = TS(ctx, "Về trang tài khoản")};
    struct html *out = page_begin(req, FACE_CITIZEN, T("Ai đã xem dữ liệu của tôi"));
    view_access_log(out, &view);
    return page_end(req, 200);
}
