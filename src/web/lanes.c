/* lanes.c: a request behind its guards: the handler in its lane, the row of the log, the answer.
 * What changed something, or told something about a person, is answered only when the change and its row in the log are durable. */
#include "web/internal.h"
#include "platform/log/log.h"

enum { RETRIES_MAX = 3 };

static struct flow *flow_of(struct db_job *job) { return (struct flow *)job; }

/* --- the end ------------------------------------------------------------------------------------------------------------ */

static void log_fault(const struct req *req, enum err err)
{
    const struct fault *fault = &req->ctx.fault;

    if (err != ERR_INTERNAL && err != ERR_BUSY)
        return;
    log_line(LOG_ERROR, "fault", LOG_STR("route", str_of(req->route ? req->route->path : "-")), LOG_STR("err", str_of(err_name(err))),
             LOG_STR("code", fault->code), LOG_STR("detail", fault->detail));
}

static void finish(struct flow *flow)
{
    struct ctx *ctx = &flow->req->ctx;

    if (flow->result != OK && ctx->fault.err == OK)
        fault(ctx, flow->result, "internal", "", "Có lỗi trong hệ thống. Lỗi đã được ghi lại; hãy thử lại sau ít phút.");
    log_fault(flow->req, flow->result);
    reply_finish(flow->req, flow->result);
}

/* --- the log of an outcome that no transaction of the request's own has recorded ---------------------------------------------- */

static struct audit_call call_of(const struct flow *flow)
{
    return (struct audit_call){.req = flow->req, .outcome = flow->result, .code = flow->req->ctx.fault.code};
}

static enum err audit_batch(struct db_job *const *jobs, int count, struct db_conn *conn)
{
    struct audit_call calls[DB_BATCH_MAX];
    struct ctx ctx = flow_of(jobs[0])->req->ctx; /* a copy: the requests keep their own faults */

    for (int i = 0; i < count; i++)
        calls[i] = call_of(flow_of(jobs[i]));
    ctx.db = conn;
    ctx.fault = (struct fault){0};
    enum err err = flow_of(jobs[0])->web->app->audit_write(&ctx, calls, count);
    if (err != OK && count == 1)
        flow_of(jobs[0])->req->ctx.fault.detail = ctx.fault.detail;
    return err;
}

static enum err audit_run(struct db_job *job, struct db_conn *conn) { return audit_batch(&job, 1, conn); }

/* What is not recorded has not been shown. */
static void not_recorded(struct flow *flow, enum err err)
{
    if (flow->result != OK)
        return;
    struct str detail = flow->req->ctx.fault.detail;
    flow->result = err;
    flow->req->ctx.fault = (struct fault){0};
    fault_set(&flow->req->ctx, err, S("audit.failed"), STR_NONE, S("Chưa ghi được nhật ký nên chưa thể trả lời. Hãy thử lại sau vài giây."), detail);
}

static void audit_done(struct db_job *job, enum err result)
{
    struct flow *flow = flow_of(job);

    if (result != OK)
        not_recorded(flow, result);
    finish(flow);
    http_reply(flow->req->http);
}

/* True: an answer follows later. */
static bool audit_later(struct flow *flow)
{
    if (!flow->req->route || !flow->req->route->audit || flow->audited)
        return false;
    flow->audited = true;
    flow->job = (struct db_job){.run = audit_run, .run_batch = audit_batch, .done = audit_done, .groupable = true};
    enum err err = db_submit(flow->web->app->db, &flow->job);
    if (err != OK)
        not_recorded(flow, err);
    return err == OK;
}

/* On a thread that is not the request's own. */
static void end_later(struct flow *flow)
{
    if (audit_later(flow))
        return;
    finish(flow);
    http_reply(flow->req->http);
}

/* On the event thread. */
static enum http_next end_now(struct flow *flow)
{
    if (audit_later(flow))
        return HTTP_LATER;
    finish(flow);
    return HTTP_REPLY;
}

/* --- the write lane ------------------------------------------------------------------------------------------------------- */

/* A handler may run again: everything it did was undone, so its answer must go, too. */
static void begin_run(struct flow *flow, struct db_conn *conn)
{
    struct req *req = flow->req;

    req->ctx.db = conn;
    if (!flow->ran) {
        flow->ran = true;
        return;
    }
    req->ctx.fault = (struct fault){0};
    req->replied = false;
    req->about = NULL;
    req->page_ = NULL;
    req->http->reply_header_count = 0;
    req->out.len = 0;
}

