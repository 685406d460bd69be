/* people_import_row.c: one row of a list of people, cell by cell. Everything that is wrong with a row is told at once. What the number itself says (sex, year of
 * birth) is held against the row; that parents are born before their children also rules out that somebody is his own ancestor. */
#include "features/population/people_import_internal.h"
#include "platform/unicode/unicode.h"

enum { PARENT_YEARS_MIN = 12, NAME_BYTES_MAX = 200, TEXT_BYTES_MAX = 300, REF_BYTES_MAX = 100 };

const char *const people_column_names[PC_COUNT] = {
    [PC_NUMBER] = "person_number", [PC_NAME] = "full_name",       [PC_BIRTH] = "birth_date",       [PC_SEX] = "sex",
    [PC_ETHNICITY] = "ethnicity",  [PC_NATIONALITY] = "nationality", [PC_OLD_NUMBER] = "old_number", [PC_BIRTH_PLACE] = "birth_place",
    [PC_HOMETOWN] = "hometown",    [PC_PHONE] = "phone",          [PC_EMAIL] = "email",            [PC_FATHER] = "father_number",
    [PC_MOTHER] = "mother_number", [PC_SPOUSE] = "spouse_number", [PC_UNIT] = "unit_code",         [PC_HAMLET] = "hamlet",
    [PC_ADDRESS] = "address",      [PC_SINCE] = "residence_since", [PC_HOUSEHOLD] = "household_ref", [PC_RELATION] = "relation",
};

void people_problem_add(struct arena *arena, struct people_row *row, int column, struct people_text reason, struct people_text advice)
{
    if (!row->problems)
        row->problems = arena_array(arena, struct people_problem, PROBLEMS_MAX);
    if (row->problems_count < PROBLEMS_MAX)
        row->problems[row->problems_count++] = (struct people_problem){column, reason, advice};
}

struct reading {
    struct ctx *ctx;
    const struct row_reader *reader;
    struct people_row *row;
};

static void wrong(struct reading *r, enum people_column column, struct people_text reason, struct people_text advice)
{
    people_problem_add(r->ctx->arena, r->row, r->reader->column[column], reason, advice);
}

/* '+84…: the apostrophe that keeps a spreadsheet from running a cell (see csv.h). */
static bool row_field_is_defused(struct str field) { return field.len > 1 && field.ptr[0] == '\'' && memchr("=+-@", field.ptr[1], 4); }

/* The cell as it is to be kept; "" when absent, empty or wrong. */
static struct str cell(struct reading *r, enum people_column column, size_t max_bytes)
{
    int at = r->reader->column[column];
    struct str text = S("");

    if (!at)
        return text;
    if (row_field_is_defused(r->row->fields[at - 1])) /* the list of rejected rows, corrected and sent again */
        r->row->fields[at - 1] = str_sub(r->row->fields[at - 1], 1, r->row->fields[at - 1].len);
    if (unicode_clean_line(r->ctx->arena, r->row->fields[at - 1], &text) != OK) {
        wrong(r, column, SAY("Ô này có ký tự điều khiển hoặc ký tự hỏng."), SAY("Gõ lại ô này bằng bộ gõ Unicode."));
        return S("");
    }
    if (text.len > max_bytes) {
        wrong(r, column, SAY("Ô này dài quá {0} byte.", arena_printf(r->ctx->arena, "%zu", max_bytes)), SAY("Rút gọn lại."));
        return S("");
    }
    return text;
}

/* --- the person -------------------------------------------------------------------------------------------------------------- */
static int number_year(int64_t number) { return 1900 + (int)(number / 100000000 % 10) / 2 * 100 + (int)(number / 1000000 % 100); }
static bool number_female(int64_t number) { return number / 100000000 % 2 == 1; }

/* 0 when empty or wrong. */
static int64_t number_cell(struct reading *r, enum people_column column)
{
    struct str text = cell(r, column, 40);
    int64_t number = 0;

    if (!text.len)
        return 0;
    if (person_number_parse(r->ctx, text, &number) != OK) {
        bool lost_zero = (text.len == 10 || text.len == 11) && str_all_digits(text) && text.ptr[0] != '0';
        wrong(r, column, (struct people_text){.msg = {r->ctx->fault.text}},
              lost_zero ? SAY("Bảng tính đã làm mất số 0 ở đầu: định dạng cột này là văn bản rồi xuất lại.") : SAY("Chép lại số trên căn cước."));
        r->ctx->fault = (struct fault){0};
        return 0;
    }
    return number;
}

