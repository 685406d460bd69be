/* rate.c: a token bucket for each account or device: a whole commune may stand behind one address. Who brings no cookie yet (a first visit, or a program that
 * keeps none) shares a wide bucket with the other strangers of the address; behind a proxy on this machine the proxy counts them (packaging/nginx). An address is
 * hashed in memory here and stands nowhere else. It only stops runaway
 * programs; sign-in has a stricter throttle of its own in features/identity. API clients are limited by their contract, not here. */
#include "web/internal.h"
#include <pthread.h>
#include <stdlib.h>

enum { RATE_SLOTS = 1 << 14, RATE_BURST = 400, RATE_A_SECOND = 40, STRANGERS_BURST = 2000, STRANGERS_A_SECOND = 100, RATE_LOCKS = 64 };

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

static bool loopback(struct str peer) { return str_starts(peer, S("127.")) || str_eq(peer, S("::1")) || str_empty(peer); }

enum err rate_check(struct rate_table *table, struct req *req)
{
    uint64_t key;
    int burst = RATE_BURST, a_second = RATE_A_SECOND;

    if (req->route->auth != AUTH_SESSION)
        return OK;
    if (req->session)
        key = (uint64_t)req->session->account_id * 0x9e3779b97f4a7c15ull;
    else if (req->device.len && str_eq(http_cookie_find(req->http, S("congdan_device")), req->device))
        key = str_hash(req->device);
    else if (!loopback(req->http->peer)) {
        key = ~str_hash(req->http->peer);
        burst = STRANGERS_BURST;
        a_second = STRANGERS_A_SECOND;
    } else
        return OK;
    uint64_t slot = (key ^ key >> 29) % RATE_SLOTS;
    struct bucket *bucket = &table->buckets[slot];
    pthread_mutex_t *lock = &table->locks[slot % RATE_LOCKS];
    bool empty;

    pthread_mutex_lock(lock);
    if (bucket->key != key)
        *bucket = (struct bucket){key, req->ctx.now_ms, burst};
    int64_t passed_ms = req->ctx.now_ms - bucket->at_ms;
    if (passed_ms > 0) {
        int64_t tokens = bucket->tokens + passed_ms * a_second / 1000;
        if (tokens > bucket->tokens) {
            bucket->tokens = tokens > burst ? burst : (int32_t)tokens;
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
