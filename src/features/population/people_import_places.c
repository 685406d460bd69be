/* people_import_places.c: a file names the same few communes and hamlets a million times. The communes of today are read once, before the first row; hamlets
 * are asked of the database once each. */
#include "features/population/people_import_internal.h"
#include "features/territory/territory.h"

enum { CODES = 100000, HAMLET_SLOTS = 1 << 15 };

struct hamlet_slot {
    uint64_t key;
    int64_t hamlet_id;
};
struct import_places {
    int64_t communes[CODES]; /* by code; 0: not in force today */
    struct hamlet_slot hamlets[HAMLET_SLOTS];
};

/* -1: not five digits. */
static int64_t code_number(struct str code)
{
    int64_t number;
    return code.len == 5 && str_all_digits(code) && str_parse_i64(code, &number) == OK ? number : -1;
}

enum err import_places_load(struct ctx *ctx, struct import_places **ret_places)
{
    struct import_places *places = arena_new(ctx->arena, struct import_places);
    struct unit *communes;
    int count;

    TRY(territory_communes(ctx, 0, population_today(ctx), &communes, &count));
    for (int i = 0; i < count; i++) {
        int64_t number = code_number(communes[i].code);
        if (number >= 0)
            places->communes[number] = communes[i].unit_id;
    }
    *ret_places = places;
    return OK;
}

int64_t import_commune(const struct import_places *places, struct str code)
{
    int64_t number = code_number(code);
    return number < 0 ? 0 : places->communes[number];
}

enum err import_commune_advice(struct ctx *ctx, struct str code, struct people_text *ret_reason, struct people_text *ret_advice)
{
    struct unit_meaning meaning;

    *ret_reason = SAY("Mã xã, phường gồm đúng 5 chữ số.");
    *ret_advice = SAY("Ghi mã 5 chữ số theo Quyết định 19/2025/QĐ-TTg; bảng tính hay làm mất số 0 ở đầu.");
    if (code_number(code) < 0)
        return OK;
    *ret_reason = SAY("Không có xã, phường nào mang mã này.");
    enum err err = territory_former_code(ctx, code, population_today(ctx), &meaning);
    ctx->fault = (struct fault){0};
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    *ret_reason = SAY("{0} không còn từ {1}.", meaning.unit.name, fmt_day(ctx->arena, (struct day){meaning.unit.valid_to.n + 1}));
    if (meaning.today_count == 1)
        *ret_advice = SAY("Ghi mã {0} ({1}).", meaning.today[0].code, meaning.today[0].name);
    else if (meaning.today_count > 1)
        *ret_advice = SAY("Xã này đã chia cho nhiều xã mới: xem địa chỉ thuộc xã nào rồi ghi mã của xã đó.");
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