static bool read_sex(struct reading *r, bool *ret_female)
{
    static const struct {
        const char *text;
        bool female;
    } words[] = {{"nam", false}, {"male", false}, {"m", false}, {"nu", true}, {"female", true}, {"f", true}};
    struct str text = unicode_fold(r->ctx->arena, cell(r, PC_SEX, 40));

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq(text, str_of(words[i].text))) {
            *ret_female = words[i].female;
            return true;
        }
    wrong(r, PC_SEX, SAY("Giới tính không đọc được."), SAY("Ghi nam hoặc nữ."));
    return false;
}

/* "09/1990", "1990-09", "1990": the first day stands for what is not known. */
static bool day_in_part(struct arena *arena, struct str text, struct day *ret_day, struct str *ret_precision)
{
    if (day_parse_vi(text, ret_day) == OK || day_parse_iso(text, ret_day) == OK) {
        *ret_precision = S("day");
        return true;
    }
    if (text.len == 4 && str_all_digits(text) && day_parse_iso(arena_printf(arena, "%.*s-01-01", STR_ARG(text)), ret_day) == OK) {
        *ret_precision = S("year");
        return true;
    }
    *ret_precision = S("month");
    if (day_parse_iso(arena_printf(arena, "%.*s-01", STR_ARG(text)), ret_day) == OK)
        return true;
    return text.len <= 7 && day_parse_vi(arena_printf(arena, "1/%.*s", STR_ARG(text)), ret_day) == OK;
}

static bool read_birth(struct reading *r, struct person *person)
{
    struct str text = cell(r, PC_BIRTH, 40);

    person->birth = DAY_NONE;
    if (!day_in_part(r->ctx->arena, text, &person->birth, &person->birth_precision)) {
        wrong(r, PC_BIRTH, text.len ? SAY("Ngày sinh không phải ngày có thật.") : SAY("Thiếu ngày sinh."),
              SAY("Ghi 02/09/1990; không biết ngày thì 09/1990, chỉ biết năm thì 1990."));
        return false;
    }
    if (person->birth.n > population_today(r->ctx).n) {
        wrong(r, PC_BIRTH, SAY("Ngày sinh ở tương lai."), SAY("Xem lại ngày sinh trên giấy khai sinh."));
        return false;
    }
    return true;
}

static void agree(struct reading *r, const struct person *person, bool sex_known, bool birth_known)
{
    if (!person->person_id)
        return;
    if (sex_known && number_female(person->person_id) != person->female)
        wrong(r, PC_SEX, number_female(person->person_id) ? SAY("Số định danh cho giới tính nữ, cột này ghi khác.") : SAY("Số định danh cho giới tính nam, cột này ghi khác."),
              SAY("Xem lại chữ số thứ tư của số định danh và giới tính trên căn cước."));
    if (birth_known && number_year(person->person_id) != civil_of(person->birth).year)
        wrong(r, PC_BIRTH, SAY("Số định danh cho năm sinh {0}, cột này ghi khác.", arena_printf(r->ctx->arena, "%d", number_year(person->person_id))),
              SAY("Xem lại chữ số thứ tư đến thứ sáu của số định danh và năm sinh trên căn cước."));
}

static int64_t parent(struct reading *r, enum people_column column, bool female, const struct person *child)
{
    int64_t number = number_cell(r, column);

    if (!number)
        return 0;
    if (number_female(number) != female)
        wrong(r, column, female ? SAY("Số này là của nam, không thể là mẹ.") : SAY("Số này là của nữ, không thể là cha."), SAY("Xem lại hai cột father_number, mother_number."));
    else if (child->person_id && number_year(number) > number_year(child->person_id) - PARENT_YEARS_MIN)
        wrong(r, column, SAY("Cha, mẹ phải sinh trước con ít nhất 12 năm: quan hệ bị đảo ngược hoặc đi vòng."), SAY("Xem lại ai là cha mẹ, ai là con."));
    return number;
}

static struct str phone_cell(struct reading *r)
{
    struct str text = cell(r, PC_PHONE, 40);
    struct buf digits;
    size_t taken = 0;

    if (!text.len)
        return text;
    buf_init(&digits, r->ctx->arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c >= '0' && c <= '9')
            buf_put_char(&digits, c);
        else if (!(c == ' ' || c == '.' || c == '-' || c == '(' || c == ')' || (c == '+' && i == 0)))
            break;
        taken = i + 1;
    }
    struct str number = buf_str(&digits);
    if (str_starts(text, S("+84")) || (number.len == 11 && str_starts(number, S("84"))))
        number = arena_join(r->ctx->arena, S("0"), str_sub(number, 2, number.len));
    if (taken < text.len || number.len < 10 || number.len > 11 || number.ptr[0] != '0') {
        wrong(r, PC_PHONE, SAY("Số điện thoại không đúng."), SAY("Ghi 10 chữ số bắt đầu bằng 0, hoặc để trống."));
        return S("");
    }
    return number;
}

