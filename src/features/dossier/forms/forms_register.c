/* forms_register.c: Mẫu 06, the book of dossiers, on A4 across. */
#include "features/dossier/forms/forms_internal.h"

static void pdf_done(struct sheet_of_paper *paper) { pdf_close(&paper->pdf); }

static const struct pdf_column columns[] = {
    {4.2, PDF_CENTER}, {13, PDF_LEFT},   {13, PDF_LEFT},  {5, PDF_CENTER}, {13, PDF_LEFT}, {14, PDF_LEFT}, {10, PDF_LEFT},
    {7.4, PDF_CENTER}, {7.4, PDF_CENTER}, {7.4, PDF_CENTER}, {8.5, PDF_LEFT}, {6.5, PDF_LEFT}, {9, PDF_LEFT},
};
static const struct {
    struct words text;
    int column, columns, row, rows;
} head_cells[] = {
    {W_INIT("STT", "No."), 0, 1, 0, 2},
    {W_INIT("Mã hồ sơ", "Code"), 1, 1, 0, 2},
    {W_INIT("Tên thủ tục hành chính", "Procedure"), 2, 1, 0, 2},
    {W_INIT("Số lượng hồ sơ (bộ)", "Sets"), 3, 1, 0, 2},
    {W_INIT("Tên cá nhân, tổ chức", "Person or organisation"), 4, 1, 0, 2},
    {W_INIT("Địa chỉ, số điện thoại", "Address, telephone"), 5, 1, 0, 2},
    {W_INIT("Cơ quan chủ trì giải quyết", "Lead agency"), 6, 1, 0, 2},
    {W_INIT("Ngày, tháng, năm", "Date"), 7, 3, 0, 1},
    {W_INIT("Nhận hồ sơ", "Received"), 7, 1, 1, 1},
    {W_INIT("Hẹn trả kết quả", "Due"), 8, 1, 1, 1},
    {W_INIT("Trả kết quả", "Returned"), 9, 1, 1, 1},
    {W_INIT("Trả kết quả", "Result"), 10, 2, 0, 1},
    {W_INIT("Phương thức nhận", "By"), 10, 1, 1, 1},
    {W_INIT("Ký nhận", "Signed"), 11, 1, 1, 1},
    {W_INIT("Ghi chú", "Notes"), 12, 1, 0, 2},
};

static struct str vi_day(struct ctx *ctx, struct day day)
{
    struct buf text;
    if (day_is_none(day))
        return STR_NONE;
    buf_init(&text, ctx->arena, 16);
    day_put_vi(&text, day);
    return buf_str(&text);
}

static void register_rows(struct sheet_of_paper *paper, const struct forms_register *form)
{
    struct ctx *ctx = paper->ctx;

    for (int i = 0; i < form->rows_count; i++) {
        const struct forms_register_row *row = &form->rows[i];
        const struct pdf_cell cells[] = {
            {.text = arena_printf(ctx->arena, "%d", i + 1)}, {.text = row->code}, {.text = row->procedure_name},
            {.text = arena_printf(ctx->arena, "%d", row->sets > 0 ? row->sets : 1)}, {.text = row->owner}, {.text = row->contact}, {.text = row->lead_agency},
            {.text = vi_day(ctx, row->received)}, {.text = vi_day(ctx, row->due)}, {.text = vi_day(ctx, row->returned)},
            {.text = row->return_method}, {.text = STR_NONE}, {.text = row->note},
        };
        pdf_table_row(paper->pdf, cells, ARRAY_LEN(cells));
    }
}

static void register_table(struct sheet_of_paper *paper, const struct forms_register *form)
{
    struct pdf_head_cell head[ARRAY_LEN(head_cells)];
    struct pdf_table table = {.columns = columns, .columns_count = ARRAY_LEN(columns), .head = head, .head_count = ARRAY_LEN(head), .size_pt = 8};

    for (size_t i = 0; i < ARRAY_LEN(head_cells); i++)
        head[i] = (struct pdf_head_cell){head_cells[i].text.vi, paper->english ? head_cells[i].text.en : STR_NONE, head_cells[i].column, head_cells[i].columns,
                                         head_cells[i].row, head_cells[i].rows};
    pdf_table_begin(paper->pdf, &table);
    register_rows(paper, form);
    if (form->rows_count == 0) {
        const struct pdf_cell empty = {.text = S("Không có hồ sơ nào trong kỳ này."), .align = PDF_CENTER, .columns = ARRAY_LEN(columns)};
        pdf_table_row(paper->pdf, &empty, 1);
    }
    pdf_table_end(paper->pdf);
}

enum err forms_register(struct ctx *ctx, const struct forms_register *form, struct str *ret_pdf)
{
    AUTO(pdf_done) struct sheet_of_paper paper = {0};
    struct forms_head head = {.parent = form->parent, .agency = form->agency, .place = form->place, .issued_ms = form->issued_ms, .demo = form->demo};
    struct str period = arena_printf(ctx->arena, "Từ ngày %.*s đến ngày %.*s", STR_ARG(vi_day(ctx, form->from)), STR_ARG(vi_day(ctx, form->to)));

    if (form->rows_count > FORMS_REGISTER_ROWS_MAX)
        return fault(ctx, ERR_TOO_LARGE, "dossier.register_too_long", "", "Sổ có quá nhiều dòng để in. Hãy chọn khoảng thời gian ngắn hơn hoặc tải CSV, XLSX.");
    TRY(forms_open(ctx, &head, PDF_A4_LANDSCAPE, S("Sổ theo dõi hồ sơ"), S("Mẫu số 06 – Thông tư 01/2018/TT-VPCP"), &paper));
    forms_head_agency(&paper, &head, NULL);
    pdf_heading(paper.pdf, &(struct pdf_text){.before_pt = 4, .size_pt = 14}, S("SỔ THEO DÕI HỒ SƠ"), paper.english ? S("Register of dossiers") : STR_NONE);
    pdf_text(paper.pdf, &(struct pdf_text){.align = PDF_CENTER, .style = PDF_ITALIC}, period);
    if (!str_empty(form->scope))
        pdf_text(paper.pdf, &(struct pdf_text){.align = PDF_CENTER}, form->scope);
    pdf_space(paper.pdf, 6);
    register_table(&paper, form);
    pdf_text(paper.pdf, &(struct pdf_text){.before_pt = 6, .style = PDF_ITALIC}, arena_printf(ctx->arena, "Tổng số: %d hồ sơ.", form->rows_count));
    return pdf_finish(paper.pdf, ret_pdf);
}
