/* dossier_submit.c: a dossier comes in. Cheap on purpose: what can be known without the database is not asked, each fact is read once, and the
 * counters, whose rows everybody wants, are bumped last. Writes: code, dossier, step, notice, audit, month, open = 7 statements, and one more for papers. */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "features/agency/calendar_load.h"
#include "features/document/document.h"
#include "features/territory/territory.h"
#include <assert.h>

/* Beyond any calendar: sorts behind everything that has a date. */
static const struct day NEVER = {2932896}; /* 31 December 9999 */

struct time_limit dossier_time_limit(const struct dossier *dossier)
{
    const struct procedure *procedure = dossier->procedure;

    return (struct time_limit){.unit = procedure->limit_unit,
                               .amount = procedure->limit_amount,
                               .same_day_rule = procedure->same_day_rule,
                               .online = dossier->channel == CHANNEL_ONLINE};
}

enum err dossier_start_clock(struct ctx *ctx, struct dossier *dossier, struct str calendar)
{
    struct time_limit limit = dossier_time_limit(dossier);
    struct due due;

    TRY(clock_due(calendar_find(calendar), &limit, ctx->now_ms, &due));
    dossier->clock_start_ms = due.received_counted_ms;
    dossier->due_day = day_is_none(due.due_day) ? NEVER : due.due_day;
    dossier->statutory_due_day = dossier->due_day;
    dossier->due_ms = due.due_ms ? due.due_ms : ms_of_day(dossier->due_day, 0);
    return OK;
}

struct tally_key dossier_tally_key(const struct dossier *dossier)
{
    /* A decree moves the work, not the fact: it is counted where it was received. */
    return (struct tally_key){dossier->received_unit_id ? dossier->received_unit_id : dossier->unit_id,
                              dossier->received_province_id ? dossier->received_province_id : dossier->province_id, dossier->procedure->procedure_id};
}

/* Who sent it, and the key that he gave: one text, so that accounts and API clients share one unique index. */
static struct str once_key_of(struct ctx *ctx, const struct dossier_submission *s)
{
    if (str_empty(s->idempotency_key))
        return STR_NONE;
    if (s->client_id)
        return arena_printf(ctx->arena, "c%lld/%.*s", (long long)s->client_id, STR_ARG(s->idempotency_key));
    return arena_printf(ctx->arena, "a%lld/%.*s", (long long)ctx->actor.account_id, STR_ARG(s->idempotency_key));
}

static enum err key_check(struct ctx *ctx, struct str key)
{
    if (key.len < 8 || key.len > 64)
        return fault(ctx, ERR_INVALID, "dossier.key", "", "Yêu cầu thiếu khóa chống gửi trùng. Hãy mở lại tờ khai rồi nộp lại.");
    return OK;
}

/* The commune, which must exist today; the agency whose decision it is; the province, for the statistics. */
static enum err place(struct ctx *ctx, struct dossier *d, struct agency *ret_agency)
{
    struct unit unit;
    enum err err = territory_get(ctx, d->unit_id, &unit);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && !territory_in_force(&unit, day_of_ms(ctx->now_ms)))
        return fault(ctx, ERR_INVALID, "dossier.unit_gone", "unit", "Xã, phường này không còn nữa sau khi sắp xếp. Hãy chọn xã, phường hiện nay.");
    if (err == OK)
        err = agency_find_by_unit(ctx, d->unit_id, d->procedure->agency_kind, ret_agency);
    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_NOT_FOUND, "dossier.no_agency", "unit",
                     "Xã, phường này không có cơ quan giải quyết thủ tục. Hãy chọn lại nơi giải quyết.");
    }
    TRY(err);
    d->agency_id = ret_agency->agency_id;
    d->province_id = unit.province_id;
    return OK;
}

/* Who it is about and who brings it: known, alive, old enough, and entitled to act for the owner. */
static enum err people(struct ctx *ctx, const struct dossier_submission *s, struct dossier *d)
{
    struct day today = day_of_ms(ctx->now_ms);
    bool citizen = ctx->actor.officer_id == 0 && s->client_id == 0;
    struct person owner;

