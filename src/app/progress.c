/* progress.c: how far a long command is. */
#include "app/commands.h"
#include "platform/clock/clock.h"
#include <stdio.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, SHOW_EVERY_MS = 100 };

/* How fast, and how long still: from the second second on, when a guess is worth something. */
static void rate_and_rest(const struct progress *progress, int64_t done, int64_t total)
{
    int64_t took_ms = clock_mono_ms() - progress->start_ms;

    if (progress->items)
        fprintf(stderr, "  %ld dòng (rows)", (long)progress->items);
    else
        fprintf(stderr, "  %ld/%ld", (long)done, (long)total);
    if (took_ms >= 1000 && done > 0 && done < total) {
        int64_t rest_s = (int64_t)((double)took_ms * (double)(total - done) / (double)done / 1000) + 1;
        fprintf(stderr, "  %ld/s, còn (left) %d:%02d", (long)((progress->items ? progress->items : done) * 1000 / took_ms), (int)(rest_s / 60), (int)(rest_s % 60));
    }
    fprintf(stderr, "\033[K");
}

static void bar(const struct progress *progress, int64_t done, int64_t total)
{
    int full = (int)(done * BAR_WIDTH / total);

    fprintf(stderr, "\r%-28s [", progress->label);
    for (int i = 0; i < BAR_WIDTH; i++)
        fputc(i < full ? '#' : '.', stderr);
    fprintf(stderr, "] %3d %%", (int)(done * 100 / total));
    rate_and_rest(progress, done, total);
    fflush(stderr);
}

void progress_show(void *arg, int64_t done, int64_t total)
{
    struct progress *progress = arg;
    int64_t now_ms = clock_mono_ms();

    if (!progress->start_ms)
        progress->start_ms = now_ms;
    if (total <= 0)
        return;
    if (done > total) /* totals of a busy database are estimates */
        done = total;
    if (isatty(STDERR_FILENO)) {
        if (now_ms - progress->last_ms < SHOW_EVERY_MS && done < total)
            return;
        progress->last_ms = now_ms;
        bar(progress, done, total);
        return;
    }
    int tenth = (int)(done * 10 / total);
    if (tenth <= progress->last_tenth)
        return;
    progress->last_tenth = tenth;
    fprintf(stderr, "%s: %d %%\n", progress->label, tenth * 10);
}

void progress_end(struct progress *progress)
{
    if (isatty(STDERR_FILENO) && progress->start_ms)
        fprintf(stderr, "  %.1f s\n", (double)(clock_mono_ms() - progress->start_ms) / 1000);
    *progress = (struct progress){.label = progress->label};
}
