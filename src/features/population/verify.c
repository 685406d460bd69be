/* verify.c: is this the person he says he is? The register answers yes or no about data that the asker sent, and gives none of its own.
 * The hottest look-up of the program: one primary-key read, no joins, names compared by their folded form that stands in the row. */
#include "features/population/verify_internal.h"

static void answer_none(struct verify_row *row)
{
    row->answer = VERIFY_NO_SUCH_PERSON;
    row->name_matches = row->birth_matches = row->dead = row->cancelled = false;
    if (row->claims)
        memset(row->claims->answers, 0, sizeof row->claims->answers);
}

/* A number that was given in error is nobody's; one that was given up for another says so. */
enum { NUMBER_HOLDS, NUMBER_VOID, NUMBER_REPLACED };
#define NUMBER_STATE "CASE WHEN cancelled_ms IS NULL THEN 0 WHEN replaced_by IS NULL THEN 1 ELSE 2 END"

static void answer_from(struct verify_row *row, const struct db_rows *rows, int first_column)
{
    int64_t state = db_i64(rows, first_column + 3);
    if (state != NUMBER_HOLDS) {
        row->cancelled = state == NUMBER_REPLACED;
        return;
    }
    row->name_matches = row->name_folded.len && str_eq(row->name_folded, db_str(rows, first_column));
    row->birth_matches = !day_is_none(row->birth) && row->birth.n == db_day(rows, first_column + 1).n;
    row->dead = str_eq(db_str(rows, first_column + 2), S("dead"));
    bool wrong = (row->name_folded.len && !row->name_matches) || (!day_is_none(row->birth) && !row->birth_matches);
    row->answer = wrong ? VERIFY_NO_MATCH : VERIFY_MATCH;
}

static enum err verify_one(struct ctx *ctx, struct verify_row *row)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    answer_none(row);
    if (row->person_id == 0)
        return OK;
    enum err err = db_one(ctx, &rows, "SELECT name_folded, birth_date, status, " NUMBER_STATE " FROM person WHERE person_id = $1", DB_I64(row->person_id));
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    answer_from(row, &rows, 0);
    return db_rows_end(&rows);
}

static enum err verify_chunk(struct ctx *ctx, struct verify_row *rows, int count)
{
    struct db_rows AUTO(db_rows_done) found = {0};
    struct db_value ids[VERIFY_CHUNK];

    for (int i = 0; i < VERIFY_CHUNK; i++) /* free places repeat the last number: the statement stays the same */
        ids[i] = DB_I64(rows[i < count ? i : count - 1].person_id);
    for (int i = 0; i < count; i++)
        answer_none(&rows[i]);
    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, name_folded, birth_date, status, " NUMBER_STATE " FROM person WHERE person_id IN (" VERIFY_64 ")", ids, VERIFY_CHUNK));
    while (db_next(&found)) {
        int64_t person_id = db_i64(&found, 0);
        for (int i = 0; i < count; i++)
            if (rows[i].person_id == person_id)
                answer_from(&rows[i], &found, 1);
    }
    return db_rows_end(&found);
}

enum err population_verify(struct ctx *ctx, struct verify_row *rows, int count)
{
    bool claims = false;

    for (int i = 0; i < count; i++)
        claims |= rows[i].claims != NULL;
    if (count == 1)
        TRY(verify_one(ctx, rows));
    else
        for (int at = 0; at < count; at += VERIFY_CHUNK)
            TRY(verify_chunk(ctx, rows + at, count - at < VERIFY_CHUNK ? count - at : VERIFY_CHUNK));
    return claims ? verify_claims_of(ctx, rows, count) : OK;
}
