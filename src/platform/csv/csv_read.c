/* csv_read.c: the strict CSV reader: one pass, one row buffer, no allocation after opening. Quoted fields are unquoted
 * in place while they are copied into the row. */
#include "platform/csv/csv.h"
#include "platform/unicode/unicode.h"

enum { BYTE_END = -1, BYTE_FAILED = -2 };

/* The next byte of the source, BYTE_END or BYTE_FAILED. */
static int byte_peek(struct csv_reader *r)
{
    if (r->input_at == r->input_len) {
        ptrdiff_t got = r->fill(r->source, r->input, CSV_READ_BYTES);
        if (got <= 0)
            return got == 0 ? BYTE_END : BYTE_FAILED;
        r->input_at = 0;
        r->input_len = (size_t)got;
        r->filled_bytes += got;
    }
    return (unsigned char)r->input[r->input_at];
}

static void byte_take(struct csv_reader *r)
{
    if (r->input[r->input_at++] == '\n') {
        r->next_line++;
        r->line_bytes = 0;
    } else {
        r->line_bytes++;
    }
}

static enum csv_step report(struct csv_reader *r, enum csv_problem problem, int line, int column, enum csv_step step)
{
    r->error = (struct csv_error){.problem = problem, .line = line, .column = column};
    if (step == CSV_BROKEN)
        r->broken = true;
    return step;
}

/* A row being put together. */
struct row {
    size_t len;
    size_t field_at;
    bool too_long, too_wide, nul;
};

static void row_add(struct csv_reader *r, struct row *row, char c)
{
    if (row->len == CSV_ROW_BYTES)
        row->too_long = true;
    else
        r->row[row->len++] = c;
    if (c == 0)
        row->nul = true;
}

static void row_end_field(struct csv_reader *r, struct row *row)
{
    if (r->count == CSV_COLUMNS_MAX)
        row->too_wide = true;
    else
        r->fields[r->count++] = (struct str){r->row + row->field_at, row->len - row->field_at};
    row->field_at = row->len;
}

/* Reads behind an opening quote up to and including the closing one. */
static enum csv_step read_quoted(struct csv_reader *r, struct row *row)
{
    int line = r->next_line, column = r->line_bytes; /* the opening quote was just taken */

    for (;;) {
        int c = byte_peek(r);
        if (c == BYTE_FAILED)
            return report(r, CSV_READ_FAILED, r->next_line, 0, CSV_BROKEN);
        if (c == BYTE_END || row->too_long)
            return report(r, c == BYTE_END ? CSV_OPEN_QUOTE : CSV_ROW_TOO_LONG, line, column, CSV_BROKEN);
        byte_take(r);
        if (c == '"') {
            if (byte_peek(r) != '"')
                return CSV_ROW;
            byte_take(r);
        }
        row_add(r, row, (char)c);
    }
}

/* What may stand behind a field: comma, end of line, end of file. Sets *ret_last at the end of the row. */
static enum csv_step read_separator(struct csv_reader *r, bool *ret_last, enum csv_problem otherwise)
{
    int c = byte_peek(r);

    *ret_last = c != r->delimiter;
    if (c == BYTE_FAILED)
        return report(r, CSV_READ_FAILED, r->next_line, 0, CSV_BROKEN);
    if (c == BYTE_END)
        return CSV_ROW;
    if (c != r->delimiter && c != '\n' && c != '\r')
        return report(r, otherwise, r->next_line, r->line_bytes + 1, CSV_BROKEN);
    byte_take(r);
    if (c == '\r') {
        if (byte_peek(r) != '\n' && byte_peek(r) != BYTE_END)
            return report(r, CSV_LONE_CR, r->next_line, r->line_bytes, CSV_BROKEN);
        if (byte_peek(r) == '\n')
            byte_take(r);
    }
    return CSV_ROW;
}

/* Reads one row into r->fields; `last` fields may be empty. Limits and encoding are checked once the row is complete,
 * so that the reader stands at the next row and can go on. */
static enum csv_step read_row(struct csv_reader *r)
{
    struct row row = {0};
    bool last = false;

