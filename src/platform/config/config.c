/* config.c: inih behind one function. */
#include "platform/config/config.h"
#include <ini.h>
#include <stdio.h>

struct reading {
    struct ctx *ctx;
    config_set set;
    void *arg;
    enum err err;
};

static int on_line(void *user, const char *section, const char *name, const char *value)
{
    struct reading *reading = user;

    if (reading->err == OK)
        reading->err = reading->set(reading->ctx, reading->arg, str_of(section), str_of(name), str_of(value));
    return reading->err == OK;
}

enum err config_read_ini(struct ctx *ctx, const char *path, config_set set, void *arg)
{
    struct reading reading = {ctx, set, arg, OK};
    FILE *file = fopen(path, "re");

    if (!file)
        return ERR_NOT_FOUND;
    int line = ini_parse_file(file, on_line, &reading);
    fclose(file);
    if (reading.err != OK)
        return reading.err;
    if (line == 0)
        return OK;
    return fault_set(ctx, ERR_INVALID, S("config.line"), arena_printf(ctx->arena, "%s:%d", path, line),
                     S("Dòng này trong tệp cấu hình không đúng dạng «tên = giá trị»."), STR_NONE);
}
