/* db.c: the database seam's common part: opening, and statements and columns handed to the engine.
 * A failed statement dooms its transaction here, so both engines behave alike. */
#include "platform/db/db_engine.h"
#include <assert.h>
#include <stdlib.h>

/* --- databases and connections ----------------------------------------------------------------------------------- */
enum err db_open(struct ctx *ctx, struct str url, const struct db_options *options, struct db **ret_db)
{
    const struct db_engine *engine;

    if (str_starts(url, S("sqlite:")) && url.len > 7)
        engine = &db_engine_sqlite;
    else if (str_starts(url, S("postgresql://")) || str_starts(url, S("postgres://")))
        engine = &db_engine_postgres;
    else
        return fault(ctx, ERR_INVALID, "db.url", "db",
                     "Địa chỉ cơ sở dữ liệu phải có dạng sqlite:ĐƯỜNG_DẪN hoặc postgresql://MÁY_CHỦ/TÊN.");

    struct db *db = calloc(1, sizeof *db);
    char *copy = malloc(url.len + 1);
    if (!db || !copy)
        abort();
    memcpy(copy, url.ptr, url.len);
    copy[url.len] = 0;
    db->engine = engine;
    db->url = copy;
    db->path = engine->kind == DB_SQLITE ? copy + 7 : NULL;
    if (options)
        db->options = *options;
    db_turn_init(&db->turn);
    pthread_mutex_init(&db->lane_lock, NULL);
    enum err err = engine->open(ctx, db);
    if (err != OK) {
        db_close(db);
        return err;
    }
    *ret_db = db;
    return OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    db_lane_stop(db);
    db_turn_done(&db->turn);
    pthread_mutex_destroy(&db->lane_lock);
    free(db->url);
    free(db);
}

enum db_kind db_kind(const struct db *db) { return db->engine->kind; }
enum db_kind db_conn_kind(const struct db_conn *conn) { return conn->engine->kind; }

enum err db_conn_open(struct ctx *ctx, struct db *db, struct db_conn **ret_conn)
{
    return db->engine->conn_open(ctx, db, ret_conn);
}

void db_conn_close(struct db_conn *conn)
{
    if (!conn)
        return;
    struct db *db = conn->db;
    bool turn_held = conn->turn_held;
    conn->engine->conn_close(conn); /* an open transaction is rolled back by this */
    if (turn_held)
        db_turn_give(&db->turn);
}

enum err db_ping(struct ctx *ctx)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    return db_one(ctx, &rows, "SELECT 1");
}

struct str db_url_public(struct arena *arena, struct str url)
{
    ptrdiff_t scheme = str_find(url, S("://"));
    if (scheme < 0)
        return arena_str(arena, url);
    struct buf out;
    buf_init(&out, arena, url.len + 8);
    buf_put(&out, str_sub(url, 0, (size_t)scheme + 3));

    /* The user's part ends at the last @: passwords typed without escaping hold @ and / as well. */
    struct str host = str_sub(url, (size_t)scheme + 3, url.len);
    size_t end = 0, at = 0;
    bool has_user = false;
    while (end < host.len && host.ptr[end] != '?')
        end++;
    for (size_t i = 0; i < end; i++)
        if (host.ptr[i] == '@')
            at = i, has_user = true;
    if (has_user) {
        struct str user = str_sub(host, 0, at);
        ptrdiff_t colon = str_find_char(user, ':');
        buf_put(&out, colon < 0 ? user : str_sub(user, 0, (size_t)colon));
        host = str_sub(host, at, host.len);
    }
    ptrdiff_t question = str_find_char(host, '?');
    buf_put(&out, question < 0 ? host : str_sub(host, 0, (size_t)question));
    if (question >= 0) { /* ?password= is allowed by libpq, too */
        struct str rest = str_sub(host, (size_t)question + 1, host.len);
        char between = '?';
        while (rest.ptr) {
            struct str pair = str_cut(&rest, '&');
            if (str_starts(pair, S("password=")) || str_starts(pair, S("sslpassword=")))
                continue;
            buf_put_char(&out, between);
            buf_put(&out, pair);
            between = '&';
        }
    }
    return buf_str(&out);
}

/* --- statements -------------------------------------------------------------------------------------------------- */
static enum err doomed(struct ctx *ctx, enum err err)
{
    struct db_conn *conn = ctx->db;

    if (conn->depth > 0 && conn->doom == OK)
        conn->doom = err;
    return err;
}

