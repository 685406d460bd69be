/* dossier_effect_civil.c: acts of civil status (Law on Civil Status 60/2014/QH13): from the form to the event of the register, the line in the committee's book and
 * what stands on the paper. The rules of who may marry whom and the like stand in population/events.h; here stands who may file what. */
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "features/population/events.h"
#include "features/territory/territory.h"

/* --- helpers that both files of effects use -------------------------------------------------------------------------------------------- */
void fact_put(struct effect_facts *facts, struct str vi, struct str en, struct str value)
{
    if (value.len && facts->count < CIVIL_FACTS_MAX)
        facts->items[facts->count++] = (struct civil_fact){vi, en, value};
}

static struct event_note note_of(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct str reason = effect_field(form, "reason");

    return (struct event_note){.on = DAY_NONE, .unit_id = d->unit_id, .dossier_id = d->dossier_id,
                               .reason = str_sub(reason.len ? reason : d->procedure->name.vi, 0, 1000),
                               .evidence = d->code.len ? arena_printf(ctx->arena, "Giấy tờ kèm hồ sơ %.*s", STR_ARG(d->code)) : S("Giấy tờ kèm hồ sơ")};
}

/* --- birth ---------------------------------------------------------------------------------------------------------------------------------- */
static enum err birth_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct birth_event *ret_event)
{
    struct birth_event event = {
        .note = note_of(ctx, d, form),
        .full_name = effect_field(form, "child_name"),
        .female = str_eq(effect_field(form, "child_sex"), S("female")),
        .ethnicity = effect_field(form, "child_ethnicity"),
        .birth_place = effect_field(form, "birth_place"),
        .hometown = effect_field(form, "hometown"),
        .registered_at = territory_label(ctx, d->unit_id),
        .home_from = DAY_NONE,
        .twin = effect_field(form, "twin").len > 0,
    };
    struct str other = effect_field(form, "other_parent");
    struct person owner;
    int64_t other_id = 0;

    TRY(effect_day(ctx, form, "child_birth", true, &event.birth));
    TRY(person_get(ctx, d->owner_person_id, &owner));
    if (str_eq(other, S("spouse"))) {
        if (!owner.spouse_id)
            return fault(ctx, ERR_INVALID, "effect.no_spouse", "other_parent",
                         "Cơ sở dữ liệu dân cư chưa ghi vợ hoặc chồng của bạn. Hãy chọn “Người khác” và điền số định danh của người đó.");
        other_id = owner.spouse_id;
    } else if (str_eq(other, S("named"))) {
        TRY(effect_named(ctx, form, "other_number", "other_name", &other_id));
    }
    event.mother_id = owner.female ? owner.person_id : other_id;
    event.father_id = owner.female ? other_id : owner.person_id;
    *ret_event = event;
    return OK;
}

/* --- the others ------------------------------------------------------------------------------------------------------------------------------- */
static enum err death_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct death_event *ret_event)
{
    struct death_event event = {.note = note_of(ctx, d, form)};
    struct str number = effect_field(form, "notice_number");

    TRY(effect_member(ctx, d, form, "deceased", "deceased_number", "deceased_name", &event.person_id));
    TRY(effect_day(ctx, form, "death_day", true, &event.note.on));
    if (event.person_id == d->owner_person_id)
        return fault(ctx, ERR_INVALID, "effect.own_death", "deceased", "Người khai không thể là người đã mất. Hãy chọn lại người đã mất.");
    if (number.len)
        event.note.evidence = arena_join(ctx->arena, S("Giấy báo tử: "), number);
    *ret_event = event;
    return OK;
}

static enum err marriage_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct marriage_event *ret_event)
{
    struct marriage_event event = {.note = note_of(ctx, d, form)};
    struct person owner;
    int64_t partner_id;

    TRY(effect_in_person(ctx, d));
    TRY(effect_named(ctx, form, "partner_number", "partner_name", &partner_id));
    TRY(person_get(ctx, d->owner_person_id, &owner));
    event.husband_id = owner.female ? partner_id : owner.person_id;
    event.wife_id = owner.female ? owner.person_id : partner_id;
    *ret_event = event;
    return OK;
}

