/* duplicate_store.c: pairs, and the few people of the register that a newcomer is compared with. */
#include "features/matching/duplicate_internal.h"

#define COLUMNS                                                                                                         \
    "duplicate_id, low_id, high_id, unit_id, score, evidence, found_ms, state, kept_id, decided_ms, officer_id, reason, event_id, undone_ms, undo_event_id, version"
enum { PLACES = NAMES_AT_ONCE + BIRTH_DAYS };

static struct duplicate duplicate_of(const struct db_rows *rows)
{
    return (struct duplicate){
        .duplicate_id = db_i64(rows, 0), .low_id = db_i64(rows, 1), .high_id = db_i64(rows, 2), .unit_id = db_i64(rows, 3), .score = (int)db_i64(rows, 4),
        .evidence = db_i64(rows, 5), .found_ms = db_i64(rows, 6), .state = db_str(rows, 7), .kept_id = db_i64(rows, 8), .decided_ms = db_i64(rows, 9),
        .officer_id = db_i64(rows, 10), .reason = db_str(rows, 11), .event_id = db_i64(rows, 12), .undone_ms = db_i64(rows, 13), .undo_event_id = db_i64(rows, 14),
        .version = db_i64(rows, 15),
    };
}

static enum err take(struct db_rows *rows, struct duplicate *list, struct duplicate **ret_rows, int *ret_count)
{
    int count = 0;

    while (db_next(rows))
        list[count++] = duplicate_of(rows);
    TRY(db_rows_end(rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err duplicate_list(struct ctx *ctx, int64_t unit_id, int64_t after_id, int limit, struct duplicate **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct duplicate *list = arena_array(ctx->arena, struct duplicate, (size_t)limit);

    if (unit_id)
        TRY(db_query(ctx, &rows, "SELECT " COLUMNS " FROM duplicate WHERE state = 'open' AND unit_id = $1 AND duplicate_id > $2 ORDER BY duplicate_id LIMIT $3",
                     DB_I64(unit_id), DB_I64(after_id), DB_I64(limit)));
    else
        TRY(db_query(ctx, &rows, "SELECT " COLUMNS " FROM duplicate WHERE state = 'open' AND duplicate_id > $1 ORDER BY duplicate_id LIMIT $2", DB_I64(after_id),
                     DB_I64(limit)));
    return take(&rows, list, ret_rows, ret_count);
}

enum err duplicate_list_decided(struct ctx *ctx, int64_t unit_id, int64_t before_ms, int limit, struct duplicate **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct duplicate *list = arena_array(ctx->arena, struct duplicate, (size_t)limit);

    TRY(db_query(ctx, &rows,
                 "SELECT " COLUMNS " FROM duplicate WHERE state <> 'open' AND unit_id = $1 AND decided_ms < $2 ORDER BY decided_ms DESC, duplicate_id DESC LIMIT $3",
                 DB_I64(unit_id), DB_I64(before_ms ? before_ms : INT64_MAX), DB_I64(limit)));
    return take(&rows, list, ret_rows, ret_count);
}

enum err duplicate_get(struct ctx *ctx, int64_t duplicate_id, struct duplicate *ret_duplicate)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " COLUMNS " FROM duplicate WHERE duplicate_id = $1", DB_I64(duplicate_id)));
    *ret_duplicate = duplicate_of(&rows);
    return db_rows_end(&rows);
}

enum err duplicate_store_insert(struct ctx *ctx, int64_t low_id, int64_t high_id, int64_t unit_id, int score, int64_t evidence)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO duplicate (duplicate_id, low_id, high_id, unit_id, score, evidence, found_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                   "ON CONFLICT (low_id, high_id) DO NOTHING",
                   DB_I64(db_new_id()), DB_I64(low_id), DB_I64(high_id), db_i64_or_null(unit_id), DB_I64(score), DB_I64(evidence), DB_I64(ctx->now_ms));
}

enum err duplicate_store_decide(struct ctx *ctx, const struct duplicate *to, const char *from_state, int64_t *ret_changed)
{
    return db_exec(ctx, ret_changed,
                   "UPDATE duplicate SET state = $4, kept_id = $5, decided_ms = $6, officer_id = $7, reason = $8, event_id = $9, undone_ms = $10, undo_event_id = $11, "
                   "version = version + 1 WHERE duplicate_id = $1 AND version = $2 AND state = $3",
                   DB_I64(to->duplicate_id), DB_I64(to->version), DB_STR(str_of(from_state)), DB_STR(to->state), db_i64_or_null(to->kept_id), DB_I64(to->decided_ms),
                   db_i64_or_null(to->officer_id), DB_STR(to->reason), db_i64_or_null(to->event_id), db_i64_or_null(to->undone_ms), db_i64_or_null(to->undo_event_id));
}

/* --- who came in, and with whom they are compared ----------------------------------------------------------------------------------------- */
enum err duplicate_store_fresh(struct ctx *ctx, int limit, int64_t *ret_ids, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT person_id FROM person_fresh ORDER BY person_id LIMIT $1", DB_I64(limit)));
    while (db_next(&rows))
        ret_ids[count++] = db_i64(&rows, 0);
    *ret_count = count;
    return db_rows_end(&rows);
}

enum err duplicate_store_forget(struct ctx *ctx, int64_t person_id)
{
    return db_exec(ctx, NULL, "DELETE FROM person_fresh WHERE person_id = $1", DB_I64(person_id));
}

static enum err add_ids(struct db_rows *rows, struct id_list *list)
{
    while (db_next(rows)) {
        int64_t id = db_i64(rows, 0);
        bool known = false;
        for (int i = 0; i < list->count; i++)
            known |= list->ids[i] == id;
        if (!known && list->count < CANDIDATES_MAX)
            list->ids[list->count++] = id;
    }
    return db_rows_end(rows);
}

enum err duplicate_store_born(struct ctx *ctx, const struct str *names, int names_count, const struct str days[BIRTH_DAYS], struct id_list *list)
{
    struct db_value values[PLACES + 1];

    for (int at = 0; at < names_count; at += NAMES_AT_ONCE) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        int count = names_count - at < NAMES_AT_ONCE ? names_count - at : NAMES_AT_ONCE;
        for (int i = 0; i < NAMES_AT_ONCE; i++)
            values[i] = DB_STR(names[at + (i < count ? i : count - 1)]);
        for (int i = 0; i < BIRTH_DAYS; i++)
            values[NAMES_AT_ONCE + i] = DB_STR(days[i]);
        values[PLACES] = DB_I64(CANDIDATES_MAX);
        TRY(db_query_array(ctx, &rows,
                           "SELECT person_id FROM person WHERE name_folded IN (" MATCHING_32 ") AND birth_date IN ($33,$34,$35,$36,$37,$38,$39,$40) LIMIT $41", values,
                           PLACES + 1));
        TRY(add_ids(&rows, list));
    }
    return OK;
}

enum err duplicate_store_old_number(struct ctx *ctx, struct str old_number, struct id_list *list)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT person_id FROM person WHERE old_number = $1 LIMIT $2", DB_STR(old_number), DB_I64(CANDIDATES_MAX)));
    return add_ids(&rows, list);
}

enum err duplicate_store_name(struct ctx *ctx, int64_t person_id, struct str *ret_name)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT full_name FROM person WHERE person_id = $1", DB_I64(person_id)));
    *ret_name = db_str(&rows, 0);
    return db_rows_end(&rows);
}
