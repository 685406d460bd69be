/* pdf.c: opening and closing documents, their pages, and what stands on every page. */
#include "platform/pdf/pdf_internal.h"
#include <cairo-pdf.h>

struct paper {
    double width_mm, height_mm;
    double left_mm, right_mm, top_mm, bottom_mm;
    double size_pt;
};
/* A4 margins and sizes: Decree 30/2020, Appendix I, part I; on A5, for which it gives none, the same in proportion. */
static const struct paper papers[] = {
    [PDF_A5] = {148, 210, 17, 12, 13, 13, 10.5},
    [PDF_A4] = {210, 297, 30, 18, 20, 20, 13},
    [PDF_A4_LANDSCAPE] = {297, 210, 15, 15, 18, 16, 9.5},
};

void pdf_fail(struct pdf *pdf, const char *why)
{
    if (!pdf->failure)
        pdf->failure = why;
}

/* Outlines, not text: a search for a name must not trip over the watermark's letters; the foot says the same as text. */
static void draw_watermark(struct pdf *pdf)
{
    double width, height, size = pdf->page_width / 11;

    pdf_layout_set(pdf, pdf->marks, &(struct pdf_run){pdf->options.watermark, 0}, 1, PDF_BOLD, size, PDF_LEFT, -1);
    pdf_layout_size(pdf->marks, &width, &height);
    cairo_save(pdf->cr);
    cairo_translate(pdf->cr, pdf->page_width / 2, pdf->page_height / 2);
    cairo_rotate(pdf->cr, -0.7);
    cairo_set_source_rgb(pdf->cr, 0.94, 0.94, 0.94);
    cairo_move_to(pdf->cr, -width / 2, -height / 2);
    pango_cairo_layout_path(pdf->cr, pdf->marks);
    cairo_fill(pdf->cr);
    cairo_restore(pdf->cr);
}

/* Not part of the tagged structure: a screen reader does not read the foot of each page in the middle of a sentence. */
static void draw_mark(struct pdf *pdf, double y, enum pdf_align align, unsigned style, double size, struct str text)
{
    int line = 0;
    if (str_empty(text))
        return;
    pdf_layout_set(pdf, pdf->marks, &(struct pdf_run){text, 0}, 1, style, size, align, pdf->right - pdf->left);
    pdf_layout_lines(pdf, pdf->marks, pdf->left, y, pdf->page_height, true, &line);
}

static void page_begin(struct pdf *pdf)
{
    double foot = pdf->bottom + 8, size = 8;

    pdf->page++;
    cairo_set_source_rgb(pdf->cr, 0, 0, 0);
    cairo_set_line_width(pdf->cr, 0.6);
    if (!str_empty(pdf->options.watermark)) {
        draw_watermark(pdf);
        draw_mark(pdf, foot, PDF_RIGHT, PDF_BOLD | PDF_RED, size, pdf->options.watermark);
    }
    draw_mark(pdf, foot, PDF_LEFT, PDF_GREY, size, pdf->options.foot);
    if (pdf->page > 1)
        draw_mark(pdf, pdf->top * 0.45, PDF_CENTER, 0, pdf->size, arena_printf(pdf->ctx->arena, "%d", pdf->page));
    else
        draw_mark(pdf, pdf->top * 0.4, PDF_RIGHT, PDF_ITALIC | PDF_GREY, size, pdf->options.corner);
    pdf->y = pdf->top;
}

void pdf_page_break(struct pdf *pdf)
{
    cairo_show_page(pdf->cr);
    page_begin(pdf);
}

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned int length)
{
    struct pdf *pdf = closure;
    buf_put(&pdf->bytes, (struct str){(const char *)bytes, length});
    return CAIRO_STATUS_SUCCESS;
}

static void set_metadata(struct pdf *pdf, cairo_pdf_metadata_t which, struct str text)
{
    if (!str_empty(text) && g_utf8_validate(text.ptr, (gssize)text.len, NULL))
        cairo_pdf_surface_set_metadata(pdf->surface, which, arena_cstr(pdf->ctx->arena, text));
}

static void set_all_metadata(struct pdf *pdf)
{
    const struct pdf_options *options = &pdf->options;
    struct buf created;

    buf_init(&created, pdf->ctx->arena, 32);
    day_put_iso(&created, day_of_ms(options->created_ms));
    int minute = minute_of_ms(options->created_ms);
    buf_printf(&created, "T%02d:%02d:%02d+07:00", minute / 60, minute % 60, (int)(options->created_ms / 1000 % 60));
    set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, options->title);
    set_metadata(pdf, CAIRO_PDF_METADATA_AUTHOR, options->author);
    set_metadata(pdf, CAIRO_PDF_METADATA_SUBJECT, options->subject);
    set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, S("congdan"));
    set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, buf_str(&created)); /* cairo would take the clock's time */
}

