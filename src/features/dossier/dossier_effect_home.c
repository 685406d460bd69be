/* dossier_effect_home.c: households and residence beyond moving (Law on Residence 68/2020/QH14 Art. 10, 12, 17, 24 to 26), confirmations from the register, copies of
 * extracts: from the form to the event, and what stands on the paper. */
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "features/population/events.h"

static struct event_note note_of(const struct dossier *d, const struct json *form)
{
    struct str reason = effect_field(form, "reason");

    return (struct event_note){.on = DAY_NONE, .unit_id = d->unit_id, .dossier_id = d->dossier_id, .reason = reason.len ? reason : d->procedure->name.vi,
                               .evidence = effect_field(form, "evidence_text")};
}

static enum err household_or_fault(struct ctx *ctx, int64_t person_id, int64_t *ret_household_id)
{
    enum err err = household_of(ctx, person_id, ret_household_id);

    if (err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    return fault(ctx, ERR_CONFLICT, "effect.no_household", "", "Cơ sở dữ liệu dân cư chưa ghi hộ gia đình của bạn. Hãy đến Công an xã, phường nơi bạn đang ở để được giúp.");
}

/* --- split, head ------------------------------------------------------------------------------------------------------------------------ */
static enum err split_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct split_event *ret_event)
{
    struct split_event event = {.note = note_of(d, form), .person_ids = {d->owner_person_id}, .relations = {S("head")}, .person_count = 1};
    struct dossier_member *members;
    int count;

    TRY(household_or_fault(ctx, d->owner_person_id, &event.household_id));
    TRY(dossier_members_parse(ctx, effect_field(form, "members"), &members, &count));
    for (int i = 0; i < count; i++) {
        event.relations[event.person_count] = members[i].relation.len ? members[i].relation : S("other");
        event.person_ids[event.person_count++] = members[i].person_id;
    }
    *ret_event = event;
    return OK;
}

static enum err head_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct head_event *ret_event)
{
    struct head_event event = {.note = note_of(d, form)};

    TRY(household_or_fault(ctx, d->owner_person_id, &event.household_id));
    TRY(effect_member(ctx, d, form, "new_head", "", "", &event.head_id));
    *ret_event = event;
    return OK;
}

/* --- deletion of residence ------------------------------------------------------------------------------------------------------------------ */
static enum err deletion_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct deletion_event *ret_event)
{
    struct deletion_event event = {.note = note_of(d, form), .person_count = 1, .ground = effect_field(form, "ground")};
    struct str candidate = effect_field(form, "candidate");

    TRY(effect_member(ctx, d, form, "subject", "subject_number", "subject_name", &event.person_ids[0]));
    TRY(effect_day(ctx, form, "since", true, &event.note.on));
    if (event.note.on.n > day_of_ms(ctx->now_ms).n)
        return fault(ctx, ERR_INVALID, "effect.since", "since", "Ngày có căn cứ xóa đăng ký không thể sau hôm nay.");
    if (candidate.len && str_parse_i64(candidate, &event.candidate_id) != OK)
        return fault(ctx, ERR_INVALID, "effect.candidate", "", "Đề nghị xóa đăng ký không đúng.");
    *ret_event = event;
    return OK;
}

/* A registered death has ended the residence already: what is left is the decision and its paper (Decree 154/2024 Art. 9: on the database's signal). */
static enum err ended_by_death(struct ctx *ctx, const struct deletion_event *event, bool *ret_ended)
{
    struct residence residence;
    struct person person;

    TRY(person_get(ctx, event->person_ids[0], &person));
    enum err err = residence_current(ctx, person.person_id, false, &residence);
    ctx->fault = err == ERR_NOT_FOUND ? (struct fault){0} : ctx->fault;
    *ret_ended = err == ERR_NOT_FOUND && str_eq(person.status, S("dead")) && str_eq(event->ground, S("dead"));
    return err == ERR_NOT_FOUND ? OK : err;
}

/* --- a child comes home ----------------------------------------------------------------------------------------------------------------------- */
/* What the child is to the head of the parent's household. */
static enum err child_relation(struct ctx *ctx, int64_t parent_id, int64_t household_id, struct str *ret_relation)
{
    struct household_person *people;
    int count;

