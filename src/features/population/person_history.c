/* person_history.c: the past of a person's data (table person_fact). Of a field that never changed nothing stands there. The first change stores what held before with
 * the time from which the register knew it; from then on each day and each time of knowledge has exactly one value. Rows are ended, never altered. */
#include "features/population/internal.h"

enum { FACT_ROWS_MAX = 500, SEGMENTS_MAX = 200 };

struct segment { /* a row that is still believed */
    int64_t fact_id;
    struct str value;
    struct day from, to;
};

static enum err fact_insert(struct ctx *ctx, const struct booking *booking, int64_t person_id, int field, const struct segment *segment, int64_t event_id)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO person_fact (fact_id, person_id, field, value, valid_from, valid_to, recorded_ms, event_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   DB_I64(db_new_id()), DB_I64(person_id), DB_STR(person_fields[field].code), db_str_or_null(segment->value), DB_DAY(ctx, segment->from),
                   DB_DAY(ctx, segment->to), DB_I64(booking->recorded_ms), db_i64_or_null(event_id));
}

static enum err fact_end(struct ctx *ctx, const struct booking *booking, int64_t fact_id)
{
    return db_exec(ctx, NULL, "UPDATE person_fact SET ended_ms = $2, end_event_id = $3 WHERE fact_id = $1 AND ended_ms IS NULL", DB_I64(fact_id),
                   DB_I64(booking->recorded_ms), DB_I64(booking->event_id));
}

/* What the row of the person says holds for ever until now; believed since the register knows the person. */
static enum err fact_former(struct ctx *ctx, const struct booking *booking, const struct person *before, int field, struct str value)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO person_fact (fact_id, person_id, field, value, recorded_ms, ended_ms, end_event_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                   DB_I64(db_new_id()), DB_I64(before->person_id), DB_STR(person_fields[field].code), db_str_or_null(value),
                   DB_I64(before->recorded_ms < booking->recorded_ms ? before->recorded_ms : booking->recorded_ms), DB_I64(booking->recorded_ms),
                   DB_I64(booking->event_id));
}

static enum err current_segment(struct ctx *ctx, int64_t person_id, int field, struct segment *ret_segment)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT fact_id, value, valid_from FROM person_fact WHERE person_id = $1 AND field = $2 AND ended_ms IS NULL AND valid_to IS NULL",
               DB_I64(person_id), DB_STR(person_fields[field].code)));
    *ret_segment = (struct segment){db_i64(&rows, 0), db_str(&rows, 1), db_day(&rows, 2), DAY_NONE};
    return db_rows_end(&rows);
}

/* From the day `from` on the field has another value; DAY_NONE: for as long as the present one is said to hold. */
static enum err fact_put(struct ctx *ctx, const struct booking *booking, const struct person *before, int field, struct str was, struct str is, struct day from)
{
    struct segment current = {.from = DAY_NONE, .to = DAY_NONE};

    enum err err = current_segment(ctx, before->person_id, field, &current);
    if (err == ERR_NOT_FOUND)
        err = fact_former(ctx, booking, before, field, was);
    else if (err == OK)
        err = fact_end(ctx, booking, current.fact_id);
    TRY(err);
    if (!day_is_none(from) && !day_is_none(current.from) && from.n < current.from.n)
        return population_refuse(ctx, ERR_CONFLICT, S("event.before_last"), S("on"),
                                 TF(ctx, "Mục “{0}” đã có thay đổi từ ngày {1}. Ngày có hiệu lực của thay đổi mới không được sớm hơn ngày đó.",
                                    i18n(ctx->lang, person_fields[field].text), fmt_day(ctx->arena, current.from)));
    if (!day_is_none(from) && (day_is_none(current.from) || from.n > current.from.n)) {
        struct segment rest = {.value = was, .from = current.from, .to = {from.n - 1}};
        TRY(fact_insert(ctx, booking, before->person_id, field, &rest, booking->event_id));
    }
    struct segment news = {.value = is, .from = day_is_none(from) ? current.from : from, .to = DAY_NONE};
    return fact_insert(ctx, booking, before->person_id, field, &news, booking->event_id);
}

enum err event_change_person(struct ctx *ctx, const struct booking *booking, const struct person *before, const struct person *after, struct str role, struct day from)
{
    int64_t touched = 0;

    for (int field = 0; person_fields[field].code.len; field++) {
        struct str was = person_field_get(ctx->arena, before, field), is = person_field_get(ctx->arena, after, field);
        if (str_eq(was, is))
            continue;
        TRY(fact_put(ctx, booking, before, field, was, is, from));
        touched |= TOUCHED_FIELD(field);
    }
    if (touched)
        TRY(person_store_update(ctx, after, before->version, booking->recorded_ms));
    return event_touch(ctx, booking, before->person_id, role, touched);
}

/* --- undo ---------------------------------------------------------------------------------------------------------------------------------- */
/* What the event said is ended; what it had ended is written again, as the recording of now, under the event by which it held. */
static enum err undo_facts(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct segment *former = arena_array(ctx->arena, struct segment, SEGMENTS_MAX);
    int *fields = arena_array(ctx->arena, int, SEGMENTS_MAX), count = 0;
    int64_t *event_ids = arena_array(ctx->arena, int64_t, SEGMENTS_MAX);

    TRY(db_exec(ctx, NULL, "UPDATE person_fact SET ended_ms = $3, end_event_id = $4 WHERE person_id = $1 AND event_id = $2 AND ended_ms IS NULL", DB_I64(person_id),
                DB_I64(undone_event_id), DB_I64(booking->recorded_ms), DB_I64(booking->event_id)));
    TRY(db_query(ctx, &rows, "SELECT field, value, valid_from, valid_to, event_id FROM person_fact WHERE person_id = $1 AND end_event_id = $2 AND "
                             "event_id IS DISTINCT FROM $2 LIMIT $3",
                 DB_I64(person_id), DB_I64(undone_event_id), DB_I64(SEGMENTS_MAX)));
    while (db_next(&rows)) {
        fields[count] = person_field_index(db_str(&rows, 0));
        former[count] = (struct segment){0, db_str(&rows, 1), db_day(&rows, 2), db_day(&rows, 3)};
        event_ids[count++] = db_i64(&rows, 4);
    }
    TRY(db_rows_end(&rows));
    for (int i = 0; i < count; i++)
        if (fields[i] >= 0)
            TRY(fact_insert(ctx, booking, person_id, fields[i], &former[i], event_ids[i]));
    return OK;
}

