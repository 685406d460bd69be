/* standing_store.c: the rows of what is due for whom, and the facts they are made from. The facts are read from tables of population by key only. */
#include "features/card/internal.h"

/* Two forms of one query: by number, and the next ones behind a number. Each table is asked by its primary key or a unique index. */
#define FACTS_SELECT                                                                                                                                    \
    "SELECT p.person_id, p.birth_date, p.status, r.residence_id, r.unit_id, r.hamlet_id, u.card_id, u.valid_to, m.issued_on FROM person p "              \
    "LEFT JOIN residence r ON r.person_id = p.person_id AND r.kind = 'permanent' AND r.valid_to IS NULL "                                               \
    "LEFT JOIN card u ON u.person_id = p.person_id AND u.state = 'in_use' LEFT JOIN card m ON m.person_id = p.person_id AND m.state = 'made' "

static struct card_facts facts_of(const struct db_rows *rows)
{
    return (struct card_facts){.person_id = db_i64(rows, 0), .birth = db_day(rows, 1), .alive = str_eq(db_str(rows, 2), S("alive")),
                               .residence_id = db_i64(rows, 3), .unit_id = db_i64(rows, 4), .hamlet_id = db_i64(rows, 5), .in_use = !db_is_null(rows, 6),
                               .valid_to = db_day(rows, 7), .ready = !db_is_null(rows, 8), .made_on = db_day(rows, 8)};
}

enum err standing_store_facts(struct ctx *ctx, const int64_t *person_ids, int count, struct card_facts **ret_facts, int *ret_count)
{
    struct card_facts *facts = arena_array(ctx->arena, struct card_facts, (size_t)count + 1);
    int n = 0;

    for (int i = 0; i < count; i++) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        enum err err = db_one(ctx, &rows, FACTS_SELECT "WHERE p.person_id = $1", DB_I64(person_ids[i]));
        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        facts[n++] = facts_of(&rows);
    }
    *ret_facts = facts;
    *ret_count = n;
    return OK;
}

enum err standing_store_facts_after(struct ctx *ctx, int64_t after_person_id, int limit, struct card_facts **ret_facts, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct card_facts *facts = arena_array(ctx->arena, struct card_facts, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows, FACTS_SELECT "WHERE p.person_id > $1 ORDER BY p.person_id LIMIT $2", DB_I64(after_person_id), DB_I64(limit)));
    while (db_next(&rows))
        facts[count++] = facts_of(&rows);
    TRY(db_rows_end(&rows));
    *ret_facts = facts;
    *ret_count = count;
    return OK;
}

enum err standing_store_range(struct ctx *ctx, int64_t from, int64_t to, struct card_standing **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int cap = 256, count = 0;
    struct card_standing *list = arena_array(ctx->arena, struct card_standing, (size_t)cap);

    TRY(db_query(ctx, &rows,
                 "SELECT person_id, residence_id, unit_id, hamlet_id, lane, due_day FROM card_standing WHERE person_id BETWEEN $1 AND $2 ORDER BY person_id",
                 DB_I64(from), DB_I64(to)));
    while (db_next(&rows)) {
        if (count == cap) {
            struct card_standing *more = arena_array(ctx->arena, struct card_standing, (size_t)cap * 2);
            memcpy(more, list, sizeof *list * (size_t)count);
            list = more;
            cap *= 2;
        }
        list[count++] = (struct card_standing){db_i64(&rows, 0), db_i64(&rows, 1), db_i64(&rows, 2), db_i64(&rows, 3), (int)db_i64(&rows, 4),
                                               (int)db_i64(&rows, 5)};
    }
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err standing_store_put(struct ctx *ctx, const struct card_standing *s)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO card_standing (person_id, residence_id, unit_id, hamlet_id, lane, due_day) VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (person_id) DO UPDATE SET residence_id = excluded.residence_id, unit_id = excluded.unit_id, hamlet_id = excluded.hamlet_id, "
                   "lane = excluded.lane, due_day = excluded.due_day",
                   DB_I64(s->person_id), DB_I64(s->residence_id), DB_I64(s->unit_id), DB_I64(s->hamlet_id), DB_I64(s->lane), DB_I64(s->due_day));
}

enum err standing_store_delete(struct ctx *ctx, int64_t person_id)
{
    return db_exec(ctx, NULL, "DELETE FROM card_standing WHERE person_id = $1", DB_I64(person_id));
}

enum err standing_store_walk_get(struct ctx *ctx, struct str name, int64_t *ret_after, int64_t *ret_finished_ms)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows, "SELECT after_id, finished_ms FROM card_walk WHERE name = $1", DB_STR(name));

    *ret_after = *ret_finished_ms = 0;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    *ret_after = db_i64(&rows, 0);
    *ret_finished_ms = db_i64(&rows, 1);
    return OK;
}

enum err standing_store_walk_put(struct ctx *ctx, struct str name, int64_t after, bool finished)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO card_walk (name, after_id, started_ms, finished_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE SET "
                   "after_id = excluded.after_id, finished_ms = CASE WHEN excluded.finished_ms > 0 THEN excluded.finished_ms ELSE card_walk.finished_ms END",
                   DB_STR(name), DB_I64(after), DB_I64(ctx->now_ms), DB_I64(finished ? ctx->now_ms : 0));
}

enum err standing_store_touched(struct ctx *ctx, int64_t after, int64_t to, int limit, int64_t **ret_subjects, int *ret_count, int64_t *ret_first,
                                int64_t *ret_last)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t *list = arena_array(ctx->arena, int64_t, (size_t)limit + 1);
    int count = 0;

    *ret_first = *ret_last = after;
    TRY(db_query(ctx, &rows,
                 "SELECT event_id, subject_id FROM register_event_subject WHERE event_id > $1 AND event_id <= $2 ORDER BY event_id, subject_id LIMIT $3",
                 DB_I64(after), DB_I64(to), DB_I64(limit)));
    while (db_next(&rows)) {
        *ret_last = db_i64(&rows, 0);
        if (count == 0)
            *ret_first = *ret_last;
        list[count++] = db_i64(&rows, 1);
    }
    TRY(db_rows_end(&rows));
    *ret_subjects = list;
    *ret_count = count;
    return OK;
}
