/* dashboard.h: private to this feature: one question to the tally (a unit, a procedure, whole months), and numbers with their addresses. */
#ifndef FEATURES_STEERING_DASHBOARD_H
#define FEATURES_STEERING_DASHBOARD_H

#include "features/dossier/dossier.h"
#include "features/steering/steering_views.h"
#include "features/territory/territory.h"
#include "web/page.h"

struct question {
    struct unit unit;
    int64_t procedure_id; /* 0: all */
    int from_month, to_month;
};
/* "/dashboard?unit=..." and "/register?...&filter=..." for the question with another unit or procedure. */
struct str dashboard_url(struct ctx *ctx, const struct question *question, int64_t unit_id, int64_t procedure_id);
struct str dashboard_rows_url(struct ctx *ctx, const struct question *question, int64_t unit_id, int64_t procedure_id, enum dossier_filter filter);
struct str dashboard_month_name(struct ctx *ctx, int month); /* "11/2026" */

/* --- dashboard_parts.c --- */
void dashboard_figures(struct ctx *ctx, const struct question *question, const struct tally_line *line, const struct tally_line *before, struct dashboard_view *view);
void dashboard_identities(struct ctx *ctx, const struct tally_line *line, struct dashboard_view *view);
/* A line a unit or procedure; names[i], and lines[i]; `is_unit` tells where the first cell leads. */
struct table dashboard_table(struct ctx *ctx, const struct question *question, bool is_unit, const int64_t *ids, const struct str *names, const struct tally_line *lines,
                             int count, const struct tally_line *total);
MUST_CHECK enum err dashboard_months_chart(struct ctx *ctx, const struct question *question, struct html_raw *ret_chart);
struct html_raw dashboard_overdue_chart(struct ctx *ctx, const struct question *question, const int64_t *ids, const struct str *names, const struct tally_line *lines, int count);

enum err dashboard_page(struct req *req);

#endif
