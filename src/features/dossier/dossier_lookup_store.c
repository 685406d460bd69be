/* dossier_lookup_store.c: what was tried at the public look-up, by keyed digests. */
#include "features/dossier/internal.h"

enum { KEPT_DAYS = 30 };

enum err lookup_store_get(struct ctx *ctx, struct str subject, struct day day, struct lookup_subject *ret_subject)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT day, failures, known FROM lookup_throttle WHERE subject = $1", DB_STR(subject)));
    *ret_subject = (struct lookup_subject){0};
    if (db_next(&rows))
        *ret_subject = (struct lookup_subject){.failures = db_i64(&rows, 0) == day.n ? db_i64(&rows, 1) : 0, .known = db_bool(&rows, 2)};
    return db_rows_end(&rows);
}

enum err lookup_store_failed(struct ctx *ctx, struct str subject, struct day day)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO lookup_throttle (subject, day, failures) VALUES ($1, $2, 1) ON CONFLICT (subject) DO UPDATE SET "
                   "failures = CASE WHEN lookup_throttle.day = excluded.day THEN lookup_throttle.failures + 1 ELSE 1 END, day = excluded.day",
                   DB_STR(subject), DB_I64(day.n));
}

enum err lookup_store_known(struct ctx *ctx, struct str subject, struct day day)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO lookup_throttle (subject, day, failures, known) VALUES ($1, $2, 0, TRUE) ON CONFLICT (subject) DO UPDATE SET known = TRUE, "
                   "failures = CASE WHEN lookup_throttle.day = excluded.day THEN lookup_throttle.failures ELSE 0 END, day = excluded.day",
                   DB_STR(subject), DB_I64(day.n));
}

enum err dossier_purge_lookups(struct ctx *ctx)
{
    return db_exec(ctx, NULL, "DELETE FROM lookup_throttle WHERE day < $1", DB_I64(day_of_ms(ctx->now_ms).n - KEPT_DAYS));
}
