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

enum err audit_write(struct ctx *ctx, const struct req *req, struct str action, enum err outcome)
{
    struct audit_entry entry = {.action = action, .outcome = outcome};

    if (req->session) {
        entry.unit_id = req->session->unit_id;
        entry.client_id = req->session->client_id;
    }
    /* The fault's code says why without saying about whom: it is a constant of the sources, never input. */
    if (outcome != OK)
        entry.detail = ctx->fault.code;
    if (outcome != OK || !req->about)
        return audit_put(ctx, &entry);
    for (const struct audit_about *about = req->about; about; about = about->next) {
        entry.person_id = about->person_id;
        entry.purpose = about->purpose.len || !req->session ? about->purpose : req->session->purpose;
        entry.detail = about->detail;
        TRY(audit_put(ctx, &entry));
    }
    return OK;
}
