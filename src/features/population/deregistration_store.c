/* deregistration_store.c: rows of deregistration_candidate, and the walks over the register that find them: by ranges of person_id, so that one step reads a few
 * thousand people and no more. */
#include "features/population/internal.h"

#define CANDIDATE_COLUMNS                                                                                              \
    "candidate_id, residence_id, person_id, unit_id, ground, since_on, evidence, found_ms, state, decided_ms, officer_id, dossier_id, version, decision"

static void candidate_read(const struct db_rows *rows, struct deregistration_candidate *ret_candidate)
{
    *ret_candidate = (struct deregistration_candidate){
        .candidate_id = db_i64(rows, 0),
        .residence_id = db_i64(rows, 1),
        .person_id = db_i64(rows, 2),
        .unit_id = db_i64(rows, 3),
        .ground = db_str(rows, 4),
        .since = db_day(rows, 5),
        .evidence = db_str(rows, 6),
        .found_ms = db_i64(rows, 7),
        .state = db_str(rows, 8),
        .decided_ms = db_i64(rows, 9),
        .officer_id = db_i64(rows, 10),
        .dossier_id = db_i64(rows, 11),
        .version = db_i64(rows, 12),
        .decision = db_str(rows, 13),
    };
}

enum err deregistration_get(struct ctx *ctx, int64_t candidate_id, struct deregistration_candidate *ret_candidate)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " CANDIDATE_COLUMNS " FROM deregistration_candidate WHERE candidate_id = $1", DB_I64(candidate_id)));
    candidate_read(&rows, ret_candidate);
    return db_rows_end(&rows);
}

static enum err list_read(struct db_rows *rows, struct deregistration_candidate *found, struct deregistration_candidate **ret_rows, int *ret_count)
{
    int count = 0;

    while (db_next(rows))
        candidate_read(rows, &found[count++]);
    TRY(db_rows_end(rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

enum err deregistration_candidates(struct ctx *ctx, int64_t unit_id, int64_t after, int limit, struct deregistration_candidate **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int most = limit < 1 ? 1 : limit > 500 ? 500 : limit;
    struct deregistration_candidate *found = arena_array(ctx->arena, struct deregistration_candidate, (size_t)most);

    if (unit_id)
        TRY(db_query(ctx, &rows,
                     "SELECT " CANDIDATE_COLUMNS " FROM deregistration_candidate WHERE state IN ('open', 'dossier') AND unit_id = $1 AND candidate_id > $2 "
                     "ORDER BY candidate_id LIMIT $3",
                     DB_I64(unit_id), DB_I64(after), DB_I64(most)));
    else
        TRY(db_query(ctx, &rows, "SELECT " CANDIDATE_COLUMNS " FROM deregistration_candidate WHERE state IN ('open', 'dossier') AND candidate_id > $1 "
                                 "ORDER BY candidate_id LIMIT $2",
                     DB_I64(after), DB_I64(most)));
    return list_read(&rows, found, ret_rows, ret_count);
}

enum err deregistration_store_insert(struct ctx *ctx, const struct deregistration_find *find, struct str evidence, int64_t *ret_candidate_id)
{
    int64_t changed, id = db_new_id();

    TRY(db_exec(ctx, &changed,
                "INSERT INTO deregistration_candidate (candidate_id, residence_id, person_id, unit_id, ground, since_on, evidence, found_ms, found_event_id) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (residence_id, ground, since_on) DO NOTHING",
                DB_I64(id), DB_I64(find->residence_id), DB_I64(find->person_id), DB_I64(find->unit_id), DB_STR(find->ground), DB_DAY(ctx, find->since),
                DB_STR(evidence), DB_I64(ctx->now_ms), db_i64_or_null(find->event_id)));
    *ret_candidate_id = changed ? id : 0;
    return OK;
}

enum err deregistration_store_decide(struct ctx *ctx, int64_t candidate_id, int64_t version, struct str state, struct str decision, int64_t dossier_id)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE deregistration_candidate SET state = $3, decision = $4, dossier_id = COALESCE($5, dossier_id), decided_ms = $6, officer_id = $7, "
                "version = version + 1 WHERE candidate_id = $1 AND version = $2 AND state IN ('open', 'dossier')",
                DB_I64(candidate_id), DB_I64(version), DB_STR(state), DB_STR(decision), db_i64_or_null(dossier_id), DB_I64(ctx->now_ms),
                db_i64_or_null(ctx->actor.officer_id)));
    if (changed != 1)
        return fault(ctx, ERR_CONFLICT, "candidate.stale", "candidate", "Trường hợp này vừa được người khác xử lý. Hãy tải lại danh sách.");
    return OK;
}