static enum err divorce_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct divorce_event *ret_event)
{
    struct divorce_event event = {.note = note_of(ctx, d, form), .person_id = d->owner_person_id};
    struct person owner;

    TRY(effect_in_person(ctx, d));
    TRY(person_get(ctx, d->owner_person_id, &owner));
    if (!owner.spouse_id)
        return fault(ctx, ERR_CONFLICT, "effect.no_spouse", "", "Cơ sở dữ liệu dân cư không ghi bạn đang có vợ hoặc chồng. Hãy đến Ủy ban nhân dân xã, phường để được kiểm tra.");
    event.spouse_id = owner.spouse_id;
    TRY(effect_day(ctx, form, "judgment_day", true, &event.note.on));
    struct str number = effect_field(form, "judgment_number"), court = effect_field(form, "court");
    event.note.evidence = arena_printf(ctx->arena, "Bản án, quyết định số %.*s của %.*s, có hiệu lực ngày %.*s", STR_ARG(number), STR_ARG(court),
                                       STR_ARG(fmt_day(ctx->arena, event.note.on)));
    *ret_event = event;
    return OK;
}

static enum err parentage_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct parentage_event *ret_event)
{
    struct parentage_event event = {.note = note_of(ctx, d, form), .parent_id = d->owner_person_id};

    TRY(effect_in_person(ctx, d));
    TRY(effect_named(ctx, form, "child_number", "child_name", &event.child_id));
    *ret_event = event;
    return OK;
}

static enum err adoption_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct adoption_event *ret_event)
{
    struct adoption_event event = {.note = note_of(ctx, d, form)};
    struct person owner;

    TRY(effect_in_person(ctx, d));
    TRY(effect_named(ctx, form, "child_number", "child_name", &event.child_id));
    TRY(person_get(ctx, d->owner_person_id, &owner));
    bool both = str_eq(effect_field(form, "with_spouse"), S("both"));
    if (both && !owner.spouse_id)
        return fault(ctx, ERR_INVALID, "effect.no_spouse", "with_spouse", "Cơ sở dữ liệu dân cư không ghi bạn đang có vợ hoặc chồng.");
    if (!both && owner.spouse_id)
        return fault(ctx, ERR_INVALID, "effect.has_spouse", "with_spouse", "Người đang có vợ hoặc chồng nhận nuôi con thì vợ chồng phải cùng nhận.");
    event.father_id = owner.female ? (both ? owner.spouse_id : 0) : owner.person_id;
    event.mother_id = owner.female ? owner.person_id : (both ? owner.spouse_id : 0);
    *ret_event = event;
    return OK;
}

/* Which field of the register a choice of the form means, and where its new value stands. */
static const struct {
    struct str what, field;
    const char *new_value;
} corrections[] = {
    {S_INIT("name"), S_INIT("full_name"), "new_name"},
    {S_INIT("birth"), S_INIT("birth"), "new_birth"},
    {S_INIT("sex"), S_INIT("sex"), "new_sex"},
    {S_INIT("ethnicity"), S_INIT("ethnicity"), "new_ethnicity"},
    {S_INIT("birth_place"), S_INIT("birth_place"), "new_birth_place"},
    {S_INIT("hometown"), S_INIT("hometown"), "new_hometown"},
    {S_INIT("old_number"), S_INIT("old_number"), "new_old_number"},
    {S_INIT("phone_number"), S_INIT("phone"), "new_phone_number"},
    {S_INIT("blood_group"), S_INIT("blood_group"), "new_blood_group"},
};

struct str dossier_correction_field(struct str what)
{
    for (size_t i = 0; i < ARRAY_LEN(corrections); i++)
        if (str_eq(corrections[i].what, what))
            return corrections[i].field;
    return STR_NONE;
}

/* Name, birth and sex need two officers: the one who examined the dossier, and the one who decides. */
static enum err examiner_of(struct ctx *ctx, const struct dossier *d, int64_t *ret_officer_id)
{
    struct dossier_step *steps;
    int count;

    *ret_officer_id = 0;
    if (!d->dossier_id)
        return OK;
    TRY(dossier_steps(ctx, d->dossier_id, &steps, &count));
    for (int i = 0; i < count; i++)
        if (steps[i].officer_id && steps[i].officer_id != ctx->actor.officer_id)
            *ret_officer_id = steps[i].officer_id;
    return OK;
}

