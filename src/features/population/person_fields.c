/* person_fields.c: the fields of a person that events change, as a table, so that history, correction and display treat all alike. A field's place in the table is a
 * bit in register_event_subject.touched: new ones are added at the end only. */
#include "features/population/internal.h"
#include "features/population/pages.h"
#include <stddef.h>

enum field_type { FIELD_TEXT, FIELD_DAY, FIELD_ID, FIELD_SEX };

struct field {
    enum field_type type;
    size_t offset;
    const struct code_text *codes; /* NULL: the value is shown as it is */
};

static const struct code_text sexes[] = {{S_INIT("male"), M_("Nam")}, {S_INIT("female"), M_("Nữ")}, {STR_NONE, {STR_NONE}}};
static const struct code_text precisions[] = {
    {S_INIT("day"), M_("Đủ ngày, tháng, năm")}, {S_INIT("month"), M_("Chỉ có tháng và năm")}, {S_INIT("year"), M_("Chỉ có năm")}, {STR_NONE, {STR_NONE}}};

const struct code_text person_fields[] = {
    {S_INIT("full_name"), M_("Họ, chữ đệm và tên")},
    {S_INIT("birth"), M_("Ngày sinh")},
    {S_INIT("birth_precision"), M_("Mức chính xác của ngày sinh")},
    {S_INIT("sex"), M_("Giới tính")},
    {S_INIT("ethnicity"), M_("Dân tộc")},
    {S_INIT("nationality"), M_("Quốc tịch")},
    {S_INIT("old_number"), M_("Số CMND 9 số")},
    {S_INIT("birth_place"), M_("Nơi sinh")},
    {S_INIT("hometown"), M_("Quê quán")},
    {S_INIT("phone"), M_("Số điện thoại")},
    {S_INIT("email"), M_("Thư điện tử")},
    {S_INIT("father_id"), M_("Cha")},
    {S_INIT("mother_id"), M_("Mẹ")},
    {S_INIT("spouse_id"), M_("Vợ hoặc chồng")},
    {S_INIT("status"), M_("Tình trạng")},
    {S_INIT("death"), M_("Ngày mất")},
    {S_INIT("other_names"), M_("Tên gọi khác")},
    {S_INIT("marital_status"), M_("Tình trạng hôn nhân")},
    {S_INIT("blood_group"), M_("Nhóm máu")},
    {S_INIT("birth_registered_at"), M_("Nơi đăng ký khai sinh")},
    {S_INIT("father_name"), M_("Họ tên cha")},
    {S_INIT("mother_name"), M_("Họ tên mẹ")},
    {S_INIT("representative"), M_("Người đại diện khi khai sinh")},
    {S_INIT("adoptive_father_id"), M_("Cha nuôi")},
    {S_INIT("adoptive_mother_id"), M_("Mẹ nuôi")},
    {S_INIT("capacity"), M_("Năng lực hành vi dân sự")},
    {STR_NONE, {STR_NONE}},
};

#define AT(member) offsetof(struct person, member)
static const struct field fields[] = {
    {FIELD_TEXT, AT(full_name), NULL},
    {FIELD_DAY, AT(birth), NULL},
    {FIELD_TEXT, AT(birth_precision), precisions},
    {FIELD_SEX, AT(female), sexes},
    {FIELD_TEXT, AT(ethnicity), NULL},
    {FIELD_TEXT, AT(nationality), NULL},
    {FIELD_TEXT, AT(old_number), NULL},
    {FIELD_TEXT, AT(birth_place), NULL},
    {FIELD_TEXT, AT(hometown), NULL},
    {FIELD_TEXT, AT(phone), NULL},
    {FIELD_TEXT, AT(email), NULL},
    {FIELD_ID, AT(father_id), NULL},
    {FIELD_ID, AT(mother_id), NULL},
    {FIELD_ID, AT(spouse_id), NULL},
    {FIELD_TEXT, AT(status), person_statuses},
    {FIELD_DAY, AT(death), NULL},
    {FIELD_TEXT, AT(other_names), NULL},
    {FIELD_TEXT, AT(marital_status), person_marital_statuses},
    {FIELD_TEXT, AT(blood_group), NULL},
    {FIELD_TEXT, AT(birth_registered_at), NULL},
    {FIELD_TEXT, AT(father_name), NULL},
    {FIELD_TEXT, AT(mother_name), NULL},
    {FIELD_TEXT, AT(representative), NULL},
    {FIELD_ID, AT(adoptive_father_id), NULL},
    {FIELD_ID, AT(adoptive_mother_id), NULL},
    {FIELD_TEXT, AT(capacity), person_capacities},
};
_Static_assert(ARRAY_LEN(fields) + 1 == ARRAY_LEN(person_fields), "one entry a field");
_Static_assert(ARRAY_LEN(fields) <= PERSON_FIELDS_MAX, "bits of touched");

int person_field_index(struct str code)
{
    for (int i = 0; person_fields[i].code.len; i++)
        if (str_eq(person_fields[i].code, code))
            return i;
    return -1;
}

struct str person_field_get(struct arena *arena, const struct person *person, int field)
{
    const void *at = (const char *)person + fields[field].offset;
    int64_t id;

    switch (fields[field].type) {
    case FIELD_TEXT: return *(const struct str *)at;
    case FIELD_DAY: return day_iso(arena, *(const struct day *)at);
    case FIELD_SEX: return *(const bool *)at ? S("female") : S("male");
    case FIELD_ID: break;
    }
    id = *(const int64_t *)at;
    return id ? arena_printf(arena, "%lld", (long long)id) : STR_NONE;
}

void person_field_set(struct person *person, int field, struct str value)
{
    void *at = (char *)person + fields[field].offset;

    switch (fields[field].type) {
    case FIELD_TEXT: *(struct str *)at = value; break;
    case FIELD_DAY:
        if (day_parse_iso(value, at) != OK)
            *(struct day *)at = DAY_NONE;
        break;
    case FIELD_SEX: *(bool *)at = str_eq(value, S("female")); break;
    case FIELD_ID:
        if (str_parse_i64(value, at) != OK)
            *(int64_t *)at = 0;
        break;
    }
}

struct str person_field_text(struct ctx *ctx, int field, struct str value)
{
    struct person person = {0};

    if (field < 0 || field >= (int)ARRAY_LEN(fields) || str_empty(value))
        return field < 0 || field >= (int)ARRAY_LEN(fields) ? STR_NONE : value;
    if (fields[field].codes)
        return i18n(ctx->lang, code_text_of(fields[field].codes, value));
    person_field_set(&person, field, value);
    if (fields[field].type == FIELD_DAY)
        return fmt_day(ctx->arena, *(const struct day *)((const char *)&person + fields[field].offset));
    if (fields[field].type == FIELD_ID)
        return person_number_format(ctx->arena, *(const int64_t *)((const char *)&person + fields[field].offset));
    return value;
}
