/* household_store.c: rows of household and household_member. Memberships are history: they get an end, they are not changed; one that was booked wrongly is taken
 * back and stays. closed_ms only says whether somebody lives in it now: who lived in it when is told by the memberships. */
#include "features/population/internal.h"

enum { MEMBERS_MAX = 500 };

enum err household_get(struct ctx *ctx, int64_t household_id, struct household *ret_household)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT h.unit_id, h.hamlet_id, h.address, h.closed_ms, m.person_id, p.full_name, "
               "(SELECT count(*) FROM household_member a WHERE a.household_id = h.household_id AND a.valid_to IS NULL) "
               "FROM household h LEFT JOIN household_member m ON m.household_id = h.household_id AND m.is_head AND m.valid_to IS NULL "
               "LEFT JOIN person p ON p.person_id = m.person_id WHERE h.household_id = $1",
               DB_I64(household_id)));
    *ret_household = (struct household){
        .household_id = household_id,
        .unit_id = db_i64(&rows, 0),
        .hamlet_id = db_i64(&rows, 1),
        .address = db_str(&rows, 2),
        .closed = !db_is_null(&rows, 3),
        .head_id = db_i64(&rows, 4),
        .head_name = db_str(&rows, 5),
        .member_count = (int)db_i64(&rows, 6),
    };
    return db_rows_end(&rows);
}

enum err household_of(struct ctx *ctx, int64_t person_id, int64_t *ret_household_id)
{
    struct household_seat seat;

    TRY(household_store_seat(ctx, person_id, &seat));
    *ret_household_id = seat.household_id;
    return OK;
}

enum err household_members(struct ctx *ctx, int64_t household_id, struct household_person **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct household_person *found = arena_array(ctx->arena, struct household_person, MEMBERS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT p.person_id, p.full_name, m.relation, p.birth_date, m.is_head, p.sex FROM household_member m "
                 "JOIN person p ON p.person_id = m.person_id WHERE m.household_id = $1 AND m.valid_to IS NULL "
                 "ORDER BY m.is_head DESC, p.birth_date, p.person_id LIMIT $2",
                 DB_I64(household_id), DB_I64(MEMBERS_MAX)));
    while (db_next(&rows))
        found[count++] = (struct household_person){
            .person_id = db_i64(&rows, 0),
            .full_name = db_str(&rows, 1),
            .relation = db_str(&rows, 2),
            .birth = db_day(&rows, 3),
            .head = db_bool(&rows, 4),
            .female = str_eq(db_str(&rows, 5), S("female")),
        };
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

enum err household_store_insert(struct ctx *ctx, int64_t unit_id, int64_t hamlet_id, struct str address, int64_t *ret_household_id)
{
    int64_t id = db_new_id();

    TRY(db_exec(ctx, NULL, "INSERT INTO household (household_id, unit_id, hamlet_id, address, created_ms) VALUES ($1, $2, $3, $4, $5)",
                DB_I64(id), DB_I64(unit_id), db_i64_or_null(hamlet_id), DB_STR(address), DB_I64(ctx->now_ms)));
    *ret_household_id = id;
    return OK;
}

enum err household_store_close(struct ctx *ctx, int64_t household_id)
{
    return db_exec(ctx, NULL, "UPDATE household SET closed_ms = $2, version = version + 1 WHERE household_id = $1 AND closed_ms IS NULL",
                   DB_I64(household_id), DB_I64(ctx->now_ms));
}

enum err household_store_touch(struct ctx *ctx, int64_t household_id)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed, "UPDATE household SET version = version + 1 WHERE household_id = $1 AND closed_ms IS NULL",
                DB_I64(household_id)));
    if (changed != 1)
        return fault(ctx, ERR_CONFLICT, "household.closed", "household", "Hộ gia đình này không còn trong cơ sở dữ liệu. Hãy chọn hộ khác.");
    return OK;
}

static void seat_read(const struct db_rows *rows, struct household_seat *ret_seat)
{
    *ret_seat = (struct household_seat){
        .household_member_id = db_i64(rows, 0),
        .household_id = db_i64(rows, 1),
        .person_id = db_i64(rows, 2),
        .relation = db_str(rows, 3),
        .head = db_bool(rows, 4),
        .since = db_day(rows, 5),
        .event_id = db_i64(rows, 6),
    };
}

