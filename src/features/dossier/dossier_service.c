/* dossier_service.c: what happens to a dossier beside its examination: the fee is asked for and paid at the counter (state 6), and a dossier that was sent to the
 * wrong commune goes to the right one. Payment online comes with a later issue: here is the cash desk's receipt. */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/internal.h"
#include "features/agency/calendar_load.h"
#include "features/territory/territory.h"
#include "platform/json/json.h"

/* The fee depends on how the dossier came (domain: 8.1); where the law at hand gives none for online, the counter's. -1: not known. */
int64_t dossier_fee_vnd(const struct dossier *d)
{
    const struct procedure *p = d->procedure;

    return d->channel == CHANNEL_ONLINE && p->fee_online_vnd >= 0 ? p->fee_online_vnd : p->fee_counter_vnd;
}

enum err dossier_ask_payment(struct ctx *ctx, struct dossier *d)
{
    struct dossier_hop hop = {"ask_payment", DOSSIER_PAYMENT, "process"};
    struct dossier_payment *paid;
    int paid_count;

    TRY(dossier_check_right(ctx, d, PERM_DOSSIER_PROCESS, "process"));
    if (dossier_fee_vnd(d) <= 0)
        return fault(ctx, ERR_CONFLICT, "dossier.no_fee", "", "Thủ tục này không thu phí, lệ phí.");
    TRY(dossier_payments(ctx, d->dossier_id, &paid, &paid_count));
    if (paid_count)
        return fault(ctx, ERR_CONFLICT, "dossier.paid", "", "Phí, lệ phí của hồ sơ này đã được nộp.");
    d->waiting_since_ms = ctx->now_ms;
    d->officer_id = ctx->actor.officer_id;
    TRY(dossier_move(ctx, d, &hop, 1, (struct dossier_note){.text = fmt_vnd(ctx->arena, LANG_VI, dossier_fee_vnd(d))}));
    TRY(dossier_notify(ctx, d, "dossier_payment", fmt_vnd(ctx->arena, LANG_VI, dossier_fee_vnd(d))));
    return tally_moved(ctx, dossier_tally_key(d), WAITING_AGENCY, d->statutory_due_day, WAITING_PAYMENT, DAY_NONE);
}

static bool receipt_right(struct str receipt)
{
    bool digit = false;

    for (size_t i = 0; i < receipt.len; i++) {
        char c = receipt.ptr[i];
        digit |= c >= '0' && c <= '9';
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '/' || c == '-' || c == '.'))
            return false;
    }
    return digit && receipt.len <= 40;
}

/* The clock stood while the citizen was to pay and goes on from there (R8); a supplement would have begun it anew. */
static enum err resume_clock(struct ctx *ctx, struct dossier *d)
{
    struct time_limit limit = dossier_time_limit(d);
    struct agency agency;
    struct pause *pauses;
    struct due due;
    int count;

    if (limit.unit == LIMIT_NONE || limit.unit == LIMIT_AT_ONCE)
        return OK;
    TRY(agency_get(ctx, d->agency_id, &agency));
    TRY(dossier_pauses(ctx, d, &pauses, &count));
    if (count && pauses[count - 1].to_ms == 0)
        pauses[count - 1].to_ms = ctx->now_ms;
    TRY(clock_due_paused(calendar_find(agency.calendar), &limit, d->received_ms, pauses, count, &due));
    if (day_is_none(due.due_day))
        return OK;
    d->statutory_due_day = due.due_day;
    if (!d->reappointed || d->due_day.n < due.due_day.n) {
        d->due_day = due.due_day;
        d->due_ms = due.due_ms;
    }
    return OK;
}

enum err dossier_pay_at_counter(struct ctx *ctx, struct dossier *d, struct str receipt)
{
    struct dossier_hop hop = {"paid", DOSSIER_PROCESSING, "process"};
    struct dossier_payment payment = {.amount_vnd = dossier_fee_vnd(d), .receipt = str_trim(receipt), .agency_id = d->agency_id,
                                      .officer_id = ctx->actor.officer_id, .paid_ms = ctx->now_ms};

    TRY(dossier_check_right(ctx, d, PERM_DOSSIER_RECEIVE, "receive"));
    if (!receipt_right(payment.receipt))
        return fault(ctx, ERR_INVALID, "dossier.receipt", "receipt", "Hãy ghi số biên lai thu tiền: chữ, số, dấu gạch, dấu chấm, không quá 40 ký tự.");
    if (d->state != DOSSIER_PAYMENT)
        return fault(ctx, ERR_CONFLICT, "dossier.state", "", "Hồ sơ này không chờ nộp phí, lệ phí.");
    TRY(resume_clock(ctx, d));
    d->waited_ms += d->waiting_since_ms ? ctx->now_ms - d->waiting_since_ms : 0;
    d->waiting_since_ms = 0;
    d->officer_id = ctx->actor.officer_id;
    TRY(dossier_move(ctx, d, &hop, 1, (struct dossier_note){.text = payment.receipt}));
    enum err err = dossier_store_payment(ctx, d->dossier_id, &payment);
    if (err == ERR_CONFLICT) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_CONFLICT, "dossier.receipt_used", "receipt", "Số biên lai này đã được ghi cho một khoản thu khác.");
    }
    TRY(err);
    TRY(dossier_notify(ctx, d, "dossier_paid", fmt_vnd(ctx->arena, LANG_VI, payment.amount_vnd)));
    return tally_moved(ctx, dossier_tally_key(d), WAITING_PAYMENT, DAY_NONE, WAITING_AGENCY, d->statutory_due_day);
}

