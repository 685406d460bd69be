/* dossier_decide.c: decisions and their consequences: approve (the register changes, the result stands in the citizen's papers), refuse, hand out the
 * result, and the one apology with a new date. */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "features/agency/calendar_load.h"
#include "features/document/document.h"

enum tally_end dossier_tally_end(enum dossier_state state, int timeliness)
{
    if (state == DOSSIER_WITHDRAWN)
        return TALLY_WITHDRAWN;
    if (state == DOSSIER_STOPPED || state == DOSSIER_NOT_RECEIVED)
        return TALLY_REFUSED;
    return timeliness == CLOCK_EARLY ? TALLY_EARLY : timeliness == CLOCK_LATE ? TALLY_LATE : TALLY_ON_TIME;
}

enum err dossier_set_end(struct ctx *ctx, struct dossier *d, enum dossier_state end)
{
    struct time_limit limit = dossier_time_limit(d);
    struct timing timing = {.received_ms = d->received_ms, .appointment = d->statutory_due_day, .finished_ms = ctx->now_ms,
                            .supplement_requests = d->supplement_rounds};
    enum timeliness timeliness;
    struct agency agency;

    if (d->waiting_since_ms) {
        d->waited_ms += ctx->now_ms - d->waiting_since_ms;
        d->waiting_since_ms = 0;
    }
    TRY(agency_get(ctx, d->agency_id, &agency));
    TRY(clock_timeliness(calendar_find(agency.calendar), &limit, &timing, ctx->now_ms, &timeliness));
    d->timeliness = (int)timeliness;
    d->finished_ms = ctx->now_ms;
    d->returned_ms = end == DOSSIER_RETURNED ? ctx->now_ms : 0;
    return OK;
}

/* From wherever a decision may start to its end: a dossier that nobody has formally received yet is received by being decided. */
static int hops_to(const struct dossier *d, struct dossier_hop last, struct dossier_hop *hops)
{
    int count = 0;

    if (d->state == DOSSIER_NEW)
        hops[count++] = (struct dossier_hop){"receive", DOSSIER_RECEIVED, "process"};
    hops[count++] = last;
    return count;
}

/* The result's row stands at once; its PDF is drawn from the dossier when somebody first opens it (docs/adr/0011-result-drawn-on-first-opening.md). */
static enum err result_put(struct ctx *ctx, struct dossier *d)
{
    struct document doc = {
        .mime = S("application/pdf"),
        .file_name = arena_printf(ctx->arena, "%.*s.pdf", STR_ARG(d->code)),
        .kind = S("result"),
        .title = str_empty(d->procedure->result_name.vi) ? d->procedure->name.vi : d->procedure->result_name.vi,
        .owner_person_id = d->owner_person_id,
        .dossier_id = d->dossier_id,
    };
    TRY(document_put_pending(ctx, &doc));
    d->result_document_id = doc.document_id;
    return OK;
}

/* A linked dossier ends by itself, when its steps have. */
static enum err check_not_linked(struct ctx *ctx, const struct dossier *d)
{
    if (d->procedure->effect == EFFECT_LINKED)
        return fault(ctx, ERR_CONFLICT, "dossier.linked", "", "Hồ sơ liên thông tự kết thúc khi các hồ sơ thành phần có kết quả. Hãy giải quyết từng hồ sơ thành phần.");
    return OK;
}

enum err dossier_approve(struct ctx *ctx, struct dossier *d, struct str note)
{
    struct dossier_hop hops[DOSSIER_HOPS_MAX];
    struct str words = str_trim(note);
    bool online = d->channel == CHANNEL_ONLINE; /* handed out by standing in the citizen's papers */
    int count = hops_to(d, (struct dossier_hop){"approve", DOSSIER_DONE, "return"}, hops);

    TRY(dossier_check_right(ctx, d, PERM_DOSSIER_DECIDE, "decide"));
    TRY(check_not_linked(ctx, d));
    TRY(dossier_consents_check(ctx, d));
    if (online)
        hops[count++] = (struct dossier_hop){"return", DOSSIER_RETURNED, "return"};
    TRY(dossier_set_end(ctx, d, hops[count - 1].to));
    d->officer_id = ctx->actor.officer_id;
    if (dossier_move_allowed(hops[0].to == DOSSIER_RECEIVED ? DOSSIER_RECEIVED : d->state, DOSSIER_DONE))
        TRY(result_put(ctx, d)); /* before the move, which writes its id; a move that is not allowed says so itself */
    TRY(dossier_move(ctx, d, hops, count, (struct dossier_note){.text = words}));
    TRY(dossier_effect_apply(ctx, d));
    TRY(dossier_notify(ctx, d, online ? "dossier_approved" : "dossier_done", STR_NONE));
    TRY(dossier_link_ended(ctx, d));
    return tally_ended(ctx, dossier_tally_key(d), day_of_ms(ctx->now_ms), WAITING_AGENCY, d->statutory_due_day,
                       dossier_tally_end(d->state, d->timeliness));
}

