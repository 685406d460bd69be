/* pdf_block.c: the fixed parts of administrative papers (Decree 30/2020, Appendix I, part II): national name and motto, agency, number, place and
 * date, signatures; and pictures at a place. */
#include "platform/pdf/pdf_internal.h"

#define NATION "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
#define MOTTO "Độc lập - Tự do - Hạnh phúc"

static void centred_rule(struct pdf *pdf, double x, double width, double y, double length)
{
    cairo_set_line_width(pdf->cr, 0.8);
    cairo_move_to(pdf->cr, x + (width - length) / 2, y);
    cairo_line_to(pdf->cr, x + (width + length) / 2, y);
    cairo_stroke(pdf->cr);
    cairo_set_line_width(pdf->cr, 0.6);
}

/* "Ia Grai, ngày 21 tháng 11 năm 2026": days below 10 and the months 1 and 2 get a zero, so that nothing can be written before them. */
static struct str date_line(struct pdf *pdf, struct str place, struct day day)
{
    struct civil c = civil_of(day);
    return arena_printf(pdf->ctx->arena, "%.*s%sngày %02d tháng %s%d năm %d", STR_ARG(place), str_empty(place) ? "" : ", ", c.day, c.month < 3 ? "0" : "",
                        c.month, c.year);
}

void pdf_letterhead(struct pdf *pdf, const struct pdf_letterhead *head)
{
    bool small = pdf->options.paper == PDF_A5;
    double size = small ? 9.5 : 12, motto_size = small ? 10.5 : 13, gap = small ? 3 : 4;
    double right_width = pdf_block_width(pdf, PDF_BOLD, size, S(NATION)) + 4, left_width = pdf->right - pdf->left - right_width - 10;
    if (left_width > right_width * 1.2) /* on a sheet across, both sides are as wide, so that neither drifts to the middle */
        left_width = right_width * 1.2;
    double right_x = pdf->right - right_width, left_x = pdf->left, y = pdf->y, left_y = pdf->y;

    left_y += pdf_block(pdf, left_x, left_y, left_width, PDF_CENTER, 0, size, pdf_upper(pdf, head->parent));
    struct str agency = pdf_upper(pdf, head->agency);
    left_y += pdf_block(pdf, left_x, left_y, left_width, PDF_CENTER, PDF_BOLD, size, agency);
    double agency_width = pdf_block_width(pdf, PDF_BOLD, size, agency);
    centred_rule(pdf, left_x, left_width, left_y + 2.5, (agency_width < left_width ? agency_width : left_width) * 0.4); /* a third to a half of the line */
    left_y += 2.5 + gap;

    y += pdf_block(pdf, right_x, y, right_width, PDF_CENTER, PDF_BOLD, size, S(NATION));
    y += pdf_block(pdf, right_x, y, right_width, PDF_CENTER, PDF_BOLD, motto_size, S(MOTTO));
    centred_rule(pdf, right_x, right_width, y + 2.5, pdf_block_width(pdf, PDF_BOLD, motto_size, S(MOTTO)));
    y += 2.5 + gap;

    /* number and date stand on one line, as high as the longer side allows */
    y = left_y = y > left_y ? y : left_y;
    left_y += pdf_block(pdf, left_x, left_y, left_width, PDF_CENTER, 0, small ? 10 : 13, head->number);
    if (!day_is_none(head->day))
        y += pdf_block(pdf, right_x, y, right_width, PDF_CENTER, PDF_ITALIC, small ? 10 : 13, date_line(pdf, head->place, head->day));
    pdf->y = (y > left_y ? y : left_y) + gap;
}

/* --- signatures --- */
struct part {
    struct str text;
    unsigned style;
    double size;
};

/* The parts of a signature from top to bottom; the room for the signature stands before the last. */
static void signer_parts(const struct pdf *pdf, const struct pdf_signer *signer, struct part parts[4])
{
    parts[0] = (struct part){signer->role, PDF_BOLD, pdf->size};
    parts[1] = (struct part){signer->caption, PDF_ITALIC | PDF_GREY, pdf->size * 0.8};
    parts[2] = (struct part){signer->hint, PDF_ITALIC, pdf->size * 0.9};
    parts[3] = (struct part){signer->name, PDF_BOLD, pdf->size};
}

