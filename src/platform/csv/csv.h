/* csv.h: reading and writing comma-separated values, strictly by RFC 4180, in constant memory.
 * Reading is for files that people upload or an operator imports: every mistake is found, placed (line, column) and
 * said in words that tell what to do. Writing is for exports that people open in a spreadsheet.
 *
 * Reader: UTF-8 with or without byte-order mark, comma, quotes doubled inside quotes, lines ending in LF or CRLF, empty
 * lines skipped, first line the header, every row as many fields as the header. One row is at most CSV_ROW_BYTES long
 * and CSV_COLUMNS_MAX wide. NUL bytes and text that is not UTF-8 are refused.
 *
 *     struct csv_reader reader;
 *     csv_open_text(&reader, arena, text);
 *     int code = csv_column(&reader, S("code"));
 *     for (enum csv_step step; (step = csv_next(&reader)) != CSV_END;) {
 *         if (step == CSV_BAD_ROW) { note(reader.error); continue; }
 *         if (step == CSV_BROKEN)  { note(reader.error); break; }
 *         use(csv_field(&reader, code));
 *     } */
#ifndef PLATFORM_CSV_H
#define PLATFORM_CSV_H

#include "base/buf.h"
#include "platform/html/html.h"

enum { CSV_ROW_BYTES = 64 * 1024, CSV_COLUMNS_MAX = 64, CSV_READ_BYTES = 16 * 1024 };

enum csv_step {
    CSV_ROW,     /* the fields are there until the next call */
    CSV_END,     /* no more rows */
    CSV_BAD_ROW, /* this row is wrong, the next one can be read */
    CSV_BROKEN,  /* the rest of the file cannot be understood */
};

enum csv_problem {
    CSV_FINE,
    CSV_EMPTY_FILE,
    CSV_SEMICOLONS, /* the header is separated by ';' */
    CSV_TABS,       /* the header is separated by tabs */
    CSV_UTF16,      /* a UTF-16 byte-order mark */
    CSV_NOT_UTF8,
    CSV_NUL_BYTE,
    CSV_STRAY_QUOTE, /* a quote inside a field that does not start with one */
    CSV_AFTER_QUOTE, /* something between a closing quote and the next comma */
    CSV_OPEN_QUOTE,  /* a quote that is never closed: reported where it opens */
    CSV_LONE_CR,
    CSV_FIELD_COUNT,
    CSV_ROW_TOO_LONG,
    CSV_TOO_MANY_COLUMNS,
    CSV_SAME_COLUMN_TWICE,
    CSV_ARCHIVE,     /* an XLSX or other ZIP file named .csv */
    CSV_READ_FAILED, /* the source of bytes failed */
};

struct csv_error {
    enum csv_problem problem;
    int line;   /* from 1: physical lines, as an editor counts them */
    int column; /* from 1: fields for a bad field, bytes of the line for a stray sign; 0: the whole line */
};

/* Gives at most `cap` bytes; 0 at the end, -1 on failure. */
typedef ptrdiff_t (*csv_fill)(void *source, char *bytes, size_t cap);

struct csv_reader {
    struct str fields[CSV_COLUMNS_MAX];
    int count;
    int line; /* where this row starts */
    struct str header[CSV_COLUMNS_MAX];
    int header_count;
    struct csv_error error;
    /* the reader's own */
    csv_fill fill;
    void *source;
    struct str text; /* csv_open_text */
    char *input;
    size_t input_at, input_len;
    char *row;
    int next_line, line_bytes;
    int64_t filled_bytes; /* all that the source gave */
    char delimiter;       /* ',' unless csv_open_any found another */
    bool ended, broken;
};

/* Opens and reads the header; what is wrong with it is reported by the first csv_next() as CSV_BROKEN. Memory (80 KiB)
 * is taken from the arena once. */
void csv_open(struct csv_reader *ret_reader, struct arena *arena, csv_fill fill, void *source);
/* The same for files of other people's programs: columns may be separated by ';' or tabs, when the header holds nothing else that could separate them. */
void csv_open_any(struct csv_reader *ret_reader, struct arena *arena, csv_fill fill, void *source);
/* Bytes of the source up to the end of the last row: where an editor or `head -c` finds the place. */
int64_t csv_read_bytes(const struct csv_reader *reader);
void csv_open_text(struct csv_reader *ret_reader, struct arena *arena,
                   struct str text); /* `text` must outlive the reader */
int csv_column(const struct csv_reader *reader,
               struct str name); /* -1: no such column; names compare without ASCII case */
enum csv_step csv_next(struct csv_reader *reader);
struct str csv_field(const struct csv_reader *reader,
                     int column); /* "" for column -1: an optional column that is absent */

/* What is wrong, and what to do about it. */
struct msg csv_problem_text(enum csv_problem problem);
struct msg csv_problem_advice(enum csv_problem problem);

/* --- writing ------------------------------------------------------------------------------------------------------ */
struct csv_writer {
    struct buf *out;
    bool for_spreadsheet; /* starts with a byte-order mark and defuses fields that a spreadsheet would run as a formula
                           */
    bool row_open;
};
void csv_writer_init(struct csv_writer *ret_writer, struct buf *out, bool for_spreadsheet);
void csv_put(struct csv_writer *writer, struct str field);
void csv_put_i64(struct csv_writer *writer, int64_t value);
void csv_put_number(struct csv_writer *writer, struct str number); /* "-1.50", formatted by the caller: never taken for a formula */
void csv_put_day(struct csv_writer *writer, struct day day); /* YYYY-MM-DD; 21/11/2026 for spreadsheets */
void csv_end_row(struct csv_writer *writer);                 /* CRLF */

#endif
