/* pages.h: private to the pages of this feature: which unit and day is asked about, and the figures as grids that become table, picture and file. */
#ifndef FEATURES_DEMOGRAPHY_PAGES_H
#define FEATURES_DEMOGRAPHY_PAGES_H

#include "features/demography/demography.h"
#include "features/demography/demography_views.h"
#include "features/territory/territory.h"

enum { MONTHS_SHOWN = 12 };

/* --- scope.c ------------------------------------------------------------------------------------------------------------------ */
struct scope {
    struct unit unit;
    bool is_group;             /* a province or an old unit: a sum of communes */
    int64_t hamlet_id;
    struct str hamlet_name;
    struct day on;             /* never later than what was counted */
    bool single_years;
    struct demography_state state;
    struct demography_figure *figures; /* the ends of the months before, and `on` as the last: [months + 1] */
    int months;
    struct demography_part *parts;     /* communes of a group, hamlets of a commune; on `on` */
    int parts_count;
};
static inline const struct demography_figure *scope_now(const struct scope *scope) { return &scope->figures[scope->months]; }
static inline const struct demography_figure *scope_month(const struct scope *scope, int index) { return &scope->figures[index]; }
/* From the address and ?on=&hamlet=&ages=. ERR_FORBIDDEN unless the officer steers the unit, ERR_NOT_FOUND for units that nothing is known of; faults speak to him. */
MUST_CHECK enum err scope_read(struct req *req, struct str unit, struct scope *ret_scope);
bool scope_may_see(struct ctx *ctx, int64_t unit_id); /* does the reader have the right there: before a link leads to it */
struct str scope_url(struct ctx *ctx, const struct scope *scope, int64_t unit_id, int64_t hamlet_id, struct day on, bool single_years);
struct str scope_export_url(struct ctx *ctx, const struct scope *scope, const char *table, const char *format);

/* --- grids.c ------------------------------------------------------------------------------------------------------------------- */
#define GRID_NONE INT64_MIN
enum { GRID_COLUMNS_MAX = 8 };
struct grid_row {
    struct str label, url;
    int64_t values[GRID_COLUMNS_MAX]; /* of a share: hundredths of a percent; GRID_NONE: not known */
    bool is_total;
};
struct grid {
    const char *name; /* in addresses: pyramid, households, ethnic, flows, parts */
    struct str title, base; /* base: what the shares are shares of, and what counts */
    struct str label;       /* of the first column */
    struct grid_column {
        struct str name;
        bool is_share;
    } columns[GRID_COLUMNS_MAX];
    int columns_count;
    struct grid_row *rows;
    int count;
};
int64_t grid_share(int64_t numerator, int64_t denominator);
struct grid grid_pyramid(struct ctx *ctx, const struct scope *scope, enum demography_kind kind);
struct grid grid_households(struct ctx *ctx, const struct scope *scope);
MUST_CHECK enum err grid_ethnic(struct ctx *ctx, const struct scope *scope, struct grid *ret_grid);
struct grid grid_flows(struct ctx *ctx, const struct scope *scope);
MUST_CHECK enum err grid_parts(struct ctx *ctx, const struct scope *scope, struct grid *ret_grid);
/* By name as in addresses; ERR_NOT_FOUND for others. */
MUST_CHECK enum err grid_named(struct ctx *ctx, const struct scope *scope, struct str name, struct grid *ret_grid);
struct table grid_table(struct ctx *ctx, const struct grid *grid);

enum err population_figures_page(struct req *req);
enum err population_figures_unit_page(struct req *req);
enum err population_figures_export(struct req *req);

#endif
