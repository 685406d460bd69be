/* metrics.c: counts and times of requests, by event thread without locks, added up when Prometheus asks. The parts of all web processes lie in one memory
 * that the supervisor made: whichever process answers tells of all of them. */
#include "web/internal.h"
#include "web/web.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

static const int64_t bounds_us[] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};
enum { BUCKETS = ARRAY_LEN(bounds_us) + 1 };

struct counts {
    _Atomic int64_t by_class[6]; /* 1xx .. 5xx at 1..5 */
    _Atomic int64_t by_time[BUCKETS];
    _Atomic int64_t total_us;
} __attribute__((aligned(64)));

struct metrics {
    int threads;          /* of this process */
    int all;              /* parts of all processes */
    struct counts *parts; /* all of them */
    struct counts *mine;
};

static int part_count(const struct settings *settings) { return settings->threads * (settings->workers > 0 ? settings->workers : 1); }

int64_t metrics_size_bytes(const struct settings *settings) { return (int64_t)part_count(settings) * (int64_t)sizeof(struct counts); }
int64_t web_metrics_size_bytes(const struct settings *settings) { return metrics_size_bytes(settings); }

struct metrics *metrics_new(const struct settings *settings)
{
    struct metrics *metrics = calloc(1, sizeof *metrics);
    size_t size = (size_t)metrics_size_bytes(settings);
    int at = settings->worker >= 1 && settings->worker <= settings->workers ? (settings->worker - 1) * settings->threads : 0;
    struct stat file;

    if (!metrics)
        abort();
    metrics->threads = settings->threads;
    metrics->all = part_count(settings);
    metrics->parts = MAP_FAILED;
    if (settings->metrics_fd > 0 && fstat(settings->metrics_fd, &file) == 0 && file.st_size == (off_t)size)
        metrics->parts = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, settings->metrics_fd, 0);
    if (metrics->parts == MAP_FAILED) /* alone: tests, or a supervisor that could not make it */
        metrics->parts = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (metrics->parts == MAP_FAILED)
        abort();
    metrics->mine = metrics->parts + at;
    return metrics;
}

void metrics_free(struct metrics *metrics)
{
    if (metrics)
        munmap(metrics->parts, (size_t)metrics->all * sizeof(struct counts));
    free(metrics);
}

void metrics_count(struct metrics *metrics, int thread, int status, int64_t took_us)
{
    struct counts *counts = &metrics->mine[thread % metrics->threads];
    int bucket = 0;

    while (bucket < BUCKETS - 1 && took_us > bounds_us[bucket])
        bucket++;
    atomic_fetch_add_explicit(&counts->by_class[status / 100 % 6], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counts->by_time[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counts->total_us, took_us, memory_order_relaxed);
}

struct str metrics_text(struct metrics *metrics, struct arena *arena)
{
    int64_t by_class[6] = {0}, by_time[BUCKETS] = {0}, total_us = 0, running = 0;
    struct buf out;

    for (int t = 0; t < metrics->all; t++) {
        for (int i = 0; i < 6; i++)
            by_class[i] += metrics->parts[t].by_class[i];
        for (int i = 0; i < BUCKETS; i++)
            by_time[i] += metrics->parts[t].by_time[i];
        total_us += metrics->parts[t].total_us;
    }
    buf_init(&out, arena, 2048);
    buf_lit(&out, "# HELP congdan_http_requests_total Requests answered, by status class.\n# TYPE congdan_http_requests_total counter\n");
    for (int i = 1; i < 6; i++)
        buf_printf(&out, "congdan_http_requests_total{class=\"%dxx\"} %ld\n", i, (long)by_class[i]);
    buf_lit(&out, "# HELP congdan_http_request_seconds Time from the request's head to its answer.\n# TYPE congdan_http_request_seconds histogram\n");
    for (int i = 0; i < BUCKETS; i++) {
        running += by_time[i];
        if (i < BUCKETS - 1)
            buf_printf(&out, "congdan_http_request_seconds_bucket{le=\"%g\"} %ld\n", (double)bounds_us[i] / 1e6, (long)running);
        else
            buf_printf(&out, "congdan_http_request_seconds_bucket{le=\"+Inf\"} %ld\n", (long)running);
    }
    buf_printf(&out, "congdan_http_request_seconds_sum %.6f\ncongdan_http_request_seconds_count %ld\n", (double)total_us / 1e6, (long)running);
    return buf_str(&out);
}
