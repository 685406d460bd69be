/* access_log.c: one logfmt line a request, gathered a thread and written in pieces of 32 KiB or once a second: a line costs less than a microsecond. The route's
 * pattern is written, never the path: paths hold dossier codes. No address, no name, no number. */
#include "web/internal.h"
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { LOG_BYTES = 32 * 1024, LINE_BYTES_MAX = 512 };

struct log_part {
    pthread_mutex_t lock;
    int64_t since_ms;
    size_t used;
    char bytes[LOG_BYTES];
} __attribute__((aligned(64)));
struct access_log {
    int parts_count;
    struct log_part *parts;
};

struct access_log *access_log_new(int threads, bool on)
{
    if (!on)
        return NULL;
    struct access_log *log = calloc(1, sizeof *log);
    if (log)
        log->parts = aligned_alloc(64, (size_t)threads * sizeof(struct log_part));
    if (!log || !log->parts)
        abort();
    log->parts_count = threads;
    for (int i = 0; i < threads; i++) {
        pthread_mutex_init(&log->parts[i].lock, NULL);
        log->parts[i].used = 0;
        log->parts[i].since_ms = 0;
    }
    return log;
}

static void part_write(struct log_part *part)
{
    size_t at = 0;

    while (at < part->used) {
        ssize_t n = write(STDERR_FILENO, part->bytes + at, part->used - at);
        if (n <= 0)
            break; /* a log that cannot be written must not stop the service */
        at += (size_t)n;
    }
    part->used = 0;
}

static size_t put(char *at, const char *text, size_t len)
{
    memcpy(at, text, len);
    return len;
}

static size_t put_i64(char *at, int64_t value)
{
    char digits[24];
    size_t n = 0;
    do
        digits[n++] = (char)('0' + value % 10);
    while (value /= 10);
    for (size_t i = 0; i < n; i++)
        at[i] = digits[n - 1 - i];
    return n;
}

void access_log_put(struct access_log *log, const struct req *req, const struct http_request *http, int64_t took_us)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "OTHER"};

    if (!log)
        return;
    struct log_part *part = &log->parts[http->thread % log->parts_count];
    struct str path = str_of(req && req->route ? req->route->path : "-");
    char line[LINE_BYTES_MAX];
    size_t len = 0;

#define PUT(literal) len += put(line + len, literal, sizeof(literal) - 1)
    PUT("ts=");
    len += put_i64(line + len, req ? req->ctx.now_ms : 0);
    PUT(" event=request method=");
    len += put(line + len, methods[http->method], strlen(methods[http->method]));
    PUT(" route=");
    len += put(line + len, path.ptr, path.len < 200 ? path.len : 200);
    PUT(" status=");
    len += put_i64(line + len, http->status);
    PUT(" us=");
    len += put_i64(line + len, took_us > 0 ? took_us : 0);
    if (req && req->ctx.fault.err != OK) {
        PUT(" fault=");
        len += put(line + len, req->ctx.fault.code.ptr, req->ctx.fault.code.len < 80 ? req->ctx.fault.code.len : 80);
    }
    PUT("\n");
#undef PUT
    int64_t now_ms = req ? req->ctx.now_ms : 0;
    pthread_mutex_lock(&part->lock);
    if (part->used + len > LOG_BYTES || (part->used && now_ms - part->since_ms > 1000))
        part_write(part);
    if (!part->used)
        part->since_ms = now_ms;
    part->used += put(part->bytes + part->used, line, len);
    pthread_mutex_unlock(&part->lock);
}

void access_log_flush(struct access_log *log)
{
    for (int i = 0; log && i < log->parts_count; i++) {
        pthread_mutex_lock(&log->parts[i].lock);
        part_write(&log->parts[i]);
        pthread_mutex_unlock(&log->parts[i].lock);
    }
}

void access_log_free(struct access_log *log)
{
    if (!log)
        return;
    access_log_flush(log);
    for (int i = 0; i < log->parts_count; i++)
        pthread_mutex_destroy(&log->parts[i].lock);
    free(log->parts);
    free(log);
}
