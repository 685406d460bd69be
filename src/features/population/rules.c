/* rules.c: what several events ask of people, places and addresses. A fault never tells a name: whoever typed a number must not learn whose it is. */
#include "features/population/internal.h"

enum { ADDRESS_BYTES_MAX = 300 };

enum err population_refuse(struct ctx *ctx, enum err err, struct str code, struct str field, struct str text)
{
    return fault_set(ctx, err, code, field, text, STR_NONE);
}

bool code_text_known(const struct code_text *table, struct str code)
{
    for (; table->code.len; table++)
        if (str_eq(table->code, code))
            return true;
    return false;
}

/* "Người thứ 2 trong danh sách": which one it is, without saying who. */
static struct str nth(struct ctx *ctx, int index) { return fmt_i64(ctx->arena, ctx->lang, index + 1); }

static enum err check_living(struct ctx *ctx, const struct person *person, int index)
{
    if (str_eq(person->status, S("dead")))
        return population_refuse(ctx, ERR_CONFLICT, S("person.dead"), S("persons"),
                                 TF(ctx, "Người thứ {0} trong danh sách đã được đăng ký khai tử. Nếu thông tin này sai, hãy đến Công an xã.",
                                    nth(ctx, index)));
    if (str_eq(person->status, S("missing")))
        return population_refuse(ctx, ERR_CONFLICT, S("person.missing"), S("persons"),
                                 TF(ctx, "Người thứ {0} trong danh sách đang được ghi là mất tích. Hãy đến Công an xã để đính chính.",
                                    nth(ctx, index)));
    return OK;
}

enum err population_load_living(struct ctx *ctx, const int64_t *ids, int count, struct person *ret_persons)
{
    if (count < 1 || count > POPULATION_EVENT_PERSONS_MAX)
        return fault(ctx, ERR_INVALID, "persons.count", "persons", "Mỗi lần đăng ký từ 1 đến 20 người.");
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < i; j++)
            if (ids[i] == ids[j])
                return population_refuse(ctx, ERR_INVALID, S("persons.twice"), S("persons"),
                                         TF(ctx, "Người thứ {0} trong danh sách đã được ghi ở dòng trên.", nth(ctx, i)));
        enum err err = person_get(ctx, ids[i], &ret_persons[i]);
        if (err == ERR_NOT_FOUND)
            return population_refuse(ctx, ERR_INVALID, S("person.unknown"), S("persons"),
                                     TF(ctx, "Không tìm thấy người thứ {0} trong danh sách trong cơ sở dữ liệu dân cư. Hãy xem lại số định danh.",
                                        nth(ctx, i)));
        TRY(err);
        TRY(check_living(ctx, &ret_persons[i], i));
    }
    return OK;
}

enum err population_check_not_moved(struct ctx *ctx, const struct person *persons, int count, int64_t shown_ms)
{
    for (int i = 0; shown_ms && i < count; i++) {
        bool changed;
        TRY(residence_store_changed_since(ctx, persons[i].person_id, shown_ms, &changed));
        if (changed)
            return population_refuse(ctx, ERR_CONFLICT, S("person.moved"), S("persons"),
                                     TF(ctx,
                                        "Nơi cư trú của người thứ {0} trong danh sách đã thay đổi sau khi tờ khai được mở. Hãy xem lại "
                                        "thông tin mới rồi nộp lại.",
                                        nth(ctx, i)));
    }
    return OK;
}

bool population_has_parent(const struct person *persons, int count, const struct person *child)
{
    for (int i = 0; i < count; i++)
        if (person_is_child_of(child, persons[i].person_id))
            return true;
    return false;
}

bool population_has_adult(const struct person *persons, int count, struct day on)
{
    for (int i = 0; i < count; i++)
        if (person_adult(&persons[i], on))
            return true;
    return false;
}

enum err population_check_dwelling(struct ctx *ctx, struct str address, struct str dwelling)
{
    if (str_trim(address).len == 0)
        return fault(ctx, ERR_INVALID, "address.empty", "address", "Hãy ghi số nhà, đường, thôn, làng hoặc tổ dân phố.");
    if (address.len > ADDRESS_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "address.long", "address", "Địa chỉ dài quá 300 ký tự. Hãy ghi gọn lại.");
    if (!code_text_known(residence_dwellings, dwelling))
        return fault(ctx, ERR_INVALID, "dwelling.unknown", "dwelling", "Hãy chọn loại chỗ ở.");
    return OK;
}

enum err population_check_can_file(struct ctx *ctx, int64_t person_id, struct day on)
{
    struct person person;
    enum err err = person_get(ctx, person_id, &person);

    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_INVALID, "person.unknown", "person",
                     "Không tìm thấy số định danh này trong cơ sở dữ liệu dân cư. Hãy đến Công an xã để được kiểm tra.");
    TRY(err);
    if (str_eq(person.status, S("dead")))
        return fault(ctx, ERR_CONFLICT, "person.dead", "person",
                     "Cơ sở dữ liệu dân cư ghi người này đã mất. Nếu thông tin này sai, hãy đến Công an xã.");
    if (str_eq(person.status, S("missing")))
        return fault(ctx, ERR_CONFLICT, "person.missing", "person",
                     "Cơ sở dữ liệu dân cư ghi người này mất tích. Hãy đến Công an xã để đính chính.");
    if (day_age(person.birth, on) < ACCOUNT_AGE)
        return fault(ctx, ERR_INVALID, "person.under_14", "person",
                     "Người chưa đủ 14 tuổi không tự nộp hồ sơ. Cha, mẹ hoặc người giám hộ nộp thay.");
    if (!person_adult(&person, on))
        return fault(ctx, ERR_INVALID, "person.minor", "person",
                     "Người chưa đủ 18 tuổi cần cha, mẹ hoặc người giám hộ nộp hồ sơ cùng.");
    return OK;
}

enum err population_check_can_act_for(struct ctx *ctx, int64_t submitter_id, int64_t owner_id, struct day on)
{
    struct person owner;
    struct household_seat mine, theirs;

    TRY(population_check_can_file(ctx, submitter_id, on));
    if (submitter_id == owner_id)
        return OK;
    enum err err = person_get(ctx, owner_id, &owner);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && !person_adult(&owner, on) && person_is_child_of(&owner, submitter_id))
        return OK;
    if (err == OK && (err = household_store_seat(ctx, submitter_id, &mine)) == OK)
        err = household_store_seat(ctx, owner_id, &theirs);
    if (err == OK && mine.household_id == theirs.household_id)
        return OK;
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    /* One answer for "unknown number" and "not your family": the number's existence is nobody's business. */
    return fault(ctx, ERR_FORBIDDEN, "person.not_yours", "person",
                 "Bạn chỉ nộp thay được cho con chưa đủ 18 tuổi hoặc cho người cùng hộ gia đình.");
}
