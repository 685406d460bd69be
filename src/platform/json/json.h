/* json.h: writing JSON as a stream, and reading a small document into the arena (RFC 8259, strict).
 * Both are our own: see docs/adr/0006-json.md. */
#ifndef PLATFORM_JSON_H
#define PLATFORM_JSON_H

#include "base/buf.h"
#include "base/civil.h"

enum { JSON_DEPTH_MAX = 32 };

/* --- writing ------------------------------------------------------------------------------------------------------------
 *     struct json_out out;
 *     json_out_init(&out, &req->out);
 *     json_begin_object(&out);
 *     json_key(&out, S("codes"));
 *     json_begin_array(&out);
 *     json_str(&out, code);
 *     json_end_array(&out);
 *     json_put_i64(&out, S("count"), 1);
 *     json_end_object(&out);
 *     json_out_done(&out);
 * Commas come by themselves; a key outside an object, a value without its key or an end that does not fit is an assert. Strings
 * must be UTF-8 and are escaped. */
struct json_out {
    struct buf *buf;
    int depth;
    bool keyed; /* a key waits for its value */
    struct {
        bool object, filled;
    } levels[JSON_DEPTH_MAX + 1];
};

void json_out_init(struct json_out *out, struct buf *buf);
void json_out_done(struct json_out *out); /* asserts that exactly one whole value was written */
void json_begin_object(struct json_out *out);
void json_end_object(struct json_out *out);
void json_begin_array(struct json_out *out);
void json_end_array(struct json_out *out);
void json_key(struct json_out *out, struct str key);
void json_str(struct json_out *out, struct str text);
void json_i64(struct json_out *out, int64_t number);
void json_bool(struct json_out *out, bool flag);
void json_null(struct json_out *out);
void json_day(struct json_out *out, struct day day); /* "2026-11-21"; null for DAY_NONE */
/* A key and its value in one step. */
void json_put_str(struct json_out *out, struct str key, struct str text);
void json_put_i64(struct json_out *out, struct str key, int64_t number);
void json_put_bool(struct json_out *out, struct str key, bool flag);

/* --- reading ------------------------------------------------------------------------------------------------------------
 * Values lie in the arena and point into `text`, which must live as long. Refused: anything but UTF-8, a byte order mark, duplicate
 * keys, \u0000, lone surrogates, control characters in strings, comments, trailing commas, anything behind the value. */
enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };
struct json;

struct json_limits {
    size_t size_bytes; /* 0: 1 MiB */
    int depth;         /* 0: 16; at most JSON_DEPTH_MAX */
    int values;        /* 0: 20,000 */
};

/* ERR_INVALID: not strict JSON. ERR_TOO_LARGE: over a limit. `limits` may be NULL. */
MUST_CHECK enum err json_parse(struct arena *arena, struct str text, const struct json_limits *limits, const struct json **ret_value);

enum json_kind json_kind(const struct json *value);
/* The member of that name; NULL when absent or when `object` is NULL or no object. */
const struct json *json_get(const struct json *object, const char *key);
/* ERR_INVALID when the value is NULL (absent) or of another kind, so `TRY(json_text(json_get(object, "name"), &name))` suffices. */
MUST_CHECK enum err json_text(const struct json *value, struct str *ret_text);
MUST_CHECK enum err json_int(const struct json *value, int64_t *ret_number); /* a whole number within int64, written without . or e */
MUST_CHECK enum err json_flag(const struct json *value, bool *ret_flag);
int json_array_len(const struct json *array); /* 0 when NULL or no array */
const struct json *json_array_at(const struct json *array, int index); /* index < len; constant time */
/* All members or elements in order: for (v = json_first(object); v; v = json_next(v)) ... json_key_of(v) */
const struct json *json_first(const struct json *container);
const struct json *json_next(const struct json *value);
struct str json_key_of(const struct json *member);

#endif
