/* people_export.h: the permanent residents of a unit as a list, with the columns that an import reads (people_import.h): an export, imported into an empty register
 * and exported again, gives the same bytes. Streams: memory grows with the largest commune, not with the unit.
 *
 * Who lived there on `on`; what is known of them is as of today. People of one commune come by number, communes by code. A list of people leaves the house here: whoever
 * calls binds it to a purpose and writes the log (Law 91/2025/QH15; Decree 47/2020/NĐ-CP Art. 23-28). */
#ifndef FEATURES_POPULATION_PEOPLE_EXPORT_H
#define FEATURES_POPULATION_PEOPLE_EXPORT_H

#include "features/population/population.h"

enum people_format { PEOPLE_CSV, PEOPLE_CSV_SHEET, PEOPLE_JSONL }; /* _SHEET: with a byte-order mark, formulas defused, days as 21/11/2026 */
struct people_export {
    int64_t unit_id;       /* commune, district or province in force on that day */
    struct day on;         /* DAY_NONE: today; never later */
    enum people_format format;
    int64_t people_max;    /* ERR_TOO_LARGE "export.large" instead of more; 0: as many as there are */
    enum err (*put)(void *arg, struct str bytes); /* an error stops it */
    db_progress progress;  /* communes; may be NULL */
    void *arg;
};
/* Opens no transaction. ERR_NOT_FOUND: no such unit. ERR_INVALID: it was not in force that day, or the day is to come. */
MUST_CHECK enum err people_export(struct ctx *ctx, const struct people_export *export, int64_t *ret_people);

#endif
