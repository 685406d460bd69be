/* http_impl.h: what the files of platform/http share, and nobody else includes.
 * A request box holds the public request and what libmicrohttpd needs beside it. Boxes belong to an event thread: they are taken
 * when the request line has been read and given back when the answer has gone out, both on that thread, so its free list needs
 * no lock. */
#ifndef PLATFORM_HTTP_IMPL_H
#define PLATFORM_HTTP_IMPL_H

#include <microhttpd.h>
#include <stdatomic.h>
#include "platform/http/http.h"

enum {
    HTTP_POOL_BYTES = 14 * 1024,              /* libmicrohttpd's memory of a connection; wiped after each request, so not bigger */
    HTTP_BODY_BYTES_MAX = 32 * 1024 * 1024,   /* whatever on_head says */
    HTTP_BODY_SMALL_BYTES = 64 * 1024,        /* up to here a body of known length lies in the arena */
    HTTP_BODIES_BYTES_MAX = 512 * 1024 * 1024, /* all large bodies of the process together: beyond it 503 */
    HTTP_DISCARD_BYTES_MAX = 64 * 1024 * 1024, /* of a refused body this much is read and dropped, so that the client hears why */
    HTTP_BODY_GRACE_S = 60,                   /* after this a body must have come at HTTP_BODY_RATE_MIN on average */
    HTTP_BODY_RATE_MIN = 4 * 1024,            /* bytes a second */
    HTTP_IDLE_TIMEOUT_S = 30,
    HTTP_CONNECTIONS_MAX = 4096,
    HTTP_FORMS_MAX = 256,
    HTTP_WARM_BOXES = 128, /* a thread: free boxes that keep their arena's first block */
};

/* A client's connection: its address as text, made once and not once a request. */
struct http_peer {
    size_t len;
    char text[48];
};

/* Who may touch a request that was answered with HTTP_LATER. http_reply() and the event thread each make one atomic step; whoever
 * comes second finishes the request. */
enum box_state { BOX_RUNNING, BOX_SUSPENDED, BOX_READY };

struct http_box {
    struct http_request request; /* first: http_reply() gets here by impl_ */
    struct http_server *server;
    struct MHD_Connection *connection;
    struct http_box *next_free;
    struct http_box *next_all;
    _Atomic int state;
    bool head_seen;
    bool dispatched;
    bool discarding;  /* the body is read and dropped: the answer is already decided */
    bool target_bad;  /* 400 */
    bool target_long; /* 414 */
    bool chunked;
    bool expects_continue;
    const char *target_end; /* in the connection's memory */
    int64_t content_length; /* -1: none given */
    uint64_t received_bytes;
    char *body; /* in the arena, or malloc when body_large */
    size_t body_cap;
    bool body_large;
    struct http_form *form; /* the reused response in which the answer travels, or NULL */
};

struct http_thread {
    struct http_box *free;
    int free_count;
    _Atomic int running; /* handed to on_request, answer not queued yet */
    _Atomic int active;  /* boxes in use */
    int64_t date_s;      /* the second that `date` shows */
    char date[32];
    struct http_form *forms[HTTP_FORMS_MAX]; /* by hash */
    uint64_t seen[HTTP_FORMS_MAX];
} __attribute__((aligned(64)));

struct http_server {
    struct http_config config;
    struct MHD_Daemon *daemon;
    uint64_t serial; /* tells a new server at an old one's address apart */
    _Atomic int threads_seen;
    _Atomic bool draining; /* answers carry Connection: close */
    _Atomic bool stopping; /* nothing is dispatched any more */
    _Atomic(struct http_box *) all;
    struct http_thread threads[];
};

/* request.c */
struct http_box *http_box_take(struct http_server *server);
void http_box_give_back(struct http_box *box);
void http_boxes_free(struct http_server *server);
/* false: the client is to be cut off. On a body over a limit request.status becomes 413 or 503 and the rest is dropped. */
bool http_body_add(struct http_box *box, const char *bytes, size_t len);
void http_body_end(struct http_box *box);

/* head.c */
void http_target_read(struct http_box *box, const char *target);
/* Fills method, headers, body length; sets request.status to 400, 414, 431 or 501 when the head is refused. */
void http_head_read(struct http_box *box, const char *method, const char *version);

/* reply.c */
enum MHD_Result http_reply_queue(struct http_box *box);
void http_form_give_back(struct http_form *form);
void http_forms_free(struct http_thread *thread);

#endif
