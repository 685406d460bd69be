/* audit.c: what the log takes and when its index by person is brought forward. Rows are never changed and never removed here. */
#include "features/audit/internal.h"
#include "web/app.h"

enum err audit_fold(struct ctx *ctx, int limit, bool *ret_more)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    /* The upper 41 bits of an identifier are milliseconds of the real clock (db_new_id), whatever time a test or a demo plays. */
    int64_t upto_id = db_new_id() - ((int64_t)AUDIT_FOLD_LAG_MS << 22);
    bool more;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(audit_store_fold(ctx, limit, upto_id, &more));
    TRY(db_tx_commit(&tx));
    *ret_more = more;
    return OK;
}

/* The rows of one request: one for each person its answer was about, or one about nobody. */
static int lines_of(const struct audit_call *call, struct audit_line *lines)
{
    const struct req *req = call->req;
    struct audit_entry entry = {.action = str_of(req->route->audit), .outcome = call->outcome};
    int count = 0;

    if (req->session) {
        entry.unit_id = req->session->unit_id;
        entry.client_id = req->session->client_id;
    }
    /* The fault's code says why without saying about whom: it is a constant of the sources, never input. */
    if (call->outcome != OK)
        entry.detail = call->code;
    if (call->outcome != OK || !req->about) {
        lines[count++] = (struct audit_line){&req->ctx, entry};
        return count;
    }
    for (const struct audit_about *about = req->about; about; about = about->next) {
        entry.person_id = about->person_id;
        entry.purpose = about->purpose.len || !req->session ? about->purpose : req->session->purpose;
        entry.detail = about->detail;
        lines[count++] = (struct audit_line){&req->ctx, entry};
    }
    return count;
}

enum err audit_write(struct ctx *ctx, const struct audit_call *calls, int count)
{
    int total = 0, at = 0;

    for (int i = 0; i < count; i++) {
        total++;
        for (const struct audit_about *about = calls[i].req->about; about; about = about->next)
            total++;
    }
    struct audit_line *lines = arena_alloc_raw(ctx->arena, sizeof *lines * (size_t)total);
    for (int i = 0; i < count; i++)
        at += lines_of(&calls[i], lines + at);
    return audit_store_put(ctx, lines, at);
}