    *ret_relation = S("other");
    TRY(household_members(ctx, household_id, &people, &count));
    for (int i = 0; i < count; i++) {
        struct str relation = people[i].relation;
        if (people[i].person_id != parent_id)
            continue;
        if (people[i].head || str_eq(relation, S("wife")) || str_eq(relation, S("husband")))
            *ret_relation = S("child");
        else if (str_eq(relation, S("child")) || str_eq(relation, S("adopted_child")) || str_eq(relation, S("daughter_in_law")) || str_eq(relation, S("son_in_law")))
            *ret_relation = S("grandchild");
    }
    return OK;
}

static enum err child_home_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct permanent_residence *ret_event)
{
    struct permanent_residence event = {.person_count = 1, .unit_id = d->unit_id, .dossier_id = d->dossier_id, .from = DAY_NONE};
    struct residence home;
    struct person child;
    int64_t child_id;

    if (person_number_parse(ctx, effect_field(form, "child_number"), &child_id) != OK || person_get(ctx, child_id, &child) != OK || !person_is_child_of(&child, d->owner_person_id)) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_INVALID, "effect.not_child", "child_number", "Cơ sở dữ liệu dân cư không ghi người mang số này là con của bạn. Hãy đọc lại số trên giấy khai sinh.");
    }
    if (day_add_months(child.birth, 18 * 12).n <= day_of_ms(ctx->now_ms).n)
        return fault(ctx, ERR_INVALID, "effect.adult", "child_number", "Con đã đủ 18 tuổi tự đăng ký thường trú cho mình.");
    enum err err = residence_current(ctx, d->owner_person_id, false, &home);
    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_CONFLICT, "effect.no_home", "", "Bạn chưa có nơi thường trú trong cơ sở dữ liệu, nên chưa đăng ký cho con về cùng được.");
    }
    TRY(err);
    if (home.unit_id != d->unit_id)
        return fault(ctx, ERR_CONFLICT, "effect.elsewhere", "", "Nơi thường trú của bạn thuộc xã, phường khác. Hãy nộp hồ sơ cho Công an nơi đó.");
    event.person_ids[0] = child_id;
    TRY(household_or_fault(ctx, d->owner_person_id, &event.join_household_id));
    TRY(child_relation(ctx, d->owner_person_id, event.join_household_id, &event.relations[0]));
    event.unit_id = home.unit_id;
    event.hamlet_id = home.hamlet_id;
    event.address = home.address;
    event.dwelling = home.dwelling;
    *ret_event = event;
    return OK;
}

/* --- confirmations ------------------------------------------------------------------------------------------------------------------------------ */
static enum err residence_facts(struct ctx *ctx, int64_t person_id, struct effect_facts *facts, bool *ret_any)
{
    *ret_any = false;
    for (int temporary = 0; temporary < 2; temporary++) {
        struct residence residence;
        enum err err = residence_current(ctx, person_id, temporary, &residence);
        if (err == ERR_NOT_FOUND) {
            ctx->fault = (struct fault){0};
            continue;
        }
        TRY(err);
        *ret_any = true;
        struct str text = effect_place(ctx, &residence);
        if (temporary)
            fact_put(facts, S("Nơi tạm trú"), S("Temporary residence"),
                     arena_printf(ctx->arena, "%.*s (đến %.*s)", STR_ARG(text), STR_ARG(fmt_day(ctx->arena, residence.expires_on))));
        else
            fact_put(facts, S("Nơi thường trú"), S("Permanent residence"),
                     arena_printf(ctx->arena, "%.*s (từ %.*s)", STR_ARG(text), STR_ARG(fmt_day(ctx->arena, residence.valid_from))));
    }
    return OK;
}

static enum err confirm_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct effect_facts *facts)
{
    struct household_person *people;
    int64_t household_id;
    int count;
    bool any;