enum err person_history_undo(struct ctx *ctx, const struct booking *booking, int64_t person_id, int64_t undone_event_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct person person;

    TRY(undo_facts(ctx, booking, person_id, undone_event_id));
    TRY(person_get(ctx, person_id, &person));
    TRY(db_query(ctx, &rows, "SELECT field, value FROM person_fact WHERE person_id = $1 AND ended_ms IS NULL AND valid_to IS NULL", DB_I64(person_id)));
    while (db_next(&rows)) {
        int field = person_field_index(db_str(&rows, 0));
        if (field >= 0)
            person_field_set(&person, field, db_str(&rows, 1));
    }
    TRY(db_rows_end(&rows));
    return person_store_update(ctx, &person, person.version, booking->recorded_ms);
}

/* --- the past -------------------------------------------------------------------------------------------------------------------------------- */
/* A merge that was undone since: between the two the register held the number for cancelled. */
static enum err was_merged(struct ctx *ctx, int64_t person_id, int64_t known_ms, bool *ret_merged)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    *ret_merged = false;
    if (known_ms == KNOWN_NOW)
        return OK;
    TRY(db_one(ctx, &rows,
               "SELECT COUNT(*) FROM register_event_subject s JOIN register_event e ON e.event_id = s.event_id JOIN register_event u ON u.undoes = e.event_id"
               " WHERE s.subject_id = $1 AND (s.touched & $3) <> 0 AND e.kind = 'merge' AND e.recorded_ms <= $2 AND u.recorded_ms > $2",
               DB_I64(person_id), DB_I64(known_ms), DB_I64(TOUCHED_EXISTENCE)));
    *ret_merged = db_i64(&rows, 0) > 0;
    return db_rows_end(&rows);
}

enum err person_as_of(struct ctx *ctx, int64_t person_id, struct day on, int64_t known_ms, struct person *ret_person)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct person person;
    int64_t cancelled_ms;
    bool merged;

    TRY(person_store_cancelled_ms(ctx, person_id, &person, &cancelled_ms));
    if (person.recorded_ms > known_ms || (cancelled_ms && cancelled_ms <= known_ms))
        return ERR_NOT_FOUND;
    TRY(was_merged(ctx, person_id, known_ms, &merged));
    if (merged)
        return ERR_NOT_FOUND;
    TRY(db_query(ctx, &rows,
                 "SELECT field, value FROM person_fact WHERE person_id = $1 AND recorded_ms <= $2 AND (ended_ms IS NULL OR ended_ms > $2) "
                 "AND (valid_from IS NULL OR valid_from <= $3) AND (valid_to IS NULL OR valid_to >= $3)",
                 DB_I64(person_id), DB_I64(known_ms), DB_DAY(ctx, on)));
    while (db_next(&rows)) {
        int field = person_field_index(db_str(&rows, 0));
        if (field >= 0)
            person_field_set(&person, field, db_str(&rows, 1));
    }
    TRY(db_rows_end(&rows));
    if (person.birth.n > on.n)
        return ERR_NOT_FOUND;
    *ret_person = person;
    return OK;
}

enum err person_facts(struct ctx *ctx, int64_t person_id, int field, struct person_fact **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct person_fact *found = arena_array(ctx->arena, struct person_fact, FACT_ROWS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT field, value, valid_from, valid_to, recorded_ms, ended_ms, event_id, end_event_id FROM person_fact WHERE person_id = $1 "
                 "AND ($2 = '' OR field = $2) ORDER BY recorded_ms DESC, fact_id DESC LIMIT $3",
                 DB_I64(person_id), DB_STR(field < 0 ? S("") : person_fields[field].code), DB_I64(FACT_ROWS_MAX)));
    while (db_next(&rows)) {
        int index = person_field_index(db_str(&rows, 0));
        if (index >= 0)
            found[count++] = (struct person_fact){
                .field = index,
                .value = db_str(&rows, 1),
                .valid_from = db_day(&rows, 2),
                .valid_to = db_day(&rows, 3),
                .recorded_ms = db_i64(&rows, 4),
                .ended_ms = db_i64(&rows, 5),
                .event_id = db_i64(&rows, 6),
                .end_event_id = db_i64(&rows, 7),
            };
    }
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

enum err person_field_events(struct ctx *ctx, int64_t person_id, int64_t *ret_events)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    memset(ret_events, 0, sizeof *ret_events * PERSON_FIELDS_MAX);
    TRY(db_query(ctx, &rows, "SELECT field, event_id FROM person_fact WHERE person_id = $1 AND ended_ms IS NULL AND valid_to IS NULL", DB_I64(person_id)));
    while (db_next(&rows)) {
        int field = person_field_index(db_str(&rows, 0));
        if (field >= 0)
            ret_events[field] = db_i64(&rows, 1);
    }
    return db_rows_end(&rows);
}
