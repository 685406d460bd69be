/* metrics.c: counts and times of requests, by event thread without locks, added up when Prometheus asks. */
#include "web/internal.h"
#include <stdatomic.h>
#include <stdlib.h>

static const int64_t bounds_us[] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};
enum { BUCKETS = ARRAY_LEN(bounds_us) + 1 };

struct counts {
    _Atomic int64_t by_class[6]; /* 1xx .. 5xx at 1..5 */
    _Atomic int64_t by_time[BUCKETS];
    _Atomic int64_t total_us;
} __attribute__((aligned(64)));

struct metrics {
    int threads;
    struct counts counts[];
};

struct metrics *metrics_new(int threads)
{
    struct metrics *metrics = aligned_alloc(64, (sizeof *metrics + (size_t)threads * sizeof(struct counts) + 127) & ~(size_t)63);
    if (!metrics)
        abort();
    memset(metrics, 0, sizeof *metrics + (size_t)threads * sizeof(struct counts));
    metrics->threads = threads;
    return metrics;
}

void metrics_free(struct metrics *metrics) { free(metrics); }

void metrics_count(struct metrics *metrics, int thread, int status, int64_t took_us)
{
    struct counts *counts = &metrics->counts[thread % metrics->threads];
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

    for (int t = 0; t < metrics->threads; t++) {
        for (int i = 0; i < 6; i++)
            by_class[i] += metrics->counts[t].by_class[i];
        for (int i = 0; i < BUCKETS; i++)
            by_time[i] += metrics->counts[t].by_time[i];
        total_us += metrics->counts[t].total_us;
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
