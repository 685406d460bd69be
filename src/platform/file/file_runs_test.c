/* file_runs_test.c: keys remembered on disk. */
#include "platform/file/file_runs.h"
#include <criterion/criterion.h>
#include <stdlib.h>

struct record {
    int64_t key, value;
};
enum { RUNS = 40, A_RUN = 3000 };

static int by_key(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t key_at(int run, int i) { return ((int64_t)i * 7919 % 1000003) * 50 + run % 5; } /* runs 0, 5, 10... hold the same keys */

struct seen {
    int64_t last_key, last_value, count;
};
static enum err each(void *arg, const void *bytes)
{
    struct seen *seen = arg;
    struct record record;

    memcpy(&record, bytes, sizeof record);
    cr_assert(record.key > seen->last_key || (record.key == seen->last_key && record.value > seen->last_value), "by key, then oldest first");
    *seen = (struct seen){record.key, record.value, seen->count + 1};
    return OK;
}

Test(file_runs, every_key_is_found_in_its_runs_and_all_come_in_order)
{
    static struct record records[A_RUN], found[RUNS];
    struct arena AUTO(arena_done) arena;
    struct ctx ctx = {.arena = &arena};
    struct file_runs *runs;
    struct seen seen = {.last_key = -1};
    int count, strangers = 0;

    arena_init(&arena, 0);
    cr_assert_eq(file_runs_open(&ctx, S(""), sizeof(struct record), RUNS * A_RUN, &runs), OK);
    for (int run = 0; run < RUNS; run++) {
        for (int i = 0; i < A_RUN; i++)
            records[i] = (struct record){key_at(run, i), run};
        qsort(records, A_RUN, sizeof *records, by_key);
        cr_assert_eq(file_runs_add(&ctx, runs, records, A_RUN), OK);
    }
    for (int i = 0; i < 50; i++) {
        cr_assert(file_runs_may_hold(runs, key_at(3, i * 31)));
        cr_assert_eq(file_runs_find(&ctx, runs, key_at(3, i * 31), found, RUNS, &count), OK);
        cr_assert_eq(count, RUNS / 5);
        cr_assert(found[0].value == 3 && found[count - 1].value == 38);
    }
    for (int64_t i = 0; i < 100000; i++)
        strangers += file_runs_may_hold(runs, -1 - i);
    cr_assert_lt(strangers, 200, "%d of 100,000 unknown keys pass the filter", strangers);
    cr_assert_eq(file_runs_find(&ctx, runs, -5, found, RUNS, &count), OK);
    cr_assert_eq(count, 0);
    cr_assert_eq(file_runs_each(&ctx, runs, each, &seen), OK);
    cr_assert_eq(seen.count, RUNS * A_RUN);
    file_runs_close(runs);
}

Test(file_runs, a_folder_that_is_not_there_is_told)
{
    struct arena AUTO(arena_done) arena;
    struct ctx ctx = {.arena = &arena};
    struct file_runs *runs;

    arena_init(&arena, 0);
    cr_assert_eq(file_runs_open(&ctx, S("/nowhere/at/all"), 16, 1, &runs), ERR_INTERNAL);
}
