/* tally.c: which cell an event counts in. No SQL here; the arithmetic of months and the columns of the two tables stand in one place, so that
 * the running counters and their recount cannot disagree about what an event means. */
#include "features/tally/tally_store.h"
#include <assert.h>

int tally_month_of(struct day day)
{
    struct civil civil = civil_of(day);
    return civil.year * 12 + civil.month - 1;
}

struct day tally_month_first(int month) { return day_of(month / 12, month % 12 + 1, 1); }

struct day tally_month_last(int month) { return (struct day){tally_month_first(month + 1).n - 1}; }

enum tally_column tally_column_received(enum channel channel)
{
    switch (channel) {
    case CHANNEL_DIRECT: return COLUMN_DIRECT;
    case CHANNEL_ONLINE: return COLUMN_ONLINE;
    case CHANNEL_POST: return COLUMN_POST;
    }
    assert(!"a channel");
    return COLUMN_DIRECT;
}

enum tally_column tally_column_end(enum tally_end how)
{
    switch (how) {
    case TALLY_EARLY: return COLUMN_EARLY;
    case TALLY_ON_TIME: return COLUMN_ON_TIME;
    case TALLY_LATE: return COLUMN_LATE;
    case TALLY_REFUSED: return COLUMN_REFUSED;
    case TALLY_WITHDRAWN: return COLUMN_WITHDRAWN;
    }
    assert(!"an end");
    return COLUMN_LATE;
}

struct tally_open_cell tally_open_cell_of(enum waiting waiting, struct day due)
{
    if (waiting != WAITING_AGENCY)
        return (struct tally_open_cell){waiting, 0};
    assert(!day_is_none(due));
    return (struct tally_open_cell){waiting, due.n};
}

static struct tally_month_change change_in(struct tally_key key, struct day day)
{
    return (struct tally_month_change){.key = key, .month = tally_month_of(day)};
}

enum err tally_received(struct ctx *ctx, struct tally_key key, struct day day, enum channel channel, bool assisted,
                        struct day due)
{
    struct tally_month_change change = change_in(key, day);
    struct tally_open_cell opened = tally_open_cell_of(WAITING_AGENCY, due);

    change.n[tally_column_received(channel)] = 1;
    change.n[COLUMN_ASSISTED] = assisted ? 1 : 0;
    TRY(tally_store_month(ctx, &change));
    return tally_store_open(ctx, key, NULL, &opened);
}

enum err tally_received_and_ended(struct ctx *ctx, struct tally_key key, struct day day, enum channel channel,
                                  bool assisted, enum tally_end how)
{
    struct tally_month_change change = change_in(key, day);

    change.n[tally_column_received(channel)] = 1;
    change.n[COLUMN_ASSISTED] = assisted ? 1 : 0;
    change.n[tally_column_end(how)] = 1;
    return tally_store_month(ctx, &change);
}

enum err tally_moved(struct ctx *ctx, struct tally_key key, enum waiting from, struct day due_from, enum waiting to,
                     struct day due_to)
{
    struct tally_open_cell left = tally_open_cell_of(from, due_from), entered = tally_open_cell_of(to, due_to);

    if (left.waiting == entered.waiting && left.due_day == entered.due_day)
        return OK;
    return tally_store_open(ctx, key, &left, &entered);
}

enum err tally_ended(struct ctx *ctx, struct tally_key key, struct day day, enum waiting from, struct day due_from,
                     enum tally_end how)
{
    struct tally_month_change change = change_in(key, day);
    struct tally_open_cell left = tally_open_cell_of(from, due_from);

    change.n[tally_column_end(how)] = 1;
    TRY(tally_store_month(ctx, &change));
    return tally_store_open(ctx, key, &left, NULL);
}

enum err tally_supplement_asked(struct ctx *ctx, struct tally_key key, struct day day)
{
    struct tally_month_change change = change_in(key, day);

    change.n[COLUMN_SUPPLEMENT_ASKED] = 1;
    return tally_store_month(ctx, &change);
}

enum err tally_apology(struct ctx *ctx, struct tally_key key, struct day day)
{
    struct tally_month_change change = change_in(key, day);

    change.n[COLUMN_APOLOGIES] = 1;
    return tally_store_month(ctx, &change);
}
