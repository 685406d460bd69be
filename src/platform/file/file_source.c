/* file_source.c: reading a file in pieces. */
#include "platform/file/file_source.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err failed(struct ctx *ctx, struct str path, int cause)
{
    struct str detail = arena_printf(ctx->arena, "%.*s: %s", STR_ARG(path), strerrordesc_np(cause));

    if (cause == ENOENT)
        return fault_set(ctx, ERR_NOT_FOUND, S("file.missing"), path, S("Không tìm thấy tệp."), detail);
    return fault_set(ctx, ERR_INTERNAL, S("file"), path, S("Không đọc được tệp."), detail);
}

enum err file_source_open(struct ctx *ctx, struct str path, struct file_source *ret_source)
{
    struct stat about;
    int fd = open(arena_cstr(ctx->arena, path), O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return failed(ctx, path, errno);
    if (fstat(fd, &about) != 0 || S_ISDIR(about.st_mode)) {
        int cause = S_ISDIR(about.st_mode) ? EISDIR : errno;
        close(fd);
        return failed(ctx, path, cause);
    }
    *ret_source = (struct file_source){.fd = fd, .size_bytes = S_ISREG(about.st_mode) ? about.st_size : 0};
    return OK;
}

void file_source_close(struct file_source *source)
{
    if (source->fd > 0)
        close(source->fd);
    source->fd = 0;
}

ptrdiff_t file_source_fill(void *source, char *bytes, size_t cap)
{
    struct file_source *file = source;
    ssize_t got;

    do
        got = read(file->fd, bytes, cap);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        file->read_bytes += got;
    return got;
}
