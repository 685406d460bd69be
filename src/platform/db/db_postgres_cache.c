/* db_postgres_cache.c: statements prepared in one session, found by the address of their SQL literal and the types of
 * their values: a statement is parsed and planned once a connection. */
#include "platform/db/db_postgres.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static size_t slot_of(const char *sql, size_t slot_count)
{
    return (size_t)(((uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15)) >> 40) & (slot_count - 1);
}

static bool same_types(const struct pg_stmt *stmt, const struct db_value *values, int count)
{
    if (stmt->count != count)
        return false;
    for (int i = 0; i < count; i++)
        if (stmt->types[i] != values[i].type)
            return false;
    return true;
}

static void cache_put(struct pg_conn *conn, struct pg_stmt *stmt)
{
    if (conn->used * 2 >= conn->slot_count) {
        struct pg_stmt **old = conn->slots;
        size_t old_count = conn->slot_count;
        conn->slot_count = old_count ? old_count * 2 : 256;
        conn->slots = calloc(conn->slot_count, sizeof *conn->slots);
        if (!conn->slots)
            abort();
        conn->used = 0;
        for (size_t i = 0; i < old_count; i++)
            if (old[i])
                cache_put(conn, old[i]);
        free(old);
    }
    size_t at = slot_of(stmt->sql, conn->slot_count);
    while (conn->slots[at])
        at = (at + 1) & (conn->slot_count - 1);
    conn->slots[at] = stmt;
    conn->used++;
}

/* BYTEA, numbers and booleans have a type; text is left open, so that it takes the type of what it is compared with. */
static Oid oid_of(enum db_type type)
{
    switch (type) {
    case DB_TYPE_I64: return PG_INT8;
    case DB_TYPE_BOOL: return PG_BOOL;
    case DB_TYPE_BYTES: return PG_BYTEA;
    case DB_TYPE_STR: break;
    }
    return 0;
}

static const struct pg_stmt *cache_find(const struct pg_conn *conn, const char *sql, const struct db_value *values,
                                        int count)
{
    if (conn->slot_count) {
        for (size_t at = slot_of(sql, conn->slot_count); conn->slots[at]; at = (at + 1) & (conn->slot_count - 1)) {
            if (conn->slots[at]->sql == sql && same_types(conn->slots[at], values, count))
                return conn->slots[at];
        }
    }
    return NULL;
}

/* `text` is what the server gets: `sql`, or made from it. */
static enum err prepare(struct ctx *ctx, struct pg_conn *conn, const char *sql, const char *text,
                        const struct db_value *values, int count, const struct pg_stmt **ret_stmt)
{
    assert(count <= DB_PARAMS_MAX);
    Oid *types = arena_array(ctx->arena, Oid, (size_t)count);
    struct pg_stmt *stmt = calloc(1, sizeof *stmt + (size_t)count);
    if (!stmt)
        abort();
    stmt->sql = sql;
    stmt->count = count;
    for (int i = 0; i < count; i++) {
        stmt->types[i] = (uint8_t)values[i].type;
        types[i] = oid_of(values[i].type);
    }
    snprintf(stmt->name, sizeof stmt->name, "s%lld", (long long)++conn->last_number);
    PGresult *result = PQprepare(conn->pg, stmt->name, text, count, types);
    enum err err = PQresultStatus(result) == PGRES_COMMAND_OK ? OK : pg_fault(ctx, conn, result, sql);
    PQclear(result);
    if (err != OK) {
        free(stmt);
        return err;
    }
    cache_put(conn, stmt);
    *ret_stmt = stmt;
    return OK;
}

enum err pg_stmt_get(struct ctx *ctx, struct pg_conn *conn, const char *sql, const struct db_value *values, int count,
                     const struct pg_stmt **ret_stmt)
{
    *ret_stmt = cache_find(conn, sql, values, count);
    return *ret_stmt ? OK : prepare(ctx, conn, sql, sql, values, count, ret_stmt);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* "INSERT ... VALUES ($1, $2)" becomes "INSERT ... VALUES ($1, $2), ($3, $4)": `rows` times the text behind VALUES, in which
 * each number moves on by `columns` a row. */
static const char *widen(struct arena *arena, const char *sql, int columns, int rows)
{
    struct str text = str_of(sql);
    ptrdiff_t values = str_find(text, S("VALUES "));
    struct buf out;

    assert(values >= 0 && "db_exec_many takes INSERT ... VALUES ($1, ..., $n) and nothing behind it");
    struct str tuple = str_sub(text, (size_t)values + 7, text.len);
    buf_init(&out, arena, text.len * (size_t)rows);
    buf_put(&out, text);
    for (int row = 1; row < rows; row++) {
        buf_lit(&out, ", ");
        for (size_t i = 0; i < tuple.len; i++) {
            buf_put_char(&out, tuple.ptr[i]);
            if (tuple.ptr[i] != '$')
                continue;
            int number = 0;
            while (i + 1 < tuple.len && is_digit(tuple.ptr[i + 1]))
                number = number * 10 + (tuple.ptr[++i] - '0');
            buf_printf(&out, "%d", number + row * columns);
        }
    }
    return buf_cstr(&out);
}

enum err pg_stmt_get_rows(struct ctx *ctx, struct pg_conn *conn, const char *sql, const struct db_value *values,
                          int columns, int rows, const struct pg_stmt **ret_stmt)
{
    *ret_stmt = cache_find(conn, sql, values, columns * rows);
    return *ret_stmt ? OK : prepare(ctx, conn, sql, widen(ctx->arena, sql, columns, rows), values, columns * rows, ret_stmt);
}

void pg_stmt_forget(struct pg_conn *conn, const struct pg_stmt *stmt)
{
    struct pg_stmt **old = conn->slots;
    size_t old_count = conn->slot_count;

    conn->slots = NULL;
    conn->slot_count = conn->used = 0;
    for (size_t i = 0; i < old_count; i++) {
        if (old[i] == stmt)
            free(old[i]);
        else if (old[i])
            cache_put(conn, old[i]);
    }
    free(old);
}

void pg_cache_clear(struct pg_conn *conn)
{
    for (size_t i = 0; i < conn->slot_count; i++)
        free(conn->slots[i]);
    free(conn->slots);
    conn->slots = NULL;
    conn->slot_count = conn->used = 0;
}
