/* access_log.c: one logfmt line a request, of the shape of platform/log, gathered a thread and written when 32 KiB are full and twice a second (web_tick): a line
 * costs less than a microsecond and none waits for a later request. SIGTERM writes what is left; SIGKILL loses at most the lines of that last half second.
 * The route's pattern is written, never the path: paths hold dossier codes. No address, no name, no number. */
#include "web/internal.h"
#include "platform/clock/clock.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LOG_BYTES = 32 * 1024, LINE_BYTES_MAX = 512, STAMP_BYTES = 40 };

struct log_part {
    pthread_mutex_t lock;
    int64_t second;      /* of `stamp` */
    char stamp[80];      /* "ts=2026-11-22T04:05:06": a date is not put together anew for each line */
    size_t used;
    char bytes[LOG_BYTES];
} __attribute__((aligned(64)));
struct access_log {
    int parts_count;
    char who[40]; /* " role=web pid=1234 event=request method=" */
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
        log->parts[i].second = -1;
    }
    snprintf(log->who, sizeof log->who, " role=web pid=%d", (int)getpid());
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

static size_t stamp_put(struct log_part *part, int64_t now_ms, char *at)
{
    int64_t second = now_ms / 1000;
    int ms = (int)(now_ms % 1000);

    if (part->second != second) {
        struct civil date = civil_of(day_of_ms(now_ms));
        int minute = minute_of_ms(now_ms);
        snprintf(part->stamp, sizeof part->stamp, "ts=%04d-%02d-%02dT%02d:%02d:%02d", date.year % 10000, date.month % 100, date.day % 100, minute / 60 % 100, minute % 60,
                 (int)(second % 60));
        part->second = second;
    }
    size_t len = put(at, part->stamp, strlen(part->stamp));
    const char rest[] = {'.', (char)('0' + ms / 100), (char)('0' + ms / 10 % 10), (char)('0' + ms % 10), '+', '0', '7', ':', '0', '0'};
    return len + put(at + len, rest, sizeof rest);
}

void access_log_put(struct access_log *log, const struct req *req, const struct http_request *http, int64_t took_us)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "OTHER"};

    if (!log)
        return;
    struct log_part *part = &log->parts[http->thread % log->parts_count];
    struct str path = str_of(req && req->route ? req->route->path : "-");
    int64_t now_ms = req ? req->ctx.now_ms : clock_now_ms();
    char line[LINE_BYTES_MAX];
    size_t len = 0;

#define PUT(literal) len += put(line + len, literal, sizeof(literal) - 1)
    if (http->status >= 500)
        PUT(" level=error");
    else
        PUT(" level=info");
    len += put(line + len, log->who, strlen(log->who));
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
    pthread_mutex_lock(&part->lock);
    if (part->used + len + STAMP_BYTES > LOG_BYTES)
        part_write(part);
    part->used += stamp_put(part, now_ms, part->bytes + part->used);
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
