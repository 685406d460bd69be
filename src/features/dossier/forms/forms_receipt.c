/* forms_receipt.c: Mẫu 01, what a citizen carries home: code, promised date, and a QR code that leads to the dossier's state. */
#include "features/dossier/forms/forms_internal.h"

static void pdf_done(struct sheet_of_paper *paper) { pdf_close(&paper->pdf); }

static void body(struct sheet_of_paper *paper, const struct forms_receipt *form)
{
    const struct forms_head *head = &form->head;
    struct ctx *ctx = paper->ctx;

    forms_line(paper, W("Bộ phận tiếp nhận và trả kết quả", "One-stop counter"), str_empty(head->counter) ? head->agency : head->counter);
    forms_applicant(paper, head);
    forms_section_title(paper, W("Thành phần hồ sơ nộp gồm:", "Papers received"));
    forms_papers(paper, form->papers, form->papers_count);
    forms_line(paper, W("Số lượng hồ sơ", "Number of sets"), arena_printf(ctx->arena, "%02d (bộ)", form->sets > 0 ? form->sets : 1));
    forms_line(paper, W("Thời gian giải quyết hồ sơ theo quy định là", "Time limit by law"), form->time_limit);
    forms_line(paper, W("Thời gian nhận hồ sơ", "Received at"), forms_at(ctx, form->received_ms));
    forms_line_bold(paper, W("Thời gian trả kết quả giải quyết hồ sơ", "Result due at"), form->received_ms && !form->due_ms ? S("giải quyết ngay") : forms_at(ctx, form->due_ms));
    forms_line(paper, W("Đăng ký nhận kết quả tại", "Result to be received at"), form->return_place);
    forms_line_optional(paper, W("Phí, lệ phí", "Fees"), form->fee);
}

enum err forms_receipt(struct ctx *ctx, const struct forms_receipt *form, struct str *ret_pdf)
{
    AUTO(pdf_done) struct sheet_of_paper paper = {0};

    TRY(forms_open(ctx, &form->head, PDF_A5, S("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), S("Mẫu số 01 – Thông tư 01/2018/TT-VPCP"), &paper));
    forms_head_counter(&paper, &form->head, "BPTNTKQ");
    forms_title(&paper, &form->head, W("GIẤY TIẾP NHẬN HỒ SƠ\nVÀ HẸN TRẢ KẾT QUẢ", "Receipt of a dossier and appointment for its result"), form->lookup_url);
    body(&paper, form);
    forms_sign(&paper, W("NGƯỜI NỘP HỒ SƠ", "Applicant"), form->submitter, W("NGƯỜI TIẾP NHẬN HỒ SƠ", "Received by"),
               str_empty(form->officer) ? S("Hệ thống tiếp nhận trực tuyến") : form->officer, SIGN_BY_NAME);
    pdf_space(paper.pdf, 6);
    forms_hint(&paper, W("Giữ giấy này để nhận kết quả. Tra cứu bằng mã hồ sơ và ngày sinh, không cần tài khoản.",
                         "Keep this paper. Look the dossier up by its code and your date of birth, without an account."));
    return pdf_finish(paper.pdf, ret_pdf);
}
