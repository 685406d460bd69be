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

PGresult *pg_exec_pipeline(struct pg_conn *conn, const char *begin, const struct pg_stmt *stmt, const struct pg_params *p,
                           int columns, int rows)
{
    PGconn *pg = conn->pg;
    PGresult *result = NULL;

    bool sent = PQenterPipelineMode(pg) && (!begin || PQsendQueryParams(pg, begin, 0, NULL, NULL, NULL, NULL, 0));
    for (int i = 0; i < rows && sent; i++) {
        int at = i * columns;
        sent = PQsendQueryPrepared(pg, stmt->name, columns, p->values + at, p->lens + at, p->formats + at, 1);
    }
    if (sent && PQpipelineSync(pg))
        result = collect(conn);
    else
        conn->dying = true;
    if (!PQexitPipelineMode(pg))
        conn->dying = true;
    return result;
}
