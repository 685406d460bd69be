/* sections.c: the person herself, where she lives, her household: each datum with where it comes from and since when it is recorded. */
#include "features/mydata/internal.h"
#include "features/population/events.h"
#include "features/population/person_record.h"
#include <assert.h>

struct section *section_add(struct extract *extract, const char *key, struct str title, struct str empty)
{
    assert(extract->count < SECTIONS_MAX);
    struct section *section = &extract->sections[extract->count++];
    *section = (struct section){.key = key, .title = title, .empty = empty};
    return section;
}

struct item *item_add(struct section *section, const char *key, struct str label, struct cell cell)
{
    assert(section->items_count < ITEMS_MAX);
    struct item *item = &section->items[section->items_count++];
    *item = (struct item){.key = key, .label = label, .cell = cell, .since = DAY_NONE};
    return item;
}

void column_add(struct section *section, const char *key, struct str label)
{
    assert(section->columns < COLUMNS_MAX);
    section->keys[section->columns] = key;
    section->labels[section->columns++] = label;
}

void table_start(struct ctx *ctx, struct section *section)
{
    section->is_table = true;
    section->rows = arena_alloc(ctx->arena, sizeof *section->rows * (TABLE_ROWS_MAX + 1));
}

/* A row more than there is room for is written into the last place and not counted: the section says that it is cut. */
struct cell *row_add(struct section *section)
{
    if (section->rows_count == TABLE_ROWS_MAX) {
        section->is_cut = true;
        return section->rows[TABLE_ROWS_MAX];
    }
    return section->rows[section->rows_count++];
}

struct cell cell_text(struct str text) { return (struct cell){.text = text, .day = DAY_NONE}; }
struct cell cell_code(struct str text, struct str code) { return (struct cell){.text = text, .code = code, .day = DAY_NONE}; }
struct cell cell_day(struct ctx *ctx, struct day day) { return (struct cell){.text = fmt_day(ctx->arena, day), .raw = RAW_DAY, .day = day}; }
struct cell cell_at(struct ctx *ctx, int64_t at_ms)
{
    return (struct cell){.text = at_ms ? fmt_at(ctx->arena, at_ms) : STR_NONE, .raw = RAW_AT, .n = at_ms, .day = DAY_NONE};
}

/* --- where a datum comes from ----------------------------------------------------------------------------------------------------- */
static struct str first_source(struct ctx *ctx, const struct person *person)
{
    if (str_eq(person->source, S("synthetic")))
        return TS(ctx, "Dữ liệu mô phỏng");
    return person->source.len ? TF(ctx, "Cơ sở dữ liệu dân cư ({0})", person->source) : TS(ctx, "Cơ sở dữ liệu dân cư");
}

struct origin {
    struct ctx *ctx;
    const struct person *person;
    int64_t events[PERSON_FIELDS_MAX];
};

/* The event that a field holds by, or the first recording of the person. */
static enum err origin_put(struct origin *origin, const char *field, struct item *item)
{
    struct ctx *ctx = origin->ctx;
    struct register_event event;
    int index = field ? person_field_index(str_of(field)) : -1;
    int64_t event_id = index >= 0 ? origin->events[index] : 0, at_ms = origin->person->recorded_ms ? origin->person->recorded_ms : origin->person->updated_ms;

    item->source = first_source(ctx, origin->person);
    item->since = day_of_ms(at_ms);
    if (!event_id)
        return OK;
    TRY(event_get(ctx, event_id, &event));
    item->source = i18n(ctx->lang, code_text_of(event_kinds, event.kind));
    item->since = day_of_ms(event.recorded_ms);
    return OK;
}

struct datum {
    const char *key, *field; /* in JSON; of person_fields[], NULL: of no field */
    struct msg label;
    const char *correct;
};

static enum err datum_put(struct origin *origin, struct section *section, const struct datum *datum, struct cell cell)
{
    struct item *item = item_add(section, datum->key, i18n(origin->ctx->lang, datum->label), cell);

    if (str_empty(cell.text))
        item->cell.text = TS(origin->ctx, "Chưa có");
    item->correct = datum->correct;
    return str_empty(cell.text) ? OK : origin_put(origin, datum->field, item);
}

/* Next of kin: the name, as her own papers of civil status say it; the number masked. `name` of a parent who is not in the register. */
static enum err kin(struct ctx *ctx, int64_t person_id, struct str name, struct cell *ret_cell)
{
    struct person person;

    *ret_cell = cell_text(name);
    if (!person_id)
        return OK;
    enum err err = person_resolve(ctx, person_id, &person_id); /* a number that was given up leads to the one that was kept */
    if (err == OK)
        err = person_get(ctx, person_id, &person);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *ret_cell = cell_text(err == OK ? person.full_name : name);
    ret_cell->note = person_number_masked(ctx->arena, person_id);
    if (!ret_cell->text.len)
        ret_cell->text = ret_cell->note;
    return OK;
}

static struct str words(struct ctx *ctx, const struct code_text *table, struct str code) { return code.len ? i18n(ctx->lang, code_text_of(table, code)) : STR_NONE; }

enum err section_person(struct ctx *ctx, struct extract *extract)
{
    const struct person *p = &extract->person;
    struct section *section = section_add(extract, "person", TS(ctx, "Thông tin cá nhân"), STR_NONE);
    struct origin origin = {.ctx = ctx, .person = p};
    struct cell birth = {.text = person_birth_text(ctx, p), .raw = str_eq(p->birth_precision, S("day")) ? RAW_DAY : RAW_TEXT, .day = p->birth};
    struct cell number = cell_text(person_number_format(ctx->arena, p->person_id));

