/* dossier_moves.c: what the officer does before a decision: receive, refuse receipt, ask for a supplement once, hand over inside the agency; and what the
 * citizen does meanwhile: supplement, withdraw. Decisions stand in dossier_decide.c. */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "features/document/document.h"
#include "platform/json/json.h"

enum err dossier_receive(struct ctx *ctx, struct dossier *d)
{
    static const struct dossier_hop hops[] = {{"receive", DOSSIER_RECEIVED, "process"}, {"forward", DOSSIER_PROCESSING, "process"}};

    TRY(dossier_check_right(ctx, d, PERM_DOSSIER_RECEIVE, "receive"));
    d->officer_id = ctx->actor.officer_id;
    TRY(dossier_move(ctx, d, hops, 2, (struct dossier_note){0}));
    return dossier_notify(ctx, d, "dossier_received", STR_NONE);
}

enum err dossier_refuse_receipt(struct ctx *ctx, struct dossier *d, struct str reason)
{
    struct dossier_hop hop = {"refuse_receipt", DOSSIER_NOT_RECEIVED, "return"};

    TRY(dossier_check_right(ctx, d, PERM_DOSSIER_RECEIVE, "receive"));
    TRY(dossier_check_reason(ctx, reason));
    TRY(dossier_set_end(ctx, d, DOSSIER_NOT_RECEIVED));
    d->officer_id = ctx->actor.officer_id;
    TRY(dossier_move(ctx, d, &hop, 1, (struct dossier_note){.text = str_trim(reason)}));
    TRY(dossier_notify(ctx, d, "dossier_not_received", str_trim(reason)));
    TRY(dossier_link_ended(ctx, d));
    return tally_ended(ctx, dossier_tally_key(d), day_of_ms(ctx->now_ms), WAITING_AGENCY, d->statutory_due_day, TALLY_REFUSED);
}

/* --- supplement: once, all defects at once (Decree 61/2018 Art. 15.3, 17.2) ---------------------------------------------------- */
static bool target_known(const struct procedure *procedure, struct str target)
{
    if (str_starts(target, S("field:"))) {
        struct str name = str_sub(target, strlen("field:"), SIZE_MAX);
        for (int i = 0; i < procedure->screens_count; i++)
            for (int f = 0; f < procedure->screens[i].fields_count; f++)
                if (str_eq(procedure->screens[i].fields[f].name, name))
                    return true;
        return false;
    }
    if (!str_starts(target, S("file:")))
        return false;
    struct str code = str_sub(target, strlen("file:"), SIZE_MAX);
    for (int i = 0; i < procedure->papers_count; i++)
        if (str_eq(procedure->papers[i].code, code))
            return true;
    return false;
}

static bool reason_known(const struct procedure *procedure, struct str reason)
{
    for (int i = 0; i < procedure->defects_count; i++)
        if (str_eq(procedure->defects[i].code, reason))
            return true;
    return false;
}

static enum err defects_check(struct ctx *ctx, const struct dossier *d, const struct dossier_defect *defects, int count)
{
    if (count < 1)
        return fault(ctx, ERR_INVALID, "dossier.defects", "defects", "Hãy đánh dấu ít nhất một mục cần bổ sung.");
    if (count > DOSSIER_DEFECTS_MAX)
        return fault(ctx, ERR_INVALID, "dossier.defects", "defects", "Mỗi phiếu ghi được nhiều nhất 60 mục cần bổ sung.");
    for (int i = 0; i < count; i++) {
        if (!target_known(d->procedure, defects[i].target) || !reason_known(d->procedure, defects[i].reason))
            return fault(ctx, ERR_INVALID, "dossier.defects", "defects", "Mục cần bổ sung phải gắn với một ô hoặc một giấy tờ của hồ sơ và có lý do.");
        for (int j = 0; j < i; j++)
            if (str_eq(defects[i].target, defects[j].target))
                return fault(ctx, ERR_INVALID, "dossier.defects", "defects", "Mỗi ô, mỗi giấy tờ chỉ đánh dấu một lần.");
    }
    return OK;
}

enum err dossier_ask_supplement(struct ctx *ctx, struct dossier *d, const struct dossier_defect *defects, int count, struct str note)
{
    struct dossier_hop hop = {"ask_supplement", DOSSIER_SUPPLEMENT, "process"};
    struct day today = day_of_ms(ctx->now_ms);
    enum waiting from = dossier_waiting(d->state);