enum err household_store_seat(struct ctx *ctx, int64_t person_id, struct household_seat *ret_seat)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT household_member_id, household_id, person_id, relation, is_head, valid_from, event_id FROM household_member "
               "WHERE person_id = $1 AND valid_to IS NULL",
               DB_I64(person_id)));
    seat_read(&rows, ret_seat);
    return db_rows_end(&rows);
}

enum err household_store_seats(struct ctx *ctx, int64_t household_id, struct household_seat **ret_seats, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct household_seat *found = arena_array(ctx->arena, struct household_seat, MEMBERS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT household_member_id, household_id, person_id, relation, is_head, valid_from, event_id FROM household_member "
                 "WHERE household_id = $1 AND valid_to IS NULL ORDER BY person_id LIMIT $2",
                 DB_I64(household_id), DB_I64(MEMBERS_MAX)));
    while (db_next(&rows))
        seat_read(&rows, &found[count++]);
    TRY(db_rows_end(&rows));
    *ret_seats = found;
    *ret_count = count;
    return OK;
}

/* --- coming and going ------------------------------------------------------------------------------------------------------------------- */
static enum err touch_seat(struct ctx *ctx, const struct booking *booking, int64_t household_id, int64_t person_id, bool head)
{
    TRY(event_touch(ctx, booking, person_id, S("member"), TOUCHED_SEAT));
    return event_touch(ctx, booking, household_id, S("household"), TOUCHED_MEMBERS | (head ? TOUCHED_HEAD : 0));
}

static enum err seat_insert(struct ctx *ctx, const struct booking *booking, const struct household_seat *seat, int64_t dossier_id, int64_t event_id)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO household_member (household_member_id, household_id, person_id, relation, is_head, valid_from, dossier_id, recorded_ms, event_id) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   DB_I64(db_new_id()), DB_I64(seat->household_id), DB_I64(seat->person_id), DB_STR(seat->relation), DB_BOOL(seat->head),
                   DB_DAY(ctx, seat->since), db_i64_or_null(dossier_id), DB_I64(booking->recorded_ms), db_i64_or_null(event_id));
}

enum err household_book_join(struct ctx *ctx, const struct booking *booking, int64_t household_id, int64_t person_id, struct str relation, struct day from)
{
    struct household_seat seat = {.household_id = household_id, .person_id = person_id, .relation = relation, .head = str_eq(relation, S("head")), .since = from};

    TRY(seat_insert(ctx, booking, &seat, booking->dossier_id, booking->event_id));
    return touch_seat(ctx, booking, household_id, person_id, seat.head);
}

enum err household_store_join(struct ctx *ctx, int64_t household_id, int64_t person_id, struct str relation, struct day from, int64_t dossier_id)
{
    struct booking booking = booking_none(ctx, dossier_id);
    return household_book_join(ctx, &booking, household_id, person_id, relation, from);
}

static enum err seat_end(struct ctx *ctx, const struct booking *booking, int64_t household_member_id, struct day last_day)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE household_member SET valid_to = $2, ended_ms = $3, end_dossier_id = $4, end_event_id = $5 WHERE household_member_id = $1 AND valid_to IS NULL",
                DB_I64(household_member_id), DB_DAY(ctx, last_day), DB_I64(booking->recorded_ms), db_i64_or_null(booking->dossier_id),
                db_i64_or_null(booking->event_id)));
    if (changed != 1)
        return fault(ctx, ERR_CONFLICT, "residence.changed", "persons", "Nơi cư trú vừa được thay đổi. Hãy tải lại trang và xem lại.");
    return OK;
}

enum err household_store_leave(struct ctx *ctx, int64_t household_member_id, struct day last_day, int64_t dossier_id)
{
    struct booking booking = booking_none(ctx, dossier_id);
    return seat_end(ctx, &booking, household_member_id, last_day);
}

enum err household_book_leave(struct ctx *ctx, const struct booking *booking, const struct household_seat *seat, struct day last_day)
{
    TRY(seat_end(ctx, booking, seat->household_member_id, last_day));
    return touch_seat(ctx, booking, seat->household_id, seat->person_id, seat->head);
}