    TRY(facts_person(ctx, facts, "", "", d->owner_person_id));
    facts->count -= facts->count > 0 && str_eq(facts->items[facts->count - 1].vi, S("Nơi cư trú")); /* said in full below */
    TRY(residence_facts(ctx, d->owner_person_id, facts, &any));
    if (!any)
        return fault(ctx, ERR_CONFLICT, "effect.no_residence", "", "Cơ sở dữ liệu dân cư không ghi nơi thường trú hay tạm trú của bạn, nên chưa xác nhận được. Hãy đăng ký cư trú trước.");
    if (str_eq(effect_field(form, "scope"), S("household"))) {
        TRY(household_or_fault(ctx, d->owner_person_id, &household_id));
        TRY(household_members(ctx, household_id, &people, &count));
        for (int i = 0; i < count; i++)
            fact_put(facts, arena_printf(ctx->arena, "Thành viên hộ (%d)", i + 1), arena_printf(ctx->arena, "Member of the household (%d)", i + 1),
                     arena_printf(ctx->arena, "%.*s, sinh %.*s, %.*s", STR_ARG(people[i].full_name), STR_ARG(fmt_day(ctx->arena, people[i].birth)),
                                  STR_ARG(household_relation_text(people[i].relation).vi)));
    }
    fact_put(facts, S("Mục đích"), S("Purpose"), effect_field(form, "purpose"));
    fact_put(facts, S("Theo cơ sở dữ liệu lúc"), S("As the register had it"), fmt_at(ctx->arena, ctx->now_ms));
    return OK;
}

static enum err old_number_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct effect_facts *facts)
{
    struct str old = effect_field(form, "old_number");
    struct person person;

    TRY(person_get(ctx, d->owner_person_id, &person));
    if (old.len != 9 || !str_all_digits(old) || !str_eq(old, person.old_number))
        return fault(ctx, ERR_INVALID, "effect.old_number", "old_number", "Số này không khớp với số chứng minh cũ trong cơ sở dữ liệu. Nếu cơ sở dữ liệu còn thiếu, hãy làm thủ tục điều chỉnh thông tin dân cư trước.");
    TRY(facts_person(ctx, facts, "", "", d->owner_person_id));
    fact_put(facts, S("Số Chứng minh nhân dân 9 số"), S("Old 9-digit number"), old);
    return OK;
}

static enum err extract_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct civil_act *ret_act)
{
    struct str year_text = effect_field(form, "act_year");
    int64_t year = 0;

    if (year_text.len && str_parse_i64(year_text, &year) != OK)
        return fault(ctx, ERR_INVALID, "effect.year", "act_year", "Hãy nhập năm bằng bốn chữ số, ví dụ 2026.");
    enum err err = civil_latest_of(ctx, d->owner_person_id, effect_field(form, "act_kind"), (int)year, ret_act);
    if (err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    return fault(ctx, ERR_INVALID, "effect.no_act", "act_kind", "Sổ hộ tịch điện tử chưa có việc này của bạn. Việc đăng ký trước đây có thể còn ở sổ giấy: hãy hỏi Ủy ban nhân dân nơi đã đăng ký.");
}

/* --- check, apply ----------------------------------------------------------------------------------------------------------------------------------- */
enum err effect_home_check(struct ctx *ctx, const struct dossier *d, const struct json *form, int64_t shown_ms)
{
    struct effect_facts facts = {0};

    switch (d->procedure->effect) {
    case EFFECT_SPLIT: {
        struct split_event event;
        TRY(split_of(ctx, d, form, &event));
        return population_check_split(ctx, &event);
    }
    case EFFECT_HEAD: {
        struct head_event event;
        TRY(head_of(ctx, d, form, &event));
        return population_check_head(ctx, &event);
    }
    case EFFECT_DEREGISTER: {
        struct deletion_event event;
        bool ended;
        TRY(deletion_of(ctx, d, form, &event));
        TRY(ended_by_death(ctx, &event, &ended));
        return ended ? OK : population_check_deletion(ctx, &event);
    }
    case EFFECT_CHILD_RESIDENCE: {
        struct permanent_residence event;
        TRY(child_home_of(ctx, d, form, &event));
        event.shown_ms = shown_ms;
        return population_check_permanent(ctx, &event);
    }
    case EFFECT_CONFIRM_RESIDENCE: return confirm_of(ctx, d, form, &facts);
    case EFFECT_CONFIRM_OLD_NUMBER: return old_number_of(ctx, d, form, &facts);
    case EFFECT_EXTRACT: {
        struct civil_act act;
        return extract_of(ctx, d, form, &act);
    }
    default: return ERR_INTERNAL;
    }
}

static enum err put(struct ctx *ctx, const struct dossier *d, const struct effect_facts *facts)
{
    return dossier_result_put(ctx, d->dossier_id, &(struct dossier_result){.facts = facts->items, .facts_count = facts->count});
}

static enum err members_facts(struct ctx *ctx, int64_t household_id, struct effect_facts *facts)
{
    struct household_person *people;
    struct household household;
    int count;

