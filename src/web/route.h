/* route.h: an address of the program, declared once. From the tables of all features come dispatch, the menu, the rights matrix, OpenAPI and
 * the help page. The fixed order of a request (route.c): limits and strict parse -> match -> session or bearer -> rate limit ->
 * permission -> CSRF -> declared inputs -> handler -> fault to status -> headers and CSP -> access log and audit -> arena reset.
 * A handler may assume an allowed user and valid, typed inputs; it runs in one thread with one connection, straight through. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "platform/http/http.h"
#include "platform/html/html.h"
#include "platform/db/db.h"

enum perm {
#define P(name, text) PERM_##name,
#include "web/permission.def"
#undef P
    PERM_COUNT
};
const char *perm_name(enum perm perm);
struct msg perm_text(enum perm perm);

/* Where a handler runs. LANE_FAST: on the event thread with a read connection (look-ups, pages). LANE_WRITE: on the writer lane, inside a
 * write transaction that is committed after the handler returns OK and rolled back otherwise; the answer leaves after the commit is durable.
 * LANE_SLOW: on the bounded pool (password hashing, PDF, exports) with a connection of its own; may open a DB_WRITE transaction. A POST that changes
 * something is LANE_WRITE; a GET is LANE_FAST unless it must hash, draw a PDF or stream an export. */
enum lane { LANE_FAST, LANE_WRITE, LANE_SLOW };
/* AUTH_PROTOCOL: an end point of a protocol between programs (OAuth 2.0): no cookie is looked at, no form token asked for; who asks is decided by the handler,
 * by the protocol's own rules. */
enum auth { AUTH_SESSION, AUTH_BEARER, AUTH_PROTOCOL };
enum csrf { CSRF_NONE, CSRF_FORM };

enum input_type {
    IN_LINE,  /* one line of text: no control characters, NFC, trimmed, inner blanks collapsed */
    IN_TEXT,  /* several lines */
    IN_RAW,   /* bytes kept as they came except that they must be UTF-8 (passwords) */
    IN_CODE,  /* [A-Za-z0-9._:-]+ */
    IN_INT,   /* decimal, min..max */
    IN_DAY,   /* 21/11/2026 or 2026-11-21 */
    IN_BOOL,  /* "1", "on", "true" / absent */
    IN_PERSON_NUMBER, /* 12 digits, blanks and dots between them allowed; never in a URL */
    IN_FILE,
};
/* One declared input. A field that is not declared, or comes twice without `many`, is refused with 400 and its name. */
struct input {
    const char *name;
    enum input_type type;
    bool required;
    bool many;
    int64_t min, max;  /* IN_INT: value; texts: bytes (max 0: 200 for a line, 4,000 for a text); IN_FILE: bytes */
    const char *one_of; /* "a|b|c": allowed values, NULL for any */
    const char *label;  /* Vietnamese, for messages and OpenAPI: M_-marked by i18nc because it stands in an input table */
};

struct req;
typedef enum err (*handler_fn)(struct req *req);
/* The second half of a route in LANE_WRITE whose requests can share statements: up to DB_BATCH_MAX of those that wait, in one transaction, on the
 * writer lane. `handler` came first, on the event thread with a read connection: it reads and checks the request and leaves what it found in
 * req->work. When it has answered already, there is nothing to write and the batch does not see the request. The batch answers each request out of that request's own arena; `ctx` is one request's, for the statements that they share. When it fails
 * everything is undone and it is called for each request alone. The rows of the log are written behind it, for all of them at once. */
typedef enum err (*batch_fn)(struct ctx *ctx, struct req *const *reqs, int count);

