/* db_bell.h: how the processes that write one SQLite file wake each other and let each other in. Private to
 * platform/db.
 *
 * SQLite's own lock decides who writes; but whoever waits for it can only poll, and a process that commits group after
 * group takes it again before the sleeper looks. The bell is three counters in a small file beside the database
 * (PATH-turn), shared by mmap: a waiter says that it wants the lock and sleeps on the bell; whoever releases the lock
 * rings, and lets one other process begin before it begins again. Nothing depends on it: every wait is short and
 * bounded, so a process that dies, or a file that cannot be made, only costs time. */
#ifndef PLATFORM_DB_BELL_H
#define PLATFORM_DB_BELL_H

#include <stdbool.h>
#include <stdint.h>

struct db_bell_words {
    uint32_t wanted;   /* somebody has waited since the last ring */
    uint32_t released; /* counts rings: waiters sleep on it */
    uint32_t taken;    /* counts waiters that got the lock: the polite sleep on it */
};

struct db_bell {
    struct db_bell_words *shared; /* NULL: none, then waiters poll */
    bool polite;                  /* the last release of this process rang: let somebody in first */
    uint32_t polite_taken;
};

void db_bell_open(struct db_bell *bell, const char *database_path);
void db_bell_close(struct db_bell *bell);

/* Holding the process's write turn: */
void db_bell_before_lock(struct db_bell *bell); /* before asking SQLite for the write lock */
void db_bell_after_lock(struct db_bell *bell, int tries);
void db_bell_release(struct db_bell *bell); /* after a COMMIT or ROLLBACK */
/* In SQLite's busy handler: sleeps until the lock was released, at most 2 ms. `seen` is kept by the caller between
 * tries. */
void db_bell_wait(struct db_bell *bell, int tries, uint32_t *seen);

#endif
