/* residence_store.c: rows of the table residence. A row is never deleted or overwritten: it gets an end (valid_to, end_reason) and the time at
 * which the end became known (ended_ms). A row that was replaced on its first day keeps valid_to one day before valid_from: it never held. */
#include "features/population/internal.h"

#define RESIDENCE_COLUMNS                                                                                              \
    "residence_id, person_id, kind, unit_id, hamlet_id, household_id, address, dwelling, valid_from, expires_on, valid_to, end_reason, dossier_id, "   \
    "recorded_ms, ended_ms, event_id, end_event_id, revoked_ms, registered_unit_id"

static struct str kind_of(bool temporary) { return temporary ? S("temporary") : S("permanent"); }

static void residence_read(const struct db_rows *rows, struct residence *ret_residence)
{
    *ret_residence = (struct residence){
        .residence_id = db_i64(rows, 0),
        .person_id = db_i64(rows, 1),
        .temporary = str_eq(db_str(rows, 2), S("temporary")),
        .unit_id = db_i64(rows, 3),
        .hamlet_id = db_i64(rows, 4),
        .household_id = db_i64(rows, 5),
        .address = db_str(rows, 6),
        .dwelling = db_str(rows, 7),
        .valid_from = db_day(rows, 8),
        .expires_on = db_day(rows, 9),
        .valid_to = db_day(rows, 10),
        .end_reason = db_str(rows, 11),
        .dossier_id = db_i64(rows, 12),
        .recorded_ms = db_i64(rows, 13),
        .ended_ms = db_i64(rows, 14),
        .event_id = db_i64(rows, 15),
        .end_event_id = db_i64(rows, 16),
        .revoked_ms = db_i64(rows, 17),
        .registered_unit_id = db_i64(rows, 18),
    };
}

enum err residence_store_on(struct ctx *ctx, int64_t person_id, bool temporary, struct day on, struct residence *ret_residence)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 AND kind = $2 AND valid_from <= $3 "
               "AND (valid_to IS NULL OR valid_to >= $3) AND (expires_on IS NULL OR expires_on >= $3) AND revoked_ms IS NULL",
               DB_I64(person_id), DB_STR(kind_of(temporary)), DB_DAY(ctx, on)));
    residence_read(&rows, ret_residence);
    return db_rows_end(&rows);
}

enum err residence_current(struct ctx *ctx, int64_t person_id, bool temporary, struct residence *ret_residence)
{
    return residence_store_on(ctx, person_id, temporary, population_today(ctx), ret_residence);
}

enum err residence_store_open(struct ctx *ctx, int64_t person_id, bool temporary, struct residence *ret_residence)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 AND kind = $2 AND valid_to IS NULL",
               DB_I64(person_id), DB_STR(kind_of(temporary))));
    residence_read(&rows, ret_residence);
    return db_rows_end(&rows);
}

enum err residence_history(struct ctx *ctx, int64_t person_id, struct residence **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct residence *found = arena_array(ctx->arena, struct residence, HISTORY_ROWS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 ORDER BY valid_from DESC, residence_id DESC LIMIT $2",
                 DB_I64(person_id), DB_I64(HISTORY_ROWS_MAX)));
    while (db_next(&rows))
        residence_read(&rows, &found[count++]);
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

static int64_t touched_by(bool temporary) { return temporary ? TOUCHED_TEMPORARY : TOUCHED_PERMANENT; }

enum err residence_book(struct ctx *ctx, const struct booking *booking, struct residence *residence)
{
    int64_t id = db_new_id();

    TRY(db_exec(ctx, NULL,
                "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, household_id, address, dwelling, valid_from, expires_on, "
                "dossier_id, recorded_ms, event_id, registered_unit_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                DB_I64(id), DB_I64(residence->person_id), DB_STR(kind_of(residence->temporary)), DB_I64(residence->unit_id),
                db_i64_or_null(residence->hamlet_id), db_i64_or_null(residence->household_id), DB_STR(residence->address),
                DB_STR(residence->dwelling), DB_DAY(ctx, residence->valid_from), DB_DAY(ctx, residence->expires_on),
                db_i64_or_null(residence->dossier_id), DB_I64(booking->recorded_ms), db_i64_or_null(residence->event_id),
                db_i64_or_null(residence->registered_unit_id)));
    residence->residence_id = id;
    residence->recorded_ms = booking->recorded_ms;
    return event_touch(ctx, booking, residence->person_id, S("person"), touched_by(residence->temporary));
}

enum err residence_store_insert(struct ctx *ctx, struct residence *residence)
{
    struct booking booking = booking_none(ctx, residence->dossier_id);
    return residence_book(ctx, &booking, residence);
}

