/* internal.h: what the files of web/ share and features must not see. */
#ifndef WEB_INTERNAL_H
#define WEB_INTERNAL_H

#include "web/page.h"
#include "web/web.h"

/* --- match.c --- */
struct matcher;
struct matcher *matcher_new(struct arena *arena, const struct app *app);
/* Finds the route of method and path; fills ret_values with the {name} segments. NULL: none; *ret_other_method tells 405 from 404. */
const struct route *matcher_find(const struct matcher *matcher, enum http_method method, struct str path, struct str ret_values[4],
                                 int *ret_count, bool *ret_other_method);

/* --- inputs.c --- */
struct input_value {
    const struct input *input;
    struct str text;
    int64_t number; /* IN_INT, IN_BOOL, IN_PERSON_NUMBER, IN_DAY */
    const struct http_field *file;
};
MUST_CHECK enum err inputs_parse(struct req *req);

/* --- session.c --- */
MUST_CHECK enum err session_identify(struct req *req);   /* session cookie or bearer; sets req->session, csrf_token, device, lang */
MUST_CHECK enum err csrf_check(struct req *req);

/* --- rate.c --- */
struct rate_table;
struct rate_table *rate_table_new(void);
void rate_table_free(struct rate_table *table);
/* Token bucket an account or device: ERR_BUSY with "rate.limit" when empty. */
MUST_CHECK enum err rate_check(struct rate_table *table, struct req *req);

/* --- reply.c --- */
void reply_finish(struct req *req, enum err err); /* fault to status, security headers, compression */
int reply_status(const struct req *req, enum err err);

/* --- metrics.c --- */
struct metrics;
/* Counters of this process, in the memory of settings->metrics_fd when there is one: what its number counted before a restart stays. */
struct metrics *metrics_new(const struct settings *settings);
int64_t metrics_size_bytes(const struct settings *settings); /* of that memory, for all web processes */
void metrics_free(struct metrics *metrics);
void metrics_count(struct metrics *metrics, int thread, int status, int64_t took_us);
struct str metrics_text(struct metrics *metrics, struct arena *arena); /* the sum over all web processes */

/* --- access_log.c --- */
struct access_log;
struct access_log *access_log_new(int threads, bool on);
void access_log_free(struct access_log *log);
void access_log_put(struct access_log *log, const struct req *req, const struct http_request *http, int64_t took_us);
void access_log_flush(struct access_log *log);

/* --- lanes.c: runs the handler where its route says, records the outcome, finishes the answer --- */
/* What the web layer keeps beside the request that handlers see. */
struct flow {
    struct db_job job; /* first: the job's address is the flow's */
    struct req *req;
    struct web *web;
    enum err result;   /* of the handler */
    int attempts;
    bool audited;
    bool ran;          /* in the write lane, perhaps in vain */
};
enum http_next lane_run(struct flow *flow);
/* A guard said no: the refusal of somebody who is known is recorded, too. */
enum http_next lane_refuse(struct flow *flow, enum err err);

/* --- the process --- */
struct web {
    struct app *app;
    struct arena arena;          /* as long as the process */
    struct matcher *matcher;
    struct rate_table *rates;
    struct metrics *metrics;
    struct access_log *access_log;
    struct http_server *server;
    struct db_conn **conns;      /* one an event thread */
    struct slow_lane *slow;
    int64_t started_ms;
};
struct web *req_web(const struct req *req);

/* --- slow.c --- */
struct slow_lane;
MUST_CHECK enum err slow_lane_start(struct ctx *ctx, struct app *app, int threads, int queue_max, struct slow_lane **ret_lane);
void slow_lane_stop(struct slow_lane *lane);
MUST_CHECK enum err slow_lane_submit(struct slow_lane *lane, struct req *req, void (*run)(struct req *req, struct db_conn *conn)); /* ERR_BUSY: full */

/* --- openapi.c --- */
struct str openapi_text(struct req *req);

extern const struct route web_own_routes[]; /* /healthz /readyz /metrics /api/v1/openapi.json /api/v1/ping */
extern const int web_own_routes_count;

#endif