static enum err correction_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct correction *correction, struct correction_event *ret_event)
{
    struct correction_event event = {.note = note_of(ctx, d, form), .person_id = d->owner_person_id, .corrections = correction, .corrections_count = 1};
    struct str what = effect_field(form, "what"), kind = effect_field(form, "kind"), shown = effect_field(form, "old_value");
    struct person person;
    size_t at = 0;

    while (at < ARRAY_LEN(corrections) && !str_eq(corrections[at].what, what))
        at++;
    if (at == ARRAY_LEN(corrections))
        return fault(ctx, ERR_INVALID, "effect.what", "what", "Hãy chọn thông tin cần sửa.");
    TRY(person_get(ctx, d->owner_person_id, &person));
    struct str now = person_field_get(ctx->arena, &person, person_field_index(corrections[at].field));
    *correction = (struct correction){.field = corrections[at].field, .old_value = json_get(form, "old_value") ? shown : now,
                                      .new_value = effect_field(form, corrections[at].new_value)};
    if (d->procedure->effect == EFFECT_DATA_CORRECTION)
        event.kind = !now.len ? CORRECTION_SUPPLEMENT : str_eq(what, S("phone_number")) ? CORRECTION_CHANGE : CORRECTION_ERROR;
    else
        event.kind = str_eq(kind, S("change")) ? CORRECTION_CHANGE : str_eq(kind, S("supplement")) ? CORRECTION_SUPPLEMENT : CORRECTION_ERROR;
    if (event.kind == CORRECTION_CHANGE && d->procedure->effect == EFFECT_CORRECTION && !str_eq(what, S("name")) && !str_eq(what, S("ethnicity")))
        return fault(ctx, ERR_INVALID, "effect.change", "what", "Chỉ họ, chữ đệm, tên và dân tộc mới thay đổi được. Thông tin khác ghi sai thì chọn “Cải chính”.");
    TRY(examiner_of(ctx, d, &event.note.approved_by));
    *ret_event = event;
    return OK;
}

/* Before anybody examined it: would the register take it once two officers have? */
static enum err correction_check(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct correction correction;
    struct correction_event event;

    TRY(correction_of(ctx, d, form, &correction, &event));
    if (!event.note.approved_by)
        event.note.approved_by = -1;
    return population_check_correction(ctx, &event);
}

enum err effect_civil_check(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    switch (d->procedure->effect) {
    case EFFECT_BIRTH: {
        struct birth_event event;
        TRY(birth_of(ctx, d, form, &event));
        return population_check_birth(ctx, &event);
    }
    case EFFECT_DEATH: {
        struct death_event event;
        TRY(death_of(ctx, d, form, &event));
        return population_check_death(ctx, &event);
    }
    case EFFECT_MARRIAGE: {
        struct marriage_event event;
        TRY(marriage_of(ctx, d, form, &event));
        return population_check_marriage(ctx, &event);
    }
    case EFFECT_DIVORCE: {
        struct divorce_event event;
        TRY(divorce_of(ctx, d, form, &event));
        return population_check_divorce(ctx, &event);
    }
    case EFFECT_RECOGNITION: {
        struct parentage_event event;
        TRY(parentage_of(ctx, d, form, &event));
        return population_check_parentage(ctx, &event);
    }
    case EFFECT_ADOPTION: {
        struct adoption_event event;
        TRY(adoption_of(ctx, d, form, &event));
        return population_check_adoption(ctx, &event);
    }
    case EFFECT_CORRECTION:
    case EFFECT_DATA_CORRECTION: return correction_check(ctx, d, form);
    default: return ERR_INTERNAL;
    }
}

/* --- the book and the paper ------------------------------------------------------------------------------------------------------------------- */
struct entry {
    const char *kind;
    int64_t event_id;
    struct civil_person persons[CIVIL_PERSONS_MAX];
    int persons_count;
    struct effect_facts facts;
};

static void person_put(struct entry *entry, int64_t person_id, const char *role)
{
    for (int i = 0; i < entry->persons_count; i++)
        if (entry->persons[i].person_id == person_id)
            return;
    if (person_id && entry->persons_count < CIVIL_PERSONS_MAX)
        entry->persons[entry->persons_count++] = (struct civil_person){person_id, role};
}