static struct str email_cell(struct reading *r)
{
    struct str text = cell(r, PC_EMAIL, NAME_BYTES_MAX);
    ptrdiff_t at = str_find_char(text, '@');

    if (!text.len)
        return text;
    struct str domain = str_sub(text, (size_t)(at + 1), text.len);
    if (at < 1 || str_find_char(domain, '@') >= 0 || str_find_char(text, ' ') >= 0 || str_find_char(domain, '.') < 1 || str_ends(domain, S("."))) {
        wrong(r, PC_EMAIL, SAY("Địa chỉ thư điện tử không đúng."), SAY("Ghi dạng ten@mien.vn, hoặc để trống."));
        return S("");
    }
    return text;
}

static struct str nationality_cell(struct reading *r)
{
    struct str text = cell(r, PC_NATIONALITY, 60);

    if (str_eq(unicode_fold(r->ctx->arena, text), S("viet nam")))
        return S("VN");
    if (text.len && !(text.len == 2 && text.ptr[0] >= 'A' && text.ptr[0] <= 'Z' && text.ptr[1] >= 'A' && text.ptr[1] <= 'Z')) {
        wrong(r, PC_NATIONALITY, SAY("Mã quốc tịch không đúng."), SAY("Ghi hai chữ cái theo ISO 3166, ví dụ VN, hoặc để trống."));
        return S("");
    }
    return text;
}

static struct str old_number_cell(struct reading *r)
{
    struct str text = cell(r, PC_OLD_NUMBER, 40);

    if (text.len && !((text.len == 9 || text.len == 12) && str_all_digits(text)))
        wrong(r, PC_OLD_NUMBER, SAY("Số chứng minh nhân dân cũ gồm 9 hoặc 12 chữ số."), SAY("Xem lại số, hoặc để trống."));
    return text;
}

static void read_person(struct reading *r)
{
    struct person *person = &r->row->person;

    *person = (struct person){.death = DAY_NONE, .source = r->reader->source_name, .birth_precision = S("day")};
    if (!r->row->fields[r->reader->column[PC_NUMBER] - 1].len)
        wrong(r, PC_NUMBER, SAY("Thiếu số định danh cá nhân."), SAY("Người chưa có số thì chưa nhập được; xin cấp số trước."));
    person->person_id = number_cell(r, PC_NUMBER);
    int before = r->row->problems_count;
    person->full_name = cell(r, PC_NAME, NAME_BYTES_MAX);
    r->row->name_folded = unicode_fold(r->ctx->arena, person->full_name);
    if (r->row->name_folded.len == 0 && r->row->problems_count == before)
        wrong(r, PC_NAME, SAY("Thiếu họ và tên."), SAY("Ghi họ, chữ đệm và tên khai sinh."));
    bool sex_known = read_sex(r, &person->female), birth_known = read_birth(r, person);
    agree(r, person, sex_known, birth_known);
    person->ethnicity = cell(r, PC_ETHNICITY, 60);
    person->nationality = nationality_cell(r);
    person->old_number = old_number_cell(r);
    person->birth_place = cell(r, PC_BIRTH_PLACE, TEXT_BYTES_MAX);
    person->hometown = cell(r, PC_HOMETOWN, TEXT_BYTES_MAX);
    person->phone = phone_cell(r);
    person->email = email_cell(r);
    person->father_id = parent(r, PC_FATHER, false, person);
    person->mother_id = parent(r, PC_MOTHER, true, person);
    person->spouse_id = number_cell(r, PC_SPOUSE);
    if (person->spouse_id && person->spouse_id == person->person_id)
        wrong(r, PC_SPOUSE, SAY("Vợ, chồng trùng số với chính người này."), SAY("Xem lại số của vợ hoặc chồng."));
}

/* --- residence and household ------------------------------------------------------------------------------------------------ */
static struct str relation_of(struct ctx *ctx, struct str text)
{
    for (const struct code_text *known = household_relations; known->code.len; known++)
        if (str_eq(known->code, text) || str_eq(known->text.vi, text))
            return known->code;
    struct str folded = unicode_fold(ctx->arena, text); /* the slow way, for the few who write it otherwise */
    for (const struct code_text *known = household_relations; known->code.len; known++)
        if (str_eq(unicode_fold(ctx->arena, known->text.vi), folded))
            return known->code;
    return STR_NONE;
}

static void check_relation_sex(struct reading *r, struct str relation)
{
    static const struct {
        struct str relation;
        bool female;
    } sexes[] = {{S_INIT("wife"), true},        {S_INIT("mother"), true},      {S_INIT("grandmother"), true},  {S_INIT("daughter_in_law"), true},
                 {S_INIT("husband"), false},    {S_INIT("father"), false},     {S_INIT("grandfather"), false}, {S_INIT("son_in_law"), false}};
    for (size_t i = 0; i < ARRAY_LEN(sexes); i++)
        if (str_eq(sexes[i].relation, relation) && sexes[i].female != r->row->person.female)
            wrong(r, PC_RELATION, SAY("Quan hệ với chủ hộ không hợp với giới tính."), SAY("Xem lại cột relation và cột sex."));
}

