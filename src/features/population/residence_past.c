/* residence_past.c: where somebody lived and who made up a household on a day, as the register knew it at a time. The start of a row is known since recorded_ms, its end
 * since ended_ms (before that it was open), and what was taken back holds no more since revoked_ms. */
#include "features/population/internal.h"
#include "features/territory/territory.h"

enum { MEMBERS_MAX = 500 };

#define HELD(day, known)                                                                                               \
    "valid_from <= " day " AND recorded_ms <= " known " AND (revoked_ms IS NULL OR revoked_ms > " known ") AND (valid_to IS NULL OR valid_to >= " day          \
    " OR ended_ms > " known ")"

/* A decree moves rows to the unit of today; on that day it was another. */
static enum err unit_then(struct ctx *ctx, int64_t registered_unit_id, struct day on, int64_t *unit_id)
{
    return registered_unit_id ? territory_unit_on(ctx, registered_unit_id, *unit_id, on, unit_id) : OK;
}

enum err residence_as_of(struct ctx *ctx, int64_t person_id, bool temporary, struct day on, int64_t known_ms, struct residence *ret_residence)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT residence_id, unit_id, hamlet_id, household_id, address, dwelling, valid_from, expires_on, valid_to, end_reason, dossier_id, recorded_ms, ended_ms, "
               "event_id, end_event_id, registered_unit_id FROM residence WHERE person_id = $1 AND kind = $2 AND " HELD("$3", "$4") " AND (expires_on IS NULL OR expires_on >= $3) "
               "ORDER BY recorded_ms DESC, residence_id DESC LIMIT 1",
               DB_I64(person_id), DB_STR(temporary ? S("temporary") : S("permanent")), DB_DAY(ctx, on), DB_I64(known_ms)));
    struct residence residence = {
        .residence_id = db_i64(&rows, 0),
        .person_id = person_id,
        .temporary = temporary,
        .unit_id = db_i64(&rows, 1),
        .hamlet_id = db_i64(&rows, 2),
        .household_id = db_i64(&rows, 3),
        .address = db_str(&rows, 4),
        .dwelling = db_str(&rows, 5),
        .valid_from = db_day(&rows, 6),
        .expires_on = db_day(&rows, 7),
        .valid_to = db_day(&rows, 8),
        .end_reason = db_str(&rows, 9),
        .dossier_id = db_i64(&rows, 10),
        .recorded_ms = db_i64(&rows, 11),
        .ended_ms = db_i64(&rows, 12),
        .event_id = db_i64(&rows, 13),
        .end_event_id = db_i64(&rows, 14),
        .registered_unit_id = db_i64(&rows, 15),
    };
    TRY(db_rows_end(&rows));
    if (residence.ended_ms > known_ms) { /* the end was not known yet */
        residence.valid_to = DAY_NONE;
        residence.end_reason = STR_NONE;
        residence.ended_ms = residence.end_event_id = 0;
    }
    TRY(unit_then(ctx, residence.registered_unit_id, on, &residence.unit_id));
    *ret_residence = residence;
    return OK;
}

enum err household_of_as_of(struct ctx *ctx, int64_t person_id, struct day on, int64_t known_ms, int64_t *ret_household_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, /* two partial indexes: who sits, and who sat */
               "SELECT household_id, recorded_ms FROM household_member WHERE person_id = $1 AND valid_to IS NULL AND " HELD("$2", "$3") " UNION ALL "
               "SELECT household_id, recorded_ms FROM household_member WHERE person_id = $1 AND valid_to IS NOT NULL AND " HELD("$2", "$3") " ORDER BY 2 DESC LIMIT 1",
               DB_I64(person_id), DB_DAY(ctx, on), DB_I64(known_ms)));
    *ret_household_id = db_i64(&rows, 0);
    return db_rows_end(&rows);
}

static enum err members_as_of(struct ctx *ctx, int64_t household_id, struct day on, int64_t known_ms, struct household_past *past)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct household_person *found = arena_array(ctx->arena, struct household_person, MEMBERS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT person_id, relation, is_head FROM household_member WHERE household_id = $1 AND " HELD("$2", "$3") " ORDER BY is_head DESC LIMIT $4",
                 DB_I64(household_id), DB_DAY(ctx, on), DB_I64(known_ms), DB_I64(MEMBERS_MAX)));
    while (db_next(&rows))
        found[count++] = (struct household_person){.person_id = db_i64(&rows, 0), .relation = db_str(&rows, 1), .head = db_bool(&rows, 2), .birth = DAY_NONE};
    TRY(db_rows_end(&rows));
    for (int i = 0; i < count; i++) {
        struct person person;
        enum err err = person_as_of(ctx, found[i].person_id, on, known_ms, &person);
        if (err == ERR_NOT_FOUND) /* a birth date that was corrected to a later day: the seat stands, the person as of that day does not */
            continue;
        TRY(err);
        found[i].full_name = person.full_name;
        found[i].birth = person.birth;
        found[i].female = person.female;
    }
    for (int i = 1; i < count; i++) { /* by birth; the head stays first */
        struct household_person member = found[i];
        int at = i;
        while (at > 0 && !found[at - 1].head && (found[at - 1].birth.n > member.birth.n || (found[at - 1].birth.n == member.birth.n && found[at - 1].person_id > member.person_id))) {
            found[at] = found[at - 1];
            at--;
        }
        found[at] = member;
    }
    past->members = found;
    past->members_count = count;
    return OK;
}

enum err household_as_of(struct ctx *ctx, int64_t household_id, struct day on, int64_t known_ms, struct household_past *ret_past)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct household_past past = {0};

    TRY(db_one(ctx, &rows, "SELECT unit_id, hamlet_id, address, registered_unit_id FROM household WHERE household_id = $1 AND created_ms <= $2", DB_I64(household_id), DB_I64(known_ms)));
    past.household = (struct household){.household_id = household_id, .unit_id = db_i64(&rows, 0), .hamlet_id = db_i64(&rows, 1), .address = db_str(&rows, 2)};
    int64_t registered_unit_id = db_i64(&rows, 3);
    TRY(db_rows_end(&rows));
    TRY(unit_then(ctx, registered_unit_id, on, &past.household.unit_id));
    TRY(members_as_of(ctx, household_id, on, known_ms, &past));
    past.household.member_count = past.members_count;
    past.household.closed = past.members_count == 0;
    if (past.members_count && past.members[0].head) {
        past.household.head_id = past.members[0].person_id;
        past.household.head_name = past.members[0].full_name;
    }
    *ret_past = past;
    return OK;
}
