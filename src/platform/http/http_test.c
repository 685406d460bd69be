/* http_test.c: the server over a real socket: what a client may send, what it gets, and how the server ends. */
#include "platform/http/http.h"
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct arena arena;
static struct ctx ctx;
static struct http_server *server;
static int listen_fd, port;
static _Atomic int done_count, head_count;
static struct http_request *held; /* by /held until the test lets it go */

static void on_head(struct http_request *request, void *arg)
{
    (void)arg;
    atomic_fetch_add(&head_count, 1);
    request->body_limit_bytes = str_eq(request->path, S("/large")) ? 20 * 1024 * 1024 : 1000;
    if (str_starts(request->path, S("/refused")))
        request->status = 403;
}

static void *reply_from_thread(void *arg)
{
    struct http_request *request = arg;
    nanosleep(&(struct timespec){.tv_nsec = (long)(request->body.len % 7) * 100000}, NULL);
    request->status = request->status ? request->status : 200;
    request->reply = arena_printf(&request->arena, "later %zu", request->body.len);
    http_reply(request);
    return NULL;
}

static void echo(struct http_request *request)
{
    struct buf buf;
    buf_init(&buf, &request->arena, 256);
    buf_printf(&buf, "method=%d path=%.*s query=%.*s body=%zu peer=%.*s cookie=%.*s headers=%d", request->method,
               STR_ARG(request->path), STR_ARG(request->query), request->body.len, STR_ARG(request->peer),
               STR_ARG(http_cookie_find(request, S("sid"))), request->header_count);
    request->reply = buf_str(&buf);
}

static enum http_next on_request(struct http_request *request, void *arg)
{
    static const char fixed[] = "static bytes";
    pthread_t thread;

    (void)arg;
    http_reply_header(request, S("Content-Type"), S("text/plain"));
    if (str_eq(request->path, S("/refused-later"))) {
        cr_assert_eq(pthread_create(&thread, NULL, reply_from_thread, request), 0);
        pthread_detach(thread);
        return HTTP_LATER;
    }
    if (request->status) {
        request->reply = arena_printf(&request->arena, "refused %d, body %zu", request->status, request->body.len);
        return HTTP_REPLY;
    }
    if (str_eq(request->path, S("/later"))) {
        cr_assert_eq(pthread_create(&thread, NULL, reply_from_thread, request), 0);
        pthread_detach(thread);
        return HTTP_LATER;
    }
    if (str_eq(request->path, S("/held"))) {
        held = request;
        return HTTP_LATER;
    }
    request->status = 200;
    if (str_eq(request->path, S("/file"))) {
        request->reply_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
        request->reply_fd_bytes = 100000;
    } else if (str_eq(request->path, S("/static"))) {
        request->reply = (struct str){fixed, sizeof fixed - 1};
        request->reply_static = true;
    } else if (str_eq(request->path, S("/none"))) {
        request->status = 204;
    } else if (str_eq(request->path, S("/unchanged"))) {
        request->status = 304;
        request->reply = S("bytes");
    } else if (str_eq(request->path, S("/large"))) {
        uint64_t sum = 0;
        for (size_t i = 0; i < request->body.len; i++)
            sum = sum * 31 + (unsigned char)request->body.ptr[i];
        request->reply = arena_printf(&request->arena, "%zu %llu", request->body.len, (unsigned long long)sum);
    } else {
        echo(request);
    }
    return HTTP_REPLY;
}

static void on_done(struct http_request *request, void *arg)
{
    (void)request, (void)arg;
    atomic_fetch_add(&done_count, 1);
}

static void start(void)
{
    struct sockaddr_in name;
    socklen_t len = sizeof name;

    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena};
    cr_assert_eq(http_listen(&ctx, S("127.0.0.1"), 0, &listen_fd), OK);
    cr_assert_eq(getsockname(listen_fd, (struct sockaddr *)&name, &len), 0);
    port = ntohs(name.sin_port);
    struct http_config config = {.listen_fd = listen_fd, .threads = 2, .idle_timeout_s = 2,
                                 .on_head = on_head, .on_request = on_request, .on_done = on_done};
    cr_assert_eq(http_server_start(&ctx, &config, &server), OK);
}

static void stop(void)
{
    http_server_stop(server, 1000);
    close(listen_fd);
    arena_done(&arena);
}