enum err deregistration_store_decided(struct ctx *ctx, int64_t candidate_id, int64_t event_id, int64_t dossier_id)
{
    return db_exec(ctx, NULL,
                   "UPDATE deregistration_candidate SET state = 'deleted', decided_event_id = $2, dossier_id = COALESCE($3, dossier_id), decided_ms = $4, "
                   "officer_id = $5, version = version + 1 WHERE candidate_id = $1",
                   DB_I64(candidate_id), DB_I64(event_id), db_i64_or_null(dossier_id), DB_I64(ctx->now_ms), db_i64_or_null(ctx->actor.officer_id));
}

/* A deletion was undone: the case is open again. A lost dwelling was: there is no case any more. */
enum err deregistration_store_undone(struct ctx *ctx, int64_t event_id)
{
    TRY(db_exec(ctx, NULL,
                "UPDATE deregistration_candidate SET state = 'open', decided_event_id = NULL, decided_ms = NULL, officer_id = NULL, version = version + 1, "
                "residence_id = COALESCE((SELECT r.residence_id FROM residence r WHERE r.person_id = deregistration_candidate.person_id AND r.kind = 'permanent' "
                "AND r.valid_to IS NULL), residence_id) WHERE decided_event_id = $1",
                DB_I64(event_id)));
    return db_exec(ctx, NULL,
                   "UPDATE deregistration_candidate SET state = 'obsolete', decided_ms = $2, version = version + 1 WHERE found_event_id = $1 AND state = 'open'",
                   DB_I64(event_id), DB_I64(ctx->now_ms));
}

/* What was found does not hold any more: the residence ended, or the person is alive and here after all. */
enum err deregistration_store_obsolete(struct ctx *ctx)
{
    TRY(db_exec(ctx, NULL, /* a decree may have moved the residence to another commune's police */
                "UPDATE deregistration_candidate SET unit_id = (SELECT r.unit_id FROM residence r WHERE r.residence_id = deregistration_candidate.residence_id) "
                "WHERE state IN ('open', 'dossier') AND unit_id <> (SELECT r.unit_id FROM residence r WHERE r.residence_id = deregistration_candidate.residence_id)"));
    return db_exec(ctx, NULL,
                   "UPDATE deregistration_candidate SET state = 'obsolete', decided_ms = $1, version = version + 1 WHERE state = 'open' AND "
                   "(NOT EXISTS (SELECT 1 FROM residence r WHERE r.residence_id = deregistration_candidate.residence_id AND r.valid_to IS NULL) OR "
                   "(ground IN ('dead', 'missing') AND EXISTS (SELECT 1 FROM person p WHERE p.person_id = deregistration_candidate.person_id AND p.status = 'alive')))",
                   DB_I64(ctx->now_ms));
}

/* --- the walk -------------------------------------------------------------------------------------------------------------------------------- */
enum err deregistration_store_walk(struct ctx *ctx, struct day today, int64_t *ret_last_person_id, bool *ret_done)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT last_person_id, done FROM deregistration_walk WHERE walk_id = 1 AND day = $1", DB_DAY(ctx, today)));
    bool found = db_next(&rows);
    *ret_last_person_id = found ? db_i64(&rows, 0) : 0;
    *ret_done = found && db_bool(&rows, 1);
    return db_rows_end(&rows);
}

enum err deregistration_store_walked(struct ctx *ctx, struct day today, int64_t last_person_id, bool done)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO deregistration_walk (walk_id, last_person_id, day, done) VALUES (1, $1, $2, $3) ON CONFLICT (walk_id) DO UPDATE SET "
                   "last_person_id = excluded.last_person_id, day = excluded.day, done = excluded.done",
                   DB_I64(last_person_id), DB_DAY(ctx, today), DB_BOOL(done));
}

enum err deregistration_store_upto(struct ctx *ctx, int64_t after, int persons, int64_t *ret_last)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT max(person_id) FROM (SELECT person_id FROM person WHERE person_id > $1 ORDER BY person_id LIMIT $2) p", DB_I64(after),
               DB_I64(persons)));
    *ret_last = db_i64(&rows, 0);
    return db_rows_end(&rows);
}

static enum err finds_read(struct ctx *ctx, struct db_rows *rows, struct deregistration_find **ret_rows, int *ret_count)
{
    struct deregistration_find *found = arena_array(ctx->arena, struct deregistration_find, DEREGISTRATION_FINDS_MAX);
    int count = 0;

