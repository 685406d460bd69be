/* territory_names.c: codes, kinds and names of units: how they are numbered, spelled, folded and put together for
 * people. */
#include "features/territory/territory_internal.h"
#include "platform/unicode/unicode.h"
#include <assert.h>

static const struct str level_names[] = {
    [UNIT_PROVINCE] = S_INIT("province"), [UNIT_DISTRICT] = S_INIT("district"), [UNIT_COMMUNE] = S_INIT("commune")};
static const size_t code_digits[] = {[UNIT_PROVINCE] = 2, [UNIT_DISTRICT] = 3, [UNIT_COMMUNE] = 5};

/* "Thành phố" stands for two levels: of the centre (a province) and of a province (a district). Longer kinds first:
 * names start with them. */
static const struct {
    enum unit_level level;
    struct str kind;
} kinds[] = {
    {UNIT_PROVINCE, S_INIT("Thành phố Trung ương")},
    {UNIT_PROVINCE, S_INIT("Tỉnh")},
    {UNIT_DISTRICT, S_INIT("Thành phố")},
    {UNIT_DISTRICT, S_INIT("Quận")},
    {UNIT_DISTRICT, S_INIT("Huyện")},
    {UNIT_DISTRICT, S_INIT("Thị xã")},
    {UNIT_COMMUNE, S_INIT("Thị trấn")},
    {UNIT_COMMUNE, S_INIT("Phường")},
    {UNIT_COMMUNE, S_INIT("Đặc khu")},
    {UNIT_COMMUNE, S_INIT("Xã")},
};

struct str territory_level_name(enum unit_level level) { return level_names[level]; }

bool territory_level_parse(struct str text, enum unit_level *ret_level)
{
    for (int level = UNIT_PROVINCE; level <= UNIT_COMMUNE; level++)
        if (str_eq(text, level_names[level])) {
            *ret_level = (enum unit_level)level;
            return true;
        }
    return false;
}

enum err territory_level_of(struct str code, enum unit_level *ret_level)
{
    for (int level = UNIT_PROVINCE; level <= UNIT_COMMUNE && str_all_digits(code); level++)
        if (code.len == code_digits[level]) {
            *ret_level = (enum unit_level)level;
            return OK;
        }
    return ERR_INVALID;
}

int64_t territory_unit_id(enum unit_level level, struct str code, struct day valid_from)
{
    enum { DAYS_1900_TO_1970 = 25567, FIVE_DIGITS = 100000 };
    int64_t number = 0, days = day_is_none(valid_from) ? 0 : (int64_t)valid_from.n + DAYS_1900_TO_1970;

    assert(code.len == code_digits[level] && str_parse_i64(code, &number) == OK && "the code fits the level");
    assert(days >= 0 && days < FIVE_DIGITS);
    return ((int64_t)level * FIVE_DIGITS + number) * FIVE_DIGITS + days;
}

bool territory_kind_known(enum unit_level level, struct str kind)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (kinds[i].level == level && str_eq(kinds[i].kind, kind))
            return true;
    return false;
}

struct str territory_from_text(struct arena *arena, struct day valid_from)
{
    return day_is_none(valid_from) ? S("") : day_iso(arena, valid_from);
}

struct str territory_bare_name(const struct unit *unit)
{
    struct str kind = str_eq(unit->kind, kinds[0].kind) ? S("Thành phố") : unit->kind;

    if (str_starts(unit->name, kind) && unit->name.len > kind.len + 1 && unit->name.ptr[kind.len] == ' ')
        return str_sub(unit->name, kind.len + 1, unit->name.len);
    return unit->name;
}

/* People type "xã ia grai", "Xa Ia Grai" or "ia grai": the kind is no part of the key. */
struct str territory_search_key(struct arena *arena, struct str name)
{
    struct str folded = unicode_fold(arena, name);

    for (size_t i = 1; i < ARRAY_LEN(kinds); i++) {
        struct str kind = unicode_fold(arena, kinds[i].kind);
        if (str_starts(folded, kind) && folded.len > kind.len + 1 && folded.ptr[kind.len] == ' ')
            return str_sub(folded, kind.len + 1, folded.len);
    }
    return folded;
}

/* Inside a sentence the kind is written small: "Xã Ia Grai, tỉnh Gia Lai". All kinds of a higher level start with an
 * ASCII letter. */
static void put_small(struct buf *buf, struct str name)
{
    if (name.len && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z') {
        buf_put_char(buf, (char)(name.ptr[0] - 'A' + 'a'));
        name = str_sub(name, 1, name.len);
    }
    buf_put(buf, name);
}

struct str territory_label(struct ctx *ctx, int64_t unit_id)
{
    struct buf label;
    struct fault before = ctx->fault;

    buf_init(&label, ctx->arena, 96);
    for (int depth = 0; unit_id && depth < UNIT_COMMUNE; depth++) {
        struct unit unit;
        if (territory_get(ctx, unit_id, &unit) != OK)
            break;
        if (depth)
            buf_lit(&label, ", ");
        if (depth)
            put_small(&label, unit.name);
        else
            buf_put(&label, unit.name);
        unit_id = unit.parent_id;
    }
    ctx->fault = before; /* a missing label is no failure of the request */
    return buf_str(&label);
}
