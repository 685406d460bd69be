/* dossier_state.c: the ten national states, the table of allowed moves, and the one function that moves a dossier. Whatever changes a dossier's state
 * goes through dossier_move: so each change has its steps (form 05), its audit row, and is refused when somebody else was first. */
#include "features/dossier/internal.h"
#include "features/audit/audit.h"
#include <assert.h>

#define TO(state) (1u << (state))
static const unsigned moves[] = {
    [DOSSIER_NEW] = TO(DOSSIER_RECEIVED) | TO(DOSSIER_NOT_RECEIVED) | TO(DOSSIER_SUPPLEMENT) | TO(DOSSIER_PAYMENT) |
                    TO(DOSSIER_WITHDRAWN),
    [DOSSIER_RECEIVED] = TO(DOSSIER_PROCESSING) | TO(DOSSIER_SUPPLEMENT) | TO(DOSSIER_PAYMENT) | TO(DOSSIER_WITHDRAWN) |
                         TO(DOSSIER_STOPPED) | TO(DOSSIER_DONE),
    [DOSSIER_NOT_RECEIVED] = 0,
    [DOSSIER_PROCESSING] = TO(DOSSIER_SUPPLEMENT) | TO(DOSSIER_PAYMENT) | TO(DOSSIER_WITHDRAWN) | TO(DOSSIER_STOPPED) |
                           TO(DOSSIER_DONE),
    [DOSSIER_SUPPLEMENT] = TO(DOSSIER_NEW) | TO(DOSSIER_PROCESSING) | TO(DOSSIER_WITHDRAWN) | TO(DOSSIER_STOPPED),
    [DOSSIER_PAYMENT] = TO(DOSSIER_PROCESSING) | TO(DOSSIER_WITHDRAWN) | TO(DOSSIER_STOPPED),
    [DOSSIER_WITHDRAWN] = 0,
    [DOSSIER_STOPPED] = 0,
    [DOSSIER_DONE] = TO(DOSSIER_RETURNED),
    [DOSSIER_RETURNED] = 0,
};

static bool state_valid(enum dossier_state state) { return state >= DOSSIER_NEW && state <= DOSSIER_RETURNED; }

bool dossier_move_allowed(enum dossier_state from, enum dossier_state to)
{
    return state_valid(from) && state_valid(to) && (moves[from] & TO(to)) != 0;
}

bool dossier_state_final(enum dossier_state state) { return state_valid(state) && moves[state] == 0; }

bool dossier_state_ended(enum dossier_state state) { return dossier_state_final(state) || state == DOSSIER_DONE; }

struct msg dossier_state_text(enum dossier_state state)
{
    switch (state) {
    case DOSSIER_NEW: return T("Mới đăng ký");
    case DOSSIER_RECEIVED: return T("Được tiếp nhận");
    case DOSSIER_NOT_RECEIVED: return T("Không được tiếp nhận");
    case DOSSIER_PROCESSING: return T("Đang xử lý");
    case DOSSIER_SUPPLEMENT: return T("Yêu cầu bổ sung giấy tờ");
    case DOSSIER_PAYMENT: return T("Yêu cầu thực hiện nghĩa vụ tài chính");
    case DOSSIER_WITHDRAWN: return T("Công dân yêu cầu rút hồ sơ");
    case DOSSIER_STOPPED: return T("Dừng xử lý");
    case DOSSIER_DONE: return T("Đã xử lý xong");
    case DOSSIER_RETURNED: return T("Đã trả kết quả");
    }
    return T("Không rõ");
}

struct msg dossier_channel_text(enum channel channel)
{
    switch (channel) {
    case CHANNEL_DIRECT: return T("Trực tiếp");
    case CHANNEL_ONLINE: return T("Trực tuyến");
    case CHANNEL_POST: return T("Bưu chính công ích");
    }
    return T("Không rõ");
}

