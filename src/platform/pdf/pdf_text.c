/* pdf_text.c: text as pango lays it out, line by line over page breaks. */
#include "platform/pdf/pdf_internal.h"
#include "platform/unicode/unicode.h"

/* Families in order of preference; the metric-compatible one first, then what Debian has for Vietnamese. */
static const char families[] = "Tinos,Times New Roman,DejaVu Serif,serif";

PangoLayout *pdf_layout_new(struct pdf *pdf)
{
    PangoLayout *layout = pango_layout_new(pdf->engine->context);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR); /* a code longer than its column breaks anywhere */
    pango_layout_set_line_spacing(layout, (float)pdf->line_factor);
    return layout;
}

/* What may be drawn: UTF-8 in NFC without control characters. A mark that turns the direction of text could make one number look like another. */
static void put_clean(struct pdf *pdf, struct buf *out, struct str text)
{
    static const struct str hidden[] = {S_INIT("\xe2\x80\xaa"), S_INIT("\xe2\x80\xab"), S_INIT("\xe2\x80\xac"), S_INIT("\xe2\x80\xad"), S_INIT("\xe2\x80\xae"),
                                        S_INIT("\xe2\x81\xa6"), S_INIT("\xe2\x81\xa7"), S_INIT("\xe2\x81\xa8"), S_INIT("\xe2\x81\xa9")};
    char *valid = NULL;

    if (!unicode_valid_utf8(text))
        text = str_of(valid = g_utf8_make_valid(text.ptr, (gssize)text.len));
    struct str nfc = text;
    if (unicode_nfc(pdf->ctx->arena, text, &nfc) != OK)
        nfc = S("");
    for (size_t i = 0; i < nfc.len; i++) {
        unsigned char c = (unsigned char)nfc.ptr[i];
        bool skip = (c < ' ' && c != '\n') || c == 127;
        if (c == 0xe2)
            for (size_t k = 0; k < ARRAY_LEN(hidden); k++)
                if (str_eq(str_sub(nfc, i, 3), hidden[k])) {
                    i += 2;
                    skip = true;
                    break;
                }
        if (!skip)
            buf_put_char(out, (char)c);
    }
    g_free(valid);
}

static void add(PangoAttrList *list, PangoAttribute *attribute, size_t from, size_t to)
{
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)to;
    pango_attr_list_insert(list, attribute);
}

static void add_style(PangoAttrList *list, unsigned style, double size, size_t from, size_t to)
{
    if (style & PDF_BOLD)
        add(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, to);
    if (style & PDF_ITALIC)
        add(list, pango_attr_style_new(PANGO_STYLE_ITALIC), from, to);
    if (style & PDF_GREY)
        add(list, pango_attr_foreground_new(0x5555, 0x5555, 0x5555), from, to);
    if (style & PDF_RED)
        add(list, pango_attr_foreground_new(0xb3b3, 0x2626, 0x1e1e), from, to);
    if (style & PDF_SMALL)
        add(list, pango_attr_size_new((int)(size * 0.8 * PANGO_SCALE)), from, to);
}

