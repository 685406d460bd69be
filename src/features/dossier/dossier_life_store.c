/* dossier_life_store.c: rows beside a dossier: who must agree, what its result says, the steps of a linked procedure. */
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"

/* --- consents ------------------------------------------------------------------------------------------------------------------ */
enum err dossier_store_consent(struct ctx *ctx, int64_t dossier_id, const struct dossier_consent *consent, int64_t *ret_inserted)
{
    return db_exec(ctx, ret_inserted, "INSERT INTO dossier_consent (dossier_id, person_id, role, asked_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (dossier_id, person_id) DO NOTHING",
                   DB_I64(dossier_id), DB_I64(consent->person_id), DB_STR(consent->role), DB_I64(ctx->now_ms));
}

enum err dossier_consents(struct ctx *ctx, int64_t dossier_id, struct dossier_consent **ret_consents, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct dossier_consent *list = arena_array(ctx->arena, struct dossier_consent, DOSSIER_CONSENTS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT person_id, role, state, asked_ms, answered_ms, account_id, officer_id FROM dossier_consent WHERE dossier_id = $1 ORDER BY person_id LIMIT 8",
                 DB_I64(dossier_id)));
    _Static_assert(DOSSIER_CONSENTS_MAX == 8, "the LIMIT above");
    while (db_next(&rows))
        list[count++] = (struct dossier_consent){.person_id = db_i64(&rows, 0), .role = db_str(&rows, 1), .state = db_str(&rows, 2), .asked_ms = db_i64(&rows, 3),
                                                 .answered_ms = db_i64(&rows, 4), .account_id = db_i64(&rows, 5), .officer_id = db_i64(&rows, 6)};
    TRY(db_rows_end(&rows));
    *ret_consents = list;
    *ret_count = count;
    return OK;
}

enum err dossier_store_consent_answer(struct ctx *ctx, int64_t dossier_id, int64_t person_id, bool given, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed,
                   "UPDATE dossier_consent SET state = $3, answered_ms = $4, account_id = $5, officer_id = $6 WHERE dossier_id = $1 AND person_id = $2 AND state <> $3",
                   DB_I64(dossier_id), DB_I64(person_id), DB_STR(given ? S("given") : S("refused")), DB_I64(ctx->now_ms), db_i64_or_null(ctx->actor.account_id),
                   db_i64_or_null(ctx->actor.officer_id));
}

enum err dossier_store_consents_reset(struct ctx *ctx, int64_t dossier_id)
{
    return db_exec(ctx, NULL, "UPDATE dossier_consent SET state = 'asked', answered_ms = NULL, account_id = NULL, officer_id = NULL WHERE dossier_id = $1", DB_I64(dossier_id));
}

enum err dossier_consents_open(struct ctx *ctx, int64_t person_id, int64_t **ret_dossier_ids, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t *ids = arena_array(ctx->arena, int64_t, DOSSIER_CONSENTS_OPEN_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT c.dossier_id FROM dossier_consent c JOIN dossier d ON d.dossier_id = c.dossier_id "
                 "WHERE c.person_id = $1 AND c.state = 'asked' AND d.finished_ms IS NULL ORDER BY c.dossier_id DESC LIMIT 50",
                 DB_I64(person_id)));
    _Static_assert(DOSSIER_CONSENTS_OPEN_MAX == 50, "the LIMIT above");
    while (db_next(&rows))
        ids[count++] = db_i64(&rows, 0);
    TRY(db_rows_end(&rows));
    *ret_dossier_ids = ids;
    *ret_count = count;
    return OK;
}

enum err dossier_store_is_asked(struct ctx *ctx, int64_t dossier_id, int64_t person_id, bool *ret_asked)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows, "SELECT state FROM dossier_consent WHERE dossier_id = $1 AND person_id = $2", DB_I64(dossier_id), DB_I64(person_id));

    *ret_asked = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* --- results ------------------------------------------------------------------------------------------------------------------- */
enum err dossier_result_put(struct ctx *ctx, int64_t dossier_id, const struct dossier_result *result)
{
    return db_exec(ctx, NULL, "INSERT INTO dossier_result (dossier_id, number, facts, check_url) VALUES ($1, $2, $3, $4)", DB_I64(dossier_id), DB_STR(result->number),
                   DB_STR(civil_facts_format(ctx, result->facts, result->facts_count)), DB_STR(result->check_url));
}

enum err dossier_result_find(struct ctx *ctx, int64_t dossier_id, struct dossier_result *ret_result)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct civil_fact *facts;

    TRY(db_one(ctx, &rows, "SELECT number, facts, check_url FROM dossier_result WHERE dossier_id = $1", DB_I64(dossier_id)));
    *ret_result = (struct dossier_result){.number = db_str(&rows, 0), .check_url = db_str(&rows, 2)};
    TRY(civil_facts_parse(ctx, db_str(&rows, 1), &facts, &ret_result->facts_count));
    ret_result->facts = facts;
    return OK;
}

/* --- linked dossiers ----------------------------------------------------------------------------------------------------------- */
enum err dossier_store_link(struct ctx *ctx, int64_t parent_id, int seq, int64_t child_id, struct str note)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO dossier_link (parent_id, seq, child_id, note) VALUES ($1, $2, $3, $4) "
                   "ON CONFLICT (parent_id, seq) DO UPDATE SET child_id = excluded.child_id, note = excluded.note",
                   DB_I64(parent_id), DB_I64(seq), db_i64_or_null(child_id), DB_STR(note));
}

enum err dossier_links(struct ctx *ctx, int64_t parent_id, struct dossier_link_row **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct dossier_link_row *list = arena_array(ctx->arena, struct dossier_link_row, LINKED_STEPS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT seq, child_id, note FROM dossier_link WHERE parent_id = $1 ORDER BY seq", DB_I64(parent_id)));
    while (db_next(&rows) && count < LINKED_STEPS_MAX)
        list[count++] = (struct dossier_link_row){(int)db_i64(&rows, 0), db_i64(&rows, 1), db_str(&rows, 2)};
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err dossier_link_parent(struct ctx *ctx, int64_t child_id, int64_t *ret_parent_id, int *ret_seq)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT parent_id, seq FROM dossier_link WHERE child_id = $1", DB_I64(child_id)));
    *ret_parent_id = db_i64(&rows, 0);
    *ret_seq = (int)db_i64(&rows, 1);
    return db_rows_end(&rows);
}
