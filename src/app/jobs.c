/* jobs.c: THE list of jobs. */
#include "app/jobs.h"

static const struct job list[] = {
    {0}, /* the end */
};

const struct job *jobs_list(int *ret_count)
{
    *ret_count = (int)ARRAY_LEN(list) - 1;
    return list;
}
