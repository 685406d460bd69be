/* pdf_internal.h: the state of an open document, for the files of platform/pdf only. All lengths here are points (1/72 inch), y grows downwards. */
#ifndef PLATFORM_PDF_INTERNAL_H
#define PLATFORM_PDF_INTERNAL_H

#include "platform/pdf/pdf.h"
#include <pango/pangocairo.h>

#define PT_OF_MM (72.0 / 25.4)

/* What a document borrows while it is open. */
struct pdf_engine {
    struct pdf_engine *next;
    PangoFontMap *map;
    PangoContext *context;
};
struct pdf_engine *pdf_engine_take(void);
void pdf_engine_give(struct pdf_engine *engine);

struct pdf_open_table {
    bool open;
    struct pdf_table table;
    double edges[PDF_COLUMNS_MAX + 1]; /* absolute x of the column borders */
    double size;
    bool first_head_done;
    PangoLayout *layouts[PDF_COLUMNS_MAX];
};

struct pdf {
    struct ctx *ctx;
    struct pdf_options options;
    struct pdf_engine *engine;
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoLayout *layout; /* of the paragraph or block at work */
    PangoLayout *marks;  /* of what stands on every page: a page may end in the middle of a paragraph */
    struct buf bytes;
    double page_width, page_height;
    double left, right, top, bottom; /* edges of the text */
    double size, line_factor; /* distance of lines relative to the font's own; Decree 30: at least single */
    double y;
    int page; /* from 1 */
    bool finished;
    const char *failure; /* static text */
    struct pdf_open_table table;
};

void pdf_fail(struct pdf *pdf, const char *why);
static inline bool pdf_at_top(const struct pdf *pdf) { return pdf->y <= pdf->top + 0.01; }

/* pdf_text.c */
PangoLayout *pdf_layout_new(struct pdf *pdf);
/* Text and look of a layout; width in points, negative: no wrapping. */
void pdf_layout_set(struct pdf *pdf, PangoLayout *layout, const struct pdf_run *runs, int count, unsigned style, double size, enum pdf_align align, double width);
void pdf_layout_size(PangoLayout *layout, double *ret_width, double *ret_height);
/* Draws lines from `*line` on while they fit above `limit`, the first at y; moves *line; returns the height used. `force`: at least one line. */
double pdf_layout_lines(struct pdf *pdf, PangoLayout *layout, double x, double y, double limit, bool force, int *line);
/* One centred (or otherwise aligned) block of text without page breaks; returns its height. */
double pdf_block(struct pdf *pdf, double x, double y, double width, enum pdf_align align, unsigned style, double size, struct str text);
double pdf_block_height(struct pdf *pdf, double width, unsigned style, double size, struct str text);
double pdf_block_width(struct pdf *pdf, unsigned style, double size, struct str text);
struct str pdf_upper(struct pdf *pdf, struct str text);

/* pdf_catalog.c: adds language and "show the title" to the bytes that cairo wrote; leaves them alone when they are not as expected. */
struct str pdf_catalog_complete(struct arena *arena, struct str bytes, enum lang lang);

#endif
