/* notice_table.c: notices as they are shown: masked numbers, marks for what came late and what does not fit the register. */
#include "features/residence/pages.h"

bool lodging_number_is_personal(struct str number) { return number.len == 12 && str_all_digits(number); }

struct str lodging_number_masked(struct ctx *ctx, struct str number)
{
    size_t open = lodging_number_is_personal(number) ? 4 : 3, hidden = number.len > open ? number.len - open : 0;
    struct buf buf;

    buf_init(&buf, ctx->arena, number.len + 1);
    for (size_t i = 0; i < number.len; i++)
        buf_put_char(&buf, i < hidden ? '*' : number.ptr[i]);
    return buf_str(&buf);
}

struct tag lodging_match_tag(struct ctx *ctx, struct str number, struct str matched)
{
    if (str_eq(matched, S("match")))
        return (struct tag){TS(ctx, "Khớp"), TONE_DONE};
    if (lodging_number_is_personal(number))
        return (struct tag){TS(ctx, "Chưa khớp"), TONE_SOON};
    return (struct tag){S(""), TONE_NEUTRAL};
}

struct tag lodging_late_tag(struct ctx *ctx, bool late) { return late ? (struct tag){TS(ctx, "Trễ"), TONE_LATE} : (struct tag){S(""), TONE_NEUTRAL}; }

struct table lodging_notice_table(struct ctx *ctx, struct str caption, const struct lodging_row *rows, int count)
{
    enum { COLUMNS = 3 };
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table_row *lines = arena_array(ctx->arena, struct table_row, (size_t)count + 1);

    columns[0] = (struct table_column){.label = TS(ctx, "Họ và tên"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Số giấy tờ")};
    columns[2] = (struct table_column){.label = TS(ctx, "Đến")};
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0] = (struct table_cell){.text = rows[i].guest_name, .note = rows[i].reason};
        cells[1] = (struct table_cell){.text = lodging_number_masked(ctx, rows[i].guest_number),
                                       .tag = lodging_match_tag(ctx, rows[i].guest_number, rows[i].matched)};
        cells[2] = (struct table_cell){.text = fmt_at(ctx->arena, rows[i].arrived_ms), .tag = lodging_late_tag(ctx, rows[i].late),
                                       .note = TF(ctx, "đi {0}, thông báo {1}", fmt_day(ctx->arena, rows[i].leaves),
                                                  fmt_at(ctx->arena, rows[i].notified_ms))};
        lines[i] = (struct table_row){.items = cells, .items_count = COLUMNS};
    }
    struct table table = {.caption = caption, .columns = columns, .columns_count = COLUMNS, .rows = lines, .rows_count = count};
    table_prepare(&table);
    return table;
}
