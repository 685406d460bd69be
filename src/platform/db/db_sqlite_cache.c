/* db_sqlite_cache.c: prepared statements of one connection, found by the address of their SQL literal: no text is
 * hashed in a look-up. The text is compared all the same, because an address that is not a literal's would silently run
 * the wrong statement. */
#include "platform/db/db_sqlite.h"
#include <assert.h>
#include <stdlib.h>

static size_t slot_of(const char *sql, size_t slot_count)
{
    return (size_t)(((uintptr_t)sql * UINT64_C(0x9E3779B97F4A7C15)) >> 40) & (slot_count - 1);
}

static struct sq_stmt **slot_find(struct sq_conn *conn, const char *sql)
{
    size_t at = slot_of(sql, conn->slot_count);

    while (conn->slots[at] && conn->slots[at]->sql != sql)
        at = (at + 1) & (conn->slot_count - 1);
    return &conn->slots[at];
}

static void cache_grow(struct sq_conn *conn)
{
    struct sq_stmt **old = conn->slots;
    size_t old_count = conn->slot_count;

    conn->slot_count = old_count ? old_count * 2 : 256;
    conn->slots = calloc(conn->slot_count, sizeof *conn->slots);
    if (!conn->slots)
        abort();
    for (size_t i = 0; i < old_count; i++)
        if (old[i])
            *slot_find(conn, old[i]->sql) = old[i];
    free(old);
}

/* `$3` is not the third parameter for SQLite, which numbers names as they appear: the map puts that right. */
static bool map_fill(struct sq_stmt *entry, int count)
{
    int highest = 0;

    for (int i = 0; i < count; i++) {
        const char *name = sqlite3_bind_parameter_name(entry->stmt, i + 1);
        int64_t number;
        if (!name || name[0] != '$' || str_parse_i64(str_of(name + 1), &number) != OK || number < 1 || number > count)
            return false;
        entry->map[i] = (int16_t)(number - 1);
        if (number > highest)
            highest = (int)number;
    }
    return highest == count;
}

static enum err prepare(struct ctx *ctx, struct sq_conn *conn, const char *sql, struct sq_stmt **ret_stmt)
{
    sqlite3_stmt *stmt = NULL;
    const char *tail = NULL;
    int rc = sqlite3_prepare_v3(conn->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, &tail);

    if (rc != SQLITE_OK)
        return sq_fault(ctx, conn->handle, rc, sql);
    int count = stmt ? sqlite3_bind_parameter_count(stmt) : 0;
    if (!stmt || !str_empty(str_trim(str_of(tail))) || count > DB_PARAMS_MAX) {
        sqlite3_finalize(stmt);
        return db_fault_internal(ctx, arena_printf(ctx->arena, "sqlite: not one statement: %.200s", sql));
    }
    struct sq_stmt *entry = calloc(1, sizeof *entry + (size_t)count * sizeof entry->map[0]);
    if (!entry)
        abort();
    entry->sql = sql;
    entry->stmt = stmt;
    entry->param_count = count;
    entry->readonly = sqlite3_stmt_readonly(stmt);
    if (!map_fill(entry, count)) {
        sqlite3_finalize(stmt);
        free(entry);
        return db_fault_internal(ctx,
                                 arena_printf(ctx->arena, "sqlite: parameters must be $1..$n, each used: %.200s", sql));
    }
    *ret_stmt = entry;
    return OK;
}

enum err sq_stmt_get(struct ctx *ctx, struct sq_conn *conn, const char *sql, struct sq_stmt **ret_stmt)
{
    if (conn->used * 2 >= conn->slot_count)
        cache_grow(conn);
    struct sq_stmt **slot = slot_find(conn, sql);
    struct sq_stmt *entry = *slot;
    if (entry && !entry->busy) {
        assert(!strcmp(sqlite3_sql(entry->stmt), sql) && "SQL must be a literal");
        *ret_stmt = entry;
        return OK;
    }
    TRY(prepare(ctx, conn, sql, ret_stmt));
    if (!entry) { /* a busy one (the same query inside its own loop) gets a twin that lives for this use only */
        (*ret_stmt)->cached = true;
        *slot = *ret_stmt;
        conn->used++;
    }
    return OK;
}

void sq_cache_clear(struct sq_conn *conn)
{
    for (size_t i = 0; i < conn->slot_count; i++) {
        if (conn->slots[i]) {
            sqlite3_finalize(conn->slots[i]->stmt);
            free(conn->slots[i]);
        }
    }
    free(conn->slots);
    conn->slots = NULL;
    conn->slot_count = conn->used = 0;
}