    if (s->ex_officio) {
        assert(ctx->actor.officer_id);
        TRY(person_get(ctx, d->owner_person_id, &owner));
        d->owner_name = owner.full_name;
        d->owner_birth = owner.birth;
        d->submitter_name = ctx->actor.name;
        return OK;
    }

    d->submitter_person_id = s->submitter_person_id ? s->submitter_person_id
                             : citizen              ? ctx->actor.person_id
                                                    : s->owner_person_id;
    TRY(population_check_can_file(ctx, d->submitter_person_id, today));
    if (d->submitter_person_id != d->owner_person_id)
        TRY(population_check_can_act_for(ctx, d->submitter_person_id, d->owner_person_id, today));
    TRY(person_get(ctx, d->owner_person_id, &owner));
    d->owner_name = owner.full_name;
    d->owner_birth = owner.birth;
    d->submitter_account_id = citizen ? ctx->actor.account_id : 0;
    if (d->submitter_person_id == d->owner_person_id) {
        d->submitter_name = owner.full_name;
    } else if (citizen) {
        d->submitter_name = ctx->actor.name;
    } else {
        struct person submitter;
        TRY(person_get(ctx, d->submitter_person_id, &submitter));
        d->submitter_name = submitter.full_name;
    }
    return OK;
}

static int hops_of(const struct dossier *d, bool at_once, bool is_step, struct dossier_hop *hops)
{
    int count = 0;

    hops[count++] = (struct dossier_hop){"submit", DOSSIER_NEW, "receive"};
    if (at_once) { /* recorded as it comes in: nobody has to look at it first */
        hops[count++] = (struct dossier_hop){"receive", DOSSIER_RECEIVED, "process"};
        hops[count++] = (struct dossier_hop){"record", DOSSIER_DONE, "return"};
        hops[count++] = (struct dossier_hop){"return", DOSSIER_RETURNED, "return"};
    } else if (d->channel != CHANNEL_ONLINE && !is_step) { /* taken over the counter by the officer himself */
        hops[count++] = (struct dossier_hop){"receive", DOSSIER_RECEIVED, "process"};
        hops[count++] = (struct dossier_hop){"forward", DOSSIER_PROCESSING, "process"};
    }
    return count;
}

/* What an API client uploaded before becomes a draft of its own for the moment, so that from here on there is one kind of submission. */
static enum err draft_of(struct ctx *ctx, const struct dossier_submission *s, int64_t *ret_draft_id)
{
    *ret_draft_id = s->draft_id;
    if (s->papers_count == 0)
        return OK;
    assert(s->client_id && !s->draft_id);
    *ret_draft_id = db_new_id();
    for (int i = 0; i < s->papers_count; i++) {
        const struct paper *paper = procedure_paper(s->procedure, s->papers[i].paper);
        assert(paper && "the caller has checked the codes");
        TRY(document_take(ctx, s->client_id, s->papers[i].document_id, *ret_draft_id,
                          &(struct document){.paper = paper->code, .title = paper->name.vi, .owner_person_id = s->owner_person_id}));
    }
    return OK;
}

/* All that may refuse a submission, before anything is numbered. */
static enum err check(struct ctx *ctx, const struct dossier_submission *s, struct dossier *d, struct agency *ret_agency, int64_t *ret_draft_id)
{
    TRY(place(ctx, d, ret_agency));
    if (s->channel != CHANNEL_ONLINE && !s->client_id && !s->parent)
        TRY(dossier_check_right(ctx, d, PERM_DOSSIER_RECEIVE, "receive"));
    TRY(people(ctx, s, d));
    TRY(draft_of(ctx, s, ret_draft_id));
    TRY(dossier_check_papers(ctx, d->procedure, d->form, *ret_draft_id, 0));
    TRY(dossier_effect_check(ctx, d, s->shown_ms));
    return dossier_start_clock(ctx, d, ret_agency->calendar);
}

