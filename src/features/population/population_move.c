/* population_move.c: addresses follow their unit when a decree merges or divides it. The walk goes along the primary key, so that it touches the pages of the
 * table in the order in which they lie, as one plain UPDATE would; each piece is small enough for others to write in between. A row that was moved is
 * not found again, so a piece may be repeated. */
#include "features/population/internal.h"
#include <assert.h>

/* The last key of the next $2 rows behind $1, and how many there are. */
#define NEXT(table, key) "SELECT MAX(" key "), COUNT(*) FROM (SELECT " key " FROM " table " WHERE " key " > $1 ORDER BY " key " LIMIT $2) piece"
/* "+": by key, never by unit, whatever the planner thinks of it. */
#define MOVE(table) "UPDATE " table " SET registered_unit_id = COALESCE(registered_unit_id, unit_id), unit_id = m.new_id FROM unit_move m "
#define WALK(table, key, open) MOVE(table) "WHERE m.old_id = +" table ".unit_id AND " table "." key " > $1 AND " table "." key " <= $2 AND " open
#define REST(table, key, open)                                                                                         \
    MOVE(table) "WHERE m.old_id = $1 AND " table ".unit_id = $1 AND " table "." key " IN (SELECT " key " FROM " table " WHERE unit_id = $1 AND " open " LIMIT $2)"
#define OPEN_RESIDENCE "(residence.valid_to IS NULL OR residence.valid_to >= $3)"
#define OPEN_HOUSEHOLD "household.closed_ms IS NULL AND $3 = $3"

enum err population_move_rows(struct ctx *ctx, enum population_rows what, struct day effective_on, int64_t after_id, int limit, int64_t *ret_after,
                              int64_t *ret_seen, int64_t *ret_moved)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value from = DB_I64(after_id), day = DB_DAY(ctx, effective_on);

    switch (what) {
    case POPULATION_RESIDENCES: TRY(db_one(ctx, &rows, NEXT("residence", "residence_id"), from, DB_I64(limit))); break;
    case POPULATION_HOUSEHOLDS: TRY(db_one(ctx, &rows, NEXT("household", "household_id"), from, DB_I64(limit))); break;
    case POPULATION_PLACES: TRY(db_one(ctx, &rows, NEXT("lodging_place", "lodging_place_id"), from, DB_I64(limit))); break;
    case POPULATION_CANDIDATES: TRY(db_one(ctx, &rows, NEXT("deregistration_candidate", "candidate_id"), from, DB_I64(limit))); break;
    case POPULATION_ROWS_COUNT: assert(!"no table"); return ERR_INTERNAL;
    }
    struct db_value to = DB_I64(db_i64(&rows, 0));
    *ret_seen = db_i64(&rows, 1);
    *ret_after = to.i64;
    *ret_moved = 0;
    TRY(db_rows_end(&rows));
    if (*ret_seen == 0)
        return OK;
    switch (what) {
    case POPULATION_RESIDENCES: return db_exec(ctx, ret_moved, WALK("residence", "residence_id", OPEN_RESIDENCE), from, to, day);
    case POPULATION_HOUSEHOLDS: return db_exec(ctx, ret_moved, WALK("household", "household_id", OPEN_HOUSEHOLD), from, to, day);
    case POPULATION_PLACES: return db_exec(ctx, ret_moved, WALK("lodging_place", "lodging_place_id", "$3 = $3"), from, to, day);
    case POPULATION_CANDIDATES:
        return db_exec(ctx, ret_moved,
                       "UPDATE deregistration_candidate SET unit_id = m.new_id FROM unit_move m WHERE m.old_id = +deregistration_candidate.unit_id"
                       " AND candidate_id > $1 AND candidate_id <= $2 AND state IN ('open', 'dossier')",
                       from, to);
    case POPULATION_ROWS_COUNT: break;
    }
    return ERR_INTERNAL;
}

