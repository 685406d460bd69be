/* dossier_tally.c: counts all counters again from the dossiers: what `congdan check` compares with and what a bulk import stores. Dossiers are grouped by the
 * database into (unit, procedure, day, ...), so that a million of them come over as some ten thousand rows. */
#include "features/dossier/internal.h"

#define DAY_OF(column) "(" column " + 25200000) / 86400000" /* the local day; both engines divide whole numbers */

static struct tally_key key_of(const struct db_rows *rows) { return (struct tally_key){db_i64(rows, 0), db_i64(rows, 1), db_i64(rows, 2)}; }
static struct day day_at(const struct db_rows *rows, int column) { return (struct day){(int32_t)db_i64(rows, column)}; }

static enum err recount_received(struct ctx *ctx, struct tally_recount *recount)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT unit_id, province_id, procedure_id, " DAY_OF("received_ms") ", channel, assisted, COUNT(*) "
                 "FROM dossier GROUP BY 1, 2, 3, 4, 5, 6"));
    while (db_next(&rows))
        tally_recount_received(recount, key_of(&rows), day_at(&rows, 3), (enum channel)db_i64(&rows, 4), db_bool(&rows, 5), db_i64(&rows, 6));
    return db_rows_end(&rows);
}

static enum err recount_ended(struct ctx *ctx, struct tally_recount *recount)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT unit_id, province_id, procedure_id, " DAY_OF("finished_ms") ", state, timeliness, COUNT(*) "
                 "FROM dossier WHERE finished_ms IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6"));
    while (db_next(&rows))
        tally_recount_ended(recount, key_of(&rows), day_at(&rows, 3),
                            dossier_tally_end((enum dossier_state)db_i64(&rows, 4), (int)db_i64(&rows, 5)), db_i64(&rows, 6));
    return db_rows_end(&rows);
}

static enum err recount_open(struct ctx *ctx, struct tally_recount *recount)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT unit_id, province_id, procedure_id, state, statutory_due_day, COUNT(*) "
                 "FROM dossier WHERE finished_ms IS NULL GROUP BY 1, 2, 3, 4, 5"));
    while (db_next(&rows))
        tally_recount_open(recount, key_of(&rows), dossier_waiting((enum dossier_state)db_i64(&rows, 3)), day_at(&rows, 4), db_i64(&rows, 5));
    return db_rows_end(&rows);
}

static enum err recount_steps(struct ctx *ctx, struct tally_recount *recount)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT d.unit_id, d.province_id, d.procedure_id, " DAY_OF("s.at_ms") ", s.action, COUNT(*) "
                 "FROM dossier_step s JOIN dossier d ON d.dossier_id = s.dossier_id "
                 "WHERE s.action = 'ask_supplement' OR s.action = 'reappoint' GROUP BY 1, 2, 3, 4, 5"));
    while (db_next(&rows)) {
        if (str_eq(db_str(&rows, 4), S("reappoint")))
            tally_recount_apology(recount, key_of(&rows), day_at(&rows, 3), db_i64(&rows, 5));
        else
            tally_recount_supplement_asked(recount, key_of(&rows), day_at(&rows, 3), db_i64(&rows, 5));
    }
    return db_rows_end(&rows);
}

enum err dossier_recount(struct ctx *ctx, struct tally_recount **ret_recount)
{
    struct tally_recount *recount = tally_recount_begin(ctx);

    TRY(recount_received(ctx, recount));
    TRY(recount_ended(ctx, recount));
    TRY(recount_open(ctx, recount));
    TRY(recount_steps(ctx, recount));
    *ret_recount = recount;
    return OK;
}
