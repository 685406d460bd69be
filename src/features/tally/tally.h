/* tally.h: counters of countable events, bumped in the event's own transaction, so that a dashboard is never behind and never scans dossiers.
 * Every dossier counts in its commune-level unit and in its province, for its procedure and for all procedures (id 0).
 * Identities (domain: 4.5): received_total = carried + direct + online + post; received_total = resolved + pending + refused + withdrawn;
 * resolved = early + on_time + late. `congdan check` recomputes them from the dossiers. */
#ifndef FEATURES_TALLY_H
#define FEATURES_TALLY_H

#include "platform/db/db.h"

enum channel { CHANNEL_DIRECT = 1, CHANNEL_ONLINE = 2, CHANNEL_POST = 3 }; /* national codes */
enum waiting { WAITING_AGENCY = 0, WAITING_SUPPLEMENT = 1, WAITING_PAYMENT = 2 };
enum tally_end { TALLY_EARLY, TALLY_ON_TIME, TALLY_LATE, TALLY_REFUSED, TALLY_WITHDRAWN };

struct tally_key {
    int64_t unit_id, province_id, procedure_id;
};
/* A dossier came in: counted in the month of `day`; opens a pending one that waits for `waiting` and is due on due_day. */
MUST_CHECK enum err tally_received(struct ctx *ctx, struct tally_key key, struct day day, enum channel channel, bool assisted, struct day due);
/* A pending dossier changed what it waits for or its date. */
MUST_CHECK enum err tally_moved(struct ctx *ctx, struct tally_key key, enum waiting from, struct day due_from, enum waiting to, struct day due_to);
MUST_CHECK enum err tally_ended(struct ctx *ctx, struct tally_key key, struct day day, enum waiting from, struct day due_from, enum tally_end how);
MUST_CHECK enum err tally_supplement_asked(struct ctx *ctx, struct tally_key key, struct day day);
MUST_CHECK enum err tally_apology(struct ctx *ctx, struct tally_key key, struct day day);

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

/* months: year * 12 + month - 1, both ends included. procedure_id 0: all. */
MUST_CHECK enum err tally_read(struct ctx *ctx, int64_t unit_id, int64_t procedure_id, int from_month, int to_month, struct tally_line *ret_line);
/* For many units (or, tally_read_procedures, many procedures of one unit) at once; ret_lines[i] belongs to ids[i]. One query. */
MUST_CHECK enum err tally_read_units(struct ctx *ctx, const int64_t *unit_ids, int count, int64_t procedure_id, int from_month, int to_month, struct tally_line *ret_lines);
MUST_CHECK enum err tally_read_procedures(struct ctx *ctx, int64_t unit_id, const int64_t *procedure_ids, int count, int from_month, int to_month, struct tally_line *ret_lines);
/* By month, for charts: ret_lines[month - from_month]; pending and the like are left 0. */
MUST_CHECK enum err tally_read_months(struct ctx *ctx, int64_t unit_id, int64_t procedure_id, int from_month, int to_month, struct tally_line *ret_lines);

#endif
