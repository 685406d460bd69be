/* sheet.h: tables for spreadsheet programs: one way to write, two formats. XLSX over libxlsxwriter (constant memory: rows go to a temporary
 * file in /tmp or $TMPDIR as they are written), CSV as RFC 4180 in UTF-8 with a byte order mark, which Excel needs for Vietnamese.
 *
 *     AUTO(sheet_close) struct sheet *sheet = NULL;
 *     TRY(sheet_open(ctx, SHEET_XLSX, &(struct sheet_head){...}, &sheet));
 *     for (...) {
 *         sheet_text(sheet, row->code);
 *         sheet_day(sheet, row->received);
 *         sheet_row_end(sheet);
 *     }
 *     TRY(sheet_finish(sheet, &bytes));
 *
 * Text stays text: a cell that begins with = + - @ is never a formula (XLSX stores it as a string; CSV gets a leading apostrophe, see csv.h).
 * Not for event threads: files are written. Each sheet belongs to one thread; several may be written at once. */
#ifndef PLATFORM_SHEET_H
#define PLATFORM_SHEET_H

#include "base/ctx.h"

enum sheet_format { SHEET_XLSX, SHEET_CSV };
enum sheet_type {
    SHEET_TEXT,    /* left; long text wraps */
    SHEET_INT,     /* 1.234 by the reader's program */
    SHEET_DECIMAL, /* two places */
    SHEET_VND,     /* whole đồng */
    SHEET_DAY,     /* dd/mm/yyyy, a real date */
    SHEET_AT,      /* dd/mm/yyyy hh:mm, local time */
};
struct sheet_column {
    struct str title; /* in the reader's language */
    enum sheet_type type;
    int width_chars;  /* 0: by type */
};
enum { SHEET_COLUMNS_MAX = 64, SHEET_ROWS_MAX = 1000000, SHEET_TEXT_BYTES_MAX = 32000 };

struct sheet_head {
    struct str name;      /* of the tab: at most 31 characters; []:*?/\ become blanks */
    struct str title;     /* first line, bold; "" none */
    struct str subtitle;  /* second line: period, unit; "" none */
    struct str notice;    /* third line, red: "DỮ LIỆU MÔ PHỎNG"; "" none */
    const struct sheet_column *columns;
    int columns_count;
};

struct sheet;
MUST_CHECK enum err sheet_open(struct ctx *ctx, enum sheet_format format, const struct sheet_head *head, struct sheet **ret_sheet);
/* Cells from left to right, each by its column's type (a wrong call is an assert); an unknown value is an empty cell. */
void sheet_text(struct sheet *sheet, struct str text); /* SHEET_TEXT; longer text is cut with "…" */
void sheet_int(struct sheet *sheet, int64_t value);    /* SHEET_INT, SHEET_VND */
void sheet_decimal(struct sheet *sheet, double value); /* SHEET_DECIMAL; NaN: empty */
void sheet_day(struct sheet *sheet, struct day day);   /* SHEET_DAY; DAY_NONE: empty */
void sheet_at(struct sheet *sheet, int64_t at_ms);     /* SHEET_AT; 0: empty */
void sheet_skip(struct sheet *sheet);                  /* an empty cell of any type */
void sheet_row_end(struct sheet *sheet);               /* the rest of the row stays empty; rows over SHEET_ROWS_MAX are dropped */
/* The bytes, in the arena of the context of sheet_open. ERR_TOO_LARGE: rows were dropped; ERR_INTERNAL: the disk is full, for example. */
MUST_CHECK enum err sheet_finish(struct sheet *sheet, struct str *ret_bytes);
void sheet_close(struct sheet **sheet); /* for AUTO: after finish or instead of it */
struct str sheet_mime(enum sheet_format format);      /* static */
struct str sheet_extension(enum sheet_format format); /* "xlsx", "csv" */

#endif
