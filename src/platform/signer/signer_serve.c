/* signer_serve.c: answers signing requests: one thread a connection, batches of packets in one system call. Keys are read again every few seconds, so that a new
 * key of the operator is seen without a restart; a folder that cannot be read leaves the keys as they are. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "platform/clock/clock.h"
#include "platform/log/log.h"
#include "platform/signer/internal.h"

enum { CONNECTIONS_MAX = 256, RELOAD_MS = 5000, RATE_PER_SECOND = 100000, BURST = 200000 };

static struct {
    pthread_rwlock_t keys_lock;
    struct signer_keys keys;
    struct signer_journal *journal;
    pthread_mutex_t rate_lock;
    double tokens[SIGNER_PURPOSE_COUNT];
    int64_t filled_ms;
    int connections; /* atomic */
} s = {.keys_lock = PTHREAD_RWLOCK_INITIALIZER, .rate_lock = PTHREAD_MUTEX_INITIALIZER};

static bool rate_takes(enum signer_purpose purpose, int count)
{
    pthread_mutex_lock(&s.rate_lock);
    int64_t now_ms = clock_mono_ms();
    for (int i = 0; i < SIGNER_PURPOSE_COUNT; i++) {
        s.tokens[i] += (double)(now_ms - s.filled_ms) * RATE_PER_SECOND / 1000;
        if (s.tokens[i] > BURST)
            s.tokens[i] = BURST;
    }
    s.filled_ms = now_ms;
    bool enough = s.tokens[purpose] >= count;
    if (enough)
        s.tokens[purpose] -= count;
    pthread_mutex_unlock(&s.rate_lock);
    return enough;
}

/* --- one request ----------------------------------------------------------------------------------------------------- */
static const struct signer_key *key_named(const char *kid)
{
    for (int i = 0; i < s.keys.count; i++)
        if (memcmp(s.keys.keys[i].info.kid, kid, sizeof s.keys.keys[i].info.kid) == 0)
            return &s.keys.keys[i];
    return NULL;
}

/* With the keys' lock held for reading. A key signs for its own purpose and with its own algorithm, and only while it is the one in use: one that is retired
 * or not yet begun would be a way to make tokens that look old or new. */
static enum err sign(const struct signer_ask *ask, struct signer_reply *reply, size_t *ret_len)
{
    const struct signer_key *key = key_named(ask->head.kid);
    struct str input = {ask->input, ask->head.len};

    if (!key || key->info.purpose != (enum signer_purpose)ask->head.purpose || key->info.alg != (enum jose_alg)ask->head.alg)
        return ERR_NOT_FOUND;
    if (key != signer_keys_active(&s.keys, key->info.purpose, key->info.alg, clock_now_ms()))
        return ERR_CONFLICT;
    if (!rate_takes(key->info.purpose, 1))
        return ERR_BUSY;
    TRY(jose_sign(key->key, input, reply->bytes, ret_len));
    signer_journal_put(s.journal, key, input);
    return OK;
}

static struct str keys_text(struct arena *arena, enum signer_purpose purpose)
{
    struct buf out;
    int64_t now_ms = clock_now_ms();
    bool first = true;

    buf_init(&out, arena, 4096);
    for (int alg = 1; alg < JOSE_ALG_COUNT; alg++) {
        const struct signer_key *key = signer_keys_active(&s.keys, purpose, (enum jose_alg)alg, now_ms);
        if (key)
            buf_printf(&out, "%.*s %s\n", STR_ARG(jose_alg_name((enum jose_alg)alg)), key->info.kid);
    }
    buf_lit(&out, "\n{\"keys\":[");
    for (int i = 0; i < s.keys.count; i++) {
        const struct signer_key *key = &s.keys.keys[i];
        if (key->info.purpose != purpose || !signer_key_published(key, now_ms))
            continue;
        if (!first)
            buf_put_char(&out, ',');
        first = false;
        buf_put(&out, jose_key_public_jwk(arena, key->key));
    }
    buf_lit(&out, "]}");
    return buf_str(&out);
}

/* --- connections ----------------------------------------------------------------------------------------------------- */
static bool sane(const struct signer_ask *ask, size_t got)
{
    return got >= sizeof ask->head && ask->head.magic == SIGNER_MAGIC && ask->head.len == got - sizeof ask->head && ask->head.purpose < SIGNER_PURPOSE_COUNT &&
           ask->head.alg < JOSE_ALG_COUNT && ask->head.kid[JOSE_KID_BYTES] == 0;
}