static enum err end_open(struct ctx *ctx, const struct booking *booking, int64_t residence_id, struct day last_day, struct str reason)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE residence SET valid_to = $2, end_reason = $3, end_dossier_id = $4, ended_ms = $5, end_event_id = $6 "
                "WHERE residence_id = $1 AND (valid_to IS NULL OR (end_reason = 'expired' AND end_event_id IS NULL AND revoked_ms IS NULL))",
                DB_I64(residence_id), DB_DAY(ctx, last_day), DB_STR(reason), db_i64_or_null(booking->dossier_id), DB_I64(booking->recorded_ms),
                db_i64_or_null(booking->event_id)));
    if (changed != 1) /* two decisions about one person at once */
        return fault(ctx, ERR_CONFLICT, "residence.changed", "persons", "Nơi cư trú vừa được thay đổi. Hãy tải lại trang và xem lại.");
    return OK;
}

enum err residence_store_end(struct ctx *ctx, int64_t residence_id, struct day last_day, struct str reason, int64_t dossier_id)
{
    struct booking booking = booking_none(ctx, dossier_id);
    return end_open(ctx, &booking, residence_id, last_day, reason);
}

enum err residence_book_end(struct ctx *ctx, const struct booking *booking, const struct residence *residence, struct day last_day, struct str reason)
{
    TRY(end_open(ctx, booking, residence->residence_id, last_day, reason));
    return event_touch(ctx, booking, residence->person_id, S("person"), touched_by(residence->temporary));
}

enum err residence_store_stay(struct ctx *ctx, int64_t person_id, struct residence *ret_residence)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 AND kind = 'temporary' AND revoked_ms IS NULL AND "
               "(valid_to IS NULL OR (end_reason = 'expired' AND end_event_id IS NULL)) ORDER BY valid_from DESC, residence_id DESC LIMIT 1",
               DB_I64(person_id)));
    residence_read(&rows, ret_residence);
    return db_rows_end(&rows);
}

enum err residence_store_last_day(struct ctx *ctx, int64_t person_id, bool temporary, int64_t but_residence_id, struct day *ret_day)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT max(valid_to) FROM residence WHERE person_id = $1 AND kind = $2 AND residence_id <> $3 AND revoked_ms IS NULL AND valid_to >= valid_from",
               DB_I64(person_id), DB_STR(kind_of(temporary)), DB_I64(but_residence_id)));
    *ret_day = db_day(&rows, 0);
    return db_rows_end(&rows);
}

enum err residence_book_cut_stay(struct ctx *ctx, const struct booking *booking, const struct residence *stay, struct day last_day, struct str reason)
{
    if (stay->expires_on.n <= last_day.n)
        return OK; /* its last day stands in it; the jobs role closes the row */
    if (stay->valid_from.n > last_day.n) /* it would have begun later: it never held */
        last_day.n = stay->valid_from.n - 1;
    return residence_book_end(ctx, booking, stay, last_day, reason);
}

static enum err revoke_mark(struct ctx *ctx, const struct booking *booking, int64_t residence_id)
{
    return db_exec(ctx, NULL, "UPDATE residence SET revoked_ms = $2, revoke_event_id = $3 WHERE residence_id = $1 AND revoked_ms IS NULL", DB_I64(residence_id),
                   DB_I64(booking->recorded_ms), DB_I64(booking->event_id));
}

/* The same place again, already ended: a recording of now. */
static enum err copy_ended(struct ctx *ctx, const struct booking *booking, const struct residence *row, int64_t event_id, struct day last_day, struct str reason,
                           int64_t end_event_id)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, household_id, address, dwelling, valid_from, expires_on, dossier_id, "
                   "registered_unit_id, recorded_ms, event_id, valid_to, end_reason, end_dossier_id, ended_ms, end_event_id) SELECT $2, person_id, kind, unit_id, "
                   "hamlet_id, household_id, address, dwelling, valid_from, expires_on, dossier_id, registered_unit_id, $3, $4, $5, $6, end_dossier_id, $3, $7 "
                   "FROM residence WHERE residence_id = $1",
                   DB_I64(row->residence_id), DB_I64(db_new_id()), DB_I64(booking->recorded_ms), db_i64_or_null(event_id), DB_DAY(ctx, last_day), DB_STR(reason),
                   db_i64_or_null(end_event_id));
}

static enum err list_end(struct ctx *ctx, struct db_rows *rows, struct residence **ret_rows, int *ret_count)
{
    struct residence *found = arena_array(ctx->arena, struct residence, HISTORY_ROWS_MAX);
    int count = 0;

