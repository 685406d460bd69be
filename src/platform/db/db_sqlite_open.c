/* db_sqlite_open.c: opening an SQLite file with the settings that the program relies on, closing it, and keeping its
 * WAL short. Durability is decided here (WAL, synchronous=FULL) and nowhere else. */
#include "platform/db/db_sqlite.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "platform/clock/clock.h"

static pthread_once_t configured = PTHREAD_ONCE_INIT;

static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD); /* one connection a thread: no locks inside */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS,
                   0); /* its counters would make every malloc of every thread take one mutex */
    int failed = sqlite3_initialize();
    assert(!failed);
    (void)failed;
}

/* Another process writes. */
static int on_busy(void *arg, int tries)
{
    struct sq_conn *conn = arg;
    int64_t now_ms = clock_mono_ms();

    if (tries == 0)
        conn->busy_since_ms = now_ms;
    else if (now_ms - conn->busy_since_ms >= DB_BUSY_MS)
        return 0;
    db_bell_wait(&conn->base.db->turn.bell, tries, &conn->bell_seen);
    conn->busy_tries = tries + 1;
    return 1;
}

static int on_wal(void *arg, sqlite3 *handle, const char *name, int pages)
{
    (void)handle, (void)name;
    ((struct sq_conn *)arg)->wal_pages = pages;
    return SQLITE_OK;
}

enum err sq_fault(struct ctx *ctx, sqlite3 *handle, int rc, const char *sql)
{
    int extended = handle ? sqlite3_extended_errcode(handle) : rc;
    if ((extended & 0xff) != (rc & 0xff))
        extended = rc;
    struct str detail =
        arena_printf(ctx->arena, "sqlite %d: %s%s%.200s", extended,
                     handle ? sqlite3_errmsg(handle) : sqlite3_errstr(rc), sql ? " in: " : "", sql ? sql : "");

    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return db_fault_conflict(ctx, S("db.unique"), detail);
    case SQLITE_CONSTRAINT_FOREIGNKEY: return db_fault_conflict(ctx, S("db.foreign_key"), detail);
    case SQLITE_CONSTRAINT_CHECK: return db_fault_conflict(ctx, S("db.check"), detail);
    case SQLITE_CONSTRAINT_NOTNULL: return db_fault_conflict(ctx, S("db.not_null"), detail);
    }
    switch (extended & 0xff) {
    case SQLITE_CONSTRAINT: return db_fault_conflict(ctx, S("db.constraint"), detail);
    case SQLITE_FULL: return db_fault_full(ctx, detail);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return db_fault_busy(ctx, detail);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return db_fault_gone(ctx, detail);
    }
    return db_fault_internal(ctx, detail);
}

static enum err pragma(struct ctx *ctx, sqlite3 *handle, const char *sql)
{
    int rc = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : sq_fault(ctx, handle, rc, sql);
}

enum err sq_handle_open(struct ctx *ctx, struct db *db, int flags, struct sq_conn *conn)
{
    char text[64];

    pthread_once(&configured, configure);
    int rc = sqlite3_open_v2(db->path, &conn->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc != SQLITE_OK)
        return sq_fault(ctx, conn->handle, rc, NULL);
    sqlite3_busy_handler(conn->handle, on_busy, conn);
    sqlite3_db_config(conn->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(conn->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(conn->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(conn->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(conn->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    /* No mmap: in WAL mode a reader unmaps the whole file whenever somebody has committed since its last look, and faults
     * its pages in again one by one. */
    TRY(pragma(ctx, conn->handle, "PRAGMA mmap_size=0"));
    TRY(pragma(ctx, conn->handle, "PRAGMA synchronous=FULL"));
    TRY(pragma(ctx, conn->handle, "PRAGMA temp_store=MEMORY"));
    TRY(pragma(ctx, conn->handle, "PRAGMA cache_size=-8192"));
    TRY(pragma(ctx, conn->handle, "PRAGMA journal_size_limit=268435456"));
    snprintf(text, sizeof text, "PRAGMA wal_autocheckpoint=%d", DB_WAL_PAGES);
    return pragma(ctx, conn->handle, text);
}

/* The first open of a file makes it WAL, which then stays with the file. */
static enum err make_wal(struct ctx *ctx, struct sq_conn *conn)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(conn->handle, "PRAGMA journal_mode=WAL", -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    bool wal = rc == SQLITE_ROW && !strcmp((const char *)sqlite3_column_text(stmt, 0), "wal");
    enum err err = OK;
    if (rc != SQLITE_ROW)
        err = sq_fault(ctx, conn->handle, rc, "PRAGMA journal_mode=WAL");
    else if (!wal && sqlite3_db_readonly(conn->handle, "main") != 1)
        err = db_fault_gone(ctx, S("sqlite: this file system cannot hold a WAL"));
    sqlite3_finalize(stmt);
    return err;
}

enum err sq_open(struct ctx *ctx, struct db *db)
{
    struct sq_conn conn = {.base.db = db};
    int flags = SQLITE_OPEN_READWRITE | (db->options.create ? SQLITE_OPEN_CREATE : 0);

    enum err err = sq_handle_open(ctx, db, flags, &conn);
    if (err == OK)
        err = make_wal(ctx, &conn);
    if (err == OK)
        db_bell_open(&db->turn.bell, db->path);
    sqlite3_close(conn.handle);
    return err;
}

enum err sq_conn_open(struct ctx *ctx, struct db *db, struct db_conn **ret_conn)
{
    struct sq_conn *conn = calloc(1, sizeof *conn);
    if (!conn)
        abort();
    conn->base.db = db;
    conn->base.engine = &db_engine_sqlite;
    enum err err = sq_handle_open(ctx, db, SQLITE_OPEN_READWRITE, conn);
    if (err != OK) {
        sqlite3_close(conn->handle);
        free(conn);
        return err;
    }
    *ret_conn = &conn->base;
    return OK;
}

void sq_conn_close(struct db_conn *base)
{
    struct sq_conn *conn = sq_conn_of(base);

    sq_cache_clear(conn);
    for (size_t i = 0; i < ARRAY_LEN(conn->tx); i++)
        sqlite3_finalize(conn->tx[i]);
    sqlite3_close_v2(conn->handle);
    free(conn);
}

/* The lane's own connection checkpoints between groups, after the jobs were told: a checkpoint inside COMMIT would make
 * them wait. */
void sq_lane_rest(struct db_conn *base, bool idle)
{
    struct sq_conn *conn = sq_conn_of(base);

    sqlite3_wal_hook(conn->handle, on_wal, conn); /* replaces the automatic checkpoint of this connection */
    if (conn->wal_pages >= (idle ? DB_WAL_IDLE_PAGES : DB_WAL_PAGES)) {
        conn->wal_pages = 0;
        sqlite3_wal_checkpoint_v2(conn->handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
}