    TRY(household_get(ctx, household_id, &household));
    TRY(household_members(ctx, household_id, &people, &count));
    fact_put(facts, S("Địa chỉ hộ"), S("Address of the household"), household.address);
    for (int i = 0; i < count; i++)
        fact_put(facts, people[i].head ? S("Chủ hộ") : S("Thành viên"), people[i].head ? S("Head") : S("Member"),
                 arena_printf(ctx->arena, "%.*s, sinh %.*s, %.*s", STR_ARG(people[i].full_name), STR_ARG(fmt_day(ctx->arena, people[i].birth)),
                              STR_ARG(household_relation_text(people[i].relation).vi)));
    return OK;
}

static enum err deletion_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct effect_facts facts = {0};
    struct deletion_event event;
    int64_t event_id;
    bool ended;

    TRY(deletion_of(ctx, d, form, &event));
    TRY(facts_person(ctx, &facts, "", "", event.person_ids[0]));
    TRY(ended_by_death(ctx, &event, &ended));
    if (!ended)
        TRY(population_register_deletion(ctx, &event, &event_id));
    fact_put(&facts, S("Căn cứ"), S("Ground"), code_text_of(deregistration_grounds, event.ground).vi);
    fact_put(&facts, S("Xóa đăng ký thường trú từ ngày"), S("Permanent residence deleted from"), fmt_day(ctx->arena, event.note.on));
    fact_put(&facts, S("Chứng cứ"), S("Evidence"), effect_field(form, "evidence_text"));
    return put(ctx, d, &facts);
}

enum err effect_home_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct effect_facts facts = {0};
    int64_t event_id, household_id;

    switch (d->procedure->effect) {
    case EFFECT_SPLIT: {
        struct split_event event;
        TRY(split_of(ctx, d, form, &event));
        TRY(population_register_split(ctx, &event, &household_id, &event_id));
        TRY(members_facts(ctx, household_id, &facts));
        return put(ctx, d, &facts);
    }
    case EFFECT_HEAD: {
        struct head_event event;
        TRY(head_of(ctx, d, form, &event));
        TRY(population_register_head(ctx, &event, &event_id));
        TRY(members_facts(ctx, event.household_id, &facts));
        return put(ctx, d, &facts);
    }
    case EFFECT_DEREGISTER: return deletion_apply(ctx, d, form);
    case EFFECT_CHILD_RESIDENCE: {
        struct permanent_residence event;
        TRY(child_home_of(ctx, d, form, &event));
        TRY(population_register_permanent(ctx, &event));
        TRY(facts_person(ctx, &facts, "", "", event.person_ids[0]));
        TRY(members_facts(ctx, event.join_household_id, &facts));
        return put(ctx, d, &facts);
    }
    case EFFECT_CONFIRM_RESIDENCE: TRY(confirm_of(ctx, d, form, &facts)); return put(ctx, d, &facts);
    case EFFECT_CONFIRM_OLD_NUMBER: TRY(old_number_of(ctx, d, form, &facts)); return put(ctx, d, &facts);
    case EFFECT_EXTRACT: {
        struct civil_act act;
        TRY(extract_of(ctx, d, form, &act));
        struct str number = civil_number_text(ctx->arena, &act);
        fact_put(&facts, S("Trích lục"), S("Extract"), code_text_of(civil_kinds, act.kind).vi);
        fact_put(&facts, S("Số"), S("Number"), number);
        fact_put(&facts, S("Ngày đăng ký"), S("Registered on"), fmt_day(ctx->arena, day_of_ms(act.recorded_ms)));
        for (int i = 0; i < act.facts_count; i++)
            fact_put(&facts, act.facts[i].vi, act.facts[i].en, act.facts[i].value);
        return dossier_result_put(ctx, d->dossier_id, &(struct dossier_result){.number = number, .facts = facts.items, .facts_count = facts.count,
                                                                               .check_url = arena_join(ctx->arena, S("/extracts/"), act.code)});
    }
    default: return ERR_INTERNAL;
    }
}
