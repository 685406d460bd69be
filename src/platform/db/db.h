/* db.h: the database seam. One SQL dialect, two engines (SQLite inside, PostgreSQL 15+ through libpq).
 *
 * SQL is a string literal only ("" sql "" does not compile with a variable); values are bound as $1..$n. Allowed:
 * RETURNING, ON CONFLICT, UPDATE FROM, CTE, windows, FILTER, row comparison, IS NOT DISTINCT FROM, TRUE/FALSE. Not:
 * ILIKE, json operators, now(), arrays, FOR UPDATE, AUTOINCREMENT. Numbers are BIGINT, times BIGINT *_ms (UTC), dates
 * TEXT YYYY-MM-DD, money whole đồng, BOOLEAN, TEXT, BYTEA. Migrations write BIGKEY for a numeric primary key.
 *
 *     struct db_rows AUTO(db_rows_done) rows = {0};
 *     TRY(db_query(ctx, &rows, "SELECT name, born FROM person WHERE unit_id = $1", DB_I64(unit_id)));
 *     while (db_next(&rows))
 *         use(db_str(&rows, 0), db_day(&rows, 1));
 *     TRY(db_rows_end(&rows));
 *
 * Errors: ERR_CONFLICT for a UNIQUE, CHECK or foreign-key violation (ctx->fault.detail names the constraint, never
 * values), ERR_BUSY when the database is locked too long, gone, read-only or full (fault.code "db.full", "db.gone",
 * "db.busy"), ERR_INTERNAL for SQL that is wrong. Any failed statement dooms its transaction: return and let db_tx_end
 * roll back. */
#ifndef PLATFORM_DB_H
#define PLATFORM_DB_H

#include "base/ctx.h"

enum db_kind { DB_SQLITE, DB_POSTGRES };

/* --- values --------------------------------------------------------------------------------------------------- */
enum db_type { DB_TYPE_I64, DB_TYPE_STR, DB_TYPE_BOOL, DB_TYPE_BYTES };
struct db_value {
    enum db_type type;
    bool null;
    int64_t i64;
    struct str str;
};
#define DB_I64(v) ((struct db_value){.type = DB_TYPE_I64, .i64 = (v)})
#define DB_BOOL(v) ((struct db_value){.type = DB_TYPE_BOOL, .i64 = (v) ? 1 : 0})
#define DB_STR(v) ((struct db_value){.type = DB_TYPE_STR, .str = (v)}) /* "" stays "", not null */
#define DB_BYTES(v) ((struct db_value){.type = DB_TYPE_BYTES, .str = (v)})
#define DB_NULL_I64 ((struct db_value){.type = DB_TYPE_I64, .null = true})
#define DB_NULL_STR ((struct db_value){.type = DB_TYPE_STR, .null = true})
struct db_value db_i64_or_null(int64_t value);                     /* 0 becomes null: for ids */
struct db_value db_str_or_null(struct str value);                  /* "" becomes null */
struct db_value db_day_or_null(struct arena *arena, struct day d); /* TEXT YYYY-MM-DD, DAY_NONE becomes null */
#define DB_DAY(ctx, d) db_day_or_null((ctx)->arena, (d))

/* --- queries -------------------------------------------------------------------------------------------------- */
struct db_rows {
    struct ctx *ctx;
    void *stmt;                   /* engine's own; NULL once the last row was read */
    const struct db_value *cells; /* rows that were copied into ctx->arena: count x width */
    int row, count, width;
    enum err err;
    bool open;
};

