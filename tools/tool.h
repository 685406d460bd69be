/* tool.h: the few helpers that the build-time programs share. They run once a build and then exit, so memory is never given back. */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    char *ptr; /* always NUL-terminated once something was put */
    size_t len, cap;
};

__attribute__((noreturn, format(printf, 1, 2))) static inline void die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static inline void *must_alloc(void *old, size_t size_bytes)
{
    void *ptr = realloc(old, size_bytes);
    if (!ptr)
        die("out of memory");
    return ptr;
}

static inline void text_put_n(struct text *text, const char *bytes, size_t len)
{
    if (text->len + len + 1 > text->cap) {
        text->cap = (text->len + len + 1) * 2;
        text->ptr = must_alloc(text->ptr, text->cap);
    }
    memcpy(text->ptr + text->len, bytes, len);
    text->len += len;
    text->ptr[text->len] = 0;
}

static inline void text_put(struct text *text, const char *cstr) { text_put_n(text, cstr, strlen(cstr)); }

__attribute__((format(printf, 2, 3))) static inline void text_printf(struct text *text, const char *format, ...)
{
    char *made = NULL;
    va_list args;
    va_start(args, format);
    int len = vasprintf(&made, format, args);
    va_end(args);
    if (len < 0)
        die("out of memory");
    text_put_n(text, made, (size_t)len);
    free(made);
}

static inline char *copy_n(const char *bytes, size_t len)
{
    char *copy = must_alloc(NULL, len + 1);
    memcpy(copy, bytes, len);
    copy[len] = 0;
    return copy;
}

/* The whole file with a NUL behind it. */
static inline char *file_read(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    struct text text = {0};
    char chunk[65536];
    size_t got;

    if (!file)
        die("%s: %s", path, strerror(errno));
    text_put_n(&text, "", 0);
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        text_put_n(&text, chunk, got);
    if (ferror(file))
        die("%s: cannot be read", path);
    fclose(file);
    *ret_len = text.len;
    return text.ptr;
}

static inline void file_write(const char *path, const struct text *text)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text->ptr, 1, text->len, file) != text->len || fclose(file))
        die("%s: cannot be written: %s", path, strerror(errno));
}

/* Bytes as the inside of a C string literal; three-digit octal escapes cannot swallow what follows. */
static inline void text_put_c(struct text *text, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\n')
            text_put(text, "\\n");
        else if (c == '"' || c == '\\' || c == '?') /* '?': no trigraphs */
            text_printf(text, "\\%c", c);
        else if (c < 32 || c == 127)
            text_printf(text, "\\%03o", c);
        else
            text_put_n(text, bytes + i, 1);
    }
}

static inline const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static inline bool ends_with(const char *text, const char *end)
{
    size_t text_len = strlen(text), end_len = strlen(end);
    return text_len >= end_len && strcmp(text + text_len - end_len, end) == 0;
}

#endif
