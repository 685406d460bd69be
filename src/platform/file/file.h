/* file.h: whole files of the program's own folders. Uploads have their own store (features/document). */
#ifndef PLATFORM_FILE_H
#define PLATFORM_FILE_H

#include "base/ctx.h"

enum { FILE_BYTES_MAX = 64 * 1024 * 1024 };

/* ERR_NOT_FOUND: no such file (no fault); ERR_TOO_LARGE; ERR_INTERNAL with the system's reason. */
MUST_CHECK enum err file_read(struct ctx *ctx, struct str path, struct str *ret_text);
/* Calls `visit` for each plain file of a folder in the order of names; a folder that does not exist is an empty one. */
typedef enum err (*file_visit)(struct ctx *ctx, void *arg, struct str path, struct str text);
MUST_CHECK enum err file_each(struct ctx *ctx, struct str dir, file_visit visit, void *arg);

#endif
