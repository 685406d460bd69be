/* forms_replies.c: what the counter writes back: Mẫu 02 (what is missing, all of it at once), Mẫu 03 (refusal), Mẫu 04 (apology and one new date). */
#include "features/dossier/forms/forms_internal.h"

static void pdf_done(struct sheet_of_paper *paper) { pdf_close(&paper->pdf); }

/* --- Mẫu 02 --- */
static void defect_table(struct sheet_of_paper *paper, const struct forms_supplement *form)
{
    static const struct pdf_column columns[] = {{7, PDF_CENTER}, {38, PDF_LEFT}, {55, PDF_LEFT}};
    const struct pdf_head_cell head[] = {{S("TT"), STR_NONE, .column = 0},
                                         {S("Mục, giấy tờ cần bổ sung"), paper->english ? S("Entry or paper") : STR_NONE, .column = 1},
                                         {S("Nội dung cần bổ sung, hoàn thiện"), paper->english ? S("What is missing") : STR_NONE, .column = 2}};
    struct pdf_table table = {.columns = columns, .columns_count = ARRAY_LEN(columns), .head = head, .head_count = ARRAY_LEN(head), .size_pt = 10};

    pdf_table_begin(paper->pdf, &table);
    for (int i = 0; i < form->defects_count; i++) {
        const struct forms_defect *defect = &form->defects[i];
        struct str text = defect->reason;
        if (!str_empty(defect->note))
            text = str_empty(text) ? defect->note : arena_printf(paper->ctx->arena, "%.*s. %.*s", STR_ARG(defect->reason), STR_ARG(defect->note));
        const struct pdf_cell cells[] = {{.text = arena_printf(paper->ctx->arena, "%d", i + 1)}, {.text = defect->target, .style = PDF_BOLD}, {.text = text}};
        pdf_table_row(paper->pdf, cells, ARRAY_LEN(cells));
    }
    pdf_table_end(paper->pdf);
    pdf_space(paper->pdf, 4);
}

enum err forms_supplement(struct ctx *ctx, const struct forms_supplement *form, struct str *ret_pdf)
{
    AUTO(pdf_done) struct sheet_of_paper paper = {0};
    const struct forms_head *head = &form->head;

    TRY(forms_open(ctx, head, PDF_A5, S("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"), S("Mẫu số 02 – Thông tư 01/2018/TT-VPCP"), &paper));
    forms_head_counter(&paper, head, "BPTNTKQ");
    forms_title(&paper, head, W("PHIẾU YÊU CẦU BỔ SUNG,\nHOÀN THIỆN HỒ SƠ", "Request to complete a dossier"), form->lookup_url);
    forms_applicant(&paper, head);
    forms_section_title(&paper, W("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:", "Please complete the following"));
    defect_table(&paper, form);
    forms_line_optional(&paper, W("Lý do", "Reason"), form->reason);
    forms_paragraph(&paper, arena_printf(ctx->arena, "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, Ông/Bà liên hệ với %.*s, số điện thoại %.*s để được hướng dẫn.",
                                         STR_ARG(str_empty(form->contact) ? head->agency : form->contact),
                                         STR_ARG(!str_empty(form->contact_phone) ? form->contact_phone
                                                 : !str_empty(head->agency_phone) ? head->agency_phone
                                                                                  : S("...................."))));
    forms_note(&paper, W("Thời hạn giải quyết tạm dừng từ ngày ghi trên phiếu này và được tính lại từ đầu khi hồ sơ đã đầy đủ.",
                         "The time limit stops on the date of this paper and starts again from zero once the dossier is complete."));
    forms_sign(&paper, W("", ""), STR_NONE, W("NGƯỜI HƯỚNG DẪN", "Officer"), form->officer, SIGN_BY_NAME);
    return pdf_finish(paper.pdf, ret_pdf);
}

/* --- Mẫu 03 --- */
enum err forms_refusal(struct ctx *ctx, const struct forms_refusal *form, struct str *ret_pdf)
{
    AUTO(pdf_done) struct sheet_of_paper paper = {0};
    const struct forms_head *head = &form->head;
    struct str office = str_empty(head->counter) ? head->agency : head->counter;

