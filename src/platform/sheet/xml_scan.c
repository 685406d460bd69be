/* xml_scan.c: see xml_scan.h. */
#include "platform/sheet/xml_scan.h"

static struct str bare(struct str name)
{
    ptrdiff_t colon = str_find_char(name, ':');
    return colon < 0 ? name : str_sub(name, (size_t)colon + 1, name.len);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* Passes over what stands between `at` and the end mark; false: there is none. */
static bool skip_to(struct xml_scanner *s, struct str end)
{
    ptrdiff_t found = str_find(str_sub(s->text, s->at, s->text.len), end);

    if (found < 0)
        return false;
    s->at += (size_t)found + end.len;
    return true;
}

static enum xml_token scan_tag(struct xml_scanner *s)
{
    size_t from = ++s->at, quote = 0;
    bool is_close = from < s->text.len && s->text.ptr[from] == '/';

    for (; s->at < s->text.len; s->at++) { /* the end is the '>' outside of quotes */
        char c = s->text.ptr[s->at];
        if (quote)
            quote = c == (char)quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = (size_t)c;
        else if (c == '>')
            break;
    }
    if (s->at == s->text.len)
        return XML_BROKEN;
    struct str inside = str_sub(s->text, from + is_close, s->at - from - is_close);
    s->at++;
    s->close_due = !is_close && str_ends(inside, S("/"));
    if (s->close_due)
        inside.len--;
    size_t len = 0;
    while (len < inside.len && !is_blank(inside.ptr[len]))
        len++;
    s->name = bare(str_sub(inside, 0, len));
    s->attrs = str_sub(inside, len, inside.len);
    return s->name.len ? is_close ? XML_CLOSE : XML_OPEN : XML_BROKEN;
}

enum xml_token xml_scan(struct xml_scanner *s)
{
    if (s->close_due) {
        s->close_due = false;
        return XML_CLOSE;
    }
    while (s->at < s->text.len) {
        struct str rest = str_sub(s->text, s->at, s->text.len);
        if (rest.ptr[0] != '<') {
            ptrdiff_t next = str_find_char(rest, '<');
            s->chars = str_sub(rest, 0, next < 0 ? rest.len : (size_t)next);
            s->at += s->chars.len;
            return XML_TEXT;
        }
        bool passed = true;
        if (str_starts(rest, S("<!--")))
            passed = skip_to(s, S("-->"));
        else if (str_starts(rest, S("<?")))
            passed = skip_to(s, S("?>"));
        else if (str_starts(rest, S("<!"))) /* CDATA and DOCTYPE: no spreadsheet program writes them, so nothing good is lost */
            return XML_BROKEN;
        else
            return scan_tag(s);
        if (!passed)
            return XML_BROKEN;
    }
    return XML_END;
}

struct str xml_attr(const struct xml_scanner *s, struct str name)
{
    struct str rest = s->attrs;

    for (;;) {
        rest = str_trim(rest);
        ptrdiff_t equals = str_find_char(rest, '=');
        if (equals < 0)
            return STR_NONE;
        struct str key = bare(str_trim(str_sub(rest, 0, (size_t)equals)));
        rest = str_trim(str_sub(rest, (size_t)equals + 1, rest.len));
        if (rest.len < 2 || (rest.ptr[0] != '"' && rest.ptr[0] != '\''))
            return STR_NONE;
        char quote = rest.ptr[0];
        rest = str_sub(rest, 1, rest.len);
        ptrdiff_t end = str_find_char(rest, quote);
        if (end < 0)
            return STR_NONE;
        if (str_eq(key, name))
            return str_sub(rest, 0, (size_t)end);
        rest = str_sub(rest, (size_t)end + 1, rest.len);
    }
}

static void put_utf8(struct buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_put_char(out, (char)c);
    } else if (c < 0x800) {
        buf_put_char(out, (char)(0xC0 | c >> 6));
        buf_put_char(out, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        buf_put_char(out, (char)(0xE0 | c >> 12));
        buf_put_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_put_char(out, (char)(0x80 | (c & 0x3F)));
    } else {
        buf_put_char(out, (char)(0xF0 | c >> 18));
        buf_put_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
        buf_put_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_put_char(out, (char)(0x80 | (c & 0x3F)));
    }
}

static void put_entity(struct buf *out, struct str name)
{
    static const struct {
        struct str name;
        char c;
    } known[] = {{S_INIT("amp"), '&'}, {S_INIT("lt"), '<'}, {S_INIT("gt"), '>'}, {S_INIT("quot"), '"'}, {S_INIT("apos"), '\''}};
    uint32_t code = 0;
    bool is_hex = str_starts(name, S("#x"));

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (str_eq(name, known[i].name)) {
            buf_put_char(out, known[i].c);
            return;
        }
    for (size_t i = is_hex ? 2 : 1; i < name.len && code <= 0x10FFFF; i++) {
        char c = name.ptr[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : is_hex && (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        code = digit < 0 ? 0x110000 : code * (is_hex ? 16 : 10) + (uint32_t)digit;
    }
    if (str_starts(name, S("#")) && code && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF))
        put_utf8(out, code);
    else
        buf_lit(out, "\xEF\xBF\xBD"); /* U+FFFD: the cleaning of inputs refuses it */
}

static void put_text(struct buf *out, struct str chars)
{
    while (chars.len) {
        ptrdiff_t mark = str_find_char(chars, '&');
        buf_put(out, str_sub(chars, 0, mark < 0 ? chars.len : (size_t)mark));
        if (mark < 0)
            return;
        chars = str_sub(chars, (size_t)mark + 1, chars.len);
        ptrdiff_t end = str_find_char(chars, ';');
        bool is_entity = end > 0 && end <= 10;
        put_entity(out, is_entity ? str_sub(chars, 0, (size_t)end) : S("?"));
        chars = str_sub(chars, is_entity ? (size_t)end + 1 : 0, chars.len);
    }
}

/* Text that stands in one piece and needs no decoding, as nearly all does, is not copied. */
struct gathering {
    struct str whole;
    struct buf out;
    bool is_copied;
};

static void gather(struct gathering *g, struct arena *arena, struct str chars)
{
    if (!g->is_copied && !g->whole.len && str_find_char(chars, '&') < 0) {
        g->whole = chars;
        return;
    }
    if (!g->is_copied) {
        buf_init(&g->out, arena, g->whole.len + chars.len);
        buf_put(&g->out, g->whole);
        g->is_copied = true;
    }
    put_text(&g->out, chars);
}

enum err xml_element_text(struct xml_scanner *s, struct arena *arena, bool any, struct str *ret_text)
{
    struct gathering g = {.whole = S("")};
    int depth = 1, in_text = any, in_reading = 0;

    while (depth > 0) {
        enum xml_token token = xml_scan(s);
        if (token == XML_END || token == XML_BROKEN)
            return ERR_INVALID;
        int step = token == XML_OPEN ? 1 : token == XML_CLOSE ? -1 : 0;
        depth += step;
        if (step && str_eq(s->name, S("t")))
            in_text += step;
        if (step && str_eq(s->name, S("rPh")))
            in_reading += step;
        if (token == XML_TEXT && in_text > 0 && in_reading <= 0)
            gather(&g, arena, s->chars);
    }
    *ret_text = g.is_copied ? buf_str(&g.out) : g.whole;
    return OK;
}