static enum err write_run(struct db_job *job, struct db_conn *conn)
{
    struct flow *flow = flow_of(job);
    struct req *req = flow->req;
    struct audit_call call = call_of(flow);

    begin_run(flow, conn);
    if (req->route->batch)
        TRY(req->route->batch(&req->ctx, &req, 1));
    else
        TRY(req->route->handler(req));
    return req->route->audit ? flow->web->app->audit_write(&req->ctx, &call, 1) : OK;
}

static enum err write_batch(struct db_job *const *jobs, int count, struct db_conn *conn)
{
    const struct flow *first = flow_of(jobs[0]);
    const struct route *route = first->req->route;
    struct audit_call calls[DB_BATCH_MAX];
    struct req *reqs[DB_BATCH_MAX];

    for (int i = 0; i < count; i++) {
        struct flow *flow = flow_of(jobs[i]);
        begin_run(flow, conn);
        reqs[i] = flow->req;
        calls[i] = call_of(flow);
    }
    TRY(route->batch(&reqs[0]->ctx, reqs, count));
    return route->audit ? first->web->app->audit_write(&reqs[0]->ctx, calls, count) : OK;
}

/* Two transactions at once: the database ended one of them, or one took a key that the other had looked for in vain (the second click of a double
 * click). Looking again sees what the first has done and gives the same answer; a key that is still taken then is a real conflict. */
static bool worth_another_try(const struct fault *fault, int attempts)
{
    return str_eq(fault->code, S("db.retry")) || (attempts == 0 && str_eq(fault->code, S("db.unique")));
}

static void write_done(struct db_job *job, enum err result)
{
    struct flow *flow = flow_of(job);
    struct req *req = flow->req;

    if (result == ERR_CONFLICT && worth_another_try(&req->ctx.fault, flow->attempts) && flow->attempts++ < RETRIES_MAX) {
        flow->job = (struct db_job){.run = write_run, .done = write_done};
        if (db_submit(flow->web->app->db, &flow->job) == OK)
            return;
    }
    flow->result = result;
    if (result != OK && req->ctx.fault.err == OK) { /* the handler was content; what stood around it failed */
        req->ctx.fault = job->why;
        req->ctx.fault.detail = arena_str(req->ctx.arena, job->why.detail);
    }
    if (result == OK)
        flow->audited = true;
    else
        req->ctx.db = NULL; /* what follows shows the fault and needs no database */
    end_later(flow);
}

static enum http_next write_submit(struct flow *flow)
{
    const struct route *route = flow->req->route;

    flow->job = (struct db_job){.run = write_run, .done = write_done, .groupable = route->groupable};
    if (route->batch) {
        flow->job.run_batch = write_batch;
        flow->job.batch_key = route;
    }
    enum err err = route->batch ? route->handler(flow->req) : OK;
    if (err == OK && !flow->req->replied) { /* answered already: it found nothing to write */
        err = db_submit(flow->web->app->db, &flow->job);
        if (err == OK)
            return HTTP_LATER; /* from here on the flow belongs to the lane: it may be over already */
        fault(&flow->req->ctx, err, "web.busy", "", "Hệ thống đang bận. Hãy thử lại sau vài giây; những gì đã lưu vẫn còn.");
    }
    flow->result = err;
    return end_now(flow);
}

/* --- the others ----------------------------------------------------------------------------------------------------------- */

static void slow_run(struct req *req, struct db_conn *conn)
{
    struct flow *flow = req->impl_;

    req->ctx.db = conn;
    flow->result = req->route->handler(req);
    end_later(flow);
}

enum http_next lane_run(struct flow *flow)
{
    struct req *req = flow->req;
    enum err err;

    switch (req->route->lane) {
    case LANE_WRITE:
        return write_submit(flow);
    case LANE_SLOW:
        err = slow_lane_submit(flow->web->slow, req, slow_run);
        if (err == OK)
            return HTTP_LATER; /* from here on the flow belongs to the slow lane */
        break;
    case LANE_FAST:
    default:
        err = req->route->handler(req);
        break;
    }
    flow->result = err;
    return end_now(flow);
}

enum http_next lane_refuse(struct flow *flow, enum err err)
{
    flow->result = err;
    if (flow->req->session)
        return end_now(flow);
    finish(flow);
    return HTTP_REPLY;
}
