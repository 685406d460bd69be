/* work_posts.c: what the officer's buttons do. Each post carries the version of the dossier it was shown for; a rule that refuses leaves nothing behind
 * (a savepoint) and shows the page again with the reason at the top. After a decision the list comes back: the next dossier is one click away. */
#include "features/dossier/pages.h"

typedef enum err (*move_fn)(struct req *req, struct dossier *dossier);

static enum err moved(struct req *req, struct dossier *d, move_fn move)
{
    AUTO(db_tx_end) struct db_tx tx = {0};

    TRY(db_tx_begin(&req->ctx, DB_WRITE, &tx));
    TRY(move(req, d));
    return db_tx_commit(&tx);
}

/* `done`: go back to the list; otherwise stay with the dossier. */
static enum err act(struct req *req, move_fn move, bool done)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    struct dossier d, before;

    TRY(dossier_of_path(req, &d));
    TRY(dossier_check_version(ctx, &d, req_i64(req, "version", 0)));
    before = d;
    enum err err = moved(req, &d, move);
    if (err == ERR_INVALID || (err == ERR_CONFLICT && !str_eq(ctx->fault.code, S("dossier.stale")) && !str_starts(ctx->fault.code, S("db.")))) {
        form_error_add(req, &errors, ctx->fault.field, i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return work_dossier_show(req, &before, &errors, err == ERR_INVALID ? 422 : 409);
    }
    TRY(err);
    return reply_redirect(req, done ? arena_printf(ctx->arena, "/work?done=%.*s", STR_ARG(d.code)) : dossier_work_url(ctx, d.code, ""));
}

static enum err receive(struct req *req, struct dossier *d) { return dossier_receive(&req->ctx, d); }
static enum err refuse_receipt(struct req *req, struct dossier *d) { return dossier_refuse_receipt(&req->ctx, d, req_str(req, "receipt_reason")); }
static enum err propose(struct req *req, struct dossier *d) { return dossier_hand_over(&req->ctx, d, S("decide"), req_str(req, "propose_note")); }
static enum err hand_back(struct req *req, struct dossier *d) { return dossier_hand_over(&req->ctx, d, S("process"), req_str(req, "back_note")); }
static enum err approve(struct req *req, struct dossier *d) { return dossier_approve(&req->ctx, d, req_str(req, "approve_note")); }
static enum err refuse(struct req *req, struct dossier *d) { return dossier_refuse(&req->ctx, d, req_str(req, "refuse_reason")); }
static enum err hand_out(struct req *req, struct dossier *d) { return dossier_return_result(&req->ctx, d); }
static enum err reappoint(struct req *req, struct dossier *d)
{
    return dossier_reappoint(&req->ctx, d, req_day(req, "new_due"), req_str(req, "reappoint_reason"));
}

/* The lines whose judgement is not "right". Fields: "reason.field:address", "note.field:address". */
static enum err ask_supplement(struct req *req, struct dossier *d)
{
    struct dossier_defect defects[DOSSIER_DEFECTS_MAX + 1];
    int count = 0;

    for (int i = 0; i < req->fields.count && count <= DOSSIER_DEFECTS_MAX; i++) {
        const struct http_field *field = &req->fields.items[i];
        if (!str_starts(field->name, S("reason.")) || str_empty(field->value))
            continue;
        struct str target = str_sub(field->name, strlen("reason."), SIZE_MAX);
        defects[count++] = (struct dossier_defect){.target = target, .reason = field->value,
                                                   .note = req_field(req, arena_join(req->ctx.arena, S("note."), target))};
    }
    return dossier_ask_supplement(&req->ctx, d, defects, count, req_field(req, S("note")));
}

static enum err ask_payment(struct req *req, struct dossier *d) { return dossier_ask_payment(&req->ctx, d); }
static enum err pay(struct req *req, struct dossier *d) { return dossier_pay_at_counter(&req->ctx, d, req_str(req, "receipt")); }
static enum err transfer(struct req *req, struct dossier *d)
{
    int64_t unit_id;

    if (str_parse_i64(req_str(req, "transfer_unit"), &unit_id) != OK)
        unit_id = 0; /* the rule says what to choose */
    return dossier_transfer(&req->ctx, d, unit_id, req_str(req, "transfer_reason"));
}

enum err work_ask_payment_post(struct req *req) { return act(req, ask_payment, true); }
enum err work_paid_post(struct req *req) { return act(req, pay, false); }
enum err work_transfer_post(struct req *req) { return act(req, transfer, true); }
enum err work_receive_post(struct req *req) { return act(req, receive, false); }
enum err work_refuse_receipt_post(struct req *req) { return act(req, refuse_receipt, true); }
enum err work_supplement_post(struct req *req) { return act(req, ask_supplement, true); }
enum err work_propose_post(struct req *req) { return act(req, propose, true); }
enum err work_hand_back_post(struct req *req) { return act(req, hand_back, true); }
enum err work_approve_post(struct req *req) { return act(req, approve, true); }
enum err work_refuse_post(struct req *req) { return act(req, refuse, true); }
enum err work_return_post(struct req *req) { return act(req, hand_out, true); }
enum err work_reappoint_post(struct req *req) { return act(req, reappoint, false); }