static enum err run_query(struct ctx *ctx, struct db_rows *rows, const char *sql, const struct db_value *values,
                          int count, bool one)
{
    assert(ctx->db && "no connection in ctx");
    db_rows_done(rows);
    *rows = (struct db_rows){.ctx = ctx, .row = -1};
    if (ctx->db->doom != OK)
        return rows->err = ctx->db->doom;
    enum err err = ctx->db->engine->query(ctx, rows, sql, values, count, one);
    if (err != OK) {
        rows->err = doomed(ctx, err);
        return err;
    }
    rows->open = true;
    return OK;
}

enum err db_query_(struct ctx *ctx, struct db_rows *ret_rows, const char *sql, const struct db_value *values, int count)
{
    return run_query(ctx, ret_rows, sql, values, count, false);
}

enum err db_one_(struct ctx *ctx, struct db_rows *ret_rows, const char *sql, const struct db_value *values, int count)
{
    TRY(run_query(ctx, ret_rows, sql, values, count, true));
    if (db_next(ret_rows))
        return OK;
    TRY(db_rows_end(ret_rows));
    return ERR_NOT_FOUND;
}

enum err db_exec_(struct ctx *ctx, int64_t *ret_changed, const char *sql, const struct db_value *values, int count)
{
    assert(ctx->db && "no connection in ctx");
    if (ctx->db->doom != OK)
        return ctx->db->doom;
    int64_t changed = 0;
    enum err err = ctx->db->engine->exec(ctx, &changed, sql, values, count);
    if (err != OK)
        return doomed(ctx, err);
    if (ret_changed)
        *ret_changed = changed;
    return OK;
}

enum err db_exec_many_(struct ctx *ctx, const char *sql, const struct db_value *values, int columns, int rows)
{
    assert(ctx->db && ctx->db->depth > 0 && ctx->db->mode == DB_WRITE && "db_exec_many outside a write transaction");
    if (ctx->db->doom != OK)
        return ctx->db->doom;
    enum err err = rows ? ctx->db->engine->exec_many(ctx, sql, values, columns, rows) : OK;
    return err == OK ? OK : doomed(ctx, err);
}

bool db_next(struct db_rows *rows)
{
    if (!rows->open || rows->err != OK)
        return false;
    if (rows->cells || !rows->stmt) { /* all rows are here */
        if (rows->row + 1 >= rows->count)
            return false;
        rows->row++;
        return true;
    }
    bool more = rows->ctx->db->engine->next(rows);
    if (rows->err != OK)
        doomed(rows->ctx, rows->err);
    return more;
}

enum err db_rows_end(struct db_rows *rows)
{
    if (rows->open && rows->stmt)
        rows->ctx->db->engine->rows_close(rows);
    rows->open = false;
    rows->stmt = NULL;
    return rows->err;
}

void db_rows_done(struct db_rows *rows)
{
    enum err ignored = rows->open ? db_rows_end(rows) : OK;
    (void)ignored;
}

/* --- columns ------------------------------------------------------------------------------------------------------ */
static const struct db_value *cell_of(const struct db_rows *rows, int column)
{
    assert(rows->open && rows->row >= 0 && column >= 0 && column < rows->width && "no such column in the current row");
    return rows->cells ? &rows->cells[(size_t)rows->row * (size_t)rows->width + (size_t)column] : NULL;
}

bool db_is_null(const struct db_rows *rows, int column)
{
    const struct db_value *cell = cell_of(rows, column);
    return cell ? cell->null : rows->ctx->db->engine->is_null(rows, column);
}

int64_t db_i64(const struct db_rows *rows, int column)
{
    const struct db_value *cell = cell_of(rows, column);
    return cell ? cell->i64 : rows->ctx->db->engine->i64(rows, column);
}

bool db_bool(const struct db_rows *rows, int column) { return db_i64(rows, column) != 0; }

struct str db_str(const struct db_rows *rows, int column)
{
    const struct db_value *cell = cell_of(rows, column);

    if (!cell)
        return rows->ctx->db->engine->text(rows, column);
    if (cell->null)
        return S("");
    if (cell->type == DB_TYPE_I64 || cell->type == DB_TYPE_BOOL)
        return arena_printf(rows->ctx->arena, "%lld", (long long)cell->i64);
    return cell->str;
}

struct str db_bytes(const struct db_rows *rows, int column) { return db_str(rows, column); }

struct day db_day(const struct db_rows *rows, int column)
{
    struct day d;
    struct str text = db_str(rows, column);
    return day_parse_iso(text, &d) == OK ? d : DAY_NONE;
}

enum err db_backup(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg)
{
    return db->engine->backup(ctx, db, path, progress, arg);
}

enum err db_restore(struct ctx *ctx, struct db *db, const char *path, db_progress progress, void *arg)
{
    return db->engine->restore(ctx, db, path, progress, arg);
}
