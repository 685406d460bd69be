/* db_postgres.c: statements and transactions on PostgreSQL.
 * A statement is sent again only when it is certain that it did not stay: nothing was sent, or it was a SELECT, or the
 * first of a transaction. Everything else that a broken connection interrupted is ERR_BUSY "db.gone": the caller's
 * answer says that it is not known to be kept. */
#include "platform/db/db_postgres.h"
#include <stdlib.h>

static bool has_state(const PGresult *result, const char *state)
{
    const char *got = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return got && !strcmp(got, state);
}

bool pg_is_stale(const PGresult *result) { return has_state(result, "0A000") || has_state(result, "26000"); }

static bool is_select(const char *sql)
{
    struct str text = str_trim(str_of(sql));
    return text.len > 7 && str_eq_nocase(str_sub(text, 0, 6), S("SELECT"));
}

static enum err run(struct ctx *ctx, const char *sql, const struct db_value *values, int count, PGresult **ret_result)
{
    struct pg_conn *conn = pg_conn_of(ctx->db);
    const char *begin = pg_pending(conn);
    const struct pg_stmt *stmt;
    struct pg_params params;
    bool alone = conn->base.depth == 0;

    TRY(pg_params_fill(ctx, &params, values, count));
    for (bool again = false;; again = true) {
        struct fault before = ctx->fault;
        TRY(pg_ready(ctx, conn));
        enum err err = pg_stmt_get(ctx, conn, sql, values, count, &stmt);
        if (err != OK) {
            if (!(alone || begin) || again || !pg_dead(conn))
                return err;
            conn->base.lost = false;
            ctx->fault = before;
            continue;
        }
        conn->begin = NULL;
        PGresult *AUTO(pg_result_clear) result =
            begin ? pg_exec_pipeline(conn, begin, &params, &(struct pg_call){.stmt = stmt}, 1)
                  : PQexecPrepared(conn->pg, stmt->name, count, params.values, params.lens, params.formats, 1);
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
            *ret_result = result;
            result = NULL;
            return OK;
        }
        if (pg_is_stale(result))
            pg_stmt_forget(conn, stmt);
        /* What a transaction did goes with its session, so its first statement may run again, whatever it is. */
        bool repeatable = pg_broken(conn, result) ? begin || (alone && is_select(sql)) : alone && pg_is_stale(result);
        if (again || !repeatable)
            return pg_fault(ctx, conn, result, sql);
        conn->begin = begin;
    }
}

static enum err pg_query(struct ctx *ctx, struct db_rows *rows, const char *sql, const struct db_value *values,
                         int count, bool one)
{
    PGresult *result;

    (void)one;
    TRY(run(ctx, sql, values, count, &result));
    rows->stmt = result;
    rows->count = PQntuples(result);
    rows->width = PQnfields(result);
    return OK;
}

static void pg_rows_close(struct db_rows *rows) { PQclear(rows->stmt); }

static bool pg_next(struct db_rows *rows)
{
    if (++rows->row < rows->count)
        return true;
    PQclear(rows->stmt);
    rows->stmt = NULL;
    rows->row = rows->count = rows->width = 0;
    return false;
}

enum err pg_exec(struct ctx *ctx, int64_t *ret_changed, const char *sql, const struct db_value *values,
                        int count)
{
    PGresult *AUTO(pg_result_clear) result = NULL;

    TRY(run(ctx, sql, values, count, &result));
    *ret_changed = is_select(sql) ? 0 : strtoll(PQcmdTuples(result), NULL, 10);
    return OK;
}

static enum err simple(struct ctx *ctx, const char *sql)
{
    struct pg_conn *conn = pg_conn_of(ctx->db);
    const char *begin = pg_pending(conn);

    if (begin)
        sql = arena_printf(ctx->arena, "%s; %s", begin, sql).ptr;
    for (bool again = false;; again = true) {
        TRY(pg_ready(ctx, conn));
        conn->begin = NULL;
        PGresult *AUTO(pg_result_clear) result = PQexec(conn->pg, sql);
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            if (!strcmp(sql, "COMMIT") && strcmp(PQcmdStatus(result), "COMMIT") != 0)
                return db_fault_internal(
                    ctx, S("postgresql: COMMIT rolled back")); /* how it answers in an aborted transaction */
            return OK;
        }
        if (again || !begin || !pg_broken(conn, result))
            return pg_fault(ctx, conn, result, sql);
        conn->begin = begin;
    }
}

/* All savepoints have one name: the innermost is meant, and they nest. */
static enum err pg_tx(struct ctx *ctx, enum db_tx_step step, int depth, enum db_mode mode)
{
    struct pg_conn *conn = pg_conn_of(ctx->db);

    (void)depth;
    switch (step) {
    case DB_TX_BEGIN:
        conn->begin = mode == DB_WRITE ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        return OK;
    case DB_TX_COMMIT:
    case DB_TX_ROLLBACK:
        if (!pg_pending(conn))
            return simple(ctx, step == DB_TX_COMMIT ? "COMMIT" : "ROLLBACK");
        conn->begin = NULL; /* nothing has happened */
        return OK;
    case DB_TX_SAVE: return simple(ctx, "SAVEPOINT s");
    case DB_TX_RELEASE: return simple(ctx, "RELEASE SAVEPOINT s");
    case DB_TX_UNDO: return simple(ctx, "ROLLBACK TO SAVEPOINT s; RELEASE SAVEPOINT s");
    }
    return OK;
}

static enum err pg_script(struct ctx *ctx, struct str statement)
{
    return simple(ctx, arena_cstr(ctx->arena, statement));
}

const struct db_engine db_engine_postgres = {
    .kind = DB_POSTGRES,
    .open = pg_open,
    .conn_open = pg_conn_open,
    .conn_close = pg_conn_close,
    .query = pg_query,
    .exec = pg_exec,
    .exec_many = pg_exec_many,
    .next = pg_next,
    .rows_close = pg_rows_close,
    .is_null = pg_is_null,
    .i64 = pg_i64,
    .text = pg_text,
    .tx = pg_tx,
    .script = pg_script,
    .backup = pg_backup,
    .restore = pg_restore,
};
