/* import_report.c: collecting what is wrong with the rows of an import. */
#include "platform/csv/import_report.h"

static struct str cut(struct str value)
{
    if (value.len <= IMPORT_VALUE_BYTES)
        return value;
    value.len = IMPORT_VALUE_BYTES;
    while (value.len && ((unsigned char)value.ptr[value.len] & 0xC0) == 0x80)
        value.len--;
    return value;
}

void import_report_add(struct import_report *report, struct arena *arena, int line, int column, struct str value,
                       struct msg reason, struct msg advice)
{
    int keep = report->keep ? report->keep : IMPORT_ERRORS_KEPT;

    report->errors_total++;
    if (report->errors_count == keep)
        return;
    if (report->errors_count == report->errors_cap) {
        int cap = report->errors_cap ? report->errors_cap * 2 : IMPORT_ERRORS_KEPT;
        struct import_error *larger = arena_array(arena, struct import_error, (size_t)cap);
        if (report->errors_count)
            memcpy(larger, report->errors, (size_t)report->errors_count * sizeof *larger);
        report->errors = larger;
        report->errors_cap = cap;
    }
    /* Later passes find errors in earlier lines: keep the list in order of line. */
    int at = report->errors_count++;
    for (; at > 0 && report->errors[at - 1].line > line; at--)
        report->errors[at] = report->errors[at - 1];
    report->errors[at] = (struct import_error){line, column, arena_str(arena, cut(value)), reason, advice};
}

void import_report_add_csv(struct import_report *report, struct arena *arena, const struct csv_reader *reader)
{
    const struct csv_error *error = &reader->error;

    import_report_add(report, arena, error->line, error->column, STR_NONE, csv_problem_text(error->problem),
                      csv_problem_advice(error->problem));
}
