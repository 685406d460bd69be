/* absence.c: khai báo tạm vắng (Law on Residence 68/2020/QH14 Art. 31). */
#include "features/population/internal.h"

enum { MILITARY_MONTHS_MIN = 3, OTHER_MONTHS_MIN = 12, TEXT_BYTES_MAX = 500, YEARS_MAX = 10 };

static enum err check_texts(struct ctx *ctx, const struct absence_notice *event)
{
    if (str_trim(event->reason).len == 0)
        return fault(ctx, ERR_INVALID, "reason.empty", "reason", "Hãy ghi lý do tạm vắng.");
    if (str_trim(event->destination).len == 0)
        return fault(ctx, ERR_INVALID, "destination.empty", "destination", "Hãy ghi nơi đến.");
    if (event->reason.len > TEXT_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "reason.long", "reason", "Lý do dài quá 500 ký tự. Hãy ghi gọn lại.");
    if (event->destination.len > TEXT_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "destination.long", "destination", "Nơi đến dài quá 500 ký tự. Hãy ghi gọn lại.");
    if (event->group.len && !code_text_known(absence_groups, event->group))
        return fault(ctx, ERR_INVALID, "group.unknown", "group", "Hãy chọn trường hợp khai báo tạm vắng.");
    return OK;
}

static enum err check_period(struct ctx *ctx, const struct absence_notice *event)
{
    if (day_is_none(event->from))
        return fault(ctx, ERR_INVALID, "from.missing", "from", "Hãy ghi ngày bắt đầu tạm vắng.");
    if (day_is_none(event->to))
        return fault(ctx, ERR_INVALID, "until.missing", "until", "Hãy ghi ngày dự kiến trở về.");
    if (event->to.n < event->from.n)
        return fault(ctx, ERR_INVALID, "until.before_from", "until", "Ngày trở về phải sau ngày bắt đầu tạm vắng.");
    if (event->to.n > day_add_months(event->from, YEARS_MAX * 12).n)
        return fault(ctx, ERR_INVALID, "until.long", "until", "Thời gian tạm vắng dài quá 10 năm. Hãy xem lại ngày trở về.");
    if (str_eq(event->group, S("military")) && event->to.n < day_add_months(event->from, MILITARY_MONTHS_MIN).n)
        return fault(ctx, ERR_INVALID, "until.military", "until",
                     "Người trong độ tuổi nghĩa vụ quân sự chỉ khai báo khi vắng từ 3 tháng liên tục trở lên.");
    if (str_eq(event->group, S("other")) && event->to.n < day_add_months(event->from, OTHER_MONTHS_MIN).n)
        return fault(ctx, ERR_INVALID, "until.other", "until",
                     "Trường hợp này chỉ khai báo khi vắng từ 12 tháng liên tục trở lên mà không đăng ký tạm trú ở nơi khác.");
    return OK;
}

/* The notice goes to the commune where the person lives, permanently or for a time. */
static enum err check_lives_there(struct ctx *ctx, const struct absence_notice *event)
{
    for (int temporary = 0; temporary < 2; temporary++) {
        struct residence residence;
        enum err err = residence_store_on(ctx, event->person_id, temporary, population_today(ctx), &residence);
        if (err == OK && residence.unit_id == event->unit_id)
            return OK;
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
    }
    return fault(ctx, ERR_INVALID, "unit.not_home", "unit", "Khai báo tạm vắng tại xã, phường nơi đang thường trú hoặc tạm trú.");
}

enum err population_check_absence(struct ctx *ctx, const struct absence_notice *event)
{
    struct person person;
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(check_texts(ctx, event));
    TRY(check_period(ctx, event));
    TRY(population_load_living(ctx, &event->person_id, 1, &person));
    TRY(check_lives_there(ctx, event));
    TRY(db_one(ctx, &rows, "SELECT count(*) FROM absence WHERE person_id = $1 AND from_date <= $3 AND to_date >= $2 AND revoked_ms IS NULL",
               DB_I64(event->person_id), DB_DAY(ctx, event->from), DB_DAY(ctx, event->to)));
    if (db_i64(&rows, 0) > 0)
        return fault(ctx, ERR_CONFLICT, "from.overlaps", "from", "Khoảng thời gian này đã được khai báo tạm vắng.");
    return db_rows_end(&rows);
}

enum err population_register_absence(struct ctx *ctx, const struct absence_notice *event)
{
    struct event_note note = {.on = event->from, .unit_id = event->unit_id, .dossier_id = event->dossier_id, .reason = event->reason};
    struct booking booking;

    TRY(event_begin(ctx, S("absence"), &note, &event->person_id, 1, &booking));
    TRY(population_check_absence(ctx, event));
    TRY(db_exec(ctx, NULL,
                "INSERT INTO absence (absence_id, person_id, unit_id, reason, destination, from_date, to_date, reason_group, dossier_id, recorded_ms, event_id) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                DB_I64(db_new_id()), DB_I64(event->person_id), DB_I64(event->unit_id), DB_STR(event->reason), DB_STR(event->destination), DB_DAY(ctx, event->from),
                DB_DAY(ctx, event->to), DB_STR(event->group), db_i64_or_null(event->dossier_id), DB_I64(booking.recorded_ms), DB_I64(booking.event_id)));
    return event_touch(ctx, &booking, event->person_id, S("person"), TOUCHED_ABSENCE);
}

enum err absence_history(struct ctx *ctx, int64_t person_id, struct absence_notice **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct absence_notice *found = arena_array(ctx->arena, struct absence_notice, HISTORY_ROWS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT unit_id, reason, destination, from_date, to_date, reason_group, dossier_id FROM absence WHERE person_id = $1 AND revoked_ms IS NULL "
                 "ORDER BY from_date DESC, absence_id DESC LIMIT $2",
                 DB_I64(person_id), DB_I64(HISTORY_ROWS_MAX)));
    while (db_next(&rows))
        found[count++] = (struct absence_notice){
            .person_id = person_id,
            .unit_id = db_i64(&rows, 0),
            .reason = db_str(&rows, 1),
            .destination = db_str(&rows, 2),
            .from = db_day(&rows, 3),
            .to = db_day(&rows, 4),
            .group = db_str(&rows, 5),
            .dossier_id = db_i64(&rows, 6),
        };
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}
