/* people_import_internal.h: what the files of the import share. */
#ifndef FEATURES_POPULATION_PEOPLE_IMPORT_INTERNAL_H
#define FEATURES_POPULATION_PEOPLE_IMPORT_INTERNAL_H

#include "features/population/internal.h"
#include "features/population/people_import.h"

enum { IMPORT_CHUNK = 64, IMPORT_BATCH = 5000, PROBLEMS_MAX = 8 };

struct people_problem {
    int column; /* of the file, from 1; 0: the row */
    struct str reason, advice;
};

/* One row, read and checked. Strings live in the chunk's arena. */
struct people_row {
    int line;
    struct str *fields;
    struct person person;     /* cells that were empty: "", 0; birth_precision always set */
    int64_t unit_id, hamlet_id;
    struct str hamlet, address; /* unit_id 0: no residence in this row */
    int64_t household_id;     /* 0: none */
    struct str relation;
    struct people_problem problems[PROBLEMS_MAX];
    int problems_count;
};

/* --- people_import_units.c: communes by code and hamlets by name, remembered --- */
struct import_places;
struct import_places *import_places_new(struct arena *arena);
/* The commune in force today; 0 and what to write instead. */
MUST_CHECK enum err import_commune(struct ctx *ctx, struct import_places *places, struct str code, int64_t *ret_unit_id, struct str *ret_reason, struct str *ret_advice);
/* Adds the hamlet when it is missing; in a write transaction. "Thôn 2" is kind and name. */
MUST_CHECK enum err import_hamlet(struct ctx *ctx, struct import_places *places, int64_t unit_id, struct str text, int64_t *ret_hamlet_id);

/* --- people_import_row.c --- */
extern const char *const people_column_names[PC_COUNT];
struct row_reader {
    struct import_places *places;
    int column[PC_COUNT]; /* in the file, from 1; 0: absent */
};
void people_problem_add(struct people_row *row, int column, struct str reason, struct str advice);
/* Reads row->fields; what is wrong goes to row->problems. Errors are the database's. */
MUST_CHECK enum err people_row_read(struct ctx *ctx, const struct row_reader *reader, struct people_row *row);
/* The same name is the same household in every file; apart from the identifiers that db_new_id gives. */
int64_t people_household_id(struct str household_ref);

/* --- people_import_store.c --- */
struct stored_person {
    struct person person; /* person_id 0: not in the register */
    int64_t unit_id, hamlet_id, household_id, residence_id; /* permanent, open; residence_id 0: none */
    struct str address;
    struct day since;
    bool by_dossier;       /* the residence was recorded by a dossier */
    struct household_seat seat; /* household_member_id 0: none */
    struct day seat_since;
    bool seat_by_dossier;
    int seen_line;         /* of this file; 0: not yet */
};
struct stored_household {
    int64_t household_id;
    bool is_stored, is_closed, is_listed; /* in the register; in this file before */
    int64_t unit_id, head_id;  /* as stored, else as listed; head_id 0: none yet */
    int64_t listed_head_id;
    int head_line, first_line; /* in this file */
    bool is_fresh, is_head_news; /* this chunk named it first; named its head */
    struct str address;
};
MUST_CHECK enum err import_store_begin(struct ctx *ctx); /* empties what the last run of this connection remembered */
/* The tables have grown: after the 1st, 2nd, 4th, 8th... transaction. */
MUST_CHECK enum err import_store_replan(struct ctx *ctx);
/* For up to IMPORT_CHUNK rows; ret arrays have room for them. */
MUST_CHECK enum err import_store_people(struct ctx *ctx, const struct people_row *rows, int count, struct stored_person *ret_people);
MUST_CHECK enum err import_store_households(struct ctx *ctx, const int64_t *ids, int count, struct stored_household *ret_households);
MUST_CHECK enum err import_store_update_person(struct ctx *ctx, const struct person *person);
MUST_CHECK enum err import_store_move_household(struct ctx *ctx, int64_t household_id, int64_t hamlet_id, struct str address);
/* Somebody moved out of it; told once the whole file is in. */
MUST_CHECK enum err import_store_left(struct ctx *ctx, int64_t household_id);
MUST_CHECK enum err import_store_left_list(struct ctx *ctx, int64_t after_household_id, int limit, int64_t *ret_ids, int *ret_count);
/* Households of this file that have no head, neither in it nor in the register: the line of their first member. Keyset by household. */
MUST_CHECK enum err import_store_headless(struct ctx *ctx, int64_t after_household_id, int limit, int64_t *ret_ids, int *ret_lines, int *ret_count);

/* --- people_import_check.c --- */
/* Adds to row->problems what the register or the list itself has against the row. `household` NULL: the row names none. */
void people_row_check(struct ctx *ctx, const struct row_reader *reader, struct people_row *row, const struct stored_person *stored,
                      const struct stored_household *household);
bool people_home_differs(const struct people_row *row, const struct stored_person *stored);
bool people_seat_differs(const struct people_row *row, const struct stored_person *stored);
bool people_is_dead(const struct stored_person *stored);
/* What the cells say over what is stored; empty cells say nothing. True: something differs. */
bool people_merge(struct person *into, const struct person *row);

/* --- people_import_write.c --- */
struct new_household {
    int64_t household_id, unit_id, hamlet_id;
    struct str address;
};
struct import_news { /* what a chunk adds, in the order in which the tables refer to each other */
    const struct person *persons[IMPORT_CHUNK];
    struct new_household households[IMPORT_CHUNK];
    struct residence homes[IMPORT_CHUNK];
    struct household_seat seats[IMPORT_CHUNK];
    int persons_count, households_count, homes_count, seats_count;
};
/* Writes and empties it. ERR_CONFLICT: somebody else wrote one of them meanwhile. */
MUST_CHECK enum err import_news_write(struct ctx *ctx, struct import_news *news);
/* Remembers rows and households of this file. */
MUST_CHECK enum err import_store_seen(struct ctx *ctx, const struct people_row *rows, int count);
MUST_CHECK enum err import_store_list_households(struct ctx *ctx, const struct stored_household *households, int count);

#endif