    TRY(dossier_check_right(ctx, d, PERM_DOSSIER_PROCESS, "process"));
    if (d->supplement_rounds > 0) {
        enum err err = dossier_check_right(ctx, d, PERM_DOSSIER_DECIDE, "process");
        if (err == ERR_FORBIDDEN) {
            ctx->fault = (struct fault){0};
            return fault(ctx, ERR_FORBIDDEN, "dossier.second_supplement", "",
                         "Hồ sơ đã được yêu cầu bổ sung một lần. Yêu cầu lần nữa phải do người lãnh đạo đơn vị thực hiện.");
        }
        TRY(err);
    }
    TRY(defects_check(ctx, d, defects, count));
    d->supplement_rounds++;
    d->waiting_since_ms = ctx->now_ms;
    d->officer_id = ctx->actor.officer_id;
    TRY(dossier_move(ctx, d, &hop, 1, (struct dossier_note){.text = str_trim(note)}));
    TRY(dossier_store_defects(ctx, d->dossier_id, d->supplement_rounds, defects, count));
    TRY(dossier_notify(ctx, d, "dossier_supplement", STR_NONE));
    TRY(tally_supplement_asked(ctx, dossier_tally_key(d), today));
    return tally_moved(ctx, dossier_tally_key(d), from, d->statutory_due_day, WAITING_SUPPLEMENT, DAY_NONE);
}

static bool is_asked(struct str field, const struct dossier_defect *defects, int count)
{
    for (int i = 0; i < count; i++)
        if (str_starts(defects[i].target, S("field:")) && str_eq(str_sub(defects[i].target, strlen("field:"), SIZE_MAX), field))
            return true;
    return false;
}

/* The citizen may change what was asked for and nothing else: the officer has read the rest. */
static enum err form_merge(struct ctx *ctx, const struct dossier *d, struct str answers, const struct dossier_defect *defects, int count,
                           struct str *ret_form)
{
    const struct json *old, *new;
    struct json_out out;
    struct buf buf;
    struct str text, before;

    if (json_parse(ctx->arena, d->form, NULL, &old) != OK || json_parse(ctx->arena, answers, NULL, &new) != OK ||
        json_kind(new) != JSON_OBJECT)
        return fault(ctx, ERR_INVALID, "dossier.form", "", "Nội dung tờ khai không đọc được. Hãy khai lại.");
    buf_init(&buf, ctx->arena, d->form.len + answers.len);
    json_out_init(&out, &buf);
    json_begin_object(&out);
    for (const struct json *member = json_first(new); member; member = json_next(member)) {
        struct str name = json_key_of(member);
        const struct json *kept = json_get(old, arena_cstr(ctx->arena, name));
        TRY(json_text(member, &text));
        before = STR_NONE;
        if (kept)
            TRY(json_text(kept, &before));
        if (!is_asked(name, defects, count) && !str_eq(before, text))
            return fault_set(ctx, ERR_INVALID, S("dossier.not_asked"), name,
                             S("Mục này không nằm trong yêu cầu bổ sung nên không sửa được."), STR_NONE);
        json_put_str(&out, name, text);
    }
    for (const struct json *member = json_first(old); member; member = json_next(member))
        if (!json_get(new, arena_cstr(ctx->arena, json_key_of(member)))) {
            TRY(json_text(member, &text));
            json_put_str(&out, json_key_of(member), text);
        }
    json_end_object(&out);
    json_out_done(&out);
    *ret_form = buf_str(&buf);
    return OK;
}

static enum err files_all_there(struct ctx *ctx, int64_t draft_id, const struct dossier_defect *defects, int count)
{
    struct document *docs = NULL;
    int docs_count = 0;

    if (draft_id)
        TRY(document_list_draft(ctx, draft_id, &docs, &docs_count));
    for (int i = 0; i < count; i++) {
        bool there = !str_starts(defects[i].target, S("file:"));
        for (int j = 0; j < docs_count && !there; j++)
            there = str_eq(str_sub(defects[i].target, strlen("file:"), SIZE_MAX), docs[j].paper);
        if (!there)
            return fault_set(ctx, ERR_INVALID, S("dossier.paper_missing"), str_sub(defects[i].target, strlen("file:"), SIZE_MAX),
                             S("Còn thiếu giấy tờ được yêu cầu bổ sung. Hãy tải lên đủ rồi gửi."), STR_NONE);
    }
    return OK;
}

