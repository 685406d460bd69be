/* csv_write.c: writing CSV. For spreadsheets a field that would be taken for a formula is preceded by an apostrophe
 * (OWASP, "CSV injection"): names and notes come from citizens, and the file is opened by an officer. */
#include "platform/csv/csv.h"

void csv_writer_init(struct csv_writer *ret_writer, struct buf *out, bool for_spreadsheet)
{
    *ret_writer = (struct csv_writer){.out = out, .for_spreadsheet = for_spreadsheet};
    if (for_spreadsheet)
        buf_lit(out, "\xEF\xBB\xBF");
}

static void next_field(struct csv_writer *writer)
{
    if (writer->row_open)
        buf_put_char(writer->out, ',');
    writer->row_open = true;
}

static bool would_run(struct str field) { return field.len > 0 && memchr("=+-@\t\r", field.ptr[0], 6) != NULL; }

void csv_put(struct csv_writer *writer, struct str field)
{
    struct buf *out = writer->out;
    bool defuse = writer->for_spreadsheet && would_run(field);
    bool quote = defuse;

    for (size_t i = 0; i < field.len && !quote; i++)
        quote = field.ptr[i] == '"' || field.ptr[i] == ',' || field.ptr[i] == '\n' || field.ptr[i] == '\r';
    /* A row of one empty field would read as an empty line; blanks at the ends would be trimmed by some readers. */
    quote = quote || (field.len && (field.ptr[0] == ' ' || field.ptr[field.len - 1] == ' ')) ||
            (!field.len && !writer->row_open);
    next_field(writer);
    if (!quote) {
        buf_put(out, field);
        return;
    }
    buf_put_char(out, '"');
    if (defuse)
        buf_put_char(out, '\'');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '"')
            buf_put_char(out, '"');
        buf_put_char(out, field.ptr[i]);
    }
    buf_put_char(out, '"');
}

void csv_put_i64(struct csv_writer *writer, int64_t value)
{
    next_field(writer); /* a number is no formula, not even a negative one */
    buf_put_i64(writer->out, value);
}

void csv_put_number(struct csv_writer *writer, struct str number)
{
    next_field(writer);
    buf_put(writer->out, number);
}

void csv_put_day(struct csv_writer *writer, struct day day)
{
    next_field(writer);
    if (writer->for_spreadsheet)
        day_put_vi(writer->out, day);
    else
        day_put_iso(writer->out, day);
}

void csv_end_row(struct csv_writer *writer)
{
    buf_lit(writer->out, "\r\n");
    writer->row_open = false;
}
