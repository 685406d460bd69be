/* db_sqlite.c: statements and transactions on SQLite.
 * Values are bound without a copy: a statement is always reset before the arena that holds its values goes, and its
 * parameters are all bound anew before it runs again. The first row of db_one and the rows of RETURNING are copied at
 * once, so that no half-read statement keeps an old snapshot or blocks a COMMIT. */
#include "platform/db/db_sqlite.h"
#include <assert.h>
#include <stdlib.h>

static void stmt_release(struct sq_stmt *stmt)
{
    sqlite3_reset(stmt->stmt); /* its result repeats the step's, which was handled */
    stmt->busy = false;
    if (!stmt->cached) {
        sqlite3_finalize(stmt->stmt);
        free(stmt);
    }
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct db_value *value)
{
    if (value->null)
        return sqlite3_bind_null(stmt, at);
    const char *ptr = value->str.ptr ? value->str.ptr : "";
    switch (value->type) {
    case DB_TYPE_STR: return sqlite3_bind_text64(stmt, at, ptr, value->str.len, SQLITE_STATIC, SQLITE_UTF8);
    case DB_TYPE_BYTES: return sqlite3_bind_blob64(stmt, at, ptr, value->str.len, SQLITE_STATIC);
    case DB_TYPE_I64:
    case DB_TYPE_BOOL: break;
    }
    return sqlite3_bind_int64(stmt, at, value->i64);
}

static enum err bind_all(struct ctx *ctx, struct sq_conn *conn, struct sq_stmt *stmt, const struct db_value *values)
{
    for (int i = 0; i < stmt->param_count; i++) {
        const struct db_value *value = &values[stmt->map[i]];
        if (value->type == DB_TYPE_STR && value->str.len && memchr(value->str.ptr, 0, value->str.len))
            return db_fault_nul(ctx);
        if (bind_one(stmt->stmt, i + 1, value) != SQLITE_OK)
            return sq_fault(ctx, conn->handle, sqlite3_errcode(conn->handle), stmt->sql);
    }
    return OK;
}

/* Finds the statement, binds, and takes the write turn when the statement is a transaction of its own that writes. */
static enum err start(struct ctx *ctx, const char *sql, const struct db_value *values, int count,
                      struct sq_stmt **ret_stmt)
{
    struct sq_conn *conn = sq_conn_of(ctx->db);
    struct sq_stmt *stmt;

    TRY(sq_stmt_get(ctx, conn, sql, &stmt));
    enum err err = count == stmt->param_count
                       ? bind_all(ctx, conn, stmt, values)
                       : db_fault_internal(ctx, arena_printf(ctx->arena, "sqlite: %d values for %d parameters in: %.200s", count,
                                                             stmt->param_count, sql));
    if (err == OK && !stmt->readonly) {
        if (conn->base.depth > 0 && conn->base.mode == DB_READ)
            err = db_fault_internal(ctx, arena_printf(ctx->arena, "a write in a read transaction: %.200s", sql));
        else if (conn->base.depth == 0) {
            if (db_turn_take(&conn->base.db->turn, DB_BUSY_MS))
                conn->base.turn_held = true;
            else
                err = db_fault_busy(ctx, S("the process's write turn was not free in time"));
        }
    }
    if (err != OK) {
        stmt_release(stmt);
        return err;
    }
    stmt->busy = true;
    *ret_stmt = stmt;
    return OK;
}

static void lock_taken(struct sq_conn *conn)
{
    db_bell_after_lock(&conn->base.db->turn.bell, conn->busy_tries);
    conn->busy_tries = 0;
}

static void turn_give(struct sq_conn *conn)
{
    if (conn->base.depth == 0 && conn->base.turn_held) {
        lock_taken(conn);
        conn->base.turn_held = false;
        db_turn_give(&conn->base.db->turn);
    }
}

/* Full disks and I/O errors may end the whole transaction by themselves. */
static enum err step_fault(struct ctx *ctx, struct sq_conn *conn, int rc, const char *sql)
{
    enum err err = sq_fault(ctx, conn->handle, rc, sql);

    if (conn->base.depth > 0 && sqlite3_get_autocommit(conn->handle))
        conn->base.lost = true;
    return err;
}

