/* app.h: the running program as the web layer sees it: settings, database, and the functions that the features hand up (policy), set in
 * app/features.c. web/ holds mechanisms only. */
#ifndef WEB_APP_H
#define WEB_APP_H

#include "web/route.h"

struct settings {
    struct str db_url;
    struct str data_dir;      /* files, keys */
    struct str address;       /* 127.0.0.1 */
    int port;                 /* 8006 */
    struct str public_url;    /* http://127.0.0.1:8006: for QR codes and absolute links */
    int workers;              /* web processes */
    int threads;              /* event threads a process */
    int slow_threads;
    bool demo;                /* the database is a demo: banner on every page, sign-in list */
    bool secure_cookies;
    int session_idle_minutes;     /* 30 */
    int session_absolute_hours;   /* 12 */
    struct str province_code;     /* unit code, "52" */
    struct str province_name;     /* "tỉnh Gia Lai": the site's name in the header; "" shows none */
    struct str hotline;           /* as people dial it; "": the national portal's 18001096 */
    int64_t clock_offset_ms;      /* tests and demos only: added to the real clock */
    bool access_log;
    bool sandbox;                 /* web and jobs give up files and system calls they do not need */
    int worker;                   /* set by the supervisor: 1 to `workers` of a web process */
    int metrics_fd;               /* the memory where all web processes count; 0 or less: this process counts alone */
};

/* Who is signed in; loaded by app->session_load. */
struct session {
    int64_t session_id;
    int64_t account_id;
    int64_t person_id;   /* citizens, and officers too when they have one */
    int64_t officer_id;
    int64_t client_id;   /* an API client (bearer); then no account */
    struct str person_fields; /* what the client may read of a person, codes separated by commas; "" nothing */
    struct str purpose;  /* the client's legal basis and purpose, for the audit row of a look-up */
    struct str name;
    struct str csrf_token;
    enum lang lang;
    uint64_t perms;      /* bit (1 << enum perm): held somewhere; the handler checks where with agency_can() */
    int64_t unit_id;     /* the officer's main unit */
    struct str unit_name;
    bool large_text, high_contrast;
};

/* A request of an audited route, to be recorded with its outcome and, when that is not OK, its fault's code. */
struct audit_call {
    const struct req *req;
    enum err outcome;
    struct str code;
};

struct app {
    struct settings settings;
    struct db *db;
    const struct route_table *tables;
    int table_count;
    const char *const *menu_order; /* paths, the most used first, ends with NULL; what is not named stands behind, in the order of the tables */
    /* policy, handed in by app/features.c */
    enum err (*session_load)(struct ctx *ctx, struct app *app, struct str cookie, struct session *ret_session); /* ERR_UNAUTHENTICATED: none */
    enum err (*bearer_load)(struct ctx *ctx, struct app *app, struct str token, struct session *ret_session);
    enum err (*audit_write)(struct ctx *ctx, const struct audit_call *calls, int count);
    struct str (*unit_label)(struct ctx *ctx, int64_t unit_id);
    /* A form was posted by nobody who is signed in: may answer with a way to sign in and go on (OK), else page_fault shows what is wrong. */
    enum err (*late_form)(struct req *req);
    bool read_only; /* `congdan check`: nothing is made that is not there */
    void *web_; /* the running web layer; web/ only */
};

/* The session's cookie, for the feature that signs people in and out. An empty token takes the cookie away. */
void session_cookie_put(struct req *req, struct str token);
struct str session_cookie_of(const struct req *req); /* as it came; "" without one */

#endif
