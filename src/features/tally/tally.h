/* tally.h: counters of countable events, bumped in the event's own transaction, so that a dashboard is never behind and never scans dossiers.
 * Every dossier counts in its commune-level unit and in its province, for its procedure and for all procedures (id 0).
 * Identities (domain: 4.5): received_total = carried + direct + online + post; received_total = resolved + pending + refused + withdrawn;
 * resolved = early + on_time + late; pending, today = in time + overdue + waiting. `congdan check` recomputes them from the dossiers.
 *
 * A change is one multi-row upsert a table, its rows in the order of the key and tally_month before tally_open, so that two transactions of
 * PostgreSQL never wait for each other in a circle. A caller bumps last in its transaction: the province's row is the hottest lock there is. */
#ifndef FEATURES_TALLY_H
#define FEATURES_TALLY_H

#include "platform/db/db.h"

enum channel { CHANNEL_DIRECT = 1, CHANNEL_ONLINE = 2, CHANNEL_POST = 3 }; /* national codes */
enum waiting { WAITING_AGENCY = 0, WAITING_SUPPLEMENT = 1, WAITING_PAYMENT = 2 };
enum tally_end { TALLY_EARLY, TALLY_ON_TIME, TALLY_LATE, TALLY_REFUSED, TALLY_WITHDRAWN };

struct tally_key {
    int64_t unit_id, province_id; /* the same: a dossier decided by the province itself, counted once */
    int64_t procedure_id;         /* > 0 */
};

/* A month as the counters key it: year * 12 + month - 1. */
int tally_month_of(struct day day);
struct day tally_month_first(int month);
struct day tally_month_last(int month);

/* A dossier came in: counted in the month of `day`; opens a pending one that waits for the agency and is due on due_day. */
MUST_CHECK enum err tally_received(struct ctx *ctx, struct tally_key key, struct day day, enum channel channel, bool assisted, struct day due);
/* A dossier that was decided at once, in one transaction: received and ended, never pending. */
MUST_CHECK enum err tally_received_and_ended(struct ctx *ctx, struct tally_key key, struct day day, enum channel channel, bool assisted, enum tally_end how);
/* A pending dossier changed what it waits for or its date. The date of one that waits for the citizen is not looked at. */
MUST_CHECK enum err tally_moved(struct ctx *ctx, struct tally_key key, enum waiting from, struct day due_from, enum waiting to, struct day due_to);
MUST_CHECK enum err tally_ended(struct ctx *ctx, struct tally_key key, struct day day, enum waiting from, struct day due_from, enum tally_end how);
MUST_CHECK enum err tally_supplement_asked(struct ctx *ctx, struct tally_key key, struct day day);
MUST_CHECK enum err tally_apology(struct ctx *ctx, struct tally_key key, struct day day);
/* All of these: ERR_INTERNAL "tally.negative" when fewer dossiers would be open than none: the counters are broken (`congdan check`). */

/* One line of the statistics of a period of whole months. */
struct tally_line {
    int64_t carried; /* received before `from`, not ended before it */
    int64_t direct, online, post, assisted;
    int64_t early, on_time, late, refused, withdrawn;
    int64_t supplement_asked, apologies;
    int64_t pending; /* at the end of the period: carried + received - ended */
    int64_t pending_in_time, pending_overdue, waiting_supplement, waiting_payment; /* only when the period reaches to today; else -1 */
};
static inline int64_t tally_received_in_period(const struct tally_line *l) { return l->direct + l->online + l->post; }
static inline int64_t tally_resolved(const struct tally_line *l) { return l->early + l->on_time + l->late; }
static inline int64_t tally_total(const struct tally_line *l) { return l->carried + tally_received_in_period(l); }
static inline bool tally_closes(const struct tally_line *l) { return tally_total(l) == tally_resolved(l) + l->pending + l->refused + l->withdrawn; }

/* months: year * 12 + month - 1, both ends included. procedure_id 0: all. One indexed query each, over rows of months and dates only. */
MUST_CHECK enum err tally_read(struct ctx *ctx, int64_t unit_id, int64_t procedure_id, int from_month, int to_month, struct tally_line *ret_line);
/* For many units (or, tally_read_procedures, many procedures of one unit) at once; ret_lines[i] belongs to ids[i]; one query for each 200 ids. */
MUST_CHECK enum err tally_read_units(struct ctx *ctx, const int64_t *unit_ids, int count, int64_t procedure_id, int from_month, int to_month, struct tally_line *ret_lines);
MUST_CHECK enum err tally_read_procedures(struct ctx *ctx, int64_t unit_id, const int64_t *procedure_ids, int count, int from_month, int to_month, struct tally_line *ret_lines);
/* By month, for charts: ret_lines[month - from_month]; carried, pending and the like are left 0. */
MUST_CHECK enum err tally_read_months(struct ctx *ctx, int64_t unit_id, int64_t procedure_id, int from_month, int to_month, struct tally_line *ret_lines);
/* What the agency works on, by the law's date: ret_counts[day - from]; `to` included. Today's numbers: of no period. */
MUST_CHECK enum err tally_read_due(struct ctx *ctx, int64_t unit_id, int64_t procedure_id, struct day from, struct day to, int64_t *ret_counts);
/* Deletes cells of open dossiers that have come down to nothing and are older than `before`; the jobs role calls it once a day. */
MUST_CHECK enum err tally_tidy(struct ctx *ctx, struct day before);

/* --- recount: the owner of the events counts them again from its own rows, in any order and in groups of n, and compares ------------------- */
struct tally_recount;
struct tally_recount *tally_recount_begin(struct ctx *ctx);
void tally_recount_received(struct tally_recount *recount, struct tally_key key, struct day day, enum channel channel, bool assisted, int64_t n);
void tally_recount_ended(struct tally_recount *recount, struct tally_key key, struct day day, enum tally_end how, int64_t n);
void tally_recount_open(struct tally_recount *recount, struct tally_key key, enum waiting waiting, struct day due, int64_t n);
void tally_recount_supplement_asked(struct tally_recount *recount, struct tally_key key, struct day day, int64_t n);
void tally_recount_apology(struct tally_recount *recount, struct tally_key key, struct day day, int64_t n);

struct tally_difference {
    int64_t unit_id, procedure_id;
    struct str counter; /* the column: "received_online", ...; "open" for tally_open */
    int month;          /* of a column of tally_month; else 0 */
    enum waiting waiting;
    struct day due;     /* of tally_open; DAY_NONE while waiting for the citizen */
    int64_t stored, counted;
};
/* Differences in the order of the key, at most `limit` of them; *ret_total: how many there are. Run both in one read transaction with the counting. */
MUST_CHECK enum err tally_recount_check(struct ctx *ctx, struct tally_recount *recount, int limit, struct tally_difference **ret_differences, int *ret_count, int64_t *ret_total);
/* Replaces all counters by the recount, in the caller's write transaction; nothing else may write dossiers meanwhile (PostgreSQL: the service is stopped). */
MUST_CHECK enum err tally_recount_store(struct ctx *ctx, struct tally_recount *recount);

#endif
