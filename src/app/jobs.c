/* jobs.c: THE list of jobs. */
#include "app/jobs.h"
#include "features/audit/audit.h"

enum { AUDIT_FOLD_ROWS = 20000 };

static enum err fold_audit(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return audit_fold(ctx, AUDIT_FOLD_ROWS, ret_more);
}

static const struct job list[] = {
    {"audit_fold", 60000, fold_audit},
};

const struct job *jobs_list(int *ret_count)
{
    *ret_count = (int)ARRAY_LEN(list);
    return list;
}
