/* demography.h: figures of the population: who lived in a unit on a day, by sex and age, ethnic group, household and kind of residence, and what came in and went out in
 * a month. Any unit (province, commune, hamlet, old district, old province), any day, as the register knows it now; a page reads one row (ADR 21).
 *
 * Who counts on a day: whose residence there holds on that day (valid_from <= day <= valid_to, a temporary one until it expires), but nobody on the day of his death.
 * Ages are completed years (base/civil.h). A household counts with those who are members on that day. Rows that the register took back (revoked) do not count.
 * Flows are of permanent residence only and close: residents at the end of a period = at its beginning + born + arrived - dead - departed.
 *   born      first registered before the first birthday; arrived: from elsewhere, or registered for the first time later in life
 *   departed  to elsewhere, or struck from the register;  moves inside the unit asked for are neither (in a province: between its communes)
 * Sources: Law on Residence 68/2020/QH14; domain: 8.1, 8.2; issue "population register", Pictures. */
#ifndef FEATURES_DEMOGRAPHY_H
#define FEATURES_DEMOGRAPHY_H

#include "platform/db/db.h"
#include "web/route.h"

enum { DEMOGRAPHY_AGES = 111, DEMOGRAPHY_ETHNIC_MAX = 80, DEMOGRAPHY_SIZES = 12 };
enum demography_kind { DEMOGRAPHY_PERMANENT, DEMOGRAPHY_TEMPORARY };
enum demography_flow { FLOW_BORN, FLOW_DEAD, FLOW_ARRIVED, FLOW_DEPARTED, FLOW_NEAR_IN, FLOW_NEAR_OUT, FLOW_COUNT }; /* NEAR: from or to a commune of the same province */

struct demography_figure {
    int64_t people[2][2][DEMOGRAPHY_AGES];    /* [kind][female][completed years; the last: 110 and more] */
    int64_t ethnic[2][DEMOGRAPHY_ETHNIC_MAX]; /* [kind][place of demography_words]; the last: other */
    int64_t households[DEMOGRAPHY_SIZES];     /* of 1, 2, ... members; the last: 12 and more */
    int64_t household_members;
    int64_t flows[FLOW_COUNT];                /* since the beginning of the counting: only differences between two days mean something */
};
int64_t demography_total(const struct demography_figure *figure, enum demography_kind kind);

/* A commune, or one hamlet of it (0: all), on up to 64 days in ascending order. ERR_NOT_FOUND: nobody ever lived there. */
enum { DEMOGRAPHY_DAYS_MAX = 64 };
MUST_CHECK enum err demography_commune(struct ctx *ctx, int64_t unit_id, int64_t hamlet_id, const struct day *days, int count, struct demography_figure *ret_figures);
/* A province or an old unit, likewise, with the totals of its communes on the last of the days. ERR_NOT_FOUND: no such group, or a day before demography_first(). */
struct demography_part {
    int64_t unit_id;
    int64_t people[2]; /* [kind] */
};
MUST_CHECK enum err demography_group(struct ctx *ctx, int64_t group_id, const struct day *days, int count, struct demography_figure *ret_figures, struct demography_part **ret_parts,
                                     int *ret_parts_count);
/* The hamlets of a commune that somebody lived in, 0 for people without one, with their totals on a day. unit_id of a part is the hamlet_id. */
MUST_CHECK enum err demography_hamlets(struct ctx *ctx, int64_t unit_id, struct day on, struct demography_part **ret_parts, int *ret_count);
/* Names of ethnic groups by place; ret_words has DEMOGRAPHY_ETHNIC_MAX entries, "" where there is none. */
MUST_CHECK enum err demography_words(struct ctx *ctx, struct str *ret_words);

/* Of people of 14 and more with permanent residence: how many have an account that works, and a valid card. As of the time told, not of any day. */
struct demography_holders {
    int64_t unit_id, adults, accounts, cards, computed_ms; /* cards -1: the list of who has none was not made yet */
};
/* One commune, or the communes of a group; in the order of unit_id. */
MUST_CHECK enum err demography_holders(struct ctx *ctx, int64_t unit_id, struct demography_holders **ret_rows, int *ret_count);

struct demography_state {
    int64_t known_ms; /* what the register knew then is in the figures; 0: nothing was counted yet */
    int64_t stale;    /* communes that wait to be counted again */
    struct day first; /* groups have figures since this day */
};
MUST_CHECK enum err demography_state(struct ctx *ctx, struct demography_state *ret_state);
/* The commune in whose figures a commune's people stand: itself, or the one that it went into wholly. */
MUST_CHECK enum err demography_series(struct ctx *ctx, int64_t unit_id, int64_t *ret_unit_id);

/* --- keeping them (jobs role, commands; one process at a time) -------------------------------------------------------------------------- */
/* Takes in what the register's events changed, then new days; at most `limit` communes a call, each in a transaction of its own. */
MUST_CHECK enum err demography_fold(struct ctx *ctx, int limit, bool *ret_more);
/* After a load that wrote no events (import, demo, reorganisation): the next folds count everything again. In the caller's write transaction. */
MUST_CHECK enum err demography_want_recount(struct ctx *ctx);
/* Counts everything again at once, reading the register once; for commands. */
MUST_CHECK enum err demography_recount(struct ctx *ctx, db_progress progress, void *arg);
/* Compares the figures with the register: differences by commune and by group and day. Communes that the next fold is to count anew are passed over. */
struct demography_difference {
    int64_t unit_id;
    struct day day; /* of a group; DAY_NONE: of a commune */
};
MUST_CHECK enum err demography_check(struct ctx *ctx, int limit, struct demography_difference *ret_differences, int64_t *ret_total, int64_t *ret_looked_at);

extern const struct route demography_routes[];
extern const int demography_routes_count;

#endif