/* --- undo ----------------------------------------------------------------------------------------------------------------------------------- */
struct undone_seat {
    struct household_seat seat;
    bool open;
    int64_t dossier_id;
};

static enum err revoke(struct ctx *ctx, const struct booking *booking, const struct undone_seat *undone)
{
    if (undone->open)
        TRY(seat_end(ctx, booking, undone->seat.household_member_id, (struct day){undone->seat.since.n - 1}));
    return db_exec(ctx, NULL, "UPDATE household_member SET revoked_ms = $2, revoke_event_id = $3 WHERE household_member_id = $1 AND revoked_ms IS NULL",
                   DB_I64(undone->seat.household_member_id), DB_I64(booking->recorded_ms), DB_I64(booking->event_id));
}

static enum err undone_end(struct ctx *ctx, struct db_rows *rows, struct undone_seat **ret_rows, int *ret_count)
{
    struct undone_seat *found = arena_array(ctx->arena, struct undone_seat, HISTORY_ROWS_MAX);
    int count = 0;

    while (db_next(rows)) {
        seat_read(rows, &found[count].seat);
        found[count].open = db_is_null(rows, 7);
        found[count++].dossier_id = db_i64(rows, 8);
    }
    TRY(db_rows_end(rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

#define UNDONE_COLUMNS "household_member_id, household_id, person_id, relation, is_head, valid_from, event_id, valid_to, dossier_id"

enum err household_undo_started(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct undone_seat *found;
    int count;

    TRY(db_query(ctx, &rows,
                 "SELECT " UNDONE_COLUMNS " FROM household_member WHERE person_id = $1 AND valid_to IS NULL AND event_id = $2 AND revoked_ms IS NULL UNION ALL "
                 "SELECT " UNDONE_COLUMNS " FROM household_member WHERE person_id = $1 AND valid_to IS NOT NULL AND event_id = $2 AND revoked_ms IS NULL LIMIT $3",
                 DB_I64(person_id), DB_I64(undone_event_id), DB_I64(HISTORY_ROWS_MAX)));
    TRY(undone_end(ctx, &rows, &found, &count));
    for (int i = 0; i < count; i++)
        TRY(revoke(ctx, booking, &found[i]));
    return OK;
}

enum err household_undo_ended(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct undone_seat *found;
    int count;

    TRY(db_query(ctx, &rows,
                 "SELECT " UNDONE_COLUMNS " FROM household_member WHERE person_id = $1 AND valid_to IS NOT NULL AND end_event_id = $2 AND revoked_ms IS NULL LIMIT $3",
                 DB_I64(person_id), DB_I64(undone_event_id), DB_I64(HISTORY_ROWS_MAX)));
    TRY(undone_end(ctx, &rows, &found, &count));
    for (int i = 0; i < count; i++) {
        TRY(revoke(ctx, booking, &found[i]));
        TRY(seat_insert(ctx, booking, &found[i].seat, found[i].dossier_id, found[i].seat.event_id));
    }
    return OK;
}

enum err household_store_reopen(struct ctx *ctx, const struct booking *booking, int64_t household_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT count(*), count(*) FILTER (WHERE is_head) FROM household_member WHERE household_id = $1 AND valid_to IS NULL", DB_I64(household_id)));
    int64_t members = db_i64(&rows, 0), heads = db_i64(&rows, 1);
    TRY(db_rows_end(&rows));
    if (members && heads != 1)
        return fault(ctx, ERR_CONFLICT, "household.no_head", "event", "Nếu hủy như vậy, hộ gia đình sẽ không có chủ hộ. Hãy đổi chủ hộ hoặc hủy sự kiện sau trước.");
    return members ? db_exec(ctx, NULL, "UPDATE household SET closed_ms = NULL, version = version + 1 WHERE household_id = $1", DB_I64(household_id))
                   : db_exec(ctx, NULL, "UPDATE household SET closed_ms = COALESCE(closed_ms, $2), version = version + 1 WHERE household_id = $1",
                             DB_I64(household_id), DB_I64(booking->recorded_ms));
}
