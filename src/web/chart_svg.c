/* chart_svg.c: shapes as SVG. Colours and patterns are presentation attributes: the content security policy allows no style attribute. */
#include "web/chart_impl.h"

/* Tenths of a pixel without the C library's locale. */
static void put_px(struct buf *buf, double value)
{
    int64_t tenths = (int64_t)(value * 10 + (value < 0 ? -0.5 : 0.5));
    if (tenths < 0) {
        buf_put_char(buf, '-');
        tenths = -tenths;
    }
    buf_put_i64(buf, tenths / 10);
    if (tenths % 10) {
        buf_put_char(buf, '.');
        buf_put_char(buf, (char)('0' + tenths % 10));
    }
}

static void put_attr(struct buf *buf, const char *name, double value)
{
    buf_put_char(buf, ' ');
    buf_put(buf, str_of(name));
    buf_lit(buf, "=\"");
    put_px(buf, value);
    buf_put_char(buf, '"');
}

static void put_paint(struct buf *buf, const char *name, enum ink ink)
{
    buf_printf(buf, " %s=\"%s\"", name, ink_hex(ink));
}

static const char *pattern_strokes(enum fill fill)
{
    switch (fill) {
    case FILL_DIAGONAL: return "<path d=\"M-2 2L2-2M0 8L8 0M6 10L10 6\" stroke=\"#fff\" stroke-width=\"1.6\"/>";
    case FILL_BACK_DIAGONAL: return "<path d=\"M-2 6L2 10M0 0L8 8M6-2L10 2\" stroke=\"#fff\" stroke-width=\"1.6\"/>";
    case FILL_DOTS: return "<circle cx=\"2\" cy=\"2\" r=\"1.3\" fill=\"#fff\"/><circle cx=\"6\" cy=\"6\" r=\"1.3\" fill=\"#fff\"/>";
    case FILL_VERTICAL: return "<path d=\"M2 0V8M6 0V8\" stroke=\"#fff\" stroke-width=\"1.2\"/>";
    case FILL_CROSS: return "<path d=\"M0 4H8M4 0V8\" stroke=\"#fff\" stroke-width=\"1.2\"/>";
    case FILL_SOLID:
    case FILL_COUNT: break;
    }
    return "";
}

static void put_patterns(struct html *out, const struct drawing *drawing, struct str id)
{
    bool seen[FILL_COUNT][INK_COUNT] = {0};
    bool any = false;

    for (int i = 0; i < drawing->count; i++) {
        const struct shape *shape = &drawing->shapes[i];
        if (shape->kind != SHAPE_RECT || shape->fill == FILL_SOLID || seen[shape->fill][shape->ink])
            continue;
        seen[shape->fill][shape->ink] = true;
        if (!any)
            buf_lit(out->buf, "<defs>");
        any = true;
        buf_lit(out->buf, "<pattern id=\"");
        html_put_str(out, id);
        buf_printf(out->buf, "-%d-%d\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" fill=\"%s\"/>%s</pattern>",
                   shape->fill, shape->ink, ink_hex(shape->ink), pattern_strokes(shape->fill));
    }
    if (any)
        buf_lit(out->buf, "</defs>");
}

static void put_rect(struct html *out, const struct shape *shape, struct str id)
{
    buf_lit(out->buf, "<rect");
    put_attr(out->buf, "x", shape->x);
    put_attr(out->buf, "y", shape->y);
    put_attr(out->buf, "width", shape->w);
    put_attr(out->buf, "height", shape->h);
    if (shape->fill == FILL_SOLID) {
        put_paint(out->buf, "fill", shape->ink);
    } else {
        buf_lit(out->buf, " fill=\"url(#");
        html_put_str(out, id);
        buf_printf(out->buf, "-%d-%d)\"", shape->fill, shape->ink);
    }
    buf_lit(out->buf, "/>");
}

static void put_line(struct html *out, const struct shape *shape)
{
    buf_lit(out->buf, "<line");
    put_attr(out->buf, "x1", shape->x);
    put_attr(out->buf, "y1", shape->y);
    put_attr(out->buf, "x2", shape->x + shape->w);
    put_attr(out->buf, "y2", shape->y + shape->h);
    put_paint(out->buf, "stroke", shape->ink);
    put_attr(out->buf, "stroke-width", shape->thick);
    if (shape->is_dashed)
        buf_lit(out->buf, " stroke-dasharray=\"3 3\"");
    buf_lit(out->buf, "/>");
}

