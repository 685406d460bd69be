/* dossier_effect.c: from the form of a dossier to an event of the register. Knows the fields (dossier_effect.h) and nothing of states or clocks;
 * the rules of residence stand in population. */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "platform/json/json.h"

static struct str field(const struct json *form, const char *name)
{
    struct str text;
    return json_text(json_get(form, name), &text) == OK ? str_trim(text) : STR_NONE;
}

static enum err field_day(struct ctx *ctx, const struct json *form, const char *name, bool required, struct day *ret_day)
{
    struct str text = field(form, name);

    *ret_day = DAY_NONE;
    if (str_empty(text) && !required)
        return OK;
    if (day_parse_iso(text, ret_day) != OK)
        return fault(ctx, ERR_INVALID, "dossier.day", name, "Hãy nhập ngày, ví dụ 21/11/2026.");
    return OK;
}

static enum err field_id(struct ctx *ctx, const struct json *form, const char *name, int64_t *ret_id)
{
    struct str text = field(form, name);

    *ret_id = 0;
    if (str_empty(text))
        return OK;
    if (str_parse_i64(text, ret_id) != OK || *ret_id < 0)
        return fault(ctx, ERR_INVALID, "dossier.id", name, "Hãy chọn một mục trong danh sách.");
    return OK;
}

/* --- lists of persons --------------------------------------------------------------------------------------------------- */
static int lines_of(struct str text)
{
    int count = 0;
    struct str rest = str_trim(text);

    if (str_empty(rest))
        return 0;
    while (rest.ptr) {
        str_cut(&rest, '\n');
        count++;
    }
    return count;
}

static void cell_put(struct buf *buf, struct str text, char end)
{
    for (size_t i = 0; i < text.len; i++)
        buf_put_char(buf, text.ptr[i] == ';' || text.ptr[i] == '\n' || text.ptr[i] == '\r' ? ' ' : text.ptr[i]);
    buf_put_char(buf, end);
}

struct str dossier_members_format(struct arena *arena, const struct dossier_member *members, int count)
{
    struct buf buf;

    buf_init(&buf, arena, 64);
    for (int i = 0; i < count; i++) {
        buf_put(&buf, person_number_format(arena, members[i].person_id));
        if (!str_empty(members[i].relation)) {
            buf_put_char(&buf, ':');
            buf_put(&buf, members[i].relation);
        }
        buf_put_char(&buf, '\n');
    }
    return buf_str(&buf);
}

static bool separates(char c) { return c == ' ' || c == ',' || c == '\n' || c == '\r'; }

enum err dossier_members_parse(struct ctx *ctx, struct str text, struct dossier_member **ret_members, int *ret_count)
{
    struct dossier_member *members = arena_array(ctx->arena, struct dossier_member, DOSSIER_MEMBERS_MAX);
    int count = 0;

    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        while (end < text.len && !separates(text.ptr[end]))
            end++;
        struct str entry = str_sub(text, at, end - at);
        at = end + 1;
        if (str_empty(entry))
            continue;
        if (count == DOSSIER_MEMBERS_MAX)
            return fault(ctx, ERR_INVALID, "dossier.members", "members", "Mỗi hồ sơ khai được nhiều nhất 19 người đi cùng.");
        struct str number = str_cut(&entry, ':');
        TRY(person_number_parse(ctx, number, &members[count].person_id));
        members[count++].relation = entry;
    }
    *ret_members = members;
    *ret_count = count;
    return OK;
}

struct str dossier_guests_format(struct arena *arena, const struct lodging_guest *guests, int count)
{
    struct buf buf;

    buf_init(&buf, arena, (size_t)count * 96 + 16);
    for (int i = 0; i < count; i++) {
        cell_put(&buf, guests[i].name, ';');
        cell_put(&buf, guests[i].number, ';');
        cell_put(&buf, day_iso(arena, guests[i].birth), ';');
        cell_put(&buf, guests[i].reason, ';');
        buf_put_i64(&buf, guests[i].arrived_ms);
        buf_put_char(&buf, ';');
        cell_put(&buf, day_iso(arena, guests[i].leaves), '\n');
    }
    return buf_str(&buf);
}

enum err dossier_guests_parse(struct ctx *ctx, struct str text, struct lodging_guest **ret_guests, int *ret_count)
{
    int count = lines_of(text), at = 0;
    struct str rest = str_trim(text);
    struct lodging_guest *guests = arena_array(ctx->arena, struct lodging_guest, (size_t)(count ? count : 1));

