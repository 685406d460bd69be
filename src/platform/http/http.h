/* http.h: the HTTP/1.1 server seam over libmicrohttpd (epoll, a pool of event threads). Knows bytes and headers, nothing of pages.
 *
 * Life of a request: the head arrives -> `on_head` decides how large the body may be (or refuses) -> the body is collected ->
 * `on_request` runs on the event thread. It either fills the answer and returns HTTP_REPLY, or takes the request to another thread
 * and returns HTTP_LATER; then http_reply() must be called exactly once, from any thread. After http_reply or HTTP_REPLY the request
 * and everything in its arena are gone.
 * Requests, their arenas and database connections of event threads are reused; nothing is allocated by malloc a request once warm.
 */
#ifndef PLATFORM_HTTP_H
#define PLATFORM_HTTP_H

#include "base/ctx.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_OTHER };

struct http_header {
    struct str name, value;
};

enum { HTTP_HEADERS_MAX = 48, HTTP_REPLY_HEADERS_MAX = 24, HTTP_TARGET_BYTES_MAX = 4096, HTTP_HEAD_BYTES_MAX = 8 * 1024 };

struct http_request {
    /* what came in; slices live as long as the request */
    enum http_method method;
    struct str path;  /* still percent-encoded, without the query */
    struct str query; /* behind '?', still encoded */
    struct str body;
    int header_count;
    struct http_header headers[HTTP_HEADERS_MAX];
    struct str peer; /* client address, text */
    int thread;      /* 0..threads-1: the event thread that read it */
    int64_t start_us; /* monotonic */
    struct arena arena;
    size_t body_limit_bytes; /* set by on_head; 0: no body allowed */

    /* what goes out */
    int status;
    int reply_header_count;
    struct http_header reply_headers[HTTP_REPLY_HEADERS_MAX];
    struct str reply;       /* in the arena, or static when reply_static; of HEAD and 304 only its length goes out (RFC 9110 8.6) */
    bool reply_static;      /* the bytes live as long as the program: not copied */
    int reply_fd;           /* > 0: send this file (closed afterwards) instead of `reply` */
    int64_t reply_fd_bytes;

    void *user; /* of the layer above */
    void *impl_; /* platform/http only */
};

enum http_next { HTTP_REPLY, HTTP_LATER };

struct http_config {
    int listen_fd;      /* bound and listening; inherited from the supervisor; made non-blocking */
    int threads;
    int idle_timeout_s; /* 0: 30 */
    int max_connections; /* 0: 4,096 */
    void *arg;
    /* May set request->status (4xx) to refuse before the body is read; sets body_limit_bytes. A body over the limit is
     * answered with 413 by calling on_request with status = 413 and an empty body. A head that is refused here (400 malformed,
     * 414, 431, 501; then without on_head and with header_count 0) and a body that finds no memory (503) come the same way. */
    void (*on_head)(struct http_request *request, void *arg);
    /* status != 0 on entry: the request is refused, only the answer's text is left to write. Else sets status 200..599. */
    enum http_next (*on_request)(struct http_request *request, void *arg);
    /* Called when the answer has gone out or the client has left: for the access log. May be NULL. */
    void (*on_done)(struct http_request *request, void *arg);
};

struct http_server;
MUST_CHECK enum err http_server_start(struct ctx *ctx, const struct http_config *config, struct http_server **ret_server);
/* Takes no new connections, lets the running requests end (at most drain_ms), closes what is left, frees. The listening socket stays
 * open and the caller's. A request that another thread still holds (HTTP_LATER) after drain_ms is left to it, with the server. */
void http_server_stop(struct http_server *server, int drain_ms);
void http_reply(struct http_request *request);

struct str http_header_find(const struct http_request *request, struct str name); /* "" when absent; name in any case */
void http_reply_header(struct http_request *request, struct str name, struct str value); /* bytes must live as long as the request */
struct str http_cookie_find(const struct http_request *request, struct str name);
const char *http_status_text(int status);

/* --- parsers of outside bytes (fuzzed) ------------------------------------------------------------------------------ */
/* Percent-decoding; `plus` turns '+' into a blank. Bad escapes and NUL bytes are ERR_INVALID. */
MUST_CHECK enum err http_url_decode(struct arena *arena, struct str text, bool plus, struct str *ret_text);
void http_url_put(struct buf *buf, struct str text); /* percent-encodes all but unreserved characters */

struct http_field {
    struct str name, value;
    struct str file_name;    /* multipart only; "" for a plain field */
    struct str content_type; /* as the client claims: believe nothing */
    bool is_file;
};
struct http_fields {
    struct http_field *items;
    int count;
};
enum { HTTP_FIELDS_MAX = 2000 };
MUST_CHECK enum err http_form_parse(struct arena *arena, struct str body, struct http_fields *ret_fields);
MUST_CHECK enum err http_multipart_parse(struct arena *arena, struct str content_type, struct str body, struct http_fields *ret_fields);

/* A listening TCP socket on address:port, for the supervisor: non-blocking, SO_REUSEADDR, backlog 1,024, close-on-exec (pass it on with
 * dup2). ERR_CONFLICT: the port is taken; the fault's text names it and says what to do. `address` is an IP literal or "localhost". */
MUST_CHECK enum err http_listen(struct ctx *ctx, struct str address, int port, int *ret_fd);

#endif
