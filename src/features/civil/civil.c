/* civil.c: the words of the books, and acts as they are written down. */
#include "features/civil/civil.h"
#include "platform/json/json.h"

const struct code_text civil_kinds[] = {
    {S_INIT("birth"), M_("Khai sinh")},
    {S_INIT("death"), M_("Khai tử")},
    {S_INIT("marriage"), M_("Kết hôn")},
    {S_INIT("divorce"), M_("Ghi chú ly hôn")},
    {S_INIT("recognition"), M_("Nhận cha, mẹ, con")},
    {S_INIT("adoption"), M_("Nuôi con nuôi")},
    {S_INIT("correction"), M_("Thay đổi, cải chính, bổ sung hộ tịch")},
    {STR_NONE, {STR_NONE}},
};

struct str civil_number_text(struct arena *arena, const struct civil_act *act) { return arena_printf(arena, "%d/%d", act->number, act->year); }

struct str civil_facts_format(struct ctx *ctx, const struct civil_fact *facts, int count)
{
    struct json_out json;
    struct buf buf;

    buf_init(&buf, ctx->arena, 1024);
    json_out_init(&json, &buf);
    json_begin_array(&json);
    for (int i = 0; i < count; i++) {
        json_begin_object(&json);
        json_put_str(&json, S("vi"), facts[i].vi);
        json_put_str(&json, S("en"), facts[i].en);
        json_put_str(&json, S("value"), facts[i].value);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_out_done(&json);
    return buf_str(&buf);
}

enum err civil_facts_parse(struct ctx *ctx, struct str text, struct civil_fact **ret_facts, int *ret_count)
{
    struct civil_fact *facts = arena_array(ctx->arena, struct civil_fact, CIVIL_FACTS_MAX);
    const struct json *list;
    int count = 0;

    if (json_parse(ctx->arena, text, NULL, &list) != OK || json_kind(list) != JSON_ARRAY)
        return fault(ctx, ERR_INTERNAL, "civil.facts", "", "Nội dung đã ghi không đọc được.");
    for (const struct json *row = json_first(list); row && count < CIVIL_FACTS_MAX; row = json_next(row)) {
        struct civil_fact *fact = &facts[count++];
        if (json_text(json_get(row, "vi"), &fact->vi) != OK || json_text(json_get(row, "en"), &fact->en) != OK || json_text(json_get(row, "value"), &fact->value) != OK)
            return fault(ctx, ERR_INTERNAL, "civil.facts", "", "Nội dung đã ghi không đọc được.");
    }
    *ret_facts = facts;
    *ret_count = count;
    return OK;
}
