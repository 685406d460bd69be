/* guest_rows.h: the list of guests as it is typed or uploaded: text in cells, and what is wrong with each. Private to this feature. The same rows come
 * from the table on the page, from a file, and back from the review, so that nothing that was typed is ever lost. */
#ifndef FEATURES_RESIDENCE_GUEST_ROWS_H
#define FEATURES_RESIDENCE_GUEST_ROWS_H

#include "features/population/population.h"

enum guest_cell { CELL_NAME, CELL_NUMBER, CELL_BIRTH, CELL_REASON, CELL_ARRIVED, CELL_LEAVES, CELL_COUNT };
enum { GUEST_ROWS_TYPED_MAX = 30, GUEST_ROWS_MAX = 500 };

struct guest_row {
    struct str cell[CELL_COUNT];   /* one clean line each */
    struct msg error[CELL_COUNT];  /* "" when right */
    int line;                      /* of the file; 0: typed */
};
struct guest_rows {
    struct guest_row *items;
    int count;
    int errors_count; /* of cells; set by guest_rows_check */
};

/* The words of a column, and its name in the fields of the page ("name" of name_0) and in files ("ho_ten"). */
struct guest_column {
    struct str field, file_name;
    struct msg label, advice; /* what to write there: for the list of a file's mistakes */
};
extern const struct guest_column guest_columns[CELL_COUNT];
/* -1: none. `field` as the rules of population name it. */
int guest_cell_of(struct str field);

/* Did somebody write into it? The defaults (reason, arrival, leaving) alone do not make a guest. */
bool guest_row_is_empty(const struct guest_row *row);
/* A row with the defaults of that kind of place: arrives now, leaves tomorrow, the usual reason. */
struct guest_row guest_row_new(struct ctx *ctx, struct str place_kind);

/* "15:04 21/11/2026", "21/11/2026 15:04", "2026-11-21 15:04" (or with T, and seconds), "15h04", "15:04" (today): local time. ERR_INVALID otherwise. */
MUST_CHECK enum err guest_time_parse(struct ctx *ctx, struct str text, int64_t *ret_ms);

/* Drops empty rows, reads the cells, asks population's rules; marks every wrong cell and counts them. *ret_guests has one entry a row that is left;
 * use it only when errors_count is 0. */
MUST_CHECK enum err guest_rows_check(struct ctx *ctx, struct guest_rows *rows, struct lodging_guest **ret_guests);
/* Back to cells, for correcting. */
struct guest_rows guest_rows_of(struct ctx *ctx, const struct lodging_guest *guests, int count);

/* --- files --------------------------------------------------------------------------------------------------------------- */
/* One thing wrong in a file: the row (and column) it stands in, what, and what to do. */
struct guest_file_error {
    int line, column;    /* from 1; column 0: the whole row */
    struct str name;     /* of the column as the file calls it; "" for the row */
    struct msg reason, advice;
};
struct guest_file {
    struct guest_rows rows;
    int column[CELL_COUNT]; /* where each stands in the file, from 1; 0: absent */
    struct guest_file_error *errors; /* of the file's shape: what could not be read as rows */
    int errors_count;
};
enum { GUEST_FILE_BYTES_MAX = 2 * 1024 * 1024, GUEST_FILE_ERRORS_MAX = 100 };
/* CSV in UTF-8, or the first sheet of an XLSX workbook, with the columns of guest_columns in any order; others are passed over. ERR_INVALID, ERR_TOO_LARGE with a fault for a file that is none. */
MUST_CHECK enum err guest_file_read(struct ctx *ctx, struct str bytes, struct str file_name, struct guest_file *ret_file);
/* After guest_rows_check: the cells' errors behind the file's, at most GUEST_FILE_ERRORS_MAX. */
void guest_file_add_cell_errors(struct ctx *ctx, struct guest_file *file);

#endif
