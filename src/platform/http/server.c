/* server.c: starting, stopping, and leading each request through head, body and answer.
 * libmicrohttpd calls on_target() when the request line stands, then on_access() at least twice: with the head, with pieces of the
 * body, and once when all has come; on_completed() ends it. The socket is shared by all web processes, so it must not block. */
#include "platform/http/http_impl.h"
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>

static void *on_target(void *arg, const char *target, struct MHD_Connection *connection)
{
    struct http_box *box = http_box_take(arg);

    box->connection = connection;
    http_target_read(box, target);
    return box;
}

static size_t leave_escaped(void *arg, struct MHD_Connection *connection, char *text)
{
    (void)arg, (void)connection;
    return strlen(text);
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **peer_at, enum MHD_ConnectionNotificationCode code)
{
    (void)arg;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        free(*peer_at);
        *peer_at = NULL;
        return;
    }
    struct http_peer *peer = calloc(1, sizeof *peer);
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!peer)
        abort();
    if (info && info->client_addr && info->client_addr->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)info->client_addr;
        inet_ntop(AF_INET, &v4->sin_addr, peer->text, sizeof peer->text);
    } else if (info && info->client_addr && info->client_addr->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const void *)info->client_addr;
        if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) /* one client, one text, whichever socket it came by */
            inet_ntop(AF_INET, (const char *)&v6->sin6_addr + 12, peer->text, sizeof peer->text);
        else
            inet_ntop(AF_INET6, &v6->sin6_addr, peer->text, sizeof peer->text);
    }
    peer->len = strlen(peer->text);
    *peer_at = peer;
}

/* Hands the request to the layer above; it is complete, or refused with request.status set. */
static enum MHD_Result dispatch(struct http_box *box)
{
    struct http_server *server = box->server;
    struct http_thread *thread = &server->threads[box->request.thread];

    box->dispatched = true;
    atomic_fetch_add(&thread->running, 1);
    if (atomic_load(&server->stopping)) {
        box->request.status = 503;
        return http_reply_queue(box);
    }
    atomic_store_explicit(&box->state, BOX_RUNNING, memory_order_relaxed);
    if (server->config.on_request(&box->request, server->config.arg) == HTTP_REPLY)
        return http_reply_queue(box);

    /* From here on another thread may call http_reply(). It wakes the connection only when it finds it suspended. */
    int seen = BOX_RUNNING;
    if (atomic_load(&box->state) == BOX_READY)
        return http_reply_queue(box);
    MHD_suspend_connection(box->connection);
    if (!atomic_compare_exchange_strong(&box->state, &seen, BOX_SUSPENDED))
        MHD_resume_connection(box->connection);
    return MHD_YES;
}

void http_reply(struct http_request *request)
{
    struct http_box *box = request->impl_;
    struct MHD_Connection *connection = box->connection;
    int before = atomic_exchange(&box->state, BOX_READY);

    assert(before != BOX_READY && "http_reply called twice");
    if (before == BOX_SUSPENDED) /* otherwise the event thread finishes it, and the request may be gone already */
        MHD_resume_connection(connection);
}

static enum MHD_Result head_arrived(struct http_box *box, const char *method, const char *version)
{
    struct http_request *request = &box->request;
    const struct http_config *config = &box->server->config;

    box->head_seen = true;
    http_head_read(box, method, version);
    if (request->status)
        return dispatch(box); /* where the body ends is not to be trusted: answer and close */
    if (config->on_head)
        config->on_head(request, config->arg);
    if (request->body_limit_bytes > HTTP_BODY_BYTES_MAX)
        request->body_limit_bytes = HTTP_BODY_BYTES_MAX;
    if (!request->status && box->content_length > (int64_t)request->body_limit_bytes)
        request->status = 413;
    if (request->status) {
        /* A client that is still sending would see a reset instead of the answer, so its body is read and dropped first;
         * one that waits for 100 Continue, or means to send an absurd amount, is answered at once and cut off. */
        if (box->expects_continue || box->content_length > HTTP_DISCARD_BYTES_MAX)
            return dispatch(box);
        box->discarding = true;
    }
    return MHD_YES;
}

