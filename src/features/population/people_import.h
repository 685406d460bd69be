/* people_import.h: persons, their permanent residence and households from a list (CSV or JSON lines), for a first filling and for corrections by the source's
 * keeper.
 *
 * Streams: memory does not grow with the file. One thread reads and checks rows, the caller's writes them in transactions of IMPORT_BATCH rows, so that other
 * work goes on in between and a run that was cut off loses nothing: the same file again finds what is there, counts it as unchanged and goes on. A row that is
 * wrong is handed to `reject` and nothing of it is written. A row that differs from what is stored is written only with `update`; else it is handed to `reject`
 * with the columns that differ.
 *
 * What the file may be, told by its content: gzip or not; UTF-8 with or without byte-order mark, UTF-16, or a table that is certain (unicode_source.h); CSV with
 * commas, semicolons or tabs, or one JSON object a line with our names as keys.
 *
 * Columns (header; any order; `map` gives other names; usual Vietnamese headings are known): person_number full_name birth_date sex must be there; ethnicity
 * nationality old_number birth_place hometown phone email father_number mother_number spouse_number unit_code hamlet address residence_since household_ref
 * relation may. An empty cell means "not known": what is stored stays. birth_date: 02/09/1990 or 1990-09-02, 09/1990 when the day is not known, 1990 when only the
 * year is. unit_code: five digits of a commune of today, or of a
 * former one that nobody bears today and that went whole into one of today (see codes_as_of); one that was divided is rejected. residence_since: the day on which living there began; empty: the day of the import. household_ref: the
 * source's own name of a household; the same name is the same household in every file. "#17" is household 17 of this register, as an export writes it.
 *
 * What a decided dossier recorded is newer than any list: a row that would move such a person is rejected.
 * Law: Law on Identity 26/2023/QH15 Art. 9 (what the register holds); domain: 6.1, 8.1. */
#ifndef FEATURES_POPULATION_PEOPLE_IMPORT_H
#define FEATURES_POPULATION_PEOPLE_IMPORT_H

#include "features/population/population.h"
#include "platform/csv/csv.h"

enum people_column {
    PC_NUMBER, PC_NAME, PC_BIRTH, PC_SEX, PC_ETHNICITY, PC_NATIONALITY, PC_OLD_NUMBER, PC_BIRTH_PLACE, PC_HOMETOWN, PC_PHONE, PC_EMAIL, PC_FATHER, PC_MOTHER,
    PC_SPOUSE, PC_UNIT, PC_HAMLET, PC_ADDRESS, PC_SINCE, PC_HOUSEHOLD, PC_RELATION, PC_COUNT
};
extern const char *const people_column_names[PC_COUNT];

struct people_reject {
    int line, column;          /* from 1; column 0: the whole row */
    struct str reason, advice; /* Vietnamese; of all that is wrong with the row */
    struct str reason_en, advice_en;
    const struct str *header;  /* of the file; of JSON lines: our names */
    const struct str *fields;  /* of the row, header_count of them; NULL when it could not be split, or the fault is no row's */
    int header_count;
};
struct people_counts {
    int64_t rows, inserted, updated, unchanged, rejected;
    int64_t differing; /* other than stored, and left as stored: `update` was not asked for. Each went to `reject` */
    int64_t converted; /* of the rows that were taken: under the code of a former commune, booked under today's */
    int64_t headless;  /* households of the file without a head: their members are in, and each such household went to `reject` */
    int64_t read_bytes; /* of the unpacked file in UTF-8, up to the last row that was read */
    int last_line;
    bool cut_off;      /* the file ends in the middle of a row, or its compression does */
    struct str table;  /* the old table that it was converted from: "TCVN3 (ABC)"; "" for UTF-8 */
};
struct people_import {
    csv_fill fill;        /* as in csv.h */
    void *source;
    int64_t size_bytes;   /* about; 0: not known */
    struct str work_dir;  /* for temporary files, about 30 bytes a row; "": the system's */
    struct str map;       /* "cot=field,cot2=field2": columns of the file under our names; lines instead of commas are fine; "" none */
    bool dry_run;         /* checks everything, counts, writes nothing that stays */
    bool update;          /* rows that differ replace what is stored */
    struct str source_name; /* whose list it is, kept with what comes from it; "": "import" */
    struct str codes_as_of; /* a day (30/06/2025 or 2025-06-30): unit_code is as it was then, when the same five digits may have been another commune's; "": today */
    bool alone;           /* nobody else works with the register: a large first filling may take its indexes off meanwhile (db_bulk.h) */
    enum err (*reject)(void *arg, const struct people_reject *reject); /* an error stops the import */
    enum err (*tick)(void *arg, const struct people_counts *counts);   /* after each transaction; an error stops the import there. May be NULL */
    /* Around a first filling: higher features may let their own indexes step aside and build them in one go. `begins` false also heals one that was killed. May be NULL. */
    enum err (*filling)(void *arg, struct ctx *ctx, bool begins);
    db_progress indexing; /* while indexes are built at the end of a first filling; may be NULL */
    void *arg;
};
/* Opens its own transactions: not inside one. ERR_INVALID: the file is no such list at all, or the map is wrong; nothing was written then. */
MUST_CHECK enum err people_import(struct ctx *ctx, const struct people_import *import, struct people_counts *ret_counts);

#endif
