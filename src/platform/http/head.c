/* head.c: what may stand in a request's head. libmicrohttpd splits lines; here everything is refused that two servers in a row
 * could read differently (RFC 9112 sections 2.2, 3.2, 5.1, 6.3): control bytes, two lengths, a length beside chunks. */
#include "platform/http/http_impl.h"

static bool is_token_char(unsigned char c)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(others, c));
}

static bool name_valid(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!is_token_char((unsigned char)name.ptr[i]))
            return false;
    return name.len > 0;
}

static bool value_valid(struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

void http_target_read(struct http_box *box, const char *target)
{
    struct http_request *request = &box->request;
    size_t len = strnlen(target, HTTP_TARGET_BYTES_MAX + 1);

    box->target_end = target + len;
    if (len > HTTP_TARGET_BYTES_MAX) {
        box->target_long = true;
        return;
    }
    for (size_t i = 0; i < len; i++)
        if (target[i] <= 0x20 || target[i] == 0x7f || target[i] == '#') /* char is signed: bytes over 0x7f are caught too */
            box->target_bad = true;
    struct str rest = arena_str(&request->arena, (struct str){target, len});
    if (str_starts(rest, S("http://")) || str_starts(rest, S("https://"))) { /* the form sent to proxies: RFC 9112 3.2.2 */
        str_cut(&rest, ':');
        struct str authority = str_sub(rest, 2, rest.len);
        ptrdiff_t slash = str_find_char(authority, '/');
        rest = slash < 0 ? S("/") : str_sub(authority, (size_t)slash, authority.len);
    }
    request->path = str_cut(&rest, '?');
    request->query = rest.ptr ? rest : S("");
    if (!str_starts(request->path, S("/")) && !str_eq(request->path, S("*")))
        box->target_bad = true;
}

static enum http_method method_of(const char *method)
{
    static const struct {
        const char *name;
        enum http_method method;
    } known[] = {{"GET", HTTP_GET}, {"HEAD", HTTP_HEAD}, {"POST", HTTP_POST}, {"PUT", HTTP_PUT}, {"DELETE", HTTP_DELETE}};

    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (!strcmp(method, known[i].name))
            return known[i].method;
    return HTTP_OTHER;
}

struct head_walk {
    struct http_box *box;
    const char *end; /* behind the last value */
    bool broken;
    int hosts, lengths;
};

/* In the connection's memory the next name begins right behind the last value and its line end. A wider gap means that the value
 * was cut at a NUL byte, or that it was folded over several lines: both are refused. */
static void check_gap(struct head_walk *walk, const char *next)
{
    ptrdiff_t gap = next - walk->end;
    if (walk->end && gap != 1 && gap != 2)
        walk->broken = true;
}

static void note_header(struct head_walk *walk, struct str name, struct str value)
{
    struct http_box *box = walk->box;

    if (str_eq_nocase(name, S("content-length"))) {
        walk->lengths++;
        if (value.len > 15 || !str_all_digits(value) || str_parse_i64(value, &box->content_length) != OK)
            walk->broken = true;
    } else if (str_eq_nocase(name, S("transfer-encoding"))) {
        walk->lengths++;
        if (str_eq_nocase(value, S("chunked")))
            box->chunked = true;
        else
            box->request.status = 501;
    } else if (str_eq_nocase(name, S("host"))) {
        walk->hosts++;
    } else if (str_eq_nocase(name, S("expect"))) {
        box->expects_continue = str_eq_nocase(value, S("100-continue"));
    }
}

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind, const char *name_ptr, size_t name_len,
                                 const char *value_ptr, size_t value_len)
{
    struct head_walk *walk = arg;
    struct http_request *request = &walk->box->request;
    struct str name = {name_ptr, name_len}, value = {value_ptr ? value_ptr : "", value_ptr ? value_len : 0};

    (void)kind;
    check_gap(walk, name_ptr);
    walk->end = value_ptr ? value_ptr + value_len : NULL;
    if (!name_valid(name) || !value_valid(value))
        walk->broken = true;
    value = str_trim(value);
    if (request->header_count == HTTP_HEADERS_MAX) {
        request->status = 431;
        return MHD_NO;
    }
    request->headers[request->header_count++] = (struct http_header){name, value};
    note_header(walk, name, value);
    return MHD_YES;
}

void http_head_read(struct http_box *box, const char *method, const char *version)
{
    struct http_request *request = &box->request;
    struct head_walk walk = {.box = box};
    const union MHD_ConnectionInfo *info;

    box->content_length = -1;
    request->method = method_of(method);
    info = MHD_get_connection_info(box->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    if (info && info->socket_context) {
        const struct http_peer *peer = info->socket_context;
        request->peer = (struct str){peer->text, peer->len};
    }
    MHD_get_connection_values_n(box->connection, MHD_HEADER_KIND, on_header, &walk);
    info = MHD_get_connection_info(box->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (info && walk.end && request->status != 431) {
        if (info->header_size > HTTP_HEAD_BYTES_MAX)
            request->status = 431;
        /* the last header's gap: its line end and the empty line, each of one or two bytes */
        ptrdiff_t tail = method + info->header_size - walk.end;
        if (tail < 2 || tail > 4)
            walk.broken = true;
    }
    /* One blank stands between target and version; more means that a NUL byte cut the target short. And HTTP/1.0 has no chunks. */
    if ((!box->target_long && version - box->target_end != 1) || (box->chunked && !strcmp(version, MHD_HTTP_VERSION_1_0)))
        walk.broken = true;
    if (walk.lengths > 1 || walk.hosts > 1 || (walk.hosts == 0 && !strcmp(version, MHD_HTTP_VERSION_1_1)))
        walk.broken = true;
    if (box->target_long)
        request->status = 414;
    else if (box->target_bad || walk.broken)
        request->status = 400;
    if (request->status)
        request->header_count = 0; /* nothing of a refused head is to be acted upon */
}

struct str http_header_find(const struct http_request *request, struct str name)
{
    for (int i = 0; i < request->header_count; i++)
        if (str_eq_nocase(request->headers[i].name, name))
            return request->headers[i].value;
    return S("");
}

struct str http_cookie_find(const struct http_request *request, struct str name)
{
    for (int i = 0; i < request->header_count; i++) {
        if (!str_eq_nocase(request->headers[i].name, S("cookie")))
            continue;
        struct str rest = request->headers[i].value;
        while (rest.ptr) {
            struct str value = str_trim(str_cut(&rest, ';'));
            if (str_eq(str_cut(&value, '='), name) && value.ptr)
                return value;
        }
    }
    return S("");
}
