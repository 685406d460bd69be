/* verify.c: is this the person he says he is? The register answers yes or no about data that the asker sent, and gives none of its own.
 * The hottest look-up of the program: one primary-key read, no joins, names compared by their folded form that stands in the row. */
#include "features/population/internal.h"

enum { CHUNK = 64 };

/* Numbers 1..64 as text, for the one query that has that many. */
#define EIGHT(a, b, c, d, e, f, g, h) "$" #a ",$" #b ",$" #c ",$" #d ",$" #e ",$" #f ",$" #g ",$" #h
#define SIXTY_FOUR                                                                                                      \
    EIGHT(1, 2, 3, 4, 5, 6, 7, 8) "," EIGHT(9, 10, 11, 12, 13, 14, 15, 16) "," EIGHT(17, 18, 19, 20, 21, 22, 23, 24) ","                               \
    EIGHT(25, 26, 27, 28, 29, 30, 31, 32) "," EIGHT(33, 34, 35, 36, 37, 38, 39, 40) "," EIGHT(41, 42, 43, 44, 45, 46, 47, 48) ","                      \
    EIGHT(49, 50, 51, 52, 53, 54, 55, 56) "," EIGHT(57, 58, 59, 60, 61, 62, 63, 64)

static void answer_none(struct verify_row *row)
{
    row->answer = VERIFY_NO_SUCH_PERSON;
    row->name_matches = row->birth_matches = row->dead = false;
}

static void answer_from(struct verify_row *row, const struct db_rows *rows, int first_column)
{
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
    enum err err = db_one(ctx, &rows, "SELECT name_folded, birth_date, status FROM person WHERE person_id = $1 AND cancelled_ms IS NULL", DB_I64(row->person_id));
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    answer_from(row, &rows, 0);
    return db_rows_end(&rows);
}

static enum err verify_chunk(struct ctx *ctx, struct verify_row *rows, int count)
{
    struct db_rows AUTO(db_rows_done) found = {0};
    struct db_value ids[CHUNK];

    for (int i = 0; i < CHUNK; i++) /* free places repeat the last number: the statement stays the same */
        ids[i] = DB_I64(rows[i < count ? i : count - 1].person_id);
    for (int i = 0; i < count; i++)
        answer_none(&rows[i]);
    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, name_folded, birth_date, status FROM person WHERE person_id IN (" SIXTY_FOUR ") AND cancelled_ms IS NULL", ids, CHUNK));
    while (db_next(&found))
        for (int i = 0; i < count; i++)
            if (rows[i].person_id == db_i64(&found, 0))
                answer_from(&rows[i], &found, 1);
    return db_rows_end(&found);
}

enum err population_verify(struct ctx *ctx, struct verify_row *rows, int count)
{
    if (count == 1)
        return verify_one(ctx, rows);
    for (int at = 0; at < count; at += CHUNK)
        TRY(verify_chunk(ctx, rows + at, count - at < CHUNK ? count - at : CHUNK));
    return OK;
}
