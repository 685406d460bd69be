/* people_import.h: persons, their permanent residence and households from a CSV file, for a first filling and for corrections by the source's keeper.
 *
 * Streams: memory does not grow with the file. Rows go in in transactions of 5,000, so that other work goes on in between and a run that was cut off loses
 * nothing: the same file again finds what is there, counts it as unchanged and goes on. A row that is wrong is handed to `reject` and nothing of it is written.
 *
 * Columns (header; any order; --map gives other names): person_number full_name birth_date sex must be there; ethnicity nationality old_number birth_place
 * hometown phone email father_number mother_number spouse_number unit_code hamlet address household_ref relation may. An empty cell means "not known": what
 * is stored stays. birth_date: 02/09/1990 or 1990-09-02, 09/1990 when the day is not known, 1990 when only the year is. unit_code: five digits, in force
 * today. household_ref: the source's own name of a household; the same name is the same household in every file.
 *
 * What a decided dossier recorded is newer than any list: a row that would move such a person is rejected. Residences begin on the day of the import.
 * Law: Law on Identity 26/2023/QH15 Art. 9 (what the register holds); domain: 6.1, 8.1. */
#ifndef FEATURES_POPULATION_PEOPLE_IMPORT_H
#define FEATURES_POPULATION_PEOPLE_IMPORT_H

#include "features/population/population.h"
#include "platform/csv/csv.h"

enum people_column {
    PC_NUMBER, PC_NAME, PC_BIRTH, PC_SEX, PC_ETHNICITY, PC_NATIONALITY, PC_OLD_NUMBER, PC_BIRTH_PLACE, PC_HOMETOWN, PC_PHONE, PC_EMAIL, PC_FATHER, PC_MOTHER,
    PC_SPOUSE, PC_UNIT, PC_HAMLET, PC_ADDRESS, PC_HOUSEHOLD, PC_RELATION, PC_COUNT
};

struct people_reject {
    int line, column;          /* from 1; column 0: the whole row */
    struct str reason, advice; /* Vietnamese; of all that is wrong with the row */
    const struct str *header;  /* of the file */
    const struct str *fields;  /* of the row, header_count of them; NULL when it could not be split, or the fault is no row's */
    int header_count;
};
struct people_import {
    csv_fill fill;        /* as in csv.h */
    void *source;
    struct str map;       /* "cot=field,cot2=field2": columns of the file under our names; "" none */
    bool dry_run;         /* checks everything, counts, writes nothing that stays */
    enum err (*reject)(void *arg, const struct people_reject *reject); /* an error stops the import */
    enum err (*tick)(void *arg, int64_t rows); /* after each transaction; an error stops the import there. May be NULL */
    void *arg;
};
struct people_counts {
    int64_t rows, inserted, updated, unchanged, rejected;
    int64_t headless; /* households of the file without a head: their members are in, and each such household went to `reject` */
};
/* Opens its own transactions: not inside one. ERR_INVALID: the file is no such list at all, or the map is wrong; nothing was written then. */
MUST_CHECK enum err people_import(struct ctx *ctx, const struct people_import *import, struct people_counts *ret_counts);

#endif
