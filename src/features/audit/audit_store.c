/* audit_store.c: rows of the log. The insert is the hottest write of the program (one a look-up of a person), so the table has no index beside
 * its key; audit_fold() pays for the index by person later, in sorted batches. Names of officers, agencies and clients are joined in for
 * readers; this is the one place where the lowest feature knows columns of a higher one, and it only reads them. */
#include "features/audit/internal.h"

#define INSERT                                                                                                          \
    "INSERT INTO audit (audit_id, at_ms, action, outcome, account_id, officer_id, client_id, unit_id, person_id,"        \
    " dossier_id, purpose, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
enum { COLUMNS = 12 };

static void fill(const struct ctx *who, const struct audit_entry *entry, struct db_value values[COLUMNS])
{
    values[0] = DB_I64(db_new_id());
    values[1] = DB_I64(who->now_ms);
    values[2] = DB_STR(entry->action);
    values[3] = DB_I64(entry->outcome);
    values[4] = db_i64_or_null(who->actor.account_id);
    values[5] = db_i64_or_null(who->actor.officer_id);
    values[6] = db_i64_or_null(entry->client_id);
    values[7] = db_i64_or_null(entry->unit_id);
    values[8] = db_i64_or_null(entry->person_id);
    values[9] = db_i64_or_null(entry->dossier_id);
    values[10] = db_str_or_null(entry->purpose);
    values[11] = db_str_or_null(entry->detail);
}

enum err audit_put(struct ctx *ctx, const struct audit_entry *entry)
{
    struct db_value values[COLUMNS];

    fill(ctx, entry, values);
    return db_exec_array(ctx, NULL, INSERT, values, COLUMNS);
}

enum err audit_store_put(struct ctx *ctx, const struct audit_line *lines, int count)
{
    struct db_value *values = arena_alloc_raw(ctx->arena, sizeof *values * COLUMNS * (size_t)count);

    for (int i = 0; i < count; i++)
        fill(lines[i].who, &lines[i].entry, values + i * COLUMNS);
    return db_exec_many(ctx, INSERT, values, COLUMNS, count);
}

static enum err mark_get(struct ctx *ctx, int64_t *ret_mark)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT audit_id FROM audit_mark WHERE name = 'person'"));
    *ret_mark = db_next(&rows) ? db_i64(&rows, 0) : 0;
    return db_rows_end(&rows);
}

enum err audit_store_fold(struct ctx *ctx, int limit, int64_t upto_id, bool *ret_more)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    int64_t mark, last, count;

    TRY(mark_get(ctx, &mark));
    TRY(db_one(ctx, &rows,
               "SELECT COALESCE(MAX(audit_id), 0), COUNT(*) FROM"
               " (SELECT audit_id FROM audit WHERE audit_id > $1 AND audit_id <= $2 ORDER BY audit_id LIMIT $3) AS batch",
               DB_I64(mark), DB_I64(upto_id), DB_I64(limit)));
    last = db_i64(&rows, 0);
    count = db_i64(&rows, 1);
    TRY(db_rows_end(&rows));
    if (count > 0) {
        TRY(db_exec(ctx, NULL,
                    "INSERT INTO audit_person (person_id, audit_id)"
                    " SELECT person_id, audit_id FROM audit WHERE audit_id > $1 AND audit_id <= $2 AND person_id IS NOT NULL"
                    " ORDER BY person_id, audit_id",
                    DB_I64(mark), DB_I64(last)));
        TRY(db_exec(ctx, NULL,
                    "INSERT INTO audit_mark (name, audit_id) VALUES ('person', $1)"
                    " ON CONFLICT (name) DO UPDATE SET audit_id = excluded.audit_id",
                    DB_I64(last)));
    }
    *ret_more = count == limit;
    return OK;
}

/* The folded rows come by index; the tail behind the mark is scanned: it is at most a few minutes of the log. */
enum err audit_list_for_person(struct ctx *ctx, int64_t person_id, int limit, struct audit_view **ret_rows, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct audit_view *views = arena_array(ctx->arena, struct audit_view, (size_t)limit);
    int64_t mark;
    int count = 0;

    TRY(mark_get(ctx, &mark));
    TRY(db_query(ctx, &rows,
                 "SELECT a.audit_id, a.at_ms, a.action, a.purpose, COALESCE(o.name, c.name, k.name), g.name, a.dossier_id,"
                 " k.person_id IS NOT NULL AND k.person_id = $1"
                 " FROM (SELECT * FROM (SELECT audit_id FROM audit_person WHERE person_id = $1 AND audit_id <= $2"
                 "                      ORDER BY audit_id DESC LIMIT $3) AS folded"
                 "       UNION ALL SELECT audit_id FROM audit WHERE audit_id > $2 AND person_id = $1) AS hit"
                 " JOIN audit a ON a.audit_id = hit.audit_id"
                 " LEFT JOIN officer o ON o.officer_id = a.officer_id"
                 " LEFT JOIN agency g ON g.agency_id = o.agency_id"
                 " LEFT JOIN api_client c ON c.client_id = a.client_id"
                 " LEFT JOIN account k ON k.account_id = a.account_id"
                 " ORDER BY a.audit_id DESC LIMIT $3",
                 DB_I64(person_id), DB_I64(mark), DB_I64(limit)));
    while (count < limit && db_next(&rows)) {
        views[count++] = (struct audit_view){
            .audit_id = db_i64(&rows, 0), .at_ms = db_i64(&rows, 1), .action = db_str(&rows, 2), .purpose = db_str(&rows, 3),
            .actor_name = db_str(&rows, 4), .unit_name = db_str(&rows, 5), .dossier_id = db_i64(&rows, 6), .self = db_bool(&rows, 7),
        };
    }
    TRY(db_rows_end(&rows));
    *ret_rows = views;
    *ret_count = count;
    return OK;
}

enum err audit_list(struct ctx *ctx, int64_t before_id, int limit, struct audit_row **ret_rows, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct audit_row *list = arena_array(ctx->arena, struct audit_row, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT a.audit_id, a.at_ms, a.action, a.outcome, a.account_id, a.officer_id, a.client_id, a.unit_id, a.dossier_id,"
                 " COALESCE(o.name, c.name, CASE WHEN k.kind = 'officer' THEN k.name END), g.name, a.purpose, a.detail, a.person_id IS NOT NULL"
                 " FROM audit a"
                 " LEFT JOIN officer o ON o.officer_id = a.officer_id"
                 " LEFT JOIN agency g ON g.agency_id = o.agency_id"
                 " LEFT JOIN api_client c ON c.client_id = a.client_id"
                 " LEFT JOIN account k ON k.account_id = a.account_id"
                 " WHERE a.audit_id < $1 ORDER BY a.audit_id DESC LIMIT $2",
                 DB_I64(before_id ? before_id : INT64_MAX), DB_I64(limit)));
    while (count < limit && db_next(&rows)) {
        list[count++] = (struct audit_row){
            .audit_id = db_i64(&rows, 0), .at_ms = db_i64(&rows, 1), .action = db_str(&rows, 2), .outcome = (enum err)db_i64(&rows, 3),
            .account_id = db_i64(&rows, 4), .officer_id = db_i64(&rows, 5), .client_id = db_i64(&rows, 6), .unit_id = db_i64(&rows, 7),
            .dossier_id = db_i64(&rows, 8), .actor_name = db_str(&rows, 9), .agency_name = db_str(&rows, 10),
            .purpose = db_str(&rows, 11), .detail = db_str(&rows, 12), .about_person = db_bool(&rows, 13),
        };
    }
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}