/* One statement for all of them: each old unit's index ranges are empty as a rule. */
enum err population_units_left(struct ctx *ctx, struct day effective_on, int64_t after_id, int limit, int64_t **ret_old_ids, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t *ids = arena_array(ctx->arena, int64_t, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT m.old_id FROM unit_move m WHERE m.old_id > $1 AND m.effective_on = $2 AND (EXISTS (SELECT 1 FROM residence r WHERE r.unit_id = m.old_id AND"
                 " r.valid_to IS NULL) OR EXISTS (SELECT 1 FROM household h WHERE h.unit_id = m.old_id AND h.closed_ms IS NULL) OR EXISTS (SELECT 1 FROM lodging_place p"
                 " WHERE p.unit_id = m.old_id)) ORDER BY m.old_id LIMIT $3",
                 DB_I64(after_id), DB_DAY(ctx, effective_on), DB_I64(limit)));
    while (count < limit && db_next(&rows))
        ids[count++] = db_i64(&rows, 0);
    TRY(db_rows_end(&rows));
    *ret_old_ids = ids;
    *ret_count = count;
    return OK;
}

enum err population_move_rest(struct ctx *ctx, enum population_rows what, int64_t old_id, int limit, int64_t *ret_moved)
{
    struct db_value unit = DB_I64(old_id), most = DB_I64(limit);

    switch (what) {
    case POPULATION_RESIDENCES: return db_exec(ctx, ret_moved, REST("residence", "residence_id", "residence.valid_to IS NULL"), unit, most);
    case POPULATION_HOUSEHOLDS: return db_exec(ctx, ret_moved, REST("household", "household_id", "household.closed_ms IS NULL"), unit, most);
    case POPULATION_PLACES: return db_exec(ctx, ret_moved, REST("lodging_place", "lodging_place_id", "TRUE"), unit, most);
    case POPULATION_CANDIDATES:
        *ret_moved = 0; /* found from residences, which are asked above; the next walk of the jobs role puts the rest right */
        return OK;
    case POPULATION_ROWS_COUNT: break;
    }
    assert(!"no table");
    return ERR_INTERNAL;
}

enum err population_count_units(struct ctx *ctx, enum population_rows what, struct unit_count **ret_counts, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    switch (what) {
    case POPULATION_RESIDENCES: TRY(db_query(ctx, &rows, "SELECT unit_id, COUNT(*) FROM residence WHERE valid_to IS NULL GROUP BY unit_id ORDER BY unit_id")); break;
    case POPULATION_HOUSEHOLDS: TRY(db_query(ctx, &rows, "SELECT unit_id, COUNT(*) FROM household WHERE closed_ms IS NULL GROUP BY unit_id ORDER BY unit_id")); break;
    case POPULATION_PLACES: TRY(db_query(ctx, &rows, "SELECT unit_id, COUNT(*) FROM lodging_place GROUP BY unit_id ORDER BY unit_id")); break;
    case POPULATION_CANDIDATES:
        TRY(db_query(ctx, &rows, "SELECT unit_id, COUNT(*) FROM deregistration_candidate WHERE state IN ('open', 'dossier') GROUP BY unit_id ORDER BY unit_id"));
        break;
    case POPULATION_ROWS_COUNT: assert(!"no table"); return ERR_INTERNAL;
    }
    return territory_collect_counts(ctx, &rows, ret_counts, ret_count);
}

/* --- divided units: one commune at a time, some ten thousand rows at most -------------------------------------------------------- */

#define CHOSEN(table, key, condition)                                                                                  \
    "UPDATE " table " SET registered_unit_id = COALESCE(registered_unit_id, unit_id), unit_id = c.new_id FROM unit_choice c WHERE c.old_id = $1"       \
    " AND c.new_id <> c.old_id AND " table ".unit_id = $1 AND " condition " AND " table "." key " IN (SELECT t." key " FROM " table " t, unit_choice c"     \
    " WHERE t.unit_id = $1 AND c.old_id = $1 AND c.new_id <> c.old_id AND "

/* A thing's own choice beats that of its household, and that of its hamlet; so the particular ones go first. */
enum err population_move_chosen(struct ctx *ctx, int64_t old_id, int limit, int64_t *ret_moved)
{
    struct db_value unit = DB_I64(old_id);
    int64_t sum = 0, moved;

#define APPLY(table, key, kind, column, open)                                                                          \
    do {                                                                                                               \
        TRY(db_exec(ctx, &moved,                                                                                       \
                    CHOSEN(table, key, "c.kind = '" kind "' AND c.item_id = " table "." column)                        \
                    "c.kind = '" kind "' AND c.item_id = t." column " AND " open " LIMIT $2)",                         \
                    unit, DB_I64(limit - sum)));                                                                       \
        sum += moved;                                                                                                  \
    } while (0)
    APPLY("residence", "residence_id", "residence", "residence_id", "t.valid_to IS NULL");
    APPLY("residence", "residence_id", "household", "household_id", "t.valid_to IS NULL");
    APPLY("residence", "residence_id", "hamlet", "hamlet_id", "t.valid_to IS NULL");
    APPLY("household", "household_id", "household", "household_id", "t.closed_ms IS NULL");
    APPLY("household", "household_id", "hamlet", "hamlet_id", "t.closed_ms IS NULL");
    APPLY("lodging_place", "lodging_place_id", "place", "lodging_place_id", "TRUE");
#undef APPLY
    /* Who lives in a household that has moved: also where only the household names its hamlet. */
    TRY(db_exec(ctx, &moved,
                "UPDATE residence SET registered_unit_id = COALESCE(registered_unit_id, unit_id), unit_id = (SELECT h.unit_id FROM household h"
                " WHERE h.household_id = residence.household_id) WHERE residence_id IN (SELECT r.residence_id FROM residence r JOIN household h"
                " ON h.household_id = r.household_id WHERE r.unit_id = $1 AND r.valid_to IS NULL AND h.unit_id <> $1 AND h.registered_unit_id IS NOT NULL LIMIT $2)",
                unit, DB_I64(limit - sum)));
    sum += moved;
    TRY(db_exec(ctx, &moved,
                "UPDATE deregistration_candidate SET unit_id = r.unit_id FROM residence r WHERE r.residence_id = deregistration_candidate.residence_id"
                " AND deregistration_candidate.unit_id = $1 AND r.unit_id <> $1 AND state IN ('open', 'dossier')",
                unit));
    *ret_moved = sum;
    return OK;
}

enum err population_left(struct ctx *ctx, int64_t old_id, struct population_left **ret_rows, int *ret_count)
{
    enum { HAMLETS_MAX = 2000 };
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct population_left *list = arena_array(ctx->arena, struct population_left, HAMLETS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT hamlet_id, CAST(SUM(households) AS BIGINT), CAST(SUM(residences) AS BIGINT), CAST(SUM(places) AS BIGINT) FROM ("
                 "SELECT COALESCE(hamlet_id, 0) AS hamlet_id, COUNT(*) AS households, 0 AS residences, 0 AS places FROM household"
                 " WHERE unit_id = $1 AND closed_ms IS NULL GROUP BY 1"
                 " UNION ALL SELECT COALESCE(hamlet_id, 0), 0, COUNT(*), 0 FROM residence WHERE unit_id = $1 AND valid_to IS NULL GROUP BY 1"
                 " UNION ALL SELECT 0, 0, 0, COUNT(*) FROM lodging_place WHERE unit_id = $1) part GROUP BY hamlet_id ORDER BY hamlet_id LIMIT $2",
                 DB_I64(old_id), DB_I64(HAMLETS_MAX)));
    while (count < HAMLETS_MAX && db_next(&rows))
        list[count++] = (struct population_left){db_i64(&rows, 0), db_i64(&rows, 1), db_i64(&rows, 2), db_i64(&rows, 3)};
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err population_addresses(struct ctx *ctx, int64_t old_id, struct str after_kind, int64_t after_id, int limit, struct population_address **ret_rows,
                              int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct population_address *list = arena_array(ctx->arena, struct population_address, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT kind, item_id, address, people FROM ("
                 "SELECT 'household' AS kind, h.household_id AS item_id, h.address AS address,"
                 " (SELECT COUNT(*) FROM household_member m WHERE m.household_id = h.household_id AND m.valid_to IS NULL) AS people"
                 " FROM household h WHERE h.unit_id = $1 AND h.closed_ms IS NULL AND h.hamlet_id IS NULL"
                 " UNION ALL SELECT 'place', lodging_place_id, name || ', ' || address, 0 FROM lodging_place WHERE unit_id = $1"
                 " UNION ALL SELECT 'residence', residence_id, address, 1 FROM residence"
                 " WHERE unit_id = $1 AND valid_to IS NULL AND hamlet_id IS NULL AND household_id IS NULL) item"
                 " WHERE (kind, item_id) > ($2, $3) ORDER BY kind, item_id LIMIT $4",
                 DB_I64(old_id), DB_STR(after_kind), DB_I64(after_id), DB_I64(limit)));
    while (count < limit && db_next(&rows))
        list[count++] = (struct population_address){db_str(&rows, 0), db_i64(&rows, 1), db_str(&rows, 2), db_i64(&rows, 3)};
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}