TestSuite(http, .init = start, .fini = stop, .timeout = 30);

static int dial(void)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(connect(fd, (struct sockaddr *)&name, sizeof name), 0);
    return fd;
}

static void send_all(int fd, struct str bytes)
{
    while (bytes.len) {
        ssize_t sent = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        cr_assert_gt(sent, 0);
        bytes = str_sub(bytes, (size_t)sent, bytes.len);
    }
}

/* What comes until `until` stands in it, the server closes, or three seconds pass. */
static struct str receive(int fd, struct str until)
{
    struct buf buf;
    buf_init(&buf, &arena, 4096);
    while (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 3000) == 1) {
        buf_reserve(&buf, 65536);
        ssize_t got = recv(fd, buf.ptr + buf.len, 65536, 0);
        if (got <= 0)
            break;
        buf.len += (size_t)got;
        if (until.len && str_find(buf_str(&buf), until) >= 0)
            break;
    }
    return buf_str(&buf);
}

/* Sends one request and reads the answer to its end: every request here asks to close. */
static struct str ask(struct str bytes)
{
    int fd = dial();
    send_all(fd, bytes);
    struct str answer = receive(fd, STR_NONE);
    close(fd);
    return answer;
}

static int status_of(struct str answer)
{
    int64_t status = 0;
    cr_assert(str_starts(answer, S("HTTP/1.1 ")), "no answer: [%.*s]", STR_ARG(answer));
    cr_assert_eq(str_parse_i64(str_sub(answer, 9, 3), &status), OK);
    return (int)status;
}

static bool has(struct str answer, struct str text) { return str_find(answer, text) >= 0; }

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#define CLOSE "Host: a\r\nConnection: close\r\n"

Test(http, a_request_comes_with_its_parts_still_encoded)
{
    struct str answer = ask(S("GET /a%20b/%C4%90?x=%41&y=+ HTTP/1.1\r\nCookie: a=1; sid=xyz; b\r\n" CLOSE "\r\n"));
    cr_assert_eq(status_of(answer), 200);
    cr_assert(has(answer, S("method=0 path=/a%20b/%C4%90 query=x=%41&y=+ body=0 peer=127.0.0.1 cookie=xyz headers=3")), "%.*s", STR_ARG(answer));
    cr_assert(has(answer, S("\r\nDate: ")) && has(answer, S("\r\nContent-Type: text/plain\r\n")) && !has(answer, S("Server:")));
    answer = ask(S("GET http://a.vn/x?y HTTP/1.1\r\n" CLOSE "\r\n"));
    cr_assert(has(answer, S("path=/x query=y ")), "%.*s", STR_ARG(answer));
    answer = ask(S("PATCH /x HTTP/1.1\r\n" CLOSE "\r\n"));
    cr_assert(has(answer, S("method=5 ")));
}

Test(http, head_gets_the_head_and_no_body)
{
    struct str answer = ask(S("HEAD /static HTTP/1.1\r\n" CLOSE "\r\n"));
    cr_assert_eq(status_of(answer), 200);
    cr_assert(has(answer, S("Content-Length: 12\r\n")) && str_ends(answer, S("\r\n\r\n")));
    answer = ask(S("GET /none HTTP/1.1\r\n" CLOSE "\r\n"));
    cr_assert_eq(status_of(answer), 204);
    cr_assert(str_ends(answer, S("\r\n\r\n")) && !has(answer, S("Content-Length")));
    answer = ask(S("GET /unchanged HTTP/1.1\r\n" CLOSE "\r\n"));
    cr_assert_eq(status_of(answer), 304);
    cr_assert(str_ends(answer, S("\r\n\r\n")) && has(answer, S("Content-Length: 5\r\n")), "%.*s", STR_ARG(answer));
}

Test(http, one_connection_carries_many_requests_and_each_gets_its_own_answer)
{
    int fd = dial();
    for (int i = 0; i < 300; i++) { /* of few lengths, so that response objects are reused */
        char text[100], expected[60];
        int len = snprintf(text, sizeof text, "GET /n%03d HTTP/1.1\r\nHost: a\r\n\r\n", i);
        send_all(fd, (struct str){text, (size_t)len});
        snprintf(expected, sizeof expected, "path=/n%03d query= body=0 peer=127.0.0.1 cookie= headers=1", i);
        cr_assert(str_ends(receive(fd, S("headers=1")), str_of(expected)));
    }
    send_all(fd, S("GET /static HTTP/1.1\r\nHost: a\r\n\r\nGET /p2 HTTP/1.1\r\nHost: a\r\n\r\n"));
    struct str both = receive(fd, S("path=/p2"));
    cr_assert(has(both, S("static bytes")) && has(both, S("path=/p2")));
    close(fd);
}

