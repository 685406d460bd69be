/* db_sqlite_backup.c: a copy of an SQLite database while it is in use, and the way back.
 * The copy reads one snapshot, held by a read transaction, so that writers neither wait nor make it start again; the
 * WAL grows meanwhile. A restore is one write transaction of the empty target: all of it or nothing. */
#include "platform/db/db_sqlite.h"
#include <stdlib.h>
#include <unistd.h>
#include "platform/db/db_file.h"

enum { STEP_PAGES = 1024 };

static enum err text_result(struct ctx *ctx, sqlite3 *handle, const char *sql, struct str *ret_text)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(handle, sql, -1, &stmt, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *ret_text = arena_str(ctx->arena, str_of((const char *)sqlite3_column_text(stmt, 0)));
    else if (rc == SQLITE_DONE)
        *ret_text = STR_NONE;
    enum err err = rc == SQLITE_ROW || rc == SQLITE_DONE ? OK : sq_fault(ctx, handle, rc, sql);
    sqlite3_finalize(stmt);
    return err;
}

static enum err copy(struct ctx *ctx, sqlite3 *from, sqlite3 *to, db_progress progress, void *arg)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    int rc;

    if (!backup)
        return sq_fault(ctx, to, sqlite3_errcode(to), "backup");
    do {
        rc = sqlite3_backup_step(backup, STEP_PAGES);
        int total = sqlite3_backup_pagecount(backup);
        if (progress && total)
            progress(arg, total - sqlite3_backup_remaining(backup), total);
    } while (rc == SQLITE_OK);
    int finish = sqlite3_backup_finish(backup);
    if (rc == SQLITE_DONE && finish == SQLITE_OK)
        return OK;
    return sq_fault(ctx, to, rc == SQLITE_DONE ? finish : rc, "backup");
}

static void handle_close(sqlite3 **handle) { sqlite3_close(*handle); }

static enum err backup_into(struct ctx *ctx, sqlite3 *from, const char *part, db_progress progress, void *arg)
{
    sqlite3 *AUTO(handle_close) to = NULL;
    int rc = sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

    if (rc == SQLITE_OK) /* the file has no name yet that anybody relies on: one fsync at the end is enough */
        rc = sqlite3_exec(to, "PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF", NULL, NULL, NULL);
    return rc == SQLITE_OK ? copy(ctx, from, to, progress, arg) : sq_fault(ctx, to, rc, part);
}

enum err sq_backup(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg)
{
    struct sq_conn conn = {.base.db = db};
    sqlite3 *AUTO(handle_close) from = NULL;
    struct str ignored;
    const char *part;
    int fd;

    enum err err = sq_handle_open(ctx, db, SQLITE_OPEN_READWRITE, &conn);
    from = conn.handle;
    TRY(err);
    TRY(db_file_create(ctx, path, &part, &fd));
    int rc = sqlite3_exec(from, "BEGIN", NULL, NULL, NULL);
    err = rc == SQLITE_OK ? text_result(ctx, from, "SELECT name FROM sqlite_schema LIMIT 1", &ignored)
                          : sq_fault(ctx, from, rc, "BEGIN");
    if (err == OK)
        err = backup_into(ctx, from, part, progress, arg);
    if (err != OK) {
        db_file_abandon(part, fd);
        return err;
    }
    return db_file_finish(ctx, path, part, fd);
}

static enum err check_source(struct ctx *ctx, sqlite3 *from, const char *path)
{
    struct str text, violation;

    TRY(text_result(ctx, from, "PRAGMA integrity_check(1)", &text));
    TRY(text_result(ctx, from, "PRAGMA foreign_key_check", &violation));
    if (str_eq(text, S("ok")) && str_empty(violation))
        return OK;
    return db_fault_internal(ctx, arena_printf(ctx->arena, "%s: integrity_check: %.*s", path, STR_ARG(text)));
}

enum err sq_restore(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg)
{
    struct sq_conn conn = {.base.db = db};
    sqlite3 *AUTO(handle_close) from = NULL;
    sqlite3 *AUTO(handle_close) to = NULL;
    struct str text;

    if (access(path, R_OK) != 0)
        return db_file_fault(ctx, path);
    /* The file is a WAL database at rest. `immutable` reads it without writing -wal and -shm files beside it. */
    struct buf uri;
    buf_init(&uri, ctx->arena, 0);
    buf_lit(&uri, "file:");
    for (const char *at = path; *at; at++) {
        if (*at == '%' || *at == '?' || *at == '#')
            buf_printf(&uri, "%%%02X", (unsigned char)*at);
        else
            buf_put_char(&uri, *at);
    }
    buf_lit(&uri, "?immutable=1");
    int rc = sqlite3_open_v2(buf_cstr(&uri), &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    enum err err = rc == SQLITE_OK ? check_source(ctx, from, path) : sq_fault(ctx, from, rc, path);
    if (err != OK) {
        struct str detail = ctx->fault.detail; /* what SQLite calls gone or corrupt is, here, a wrong file */
        ctx->fault = (struct fault){0};
        return db_fault_damaged(ctx, detail);
    }
    err = sq_handle_open(ctx, db, SQLITE_OPEN_READWRITE, &conn);
    to = conn.handle;
    TRY(err);
    TRY(text_result(ctx, to, "SELECT name FROM sqlite_schema LIMIT 1", &text));
    if (!str_empty(text))
        return db_fault_not_empty(ctx, arena_printf(ctx->arena, "there is a table: %.*s", STR_ARG(text)));
    return copy(ctx, from, to, progress, arg);
}
