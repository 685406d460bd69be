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
    GROUPS_MAX = 2, /* while one waits for the disk, another works */
    SECOND_GROUP_MIN = 16,
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
    int groups; /* PostgreSQL: how many threads run a group now; what comes meanwhile makes the next group longer */
    int sleeping; /* threads that wait and have not been woken yet: one job wakes one of them once */
    int woken;    /* wake-ups on their way */
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

/* One job, or a batch of several, inside the open transaction; `savepoint` undoes just this one. A job that says OK after
 * a statement failed is not OK. */
static enum err run_some(struct ctx *ctx, struct db_job *const *jobs, int count, bool savepoint)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct db_conn *conn = ctx->db;
    int depth = conn->depth + savepoint;

    if (savepoint)
        TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    enum err err = count > 1 ? jobs[0]->run_batch(jobs, count, conn) : jobs[0]->run(jobs[0], conn);
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

    enum err err = db_tx_begin(&ctx, DB_WRITE, &tx);
    if (err == OK)
        err = run_some(&ctx, &job, 1, false);
    if (err == OK)
        err = db_tx_commit(&tx);
    job->why = ctx.fault;
    return err;
}

/* The jobs' own faults are their owners'; what failed around them is known only here. */
static void tell_why(struct ctx *ctx, struct db_job *first)
{
    for (struct db_job *job = first; job; job = job->next)
        job->why = job->result == OK ? (struct fault){0} : ctx->fault;
}

/* `job` and what stands behind it and can be run together with it. */
static int gather(struct db_job *job, struct db_job *ret_jobs[DB_BATCH_MAX])
{
    int count = 0;

    ret_jobs[count++] = job;
    for (struct db_job *other = job->next; job->run_batch && other && count < DB_BATCH_MAX; other = other->next)
        if (!other->ran && other->run_batch == job->run_batch && other->batch_key == job->batch_key)
            ret_jobs[count++] = other;
    return count;
}

static void mark_ran(struct db_job *const *jobs, int count, enum err result)
{
    for (int i = 0; i < count; i++) {
        jobs[i]->ran = true;
        jobs[i]->result = result;
    }
}

/* Runs the list as one transaction and leaves each job's result in it. Jobs behind one that lost the transaction have
 * not run. */
static void run_shared(struct writer *writer, struct db_job *first)
{
    struct ctx ctx = writer_ctx(writer);
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct db_job *batch[DB_BATCH_MAX];

    enum err err = db_tx_begin(&ctx, DB_WRITE, &tx);
    if (err != OK)
        for (struct db_job *job = first; job; job = job->next)
            mark_ran(&job, 1, err);
    for (struct db_job *job = first; job && err == OK; job = job->next) {
        int count = job->ran ? 0 : gather(job, batch);
        if (count > 1) {
            enum err result = run_some(&ctx, batch, count, true);
            if (result == OK || ctx.db->lost) {
                mark_ran(batch, count, result);
                count = 0;
            }
            if (ctx.db->lost)
                err = result;
        }
        for (int i = 0; i < count && err == OK; i++) {
            mark_ran(&batch[i], 1, run_some(&ctx, &batch[i], 1, true));
            if (ctx.db->lost)
                err = batch[i]->result;
        }
    }
    if (err == OK)
        err = db_tx_commit(&tx);
    if (err != OK)
        for (struct db_job *job = first; job; job = job->next)
            if (job->ran && job->result == OK)
                job->result = err;
    tell_why(&ctx, first);
}

/* The same without savepoints, for jobs that are expected to succeed. False: one failed, nothing was kept, run them one
 * by one. */
static bool run_optimistic(struct writer *writer, struct db_job *first)
{
    struct ctx ctx = writer_ctx(writer);
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct db_job *batch[DB_BATCH_MAX];

    if (db_tx_begin(&ctx, DB_WRITE, &tx) != OK)
        return false;
    for (struct db_job *job = first; job; job = job->next) {
        int count = job->ran ? 0 : gather(job, batch);
        if (count && run_some(&ctx, batch, count, false) != OK)
            return false;
        mark_ran(batch, count, OK);
    }
    enum err err = db_tx_commit(&tx);
    if (err == ERR_CONFLICT) /* a deferred constraint: certainly rolled back */
        return false;
    for (struct db_job *job = first; job; job = job->next)
        job->result = err;
    tell_why(&ctx, first);
    return true;
}

