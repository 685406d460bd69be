/* duplicate_decide.c: the officer's decision. The pair's version guards it: of two officers who decide at once the second is told that somebody was first, and nothing is
 * overwritten. */
#include "features/matching/duplicate_internal.h"
#include "features/population/events.h"

static enum err stale(struct ctx *ctx)
{
    return fault(ctx, ERR_CONFLICT, "duplicate.stale", "", "Cặp bản ghi này vừa được cán bộ khác quyết định. Hãy tải lại trang để xem kết luận đó.");
}

static enum err start(struct ctx *ctx, int64_t duplicate_id, int64_t version, struct str reason, const char *state, struct duplicate *ret_duplicate)
{
    if (reason.len == 0)
        return fault(ctx, ERR_INVALID, "duplicate.reason", "reason", "Hãy ghi lý do, căn cứ của kết luận.");
    enum err err = duplicate_get(ctx, duplicate_id, ret_duplicate);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "duplicate.unknown", "", "Không có cặp bản ghi này trong địa bàn của đơn vị.");
    TRY(err);
    if (ret_duplicate->version != version || !str_eq(ret_duplicate->state, str_of(state)))
        return stale(ctx);
    ret_duplicate->decided_ms = ctx->now_ms;
    ret_duplicate->officer_id = ctx->actor.officer_id;
    ret_duplicate->reason = reason;
    return OK;
}

static enum err store(struct ctx *ctx, const struct duplicate *duplicate, const char *from_state)
{
    int64_t changed;

    TRY(duplicate_store_decide(ctx, duplicate, from_state, &changed));
    return changed == 1 ? OK : stale(ctx);
}

enum err duplicate_different(struct ctx *ctx, int64_t duplicate_id, int64_t version, struct str reason)
{
    struct duplicate duplicate;

    TRY(start(ctx, duplicate_id, version, reason, "open", &duplicate));
    duplicate.state = S("different");
    return store(ctx, &duplicate, "open");
}

enum err duplicate_same(struct ctx *ctx, int64_t duplicate_id, int64_t version, int64_t kept_id, struct str reason)
{
    struct duplicate duplicate;

    TRY(start(ctx, duplicate_id, version, reason, "open", &duplicate));
    if (kept_id != duplicate.low_id && kept_id != duplicate.high_id)
        return fault(ctx, ERR_INVALID, "duplicate.kept", "decision", "Hãy chọn một trong hai số định danh để giữ lại.");
    struct merge_event merge = {.note = {.on = DAY_NONE, .unit_id = duplicate.unit_id, .reason = reason}, .kept_id = kept_id,
                                .lost_id = kept_id == duplicate.low_id ? duplicate.high_id : duplicate.low_id};
    TRY(population_register_merge(ctx, &merge, &duplicate.event_id));
    duplicate.state = S("same");
    duplicate.kept_id = kept_id;
    return store(ctx, &duplicate, "open");
}

enum err duplicate_undo(struct ctx *ctx, int64_t duplicate_id, int64_t version, struct str reason)
{
    struct duplicate duplicate;

    TRY(start(ctx, duplicate_id, version, reason, "same", &duplicate));
    struct undo_event undo = {.note = {.on = DAY_NONE, .unit_id = duplicate.unit_id, .reason = reason}, .event_id = duplicate.event_id};
    TRY(population_register_undo(ctx, &undo, &duplicate.undo_event_id));
    duplicate.state = S("different");
    duplicate.undone_ms = ctx->now_ms;
    duplicate.kept_id = 0;
    return store(ctx, &duplicate, "same");
}
