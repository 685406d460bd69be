/* people_import_internal.h: what the files of the import share. */
#ifndef FEATURES_POPULATION_PEOPLE_IMPORT_INTERNAL_H
#define FEATURES_POPULATION_PEOPLE_IMPORT_INTERNAL_H

#include "features/population/internal.h"
#include "features/population/people_import.h"
#include "features/territory/territory.h"
#include "platform/gzip/gzip_source.h"
#include "platform/unicode/unicode_source.h"

enum { IMPORT_LOOKUP = 64, IMPORT_BATCH = 16 * 1024, PROBLEMS_MAX = 8, PROBLEM_ARGS_MAX = 2 };

/* A sentence with its parameters, to be said in both languages. */
struct people_text {
    struct msg msg;
    struct str args[PROBLEM_ARGS_MAX];
};
struct people_problem {
    int column; /* of the file, from 1; 0: the row */
    struct people_text reason, advice;
};
#define SAY(literal, ...) ((struct people_text){T(literal), {__VA_ARGS__}})

struct stored_person;
/* One row, read and checked. Strings live in the batch's arena. */
struct people_row {
    int line;
    struct str *fields;
    struct person person;     /* cells that were empty: "", 0; birth_precision always set */
    struct str name_folded;
    int64_t former_unit_id;   /* the row named it by its old code: the commune that is part of unit_id today; 0: unit_id's own code */
    struct day former_until;
    struct str unit_code;     /* that is not known today: what became of it is asked when the row is rejected */
    int64_t unit_id, hamlet_id;
    struct str hamlet, address; /* unit_id 0: no residence in this row */
    struct day since;         /* DAY_NONE: not said */
    int64_t household_id;     /* 0: none */
    struct str relation;
    struct people_problem *problems;
    int problems_count;
    const struct stored_person *stored; /* NULL: not in the register */
};

/* --- people_import_input.c: the rows of a file, whatever its form ------------------------------------------------------------------- */
enum people_step { PEOPLE_ROW, PEOPLE_WRONG, PEOPLE_END, PEOPLE_BROKEN };
struct people_input {
    enum people_step last_step;
    struct gzip_source gzip;
    struct unicode_source text;
    bool is_json;
    struct csv_reader csv;
    int column[PC_COUNT];           /* in the file, from 1; 0: absent */
    struct str header[CSV_COLUMNS_MAX];
    int header_count;
    struct str map;
    /* JSON lines */
    char *piece, *row;
    size_t piece_at, piece_len;
    int line;
    int64_t read_bytes;
};
/* Finds out what the file is and where its columns stand. */
MUST_CHECK enum err people_input_open(struct ctx *ctx, struct people_input *input, const struct people_import *import);
/* The next row: line and fields (in `arena`); PEOPLE_WRONG and PEOPLE_BROKEN: with the problem. */
enum people_step people_input_next(struct people_input *input, struct arena *arena, struct people_row *ret_row);
int64_t people_input_bytes(const struct people_input *input);
bool people_input_cut_off(const struct people_input *input); /* once it is at its end */

/* --- people_import_places.c: communes by code, read once; hamlets by name, remembered --- */
struct import_places;
struct import_commune {
    int64_t unit_id;         /* in force today */
    int64_t former_id;       /* the commune that bears the code, when it went whole into unit_id; 0: unit_id itself bears it */
    struct day former_until; /* its last day; DAY_NONE: none */
};
/* codes_as_of "": codes of today, and former ones that nobody bears today. ERR_INVALID "import.codes_as_of": no day, or one that is to come. */
MUST_CHECK enum err import_places_load(struct ctx *ctx, struct str codes_as_of, struct import_places **ret_places);
const struct import_commune *import_commune(const struct import_places *places, struct str code); /* NULL: nothing of today. For any thread */
/* What to say about a code that leads to no commune of today, or to several. */
MUST_CHECK enum err import_commune_advice(struct ctx *ctx, const struct import_places *places, struct str code, struct people_text *ret_reason, struct people_text *ret_advice);
/* Adds the hamlet when it is missing; in a write transaction. "Thôn 2" is kind and name. */
MUST_CHECK enum err import_hamlet(struct ctx *ctx, struct import_places *places, int64_t unit_id, struct str text, int64_t *ret_hamlet_id);

/* --- people_import_row.c --- */
struct row_reader {
    const struct import_places *places;
    const int *column;    /* of people_input */
    struct str source_name;
};
void people_problem_add(struct arena *arena, struct people_row *row, int column, struct people_text reason, struct people_text advice);
/* Reads row->fields; what is wrong goes to row->problems. Asks no database; for any thread. */
void people_row_read(struct ctx *ctx, const struct row_reader *reader, struct people_row *row);
/* The same name is the same household in every file; apart from the identifiers that db_new_id gives. */
int64_t people_household_id(struct str household_ref);

/* --- people_import_feed.c: rows read and checked on a thread of their own, batch by batch --- */
struct people_batch {
    struct arena arena;
    struct people_row *rows;
    int count, wrong, not_utf8; /* rows; of them with problems; of those in no known table */
    bool last;
    int64_t read_bytes;
};
struct people_feed;
/* Only the feed's thread reads `input` and `reader` until it is stopped. `limit` rows a batch. */
struct people_feed *people_feed_start(const struct ctx *ctx, struct people_input *input, const struct row_reader *reader, int limit);
struct people_batch *people_feed_take(struct people_feed *feed); /* the next; waits for it */
void people_feed_give(struct people_feed *feed, struct people_batch *batch); /* to be filled again */
void people_feed_stop(struct people_feed *feed); /* NULL is fine */

