/* cmd_init.c: `congdan init`: schema, then the administrative units of Viet Nam. */
#include "app/commands.h"
#include "app/features.h"
#include "features/matching/matching.h"
#include "features/territory/territory.h"
#include "platform/db/db_bulk.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static enum err make_data_dir(struct ctx *ctx, const struct settings *settings)
{
    const char *path = arena_cstr(ctx->arena, settings->data_dir);

    if (mkdir(path, 0750) == 0 || errno == EEXIST)
        return OK;
    return fault_set(ctx, ERR_INVALID, S("data.dir"), settings->data_dir, S("Không tạo được thư mục dữ liệu."),
                     str_of(strerror(errno)));
}

/* The units that the program carries; already loaded ones stay as they are. */
static enum err load_units(struct ctx *ctx)
{
    struct import_report units = {0}, links = {0};
    struct unit hanoi;
    enum err err = territory_find(ctx, S("01"), day_of_ms(ctx->now_ms), &hanoi);

    if (err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    return territory_import_embedded(ctx, &units, &links);
}

/* A filling that was killed left indexes off. */
static enum err heal(struct ctx *ctx)
{
    bool off;

    TRY(db_indexes_are_off(ctx, &off));
    if (!off)
        return OK;
    TRY(db_indexes_back(ctx, NULL, NULL));
    return matching_bulk_end(ctx);
}

enum err commands_init_db(struct ctx *ctx, const struct settings *settings, struct open_db *open)
{
    int count;
    const struct db_migration *migrations = features_migrations(ctx->arena, &count);

    TRY(make_data_dir(ctx, settings));
    TRY(commands_open_db(ctx, settings, true, false, open));
    TRY(db_migrate(ctx, migrations, count));
    TRY(heal(ctx));
    return load_units(ctx);
}

int cmd_init(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct settings settings;
    struct open_db AUTO(commands_close_db) open = {0};
    enum err err = config_load(ctx, command, NULL, argc, argv, &settings, NULL, 0, NULL);

    if (err == OK)
        err = commands_init_db(ctx, &settings, &open);
    if (err != OK)
        return config_fail(ctx, err);
    printf("Cơ sở dữ liệu đã sẵn sàng (the database is ready): %.*s\n",
           STR_ARG(db_url_public(ctx->arena, settings.db_url)));
    return 0;
}
