/* dossier_rights.c: who may see a dossier and who may act on it, and the checks that stand before every move. */
#include "features/dossier/internal.h"
#include "features/notify/notify.h"

enum { REASON_BYTES_MIN = 5 };

struct str dossier_right_code(const struct procedure *procedure)
{
    return str_empty(procedure->code) ? procedure->slug : procedure->code;
}

enum err dossier_check_right(struct ctx *ctx, const struct dossier *dossier, enum perm perm, const char *stage)
{
    return agency_check_can(ctx, ctx->actor.officer_id, perm, dossier->unit_id, dossier_right_code(dossier->procedure), str_of(stage));
}

static bool is_party(const struct ctx *ctx, const struct dossier *d)
{
    return (ctx->actor.person_id && (ctx->actor.person_id == d->owner_person_id || ctx->actor.person_id == d->submitter_person_id)) ||
           (ctx->actor.account_id && ctx->actor.account_id == d->submitter_account_id);
}

enum err dossier_check_can_read(struct ctx *ctx, const struct dossier *dossier)
{
    if (is_party(ctx, dossier))
        return OK;
    if (ctx->actor.officer_id) {
        enum err err = dossier_check_right(ctx, dossier, PERM_DOSSIER_READ, dossier->stage.len ? arena_cstr(ctx->arena, dossier->stage) : "");
        if (err != ERR_FORBIDDEN)
            return err;
        ctx->fault = (struct fault){0};
    }
    return fault(ctx, ERR_NOT_FOUND, "dossier.unknown", "", "Không tìm thấy hồ sơ này.");
}

enum err dossier_check_version(struct ctx *ctx, const struct dossier *dossier, int64_t version)
{
    if (dossier->version == version)
        return OK;
    return fault(ctx, ERR_CONFLICT, "dossier.stale", "",
                 "Người khác vừa cập nhật hồ sơ này. Hãy tải lại trang, xem lại rồi làm tiếp.");
}

enum err dossier_check_reason(struct ctx *ctx, struct str reason)
{
    if (str_trim(reason).len < REASON_BYTES_MIN)
        return fault(ctx, ERR_INVALID, "dossier.reason", "reason", "Hãy ghi lý do để người nộp hồ sơ hiểu và biết cần làm gì.");
    return OK;
}

enum err dossier_notify(struct ctx *ctx, const struct dossier *dossier, const char *template_name, struct str extra)
{
    return notify_put(ctx, &(struct notify_message){
                               .template_name = template_name,
                               .account_id = dossier->submitter_account_id,
                               .person_id = dossier->owner_person_id,
                               .dossier_id = dossier->dossier_id,
                               .args = {dossier->code, dossier->procedure->name.vi, fmt_day(ctx->arena, dossier->due_day), extra,
                                        dossier->procedure->name.en},
                               .args_count = 5,
                           });
}
