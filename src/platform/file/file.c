/* file.c: reading whole files. */
#include "platform/file/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err failed(struct ctx *ctx, struct str path)
{
    return fault_set(ctx, ERR_INTERNAL, S("file"), path, S("Không đọc được tệp."), str_of(strerror(errno)));
}

enum err file_read(struct ctx *ctx, struct str path, struct str *ret_text)
{
    int fd = open(arena_cstr(ctx->arena, path), O_RDONLY | O_CLOEXEC);
    struct stat stat;
    enum err err = OK;
    size_t len = 0;

    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : failed(ctx, path);
    if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
        err = failed(ctx, path);
    else if (stat.st_size > FILE_BYTES_MAX)
        err = fault_set(ctx, ERR_TOO_LARGE, S("file"), path, S("Tệp quá lớn."), STR_NONE);
    if (err == OK) {
        char *bytes = arena_alloc_raw(ctx->arena, (size_t)stat.st_size + 1);
        ssize_t n = 1;
        while (len < (size_t)stat.st_size && (n = read(fd, bytes + len, (size_t)stat.st_size - len)) > 0)
            len += (size_t)n;
        bytes[len] = 0;
        if (n < 0)
            err = failed(ctx, path);
        else
            *ret_text = (struct str){bytes, len};
    }
    close(fd);
    return err;
}

enum err file_each(struct ctx *ctx, struct str dir, file_visit visit, void *arg)
{
    struct dirent **entries = NULL;
    int count = scandir(arena_cstr(ctx->arena, dir), &entries, NULL, alphasort);
    enum err err = OK;

    if (count < 0)
        return errno == ENOENT ? OK : failed(ctx, dir);
    for (int i = 0; i < count; i++) {
        struct str text, path = arena_printf(ctx->arena, "%.*s/%s", STR_ARG(dir), entries[i]->d_name);
        struct stat about;
        if (err == OK && entries[i]->d_name[0] != '.' && stat(path.ptr, &about) == 0 && S_ISREG(about.st_mode)) {
            err = file_read(ctx, path, &text);
            if (err == OK)
                err = visit(ctx, arg, path, text);
        }
        free(entries[i]);
    }
    free(entries);
    return err;
}
