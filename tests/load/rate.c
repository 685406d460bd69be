/* rate.c: sends HTTP requests over keep-alive connections and says how long the answers took.
 *
 *   rate HOST PORT RATE SECONDS CONNECTIONS FILE [-o] [-k PREFIX] [HEADER...]
 *
 * FILE holds one request a line: METHOD, a blank, the path, and for a body a TAB and the body. RATE > 0: so many a second, whether the server keeps
 * up or not; a request's time counts from when it was due, so that a server that stalls cannot hide it. RATE 0: each connection sends its next request when
 * it has its answer. -o: each line once, then the end (SECONDS is the longest it may take); else from the first again. -k: every request has an
 * Idempotency-Key of its own.
 * Prints one JSON object: sent, seconds, rate, bad (answers other than 2xx, broken connections), p50_us, p90_us, p99_us, max_us. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 1024, TIMES_MAX = 20 * 1000 * 1000, ANSWER_BYTES = 1024 * 1024, DRAIN_US = 5 * 1000 * 1000 };

struct connection {
    int fd;
    bool busy;
    int64_t due_us;
    size_t got, want; /* bytes of the answer; want 0: its head is not complete yet */
    char answer[ANSWER_BYTES];
};

static struct {
    const char *host, *key;
    int port, connections;
    double rate, seconds;
    bool once;
    char headers[4096];
    char **lines;
    long line_count, next;
} o;
static struct connection *all[CONNECTIONS_MAX];
static uint32_t *times_us;
static long times_count, sent, bad, busy;

static void die(const char *what)
{
    fprintf(stderr, "rate: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void lines_read(const char *path)
{
    FILE *file = fopen(path, "r");
    size_t cap = 0, room = 0;
    char *line = NULL;
    ssize_t len;

    if (!file)
        die(path);
    while ((len = getline(&line, &room, file)) > 0) {
        if (line[len - 1] == '\n')
            line[--len] = 0;
        if ((size_t)o.line_count == cap && !(o.lines = realloc(o.lines, (cap = cap ? cap * 2 : 1024) * sizeof *o.lines)))
            die("memory");
        o.lines[o.line_count++] = strdup(line);
    }
    free(line);
    fclose(file);
    if (!o.line_count)
        die("no requests");
}

static void connect_one(struct connection *c)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons((uint16_t)o.port)};

    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || inet_pton(AF_INET, o.host, &name.sin_addr) != 1 || connect(c->fd, (struct sockaddr *)&name, sizeof name) < 0)
        die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
}

static void send_next(struct connection *c, int64_t due_us)
{
    static char text[1024 * 1024];
    const char *line = o.lines[o.next % o.line_count], *body = strchr(line, '\t');
    int head_len = body ? (int)(body - line) : (int)strlen(line);
    char key[128] = "";

    if (o.key)
        snprintf(key, sizeof key, "Idempotency-Key: %s-%ld\r\n", o.key, o.next);
    o.next++;
    body = body ? body + 1 : "";
    int len = snprintf(text, sizeof text, "%.*s HTTP/1.1\r\nHost: %s:%d\r\n%s%sContent-Length: %zu\r\n\r\n%s", head_len, line, o.host, o.port,
                       o.headers, key, strlen(body), body);
    c->busy = true;
    c->due_us = due_us;
    c->got = c->want = 0;
    busy++;
    sent++;
    for (int at = 0; at < len;) {
        ssize_t n = send(c->fd, text + at, (size_t)(len - at), MSG_NOSIGNAL);
        if (n > 0)
            at += (int)n;
        else if (errno != EAGAIN && errno != EINTR)
            break; /* its end will be read */
    }
}

static void answered(struct connection *c, bool good, int64_t at_us)
{
    c->busy = false;
    busy--;
    if (!good)
        bad++;
    if (times_count < TIMES_MAX)
        times_us[times_count++] = (uint32_t)(at_us - c->due_us);
}

