/* agency.c: the rules of rights. A right is (permissions of a role) x (unit and below) x (procedure) x (stage) x (dates); whatever is not given is
 * refused. Reads only what agency_store.c brings; answers no question about pages or dossiers. */
#include "features/agency/internal.h"
#include "features/territory/territory.h"

bool right_covers(const struct right *right, enum perm perm, struct str procedure_code, struct str stage)
{
    return (right->perms >> perm & 1) && (str_empty(right->procedure_code) || str_eq(right->procedure_code, procedure_code)) &&
           (str_empty(right->stage) || str_eq(right->stage, stage));
}

uint64_t rights_perms(const struct right *rights, int count)
{
    uint64_t perms = 0;

    for (int i = 0; i < count; i++)
        perms |= rights[i].perms;
    return perms;
}

enum err agency_rights(struct ctx *ctx, int64_t officer_id, struct right **ret_rights, int *ret_count)
{
    return agency_store_rights(ctx, officer_id, day_of_ms(ctx->now_ms), ret_rights, ret_count);
}

enum err agency_check_can(struct ctx *ctx, int64_t officer_id, enum perm perm, int64_t unit_id, struct str procedure_code, struct str stage)
{
    struct right *rights = NULL;
    int count = 0;

    if (officer_id)
        TRY(agency_rights(ctx, officer_id, &rights, &count));
    /* Most questions are about the officer's own unit: no look at the tree then. */
    for (int i = 0; i < count; i++)
        if (right_covers(&rights[i], perm, procedure_code, stage) && rights[i].unit_id == unit_id)
            return OK;
    for (int i = 0; i < count; i++) {
        bool within = false;
        if (!right_covers(&rights[i], perm, procedure_code, stage))
            continue;
        TRY(territory_is_below(ctx, unit_id, rights[i].unit_id, &within));
        if (within)
            return OK;
    }
    return fault(ctx, ERR_FORBIDDEN, "agency.no_right", "", "Anh/chị không có quyền làm việc này ở đơn vị này.");
}

static bool stage_known(struct str stage)
{
    return str_empty(stage) || str_eq(stage, S("receive")) || str_eq(stage, S("process")) || str_eq(stage, S("decide")) ||
           str_eq(stage, S("return"));
}

enum err officer_role_add(struct ctx *ctx, int64_t officer_id, const struct right *right, int64_t *ret_officer_role_id)
{
    const struct role *role = agency_role_find(right->role);
    struct day from = day_is_none(right->valid_from) ? day_of_ms(ctx->now_ms) : right->valid_from;
    struct right stored = *right;
    struct unit unit;

    if (!role)
        return fault(ctx, ERR_INVALID, "role.unknown", "role", "Không có vai trò này.");
    if (!stage_known(right->stage))
        return fault(ctx, ERR_INVALID, "role.stage", "stage", "Không có bước xử lý này.");
    if (!day_is_none(right->valid_to) && right->valid_to.n < from.n)
        return fault(ctx, ERR_INVALID, "role.dates", "valid_to", "Ngày kết thúc phải từ ngày bắt đầu trở đi.");
    enum err err = territory_get(ctx, right->unit_id, &unit);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_INVALID, "unit.unknown", "unit", "Không có đơn vị hành chính này.");
    TRY(err);
    if (role->whole_province && unit.level != UNIT_PROVINCE)
        return fault(ctx, ERR_INVALID, "role.whole_province", "unit", "Vai trò này chỉ giao ở cấp tỉnh.");
    stored.officer_role_id = db_new_id();
    stored.valid_from = from;
    TRY(agency_store_role_insert(ctx, officer_id, &stored));
    *ret_officer_role_id = stored.officer_role_id;
    return OK;
}

enum err officer_role_end(struct ctx *ctx, int64_t officer_id, int64_t officer_role_id)
{
    struct day yesterday = {day_of_ms(ctx->now_ms).n - 1};
    int64_t changed = 0;

    TRY(agency_store_role_end(ctx, officer_id, officer_role_id, yesterday, &changed));
    if (changed == 0)
        return fault(ctx, ERR_NOT_FOUND, "role.gone", "", "Vai trò này đã kết thúc hoặc không có.");
    return OK;
}