struct route {
    enum http_method method;
    const char *path; /* "/dossiers/{code}/submit": each {name} is one segment, checked as IN_CODE, at most 64 bytes */
    handler_fn handler;
    enum perm perm;
    enum lane lane;
    enum auth auth;
    enum csrf csrf;            /* POST pages: CSRF_FORM, or the start-up check stops the program */
    const struct input *inputs; /* ends with {0}; NULL: none */
    bool dynamic_inputs;  /* the form's fields come from a procedure's data: the handler takes them by req_field() and must check each */
    bool own_inputs;      /* the protocol says what may come (unknown parameters are passed over, RFC 6749 3.1): the handler reads http->query and http->body itself */
    int64_t body_limit_bytes; /* 0: 64 KiB */
    bool groupable;       /* LANE_WRITE that only appends and cannot conflict: may share a transaction on PostgreSQL */
    batch_fn batch;       /* LANE_WRITE and groupable only; see batch_fn */
    bool json_body;       /* POST of application/json: no declared inputs, the handler reads http->body */
    bool raw_body;        /* POST of a file as it is (API only): inputs are those of the query, the handler checks http->body by its content */
    const char *audit;    /* "dossier.submit": writes one audit row with the outcome, in the transaction of LANE_WRITE */
    const char *doc;      /* one English sentence for OpenAPI and the help page */
    const char *menu;     /* Vietnamese menu label; shown to those who hold `perm` */
};

/* What a handler gets. `ctx` is first, so `&req->ctx` goes to the rules. */
struct req {
    struct ctx ctx;
    const struct route *route;
    struct http_request *http;
    struct session *session;   /* NULL when nobody is signed in; see web/session.h */
    struct str csrf_token;     /* to be put in every form as field `csrf`; without a session it is bound to the device cookie */
    struct str device;         /* random name of this browser (cookie), for throttling; "" on its first visit without cookies */
    struct app *app;           /* the running program: db, data folder, settings; see web/app.h */
    struct input_value *values;
    int value_count;
    struct http_fields fields; /* raw, for dynamic_inputs */
    struct buf out;
    struct str path_values[4];
    int path_value_count;
    struct audit_about *about; /* see req_audit_about */
    void *work;                /* what a route's handler leaves for its batch */
    bool replied;
    void *page_;               /* web/page.c */
    void *impl_;               /* web/route.c */
};

/* --- inputs: the name must be declared by the route (or stand in its path); a name that is not is an assert --- */
struct str req_str(struct req *req, const char *name);     /* "" when absent */
bool req_has(struct req *req, const char *name);
int64_t req_i64(struct req *req, const char *name, int64_t when_absent);
struct day req_day(struct req *req, const char *name);     /* DAY_NONE when absent */
bool req_bool(struct req *req, const char *name);
int64_t req_person(struct req *req, const char *name);     /* 0 when absent */
int req_count(struct req *req, const char *name);          /* of a `many` input */
struct str req_str_at(struct req *req, const char *name, int index);
const struct http_field *req_file(struct req *req, const char *name); /* NULL when absent or empty */
const struct http_field *req_file_at(struct req *req, const char *name, int index);
struct str req_path(struct req *req, const char *name);    /* a {name} of the path */
/* Raw fields for dynamic_inputs: decoded, valid UTF-8 in NFC, no control characters but newline; at most HTTP_FIELDS_MAX. */
struct str req_field(struct req *req, struct str name);

/* --- the log: for a route with `audit` whose answer tells something about persons. Each call makes one row with that person, written with the outcome
 * of the request and durable before the answer leaves; without a call there is one row about nobody. purpose "": the API client's own.
 * The texts must live as long as the request. person_id 0: a number that cannot be anybody's. --- */
struct audit_about {
    int64_t person_id;
    struct str purpose, detail;
    struct audit_about *next;
};
void req_audit_about(struct req *req, int64_t person_id, struct str purpose, struct str detail);

/* --- answers (each is called at most once; return its value) --- */
enum err reply_redirect(struct req *req, struct str location); /* 303; local paths only */
enum err reply_redirect_away(struct req *req, struct str url); /* 303 to another site; only to an address that was registered before */
enum err reply_json(struct req *req, int status, struct str json);
enum err reply_json_kept(struct req *req, struct str json); /* 200; bytes that live as long as the program: they go out without being copied */
enum err reply_bytes(struct req *req, int status, struct str content_type, struct str file_name, struct str bytes); /* file_name "": inline */
enum err reply_static(struct req *req, struct str content_type, struct str bytes, bool immutable);
void reply_header(struct req *req, struct str name, struct str value);

/* --- pages: see web/page.h --- */

struct route_table {
    const struct route *routes;
    int count;
    const char *feature;
};
#define ROUTE_TABLE(feature_name, table) {.routes = (table), .count = (int)ARRAY_LEN(table), .feature = feature_name}

#endif
