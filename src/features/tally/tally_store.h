/* tally_store.h: the rows of the counters; for the files of this folder only. */
#ifndef FEATURES_TALLY_STORE_H
#define FEATURES_TALLY_STORE_H

#include "features/tally/tally.h"

/* The columns of tally_month, in the order of the table. */
enum tally_column {
    COLUMN_DIRECT,
    COLUMN_ONLINE,
    COLUMN_POST,
    COLUMN_ASSISTED,
    COLUMN_EARLY,
    COLUMN_ON_TIME,
    COLUMN_LATE,
    COLUMN_REFUSED,
    COLUMN_WITHDRAWN,
    COLUMN_SUPPLEMENT_ASKED,
    COLUMN_APOLOGIES,
    COLUMN_COUNT
};
extern const char *const tally_column_names[COLUMN_COUNT];
enum tally_column tally_column_received(enum channel channel);
enum tally_column tally_column_end(enum tally_end how);

struct tally_month_change {
    struct tally_key key;
    int month;
    int64_t n[COLUMN_COUNT];
};
MUST_CHECK enum err tally_store_month(struct ctx *ctx, const struct tally_month_change *change);

struct tally_open_cell {
    enum waiting waiting;
    int64_t due_day; /* 0 while waiting for the citizen */
};
struct tally_open_cell tally_open_cell_of(enum waiting waiting, struct day due);
/* One dossier less in *from (NULL: none), one more in *to (NULL: none). */
MUST_CHECK enum err tally_store_open(struct ctx *ctx, struct tally_key key, const struct tally_open_cell *from, const struct tally_open_cell *to);

#endif