    while (count < DEREGISTRATION_FINDS_MAX && db_next(rows))
        found[count++] = (struct deregistration_find){.person_id = db_i64(rows, 0), .residence_id = db_i64(rows, 1), .unit_id = db_i64(rows, 2),
                                                      .ground = db_str(rows, 3), .since = db_day(rows, 4), .nationality = db_str(rows, 5), .event_id = db_i64(rows, 6)};
    TRY(db_rows_end(rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

/* The nationality alone says "VN"; several are told apart in the rules. */
enum err deregistration_store_by_status(struct ctx *ctx, int64_t after, int64_t upto, struct deregistration_find **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT p.person_id, r.residence_id, r.unit_id, CASE WHEN p.status = 'alive' THEN 'nationality' ELSE p.status END, "
                 "COALESCE(CASE WHEN p.status = 'dead' THEN p.death_date ELSE (SELECT max(f.valid_from) FROM person_fact f WHERE f.person_id = p.person_id AND f.field = "
                 "CASE WHEN p.status = 'alive' THEN 'nationality' ELSE 'status' END AND f.ended_ms IS NULL AND f.valid_to IS NULL) END, r.valid_from), p.nationality, NULL "
                 "FROM person p JOIN residence r ON r.person_id = p.person_id AND r.kind = 'permanent' AND r.valid_to IS NULL "
                 "WHERE p.person_id > $1 AND p.person_id <= $2 AND (p.status <> 'alive' OR p.nationality <> 'VN') AND p.cancelled_ms IS NULL LIMIT $3",
                 DB_I64(after), DB_I64(upto), DB_I64(DEREGISTRATION_FINDS_MAX)));
    return finds_read(ctx, &rows, ret_rows, ret_count);
}

enum err deregistration_store_absent(struct ctx *ctx, int64_t after, int64_t upto, struct day cutoff, struct deregistration_find **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT r.person_id, r.residence_id, r.unit_id, 'absent', e.last_day, '', NULL FROM residence r JOIN (SELECT person_id, max(d) AS last_day FROM "
                 "(SELECT person_id, CASE WHEN valid_to IS NULL OR expires_on < valid_to THEN expires_on ELSE valid_to END AS d FROM residence "
                 "WHERE kind = 'temporary' AND revoked_ms IS NULL AND person_id > $1 AND person_id <= $2 UNION ALL "
                 "SELECT person_id, to_date FROM absence WHERE revoked_ms IS NULL AND person_id > $1 AND person_id <= $2) x GROUP BY person_id) e "
                 "ON e.person_id = r.person_id JOIN person p ON p.person_id = r.person_id AND p.status = 'alive' "
                 "WHERE r.kind = 'permanent' AND r.valid_to IS NULL AND r.valid_from <= e.last_day AND e.last_day < $3 AND r.person_id > $1 AND r.person_id <= $2 LIMIT $4",
                 DB_I64(after), DB_I64(upto), DB_DAY(ctx, cutoff), DB_I64(DEREGISTRATION_FINDS_MAX)));
    TRY(finds_read(ctx, &rows, ret_rows, ret_count));
    for (int i = 0; i < *ret_count; i++)
        (*ret_rows)[i].since.n++; /* the day after the last one of which he told */
    return OK;
}

enum err deregistration_store_by_dwelling(struct ctx *ctx, struct day cutoff, struct day today, struct deregistration_find **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT r.person_id, r.residence_id, r.unit_id, d.ground, d.ended_on, '', d.event_id FROM dwelling_end d "
                 "JOIN household_member m ON m.household_id = d.household_id AND m.valid_to IS NULL "
                 "JOIN residence r ON r.person_id = m.person_id AND r.kind = 'permanent' AND r.valid_to IS NULL AND r.household_id = d.household_id AND r.valid_from <= d.ended_on "
                 "WHERE d.revoked_ms IS NULL AND (d.ended_on <= $1 OR (d.ground = 'demolished' AND d.ended_on <= $2)) AND NOT EXISTS (SELECT 1 FROM deregistration_candidate c "
                 "WHERE c.residence_id = r.residence_id AND c.ground = d.ground AND c.since_on = d.ended_on) LIMIT $3",
                 DB_DAY(ctx, cutoff), DB_DAY(ctx, today), DB_I64(DEREGISTRATION_FINDS_MAX)));
    return finds_read(ctx, &rows, ret_rows, ret_count);
}
