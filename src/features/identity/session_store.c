/* session_store.c: rows of sessions. */
#include "features/identity/internal.h"
#include "features/population/population.h"

enum err session_store_find(struct ctx *ctx, struct str token_sha256, struct session_found *ret_found)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct session_found found = {0};

    TRY(db_one(ctx, &rows,
               "SELECT s.session_id, s.account_id, s.csrf_token, s.created_ms, s.seen_ms, a.person_id, a.name, a.lang, a.large_text,"
               " a.high_contrast, a.state, a.kind, o.officer_id, g.unit_id, g.name, p.replaced_by"
               " FROM session s JOIN account a ON a.account_id = s.account_id"
               " LEFT JOIN officer o ON o.account_id = a.account_id LEFT JOIN agency g ON g.agency_id = o.agency_id"
               " LEFT JOIN person p ON p.person_id = a.person_id AND p.replaced_by IS NOT NULL"
               " WHERE s.token_sha256 = $1 AND s.ended_ms IS NULL",
               DB_BYTES(token_sha256)));
    found.session = (struct session){
        .session_id = db_i64(&rows, 0), .account_id = db_i64(&rows, 1), .csrf_token = db_str(&rows, 2), .person_id = db_i64(&rows, 5),
        .name = db_str(&rows, 6), .lang = str_eq(db_str(&rows, 7), S("en")) ? LANG_EN : LANG_VI, .large_text = db_bool(&rows, 8),
        .high_contrast = db_bool(&rows, 9), .officer_id = db_i64(&rows, 12), .unit_id = db_i64(&rows, 13), .unit_name = db_str(&rows, 14),
    };
    found.created_ms = db_i64(&rows, 3);
    found.seen_ms = db_i64(&rows, 4);
    found.account_state = db_str(&rows, 10);
    found.account_kind = db_str(&rows, 11);
    bool replaced = !db_is_null(&rows, 15);
    TRY(db_rows_end(&rows));
    if (replaced) /* the account of a record that was merged is that of the person who was kept */
        TRY(person_resolve(ctx, found.session.person_id, &found.session.person_id));
    *ret_found = found;
    return OK;
}

enum err session_store_insert(struct ctx *ctx, int64_t account_id, struct str token_sha256, struct str csrf_token, struct str device)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO session (session_id, token_sha256, account_id, csrf_token, device, created_ms, seen_ms)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $6)",
                   DB_I64(db_new_id()), DB_BYTES(token_sha256), DB_I64(account_id), DB_STR(csrf_token), DB_STR(device), DB_I64(ctx->now_ms));
}

/* The condition makes repeated notes of a busy browser free, and never moves time back. */
enum err session_store_seen(struct ctx *ctx, int64_t session_id, int64_t seen_ms)
{
    return db_exec(ctx, NULL, "UPDATE session SET seen_ms = $2 WHERE session_id = $1 AND seen_ms < $2", DB_I64(session_id), DB_I64(seen_ms));
}

enum err session_store_list(struct ctx *ctx, int64_t account_id, int64_t created_after_ms, int64_t seen_after_ms,
                            struct session_row **ret_rows, int *ret_count)
{
    enum { MAX = 100 };
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct session_row *list = arena_array(ctx->arena, struct session_row, MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT session_id, device, created_ms, seen_ms FROM session WHERE account_id = $1 AND ended_ms IS NULL AND created_ms > $2"
                 " AND seen_ms > $3 ORDER BY session_id DESC LIMIT 100",
                 DB_I64(account_id), DB_I64(created_after_ms), DB_I64(seen_after_ms)));
    while (count < MAX && db_next(&rows))
        list[count++] = (struct session_row){
            .session_id = db_i64(&rows, 0), .device = db_str(&rows, 1), .created_ms = db_i64(&rows, 2), .seen_ms = db_i64(&rows, 3)};
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err session_end(struct ctx *ctx, int64_t account_id, int64_t session_id)
{
    int64_t changed = 0;

    TRY(db_exec(ctx, &changed, "UPDATE session SET ended_ms = $3 WHERE session_id = $2 AND account_id = $1 AND ended_ms IS NULL",
                DB_I64(account_id), DB_I64(session_id), DB_I64(ctx->now_ms)));
    if (changed == 0)
        return fault(ctx, ERR_NOT_FOUND, "session.gone", "", "Phiên này đã kết thúc.");
    return OK;
}

enum err session_end_all(struct ctx *ctx, int64_t account_id, int64_t keep_session_id, int64_t *ret_ended)
{
    return db_exec(ctx, ret_ended, "UPDATE session SET ended_ms = $3 WHERE account_id = $1 AND session_id <> $2 AND ended_ms IS NULL",
                   DB_I64(account_id), DB_I64(keep_session_id), DB_I64(ctx->now_ms));
}

/* A session that ran out by itself has no ended_ms: the last request decides. */
enum err session_store_purge(struct ctx *ctx, int64_t before_ms)
{
    return db_exec(ctx, NULL, "DELETE FROM session WHERE seen_ms < $1", DB_I64(before_ms));
}

enum err session_opened(struct ctx *ctx, int64_t session_id, int64_t *ret_opened_ms)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows, "SELECT created_ms FROM session WHERE session_id = $1", DB_I64(session_id)));
    *ret_opened_ms = db_i64(&rows, 0);
    return db_rows_end(&rows);
}
