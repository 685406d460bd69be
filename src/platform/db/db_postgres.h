/* db_postgres.h: PostgreSQL's connection, shared by the files of this engine only. */
#ifndef PLATFORM_DB_POSTGRES_H
#define PLATFORM_DB_POSTGRES_H

#include <libpq-fe.h>
#include "platform/db/db_engine.h"

struct pg_stmt {
    const char *sql; /* the literal: its address and the types are the key */
    char name[24];   /* on the server: s1, s2, ... */
    int count;
    uint8_t types[]; /* enum db_type of each value */
};

struct pg_conn {
    struct db_conn base;
    PGconn *pg;             /* NULL: not connected */
    struct pg_stmt **slots; /* open addressing, a power of two, at most half full */
    size_t slot_count, used;
    int64_t last_number; /* of a statement's name */
    int64_t retry_at_ms, backoff_ms;
    const char *begin; /* a BEGIN that travels with the transaction's first statement; see pg_pending */
    bool dying;        /* the session is over, or about to be */
};

static inline struct pg_conn *pg_conn_of(struct db_conn *conn) { return (struct pg_conn *)conn; }

enum {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_NAME = 19,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_OID = 26,
    PG_FLOAT4 = 700,
    PG_FLOAT8 = 701,
    PG_BPCHAR = 1042,
    PG_VARCHAR = 1043,
    PG_NUMERIC = 1700
}; /* pg_type.dat: never change */

/* The BEGIN that the server has not seen yet; NULL: none. Until it has, the transaction can still move to another
 * session. */
static inline const char *pg_pending(const struct pg_conn *conn) { return conn->base.depth > 0 ? conn->begin : NULL; }

/* db_postgres_conn.c */
enum err pg_open(struct ctx *ctx, struct db *db);
enum err pg_conn_open(struct ctx *ctx, struct db *db, struct db_conn **ret_conn);
void pg_conn_close(struct db_conn *conn);
/* Makes sure there is a session before a statement that is not inside a transaction: connects again when the last one
 * has ended. */
enum err pg_ready(struct ctx *ctx, struct pg_conn *conn);
/* Records what went wrong with `result` (NULL: with the connection); never OK. */
enum err pg_fault(struct ctx *ctx, struct pg_conn *conn, const PGresult *result, const char *sql);
bool pg_dead(const struct pg_conn *conn);
bool pg_broken(struct pg_conn *conn, const PGresult *result); /* did the session end with this failed result? */

/* db_postgres_cache.c */
enum err pg_stmt_get(struct ctx *ctx, struct pg_conn *conn, const char *sql, const struct db_value *values, int count,
                     const struct pg_stmt **ret_stmt);
/* The same for "INSERT ... VALUES ($1, ..., $columns)" made to insert `rows` rows at once. */
enum err pg_stmt_get_rows(struct ctx *ctx, struct pg_conn *conn, const char *sql, const struct db_value *values,
                          int columns, int rows, const struct pg_stmt **ret_stmt);
/* The server no longer knows it, or its plan is stale. */
void pg_stmt_forget(struct pg_conn *conn, const struct pg_stmt *stmt);
void pg_cache_clear(struct pg_conn *conn);

/* db_postgres.c */
enum err pg_exec(struct ctx *ctx, int64_t *ret_changed, const char *sql, const struct db_value *values, int count);
/* The schema changed under a prepared statement, or somebody between us and the server dropped it. */
bool pg_is_stale(const PGresult *result);

/* db_postgres_pipeline.c */
enum err pg_exec_many(struct ctx *ctx, const char *sql, const struct db_value *values, int columns, int rows);
enum {
    PG_PARAMS_SMALL = 32,
    PG_ROWS_MAX = 64,  /* of one INSERT that db_exec_many makes */
    PG_CALLS_MAX = 32, /* in one round trip */
    PG_COPY_ROWS = 128, /* from here on db_exec_many is a COPY */
};
struct pg_params {
    const char **values;
    int *lens, *formats;
    int64_t *numbers;
    const char *values_small[PG_PARAMS_SMALL];
    int lens_small[PG_PARAMS_SMALL], formats_small[PG_PARAMS_SMALL];
    int64_t numbers_small[PG_PARAMS_SMALL];
};
enum err pg_params_fill(struct ctx *ctx, struct pg_params *p, const struct db_value *values, int count);
/* A prepared statement with its values. */
struct pg_call {
    const struct pg_stmt *stmt;
    int first; /* its first value in the params */
};
/* `begin` (may be NULL) and then the calls, in one round trip: a transaction of n statements costs n + 1 of them instead
 * of n + 2. Gives the first result that is an error, else the last. */
PGresult *pg_exec_pipeline(struct pg_conn *conn, const char *begin, const struct pg_params *p, const struct pg_call *calls,
                           int count);
void pg_result_clear(PGresult **result);

/* db_postgres_copy.c */
/* "INSERT INTO t (a, b) VALUES ($1, $2)" as "COPY t (a, b) FROM STDIN"; false when it says more than that. */
bool pg_copy_made(struct arena *arena, const char *sql, int columns, const char **ret_copy);
enum err pg_copy_rows(struct ctx *ctx, const char *copy, const struct db_value *values, int columns, int rows);

/* db_postgres_value.c: columns of binary results */
bool pg_is_null(const struct db_rows *rows, int column);
int64_t pg_i64(const struct db_rows *rows, int column);
struct str pg_text(const struct db_rows *rows, int column);

/* db_postgres_backup.c, db_postgres_restore.c */
enum err pg_backup(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg);
enum err pg_restore(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg);

#endif