static void put_path(struct html *out, const struct shape *shape)
{
    buf_lit(out->buf, "<polyline points=\"");
    for (int i = 0; i < shape->point_count; i++) {
        if (i)
            buf_put_char(out->buf, ' ');
        put_px(out->buf, shape->points[2 * i]);
        buf_put_char(out->buf, ',');
        put_px(out->buf, shape->points[2 * i + 1]);
    }
    buf_lit(out->buf, "\" fill=\"none\" stroke-linejoin=\"round\"");
    put_paint(out->buf, "stroke", shape->ink);
    put_attr(out->buf, "stroke-width", shape->thick);
    buf_lit(out->buf, "/>");
}

static void put_mark(struct html *out, const struct shape *shape)
{
    static const char *const outlines[MARK_COUNT] = {
        [MARK_CIRCLE] = "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0-4 0Z", [MARK_SQUARE] = "M-3.6-3.6H3.6V3.6H-3.6Z", [MARK_TRIANGLE] = "M0-4.8L4.6 3.4H-4.6Z",
        [MARK_DIAMOND] = "M0-5L5 0L0 5L-5 0Z",                [MARK_PLUS] = "M-5 0H5M0-5V5",              [MARK_RING] = "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0-4 0Z",
    };
    bool is_open = shape->mark == MARK_PLUS || shape->mark == MARK_RING;

    buf_printf(out->buf, "<path d=\"%s\" transform=\"translate(", outlines[shape->mark]);
    put_px(out->buf, shape->x);
    buf_put_char(out->buf, ' ');
    put_px(out->buf, shape->y);
    buf_lit(out->buf, ")\"");
    put_paint(out->buf, "fill", is_open ? INK_WHITE : shape->ink);
    if (is_open) {
        put_paint(out->buf, "stroke", shape->ink);
        buf_lit(out->buf, " stroke-width=\"2\"");
    }
    buf_lit(out->buf, "/>");
}

static void put_text(struct html *out, const struct shape *shape)
{
    buf_lit(out->buf, "<text");
    put_attr(out->buf, "x", shape->x);
    put_attr(out->buf, "y", shape->y);
    put_paint(out->buf, "fill", shape->ink);
    if (shape->anchor != ANCHOR_START)
        buf_put(out->buf, shape->anchor == ANCHOR_END ? S(" text-anchor=\"end\"") : S(" text-anchor=\"middle\""));
    if (shape->is_bold)
        buf_lit(out->buf, " font-weight=\"700\"");
    buf_put_char(out->buf, '>');
    html_put_str(out, shape->text);
    buf_lit(out->buf, "</text>");
}

void chart_put_svg(struct html *out, const struct drawing *drawing, struct str id, struct str title, struct str description, const char *class_name)
{
    struct buf *buf = out->buf;

    buf_printf(buf, "<svg class=\"app-chart__svg %s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"", class_name, (int)drawing->width,
               (int)(drawing->height + 0.999));
    html_put_str(out, id);
    buf_lit(buf, "-title\"");
    if (description.len) {
        buf_lit(buf, " aria-describedby=\"");
        html_put_str(out, id);
        buf_lit(buf, "-desc\"");
    }
    buf_lit(buf, "><title id=\"");
    html_put_str(out, id);
    buf_lit(buf, "-title\">");
    html_put_str(out, title);
    buf_lit(buf, "</title>");
    if (description.len) {
        buf_lit(buf, "<desc id=\"");
        html_put_str(out, id);
        buf_lit(buf, "-desc\">");
        html_put_str(out, description);
        buf_lit(buf, "</desc>");
    }
    put_patterns(out, drawing, id);
    for (int i = 0; i < drawing->count; i++) {
        const struct shape *shape = &drawing->shapes[i];
        switch (shape->kind) {
        case SHAPE_RECT: put_rect(out, shape, id); break;
        case SHAPE_LINE: put_line(out, shape); break;
        case SHAPE_PATH: put_path(out, shape); break;
        case SHAPE_MARK: put_mark(out, shape); break;
        case SHAPE_TEXT: put_text(out, shape); break;
        }
    }
    buf_lit(buf, "</svg>");
}
