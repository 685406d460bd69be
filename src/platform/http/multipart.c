/* multipart.c: multipart/form-data (RFC 7578 on RFC 2046 section 5.1), for forms with files. Strict: whatever browsers and curl do
 * not send (a preamble, an epilogue, transfer encodings, file_name*, a boundary that is only a prefix) is refused, since a second
 * reading of the same bytes is what an attacker needs. Values are slices of the body; nothing is decoded but the names. */
#include "platform/http/http.h"

enum { PART_HEADERS_MAX = 8, PART_HEAD_BYTES_MAX = 4096, BOUNDARY_BYTES_MAX = 70 };

static bool is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_boundary_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("'()+_,-./:=? ", c));
}

/* Takes `; name=value` or `; name="value"` off the front; `*rest` must start with ';'. Inside quotes \" and \\ are unescaped (curl),
 * and %22 is a quote (browsers, URL Standard); any other backslash stands for itself, as in old Windows paths. */
static enum err take_parameter(struct arena *arena, struct str *rest, struct str *ret_name, struct str *ret_value)
{
    struct str at = *rest;
    size_t len = 0;

    if (!str_starts(at, S(";")))
        return ERR_INVALID;
    at = str_sub(at, 1, at.len);
    while (at.len && (at.ptr[0] == ' ' || at.ptr[0] == '\t'))
        at = str_sub(at, 1, at.len);
    while (len < at.len && is_token_char(at.ptr[len]))
        len++;
    if (!len || len == at.len || at.ptr[len] != '=')
        return ERR_INVALID;
    *ret_name = str_sub(at, 0, len);
    at = str_sub(at, len + 1, at.len);
    len = 0;
    if (!str_starts(at, S("\""))) {
        while (len < at.len && is_token_char(at.ptr[len]))
            len++;
        if (!len)
            return ERR_INVALID;
        *ret_value = str_sub(at, 0, len);
        *rest = str_sub(at, len, at.len);
        return OK;
    }
    char *out = arena_alloc_raw(arena, at.len);
    for (size_t i = 1; i < at.len; i++) {
        char c = at.ptr[i];
        if (c == '"') {
            *ret_value = (struct str){out, len};
            *rest = str_sub(at, i + 1, at.len);
            return OK;
        }
        if (c == '\\' && i + 1 < at.len && (at.ptr[i + 1] == '"' || at.ptr[i + 1] == '\\'))
            c = at.ptr[++i];
        else if (c == '%' && str_eq(str_sub(at, i, 3), S("%22")))
            c = '"', i += 2;
        out[len++] = c;
    }
    return ERR_INVALID; /* the quote never ends */
}