enum err dossier_refuse(struct ctx *ctx, struct dossier *d, struct str reason)
{
    struct dossier_hop hops[DOSSIER_HOPS_MAX];
    int count = hops_to(d, (struct dossier_hop){"refuse", DOSSIER_STOPPED, "return"}, hops);
    enum waiting from = dossier_waiting(d->state);

    TRY(dossier_check_right(ctx, d, PERM_DOSSIER_DECIDE, "decide"));
    TRY(check_not_linked(ctx, d));
    TRY(dossier_check_reason(ctx, reason));
    TRY(dossier_set_end(ctx, d, DOSSIER_STOPPED));
    d->officer_id = ctx->actor.officer_id;
    TRY(dossier_move(ctx, d, hops, count, (struct dossier_note){.text = str_trim(reason)}));
    TRY(dossier_notify(ctx, d, "dossier_refused", str_trim(reason)));
    TRY(dossier_link_ended(ctx, d));
    return tally_ended(ctx, dossier_tally_key(d), day_of_ms(ctx->now_ms), from, d->statutory_due_day, TALLY_REFUSED);
}

enum err dossier_return_result(struct ctx *ctx, struct dossier *d)
{
    struct dossier_hop hop = {"return", DOSSIER_RETURNED, "return"};

    TRY(dossier_check_right(ctx, d, PERM_DOSSIER_PROCESS, "return"));
    d->returned_ms = ctx->now_ms; /* the end for statistics was the decision: no counter moves */
    return dossier_move(ctx, d, &hop, 1, (struct dossier_note){0});
}

enum err dossier_reappoint(struct ctx *ctx, struct dossier *d, struct day new_due, struct str reason)
{
    struct dossier_hop hop = {"reappoint", d->state, arena_cstr(ctx->arena, d->stage)};
    const struct calendar *calendar;
    struct day today = day_of_ms(ctx->now_ms);
    struct agency agency;

    TRY(dossier_check_right(ctx, d, PERM_DOSSIER_DECIDE, "decide"));
    if (d->reappointed)
        return fault(ctx, ERR_CONFLICT, "dossier.reappointed", "", "Hồ sơ đã được xin lỗi và hẹn lại một lần. Không hẹn lại lần nữa.");
    if (dossier_waiting(d->state) != WAITING_AGENCY || dossier_state_ended(d->state))
        return fault(ctx, ERR_CONFLICT, "dossier.state", "", "Chỉ hẹn lại ngày trả kết quả khi cơ quan đang giải quyết hồ sơ.");
    TRY(agency_get(ctx, d->agency_id, &agency));
    calendar = calendar_find(agency.calendar);
    if (d->due_day.n > calendar_add_working_days(calendar, today, 1).n)
        return fault(ctx, ERR_CONFLICT, "dossier.not_late", "", "Hồ sơ chưa đến hạn. Chỉ hẹn lại khi hồ sơ trễ hoặc còn không quá một ngày làm việc.");
    if (day_is_none(new_due) || new_due.n <= today.n || new_due.n <= d->due_day.n || !calendar_is_working_day(calendar, new_due))
        return fault(ctx, ERR_INVALID, "dossier.new_due", "new_due", "Ngày hẹn mới phải là ngày làm việc, sau hôm nay và sau ngày hẹn cũ.");
    TRY(dossier_check_reason(ctx, reason));
    d->reappointed = true;
    d->due_day = new_due;
    d->due_ms = ms_of_day(new_due, calendar_close_minute(calendar_hours(calendar, new_due)));
    d->officer_id = ctx->actor.officer_id;
    TRY(dossier_move(ctx, d, &hop, 1, (struct dossier_note){.text = str_trim(reason)}));
    TRY(dossier_notify(ctx, d, "dossier_reappointed", str_trim(reason)));
    return tally_apology(ctx, dossier_tally_key(d), today);
}