    r->count = 0;
    r->line = r->next_line;
    while (!last) {
        enum csv_problem otherwise = CSV_STRAY_QUOTE;
        if (byte_peek(r) == '"') {
            byte_take(r);
            enum csv_step step = read_quoted(r, &row);
            if (step != CSV_ROW)
                return step;
            otherwise = CSV_AFTER_QUOTE;
        } else {
            for (int c; (c = byte_peek(r)) >= 0 && c != r->delimiter && c != '\n' && c != '\r' && c != '"';) {
                byte_take(r);
                row_add(r, &row, (char)c);
            }
        }
        enum csv_step step = read_separator(r, &last, otherwise);
        if (step != CSV_ROW)
            return step;
        row_end_field(r, &row);
    }
    if (row.too_long)
        return report(r, CSV_ROW_TOO_LONG, r->line, 0, CSV_BAD_ROW);
    if (row.too_wide)
        return report(r, CSV_TOO_MANY_COLUMNS, r->line, CSV_COLUMNS_MAX + 1, CSV_BAD_ROW);
    for (int i = 0; i < r->count; i++) {
        if (row.nul && memchr(r->fields[i].ptr, 0, r->fields[i].len))
            return report(r, CSV_NUL_BYTE, r->line, i + 1, CSV_BAD_ROW);
        if (!unicode_valid_utf8(r->fields[i]))
            return report(r, CSV_NOT_UTF8, r->line, i + 1, CSV_BAD_ROW);
    }
    return CSV_ROW;
}

/* The next row that is not an empty line. A line of `""` is a row of one empty field. */
static enum csv_step read_filled_row(struct csv_reader *r)
{
    for (;;) {
        int c = byte_peek(r);
        if (c == BYTE_END)
            return CSV_END;
        if (c == BYTE_FAILED)
            return report(r, CSV_READ_FAILED, r->next_line, 0, CSV_BROKEN);
        bool empty = c == '\n' || c == '\r';
        enum csv_step step = read_row(r);
        if (step != CSV_ROW || !empty)
            return step;
    }
}

/* The first four bytes at least, however little the source gives at a time. */
static void fill_start(struct csv_reader *r)
{
    while (r->input_len < 4) {
        ptrdiff_t got = r->fill(r->source, r->input + r->input_len, CSV_READ_BYTES - r->input_len);
        if (got <= 0)
            return; /* an error shows again at the next read */
        r->input_len += (size_t)got;
        r->filled_bytes += got;
    }
}

static int count_of(struct str line, char sign)
{
    int count = 0;
    for (size_t i = 0; i < line.len; i++)
        count += line.ptr[i] == sign;
    return count;
}

/* Which sign separates the columns, from the first two lines as far as they were read: the only one that the header holds, or the only one that both lines
 * hold equally often. ',' when that does not tell. */
static char guess_delimiter(struct csv_reader *r)
{
    static const char signs[] = {',', ';', '\t'};
    char only = ',', even = ',';
    int held = 0, evens = 0;

    while (r->input_len < CSV_READ_BYTES) {
        ptrdiff_t got = r->fill(r->source, r->input + r->input_len, CSV_READ_BYTES - r->input_len);
        if (got <= 0)
            break;
        r->input_len += (size_t)got;
        r->filled_bytes += got;
    }
    struct str rest = {r->input + r->input_at, r->input_len - r->input_at};
    struct str header = str_cut(&rest, '\n'), row = rest.ptr ? str_cut(&rest, '\n') : STR_NONE;
    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        int count = count_of(header, signs[i]);
        if (!count)
            continue;
        only = signs[i];
        held++;
        if (row.len && count_of(row, signs[i]) == count) {
            even = signs[i];
            evens++;
        }
    }
    return held == 1 ? only : evens == 1 ? even : ',';
}

/* Byte-order marks and foreign formats, told by the first bytes. */
static enum csv_problem check_start(struct csv_reader *r)
{
    fill_start(r);
    int c = byte_peek(r);
    size_t left = r->input_len - r->input_at;
    const char *at = r->input + r->input_at;

