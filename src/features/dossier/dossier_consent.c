/* dossier_consent.c: somebody else's word. A marriage needs both, a split household its head: the person says so in an account of her own, or at the counter, where
 * an officer has her card in his hand. Until everybody has agreed the dossier cannot be approved. */
#include "features/audit/audit.h"
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "features/notify/notify.h"

struct msg dossier_consent_role_text(struct str role)
{
    static const struct {
        struct str role;
        struct msg text;
    } texts[] = {
        {S_INIT("partner"), M_("Người cùng đăng ký kết hôn")},
        {S_INIT("parent"), M_("Cha hoặc mẹ của trẻ")},
        {S_INIT("child"), M_("Người con")},
        {S_INIT("head"), M_("Chủ hộ")},
        {S_INIT("new_head"), M_("Chủ hộ mới")},
        {S_INIT("spouse"), M_("Vợ hoặc chồng của người nộp")},
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (str_eq(texts[i].role, role))
            return texts[i].text;
    return (struct msg){role};
}

static enum err ask_all(struct ctx *ctx, const struct dossier *d, bool again)
{
    struct dossier_consent asked[DOSSIER_CONSENTS_MAX];
    int64_t inserted;
    int count = 0;

    TRY(effect_consents(ctx, d, asked, &count));
    for (int i = 0; i < count; i++) {
        TRY(dossier_store_consent(ctx, d->dossier_id, &asked[i], &inserted));
        if (!inserted && !again)
            continue;
        TRY(notify_put(ctx, &(struct notify_message){
                                .template_name = "dossier_consent",
                                .person_id = asked[i].person_id,
                                .dossier_id = d->dossier_id,
                                .args = {d->code, d->procedure->name.vi, fmt_day(ctx->arena, d->due_day), d->submitter_name, d->procedure->name.en},
                                .args_count = 5,
                            }));
    }
    return OK;
}

enum err dossier_consents_ask(struct ctx *ctx, const struct dossier *d) { return ask_all(ctx, d, false); }

/* What they agreed to has changed: everybody is asked anew, and who is named now for the first time. */
enum err dossier_consents_renew(struct ctx *ctx, const struct dossier *d)
{
    TRY(dossier_store_consents_reset(ctx, d->dossier_id));
    return ask_all(ctx, d, true);
}

/* Asked is who the form names now, not who was asked once. */
enum err dossier_consents_check(struct ctx *ctx, const struct dossier *d)
{
    struct dossier_consent *consents, needed[DOSSIER_CONSENTS_MAX];
    int count, needed_count;

    TRY(effect_consents(ctx, d, needed, &needed_count));
    TRY(dossier_consents(ctx, d->dossier_id, &consents, &count));
    for (int n = 0; n < needed_count; n++) {
        int i = 0;
        while (i < count && consents[i].person_id != needed[n].person_id)
            i++;
        if (i < count && str_eq(consents[i].state, S("refused")))
            return fault(ctx, ERR_CONFLICT, "dossier.consent", "", "Người phải xác nhận đã từ chối. Không phê duyệt được; hãy từ chối giải quyết và nêu lý do.");
        if (i == count || !str_eq(consents[i].state, S("given")))
            return fault(ctx, ERR_CONFLICT, "dossier.consent", "",
                         "Còn người chưa xác nhận. Người đó xác nhận bằng tài khoản của mình, hoặc mang thẻ căn cước đến quầy.");
    }
    return OK;
}

enum err dossier_consent_answer(struct ctx *ctx, const struct dossier *d, int64_t person_id, bool given)
{
    int64_t changed;
    bool asked;

    if (dossier_state_ended(d->state))
        return fault(ctx, ERR_CONFLICT, "dossier.state", "", "Hồ sơ đã kết thúc, không xác nhận được nữa.");
    if (ctx->actor.officer_id)
        TRY(dossier_check_right(ctx, d, PERM_DOSSIER_RECEIVE, "receive"));
    else if (ctx->actor.person_id != person_id)
        return fault(ctx, ERR_FORBIDDEN, "dossier.not_asked", "", "Chỉ chính người được hỏi mới xác nhận được.");
    TRY(dossier_consents_ask(ctx, d)); /* the household may have another head by now */
    TRY(dossier_store_is_asked(ctx, d->dossier_id, person_id, &asked));
    if (!asked)
        return fault(ctx, ERR_NOT_FOUND, "dossier.not_asked", "consent_number", "Hồ sơ này không cần người mang số đó xác nhận. Hãy đọc lại số trên thẻ.");
    TRY(dossier_store_consent_answer(ctx, d->dossier_id, person_id, given, &changed));
    return audit_put(ctx, &(struct audit_entry){
                              .action = given ? S("dossier.consent") : S("dossier.consent_refused"),
                              .unit_id = d->unit_id,
                              .person_id = person_id,
                              .dossier_id = d->dossier_id,
                              .purpose = T("Giải quyết thủ tục hành chính").vi,
                          });
}
