/* internal.h: what the files of demography share. */
#ifndef FEATURES_DEMOGRAPHY_INTERNAL_H
#define FEATURES_DEMOGRAPHY_INTERNAL_H

#include "features/demography/lives.h"

/* --- group.c: a figure of a group as a row of cells, and the changes of many days at once ------------------------------------------------- */
enum {
    CELL_PEOPLE = 0,
    CELL_ETHNIC = CELL_PEOPLE + 4 * DEMOGRAPHY_AGES,
    CELL_SIZES = CELL_ETHNIC + 2 * DEMOGRAPHY_ETHNIC_MAX,
    CELL_MEMBERS = CELL_SIZES + DEMOGRAPHY_SIZES,
    CELL_FLOWS = CELL_MEMBERS + 1,
    CELL_PARTS = CELL_FLOWS + FLOW_COUNT, /* two for each commune, by its place */
};
static inline int group_cells(int places) { return CELL_PARTS + 2 * places; }
/* Only what is not 0 takes room. */
struct str group_pack(struct arena *arena, const int32_t *cells, int count);
MUST_CHECK enum err group_unpack(struct ctx *ctx, struct str bytes, int32_t *ret_cells, int count); /* cells that the bytes do not have become 0 */
void group_figure(const int32_t *cells, struct demography_figure *ret_figure);

/* What a commune adds to its group on each of the days first..last: [day - first][cell]. */
struct sweep {
    int32_t first, last;
    int cells;
    int32_t *change; /* against the day before, until sweep_sum() */
};
void sweep_init(struct sweep *sweep, struct arena *arena, struct day first, struct day last, int cells);
/* `sign` 1 adds, -1 takes away. */
void sweep_life(struct sweep *sweep, const struct life *life, int place, int sign);
void sweep_home(struct sweep *sweep, const struct home *home, int sign);
void sweep_lives(struct sweep *sweep, const struct lives *lives, int place);
/* From what was to what is: what stands in both changes nothing. Both are sorted; hamlets do not matter. */
void sweep_difference(struct sweep *sweep, const struct lives *was, const struct lives *is, int place);
void sweep_sum(struct sweep *sweep); /* afterwards change[] holds the values of the day */
static inline int32_t *sweep_day(const struct sweep *sweep, int32_t day) { return sweep->change + (size_t)(day - sweep->first) * (size_t)sweep->cells; }

/* --- series.c: which communes belong together ---------------------------------------------------------------------------------------------- */
struct series {
    int64_t unit_id;       /* the commune, or the one that it went into wholly */
    int64_t province_id;   /* of that */
};
struct series_book; /* remembers what it looked up */
struct series_book *series_book_new(struct arena *arena);
MUST_CHECK enum err series_of(struct ctx *ctx, struct series_book *book, int64_t unit_id, struct series *ret_series);
enum { SERIES_SOURCES_MAX = 24, SERIES_GROUPS_MAX = 8 };
/* The units whose people stand in it: itself first, then those that went into it wholly. ERR_TOO_LARGE over SERIES_SOURCES_MAX. */
MUST_CHECK enum err series_sources(struct ctx *ctx, struct series_book *book, int64_t unit_id, int64_t ret_units[SERIES_SOURCES_MAX], int *ret_count);
/* Province, old provinces, old districts in which all of it lies. */
MUST_CHECK enum err series_groups(struct ctx *ctx, struct series_book *book, int64_t unit_id, int64_t ret_groups[SERIES_GROUPS_MAX], int *ret_count);

/* --- collect.c: reading the register; writes nothing ----------------------------------------------------------------------------------------------------------- */
struct words {
    struct arena *arena; /* lives longer than one commune's */
    struct str items[DEMOGRAPHY_ETHNIC_MAX];
    int count, stored; /* those from `stored` on are new */
};
MUST_CHECK enum err collect_lives(struct ctx *ctx, struct series_book *book, struct words *words, int64_t unit_id, struct lives *ret_lives);