    if (c == BYTE_END || c == BYTE_FAILED)
        return c == BYTE_END ? CSV_EMPTY_FILE : CSV_READ_FAILED;
    if (left >= 2 && (memcmp(at, "\xFF\xFE", 2) == 0 || memcmp(at, "\xFE\xFF", 2) == 0))
        return CSV_UTF16;
    if (left >= 4 && memcmp(at, "PK\x03\x04", 4) == 0)
        return CSV_ARCHIVE;
    if (left >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        r->input_at += 3;
    return CSV_FINE;
}

static enum csv_problem check_header(struct csv_reader *r)
{
    if (r->count == 1 && str_find_char(r->fields[0], ';') >= 0)
        return CSV_SEMICOLONS;
    if (r->count == 1 && str_find_char(r->fields[0], '\t') >= 0)
        return CSV_TABS;
    for (int i = 0; i < r->count; i++)
        for (int k = 0; k < i; k++)
            if (str_eq_nocase(str_trim(r->fields[i]), str_trim(r->fields[k]))) {
                r->error.column = i + 1;
                return CSV_SAME_COLUMN_TWICE;
            }
    return CSV_FINE;
}

static void read_header(struct csv_reader *r, struct arena *arena, bool any)
{
    enum csv_problem problem = check_start(r);

    r->delimiter = ',';
    if (problem != CSV_FINE) {
        report(r, problem, 1, 0, CSV_BROKEN);
        return;
    }
    if (any)
        r->delimiter = guess_delimiter(r);
    enum csv_step step = read_filled_row(r);
    if (step == CSV_END)
        report(r, CSV_EMPTY_FILE, 1, 0, CSV_BROKEN);
    else if (step == CSV_BAD_ROW)
        r->broken = true;
    else if (step == CSV_ROW && (problem = check_header(r)) != CSV_FINE)
        report(r, problem, r->line, r->error.column, CSV_BROKEN);
    if (r->broken)
        return;
    r->header_count = r->count;
    for (int i = 0; i < r->count; i++)
        r->header[i] = arena_str(arena, str_trim(r->fields[i]));
}

static void open_reader(struct csv_reader *ret_reader, struct arena *arena, csv_fill fill, void *source, bool any)
{
    *ret_reader = (struct csv_reader){.fill = fill, .source = source, .next_line = 1};
    ret_reader->input = arena_alloc_raw(arena, CSV_READ_BYTES);
    ret_reader->row = arena_alloc_raw(arena, CSV_ROW_BYTES);
    read_header(ret_reader, arena, any);
}

void csv_open(struct csv_reader *ret_reader, struct arena *arena, csv_fill fill, void *source)
{
    open_reader(ret_reader, arena, fill, source, false);
}

void csv_open_any(struct csv_reader *ret_reader, struct arena *arena, csv_fill fill, void *source)
{
    open_reader(ret_reader, arena, fill, source, true);
}

int64_t csv_read_bytes(const struct csv_reader *reader) { return reader->filled_bytes - (int64_t)(reader->input_len - reader->input_at); }

static ptrdiff_t fill_from_text(void *source, char *bytes, size_t cap)
{
    struct str *text = source;
    size_t len = text->len < cap ? text->len : cap;

    if (len)
        memcpy(bytes, text->ptr, len);
    text->ptr += len;
    text->len -= len;
    return (ptrdiff_t)len;
}

void csv_open_text(struct csv_reader *ret_reader, struct arena *arena, struct str text)
{
    struct str *rest = arena_new(arena, struct str);

    *rest = text;
    csv_open(ret_reader, arena, fill_from_text, rest);
}

int csv_column(const struct csv_reader *reader, struct str name)
{
    for (int i = 0; i < reader->header_count; i++)
        if (str_eq_nocase(reader->header[i], name))
            return i;
    return -1;
}

enum csv_step csv_next(struct csv_reader *reader)
{
    if (reader->broken)
        return CSV_BROKEN;
    if (reader->ended)
        return CSV_END;
    reader->error = (struct csv_error){0};
    enum csv_step step = read_filled_row(reader);
    if (step == CSV_END)
        reader->ended = true;
    if (step == CSV_ROW && reader->count != reader->header_count)
        return report(reader, CSV_FIELD_COUNT, reader->line, reader->count, CSV_BAD_ROW);
    return step;
}

struct str csv_field(const struct csv_reader *reader, int column)
{
    return column >= 0 && column < reader->count ? reader->fields[column] : STR_NONE;
}
