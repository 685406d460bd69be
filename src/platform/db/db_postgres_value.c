/* db_postgres_value.c: columns of a binary result. Numbers come as big-endian integers; sum() of BIGINT comes as
 * NUMERIC, which is read here as the whole number it is. */
#include "platform/db/db_postgres.h"
#include <endian.h>
#include <stdlib.h>

struct cell {
    Oid type;
    const char *ptr;
    int len;
};

static struct cell cell_of(const struct db_rows *rows, int column)
{
    const PGresult *result = rows->stmt;

    return (struct cell){PQftype(result, column), PQgetvalue(result, rows->row, column),
                         PQgetlength(result, rows->row, column)};
}

static uint16_t be16_at(const char *ptr)
{
    uint16_t v;
    memcpy(&v, ptr, sizeof v);
    return be16toh(v);
}

static uint32_t be32_at(const char *ptr)
{
    uint32_t v;
    memcpy(&v, ptr, sizeof v);
    return be32toh(v);
}

static uint64_t be64_at(const char *ptr)
{
    uint64_t v;
    memcpy(&v, ptr, sizeof v);
    return be64toh(v);
}

static double double_of(struct cell cell)
{
    if (cell.type == PG_FLOAT4) {
        uint32_t bits = be32_at(cell.ptr);
        float v;
        memcpy(&v, &bits, sizeof v);
        return v;
    }
    uint64_t bits = be64_at(cell.ptr);
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

/* NUMERIC on the wire: number of digits, weight of the first, sign, scale, then digits to the base 10,000. */
struct numeric {
    int digit_count, weight, scale;
    bool negative;
    const char *digits;
};

static struct numeric numeric_of(const char *ptr)
{
    return (struct numeric){.digit_count = be16_at(ptr),
                            .weight = (int16_t)be16_at(ptr + 2),
                            .negative = be16_at(ptr + 4) == 0x4000,
                            .scale = be16_at(ptr + 6),
                            .digits = ptr + 8};
}

static int digit_at(const struct numeric *n, int weight) /* 0..9999 */
{
    int at = n->weight - weight;
    return at >= 0 && at < n->digit_count ? be16_at(n->digits + 2 * at) : 0;
}

static int64_t numeric_i64(const struct numeric *n) /* towards zero; SQLite, too, saturates */
{
    int64_t value = 0;

    for (int weight = n->weight; weight >= 0; weight--)
        if (__builtin_mul_overflow(value, 10000, &value) || __builtin_sub_overflow(value, digit_at(n, weight), &value))
            return n->negative ? INT64_MIN : INT64_MAX;
    if (!n->negative && value == INT64_MIN)
        return INT64_MAX;
    return n->negative ? value : -value;
}

static struct str numeric_text(struct arena *arena, const struct numeric *n)
{
    struct buf out;
    int first = n->weight > 0 ? n->weight : 0;

    buf_init(&out, arena, 0);
    if (n->negative)
        buf_put_char(&out, '-');
    for (int weight = first; weight >= 0; weight--)
        buf_printf(&out, weight == first ? "%d" : "%04d", digit_at(n, weight));
    if (n->scale) {
        buf_put_char(&out, '.');
        size_t end = out.len + (size_t)n->scale;
        for (int weight = -1; out.len < end; weight--)
            buf_printf(&out, "%04d", digit_at(n, weight));
        out.len = end;
    }
    return (struct str){buf_cstr(&out), out.len};
}

bool pg_is_null(const struct db_rows *rows, int column) { return PQgetisnull(rows->stmt, rows->row, column); }

int64_t pg_i64(const struct db_rows *rows, int column)
{
    struct cell cell = cell_of(rows, column);
    struct numeric n;

    if (PQgetisnull(rows->stmt, rows->row, column))
        return 0;
    switch (cell.type) {
    case PG_INT8: return (int64_t)be64_at(cell.ptr);
    case PG_INT4: return (int32_t)be32_at(cell.ptr);
    case PG_OID: return be32_at(cell.ptr);
    case PG_INT2: return (int16_t)be16_at(cell.ptr);
    case PG_BOOL: return cell.ptr[0] != 0;
    case PG_FLOAT4:
    case PG_FLOAT8: return (int64_t)double_of(cell);
    case PG_NUMERIC: n = numeric_of(cell.ptr); return numeric_i64(&n);
    }
    return strtoll(cell.ptr, NULL, 10); /* libpq puts a NUL behind each value */
}

struct str pg_text(const struct db_rows *rows, int column)
{
    struct cell cell = cell_of(rows, column);
    struct arena *arena = rows->ctx->arena;
    struct numeric n;

    if (PQgetisnull(rows->stmt, rows->row, column))
        return S("");
    switch (cell.type) {
    case PG_INT8:
    case PG_INT4:
    case PG_OID:
    case PG_INT2:
    case PG_BOOL: return arena_printf(arena, "%lld", (long long)pg_i64(rows, column));
    case PG_FLOAT4:
    case PG_FLOAT8: return arena_printf(arena, "%.15g", double_of(cell));
    case PG_NUMERIC: n = numeric_of(cell.ptr); return numeric_text(arena, &n);
    }
    return arena_str(arena, (struct str){cell.ptr, (size_t)cell.len});
}
