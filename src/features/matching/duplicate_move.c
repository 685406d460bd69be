/* duplicate_move.c: pairs follow the commune whose officers decide about them when a decree merges or divides it; decided ones too, for their reasons are asked for later. */
#include "features/matching/duplicate_internal.h"

enum err duplicate_move_rows(struct ctx *ctx, int64_t after_id, int limit, int64_t *ret_after, int64_t *ret_seen, int64_t *ret_moved)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT MAX(duplicate_id), COUNT(*) FROM (SELECT duplicate_id FROM duplicate WHERE duplicate_id > $1 ORDER BY duplicate_id LIMIT $2) piece",
               DB_I64(after_id), DB_I64(limit)));
    *ret_after = db_i64(&rows, 0);
    *ret_seen = db_i64(&rows, 1);
    *ret_moved = 0;
    TRY(db_rows_end(&rows));
    if (*ret_seen == 0)
        return OK;
    return db_exec(ctx, ret_moved,
                   "UPDATE duplicate SET unit_id = m.new_id FROM unit_move m WHERE m.old_id = +duplicate.unit_id AND duplicate_id > $1 AND duplicate_id <= $2",
                   DB_I64(after_id), DB_I64(*ret_after));
}

/* Whose home gave the pair its commune is not stored: it is one of the two, and went into one of the communes that came of it. As long as neither has been
 * moved the pair waits with them. */
enum err duplicate_move_chosen(struct ctx *ctx, int64_t old_unit_id)
{
#define HOMES                                                                                                           \
    "FROM residence r JOIN unit_succession s ON s.new_id = r.unit_id AND s.old_id = $1 WHERE r.person_id IN (duplicate.low_id, duplicate.high_id)"              \
    " AND r.kind = 'permanent' AND r.valid_to IS NULL AND r.unit_id <> $1"
    return db_exec(ctx, NULL,
                   "UPDATE duplicate SET unit_id = (SELECT r.unit_id " HOMES " ORDER BY r.person_id DESC, r.residence_id DESC LIMIT 1) WHERE unit_id = $1"
                   " AND EXISTS (SELECT 1 " HOMES ")",
                   DB_I64(old_unit_id));
#undef HOMES
}
