/* db_postgres_pipeline.c: values on their way to PostgreSQL, and several statements in one round trip. */
#include <endian.h>
#include "platform/db/db_postgres.h"

enum err pg_params_fill(struct ctx *ctx, struct pg_params *p, const struct db_value *values, int count)
{
    if (count <= PG_PARAMS_SMALL) {
        p->values = p->values_small, p->lens = p->lens_small, p->formats = p->formats_small,
        p->numbers = p->numbers_small;
    } else {
        p->values = arena_array(ctx->arena, const char *, (size_t)count);
        p->lens = arena_array(ctx->arena, int, (size_t)count);
        p->formats = arena_array(ctx->arena, int, (size_t)count);
        p->numbers = arena_array(ctx->arena, int64_t, (size_t)count);
    }
    for (int i = 0; i < count; i++) {
        const struct db_value *value = &values[i];
        p->formats[i] = value->type != DB_TYPE_STR;
        p->values[i] = NULL;
        p->lens[i] = 0;
        if (value->null)
            continue;
        switch (value->type) {
        case DB_TYPE_I64:
            p->numbers[i] = (int64_t)htobe64((uint64_t)value->i64);
            p->values[i] = (const char *)&p->numbers[i];
            p->lens[i] = 8;
            break;
        case DB_TYPE_BOOL:
            p->numbers[i] = 0;
            *(char *)&p->numbers[i] = value->i64 != 0;
            p->values[i] = (const char *)&p->numbers[i];
            p->lens[i] = 1;
            break;
        case DB_TYPE_BYTES:
            p->values[i] = value->str.ptr ? value->str.ptr : "";
            p->lens[i] = (int)value->str.len;
            break;
        case DB_TYPE_STR: /* as text, because the server chooses its type; libpq wants a NUL behind it */
            if (value->str.len && memchr(value->str.ptr, 0, value->str.len))
                return db_fault_nul(ctx);
            p->values[i] = arena_cstr(ctx->arena, value->str);
            break;
        }
    }
    return OK;
}

void pg_result_clear(PGresult **result) { PQclear(*result); }

/* The answers to what was sent, up to the sync point. Keeps the first one that is not as it should be, else the last. */
static PGresult *collect(struct pg_conn *conn)
{
    PGresult *kept = NULL, *next;

    for (int nothing = 0; nothing < 2;) { /* one NULL ends each statement's results; two of them: nothing is left */
        next = PQgetResult(conn->pg);
        nothing = next ? 0 : nothing + 1;
        if (!next)
            continue;
        ExecStatusType status = PQresultStatus(next);
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(next);
            return kept;
        }
        ExecStatusType before = kept ? PQresultStatus(kept) : PGRES_COMMAND_OK;
        if (before == PGRES_COMMAND_OK || before == PGRES_TUPLES_OK) {
            PQclear(kept);
            kept = next;
        } else {
            PQclear(next);
        }
    }
    conn->dying = true; /* the sync never came */
    return kept;
}

PGresult *pg_exec_pipeline(struct pg_conn *conn, const char *begin, const struct pg_params *p, const struct pg_call *calls,
                           int count)
{
    PGconn *pg = conn->pg;
    PGresult *result = NULL;

    bool sent = PQenterPipelineMode(pg) && (!begin || PQsendQueryParams(pg, begin, 0, NULL, NULL, NULL, NULL, 0));
    for (int i = 0; i < count && sent; i++) {
        const struct pg_stmt *stmt = calls[i].stmt;
        int at = calls[i].first;
        sent = PQsendQueryPrepared(pg, stmt->name, stmt->count, p->values + at, p->lens + at, p->formats + at, 1);
    }
    if (sent && PQpipelineSync(pg))
        result = collect(conn);
    else
        conn->dying = true;
    if (!PQexitPipelineMode(pg))
        conn->dying = true;
    return result;
}

/* Rows of one INSERT: a power of two, so that any number of rows is made of a few statements that are prepared once. */
static int rows_at_once(int rows, int columns)
{
    int some = PG_ROWS_MAX;

    while (some > 1 && (some > rows || some * columns > DB_PARAMS_MAX))
        some /= 2;
    return some;
}

enum err pg_exec_many(struct ctx *ctx, const char *sql, const struct db_value *values, int columns, int rows)
{
    struct pg_conn *conn = pg_conn_of(ctx->db);
    struct pg_call calls[PG_CALLS_MAX];
    struct pg_params params;
    int64_t changed;

    if (pg_pending(conn)) { /* the transaction's first statement goes the way that may repeat it on another session */
        TRY(pg_exec(ctx, &changed, sql, values, columns));
        values += columns;
        rows--;
    }
    const char *copy;
    if (rows >= PG_COPY_ROWS && pg_copy_made(ctx->arena, sql, columns, &copy))
        return pg_copy_rows(ctx, copy, values, columns, rows);
    while (rows > 0) {
        int count = 0, taken = 0;
        TRY(pg_ready(ctx, conn));
        for (int some; count < PG_CALLS_MAX && taken < rows; taken += some) {
            some = rows_at_once(rows - taken, columns);
            calls[count].first = taken * columns;
            TRY(pg_stmt_get_rows(ctx, conn, sql, values + taken * columns, columns, some, &calls[count++].stmt));
        }
        TRY(pg_params_fill(ctx, &params, values, taken * columns));
        PGresult *AUTO(pg_result_clear) result = pg_exec_pipeline(conn, NULL, &params, calls, count);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) {
            if (pg_is_stale(result))
                for (int i = 0; i < count; i++)
                    pg_stmt_forget(conn, calls[i].stmt);
            return pg_fault(ctx, conn, result, sql);
        }
        values += (size_t)taken * (size_t)columns;
        rows -= taken;
    }
    return OK;
}
