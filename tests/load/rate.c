/* rate.c: a steady rate of requests and the time each took from the moment it should have left (so a stalled server cannot hide). `bench-rate PORT RATE SECONDS
 * CONNECTIONS FILE`: FILE holds whole HTTP requests, each preceded by its length on a line. Prints "p50_ms p99_ms done failed". */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUESTS_MAX = 20000, CONNECTIONS_MAX = 256 };
static char *requests[REQUESTS_MAX];
static size_t lengths[REQUESTS_MAX];
static int request_count, port, connections;
static double rate, seconds, start;

struct worker {
    pthread_t thread;
    int number;
    double *took;
    long done, failed;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void wait_until(double when)
{
    struct timespec t = {(time_t)when, (long)((when - (double)(time_t)when) * 1e9)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

static int dial(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        perror("connect");
        exit(1);
    }
    return fd;
}

/* Reads one answer with Content-Length; 0 when it is 2xx. */
static int answer(int fd)
{
    char bytes[16384];
    size_t used = 0;
    for (;;) {
        ssize_t n = read(fd, bytes + used, sizeof bytes - 1 - used);
        if (n <= 0)
            return -1;
        used += (size_t)n;
        bytes[used] = 0;
        char *body = strstr(bytes, "\r\n\r\n"), *length = strcasestr(bytes, "content-length:");
        if (body && length && used >= (size_t)(body + 4 - bytes) + (size_t)atol(length + 15))
            return bytes[9] == '2' ? 0 : -1;
    }
}

static void *work(void *arg)
{
    struct worker *w = arg;
    int fd = dial();
    for (long i = 0;; i++) {
        double due = start + ((double)i * connections + w->number) / rate;
        if (due > start + seconds)
            break;
        wait_until(due);
        int at = (int)(((unsigned long)i * 7919u + (unsigned long)w->number * 104729u) % (unsigned long)request_count);
        if (write(fd, requests[at], lengths[at]) != (ssize_t)lengths[at] || answer(fd) != 0) {
            w->failed++;
            close(fd);
            fd = dial();
            continue;
        }
        w->took[w->done++] = now() - due;
    }
    close(fd);
    return NULL;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    static struct worker workers[CONNECTIONS_MAX];
    long done = 0, failed = 0;
    size_t length;

    if (argc != 6)
        return 2;
    port = atoi(argv[1]), rate = atof(argv[2]), seconds = atof(argv[3]), connections = atoi(argv[4]);
    FILE *file = fopen(argv[5], "r");
    while (file && request_count < REQUESTS_MAX && fscanf(file, "%zu\n", &length) == 1) {
        requests[request_count] = malloc(length);
        lengths[request_count] = length;
        if (fread(requests[request_count++], 1, length, file) != length)
            return 1;
    }
    if (!request_count || connections > CONNECTIONS_MAX)
        return 1;
    long most = (long)(rate * seconds / connections) + 16;
    start = now() + 0.2;
    for (int i = 0; i < connections; i++) {
        workers[i].number = i;
        workers[i].took = malloc((size_t)most * sizeof(double));
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    double *all = malloc((size_t)most * (size_t)connections * sizeof(double));
    for (int i = 0; i < connections; i++) {
        pthread_join(workers[i].thread, NULL);
        memcpy(all + done, workers[i].took, (size_t)workers[i].done * sizeof(double));
        done += workers[i].done, failed += workers[i].failed;
    }
    qsort(all, (size_t)done, sizeof(double), by_time);
    if (!done)
        return 1;
    printf("%.3f %.3f %ld %ld\n", all[done / 2] * 1000, all[done * 99 / 100] * 1000, done, failed);
    return 0;
}
