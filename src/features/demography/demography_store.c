/* demography_store.c: rows of demography_*; and, for the count of who holds an account or a card, those of the people of a commune. */
#include "features/demography/internal.h"

enum err store_mark_get(struct ctx *ctx, struct str name, int64_t *ret_value)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT value FROM demography_mark WHERE name = $1", DB_STR(name)));
    *ret_value = db_next(&rows) ? db_i64(&rows, 0) : 0;
    return db_rows_end(&rows);
}

enum err store_mark_put(struct ctx *ctx, struct str name, int64_t value)
{
    return db_exec(ctx, NULL, "INSERT INTO demography_mark (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", DB_STR(name),
                   DB_I64(value));
}

enum err store_words(struct ctx *ctx, struct words *ret_words)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    *ret_words = (struct words){.arena = ctx->arena};
    TRY(db_query(ctx, &rows, "SELECT place, word FROM demography_word ORDER BY place"));
    while (db_next(&rows) && db_i64(&rows, 0) == ret_words->count && ret_words->count < DEMOGRAPHY_ETHNIC_MAX - 1)
        ret_words->items[ret_words->count++] = db_str(&rows, 1);
    ret_words->stored = ret_words->count;
    return db_rows_end(&rows);
}

enum err store_word_add(struct ctx *ctx, int place, struct str word)
{
    return db_exec(ctx, NULL, "INSERT INTO demography_word (place, word) VALUES ($1, $2)", DB_I64(place), DB_STR(word));
}

enum err store_clear(struct ctx *ctx)
{
    TRY(db_exec(ctx, NULL, "DELETE FROM demography_day"));
    TRY(db_exec(ctx, NULL, "DELETE FROM demography_member"));
    TRY(db_exec(ctx, NULL, "DELETE FROM demography_unit"));
    return db_exec(ctx, NULL, "DELETE FROM demography_word");
}

/* --- communes -------------------------------------------------------------------------------------------------------------- */
enum err store_unit_want(struct ctx *ctx, int64_t unit_id)
{
    return db_exec(ctx, NULL, "INSERT INTO demography_unit (unit_id, lives) VALUES ($1, $2) ON CONFLICT (unit_id) DO UPDATE SET stale = TRUE", DB_I64(unit_id),
                   DB_BYTES(STR_NONE));
}

enum err store_unit_lives(struct ctx *ctx, int64_t unit_id, struct str *ret_lives, int64_t *ret_computed_ms)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT lives, computed_ms FROM demography_unit WHERE unit_id = $1", DB_I64(unit_id)));
    *ret_lives = db_bytes(&rows, 0);
    *ret_computed_ms = db_i64(&rows, 1);
    return OK;
}

enum err store_unit_put(struct ctx *ctx, const struct demography_holders *holders, struct str lives)
{
    return db_exec(ctx, NULL,
                   "UPDATE demography_unit SET computed_ms = $2, stale = FALSE, lives = $3, adults = $4, accounts = $5, cards = $6 WHERE unit_id = $1",
                   DB_I64(holders->unit_id), DB_I64(holders->computed_ms), DB_BYTES(lives), DB_I64(holders->adults), DB_I64(holders->accounts),
                   DB_I64(holders->cards));
}

enum err store_units(struct ctx *ctx, bool stale_only, int limit, int64_t **ret_units, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t *units = arena_array(ctx->arena, int64_t, (size_t)limit + 1);
    int count = 0;

    if (stale_only)
        TRY(db_query(ctx, &rows, "SELECT unit_id FROM demography_unit WHERE stale ORDER BY unit_id LIMIT $1", DB_I64(limit)));
    else
        TRY(db_query(ctx, &rows, "SELECT unit_id FROM demography_unit ORDER BY unit_id LIMIT $1", DB_I64(limit)));
    while (count < limit && db_next(&rows))
        units[count++] = db_i64(&rows, 0);
    TRY(db_rows_end(&rows));
    *ret_units = units;
    *ret_count = count;
    return OK;
}

enum err store_units_age(struct ctx *ctx, int64_t before_ms, int limit)
{
    return db_exec(ctx, NULL,
                   "UPDATE demography_unit SET stale = TRUE WHERE unit_id IN (SELECT unit_id FROM demography_unit WHERE computed_ms < $1 ORDER BY computed_ms, unit_id LIMIT $2)",
                   DB_I64(before_ms), DB_I64(limit));
}

