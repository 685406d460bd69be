/* json_write.c: JSON as a stream into a buf. The shape is checked by assert: a wrong document is a mistake of the program, never of
 * its data. */
#include "platform/json/json.h"
#include <assert.h>

void json_out_init(struct json_out *out, struct buf *buf) { *out = (struct json_out){.buf = buf}; }

void json_out_done(struct json_out *out) { assert(out->depth == 0 && out->levels[0].filled && "an object or array was not ended"); }

static void before_value(struct json_out *out)
{
    if (out->levels[out->depth].object) {
        assert(out->keyed && "a value in an object needs its key");
        out->keyed = false;
        return;
    }
    assert((out->depth > 0 || !out->levels[0].filled) && "a document is one value");
    if (out->levels[out->depth].filled)
        buf_put_char(out->buf, ',');
    out->levels[out->depth].filled = true;
}

static void begin(struct json_out *out, bool object)
{
    before_value(out);
    assert(out->depth < JSON_DEPTH_MAX);
    out->depth++;
    out->levels[out->depth].object = object;
    out->levels[out->depth].filled = false;
    buf_put_char(out->buf, object ? '{' : '[');
}

static void end(struct json_out *out, bool object)
{
    assert(out->depth > 0 && out->levels[out->depth].object == object && !out->keyed);
    out->depth--;
    buf_put_char(out->buf, object ? '}' : ']');
}

void json_begin_object(struct json_out *out) { begin(out, true); }
void json_end_object(struct json_out *out) { end(out, true); }
void json_begin_array(struct json_out *out) { begin(out, false); }
void json_end_array(struct json_out *out) { end(out, false); }

static void put_escape(struct buf *buf, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";

    buf_put_char(buf, '\\');
    switch (c) {
    case '"': case '\\': buf_put_char(buf, (char)c); return;
    case '\n': buf_put_char(buf, 'n'); return;
    case '\r': buf_put_char(buf, 'r'); return;
    case '\t': buf_put_char(buf, 't'); return;
    default:
        buf_put(buf, S("u00"));
        buf_put_char(buf, digits[c >> 4]);
        buf_put_char(buf, digits[c & 15]);
    }
}

static void put_string(struct buf *buf, struct str text)
{
    size_t from = 0;

    buf_reserve(buf, text.len + 2);
    buf_put_char(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        buf_put(buf, (struct str){text.ptr + from, i - from});
        put_escape(buf, c);
        from = i + 1;
    }
    if (from < text.len)
        buf_put(buf, (struct str){text.ptr + from, text.len - from});
    buf_put_char(buf, '"');
}

void json_key(struct json_out *out, struct str key)
{
    assert(out->levels[out->depth].object && !out->keyed);
    if (out->levels[out->depth].filled)
        buf_put_char(out->buf, ',');
    out->levels[out->depth].filled = true;
    put_string(out->buf, key);
    buf_put_char(out->buf, ':');
    out->keyed = true;
}

void json_str(struct json_out *out, struct str text)
{
    before_value(out);
    put_string(out->buf, text);
}

void json_i64(struct json_out *out, int64_t number)
{
    before_value(out);
    buf_put_i64(out->buf, number);
}

void json_bool(struct json_out *out, bool flag)
{
    before_value(out);
    buf_put(out->buf, flag ? S("true") : S("false"));
}

void json_null(struct json_out *out)
{
    before_value(out);
    buf_lit(out->buf, "null");
}

void json_day(struct json_out *out, struct day day)
{
    if (day_is_none(day)) {
        json_null(out);
        return;
    }
    before_value(out);
    buf_put_char(out->buf, '"');
    day_put_iso(out->buf, day);
    buf_put_char(out->buf, '"');
}

void json_put_str(struct json_out *out, struct str key, struct str text)
{
    json_key(out, key);
    json_str(out, text);
}

void json_put_i64(struct json_out *out, struct str key, int64_t number)
{
    json_key(out, key);
    json_i64(out, number);
}

void json_put_bool(struct json_out *out, struct str key, bool flag)
{
    json_key(out, key);
    json_bool(out, flag);
}