static double signature_room(const struct pdf *pdf) { return pdf->options.paper == PDF_A5 ? 34 : 56; }

static double signer_height(struct pdf *pdf, const struct pdf_signer *signer, double width)
{
    struct part parts[4];
    double height = signature_room(pdf);

    if (str_empty(signer->role))
        return 0;
    signer_parts(pdf, signer, parts);
    for (int i = 0; i < 4; i++)
        height += pdf_block_height(pdf, width, parts[i].style, parts[i].size, parts[i].text);
    return height;
}

static void draw_signer(struct pdf *pdf, const struct pdf_signer *signer, double x, double width)
{
    struct part parts[4];
    double y = pdf->y;

    if (str_empty(signer->role))
        return;
    signer_parts(pdf, signer, parts);
    for (int i = 0; i < 4; i++) {
        if (i == 3) {
            if (!str_empty(signer->png))
                pdf_png(pdf, signer->png, (x - pdf->left + width / 4) / PT_OF_MM, y / PT_OF_MM, width / 2 / PT_OF_MM);
            y += signature_room(pdf);
        }
        y += pdf_block(pdf, x, y, width, PDF_CENTER, parts[i].style, parts[i].size, parts[i].text);
    }
}

void pdf_signatures(struct pdf *pdf, const struct pdf_signer *left, const struct pdf_signer *right)
{
    double gap = 12, width = (pdf->right - pdf->left - gap) / 2;
    double left_height = signer_height(pdf, left, width), right_height = signer_height(pdf, right, width);
    double height = left_height > right_height ? left_height : right_height;

    pdf_space(pdf, pdf->size * 0.6);
    pdf_need(pdf, height / PT_OF_MM);
    draw_signer(pdf, left, pdf->left, width);
    draw_signer(pdf, right, pdf->left + width + gap, width);
    pdf->y += height;
}

/* --- pictures --- */
static cairo_status_t read_bytes(void *closure, unsigned char *bytes, unsigned int length)
{
    struct str *rest = closure;
    if (length > rest->len)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(bytes, rest->ptr, length);
    *rest = str_sub(*rest, length, rest->len);
    return CAIRO_STATUS_SUCCESS;
}

void pdf_png(struct pdf *pdf, struct str png, double x_mm, double y_mm, double width_mm)
{
    cairo_surface_t *image = cairo_image_surface_create_from_png_stream(read_bytes, &png);

    if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS && cairo_image_surface_get_width(image) > 0) {
        double scale = width_mm * PT_OF_MM / cairo_image_surface_get_width(image);
        cairo_save(pdf->cr);
        cairo_translate(pdf->cr, pdf->left + x_mm * PT_OF_MM, y_mm * PT_OF_MM);
        cairo_scale(pdf->cr, scale, scale);
        cairo_set_source_surface(pdf->cr, image, 0, 0);
        cairo_paint(pdf->cr);
        cairo_restore(pdf->cr);
    } else {
        pdf_fail(pdf, "a picture is not a PNG");
    }
    cairo_surface_destroy(image);
}

void pdf_modules(struct pdf *pdf, int side, const unsigned char *dark, double x_mm, double y_mm, double size_mm)
{
    double x0 = pdf->left + x_mm * PT_OF_MM, y0 = y_mm * PT_OF_MM, unit = size_mm * PT_OF_MM / side;

    for (int y = 0; y < side; y++)
        for (int x = 0; x < side;) {
            int run = 0;
            while (x + run < side && dark[y * side + x + run])
                run++;
            if (run) /* a hair wider and higher, so that no light line shows between modules */
                cairo_rectangle(pdf->cr, x0 + x * unit, y0 + y * unit, run * unit + 0.02, unit + 0.02);
            x += run ? run : 1;
        }
    cairo_fill(pdf->cr);
}