/* The same submission may have been committed by another transaction since its key was looked for: then its papers are taken and its residence is
 * registered, and a check that fails for that is no answer. Rolled back and begun anew, the key is found. */
static enum err refused(struct ctx *ctx, struct str once_key, enum err err)
{
    struct fault kept = ctx->fault;
    struct dossier twin;

    if (str_starts(kept.code, S("db.")))
        return err;
    ctx->fault = (struct fault){0};
    if (dossier_store_find_once(ctx, once_key, &twin) == OK)
        return fault(ctx, ERR_CONFLICT, "db.retry", "", "Dữ liệu vừa được người khác thay đổi hoặc đã tồn tại. Xin tải lại trang rồi thử lại.");
    ctx->fault = kept;
    return err;
}

enum err dossier_submit(struct ctx *ctx, const struct dossier_submission *s, struct dossier *ret_dossier, bool *ret_repeated)
{
    struct str once_key = once_key_of(ctx, s);
    struct dossier_hop hops[DOSSIER_HOPS_MAX];
    struct agency agency;
    struct dossier d = {
        .procedure = s->procedure, .channel = s->channel, .assisted = s->assisted, .unit_id = s->unit_id,
        .owner_person_id = s->owner_person_id, .owner_phone = s->owner_phone, .form = s->form,
        .submitted_ms = ctx->now_ms, .received_ms = ctx->now_ms, .timeliness = -1, .stage = S("receive"),
    };
    bool at_once = procedure_is_recorded(s->procedure), by_officer = s->channel != CHANNEL_ONLINE && !s->parent;
    int64_t draft_id = 0;
    enum err err;

    TRY(key_check(ctx, s->idempotency_key));
    err = dossier_store_find_once(ctx, once_key, ret_dossier);
    if (err != ERR_NOT_FOUND) {
        *ret_repeated = true;
        return err;
    }
    err = check(ctx, s, &d, &agency, &draft_id);
    if (err != OK)
        return refused(ctx, once_key, err);

    int count = hops_of(&d, at_once, s->parent != NULL, hops);
    d.dossier_id = db_new_id();
    d.officer_id = by_officer ? ctx->actor.officer_id : 0;
    TRY(dossier_next_code(ctx, agency.code, agency.agency_id, &d.code));
    struct dossier row = d; /* as it stands after all hops, for the one INSERT that goes before the steps */
    row.state = hops[count - 1].to;
    row.stage = str_of(hops[count - 1].stage);
    row.version = count;
    if (at_once) {
        TRY(dossier_set_end(ctx, &row, row.state));
        d = row, d.version = 0;
    }
    TRY(dossier_store_insert(ctx, &row, once_key));
    TRY(dossier_move(ctx, &d, hops, count, (struct dossier_note){.client_id = s->client_id}));
    assert(d.state == row.state && d.version == row.version);
    if (draft_id)
        TRY(document_move_to_dossier(ctx, draft_id, d.dossier_id));
    TRY(dossier_freeze_members(ctx, &d));
    if (at_once)
        TRY(dossier_effect_apply(ctx, &d));
    else
        TRY(dossier_notify(ctx, &d, by_officer ? "dossier_received" : "dossier_submitted", STR_NONE));
    TRY(dossier_consents_ask(ctx, &d));
    if (s->procedure->effect == EFFECT_LINKED)
        TRY(dossier_links_open(ctx, &d));

    struct day today = day_of_ms(ctx->now_ms);
    if (at_once)
        TRY(tally_received_and_ended(ctx, dossier_tally_key(&d), today, d.channel, d.assisted,
                                     dossier_tally_end(d.state, d.timeliness)));
    else
        TRY(tally_received(ctx, dossier_tally_key(&d), today, d.channel, d.assisted, d.statutory_due_day));
    *ret_dossier = d;
    *ret_repeated = false;
    return OK;
}
