/* undo_store.c: rows of undo_request. */
#include "features/register/internal.h"

#define COLUMNS "undo_request_id, event_id, person_id, unit_id, reason, asked_by, asked_ms, state, decided_by, decided_ms, decision"

static void row_read(const struct db_rows *rows, struct undo_request *request)
{
    *request = (struct undo_request){.undo_request_id = db_i64(rows, 0), .event_id = db_i64(rows, 1), .person_id = db_i64(rows, 2), .unit_id = db_i64(rows, 3),
                                     .reason = db_str(rows, 4), .asked_by = db_i64(rows, 5), .asked_ms = db_i64(rows, 6), .state = db_str(rows, 7),
                                     .decided_by = db_i64(rows, 8), .decided_ms = db_i64(rows, 9), .decision = db_str(rows, 10)};
}

/* ERR_CONFLICT without a failed statement: the caller's transaction goes on to say why. */
enum err undo_store_insert(struct ctx *ctx, const struct undo_request *request)
{
    int64_t inserted;

    TRY(db_exec(ctx, &inserted,
                "INSERT INTO undo_request (undo_request_id, event_id, person_id, unit_id, reason, asked_by, asked_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                "ON CONFLICT (event_id) WHERE state = 'open' DO NOTHING",
                DB_I64(request->undo_request_id), DB_I64(request->event_id), DB_I64(request->person_id), DB_I64(request->unit_id), DB_STR(request->reason),
                DB_I64(request->asked_by), DB_I64(request->asked_ms)));
    return inserted ? OK : ERR_CONFLICT;
}

enum err undo_store_decide(struct ctx *ctx, const struct undo_request *request, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed,
                   "UPDATE undo_request SET state = $2, decided_by = $3, decided_ms = $4, decision = $5 WHERE undo_request_id = $1 AND state = 'open'",
                   DB_I64(request->undo_request_id), DB_STR(request->state), DB_I64(request->decided_by), DB_I64(request->decided_ms), DB_STR(request->decision));
}

enum err undo_get(struct ctx *ctx, int64_t undo_request_id, struct undo_request *ret_request)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows, "SELECT " COLUMNS " FROM undo_request WHERE undo_request_id = $1", DB_I64(undo_request_id));

    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "undo.unknown", "", "Không có đề nghị hoàn tác này.");
    TRY(err);
    row_read(&rows, ret_request);
    return db_rows_end(&rows);
}

enum err undo_open(struct ctx *ctx, int64_t unit_id, int64_t after, int limit, struct undo_request **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct undo_request *list = arena_array(ctx->arena, struct undo_request, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT " COLUMNS " FROM undo_request WHERE unit_id = $1 AND state = 'open' AND undo_request_id > $2 ORDER BY undo_request_id LIMIT $3",
                 DB_I64(unit_id), DB_I64(after), DB_I64(limit)));
    while (db_next(&rows))
        row_read(&rows, &list[count++]);
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}
