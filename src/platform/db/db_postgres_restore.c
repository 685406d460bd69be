/* db_postgres_restore.c: a backup file into an empty database, in one transaction: all of it or nothing. The schema is
 * built by the migrations that the file carries; foreign keys are taken off while rows come in, because tables come in
 * the order of their names. */
#include "platform/db/db_postgres.h"
#include "platform/db/db_container.h"
#include "platform/db/db_migrate.h"
#include <stdlib.h>
#include "platform/db/db_dialect.h"

struct restore {
    struct ctx ctx;
    struct container_in in;
    db_progress progress;
    void *arg;
    struct buf keys_back; /* statements that put foreign keys and triggers back, when all rows are there */
};

static enum err script(struct restore *r, struct str sql) { return r->ctx.db->engine->script(&r->ctx, sql); }

static enum err check_empty(struct restore *r)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(&r->ctx, &rows,
                          "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                          "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') LIMIT 1");

    if (err == OK)
        return db_fault_not_empty(&r->ctx,
                                  arena_printf(r->ctx.arena, "there is a table: %.*s", STR_ARG(db_str(&rows, 0))));
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err damaged(struct restore *r, const char *why)
{
    return db_fault_damaged(&r->ctx, arena_printf(r->ctx.arena, "%s: %s", r->in.path, why));
}

static enum err migration_restore(struct restore *r, struct str text)
{
    struct str number = str_cut(&text, '\n'), name = str_cut(&text, '\n'), applied = str_cut(&text, '\n');
    int64_t number_value;

    if (str_parse_i64(number, &number_value) != OK || str_parse_i64(applied, &r->ctx.now_ms) != OK || !text.ptr)
        return damaged(r, "a migration cannot be read");
    struct db_migration migration = {(int)number_value, name, text};
    return db_migration_apply(&r->ctx, &migration);
}

/* One SELECT that writes statements, each run in turn. */
static enum err run_each(struct restore *r, struct db_rows *rows)
{
    while (db_next(rows))
        TRY(script(r, db_str(rows, 0)));
    return db_rows_end(rows);
}

/* Migrations may fill tables; those rows are in the file, too. */
static enum err tables_prepare(struct restore *r)
{
    struct db_rows AUTO(db_rows_done) keys = {0}, AUTO(db_rows_done) drops = {0}, AUTO(db_rows_done) truncates = {0}, AUTO(db_rows_done) sleeps = {0};

    TRY(db_query(
        &r->ctx, &keys,
        "SELECT format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) "
        "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = current_schema() AND k.contype = 'f' AND k.conparentid = 0"));
    while (db_next(&keys)) {
        buf_put(&r->keys_back, db_str(&keys, 0));
        buf_put_char(&r->keys_back, ';');
    }
    TRY(db_rows_end(&keys));
    TRY(db_query(
        &r->ctx, &drops,
        "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname) "
        "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = current_schema() AND k.contype = 'f' AND k.conparentid = 0"));
    TRY(run_each(r, &drops));
    /* Triggers guard and follow what people do; a restored row has been through them already. */
    TRY(db_query(
        &r->ctx, &sleeps,
        "SELECT format('ALTER TABLE %I DISABLE TRIGGER USER', c.relname), format('ALTER TABLE %I ENABLE TRIGGER USER', c.relname) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND EXISTS "
        "(SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)"));
    while (db_next(&sleeps)) {
        TRY(script(r, db_str(&sleeps, 0)));
        buf_put(&r->keys_back, db_str(&sleeps, 1));
        buf_put_char(&r->keys_back, ';');
    }
    TRY(db_rows_end(&sleeps));
    TRY(db_query(
        &r->ctx, &truncates,
        "SELECT format('TRUNCATE %I', c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
        "AND c.relname <> 'schema_migration'"));
    return run_each(r, &truncates);
}

static void quoted_put(struct buf *out, PGconn *pg, struct str name)
{
    char *quoted = PQescapeIdentifier(pg, name.ptr, name.len);
    if (!quoted)
        abort();
    buf_put(out, str_of(quoted));
    PQfreemem(quoted);
}

static enum err copy_end(struct restore *r, struct str expected)
{
    struct pg_conn *conn = pg_conn_of(r->ctx.db);

    if (PQputCopyEnd(conn->pg, NULL) != 1)
        return pg_fault(&r->ctx, conn, NULL, "COPY");
    PGresult *result = PQgetResult(conn->pg);
    enum err err = PQresultStatus(result) == PGRES_COMMAND_OK ? OK : pg_fault(&r->ctx, conn, result, "COPY");
    if (err == OK && !str_eq(str_of(PQcmdTuples(result)), expected))
        err = damaged(r, "a table has another number of rows");
    while (result) {
        PQclear(result);
        result = PQgetResult(conn->pg);
    }
    return err;
}

static enum err table_restore(struct restore *r, struct str head)
{
    struct pg_conn *conn = pg_conn_of(r->ctx.db);
    enum container_type type;
    struct str payload;
    struct buf copy;
    bool first = true;

    buf_init(&copy, r->ctx.arena, 0);
    buf_lit(&copy, "COPY ");
    quoted_put(&copy, conn->pg, str_cut(&head, '\n'));
    buf_lit(&copy, " (");
    while (head.ptr) {
        if (!first)
            buf_put_char(&copy, ',');
        first = false;
        quoted_put(&copy, conn->pg, str_cut(&head, '\n'));
    }
    buf_lit(&copy, ") FROM STDIN");
    PGresult *result = PQexec(conn->pg, buf_cstr(&copy));
    enum err err = PQresultStatus(result) == PGRES_COPY_IN ? OK : pg_fault(&r->ctx, conn, result, "COPY");
    PQclear(result);
    TRY(err);
    for (;;) {
        TRY(container_next(&r->in, &type, &payload));
        if (type == CONTAINER_TABLE_END)
            return copy_end(r, payload);
        if (type != CONTAINER_DATA)
            return damaged(r, "a table does not end");
        if (PQputCopyData(conn->pg, payload.ptr, (int)payload.len) != 1)
            return pg_fault(&r->ctx, conn, NULL, "COPY");
        if (r->progress)
            r->progress(r->arg, r->in.at_bytes, r->in.size_bytes);
    }
}

static enum err records_restore(struct restore *r)
{
    enum container_type type;
    struct str payload;
    bool prepared = false;

    for (;;) {
        TRY(container_next(&r->in, &type, &payload));
        switch (type) {
        case CONTAINER_HEADER: break;
        case CONTAINER_MIGRATION: TRY(migration_restore(r, payload)); break;
        case CONTAINER_TABLE:
            if (!prepared)
                TRY(tables_prepare(r));
            prepared = true;
            TRY(table_restore(r, payload));
            break;
        case CONTAINER_END: return OK;
        default: return damaged(r, "a record of an unknown kind");
        }
    }
}

static enum err restore_all(struct restore *r)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(&r->ctx, DB_WRITE, &tx));
    TRY(script(r, S(DB_DIALECT_MIGRATION_LOCK)));
    TRY(check_empty(r));
    TRY(db_migration_table(&r->ctx));
    TRY(records_restore(r));
    if (r->keys_back.len)
        TRY(script(r, buf_str(&r->keys_back)));
    TRY(db_tx_commit(&tx));
    return script(r, S("ANALYZE"));
}

enum err pg_restore(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg)
{
    struct restore r = {.ctx = {.arena = ctx->arena, .now_ms = ctx->now_ms}, .progress = progress, .arg = arg};

    TRY(container_open(ctx, path, &r.in));
    r.in.ctx = &r.ctx;
    buf_init(&r.keys_back, ctx->arena, 0);
    enum err err = db_conn_open(&r.ctx, db, &r.ctx.db);
    if (err == OK)
        err = restore_all(&r);
    if (err != OK && ctx->fault.err == OK)
        ctx->fault = r.ctx.fault;
    db_conn_close(r.ctx.db);
    container_in_done(&r.in);
    return err;
}
