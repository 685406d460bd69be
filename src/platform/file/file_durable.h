/* file_durable.h: files that must survive a power cut once we have said so: written under a temporary name, fsynced,
 * renamed, and the folder fsynced. For contents addressed by their digest: a file of that name is the same file. */
#ifndef PLATFORM_FILE_DURABLE_H
#define PLATFORM_FILE_DURABLE_H

#include "base/ctx.h"

/* Makes dir/sub/name durable with these bytes; `sub` ("ab/cd") and `dir` are made when missing. A file that is there
 * with the same size is kept. Any number of processes may do the same at once. ERR_BUSY: "file.full" no space left
 * (disk or quota), "file.store" the disk refuses or fails. */
MUST_CHECK enum err file_keep_durable(struct ctx *ctx, struct str dir, struct str sub, struct str name,
                                      struct str bytes);

/* Removes a file whose last keeping (or touch: keeping it again) was longer ago than that; one that is not there is no error. */
MUST_CHECK enum err file_remove_old(struct ctx *ctx, struct str path, int64_t older_ms);

/* ERR_NOT_FOUND without a fault when there is none. */
MUST_CHECK enum err file_size(struct ctx *ctx, struct str path, int64_t *ret_bytes);

#endif
