/* db_engine.h: what stands behind db.h: one table of functions for each engine, and what every database and connection
 * has in common. Private to platform/db. The rules that are the same for both engines (nesting, dooming, the write
 * turn, faults) live in db.c and db_tx.c; an engine only speaks to its library. */
#ifndef PLATFORM_DB_ENGINE_H
#define PLATFORM_DB_ENGINE_H

#include <pthread.h>
#include "platform/db/db.h"
#include "platform/db/db_bell.h"

/* SQLite lets one connection of a machine write at a time. Waiting for that lock means sleeping and polling, so the
 * threads of one process first queue here, first come first served, and only one of them ever polls against other
 * processes. */
struct db_turn_waiter;
struct db_turn {
    pthread_mutex_t lock;
    bool held;
    struct db_turn_waiter *first, *last;
    struct db_bell bell; /* the same among processes */
};
void db_turn_init(struct db_turn *turn);
void db_turn_done(struct db_turn *turn);
bool db_turn_take(struct db_turn *turn, int64_t timeout_ms); /* false: not within the time */
void db_turn_give(struct db_turn *turn);

enum {
    DB_BUSY_MS = 5000, /* how long a statement waits for a lock before ERR_BUSY */
    DB_WAL_PAGES = 4000,      /* checkpoint when the WAL is longer than this */
    DB_WAL_IDLE_PAGES = 1000, /* the same when the lane has nothing to do */
    DB_PARAMS_MAX = 1000,
};

struct db_lane;
struct db_engine;

struct db {
    const struct db_engine *engine;
    char *url;
    const char *path; /* SQLite: the file's name, inside url */
    struct db_options options;
    struct db_turn turn; /* SQLite only */
    pthread_mutex_t lane_lock;
    struct db_lane *lane; /* NULL until the first db_submit */
    bool closing;
};

struct db_conn {
    struct db *db;
    const struct db_engine *engine;
    int depth;         /* 0: autocommit, 1: transaction, 2..: savepoints */
    enum db_mode mode; /* of the open transaction */
    bool turn_held;
    enum err doom; /* not OK: a statement of the open transaction failed */
    bool lost;     /* the whole transaction is gone: no savepoint can save the rest */
};

enum db_tx_step { DB_TX_BEGIN, DB_TX_COMMIT, DB_TX_ROLLBACK, DB_TX_SAVE, DB_TX_RELEASE, DB_TX_UNDO };

struct db_engine {
    enum db_kind kind;
    enum err (*open)(struct ctx *ctx, struct db *db);
    enum err (*conn_open)(struct ctx *ctx, struct db *db, struct db_conn **ret_conn);
    void (*conn_close)(struct db_conn *conn);
    /* `one`: the caller wants the first row only, and gets it as cells. */
    enum err (*query)(struct ctx *ctx, struct db_rows *rows, const char *sql, const struct db_value *values, int count,
                      bool one);
    enum err (*exec)(struct ctx *ctx, int64_t *ret_changed, const char *sql, const struct db_value *values, int count);
    enum err (*exec_many)(struct ctx *ctx, const char *sql, const struct db_value *values, int columns, int rows);
    bool (*next)(struct db_rows *rows);
    void (*rows_close)(struct db_rows *rows);
    bool (*is_null)(const struct db_rows *rows, int column);
    int64_t (*i64)(const struct db_rows *rows, int column);
    struct str (*text)(const struct db_rows *rows, int column); /* in ctx->arena */
    enum err (*tx)(struct ctx *ctx, enum db_tx_step step, int depth, enum db_mode mode);
    /* Are deferred constraints kept as of now? Lets a group find the job that broke one before its COMMIT does. May be
     * NULL. */
    enum err (*settled)(struct ctx *ctx);
    /* One statement that is not a literal (migrations, restore): not cached, no values, rows thrown away. */
    enum err (*script)(struct ctx *ctx, struct str statement);
    enum err (*backup)(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg);
    enum err (*restore)(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg);
    /* After a lane's group: housekeeping that nobody waits for. `idle`: nothing is queued. May be NULL. */
    void (*lane_rest)(struct db_conn *conn, bool idle);
};
extern const struct db_engine db_engine_sqlite;
extern const struct db_engine db_engine_postgres;

/* Faults with one text each; `detail` must live as long as ctx->arena and must not hold values. Return their err. */
enum err db_fault_busy(struct ctx *ctx, struct str detail);
enum err db_fault_full(struct ctx *ctx, struct str detail);
enum err db_fault_gone(struct ctx *ctx, struct str detail);
enum err db_fault_conflict(struct ctx *ctx, struct str code, struct str detail);
enum err db_fault_internal(struct ctx *ctx, struct str detail);
enum err db_fault_damaged(struct ctx *ctx, struct str detail);   /* a backup file that cannot be trusted */
enum err db_fault_not_empty(struct ctx *ctx, struct str detail); /* the target of a restore */
enum err db_fault_file(struct ctx *ctx, struct str detail);
enum err db_fault_file_exists(struct ctx *ctx, struct str detail);
enum err db_fault_schema_newer(struct ctx *ctx, struct str detail);
enum err db_fault_schema_changed(struct ctx *ctx, struct str detail);
enum err db_fault_nul(struct ctx *ctx); /* text with a NUL byte, which PostgreSQL cannot hold */

void db_lane_stop(struct db *db); /* runs what is queued, then ends the threads */

#endif
