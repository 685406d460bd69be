/* file_runs.c: see file_runs.h. The filter is a Bloom filter with four bits a key; the runs are merged over a heap. */
#include "platform/file/file_runs.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { BITS_A_KEY = 24, HASHES = 4, FILTER_BYTES_MIN = 1 << 20, FILTER_BYTES_MAX = 64 << 20, READ_BYTES = 16 * 1024 };

struct run {
    int64_t at; /* of the file */
    int count;
};
struct file_runs {
    int fd;
    size_t record_bytes;
    int64_t end;
    struct run *runs;
    int count, cap;
    uint64_t *filter;
    uint64_t mask; /* of bits */
};

static enum err failed(struct ctx *ctx, int cause)
{
    struct str detail = str_of(strerrordesc_np(cause));
    if (cause == ENOSPC || cause == EDQUOT)
        return fault_set(ctx, ERR_BUSY, S("file.full"), STR_NONE, S("Ổ đĩa đã đầy. Hãy giải phóng chỗ trống rồi thử lại."), detail);
    return fault_set(ctx, ERR_INTERNAL, S("file"), STR_NONE, S("Không ghi được tệp tạm."), detail);
}

static int open_nameless(struct ctx *ctx, struct str dir)
{
    const char *folder = getenv("TMPDIR");
    if (dir.len)
        folder = arena_cstr(ctx->arena, dir);
    else if (!folder || !*folder)
        folder = "/tmp";
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
        return fd;
    char *path = (char *)arena_printf(ctx->arena, "%s/congdan-run-XXXXXX", folder).ptr;
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

enum err file_runs_open(struct ctx *ctx, struct str dir, size_t record_bytes, int64_t expected_keys, struct file_runs **ret_runs)
{
    uint64_t bytes = FILTER_BYTES_MIN;
    int fd = open_nameless(ctx, dir);

    if (fd < 0)
        return failed(ctx, errno);
    while (bytes < FILTER_BYTES_MAX && bytes * 8 < (uint64_t)expected_keys * BITS_A_KEY)
        bytes *= 2;
    struct file_runs *runs = calloc(1, sizeof *runs);
    if (!runs || !(runs->filter = calloc(1, bytes)))
        abort();
    runs->fd = fd;
    runs->record_bytes = record_bytes;
    runs->mask = bytes * 8 - 1;
    *ret_runs = runs;
    return OK;
}

void file_runs_close(struct file_runs *runs)
{
    if (!runs)
        return;
    close(runs->fd);
    free(runs->filter);
    free(runs->runs);
    free(runs);
}

static uint64_t mixed(int64_t key)
{
    uint64_t z = (uint64_t)key + UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* All bits of a key in one cache line: a look-up of a new key costs one miss. */
static uint64_t bit_of(const struct file_runs *runs, uint64_t hash, int number)
{
    uint64_t line = (hash & runs->mask) & ~UINT64_C(511);
    return line | (hash >> (28 + 9 * number) & 511);
}

bool file_runs_may_hold(const struct file_runs *runs, int64_t key)
{
    uint64_t hash = mixed(key);
    for (int i = 0; i < HASHES; i++) {
        uint64_t bit = bit_of(runs, hash, i);
        if (!(runs->filter[bit / 64] >> (bit % 64) & 1))
            return false;
    }
    return true;
}

static int64_t key_of(const void *record)
{
    int64_t key;
    memcpy(&key, record, sizeof key);
    return key;
}

static enum err write_all(struct ctx *ctx, struct file_runs *runs, const char *bytes, size_t len)
{
    while (len) {
        ssize_t written = pwrite(runs->fd, bytes, len, runs->end);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return failed(ctx, written < 0 ? errno : ENOSPC);
        bytes += written;
        len -= (size_t)written;
        runs->end += written;
    }
    return OK;
}

enum err file_runs_add(struct ctx *ctx, struct file_runs *runs, const void *records, int count)
{
    const char *bytes = records;

    if (!count)
        return OK;
    if (runs->count == runs->cap) {
        runs->cap = runs->cap ? runs->cap * 2 : 64;
        runs->runs = reallocarray(runs->runs, (size_t)runs->cap, sizeof *runs->runs);
        if (!runs->runs)
            abort();
    }
    struct run run = {runs->end, count};
    TRY(write_all(ctx, runs, bytes, runs->record_bytes * (size_t)count));
    runs->runs[runs->count++] = run;
    for (int i = 0; i < count; i++) {
        uint64_t hash = mixed(key_of(bytes + runs->record_bytes * (size_t)i));
        for (int h = 0; h < HASHES; h++) {
            uint64_t bit = bit_of(runs, hash, h);
            runs->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
        }
    }
    return OK;
}

static enum err read_at(struct ctx *ctx, struct file_runs *runs, int64_t at, void *ret_bytes, size_t len)
{
    char *bytes = ret_bytes;

    while (len) {
        ssize_t got = pread(runs->fd, bytes, len, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return failed(ctx, got < 0 ? errno : EIO);
        bytes += got;
        len -= (size_t)got;
        at += got;
    }
    return OK;
}

enum err file_runs_find(struct ctx *ctx, struct file_runs *runs, int64_t key, void *ret_records, int max, int *ret_count)
{
    char record[FILE_RUNS_RECORD_MAX];
    int found = 0;

    for (int r = 0; r < runs->count && found < max; r++) {
        int low = 0, high = runs->runs[r].count;
        while (low < high) {
            int middle = low + (high - low) / 2;
            TRY(read_at(ctx, runs, runs->runs[r].at + (int64_t)runs->record_bytes * middle, record, runs->record_bytes));
            if (key_of(record) == key) {
                memcpy((char *)ret_records + runs->record_bytes * (size_t)found++, record, runs->record_bytes);
                break;
            }
            if (key_of(record) < key)
                low = middle + 1;
            else
                high = middle;
        }
    }
    *ret_count = found;
    return OK;
}

/* --- all runs together --------------------------------------------------------------------------------------------------------- */
struct head { /* where a run is being read */
    int run, left, at, have; /* records: not yet in the buffer; next and count in it */
    int64_t file_at, key;
    char *buffer;
};

static enum err head_next(struct ctx *ctx, struct file_runs *runs, struct head *head, bool *ret_more)
{
    if (head->at == head->have) {
        int room = (int)(READ_BYTES / runs->record_bytes);
        head->have = head->left < room ? head->left : room;
        head->at = 0;
        *ret_more = head->have > 0;
        if (!*ret_more)
            return OK;
        TRY(read_at(ctx, runs, head->file_at, head->buffer, runs->record_bytes * (size_t)head->have));
        head->file_at += (int64_t)runs->record_bytes * head->have;
        head->left -= head->have;
    }
    *ret_more = true;
    head->key = key_of(head->buffer + runs->record_bytes * (size_t)head->at);
    return OK;
}

static bool before(const struct head *a, const struct head *b) { return a->key != b->key ? a->key < b->key : a->run < b->run; }

static void sink(struct head *heap, int count, int at)
{
    for (;;) {
        int least = at, left = 2 * at + 1;
        for (int child = left; child <= left + 1 && child < count; child++)
            if (before(&heap[child], &heap[least]))
                least = child;
        if (least == at)
            return;
        struct head moved = heap[at];
        heap[at] = heap[least];
        heap[least] = moved;
        at = least;
    }
}

enum err file_runs_each(struct ctx *ctx, struct file_runs *runs, file_runs_visit visit, void *arg)
{
    struct arena AUTO(arena_done) arena;
    int count = 0;
    bool more;

    arena_init(&arena, 0);
    struct head *heap = arena_array(&arena, struct head, (size_t)runs->count + 1);
    for (int r = 0; r < runs->count; r++) {
        struct head *head = &heap[count];
        *head = (struct head){.run = r, .left = runs->runs[r].count, .file_at = runs->runs[r].at, .buffer = arena_alloc_raw(&arena, READ_BYTES)};
        TRY(head_next(ctx, runs, head, &more));
        count += more;
    }
    for (int i = count / 2; i-- > 0;)
        sink(heap, count, i);
    while (count) {
        TRY(visit(arg, heap[0].buffer + runs->record_bytes * (size_t)heap[0].at++));
        TRY(head_next(ctx, runs, &heap[0], &more));
        if (!more)
            heap[0] = heap[--count];
        sink(heap, count, 0);
    }
    return OK;
}
