/* db_postgres_backup.c: every table of the program's schema, as it was at one moment, into one file, while the program
 * goes on. The file carries the migrations too, so that it can be restored with nothing but an empty database. */
#include "platform/db/db_postgres.h"
#include "platform/db/db_container.h"
#include "platform/db/db_file.h"
#include <stdlib.h>

struct backup {
    struct ctx ctx; /* own connection, own arena */
    struct container_out out;
    db_progress progress;
    void *arg;
    int64_t done, total;
};

static void name_put(struct buf *out, struct str name)
{
    buf_put_char(out, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '"')
            buf_put_char(out, '"');
        buf_put_char(out, name.ptr[i]);
    }
    buf_put_char(out, '"');
}

static enum err migrations_put(struct backup *b)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(&b->ctx, &rows, "SELECT number, name, applied_ms, sql FROM schema_migration ORDER BY number"));
    while (db_next(&rows)) {
        struct str text =
            arena_printf(b->ctx.arena, "%lld\n%.*s\n%lld\n%.*s", (long long)db_i64(&rows, 0), STR_ARG(db_str(&rows, 1)),
                         (long long)db_i64(&rows, 2), STR_ARG(db_str(&rows, 3)));
        if (text.len > CONTAINER_RECORD_MAX)
            return db_fault_internal(&b->ctx, S("a migration is too long for a backup"));
        TRY(container_put(&b->out, CONTAINER_MIGRATION, text));
    }
    return db_rows_end(&rows);
}

static enum err rows_put(struct backup *b)
{
    PGconn *pg = pg_conn_of(b->ctx.db)->pg;
    char *row;
    int len, count = 0;

    while ((len = PQgetCopyData(pg, &row, 0)) > 0) {
        enum err err = container_put_data(&b->out, (struct str){row, (size_t)len});
        PQfreemem(row);
        TRY(err); /* the session is closed by the caller, in the middle of the copy */
        b->done++;
        if (b->progress && ++count % 10000 == 0)
            b->progress(b->arg, b->done, b->total);
    }
    return OK;
}

static enum err table_put(struct backup *b, struct str table)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct pg_conn *conn = pg_conn_of(b->ctx.db);
    struct buf head, copy;
    int columns = 0;

    buf_init(&head, b->ctx.arena, 0);
    buf_init(&copy, b->ctx.arena, 0);
    buf_put(&head, table);
    buf_lit(&copy, "COPY (SELECT ");
    TRY(db_query(&b->ctx, &rows,
                 "SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON "
                 "n.oid = c.relnamespace "
                 "WHERE n.nspname = current_schema() AND c.relname = $1 AND a.attnum > 0 AND NOT a.attisdropped AND "
                 "a.attgenerated = '' "
                 "ORDER BY a.attnum",
                 DB_STR(table)));
    while (db_next(&rows)) {
        struct str column = db_str(&rows, 0);
        buf_put_char(&head, '\n');
        buf_put(&head, column);
        if (columns++)
            buf_put_char(&copy, ',');
        name_put(&copy, column);
    }
    TRY(db_rows_end(&rows));
    buf_lit(&copy, " FROM ");
    name_put(&copy, table);
    buf_lit(&copy, ") TO STDOUT");

    TRY(container_put(&b->out, CONTAINER_TABLE, buf_str(&head)));
    PGresult *result = PQexec(conn->pg, buf_cstr(&copy));
    enum err err = PQresultStatus(result) == PGRES_COPY_OUT ? OK : pg_fault(&b->ctx, conn, result, "COPY");
    PQclear(result);
    TRY(err);
    TRY(rows_put(b));
    result = PQgetResult(conn->pg);
    err = PQresultStatus(result) == PGRES_COMMAND_OK ? OK : pg_fault(&b->ctx, conn, result, "COPY");
    struct str count = arena_str(b->ctx.arena, str_of(PQcmdTuples(result)));
    while (result) {
        PQclear(result);
        result = PQgetResult(conn->pg);
    }
    TRY(err);
    return container_put(&b->out, CONTAINER_TABLE_END, count);
}

static enum err all_put(struct backup *b)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct arena table_arena, *arena = b->ctx.arena;
    enum err err = OK;

    TRY(db_tx_begin(&b->ctx, DB_READ, &tx));
    TRY(container_put(&b->out, CONTAINER_HEADER,
                      arena_printf(arena, "engine=postgresql\nserver_version=%d\ncreated_ms=%lld\n",
                                   PQserverVersion(pg_conn_of(b->ctx.db)->pg), (long long)b->ctx.now_ms)));
    TRY(migrations_put(b));
    TRY(db_query(&b->ctx, &rows,
                 "SELECT c.relname, sum(GREATEST(c.reltuples, 0)) OVER () FROM pg_class c JOIN pg_namespace n ON n.oid "
                 "= c.relnamespace "
                 "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
                 "AND c.relname <> 'schema_migration' ORDER BY c.relname"));
    arena_init(&table_arena, 0);
    while (err == OK && db_next(&rows)) {
        b->total = db_i64(&rows, 1);
        struct str table = db_str(&rows, 0);
        b->ctx.arena = &table_arena;
        err = table_put(b, table);
        b->ctx.arena = arena;
        b->ctx.fault.detail = arena_str(arena, b->ctx.fault.detail);
        arena_reset(&table_arena);
    }
    arena_done(&table_arena);
    TRY(err);
    TRY(db_rows_end(&rows));
    return container_end(&b->out);
}

enum err pg_backup(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg)
{
    struct backup b = {.ctx = {.arena = ctx->arena, .now_ms = ctx->now_ms}, .progress = progress, .arg = arg};
    const char *part;
    int fd;

    TRY(db_conn_open(ctx, db, &b.ctx.db));
    enum err err = db_file_create(ctx, path, &part, &fd);
    if (err == OK) {
        err = container_begin(&b.ctx, fd, part, &b.out);
        if (err == OK)
            err = all_put(&b);
        container_out_done(&b.out);
        if (err != OK)
            db_file_abandon(part, fd);
        else
            err = db_file_finish(&b.ctx, path, part, fd);
        if (err != OK && ctx->fault.err == OK)
            ctx->fault = b.ctx.fault;
    }
    db_conn_close(b.ctx.db);
    if (err == OK && progress)
        progress(arg, b.done, b.done);
    return err;
}