void pdf_layout_set(struct pdf *pdf, PangoLayout *layout, const struct pdf_run *runs, int count, unsigned style, double size, enum pdf_align align, double width)
{
    struct buf text;
    PangoAttrList *list = pango_attr_list_new();
    PangoFontDescription *font = pango_font_description_new();

    buf_init(&text, pdf->ctx->arena, 256);
    for (int i = 0; i < count; i++) {
        size_t from = text.len;
        put_clean(pdf, &text, runs[i].text);
        add_style(list, style | runs[i].style, size, from, text.len);
    }
    /* no ligatures: "fi" must be found by every search */
    add(list, pango_attr_font_features_new("liga 0, clig 0"), 0, text.len);
    /* no hyphen where a code is broken: it would read as part of it */
    add(list, pango_attr_insert_hyphens_new(FALSE), 0, text.len);
    pango_font_description_set_family_static(font, families);
    pango_font_description_set_size(font, (int)(size * PANGO_SCALE));
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, width < 0 ? -1 : (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(layout, align == PDF_CENTER ? PANGO_ALIGN_CENTER : align == PDF_RIGHT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_justify(layout, align == PDF_JUSTIFY);
    pango_layout_set_indent(layout, 0);
    pango_layout_set_text(layout, text.len ? text.ptr : "", (int)text.len);
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_font_description_free(font);
}

void pdf_layout_size(PangoLayout *layout, double *ret_width, double *ret_height)
{
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    if (ret_width)
        *ret_width = (double)logical.width / PANGO_SCALE;
    if (ret_height)
        *ret_height = (double)logical.height / PANGO_SCALE;
}

double pdf_layout_lines(struct pdf *pdf, PangoLayout *layout, double x, double y, double limit, bool force, int *line)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    double used = 0, origin = 0;
    int index = 0, first = *line;

    do {
        if (index < first) {
            index++;
            continue;
        }
        PangoRectangle logical;
        int top, bottom;
        pango_layout_iter_get_line_yrange(iter, &top, &bottom);
        if (index == first)
            origin = (double)top / PANGO_SCALE;
        double end = (double)bottom / PANGO_SCALE - origin;
        if (y + end > limit + 0.01 && !(force && index == first))
            break;
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        cairo_move_to(pdf->cr, x + (double)logical.x / PANGO_SCALE, y + (double)pango_layout_iter_get_baseline(iter) / PANGO_SCALE - origin);
        pango_cairo_show_layout_line(pdf->cr, pango_layout_iter_get_line_readonly(iter));
        used = end;
        index++;
        *line = index;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
    return used;
}

double pdf_block(struct pdf *pdf, double x, double y, double width, enum pdf_align align, unsigned style, double size, struct str text)
{
    int line = 0;
    if (str_empty(text))
        return 0;
    pdf_layout_set(pdf, pdf->layout, &(struct pdf_run){text, 0}, 1, style, size, align, width);
    cairo_tag_begin(pdf->cr, "P", NULL);
    double height = pdf_layout_lines(pdf, pdf->layout, x, y, pdf->page_height, true, &line);
    cairo_tag_end(pdf->cr, "P");
    return height;
}

double pdf_block_width(struct pdf *pdf, unsigned style, double size, struct str text)
{
    double width;
    pdf_layout_set(pdf, pdf->layout, &(struct pdf_run){text, 0}, 1, style, size, PDF_LEFT, -1);
    pdf_layout_size(pdf->layout, &width, NULL);
    return width;
}

double pdf_block_height(struct pdf *pdf, double width, unsigned style, double size, struct str text)
{
    double height;
    if (str_empty(text))
        return 0;
    pdf_layout_set(pdf, pdf->layout, &(struct pdf_run){text, 0}, 1, style, size, PDF_LEFT, width);
    pdf_layout_size(pdf->layout, NULL, &height);
    return height;
}

struct str pdf_upper(struct pdf *pdf, struct str text) { return unicode_valid_utf8(text) ? unicode_upper_vi(pdf->ctx->arena, text) : text; }

/* How many lines, of all, fit into the height. */
static int lines_that_fit(PangoLayout *layout, int first, double height)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    double origin = 0;
    int index = 0, fit = 0;

    do {
        int top, bottom;
        pango_layout_iter_get_line_yrange(iter, &top, &bottom);
        if (index == first)
            origin = (double)top / PANGO_SCALE;
        if (index >= first && (double)bottom / PANGO_SCALE - origin <= height + 0.01)
            fit++;
        index++;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
    return fit;
}

static void flow(struct pdf *pdf, const struct pdf_text *how, const struct pdf_run *runs, int count, double size, const char *tag)
{
    double x = pdf->left + how->left_mm * PT_OF_MM, width = pdf->right - how->right_mm * PT_OF_MM - x;
    int line = 0;

    pdf_layout_set(pdf, pdf->layout, runs, count, how->style, size, how->align, width);
    pango_layout_set_indent(pdf->layout, (int)(how->first_line_mm * PT_OF_MM * PANGO_SCALE));
    int total = pango_layout_get_line_count(pdf->layout);
    if (!pdf_at_top(pdf))
        pdf->y += how->before_pt;
    while (line < total) {
        int left = total - line, fit = lines_that_fit(pdf->layout, line, pdf->bottom - pdf->y);
        /* no single line of a paragraph alone at the foot or at the head of a page */
        if (fit < left && !pdf_at_top(pdf) && (fit < 2 || left <= 3)) {
            pdf_page_break(pdf);
            continue;
        }
        double limit = pdf->bottom;
        if (fit == left - 1 && fit > 2)
            limit -= size * 1.15 * pdf->line_factor; /* the last but one comes along */
        cairo_tag_begin(pdf->cr, tag, NULL);
        pdf->y += pdf_layout_lines(pdf, pdf->layout, x, pdf->y, limit, true, &line);
        cairo_tag_end(pdf->cr, tag);
        if (line < total)
            pdf_page_break(pdf);
    }
    pdf->y += how->after_pt;
}

void pdf_runs(struct pdf *pdf, const struct pdf_text *how, const struct pdf_run *runs, int count)
{
    flow(pdf, how, runs, count, how->size_pt > 0 ? how->size_pt : pdf->size, "P");
}

void pdf_text(struct pdf *pdf, const struct pdf_text *how, struct str text)
{
    pdf_runs(pdf, how, &(struct pdf_run){text, 0}, 1);
}

/* How far a centred text may be narrowed from both sides without taking a line more: its lines come out about equal. */
static double balance_mm(struct pdf *pdf, const struct pdf_text *how, double size, struct str text)
{
    double width = pdf->right - pdf->left - (how->left_mm + how->right_mm) * PT_OF_MM, low = width / 2, high = width;

    pdf_layout_set(pdf, pdf->layout, &(struct pdf_run){text, 0}, 1, how->style, size, how->align, width);
    int lines = pango_layout_get_line_count(pdf->layout);
    while (lines > 1 && high - low > 2) {
        double middle = (low + high) / 2;
        pango_layout_set_width(pdf->layout, (int)(middle * PANGO_SCALE));
        if (pango_layout_get_line_count(pdf->layout) > lines)
            low = middle;
        else
            high = middle;
    }
    return (width - high) / 2 / PT_OF_MM;
}

void pdf_heading(struct pdf *pdf, const struct pdf_text *how, struct str text, struct str caption)
{
    struct pdf_text title = how ? *how : (struct pdf_text){.before_pt = pdf->size};
    double size = title.size_pt > 0 ? title.size_pt : pdf->size + 2;

    title.align = PDF_CENTER;
    title.style |= PDF_BOLD;
    if (!how)
        title.after_pt = str_empty(caption) ? pdf->size / 2 : 0;
    pdf_need(pdf, (title.before_pt + size * 4) / PT_OF_MM);
    double narrower = balance_mm(pdf, &title, size, text);
    title.left_mm += narrower;
    title.right_mm += narrower;
    flow(pdf, &title, &(struct pdf_run){text, 0}, 1, size, "H1");
    if (str_empty(caption))
        return;
    title.left_mm -= narrower;
    title.right_mm -= narrower;
    title.style = PDF_ITALIC | PDF_GREY;
    title.before_pt = 0;
    title.after_pt = how ? how->after_pt : pdf->size / 2;
    flow(pdf, &title, &(struct pdf_run){caption, 0}, 1, pdf->size * 0.85, "P");
}
