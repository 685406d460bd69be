/* other_number.c: numbers that other systems gave a person, with where they come from and whether the other system was asked. */
#include "features/population/internal.h"

enum { LIST_MAX = 100, NUMBER_BYTES_MAX = 60 };

const struct code_text other_systems[] = {
    {S_INIT("social_insurance"), M_("Bảo hiểm xã hội")},
    {S_INIT("health_insurance"), M_("Bảo hiểm y tế")},
    {S_INIT("driving_licence"), M_("Giấy phép lái xe")},
    {S_INIT("tax"), M_("Mã số thuế")},
    {S_INIT("passport"), M_("Hộ chiếu")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text other_number_states[] = {
    {S_INIT("claimed"), M_("Người dân khai, chưa đối chiếu")},
    {S_INIT("confirmed"), M_("Đã đối chiếu, khớp")},
    {S_INIT("integrated"), M_("Đã tích hợp từ hệ thống nguồn")},
    {S_INIT("mismatch"), M_("Đã đối chiếu, không khớp")},
    {STR_NONE, {STR_NONE}},
};

enum err other_numbers_of(struct ctx *ctx, int64_t person_id, struct other_number **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct other_number *found = arena_array(ctx->arena, struct other_number, LIST_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT other_number_id, system, number, source, state, checked_ms, recorded_ms FROM other_number WHERE person_id = $1 AND ended_ms IS NULL "
                 "ORDER BY system, number LIMIT $2",
                 DB_I64(person_id), DB_I64(LIST_MAX)));
    while (db_next(&rows))
        found[count++] = (struct other_number){
            .other_number_id = db_i64(&rows, 0),
            .person_id = person_id,
            .system = db_str(&rows, 1),
            .number = db_str(&rows, 2),
            .source = db_str(&rows, 3),
            .state = db_str(&rows, 4),
            .checked_ms = db_i64(&rows, 5),
            .recorded_ms = db_i64(&rows, 6),
        };
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

static enum err check(struct ctx *ctx, const struct other_number *number)
{
    struct person person;

    TRY(population_load_any(ctx, number->person_id, S("person"), &person));
    if (!code_text_known(other_systems, number->system) || !code_text_known(other_number_states, number->state))
        return fault(ctx, ERR_INVALID, "other_number.system", "system", "Hãy chọn hệ thống và trạng thái trong danh sách.");
    if (str_empty(str_trim(number->number)) || number->number.len > NUMBER_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "other_number.number", "number", "Hãy ghi số, nhiều nhất 60 ký tự.");
    if (str_empty(str_trim(number->source)))
        return fault(ctx, ERR_INVALID, "other_number.source", "source", "Hãy ghi nguồn của số này.");
    return OK;
}

enum err other_number_put(struct ctx *ctx, const struct other_number *number)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t checked_ms = str_eq(number->state, S("claimed")) ? 0 : number->checked_ms ? number->checked_ms : ctx->now_ms;

    TRY(check(ctx, number));
    enum err err = db_one(ctx, &rows,
                          "INSERT INTO other_number (other_number_id, person_id, system, number, source, state, checked_ms, recorded_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                          "ON CONFLICT (system, number) WHERE ended_ms IS NULL DO UPDATE SET state = excluded.state, source = excluded.source, "
                          "checked_ms = COALESCE(excluded.checked_ms, other_number.checked_ms) WHERE other_number.person_id = excluded.person_id RETURNING other_number_id",
                          DB_I64(db_new_id()), DB_I64(number->person_id), DB_STR(number->system), DB_STR(str_trim(number->number)), DB_STR(str_trim(number->source)),
                          DB_STR(number->state), db_i64_or_null(checked_ms), DB_I64(ctx->now_ms));
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_CONFLICT, "other_number.taken", "number", "Số này đang được ghi cho một người khác. Hãy đối chiếu với hệ thống nguồn.");
    TRY(err);
    return db_rows_end(&rows);
}

enum err other_number_end(struct ctx *ctx, int64_t other_number_id)
{
    return db_exec(ctx, NULL, "UPDATE other_number SET ended_ms = $2 WHERE other_number_id = $1 AND ended_ms IS NULL", DB_I64(other_number_id), DB_I64(ctx->now_ms));
}
