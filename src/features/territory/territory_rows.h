/* territory_rows.h: units and links while an import puts them together; inside this feature only. */
#ifndef FEATURES_TERRITORY_ROWS_H
#define FEATURES_TERRITORY_ROWS_H

#include "features/territory/territory_internal.h"

enum { TERRITORY_ROWS_MAX = 200000 };

/* A unit from the file, from the database, or from both. */
struct unit_row {
    struct unit unit;
    struct str parent_code; /* from the file */
    int line;               /* 0: the database only */
    bool stored;            /* is in the database already */
    bool same;              /* ... and says the same */
};
struct unit_table {
    struct unit_row *rows; /* in order of unit_id once sorted: by level, code, valid_from */
    int count, cap;
};
struct link_row {
    struct succession_row link;
    int line;
    bool stored, same;
};
struct link_table {
    struct link_row *rows;
    int count, cap;
};

/* What reading needs. Mistakes go to the report; an error is returned only when reading cannot go on. */
struct reading {
    struct ctx *ctx;
    struct import_report *report;
    struct csv_reader csv;
};
MUST_CHECK enum err territory_read_units(struct ctx *ctx, const struct territory_source *source,
                                         struct unit_table *table, struct import_report *report);
/* Needs the sorted table of units, from the file and the database. */
MUST_CHECK enum err territory_read_links(struct ctx *ctx, const struct territory_source *source,
                                         const struct unit_table *units, struct link_table *table,
                                         struct import_report *report);

void territory_table_add(struct unit_table *table, struct arena *arena, const struct unit_row *row);
void territory_table_sort(struct unit_table *table);
struct unit_row *territory_table_find(const struct unit_table *table,
                                      int64_t unit_id); /* NULL: not there; sorted tables only */
/* The unit with this code that is in force on a day (DAY_NONE: before the records); NULL. */
struct unit_row *territory_table_on(const struct unit_table *table, enum unit_level level, struct str code,
                                    struct day on);

#endif