/* --- people_import_seen.c: what the file said before --- */
struct stored_household {
    int64_t household_id;
    bool is_stored, is_closed, is_listed; /* in the register; in this file before */
    int64_t unit_id, head_id;  /* as stored, else as listed; head_id 0: none yet */
    int64_t listed_head_id;
    int head_line, first_line; /* in this file */
    bool is_news;              /* this batch says something about it */
    struct str address;
    struct new_household *fresh; /* not yet written */
};
struct import_seen;
MUST_CHECK enum err import_seen_open(struct ctx *ctx, struct str dir, int64_t size_bytes, struct import_seen **ret_seen);
void import_seen_close(struct import_seen *seen);
/* The line where the number stood before; 0: nowhere. */
MUST_CHECK enum err import_seen_person(struct ctx *ctx, struct import_seen *seen, int64_t person_id, int *ret_line);
/* Fills is_listed, unit_id, listed_head_id, head_id, the lines. */
MUST_CHECK enum err import_seen_household(struct ctx *ctx, struct import_seen *seen, struct stored_household *household);
/* Rows sorted by number, without problems; households in any order, those with news are remembered. */
MUST_CHECK enum err import_seen_add(struct ctx *ctx, struct import_seen *seen, struct people_row *const *rows, int count, struct stored_household *households,
                                    int households_count);
/* Each household of the file that named no head, by identifier, with the line of its first member. */
MUST_CHECK enum err import_seen_headless(struct ctx *ctx, struct import_seen *seen, enum err (*visit)(void *arg, int64_t household_id, int line), void *arg);
/* Households that somebody left; each is visited once. */
MUST_CHECK enum err import_seen_left(struct ctx *ctx, struct import_seen *seen, int64_t household_id);
MUST_CHECK enum err import_seen_each_left(struct ctx *ctx, struct import_seen *seen, enum err (*visit)(void *arg, int64_t household_id), void *arg);

/* --- people_import_store.c --- */
struct stored_person {
    struct person person; /* person_id 0: not in the register */
    int64_t unit_id, hamlet_id, household_id, residence_id; /* permanent, open; residence_id 0: none */
    struct str address;
    struct day since;
    bool cancelled;        /* the number was given in error and is nobody's any more */
    bool by_dossier;       /* the residence was recorded by a dossier */
    struct household_seat seat; /* household_member_id 0: none */
    struct day seat_since;
    bool seat_by_dossier;
};
extern const struct stored_person nobody_stored;
MUST_CHECK enum err import_store_is_empty(struct ctx *ctx, bool *ret_empty);
/* The tables have grown: after the 1st, 2nd, 4th, 8th... transaction. */
MUST_CHECK enum err import_store_replan(struct ctx *ctx);
/* Sets row->stored of those that are there. Rows sorted by number. */
MUST_CHECK enum err import_store_people(struct ctx *ctx, struct people_row *const *rows, int count);
/* is_stored, unit, address, closed; and the head, unless `without_heads`. */
MUST_CHECK enum err import_store_households(struct ctx *ctx, struct stored_household *const *households, int count, bool without_heads);
MUST_CHECK enum err import_store_has_head(struct ctx *ctx, int64_t household_id, bool *ret_has);
MUST_CHECK enum err import_store_move_household(struct ctx *ctx, int64_t household_id, int64_t hamlet_id, struct str address);

/* --- people_import_check.c --- */
/* Adds to row->problems what the register or the list itself has against the row. `household` NULL: the row names none. */
void people_row_check(struct arena *arena, const struct row_reader *reader, struct people_row *row, const struct stored_household *household);
bool people_home_differs(const struct people_row *row);
bool people_seat_differs(const struct people_row *row);
bool people_is_dead(const struct people_row *row);
/* What the cells say over what is stored; empty cells say nothing. Gives the columns that differ, a bit each (1 << enum people_column). */
uint32_t people_merge(struct person *into, const struct person *row);

/* --- people_import_update.c --- */
/* Books the event by which the list changes somebody who is stored: her data, her home from `since` on, her place in a household. The household is there. */
MUST_CHECK enum err import_update(struct ctx *ctx, const struct people_row *row, struct str source, bool moves_home, bool moves_seat, struct day since);

/* --- people_import_write.c --- */
struct new_household {
    int64_t household_id, unit_id, hamlet_id;
    struct str address;
};
struct import_news { /* what a batch adds */
    const struct people_row **persons;
    struct new_household *households;
    struct residence *homes;
    struct household_seat *seats;
    struct day *seats_since;
    int persons_count, households_count, homes_count, seats_count;
};
void import_news_init(struct import_news *news, struct arena *arena, int limit);
/* Writes, in the order in which the tables refer to each other and each by its key, and empties it. ERR_CONFLICT: somebody else wrote one of them meanwhile. */
/* One of the news at once; the batch passes it over. */
MUST_CHECK enum err import_news_write_household(struct ctx *ctx, struct new_household *household);
MUST_CHECK enum err import_news_write(struct ctx *ctx, struct import_news *news);

#endif
