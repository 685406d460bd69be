/* request.c: request boxes and their bodies. A box keeps its arena's first block between uses, so a warm server allocates nothing
 * for a small request. Bodies are limited three times over: by the route, by HTTP_BODY_BYTES_MAX, and all together. */
#include "platform/http/http_impl.h"
#include <assert.h>
#include <stdlib.h>
#include <time.h>

static _Atomic int64_t large_bodies_bytes; /* malloc'ed by all servers of this process */

static int64_t monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The number of the event thread we run on: given out in the order in which threads see their first request. */
static int thread_index(struct http_server *server)
{
    static _Thread_local struct {
        uint64_t serial;
        int index;
    } here;

    if (here.serial != server->serial) {
        here.serial = server->serial;
        here.index = atomic_fetch_add(&server->threads_seen, 1);
        assert(here.index < server->config.threads);
    }
    return here.index;
}

struct http_box *http_box_take(struct http_server *server)
{
    int index = thread_index(server);
    struct http_thread *thread = &server->threads[index];
    struct http_box *box = thread->free;

    if (box) {
        thread->free = box->next_free;
        thread->free_count--;
    } else {
        box = calloc(1, sizeof *box);
        if (!box)
            abort();
        box->server = server;
        box->request.thread = index;
        box->request.impl_ = box;
        arena_init(&box->request.arena, 0);
        box->next_all = atomic_load(&server->all);
        while (!atomic_compare_exchange_weak(&server->all, &box->next_all, box))
            ;
    }
    atomic_fetch_add_explicit(&thread->active, 1, memory_order_relaxed);
    box->request.start_us = monotonic_us();
    return box;
}

static void body_free(struct http_box *box)
{
    if (box->body_large) {
        free(box->body);
        atomic_fetch_sub(&large_bodies_bytes, (int64_t)box->body_cap);
    }
    box->body = NULL;
    box->body_cap = 0;
    box->body_large = false;
}

void http_box_give_back(struct http_box *box)
{
    struct http_request *request = &box->request;
    struct http_thread *thread = &box->server->threads[request->thread];

    if (box->form)
        http_form_give_back(box->form);
    box->form = NULL;
    body_free(box);
    if (thread->free_count < HTTP_WARM_BOXES) {
        arena_reset(&request->arena);
    } else { /* a crowd has passed: its memory goes back */
        arena_done(&request->arena);
        arena_init(&request->arena, 0);
    }
    /* Field by field: the header arrays are big, and their counts say what of them is valid. */
    request->method = HTTP_OTHER;
    request->path = request->query = request->body = request->peer = request->reply = STR_NONE;
    request->header_count = request->reply_header_count = request->status = request->reply_fd = 0;
    request->body_limit_bytes = 0;
    request->reply_static = false;
    request->reply_fd_bytes = 0;
    request->user = NULL;
    box->connection = NULL;
    box->head_seen = box->dispatched = box->discarding = box->target_bad = box->target_long = false;
    box->chunked = box->expects_continue = false;
    box->content_length = -1;
    box->received_bytes = 0;
    box->next_free = thread->free;
    thread->free = box;
    thread->free_count++;
    atomic_fetch_sub_explicit(&thread->active, 1, memory_order_relaxed);
}

void http_boxes_free(struct http_server *server)
{
    struct http_box *box = atomic_load(&server->all);
    while (box) {
        struct http_box *next = box->next_all;
        body_free(box);
        arena_done(&box->request.arena);
        free(box);
        box = next;
    }
}

/* Room for `need` bytes: in the arena when the length is known and small, else a block that doubles (realloc moves pages, not
 * bytes, at this size). Memory follows what has arrived, not what the client says it will send. false: the process is full. */
static bool body_reserve(struct http_box *box, size_t need)
{
    if (need <= box->body_cap)
        return true;
    if (!box->body && box->content_length >= 0 && box->content_length <= HTTP_BODY_SMALL_BYTES) {
        box->body_cap = (size_t)box->content_length;
        box->body = arena_alloc_raw(&box->request.arena, box->body_cap + 1);
        return need <= box->body_cap;
    }
    size_t cap = box->body_cap ? box->body_cap : HTTP_BODY_SMALL_BYTES;
    while (cap < need)
        cap *= 2;
    int64_t more = (int64_t)(cap - box->body_cap);
    if (atomic_fetch_add(&large_bodies_bytes, more) + more > HTTP_BODIES_BYTES_MAX) {
        atomic_fetch_sub(&large_bodies_bytes, more);
        return false;
    }
    char *body = realloc(box->body, cap);
    if (!body)
        abort();
    box->body = body;
    box->body_cap = cap;
    box->body_large = true;
    return true;
}

static bool too_slow(const struct http_box *box)
{
    int64_t seconds = (monotonic_us() - box->request.start_us) / 1000000;
    return seconds > HTTP_BODY_GRACE_S && box->received_bytes < (uint64_t)seconds * HTTP_BODY_RATE_MIN;
}

static void refuse_body(struct http_box *box, int status)
{
    body_free(box);
    box->request.body = STR_NONE;
    box->request.status = status;
    box->discarding = true;
}

bool http_body_add(struct http_box *box, const char *bytes, size_t len)
{
    struct http_request *request = &box->request;

    box->received_bytes += len;
    if (too_slow(box))
        return false;
    if (box->discarding)
        return box->received_bytes <= HTTP_DISCARD_BYTES_MAX;
    if (box->received_bytes > request->body_limit_bytes) {
        refuse_body(box, 413);
    } else if (!body_reserve(box, request->body.len + len)) {
        refuse_body(box, 503);
    } else {
        memcpy(box->body + request->body.len, bytes, len);
        request->body = (struct str){box->body, request->body.len + len};
    }
    return true;
}

void http_body_end(struct http_box *box)
{
    /* libmicrohttpd counts too; a body that is shorter than announced never gets here. This is the second lock on the door. */
    if (!box->discarding && box->content_length >= 0 && box->received_bytes != (uint64_t)box->content_length)
        refuse_body(box, 400);
}
