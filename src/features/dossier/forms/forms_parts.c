/* forms_parts.c: heads, labelled lines, lists and signatures that the forms have in common. */
#include "features/dossier/forms/forms_internal.h"
#include "platform/qr/qr.h"

#define DOTS "................................................"
enum { QR_MM = 22 };

struct str forms_at(struct ctx *ctx, int64_t at_ms)
{
    if (at_ms == 0)
        return STR_NONE;
    int minute = minute_of_ms(at_ms);
    struct civil c = civil_of(day_of_ms(at_ms));
    return arena_printf(ctx->arena, "%02d giờ %02d phút, ngày %02d/%02d/%d", minute / 60, minute % 60, c.day, c.month, c.year);
}

struct str forms_day(struct ctx *ctx, struct day day)
{
    if (day_is_none(day))
        return STR_NONE;
    struct civil c = civil_of(day);
    return arena_printf(ctx->arena, "ngày %02d tháng %02d năm %d", c.day, c.month, c.year);
}

enum err forms_open(struct ctx *ctx, const struct forms_head *head, enum pdf_paper paper, struct str title, struct str corner,
                    struct sheet_of_paper *ret_paper)
{
    struct pdf_options options = {.paper = paper,
                                  .title = str_empty(head->code) ? title : arena_printf(ctx->arena, "%.*s – %.*s", STR_ARG(title), STR_ARG(head->code)),
                                  .author = head->agency,
                                  .subject = head->procedure_name,
                                  .lang = LANG_VI,
                                  .created_ms = head->issued_ms,
                                  .size_pt = paper == PDF_A5 && ctx->lang == LANG_EN ? 9.8 : 0, /* captions need room on the one sheet */
                                  .corner = corner,
                                  .foot = head->code,
                                  .watermark = head->demo ? S("DỮ LIỆU MÔ PHỎNG") : STR_NONE};
    *ret_paper = (struct sheet_of_paper){.ctx = ctx, .english = ctx->lang == LANG_EN};
    return pdf_open(ctx, &options, &ret_paper->pdf);
}

static struct str number_line(struct ctx *ctx, const struct forms_head *head, const char *suffix)
{
    if (!suffix)
        return STR_NONE;
    if (str_find_char(head->number, '/') >= 0) /* of a book, with its year: no letter of the agency */
        return arena_printf(ctx->arena, "Số: %.*s", STR_ARG(head->number));
    return arena_printf(ctx->arena, "Số: %.*s/%s", STR_ARG(str_empty(head->number) ? S("......") : head->number), suffix);
}

static void letterhead(struct sheet_of_paper *paper, const struct forms_head *head, struct str parent, struct str agency, const char *suffix)
{
    pdf_letterhead(paper->pdf, &(struct pdf_letterhead){.parent = parent,
                                                        .agency = agency,
                                                        .number = number_line(paper->ctx, head, suffix),
                                                        .place = head->place,
                                                        .day = head->issued_ms ? day_of_ms(head->issued_ms) : DAY_NONE});
}

void forms_head_counter(struct sheet_of_paper *paper, const struct forms_head *head, const char *suffix)
{
    if (str_empty(head->counter))
        forms_head_agency(paper, head, suffix);
    else
        letterhead(paper, head, head->agency, head->counter, suffix);
}

void forms_head_agency(struct sheet_of_paper *paper, const struct forms_head *head, const char *suffix)
{
    letterhead(paper, head, head->parent, head->agency, suffix);
}

/* " / Address": the small caption behind a Vietnamese label. */
#define CAPTION(paper, words)                                                                       \
    {(paper)->english ? S(" / ") : STR_NONE, PDF_SMALL | PDF_ITALIC | PDF_GREY},                    \
    {(paper)->english ? (words).en : STR_NONE, PDF_SMALL | PDF_ITALIC | PDF_GREY}

