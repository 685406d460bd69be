/* territory.h: administrative units of Viet Nam as they are and were: provinces, districts (until 30 June 2025),
 * communes, with validity and succession. Codes are used again across reforms (52 was Bình Định and is Gia Lai), so a
 * unit is (level, code, valid_from).
 *
 * unit_id is a number made from these three, the same in every installation, so that importing a list twice changes
 * nothing and a file of people may name units before they are imported:  level (1 province, 2 district, 3 commune),
 * five digits of code, five digits of valid_from as days since 1 January 1900 (00000: since before the records).  Gia
 * Lai since 2025-07-01 is 1 00052 45837.
 *
 * Law: Decision 19/2025/QĐ-TTg (codes of the 34 provinces and 3,321 communes), Resolution 202/2025/QH15 (63 to 34). */
#ifndef FEATURES_TERRITORY_H
#define FEATURES_TERRITORY_H

#include "platform/csv/import_report.h"

enum unit_level { UNIT_PROVINCE = 1, UNIT_DISTRICT, UNIT_COMMUNE };

struct unit {
    int64_t unit_id;
    struct str code; /* 2, 3 or 5 digits by level */
    enum unit_level level;
    struct str kind;       /* "Xã", "Phường", "Đặc khu", "Tỉnh", "Thành phố Trung ương", ... */
    struct str name;       /* with its kind: "Xã Ia Grai" */
    int64_t parent_id;     /* 0: a province */
    int64_t province_id;   /* a province's own */
    struct day valid_from; /* DAY_NONE: since before the records */
    struct day valid_to;   /* the last day; DAY_NONE: still there */
};

/* The number that a unit has; `code` must fit the level. */
int64_t territory_unit_id(enum unit_level level, struct str code, struct day valid_from);
/* ERR_INVALID: not 2, 3 or 5 digits. */
MUST_CHECK enum err territory_level_of(struct str code, enum unit_level *ret_level);

MUST_CHECK enum err territory_get(struct ctx *ctx, int64_t unit_id, struct unit *ret_unit); /* ERR_NOT_FOUND */
MUST_CHECK enum err territory_find(struct ctx *ctx, struct str code, struct day on,
                                   struct unit *ret_unit); /* the level shows in the code; ERR_NOT_FOUND */
MUST_CHECK enum err territory_children(struct ctx *ctx, int64_t unit_id, struct day on, struct unit **ret_units,
                                       int *ret_count); /* in order of code */
MUST_CHECK enum err territory_provinces(struct ctx *ctx, struct day on, struct unit **ret_units, int *ret_count);
MUST_CHECK enum err territory_communes(struct ctx *ctx, int64_t province_id, struct day on, struct unit **ret_units,
                                       int *ret_count);
/* Is it the unit itself, or below it? false for units that do not exist. */
MUST_CHECK enum err territory_is_below(struct ctx *ctx, int64_t unit_id, int64_t ancestor_id, bool *ret_below);
bool territory_in_force(const struct unit *unit, struct day on);

/* "Xã Ia Grai, tỉnh Gia Lai"; before July 2025 with the district. An unknown unit gives "". */
struct str territory_label(struct ctx *ctx, int64_t unit_id);
/* "Ia Grai": without the kind. A slice of the name. */
struct str territory_bare_name(const struct unit *unit);

/* Units whose name holds the text, marks and case not regarded ("quy nhon bac", "Xa Ia Grai"): first those that are it,
 * then those that start with it. `level` 0: all; `province_id` 0: the whole country; `on` DAY_NONE: of all times; at
 * most `limit` (1..100). Less than two letters find nothing. */
MUST_CHECK enum err territory_search(struct ctx *ctx, struct str text, int level, int64_t province_id, struct day on,
                                     int limit, struct unit **ret_units, int *ret_count);

/* What became of a unit, or what it came from. A partial link means that the old address alone does not tell the new
 * unit: show the candidates and ask. */
struct succession {
    struct unit unit;
    bool full; /* the whole old unit went into the new one */
    struct day effective_on;
};
MUST_CHECK enum err territory_successors(struct ctx *ctx, int64_t unit_id, struct succession **ret_links,
                                         int *ret_count);
MUST_CHECK enum err territory_predecessors(struct ctx *ctx, int64_t unit_id, struct succession **ret_links,
                                           int *ret_count);
/* The one unit that an old unit is today, following full links; ERR_CONFLICT when it was divided (ask), ERR_NOT_FOUND
 * when no link is known. */
MUST_CHECK enum err territory_today(struct ctx *ctx, int64_t unit_id, struct day on, struct unit *ret_unit);

/* --- thôn, tổ dân phố, buôn, làng
 * ---------------------------------------------------------------------------------------- */
struct hamlet {
    int64_t hamlet_id, unit_id;
    struct str kind, name; /* "Thôn", "Đăk Krong" */
};
MUST_CHECK enum err territory_hamlets(struct ctx *ctx, int64_t unit_id, struct hamlet **ret_hamlets, int *ret_count);
/* Adds it, or gives the one that is there. In a write transaction. ERR_INVALID: text that cannot be kept. */
MUST_CHECK enum err territory_hamlet_put(struct ctx *ctx, int64_t unit_id, struct str kind, struct str name,
                                         int64_t *ret_hamlet_id);

/* --- import
 * ------------------------------------------------------------------------------------------------------------------ */
/* A CSV file: `fill` as in csv.h. */
struct territory_source {
    csv_fill fill;
    void *arg;
};
/* Columns code,parent_code,level,kind,name,valid_from,valid_to and old_level,old_code,new_code,extent,effective_on. All
 * or nothing, in one write transaction of its own; a second import of the same files changes nothing. `links` may be
 * NULL. Units that the file does not name stay. Wrong rows: the report tells each, ERR_INVALID, and nothing is written;
 * a dry run writes nothing in any case but counts what it would. */
MUST_CHECK enum err territory_import(struct ctx *ctx, const struct territory_source *units,
                                     const struct territory_source *links, bool dry_run,
                                     struct import_report *ret_units, struct import_report *ret_links);
MUST_CHECK enum err territory_import_text(struct ctx *ctx, struct str units_csv, struct str links_csv, bool dry_run,
                                          struct import_report *ret_units, struct import_report *ret_links);
/* The lists that the program carries (data/units): for `congdan init` and `demo`. */
MUST_CHECK enum err territory_import_embedded(struct ctx *ctx, struct import_report *ret_units,
                                              struct import_report *ret_links);

#endif
