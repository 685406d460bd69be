/* db_turn.c: the write turn of a process: a queue of threads, first come first served. A plain mutex would let the
 * writer lane, which asks again at once, starve everybody else. */
#include "platform/db/db_engine.h"
#include <assert.h>
#include <errno.h>
#include <time.h>

struct db_turn_waiter {
    pthread_cond_t wake;
    bool granted;
    struct db_turn_waiter *next;
};

void db_turn_init(struct db_turn *turn)
{
    *turn = (struct db_turn){0};
    pthread_mutex_init(&turn->lock, NULL);
}

void db_turn_done(struct db_turn *turn)
{
    assert(!turn->held && !turn->first);
    pthread_mutex_destroy(&turn->lock);
    db_bell_close(&turn->bell);
}

static void waiter_unlink(struct db_turn *turn, struct db_turn_waiter *waiter)
{
    struct db_turn_waiter **at = &turn->first, *before = NULL;

    while (*at != waiter) {
        before = *at;
        at = &before->next;
    }
    *at = waiter->next;
    if (turn->last == waiter)
        turn->last = before;
}

static bool queue_up(struct db_turn *turn, int64_t timeout_ms)
{
    pthread_mutex_lock(&turn->lock);
    if (!turn->held) {
        turn->held = true;
        pthread_mutex_unlock(&turn->lock);
        return true;
    }
    struct db_turn_waiter me = {0};
    pthread_condattr_t attr;
    struct timespec until;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&me.wake, &attr);
    pthread_condattr_destroy(&attr);
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += timeout_ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    if (turn->last)
        turn->last->next = &me;
    else
        turn->first = &me;
    turn->last = &me;
    while (!me.granted && pthread_cond_timedwait(&me.wake, &turn->lock, &until) != ETIMEDOUT)
        ;
    if (!me.granted)
        waiter_unlink(turn, &me);
    pthread_mutex_unlock(&turn->lock);
    pthread_cond_destroy(&me.wake);
    return me.granted;
}

bool db_turn_take(struct db_turn *turn, int64_t timeout_ms)
{
    if (!queue_up(turn, timeout_ms))
        return false;
    db_bell_before_lock(&turn->bell);
    return true;
}

void db_turn_give(struct db_turn *turn)
{
    db_bell_release(&turn->bell);
    pthread_mutex_lock(&turn->lock);
    assert(turn->held);
    struct db_turn_waiter *next = turn->first;
    if (next) { /* the turn passes on without ever being free, so nobody can jump the queue */
        turn->first = next->next;
        if (!turn->first)
            turn->last = NULL;
        next->granted = true;
        pthread_cond_signal(&next->wake);
    } else {
        turn->held = false;
    }
    pthread_mutex_unlock(&turn->lock);
}
