/* db_sqlite.h: SQLite's connection, shared by the files of this engine only (statements, backup). */
#ifndef PLATFORM_DB_SQLITE_H
#define PLATFORM_DB_SQLITE_H

#include <sqlite3.h>
#include "platform/db/db_engine.h"

struct sq_stmt {
    const char *sql; /* the literal: its address is the key */
    sqlite3_stmt *stmt;
    int param_count;
    bool readonly;
    bool busy; /* somebody is reading its rows */
    bool cached;
    int16_t map[]; /* SQLite's parameter i (from 0) takes values[map[i]] */
};

struct sq_conn {
    struct db_conn base;
    sqlite3 *handle;
    struct sq_stmt **slots; /* open addressing, a power of two, at most half full */
    size_t slot_count, used;
    sqlite3_stmt *tx[6];    /* by enum db_tx_step; all depths share them: see sq_tx */
    int64_t busy_since_ms;
    int busy_tries; /* how often the write lock was waited for; see db_bell.h */
    uint32_t bell_seen;
    int wal_pages; /* after the last commit of this connection */
};

static inline struct sq_conn *sq_conn_of(struct db_conn *conn) { return (struct sq_conn *)conn; }

/* db_sqlite_open.c: a bare handle with our settings; `flags` as for sqlite3_open_v2. */
enum err sq_handle_open(struct ctx *ctx, struct db *db, int flags, struct sq_conn *conn);
enum err sq_open(struct ctx *ctx, struct db *db);
enum err sq_conn_open(struct ctx *ctx, struct db *db, struct db_conn **ret_conn);
void sq_conn_close(struct db_conn *conn);
void sq_lane_rest(struct db_conn *conn, bool idle);

/* Records what SQLite says about the last call on `handle`; never OK. */
enum err sq_fault(struct ctx *ctx, sqlite3 *handle, int rc, const char *sql);

/* db_sqlite_cache.c */
enum err sq_stmt_get(struct ctx *ctx, struct sq_conn *conn, const char *sql, struct sq_stmt **ret_stmt);
void sq_cache_clear(struct sq_conn *conn);

/* db_sqlite_backup.c */
enum err sq_backup(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg);
enum err sq_restore(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg);

#endif