    if (count > DOSSIER_GUESTS_MAX)
        return fault(ctx, ERR_INVALID, "dossier.guests", "guests", "Mỗi lần thông báo được nhiều nhất 500 người lưu trú.");
    while (count && rest.ptr) {
        struct str line = str_cut(&rest, '\n');
        struct lodging_guest *guest = &guests[at++];
        guest->name = str_trim(str_cut(&line, ';'));
        guest->number = str_trim(str_cut(&line, ';'));
        guest->birth = guest->leaves = DAY_NONE;
        struct str birth = str_cut(&line, ';');
        guest->reason = str_trim(str_cut(&line, ';'));
        struct str arrived = str_cut(&line, ';');
        if ((!str_empty(birth) && day_parse_iso(birth, &guest->birth) != OK) || str_parse_i64(arrived, &guest->arrived_ms) != OK ||
            (!str_empty(line) && day_parse_iso(line, &guest->leaves) != OK))
            return fault(ctx, ERR_INVALID, "dossier.guests", "guests", "Danh sách người lưu trú không đọc được. Hãy nhập lại.");
    }
    *ret_guests = guests;
    *ret_count = at;
    return OK;
}

/* --- events ------------------------------------------------------------------------------------------------------------ */
static enum err temporary_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct temporary_residence *ret_event)
{
    struct temporary_residence event = {.person_ids = {d->owner_person_id}, .person_count = 1, .unit_id = d->unit_id,
                                        .address = field(form, "address"), .dwelling = field(form, "dwelling"), .dossier_id = d->dossier_id};
    struct dossier_member *members;
    int count;

    TRY(field_id(ctx, form, "hamlet", &event.hamlet_id));
    TRY(field_day(ctx, form, "from", true, &event.from));
    TRY(field_day(ctx, form, "until", true, &event.until));
    TRY(dossier_members_parse(ctx, field(form, "members"), &members, &count));
    for (int i = 0; i < count; i++)
        event.person_ids[event.person_count++] = members[i].person_id;
    *ret_event = event;
    return OK;
}

/* The household that the owner joins: that of the head whom he names. */
static enum err join_of(struct ctx *ctx, const struct json *form, int64_t *ret_household_id)
{
    int64_t head_id;
    struct household household;
    enum err err;

    *ret_household_id = 0;
    if (!str_eq(field(form, "household"), S("join")))
        return OK;
    if (person_number_parse(ctx, field(form, "head_number"), &head_id) != OK) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_INVALID, "dossier.head", "head_number", "Số định danh cá nhân của chủ hộ phải có 12 chữ số.");
    }
    err = household_of(ctx, head_id, ret_household_id);
    if (err == OK)
        err = household_get(ctx, *ret_household_id, &household);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_NOT_FOUND || household.head_id != head_id) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_INVALID, "dossier.head", "head_number", "Người này hiện không phải chủ hộ. Hãy kiểm tra lại số định danh của chủ hộ.");
    }
    return OK;
}

/* The relation of one who comes along, when the form does not say it: what it was to the same head, else "other". */
static struct str relation_before(const struct dossier *d, const struct household_person *old, int old_count, int64_t person_id)
{
    bool owner_was_head = false;

    for (int i = 0; i < old_count; i++)
        owner_was_head = owner_was_head || (old[i].head && old[i].person_id == d->owner_person_id);
    for (int i = 0; i < old_count && owner_was_head; i++)
        if (old[i].person_id == person_id)
            return old[i].relation;
    return S("other");
}

static enum err permanent_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct permanent_residence *ret_event)
{
    struct permanent_residence event = {.person_ids = {d->owner_person_id}, .relations = {field(form, "relation")}, .person_count = 1,
                                        .unit_id = d->unit_id, .address = field(form, "address"), .dwelling = field(form, "dwelling"),
                                        .dossier_id = d->dossier_id};
    struct household_person *old = NULL;
    struct dossier_member *members;
    int count, old_count = 0;
    int64_t old_household;

