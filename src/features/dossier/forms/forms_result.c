/* forms_result.c: the paper that a procedure ends with, and the summary of what a citizen filled in. */
#include "features/dossier/forms/forms_internal.h"

static void pdf_done(struct sheet_of_paper *paper) { pdf_close(&paper->pdf); }

static void members(struct sheet_of_paper *paper, const struct forms_result *form)
{
    static const struct pdf_column columns[] = {{6, PDF_CENTER}, {36, PDF_LEFT}, {18, PDF_CENTER}, {22, PDF_CENTER}, {18, PDF_LEFT}};
    const struct pdf_head_cell head[] = {
        {S("TT"), STR_NONE, .column = 0},
        {S("Họ, chữ đệm và tên"), paper->english ? S("Full name") : STR_NONE, .column = 1},
        {S("Ngày sinh"), paper->english ? S("Born") : STR_NONE, .column = 2},
        {S("Số định danh cá nhân"), paper->english ? S("Personal number") : STR_NONE, .column = 3},
        {S("Quan hệ với chủ hộ"), paper->english ? S("To the head") : STR_NONE, .column = 4},
    };
    struct pdf_table table = {.columns = columns, .columns_count = ARRAY_LEN(columns), .head = head, .head_count = ARRAY_LEN(head), .size_pt = 11};

    if (form->members_count == 0)
        return;
    forms_section_title(paper, W("Những người trong cùng hồ sơ:", "Persons in the same dossier"));
    pdf_table_begin(paper->pdf, &table);
    for (int i = 0; i < form->members_count; i++) {
        const struct forms_member *member = &form->members[i];
        const struct pdf_cell cells[] = {{.text = arena_printf(paper->ctx->arena, "%d", i + 1)}, {.text = member->name, .style = PDF_BOLD}, {.text = member->birth},
                                         {.text = member->number}, {.text = member->relation}};
        pdf_table_row(paper->pdf, cells, ARRAY_LEN(cells));
    }
    pdf_table_end(paper->pdf);
    pdf_space(paper->pdf, 4);
}

/* The file's title has no line breaks. */
static struct str one_line(struct ctx *ctx, struct str text)
{
    char *line = (char *)arena_str(ctx->arena, text).ptr;
    for (size_t i = 0; i < text.len; i++)
        if (line[i] == '\n')
            line[i] = ' ';
    return (struct str){line, text.len};
}

enum err forms_result(struct ctx *ctx, const struct forms_result *form, struct str *ret_pdf)
{
    AUTO(pdf_done) struct sheet_of_paper paper = {0};
    const struct forms_head *head = &form->head;
    struct str title = str_empty(form->signer_title) ? S("THỦ TRƯỞNG CƠ QUAN") : form->signer_title;

    TRY(forms_open(ctx, head, PDF_A4, one_line(ctx, form->title), STR_NONE, &paper));
    forms_head_agency(&paper, head, "TB");
    forms_title(&paper, head, (struct words){form->title, form->title_en}, form->lookup_url);
    if (!str_empty(form->addressee))
        pdf_write(paper.pdf, (&(struct pdf_text){.align = PDF_CENTER, .before_pt = 2, .after_pt = 6}), {S("Kính gửi: "), 0}, {form->addressee, PDF_BOLD});
    forms_paragraph(&paper, form->legal_basis);
    forms_paragraph(&paper, form->opening);
    forms_values(&paper, form->values, form->values_count);
    members(&paper, form);
    forms_paragraph(&paper, form->closing);
    forms_sign(&paper, W("", ""), STR_NONE, (struct words){title, S("Head of the agency")}, form->signer, SIGN_AND_SEAL);
    return pdf_finish(paper.pdf, ret_pdf);
}

enum err forms_summary(struct ctx *ctx, const struct forms_summary *form, struct str *ret_pdf)
{
    AUTO(pdf_done) struct sheet_of_paper paper = {0};
    const struct forms_head *head = &form->head;

    TRY(forms_open(ctx, head, PDF_A4, S("Bản tóm tắt hồ sơ đã khai"), STR_NONE, &paper));
    forms_head_agency(&paper, head, NULL);
    forms_title(&paper, head, W("BẢN TÓM TẮT HỒ SƠ ĐÃ KHAI TRỰC TUYẾN", "Summary of an online application"), form->lookup_url);
    forms_line_bold(&paper, W("Thủ tục", "Procedure"), head->procedure_name);
    forms_line_bold(&paper, W("Người nộp", "Filed by"), head->applicant);
    forms_line_optional(&paper, W("Trạng thái", "State"), form->state);
    for (int i = 0; i < form->sections_count; i++) {
        forms_section_title(&paper, (struct words){form->sections[i].title, STR_NONE});
        forms_values(&paper, form->sections[i].values, form->sections[i].values_count);
    }
    forms_section_title(&paper, W("Giấy tờ kèm theo", "Papers attached"));
    forms_papers(&paper, form->papers, form->papers_count);
    forms_hint(&paper, W("Bản in này để người nộp lưu giữ, không thay Giấy tiếp nhận hồ sơ và hẹn trả kết quả.",
                         "This print is for the applicant's own records; it does not replace the receipt."));
    return pdf_finish(paper.pdf, ret_pdf);
}
