/* role_jobs.c: timers and queues behind the pages: folding the audit log, sending notices, ending old sessions and
 * drafts. One job after the other, each in short transactions; what fails is logged and tried again at the next round.
 */
#include "app/features.h"
#include "app/jobs.h"
#include "app/roles.h"
#include "features/identity/identity.h"
#include "platform/clock/clock.h"
#include "platform/db/db_worker.h"
#include "platform/log/log.h"
#include <signal.h>

enum { ROUND_MS = 1000, BETWEEN_PIECES_MS = 2, EXIT_TEMPORARY = 75 };

/* True: a job has more to do now. Between its pieces the writers of the other processes get their turn. */
static bool run_jobs(struct app *app, struct arena *arena, struct db_conn *conn, int64_t *next_ms)
{
    bool any_more = false;
    int count;
    const struct job *jobs = jobs_list(&count);

    for (int i = 0; i < count; i++) {
        int64_t mono_ms = clock_mono_ms();
        if (mono_ms < next_ms[i])
            continue;
        struct ctx ctx = {.arena = arena, .now_ms = clock_now_ms() + app->settings.clock_offset_ms, .db = conn};
        bool more = false;
        enum err err = jobs[i].run(&ctx, app, &more);
        if (err != OK)
            log_line(LOG_WARN, "job_failed", LOG_STR("job", str_of(jobs[i].name)), LOG_ERR(err),
                     LOG_STR("code", ctx.fault.code), LOG_STR("detail", ctx.fault.detail));
        more = more && err == OK;
        any_more = any_more || more;
        next_ms[i] = mono_ms + (more ? 0 : jobs[i].every_ms);
        arena_reset(arena);
    }
    return any_more;
}

int role_jobs(struct ctx *ctx, struct settings *settings, int worker)
{
    static struct app app;
    struct db_worker *number = NULL;
    static int64_t next_ms[JOBS_MAX];
    struct arena AUTO(arena_done) arena;
    struct db_conn *conn = NULL;
    int signal_fd = roles_signal_fd();
    struct db_options options = {.writers = 1};

    roles_set_name("congdan-jobs");
    log_init("jobs", LOG_INFO);
    arena_init(&arena, 0);
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
        err = db_conn_open(ctx, app.db, &conn);
    if (err != OK) {
        log_line(LOG_ERROR, "start_failed", LOG_ERR(err), LOG_STR("code", ctx->fault.code),
                 LOG_STR("detail", ctx->fault.detail));
        return EXIT_TEMPORARY;
    }
    for (bool more = false;;) {
        int signal_no = roles_signal_wait(signal_fd, more ? BETWEEN_PIECES_MS : ROUND_MS);
        if (signal_no == SIGTERM || signal_no == SIGINT)
            break;
        more = run_jobs(&app, &arena, conn, next_ms);
    }
    db_conn_close(conn);
    db_worker_stop(number);
    db_close(app.db);
    return 0;
}