    while (db_next(rows))
        residence_read(rows, &found[count++]);
    TRY(db_rows_end(rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

enum err residence_book_end_stays(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t unit_id, struct day last_day, struct str reason)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct residence *found;
    int count;

    TRY(db_query(ctx, &rows,
                 "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 AND kind = 'temporary' AND revoked_ms IS NULL AND (valid_to IS NULL OR "
                 "(valid_to > $2 AND valid_to >= valid_from)) LIMIT $3",
                 DB_I64(person_id), DB_DAY(ctx, last_day), DB_I64(HISTORY_ROWS_MAX)));
    TRY(list_end(ctx, &rows, &found, &count));
    for (int i = 0; i < count; i++) {
        if (unit_id && found[i].unit_id != unit_id)
            continue;
        if (day_is_none(found[i].valid_to) || (!found[i].end_event_id && str_eq(found[i].end_reason, S("expired")))) {
            TRY(residence_book_cut_stay(ctx, booking, &found[i], last_day, reason));
            continue;
        }
        TRY(revoke_mark(ctx, booking, found[i].residence_id)); /* it was to last until the next one begins */
        if (found[i].valid_from.n <= last_day.n)
            TRY(copy_ended(ctx, booking, &found[i], booking->event_id, last_day, reason, booking->event_id));
        TRY(event_touch(ctx, booking, person_id, S("person"), TOUCHED_TEMPORARY));
    }
    return OK;
}

/* --- undo: rows are taken back, and what holds again is written as a new row ---------------------------------------------------------- */
static enum err revoke(struct ctx *ctx, const struct booking *booking, const struct residence *residence)
{
    if (day_is_none(residence->valid_to))
        TRY(end_open(ctx, booking, residence->residence_id, (struct day){residence->valid_from.n - 1}, S("undone")));
    return revoke_mark(ctx, booking, residence->residence_id);
}

enum err residence_undo_started(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct residence *found;
    int count;

    TRY(db_query(ctx, &rows, "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 AND event_id = $2 AND revoked_ms IS NULL LIMIT $3", DB_I64(person_id),
                 DB_I64(undone_event_id), DB_I64(HISTORY_ROWS_MAX)));
    TRY(list_end(ctx, &rows, &found, &count));
    for (int i = 0; i < count; i++)
        TRY(revoke(ctx, booking, &found[i]));
    return OK;
}

/* Rows that the event itself took back to make them end earlier. */
static enum err undo_shortened(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct residence *found;
    int count;

    TRY(db_query(ctx, &rows, "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 AND revoke_event_id = $2 LIMIT $3", DB_I64(person_id),
                 DB_I64(undone_event_id), DB_I64(HISTORY_ROWS_MAX)));
    TRY(list_end(ctx, &rows, &found, &count));
    for (int i = 0; i < count; i++)
        TRY(copy_ended(ctx, booking, &found[i], found[i].event_id, found[i].valid_to, found[i].end_reason, found[i].end_event_id));
    return OK;
}

enum err residence_undo_ended(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct residence *found;
    int count;

    TRY(db_query(ctx, &rows, "SELECT " RESIDENCE_COLUMNS " FROM residence WHERE person_id = $1 AND end_event_id = $2 AND revoked_ms IS NULL LIMIT $3",
                 DB_I64(person_id), DB_I64(undone_event_id), DB_I64(HISTORY_ROWS_MAX)));
    TRY(list_end(ctx, &rows, &found, &count));
    for (int i = 0; i < count; i++) {
        TRY(revoke(ctx, booking, &found[i]));
        TRY(residence_book(ctx, booking, &found[i])); /* as it was: under the event and the dossier by which it holds */
    }
    return undo_shortened(ctx, booking, person_id, undone_event_id);
}

enum err residence_store_came_without_event(struct ctx *ctx, int64_t person_id, bool temporary, int64_t since_ms, bool *ret_came)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT count(*) FROM residence WHERE person_id = $1 AND kind = $2 AND valid_to IS NULL AND event_id IS NULL AND recorded_ms > $3",
               DB_I64(person_id), DB_STR(kind_of(temporary)), DB_I64(since_ms)));
    *ret_came = db_i64(&rows, 0) > 0;
    return db_rows_end(&rows);
}

enum err residence_store_first_day(struct ctx *ctx, int64_t person_id, struct day *ret_day)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT min(valid_from) FROM residence WHERE person_id = $1 AND revoked_ms IS NULL AND (valid_to IS NULL OR valid_to >= valid_from)",
               DB_I64(person_id)));
    *ret_day = db_day(&rows, 0);
    return db_rows_end(&rows);
}

enum err residence_store_changed_since(struct ctx *ctx, int64_t person_id, int64_t since_ms, bool *ret_changed)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    /* An expiry is no move: the form showed the day on which it would come. */
    TRY(db_one(ctx, &rows,
               "SELECT count(*) FROM residence WHERE person_id = $1 AND (recorded_ms > $2 OR (ended_ms > $2 AND end_reason <> 'expired'))",
               DB_I64(person_id), DB_I64(since_ms)));
    *ret_changed = db_i64(&rows, 0) > 0;
    return db_rows_end(&rows);
}

enum err population_expire_temporary(struct ctx *ctx, int limit, int *ret_closed)
{
    int64_t changed;
    struct db_value today = DB_DAY(ctx, population_today(ctx));

    TRY(db_exec(ctx, &changed,
                "UPDATE residence SET valid_to = expires_on, end_reason = 'expired', ended_ms = $2 WHERE residence_id IN "
                "(SELECT residence_id FROM residence WHERE expires_on < $1 AND valid_to IS NULL LIMIT $3)",
                today, DB_I64(ctx->now_ms), DB_I64(limit)));
    *ret_closed = (int)changed;
    return OK;
}
