/* db_writer.c: the writer lane: a queue, and threads that run what waits as few commits.
 * On SQLite one thread takes all that waits, runs each job in a savepoint and shares one COMMIT and so one fsync among
 * them. On PostgreSQL, which groups commits by itself, several threads run one transaction a job; jobs that only append
 * share one. A job is told only after its changes are durable. */
#include "platform/db/db_engine.h"
#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include "platform/clock/clock.h"

enum {
    QUEUE_MAX = 4096,
    GROUP_MAX_SQLITE = 512,
    GROUP_MAX_POSTGRES = 256,
    WRITERS_DEFAULT = 4,
    WRITERS_MAX = 64,
    IDLE_MS = 100
};

struct job_list {
    struct db_job *first, *last;
    int count;
};

struct db_lane {
    struct db *db;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct job_list alone;     /* SQLite: all jobs */
    struct job_list groupable; /* PostgreSQL: jobs that may share a transaction */
    bool grouping; /* PostgreSQL: one thread is running a group; what comes meanwhile makes the next group longer */
    int sleeping;
    bool stopping;
    int thread_count;
    pthread_t threads[WRITERS_MAX];
};

struct writer {
    struct db_lane *lane;
    struct db_conn *conn; /* NULL: not open yet, or lost */
    struct arena arena;
};

static void list_push(struct job_list *list, struct db_job *job)
{
    job->next = NULL;
    if (list->last)
        list->last->next = job;
    else
        list->first = job;
    list->last = job;
    list->count++;
}

static struct db_job *list_take(struct job_list *list, int max)
{
    struct db_job *first = list->first, *last = first;

    if (list->count <= max) {
        *list = (struct job_list){0};
        return first;
    }
    for (int i = 1; i < max; i++)
        last = last->next;
    list->first = last->next;
    list->count -= max;
    last->next = NULL;
    return first;
}

/* --- running ------------------------------------------------------------------------------------------------------ */
static struct ctx writer_ctx(struct writer *writer)
{
    return (struct ctx){.arena = &writer->arena, .now_ms = clock_now_ms(), .db = writer->conn};
}

static void finish(struct db_job *job, enum err result)
{
    job->result = result;
    job->done(job, result);
}

/* One job inside the open transaction; `savepoint` undoes just this one. A job that says OK after a statement failed is
 * not OK. */
static enum err run_one(struct ctx *ctx, struct db_job *job, bool savepoint)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct db_conn *conn = ctx->db;
    int depth = conn->depth + savepoint;

    if (savepoint)
        TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    enum err err = job->run(job, conn);
    assert(conn->depth == depth && "a job left a transaction open");
    (void)depth;
    if (err == OK)
        err = conn->doom;
    if (err == OK && savepoint && conn->engine->settled)
        err = conn->engine->settled(ctx);
    if (err == OK && savepoint)
        err = db_tx_commit(&tx);
    return err;
}

static enum err run_alone(struct writer *writer, struct db_job *job)
{
    struct ctx ctx = writer_ctx(writer);
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(&ctx, DB_WRITE, &tx));
    TRY(run_one(&ctx, job, false));
    return db_tx_commit(&tx);
}

/* Runs the list as one transaction and leaves each job's result in it. Returns the first job that did not run because
 * the transaction was lost before it (NULL: all ran). */
static struct db_job *run_shared(struct writer *writer, struct db_job *first)
{
    struct ctx ctx = writer_ctx(writer);
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct db_job *end = NULL;

    enum err err = db_tx_begin(&ctx, DB_WRITE, &tx);
    for (struct db_job *job = first; job && err == OK; job = job->next) {
        job->result = run_one(&ctx, job, true);
        if (ctx.db->lost) {
            err = job->result;
            end = job->next;
        }
    }
    if (err == OK)
        err = db_tx_commit(&tx);
    if (err != OK)
        for (struct db_job *job = first; job != end; job = job->next)
            if (job->result == OK)
                job->result = err;
    return end;
}

/* The same without savepoints, for jobs that are expected to succeed. False: one failed, nothing was kept, run them one
 * by one. */
static bool run_optimistic(struct writer *writer, struct db_job *first)
{
    struct ctx ctx = writer_ctx(writer);
    struct db_tx AUTO(db_tx_end) tx = {0};

    if (db_tx_begin(&ctx, DB_WRITE, &tx) != OK)
        return false;
    for (struct db_job *job = first; job; job = job->next) {
        if (run_one(&ctx, job, false) != OK)
            return false;
        job->result = OK;
    }
    enum err err = db_tx_commit(&tx);
    if (err == ERR_CONFLICT) /* a deferred constraint: certainly rolled back */
        return false;
    for (struct db_job *job = first; job; job = job->next)
        job->result = err;
    return true;
}

static void finish_all(struct db_job *first, struct db_job *end)
{
    while (first != end) {
        struct db_job *next = first->next; /* the job's memory is its owner's again once done was called */
        finish(first, first->result);
        first = next;
    }
}

static void run_list(struct writer *writer, struct db_job *first)
{
    struct ctx ctx = {.arena = &writer->arena};
    enum err err = writer->conn ? OK : db_conn_open(&ctx, writer->lane->db, &writer->conn);

    for (struct db_job *job = first; job; job = job->next)
        job->result = err;
    if (err != OK) {
        finish_all(first, NULL);
    } else if (!first->next) {
        finish(first, run_alone(writer, first));
    } else if (db_kind(writer->lane->db) == DB_SQLITE) {
        while (first) {
            struct db_job *end = run_shared(writer, first);
            finish_all(first, end);
            first = end;
        }
    } else if (run_optimistic(writer, first)) {
        finish_all(first, NULL);
    } else {
        while (first) {
            struct db_job *next = first->next;
            finish(first, run_alone(writer, first));
            first = next;
        }
    }
    arena_reset(&writer->arena);
}

