/* me_pages.c: "Dữ liệu của tôi": what the register holds of a citizen and her household, and who has looked at it (Law 91/2025/QH15 Art. 4). Whoever sees a
 * mistake here sees it before a dossier fails on it. */
#include "features/audit/audit.h"
#include "features/population/internal.h"
#include "features/population/pages.h"
#include "views.h"

enum { SEEN_MAX = 5, LOOKED_AT = 40 };

static enum err seen(struct ctx *ctx, int64_t person_id, struct table *ret_table)
{
    struct audit_view *rows;
    int count;

    TRY(audit_list_for_person(ctx, person_id, LOOKED_AT, &rows, &count));
    struct table_column *columns = arena_array(ctx->arena, struct table_column, 3);
    columns[0] = (struct table_column){.label = TS(ctx, "Lúc"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Ai")};
    columns[2] = (struct table_column){.label = TS(ctx, "Mục đích, căn cứ")};
    struct table table = {.caption = TS(ctx, "Những lần xem gần nhất"), .caption_hidden = true, .columns = columns, .columns_count = 3,
                          .rows = arena_array(ctx->arena, struct table_row, SEEN_MAX)};
    for (int i = 0; i < count && table.rows_count < SEEN_MAX; i++) {
        if (rows[i].self) /* her own sign-ins stand on the full list */
            continue;
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, 3);
        cells[0].text = fmt_at(ctx->arena, rows[i].at_ms);
        cells[1].text = rows[i].actor_name.len ? rows[i].actor_name : TS(ctx, "Không rõ");
        cells[1].note = rows[i].unit_name;
        cells[2].text = rows[i].purpose;
        table.rows[table.rows_count++] = (struct table_row){.items = cells, .items_count = 3};
    }
    table_prepare(&table);
    *ret_table = table;
    return OK;
}

enum err me_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct me_view view = {0};
    struct person person;

    enum err err = person_get(ctx, req->session->person_id, &person);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "me.unknown", "",
                     "Cơ sở dữ liệu dân cư chưa có thông tin của bạn. Hãy đến Công an xã, phường nơi ở để được thu thập.");
    TRY(err);
    TRY(person_record_fill(ctx, &person, &view.record));
    TRY(seen(ctx, person.person_id, &view.seen));
    view.mistake = (struct details){
        .summary = TS(ctx, "Thông tin sai?"),
        .text = TS(ctx, "Hãy mang giấy tờ chứng minh đến Công an xã, phường nơi thường trú. Thông tin được đính chính trong 2 ngày làm việc; nếu từ chối, "
                        "cơ quan phải trả lời và nêu lý do."),
    };
    struct html *out = page_begin(req, FACE_CITIZEN, T("Dữ liệu của tôi"));
    view_me(out, &view);
    return page_end(req, 200);
}
