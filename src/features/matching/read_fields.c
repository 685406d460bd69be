/* read_fields.c: see read_fields.h. */
#include "features/matching/read_fields.h"
#include "features/population/person_record.h"

static const char *const names[READ_FIELDS] = {
    [READ_FULL_NAME] = "full_name", [READ_BIRTH_DATE] = "birth_date", [READ_SEX] = "sex", [READ_STATUS] = "status", [READ_DEATH_DATE] = "death_date",
    [READ_NATIONALITY] = "nationality", [READ_ETHNICITY] = "ethnicity", [READ_BIRTH_PLACE] = "birth_place", [READ_HOMETOWN] = "hometown",
    [READ_MARITAL_STATUS] = "marital_status", [READ_OLD_NUMBER] = "old_number", [READ_PERMANENT_ADDRESS] = "permanent_address",
    [READ_PERMANENT_COMMUNE] = "permanent_commune", [READ_TEMPORARY_ADDRESS] = "temporary_address", [READ_PHONE] = "phone",
};

const char *read_field_name(enum read_field field) { return names[field]; }

enum read_field read_field_find(struct str name)
{
    int field = 0;
    while (field < READ_FIELDS && !str_eq(str_of(names[field]), name))
        field++;
    return (enum read_field)field;
}

bool read_field_allowed(struct str list, enum read_field field)
{
    while (list.len)
        if (str_eq(str_trim(str_cut(&list, ',')), str_of(names[field])))
            return true;
    return false;
}

enum err read_fields_check(struct ctx *ctx, struct str list)
{
    while (list.len) {
        struct str word = str_trim(str_cut(&list, ','));
        if (read_field_find(word) == READ_FIELDS)
            return fault_set(ctx, ERR_INVALID, S("client.fields"), S("--fields"), S("Danh mục dữ liệu được đọc có trường không tồn tại."), word);
    }
    return OK;
}

static struct str birth_text(struct ctx *ctx, const struct person *person)
{
    struct civil c = civil_of(person->birth);

    if (str_eq(person->birth_precision, S("year")))
        return arena_printf(ctx->arena, "%04d", c.year);
    if (str_eq(person->birth_precision, S("month")))
        return arena_printf(ctx->arena, "%04d-%02d", c.year, c.month);
    return arena_printf(ctx->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static enum err home(struct ctx *ctx, const struct person *person, enum read_field field, struct str *ret_text)
{
    struct residence residence;
    enum err err = residence_current(ctx, person->person_id, field == READ_TEMPORARY_ADDRESS, &residence);

    *ret_text = STR_NONE;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    /* A unit's number holds its code (territory.h). */
    *ret_text = field == READ_PERMANENT_COMMUNE ? arena_printf(ctx->arena, "%05d", (int)(residence.unit_id / 100000 % 100000)) : residence_text(ctx, &residence);
    return OK;
}

static enum err value_of(struct ctx *ctx, const struct person *person, enum read_field field, struct str *ret_text)
{
    switch (field) {
    case READ_FULL_NAME: *ret_text = person->full_name; return OK;
    case READ_BIRTH_DATE: *ret_text = birth_text(ctx, person); return OK;
    case READ_SEX: *ret_text = person->female ? S("female") : S("male"); return OK;
    case READ_STATUS: *ret_text = person->status; return OK;
    case READ_NATIONALITY: *ret_text = person->nationality; return OK;
    case READ_ETHNICITY: *ret_text = person->ethnicity; return OK;
    case READ_BIRTH_PLACE: *ret_text = person->birth_place; return OK;
    case READ_HOMETOWN: *ret_text = person->hometown; return OK;
    case READ_MARITAL_STATUS: *ret_text = person->marital_status; return OK;
    case READ_OLD_NUMBER: *ret_text = person->old_number; return OK;
    case READ_PHONE: *ret_text = person->phone; return OK;
    default: return home(ctx, person, field, ret_text);
    }
}

enum err read_field_put(struct ctx *ctx, struct json_out *json, const struct person *person, enum read_field field)
{
    struct str text;

    json_key(json, str_of(names[field]));
    if (field == READ_DEATH_DATE) {
        json_day(json, person->death);
        return OK;
    }
    TRY(value_of(ctx, person, field, &text));
    if (text.len)
        json_str(json, text);
    else
        json_null(json);
    return OK;
}
