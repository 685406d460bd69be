/* file_runs.h: what a long run must remember about millions of keys without holding them in memory: sorted runs of small records in a temporary file that has
 * no name, and a filter in memory that answers "never seen" for nearly every new key. A record begins with its key, an int64_t.
 * Memory: the filter (from the number of keys that is expected, 24 bits each, 1 to 64 MiB) and 16 KiB a run while all runs are read together. */
#ifndef PLATFORM_FILE_RUNS_H
#define PLATFORM_FILE_RUNS_H

#include "base/ctx.h"

enum { FILE_RUNS_RECORD_MAX = 64 };
struct file_runs;

/* In `dir`, which must exist ("": the system's temporary folder). */
MUST_CHECK enum err file_runs_open(struct ctx *ctx, struct str dir, size_t record_bytes, int64_t expected_keys, struct file_runs **ret_runs);
void file_runs_close(struct file_runs *runs); /* NULL is fine; the file goes with it */
/* One run: `records` sorted by key, each key once. ERR_BUSY "file.full", ERR_INTERNAL "file". */
MUST_CHECK enum err file_runs_add(struct ctx *ctx, struct file_runs *runs, const void *records, int count);
/* false: certainly in no run. */
bool file_runs_may_hold(const struct file_runs *runs, int64_t key);
/* The records of a key, oldest run first, at most `max`; reads the file, so ask file_runs_may_hold() first. */
MUST_CHECK enum err file_runs_find(struct ctx *ctx, struct file_runs *runs, int64_t key, void *ret_records, int max, int *ret_count);
/* All records by key, those of one key oldest run first. A visit that is not OK stops it. */
typedef enum err (*file_runs_visit)(void *arg, const void *record);
MUST_CHECK enum err file_runs_each(struct ctx *ctx, struct file_runs *runs, file_runs_visit visit, void *arg);

#endif
