/* people_import_units.c: a file names the same few communes and hamlets a million times: each is asked of the database once. */
#include "features/population/people_import_internal.h"
#include "features/territory/territory.h"
#include "platform/unicode/unicode.h"

enum { CODES = 100000, HAMLET_SLOTS = 1 << 15 };

struct hamlet_slot {
    uint64_t key;
    int64_t hamlet_id;
};
struct import_places {
    int64_t communes[CODES]; /* by code; 0: not asked yet, or not in force */
    struct hamlet_slot hamlets[HAMLET_SLOTS];
};

struct import_places *import_places_new(struct arena *arena) { return arena_new(arena, struct import_places); }

/* An old code: what became of it, as advice. */
static enum err old_commune(struct ctx *ctx, struct str code, struct str *ret_reason, struct str *ret_advice)
{
    struct unit old, today;
    struct day yesterday_of_reform = day_of(2025, 6, 30);
    enum err err = territory_find(ctx, code, yesterday_of_reform, &old);

    *ret_reason = S("Không có xã, phường nào mang mã này.");
    *ret_advice = S("Ghi mã 5 chữ số theo Quyết định 19/2025/QĐ-TTg; bảng tính hay làm mất số 0 ở đầu.");
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    *ret_reason = arena_printf(ctx->arena, "%.*s không còn từ 01/07/2025.", STR_ARG(old.name));
    err = territory_today(ctx, old.unit_id, population_today(ctx), &today);
    ctx->fault = (struct fault){0};
    if (err == OK)
        *ret_advice = arena_printf(ctx->arena, "Ghi mã %.*s (%.*s).", STR_ARG(today.code), STR_ARG(today.name));
    else if (err == ERR_CONFLICT)
        *ret_advice = S("Xã này đã chia cho nhiều xã mới: xem địa chỉ thuộc xã nào rồi ghi mã của xã đó.");
    else if (err != ERR_NOT_FOUND)
        return err;
    return OK;
}

enum err import_commune(struct ctx *ctx, struct import_places *places, struct str code, int64_t *ret_unit_id, struct str *ret_reason, struct str *ret_advice)
{
    struct unit unit;
    int64_t number;

    *ret_unit_id = 0;
    *ret_reason = S("Mã xã, phường gồm đúng 5 chữ số.");
    *ret_advice = S("Ghi mã 5 chữ số theo Quyết định 19/2025/QĐ-TTg; bảng tính hay làm mất số 0 ở đầu.");
    if (code.len != 5 || !str_all_digits(code) || str_parse_i64(code, &number) != OK)
        return OK;
    *ret_unit_id = places->communes[number];
    if (*ret_unit_id)
        return OK;
    enum err err = territory_find(ctx, code, population_today(ctx), &unit);
    ctx->fault = (struct fault){0};
    if (err == ERR_NOT_FOUND)
        return old_commune(ctx, code, ret_reason, ret_advice);
    TRY(err);
    *ret_unit_id = places->communes[number] = unit.unit_id;
    return OK;
}

/* "Tổ dân phố 5": the longest kind that the text begins with. */
static struct str kind_of(struct str text)
{
    static const struct str kinds[] = {S_INIT("Tổ dân phố"), S_INIT("Khu dân cư"), S_INIT("Khu phố"), S_INIT("Thôn"), S_INIT("Làng"), S_INIT("Buôn"),
                                       S_INIT("Bản"),        S_INIT("Ấp"),         S_INIT("Khóm"),    S_INIT("Xóm"),  S_INIT("Phum"), S_INIT("Sóc"),
                                       S_INIT("Khối"),       S_INIT("Tổ")};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (text.len > kinds[i].len + 1 && str_starts(text, kinds[i]) && text.ptr[kinds[i].len] == ' ')
            return kinds[i];
    return STR_NONE;
}

enum err import_hamlet(struct ctx *ctx, struct import_places *places, int64_t unit_id, struct str text, int64_t *ret_hamlet_id)
{
    uint64_t key = (str_hash(text) ^ (uint64_t)unit_id * UINT64_C(0x9E3779B97F4A7C15)) | 1;
    struct hamlet_slot *slot = &places->hamlets[key >> 20 & (HAMLET_SLOTS - 1)];
    struct str kind = kind_of(text), name = kind.len ? str_sub(text, kind.len + 1, text.len) : text;

    if (slot->key != key) {
        TRY(territory_hamlet_put(ctx, unit_id, kind.len ? kind : S("Thôn"), name, &slot->hamlet_id));
        slot->key = key;
    }
    *ret_hamlet_id = slot->hamlet_id;
    return OK;
}
