/* config.h: reading an INI file (inih behind one function). */
#ifndef PLATFORM_CONFIG_H
#define PLATFORM_CONFIG_H

#include "base/ctx.h"

/* Calls `set` for every "name = value" under [section]; it returns an error after having recorded a fault.
 * ERR_NOT_FOUND: no such file; ERR_INVALID: a line that is no setting (the fault names file and line). */
typedef enum err (*config_set)(struct ctx *ctx, void *arg, struct str section, struct str name, struct str value);
MUST_CHECK enum err config_read_ini(struct ctx *ctx, const char *path, config_set set, void *arg);

#endif
