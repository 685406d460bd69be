/* role_web.c: a process that answers requests. Touches the database, no key files of the signer, no outbound network.
 */
#include "app/features.h"
#include "app/roles.h"
#include "features/identity/identity.h"
#include "platform/db/db_worker.h"
#include "platform/log/log.h"
#include "web/web.h"
#include <signal.h>

enum { EXIT_TEMPORARY = 75, WRITERS_POSTGRES = 6, LOG_FLUSH_MS = 500 };

int role_web(struct ctx *ctx, struct settings *settings, int listen_fd, int worker)
{
    static struct app app;
    struct db_worker *number = NULL;
    struct web *web = NULL;
    int signal_fd = roles_signal_fd();
    struct db_options options = {.writers = WRITERS_POSTGRES};

    roles_set_name("congdan-web");
    log_init("web", LOG_INFO);
    app.settings = *settings;
    enum err err = identity_init(ctx, settings->data_dir); /* makes the key where there is none: behind the wall DATA_DIR may be for reading only */
    roles_sandbox(ctx, settings);
    if (err == OK)
        err = db_open(ctx, settings->db_url, &options, &app.db);
    if (err == OK)
        err = db_worker_start(ctx, app.db, worker, &number);
    if (err == OK)
        err = features_init(ctx, &app);
    if (err == OK)
        err = web_start(ctx, &app, listen_fd, &web);
    if (err != OK) {
        log_line(LOG_ERROR, "start_failed", LOG_ERR(err), LOG_STR("code", ctx->fault.code),
                 LOG_STR("detail", ctx->fault.detail));
        config_fail(ctx, err);
        return EXIT_TEMPORARY;
    }
    log_line(LOG_INFO, "ready", LOG_I64("threads", settings->threads));
    for (;;) {
        int signal_no = roles_signal_wait(signal_fd, LOG_FLUSH_MS);
        web_tick(web);
        if (signal_no == SIGTERM || signal_no == SIGINT)
            break;
    }
    web_stop(web, 0);
    db_worker_stop(number);
    db_close(app.db);
    return 0;
}