    TRY(field_id(ctx, form, "hamlet", &event.hamlet_id));
    TRY(field_day(ctx, form, "from", false, &event.from));
    TRY(join_of(ctx, form, &event.join_household_id));
    if (!event.join_household_id)
        event.relations[0] = S("head");
    TRY(dossier_members_parse(ctx, field(form, "members"), &members, &count));
    if (count > 0 && !event.join_household_id) {
        enum err err = household_of(ctx, d->owner_person_id, &old_household);
        if (err == OK)
            err = household_members(ctx, old_household, &old, &old_count);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        ctx->fault = (struct fault){0};
    }
    for (int i = 0; i < count; i++) {
        event.relations[event.person_count] =
            str_empty(members[i].relation) ? relation_before(d, old, old_count, members[i].person_id) : members[i].relation;
        event.person_ids[event.person_count++] = members[i].person_id;
    }
    *ret_event = event;
    return OK;
}

static enum err absence_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct absence_notice *ret_event)
{
    struct absence_notice event = {.person_id = d->owner_person_id, .unit_id = d->unit_id, .reason = field(form, "reason"),
                                   .destination = field(form, "destination"), .group = field(form, "group"), .dossier_id = d->dossier_id};

    TRY(field_day(ctx, form, "from", true, &event.from));
    TRY(field_day(ctx, form, "until", true, &event.to));
    *ret_event = event;
    return OK;
}

struct lodging_notice {
    int64_t place_id;
    struct lodging_guest *guests;
    int count;
};

static enum err lodging_of(struct ctx *ctx, const struct dossier *d, const struct json *form, struct lodging_notice *ret_notice)
{
    struct lodging_notice notice = {0};
    struct lodging_place place;
    enum err err;

    TRY(field_id(ctx, form, "place", &notice.place_id));
    err = notice.place_id ? lodging_place_get(ctx, notice.place_id, &place) : ERR_NOT_FOUND;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    if (err == ERR_NOT_FOUND || place.keeper_person_id != d->owner_person_id || place.unit_id != d->unit_id)
        return fault(ctx, ERR_INVALID, "dossier.place", "place", "Hãy chọn cơ sở lưu trú do chính bạn đứng tên.");
    TRY(dossier_guests_parse(ctx, field(form, "guests"), &notice.guests, &notice.count));
    if (notice.count == 0)
        return fault(ctx, ERR_INVALID, "dossier.guests", "guests", "Hãy nhập ít nhất một người lưu trú.");
    *ret_notice = notice;
    return OK;
}

static enum err lodging_check(struct ctx *ctx, const struct dossier *d, const struct json *form)
{
    struct lodging_notice notice;
    struct lodging_error *errors;
    int count;

    TRY(lodging_of(ctx, d, form, &notice));
    TRY(population_check_lodging(ctx, notice.guests, notice.count, &errors, &count));
    if (count > 0)
        return fault_set(ctx, ERR_INVALID, S("lodging.guest"),
                         arena_printf(ctx->arena, "guests.%d.%.*s", errors[0].row, STR_ARG(errors[0].field)), errors[0].text.vi, STR_NONE);
    return OK;
}

struct str dossier_form_value(struct ctx *ctx, const struct dossier *dossier, struct str name)
{
    const struct json *form;

    if (json_parse(ctx->arena, dossier->form, NULL, &form) != OK)
        return STR_NONE;
    return field(form, arena_cstr(ctx->arena, name));
}

static enum err form_read(struct ctx *ctx, const struct dossier *d, const struct json **ret_form)
{
    if (json_parse(ctx->arena, d->form, NULL, ret_form) != OK || json_kind(*ret_form) != JSON_OBJECT)
        return fault(ctx, ERR_INVALID, "dossier.form", "", "Nội dung tờ khai không đọc được. Hãy khai lại.");
    return OK;
}

/* The steps that open at once would be taken; the later ones are asked when their turn comes. */
static enum err linked_check(struct ctx *ctx, const struct dossier *d, int64_t shown_ms)
{
    for (int i = 0; i < d->procedure->steps_count; i++) {
        const struct linked_step *step = &d->procedure->steps[i];
        struct dossier child = *d;
        if (!step->procedure.len || step->after.len)
            continue;
        child.procedure = procedure_find(step->procedure, day_of_ms(ctx->now_ms));
        if (!child.procedure)
            return fault_set(ctx, ERR_INTERNAL, S("dossier.link"), STR_NONE, S("Danh mục thiếu thủ tục thành phần của thủ tục liên thông."), step->procedure);
        TRY(dossier_effect_check(ctx, &child, shown_ms));
    }
    return OK;
}

enum err dossier_effect_check(struct ctx *ctx, const struct dossier *d, int64_t shown_ms)
{
    const struct json *form;