/* The number in the book is known only once the act is entered, and it stands first on the paper. */
static enum err enter(struct ctx *ctx, const struct dossier *d, struct entry *entry)
{
    struct civil_act act = {.agency_id = d->agency_id, .unit_id = d->unit_id, .kind = str_of(entry->kind), .dossier_id = d->dossier_id, .event_id = entry->event_id,
                            .facts = entry->facts.items, .facts_count = entry->facts.count};
    struct effect_facts paper = {0};

    TRY(civil_enter(ctx, &act, entry->persons, entry->persons_count));
    struct str number = civil_number_text(ctx->arena, &act);
    fact_put(&paper, S("Số"), S("Number"), number);
    fact_put(&paper, S("Ngày đăng ký"), S("Registered on"), fmt_day(ctx->arena, day_of_ms(ctx->now_ms)));
    for (int i = 0; i < entry->facts.count; i++)
        fact_put(&paper, entry->facts.items[i].vi, entry->facts.items[i].en, entry->facts.items[i].value);
    struct dossier_result result = {.number = number, .facts = paper.items, .facts_count = paper.count, .check_url = arena_join(ctx->arena, S("/extracts/"), act.code)};
    return dossier_result_put(ctx, d->dossier_id, &result);
}

static enum err birth_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct entry entry = {.kind = "birth"};
    struct birth_event event;
    int64_t child_id;

    TRY(birth_of(ctx, d, form, &event));
    TRY(population_register_birth(ctx, &event, &child_id, &entry.event_id));
    person_put(&entry, child_id, "child");
    person_put(&entry, event.mother_id, "mother");
    person_put(&entry, event.father_id, "father");
    TRY(facts_person(ctx, &entry.facts, "", "", child_id));
    fact_put(&entry.facts, S("Nơi sinh"), S("Place of birth"), event.birth_place);
    fact_put(&entry.facts, S("Quê quán"), S("Place of origin"), event.hometown);
    if (event.mother_id)
        TRY(facts_person(ctx, &entry.facts, "Mẹ: ", "Mother: ", event.mother_id));
    if (event.father_id)
        TRY(facts_person(ctx, &entry.facts, "Cha: ", "Father: ", event.father_id));
    fact_put(&entry.facts, S("Người đi khai sinh"), S("Declared by"), d->submitter_name);
    return enter(ctx, d, &entry);
}

static enum err death_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct entry entry = {.kind = "death"};
    struct death_event event;

    TRY(death_of(ctx, d, form, &event));
    TRY(facts_person(ctx, &entry.facts, "", "", event.person_id)); /* before: afterwards there is no residence any more */
    TRY(population_register_dead(ctx, &event, &entry.event_id));
    person_put(&entry, event.person_id, "deceased");
    person_put(&entry, d->owner_person_id, "declarant");
    fact_put(&entry.facts, S("Đã chết ngày"), S("Died on"), fmt_day(ctx->arena, event.note.on));
    fact_put(&entry.facts, S("Nơi chết"), S("Place of death"), effect_field(form, "death_place"));
    fact_put(&entry.facts, S("Nguyên nhân"), S("Cause"), effect_field(form, "cause"));
    fact_put(&entry.facts, S("Giấy báo tử"), S("Notice of death"), effect_field(form, "notice_number"));
    fact_put(&entry.facts, S("Người đi khai tử"), S("Declared by"), d->submitter_name);
    return enter(ctx, d, &entry);
}

static enum err marriage_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct entry entry = {.kind = "marriage"};
    struct marriage_event event;

    TRY(marriage_of(ctx, d, form, &event));
    TRY(population_register_marriage(ctx, &event, &entry.event_id));
    person_put(&entry, event.husband_id, "husband");
    person_put(&entry, event.wife_id, "wife");
    TRY(facts_person(ctx, &entry.facts, "Chồng: ", "Husband: ", event.husband_id));
    TRY(facts_person(ctx, &entry.facts, "Vợ: ", "Wife: ", event.wife_id));
    return enter(ctx, d, &entry);
}

