/* cmd_version.c: `congdan version`. */
#include "app/commands.h"
#include <stdio.h>

int cmd_version(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct settings settings;
    enum err err = config_load(ctx, command, NULL, argc, argv, &settings, NULL, 0, NULL);

    if (err != OK)
        return config_fail(ctx, err);
    printf("congdan 0.1.0\n");
    return 0;
}
