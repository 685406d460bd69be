/* db_worker.c: leases of worker numbers on PostgreSQL. Time is the database's, so that no node's clock matters. A lease is lost only after three minutes without
 * its database, in which the process could write nothing either; it then takes another number before its next renewal. */
#include "platform/db/db_worker.h"
#include "platform/clock/clock.h"
#include "platform/db/db_engine.h"
#include "platform/log/log.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { RETRY_MS = 1000, HOLDER_BYTES = 96 };

struct db_worker {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    int number;
    char holder[HOLDER_BYTES];
};

#define NOW "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"

enum err db_worker_take(struct ctx *ctx, struct str holder, int *ret_worker)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(db_exec(ctx, NULL, "INSERT INTO worker_lease (worker) SELECT n FROM generate_series(1, $1) n ON CONFLICT (worker) DO NOTHING", DB_I64(DB_WORKERS)));
    /* Two that ask at once pass over each other's row instead of waiting for it. */
    enum err err = db_one(ctx, &rows,
                          "UPDATE worker_lease SET holder = $1, until_ms = " NOW " + $2 WHERE worker = (SELECT worker FROM worker_lease WHERE until_ms < " NOW
                          " ORDER BY until_ms, worker LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING worker",
                          DB_STR(holder), DB_I64(DB_WORKER_LEASE_MS));
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_BUSY, "db.workers", "", "Cơ sở dữ liệu đã có quá nhiều tiến trình đang chạy.");
    TRY(err);
    int worker = (int)db_i64(&rows, 0);
    TRY(db_rows_end(&rows));
    TRY(db_tx_commit(&tx));
    *ret_worker = worker;
    return OK;
}

enum err db_worker_renew(struct ctx *ctx, struct str holder, int worker, bool *ret_kept)
{
    int64_t changed = 0;

    TRY(db_exec(ctx, &changed, "UPDATE worker_lease SET until_ms = " NOW " + $3 WHERE worker = $1 AND holder = $2", DB_I64(worker), DB_STR(holder),
                DB_I64(DB_WORKER_LEASE_MS)));
    *ret_kept = changed == 1;
    return OK;
}

enum err db_worker_give(struct ctx *ctx, struct str holder, int worker)
{
    return db_exec(ctx, NULL, "UPDATE worker_lease SET holder = '', until_ms = " NOW " - 1 WHERE worker = $1 AND holder = $2", DB_I64(worker), DB_STR(holder));
}

static enum err renew(struct db_worker *worker, struct ctx *ctx)
{
    bool kept = false;

    TRY(db_worker_renew(ctx, str_of(worker->holder), worker->number, &kept));
    if (kept)
        return OK;
    TRY(db_worker_take(ctx, str_of(worker->holder), &worker->number));
    db_set_worker(worker->number);
    log_line(LOG_WARN, "worker_number_changed", LOG_I64("worker", worker->number));
    return OK;
}

static bool wait_ms(struct db_worker *worker, int64_t ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    pthread_mutex_lock(&worker->lock);
    while (!worker->stopping && pthread_cond_timedwait(&worker->wake, &worker->lock, &until) == 0)
        ;
    bool stopping = worker->stopping;
    pthread_mutex_unlock(&worker->lock);
    return !stopping;
}

static void *run(void *arg)
{
    struct db_worker *worker = arg;
    struct arena AUTO(arena_done) arena;
    struct db_conn *conn = NULL;
    int64_t pause_ms = DB_WORKER_RENEW_MS;

    arena_init(&arena, 0);
    while (wait_ms(worker, pause_ms)) {
        struct ctx ctx = {.arena = &arena, .now_ms = clock_now_ms()};
        enum err err = conn ? OK : db_conn_open(&ctx, worker->db, &conn);
        ctx.db = conn;
        if (err == OK)
            err = renew(worker, &ctx);
        pause_ms = err == OK ? DB_WORKER_RENEW_MS : RETRY_MS;
        /* Between renewals no session is held: with many commands and nodes they would be most of the server's. */
        if (conn)
            db_conn_close(conn);
        conn = NULL;
        arena_reset(&arena);
    }
    return NULL;
}

enum err db_worker_start(struct ctx *ctx, struct db *db, int worker, struct db_worker **ret_worker)
{
    struct db_conn *before = ctx->db, *conn = NULL;
    char host[48] = "";
    struct db_worker *made;
    pthread_condattr_t attr;

    *ret_worker = NULL;
    if (db_kind(db) == DB_SQLITE) {
        db_set_worker(worker);
        return OK;
    }
    made = calloc(1, sizeof *made);
    if (!made)
        abort();
    made->db = db;
    gethostname(host, sizeof host - 1);
    /* The time makes it this process's alone when its number comes round again. */
    snprintf(made->holder, sizeof made->holder, "%.40s/%d/%lld", host, (int)getpid(), (long long)clock_now_ms());
    enum err err = db_conn_open(ctx, db, &conn);
    ctx->db = conn;
    if (err == OK)
        err = db_worker_take(ctx, str_of(made->holder), &made->number);
    if (conn)
        db_conn_close(conn);
    ctx->db = before;
    if (err != OK) {
        free(made);
        return err;
    }
    db_set_worker(made->number);
    pthread_mutex_init(&made->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&made->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&made->thread, NULL, run, made) != 0)
        abort();
    *ret_worker = made;
    return OK;
}

void db_worker_stop(struct db_worker *worker)
{
    struct arena AUTO(arena_done) arena;
    struct ctx ctx = {.arena = &arena, .now_ms = clock_now_ms()};
    struct db_conn *conn = NULL;

    arena_init(&arena, 0);
    if (!worker)
        return;
    pthread_mutex_lock(&worker->lock);
    worker->stopping = true;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
    pthread_join(worker->thread, NULL);
    if (db_conn_open(&ctx, worker->db, &conn) == OK) {
        ctx.db = conn;
        if (db_worker_give(&ctx, str_of(worker->holder), worker->number) != OK)
            log_line(LOG_INFO, "worker_number_kept", LOG_I64("worker", worker->number)); /* it ends by itself */
        db_conn_close(conn);
    }
    pthread_cond_destroy(&worker->wake);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
}