Test(http, a_file_is_sent_from_its_descriptor)
{
    struct str answer = ask(S("GET /file HTTP/1.1\r\n" CLOSE "\r\n"));
    ptrdiff_t body = str_find(answer, S("\r\n\r\n"));
    cr_assert_geq(body, 0);
    cr_assert_eq(answer.len - (size_t)body - 4, 100000);
    cr_assert(str_starts(str_sub(answer, (size_t)body + 4, 4), S("\x7f" "ELF")));
}

Test(http, bodies_arrive_whole_with_a_length_or_in_chunks)
{
    struct str answer = ask(S("POST /x HTTP/1.1\r\n" CLOSE "Content-Length: 5\r\n\r\nhello"));
    cr_assert(has(answer, S("body=5")));
    answer = ask(S("POST /x HTTP/1.1\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"));
    cr_assert(has(answer, S("body=13")), "%.*s", STR_ARG(answer));
    answer = ask(S("POST /x HTTP/1.1\r\n" CLOSE "\r\n"));
    cr_assert(has(answer, S("body=0")));

    size_t len = 15 * 1024 * 1024 + 17;
    char *body = malloc(len), head[200], expected[64];
    uint64_t sum = 0;
    cr_assert_not_null(body);
    for (size_t i = 0; i < len; i++) {
        body[i] = (char)(i * 2654435761u >> 13);
        sum = sum * 31 + (unsigned char)body[i];
    }
    snprintf(head, sizeof head, "POST /large HTTP/1.1\r\n" CLOSE "Content-Length: %zu\r\n\r\n", len);
    int fd = dial();
    send_all(fd, str_of(head));
    send_all(fd, (struct str){body, len});
    answer = receive(fd, STR_NONE);
    snprintf(expected, sizeof expected, "%zu %llu", len, (unsigned long long)sum);
    cr_assert(str_ends(answer, str_of(expected)), "%.*s", STR_ARG(answer));
    free(body);
    close(fd);
}

Test(http, a_body_over_its_limit_is_answered_after_it_was_read_and_the_connection_lives)
{
    int fd = dial();
    struct buf buf;
    buf_init(&buf, &arena, 0);
    for (int i = 0; i < 200000; i++)
        buf_put_char(&buf, 'x');
    send_all(fd, S("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n"));
    send_all(fd, buf_str(&buf));
    struct str answer = receive(fd, S("body 0"));
    cr_assert_eq(status_of(answer), 413);
    cr_assert(has(answer, S("refused 413, body 0")));
    send_all(fd, S("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n"));
    send_all(fd, str_sub(buf_str(&buf), 0, 4096));
    send_all(fd, S("\r\n0\r\n\r\n"));
    cr_assert_eq(status_of(receive(fd, S("body 0"))), 413);
    send_all(fd, S("GET /static HTTP/1.1\r\nHost: a\r\n\r\n"));
    cr_assert(has(receive(fd, S("static bytes")), S("static bytes")));
    close(fd);
    cr_assert_eq(status_of(ask(S("POST /large HTTP/1.1\r\n" CLOSE "Content-Length: 99000000\r\n\r\n"))), 413);
}

Test(http, a_client_that_asks_before_sending_its_body_is_told)
{
    int fd = dial();
    send_all(fd, S("POST /x HTTP/1.1\r\n" CLOSE "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"));
    cr_assert_eq(status_of(receive(fd, S("\r\n\r\n"))), 100);
    send_all(fd, S("hello"));
    cr_assert(has(receive(fd, STR_NONE), S("body=5")));
    close(fd);
    struct str answer = ask(S("POST /x HTTP/1.1\r\n" CLOSE "Content-Length: 5000\r\nExpect: 100-continue\r\n\r\n"));
    cr_assert_eq(status_of(answer), 413);
    answer = ask(S("POST /refused HTTP/1.1\r\n" CLOSE "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"));
    cr_assert_eq(status_of(answer), 403);
    answer = ask(S("POST /refused HTTP/1.1\r\n" CLOSE "Content-Length: 5\r\n\r\nhello"));
    cr_assert_eq(status_of(answer), 403);
}