enum err dossier_supplement(struct ctx *ctx, struct dossier *d, struct str form, int64_t draft_id)
{
    struct dossier_hop hop = {"supplement", DOSSIER_PROCESSING, "process"};
    struct dossier_defect *defects;
    struct agency agency;
    int count, round;

    if (ctx->actor.officer_id)
        TRY(dossier_check_right(ctx, d, PERM_DOSSIER_RECEIVE, "receive"));
    else
        TRY(dossier_check_party(ctx, d));
    TRY(dossier_defects(ctx, d->dossier_id, &defects, &count, &round));
    if (d->state != DOSSIER_SUPPLEMENT)
        count = 0; /* dossier_move says what is wrong */
    TRY(files_all_there(ctx, draft_id, defects, count));
    if (!str_empty(form)) {
        TRY(form_merge(ctx, d, form, defects, count, &form));
        d->form = form;
    }
    TRY(agency_get(ctx, d->agency_id, &agency));
    d->waited_ms += d->waiting_since_ms ? ctx->now_ms - d->waiting_since_ms : 0;
    d->waiting_since_ms = 0;
    TRY(dossier_start_clock(ctx, d, agency.calendar));
    TRY(dossier_move(ctx, d, &hop, 1, (struct dossier_note){0}));
    if (!str_empty(form))
        TRY(dossier_store_form(ctx, d->dossier_id, form));
    if (draft_id)
        TRY(document_replace_in_dossier(ctx, draft_id, d->dossier_id));
    TRY(dossier_check_papers(ctx, d->procedure, d->form, 0, d->dossier_id));
    TRY(dossier_effect_check(ctx, d, 0));
    TRY(dossier_freeze_members(ctx, d));
    if (!str_empty(form))
        TRY(dossier_consents_renew(ctx, d));
    TRY(dossier_store_defects_fixed(ctx, d->dossier_id, round));
    TRY(dossier_notify(ctx, d, "dossier_supplemented", STR_NONE));
    return tally_moved(ctx, dossier_tally_key(d), WAITING_SUPPLEMENT, DAY_NONE, WAITING_AGENCY, d->statutory_due_day);
}

/* --- by the citizen, and inside the agency -------------------------------------------------------------------------------------- */
enum err dossier_withdraw(struct ctx *ctx, struct dossier *d, struct str reason)
{
    struct dossier_hop hop = {"withdraw", DOSSIER_WITHDRAWN, "return"};
    enum waiting from = dossier_waiting(d->state);

    if (ctx->actor.officer_id) /* on the citizen's paper at the counter */
        TRY(dossier_check_right(ctx, d, PERM_DOSSIER_RECEIVE, "receive"));
    else
        TRY(dossier_check_party(ctx, d));
    if (d->procedure->effect == EFFECT_LINKED)
        return fault(ctx, ERR_CONFLICT, "dossier.linked", "", "Hồ sơ liên thông không rút chung được. Hãy rút từng hồ sơ thành phần.");
    TRY(dossier_set_end(ctx, d, DOSSIER_WITHDRAWN));
    TRY(dossier_move(ctx, d, &hop, 1, (struct dossier_note){.text = str_trim(reason)}));
    TRY(dossier_notify(ctx, d, "dossier_withdrawn", STR_NONE));
    TRY(dossier_link_ended(ctx, d));
    return tally_ended(ctx, dossier_tally_key(d), day_of_ms(ctx->now_ms), from, d->statutory_due_day, TALLY_WITHDRAWN);
}

enum err dossier_hand_over(struct ctx *ctx, struct dossier *d, struct str stage, struct str note)
{
    bool propose = str_eq(stage, S("decide"));
    struct dossier_hop hop = {propose ? "propose" : "hand_back", DOSSIER_PROCESSING, propose ? "decide" : "process"};

    if (!propose && !str_eq(stage, S("process")))
        return fault(ctx, ERR_INVALID, "dossier.stage", "stage", "Không có bước xử lý này.");
    TRY(dossier_check_right(ctx, d, propose ? PERM_DOSSIER_PROCESS : PERM_DOSSIER_DECIDE, propose ? "process" : "decide"));
    if (str_eq(d->stage, stage))
        return fault(ctx, ERR_CONFLICT, "dossier.state", "", "Hồ sơ đã ở bước này.");
    d->officer_id = ctx->actor.officer_id;
    return dossier_move(ctx, d, &hop, 1, (struct dossier_note){.text = str_trim(note)});
}
