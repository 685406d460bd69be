/* people_import_places.c: a file names the same few communes and hamlets a million times. The communes of today, and those that went whole into one of today, are
 * read once, before the first row; hamlets are asked of the database once each. */
#include "features/population/people_import_internal.h"

enum { CODES = 100000, HAMLET_SLOTS = 1 << 15 };

struct hamlet_slot {
    uint64_t key;
    int64_t hamlet_id;
};
struct import_places {
    struct import_commune communes[CODES]; /* by code */
    struct day codes_as_of;
    struct hamlet_slot hamlets[HAMLET_SLOTS];
};

/* -1: not five digits. */
static int64_t code_number(struct str code)
{
    int64_t number;
    return code.len == 5 && str_all_digits(code) && str_parse_i64(code, &number) == OK ? number : -1;
}

static void put(struct import_places *places, const struct unit *unit, int64_t today_id)
{
    int64_t number = code_number(unit->code);
    bool former = today_id != unit->unit_id;

    if (number >= 0)
        places->communes[number] = (struct import_commune){today_id, former ? unit->unit_id : 0, former ? unit->valid_to : DAY_NONE};
}

/* Codes come back: what 23575 meant before a decree may be another commune today. So a code of today means today's commune unless the list is of an earlier day. */
enum err import_places_load(struct ctx *ctx, struct str codes_as_of, struct import_places **ret_places)
{
    struct import_places *places = arena_new(ctx->arena, struct import_places);
    struct day today = population_today(ctx), as_of = DAY_NONE;
    struct moved_commune *moved;
    struct unit *communes;
    int count;

    if (codes_as_of.len && day_parse_vi(codes_as_of, &as_of) != OK && day_parse_iso(codes_as_of, &as_of) != OK)
        return fault(ctx, ERR_INVALID, "import.codes_as_of", "--codes-as-of", "Ngày của mã xã, phường không đọc được. Ghi 30/06/2025 hoặc 2025-06-30.");
    if (as_of.n > today.n)
        return fault(ctx, ERR_INVALID, "import.codes_as_of", "--codes-as-of", "Ngày này chưa tới.");
    struct day then = day_is_none(as_of) ? today : as_of;
    places->codes_as_of = as_of;
    TRY(territory_moved_communes(ctx, &moved, &count));
    for (int i = 0; i < count; i++)
        if (day_is_none(as_of) ? moved[i].is_last : territory_in_force(&moved[i].unit, then))
            put(places, &moved[i].unit, moved[i].today_id);
    TRY(territory_communes(ctx, 0, then, &communes, &count));
    for (int i = 0; i < count; i++)
        if (territory_in_force(&communes[i], today))
            put(places, &communes[i], communes[i].unit_id);
    *ret_places = places;
    return OK;
}

const struct import_commune *import_commune(const struct import_places *places, struct str code)
{
    int64_t number = code_number(code);
    return number < 0 || !places->communes[number].unit_id ? NULL : &places->communes[number];
}

enum err import_commune_advice(struct ctx *ctx, const struct import_places *places, struct str code, struct people_text *ret_reason,
                               struct people_text *ret_advice)
{
    struct day today = population_today(ctx), then = places->codes_as_of;
    struct unit_meaning meaning;

    *ret_reason = SAY("Mã xã, phường gồm đúng 5 chữ số.");
    *ret_advice = SAY("Ghi mã 5 chữ số theo Quyết định 19/2025/QĐ-TTg; bảng tính hay làm mất số 0 ở đầu.");
    if (code_number(code) < 0)
        return OK;
    enum err err = day_is_none(then) ? territory_former_code(ctx, code, today, &meaning) : territory_code_meaning(ctx, code, then, today, &meaning);
    ctx->fault = (struct fault){0};
    if (err == ERR_NOT_FOUND) {
        *ret_reason = day_is_none(then) ? SAY("Không có xã, phường nào mang mã này.")
                                        : SAY("Không có xã, phường nào mang mã này vào ngày {0}.", fmt_day(ctx->arena, then));
        return OK;
    }
    TRY(err);
    *ret_reason = SAY("{0} không còn từ {1}.", meaning.unit.name, fmt_day(ctx->arena, (struct day){meaning.unit.valid_to.n + 1}));
    if (meaning.today_count == 1 && day_is_none(then))
        *ret_advice = SAY("Ghi mã {0} ({1}).", meaning.today[0].code, meaning.today[0].name);
    else if (meaning.today_count > 1)
        *ret_advice = day_is_none(then) ? SAY("Xã này đã chia cho nhiều xã mới: xem địa chỉ thuộc xã nào rồi ghi mã của xã đó.")
                                        : SAY("Xã này đã chia cho nhiều xã mới: xem địa chỉ thuộc xã nào, ghi mã của xã đó vào một tệp riêng rồi nhập không có --codes-as-of.");
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
