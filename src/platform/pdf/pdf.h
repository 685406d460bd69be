/* pdf.h: documents on paper: flowing text, tables, letterheads, over cairo and pango. Layout follows Decree 30/2020/ND-CP, Appendix I: Times New
 * Roman (Tinos, which has its widths and all of Vietnamese), margins, the national name and motto, page numbers centred in the top margin from
 * page 2. Text can be searched, copied and read aloud (Unicode NFC, tagged structure, language); the same calls give the same bytes.
 *
 *     AUTO(pdf_close) struct pdf *pdf = NULL;
 *     TRY(pdf_open(ctx, &(struct pdf_options){.paper = PDF_A5, .title = S("Giấy tiếp nhận"), ...}, &pdf));
 *     pdf_letterhead(pdf, &(struct pdf_letterhead){...});
 *     pdf_heading(pdf, S("GIẤY TIẾP NHẬN HỒ SƠ"), STR_NONE);
 *     pdf_text(pdf, &(struct pdf_text){.align = PDF_JUSTIFY}, S("..."));
 *     TRY(pdf_finish(pdf, &bytes));
 *
 * Drawing calls return nothing: the first failure is kept and pdf_finish returns it. Input text may be anything; what is not UTF-8 shows as U+FFFD.
 *
 * Threads: a `struct pdf` belongs to the thread that opened it; any number may be open at once. Pango allows different threads to use different font
 * maps (since 1.32.6) and cairo locks its shared font cache, so each open document borrows a font map from a pool and nobody waits for anybody.
 * Only for the slow lane and jobs: a page takes 1 to 5 ms, the first document of a process some 40 ms and 5 MiB (mostly shared libraries), because
 * fonts and fontconfig are loaded on first use, not at start. The font files must still be readable then (sandbox). */
#ifndef PLATFORM_PDF_H
#define PLATFORM_PDF_H

#include "base/ctx.h"

enum pdf_paper { PDF_A5, PDF_A4, PDF_A4_LANDSCAPE };
enum pdf_align { PDF_ALIGN_DEFAULT, PDF_LEFT, PDF_CENTER, PDF_RIGHT, PDF_JUSTIFY };
enum pdf_style { PDF_BOLD = 1, PDF_ITALIC = 2, PDF_GREY = 4, PDF_SMALL = 8, PDF_RED = 16 }; /* bits; SMALL: 80 % of the size */

struct pdf_options {
    enum pdf_paper paper;
    struct str title, author, subject; /* of the file */
    enum lang lang;                    /* of most of the text */
    int64_t created_ms;
    double size_pt;                    /* of body text; 0: 13 on A4 (Decree 30), 10.5 on A5, 9.5 on the landscape sheet */
    struct str watermark;              /* "DỮ LIỆU MÔ PHỎNG": across each page and in its foot; "" none */
    struct str corner;                 /* small, at the top right of the first page: "Mẫu số 01"; "" none */
    struct str foot;                   /* left in the foot of each page: the dossier's code; "" none */
};

struct pdf;
MUST_CHECK enum err pdf_open(struct ctx *ctx, const struct pdf_options *options, struct pdf **ret_pdf);
MUST_CHECK enum err pdf_finish(struct pdf *pdf, struct str *ret_bytes); /* in ctx->arena; ERR_INTERNAL with ctx->fault.detail */
void pdf_close(struct pdf **pdf);
int pdf_pages(const struct pdf *pdf); /* so far */

/* --- text ---------------------------------------------------------------------------------------------------------- */
struct pdf_run {
    struct str text;
    unsigned style;
};
struct pdf_text {
    double size_pt;               /* 0: the document's */
    enum pdf_align align;         /* default: left */
    unsigned style;               /* of all runs, beside their own */
    double before_pt, after_pt;   /* space; none at the top of a page */
    double left_mm, right_mm;     /* narrower than the page's text */
    double first_line_mm;         /* further in; negative: the other lines are further in (lists) */
};
void pdf_text(struct pdf *pdf, const struct pdf_text *how, struct str text);
void pdf_runs(struct pdf *pdf, const struct pdf_text *how, const struct pdf_run *runs, int count);
#define pdf_write(pdf, how, ...)                                                                                             \
    pdf_runs((pdf), (how), (const struct pdf_run[]){__VA_ARGS__}, (int)(sizeof((const struct pdf_run[]){__VA_ARGS__}) / sizeof(struct pdf_run)))
