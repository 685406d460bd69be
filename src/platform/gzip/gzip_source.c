/* gzip_source.c: see gzip_source.h. */
#include "platform/gzip/gzip_source.h"
#include <zlib.h>

enum { INPUT_BYTES = 16 * 1024, ANY_GZIP = 15 + 16 };

static void *take(void *arena, unsigned count, unsigned size) { return arena_alloc_array(arena, size, count); }
static void give(void *arena, void *ptr) { (void)arena, (void)ptr; }

void gzip_source_open(struct gzip_source *ret_source, struct arena *arena, gzip_fill fill, void *source)
{
    z_stream *stream = arena_new(arena, z_stream);
    *ret_source = (struct gzip_source){.fill = fill, .source = source, .input = arena_alloc_raw(arena, INPUT_BYTES), .stream = stream};
    stream->zalloc = take;
    stream->zfree = give;
    stream->opaque = arena;
}

/* More bytes into an empty buffer; 0 at the end. */
static ptrdiff_t more(struct gzip_source *s)
{
    ptrdiff_t got = s->fill(s->source, s->input, INPUT_BYTES);
    s->input_at = 0;
    s->input_len = got > 0 ? (size_t)got : 0;
    return got;
}

static bool start(struct gzip_source *s)
{
    s->started = true;
    while (s->input_len < 2) {
        ptrdiff_t got = s->fill(s->source, s->input + s->input_len, INPUT_BYTES - s->input_len);
        if (got < 0)
            return false;
        if (got == 0)
            break;
        s->input_len += (size_t)got;
    }
    s->packed = s->input_len >= 2 && (unsigned char)s->input[0] == 0x1f && (unsigned char)s->input[1] == 0x8b;
    return !s->packed || inflateInit2((z_stream *)s->stream, ANY_GZIP) == Z_OK;
}

static ptrdiff_t plain(struct gzip_source *s, char *bytes, size_t cap)
{
    if (s->input_at == s->input_len)
        return s->fill(s->source, bytes, cap);
    size_t len = s->input_len - s->input_at < cap ? s->input_len - s->input_at : cap;
    memcpy(bytes, s->input + s->input_at, len);
    s->input_at += len;
    return (ptrdiff_t)len;
}

/* Behind a member: the next one, or the end. Zero bytes behind the last are padding. */
static int next_member(struct gzip_source *s)
{
    while (s->input_at < s->input_len || more(s) > 0) {
        if (s->input[s->input_at]) {
            z_stream *stream = s->stream;
            return inflateReset2(stream, ANY_GZIP);
        }
        s->input_at++;
    }
    s->ended = true;
    return Z_OK;
}

ptrdiff_t gzip_source_fill(void *source, char *bytes, size_t cap)
{
    struct gzip_source *s = source;
    z_stream *stream = s->stream;

    if (!s->started && !start(s))
        return -1;
    if (!s->packed)
        return plain(s, bytes, cap);
    stream->next_out = (Bytef *)bytes;
    stream->avail_out = (uInt)cap;
    while (stream->avail_out == cap && !s->ended) {
        if (s->input_at == s->input_len && more(s) <= 0) {
            s->cut = true;
            return -1;
        }
        stream->next_in = (Bytef *)s->input + s->input_at;
        stream->avail_in = (uInt)(s->input_len - s->input_at);
        int rc = inflate(stream, Z_NO_FLUSH);
        s->input_at = s->input_len - stream->avail_in;
        if (rc == Z_STREAM_END)
            rc = next_member(s);
        if (rc != Z_OK && rc != Z_BUF_ERROR)
            return -1;
    }
    return (ptrdiff_t)(cap - stream->avail_out);
}