enum err pdf_open(struct ctx *ctx, const struct pdf_options *options, struct pdf **ret_pdf)
{
    const struct paper *paper = &papers[options->paper];
    struct pdf *pdf = arena_new(ctx->arena, struct pdf);

    *pdf = (struct pdf){.ctx = ctx, .options = *options};
    buf_init(&pdf->bytes, ctx->arena, 32 * 1024);
    pdf->page_width = paper->width_mm * PT_OF_MM;
    pdf->page_height = paper->height_mm * PT_OF_MM;
    pdf->left = paper->left_mm * PT_OF_MM;
    pdf->right = pdf->page_width - paper->right_mm * PT_OF_MM;
    pdf->top = paper->top_mm * PT_OF_MM;
    pdf->bottom = pdf->page_height - paper->bottom_mm * PT_OF_MM;
    pdf->size = options->size_pt > 0 ? options->size_pt : paper->size_pt;
    pdf->line_factor = options->paper == PDF_A5 ? 1.04 : 1.1;
    pdf->engine = pdf_engine_take();
    pdf->surface = cairo_pdf_surface_create_for_stream(write_bytes, pdf, pdf->page_width, pdf->page_height);
    set_all_metadata(pdf);
    pdf->cr = cairo_create(pdf->surface);
    pango_cairo_update_context(pdf->cr, pdf->engine->context);
    pdf->layout = pdf_layout_new(pdf);
    pdf->marks = pdf_layout_new(pdf);
    cairo_tag_begin(pdf->cr, "Document", NULL);
    page_begin(pdf);
    *ret_pdf = pdf;
    if (cairo_status(pdf->cr) != CAIRO_STATUS_SUCCESS) {
        pdf_close(ret_pdf);
        return fault_set(ctx, ERR_INTERNAL, S("pdf.open"), STR_NONE, STR_NONE, S("cairo cannot make a PDF"));
    }
    return OK;
}

enum err pdf_finish(struct pdf *pdf, struct str *ret_bytes)
{
    if (pdf->table.open)
        pdf_table_end(pdf);
    cairo_tag_end(pdf->cr, "Document");
    cairo_show_page(pdf->cr);
    cairo_status_t status = cairo_status(pdf->cr);
    cairo_surface_finish(pdf->surface);
    pdf->finished = true;
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(pdf->surface);
    if (status != CAIRO_STATUS_SUCCESS)
        pdf_fail(pdf, cairo_status_to_string(status));
    if (pdf->failure)
        return fault_set(pdf->ctx, ERR_INTERNAL, S("pdf.draw"), STR_NONE, STR_NONE, str_of(pdf->failure));
    *ret_bytes = pdf_catalog_complete(pdf->ctx->arena, buf_str(&pdf->bytes), pdf->options.lang);
    return OK;
}

void pdf_close(struct pdf **pdf_at)
{
    struct pdf *pdf = *pdf_at;

    if (!pdf)
        return;
    for (int i = 0; i < PDF_COLUMNS_MAX; i++)
        if (pdf->table.layouts[i])
            g_object_unref(pdf->table.layouts[i]);
    g_object_unref(pdf->layout);
    g_object_unref(pdf->marks);
    cairo_destroy(pdf->cr);
    cairo_surface_destroy(pdf->surface);
    pdf_engine_give(pdf->engine);
    *pdf_at = NULL;
}

int pdf_pages(const struct pdf *pdf) { return pdf->page; }

/* --- placing --- */
void pdf_space(struct pdf *pdf, double height_pt)
{
    if (!pdf_at_top(pdf))
        pdf->y += height_pt;
}

void pdf_rule(struct pdf *pdf)
{
    cairo_move_to(pdf->cr, pdf->left, pdf->y);
    cairo_line_to(pdf->cr, pdf->right, pdf->y);
    cairo_stroke(pdf->cr);
}

void pdf_need(struct pdf *pdf, double height_mm)
{
    if (pdf->y + height_mm * PT_OF_MM > pdf->bottom && !pdf_at_top(pdf))
        pdf_page_break(pdf);
}

double pdf_y_mm(const struct pdf *pdf) { return pdf->y / PT_OF_MM; }
void pdf_move_to_mm(struct pdf *pdf, double y_mm) { pdf->y = y_mm * PT_OF_MM; }
double pdf_width_mm(const struct pdf *pdf) { return (pdf->right - pdf->left) / PT_OF_MM; }
