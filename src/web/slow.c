/* slow.c: the slow lane: a small bounded pool for what takes milliseconds of a core (password hashing, PDF, exports), so that a burst of sign-ins never
 * starves a look-up. When its queue is full the answer is 503 with Retry-After. */
#include "web/internal.h"
#include <pthread.h>
#include <stdlib.h>

struct slow_job {
    struct req *req;
    void (*run)(struct req *req, struct db_conn *conn);
};
struct slow_lane {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct slow_job *queue;
    int first, count, max;
    bool stopping;
    int threads;
    struct slow_worker {
        pthread_t thread;
        struct slow_lane *lane;
        struct db_conn *conn;
    } *workers;
};

static void *worker_main(void *arg)
{
    struct slow_worker *worker = arg;
    struct slow_lane *lane = worker->lane;

    pthread_mutex_lock(&lane->lock);
    for (;;) {
        while (!lane->count && !lane->stopping)
            pthread_cond_wait(&lane->wake, &lane->lock);
        if (!lane->count)
            break;
        struct slow_job job = lane->queue[lane->first];
        lane->first = (lane->first + 1) % lane->max;
        lane->count--;
        pthread_mutex_unlock(&lane->lock);
        job.run(job.req, worker->conn);
        pthread_mutex_lock(&lane->lock);
    }
    pthread_mutex_unlock(&lane->lock);
    return NULL;
}

enum err slow_lane_start(struct ctx *ctx, struct app *app, int threads, int queue_max, struct slow_lane **ret_lane)
{
    struct slow_lane *lane = calloc(1, sizeof *lane);

    if (!lane || !(lane->queue = calloc((size_t)queue_max, sizeof *lane->queue)) || !(lane->workers = calloc((size_t)threads, sizeof *lane->workers)))
        abort();
    lane->max = queue_max;
    pthread_mutex_init(&lane->lock, NULL);
    pthread_cond_init(&lane->wake, NULL);
    for (int i = 0; i < threads; i++) {
        lane->workers[i].lane = lane;
        enum err err = db_conn_open(ctx, app->db, &lane->workers[i].conn);
        if (err == OK && pthread_create(&lane->workers[i].thread, NULL, worker_main, &lane->workers[i]) != 0)
            err = fault(ctx, ERR_INTERNAL, "web.thread", "", "Không tạo được luồng xử lý.");
        if (err != OK) {
            slow_lane_stop(lane);
            return err;
        }
        lane->threads++;
    }
    *ret_lane = lane;
    return OK;
}

void slow_lane_stop(struct slow_lane *lane)
{
    if (!lane)
        return;
    pthread_mutex_lock(&lane->lock);
    lane->stopping = true;
    pthread_cond_broadcast(&lane->wake);
    pthread_mutex_unlock(&lane->lock);
    for (int i = 0; i < lane->threads; i++) {
        pthread_join(lane->workers[i].thread, NULL);
        db_conn_close(lane->workers[i].conn);
    }
    pthread_cond_destroy(&lane->wake);
    pthread_mutex_destroy(&lane->lock);
    free(lane->queue);
    free(lane->workers);
    free(lane);
}

enum err slow_lane_submit(struct slow_lane *lane, struct req *req, void (*run)(struct req *req, struct db_conn *conn))
{
    enum err err = OK;

    pthread_mutex_lock(&lane->lock);
    if (lane->count == lane->max || lane->stopping)
        err = ERR_BUSY;
    else
        lane->queue[(lane->first + lane->count++) % lane->max] = (struct slow_job){req, run};
    pthread_cond_signal(&lane->wake);
    pthread_mutex_unlock(&lane->lock);
    return err == OK ? OK : fault(&req->ctx, ERR_BUSY, "web.busy", "", "Hệ thống đang bận. Hãy thử lại sau vài giây; những gì đã lưu vẫn còn.");
}