enum err store_stale(struct ctx *ctx, int64_t *ret_stale)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT COUNT(*) FROM demography_unit WHERE stale"));
    *ret_stale = db_i64(&rows, 0);
    return OK;
}

enum err store_holders(struct ctx *ctx, int64_t unit_id, bool group, struct demography_holders **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct demography_holders *list = NULL;
    int count = 0, cap = 0;

    if (group)
        TRY(db_query(ctx, &rows,
                     "SELECT u.unit_id, u.adults, u.accounts, u.cards, u.computed_ms FROM demography_member m JOIN demography_unit u ON u.unit_id = m.unit_id"
                     " WHERE m.group_id = $1 ORDER BY u.unit_id",
                     DB_I64(unit_id)));
    else
        TRY(db_query(ctx, &rows, "SELECT unit_id, adults, accounts, cards, computed_ms FROM demography_unit WHERE unit_id = $1", DB_I64(unit_id)));
    while (db_next(&rows)) {
        if (count == cap) {
            struct demography_holders *old = list;
            cap = cap ? cap * 2 : 64;
            list = arena_array(ctx->arena, struct demography_holders, (size_t)cap);
            if (old)
                memcpy(list, old, (size_t)count * sizeof *list);
        }
        list[count++] = (struct demography_holders){db_i64(&rows, 0), db_i64(&rows, 1), db_i64(&rows, 2), db_i64(&rows, 3), db_i64(&rows, 4)};
    }
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err store_accounts(struct ctx *ctx, int64_t unit_id, int64_t *ret_accounts)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT COUNT(*) FROM residence r JOIN account a ON a.person_id = r.person_id WHERE r.unit_id = $1 AND r.kind = 'permanent' AND r.valid_to IS NULL"
               " AND a.kind = 'citizen' AND a.state = 'active'",
               DB_I64(unit_id)));
    *ret_accounts = db_i64(&rows, 0);
    return OK;
}

/* --- groups ------------------------------------------------------------------------------------------------------------------ */
static enum err places_collect(struct ctx *ctx, struct db_rows *rows, struct place **ret_places, int *ret_count)
{
    struct place *list = NULL;
    int count = 0, cap = 0;

    while (db_next(rows)) {
        if (count == cap) {
            struct place *old = list;
            cap = cap ? cap * 2 : 32;
            list = arena_array(ctx->arena, struct place, (size_t)cap);
            if (old)
                memcpy(list, old, (size_t)count * sizeof *list);
        }
        list[count++] = (struct place){db_i64(rows, 0), db_i64(rows, 1), (int)db_i64(rows, 2)};
    }
    TRY(db_rows_end(rows));
    *ret_places = list;
    *ret_count = count;
    return OK;
}

enum err store_places_of_unit(struct ctx *ctx, int64_t unit_id, struct place **ret_places, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT group_id, unit_id, place FROM demography_member WHERE unit_id = $1 ORDER BY group_id", DB_I64(unit_id)));
    return places_collect(ctx, &rows, ret_places, ret_count);
}

enum err store_places_of_group(struct ctx *ctx, int64_t group_id, struct place **ret_places, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT group_id, unit_id, place FROM demography_member WHERE group_id = $1 ORDER BY place", DB_I64(group_id)));
    return places_collect(ctx, &rows, ret_places, ret_count);
}

enum err store_place_add(struct ctx *ctx, int64_t group_id, int64_t unit_id, int *ret_place)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "INSERT INTO demography_member (group_id, place, unit_id) SELECT $1, COALESCE(MAX(place) + 1, 0), $2 FROM demography_member WHERE group_id = $1"
               " RETURNING place",
               DB_I64(group_id), DB_I64(unit_id)));
    *ret_place = (int)db_i64(&rows, 0);
    return db_rows_end(&rows);
}

enum err store_group_bytes(struct ctx *ctx, int64_t group_id, int64_t *ret_bytes)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT COALESCE(SUM(LENGTH(u.lives)), 0) FROM demography_member m JOIN demography_unit u ON u.unit_id = m.unit_id WHERE m.group_id = $1",
               DB_I64(group_id)));
    *ret_bytes = db_i64(&rows, 0);
    return OK;
}