/* The document's name, centred, bold, its lines of about equal length; `caption` ("" none) small and italic below it. `how` NULL: the full width. */
void pdf_heading(struct pdf *pdf, const struct pdf_text *how, struct str text, struct str caption);

/* --- tables -------------------------------------------------------------------------------------------------------- */
enum { PDF_COLUMNS_MAX = 24, PDF_HEAD_CELLS_MAX = 48, PDF_HEAD_ROWS_MAX = 4 };
struct pdf_column {
    double share;         /* of the width, relative to the other columns */
    enum pdf_align align;
};
struct pdf_head_cell {
    struct str text;
    struct str caption;   /* small and italic below; "" none */
    int column, columns;  /* first, how many (0: 1) */
    int row, rows;        /* same for rows of the head */
};
enum pdf_border { PDF_GRID, PDF_ROWS, PDF_NO_BORDER };
struct pdf_table {
    const struct pdf_column *columns;
    int columns_count;
    const struct pdf_head_cell *head; /* repeated on each page; none: NULL, 0 */
    int head_count;
    enum pdf_border border;
    double size_pt;                   /* 0: the document's */
};
struct pdf_cell {
    struct str text;
    struct str caption;   /* small and italic, below; "" none */
    unsigned style;
    enum pdf_align align; /* default: the column's */
    int columns;          /* 0: 1 */
};
/* Text wraps in its column; a row that does not fit moves to the next page, a row higher than a page is continued there. */
void pdf_table_begin(struct pdf *pdf, const struct pdf_table *table); /* the arrays must live until pdf_table_end */
void pdf_table_row(struct pdf *pdf, const struct pdf_cell *cells, int count);
void pdf_table_end(struct pdf *pdf);

/* --- blocks of Vietnamese administrative papers -------------------------------------------------------------------- */
struct pdf_letterhead {
    struct str parent;   /* agency above, in capitals; "" none */
    struct str agency;   /* bold capitals, rule below */
    struct str number;   /* "Số: 12/TNHS"; "" none */
    struct str place;    /* of the date line "Ia Grai, ngày 21 tháng 11 năm 2026" */
    struct day day;      /* DAY_NONE: no date line */
};
void pdf_letterhead(struct pdf *pdf, const struct pdf_letterhead *head);

struct pdf_signer {
    struct str role;     /* "NGƯỜI NỘP HỒ SƠ"; "" leaves this side empty */
    struct str caption;  /* small, in another language; "" none */
    struct str hint;     /* "(Ký và ghi rõ họ tên)" */
    struct str name;     /* below the room for the signature */
    struct str png;      /* picture of the signature, transparent; "" none */
};
void pdf_signatures(struct pdf *pdf, const struct pdf_signer *left, const struct pdf_signer *right); /* kept on one page */

/* --- placing ------------------------------------------------------------------------------------------------------- */
void pdf_space(struct pdf *pdf, double height_pt);
void pdf_rule(struct pdf *pdf);                    /* a thin line over the text's width */
void pdf_page_break(struct pdf *pdf);
void pdf_need(struct pdf *pdf, double height_mm);  /* goes to a new page unless that much is free */
double pdf_y_mm(const struct pdf *pdf);            /* from the top of the page to where the next text stands */
void pdf_move_to_mm(struct pdf *pdf, double y_mm); /* on the same page, for text beside a picture */
double pdf_width_mm(const struct pdf *pdf);        /* of the text */
/* At a place on this page, measured from the left edge of the text and the top of the page; takes no room of the flow. */
void pdf_png(struct pdf *pdf, struct str png, double x_mm, double y_mm, double width_mm);
void pdf_modules(struct pdf *pdf, int side, const unsigned char *dark, double x_mm, double y_mm, double size_mm); /* a QR code */

#endif
