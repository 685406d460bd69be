/* event_store.c: rows of register_event and register_event_subject. An event is written before anything it changes, and only its end ("undone_by") is added later.
 * Whom it is about is locked first and the id drawn then, so that for every person and household the order of the ids is the order in which events built on each
 * other, whichever process wrote them. */
#include "features/population/internal.h"

enum { SUBJECTS_MAX = 64, LIST_MAX = 500, DOSSIER_LIST_MAX = 100, ID_TRIES = 100000 };

#define EVENT_COLUMNS                                                                                                  \
    "e.event_id, e.kind, e.happened_on, e.recorded_ms, e.unit_id, e.person_id, e.account_id, e.officer_id, e.approved_by, e.dossier_id, e.reason, "    \
    "e.evidence, e.number_disagrees, e.undoes, e.undone_by"

static void event_read(const struct db_rows *rows, struct register_event *ret_event)
{
    *ret_event = (struct register_event){
        .event_id = db_i64(rows, 0),
        .kind = db_str(rows, 1),
        .happened = db_day(rows, 2),
        .recorded_ms = db_i64(rows, 3),
        .unit_id = db_i64(rows, 4),
        .person_id = db_i64(rows, 5),
        .account_id = db_i64(rows, 6),
        .officer_id = db_i64(rows, 7),
        .approved_by = db_i64(rows, 8),
        .dossier_id = db_i64(rows, 9),
        .reason = db_str(rows, 10),
        .evidence = db_str(rows, 11),
        .number_disagrees = db_bool(rows, 12),
        .undoes = db_i64(rows, 13),
        .undone_by = db_i64(rows, 14),
    };
}

/* --- writing --------------------------------------------------------------------------------------------------------------------------- */
struct subjects {
    int64_t ids[SUBJECTS_MAX];
    int count;
};

/* Sorted and once each: two events that lock the same people lock them in the same order and never wait for each other in a circle. */
static void subject_put(struct subjects *subjects, int64_t id)
{
    int at = 0;

    while (at < subjects->count && subjects->ids[at] < id)
        at++;
    if (id <= 0 || (at < subjects->count && subjects->ids[at] == id) || subjects->count == SUBJECTS_MAX)
        return;
    memmove(&subjects->ids[at + 1], &subjects->ids[at], sizeof subjects->ids[0] * (size_t)(subjects->count - at));
    subjects->ids[at] = id;
    subjects->count++;
}

/* Whoever is locked cannot change his household: it can be read now. */
static enum err add_household_of(struct ctx *ctx, int64_t person_id, struct subjects *subjects)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT household_id FROM household_member WHERE person_id = $1 AND valid_to IS NULL", DB_I64(person_id)));
    while (db_next(&rows))
        subject_put(subjects, db_i64(&rows, 0));
    return db_rows_end(&rows);
}

static enum err lock(struct ctx *ctx, struct subjects *subjects)
{
    int persons = 0;

    while (persons < subjects->count && event_subject_is_person(subjects->ids[persons])) /* they sort before households */
        persons++;
    for (int i = 0; i < persons; i++)
        TRY(db_exec(ctx, NULL, "UPDATE person SET version = version + 1 WHERE person_id = $1", DB_I64(subjects->ids[i])));
    for (int i = 0; i < persons; i++)
        TRY(add_household_of(ctx, subjects->ids[i], subjects));
    for (int i = persons; i < subjects->count; i++)
        TRY(db_exec(ctx, NULL, "UPDATE household SET version = version + 1 WHERE household_id = $1", DB_I64(subjects->ids[i])));
    return OK;
}

/* An id above, and a time not before, those of every event that these people and households already have. */
static enum err draw_order(struct ctx *ctx, const struct subjects *subjects, struct booking *booking)
{
    int64_t last = 0;

    booking->recorded_ms = ctx->now_ms;
    for (int i = 0; i < subjects->count; i++) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        TRY(db_query(ctx, &rows,
                     "SELECT s.event_id, e.recorded_ms FROM register_event_subject s JOIN register_event e ON e.event_id = s.event_id "
                     "WHERE s.subject_id = $1 ORDER BY s.event_id DESC LIMIT 1",
                     DB_I64(subjects->ids[i])));
        if (db_next(&rows)) {
            last = db_i64(&rows, 0) > last ? db_i64(&rows, 0) : last;
            booking->recorded_ms = db_i64(&rows, 1) > booking->recorded_ms ? db_i64(&rows, 1) : booking->recorded_ms;
        }
        TRY(db_rows_end(&rows));
    }
    booking->event_id = db_new_id();
    for (int tries = 0; booking->event_id <= last; tries++) /* the other process drew in the same millisecond; or the clock was set back */
        booking->event_id = tries < ID_TRIES ? db_new_id() : last + 1;
    return OK;
}

static enum err begin(struct ctx *ctx, struct str kind, const struct event_note *note, const int64_t *ids, int count, int64_t undoes, struct booking *ret_booking)
{
    struct subjects subjects = {.count = 0};
    struct booking booking = {.dossier_id = note->dossier_id, .on = day_is_none(note->on) ? population_today(ctx) : note->on};
    int64_t person_id = 0;