static enum err divorce_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct entry entry = {.kind = "divorce"};
    struct divorce_event event;

    TRY(divorce_of(ctx, d, form, &event));
    TRY(population_register_divorce(ctx, &event, &entry.event_id));
    person_put(&entry, event.person_id, "person");
    person_put(&entry, event.spouse_id, "spouse");
    TRY(facts_person(ctx, &entry.facts, "", "", event.person_id));
    TRY(facts_person(ctx, &entry.facts, "Đã ly hôn với: ", "Divorced from: ", event.spouse_id));
    fact_put(&entry.facts, S("Theo"), S("Under"), event.note.evidence);
    return enter(ctx, d, &entry);
}

static enum err recognition_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct entry entry = {.kind = "recognition"};
    struct parentage_event event;

    TRY(parentage_of(ctx, d, form, &event));
    TRY(population_register_parentage(ctx, &event, &entry.event_id));
    person_put(&entry, event.child_id, "child");
    person_put(&entry, event.parent_id, "parent");
    TRY(facts_person(ctx, &entry.facts, "Con: ", "Child: ", event.child_id));
    TRY(facts_person(ctx, &entry.facts, "Cha, mẹ: ", "Parent: ", event.parent_id));
    return enter(ctx, d, &entry);
}

static enum err adoption_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct entry entry = {.kind = "adoption"};
    struct adoption_event event;

    TRY(adoption_of(ctx, d, form, &event));
    TRY(population_register_adoption(ctx, &event, &entry.event_id));
    person_put(&entry, event.child_id, "child");
    person_put(&entry, event.mother_id, "mother");
    person_put(&entry, event.father_id, "father");
    TRY(facts_person(ctx, &entry.facts, "Con nuôi: ", "Adopted child: ", event.child_id));
    if (event.mother_id)
        TRY(facts_person(ctx, &entry.facts, "Mẹ nuôi: ", "Adoptive mother: ", event.mother_id));
    if (event.father_id)
        TRY(facts_person(ctx, &entry.facts, "Cha nuôi: ", "Adoptive father: ", event.father_id));
    return enter(ctx, d, &entry);
}

static enum err correction_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct entry entry = {.kind = "correction"};
    struct correction correction;
    struct correction_event event;
    struct register_event booked;

    TRY(correction_of(ctx, d, form, &correction, &event));
    TRY(population_register_correction(ctx, &event, &entry.event_id));
    TRY(event_get(ctx, entry.event_id, &booked));
    int field = person_field_index(correction.field);
    person_put(&entry, d->owner_person_id, "person");
    TRY(facts_person(ctx, &entry.facts, "", "", d->owner_person_id));
    fact_put(&entry.facts, S("Thông tin"), S("Information"), person_fields[field].text.vi);
    fact_put(&entry.facts, S("Trước"), S("Before"), person_field_text(ctx, field, correction.old_value));
    fact_put(&entry.facts, S("Nay là"), S("Now"), person_field_text(ctx, field, correction.new_value));
    fact_put(&entry.facts, S("Lý do"), S("Reason"), effect_field(form, "reason"));
    if (booked.number_disagrees)
        fact_put(&entry.facts, S("Ghi chú"), S("Note"), S("Số định danh cá nhân giữ nguyên suốt đời, nên các chữ số chỉ giới tính hoặc năm sinh không còn khớp."));
    if (d->procedure->effect == EFFECT_CORRECTION)
        return enter(ctx, d, &entry);
    return dossier_result_put(ctx, d->dossier_id, &(struct dossier_result){.facts = entry.facts.items, .facts_count = entry.facts.count});
}

enum err effect_civil_apply(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    switch (d->procedure->effect) {
    case EFFECT_BIRTH: return birth_apply(ctx, d, form);
    case EFFECT_DEATH: return death_apply(ctx, d, form);
    case EFFECT_MARRIAGE: return marriage_apply(ctx, d, form);
    case EFFECT_DIVORCE: return divorce_apply(ctx, d, form);
    case EFFECT_RECOGNITION: return recognition_apply(ctx, d, form);
    case EFFECT_ADOPTION: return adoption_apply(ctx, d, form);
    case EFFECT_CORRECTION:
    case EFFECT_DATA_CORRECTION: return correction_apply(ctx, d, form);
    default: return ERR_INTERNAL;
    }
}