/* --- demography_store.c -------------------------------------------------------------------------------------------------------------------- */
/* Marks beside those that the migration names: small: groups whose communes' lives are fewer bytes keep no days (absent: the program's own limit); extended: the day up to
 * which the groups have theirs. */
MUST_CHECK enum err store_mark_get(struct ctx *ctx, struct str name, int64_t *ret_value); /* 0 when absent */
MUST_CHECK enum err store_mark_put(struct ctx *ctx, struct str name, int64_t value);
MUST_CHECK enum err store_words(struct ctx *ctx, struct words *ret_words);
MUST_CHECK enum err store_word_add(struct ctx *ctx, int place, struct str word);
MUST_CHECK enum err store_clear(struct ctx *ctx);
MUST_CHECK enum err store_unit_want(struct ctx *ctx, int64_t unit_id); /* makes it when it is new */
MUST_CHECK enum err store_unit_lives(struct ctx *ctx, int64_t unit_id, struct str *ret_lives, int64_t *ret_computed_ms); /* ERR_NOT_FOUND */
MUST_CHECK enum err store_unit_put(struct ctx *ctx, const struct demography_holders *holders, struct str lives);
MUST_CHECK enum err store_units(struct ctx *ctx, bool stale_only, int limit, int64_t **ret_units, int *ret_count);
MUST_CHECK enum err store_holders(struct ctx *ctx, int64_t unit_id, bool group, struct demography_holders **ret_rows, int *ret_count);
MUST_CHECK enum err store_accounts(struct ctx *ctx, int64_t unit_id, int64_t *ret_accounts); /* of people with permanent residence now */
MUST_CHECK enum err store_units_age(struct ctx *ctx, int64_t before_ms, int limit); /* the oldest of those computed before become stale */
MUST_CHECK enum err store_stale(struct ctx *ctx, int64_t *ret_stale);
struct place {
    int64_t group_id, unit_id;
    int place;
};
MUST_CHECK enum err store_places_of_unit(struct ctx *ctx, int64_t unit_id, struct place **ret_places, int *ret_count);
MUST_CHECK enum err store_places_of_group(struct ctx *ctx, int64_t group_id, struct place **ret_places, int *ret_count);
MUST_CHECK enum err store_place_add(struct ctx *ctx, int64_t group_id, int64_t unit_id, int *ret_place);
MUST_CHECK enum err store_group_bytes(struct ctx *ctx, int64_t group_id, int64_t *ret_bytes); /* of the lives of its communes */
MUST_CHECK enum err store_groups(struct ctx *ctx, int64_t **ret_groups, int *ret_count);
MUST_CHECK enum err store_days(struct ctx *ctx, int64_t group_id, struct day *ret_first, struct day *ret_last); /* DAY_NONE: none */
MUST_CHECK enum err store_day_get(struct ctx *ctx, int64_t group_id, struct day day, struct str *ret_figure); /* ERR_NOT_FOUND */
MUST_CHECK enum err store_days_get(struct ctx *ctx, int64_t group_id, const struct day *days, int count, struct str *ret_figures); /* ERR_NOT_FOUND: one is missing */
MUST_CHECK enum err store_day_set(struct ctx *ctx, int64_t group_id, struct day day, struct str figure);
MUST_CHECK enum err store_days_insert(struct ctx *ctx, int64_t group_id, struct day first, const struct str *figures, int count);
MUST_CHECK enum err store_days_delete(struct ctx *ctx, int64_t group_id);

/* Work that needs memory of its own, given back after each piece; a fault's texts outlive it. */
struct scratch {
    struct ctx *ctx;
    struct arena arena, *callers;
};
void scratch_begin(struct ctx *ctx, struct scratch *ret_scratch);
enum err scratch_end(struct scratch *scratch, enum err err); /* gives back err */

#endif