/* --- the right commune (Decree 61/2018 Art. 18: passed on to the competent body the same working day) ------------------------------------ */
/* The commune of the form is the dossier's own: the answer follows. */
static enum err form_with_unit(struct ctx *ctx, const struct dossier *d, int64_t unit_id, struct str *ret_form)
{
    const struct json *old;
    struct json_out out;
    struct buf buf;
    struct str text;

    if (json_parse(ctx->arena, d->form, NULL, &old) != OK)
        return fault(ctx, ERR_INTERNAL, "dossier.form", "", "Nội dung tờ khai không đọc được.");
    buf_init(&buf, ctx->arena, d->form.len + 32);
    json_out_init(&out, &buf);
    json_begin_object(&out);
    for (const struct json *member = json_first(old); member; member = json_next(member)) {
        struct str name = json_key_of(member);
        const struct field *field = procedure_field(d->procedure, name);
        TRY(json_text(member, &text));
        if (field && field->type == FIELD_COMMUNE && str_eq(name, S("unit")))
            text = arena_printf(ctx->arena, "%lld", (long long)unit_id);
        json_put_str(&out, name, text);
    }
    json_end_object(&out);
    json_out_done(&out);
    *ret_form = buf_str(&buf);
    return OK;
}

static enum err place_of(struct ctx *ctx, const struct dossier *d, int64_t unit_id, struct unit *ret_unit, struct agency *ret_agency)
{
    enum err err = unit_id ? territory_get(ctx, unit_id, ret_unit) : ERR_NOT_FOUND;

    if (err == ERR_NOT_FOUND || (err == OK && (ret_unit->level != UNIT_COMMUNE || !territory_in_force(ret_unit, day_of_ms(ctx->now_ms)) ||
                                               ret_unit->province_id != d->province_id || unit_id == d->unit_id)))
        return fault(ctx, ERR_INVALID, "dossier.transfer_unit", "transfer_unit", "Hãy chọn xã, phường khác của tỉnh, nơi có thẩm quyền giải quyết.");
    TRY(err);
    err = agency_find_by_unit(ctx, unit_id, d->procedure->agency_kind, ret_agency);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_INVALID, "dossier.no_agency", "transfer_unit", "Xã, phường này không có cơ quan giải quyết thủ tục. Hãy chọn lại nơi giải quyết.");
    return err;
}

enum err dossier_transfer(struct ctx *ctx, struct dossier *d, int64_t unit_id, struct str reason)
{
    struct dossier_hop hop = {"transfer", d->state, arena_cstr(ctx->arena, d->state == DOSSIER_NEW ? S("receive") : S("process"))};
    struct agency agency;
    struct unit unit;

    TRY(d->state == DOSSIER_NEW ? dossier_check_right(ctx, d, PERM_DOSSIER_RECEIVE, "receive") : dossier_check_right(ctx, d, PERM_DOSSIER_PROCESS, "process"));
    if (d->state != DOSSIER_NEW && d->state != DOSSIER_RECEIVED && d->state != DOSSIER_PROCESSING)
        return fault(ctx, ERR_CONFLICT, "dossier.state", "", "Chỉ chuyển được hồ sơ mà cơ quan đang giải quyết.");
    TRY(dossier_check_reason(ctx, reason));
    TRY(place_of(ctx, d, unit_id, &unit, &agency));
    TRY(form_with_unit(ctx, d, unit_id, &d->form));
    /* Counted where it was received, like one that a decree moved; its dates are the law's and do not change. */
    if (!d->received_unit_id) {
        d->received_unit_id = d->unit_id;
        d->received_province_id = d->province_id;
    }
    d->unit_id = unit_id;
    d->agency_id = agency.agency_id;
    d->officer_id = ctx->actor.officer_id;
    TRY(dossier_effect_check(ctx, d, 0)); /* a commune where the register would refuse it is not the right one */
    TRY(dossier_move(ctx, d, &hop, 1, (struct dossier_note){.text = arena_printf(ctx->arena, "%.*s: %.*s", STR_ARG(unit.name), STR_ARG(str_trim(reason)))}));
    TRY(dossier_store_place(ctx, d));
    TRY(dossier_store_form(ctx, d->dossier_id, d->form));
    return dossier_notify(ctx, d, "dossier_transferred", agency.name);
}
