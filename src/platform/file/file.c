/* file.c: reading files and folders. */
#include "platform/file/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err file_fault(struct ctx *ctx, struct str path)
{
    int cause = errno;
    struct str detail = arena_printf(ctx->arena, "%.*s: %s", STR_ARG(path), strerrordesc_np(cause));

    if (cause == ENOENT)
        return fault_set(ctx, ERR_NOT_FOUND, S("file.missing"), path, S("Không tìm thấy tệp."), detail);
    return fault_set(ctx, ERR_INTERNAL, S("file.unreadable"), path, S("Không đọc được tệp."), detail);
}

enum err file_source_open(struct ctx *ctx, struct str path, struct file_source *ret_source)
{
    struct stat st;
    int fd = open(arena_cstr(ctx->arena, path), O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return file_fault(ctx, path);
    if (fstat(fd, &st) != 0 || S_ISDIR(st.st_mode)) {
        errno = S_ISDIR(st.st_mode) ? EISDIR : errno;
        close(fd);
        return file_fault(ctx, path);
    }
    *ret_source = (struct file_source){.fd = fd, .size_bytes = S_ISREG(st.st_mode) ? st.st_size : 0};
    return OK;
}

void file_source_close(struct file_source *source)
{
    if (source->fd >= 0)
        close(source->fd);
    source->fd = -1;
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

enum err file_read(struct ctx *ctx, struct str path, size_t max_bytes, struct str *ret_bytes)
{
    struct file_source source;
    struct buf buf;
    ptrdiff_t got = 1;

    TRY(file_source_open(ctx, path, &source));
    buf_init(&buf, ctx->arena, source.size_bytes > 0 && (size_t)source.size_bytes <= max_bytes ? (size_t)source.size_bytes + 1 : 4096);
    while (got > 0 && buf.len <= max_bytes) {
        buf_reserve(&buf, 4096);
        got = file_source_fill(&source, buf.ptr + buf.len, buf.cap - buf.len);
        buf.len += got > 0 ? (size_t)got : 0;
    }
    enum err err = got < 0 ? file_fault(ctx, path) : OK;
    file_source_close(&source);
    if (err == OK && buf.len > max_bytes)
        err = fault_set(ctx, ERR_TOO_LARGE, S("file.too_large"), path, S("Tệp quá lớn."), path);
    if (err == OK)
        *ret_bytes = buf_str(&buf);
    return err;
}

static int by_bytes(const void *a, const void *b) { return str_cmp(*(const struct str *)a, *(const struct str *)b); }

enum err file_list(struct ctx *ctx, struct str dir, struct str suffix, struct str **ret_names, int *ret_count)
{
    DIR *folder = opendir(arena_cstr(ctx->arena, dir));
    struct str *names = NULL;
    int count = 0, cap = 0;

    *ret_names = NULL;
    *ret_count = 0;
    if (!folder)
        return errno == ENOENT ? OK : file_fault(ctx, dir);
    for (struct dirent *entry; (entry = readdir(folder));) {
        struct str name = str_of(entry->d_name);
        struct stat st;
        if (!str_ends(name, suffix) || fstatat(dirfd(folder), entry->d_name, &st, 0) != 0 || !S_ISREG(st.st_mode))
            continue;
        if (count == cap) {
            struct str *old = names;
            cap = cap ? cap * 2 : 16;
            names = arena_array(ctx->arena, struct str, (size_t)cap);
            if (old)
                memcpy(names, old, (size_t)count * sizeof *names);
        }
        names[count++] = arena_str(ctx->arena, name);
    }
    closedir(folder);
    if (count)
        qsort(names, (size_t)count, sizeof *names, by_bytes);
    *ret_names = names;
    *ret_count = count;
    return OK;
}
