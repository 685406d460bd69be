/* dossier_plain.c: a dossier's status in plain words: what it is, who holds it, until when, what happens next. The same words on page, message and
 * paper (ux.md 10). No status is without its words in both languages. */
#include "features/dossier/internal.h"

struct msg dossier_status_text(enum dossier_state state)
{
    switch (state) {
    case DOSSIER_NEW: return T("Đã nộp, chờ cán bộ tiếp nhận");
    case DOSSIER_RECEIVED: return T("Đã được tiếp nhận");
    case DOSSIER_NOT_RECEIVED: return T("Không được tiếp nhận");
    case DOSSIER_PROCESSING: return T("Đang được giải quyết");
    case DOSSIER_SUPPLEMENT: return T("Chờ bạn bổ sung");
    case DOSSIER_PAYMENT: return T("Chờ bạn nộp phí, lệ phí");
    case DOSSIER_WITHDRAWN: return T("Đã rút theo yêu cầu của bạn");
    case DOSSIER_STOPPED: return T("Đã bị từ chối giải quyết");
    case DOSSIER_DONE: return T("Đã giải quyết xong, chờ trả kết quả");
    case DOSSIER_RETURNED: return T("Đã giải quyết xong, đã trả kết quả");
    }
    return T("Không rõ");
}

static struct str next_of(struct ctx *ctx, const struct dossier *d, bool overdue)
{
    struct str due = fmt_day(ctx->arena, d->due_day);

    switch (d->state) {
    case DOSSIER_NEW:
        return overdue ? TS(ctx, "Hồ sơ đã quá ngày hẹn. Cơ quan giải quyết phải xin lỗi và hẹn lại một lần.")
                       : TF(ctx, "Cán bộ kiểm tra hồ sơ và giải quyết chậm nhất ngày {0}. Bạn chưa phải làm gì.", due);
    case DOSSIER_RECEIVED:
    case DOSSIER_PROCESSING:
        if (overdue && !d->reappointed)
            return TS(ctx, "Hồ sơ đã quá ngày hẹn. Cơ quan giải quyết phải xin lỗi và hẹn lại một lần.");
        if (str_eq(d->stage, S("decide")))
            return TF(ctx, "Người có thẩm quyền quyết định chậm nhất ngày {0}. Bạn chưa phải làm gì.", due);
        return TF(ctx, "Cơ quan giải quyết trả lời chậm nhất ngày {0}. Bạn chưa phải làm gì.", due);
    case DOSSIER_SUPPLEMENT:
        return TS(ctx, "Hãy bổ sung các mục được yêu cầu. Thời hạn giải quyết tạm dừng và tính lại từ đầu khi bạn bổ sung đủ.");
    case DOSSIER_PAYMENT: return TS(ctx, "Hãy nộp phí, lệ phí. Thời hạn giải quyết tạm dừng cho đến khi bạn nộp xong.");
    case DOSSIER_DONE: return TS(ctx, "Mời bạn mang giấy hẹn đến nơi đã nộp hồ sơ để nhận kết quả.");
    case DOSSIER_RETURNED: return TS(ctx, "Kết quả nằm trong giấy tờ của bạn. Không còn việc gì phải làm.");
    case DOSSIER_NOT_RECEIVED:
    case DOSSIER_STOPPED: return TS(ctx, "Bạn có thể xem lý do, sửa lại và nộp hồ sơ mới, hoặc khiếu nại nếu không đồng ý.");
    case DOSSIER_WITHDRAWN: return TS(ctx, "Hồ sơ đã kết thúc. Bạn có thể nộp hồ sơ mới bất cứ lúc nào.");
    }
    return STR_NONE;
}

enum err dossier_plain_words(struct ctx *ctx, const struct dossier *d, struct dossier_plain *ret_plain)
{
    struct dossier_plain plain = {.status = i18n(ctx->lang, dossier_status_text(d->state))};
    enum waiting waiting = dossier_waiting(d->state);
    bool running = waiting == WAITING_AGENCY && !dossier_state_ended(d->state);
    bool overdue = running && d->due_day.n < day_of_ms(ctx->now_ms).n;
    struct agency agency;

    TRY(agency_get(ctx, d->agency_id, &agency));
    plain.holder = waiting != WAITING_AGENCY                        ? TS(ctx, "Bạn (người nộp hồ sơ)")
                   : d->state == DOSSIER_DONE || running            ? agency.name
                                                                    : TS(ctx, "Không còn ai giữ: hồ sơ đã kết thúc");
    plain.next_step = next_of(ctx, d, overdue);
    plain.due_ms = running ? d->due_ms : 0;
    *ret_plain = plain;
    return OK;
}
