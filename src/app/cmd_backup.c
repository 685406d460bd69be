/* cmd_backup.c: `congdan backup FILE` and `congdan restore FILE`. */
#include "app/commands.h"
#include <stdio.h>

static int run(struct ctx *ctx, const struct command *command, int argc, char **argv, bool restore)
{
    struct settings settings;
    struct open_db AUTO(commands_close_db) open = {0};
    struct progress progress = {.label = restore ? "Đang khôi phục (restore)" : "Đang sao lưu (backup)"};
    const char *file = NULL;
    int count = 0;
    enum err err = config_load(ctx, command, NULL, argc, argv, &settings, &file, 1, &count);

    if (err == OK && count != 1)
        err = fault(ctx, ERR_INVALID, "backup.file", "FILE", "Thiếu tên tệp sao lưu.");
    if (err == OK)
        err = commands_open_db(ctx, &settings, restore, !restore, &open);
    if (err == OK)
        err = restore ? db_restore(ctx, open.db, file, progress_show, &progress)
                      : db_backup(ctx, open.db, file, progress_show, &progress);
    if (err != OK)
        return config_fail(ctx, err);
    progress_end(&progress);
    printf(restore ? "Đã khôi phục từ %s (restored)\n" : "Đã sao lưu vào %s (saved)\n", file);
    return 0;
}

int cmd_backup(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    return run(ctx, command, argc, argv, false);
}
int cmd_restore(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    return run(ctx, command, argc, argv, true);
}
