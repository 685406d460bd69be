/* undo.c: taking back an event that was booked wrongly. Two officers: one asks with a reason, another decides; the database refuses the same one, too. */
#include "features/audit/audit.h"
#include "features/civil/civil.h"
#include "features/register/internal.h"

enum { REASON_BYTES_MIN = 10 };

static struct str register_agency_kind(struct str event_kind)
{
    static const char civil[] = "birth|death|declared_dead|missing|found|capacity|marriage|divorce|parentage|adoption|adoption_end|change|correction|supplement";
    struct str rest = str_of(civil);

    while (rest.ptr)
        if (str_eq(str_cut(&rest, '|'), event_kind))
            return S("committee");
    return S("police");
}

enum err register_own_unit(struct ctx *ctx, int64_t *ret_unit_id)
{
    struct officer officer;
    struct agency agency;

    TRY(officer_get(ctx, ctx->actor.officer_id, &officer));
    TRY(agency_get(ctx, officer.agency_id, &agency));
    *ret_unit_id = agency.unit_id;
    return OK;
}

enum err register_check_right(struct ctx *ctx, enum perm perm, int64_t unit_id, struct str agency_kind, const char *stage)
{
    struct officer officer;
    struct agency agency;

    TRY(officer_get(ctx, ctx->actor.officer_id, &officer));
    TRY(agency_get(ctx, officer.agency_id, &agency));
    if (!str_eq(agency.kind, agency_kind))
        return fault(ctx, ERR_FORBIDDEN, "register.other_agency", "", "Việc này thuộc thẩm quyền của cơ quan khác.");
    return agency_check_can(ctx, officer.officer_id, perm, unit_id, STR_NONE, str_of(stage));
}

/* Whose decision it was: that of the dossier behind it, else by the kind of event. */
enum err register_kind_of(struct ctx *ctx, const struct register_event *event, struct str *ret_agency_kind)
{
    struct dossier d;

    *ret_agency_kind = register_agency_kind(event->kind);
    if (!event->dossier_id)
        return OK;
    TRY(dossier_get_id(ctx, event->dossier_id, &d));
    *ret_agency_kind = d.procedure->agency_kind;
    return OK;
}

static enum err unit_of(struct ctx *ctx, const struct register_event *event, int64_t person_id, int64_t *ret_unit_id)
{
    struct residence residence;

    *ret_unit_id = event->unit_id;
    if (event->unit_id)
        return OK;
    enum err err = residence_current(ctx, person_id, false, &residence);
    if (err == OK)
        *ret_unit_id = residence.unit_id;
    else if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_CONFLICT, "undo.no_unit", "", "Sự kiện này không ghi nơi đăng ký. Hãy chuyển lên cấp tỉnh.");
    return err;
}

static enum err audit(struct ctx *ctx, const char *action, const struct undo_request *request)
{
    return audit_put(ctx, &(struct audit_entry){.action = str_of(action), .unit_id = request->unit_id, .person_id = request->person_id,
                                                .purpose = T("Hoàn tác sự kiện ghi nhầm").vi, .detail = arena_printf(ctx->arena, "event %lld", (long long)request->event_id)});
}

static enum err check_reason(struct ctx *ctx, struct str text, const char *field)
{
    if (str_trim(text).len < REASON_BYTES_MIN)
        return fault(ctx, ERR_INVALID, "undo.reason", field, "Hãy ghi rõ vì sao, để người quyết định và người dân hiểu.");
    return OK;
}

enum err undo_ask(struct ctx *ctx, int64_t event_id, int64_t person_id, struct str reason, int64_t *ret_undo_request_id)
{
    struct undo_request request = {.undo_request_id = db_new_id(), .event_id = event_id, .person_id = person_id, .reason = str_trim(reason), .asked_by = ctx->actor.officer_id,
                                   .asked_ms = ctx->now_ms, .state = S("open")};
    struct register_event event;
    struct event_subject *subjects;
    struct str kind;
    int count;
    bool about = false;

    TRY(event_get(ctx, event_id, &event));
    TRY(event_subjects(ctx, event_id, &subjects, &count));
    for (int i = 0; i < count; i++)
        about = about || subjects[i].subject_id == person_id;
    if (!about)
        return fault(ctx, ERR_NOT_FOUND, "undo.not_about", "", "Sự kiện này không phải của người đang xem.");
    TRY(unit_of(ctx, &event, person_id, &request.unit_id));
    TRY(register_kind_of(ctx, &event, &kind));
    TRY(register_check_right(ctx, PERM_DOSSIER_PROCESS, request.unit_id, kind, "process"));
    TRY(check_reason(ctx, reason, "reason"));
    TRY(population_check_undo(ctx, &(struct undo_event){.note = {.on = DAY_NONE, .unit_id = request.unit_id, .reason = request.reason}, .event_id = event_id}, NULL));
    enum err err = undo_store_insert(ctx, &request);
    if (err == ERR_CONFLICT) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_CONFLICT, "undo.asked", "", "Đã có đề nghị hoàn tác sự kiện này đang chờ quyết định.");
    }
    TRY(err);
    *ret_undo_request_id = request.undo_request_id;
    return audit(ctx, "register.undo_asked", &request);
}

enum err undo_decide(struct ctx *ctx, int64_t undo_request_id, bool approve, struct str decision)
{
    struct undo_request request;
    struct register_event event;
    int64_t changed, undo_id;
    struct str kind;

    TRY(undo_get(ctx, undo_request_id, &request));
    TRY(event_get(ctx, request.event_id, &event));
    TRY(register_kind_of(ctx, &event, &kind));
    TRY(register_check_right(ctx, PERM_DOSSIER_DECIDE, request.unit_id, kind, "decide"));
    if (request.asked_by == ctx->actor.officer_id)
        return fault(ctx, ERR_FORBIDDEN, "undo.same_officer", "", "Người đề nghị không tự quyết định được. Cần một người có thẩm quyền khác.");
    TRY(check_reason(ctx, decision, "decision"));
    request.state = approve ? S("approved") : S("refused");
    request.decided_by = ctx->actor.officer_id;
    request.decided_ms = ctx->now_ms;
    request.decision = str_trim(decision);
    TRY(undo_store_decide(ctx, &request, &changed));
    if (!changed)
        return fault(ctx, ERR_CONFLICT, "undo.decided", "", "Người khác vừa quyết định đề nghị này. Hãy tải lại trang.");
    if (approve) {
        struct undo_event undo = {.note = {.on = DAY_NONE, .unit_id = request.unit_id, .approved_by = request.asked_by, .reason = request.reason}, .event_id = request.event_id};
        TRY(population_register_undo(ctx, &undo, &undo_id));
        TRY(civil_cancel_event(ctx, request.event_id, request.reason));
    }
    return audit(ctx, approve ? "register.undo" : "register.undo_refused", &request);
}