enum err store_groups(struct ctx *ctx, int64_t **ret_groups, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int64_t *list = NULL;
    int count = 0, cap = 0;

    TRY(db_query(ctx, &rows, "SELECT group_id FROM demography_member WHERE place = 0 ORDER BY group_id"));
    while (db_next(&rows)) {
        if (count == cap) {
            int64_t *old = list;
            cap = cap ? cap * 2 : 32;
            list = arena_array(ctx->arena, int64_t, (size_t)cap);
            if (old)
                memcpy(list, old, (size_t)count * sizeof *list);
        }
        list[count++] = db_i64(&rows, 0);
    }
    TRY(db_rows_end(&rows));
    *ret_groups = list;
    *ret_count = count;
    return OK;
}

/* --- days of groups ------------------------------------------------------------------------------------------------------------ */
enum err store_days(struct ctx *ctx, int64_t group_id, struct day *ret_first, struct day *ret_last)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT (SELECT MIN(day) FROM demography_day WHERE group_id = $1), (SELECT MAX(day) FROM demography_day WHERE group_id = $1)", DB_I64(group_id)));
    *ret_first = db_is_null(&rows, 0) ? DAY_NONE : (struct day){(int32_t)db_i64(&rows, 0)};
    *ret_last = db_is_null(&rows, 1) ? DAY_NONE : (struct day){(int32_t)db_i64(&rows, 1)};
    return OK;
}

enum err store_day_get(struct ctx *ctx, int64_t group_id, struct day day, struct str *ret_figure)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT figure FROM demography_day WHERE group_id = $1 AND day = $2", DB_I64(group_id), DB_I64(day.n)));
    *ret_figure = db_bytes(&rows, 0);
    return OK;
}

/* Up to DAYS_A_QUERY days with one statement; the last one stands in the places that are left. */
enum { DAYS_A_QUERY = 16 };
enum err store_days_get(struct ctx *ctx, int64_t group_id, const struct day *days, int count, struct str *ret_figures)
{
    for (int first = 0; first < count; first += DAYS_A_QUERY) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        struct db_value values[1 + DAYS_A_QUERY] = {DB_I64(group_id)};
        int left = count - first < DAYS_A_QUERY ? count - first : DAYS_A_QUERY, found = 0;
        for (int i = 0; i < DAYS_A_QUERY; i++)
            values[1 + i] = DB_I64(days[first + (i < left ? i : left - 1)].n);
        TRY(db_query_array(ctx, &rows,
                           "SELECT day, figure FROM demography_day WHERE group_id = $1"
                           " AND day IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ORDER BY day",
                           values, 1 + DAYS_A_QUERY));
        while (db_next(&rows))
            for (int i = 0; i < left; i++) /* a day may be asked for twice */
                if (days[first + i].n == db_i64(&rows, 0)) {
                    ret_figures[first + i] = db_bytes(&rows, 1);
                    found++;
                }
        TRY(db_rows_end(&rows));
        if (found < left)
            return ERR_NOT_FOUND;
    }
    return OK;
}

enum err store_day_set(struct ctx *ctx, int64_t group_id, struct day day, struct str figure)
{
    return db_exec(ctx, NULL, "UPDATE demography_day SET figure = $3 WHERE group_id = $1 AND day = $2", DB_I64(group_id), DB_I64(day.n), DB_BYTES(figure));
}

enum err store_days_insert(struct ctx *ctx, int64_t group_id, struct day first, const struct str *figures, int count)
{
    struct db_value *values = arena_array(ctx->arena, struct db_value, (size_t)count * 3);

    for (int i = 0; i < count; i++) {
        values[i * 3] = DB_I64(group_id);
        values[i * 3 + 1] = DB_I64(first.n + i);
        values[i * 3 + 2] = DB_BYTES(figures[i]);
    }
    return db_exec_many(ctx, "INSERT INTO demography_day (group_id, day, figure) VALUES ($1, $2, $3)", values, 3, count);
}

enum err store_days_delete(struct ctx *ctx, int64_t group_id)
{
    return db_exec(ctx, NULL, "DELETE FROM demography_day WHERE group_id = $1", DB_I64(group_id));
}
