/* name_store.c: the dictionary of names (name_key, name_word, name_stem) as the search reads it. Every statement here goes by a key and is bounded. */
#include "features/matching/internal.h"

enum { AT_ONCE = 64 };

bool name_list_add(struct name_list *list, struct str name_folded)
{
    for (int i = 0; i < list->count; i++)
        if (str_eq(list->items[i], name_folded))
            return true;
    if (list->count == SEARCH_NAMES_MAX) {
        list->cut = true;
        return false;
    }
    list->items[list->count++] = name_folded;
    return true;
}

static enum err add_all(struct db_rows *rows, struct name_list *list)
{
    while (db_next(rows))
        name_list_add(list, db_str(rows, 0));
    return db_rows_end(rows);
}

/* Free places repeat the last text: the statement stays the same. */
static void fill(const struct str *texts, int count, struct db_value values[AT_ONCE])
{
    for (int i = 0; i < AT_ONCE; i++)
        values[i] = DB_STR(texts[i < count ? i : count - 1]);
}

enum err name_store_same(struct ctx *ctx, struct str bag, struct str squash, struct name_list *list)
{
    struct db_rows AUTO(db_rows_done) same_letters = {0}, AUTO(db_rows_done) same_words = {0};

    TRY(db_query(ctx, &same_letters, "SELECT name_folded FROM name_key WHERE squash = $1 ORDER BY name_id LIMIT 100", DB_STR(squash)));
    TRY(add_all(&same_letters, list));
    TRY(db_query(ctx, &same_words, "SELECT name_folded FROM name_key WHERE bag = $1 ORDER BY name_id LIMIT 100", DB_STR(bag)));
    return add_all(&same_words, list);
}

enum err name_store_bags(struct ctx *ctx, const struct str *bags, int count, struct name_list *list)
{
    struct db_value values[AT_ONCE];

    for (int at = 0; at < count; at += AT_ONCE) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        fill(bags + at, count - at < AT_ONCE ? count - at : AT_ONCE, values);
        TRY(db_query_array(ctx, &rows, "SELECT name_folded FROM name_key WHERE bag IN (" MATCHING_64 ")", values, AT_ONCE));
        TRY(add_all(&rows, list));
    }
    return OK;
}

enum err name_store_near(struct ctx *ctx, const struct str *stems, int count, struct str *ret_words, int limit, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct db_value values[AT_ONCE];
    int found = 0;

    fill(stems, count < AT_ONCE ? count : AT_ONCE, values);
    TRY(db_query_array(ctx, &rows, "SELECT DISTINCT word FROM name_stem WHERE stem IN (" MATCHING_64 ") ORDER BY word", values, AT_ONCE));
    while (found < limit && db_next(&rows))
        ret_words[found++] = db_str(&rows, 0);
    *ret_count = found;
    return db_rows_end(&rows);
}

enum err name_store_holding(struct ctx *ctx, struct str word, struct str other, int limit, struct name_list *list)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    if (other.len)
        TRY(db_query(ctx, &rows,
                     "SELECT k.name_folded FROM name_word a JOIN name_word b ON b.word = $2 AND b.name_id = a.name_id JOIN name_key k ON k.name_id = a.name_id "
                     "WHERE a.word = $1 LIMIT $3",
                     DB_STR(word), DB_STR(other), DB_I64(limit)));
    else
        TRY(db_query(ctx, &rows, "SELECT k.name_folded FROM name_word a JOIN name_key k ON k.name_id = a.name_id WHERE a.word = $1 LIMIT $2", DB_STR(word),
                     DB_I64(limit)));
    int found = 0;
    while (db_next(&rows)) {
        found++;
        name_list_add(list, db_str(&rows, 0));
    }
    list->cut |= found == limit;
    return db_rows_end(&rows);
}

enum err name_store_frequency(struct ctx *ctx, struct str word, int limit, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT COUNT(*) FROM (SELECT 1 FROM name_word WHERE word = $1 LIMIT $2) AS few", DB_STR(word), DB_I64(limit)));
    *ret_count = (int)db_i64(&rows, 0);
    return db_rows_end(&rows);
}

enum err name_store_fresh(struct ctx *ctx, struct str after, int limit, struct str *ret_names, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT name_folded FROM name_fresh WHERE name_folded > $1 ORDER BY name_folded LIMIT $2", DB_STR(after), DB_I64(limit)));
    while (db_next(&rows))
        ret_names[count++] = db_str(&rows, 0);
    *ret_count = count;
    return db_rows_end(&rows);
}
