/* db_file.c: writing a file whole or not at all. */
#include "platform/db/db_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "platform/db/db_engine.h"

enum err db_file_fault(struct ctx *ctx, const char *path)
{
    int code = errno;
    struct str detail = arena_printf(ctx->arena, "%s: %s", path, strerrordesc_np(code));

    if (code == ENOSPC || code == EDQUOT)
        return db_fault_full(ctx, detail);
    return db_fault_file(ctx, detail);
}

enum err db_file_create(struct ctx *ctx, const char *path, const char **ret_part, int *ret_fd)
{
    if (access(path, F_OK) == 0)
        return db_fault_file_exists(ctx, arena_str(ctx->arena, str_of(path)));
    const char *part = arena_printf(ctx->arena, "%s.part", path).ptr;
    int fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return db_file_fault(ctx, part);
    *ret_part = part;
    *ret_fd = fd;
    return OK;
}

enum err db_file_finish(struct ctx *ctx, const char *path, const char *part, int fd)
{
    const char *slash = strrchr(path, '/');
    const char *folder = slash ? arena_cstr(ctx->arena, (struct str){path, (size_t)(slash - path) + 1}) : ".";

    if (fsync(fd) != 0 || rename(part, path) != 0) {
        enum err err = db_file_fault(ctx, part);
        db_file_abandon(part, fd);
        return err;
    }
    close(fd);
    int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_fd < 0)
        return db_file_fault(ctx, folder);
    enum err err = fsync(folder_fd) == 0 ? OK : db_file_fault(ctx, folder);
    close(folder_fd);
    return err;
}

void db_file_abandon(const char *part, int fd)
{
    close(fd);
    unlink(part);
}
