/* duplicate.h: two records of the register that may be one person: found when a person comes in, decided by an officer with both side by side (domain: 6.1: a person keeps one
 * number for life; numbers of cancelled cases are kept). The program only points out; it never merges by itself. */
#ifndef FEATURES_MATCHING_DUPLICATE_H
#define FEATURES_MATCHING_DUPLICATE_H

#include "features/matching/matching.h"

/* What speaks for it (and, from SIGN_SEX_DIFFERS on, against it), as bits of `evidence`; stored, so only ever added to. */
enum sign {
    SIGN_NAME_SAME,
    SIGN_NAME_SIMILAR,    /* order, blanks, one typing error */
    SIGN_NAME_RARE,       /* hardly anybody else bears it */
    SIGN_BIRTH_SAME,
    SIGN_BIRTH_SWAPPED,   /* day and month the other way round */
    SIGN_BIRTH_YEAR,      /* of one of them only the year or month is known, and it agrees */
    SIGN_BIRTH_CLOSE,     /* one year or ten years off, the same day and month */
    SIGN_FATHER,
    SIGN_MOTHER,
    SIGN_OLD_NUMBER,      /* the same 9-digit number */
    SIGN_HOME,            /* permanent residence in the same commune */
    SIGN_HOMETOWN,
    SIGN_SEX_DIFFERS,
    SIGN_FATHER_DIFFERS,
    SIGN_MOTHER_DIFFERS,
    SIGN_OLD_NUMBER_DIFFERS,
    SIGN_COUNT,
};
struct msg duplicate_sign_text(enum sign sign);

/* One of the two, with what is compared. */
struct candidate {
    struct person person;
    struct str father_folded, mother_folded; /* names; "" unknown */
    int64_t unit_id;                         /* commune of permanent residence; 0 none */
};
enum { DUPLICATE_SCORE_MIN = 70 };
/* How much speaks for one person, 0 to about 200; from DUPLICATE_SCORE_MIN on an officer looks at it. `rare`: at most 20 people bear the name. */
int duplicate_score(struct ctx *ctx, const struct candidate *a, const struct candidate *b, bool rare, int64_t *ret_evidence);

struct duplicate {
    int64_t duplicate_id, low_id, high_id, unit_id;
    int score;
    int64_t evidence, found_ms;
    struct str state;        /* open, same, different */
    int64_t kept_id, decided_ms, officer_id, event_id, undone_ms, undo_event_id, version;
    struct str reason;
};

/* Who in the register may be this person, who need not be in it (before a birth or a manual application is booked): best first, at most `limit`. */
struct likely {
    int64_t person_id;
    int score;
    int64_t evidence;
};
MUST_CHECK enum err duplicate_likely(struct ctx *ctx, const struct person *person, int limit, struct likely **ret_rows, int *ret_count);

/* Looks at the next people who came in (person_fresh) and stores the pairs it finds; in a write transaction of its own. For the jobs role, again while *ret_more. */
MUST_CHECK enum err duplicate_search_fresh(struct ctx *ctx, int limit, bool *ret_more);

/* A decree moves the communes that decide (territory.h: unit_move, unit_choice); in the caller's write transaction, and again changes nothing. Looks at the next
 * `limit` pairs behind `after_id`; *ret_seen 0: there are no more. Of a divided unit the pairs follow the addresses that have gone. */
MUST_CHECK enum err duplicate_move_rows(struct ctx *ctx, int64_t after_id, int limit, int64_t *ret_after, int64_t *ret_seen, int64_t *ret_moved);
MUST_CHECK enum err duplicate_move_chosen(struct ctx *ctx, int64_t old_unit_id);

/* Open ones of a commune (0: all), by id, after the id of the last row of the page before; or decided ones, newest first, before that time. */
MUST_CHECK enum err duplicate_list(struct ctx *ctx, int64_t unit_id, int64_t after_id, int limit, struct duplicate **ret_rows, int *ret_count);
MUST_CHECK enum err duplicate_list_decided(struct ctx *ctx, int64_t unit_id, int64_t before_ms, int limit, struct duplicate **ret_rows, int *ret_count);
MUST_CHECK enum err duplicate_get(struct ctx *ctx, int64_t duplicate_id, struct duplicate *ret_duplicate); /* ERR_NOT_FOUND */

/* The decisions, in the caller's write transaction, by the officer who acts. `version`: of what was shown; ERR_CONFLICT "duplicate.stale" when somebody decided meanwhile.
 * `reason` is asked (ERR_INVALID, field reason). */
MUST_CHECK enum err duplicate_different(struct ctx *ctx, int64_t duplicate_id, int64_t version, struct str reason);
/* One person: `kept_id` (one of the two) stays, the other number is cancelled and leads to it (population_register_merge()). */
MUST_CHECK enum err duplicate_same(struct ctx *ctx, int64_t duplicate_id, int64_t version, int64_t kept_id, struct str reason);
/* They were two after all: everything as before, and the pair counts as different. */
MUST_CHECK enum err duplicate_undo(struct ctx *ctx, int64_t duplicate_id, int64_t version, struct str reason);

#endif
