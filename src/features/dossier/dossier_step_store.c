/* dossier_step_store.c: rows of steps and defects: what forms 02 and 05 print. Written once, never changed, except that a defect becomes fixed. */
#include "features/dossier/internal.h"
#include <assert.h>

enum { STEP_VALUES = 12 };

static void step_values(struct ctx *ctx, int64_t dossier_id, const struct dossier_step *step, struct db_value *values)
{
    struct db_value row[STEP_VALUES] = {
        DB_I64(dossier_id),
        DB_I64(step->seq),
        DB_STR(step->action),
        DB_I64(step->state_from),
        DB_I64(step->state_to),
        DB_STR(step->stage),
        DB_I64(step->at_ms),
        db_i64_or_null(ctx->actor.account_id),
        db_i64_or_null(step->officer_id),
        DB_STR(step->actor_name),
        db_i64_or_null(step->agency_id),
        db_i64_or_null(step->due_ms),
    };
    memcpy(values, row, sizeof row);
}

#define STEP_INSERT                                                                                                    \
    "INSERT INTO dossier_step (dossier_id, seq, action, state_from, state_to, stage, at_ms, account_id, officer_id, "  \
    "actor_name, agency_id, due_ms, note) VALUES "
#define STEP_1 "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
#define STEP_2 "($14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, "
#define STEP_3 "($27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, "
#define STEP_4 "($40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, "

enum err dossier_store_steps(struct ctx *ctx, int64_t dossier_id, const struct dossier_step *steps, int count)
{
    struct db_value values[DOSSIER_HOPS_MAX * (STEP_VALUES + 1)];

    for (int i = 0; i < count; i++) {
        step_values(ctx, dossier_id, &steps[i], values + i * (STEP_VALUES + 1));
        values[i * (STEP_VALUES + 1) + STEP_VALUES] = DB_STR(steps[i].note);
    }
    switch (count) {
    case 1: return db_exec_array(ctx, NULL, STEP_INSERT STEP_1 "$13)", values, 13);
    case 2: return db_exec_array(ctx, NULL, STEP_INSERT STEP_1 "$13), " STEP_2 "$26)", values, 26);
    case 3: return db_exec_array(ctx, NULL, STEP_INSERT STEP_1 "$13), " STEP_2 "$26), " STEP_3 "$39)", values, 39);
    case 4:
        return db_exec_array(ctx, NULL, STEP_INSERT STEP_1 "$13), " STEP_2 "$26), " STEP_3 "$39), " STEP_4 "$52)", values, 52);
    }
    assert(!"1 to 4 steps");
    return ERR_INTERNAL;
}

enum err dossier_steps(struct ctx *ctx, int64_t dossier_id, struct dossier_step **ret_steps, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct dossier_step *steps = arena_array(ctx->arena, struct dossier_step, 16);
    int count = 0, cap = 16;

    TRY(db_query(ctx, &rows,
                 "SELECT seq, action, state_from, state_to, stage, at_ms, officer_id, actor_name, agency_id, due_ms, note "
                 "FROM dossier_step WHERE dossier_id = $1 ORDER BY seq",
                 DB_I64(dossier_id)));
    while (db_next(&rows)) {
        if (count == cap) {
            struct dossier_step *larger = arena_array(ctx->arena, struct dossier_step, (size_t)cap * 2);
            memcpy(larger, steps, (size_t)count * sizeof *steps);
            steps = larger;
            cap *= 2;
        }
        steps[count++] = (struct dossier_step){
            .seq = (int)db_i64(&rows, 0),
            .action = db_str(&rows, 1),
            .state_from = (enum dossier_state)db_i64(&rows, 2),
            .state_to = (enum dossier_state)db_i64(&rows, 3),
            .stage = db_str(&rows, 4),
            .at_ms = db_i64(&rows, 5),
            .officer_id = db_i64(&rows, 6),
            .actor_name = db_str(&rows, 7),
            .agency_id = db_i64(&rows, 8),
            .due_ms = db_i64(&rows, 9),
            .note = db_str(&rows, 10),
        };
    }
    TRY(db_rows_end(&rows));
    *ret_steps = steps;
    *ret_count = count;
    return OK;
}

enum err dossier_store_defects(struct ctx *ctx, int64_t dossier_id, int round, const struct dossier_defect *defects, int count)
{
    for (int i = 0; i < count; i++)
        TRY(db_exec(ctx, NULL,
                    "INSERT INTO dossier_defect (dossier_id, round, target, reason, note) VALUES ($1, $2, $3, $4, $5)",
                    DB_I64(dossier_id), DB_I64(round), DB_STR(defects[i].target), DB_STR(defects[i].reason),
                    DB_STR(defects[i].note)));
    return OK;
}

enum err dossier_store_defects_fixed(struct ctx *ctx, int64_t dossier_id, int round)
{
    return db_exec(ctx, NULL, "UPDATE dossier_defect SET fixed = TRUE WHERE dossier_id = $1 AND round = $2",
                   DB_I64(dossier_id), DB_I64(round));
}

enum err dossier_defects(struct ctx *ctx, int64_t dossier_id, struct dossier_defect **ret_defects, int *ret_count, int *ret_round)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct dossier_defect *defects = arena_array(ctx->arena, struct dossier_defect, DOSSIER_DEFECTS_MAX);
    int count = 0, round = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT round, target, reason, note, fixed FROM dossier_defect WHERE dossier_id = $1 AND round = "
                 "(SELECT MAX(round) FROM dossier_defect WHERE dossier_id = $1) ORDER BY target LIMIT $2",
                 DB_I64(dossier_id), DB_I64(DOSSIER_DEFECTS_MAX)));
    while (db_next(&rows)) {
        round = (int)db_i64(&rows, 0);
        defects[count++] = (struct dossier_defect){db_str(&rows, 1), db_str(&rows, 2), db_str(&rows, 3), db_bool(&rows, 4)};
    }
    TRY(db_rows_end(&rows));
    *ret_defects = defects;
    *ret_count = count;
    *ret_round = round;
    return OK;
}
