/* person_merge.c: two records of one person become one, and two again. One number stays, the other is cancelled for ever and leads to it (Decree 58/2026 Art. 5.7: numbers
 * of cancelled cases are kept). Nothing is copied or rewritten: what refers to the cancelled number is led to the person by person_resolve(), so that an undo
 * brings back exactly what was. */
#include "features/population/internal.h"

enum { STEPS_MAX = 16 };

enum err person_get_any(struct ctx *ctx, int64_t person_id, struct person *ret_person)
{
    int64_t cancelled_ms;

    return person_store_cancelled_ms(ctx, person_id, ret_person, &cancelled_ms);
}

enum err person_resolve(struct ctx *ctx, int64_t person_id, int64_t *ret_person_id)
{
    int64_t at = person_id;

    for (int steps = 0; steps < STEPS_MAX; steps++) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        TRY(db_one(ctx, &rows, "SELECT cancelled_ms, replaced_by FROM person WHERE person_id = $1", DB_I64(at)));
        bool holds = db_is_null(&rows, 0);
        int64_t next = db_i64(&rows, 1);
        TRY(db_rows_end(&rows));
        if (holds) {
            *ret_person_id = at;
            return OK;
        }
        if (!next)
            return ERR_NOT_FOUND;
        at = next;
    }
    return ERR_NOT_FOUND;
}

enum err person_aliases(struct ctx *ctx, int64_t person_id, int64_t ret_ids[PERSON_ALIASES_MAX], int *ret_count)
{
    int count = 1;

    ret_ids[0] = person_id;
    for (int at = 0; at < count; at++) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        TRY(db_query(ctx, &rows, "SELECT person_id FROM person WHERE replaced_by = $1 ORDER BY person_id LIMIT $2", DB_I64(ret_ids[at]), DB_I64(PERSON_ALIASES_MAX)));
        while (db_next(&rows))
            if (count < PERSON_ALIASES_MAX)
                ret_ids[count++] = db_i64(&rows, 0);
        TRY(db_rows_end(&rows));
    }
    *ret_count = count;
    return OK;
}

/* --- rules ------------------------------------------------------------------------------------------------------------------------------------ */
static enum err load(struct ctx *ctx, int64_t person_id, struct person *ret_person)
{
    enum err err = person_get(ctx, person_id, ret_person);

    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_CONFLICT, "merge.cancelled", "person", "Một trong hai số định danh không còn hiệu lực. Hãy tải lại trang và xem lại.");
    return err;
}

/* Who is the head of others cannot vanish from their household. */
static enum err check_seat(struct ctx *ctx, int64_t lost_id)
{
    struct household_seat seat, *seats;
    int count;
    enum err err = household_store_seat(ctx, lost_id, &seat);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (!seat.head)
        return OK;
    TRY(household_store_seats(ctx, seat.household_id, &seats, &count));
    if (count > 1)
        return fault(ctx, ERR_CONFLICT, "merge.head", "person",
                     "Số định danh sẽ bị hủy đang là chủ hộ của một hộ còn người khác. Hãy thay đổi chủ hộ trước, hoặc giữ lại số này.");
    return OK;
}

static enum err check(struct ctx *ctx, const struct merge_event *event, struct person *ret_lost, struct person *ret_kept)
{
    if (event->lost_id == event->kept_id)
        return fault(ctx, ERR_INVALID, "merge.same", "person", "Cần hai số định danh khác nhau.");
    TRY(load(ctx, event->lost_id, ret_lost));
    TRY(load(ctx, event->kept_id, ret_kept));
    if (ret_lost->spouse_id && ret_lost->spouse_id == event->kept_id)
        return fault(ctx, ERR_CONFLICT, "merge.spouses", "person", "Hai người này đang được ghi là vợ chồng nên không thể là một người. Hãy cải chính trước.");
    if (person_is_child_of(ret_lost, event->kept_id) || person_is_child_of(ret_kept, event->lost_id))
        return fault(ctx, ERR_CONFLICT, "merge.kin", "person", "Một người được ghi là cha hoặc mẹ của người kia nên không thể là một người. Hãy cải chính trước.");
    if (str_eq(ret_kept->status, S("dead")) != str_eq(ret_lost->status, S("dead")))
        return fault(ctx, ERR_CONFLICT, "merge.dead", "person", "Một bản ghi ghi nhận đã chết, bản ghi kia thì không. Hãy làm rõ và ghi nhận trước khi gộp.");
    return check_seat(ctx, event->lost_id);
}

