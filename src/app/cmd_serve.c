/* cmd_serve.c: `congdan serve`, and the roles that it starts (hidden options --role, --listen-fd, --worker). */
#include "app/commands.h"
#include "app/features.h"
#include "app/roles.h"
#include "platform/db/db_bulk.h"
#include "platform/signer/signer.h"
#include <stdio.h>
#include <stdlib.h>

static enum err check_schema(struct ctx *ctx, struct settings *settings)
{
    struct open_db AUTO(commands_close_db) open = {.no_worker = true};
    struct db_rows AUTO(db_rows_done) rows = {0};
    bool indexes_off;

    TRY(commands_open_db(ctx, settings, false, true, &open));
    TRY(db_indexes_are_off(ctx, &indexes_off));
    if (indexes_off) /* without its unique indexes the database does not guard what must never be */
        return fault(ctx, ERR_CONFLICT, "db.indexes_off", "",
                     "Lần nạp dữ liệu trước bị ngắt giữa chừng, các chỉ mục chưa được dựng lại. Hãy chạy lại lệnh nạp đó, hoặc chạy: congdan init");
    enum err err = db_one(ctx, &rows, "SELECT value FROM setting WHERE name = 'demo'");
    settings->demo = err == OK && str_eq(db_str(&rows, 0), S("1"));
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (settings->clock_offset_ms && !settings->demo)
        return fault(ctx, ERR_INVALID, "config.clock", "--clock-offset",
                     "Chỉ cơ sở dữ liệu mô phỏng mới được chỉnh đồng hồ.");
    return OK;
}

static int serve(struct ctx *ctx, struct settings *settings, int argc, char **argv)
{
    enum err err = check_schema(ctx, settings);

    if (err != OK && err != ERR_BUSY) /* a database that is away now may come back: the children keep trying */
        return config_fail(ctx, err) ? 1 : 0;
    ctx->db = NULL;
    ctx->fault = (struct fault){0};
    return role_supervisor(ctx, settings, argc, argv);
}

int cmd_serve(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct settings settings;
    struct str role = {0}, listen_fd = {0}, worker = {0}, metrics_fd = {0};
    const struct cmd_option options[] = {{"--role", "ROLE", "internal: the role of a child", .value = &role},
                                         {"--listen-fd", "FD", "internal: the inherited socket", .value = &listen_fd},
                                         {"--worker", "N", "internal: number of the child", .value = &worker},
                                         {"--metrics-fd", "FD", "internal: the counters of all children", .value = &metrics_fd},
                                         {0}};
    enum err err = config_load(ctx, command, options, argc, argv, &settings, NULL, 0, NULL);
    int64_t fd = -1, number = 0, shared = -1;

    if (err != OK)
        return config_fail(ctx, err);
    if (role.len && (str_parse_i64(listen_fd, &fd) != OK || str_parse_i64(worker, &number) != OK ||
                     (metrics_fd.len && str_parse_i64(metrics_fd, &shared) != OK)))
        return config_fail(ctx, fault(ctx, ERR_INVALID, "config.role", "--role", "Tham số nội bộ không đúng."));
    if (!role.len)
        return serve(ctx, &settings, argc, argv);
    if (str_eq(role, S("signer"))) /* opens no database */
        return role_signer(ctx, &settings, (int)fd);
    signer_client_init(str_of(getenv("CONGDAN_SIGNER")));
    settings.worker = (int)number;
    settings.metrics_fd = (int)shared;
    err = check_schema(ctx, &settings);
    ctx->db = NULL;
    if (err != OK)
        return config_fail(ctx, err), 75; /* the supervisor tries again */
    if (str_eq(role, S("web")))
        return role_web(ctx, &settings, (int)fd, (int)number);
    return role_jobs(ctx, &settings, (int)number);
}
