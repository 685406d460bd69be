/* reorganisation_store.c: rows of reorganisation and reorganisation_step. */
#include "features/reorganisation/internal.h"

enum err reorganisation_store_get(struct ctx *ctx, struct day on, struct stored_reorganisation *ret_stored)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT state, digest, started_ms, finished_ms FROM reorganisation WHERE effective_on = $1", DB_DAY(ctx, on)));
    *ret_stored = (struct stored_reorganisation){db_str(&rows, 0), db_str(&rows, 1), db_i64(&rows, 2), db_i64(&rows, 3)};
    return db_rows_end(&rows);
}

enum err reorganisation_store_begin(struct ctx *ctx, struct day on, struct str digest)
{
    TRY(db_exec(ctx, NULL,
                "INSERT INTO reorganisation (effective_on, state, digest, started_ms) VALUES ($1, 'applying', $2, $3) ON CONFLICT (effective_on) DO UPDATE SET"
                " state = 'applying', digest = excluded.digest, finished_ms = NULL",
                DB_DAY(ctx, on), DB_STR(digest), DB_I64(ctx->now_ms)));
    return db_exec(ctx, NULL, "UPDATE reorganisation_step SET position = 0, seen = 0, done = FALSE WHERE effective_on = $1", DB_DAY(ctx, on));
}

enum err reorganisation_store_state(struct ctx *ctx, struct day on, struct str state)
{
    return db_exec(ctx, NULL, "UPDATE reorganisation SET state = $2, finished_ms = COALESCE(finished_ms, $3) WHERE effective_on = $1 AND state <> $2", DB_DAY(ctx, on),
                   DB_STR(state), DB_I64(ctx->now_ms));
}

static struct stored_step step_of_row(const struct db_rows *rows)
{
    return (struct stored_step){db_i64(rows, 0), db_i64(rows, 1), db_i64(rows, 2), db_bool(rows, 3)};
}

enum err reorganisation_store_step_lock(struct ctx *ctx, struct day on, struct str step, struct stored_step *ret_step)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows,
               "INSERT INTO reorganisation_step (effective_on, step) VALUES ($1, $2) ON CONFLICT (effective_on, step) DO UPDATE SET step = excluded.step"
               " RETURNING position, seen, moved, done",
               DB_DAY(ctx, on), DB_STR(step)));
    *ret_step = step_of_row(&rows);
    return db_rows_end(&rows);
}

enum err reorganisation_store_step_put(struct ctx *ctx, struct day on, struct str step, const struct stored_step *row)
{
    return db_exec(ctx, NULL, "UPDATE reorganisation_step SET position = $3, seen = $4, moved = $5, done = $6 WHERE effective_on = $1 AND step = $2",
                   DB_DAY(ctx, on), DB_STR(step), DB_I64(row->position), DB_I64(row->seen), DB_I64(row->moved), DB_BOOL(row->done));
}

enum err reorganisation_store_step_get(struct ctx *ctx, struct day on, struct str step, struct stored_step *ret_step)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    *ret_step = (struct stored_step){0};
    TRY(db_query(ctx, &rows, "SELECT position, seen, moved, done FROM reorganisation_step WHERE effective_on = $1 AND step = $2", DB_DAY(ctx, on), DB_STR(step)));
    if (db_next(&rows))
        *ret_step = step_of_row(&rows);
    return db_rows_end(&rows);
}

enum err reorganisation_store_applying(struct ctx *ctx, struct day *ret_on)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT effective_on FROM reorganisation WHERE state = 'applying' ORDER BY effective_on LIMIT 1"));
    *ret_on = db_day(&rows, 0);
    return db_rows_end(&rows);
}

enum err reorganisation_seen(struct ctx *ctx, int64_t *ret_seen)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT CAST(COALESCE(SUM(s.seen), 0) AS BIGINT) FROM reorganisation_step s JOIN reorganisation r ON r.effective_on = s.effective_on"
               " WHERE r.state = 'applying'"));
    *ret_seen = db_i64(&rows, 0);
    return db_rows_end(&rows);
}

/* Counting them reads each table once; the tables belong to others and are only counted here. */
enum err reorganisation_rows(struct ctx *ctx, int64_t *ret_rows)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT (SELECT COUNT(*) FROM residence) + (SELECT COUNT(*) FROM household) + (SELECT COUNT(*) FROM lodging_place)"
               " + (SELECT COUNT(*) FROM dossier) + (SELECT COUNT(*) FROM draft)"));
    *ret_rows = db_i64(&rows, 0);
    return db_rows_end(&rows);
}