/* --- threads ------------------------------------------------------------------------------------------------------ */
/* With the lock held. NULL: nothing to do for this thread now. */
static struct db_job *take(struct db_lane *lane, bool *ret_group)
{
    *ret_group = false;
    if (db_kind(lane->db) == DB_SQLITE)
        return list_take(&lane->alone, GROUP_MAX_SQLITE);
    if (lane->groupable.first && !lane->grouping) {
        *ret_group = lane->grouping = true;
        return list_take(&lane->groupable, GROUP_MAX_POSTGRES);
    }
    return list_take(&lane->alone, 1);
}

static void sleep_for_work(struct writer *writer, bool *ret_rested)
{
    struct db_lane *lane = writer->lane;
    struct timespec until;

    lane->sleeping++;
    if (*ret_rested || !writer->conn || !writer->conn->engine->lane_rest) {
        pthread_cond_wait(&lane->wake, &lane->lock);
        lane->sleeping--;
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += IDLE_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    bool idle = pthread_cond_timedwait(&lane->wake, &lane->lock, &until) == ETIMEDOUT;
    lane->sleeping--;
    if (idle && !lane->alone.first) {
        pthread_mutex_unlock(&lane->lock);
        writer->conn->engine->lane_rest(writer->conn, true);
        pthread_mutex_lock(&lane->lock);
        *ret_rested = true;
    }
}

static void *writer_main(void *arg)
{
    struct writer writer = {.lane = arg};
    struct db_lane *lane = arg;
    bool rested = true, group;

    arena_init(&writer.arena, 0);
    pthread_mutex_lock(&lane->lock);
    for (;;) {
        struct db_job *first = take(lane, &group);
        if (first) {
            pthread_mutex_unlock(&lane->lock);
            run_list(&writer, first);
            if (writer.conn && writer.conn->engine->lane_rest)
                writer.conn->engine->lane_rest(writer.conn, false);
            rested = false;
            pthread_mutex_lock(&lane->lock);
            if (group) {
                lane->grouping = false;
                if (lane->stopping)
                    pthread_cond_broadcast(&lane->wake);
            }
        } else if (lane->stopping && !lane->groupable.first) {
            break;
        } else {
            sleep_for_work(&writer, &rested);
        }
    }
    pthread_mutex_unlock(&lane->lock);
    db_conn_close(writer.conn);
    arena_done(&writer.arena);
    return NULL;
}

static void lane_start(struct db *db)
{
    struct db_lane *lane = calloc(1, sizeof *lane);
    pthread_condattr_t attr;
    sigset_t all, before;

    if (!lane)
        abort();
    lane->db = db;
    pthread_mutex_init(&lane->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&lane->wake, &attr);
    pthread_condattr_destroy(&attr);
    int count = db->options.writers > 0 ? db->options.writers : WRITERS_DEFAULT;
    if (count > WRITERS_MAX)
        count = WRITERS_MAX;
    if (db_kind(db) == DB_SQLITE)
        count = 1;
    sigfillset(&all); /* signals are for the threads that wait for them */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (lane->thread_count < count) {
        int failed = pthread_create(&lane->threads[lane->thread_count], NULL, writer_main, lane);
        assert(!failed);
        (void)failed;
        lane->thread_count++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    __atomic_store_n(&db->lane, lane, __ATOMIC_RELEASE);
}

enum err db_submit(struct db *db, struct db_job *job)
{
    struct db_lane *lane = __atomic_load_n(&db->lane, __ATOMIC_ACQUIRE);

    if (!lane) {
        pthread_mutex_lock(&db->lane_lock);
        if (!db->lane && !db->closing)
            lane_start(db);
        lane = db->lane;
        pthread_mutex_unlock(&db->lane_lock);
        if (!lane)
            return ERR_BUSY;
    }
    job->result = OK;
    pthread_mutex_lock(&lane->lock);
    enum err err = OK;
    if (lane->stopping || lane->alone.count + lane->groupable.count >= QUEUE_MAX) {
        err = ERR_BUSY;
    } else {
        list_push(job->groupable && db_kind(db) == DB_POSTGRES ? &lane->groupable : &lane->alone, job);
        if (lane->sleeping)
            pthread_cond_signal(&lane->wake);
    }
    pthread_mutex_unlock(&lane->lock);
    return err;
}

void db_lane_stop(struct db *db)
{
    pthread_mutex_lock(&db->lane_lock);
    db->closing = true;
    struct db_lane *lane = db->lane;
    pthread_mutex_unlock(&db->lane_lock);
    if (!lane)
        return;
    pthread_mutex_lock(&lane->lock);
    lane->stopping = true;
    pthread_cond_broadcast(&lane->wake);
    pthread_mutex_unlock(&lane->lock);
    for (int i = 0; i < lane->thread_count; i++)
        pthread_join(lane->threads[i], NULL);
    pthread_cond_destroy(&lane->wake);
    pthread_mutex_destroy(&lane->lock);
    free(lane);
    db->lane = NULL;
}
