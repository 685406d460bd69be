/* db_postgres_copy.c: many rows of db_exec_many through COPY in its binary form, made from the INSERT that the caller wrote: a third of the time of INSERTs
 * with many rows. Only where the INSERT says nothing but "these columns take these values"; everything else goes the way of db_postgres_pipeline.c. */
#include <endian.h>
#include "platform/db/db_postgres.h"

enum { COPY_BUFFER_BYTES = 128 * 1024 };
static const char copy_head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0"; /* signature, flags, no extension: 19 bytes */
enum { COPY_HEAD_BYTES = 19 };

/* Is `tuple` "($1, $2, ..., $columns)" and nothing else? */
static bool is_plain(struct str tuple, int columns)
{
    struct str rest = str_trim(tuple);

    if (!str_starts(rest, S("(")) || !str_ends(rest, S(")")))
        return false;
    rest = str_sub(rest, 1, rest.len - 2);
    for (int i = 1; i <= columns; i++) {
        struct str value = str_trim(str_cut(&rest, ','));
        int64_t number;
        if (value.len < 2 || value.ptr[0] != '$' || str_parse_i64(str_sub(value, 1, value.len), &number) != OK || number != i)
            return false;
    }
    return rest.ptr == NULL;
}

bool pg_copy_made(struct arena *arena, const char *sql, int columns, const char **ret_copy)
{
    struct str text = str_of(sql), head = S("INSERT INTO ");
    ptrdiff_t values = str_find(text, S(") VALUES "));

    if (values < 0 || !str_starts(text, head) || !is_plain(str_sub(text, (size_t)values + 9, text.len), columns))
        return false;
    *ret_copy = arena_printf(arena, "COPY %.*s) FROM STDIN (FORMAT binary)", (int)((size_t)values - head.len), text.ptr + head.len).ptr;
    return true;
}

static void put_i32(struct buf *out, int32_t number)
{
    uint32_t big = htobe32((uint32_t)number);
    buf_put(out, (struct str){(const char *)&big, 4});
}

static enum err put_value(struct ctx *ctx, struct buf *out, const struct db_value *value)
{
    uint64_t big;

    if (value->null) {
        put_i32(out, -1);
        return OK;
    }
    switch (value->type) {
    case DB_TYPE_I64:
        put_i32(out, 8);
        big = htobe64((uint64_t)value->i64);
        buf_put(out, (struct str){(const char *)&big, 8});
        return OK;
    case DB_TYPE_BOOL:
        put_i32(out, 1);
        buf_put_char(out, value->i64 != 0);
        return OK;
    case DB_TYPE_STR:
        if (value->str.len && memchr(value->str.ptr, 0, value->str.len))
            return db_fault_nul(ctx);
        break;
    case DB_TYPE_BYTES: break;
    }
    put_i32(out, (int32_t)value->str.len);
    buf_put(out, value->str);
    return OK;
}

static enum err send_rows(struct ctx *ctx, struct pg_conn *conn, const struct db_value *values, int columns, int rows)
{
    struct buf out;

    buf_init(&out, ctx->arena, COPY_BUFFER_BYTES + 4096);
    buf_put(&out, (struct str){copy_head, COPY_HEAD_BYTES});
    for (int row = 0; row < rows; row++) {
        uint16_t width = htobe16((uint16_t)columns);
        buf_put(&out, (struct str){(const char *)&width, 2});
        for (int column = 0; column < columns; column++)
            TRY(put_value(ctx, &out, values++));
        if (out.len >= COPY_BUFFER_BYTES) {
            if (PQputCopyData(conn->pg, out.ptr, (int)out.len) != 1)
                return pg_fault(ctx, conn, NULL, "COPY");
            out.len = 0;
        }
    }
    buf_put(&out, S("\xff\xff"));
    return PQputCopyData(conn->pg, out.ptr, (int)out.len) == 1 ? OK : pg_fault(ctx, conn, NULL, "COPY");
}

/* Gives what the server says at the end; always leaves the connection out of COPY. */
static enum err copy_end(struct ctx *ctx, struct pg_conn *conn, enum err sent, const char *copy)
{
    enum err err = sent;

    if (PQputCopyEnd(conn->pg, sent == OK ? NULL : "stopped") != 1 && err == OK)
        err = pg_fault(ctx, conn, NULL, copy);
    for (PGresult *result; (result = PQgetResult(conn->pg));) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK && err == OK)
            err = pg_fault(ctx, conn, result, copy);
        PQclear(result);
    }
    return err;
}

enum err pg_copy_rows(struct ctx *ctx, const char *copy, const struct db_value *values, int columns, int rows)
{
    struct pg_conn *conn = pg_conn_of(ctx->db);

    TRY(pg_ready(ctx, conn));
    PGresult *AUTO(pg_result_clear) begun = PQexec(conn->pg, copy);
    if (PQresultStatus(begun) != PGRES_COPY_IN)
        return pg_fault(ctx, conn, begun, copy);
    return copy_end(ctx, conn, send_rows(ctx, conn, values, columns, rows), copy);
}