    for (int i = 0; i < count; i++) {
        if (!person_id && event_subject_is_person(ids[i]))
            person_id = ids[i];
        subject_put(&subjects, ids[i]);
    }
    TRY(lock(ctx, &subjects));
    TRY(draw_order(ctx, &subjects, &booking));
    TRY(db_exec(ctx, NULL,
                "INSERT INTO register_event (event_id, kind, happened_on, recorded_ms, unit_id, person_id, account_id, officer_id, approved_by, dossier_id, reason, "
                "evidence, undoes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                DB_I64(booking.event_id), DB_STR(kind), DB_DAY(ctx, booking.on), DB_I64(booking.recorded_ms), db_i64_or_null(note->unit_id),
                db_i64_or_null(person_id), db_i64_or_null(ctx->actor.account_id), db_i64_or_null(ctx->actor.officer_id), db_i64_or_null(note->approved_by),
                db_i64_or_null(note->dossier_id), DB_STR(note->reason), DB_STR(note->evidence), db_i64_or_null(undoes)));
    *ret_booking = booking;
    return OK;
}

enum err event_begin(struct ctx *ctx, struct str kind, const struct event_note *note, const int64_t *ids, int count, struct booking *ret_booking)
{
    return begin(ctx, kind, note, ids, count, 0, ret_booking);
}

enum err event_begin_undo(struct ctx *ctx, const struct event_note *note, const int64_t *ids, int count, int64_t undoes, struct booking *ret_booking)
{
    return begin(ctx, S("undo"), note, ids, count, undoes, ret_booking);
}

enum err event_touch(struct ctx *ctx, const struct booking *booking, int64_t subject_id, struct str role, int64_t touched)
{
    if (!booking->event_id)
        return OK;
    return db_exec(ctx, NULL,
                   "INSERT INTO register_event_subject (subject_id, event_id, role, touched) VALUES ($1, $2, $3, $4) "
                   "ON CONFLICT (subject_id, event_id) DO UPDATE SET touched = register_event_subject.touched | excluded.touched",
                   DB_I64(subject_id), DB_I64(booking->event_id), DB_STR(role), DB_I64(touched));
}

enum err event_store_number_disagrees(struct ctx *ctx, int64_t event_id)
{
    return db_exec(ctx, NULL, "UPDATE register_event SET number_disagrees = TRUE WHERE event_id = $1", DB_I64(event_id));
}

enum err event_store_undone(struct ctx *ctx, int64_t event_id, int64_t by_event_id)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed, "UPDATE register_event SET undone_by = $2 WHERE event_id = $1 AND undone_by IS NULL", DB_I64(event_id), DB_I64(by_event_id)));
    return changed == 1 ? OK : fault(ctx, ERR_CONFLICT, "event.undone", "event", "Sự kiện này đã được hủy rồi.");
}

/* --- reading ------------------------------------------------------------------------------------------------------------------------------- */
enum err event_get(struct ctx *ctx, int64_t event_id, struct register_event *ret_event)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " EVENT_COLUMNS " FROM register_event e WHERE e.event_id = $1", DB_I64(event_id)));
    event_read(&rows, ret_event);
    return db_rows_end(&rows);
}

static enum err list_read(struct db_rows *rows, struct register_event *found, struct register_event **ret_rows, int *ret_count)
{
    int count = 0;

    while (db_next(rows))
        event_read(rows, &found[count++]);
    TRY(db_rows_end(rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

enum err events_of(struct ctx *ctx, int64_t subject_id, int64_t before_id, int limit, struct register_event **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int most = limit < 1 ? 1 : limit > LIST_MAX ? LIST_MAX : limit;

    TRY(db_query(ctx, &rows,
                 "SELECT " EVENT_COLUMNS " FROM register_event_subject s JOIN register_event e ON e.event_id = s.event_id "
                 "WHERE s.subject_id = $1 AND s.event_id < $2 ORDER BY s.event_id DESC LIMIT $3",
                 DB_I64(subject_id), DB_I64(before_id ? before_id : INT64_MAX), DB_I64(most)));
    return list_read(&rows, arena_array(ctx->arena, struct register_event, (size_t)most), ret_rows, ret_count);
}

enum err events_of_dossier(struct ctx *ctx, int64_t dossier_id, struct register_event **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT " EVENT_COLUMNS " FROM register_event e WHERE e.dossier_id = $1 ORDER BY e.event_id LIMIT $2", DB_I64(dossier_id),
                 DB_I64(DOSSIER_LIST_MAX)));
    return list_read(&rows, arena_array(ctx->arena, struct register_event, DOSSIER_LIST_MAX), ret_rows, ret_count);
}

enum err event_subjects(struct ctx *ctx, int64_t event_id, struct event_subject **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct event_subject *found = arena_array(ctx->arena, struct event_subject, LIST_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT subject_id, role, touched FROM register_event_subject WHERE event_id = $1 ORDER BY subject_id LIMIT $2", DB_I64(event_id),
                 DB_I64(LIST_MAX)));
    while (db_next(&rows))
        found[count++] = (struct event_subject){db_i64(&rows, 0), db_str(&rows, 1), db_i64(&rows, 2)};
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

enum err event_store_later(struct ctx *ctx, int64_t subject_id, int64_t event_id, int64_t bits, struct register_event *ret_event)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT " EVENT_COLUMNS " FROM register_event_subject s JOIN register_event e ON e.event_id = s.event_id "
               "WHERE s.subject_id = $1 AND s.event_id > $2 AND ($3 = -1 OR (s.touched & $3) <> 0) AND e.undoes IS NULL AND e.undone_by IS NULL "
               "ORDER BY s.event_id DESC LIMIT 1",
               DB_I64(subject_id), DB_I64(event_id), DB_I64(bits)));
    event_read(&rows, ret_event);
    return db_rows_end(&rows);
}
