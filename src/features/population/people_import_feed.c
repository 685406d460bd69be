/* people_import_feed.c: the thread that reads and checks rows while the other one writes: two batches go round. It never speaks to the database. */
#include "features/population/people_import_internal.h"
#include <assert.h>
#include <pthread.h>

enum { BATCHES = 2 };

struct people_feed {
    struct ctx ctx;           /* the thread's own: its arena is the batch's */
    struct people_input *input;
    const struct row_reader *reader;
    int limit;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct people_batch batches[BATCHES];
    int filled, taken, given; /* how many batches so far, each in turn */
    bool stop;
};

static void fill(struct people_feed *feed, struct people_batch *batch)
{
    struct arena *arena = &batch->arena;

    arena_reset(arena);
    batch->count = batch->wrong = batch->not_utf8 = 0;
    batch->last = false;
    feed->ctx.arena = arena;
    feed->ctx.fault = (struct fault){0};
    while (batch->count < feed->limit && !batch->last) {
        struct people_row *row = &batch->rows[batch->count];
        enum people_step step = people_input_next(feed->input, arena, row);
        batch->last = step == PEOPLE_END || step == PEOPLE_BROKEN;
        if (step == PEOPLE_END)
            break;
        if (step == PEOPLE_ROW)
            people_row_read(&feed->ctx, feed->reader, row);
        batch->not_utf8 += step == PEOPLE_WRONG && !feed->input->is_json && feed->input->csv.error.problem == CSV_NOT_UTF8;
        if (row->problems_count) { /* nothing of it is looked up or remembered */
            row->person.person_id = 0;
            row->household_id = 0;
            batch->wrong++;
        }
        batch->count++;
    }
    batch->read_bytes = people_input_bytes(feed->input);
}

static void *run(void *arg)
{
    struct people_feed *feed = arg;
    bool last = false;

    while (!last) {
        pthread_mutex_lock(&feed->lock);
        while (!feed->stop && feed->filled - feed->given == BATCHES)
            pthread_cond_wait(&feed->changed, &feed->lock);
        struct people_batch *batch = &feed->batches[feed->filled % BATCHES];
        bool stop = feed->stop;
        pthread_mutex_unlock(&feed->lock);
        if (stop)
            break;
        fill(feed, batch);
        last = batch->last;
        pthread_mutex_lock(&feed->lock);
        feed->filled++;
        pthread_cond_broadcast(&feed->changed);
        pthread_mutex_unlock(&feed->lock);
    }
    return NULL;
}

struct people_feed *people_feed_start(const struct ctx *ctx, struct people_input *input, const struct row_reader *reader, int limit)
{
    struct people_feed *feed = arena_new(ctx->arena, struct people_feed);

    feed->ctx = (struct ctx){.now_ms = ctx->now_ms, .lang = ctx->lang};
    feed->input = input;
    feed->reader = reader;
    feed->limit = limit;
    for (int i = 0; i < BATCHES; i++) {
        arena_init(&feed->batches[i].arena, (size_t)1 << 30);
        feed->batches[i].rows = arena_array(ctx->arena, struct people_row, (size_t)limit);
    }
    pthread_mutex_init(&feed->lock, NULL);
    pthread_cond_init(&feed->changed, NULL);
    int failed = pthread_create(&feed->thread, NULL, run, feed);
    assert(!failed && "no thread to read with");
    (void)failed;
    return feed;
}

struct people_batch *people_feed_take(struct people_feed *feed)
{
    pthread_mutex_lock(&feed->lock);
    while (feed->filled == feed->taken)
        pthread_cond_wait(&feed->changed, &feed->lock);
    struct people_batch *batch = &feed->batches[feed->taken++ % BATCHES];
    pthread_mutex_unlock(&feed->lock);
    return batch;
}

void people_feed_give(struct people_feed *feed, struct people_batch *batch)
{
    assert(batch == &feed->batches[feed->given % BATCHES]);
    (void)batch;
    pthread_mutex_lock(&feed->lock);
    feed->given++;
    pthread_cond_broadcast(&feed->changed);
    pthread_mutex_unlock(&feed->lock);
}

void people_feed_stop(struct people_feed *feed)
{
    if (!feed)
        return;
    pthread_mutex_lock(&feed->lock);
    feed->stop = true;
    pthread_cond_broadcast(&feed->changed);
    pthread_mutex_unlock(&feed->lock);
    pthread_join(feed->thread, NULL);
    pthread_mutex_destroy(&feed->lock);
    pthread_cond_destroy(&feed->changed);
    for (int i = 0; i < BATCHES; i++)
        arena_done(&feed->batches[i].arena);
}
