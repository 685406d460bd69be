/* rate.c: a token bucket for each account or device, never for an address alone: a whole commune may stand behind one address. It only stops runaway
 * programs; sign-in has a stricter throttle of its own in features/identity. API clients are limited by their contract, not here. */
#include "web/internal.h"
#include <pthread.h>
#include <stdlib.h>

enum { RATE_SLOTS = 1 << 14, RATE_BURST = 400, RATE_A_SECOND = 40, RATE_LOCKS = 64 };

struct bucket {
    uint64_t key;
    int64_t at_ms;
    int32_t tokens;
};
struct rate_table {
    struct bucket buckets[RATE_SLOTS];
    pthread_mutex_t locks[RATE_LOCKS];
};

struct rate_table *rate_table_new(void)
{
    struct rate_table *table = calloc(1, sizeof *table);
    if (!table)
        abort();
    for (int i = 0; i < RATE_LOCKS; i++)
        pthread_mutex_init(&table->locks[i], NULL);
    return table;
}

void rate_table_free(struct rate_table *table)
{
    if (!table)
        return;
    for (int i = 0; i < RATE_LOCKS; i++)
        pthread_mutex_destroy(&table->locks[i]);
    free(table);
}

enum err rate_check(struct rate_table *table, struct req *req)
{
    uint64_t key;

    if (req->route->auth == AUTH_BEARER)
        return OK;
    if (req->session)
        key = (uint64_t)req->session->account_id * 0x9e3779b97f4a7c15ull;
    else if (req->device.len)
        key = str_hash(req->device);
    else
        return OK; /* a first visit: nothing is known yet but the address */
    uint64_t slot = (key ^ key >> 29) % RATE_SLOTS;
    struct bucket *bucket = &table->buckets[slot];
    pthread_mutex_t *lock = &table->locks[slot % RATE_LOCKS];
    bool empty;

    pthread_mutex_lock(lock);
    if (bucket->key != key)
        *bucket = (struct bucket){key, req->ctx.now_ms, RATE_BURST};
    int64_t passed_ms = req->ctx.now_ms - bucket->at_ms;
    if (passed_ms > 0) {
        int64_t tokens = bucket->tokens + passed_ms * RATE_A_SECOND / 1000;
        if (tokens > bucket->tokens) {
            bucket->tokens = tokens > RATE_BURST ? RATE_BURST : (int32_t)tokens;
            bucket->at_ms = req->ctx.now_ms;
        }
    }
    empty = bucket->tokens <= 0;
    if (!empty)
        bucket->tokens--;
    pthread_mutex_unlock(lock);
    if (empty)
        return fault(&req->ctx, ERR_BUSY, "rate.limit", "", "Thiết bị này gửi quá nhiều yêu cầu. Hãy chờ vài giây rồi thử lại; không mất dữ liệu đã lưu.");
    return OK;
}