Test(http, a_head_that_two_servers_could_read_differently_is_refused)
{
    static const struct str bad[] = {
        S_INIT("GET /a\0b HTTP/1.1\r\n" CLOSE "\r\n"),
        S_INIT("GET /a b HTTP/1.1\r\n" CLOSE "\r\n"),
        S_INIT("GET /\xc3\xa0 HTTP/1.1\r\n" CLOSE "\r\n"),
        S_INIT("GET /a#b HTTP/1.1\r\n" CLOSE "\r\n"),
        S_INIT("GET a HTTP/1.1\r\n" CLOSE "\r\n"),
        S_INIT("GET /a\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\nY: c\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX\0Y: b\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\x01\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
        S_INIT("GET / HTTP/1.1\r\nHost: a\r\nX(: a\r\n\r\n"),
        S_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"),
        S_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        S_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"),
        S_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na"),
        S_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\na"),
        S_INIT("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        S_INIT("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"),
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert_eq(status_of(ask(bad[i])), 400, "case %zu", i);
    cr_assert_eq(status_of(ask(S("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"))), 501);
    cr_assert_eq(status_of(ask(S("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"))), 501);
    cr_assert_eq(status_of(ask(S("GET / HTTP/2.0\r\n" CLOSE "\r\n"))), 505);
    cr_assert_leq(atomic_load(&head_count), 1, "a refused head must not reach the layer above");
    int64_t before = now_ms();
    http_server_stop(server, 5000);
    server = NULL;
    cr_assert_lt(now_ms() - before, 2000, "a refused request was never given back");
}

/* GET with a target and a header of these lengths. */
static int status_with(size_t target_len, size_t value_len, int headers)
{
    struct buf buf;
    buf_init(&buf, &arena, 0);
    buf_lit(&buf, "GET /");
    for (size_t i = 1; i < target_len; i++)
        buf_put_char(&buf, 'a');
    buf_lit(&buf, " HTTP/1.1\r\n" CLOSE);
    for (int i = 0; i < headers; i++)
        buf_lit(&buf, "A: b\r\n");
    buf_lit(&buf, "X: ");
    for (size_t i = 0; i < value_len; i++)
        buf_put_char(&buf, 'a');
    buf_lit(&buf, "\r\n\r\n");
    return status_of(ask(buf_str(&buf)));
}

Test(http, heads_are_limited_in_every_direction)
{
    cr_assert_eq(status_with(HTTP_TARGET_BYTES_MAX, 10, 0), 200);
    cr_assert_eq(status_with(HTTP_TARGET_BYTES_MAX + 1, 10, 0), 414);
    cr_assert_eq(status_with(10, HTTP_HEAD_BYTES_MAX - 100, 0), 200);
    cr_assert_eq(status_with(HTTP_TARGET_BYTES_MAX, HTTP_HEAD_BYTES_MAX - HTTP_TARGET_BYTES_MAX - 400, HTTP_HEADERS_MAX - 3), 200);
    cr_assert_eq(status_with(10, HTTP_HEAD_BYTES_MAX, 0), 431);
    cr_assert_eq(status_with(10, 10, HTTP_HEADERS_MAX - 3), 200);
    cr_assert_eq(status_with(10, 10, HTTP_HEADERS_MAX - 2), 431);
}

static void *many_later(void *arg)
{
    (void)arg;
    int fd = dial();
    for (int i = 0; i < 50; i++) {
        send_all(fd, i % 3 ? S("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello") : S("GET /later HTTP/1.1\r\nHost: a\r\n\r\n"));
        struct str expected = i % 3 ? S("later 5") : S("later 0");
        char text[1000];
        ssize_t got = recv(fd, text, sizeof text, 0);
        cr_assert(got > 0 && str_ends((struct str){text, (size_t)got}, expected));
    }
    close(fd);
    return NULL;
}

Test(http, answers_from_other_threads_arrive_once_each)
{
    pthread_t threads[8];
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, many_later, NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        pthread_join(threads[i], NULL);
    http_server_stop(server, 1000);
    server = NULL;
    cr_assert_eq(atomic_load(&done_count), 8 * 50);
}

static void *stop_in_thread(void *arg)
{
    http_server_stop(server, *(int *)arg);
    server = NULL;
    return NULL;
}

Test(http, a_refusal_may_come_from_another_thread_before_the_body_is_read)
{
    struct str answer = ask(S("POST /refused-later HTTP/1.1\r\n" CLOSE "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"));
    cr_assert_eq(status_of(answer), 403);
    answer = ask(S("POST /refused-later HTTP/1.1\r\n" CLOSE "Content-Length: 5\r\n\r\nhello"));
    cr_assert_eq(status_of(answer), 403);
}

static void wait_until_held(void)
{
    while (!*(struct http_request *volatile *)&held)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

Test(http, a_client_that_leaves_while_its_answer_is_made_does_no_harm)
{
    int fd = dial();
    send_all(fd, S("GET /held HTTP/1.1\r\nHost: a\r\n\r\n"));
    wait_until_held();
    close(fd);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    cr_assert_eq(atomic_load(&done_count), 0, "the request lives until it is answered");
    held->status = 200;
    held->reply = S("nobody hears this");
    http_reply(held);
    cr_assert_eq(status_of(ask(S("GET /x HTTP/1.1\r\n" CLOSE "\r\n"))), 200);
    http_server_stop(server, 1000);
    server = NULL;
    cr_assert_eq(atomic_load(&done_count), 2);
}

Test(http, stopping_lets_a_running_request_end_and_takes_no_new_ones)
{
    int fd = dial(), drain_ms = 3000;
    pthread_t stopper;

    send_all(fd, S("GET /held HTTP/1.1\r\nHost: a\r\n\r\n"));
    wait_until_held();
    int64_t before = now_ms();
    cr_assert_eq(pthread_create(&stopper, NULL, stop_in_thread, &drain_ms), 0);
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    held->status = 200;
    held->reply = S("let go");
    http_reply(held);
    struct str answer = receive(fd, STR_NONE);
    cr_assert(has(answer, S("Connection: close")) && str_ends(answer, S("let go")), "%.*s", STR_ARG(answer));
    pthread_join(stopper, NULL);
    cr_assert_lt(now_ms() - before, 2000);
    close(fd);
}

Test(http, stopping_does_not_wait_for_ever_and_the_late_answer_does_no_harm)
{
    int fd = dial();
    send_all(fd, S("GET /held HTTP/1.1\r\nHost: a\r\n\r\n"));
    wait_until_held();
    int64_t before = now_ms();
    http_server_stop(server, 100);
    server = NULL;
    cr_assert_lt(now_ms() - before, 1000);
    held->status = 200;
    held->reply = S("too late");
    http_reply(held);
    close(fd);
}

Test(http, a_silent_client_is_cut_off)
{
    int fd = dial();
    send_all(fd, S("GET /x HTTP/1.1\r\nHo"));
    int64_t before = now_ms();
    cr_assert_eq(poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 8000), 1);
    char byte;
    cr_assert_leq(recv(fd, &byte, 1, 0), 0);
    cr_assert_gt(now_ms() - before, 900);
    close(fd);
    cr_assert_eq(atomic_load(&done_count), 0);
}

Test(http, a_client_that_leaves_during_its_body_leaves_no_request_behind)
{
    for (int i = 0; i < 20; i++) {
        int fd = dial();
        send_all(fd, S("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\nhello"));
        close(fd);
    }
    cr_assert_eq(status_of(ask(S("GET /x HTTP/1.1\r\n" CLOSE "\r\n"))), 200);
    http_server_stop(server, 3000);
    server = NULL;
    cr_assert_eq(atomic_load(&done_count), 1);
}

Test(http, a_taken_port_is_named_together_with_the_way_out)
{
    int fd;
    char number[16];
    snprintf(number, sizeof number, "%d", port);
    cr_assert_eq(http_listen(&ctx, S("127.0.0.1"), port, &fd), ERR_CONFLICT);
    cr_assert(has(ctx.fault.text, str_of(number)) && has(ctx.fault.text, S("CONGDAN_PORT")), "%.*s", STR_ARG(ctx.fault.text));
    ctx.fault = (struct fault){0};
    cr_assert_eq(http_listen(&ctx, S("example.org"), 0, &fd), ERR_INVALID);
    cr_assert_eq(http_listen(&ctx, S("127.0.0.1"), 65536, &fd), ERR_INVALID);
}