/* True: the answer is complete. */
static bool take(struct connection *c)
{
    if (!c->want) {
        char *end = memmem(c->answer, c->got, "\r\n\r\n", 4);
        if (!end)
            return false;
        *end = 0;
        const char *length = strcasestr(c->answer, "\r\nContent-Length:");
        c->want = (size_t)(end - c->answer) + 4 + (length ? strtoul(length + 17, NULL, 10) : 0);
        if (c->want > ANSWER_BYTES) {
            fprintf(stderr, "rate: an answer of %zu bytes\n", c->want);
            exit(1);
        }
    }
    return c->got >= c->want;
}

static void on_readable(struct connection *c, int poll_fd)
{
    ssize_t n = recv(c->fd, c->answer + c->got, ANSWER_BYTES - 1 - c->got, 0);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        close(c->fd);
        if (c->busy)
            answered(c, false, now_us());
        connect_one(c);
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &(struct epoll_event){.events = EPOLLIN, .data.ptr = c});
        return;
    }
    c->got += (size_t)n;
    if (c->busy && take(c))
        answered(c, c->answer[9] == '2', now_us());
}

static int by_time(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static long percentile(double p) { return times_count ? (long)times_us[(long)((double)(times_count - 1) * p)] : 0; }

int main(int argc, char **argv)
{
    if (argc < 7)
        return fprintf(stderr, "rate HOST PORT RATE SECONDS CONNECTIONS FILE [-o] [-k PREFIX] [HEADER...]\n"), 2;
    o.host = argv[1];
    o.port = atoi(argv[2]);
    o.rate = atof(argv[3]);
    o.seconds = atof(argv[4]);
    o.connections = atoi(argv[5]);
    lines_read(argv[6]);
    for (int i = 7; i < argc; i++) {
        if (!strcmp(argv[i], "-o"))
            o.once = true;
        else if (!strcmp(argv[i], "-k") && i + 1 < argc)
            o.key = argv[++i];
        else
            snprintf(o.headers + strlen(o.headers), sizeof o.headers - strlen(o.headers), "%s\r\n", argv[i]);
    }
    if (o.connections < 1 || o.connections > CONNECTIONS_MAX)
        return fprintf(stderr, "rate: 1 to %d connections\n", CONNECTIONS_MAX), 2;
    int poll_fd = epoll_create1(EPOLL_CLOEXEC);
    times_us = malloc(TIMES_MAX * sizeof *times_us); /* touched as it is filled */
    for (int i = 0; i < o.connections; i++) {
        if (!(all[i] = calloc(1, sizeof **all)))
            die("memory");
        connect_one(all[i]);
        epoll_ctl(poll_fd, EPOLL_CTL_ADD, all[i]->fd, &(struct epoll_event){.events = EPOLLIN, .data.ptr = all[i]});
    }
    int64_t start_us = now_us(), end_us = start_us + (int64_t)(o.seconds * 1e6), last_us = start_us;
    for (long due = 0;;) {
        int64_t at_us = now_us();
        bool more = at_us < end_us && !(o.once && o.next >= o.line_count);
        for (int i = 0; i < o.connections && more; i++) {
            int64_t due_us = o.rate > 0 ? start_us + (int64_t)((double)due * 1e6 / o.rate) : at_us;
            if (all[i]->busy)
                continue;
            if (due_us > at_us)
                break;
            send_next(all[i], due_us);
            due++;
            more = !(o.once && o.next >= o.line_count);
        }
        if (!more && (!busy || at_us > end_us + DRAIN_US))
            break;
        struct epoll_event events[64];
        /* Paced: never sleep past the next due time (an epoll sleep is a whole millisecond). */
        int n = epoll_wait(poll_fd, events, 64, o.rate > 0 && more ? 0 : 100);
        for (int i = 0; i < n; i++)
            on_readable(events[i].data.ptr, poll_fd);
        if (n > 0)
            last_us = now_us();
        else if (o.rate > 0 && more)
            nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
    }
    bad += busy;
    double took = (double)(last_us - start_us) / 1e6;
    qsort(times_us, (size_t)times_count, sizeof *times_us, by_time);
    printf("{\"sent\":%ld,\"seconds\":%.3f,\"rate\":%.1f,\"bad\":%ld,\"p50_us\":%ld,\"p90_us\":%ld,\"p99_us\":%ld,\"max_us\":%ld}\n", sent, took,
           (double)(times_count - bad) / took, bad, percentile(0.5), percentile(0.9), percentile(0.99), percentile(1));
    return 0;
}
