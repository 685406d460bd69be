/* db_value.c: values that may be null, and new identifiers. */
#include "platform/db/db.h"
#include <assert.h>
#include <stdatomic.h>
#include "platform/clock/clock.h"

struct db_value db_i64_or_null(int64_t value) { return value ? DB_I64(value) : DB_NULL_I64; }
struct db_value db_str_or_null(struct str value) { return value.len ? DB_STR(value) : DB_NULL_STR; }
struct db_value db_day_or_null(struct arena *arena, struct day d)
{
    return day_is_none(d) ? DB_NULL_STR : DB_STR(day_iso(arena, d));
}

/* --- identifiers: 41 bits of time, 8 of worker, 14 of counter ------------------------------------------------------
 */
enum { WORKER_BITS = 8, COUNTER_BITS = 14 };
#define ID_EPOCH_MS INT64_C(1704067200000) /* 2024-01-01T00:00:00Z; the time runs out in 2093 */

static _Atomic int64_t id_last; /* time and counter of the last id, without the worker */
static _Atomic int id_worker;

void db_set_worker(int worker)
{
    assert(worker >= 0 && worker < 1 << WORKER_BITS);
    atomic_store(&id_worker, worker);
}

int64_t db_new_id(void)
{
    int64_t now = (clock_now_ms() - ID_EPOCH_MS) << COUNTER_BITS;
    int64_t last = atomic_load_explicit(&id_last, memory_order_relaxed), next;

    /* A clock that was set back, or more than 16,384 ids in a millisecond, counts on from the last id: still unique and
     * increasing. */
    do
        next = now > last ? now : last + 1;
    while (!atomic_compare_exchange_weak(&id_last, &last, next));
    int64_t ms = next >> COUNTER_BITS, counter = next & ((1 << COUNTER_BITS) - 1);
    return ms << (WORKER_BITS + COUNTER_BITS) | (int64_t)atomic_load(&id_worker) << COUNTER_BITS | counter;
}
