/* random.c: libsodium's generator, which asks the kernel; no state of our own that a fork could copy. */
#include "platform/random/random.h"
#include <assert.h>
#include <pthread.h>
#include <sodium.h>

static pthread_once_t started = PTHREAD_ONCE_INIT;

static void start(void)
{
    int failed = sodium_init();

    assert(failed >= 0); /* no entropy source: nothing that needs a secret may run */
    (void)failed;
}

void random_bytes(void *ret_bytes, size_t size_bytes)
{
    pthread_once(&started, start);
    randombytes_buf(ret_bytes, size_bytes);
}

uint32_t random_below(uint32_t bound)
{
    assert(bound > 0);
    pthread_once(&started, start);
    return randombytes_uniform(bound);
}
