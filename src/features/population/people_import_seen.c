/* people_import_seen.c: what the file said before: which number stood on which line, which households it named and who heads them. On disk, in sorted runs, one
 * a batch: a file of ten million rows is remembered in 300 MB of a nameless file and 64 MB of memory at most. */
#include "features/population/people_import_internal.h"
#include "platform/file/file_runs.h"
#include <stdlib.h>

enum { BYTES_A_ROW = 120, ROWS_WHEN_UNKNOWN = 2000000, PEOPLE_A_HOUSEHOLD = 3, FOUND_MAX = 64 };

struct person_record {
    int64_t person_id, line;
};
struct household_record {
    int64_t household_id, unit_id, head_id;
    int32_t head_line, first_line;
};
struct left_record {
    int64_t household_id;
};
struct import_seen {
    struct file_runs *persons, *households, *left;
    struct left_record *leavers; /* of this batch */
    int leavers_count, leavers_cap;
};

enum err import_seen_open(struct ctx *ctx, struct str dir, int64_t size_bytes, struct import_seen **ret_seen)
{
    struct import_seen *seen = arena_new(ctx->arena, struct import_seen);
    int64_t rows = size_bytes ? size_bytes / BYTES_A_ROW : ROWS_WHEN_UNKNOWN;

    *ret_seen = seen;
    seen->leavers_cap = 2 * IMPORT_BATCH;
    seen->leavers = arena_alloc_raw(ctx->arena, sizeof *seen->leavers * (size_t)seen->leavers_cap);
    TRY(file_runs_open(ctx, dir, sizeof(struct person_record), rows, &seen->persons));
    TRY(file_runs_open(ctx, dir, sizeof(struct household_record), rows / PEOPLE_A_HOUSEHOLD, &seen->households));
    return file_runs_open(ctx, dir, sizeof(struct left_record), 0, &seen->left);
}

void import_seen_close(struct import_seen *seen)
{
    if (!seen)
        return;
    file_runs_close(seen->persons);
    file_runs_close(seen->households);
    file_runs_close(seen->left);
}

enum err import_seen_person(struct ctx *ctx, struct import_seen *seen, int64_t person_id, int *ret_line)
{
    struct person_record record;
    int count = 0;

    *ret_line = 0;
    if (!file_runs_may_hold(seen->persons, person_id))
        return OK;
    TRY(file_runs_find(ctx, seen->persons, person_id, &record, 1, &count));
    if (count)
        *ret_line = (int)record.line;
    return OK;
}

enum err import_seen_household(struct ctx *ctx, struct import_seen *seen, struct stored_household *household)
{
    struct household_record records[FOUND_MAX];
    int count = 0;

    if (!file_runs_may_hold(seen->households, household->household_id))
        return OK;
    TRY(file_runs_find(ctx, seen->households, household->household_id, records, FOUND_MAX, &count));
    for (int i = 0; i < count; i++) { /* oldest first: the first line stays, the last head counts */
        household->is_listed = true;
        household->unit_id = records[i].unit_id;
        if (!household->first_line)
            household->first_line = records[i].first_line;
        if (records[i].head_id) {
            household->listed_head_id = household->head_id = records[i].head_id;
            household->head_line = records[i].head_line;
        }
    }
    return OK;
}

static int by_key(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static enum err add_left(struct ctx *ctx, struct import_seen *seen)
{
    int kept = 0;

    qsort(seen->leavers, (size_t)seen->leavers_count, sizeof *seen->leavers, by_key);
    for (int i = 0; i < seen->leavers_count; i++)
        if (!kept || seen->leavers[kept - 1].household_id != seen->leavers[i].household_id)
            seen->leavers[kept++] = seen->leavers[i];
    seen->leavers_count = 0;
    return file_runs_add(ctx, seen->left, seen->leavers, kept);
}

enum err import_seen_add(struct ctx *ctx, struct import_seen *seen, struct people_row *const *rows, int count, struct stored_household *households,
                         int households_count)
{
    struct person_record *persons = arena_alloc_raw(ctx->arena, sizeof *persons * (size_t)(count + 1));
    struct household_record *records = arena_array(ctx->arena, struct household_record, (size_t)households_count + 1);
    int kept = 0, news = 0;

    for (int i = 0; i < count; i++) /* a number that stands twice keeps its first line */
        if (!kept || persons[kept - 1].person_id != rows[i]->person.person_id)
            persons[kept++] = (struct person_record){rows[i]->person.person_id, rows[i]->line};
    TRY(file_runs_add(ctx, seen->persons, persons, kept));
    for (int i = 0; i < households_count; i++) {
        const struct stored_household *h = &households[i];
        if (h->is_news)
            records[news++] = (struct household_record){h->household_id, h->unit_id, h->listed_head_id, h->head_line, h->first_line};
    }
    qsort(records, (size_t)news, sizeof *records, by_key);
    TRY(file_runs_add(ctx, seen->households, records, news));
    return add_left(ctx, seen);
}

/* --- at the end ----------------------------------------------------------------------------------------------------------------- */
struct headless {
    enum err (*visit)(void *arg, int64_t household_id, int line);
    void *arg;
    int64_t household_id;
    int line;
    bool has_head;
};

static enum err headless_told(struct headless *h)
{
    return h->household_id && !h->has_head ? h->visit(h->arg, h->household_id, h->line) : OK;
}

static enum err headless_record(void *arg, const void *bytes)
{
    struct headless *h = arg;
    struct household_record record;

    memcpy(&record, bytes, sizeof record);
    if (record.household_id != h->household_id) {
        TRY(headless_told(h));
        h->household_id = record.household_id;
        h->line = record.first_line;
        h->has_head = false;
    }
    h->has_head |= record.head_id != 0;
    return OK;
}

enum err import_seen_headless(struct ctx *ctx, struct import_seen *seen, enum err (*visit)(void *arg, int64_t household_id, int line), void *arg)
{
    struct headless h = {visit, arg, 0, 0, false};

    TRY(file_runs_each(ctx, seen->households, headless_record, &h));
    return headless_told(&h);
}

enum err import_seen_left(struct ctx *ctx, struct import_seen *seen, int64_t household_id)
{
    if (seen->leavers_count == seen->leavers_cap)
        TRY(add_left(ctx, seen));
    seen->leavers[seen->leavers_count++].household_id = household_id;
    return OK;
}

struct left {
    enum err (*visit)(void *arg, int64_t household_id);
    void *arg;
    int64_t last;
};

static enum err left_record(void *arg, const void *bytes)
{
    struct left *left = arg;
    struct left_record record;

    memcpy(&record, bytes, sizeof record);
    if (record.household_id == left->last)
        return OK;
    left->last = record.household_id;
    return left->visit(left->arg, record.household_id);
}

enum err import_seen_each_left(struct ctx *ctx, struct import_seen *seen, enum err (*visit)(void *arg, int64_t household_id), void *arg)
{
    struct left left = {visit, arg, 0};
    return file_runs_each(ctx, seen->left, left_record, &left);
}
