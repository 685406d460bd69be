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

struct db_rows;

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
/* province_id 0: of the whole country. */
MUST_CHECK enum err territory_communes(struct ctx *ctx, int64_t province_id, struct day on, struct unit **ret_units,
                                       int *ret_count);
/* Is it the unit itself, or below it? false for units that do not exist. A unit that ended counts as what it went into as a whole, too: who
 * works for the new commune works on what the old one left. One that was divided counts below its former province and what became of that. */
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
/* Where something was on a day: registered in `registered_id`, today in `current_id` (0 or the same: never moved). Follows the links from the
 * first to the second as far as the day; where a unit was divided, the way that leads to today's. */
MUST_CHECK enum err territory_unit_on(struct ctx *ctx, int64_t registered_id, int64_t current_id, struct day day, int64_t *ret_unit_id);

/* A name as somebody types it, old or new, and what it is today: none (nobody knows), one, or several when it was divided. */
enum { UNIT_TODAY_MAX = 40 };
struct unit_meaning {
    struct unit unit; /* that the text means */
    bool is_former;
    struct unit today[UNIT_TODAY_MAX];
    int today_count;
};
/* As territory_search over all times (province_id: today's province; what lies there today or went there). */
MUST_CHECK enum err territory_understand(struct ctx *ctx, struct str text, int level, int64_t province_id, struct day on, int limit,
                                         struct unit_meaning **ret_meanings, int *ret_count);
/* The unit that bore this code last, when none bears it today. ERR_NOT_FOUND: the code is in force, or never was. */
MUST_CHECK enum err territory_former_code(struct ctx *ctx, struct str code, struct day on, struct unit_meaning *ret_meaning);
/* The same for the unit that bore the code on a day. ERR_NOT_FOUND: none did. */
MUST_CHECK enum err territory_code_meaning(struct ctx *ctx, struct str code, struct day then, struct day on, struct unit_meaning *ret_meaning);
/* "nay là Xã Ia Hrung" or "nay thuộc một trong các đơn vị: ..."; "" for a unit in force. In the reader's language. */
struct str territory_meaning_text(struct ctx *ctx, const struct unit_meaning *meaning);

/* --- decrees: all links of one day -----------------------------------------------------------------------------------------
 * A unit that went whole into one other moves (unit_move); one that was divided waits for choices (unit_choice), hamlet by hamlet. Features move
 * their own rows by these two tables; the feature `reorganisation` says when. Law: Resolution 202/2025/QH15; Law 72/2025/QH15. */
struct decree {
    struct day effective_on;
    int64_t full, partial;  /* links */
    int64_t divided;        /* old units with more than one link, or a partial one */
    struct str digest;      /* of its links; another one when an import changed them */
};
MUST_CHECK enum err territory_decrees(struct ctx *ctx, struct decree **ret_decrees, int *ret_count); /* by day */
MUST_CHECK enum err territory_decree(struct ctx *ctx, struct day effective_on, struct decree *ret_decree); /* ERR_NOT_FOUND */
/* Writes unit_move for the decree: once its day has come, decrees in order of day. In a write transaction; again changes nothing. */
MUST_CHECK enum err territory_plan_moves(struct ctx *ctx, struct day effective_on);

/* Old units of a decree that went whole into another, by id; keyset. *ret_count < limit: no more. */
MUST_CHECK enum err territory_moved_units(struct ctx *ctx, struct day effective_on, int64_t after_id, int limit, int64_t **ret_old_ids, int *ret_count);

/* Units whose last day is the day before the decree, or that it takes something from; and how many begin with it. */
struct ending_unit {
    struct unit unit;
    int links, full;
    bool ends;
};
MUST_CHECK enum err territory_ending(struct ctx *ctx, struct day effective_on, struct ending_unit **ret_units, int *ret_count, int64_t *ret_beginning);

struct unit_split {
    struct unit unit;
    struct unit to[UNIT_TODAY_MAX];
    int to_count;
};
/* The old units that a decree divided, by code; keyset behind `after_id`. `province_id` 0: all; else today's province of one of the candidates. */
MUST_CHECK enum err territory_splits(struct ctx *ctx, struct day effective_on, int64_t province_id, int64_t after_id, int limit,
                                     struct unit_split **ret_splits, int *ret_count);
MUST_CHECK enum err territory_split(struct ctx *ctx, int64_t unit_id, struct unit_split *ret_split); /* ERR_NOT_FOUND: not divided */

/* --- figures in today's geography and in the former one. A fact is counted for ever under the unit where it happened; a line of today's geography is a sum of
 * such counters. parts: the unit itself, the units that went whole into it, and for a province the communes that came with the decree from another province (+1) or
 * left for another (-1). In the former geography a commune's line is its own counter alone; a province's is the same sum, told by its former communes. */
enum { UNIT_SUM_MAX = 200 };
struct unit_sum {
    struct {
        int64_t unit_id;
        int sign;
    } parts[UNIT_SUM_MAX];
    int count;
};
MUST_CHECK enum err territory_sum(struct ctx *ctx, int64_t unit_id, bool is_former, struct unit_sum *ret_sum);
/* Communes that ended, of a province of today: what each went into as a whole (today_id 0: it was divided). By code. */
struct former_commune {
    struct unit unit;
    int64_t today_id;
};
MUST_CHECK enum err territory_former_communes(struct ctx *ctx, int64_t province_id, struct former_commune **ret_communes, int *ret_count);
/* The former communes of the whole country that went whole into one of today, by code and first day; of several that bore one code `is_last` is the last. */
struct moved_commune {
    struct unit unit;
    int64_t today_id;
    bool is_last;
};
MUST_CHECK enum err territory_moved_communes(struct ctx *ctx, struct moved_commune **ret_communes, int *ret_count);

#define UNIT_CHOICE_KINDS "hamlet|household|residence|place|dossier|officer|client"
struct unit_choice {
    int64_t old_id;
    struct str kind; /* of UNIT_CHOICE_KINDS */
    int64_t item_id, new_id, officer_id, decided_ms, applied_ms;
};
/* Decides; again: decides anew, until it was applied (ERR_CONFLICT "choice.applied"). ERR_INVALID: not a candidate. new_id 0 takes it back. In a write transaction. */
MUST_CHECK enum err territory_choose(struct ctx *ctx, const struct unit_choice *choice);
MUST_CHECK enum err territory_choices(struct ctx *ctx, int64_t old_id, struct unit_choice **ret_choices, int *ret_count); /* by kind and item */
/* Marks the choices of this kind as applied, after their owner has moved the rows; in the same transaction. */
MUST_CHECK enum err territory_choices_applied(struct ctx *ctx, int64_t old_id, struct str kind);
/* Moves hamlets of units that went whole (old_id 0), or the chosen ones of a divided unit. A name that is taken in the new unit gets the old unit's
 * behind it: "1 (Ia Dêr cũ)". At most `limit`; *ret_moved < limit: no more. In a write transaction. */
MUST_CHECK enum err territory_move_hamlets(struct ctx *ctx, int64_t old_id, int limit, int *ret_moved);
struct unit_count {
    int64_t unit_id, n;
};
MUST_CHECK enum err territory_count_hamlets(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count); /* by unit */
MUST_CHECK enum err territory_collect_counts(struct ctx *ctx, struct db_rows *rows, struct unit_count **ret_counts, int *ret_count); /* of rows (unit_id, n): for stores */

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
