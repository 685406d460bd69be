/* db_file.h: writing a file so that its name only ever stands for the whole of it. Private to platform/db. */
#ifndef PLATFORM_DB_FILE_H
#define PLATFORM_DB_FILE_H

#include "base/ctx.h"

/* "PATH.part": readable by the owner only (it holds personal data), emptied when it was left over. ERR_INVALID when
 * PATH exists. */
MUST_CHECK enum err db_file_create(struct ctx *ctx, const char *path, const char **ret_part, int *ret_fd);
/* fsync, rename to `path`, fsync of the folder. Closes fd. */
MUST_CHECK enum err db_file_finish(struct ctx *ctx, const char *path, const char *part, int fd);
void db_file_abandon(const char *part, int fd); /* closes and removes */
/* errno as a fault: a full disk is "db.full", the rest "db.file". Never OK. */
enum err db_file_fault(struct ctx *ctx, const char *path);

#endif
