/* dossier_lists.c: lists of dossiers, page by page through an index, so that a page costs the same in an office of a hundred and in a province of a
 * million. The dossiers behind the numbers of the dashboard stand in dossier_register.c. */
#include "features/dossier/lists.h"
#include "features/population/population.h"
#include <assert.h>

struct dossier_page list_page(struct ctx *ctx, int limit)
{
    assert(limit > 0 && limit <= DOSSIER_PAGE_MAX);
    return (struct dossier_page){.rows = arena_array(ctx->arena, struct dossier_row, (size_t)limit)};
}

enum err list_take(struct db_rows *rows, int limit, struct dossier_page *page)
{
    while (db_next(rows)) {
        if (page->rows_count == limit) { /* one more was asked for than is shown */
            page->more = true;
            break;
        }
        page->rows[page->rows_count++] = (struct dossier_row){
            .dossier_id = db_i64(rows, 0),
            .code = db_str(rows, 1),
            .owner_name = db_str(rows, 2),
            .procedure_id = db_i64(rows, 3),
            .unit_id = db_i64(rows, 4),
            .state = (enum dossier_state)db_i64(rows, 5),
            .stage = db_str(rows, 6),
            .received_ms = db_i64(rows, 7),
            .due_ms = db_i64(rows, 8),
            .waiting_since_ms = db_i64(rows, 9),
            .finished_ms = db_i64(rows, 10),
            .due_day = {(int32_t)db_i64(rows, 11)},
            .statutory_due_day = {(int32_t)db_i64(rows, 12)},
            .channel = (enum channel)db_i64(rows, 13),
            .supplement_rounds = (int)db_i64(rows, 14),
            .timeliness = db_is_null(rows, 15) ? -1 : (int)db_i64(rows, 15),
        };
    }
    return db_rows_end(rows);
}

static enum err page_read(struct ctx *ctx, struct db_rows *rows, int limit, struct dossier_page *ret_page)
{
    struct dossier_page page = list_page(ctx, limit);

    TRY(list_take(rows, limit, &page));
    *ret_page = page;
    return OK;
}

enum err dossier_worklist(struct ctx *ctx, int64_t agency_id, int64_t procedure_id, int64_t after_due_ms, int64_t after_id, int limit,
                          struct dossier_page *ret_page)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT " LIST_ROW " FROM dossier WHERE agency_id = $1 AND state IN (1, 2, 4) AND (due_ms, dossier_id) > ($2, $3) "
                 "AND ($4 = 0 OR procedure_id = $4) ORDER BY due_ms, dossier_id LIMIT $5",
                 DB_I64(agency_id), DB_I64(after_due_ms), DB_I64(after_id), DB_I64(procedure_id), DB_I64(limit + 1)));
    return page_read(ctx, &rows, limit, ret_page);
}

enum err dossier_list_waiting(struct ctx *ctx, int64_t agency_id, int64_t after_since_ms, int64_t after_id, int limit,
                              struct dossier_page *ret_page)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT " LIST_ROW " FROM dossier WHERE agency_id = $1 AND state IN (5, 6) AND (waiting_since_ms, dossier_id) > ($2, $3) "
                 "ORDER BY waiting_since_ms, dossier_id LIMIT $4",
                 DB_I64(agency_id), DB_I64(after_since_ms), DB_I64(after_id), DB_I64(limit + 1)));
    return page_read(ctx, &rows, limit, ret_page);
}

enum err dossier_list_to_return(struct ctx *ctx, int64_t agency_id, int64_t after_finished_ms, int64_t after_id, int limit,
                                struct dossier_page *ret_page)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT " LIST_ROW " FROM dossier WHERE agency_id = $1 AND state = 9 AND (finished_ms, dossier_id) > ($2, $3) "
                 "ORDER BY finished_ms, dossier_id LIMIT $4",
                 DB_I64(agency_id), DB_I64(after_finished_ms), DB_I64(after_id), DB_I64(limit + 1)));
    return page_read(ctx, &rows, limit, ret_page);
}

/* Numbers that were given up for hers count, too: what was filed under them stays hers. Rare, so it need not be as quick. */
static enum err list_of_aliases(struct ctx *ctx, int64_t account_id, const int64_t *ids, int count, int64_t before_id, int limit, struct dossier_page *ret_page)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[3 + PERSON_ALIASES_MAX] = {DB_I64(account_id), DB_I64(before_id ? before_id : INT64_MAX), DB_I64(limit + 1)};

    for (int i = 0; i < PERSON_ALIASES_MAX; i++)
        values[3 + i] = DB_I64(ids[i < count ? i : 0]);
    TRY(db_query_array(ctx, &rows,
                       "SELECT " LIST_ROW " FROM dossier WHERE (submitter_account_id = $1 OR owner_person_id IN ($4, $5, $6, $7, $8, $9, $10, $11)) "
                       "AND dossier_id < $2 ORDER BY dossier_id DESC LIMIT $3",
                       values, 3 + PERSON_ALIASES_MAX));
    return page_read(ctx, &rows, limit, ret_page);
}

enum err dossier_list_citizen(struct ctx *ctx, int64_t account_id, int64_t person_id, int64_t before_id, int limit,
                              struct dossier_page *ret_page)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t ids[PERSON_ALIASES_MAX];
    int count = 1;

    ids[0] = person_id;
    if (person_id)
        TRY(person_aliases(ctx, person_id, ids, &count));
    if (count > 1)
        return list_of_aliases(ctx, account_id, ids, count, before_id, limit, ret_page);
    TRY(db_query(ctx, &rows,
                 "SELECT * FROM (SELECT " LIST_ROW " FROM dossier WHERE submitter_account_id = $1 AND dossier_id < $3 "
                 "ORDER BY dossier_id DESC LIMIT $4) AS mine UNION "
                 "SELECT * FROM (SELECT " LIST_ROW " FROM dossier WHERE owner_person_id = $2 AND dossier_id < $3 "
                 "ORDER BY dossier_id DESC LIMIT $4) AS about_me ORDER BY 1 DESC LIMIT $4",
                 DB_I64(account_id), DB_I64(person_id), DB_I64(before_id ? before_id : INT64_MAX), DB_I64(limit + 1)));
    return page_read(ctx, &rows, limit, ret_page);
}

enum err dossier_check_agency_free(struct ctx *ctx, int64_t agency_id)
{
    struct dossier_page work, waiting, to_return;

    TRY(dossier_worklist(ctx, agency_id, 0, 0, 0, 1, &work));
    TRY(dossier_list_waiting(ctx, agency_id, 0, 0, 1, &waiting));
    TRY(dossier_list_to_return(ctx, agency_id, 0, 0, 1, &to_return));
    if (work.rows_count || waiting.rows_count || to_return.rows_count)
        return fault(ctx, ERR_CONFLICT, "agency.open", "", "Cơ quan này còn hồ sơ chưa giải quyết xong hoặc chưa trả kết quả.");
    return OK;
}
