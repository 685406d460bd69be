/* census_store.c: the register read by commune, for counting: who lived there when, without names. Rows that the register took back are not read. */
#include "features/population/internal.h"

/* The same unit stands in the places that are left: the statement is one literal for 1 to CENSUS_UNITS_MAX units. */
static void units_fill(const struct census_units *units, struct db_value values[CENSUS_UNITS_MAX])
{
    for (int i = 0; i < CENSUS_UNITS_MAX; i++)
        values[i] = DB_I64(units->ids[i < units->count ? i : 0]);
}

#define UNITS_24 "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24"

enum err census_stays(struct ctx *ctx, const struct census_units *units, struct census_stay **ret_stays, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[CENSUS_UNITS_MAX];
    struct census_stay *stays = NULL;
    int count = 0, cap = 0;

    units_fill(units, values);
    TRY(db_query_array(ctx, &rows,
                       "SELECT r.person_id, r.unit_id, r.hamlet_id, r.kind, r.valid_from, r.valid_to, r.expires_on, r.end_reason, p.birth_date, p.sex, p.ethnicity"
                       " FROM residence r JOIN person p ON p.person_id = r.person_id"
                       " WHERE r.person_id IN (SELECT here.person_id FROM residence here WHERE here.unit_id IN (" UNITS_24 ")) AND r.revoked_ms IS NULL"
                       " AND p.cancelled_ms IS NULL ORDER BY r.person_id, r.valid_from, r.residence_id",
                       values, CENSUS_UNITS_MAX));
    while (db_next(&rows)) {
        if (count == cap) {
            struct census_stay *old = stays;
            cap = cap ? cap * 2 : 256;
            stays = arena_array(ctx->arena, struct census_stay, (size_t)cap);
            if (old)
                memcpy(stays, old, (size_t)count * sizeof *stays);
        }
        struct day last = db_day(&rows, 5), expires = db_day(&rows, 6);
        bool dead = str_eq(db_str(&rows, 7), S("death"));
        if (!day_is_none(expires) && (day_is_none(last) || expires.n < last.n))
            last = expires;
        stays[count++] = (struct census_stay){
            .person_id = db_i64(&rows, 0), .unit_id = db_i64(&rows, 1), .hamlet_id = db_i64(&rows, 2), .temporary = str_eq(db_str(&rows, 3), S("temporary")),
            .from = db_day(&rows, 4), .until = day_is_none(last) ? DAY_NONE : (struct day){last.n + (dead ? 0 : 1)}, .by_death = dead,
            .birth = db_day(&rows, 8), .female = str_eq(db_str(&rows, 9), S("female")), .ethnicity = db_str(&rows, 10),
        };
    }
    TRY(db_rows_end(&rows));
    *ret_stays = stays;
    *ret_count = count;
    return OK;
}

enum err census_seats(struct ctx *ctx, const struct census_units *units, struct census_seat **ret_seats, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[CENSUS_UNITS_MAX];
    struct census_seat *seats = NULL;
    int count = 0, cap = 0;

    units_fill(units, values);
    TRY(db_query_array(ctx, &rows,
                       "SELECT m.household_id, h.hamlet_id, m.valid_from, m.valid_to, p.death_date IS NOT NULL AND p.death_date = m.valid_to"
                       " FROM household h JOIN household_member m ON m.household_id = h.household_id JOIN person p ON p.person_id = m.person_id"
                       " WHERE h.unit_id IN (" UNITS_24 ") AND m.revoked_ms IS NULL AND p.cancelled_ms IS NULL ORDER BY m.household_id, m.valid_from",
                       values, CENSUS_UNITS_MAX));
    while (db_next(&rows)) {
        if (count == cap) {
            struct census_seat *old = seats;
            cap = cap ? cap * 2 : 256;
            seats = arena_array(ctx->arena, struct census_seat, (size_t)cap);
            if (old)
                memcpy(seats, old, (size_t)count * sizeof *seats);
        }
        struct day last = db_day(&rows, 3);
        seats[count++] = (struct census_seat){db_i64(&rows, 0), db_i64(&rows, 1), db_day(&rows, 2),
                                              day_is_none(last) ? DAY_NONE : (struct day){last.n + (db_bool(&rows, 4) ? 0 : 1)}};
    }
    TRY(db_rows_end(&rows));
    *ret_seats = seats;
    *ret_count = count;
    return OK;
}

enum err census_next_unit(struct ctx *ctx, int64_t after_unit_id, int64_t *ret_unit_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT COALESCE(MIN(unit_id), 0) FROM residence WHERE unit_id > $1", DB_I64(after_unit_id)));
    *ret_unit_id = db_i64(&rows, 0);
    return OK;
}

enum err census_changed_units(struct ctx *ctx, int64_t after_event_id, int limit, int64_t **ret_units, int *ret_count, int64_t *ret_last_event_id)
{
    struct db_rows AUTO(db_rows_done) last = {0}, rows = {0};
    int64_t *units = NULL;
    int count = 0, cap = 0;

    TRY(db_one(ctx, &last, "SELECT COALESCE(MAX(event_id), $1) FROM (SELECT event_id FROM register_event WHERE event_id > $1 ORDER BY event_id LIMIT $2) batch",
               DB_I64(after_event_id), DB_I64(limit)));
    *ret_last_event_id = db_i64(&last, 0);
    TRY(db_rows_end(&last));
    TRY(db_query(ctx, &rows,
                 "SELECT r.unit_id FROM register_event_subject s JOIN residence r ON r.person_id = s.subject_id WHERE s.event_id > $1 AND s.event_id <= $2"
                 " UNION SELECT h.unit_id FROM register_event_subject s JOIN household h ON h.household_id = s.subject_id WHERE s.event_id > $1 AND s.event_id <= $2"
                 " UNION SELECT r.unit_id FROM register_event_subject s JOIN household_member m ON m.household_id = s.subject_id"
                 " JOIN residence r ON r.person_id = m.person_id WHERE s.event_id > $1 AND s.event_id <= $2",
                 DB_I64(after_event_id), DB_I64(*ret_last_event_id)));
    while (db_next(&rows)) {
        if (count == cap) {
            int64_t *old = units;
            cap = cap ? cap * 2 : 64;
            units = arena_array(ctx->arena, int64_t, (size_t)cap);
            if (old)
                memcpy(units, old, (size_t)count * sizeof *units);
        }
        units[count++] = db_i64(&rows, 0);
    }
    TRY(db_rows_end(&rows));
    *ret_units = units;
    *ret_count = count;
    return OK;
}
