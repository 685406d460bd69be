/* jobs.h: THE list of jobs of the jobs role. */
#ifndef APP_JOBS_H
#define APP_JOBS_H

#include "web/app.h"

enum { JOBS_MAX = 32 };
struct job {
    const char *name;
    int every_ms;
    enum err (*run)(struct ctx *ctx, struct app *app, bool *ret_more); /* *ret_more: call again at once */
};
const struct job *jobs_list(int *ret_count);

#endif
