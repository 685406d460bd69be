/* html.c: writing values into HTML. Every function here escapes for text and for quoted attributes alike; html_put_url_* also
 * percent-encode, because a value inside an address must not be able to add a segment or a parameter. */
#include "platform/html/html.h"

static struct str entity_of(char c)
{
    switch (c) {
    case '&': return S("&amp;");
    case '<': return S("&lt;");
    case '>': return S("&gt;");
    case '"': return S("&quot;");
    case '\'': return S("&#39;");
    default: return STR_NONE;
    }
}

void html_put_str(struct html *out, struct str text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        struct str entity = entity_of(text.ptr[i]);
        if (!entity.len)
            continue;
        buf_put(out->buf, str_sub(text, from, i - from));
        buf_put(out->buf, entity);
        from = i + 1;
    }
    buf_put(out->buf, str_sub(text, from, text.len - from));
}

void html_put_raw(struct html *out, struct html_raw raw) { buf_put(out->buf, raw.markup); }
void html_put_msg(struct html *out, struct msg msg) { html_put_str(out, i18n(out->lang, msg)); }
void html_put_i64(struct html *out, int64_t value) { buf_put(out->buf, fmt_i64(out->buf->arena, out->lang, value)); }
void html_put_int(struct html *out, int value) { html_put_i64(out, value); }
void html_put_bool(struct html *out, bool value) { buf_put(out->buf, value ? S("true") : S("false")); }
void html_put_day(struct html *out, struct day day) { day_put_vi(out->buf, day); }
void html_put_at(struct html *out, struct at at) { ms_put_vi(out->buf, at.ms); }
void html_put_rate(struct html *out, struct rate rate) { buf_put(out->buf, fmt_rate(out->buf->arena, out->lang, rate)); }
void html_put_vnd(struct html *out, struct vnd vnd) { buf_put(out->buf, fmt_vnd(out->buf->arena, out->lang, vnd.amount)); }

/* --- in attributes and addresses: numbers stay plain, for programs read them ----------------------------------------- */
void html_put_plain_i64(struct html *out, int64_t value) { buf_put_i64(out->buf, value); }
void html_put_plain_int(struct html *out, int value) { buf_put_i64(out->buf, value); }
void html_put_plain_uint(struct html *out, unsigned value) { buf_put_i64(out->buf, value); }

void html_put_url_str(struct html *out, struct str text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
                     c == '_' || c == '~';
        if (plain) {
            buf_put_char(out->buf, (char)c);
        } else {
            buf_put_char(out->buf, '%');
            buf_put_char(out->buf, hex[c >> 4]);
            buf_put_char(out->buf, hex[c & 15]);
        }
    }
}

void html_put_url_day(struct html *out, struct day day) { day_put_iso(out->buf, day); }

/* --- parameters of translated texts ---------------------------------------------------------------------------------- */
struct str html_arg_str(struct html *out, struct str text)
{
    (void)out;
    return text;
}
struct str html_arg_msg(struct html *out, struct msg msg) { return i18n(out->lang, msg); }
struct str html_arg_i64(struct html *out, int64_t value) { return fmt_i64(out->buf->arena, out->lang, value); }
struct str html_arg_int(struct html *out, int value) { return fmt_i64(out->buf->arena, out->lang, value); }
struct str html_arg_day(struct html *out, struct day day) { return fmt_day(out->buf->arena, day); }
struct str html_arg_at(struct html *out, struct at at) { return fmt_at(out->buf->arena, at.ms); }
struct str html_arg_rate(struct html *out, struct rate rate) { return fmt_rate(out->buf->arena, out->lang, rate); }
struct str html_arg_vnd(struct html *out, struct vnd vnd) { return fmt_vnd(out->buf->arena, out->lang, vnd.amount); }