static struct str trim_blanks(struct str s)
{
    while (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
        s = str_sub(s, 1, s.len);
    while (s.len && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
        s.len--;
    return s;
}

static enum err read_disposition(struct arena *arena, struct str value, struct http_field *field)
{
    bool named = false;
    struct str kind = str_sub(value, 0, strlen("form-data"));

    if (!str_eq_nocase(kind, S("form-data")))
        return ERR_INVALID;
    value = trim_blanks(str_sub(value, kind.len, value.len));
    while (value.len) {
        struct str name, text;
        TRY(take_parameter(arena, &value, &name, &text));
        value = trim_blanks(value);
        if (str_eq_nocase(name, S("name"))) {
            if (named || str_empty(text))
                return ERR_INVALID;
            field->name = text;
            named = true;
        } else if (str_eq_nocase(name, S("filename"))) {
            if (field->is_file)
                return ERR_INVALID;
            field->file_name = text;
            field->is_file = true;
        } else {
            return ERR_INVALID; /* among them filename*, which RFC 7578 section 4.2 forbids */
        }
    }
    return named ? OK : ERR_INVALID;
}

/* One line up to CRLF off the front of `*rest`; control bytes are refused. */
static enum err take_line(struct str *rest, struct str *ret_line)
{
    ptrdiff_t end = str_find(str_sub(*rest, 0, PART_HEAD_BYTES_MAX), S("\r\n"));

    if (end < 0)
        return rest->len > PART_HEAD_BYTES_MAX ? ERR_TOO_LARGE : ERR_INVALID;
    *ret_line = str_sub(*rest, 0, (size_t)end);
    *rest = str_sub(*rest, (size_t)end + 2, rest->len);
    for (size_t i = 0; i < ret_line->len; i++) {
        unsigned char c = (unsigned char)ret_line->ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return ERR_INVALID;
    }
    return OK;
}

static enum err read_part_head(struct arena *arena, struct str *rest, struct http_field *field)
{
    bool disposed = false;

    *field = (struct http_field){.file_name = S(""), .content_type = S("")};
    for (int lines = 0;; lines++) {
        struct str value, name;
        TRY(take_line(rest, &value));
        if (str_empty(value))
            return disposed ? OK : ERR_INVALID;
        if (lines == PART_HEADERS_MAX)
            return ERR_TOO_LARGE;
        name = str_cut(&value, ':');
        if (!value.ptr)
            return ERR_INVALID;
        value = trim_blanks(value);
        if (str_eq_nocase(name, S("content-disposition"))) {
            if (disposed)
                return ERR_INVALID;
            TRY(read_disposition(arena, value, field));
            disposed = true;
        } else if (str_eq_nocase(name, S("content-type"))) {
            field->content_type = value;
        } else if (str_eq_nocase(name, S("content-transfer-encoding"))) {
            if (!str_eq_nocase(value, S("binary")) && !str_eq_nocase(value, S("8bit")) && !str_eq_nocase(value, S("7bit")))
                return ERR_INVALID;
        } else if (!str_eq_nocase(name, S("content-length"))) { /* some libraries add it; the boundary decides */
            return ERR_INVALID;
        }
    }
}

/* The line that separates parts: CRLF, two hyphens, boundary (RFC 2046 section 5.1.1). */
static enum err read_delimiter(struct arena *arena, struct str content_type, struct str *ret_delimiter)
{
    struct str kind = str_sub(content_type, 0, strlen("multipart/form-data"));
    struct str rest = trim_blanks(str_sub(content_type, kind.len, content_type.len));
    struct str boundary = STR_NONE;

    if (!str_eq_nocase(kind, S("multipart/form-data")))
        return ERR_INVALID;
    while (rest.len) {
        struct str name, text;
        TRY(take_parameter(arena, &rest, &name, &text));
        rest = trim_blanks(rest);
        if (!str_eq_nocase(name, S("boundary")))
            continue; /* charset and the like say nothing about the framing */
        if (boundary.ptr)
            return ERR_INVALID;
        boundary = text;
    }
    if (str_empty(boundary) || boundary.len > BOUNDARY_BYTES_MAX || boundary.ptr[boundary.len - 1] == ' ')
        return ERR_INVALID;
    for (size_t i = 0; i < boundary.len; i++)
        if (!is_boundary_char(boundary.ptr[i]))
            return ERR_INVALID;
    *ret_delimiter = arena_join(arena, S("\r\n--"), boundary);
    return OK;
}

/* Behind a delimiter stands CRLF and a part, or "--" and the end. */
static enum err after_delimiter(struct str *rest, bool *ret_end)
{
    if (str_starts(*rest, S("--"))) {
        *rest = str_sub(*rest, 2, rest->len);
        *ret_end = true;
        return str_empty(*rest) || str_eq(*rest, S("\r\n")) ? OK : ERR_INVALID;
    }
    while (rest->len && (rest->ptr[0] == ' ' || rest->ptr[0] == '\t')) /* "transport padding" */
        *rest = str_sub(*rest, 1, rest->len);
    if (!str_starts(*rest, S("\r\n")))
        return ERR_INVALID;
    *rest = str_sub(*rest, 2, rest->len);
    *ret_end = false;
    return OK;
}

enum err http_multipart_parse(struct arena *arena, struct str content_type, struct str body, struct http_fields *ret_fields)
{
    struct http_fields fields = {0};
    struct str delimiter, rest = body;
    int cap = 16;
    bool end;

    TRY(read_delimiter(arena, content_type, &delimiter));
    struct str first = str_sub(delimiter, 2, delimiter.len);
    if (!str_starts(rest, first))
        return ERR_INVALID;
    rest = str_sub(rest, first.len, rest.len);
    TRY(after_delimiter(&rest, &end));
    fields.items = arena_array(arena, struct http_field, (size_t)cap);
    while (!end) {
        if (fields.count == HTTP_FIELDS_MAX)
            return ERR_TOO_LARGE;
        if (fields.count == cap) {
            struct http_field *items = arena_array(arena, struct http_field, (size_t)cap * 2);
            memcpy(items, fields.items, (size_t)cap * sizeof *items);
            fields.items = items;
            cap *= 2;
        }
        struct http_field *field = &fields.items[fields.count];
        TRY(read_part_head(arena, &rest, field));
        ptrdiff_t len = str_find(rest, delimiter);
        if (len < 0)
            return ERR_INVALID; /* cut off on its way */
        field->value = str_sub(rest, 0, (size_t)len);
        rest = str_sub(rest, (size_t)len + delimiter.len, rest.len);
        TRY(after_delimiter(&rest, &end));
        fields.count++;
    }
    *ret_fields = fields;
    return OK;
}
