/* internal.h: private to this feature: which unit, procedure and period a page speaks of, and the figures that are made of counters. */
#ifndef FEATURES_STEERING_INTERNAL_H
#define FEATURES_STEERING_INTERNAL_H

#include "features/agency/agency.h"
#include "features/dossier/dossier.h"
#include "features/steering/steering_views.h"
#include "features/territory/territory.h"

/* --- scope.c: what is asked about ------------------------------------------------------------------------------------------ */
enum { STEERING_MONTHS_DEFAULT = 3, STEERING_MONTHS_MAX = 120 };
#define STEERING_ALL "all" /* stands for a procedure in an address: all of them */

struct steering_scope {
    struct unit unit;
    struct unit_sum sum;               /* whose counters make up the unit's line */
    bool is_former;                    /* in the former geography: each unit as it was, each counter where it was counted */
    bool is_province;
    const struct procedure *procedure; /* NULL: all */
    int from_month, to_month;          /* both included; never later than this_month */
    int this_month;
    bool is_current;                   /* the period reaches to today: what is open now belongs to it */
    bool is_running;                   /* ... and its last month is not over */
    const struct right *rights;        /* of the officer who asks */
    int rights_count;
};
/* From the address and ?from=2026-09&to=2026-11. `unit` and `procedure` "": the officer's own, all. ERR_FORBIDDEN unless he holds PERM_DASHBOARD over the
 * unit (at whatever stage) for the procedure or all; ERR_NOT_FOUND for a unit or procedure that does not exist; ERR_INVALID with field from or to. */
MUST_CHECK enum err steering_scope_read(struct req *req, struct str unit, struct str procedure, struct steering_scope *ret_scope);
/* Holds who asks `perm` over this unit or above, for this procedure (NULL: all)? No query: `unit` brings its parents. */
bool steering_may(const struct steering_scope *scope, enum perm perm, const struct unit *unit, const struct procedure *procedure);
static inline int64_t steering_procedure_id(const struct steering_scope *scope) { return scope->procedure ? scope->procedure->procedure_id : 0; }
static inline int steering_months(const struct steering_scope *scope) { return scope->to_month - scope->from_month + 1; }
/* "2026-09" both ways; also "9/2026" is read. -1: no month. */
int steering_month_parse(struct str text);
struct str steering_month_iso(struct arena *arena, int month);
struct str steering_month_text(struct arena *arena, int month);            /* "9/2026" */
struct str steering_period_text(struct ctx *ctx, int from_month, int to_month); /* "tháng 9/2026 – tháng 11/2026" */
/* Addresses. `procedure` NULL: all. */
struct str steering_page_url(struct ctx *ctx, int64_t unit_id, const struct procedure *procedure, int from_month, int to_month, bool is_former);
struct str steering_rows_url(struct ctx *ctx, int64_t unit_id, const struct procedure *procedure, enum dossier_filter filter, int from_month, int to_month, bool is_former);

/* --- figures.c: rules over counters, no query ------------------------------------------------------------------------------ */
struct steering_due {
    int64_t today, week;
};
/* The number that a filter's rows must have; -1: the counters do not tell (a period of the past knows nothing about now). */
int64_t steering_number(const struct tally_line *line, const struct steering_due *due, enum dossier_filter filter);

/* Two sides of one sum, stated as text; they are counted apart, so they can differ when a counter is broken. */
enum { STEERING_IDENTITIES_MAX = 4 };
struct steering_identity {
    struct str left_text, right_text;
    int64_t left, right;
};
int steering_identities(struct ctx *ctx, const struct tally_line *line, bool is_current, struct steering_identity ret_identities[STEERING_IDENTITIES_MAX]);

/* Decided in time of all decided; what is behind every on-time rate here. */
struct rate steering_on_time(const struct tally_line *line);
/* The period of equal length before, from the months of tally_read_months (first of them `first_month`): what was open at its end is what was carried over
 * into this one. Its open dossiers by due date are not known any more (-1). */
struct tally_line steering_before(const struct tally_line *now, const struct tally_line *months, int first_month, int from_month, int to_month);
/* Worst first: most overdue now, then the lower on-time rate (none decided: last), then the given order. Gives indices into lines. */
int *steering_rank(struct arena *arena, const struct tally_line *lines, int count);
/* What the province's line holds beside its communes: decided by the province itself, or by communes that are gone. Overdue and the like only when `line` has them. */
struct tally_line steering_remainder(const struct tally_line *whole, const struct tally_line *parts, int count);
bool steering_is_empty(const struct tally_line *line);

/* --- data of a dashboard page ------------------------------------------------------------------------------------------------ */
struct steering_data {
    struct tally_line line, before, province; /* province: of a commune's page, for comparison */
    bool has_province;
    struct steering_due due;
    bool has_former;                  /* something was counted under a unit that is gone: the two geographies differ */
    struct unit *communes;            /* of a province; else none. In today's geography those of today, and behind them former ones that were divided */
    struct tally_line *commune_lines;
    int communes_count;
    const struct procedure **procedures; /* unless one was chosen */
    struct tally_line *procedure_lines;
    int procedures_count;
    struct tally_line *months;        /* months[i]: first_month + i .. to_month */
    int first_month, months_count;
};
/* The scope's unit as its sum says. */
MUST_CHECK enum err steering_read_line(struct ctx *ctx, const struct steering_scope *scope, int64_t procedure_id, struct tally_line *ret_line);
MUST_CHECK enum err steering_read_due(struct ctx *ctx, const struct steering_scope *scope, struct day from, struct day to, int64_t *ret_counts);
/* Adds a line to another (sign 1) or takes it away (-1); what is not known (-1) stays so. */
void steering_add(struct tally_line *to, const struct tally_line *part, int sign);
MUST_CHECK enum err steering_data_read(struct ctx *ctx, const struct steering_scope *scope, struct steering_data *ret_data);

/* --- parts of the page --------------------------------------------------------------------------------------------------------- */
struct figure_list steering_attention(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data);
struct figure_list steering_received(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data);
struct figure_list steering_results(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data);
struct table steering_rates_table(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data);
struct table steering_identities_table(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data, bool *ret_closes);
struct table steering_communes_table(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data);
struct table steering_procedures_table(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data);
struct html_raw steering_flow_chart(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data);
struct html_raw steering_on_time_chart(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data);
struct html_raw steering_overdue_chart(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data); /* "" when nothing is overdue */
struct html_raw steering_procedures_chart(struct ctx *ctx, const struct steering_scope *scope, const struct steering_data *data);

/* --- handlers -------------------------------------------------------------------------------------------------------------------- */
enum err dashboard_page(struct req *req);
enum err dashboard_unit_page(struct req *req);
enum err dashboard_procedure_page(struct req *req);
enum err dashboard_rows_page(struct req *req);

#endif