static void cell_copy(struct arena *arena, sqlite3_stmt *stmt, int column, struct db_value *ret_cell)
{
    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_NULL: ret_cell->null = true; break;
    case SQLITE_INTEGER: ret_cell->i64 = sqlite3_column_int64(stmt, column); break;
    case SQLITE_BLOB:
        ret_cell->type = DB_TYPE_BYTES;
        ret_cell->str = (struct str){sqlite3_column_blob(stmt, column), (size_t)sqlite3_column_bytes(stmt, column)};
        ret_cell->str = arena_str(arena, ret_cell->str);
        break;
    default:
        ret_cell->type = DB_TYPE_STR;
        ret_cell->i64 = sqlite3_column_int64(stmt, column);
        ret_cell->str.ptr = (const char *)sqlite3_column_text(stmt, column);
        ret_cell->str.len = (size_t)sqlite3_column_bytes(stmt, column);
        ret_cell->str = arena_str(arena, ret_cell->str);
    }
}

static int copy_rows(struct db_rows *rows, struct sq_stmt *stmt, bool one, int rc)
{
    struct arena *arena = rows->ctx->arena;
    size_t width = (size_t)rows->width;
    int cap = one ? 1 : 16;
    struct db_value *cells = arena_array(arena, struct db_value, (size_t)cap * width);

    while (rc == SQLITE_ROW) {
        if (rows->count == cap) {
            struct db_value *more = arena_array(arena, struct db_value, (size_t)cap * 2 * width);
            memcpy(more, cells, (size_t)cap * width * sizeof *cells);
            cells = more;
            cap *= 2;
        }
        for (int column = 0; column < rows->width; column++)
            cell_copy(arena, stmt->stmt, column, &cells[(size_t)rows->count * width + (size_t)column]);
        rows->count++;
        if (one && stmt->readonly) {
            rc = SQLITE_DONE;
            break;
        }
        one = false; /* a RETURNING runs to its end, or it would not be committed */
        rc = sqlite3_step(stmt->stmt);
    }
    rows->cells = cells;
    return rc;
}

static enum err sq_query(struct ctx *ctx, struct db_rows *rows, const char *sql, const struct db_value *values,
                         int count, bool one)
{
    struct sq_conn *conn = sq_conn_of(ctx->db);
    struct sq_stmt *stmt;

    TRY(start(ctx, sql, values, count, &stmt));
    int rc = sqlite3_step(stmt->stmt);
    rows->width = sqlite3_column_count(stmt->stmt);
    if (rc == SQLITE_ROW && (one || !stmt->readonly))
        rc = copy_rows(rows, stmt, one, rc);
    if (rc == SQLITE_ROW) { /* db_next hands out this first row */
        rows->stmt = stmt;
        rows->count = 1;
        return OK;
    }
    enum err err = rc == SQLITE_DONE ? OK : step_fault(ctx, conn, rc, sql);
    stmt_release(stmt);
    turn_give(conn);
    return err;
}

static bool sq_next(struct db_rows *rows)
{
    struct sq_stmt *stmt = rows->stmt;

    if (rows->row < 0) {
        rows->row = 0;
        return true;
    }
    int rc = sqlite3_step(stmt->stmt);
    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE)
        rows->err = step_fault(rows->ctx, sq_conn_of(rows->ctx->db), rc, stmt->sql);
    stmt_release(stmt); /* at once: the snapshot ends with the last row, not with the caller's scope */
    rows->stmt = NULL;
    rows->width = 0;
    rows->row = rows->count = 0;
    return false;
}

static void sq_rows_close(struct db_rows *rows) { stmt_release(rows->stmt); }

static sqlite3_stmt *stmt_of(const struct db_rows *rows) { return ((struct sq_stmt *)rows->stmt)->stmt; }

static bool sq_is_null(const struct db_rows *rows, int column)
{
    return sqlite3_column_type(stmt_of(rows), column) == SQLITE_NULL;
}

static int64_t sq_i64(const struct db_rows *rows, int column) { return sqlite3_column_int64(stmt_of(rows), column); }

static struct str sq_text(const struct db_rows *rows, int column)
{
    sqlite3_stmt *stmt = stmt_of(rows);
    const char *ptr = sqlite3_column_type(stmt, column) == SQLITE_BLOB
                          ? sqlite3_column_blob(stmt, column)
                          : (const char *)sqlite3_column_text(stmt, column);
    return arena_str(rows->ctx->arena, (struct str){ptr, (size_t)sqlite3_column_bytes(stmt, column)});
}

