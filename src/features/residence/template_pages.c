/* template_pages.c: empty lists of guests to fill in. No example row: one that is forgotten would become a guest. */
#include "features/residence/pages.h"
#include "platform/sheet/sheet.h"

static enum err template_reply(struct req *req, enum sheet_format format)
{
    static const int widths[CELL_COUNT] = {28, 18, 14, 24, 20, 14};
    AUTO(sheet_close) struct sheet *sheet = NULL;
    struct ctx *ctx = &req->ctx;
    struct sheet_column columns[CELL_COUNT];
    struct str bytes;

    for (int i = 0; i < CELL_COUNT; i++)
        columns[i] = (struct sheet_column){guest_columns[i].file_name, SHEET_TEXT, widths[i]};
    TRY(sheet_open(ctx, format, &(struct sheet_head){.name = TS(ctx, "Khách lưu trú"), .columns = columns, .columns_count = CELL_COUNT}, &sheet));
    TRY(sheet_finish(sheet, &bytes));
    return reply_bytes(req, 200, sheet_mime(format), arena_printf(ctx->arena, "khach-luu-tru.%.*s", STR_ARG(sheet_extension(format))), bytes);
}

enum err guest_template_csv(struct req *req) { return template_reply(req, SHEET_CSV); }
enum err guest_template_xlsx(struct req *req) { return template_reply(req, SHEET_XLSX); }
