/* verify_claims.c: claims beside name and birth: sex, commune of permanent residence, membership of a household, marital status, the old number. Only for people whose
 * name and birth the asker knew, and only the tables that are needed are read: the look-up without claims stays one row. */
#include "features/population/verify_internal.h"

struct asked {
    struct verify_row *rows[VERIFY_CHUNK];
    int count;
};

static enum verify_claim_answer compared(struct str said, struct str held)
{
    return held.len == 0 ? CLAIM_UNKNOWN : str_eq(said, held) ? CLAIM_MATCH : CLAIM_NO_MATCH;
}

static bool any(const struct asked *asked, enum verify_claim claim)
{
    for (int i = 0; i < asked->count; i++)
        if (asked->rows[i]->claims->values[claim].len)
            return true;
    return false;
}

static void fill(const struct asked *asked, struct db_value ids[VERIFY_CHUNK])
{
    for (int i = 0; i < VERIFY_CHUNK; i++)
        ids[i] = DB_I64(asked->rows[i < asked->count ? i : 0]->person_id);
}

static void compare(struct verify_row *row, enum verify_claim claim, struct str held)
{
    if (row->claims->values[claim].len)
        row->claims->answers[claim] = compared(row->claims->values[claim], held);
}

static enum err of_person(struct ctx *ctx, const struct asked *asked)
{
    struct db_rows AUTO(db_rows_done) found = {0};
    struct db_value ids[VERIFY_CHUNK];

    if (!any(asked, CLAIM_SEX) && !any(asked, CLAIM_MARITAL) && !any(asked, CLAIM_OLD_NUMBER))
        return OK;
    fill(asked, ids);
    TRY(db_query_array(ctx, &found, "SELECT person_id, sex, marital_status, old_number FROM person WHERE person_id IN (" VERIFY_64 ")", ids, VERIFY_CHUNK));
    while (db_next(&found))
        for (int i = 0; i < asked->count; i++) {
            if (asked->rows[i]->person_id != db_i64(&found, 0))
                continue;
            compare(asked->rows[i], CLAIM_SEX, db_str(&found, 1));
            compare(asked->rows[i], CLAIM_MARITAL, db_str(&found, 2));
            compare(asked->rows[i], CLAIM_OLD_NUMBER, db_str(&found, 3));
        }
    return db_rows_end(&found);
}

/* A unit's number holds its code (territory.h): level, five digits of code, five digits of the first day. */
static struct str code_of(struct arena *arena, int64_t unit_id) { return arena_printf(arena, "%05d", (int)(unit_id / 100000 % 100000)); }

/* Who is registered nowhere does not live in the commune either. */
static enum err of_home(struct ctx *ctx, const struct asked *asked)
{
    struct db_rows AUTO(db_rows_done) found = {0};
    struct db_value ids[VERIFY_CHUNK];

    if (!any(asked, CLAIM_COMMUNE))
        return OK;
    for (int i = 0; i < asked->count; i++)
        if (asked->rows[i]->claims->values[CLAIM_COMMUNE].len)
            asked->rows[i]->claims->answers[CLAIM_COMMUNE] = CLAIM_NO_MATCH;
    fill(asked, ids);
    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, unit_id FROM residence WHERE kind = 'permanent' AND valid_to IS NULL AND person_id IN (" VERIFY_64 ")", ids,
                       VERIFY_CHUNK));
    while (db_next(&found))
        for (int i = 0; i < asked->count; i++)
            if (asked->rows[i]->person_id == db_i64(&found, 0))
                compare(asked->rows[i], CLAIM_COMMUNE, code_of(ctx->arena, db_i64(&found, 1)));
    return db_rows_end(&found);
}

static enum err households(struct ctx *ctx, const struct db_value *ids, int64_t *people, int64_t *homes, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) found = {0};
    int count = 0;

    TRY(db_query_array(ctx, &found, "SELECT person_id, household_id FROM household_member WHERE valid_to IS NULL AND person_id IN (" VERIFY_64 ")", ids,
                       VERIFY_CHUNK));
    while (db_next(&found)) {
        people[count] = db_i64(&found, 0);
        homes[count++] = db_i64(&found, 1);
    }
    *ret_count = count;
    return db_rows_end(&found);
}

static int64_t home_of(const int64_t *people, const int64_t *homes, int count, int64_t person_id)
{
    for (int i = 0; i < count; i++)
        if (people[i] == person_id)
            return homes[i];
    return 0;
}

static enum err of_household(struct ctx *ctx, const struct asked *asked)
{
    struct db_value ids[VERIFY_CHUNK];
    int64_t people[2 * VERIFY_CHUNK], homes[2 * VERIFY_CHUNK];
    int count, others;
    bool asks = false;

    for (int i = 0; i < VERIFY_CHUNK; i++) {
        const struct verify_row *row = asked->rows[i < asked->count ? i : 0];
        asks |= row->claims->asks_household;
        ids[i] = DB_I64(row->claims->household_with);
    }
    if (!asks)
        return OK;
    TRY(households(ctx, ids, people, homes, &count));
    fill(asked, ids);
    TRY(households(ctx, ids, people + count, homes + count, &others));
    for (int i = 0; i < asked->count; i++) {
        struct verify_row *row = asked->rows[i];
        if (!row->claims->asks_household)
            continue;
        int64_t home = home_of(people, homes, count + others, row->person_id);
        bool same = home && home == home_of(people, homes, count + others, row->claims->household_with);
        row->claims->answers[CLAIM_HOUSEHOLD] = same ? CLAIM_MATCH : CLAIM_NO_MATCH;
    }
    return OK;
}

static enum err chunk(struct ctx *ctx, struct asked *asked)
{
    if (asked->count) {
        TRY(of_person(ctx, asked));
        TRY(of_home(ctx, asked));
        TRY(of_household(ctx, asked));
    }
    asked->count = 0;
    return OK;
}

enum err verify_claims_of(struct ctx *ctx, struct verify_row *rows, int count)
{
    struct asked asked = {.count = 0};

    for (int i = 0; i < count; i++) {
        if (!rows[i].claims || rows[i].answer != VERIFY_MATCH)
            continue;
        asked.rows[asked.count++] = &rows[i];
        if (asked.count == VERIFY_CHUNK)
            TRY(chunk(ctx, &asked));
    }
    return chunk(ctx, &asked);
}