/* Tells the jobs that ran and returns the others, in their order. A job's memory is its owner's again once `done` was
 * called. */
static struct db_job *finish_ran(struct db_job *first)
{
    struct job_list rest = {0};

    while (first) {
        struct db_job *next = first->next;
        if (first->ran)
            finish(first, first->result);
        else
            list_push(&rest, first);
        first = next;
    }
    return rest.first;
}

static void run_list(struct writer *writer, struct db_job *first)
{
    struct ctx ctx = {.arena = &writer->arena};
    enum err err = writer->conn ? OK : db_conn_open(&ctx, writer->lane->db, &writer->conn);

    for (struct db_job *job = first; job; job = job->next) {
        job->ran = err != OK;
        job->result = err;
    }
    tell_why(&ctx, first);
    if (err != OK) {
        finish_ran(first);
    } else if (!first->next) {
        finish(first, run_alone(writer, first));
    } else if (db_kind(writer->lane->db) == DB_SQLITE) {
        while (first) {
            run_shared(writer, first);
            first = finish_ran(first);
        }
    } else if (run_optimistic(writer, first)) {
        finish_ran(first);
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
/* With the lock held. A second group begins only when it is worth a transaction of its own: waiting makes groups longer. */
static bool group_ready(const struct db_lane *lane)
{
    return lane->groups == 0 ? lane->groupable.count > 0 : lane->groups < GROUPS_MAX && lane->groupable.count >= SECOND_GROUP_MIN;
}

/* With the lock held. NULL: nothing to do for this thread now. */
static struct db_job *take(struct db_lane *lane, bool *ret_group)
{
    *ret_group = false;
    if (db_kind(lane->db) == DB_SQLITE)
        return list_take(&lane->alone, GROUP_MAX_SQLITE);
    if (group_ready(lane)) {
        *ret_group = true;
        lane->groups++;
        return list_take(&lane->groupable, GROUP_MAX_POSTGRES);
    }
    return list_take(&lane->alone, 1);
}

/* With the lock held. False: nobody woke us for IDLE_MS. */
static bool wait_for_wake(struct db_lane *lane, bool forever)
{
    struct timespec until;
    bool idle = false;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += IDLE_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    lane->sleeping++;
    while (!lane->woken && !lane->stopping && !idle) {
        if (forever)
            pthread_cond_wait(&lane->wake, &lane->lock);
        else
            idle = pthread_cond_timedwait(&lane->wake, &lane->lock, &until) == ETIMEDOUT;
    }
    if (lane->woken)
        lane->woken--;
    else
        lane->sleeping--;
    return !idle;
}

static void sleep_for_work(struct writer *writer, bool *ret_rested)
{
    struct db_lane *lane = writer->lane;
    bool rest = !*ret_rested && writer->conn && writer->conn->engine->lane_rest;

    if (!wait_for_wake(lane, !rest) && !lane->alone.first) {
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
            if (group)
                lane->groups--;
        } else if (lane->stopping) {
            break; /* what may be left belongs to the thread that runs a group */
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
    assert(!job->run_batch || job->groupable);
    job->result = OK;
    pthread_mutex_lock(&lane->lock);
    enum err err = OK;
    if (lane->stopping || lane->alone.count + lane->groupable.count >= QUEUE_MAX) {
        err = ERR_BUSY;
    } else {
        bool group = job->groupable && db_kind(db) == DB_POSTGRES;
        list_push(group ? &lane->groupable : &lane->alone, job);
        /* A thread that runs a group takes the next one itself. */
        if (lane->sleeping && (!group || group_ready(lane))) {
            lane->sleeping--;
            lane->woken++;
            pthread_cond_signal(&lane->wake);
        }
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