static bool answer_keys(int fd, const struct signer_ask *ask)
{
    struct arena AUTO(arena_done) arena;
    struct signer_head head = ask->head;

    arena_init(&arena, 0);
    pthread_rwlock_rdlock(&s.keys_lock);
    struct str text = keys_text(&arena, (enum signer_purpose)ask->head.purpose);
    pthread_rwlock_unlock(&s.keys_lock);
    head.err = text.len > SIGNER_REPLY_BYTES_MAX ? ERR_TOO_LARGE : OK;
    head.len = head.err ? 0 : (uint32_t)text.len;
    struct iovec parts[] = {{&head, sizeof head}, {(void *)(uintptr_t)text.ptr, head.len}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    return sendmsg(fd, &message, MSG_NOSIGNAL) > 0;
}

struct batch {
    struct signer_ask asks[SIGNER_BATCH_MAX];
    struct signer_reply replies[SIGNER_BATCH_MAX];
    struct mmsghdr in[SIGNER_BATCH_MAX], out[SIGNER_BATCH_MAX];
    struct iovec in_parts[SIGNER_BATCH_MAX], out_parts[SIGNER_BATCH_MAX];
};

/* False: the connection is over, or does not speak our protocol. */
static bool serve_some(int fd, struct batch *b)
{
    int got, count = 0;

    for (int i = 0; i < SIGNER_BATCH_MAX; i++) {
        b->in_parts[i] = (struct iovec){&b->asks[i], sizeof b->asks[i]};
        b->in[i].msg_hdr = (struct msghdr){.msg_iov = &b->in_parts[i], .msg_iovlen = 1};
    }
    do
        got = recvmmsg(fd, b->in, SIGNER_BATCH_MAX, MSG_WAITFORONE, NULL);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return false;
    pthread_rwlock_rdlock(&s.keys_lock);
    for (int i = 0; i < got; i++) {
        const struct signer_ask *ask = &b->asks[i];
        struct signer_reply *reply = &b->replies[count];
        size_t len = 0;
        if ((b->in[i].msg_hdr.msg_flags & MSG_TRUNC) || !sane(ask, b->in[i].msg_len) || (ask->head.op != SIGNER_OP_SIGN && got > 1)) {
            pthread_rwlock_unlock(&s.keys_lock);
            return false;
        }
        if (ask->head.op != SIGNER_OP_SIGN)
            break;
        reply->head = ask->head;
        reply->head.err = (uint16_t)sign(ask, reply, &len);
        reply->head.len = (uint32_t)len;
        b->out_parts[count] = (struct iovec){reply, sizeof reply->head + len};
        b->out[count].msg_hdr = (struct msghdr){.msg_iov = &b->out_parts[count], .msg_iovlen = 1};
        count++;
    }
    pthread_rwlock_unlock(&s.keys_lock);
    if (!count)
        return b->asks[0].head.op == SIGNER_OP_KEYS && answer_keys(fd, &b->asks[0]);
    for (int sent = 0; sent < count;) {
        int n = sendmmsg(fd, b->out + sent, (unsigned)(count - sent), MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        sent += n;
    }
    return true;
}

static void *connection_main(void *arg)
{
    int fd = (int)(intptr_t)arg;
    struct batch *batch = calloc(1, sizeof *batch);

    if (batch)
        while (serve_some(fd, batch))
            ;
    free(batch);
    close(fd);
    __atomic_fetch_sub(&s.connections, 1, __ATOMIC_ACQ_REL);
    return NULL;
}

/* Only processes of our own user. */
static void connection_take(int listen_fd)
{
    struct ucred who = {0};
    socklen_t len = sizeof who;
    pthread_attr_t attr;
    pthread_t thread;
    int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);

    if (fd < 0)
        return;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0 || who.uid != geteuid() ||
        __atomic_add_fetch(&s.connections, 1, __ATOMIC_ACQ_REL) > CONNECTIONS_MAX) {
        close(fd);
        return;
    }
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 256 * 1024);
    if (pthread_create(&thread, &attr, connection_main, (void *)(intptr_t)fd) != 0) {
        close(fd);
        __atomic_fetch_sub(&s.connections, 1, __ATOMIC_ACQ_REL);
    }
    pthread_attr_destroy(&attr);
}

/* --- keys -------------------------------------------------------------------------------------------------------------- */
static enum err make_missing(struct ctx *ctx, struct str dir, const struct crypto_key *master, struct signer_keys *keys)
{
    bool made = false;

    for (int purpose = 0; purpose < SIGNER_PURPOSE_COUNT; purpose++)
        for (int alg = 1; alg < JOSE_ALG_COUNT; alg++)
            if (!signer_keys_active(keys, (enum signer_purpose)purpose, (enum jose_alg)alg, ctx->now_ms)) {
                TRY(signer_key_make(ctx, dir, master, (enum signer_purpose)purpose, (enum jose_alg)alg, ctx->now_ms, false));
                made = true;
            }
    if (!made)
        return OK;
    signer_keys_free(keys);
    return signer_keys_load(ctx, dir, master, keys);
}

static void reload(struct str dir, const struct crypto_key *master)
{
    struct arena AUTO(arena_done) arena;
    static struct signer_keys fresh, old;

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .now_ms = clock_now_ms()};
    if (signer_keys_load(&ctx, dir, master, &fresh) != OK || !fresh.count) {
        log_line(LOG_WARN, "keys_not_read", LOG_STR("code", ctx.fault.code), LOG_STR("detail", ctx.fault.detail));
        return;
    }
    pthread_rwlock_wrlock(&s.keys_lock);
    old = s.keys;
    s.keys = fresh;
    pthread_rwlock_unlock(&s.keys_lock);
    signer_keys_free(&old);
}

enum err signer_serve(struct ctx *ctx, struct str keys_dir, int listen_fd, void (*on_ready)(void *arg), void *arg)
{
    struct crypto_key master;
    struct pollfd waiting = {.fd = listen_fd, .events = POLLIN};

    TRY(signer_master_load(ctx, keys_dir, &master));
    TRY(signer_keys_load(ctx, keys_dir, &master, &s.keys));
    TRY(make_missing(ctx, keys_dir, &master, &s.keys));
    TRY(signer_journal_open(ctx, keys_dir, &s.journal));
    s.filled_ms = clock_mono_ms();
    for (int i = 0; i < SIGNER_PURPOSE_COUNT; i++)
        s.tokens[i] = BURST;
    on_ready(arg);
    for (int64_t flushed_ms = 0, loaded_ms = clock_mono_ms();;) {
        if (poll(&waiting, 1, 250) > 0)
            connection_take(listen_fd);
        int64_t now_ms = clock_mono_ms();
        if (now_ms - flushed_ms >= 1000) {
            signer_journal_flush(s.journal, clock_now_ms());
            flushed_ms = now_ms;
        }
        if (now_ms - loaded_ms >= RELOAD_MS) {
            reload(keys_dir, &master);
            loaded_ms = now_ms;
        }
    }
}