void forms_title(struct sheet_of_paper *paper, const struct forms_head *head, struct words title, struct str lookup_url)
{
    struct pdf *pdf = paper->pdf;
    struct qr qr;
    struct pdf_text how = {.before_pt = 6};
    double top = pdf_y_mm(pdf) + 2;
    bool has_qr = !str_empty(lookup_url) && qr_encode(paper->ctx->arena, lookup_url, QR_MEDIUM, &qr) == OK;

    if (has_qr) {
        pdf_modules(pdf, qr.side, qr.dark, pdf_width_mm(pdf) - QR_MM, top, QR_MM);
        how.left_mm = how.right_mm = QR_MM + 2; /* the title stays in the middle of the page */
    }
    pdf_heading(pdf, &how, title.vi, paper->english ? title.en : STR_NONE);
    how.align = PDF_CENTER;
    how.before_pt = 0;
    if (!str_empty(head->code))
        pdf_write(pdf, &how, {S("Mã hồ sơ"), 0}, CAPTION(paper, W("", "Code")), {S(": "), 0}, {head->code, PDF_BOLD});
    if (has_qr) {
        how.size_pt = 8;
        how.style = PDF_GREY;
        pdf_write(pdf, &how, {S("Tra cứu: "), 0}, {lookup_url, 0});
        if (pdf_y_mm(pdf) < top + QR_MM)
            pdf_move_to_mm(pdf, top + QR_MM);
    }
    pdf_space(pdf, 5);
}

static void line(struct sheet_of_paper *paper, struct words label, struct str value, unsigned style)
{
    struct pdf_text how = {.after_pt = 2};
    pdf_write(paper->pdf, &how, {label.vi, 0}, CAPTION(paper, label), {S(": "), 0}, {str_empty(value) ? S(DOTS) : value, style});
}

void forms_line(struct sheet_of_paper *paper, struct words label, struct str value) { line(paper, label, value, 0); }
void forms_line_bold(struct sheet_of_paper *paper, struct words label, struct str value) { line(paper, label, value, str_empty(value) ? 0 : PDF_BOLD); }

void forms_line_optional(struct sheet_of_paper *paper, struct words label, struct str value)
{
    if (!str_empty(value))
        line(paper, label, value, 0);
}

void forms_paragraph(struct sheet_of_paper *paper, struct str text)
{
    if (!str_empty(text))
        pdf_text(paper->pdf, &(struct pdf_text){.align = PDF_JUSTIFY, .before_pt = 2, .after_pt = 3, .first_line_mm = 8}, text);
}

void forms_note(struct sheet_of_paper *paper, struct words note)
{
    struct pdf_text how = {.style = PDF_ITALIC | PDF_SMALL, .align = PDF_JUSTIFY, .after_pt = 1};
    pdf_text(paper->pdf, &how, note.vi);
    how.style |= PDF_GREY;
    if (paper->english)
        pdf_text(paper->pdf, &how, note.en);
}

void forms_hint(struct sheet_of_paper *paper, struct words hint)
{
    pdf_text(paper->pdf, &(struct pdf_text){.style = PDF_ITALIC | PDF_SMALL}, paper->english ? hint.en : hint.vi);
}

void forms_section_title(struct sheet_of_paper *paper, struct words title)
{
    struct pdf_text how = {.before_pt = 4, .after_pt = 2};
    pdf_need(paper->pdf, 16);
    if (paper->english && !str_empty(title.en))
        pdf_write(paper->pdf, &how, {title.vi, PDF_BOLD}, CAPTION(paper, title));
    else
        pdf_write(paper->pdf, &how, {title.vi, PDF_BOLD});
}

void forms_applicant(struct sheet_of_paper *paper, const struct forms_head *head)
{
    struct str procedure = head->procedure_name;

    if (!str_empty(head->procedure_code))
        procedure = arena_printf(paper->ctx->arena, "%.*s (mã thủ tục %.*s)", STR_ARG(head->procedure_name), STR_ARG(head->procedure_code));
    forms_line_bold(paper, W("Hồ sơ của", "Filed by"), head->applicant);
    forms_line(paper, W("Địa chỉ", "Address"), head->applicant_address);
    /* telephone and e-mail share a line, as on the printed form */
    struct pdf_text how = {.after_pt = 2};
    struct str dots = S("..............................");
    pdf_write(paper->pdf, &how, {S("Số điện thoại"), 0}, CAPTION(paper, W("", "Telephone")), {S(": "), 0},
              {str_empty(head->applicant_phone) ? dots : head->applicant_phone, 0}, {S("    Email: "), 0},
              {str_empty(head->applicant_email) ? dots : head->applicant_email, 0});
    forms_line(paper, W("Nội dung yêu cầu giải quyết", "Request"), procedure);
}

