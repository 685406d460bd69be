/* pdf.c: an extract on paper, A4: Vietnamese, page numbers, a QR code with the digest of the same data as JSON, so that a paper can be told from a changed one. */
#include "features/mydata/internal.h"
#include "platform/pdf/pdf.h"
#include "platform/qr/qr.h"

enum { QR_MM = 24 };

static void put_items(struct ctx *ctx, struct pdf *pdf, const struct section *section)
{
    static const struct pdf_column columns[] = {{30, PDF_LEFT}, {42, PDF_LEFT}, {28, PDF_LEFT}};
    static const struct pdf_head_cell head[] = {{S_INIT("Thông tin"), .column = 0}, {S_INIT("Nội dung"), .column = 1}, {S_INIT("Nguồn, ngày ghi nhận"), .column = 2}};
    struct pdf_table table = {.columns = columns, .columns_count = 3, .head = head, .head_count = 3, .border = PDF_GRID, .size_pt = 11};

    pdf_table_begin(pdf, &table);
    for (int i = 0; i < section->items_count; i++) {
        const struct item *item = &section->items[i];
        struct str source = day_is_none(item->since) ? item->source : arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(item->source), STR_ARG(fmt_day(ctx->arena, item->since)));
        const struct pdf_cell cells[] = {{.text = item->label}, {.text = item->cell.text, .caption = item->cell.note, .style = PDF_BOLD}, {.text = source, .style = PDF_SMALL}};
        pdf_table_row(pdf, cells, 3);
    }
    pdf_table_end(pdf);
}

static void put_table(struct pdf *pdf, const struct section *section)
{
    struct pdf_column columns[COLUMNS_MAX];
    struct pdf_head_cell head[COLUMNS_MAX];
    struct pdf_cell cells[COLUMNS_MAX];

    for (int c = 0; c < section->columns; c++) {
        columns[c] = (struct pdf_column){.share = c == 0 || c == section->columns - 1 ? 3 : 2, .align = PDF_LEFT};
        head[c] = (struct pdf_head_cell){.text = section->labels[c], .column = c};
    }
    struct pdf_table table = {.columns = columns, .columns_count = section->columns, .head = head, .head_count = section->columns, .border = PDF_GRID, .size_pt = 10};
    pdf_table_begin(pdf, &table);
    for (int r = 0; r < section->rows_count; r++) {
        for (int c = 0; c < section->columns; c++)
            cells[c] = (struct pdf_cell){.text = section->rows[r][c].text, .caption = section->rows[r][c].note};
        pdf_table_row(pdf, cells, section->columns);
    }
    pdf_table_end(pdf);
}

static void put_section(struct ctx *ctx, struct pdf *pdf, const struct section *section, int number)
{
    struct pdf_text title = {.style = PDF_BOLD, .before_pt = 10, .after_pt = 3};

    pdf_need(pdf, 25);
    pdf_text(pdf, &title, arena_printf(ctx->arena, "%d. %.*s", number, STR_ARG(section->title)));
    if (section->items_count)
        put_items(ctx, pdf, section);
    else if (section->rows_count)
        put_table(pdf, section);
    else
        pdf_text(pdf, &(struct pdf_text){.style = PDF_ITALIC}, section->empty);
    if (section->is_cut)
        pdf_text(pdf, &(struct pdf_text){.style = PDF_ITALIC | PDF_SMALL}, S("Chỉ in những dòng gần nhất."));
}

static void put_head(struct ctx *ctx, struct pdf *pdf, const struct extract *extract, const struct extract_paper *paper)
{
    struct str address = arena_printf(ctx->arena, "%.*s/me#sha256=%.*s", STR_ARG(paper->public_url), STR_ARG(paper->digest));
    struct pdf_text how = {.before_pt = 6}, line = {.align = PDF_CENTER};
    double top = pdf_y_mm(pdf) + 2;
    struct qr qr;
    bool has_qr = qr_encode(ctx->arena, address, QR_MEDIUM, &qr) == OK;

    if (has_qr) {
        pdf_modules(pdf, qr.side, qr.dark, pdf_width_mm(pdf) - QR_MM, top, QR_MM);
        how.left_mm = how.right_mm = line.left_mm = line.right_mm = QR_MM + 2;
    }
    pdf_heading(pdf, &how, S("DỮ LIỆU CỦA TÔI TRONG CƠ SỞ DỮ LIỆU DÂN CƯ"), STR_NONE);
    pdf_write(pdf, &line, {extract->person.full_name, PDF_BOLD});
    pdf_write(pdf, &line, {S("Lập lúc "), 0}, {fmt_at(ctx->arena, ctx->now_ms), 0});
    pdf_write(pdf, (&(struct pdf_text){.align = PDF_CENTER, .left_mm = line.left_mm, .right_mm = line.right_mm, .size_pt = 8, .style = PDF_GREY}), {S("Mã kiểm tra: "), 0},
              {str_sub(paper->digest, 0, 16), 0});
    if (has_qr && pdf_y_mm(pdf) < top + QR_MM)
        pdf_move_to_mm(pdf, top + QR_MM);
    pdf_space(pdf, 4);
    pdf_text(pdf, &(struct pdf_text){.align = PDF_JUSTIFY, .after_pt = 4},
             S("Theo Điều 4 Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15, công dân được xem, được chỉnh sửa và được cung cấp dữ liệu cá nhân của mình. Bản in này không thay giấy tờ hộ tịch, "
               "giấy xác nhận cư trú hay thẻ căn cước. Nếu có thông tin sai, hãy đề nghị điều chỉnh ngay bên cạnh thông tin đó trên Cổng dịch vụ công, hoặc tại Công an xã, phường."));
}

enum err extract_pdf(struct ctx *ctx, const struct extract *extract, const struct extract_paper *paper, struct str *ret_pdf)
{
    AUTO(pdf_close) struct pdf *pdf = NULL;
    struct pdf_options options = {.paper = PDF_A4, .title = S("Dữ liệu của tôi trong cơ sở dữ liệu dân cư"), .author = paper->agency, .lang = LANG_VI, .created_ms = ctx->now_ms,
                                  .foot = arena_printf(ctx->arena, "Mã kiểm tra %.*s", STR_ARG(str_sub(paper->digest, 0, 16))),
                                  .watermark = paper->demo ? S("DỮ LIỆU MÔ PHỎNG") : STR_NONE};

    TRY(pdf_open(ctx, &options, &pdf));
    pdf_letterhead(pdf, &(struct pdf_letterhead){.agency = paper->agency.len ? paper->agency : S("Cổng dịch vụ công"), .place = paper->site, .day = day_of_ms(ctx->now_ms)});
    put_head(ctx, pdf, extract, paper);
    for (int s = 0; s < extract->count; s++)
        put_section(ctx, pdf, &extract->sections[s], s + 1);
    if (paper->agency.len)
        pdf_signatures(pdf, &(struct pdf_signer){.role = S("NGƯỜI ĐỀ NGHỊ"), .hint = S("(Ký và ghi rõ họ tên)"), .name = extract->person.full_name},
                       &(struct pdf_signer){.role = S("NGƯỜI IN"), .hint = S("(Ký và ghi rõ họ tên)"), .name = paper->officer});
    return pdf_finish(pdf, ret_pdf);
}
