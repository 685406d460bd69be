/* agency_keep.c: keeping the list of agencies: adding, changing, ending, and the two that every commune has. Each change leaves a row in the log. Who may do
 * it is the caller's question; what an agency must look like is answered here, the same for the command line, a file and a page. */
#include "features/agency/calendar_load.h"
#include "features/agency/internal.h"
#include "features/audit/audit.h"
#include "features/territory/territory.h"
#include "platform/unicode/unicode.h"

enum { CODE_MAX = 35, NAME_MAX_BYTES = 200, PHONE_MAX_BYTES = 60, ADDRESS_MAX_BYTES = 300 };

const struct agency_kind agency_kinds[] = {
    {S_INIT("committee"), M_("Ủy ban nhân dân")},
    {S_INIT("police"), M_("Công an")},
    {S_INIT("centre"), M_("Trung tâm phục vụ hành chính công")},
    {S_INIT("department"), M_("Sở, ngành")},
    {{0}, {{0}}},
};

static bool kind_known(struct str kind)
{
    for (const struct agency_kind *known = agency_kinds; known->code.len; known++)
        if (str_eq(known->code, kind))
            return true;
    return false;
}

/* Decision 20/2020/QD-TTg Art. 4: at most 35 of A-Z, 0-9 and dots; groups from left to right; the first is a letter A to Y and two digits. */
static bool code_right(struct str code)
{
    if (code.len < 3 || code.len > CODE_MAX || code.ptr[0] < 'A' || code.ptr[0] > 'Y' || !str_all_digits(str_sub(code, 1, 2)) ||
        (code.len > 3 && code.ptr[3] != '.'))
        return false;
    for (size_t i = 3; i < code.len; i++) {
        char c = code.ptr[i];
        if (c == '.' ? i + 1 == code.len || code.ptr[i + 1] == '.' : !((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

static enum err clean(struct ctx *ctx, struct str *text, size_t max_bytes, const char *field)
{
    if (unicode_clean_line(ctx->arena, *text, text) != OK)
        return fault(ctx, ERR_INVALID, "agency.text", field, "Ô này có ký tự không dùng được.");
    if (text->len > max_bytes)
        return fault(ctx, ERR_INVALID, "agency.text", field, "Ô này quá dài.");
    return OK;
}

static enum err check_parent(struct ctx *ctx, const struct agency *agency)
{
    struct agency parent;

    if (!agency->parent_id)
        return OK;
    enum err err = agency_get(ctx, agency->parent_id, &parent);
    if (err == ERR_NOT_FOUND || (err == OK && (parent.agency_id == agency->agency_id || parent.parent_id == agency->agency_id)))
        return fault(ctx, ERR_INVALID, "agency.parent", "parent", "Không có cơ quan cấp trên này, hoặc nó chính là cơ quan cấp dưới.");
    return err;
}

enum err agency_check(struct ctx *ctx, struct agency *agency)
{
    struct unit unit;

    TRY(clean(ctx, &agency->name, NAME_MAX_BYTES, "name"));
    TRY(clean(ctx, &agency->phone, PHONE_MAX_BYTES, "phone"));
    TRY(clean(ctx, &agency->address, ADDRESS_MAX_BYTES, "address"));
    if (!code_right(agency->code))
        return fault(ctx, ERR_INVALID, "agency.code", "code",
                     "Mã cơ quan gồm chữ hoa, chữ số và dấu chấm, bắt đầu bằng một chữ cái và hai chữ số, ví dụ H21.104 (Quyết định 20/2020/QĐ-TTg).");
    if (!kind_known(agency->kind))
        return fault(ctx, ERR_INVALID, "agency.kind", "kind", "Loại cơ quan là committee, police, centre hoặc department.");
    if (str_empty(agency->name))
        return fault(ctx, ERR_INVALID, "agency.name", "name", "Thiếu tên cơ quan.");
    if (str_empty(agency->calendar))
        agency->calendar = S("vn");
    if (!calendar_exists(agency->calendar))
        return fault(ctx, ERR_INVALID, "agency.calendar", "calendar", "Không có lịch làm việc mang tên này.");
    enum err err = territory_get(ctx, agency->unit_id, &unit);
    if (err == ERR_NOT_FOUND || (err == OK && !territory_in_force(&unit, day_of_ms(ctx->now_ms))))
        return fault(ctx, ERR_INVALID, "agency.unit", "unit", "Không có đơn vị hành chính này, hoặc nay không còn.");
    return err;
}

static enum err record(struct ctx *ctx, const struct agency *agency, struct str action)
{
    return audit_put(ctx, &(struct audit_entry){.action = action, .unit_id = agency->unit_id, .detail = agency->code});
}

enum err agency_add(struct ctx *ctx, const struct agency *agency, int64_t *ret_agency_id)
{
    struct agency stored = *agency, taken;

    stored.agency_id = db_new_id();
    TRY(agency_check(ctx, &stored));
    TRY(check_parent(ctx, &stored));
    enum err err = agency_find(ctx, stored.code, &taken);
    if (err == OK)
        return fault(ctx, ERR_CONFLICT, "agency.taken", "code", "Mã này đã có cơ quan mang, hoặc đã từng mang.");
    if (err != ERR_NOT_FOUND)
        return err;
    TRY(agency_insert(ctx, &stored));
    TRY(record(ctx, &stored, S("agency.add")));
    *ret_agency_id = stored.agency_id;
    return OK;
}

enum err agency_change(struct ctx *ctx, const struct agency *agency)
{
    struct agency stored;
    int64_t changed = 0;

    TRY(agency_get(ctx, agency->agency_id, &stored));
    stored.name = agency->name;
    stored.parent_id = agency->parent_id;
    stored.calendar = agency->calendar;
    stored.phone = agency->phone;
    stored.address = agency->address;
    TRY(agency_check(ctx, &stored));
    TRY(check_parent(ctx, &stored));
    TRY(agency_store_update(ctx, &stored, &changed));
    return record(ctx, &stored, S("agency.change"));
}

enum err agency_end(struct ctx *ctx, int64_t agency_id, struct day last, int *ret_roles)
{
    struct agency agency;
    int64_t changed = 0, roles = 0;

    TRY(agency_get(ctx, agency_id, &agency));
    TRY(agency_store_end(ctx, agency_id, last, &changed, &roles));
    if (!changed)
        return fault(ctx, ERR_NOT_FOUND, "agency.gone", "", "Cơ quan này đã kết thúc hoặc không có.");
    TRY(record(ctx, &agency, S("agency.end")));
    *ret_roles = (int)roles;
    return OK;
}

/* --- the committee and the police of every commune ------------------------------------------------------------------------------------ */
/* "Xã Ia Grai" in the middle of a name: "xã Ia Grai". */
static struct str lower_kind(struct arena *arena, struct str name)
{
    static const char *const kinds[][2] = {{"Phường ", "phường "}, {"Xã ", "xã "}, {"Đặc khu ", "đặc khu "}, {"Tỉnh ", "tỉnh "}, {"Thành phố ", "thành phố "}};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_starts(name, str_of(kinds[i][0])))
            return arena_join(arena, str_of(kinds[i][1]), str_sub(name, strlen(kinds[i][0]), name.len));
    return name;
}

/* Finds it by unit and kind, so that an agency imported under its official code counts. */
static enum err make_one(struct ctx *ctx, const struct unit *unit, struct str kind, struct str code, struct str prefix_of_name, int64_t parent_id, struct agency_made *made,
                         int64_t *ret_agency_id)
{
    struct agency there, agency = {.code = code, .unit_id = unit->unit_id, .kind = kind, .parent_id = parent_id,
                                   .name = arena_join(ctx->arena, prefix_of_name, lower_kind(ctx->arena, unit->name))};
    enum err err = agency_find_by_unit(ctx, unit->unit_id, kind, &there);

    if (err == OK) {
        made->there++;
        *ret_agency_id = there.agency_id;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    made->added++;
    return agency_add(ctx, &agency, ret_agency_id);
}

static enum err make_pair(struct ctx *ctx, const struct unit *unit, struct str prefix, const int64_t parents[2], struct agency_made *made, int64_t ret_ids[2])
{
    TRY(make_one(ctx, unit, S("committee"), arena_printf(ctx->arena, "%.*s.%.*s.UB", STR_ARG(prefix), STR_ARG(unit->code)), S("Ủy ban nhân dân "), parents[0], made,
                 &ret_ids[0]));
    return make_one(ctx, unit, S("police"), arena_printf(ctx->arena, "%.*s.%.*s.CA", STR_ARG(prefix), STR_ARG(unit->code)), S("Công an "), parents[1], made, &ret_ids[1]);
}

enum err agency_make(struct ctx *ctx, struct str province_code, struct str prefix, struct agency_made *ret_made)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct agency_made made = {0};
    struct unit province, *communes;
    int64_t none[2] = {0}, above[2], ids[2];
    int count;

    if (prefix.len != 3 || !code_right(prefix))
        return fault(ctx, ERR_INVALID, "agency.prefix", "prefix", "Mã cấp 1 của tỉnh gồm một chữ cái và hai chữ số, ví dụ H21 (Quyết định 20/2020/QĐ-TTg).");
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    enum err err = province_code.len == 2 ? territory_find(ctx, province_code, day_of_ms(ctx->now_ms), &province) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_INVALID, "agency.province", "province", "Không có tỉnh, thành phố mang mã này.");
    TRY(err);
    TRY(make_pair(ctx, &province, prefix, none, &made, above));
    TRY(territory_communes(ctx, province.unit_id, day_of_ms(ctx->now_ms), &communes, &count));
    for (int i = 0; i < count; i++)
        TRY(make_pair(ctx, &communes[i], prefix, above, &made, ids));
    TRY(db_tx_commit(&tx));
    *ret_made = made;
    return OK;
}
