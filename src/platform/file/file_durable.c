/* file_durable.c: write, fsync, rename, fsync the folder, in that order: after a crash there is the whole file or none.
 * Never overwrites. */
#include "platform/file/file_durable.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "platform/random/random.h"

static void fd_close(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static enum err failed(struct ctx *ctx, const char *what, const char *path)
{
    int why = errno;
    struct str detail = arena_printf(ctx->arena, "%s %s: %s", what, path, strerror(why));

    if (why == ENOSPC || why == EDQUOT)
        return fault_set(
            ctx, ERR_BUSY, S("file.full"), STR_NONE,
            S("Máy chủ đã hết chỗ lưu tệp nên chưa nhận được tệp này. Người vận hành đã được báo; hãy thử lại sau."),
            detail);
    return fault_set(ctx, ERR_BUSY, S("file.store"), STR_NONE,
                     S("Máy chủ chưa lưu được tệp này. Hãy thử lại sau ít phút."), detail);
}

static enum err folder_sync(struct ctx *ctx, const char *path)
{
    AUTO(fd_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || fsync(fd) != 0)
        return failed(ctx, "sync folder", path);
    return OK;
}

/* mkdir -p below `dir`; a folder's entry is durable when its parent is synced, so each new one syncs its parent. */
static enum err folders_make(struct ctx *ctx, struct str dir, struct str sub)
{
    struct str path = dir, rest = sub;

    if (mkdir(arena_cstr(ctx->arena, path), 0750) != 0 && errno != EEXIST)
        return failed(ctx, "make folder", arena_cstr(ctx->arena, path));
    while (rest.ptr && rest.len) {
        struct str parent = path, part = str_cut(&rest, '/');
        path = arena_printf(ctx->arena, "%.*s/%.*s", STR_ARG(path), STR_ARG(part));
        if (mkdir(path.ptr, 0750) == 0)
            TRY(folder_sync(ctx, arena_cstr(ctx->arena, parent)));
        else if (errno != EEXIST)
            return failed(ctx, "make folder", path.ptr);
    }
    return OK;
}

static enum err write_all(struct ctx *ctx, int fd, const char *path, struct str bytes)
{
    size_t done = 0;

    while (done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(ctx, "write", path);
        done += (size_t)n;
    }
    if (fsync(fd) != 0)
        return failed(ctx, "sync", path);
    return OK;
}

enum err file_keep_durable(struct ctx *ctx, struct str dir, struct str sub, struct str name, struct str bytes)
{
    const char *folder = arena_printf(ctx->arena, "%.*s/%.*s", STR_ARG(dir), STR_ARG(sub)).ptr;
    const char *path = arena_printf(ctx->arena, "%s/%.*s", folder, STR_ARG(name)).ptr;
    struct stat there;

    if (stat(path, &there) == 0 && there.st_size == (off_t)bytes.len) {
        utimensat(AT_FDCWD, path, NULL, 0); /* somebody wants it again: see file_remove_old */
        return folder_sync(ctx, folder);    /* its bytes were synced before it got its name */
    }
    TRY(folders_make(ctx, dir, sub));

    unsigned char tail[8];
    random_bytes(tail, sizeof tail);
    uint64_t unique;
    memcpy(&unique, tail, sizeof unique);
    const char *temporary = arena_printf(ctx->arena, "%s.%016llx.tmp", path, (unsigned long long)unique).ptr;
    AUTO(fd_close) int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0)
        return failed(ctx, "create", temporary);
    enum err err = write_all(ctx, fd, temporary, bytes);
    if (err == OK && rename(temporary, path) != 0)
        err = failed(ctx, "rename", temporary);
    if (err != OK) {
        unlink(temporary);
        return err;
    }
    return folder_sync(ctx, folder);
}

enum err file_size(struct ctx *ctx, struct str path, int64_t *ret_bytes)
{
    struct stat there;

    if (stat(arena_cstr(ctx->arena, path), &there) != 0)
        return errno == ENOENT ? ERR_NOT_FOUND : failed(ctx, "look at", arena_cstr(ctx->arena, path));
    *ret_bytes = there.st_size;
    return OK;
}

enum err file_remove_old(struct ctx *ctx, struct str path, int64_t older_ms)
{
    const char *name = arena_cstr(ctx->arena, path);
    struct stat there;
    struct timespec now;

    if (stat(name, &there) != 0)
        return errno == ENOENT ? OK : failed(ctx, "look at", name);
    clock_gettime(CLOCK_REALTIME, &now); /* against the file's own time, never a shifted one */
    if ((int64_t)(now.tv_sec - there.st_mtim.tv_sec) * 1000 < older_ms)
        return OK;
    return unlink(name) == 0 || errno == ENOENT ? OK : failed(ctx, "remove", name);
}
