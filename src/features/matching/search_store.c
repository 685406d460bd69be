/* search_store.c: the people of some names. Which of thousands live in a commune is asked of two indexes (person_name, residence_home) before any row is read. */
#include "features/matching/internal.h"

#define COLUMNS                                                                                                         \
    "p.person_id, p.full_name, p.birth_date, p.birth_precision, p.sex, p.father_id, p.mother_id, p.status, p.death_date, p.version"
enum { NAMES_PLACES = NAMES_AT_ONCE, PLACES_MAX = NAMES_PLACES + 5, LOOK_UP_MAX = 1500 };

static struct person person_of(const struct db_rows *rows)
{
    return (struct person){
        .person_id = db_i64(rows, 0), .full_name = db_str(rows, 1), .birth = db_day(rows, 2), .birth_precision = db_str(rows, 3),
        .female = str_eq(db_str(rows, 4), S("female")), .father_id = db_i64(rows, 5), .mother_id = db_i64(rows, 6), .status = db_str(rows, 7),
        .death = db_day(rows, 8), .version = db_i64(rows, 9),
    };
}

/* Free places repeat the last name: the statement stays the same. Behind them the days. */
static void fill(const struct people_query *query, struct db_value values[PLACES_MAX])
{
    for (int i = 0; i < NAMES_PLACES; i++)
        values[i] = DB_STR(query->names[i < query->names_count ? i : query->names_count - 1]);
    values[NAMES_PLACES] = DB_STR(query->from);
    values[NAMES_PLACES + 1] = DB_STR(query->to);
}

static void fill_commune(const struct people_query *query, struct db_value values[PLACES_MAX])
{
    fill(query, values);
    values[NAMES_PLACES + 2] = DB_I64(query->examine);
    values[NAMES_PLACES + 3] = DB_I64(query->unit_id);
    values[NAMES_PLACES + 4] = DB_I64(query->limit);
}

static enum err take(struct db_rows *rows, int limit, struct person *ret_people, int *ret_count)
{
    int count = 0;

    while (count < limit && db_next(rows))
        ret_people[count++] = person_of(rows);
    *ret_count = count;
    return db_rows_end(rows);
}

/* One name, as it nearly always is: read off the index in its order, so that the first people of tens of thousands come at once. */
static enum err of_one_name(struct ctx *ctx, const struct people_query *query, struct person *ret_people, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT " COLUMNS " FROM person p WHERE p.name_folded = $1 AND p.birth_date BETWEEN $2 AND $3 AND p.cancelled_ms IS NULL ORDER BY p.birth_date, p.person_id LIMIT $4",
                 DB_STR(query->names[0]), DB_STR(query->from), DB_STR(query->to), DB_I64(query->limit)));
    return take(&rows, query->limit, ret_people, ret_count);
}

/* No order: with a limit it would sort all people of all names first. */
static enum err of_names(struct ctx *ctx, const struct people_query *query, struct person *ret_people, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[PLACES_MAX];

    fill(query, values);
    values[NAMES_PLACES + 2] = DB_I64(query->limit);
    TRY(db_query_array(ctx, &rows,
                       "SELECT " COLUMNS " FROM person p WHERE p.name_folded IN (" MATCHING_32 ") AND p.birth_date BETWEEN $33 AND $34 AND p.cancelled_ms IS NULL LIMIT $35", values,
                       NAMES_PLACES + 3));
    return take(&rows, query->limit, ret_people, ret_count);
}

/* Few people bear the names: each is looked up in the commune. CROSS JOIN: SQLite keeps the order of the tables, which is that of the fewest steps. */
static enum err of_commune(struct ctx *ctx, const struct people_query *query, struct person *ret_people, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[PLACES_MAX];

    fill_commune(query, values);
    TRY(db_query_array(ctx, &rows,
                       "SELECT " COLUMNS " FROM (SELECT person_id FROM person WHERE name_folded IN (" MATCHING_32 ") AND birth_date BETWEEN $33 AND $34 LIMIT $35) "
                       "AS named CROSS JOIN person p WHERE p.person_id = named.person_id AND p.cancelled_ms IS NULL AND EXISTS (SELECT 1 FROM residence r WHERE r.unit_id = $36 "
                       "AND r.person_id = named.person_id AND r.valid_to IS NULL) LIMIT $37",
                       values, PLACES_MAX));
    return take(&rows, query->limit, ret_people, ret_count);
}

/* Thousands do: then the commune is read once, into a hash. IS TRUE keeps PostgreSQL from making a join of it, which it plans for any commune and any names and
 * gets wrong by the thousand. */
static enum err of_whole_commune(struct ctx *ctx, const struct people_query *query, struct person *ret_people, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[PLACES_MAX];

    fill_commune(query, values);
    TRY(db_query_array(ctx, &rows,
                       "SELECT " COLUMNS " FROM (SELECT person_id FROM person WHERE name_folded IN (" MATCHING_32 ") AND birth_date BETWEEN $33 AND $34 LIMIT $35) "
                       "AS named CROSS JOIN person p WHERE p.person_id = named.person_id AND p.cancelled_ms IS NULL AND (named.person_id IN (SELECT r.person_id FROM residence r "
                       "WHERE r.unit_id = $36 AND r.valid_to IS NULL)) IS TRUE LIMIT $37",
                       values, PLACES_MAX));
    return take(&rows, query->limit, ret_people, ret_count);
}

enum err search_store_people(struct ctx *ctx, const struct people_query *query, struct person *ret_people, int *ret_count)
{
    if (query->unit_id)
        return query->examine > LOOK_UP_MAX ? of_whole_commune(ctx, query, ret_people, ret_count) : of_commune(ctx, query, ret_people, ret_count);
    return query->names_count == 1 ? of_one_name(ctx, query, ret_people, ret_count) : of_names(ctx, query, ret_people, ret_count);
}

enum err search_store_count(struct ctx *ctx, const struct people_query *query, int limit, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[PLACES_MAX];

    fill(query, values);
    values[NAMES_PLACES + 2] = DB_I64(limit);
    TRY(db_query_array(ctx, &rows,
                       "SELECT COUNT(*) FROM (SELECT 1 FROM person WHERE name_folded IN (" MATCHING_32 ") AND birth_date BETWEEN $33 AND $34 LIMIT $35) AS few",
                       values, NAMES_PLACES + 3));
    db_next(&rows);
    *ret_count = (int)db_i64(&rows, 0);
    return db_rows_end(&rows);
}

enum err search_store_names(struct ctx *ctx, const int64_t *ids, int count, struct str *ret_names)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[64];

    for (int i = 0; i < 64; i++)
        values[i] = DB_I64(ids[i < count ? i : count - 1]);
    for (int i = 0; i < count; i++)
        ret_names[i] = S("");
    TRY(db_query_array(ctx, &rows, "SELECT person_id, name_folded FROM person WHERE person_id IN (" MATCHING_64 ")", values, 64));
    while (db_next(&rows))
        for (int i = 0; i < count; i++)
            if (ids[i] == db_i64(&rows, 0))
                ret_names[i] = db_str(&rows, 1);
    return db_rows_end(&rows);
}