static enum err sq_exec(struct ctx *ctx, int64_t *ret_changed, const char *sql, const struct db_value *values,
                        int count)
{
    struct sq_conn *conn = sq_conn_of(ctx->db);
    struct sq_stmt *stmt;
    int rc;

    TRY(start(ctx, sql, values, count, &stmt));
    do
        rc = sqlite3_step(stmt->stmt);
    while (rc == SQLITE_ROW);
    enum err err = rc == SQLITE_DONE ? OK : step_fault(ctx, conn, rc, sql);
    *ret_changed = stmt->readonly ? 0 : sqlite3_changes64(conn->handle);
    stmt_release(stmt);
    turn_give(conn);
    return err;
}

/* The statement is looked up once; each row costs its binding and its step. Always inside a transaction (db_exec_many asserts it). */
static enum err sq_exec_many(struct ctx *ctx, const char *sql, const struct db_value *values, int columns, int rows)
{
    struct sq_conn *conn = sq_conn_of(ctx->db);
    struct sq_stmt *stmt;

    TRY(start(ctx, sql, values, columns, &stmt));
    enum err err = OK;
    for (int i = 0; i < rows && err == OK; i++) {
        if (i > 0)
            err = bind_all(ctx, conn, stmt, values + (size_t)i * (size_t)columns);
        if (err != OK)
            break;
        int rc = sqlite3_step(stmt->stmt);
        if (rc != SQLITE_DONE)
            err = step_fault(ctx, conn, rc, sql);
        sqlite3_reset(stmt->stmt);
    }
    stmt_release(stmt);
    return err;
}

/* All savepoints have one name: SQLite takes the innermost, which is the one we mean, because they nest. */
static enum err sq_tx(struct ctx *ctx, enum db_tx_step step, int depth, enum db_mode mode)
{
    static const char *const sqls[] = {"BEGIN IMMEDIATE", "COMMIT",    "ROLLBACK",
                                       "SAVEPOINT s",     "RELEASE s", "ROLLBACK TO s"};
    struct sq_conn *conn = sq_conn_of(ctx->db);
    sqlite3_stmt *read_begin = NULL;
    sqlite3_stmt **stmt = &conn->tx[step];
    const char *sql = sqls[step];

    (void)depth;
    if (step == DB_TX_ROLLBACK && sqlite3_get_autocommit(conn->handle))
        return OK; /* SQLite has done it already */
    if (step == DB_TX_BEGIN && mode == DB_READ) {
        stmt = &read_begin;
        sql = "BEGIN";
    }
    int rc = *stmt ? SQLITE_OK : sqlite3_prepare_v3(conn->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(*stmt);
        sqlite3_reset(*stmt);
    }
    enum err err = rc == SQLITE_DONE ? OK : step_fault(ctx, conn, rc, sql);
    sqlite3_finalize(read_begin);
    if (err == OK && step == DB_TX_BEGIN && mode == DB_WRITE)
        lock_taken(conn);
    if (err == OK && step == DB_TX_UNDO) /* ROLLBACK TO leaves the savepoint itself open */
        return sq_tx(ctx, DB_TX_RELEASE, depth, mode);
    return err;
}

static enum err sq_settled(struct ctx *ctx)
{
    int open = 0, highest;

    sqlite3_db_status(sq_conn_of(ctx->db)->handle, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0);
    return open ? db_fault_conflict(ctx, S("db.foreign_key"), S("sqlite: a deferred foreign key is not kept")) : OK;
}

static enum err sq_script(struct ctx *ctx, struct str statement)
{
    struct sq_conn *conn = sq_conn_of(ctx->db);
    const char *sql = arena_cstr(ctx->arena, statement);
    int rc = sqlite3_exec(conn->handle, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? OK : step_fault(ctx, conn, rc, sql);
}

const struct db_engine db_engine_sqlite = {
    .kind = DB_SQLITE,
    .open = sq_open,
    .conn_open = sq_conn_open,
    .conn_close = sq_conn_close,
    .query = sq_query,
    .exec = sq_exec,
    .exec_many = sq_exec_many,
    .next = sq_next,
    .rows_close = sq_rows_close,
    .is_null = sq_is_null,
    .i64 = sq_i64,
    .text = sq_text,
    .tx = sq_tx,
    .settled = sq_settled,
    .script = sq_script,
    .backup = sq_backup,
    .restore = sq_restore,
    .lane_rest = sq_lane_rest,
};