    TRY(form_read(ctx, d, &form));
    switch (d->procedure->effect) {
    case EFFECT_NONE: return OK;
    case EFFECT_TEMPORARY: {
        struct temporary_residence event;
        TRY(temporary_of(ctx, d, form, &event));
        event.shown_ms = shown_ms;
        return population_check_temporary(ctx, &event);
    }
    case EFFECT_PERMANENT: {
        struct permanent_residence event;
        TRY(permanent_of(ctx, d, form, &event));
        event.shown_ms = shown_ms;
        return population_check_permanent(ctx, &event);
    }
    case EFFECT_ABSENCE: {
        struct absence_notice event;
        TRY(absence_of(ctx, d, form, &event));
        return population_check_absence(ctx, &event);
    }
    case EFFECT_LODGING: return lodging_check(ctx, d, form);
    case EFFECT_CARD_FIRST: case EFFECT_CARD_CHILD: case EFFECT_CARD_EXCHANGE: case EFFECT_CARD_REISSUE: return effect_card_check(ctx, d);
    case EFFECT_BIRTH:
    case EFFECT_DEATH:
    case EFFECT_MARRIAGE:
    case EFFECT_DIVORCE:
    case EFFECT_RECOGNITION:
    case EFFECT_ADOPTION:
    case EFFECT_CORRECTION:
    case EFFECT_DATA_CORRECTION: return effect_civil_check(ctx, d, form);
    case EFFECT_SPLIT:
    case EFFECT_HEAD:
    case EFFECT_DEREGISTER:
    case EFFECT_CHILD_RESIDENCE:
    case EFFECT_CONFIRM_RESIDENCE:
    case EFFECT_CONFIRM_OLD_NUMBER:
    case EFFECT_EXTRACT: return effect_home_check(ctx, d, form, shown_ms);
    case EFFECT_LINKED: return linked_check(ctx, d, shown_ms);
    }
    return ERR_INTERNAL;
}

static enum err apply(struct ctx *ctx, const struct dossier *d)
{
    const struct json *form;

    TRY(form_read(ctx, d, &form));
    switch (d->procedure->effect) {
    case EFFECT_NONE: return OK;
    case EFFECT_TEMPORARY: {
        struct temporary_residence event;
        TRY(temporary_of(ctx, d, form, &event));
        return population_register_temporary(ctx, &event);
    }
    case EFFECT_PERMANENT: {
        struct permanent_residence event;
        TRY(permanent_of(ctx, d, form, &event));
        return population_register_permanent(ctx, &event);
    }
    case EFFECT_ABSENCE: {
        struct absence_notice event;
        TRY(absence_of(ctx, d, form, &event));
        return population_register_absence(ctx, &event);
    }
    case EFFECT_LODGING: {
        struct lodging_notice notice;
        int recorded, doubles;
        TRY(lodging_of(ctx, d, form, &notice));
        return population_notify_lodging(ctx, notice.place_id, notice.guests, notice.count, d->dossier_id, &recorded, &doubles);
    }
    case EFFECT_CARD_FIRST: case EFFECT_CARD_CHILD: case EFFECT_CARD_EXCHANGE: case EFFECT_CARD_REISSUE: return effect_card_apply(ctx, d);
    case EFFECT_BIRTH:
    case EFFECT_DEATH:
    case EFFECT_MARRIAGE:
    case EFFECT_DIVORCE:
    case EFFECT_RECOGNITION:
    case EFFECT_ADOPTION:
    case EFFECT_CORRECTION:
    case EFFECT_DATA_CORRECTION: return effect_civil_apply(ctx, d, form);
    case EFFECT_SPLIT:
    case EFFECT_HEAD:
    case EFFECT_DEREGISTER:
    case EFFECT_CHILD_RESIDENCE:
    case EFFECT_CONFIRM_RESIDENCE:
    case EFFECT_CONFIRM_OLD_NUMBER:
    case EFFECT_EXTRACT: return effect_home_apply(ctx, d, form);
    case EFFECT_LINKED: break; /* each of its steps has its own */
    }
    return ERR_INTERNAL;
}

enum err dossier_effect_apply(struct ctx *ctx, const struct dossier *d)
{
    enum lang kept = ctx->lang;

    ctx->lang = LANG_VI; /* what is written down is Vietnamese, whoever decides */
    enum err err = apply(ctx, d);
    ctx->lang = kept;
    return err;
}
