/* people_import_check.c: one row of a list against the register and against what the list said before. */
#include "features/population/people_import_internal.h"
#include "platform/unicode/unicode.h"

const struct stored_person nobody_stored;

static const struct stored_person *stored_of(const struct people_row *row) { return row->stored ? row->stored : &nobody_stored; }

static void check_person(struct arena *arena, const struct row_reader *reader, struct people_row *row)
{
    if (!row->stored)
        return;
    const struct person *stored = &row->stored->person;
    if (row->stored->cancelled)
        people_problem_add(arena, row, reader->column[PC_NUMBER], SAY("Số định danh này đã bị hủy, không còn là số của ai."),
                           SAY("Ghi số định danh đang dùng của người này."));
    if (!str_eq(unicode_fold(arena, stored->full_name), row->name_folded) && stored->birth.n != row->person.birth.n)
        people_problem_add(arena, row, reader->column[PC_NUMBER], SAY("Số định danh này trong cơ sở dữ liệu có họ tên và ngày sinh khác."),
                           SAY("Chép lại số trên căn cước; nếu số đúng, hãy đính chính bằng hồ sơ."));
}

bool people_home_differs(const struct people_row *row)
{
    const struct stored_person *stored = stored_of(row);
    return row->unit_id && (stored->residence_id == 0 || stored->unit_id != row->unit_id || !str_eq(stored->address, row->address) ||
                            (row->household_id && stored->household_id != row->household_id));
}

bool people_seat_differs(const struct people_row *row)
{
    const struct stored_person *stored = stored_of(row);
    return row->household_id && (stored->seat.household_id != row->household_id || !str_eq(stored->seat.relation, row->relation));
}

bool people_is_dead(const struct people_row *row) { return row->stored && str_eq(row->stored->person.status, S("dead")); }

static void check_home(struct arena *arena, const struct row_reader *reader, struct people_row *row)
{
    const struct stored_person *stored = stored_of(row);
    bool newer = people_home_differs(row) && stored->residence_id && stored->by_dossier;

    newer |= people_seat_differs(row) && stored->seat.household_id && stored->seat_by_dossier;
    if (newer)
        people_problem_add(arena, row, reader->column[PC_ADDRESS], SAY("Nơi thường trú trong cơ sở dữ liệu được ghi theo một hồ sơ, mới hơn danh sách này."),
                           SAY("Để trống unit_code, address, household_ref, relation nếu chỉ cập nhật thông tin cá nhân."));
}

static void check_household(struct arena *arena, const struct row_reader *reader, struct people_row *row, const struct stored_household *household)
{
    int64_t me = row->person.person_id;

    if ((household->is_stored || household->is_listed) && household->unit_id != row->unit_id)
        people_problem_add(arena, row, reader->column[PC_UNIT], SAY("Hộ gia đình này đã ghi ở xã, phường khác."),
                           SAY("Mỗi mã hộ ở một nơi: sửa unit_code, hoặc dùng mã hộ khác."));
    if (!str_eq(row->relation, S("head")))
        return;
    if (household->listed_head_id && household->listed_head_id != me)
        people_problem_add(arena, row, reader->column[PC_RELATION],
                           SAY("Hộ gia đình này đã có chủ hộ ở dòng {0}.", arena_printf(arena, "%d", household->head_line)),
                           SAY("Mỗi hộ có đúng một chủ hộ: sửa quan hệ của một trong hai người."));
    else if (household->head_id && household->head_id != me)
        people_problem_add(arena, row, reader->column[PC_RELATION], SAY("Hộ gia đình này trong cơ sở dữ liệu đang có chủ hộ khác."),
                           SAY("Xếp dòng của chủ hộ cũ, với quan hệ mới, đứng trước; hoặc đổi chủ hộ bằng hồ sơ."));
}

void people_row_check(struct arena *arena, const struct row_reader *reader, struct people_row *row, const struct stored_household *household)
{
    check_person(arena, reader, row);
    if (people_is_dead(row)) /* a list that still has him changes nothing about where he lived */
        return;
    check_home(arena, reader, row);
    if (household)
        check_household(arena, reader, row, household);
}

uint32_t people_merge(struct person *into, const struct person *row)
{
    struct {
        enum people_column column;
        struct str *stored;
        struct str given;
    } texts[] = {{PC_NAME, &into->full_name, row->full_name},       {PC_ETHNICITY, &into->ethnicity, row->ethnicity},
                 {PC_NATIONALITY, &into->nationality, row->nationality}, {PC_OLD_NUMBER, &into->old_number, row->old_number},
                 {PC_BIRTH_PLACE, &into->birth_place, row->birth_place}, {PC_HOMETOWN, &into->hometown, row->hometown},
                 {PC_PHONE, &into->phone, row->phone},               {PC_EMAIL, &into->email, row->email},
                 {PC_BIRTH, &into->birth_precision, row->birth_precision}};
    struct {
        enum people_column column;
        int64_t *stored, given;
    } ids[] = {{PC_FATHER, &into->father_id, row->father_id}, {PC_MOTHER, &into->mother_id, row->mother_id}, {PC_SPOUSE, &into->spouse_id, row->spouse_id}};
    uint32_t differs = into->birth.n != row->birth.n ? 1u << PC_BIRTH : 0;

    into->birth = row->birth;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (texts[i].given.len && !str_eq(*texts[i].stored, texts[i].given)) {
            *texts[i].stored = texts[i].given;
            differs |= 1u << texts[i].column;
        }
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        if (ids[i].given && *ids[i].stored != ids[i].given) {
            *ids[i].stored = ids[i].given;
            differs |= 1u << ids[i].column;
        }
    return differs;
}
