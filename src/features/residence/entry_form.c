/* entry_form.c: the table to type guests into: up to 30 rows at once, complete without JavaScript. "Thêm 10 dòng" posts back and keeps everything. */
#include "features/dossier/dossier_effect.h"
#include "features/residence/pages.h"
#include "platform/unicode/unicode.h"
#include "views.h"

enum { ROWS_HOME = 2, ROWS_OTHER = 5, ROWS_MORE = 10, CELL_CHARS_MAX = 100 };

static int rows_at_first(const struct lodging_place *place) { return str_eq(place->kind, S("home")) ? ROWS_HOME : ROWS_OTHER; }

static struct str cell_id(struct ctx *ctx, int cell, int row) { return arena_printf(ctx->arena, "%.*s_%d", STR_ARG(guest_columns[cell].field), row); }

static int rows_posted(struct req *req)
{
    int64_t count;

    if (str_parse_i64(req_field(req, S("rows")), &count) != OK || count < 1)
        return 0;
    return count > GUEST_ROWS_TYPED_MAX ? GUEST_ROWS_TYPED_MAX : (int)count;
}

enum err entry_rows_take(struct req *req, struct guest_rows *ret_rows)
{
    struct ctx *ctx = &req->ctx;
    struct guest_rows rows = {.items = arena_array(ctx->arena, struct guest_row, GUEST_ROWS_TYPED_MAX), .count = rows_posted(req)};

    if (!rows.count)
        return fault(ctx, ERR_INVALID, "guests.rows", "", "Biểu mẫu gửi lên bị hỏng hoặc thiếu. Hãy tải lại trang rồi gửi lại.");
    for (int i = 0; i < rows.count; i++)
        for (int c = 0; c < CELL_COUNT; c++) {
            struct str raw = req_field(req, cell_id(ctx, c, i));
            if (unicode_clean_line(ctx->arena, raw, &rows.items[i].cell[c]) != OK) { /* invisible signs, pasted along */
                rows.items[i].cell[c] = unicode_fold(ctx->arena, raw);
                rows.items[i].error[c] = T("Ô này có ký tự điều khiển hoặc ký tự hỏng.");
            }
        }
    *ret_rows = rows;
    return OK;
}

static struct str row_label(struct ctx *ctx, int row) { return TF(ctx, "Khách {0}", fmt_i64(ctx->arena, ctx->lang, row + 1)); }

static void fill_row(struct ctx *ctx, const struct guest_row *row, int index, struct lodging_entry_row *ret_row)
{
    struct lodging_cell *cells = arena_array(ctx->arena, struct lodging_cell, CELL_COUNT);

    for (int c = 0; c < CELL_COUNT; c++)
        cells[c] = (struct lodging_cell){
            .id = cell_id(ctx, c, index),
            .label = i18n(ctx->lang, guest_columns[c].label),
            .row_label = row_label(ctx, index),
            .value = row->cell[c],
            .error = row->error[c].vi.len ? i18n(ctx->lang, row->error[c]) : S(""),
            .list = c == CELL_REASON ? S("reasons") : S(""),
            .max_chars = CELL_CHARS_MAX,
        };
    *ret_row = (struct lodging_entry_row){.label = row_label(ctx, index), .cells = cells, .cells_count = CELL_COUNT};
}

static void add_errors(struct req *req, const struct guest_rows *rows, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;

    for (int i = 0; i < rows->count; i++)
        for (int c = 0; c < CELL_COUNT; c++)
            if (rows->items[i].error[c].vi.len)
                form_error_add(req, errors, cell_id(ctx, c, i),
                               TF(ctx, "{0}, {1}: {2}", row_label(ctx, i), i18n(ctx->lang, guest_columns[c].label),
                                  i18n(ctx->lang, rows->items[i].error[c])));
}

struct file_field entry_file_field(struct ctx *ctx, struct str error)
{
    return (struct file_field){.name = S("file"), .label = TS(ctx, "Tệp danh sách khách"), .hint = TS(ctx, "Tệp CSV (UTF-8) hoặc Excel, nhiều nhất 500 khách, 2 MB"),
                               .error = error, .accept = S(".csv,.xlsx")};
}