    TRY(forms_open(ctx, head, PDF_A5, S("Phiếu từ chối tiếp nhận, giải quyết hồ sơ"), S("Mẫu số 03 – Thông tư 01/2018/TT-VPCP"), &paper));
    forms_head_counter(&paper, head, "BPTNTKQ");
    forms_title(&paper, head, W("PHIẾU TỪ CHỐI TIẾP NHẬN,\nGIẢI QUYẾT HỒ SƠ", "Refusal to receive or settle a dossier"), form->lookup_url);
    forms_line(&paper, W("Bộ phận tiếp nhận và trả kết quả", "One-stop counter"), office);
    forms_applicant(&paper, head);
    forms_paragraph(&paper, arena_printf(ctx->arena, "Qua xem xét, %.*s thông báo %s hồ sơ này với lý do cụ thể như sau:", STR_ARG(office),
                                         form->at_receipt ? "không tiếp nhận" : "không giải quyết"));
    pdf_text(paper.pdf, &(struct pdf_text){.align = PDF_JUSTIFY, .style = PDF_BOLD, .left_mm = 8, .before_pt = 2, .after_pt = 4},
             str_empty(form->reason) ? S("........................................") : form->reason);
    forms_paragraph(&paper, S("Xin thông báo để Ông/Bà được biết và thực hiện./."));
    forms_note(&paper, (struct words){str_empty(form->appeal) ? S("Nếu không đồng ý, Ông/Bà có quyền khiếu nại đến cơ quan đã từ chối hoặc khởi kiện tại Tòa án "
                                                                  "theo quy định của pháp luật.")
                                                              : form->appeal,
                                      S("If you disagree, you may complain to the agency that refused, or go to court as the law provides.")});
    forms_sign(&paper, W("NGƯỜI NỘP HỒ SƠ", "Applicant"), form->submitter, W("NGƯỜI TIẾP NHẬN HỒ SƠ", "Officer"), form->officer, SIGN_BY_NAME);
    return pdf_finish(paper.pdf, ret_pdf);
}

/* --- Mẫu 04 --- */
static void apology_text(struct sheet_of_paper *paper, const struct forms_apology *form)
{
    const struct forms_head *head = &form->head;
    struct ctx *ctx = paper->ctx;
    struct buf received;

    buf_init(&received, ctx->arena, 32);
    day_put_vi(&received, day_of_ms(form->received_ms));
    forms_paragraph(paper, arena_printf(ctx->arena, "Ngày %.*s, %.*s tiếp nhận giải quyết hồ sơ đề nghị giải quyết thủ tục “%.*s” của Ông/Bà/Tổ chức; mã số: %.*s.",
                                        STR_ARG(buf_str(&received)), STR_ARG(head->agency), STR_ARG(head->procedure_name), STR_ARG(head->code)));
    forms_line(paper, W("Thời gian hẹn trả kết quả", "Promised for"), forms_at(ctx, form->due_ms));
    forms_paragraph(paper, arena_printf(ctx->arena, "Tuy nhiên đến nay, %.*s chưa trả kết quả giải quyết hồ sơ đúng thời gian quy định ghi trên Giấy tiếp nhận hồ sơ và "
                                        "hẹn trả kết quả với Ông/Bà/Tổ chức.", STR_ARG(head->agency)));
    forms_line(paper, W("Lý do", "Reason"), form->reason);
    forms_paragraph(paper, arena_printf(ctx->arena, "Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của Ông/Bà/Tổ chức. %.*s xin lỗi Ông/Bà/Tổ chức và sẽ trả "
                                        "kết quả giải quyết hồ sơ vào:", STR_ARG(head->agency)));
    pdf_text(paper->pdf, &(struct pdf_text){.align = PDF_CENTER, .style = PDF_BOLD, .size_pt = 13, .before_pt = 2, .after_pt = 4}, forms_day(ctx, form->new_due));
    forms_paragraph(paper, S("Mong nhận được sự thông cảm của Ông/Bà/Tổ chức vì sự chậm trễ này./."));
    forms_note(paper, W("Việc hẹn lại chỉ được thực hiện một lần (khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP).", "A new date may be set only once."));
}

enum err forms_apology(struct ctx *ctx, const struct forms_apology *form, struct str *ret_pdf)
{
    AUTO(pdf_done) struct sheet_of_paper paper = {0};
    const struct forms_head *head = &form->head;
    struct str title = str_empty(form->signer_title) ? S("THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ") : form->signer_title;

    TRY(forms_open(ctx, head, PDF_A5, S("Phiếu xin lỗi và hẹn lại ngày trả kết quả"), S("Mẫu số 04 – Thông tư 01/2018/TT-VPCP"), &paper));
    forms_head_agency(&paper, head, "PXL");
    forms_title(&paper, head, W("PHIẾU XIN LỖI VÀ HẸN LẠI\nNGÀY TRẢ KẾT QUẢ", "Apology and new date for the result"), form->lookup_url);
    pdf_write(paper.pdf, (&(struct pdf_text){.align = PDF_CENTER, .before_pt = 2, .after_pt = 4}), {S("Kính gửi: "), 0}, {head->applicant, PDF_BOLD});
    apology_text(&paper, form);
    forms_sign(&paper, W("", ""), STR_NONE, (struct words){title, S("Head of the agency")}, form->signer, SIGN_AND_SEAL);
    return pdf_finish(paper.pdf, ret_pdf);
}