static enum MHD_Result on_access(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
                                 const char *version, const char *data, size_t *data_len, void **box_at)
{
    struct http_box *box = *box_at;

    (void)arg, (void)connection, (void)url;
    if (!box->head_seen)
        return head_arrived(box, method, version);
    if (*data_len) {
        bool go_on = http_body_add(box, data, *data_len);
        *data_len = 0;
        return go_on ? MHD_YES : MHD_NO;
    }
    if (box->dispatched) /* woken by http_reply() */
        return http_reply_queue(box);
    http_body_end(box);
    return dispatch(box);
}

static void on_completed(void *arg, struct MHD_Connection *connection, void **box_at, enum MHD_RequestTerminationCode why)
{
    struct http_server *server = arg;
    struct http_box *box = *box_at;

    (void)connection, (void)why;
    if (!box)
        return;
    *box_at = NULL;
    if (box->dispatched && server->config.on_done)
        server->config.on_done(&box->request, server->config.arg);
    http_box_give_back(box);
}

enum err http_server_start(struct ctx *ctx, const struct http_config *config, struct http_server **ret_server)
{
    static _Atomic uint64_t serial;
    int threads = config->threads > 0 ? config->threads : 1;
    size_t size = sizeof(struct http_server) + (size_t)threads * sizeof(struct http_thread);
    struct http_server *server = aligned_alloc(64, (size + 63) & ~(size_t)63);

    if (!server)
        abort();
    memset(server, 0, size);
    server->config = *config;
    server->config.threads = threads;
    server->serial = atomic_fetch_add(&serial, 1) + 1;
    int flags = fcntl(config->listen_fd, F_GETFL);
    if (flags < 0 || fcntl(config->listen_fd, F_SETFL, flags | O_NONBLOCK) < 0) {
        free(server);
        return fault_set(ctx, ERR_INTERNAL, S("http.listen_fd"), STR_NONE, S("Không dùng được cổng mạng đã mở."),
                         str_of(strerror(errno)));
    }
    struct MHD_OptionItem pool[] = {{MHD_OPTION_END, 0, NULL}, {MHD_OPTION_END, 0, NULL}};
    if (threads > 1)
        pool[0] = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, threads, NULL};
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_SUPPRESS_DATE_NO_CLOCK, 0, NULL, NULL, on_access, server,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)config->listen_fd,
        MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(config->max_connections ? config->max_connections : HTTP_CONNECTIONS_MAX),
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(config->idle_timeout_s ? config->idle_timeout_s : HTTP_IDLE_TIMEOUT_S),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_POOL_BYTES,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
        MHD_OPTION_ARRAY, pool,
        MHD_OPTION_END);
    if (!server->daemon) {
        int error = errno;
        free(server);
        return fault_set(ctx, ERR_INTERNAL, S("http.start"), STR_NONE, S("Không khởi động được máy chủ HTTP."),
                         str_of(strerror(error)));
    }
    *ret_server = server;
    return OK;
}

static int running_count(struct http_server *server)
{
    int count = 0;
    for (int i = 0; i < server->config.threads; i++)
        count += atomic_load(&server->threads[i].running);
    return count;
}

static int active_count(struct http_server *server)
{
    int count = 0;
    for (int i = 0; i < server->config.threads; i++)
        count += atomic_load(&server->threads[i].active);
    return count;
}

static void sleep_ms(long ms) { nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL); }

void http_server_stop(struct http_server *server, int drain_ms)
{
    enum { STEP_MS = 5, GRACE_MS = 200 };

    if (!server)
        return;
    MHD_quiesce_daemon(server->daemon); /* the listening socket stays open for the other processes, and stays the caller's */
    atomic_store(&server->draining, true);
    for (int waited_ms = 0; active_count(server) && waited_ms < drain_ms; waited_ms += STEP_MS)
        sleep_ms(STEP_MS);
    atomic_store(&server->stopping, true);
    for (int waited_ms = 0; running_count(server) && waited_ms < GRACE_MS; waited_ms += STEP_MS)
        sleep_ms(STEP_MS);
    if (running_count(server))
        return; /* another thread still owns a request: libmicrohttpd must not go before it; the process ends anyway */
    MHD_stop_daemon(server->daemon);
    for (int i = 0; i < server->config.threads; i++)
        http_forms_free(&server->threads[i]);
    http_boxes_free(server);
    free(server);
}