enum err population_check_merge(struct ctx *ctx, const struct merge_event *event)
{
    struct person lost, kept;

    return check(ctx, event, &lost, &kept);
}

/* From today on she is nowhere under the lost number; what began only today ends today. */
static struct day last_day(const struct booking *booking, struct day from)
{
    return booking->on.n > from.n ? (struct day){booking->on.n - 1} : booking->on;
}

/* --- the event ---------------------------------------------------------------------------------------------------------------------------------- */
static enum err end_homes(struct ctx *ctx, const struct booking *booking, int64_t person_id)
{
    for (int temporary = 0; temporary < 2; temporary++) {
        struct residence residence;
        enum err err = residence_store_open(ctx, person_id, temporary, &residence);
        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        TRY(residence_book_end(ctx, booking, &residence, last_day(booking, residence.valid_from), S("merged")));
        TRY(event_touch(ctx, booking, person_id, S("lost"), temporary ? TOUCHED_TEMPORARY : TOUCHED_PERMANENT));
    }
    return OK;
}

static enum err leave_household(struct ctx *ctx, const struct booking *booking, int64_t person_id)
{
    struct household_seat seat;
    enum err err = household_store_seat(ctx, person_id, &seat);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    struct day last = last_day(booking, seat.since);
    TRY(household_book_leave(ctx, booking, &seat, last));
    return household_book_settle(ctx, booking, seat.household_id, (struct day){last.n + 1});
}

static enum err cancel(struct ctx *ctx, const struct booking *booking, int64_t lost_id, int64_t kept_id)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE person SET cancelled_ms = $2, replaced_by = $3, recorded_ms = COALESCE(recorded_ms, updated_ms), version = version + 1 "
                "WHERE person_id = $1 AND cancelled_ms IS NULL",
                DB_I64(lost_id), DB_I64(booking->recorded_ms), DB_I64(kept_id)));
    if (changed != 1)
        return fault(ctx, ERR_CONFLICT, "merge.cancelled", "person", "Một trong hai số định danh không còn hiệu lực. Hãy tải lại trang và xem lại.");
    return OK;
}

enum err population_register_merge(struct ctx *ctx, const struct merge_event *event, int64_t *ret_event_id)
{
    struct person lost, kept;
    struct booking booking;

    TRY(event_begin(ctx, S("merge"), &event->note, (const int64_t[]){event->lost_id, event->kept_id}, 2, &booking));
    TRY(check(ctx, event, &lost, &kept)); /* under the locks */
    TRY(end_homes(ctx, &booking, event->lost_id));
    TRY(leave_household(ctx, &booking, event->lost_id));
    TRY(cancel(ctx, &booking, event->lost_id, event->kept_id));
    TRY(event_touch(ctx, &booking, event->lost_id, S("lost"), TOUCHED_EXISTENCE));
    TRY(event_touch(ctx, &booking, event->kept_id, S("kept"), 0));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}

enum err person_merge_undone(struct ctx *ctx, int64_t lost_id)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed, "UPDATE person SET cancelled_ms = NULL, replaced_by = NULL, version = version + 1 WHERE person_id = $1 AND replaced_by IS NOT NULL",
                DB_I64(lost_id)));
    return changed == 1 ? OK : fault(ctx, ERR_CONFLICT, "event.undone", "event", "Sự kiện này đã được hủy rồi.");
}