/* "#17" of an export is the household itself; any other name becomes a number above all that db_new_id gives. */
int64_t people_household_id(struct str household_ref)
{
    int64_t id;

    if (household_ref.len > 1 && household_ref.ptr[0] == '#' && str_all_digits(str_sub(household_ref, 1, household_ref.len)) &&
        str_parse_i64(str_sub(household_ref, 1, household_ref.len), &id) == OK && id > 0)
        return id;
    return (int64_t)((str_hash(household_ref) & ((UINT64_C(1) << 62) - 1)) | UINT64_C(1) << 62);
}

static void read_household(struct reading *r)
{
    struct str ref = cell(r, PC_HOUSEHOLD, REF_BYTES_MAX), relation = cell(r, PC_RELATION, 60);

    if (!ref.len) {
        if (relation.len)
            wrong(r, PC_HOUSEHOLD, SAY("Có quan hệ với chủ hộ nhưng thiếu mã hộ."), SAY("Ghi cột household_ref, hoặc bỏ cột relation."));
        return;
    }
    r->row->household_id = people_household_id(ref);
    int unit_at = r->reader->column[PC_UNIT];
    if (!r->row->unit_id && !(unit_at && r->row->fields[unit_at - 1].len)) /* a wrong code was told already */
        wrong(r, PC_UNIT, SAY("Hộ gia đình phải có xã, phường và địa chỉ."), SAY("Ghi cột unit_code và address."));
    r->row->relation = relation_of(r->ctx, relation);
    if (!r->row->relation.len)
        wrong(r, PC_RELATION, relation.len ? SAY("Quan hệ với chủ hộ không có trong danh mục.") : SAY("Thiếu quan hệ với chủ hộ."),
              SAY("Ghi một trong: head, wife, husband, child, father, mother, sibling, grandchild, other… hoặc chủ hộ, vợ, chồng, con đẻ…"));
    else
        check_relation_sex(r, r->row->relation);
}

static void read_since(struct reading *r)
{
    struct str text = cell(r, PC_SINCE, 40);

    r->row->since = DAY_NONE;
    if (!text.len)
        return;
    if ((day_parse_vi(text, &r->row->since) != OK && day_parse_iso(text, &r->row->since) != OK) || r->row->since.n > population_today(r->ctx).n) {
        r->row->since = DAY_NONE;
        wrong(r, PC_SINCE, SAY("Ngày bắt đầu thường trú không phải ngày có thật, hoặc ở tương lai."), SAY("Ghi 02/09/1990, hoặc để trống."));
    } else if (r->row->since.n < r->row->person.birth.n) {
        wrong(r, PC_SINCE, SAY("Ngày bắt đầu thường trú trước ngày sinh."), SAY("Xem lại ngày này và ngày sinh, hoặc để trống."));
    }
}

static void read_home(struct reading *r)
{
    struct people_row *row = r->row;
    struct str code = cell(r, PC_UNIT, 20);

    row->address = cell(r, PC_ADDRESS, TEXT_BYTES_MAX);
    row->hamlet = cell(r, PC_HAMLET, 200);
    if (!code.len) {
        if (row->address.len || row->hamlet.len)
            wrong(r, PC_UNIT, SAY("Có địa chỉ nhưng thiếu mã xã, phường."), SAY("Ghi cột unit_code."));
        return;
    }
    const struct import_commune *commune = import_commune(r->reader->places, code);
    if (commune) {
        row->unit_id = commune->unit_id;
        row->former_unit_id = commune->former_id;
        row->former_until = commune->former_until;
    } else { /* why, and what it became, is asked of the database once the row is rejected */
        row->unit_code = code;
        wrong(r, PC_UNIT, (struct people_text){0}, (struct people_text){0});
    }
    if (row->hamlet.len && str_find(row->address, row->hamlet) < 0)
        row->address = row->address.len ? arena_printf(r->ctx->arena, "%.*s, %.*s", STR_ARG(row->address), STR_ARG(row->hamlet)) : row->hamlet;
    if (!row->address.len)
        wrong(r, PC_ADDRESS, SAY("Thiếu địa chỉ."), SAY("Ghi số nhà, đường; ở thôn, làng thì ghi cột hamlet."));
}

void people_row_read(struct ctx *ctx, const struct row_reader *reader, struct people_row *row)
{
    struct reading r = {ctx, reader, row};

    read_person(&r);
    read_home(&r);
    read_since(&r);
    read_household(&r);
}