static const struct str *reasons(struct ctx *ctx, int *ret_count)
{
    const struct msg usual[] = {T("Du lịch"), T("Công tác"), T("Thăm người thân"), T("Chữa bệnh"), T("Học tập"), T("Nghỉ qua đêm khi đi đường")};
    struct str *texts = arena_array(ctx->arena, struct str, ARRAY_LEN(usual));

    for (size_t i = 0; i < ARRAY_LEN(usual); i++)
        texts[i] = i18n(ctx->lang, usual[i]);
    *ret_count = (int)ARRAY_LEN(usual);
    return texts;
}

enum err entry_show(struct req *req, const struct lodging_place *place, const struct guest_rows *rows, int shown, const struct form_errors *errors,
                    int status)
{
    struct ctx *ctx = &req->ctx;
    struct lodging_entry_row lines[GUEST_ROWS_TYPED_MAX];
    struct guest_row blank = guest_row_new(ctx, place->kind);
    struct str *labels = arena_array(ctx->arena, struct str, CELL_COUNT), *names = arena_array(ctx->arena, struct str, CELL_COUNT);
    struct lodging_entry_view view = {.errors = *errors};

    if (shown < rows->count)
        shown = rows->count;
    if (shown > GUEST_ROWS_TYPED_MAX)
        shown = GUEST_ROWS_TYPED_MAX;
    for (int i = 0; i < shown; i++)
        fill_row(ctx, i < rows->count ? &rows->items[i] : &blank, i, &lines[i]);
    for (int c = 0; c < CELL_COUNT; c++) {
        labels[c] = i18n(ctx->lang, guest_columns[c].label);
        names[c] = guest_columns[c].file_name;
    }
    add_errors(req, rows, &view.errors);
    view.back.url = S("/lodging");
    view.place = place->name;
    view.address = lodging_address(ctx, place);
    view.csrf = req->csrf_token;
    view.review_url = lodging_url(ctx, place, "/review");
    view.more_url = lodging_url(ctx, place, "");
    view.file_url = lodging_url(ctx, place, "/file");
    view.deadline = fmt_at(ctx->arena, lodging_deadline_ms(ctx->now_ms));
    view.labels = labels;
    view.labels_count = CELL_COUNT;
    view.rows = lines;
    view.rows_count = shown;
    view.can_grow = shown < GUEST_ROWS_TYPED_MAX;
    view.reasons = reasons(ctx, &view.reasons_count);
    view.file = entry_file_field(ctx, form_error_of(errors, S("file")));
    view.file_columns = names;
    view.file_columns_count = CELL_COUNT;
    struct html *out = page_begin(req, FACE_CITIZEN, T("Thông báo khách lưu trú"));
    view_lodging_entry(out, &view);
    return page_end(req, status);
}

enum err entry_page(struct req *req)
{
    struct lodging_place place;

    TRY(lodging_my_place(req, &place));
    return entry_show(req, &place, &(struct guest_rows){0}, rows_at_first(&place), &(struct form_errors){0}, 200);
}

/* More rows below what was typed, or back from the review to correct it. */
enum err entry_post(struct req *req)
{
    struct lodging_place place;
    struct guest_rows rows;
    struct lodging_guest *guests;
    int count, shown;

    TRY(lodging_my_place(req, &place));
    if (req_has(req, "guests")) {
        TRY(dossier_guests_parse(&req->ctx, req_str(req, "guests"), &guests, &count));
        if (count > GUEST_ROWS_TYPED_MAX)
            count = GUEST_ROWS_TYPED_MAX; /* the review offers this way back for short lists only */
        rows = guest_rows_of(&req->ctx, guests, count);
        shown = rows_at_first(&place);
    } else {
        TRY(entry_rows_take(req, &rows));
        shown = rows.count + ROWS_MORE;
    }
    return entry_show(req, &place, &rows, shown, &(struct form_errors){0}, 200);
}