    struct cell father, mother, spouse;

    TRY(person_field_events(ctx, p->person_id, origin.events));
    TRY(kin(ctx, p->adoptive_father_id ? p->adoptive_father_id : p->father_id, p->father_name, &father));
    TRY(kin(ctx, p->adoptive_mother_id ? p->adoptive_mother_id : p->mother_id, p->mother_name, &mother));
    TRY(kin(ctx, p->spouse_id, STR_NONE, &spouse));
    const struct {
        struct datum datum;
        struct cell cell;
    } data[] = {
        {{"full_name", "full_name", T("Họ, chữ đệm và tên"), "name"}, cell_text(p->full_name)},
        {{"other_names", "other_names", T("Tên gọi khác"), NULL}, cell_text(p->other_names)},
        {{"person_number", NULL, T("Số định danh cá nhân"), NULL}, number},
        {{"birth_date", "birth", T("Ngày sinh"), "birth"}, birth},
        {{"sex", "sex", T("Giới tính"), "sex"}, cell_code(person_sex_text(ctx, p->female), p->female ? S("female") : S("male"))},
        {{"ethnicity", "ethnicity", T("Dân tộc"), "ethnicity"}, cell_text(p->ethnicity)},
        {{"nationality", "nationality", T("Quốc tịch"), NULL}, cell_code(str_eq(p->nationality, S("VN")) ? TS(ctx, "Việt Nam") : p->nationality, p->nationality)},
        {{"birth_place", "birth_place", T("Nơi sinh"), "birth_place"}, cell_text(p->birth_place)},
        {{"birth_registered_at", "birth_registered_at", T("Nơi đăng ký khai sinh"), "birth_place"}, cell_text(p->birth_registered_at)},
        {{"hometown", "hometown", T("Quê quán"), "hometown"}, cell_text(p->hometown)},
        {{"old_number", "old_number", T("Số chứng minh nhân dân 9 số"), "old_number"}, cell_text(p->old_number)},
        {{"father", "father_id", T("Cha"), "family"}, father},
        {{"mother", "mother_id", T("Mẹ"), "family"}, mother},
        {{"spouse", "spouse_id", T("Vợ hoặc chồng"), "family"}, spouse},
        {{"marital_status", "marital_status", T("Tình trạng hôn nhân"), "family"}, cell_code(words(ctx, person_marital_statuses, p->marital_status), p->marital_status)},
        {{"blood_group", "blood_group", T("Nhóm máu"), "blood_group"}, cell_text(p->blood_group)},
        {{"phone", "phone", T("Số điện thoại"), "phone_number"}, cell_text(p->phone)},
        {{"email", "email", T("Thư điện tử"), NULL}, cell_text(p->email)},
        {{"status", "status", T("Tình trạng"), NULL}, cell_code(words(ctx, person_statuses, p->status), p->status)},
    };
    for (size_t i = 0; i < ARRAY_LEN(data); i++)
        TRY(datum_put(&origin, section, &data[i].datum, data[i].cell));
    return OK;
}

/* --- where she lives ------------------------------------------------------------------------------------------------------------------ */
enum err section_homes(struct ctx *ctx, struct extract *extract)
{
    struct section *section = section_add(extract, "residence", TS(ctx, "Nơi cư trú hiện nay"), TS(ctx, "Chưa ghi nhận nơi cư trú nào."));

    for (int temporary = 0; temporary < 2; temporary++) {
        struct residence r;
        enum err err = residence_current(ctx, extract->person.person_id, temporary, &r);
        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        struct cell cell = cell_text(residence_text(ctx, &r));
        cell.note = temporary ? TF(ctx, "từ {0} đến {1}", fmt_day(ctx->arena, r.valid_from), fmt_day(ctx->arena, r.expires_on)) : TF(ctx, "từ {0}", fmt_day(ctx->arena, r.valid_from));
        struct item *item = item_add(section, temporary ? "temporary" : "permanent", temporary ? TS(ctx, "Nơi tạm trú") : TS(ctx, "Nơi thường trú"), cell);
        item->source = r.dossier_id ? TS(ctx, "Hồ sơ đã được phê duyệt") : first_source(ctx, &extract->person);
        item->since = day_of_ms(r.recorded_ms);
        item->correct = "residence";
    }
    return OK;
}

enum err section_household(struct ctx *ctx, struct extract *extract)
{
    struct section *section = section_add(extract, "household", TS(ctx, "Hộ gia đình"), TS(ctx, "Không có trong hộ gia đình nào."));
    struct household_person *members;
    int64_t household_id;
    int count;

    table_start(ctx, section);
    column_add(section, "full_name", TS(ctx, "Họ và tên"));
    column_add(section, "relation", TS(ctx, "Quan hệ với chủ hộ"));
    column_add(section, "birth_date", TS(ctx, "Ngày sinh"));
    column_add(section, "sex", TS(ctx, "Giới tính"));
    enum err err = household_of(ctx, extract->person.person_id, &household_id);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(household_members(ctx, household_id, &members, &count));
    for (int i = 0; i < count; i++) {
        struct cell *row = row_add(section);
        row[0] = cell_text(members[i].full_name);
        row[1] = cell_code(i18n(ctx->lang, household_relation_text(members[i].relation)), members[i].relation);
        row[2] = cell_day(ctx, members[i].birth);
        row[3] = cell_code(person_sex_text(ctx, members[i].female), members[i].female ? S("female") : S("male"));
    }
    return OK;
}
