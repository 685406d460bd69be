/* xlsx_read.h: the first sheet of an XLSX workbook as rows of text, for lists that people fill in with a spreadsheet program (ECMA-376 part 1, chapter 18).
 * Values only: a formula gives the value that was stored with it; nothing is computed, no link is followed, no entity but the five of XML is known.
 * Runs on bytes from outside; fuzzed (fuzz/fuzz_xlsx.c).
 *
 * A number is text as stored, with its value beside it: what a number means (a date, a code that lost its zeros) the caller knows from its column. */
#ifndef PLATFORM_XLSX_READ_H
#define PLATFORM_XLSX_READ_H

#include "base/ctx.h"

enum { XLSX_COLUMNS_MAX = 64, XLSX_PART_BYTES_MAX = 16 * 1024 * 1024, XLSX_STRINGS_MAX = 200000 };

struct xlsx_cell {
    struct str text; /* "" for an empty cell; UTF-8 as it stands in the file: clean it like any input */
    double number;
    bool is_number;
};
struct xlsx_row {
    int line; /* from 1, as the program shows it */
    struct xlsx_cell *cells;
    int cells_count; /* up to the last one that is written */
};
struct xlsx_table {
    struct xlsx_row *rows; /* rows with at least one cell that is not empty */
    int rows_count;
    bool dates_from_1904; /* old Macintosh workbooks */
};
/* ERR_INVALID with a fault for a damaged workbook; ERR_TOO_LARGE: more than max_rows rows, or parts larger than the limits above. Cells right of
 * XLSX_COLUMNS_MAX are passed over. */
MUST_CHECK enum err xlsx_read(struct ctx *ctx, struct str bytes, int max_rows, struct xlsx_table *ret_table);

/* What a number means in a column of dates: days since 30/12/1899 (or 01/01/1904), the fraction is the time. false: not between 1900 and 2999. */
bool xlsx_moment(const struct xlsx_table *table, double number, struct day *ret_day, int *ret_minute);

#endif
