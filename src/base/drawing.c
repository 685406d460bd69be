/* drawing.c: collecting shapes. */
#include "base/drawing.h"

static struct shape *add(struct drawing *drawing, enum shape_kind kind, enum ink ink)
{
    if (drawing->count == drawing->cap) {
        int cap = drawing->cap ? drawing->cap * 2 : 64;
        struct shape *shapes = arena_array(drawing->arena, struct shape, cap);
        if (drawing->count)
            memcpy(shapes, drawing->shapes, sizeof *shapes * (size_t)drawing->count);
        drawing->shapes = shapes;
        drawing->cap = cap;
    }
    struct shape *shape = &drawing->shapes[drawing->count++];
    *shape = (struct shape){.kind = kind, .ink = ink};
    return shape;
}

void drawing_init(struct drawing *drawing, struct arena *arena, double width)
{
    *drawing = (struct drawing){.arena = arena, .width = width};
}

void drawing_rect(struct drawing *drawing, double x, double y, double w, double h, enum ink ink, enum fill fill)
{
    struct shape *shape = add(drawing, SHAPE_RECT, ink);
    shape->x = x;
    shape->y = y;
    shape->w = w;
    shape->h = h;
    shape->fill = fill;
}

void drawing_line(struct drawing *drawing, double x1, double y1, double x2, double y2, enum ink ink, double thick, bool is_dashed)
{
    struct shape *shape = add(drawing, SHAPE_LINE, ink);
    shape->x = x1;
    shape->y = y1;
    shape->w = x2 - x1;
    shape->h = y2 - y1;
    shape->thick = thick;
    shape->is_dashed = is_dashed;
}

void drawing_path(struct drawing *drawing, const double *points, int point_count, enum ink ink, double thick)
{
    struct shape *shape = add(drawing, SHAPE_PATH, ink);
    shape->points = points;
    shape->point_count = point_count;
    shape->thick = thick;
}

void drawing_mark(struct drawing *drawing, double x, double y, enum ink ink, enum mark mark)
{
    struct shape *shape = add(drawing, SHAPE_MARK, ink);
    shape->x = x;
    shape->y = y;
    shape->mark = mark;
}

void drawing_text(struct drawing *drawing, double x, double y, enum anchor anchor, enum ink ink, bool is_bold, struct str text)
{
    if (!text.len)
        return;
    struct shape *shape = add(drawing, SHAPE_TEXT, ink);
    shape->x = x;
    shape->y = y;
    shape->anchor = anchor;
    shape->is_bold = is_bold;
    shape->text = text;
}

/* Widths of Public Sans at 14 px, rounded up to three classes; letters with Vietnamese marks are as wide as without. */
static double char_width(unsigned char first)
{
    if (first == ' ' || first == '.' || first == ',' || first == 'i' || first == 'l' || first == 'j' || first == 'I' || first == '/' || first == '-')
        return 4.6;
    if ((first >= 'A' && first <= 'Z') || first == 'm' || first == 'w' || first == '%')
        return 10.0;
    return 8.1;
}

static size_t char_bytes(unsigned char first) { return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4; }

double drawing_text_width(struct str text)
{
    double width = 0;
    for (size_t i = 0; i < text.len; i += char_bytes((unsigned char)text.ptr[i]))
        width += char_width((unsigned char)text.ptr[i]);
    return width;
}

struct str drawing_fit(struct arena *arena, struct str text, double width)
{
    double used = 0;
    if (drawing_text_width(text) <= width)
        return text;
    size_t end = 0;
    while (end < text.len) {
        double next = char_width((unsigned char)text.ptr[end]);
        if (used + next + 12 > width)
            break;
        used += next;
        end += char_bytes((unsigned char)text.ptr[end]);
    }
    return arena_join(arena, str_trim(str_sub(text, 0, end)), S("…"));
}

const char *ink_hex(enum ink ink)
{
    static const char *const hex[INK_COUNT] = {
        [INK_TEXT] = "#0b0c0c", [INK_MUTED] = "#484f56", [INK_GRID] = "#c9ced4",   [INK_WHITE] = "#ffffff", [INK_BLUE] = "#1d4f91",
        [INK_AMBER] = "#b35c00", [INK_GREEN] = "#0f6b3c", [INK_RED] = "#b3261e", [INK_PURPLE] = "#5b3a8e", [INK_GREY] = "#5c6670",
    };
    return hex[ink];
}