struct msg dossier_action_text(struct str action)
{
    static const struct {
        struct str action;
        struct msg text;
    } texts[] = {
        {S_INIT("submit"), M_("Nộp hồ sơ")},
        {S_INIT("receive"), M_("Tiếp nhận hồ sơ")},
        {S_INIT("forward"), M_("Chuyển xử lý")},
        {S_INIT("refuse_receipt"), M_("Từ chối tiếp nhận")},
        {S_INIT("ask_supplement"), M_("Yêu cầu bổ sung, hoàn thiện hồ sơ")},
        {S_INIT("supplement"), M_("Công dân đã bổ sung hồ sơ")},
        {S_INIT("propose"), M_("Trình người có thẩm quyền quyết định")},
        {S_INIT("hand_back"), M_("Chuyển lại để xử lý tiếp")},
        {S_INIT("approve"), M_("Phê duyệt")},
        {S_INIT("record"), M_("Ghi nhận thông báo")},
        {S_INIT("refuse"), M_("Từ chối giải quyết")},
        {S_INIT("withdraw"), M_("Công dân rút hồ sơ")},
        {S_INIT("return"), M_("Trả kết quả")},
        {S_INIT("reappoint"), M_("Xin lỗi và hẹn lại ngày trả kết quả")},
        {S_INIT("ask_payment"), M_("Yêu cầu nộp phí, lệ phí")},
        {S_INIT("paid"), M_("Đã nộp phí, lệ phí tại quầy")},
        {S_INIT("transfer"), M_("Chuyển đến xã, phường có thẩm quyền")},
        {S_INIT("reorganise"), M_("Chuyển cơ quan giải quyết theo sắp xếp đơn vị hành chính")},
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (str_eq(texts[i].action, action))
            return texts[i].text;
    return (struct msg){action};
}

enum waiting dossier_waiting(enum dossier_state state)
{
    return state == DOSSIER_SUPPLEMENT ? WAITING_SUPPLEMENT : state == DOSSIER_PAYMENT ? WAITING_PAYMENT : WAITING_AGENCY;
}

/* A hand-over inside the agency and a new date leave the state as it is: they are steps, not moves. */
static bool hop_keeps_state(const struct dossier_hop *hop)
{
    return !strcmp(hop->action, "propose") || !strcmp(hop->action, "hand_back") || !strcmp(hop->action, "reappoint") ||
           !strcmp(hop->action, "transfer");
}

static enum err audit_move(struct ctx *ctx, const struct dossier *dossier, const char *action, int64_t client_id)
{
    return audit_put(ctx, &(struct audit_entry){
                              .action = arena_printf(ctx->arena, "dossier.%s", action),
                              .client_id = client_id,
                              .unit_id = dossier->unit_id,
                              .person_id = dossier->owner_person_id,
                              .dossier_id = dossier->dossier_id,
                              .purpose = T("Giải quyết thủ tục hành chính").vi,
                          });
}

enum err dossier_move(struct ctx *ctx, struct dossier *dossier, const struct dossier_hop *hops, int count,
                      struct dossier_note note)
{
    struct dossier_step steps[DOSSIER_HOPS_MAX];
    bool fresh = dossier->version == 0; /* being submitted: the row is inserted by the caller, who knows its key */

    assert(count > 0 && count <= DOSSIER_HOPS_MAX);
    for (int i = 0; i < count; i++) {
        enum dossier_state from = dossier->state;
        bool first = fresh && i == 0;
        if (first ? hops[i].to != DOSSIER_NEW : hop_keeps_state(&hops[i]) ? hops[i].to != from : !dossier_move_allowed(from, hops[i].to))
            return fault_set(ctx, ERR_CONFLICT, S("dossier.state"), STR_NONE,
                             S("Hồ sơ đang ở trạng thái không cho phép việc này. Hãy tải lại trang để xem trạng thái hiện tại."),
                             arena_printf(ctx->arena, "%s from %d to %d", hops[i].action, (int)from, (int)hops[i].to));
        dossier->state = hops[i].to;
        dossier->stage = str_of(hops[i].stage);
        steps[i] = (struct dossier_step){
            .seq = (int)dossier->version + i + 1,
            .action = str_of(hops[i].action),
            .state_from = first ? 0 : from,
            .state_to = hops[i].to,
            .stage = dossier->stage,
            .at_ms = ctx->now_ms,
            .due_ms = dossier->due_ms,
            .officer_id = note.automatic ? 0 : ctx->actor.officer_id,
            .agency_id = dossier->agency_id,
            .actor_name = note.automatic ? STR_NONE : ctx->actor.name,
            .note = i == count - 1 ? note.text : STR_NONE,
        };
    }
    dossier->version += count;
    if (!fresh)
        TRY(dossier_store_update(ctx, dossier, dossier->version - count));
    TRY(dossier_store_steps(ctx, dossier->dossier_id, steps, count));
    return audit_move(ctx, dossier, hops[count - 1].action, note.client_id);
}
