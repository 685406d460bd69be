/* dossier_rights.c: who may see a dossier and who may act on it, and the checks that stand before every move. */
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "features/population/population.h"
#include "features/notify/notify.h"

enum { REASON_BYTES_MIN = 5 };

struct str dossier_right_code(const struct procedure *procedure)
{
    return str_empty(procedure->code) ? procedure->slug : procedure->code;
}

/* Police and People's Committee of one commune share its unit: an officer handles and decides what his own kind of agency decides. The committee's one-stop
 * shop receives for both and may look (Decree 118/2025); nobody else looks into what the other agency does, as in the lists (dossier_list_kind). */
static enum err check_kind(struct ctx *ctx, const struct dossier *dossier, enum perm perm)
{
    struct officer officer;
    struct agency own;
    bool looks = perm == PERM_DOSSIER_READ || perm == PERM_DOSSIER_RECEIVE;

    TRY(officer_get(ctx, ctx->actor.officer_id, &officer));
    TRY(agency_get(ctx, officer.agency_id, &own));
    if (str_eq(own.kind, dossier->procedure->agency_kind))
        return OK;
    if (looks) {
        struct str kind;
        TRY(dossier_list_kind(ctx, dossier->unit_id, &kind));
        if (!kind.len || str_eq(kind, dossier->procedure->agency_kind))
            return OK;
    }
    return fault(ctx, ERR_FORBIDDEN, "dossier.other_agency", "", "Hồ sơ này do cơ quan khác giải quyết.");
}

/* The one-stop shop receives for all agencies of its commune and neither processes nor decides (Decree 118/2025); the police's own counter takes the police's. */
static bool is_one_stop(const struct right *right, const struct agency *agency)
{
    bool only_receives = right->perms >> PERM_DOSSIER_RECEIVE & 1 && !(right->perms >> PERM_DOSSIER_PROCESS & 1) && !(right->perms >> PERM_DOSSIER_DECIDE & 1);

    return str_eq(agency->kind, S("centre")) || (only_receives && !str_eq(agency->kind, S("police")));
}

enum err dossier_list_kind(struct ctx *ctx, int64_t unit_id, struct str *ret_kind)
{
    const uint64_t lists = 1ULL << PERM_DOSSIER_READ | 1ULL << PERM_DASHBOARD | 1ULL << PERM_REGISTER_EXPORT;
    struct str kind = STR_NONE;
    struct right *rights;
    struct agency agency;
    struct officer officer;
    int count;

    TRY(agency_rights(ctx, ctx->actor.officer_id, &rights, &count));
    for (int i = 0; i < count; i++) {
        const struct role *role = agency_role_find(rights[i].role);
        bool within = rights[i].unit_id == unit_id;
        if (!(rights[i].perms & lists))
            continue;
        if (!within)
            TRY(territory_is_below(ctx, unit_id, rights[i].unit_id, &within));
        if (!within)
            continue;
        TRY(agency_get(ctx, rights[i].agency_id, &agency));
        if ((role && role->whole_province) || is_one_stop(&rights[i], &agency) || (kind.len && !str_eq(kind, agency.kind))) {
            *ret_kind = STR_NONE;
            return OK;
        }
        kind = agency.kind;
    }
    if (!kind.len) { /* no such right there: the narrowest, should a caller ask all the same */
        TRY(officer_get(ctx, ctx->actor.officer_id, &officer));
        TRY(agency_get(ctx, officer.agency_id, &agency));
        kind = agency.kind;
    }
    *ret_kind = kind;
    return OK;
}

enum err dossier_check_right(struct ctx *ctx, const struct dossier *dossier, enum perm perm, const char *stage)
{
    if (ctx->actor.officer_id)
        TRY(check_kind(ctx, dossier, perm));
    return agency_check_can(ctx, ctx->actor.officer_id, perm, dossier->unit_id, dossier_right_code(dossier->procedure), str_of(stage));
}

static bool is_party(const struct ctx *ctx, const struct dossier *d)
{
    return (ctx->actor.person_id && (ctx->actor.person_id == d->owner_person_id || ctx->actor.person_id == d->submitter_person_id)) ||
           (ctx->actor.account_id && ctx->actor.account_id == d->submitter_account_id);
}

/* Filed under a number that was given up for that of the reader: it is hers. */
static bool leads_to_reader(struct ctx *ctx, int64_t person_id)
{
    int64_t found;
    return ctx->actor.person_id && person_id && person_resolve(ctx, person_id, &found) == OK && found == ctx->actor.person_id;
}

static enum err unknown(struct ctx *ctx) { return fault(ctx, ERR_NOT_FOUND, "dossier.unknown", "", "Không tìm thấy hồ sơ này."); }

enum err dossier_check_party(struct ctx *ctx, const struct dossier *dossier) { return is_party(ctx, dossier) || leads_to_reader(ctx, dossier->owner_person_id) ? OK : unknown(ctx); }

enum err dossier_check_can_read(struct ctx *ctx, const struct dossier *dossier)
{
    bool asked = false;

    if (is_party(ctx, dossier) || leads_to_reader(ctx, dossier->owner_person_id))
        return OK;
    if (ctx->actor.person_id && !ctx->actor.officer_id)
        TRY(dossier_store_is_asked(ctx, dossier->dossier_id, ctx->actor.person_id, &asked));
    if (asked) /* who must agree sees to what; nothing else may be done by her */
        return OK;
    if (ctx->actor.officer_id) {
        enum err err = dossier_check_right(ctx, dossier, PERM_DOSSIER_READ, dossier->stage.len ? arena_cstr(ctx->arena, dossier->stage) : "");
        if (err != ERR_FORBIDDEN)
            return err;
        ctx->fault = (struct fault){0};
    }
    return unknown(ctx);
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