/* "01 bản chính, 02 bản sao" */
static struct str copies_of(struct ctx *ctx, const struct forms_paper *item)
{
    struct buf text;
    static const char *const kinds[] = {"bản chính", "bản sao", "bản điện tử"};
    const int counts[] = {item->originals, item->copies, item->electronic};

    buf_init(&text, ctx->arena, 64);
    for (int i = 0; i < 3; i++)
        if (counts[i] > 0)
            buf_printf(&text, "%s%02d %s", text.len ? ", " : "", counts[i], kinds[i]);
    return buf_str(&text);
}

void forms_papers(struct sheet_of_paper *paper, const struct forms_paper *papers, int count)
{
    static const struct pdf_column columns[] = {{7, PDF_CENTER}, {66, PDF_LEFT}, {27, PDF_LEFT}};
    const struct pdf_head_cell head[] = {{S("TT"), STR_NONE, .column = 0},
                                         {S("Tên giấy tờ"), paper->english ? S("Paper") : STR_NONE, .column = 1},
                                         {S("Bản"), paper->english ? S("Copies") : STR_NONE, .column = 2}};
    struct pdf_table table = {.columns = columns, .columns_count = ARRAY_LEN(columns), .head = head, .head_count = ARRAY_LEN(head), .size_pt = 10};

    if (count == 0) {
        forms_paragraph(paper, S("(Không có giấy tờ kèm theo)"));
        return;
    }
    pdf_table_begin(paper->pdf, &table);
    for (int i = 0; i < count; i++) {
        const struct pdf_cell cells[] = {{.text = arena_printf(paper->ctx->arena, "%d", i + 1)},
                                         {.text = papers[i].name, .caption = papers[i].file},
                                         {.text = copies_of(paper->ctx, &papers[i])}};
        pdf_table_row(paper->pdf, cells, ARRAY_LEN(cells));
    }
    pdf_table_end(paper->pdf);
    pdf_space(paper->pdf, 4);
}

void forms_values(struct sheet_of_paper *paper, const struct forms_value *values, int count)
{
    static const struct pdf_column columns[] = {{36, PDF_LEFT}, {64, PDF_LEFT}};
    struct pdf_table table = {.columns = columns, .columns_count = ARRAY_LEN(columns)};

    if (count == 0)
        return;
    pdf_space(paper->pdf, 3);
    pdf_table_begin(paper->pdf, &table);
    for (int i = 0; i < count; i++) {
        const struct pdf_cell cells[] = {{.text = values[i].label, .caption = paper->english ? values[i].label_en : STR_NONE},
                                         {.text = str_empty(values[i].value) ? S("–") : values[i].value, .style = PDF_BOLD}};
        pdf_table_row(paper->pdf, cells, ARRAY_LEN(cells));
    }
    pdf_table_end(paper->pdf);
    pdf_space(paper->pdf, 4);
}

static struct str sign_caption(struct sheet_of_paper *paper, struct words role, struct words hint)
{
    return paper->english ? arena_printf(paper->ctx->arena, "%.*s (%.*s)", STR_ARG(role.en), STR_ARG(hint.en)) : STR_NONE;
}

void forms_sign(struct sheet_of_paper *paper, struct words left, struct str left_name, struct words right, struct str right_name, struct words hint)
{
    struct pdf_signer left_signer = {.role = left.vi, .caption = sign_caption(paper, left, hint), .hint = hint.vi, .name = left_name};
    struct pdf_signer right_signer = {.role = right.vi, .caption = sign_caption(paper, right, hint), .hint = hint.vi, .name = right_name};
    pdf_signatures(paper->pdf, &left_signer, &right_signer);
}
