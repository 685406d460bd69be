/* import_report.h: what an import found and did, the same for units, people and guests: counts, and each wrong row with
 * place, reason and advice. */
#ifndef PLATFORM_CSV_IMPORT_REPORT_H
#define PLATFORM_CSV_IMPORT_REPORT_H

#include "platform/csv/csv.h"

enum { IMPORT_ERRORS_KEPT = 100, IMPORT_VALUE_BYTES = 80 };

struct import_error {
    int line, column;  /* from 1; column 0: the whole row */
    struct str value;  /* the field as it stands in the file, cut; "" for personal data */
    struct msg reason; /* what is wrong */
    struct msg advice; /* what to do */
};
struct import_report {
    int64_t rows, inserted, updated, unchanged;
    int64_t errors_total;
    struct import_error *errors; /* the first `keep`, in order of line */
    int errors_count, errors_cap;
    int keep;                    /* set by the caller before; 0: IMPORT_ERRORS_KEPT */
};

/* `value` is copied, cut to IMPORT_VALUE_BYTES at a character's end. */
void import_report_add(struct import_report *report, struct arena *arena, int line, int column, struct str value,
                       struct msg reason, struct msg advice);
/* The reader's own complaint about a row. */
void import_report_add_csv(struct import_report *report, struct arena *arena, const struct csv_reader *reader);

#endif
