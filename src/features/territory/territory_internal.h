/* territory_internal.h: what the files of this feature share. */
#ifndef FEATURES_TERRITORY_INTERNAL_H
#define FEATURES_TERRITORY_INTERNAL_H

#include "features/territory/territory.h"
#include "platform/db/db.h"

/* The columns in the order that territory_of_row reads. */
#define UNIT_COLUMNS "u.unit_id, u.code, u.level, u.kind, u.name, u.parent_id, u.province_id, u.valid_from, u.valid_to"
struct unit territory_of_row(const struct db_rows *rows);
/* All rows of a query over UNIT_COLUMNS; closes it. */
MUST_CHECK enum err territory_collect(struct ctx *ctx, struct db_rows *rows, struct unit **ret_units, int *ret_count);

struct str territory_level_name(enum unit_level level); /* "province", ... */
bool territory_level_parse(struct str text, enum unit_level *ret_level);
struct str territory_from_text(struct arena *arena, struct day valid_from); /* "" for DAY_NONE */
/* Is this a kind of unit of that level? */
bool territory_kind_known(enum unit_level level, struct str kind);
struct str territory_search_key(struct arena *arena, struct str name); /* folded, without a leading kind */

struct succession_row {
    int64_t old_id, new_id;
    bool full;
    struct day effective_on;
};

MUST_CHECK enum err territory_store_all(struct ctx *ctx, struct unit **ret_units,
                                        int *ret_count); /* in order of unit_id */
MUST_CHECK enum err territory_store_put(struct ctx *ctx, const struct unit *unit);
MUST_CHECK enum err territory_store_links(struct ctx *ctx, struct succession_row **ret_links, int *ret_count);
MUST_CHECK enum err territory_store_put_link(struct ctx *ctx, const struct succession_row *link);

#endif