#define DB_VALUES_(...)                                                                                                \
    (const struct db_value[]) { {.null = true}, ##__VA_ARGS__ }
#define DB_COUNT_(...) (int)(sizeof(DB_VALUES_(__VA_ARGS__)) / sizeof(struct db_value) - 1)

/* Runs a statement that gives rows. It has run when this returns, also when no row is ever read (INSERT ... RETURNING).
 * Rows that are read half and left open hold SQLite's old snapshot: end them before a write. PostgreSQL brings all rows
 * at once: page long lists. */
#define db_query(ctx, ret_rows, sql, ...)                                                                              \
    db_query_((ctx), (ret_rows), "" sql "", DB_VALUES_(__VA_ARGS__) + 1, DB_COUNT_(__VA_ARGS__))
/* The same, and moves to the first row; ERR_NOT_FOUND (no fault recorded) when there is none. */
#define db_one(ctx, ret_rows, sql, ...)                                                                                \
    db_one_((ctx), (ret_rows), "" sql "", DB_VALUES_(__VA_ARGS__) + 1, DB_COUNT_(__VA_ARGS__))
/* Runs a statement without rows. ret_changed may be NULL. */
#define db_exec(ctx, ret_changed, sql, ...)                                                                            \
    db_exec_((ctx), (ret_changed), "" sql "", DB_VALUES_(__VA_ARGS__) + 1, DB_COUNT_(__VA_ARGS__))
/* Inserts many rows with the SQL of one, "INSERT INTO t (...) VALUES ($1, ..., $n)" and nothing behind it: `rows` times
 * `columns` values, one row after the other, with the same types in each. Inside a write transaction only. All or nothing;
 * on PostgreSQL one round trip for some two thousand rows, and COPY from 128 rows on when the VALUES are just $1..$n (columns are BIGINT, TEXT, BOOLEAN or
 * BYTEA then, as everywhere in our schema). */
#define db_exec_many(ctx, sql, values, columns, rows) db_exec_many_((ctx), "" sql "", (values), (columns), (rows))
/* For lists whose length varies: the caller passes an array. */
#define db_query_array(ctx, ret_rows, sql, values, count) db_query_((ctx), (ret_rows), "" sql "", (values), (count))
#define db_exec_array(ctx, ret_changed, sql, values, count) db_exec_((ctx), (ret_changed), "" sql "", (values), (count))

MUST_CHECK enum err db_query_(struct ctx *ctx, struct db_rows *ret_rows, const char *sql, const struct db_value *values,
                              int count);
MUST_CHECK enum err db_one_(struct ctx *ctx, struct db_rows *ret_rows, const char *sql, const struct db_value *values,
                            int count);
MUST_CHECK enum err db_exec_(struct ctx *ctx, int64_t *ret_changed, const char *sql, const struct db_value *values,
                             int count);
MUST_CHECK enum err db_exec_many_(struct ctx *ctx, const char *sql, const struct db_value *values, int columns, int rows);

bool db_next(struct db_rows *rows);                    /* false at the end or on an error: then db_rows_end tells */
MUST_CHECK enum err db_rows_end(struct db_rows *rows); /* closes; gives the error that stopped db_next */
void db_rows_done(struct db_rows *rows);               /* closes; for AUTO; safe twice */

/* Columns of the current row, counted from 0. Text is copied into ctx->arena. A null gives 0, "", false, DAY_NONE. */
bool db_is_null(const struct db_rows *rows, int column);
int64_t db_i64(const struct db_rows *rows, int column);
bool db_bool(const struct db_rows *rows, int column);
struct str db_str(const struct db_rows *rows, int column);
struct str db_bytes(const struct db_rows *rows, int column);
struct day db_day(const struct db_rows *rows, int column);

/* --- transactions --------------------------------------------------------------------------------------------- */
enum db_mode { DB_READ, DB_WRITE };
struct db_tx {
    struct ctx *ctx;
    bool open;
    int depth; /* > 0: a savepoint inside another transaction */
};
/* DB_WRITE on a connection that cannot write is ERR_INTERNAL. Inside an open transaction this is a savepoint. On SQLite
 * a write transaction outside the writer lane takes the process's write turn and BEGIN IMMEDIATE. */
MUST_CHECK enum err db_tx_begin(struct ctx *ctx, enum db_mode mode, struct db_tx *ret_tx);
MUST_CHECK enum err db_tx_commit(struct db_tx *tx);
void db_tx_end(struct db_tx *tx); /* rolls back if not committed; for AUTO */

/* --- databases, connections, the writer lane -------------------------------------------------------------------- */
struct db;
struct db_options {
    int writers;        /* PostgreSQL: threads (and connections) of the writer lane; SQLite always has 1 */
    bool create;        /* make the SQLite file when it is missing */
};
/* url: "sqlite:PATH", "postgresql://..." or "postgres://...". Faults go to ctx. */
MUST_CHECK enum err db_open(struct ctx *ctx, struct str url, const struct db_options *options, struct db **ret_db);
void db_close(struct db *db);
enum db_kind db_kind(const struct db *db);
/* The database's URL without its password, for logs and messages. */
struct str db_url_public(struct arena *arena, struct str url);

/* A connection for one thread. Reconnects by itself when the server comes back. */
MUST_CHECK enum err db_conn_open(struct ctx *ctx, struct db *db, struct db_conn **ret_conn);
void db_conn_close(struct db_conn *conn);
enum db_kind db_conn_kind(const struct db_conn *conn);
/* "SELECT 1" against the server or file; for /readyz. */
MUST_CHECK enum err db_ping(struct ctx *ctx);

/* A job for the writer lane. `run` is called on a writer thread inside a write transaction (on SQLite a savepoint of a
 * group that shares one commit and one fsync; on PostgreSQL a transaction of its own, or one group when `groupable`);
 * it returns OK to keep its changes, anything else to undo just them. `done` is called on a writer thread after the
 * commit with the final result: OK only when the changes are durable. A job whose `run` returned an error gets that
 * error in `done` after the group's commit. The memory belongs to the caller until `done` returns. */
struct db_job {
    enum err (*run)(struct db_job *job, struct db_conn *conn);
    void (*done)(struct db_job *job, enum err result);
    /* May be NULL. Jobs that wait together and name the same function are run by it, 2 to DB_BATCH_MAX at a time, instead of
     * one by one by `run`: one statement then serves all of them. Not OK undoes what it did, and each job is run by its
     * own `run`: until `done` it must change nothing but the database. On PostgreSQL the job must be groupable. */
    enum err (*run_batch)(struct db_job *const *jobs, int count, struct db_conn *conn);
    const void *batch_key; /* only jobs with the same key run together */
    bool groupable; /* appends only, should not conflict: shares a transaction with others on PostgreSQL, too. When one
                       of them fails all the same, `run` is called a second time after everything was undone: it must
                       change nothing but the database. */
    struct db_job *next;
    enum err result;
    bool ran;         /* the lane's own */
    struct fault why; /* for `done`: what failed around `run` (no room at the commit, no connection); err is OK when
                         nothing did. Its texts are good until `done` returns */
};
enum { DB_BATCH_MAX = 64 };
/* ERR_BUSY when the queue is full (4,096 jobs): `done` is not called then. Threads are started by the first call. */
MUST_CHECK enum err db_submit(struct db *db, struct db_job *job);

/* --- identifiers ------------------------------------------------------------------------------------------------ */
/* A new id: 41 bits of milliseconds since 2024, 8 bits of worker, 14 bits of counter: unique in the installation when
 * every process has its own worker number, increasing in a process, positive. */
int64_t db_new_id(void);
void db_set_worker(int worker); /* 0..255; once a process */

/* --- migrations ------------------------------------------------------------------------------------------------- */
struct db_migration {
    int number;
    struct str name;
    struct str sql; /* statements, each ending with ";" at a line's end (so a trigger's body stands on one line); BIGKEY
                       is replaced by the engine's type; lines "-- sqlite:" / "-- postgres:" keep the rest of that line
                       for one engine only */
};
/* The program's own: migrations/NNNN_subject.sql as embedded at build time, in order. */
void db_migrations(struct arena *arena, const struct db_migration **ret_migrations, int *ret_count);
/* Applies what is missing, each in a transaction of its own, in order; table schema_migration(number, name, sha256,
 * applied_ms, sql). ERR_CONFLICT when an applied migration differs from ours or the database is newer than this
 * program. */
MUST_CHECK enum err db_migrate(struct ctx *ctx, const struct db_migration *migrations, int count);
MUST_CHECK enum err db_migrate_check(struct ctx *ctx, const struct db_migration *migrations, int count,
                                     int *ret_missing);

/* --- bulk and backup ---------------------------------------------------------------------------------------------- */
/* Progress of a long command: `done` of `total` (0: unknown). */
typedef void (*db_progress)(void *arg, int64_t done, int64_t total);
/* A consistent copy while others read and write: SQLite: the online backup API into `path`. PostgreSQL: every table
 * streamed with COPY in one REPEATABLE READ transaction into the same file format (see docs/ops/backup.md). */
MUST_CHECK enum err db_backup(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg);
MUST_CHECK enum err db_restore(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg);

#endif
