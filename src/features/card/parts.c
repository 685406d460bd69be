/* parts.c: what the pages of cards share: who may see which commune, whom a citizen represents, words. */
#include "features/agency/agency.h"
#include "features/card/pages.h"
#include "features/procedure/procedure.h"
#include "platform/unicode/unicode.h"

static struct str right_code(void)
{
    int count;
    const struct procedure *const *list = procedure_list(&count);

    for (int i = 0; i < count; i++)
        if (list[i]->effect == EFFECT_CARD_FIRST)
            return list[i]->code.len ? list[i]->code : list[i]->slug;
    return S("");
}

enum err card_check_unit(struct req *req, enum perm perm, int64_t unit_id)
{
    return agency_check_can(&req->ctx, req->session->officer_id, perm, unit_id, right_code(), S(""));
}

static enum err communes_field(struct req *req, const struct unit *unit, struct select_field *ret_field, bool *ret_has)
{
    struct ctx *ctx = &req->ctx;
    struct unit own, *communes;
    int count;

    *ret_has = false;
    TRY(territory_get(ctx, req->session->unit_id, &own));
    if (own.level == UNIT_COMMUNE)
        return OK;
    TRY(territory_communes(ctx, own.province_id, card_today(ctx), &communes, &count));
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count + 1);
    choices[0] = (struct choice){.value = S(""), .label = TS(ctx, "Chọn xã, phường")};
    for (int i = 0; i < count; i++)
        choices[i + 1] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)communes[i].unit_id), .label = communes[i].name};
    *ret_field = (struct select_field){.name = S("unit"), .label = TS(ctx, "Xã, phường"), .items = choices, .items_count = count + 1,
                                       .value = unit->level == UNIT_COMMUNE ? arena_printf(ctx->arena, "%lld", (long long)unit->unit_id) : S("")};
    *ret_has = true;
    return OK;
}

enum err card_work_unit(struct req *req, struct unit *ret_unit, bool *ret_commune, struct select_field *ret_where, bool *ret_has_where)
{
    int64_t unit_id = req_i64(req, "unit", 0);
    enum err err = territory_get(&req->ctx, unit_id ? unit_id : req->session->unit_id, ret_unit);

    if (err == ERR_NOT_FOUND) {
        req->ctx.fault = (struct fault){0};
        return fault(&req->ctx, ERR_NOT_FOUND, "unit.unknown", "unit", "Không có đơn vị hành chính này.");
    }
    TRY(err);
    *ret_commune = ret_unit->level == UNIT_COMMUNE;
    TRY(card_check_unit(req, PERM_DOSSIER_PROCESS, ret_unit->unit_id));
    return communes_field(req, ret_unit, ret_where, ret_has_where);
}

enum err card_path_id(struct req *req, const char *name, int64_t *ret_id)
{
    if (str_parse_i64(req_path(req, name), ret_id) != OK || *ret_id <= 0)
        return fault(&req->ctx, ERR_NOT_FOUND, "card.no_page", "", "Không có trang này.");
    return OK;
}

/* --- whom a citizen represents ------------------------------------------------------------------------------------------------- */
enum err card_people_of(struct req *req, struct card_person **ret_people, int *ret_count)
{
    struct ctx *ctx = &req->ctx;
    struct card_person *people = arena_array(ctx->arena, struct card_person, CARD_PEOPLE_MAX);
    struct household_person *members;
    struct person self;
    int64_t household_id;
    int members_count, count = 0;

    TRY(person_get(ctx, req->session->person_id, &self));
    people[count++] = (struct card_person){S("0"), self.full_name, self.person_id, self.birth, true};
    enum err err = day_age(self.birth, card_today(ctx)) >= 18 ? household_of(ctx, self.person_id, &household_id) : ERR_NOT_FOUND;
    if (err == OK)
        err = household_members(ctx, household_id, &members, &members_count);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    for (int i = 0; err == OK && i < members_count && count < CARD_PEOPLE_MAX; i++) {
        if (members[i].person_id == self.person_id || day_age(members[i].birth, card_today(ctx)) >= 18)
            continue;
        enum err may = population_check_can_act_for(ctx, self.person_id, members[i].person_id, card_today(ctx));
        ctx->fault = (struct fault){0};
        if (may != OK)
            continue;
        people[count] = (struct card_person){arena_printf(ctx->arena, "%d-%04d", count, (int)(members[i].person_id % 10000)), members[i].full_name,
                                             members[i].person_id, members[i].birth, false};
        count++;
    }
    *ret_people = people;
    *ret_count = count;
    return OK;
}

enum err card_person_picked(struct req *req, struct str pick, struct card_person *ret_person)
{
    struct card_person *people;
    int count;

    TRY(card_people_of(req, &people, &count));
    for (int i = 0; i < count; i++)
        if (str_eq(people[i].pick, pick) || (i == 0 && str_empty(pick))) {
            *ret_person = people[i];
            return OK;
        }
    return fault(&req->ctx, ERR_INVALID, "card.who", "who", "Danh sách người trong hộ vừa thay đổi. Hãy mở lại trang thẻ căn cước và chọn lại.");
}

/* --- words ----------------------------------------------------------------------------------------------------------------------- */
struct str card_minute_text(struct ctx *ctx, int minute)
{
    return minute < 0 ? TS(ctx, "Không hẹn") : arena_printf(ctx->arena, "%02d:%02d", minute / 60, minute % 60);
}

struct tag card_booking_tag(struct ctx *ctx, struct str state)
{
    enum tone tone = str_eq(state, S("collected")) ? TONE_DONE : str_eq(state, S("absent")) ? TONE_LATE : str_eq(state, S("booked")) ? TONE_INFO : TONE_NEUTRAL;
    return (struct tag){i18n(ctx->lang, code_text_of(card_booking_states, state)), tone};
}

enum err card_hamlets_of(struct ctx *ctx, int64_t unit_id, struct card_hamlets *ret_hamlets)
{
    return territory_hamlets(ctx, unit_id, &ret_hamlets->items, &ret_hamlets->count);
}

struct str card_hamlet_name(struct ctx *ctx, const struct card_hamlets *hamlets, int64_t hamlet_id)
{
    for (int i = 0; i < hamlets->count; i++)
        if (hamlets->items[i].hamlet_id == hamlet_id)
            return arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(hamlets->items[i].kind), STR_ARG(hamlets->items[i].name));
    return S("");
}

static int number_at(struct str text, size_t *at)
{
    int value = 0;
    while (*at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9' && value < 100000000)
        value = value * 10 + text.ptr[(*at)++] - '0';
    return value;
}

/* "9 Hùng Vương" before "12 Hùng Vương", both before "3 Lê Lợi": the street first, then the number in it. */
int card_address_cmp(struct str a, struct str b)
{
    size_t at = 0, bt = 0;
    int x = number_at(a, &at), y = number_at(b, &bt);
    int streets = str_cmp(str_trim(str_sub(a, at, a.len)), str_trim(str_sub(b, bt, b.len)));

    if (streets)
        return streets;
    return (x > y) - (x < y);
}
