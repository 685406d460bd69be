/* forms_control.c: Mẫu 05, the sheet that goes with a dossier: who gave it to whom, when, and whether that hand was in time. */
#include "features/dossier/forms/forms_internal.h"

static void pdf_done(struct sheet_of_paper *paper) { pdf_close(&paper->pdf); }

static struct words outcome_words(enum forms_outcome outcome)
{
    switch (outcome) {
    case FORMS_EARLY: return W("Trước hạn", "Early");
    case FORMS_ON_TIME: return W("Đúng hạn", "On time");
    case FORMS_LATE: return W("Quá hạn", "Late");
    case FORMS_OUTCOME_NONE: break;
    }
    return W("", "");
}

/* "Giao: Bộ phận ... (Nguyễn Văn A)\nNhận: Công an xã ... (Trần Thị B)" */
static struct str parties(struct ctx *ctx, const struct forms_handover *step)
{
    struct buf text;
    const struct str rows[2][3] = {{S("Giao: "), step->giver_agency, step->giver}, {S("Nhận: "), step->receiver_agency, step->receiver}};

    buf_init(&text, ctx->arena, 160);
    for (int i = 0; i < 2; i++) {
        if (str_empty(rows[i][1]) && str_empty(rows[i][2]))
            continue;
        if (text.len)
            buf_put_char(&text, '\n');
        buf_put(&text, rows[i][0]);
        buf_put(&text, rows[i][1]);
        if (!str_empty(rows[i][2]))
            buf_printf(&text, str_empty(rows[i][1]) ? "%.*s" : " (%.*s)", STR_ARG(rows[i][2]));
    }
    return buf_str(&text);
}

static struct str times(struct ctx *ctx, const struct forms_handover *step)
{
    struct buf text;

    buf_init(&text, ctx->arena, 96);
    if (step->given_ms && step->given_ms == step->received_ms) {
        buf_lit(&text, "Giao, nhận: ");
        ms_put_vi(&text, step->given_ms);
    } else if (step->given_ms) {
        buf_lit(&text, "Giao: ");
        ms_put_vi(&text, step->given_ms);
    }
    if (step->received_ms && step->received_ms != step->given_ms) {
        buf_put(&text, text.len ? S("\nNhận: ") : S("Nhận: "));
        ms_put_vi(&text, step->received_ms);
    }
    if (step->due_ms) {
        buf_put(&text, text.len ? S("\nHạn: ") : S("Hạn: "));
        ms_put_vi(&text, step->due_ms);
    }
    return buf_str(&text);
}

static void step_row(struct sheet_of_paper *paper, const struct forms_handover *step, int number)
{
    struct words outcome = outcome_words(step->outcome);
    struct str note = step->action;

    if (!str_empty(step->note))
        note = str_empty(note) ? step->note : arena_printf(paper->ctx->arena, "%.*s: %.*s", STR_ARG(step->action), STR_ARG(step->note));
    const struct pdf_cell cells[] = {
        {.text = arena_printf(paper->ctx->arena, "%d", number)},
        {.text = parties(paper->ctx, step)},
        {.text = times(paper->ctx, step)},
        {.text = outcome.vi, .caption = paper->english ? outcome.en : STR_NONE, .style = step->outcome == FORMS_LATE ? PDF_BOLD | PDF_RED : PDF_BOLD},
        {.text = note},
    };
    pdf_table_row(paper->pdf, cells, ARRAY_LEN(cells));
}

static void step_table(struct sheet_of_paper *paper, const struct forms_control *form)
{
    static const struct pdf_column columns[] = {{6.5, PDF_CENTER}, {28, PDF_LEFT}, {28, PDF_LEFT}, {15.5, PDF_CENTER}, {22, PDF_LEFT}};
    const struct pdf_head_cell head[] = {
        {S("TT"), STR_NONE, .column = 0},
        {S("Tên cơ quan, người giao, người nhận"), paper->english ? S("Given by, received by") : STR_NONE, .column = 1},
        {S("Thời gian giao, nhận hồ sơ"), paper->english ? S("Time") : STR_NONE, .column = 2},
        {S("Kết quả giải quyết"), paper->english ? S("Outcome") : STR_NONE, .column = 3},
        {S("Ghi chú"), paper->english ? S("Notes") : STR_NONE, .column = 4},
    };
    struct pdf_table table = {.columns = columns, .columns_count = ARRAY_LEN(columns), .head = head, .head_count = ARRAY_LEN(head), .size_pt = 9};

    pdf_table_begin(paper->pdf, &table);
    for (int i = 0; i < form->handovers_count; i++)
        step_row(paper, &form->handovers[i], i + 1);
    pdf_table_end(paper->pdf);
}

enum err forms_control(struct ctx *ctx, const struct forms_control *form, struct str *ret_pdf)
{
    AUTO(pdf_done) struct sheet_of_paper paper = {0};
    const struct forms_head *head = &form->head;

    TRY(forms_open(ctx, head, PDF_A5, S("Phiếu kiểm soát quá trình giải quyết hồ sơ"), S("Mẫu số 05 – Thông tư 01/2018/TT-VPCP"), &paper));
    forms_head_agency(&paper, head, NULL);
    forms_title(&paper, head, W("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "Control sheet of a dossier"), STR_NONE);
    forms_line(&paper, W("Cơ quan (bộ phận) giải quyết hồ sơ", "Agency in charge"), head->agency);
    forms_line_optional(&paper, W("Cơ quan phối hợp giải quyết hồ sơ", "Agencies consulted"), form->coordinating);
    forms_line(&paper, W("Nội dung yêu cầu giải quyết", "Request"), head->procedure_name);
    forms_line(&paper, W("Thời gian nhận hồ sơ", "Received at"), forms_at(ctx, form->received_ms));
    forms_line_optional(&paper, W("Thời gian hẹn trả kết quả", "Result due at"), forms_at(ctx, form->due_ms));
    pdf_space(paper.pdf, 4);
    step_table(&paper, form);
    return pdf_finish(paper.pdf, ret_pdf);
}
