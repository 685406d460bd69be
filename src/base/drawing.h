/* drawing.h: a picture as a list of plain shapes, so that one chart is drawn the same on a page (SVG) and on paper (PDF). Units are CSS pixels
 * (1/96 inch), y grows downwards. Nothing here knows what the picture means. */
#ifndef BASE_DRAWING_H
#define BASE_DRAWING_H

#include "base/arena.h"

enum { DRAWING_TEXT_PX = 14 }; /* the one size of text */

enum ink { INK_TEXT, INK_MUTED, INK_GRID, INK_WHITE, INK_BLUE, INK_AMBER, INK_GREEN, INK_RED, INK_PURPLE, INK_GREY, INK_COUNT };
/* A second way to tell areas apart, for those who do not see the colours and for black-and-white print: white strokes on the ink. */
enum fill { FILL_SOLID, FILL_DIAGONAL, FILL_DOTS, FILL_BACK_DIAGONAL, FILL_VERTICAL, FILL_CROSS, FILL_COUNT };
enum mark { MARK_CIRCLE, MARK_SQUARE, MARK_TRIANGLE, MARK_DIAMOND, MARK_PLUS, MARK_RING, MARK_COUNT };
enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };
enum shape_kind { SHAPE_RECT, SHAPE_LINE, SHAPE_PATH, SHAPE_MARK, SHAPE_TEXT };

struct shape {
    enum shape_kind kind;
    enum ink ink;
    enum fill fill;     /* RECT */
    enum mark mark;     /* MARK: centre x, y; about 8 px wide */
    enum anchor anchor; /* TEXT: x, y is on the base line */
    bool is_bold;       /* TEXT */
    bool is_dashed;     /* LINE */
    double x, y, w, h;  /* RECT: corner and size; LINE: from x, y by w, h */
    double thick;       /* LINE, PATH */
    struct str text;
    const double *points; /* PATH: x0, y0, x1, y1, ... */
    int point_count;
};

struct drawing {
    struct arena *arena;
    double width, height;
    struct shape *shapes; /* in drawing order: later ones lie on top */
    int count, cap;
};

void drawing_init(struct drawing *drawing, struct arena *arena, double width);
void drawing_rect(struct drawing *drawing, double x, double y, double w, double h, enum ink ink, enum fill fill);
void drawing_line(struct drawing *drawing, double x1, double y1, double x2, double y2, enum ink ink, double thick, bool is_dashed);
void drawing_path(struct drawing *drawing, const double *points, int point_count, enum ink ink, double thick);
void drawing_mark(struct drawing *drawing, double x, double y, enum ink ink, enum mark mark);
void drawing_text(struct drawing *drawing, double x, double y, enum anchor anchor, enum ink ink, bool is_bold, struct str text);

/* About how wide the text will be: enough to lay out, on the generous side. */
double drawing_text_width(struct str text);
/* The text, or its start with "…" when it is wider. Never cuts a character in two (NFC assumed, as everywhere). */
struct str drawing_fit(struct arena *arena, struct str text, double width);
/* "#1d4f91" */
const char *ink_hex(enum ink ink);

#endif
