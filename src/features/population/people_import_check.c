/* people_import_check.c: one row of a list against the register and against what the list said before. */
#include "features/population/people_import_internal.h"
#include "platform/unicode/unicode.h"

static void check_person(struct ctx *ctx, const struct row_reader *reader, struct people_row *row, const struct stored_person *stored)
{
    if (stored->seen_line)
        people_problem_add(row, reader->column[PC_NUMBER], arena_printf(ctx->arena, "Số định danh này đã có ở dòng %d của tệp.", stored->seen_line),
                           S("Giữ một dòng đúng, bỏ dòng kia."));
    if (!stored->person.person_id)
        return;
    bool same_name = str_eq(unicode_fold(ctx->arena, stored->person.full_name), unicode_fold(ctx->arena, row->person.full_name));
    if (!same_name && stored->person.birth.n != row->person.birth.n)
        people_problem_add(row, reader->column[PC_NUMBER], S("Số định danh này trong cơ sở dữ liệu có họ tên và ngày sinh khác."),
                           S("Chép lại số trên căn cước; nếu số đúng, hãy đính chính bằng hồ sơ."));
}

bool people_home_differs(const struct people_row *row, const struct stored_person *stored)
{
    return row->unit_id && (stored->residence_id == 0 || stored->unit_id != row->unit_id || !str_eq(stored->address, row->address) ||
                            (row->household_id && stored->household_id != row->household_id));
}

bool people_seat_differs(const struct people_row *row, const struct stored_person *stored)
{
    return row->household_id && (stored->seat.household_id != row->household_id || !str_eq(stored->seat.relation, row->relation));
}

bool people_is_dead(const struct stored_person *stored) { return stored->person.person_id && str_eq(stored->person.status, S("dead")); }

static void check_home(const struct row_reader *reader, struct people_row *row, const struct stored_person *stored)
{
    if ((people_home_differs(row, stored) && stored->residence_id && stored->by_dossier) || (people_seat_differs(row, stored) && stored->seat.household_id && stored->seat_by_dossier))
        people_problem_add(row, reader->column[PC_ADDRESS], S("Nơi thường trú trong cơ sở dữ liệu được ghi theo một hồ sơ, mới hơn danh sách này."),
                           S("Để trống unit_code, address, household_ref, relation nếu chỉ cập nhật thông tin cá nhân."));
}

static void check_household(struct ctx *ctx, const struct row_reader *reader, struct people_row *row, const struct stored_household *household)
{
    int64_t me = row->person.person_id;

    if ((household->is_stored || household->is_listed) && household->unit_id != row->unit_id)
        people_problem_add(row, reader->column[PC_UNIT], S("Hộ gia đình này đã ghi ở xã, phường khác."),
                           S("Mỗi mã hộ ở một nơi: sửa unit_code, hoặc dùng mã hộ khác."));
    if (!str_eq(row->relation, S("head")))
        return;
    if (household->listed_head_id && household->listed_head_id != me)
        people_problem_add(row, reader->column[PC_RELATION],
                           arena_printf(ctx->arena, "Hộ gia đình này đã có chủ hộ ở dòng %d.", household->head_line),
                           S("Mỗi hộ có đúng một chủ hộ: sửa quan hệ của một trong hai người."));
    else if (household->head_id && household->head_id != me)
        people_problem_add(row, reader->column[PC_RELATION], S("Hộ gia đình này trong cơ sở dữ liệu đang có chủ hộ khác."),
                           S("Xếp dòng của chủ hộ cũ, với quan hệ mới, đứng trước; hoặc đổi chủ hộ bằng hồ sơ."));
}

void people_row_check(struct ctx *ctx, const struct row_reader *reader, struct people_row *row, const struct stored_person *stored,
                      const struct stored_household *household)
{
    check_person(ctx, reader, row, stored);
    if (people_is_dead(stored)) /* a list that still has him changes nothing about where he lived */
        return;
    check_home(reader, row, stored);
    if (household)
        check_household(ctx, reader, row, household);
}

bool people_merge(struct person *into, const struct person *row)
{
    struct {
        struct str *stored;
        struct str given;
    } texts[] = {{&into->full_name, row->full_name},       {&into->ethnicity, row->ethnicity}, {&into->nationality, row->nationality},
                 {&into->old_number, row->old_number},     {&into->birth_place, row->birth_place}, {&into->hometown, row->hometown},
                 {&into->phone, row->phone},               {&into->email, row->email},         {&into->birth_precision, row->birth_precision}};
    struct {
        int64_t *stored, given;
    } ids[] = {{&into->father_id, row->father_id}, {&into->mother_id, row->mother_id}, {&into->spouse_id, row->spouse_id}};
    bool differs = into->birth.n != row->birth.n;

    into->birth = row->birth;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (texts[i].given.len && !str_eq(*texts[i].stored, texts[i].given)) {
            *texts[i].stored = texts[i].given;
            differs = true;
        }
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        if (ids[i].given && *ids[i].stored != ids[i].given) {
            *ids[i].stored = ids[i].given;
            differs = true;
        }
    return differs;
}
