/* cast.h: the people that the demo's stories are about, put into the town before everybody else. */
#ifndef APP_DEMO_CAST_H
#define APP_DEMO_CAST_H

#include "app/demo/people.h"
#include "app/demo/settle.h"

/* Adds their households to town->bulk; gives how many people that were in *ret_count. The inn is written by cast_finish, after the flush. */
void cast_add(struct ctx *ctx, struct town *town, struct demo_cast *ret_cast, int *ret_count);
MUST_CHECK enum err cast_finish(struct ctx *ctx, struct demo_cast *cast);

#endif
