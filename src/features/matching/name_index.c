/* name_index.c: brings names into the dictionary. New names wait in name_fresh, where triggers put them in the transaction of the person they belong to; until they
 * are indexed the search compares them one by one, so nobody is ever invisible. A name that nobody bears any more stays in the dictionary and harms nobody. */
#include "features/matching/internal.h"
#include "platform/db/db_dialect.h"

enum { AT_ONCE = 64, BULK_NAMES = 4000, STEM_ROWS = 4096, PAUSE_ID = 1 };

/* --- sets of texts, for one batch ---------------------------------------------------------------------------------------------------- */
struct text_set {
    struct str *slots;
    size_t size; /* a power of two, at most half full */
    int count;
};

static void set_init(struct text_set *set, struct arena *arena, int room)
{
    *set = (struct text_set){.size = 64};
    while (set->size < (size_t)room * 2)
        set->size *= 2;
    set->slots = arena_array(arena, struct str, set->size);
}

static bool set_add(struct text_set *set, struct str text)
{
    for (size_t at = (size_t)str_hash(text) & (set->size - 1);; at = (at + 1) & (set->size - 1)) {
        if (!set->slots[at].ptr) {
            set->slots[at] = text;
            set->count++;
            return true;
        }
        if (str_eq(set->slots[at], text))
            return false;
    }
}

/* --- what the database knows ----------------------------------------------------------------------------------------------------------- */
static void fill(const struct str *texts, int count, struct db_value values[AT_ONCE])
{
    for (int i = 0; i < AT_ONCE; i++)
        values[i] = DB_STR(texts[i < count ? i : count - 1]);
}

static enum err add_rows(struct db_rows *rows, struct text_set *known)
{
    while (db_next(rows))
        set_add(known, db_str(rows, 0));
    return db_rows_end(rows);
}

static enum err known_names(struct ctx *ctx, const struct str *names, int count, struct text_set *known)
{
    struct db_value values[AT_ONCE];

    for (int at = 0; at < count; at += AT_ONCE) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        fill(names + at, count - at < AT_ONCE ? count - at : AT_ONCE, values);
        TRY(db_query_array(ctx, &rows, "SELECT name_folded FROM name_key WHERE name_folded IN (" MATCHING_64 ")", values, AT_ONCE));
        TRY(add_rows(&rows, known));
    }
    return OK;
}

static enum err known_words(struct ctx *ctx, const struct str *words, int count, struct text_set *known)
{
    struct db_value values[AT_ONCE];

    for (int at = 0; at < count; at += AT_ONCE) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        fill(words + at, count - at < AT_ONCE ? count - at : AT_ONCE, values);
        TRY(db_query_array(ctx, &rows, "SELECT word FROM name_stem WHERE stem = word AND stem IN (" MATCHING_64 ")", values, AT_ONCE));
        TRY(add_rows(&rows, known));
    }
    return OK;
}

static enum err last_name_id(struct ctx *ctx, int64_t *ret_id)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT COALESCE(MAX(name_id), 0) FROM name_key"));
    *ret_id = db_i64(&rows, 0);
    return db_rows_end(&rows);
}

/* --- writing -------------------------------------------------------------------------------------------------------------------------- */
static enum err put_stems(struct ctx *ctx, const struct str *words, int count)
{
    struct db_value *values = arena_alloc_raw(ctx->arena, sizeof *values * 2 * (STEM_ROWS + WORD_BYTES_MAX + 1));
    int rows = 0;

    for (int i = 0; i < count; i++) {
        struct str stems[WORD_BYTES_MAX + 1];
        int stem_count = word_stems(ctx->arena, words[i], stems);
        for (int k = 0; k < stem_count; k++, rows++) {
            values[rows * 2] = DB_STR(stems[k]);
            values[rows * 2 + 1] = DB_STR(words[i]);
        }
        if (rows >= STEM_ROWS || (i == count - 1 && rows)) {
            TRY(db_exec_many(ctx, "INSERT INTO name_stem (stem, word) VALUES ($1, $2)", values, 2, rows));
            rows = 0;
        }
    }
    return OK;
}

struct fresh_name {
    int64_t name_id;
    struct str folded;
    struct name_words words; /* each once */
};

static void words_once(struct str folded, struct name_words *ret_words)
{
    struct name_words all;

    name_words_of(folded, &all);
    *ret_words = (struct name_words){0};
    for (int i = 0; i < all.count; i++) {
        bool again = false;
        for (int k = 0; k < ret_words->count; k++)
            again |= str_eq(ret_words->words[k], all.words[i]);
        if (!again)
            ret_words->words[ret_words->count++] = all.words[i];
    }
}

static enum err put_names(struct ctx *ctx, const struct fresh_name *names, int count)
{
    struct db_value *keys = arena_alloc_raw(ctx->arena, sizeof *keys * 4 * (size_t)count);
    struct db_value *words = arena_alloc_raw(ctx->arena, sizeof *words * 2 * NAME_WORDS_MAX * (size_t)count);
    int word_rows = 0;

    for (int i = 0; i < count; i++) {
        struct name_words all;
        name_words_of(names[i].folded, &all);
        keys[i * 4] = DB_I64(names[i].name_id);
        keys[i * 4 + 1] = DB_STR(names[i].folded);
        keys[i * 4 + 2] = DB_STR(name_bag(ctx->arena, &all));
        keys[i * 4 + 3] = DB_STR(name_squash(ctx->arena, names[i].folded));
        for (int k = 0; k < names[i].words.count; k++, word_rows++) {
            words[word_rows * 2] = DB_STR(names[i].words.words[k]);
            words[word_rows * 2 + 1] = DB_I64(names[i].name_id);
        }
    }
    TRY(db_exec_many(ctx, "INSERT INTO name_key (name_id, name_folded, bag, squash) VALUES ($1, $2, $3, $4)", keys, 4, count));
    return db_exec_many(ctx, "INSERT INTO name_word (word, name_id) VALUES ($1, $2)", words, 2, word_rows);
}

/* In the caller's write transaction. Names that are known already are passed over. */
static enum err index_names(struct ctx *ctx, const struct str *names, int count)
{
    struct text_set known, words, words_known;
    struct fresh_name *fresh = arena_array(ctx->arena, struct fresh_name, (size_t)count);
    struct str *new_words = arena_array(ctx->arena, struct str, (size_t)count * NAME_WORDS_MAX);
    int64_t last_id;
    int fresh_count = 0, word_count = 0, unknown = 0;

    set_init(&known, ctx->arena, count);
    TRY(known_names(ctx, names, count, &known));
    TRY(last_name_id(ctx, &last_id));
    set_init(&words, ctx->arena, count * NAME_WORDS_MAX);
    for (int i = 0; i < count; i++) {
        if (names[i].len == 0 || !set_add(&known, names[i]))
            continue;
        struct fresh_name *name = &fresh[fresh_count++];
        name->name_id = ++last_id;
        name->folded = names[i];
        words_once(names[i], &name->words);
        for (int k = 0; k < name->words.count; k++)
            if (set_add(&words, name->words.words[k]))
                new_words[word_count++] = name->words.words[k];
    }
    if (!fresh_count)
        return OK;
    set_init(&words_known, ctx->arena, word_count);
    TRY(known_words(ctx, new_words, word_count, &words_known));
    for (int i = 0; i < word_count; i++)
        if (set_add(&words_known, new_words[i]))
            new_words[unknown++] = new_words[i];
    TRY(put_stems(ctx, new_words, unknown));
    return put_names(ctx, fresh, fresh_count);
}

/* --- what came in ---------------------------------------------------------------------------------------------------------------------- */
static enum err forget_fresh(struct ctx *ctx, const struct str *names, int count)
{
    struct db_value values[AT_ONCE];

    for (int at = 0; at < count; at += AT_ONCE) {
        fill(names + at, count - at < AT_ONCE ? count - at : AT_ONCE, values);
        TRY(db_exec_array(ctx, NULL, "DELETE FROM name_fresh WHERE name_folded IN (" MATCHING_64 ")", values, AT_ONCE));
    }
    return OK;
}

enum err matching_index_fresh(struct ctx *ctx, int limit, bool *ret_more)
{
    struct str *names = arena_array(ctx->arena, struct str, (size_t)limit);
    int count;

    TRY(name_store_fresh(ctx, S(""), limit, names, &count)); /* a quiet register costs no write transaction */
    if (count) {
        struct db_tx AUTO(db_tx_end) tx = {0};
        TRY(db_tx_begin(ctx, DB_WRITE, &tx));
        TRY(index_names(ctx, names, count));
        TRY(forget_fresh(ctx, names, count));
        TRY(db_tx_commit(&tx));
    }
    *ret_more = count == limit;
    return OK;
}

/* --- all at once ------------------------------------------------------------------------------------------------------------------------- */
static enum err next_names(struct ctx *ctx, struct str after, struct str *ret_names, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT DISTINCT name_folded FROM person WHERE name_folded > $1 ORDER BY name_folded LIMIT $2", DB_STR(after), DB_I64(BULK_NAMES)));
    while (db_next(&rows))
        ret_names[count++] = db_str(&rows, 0);
    *ret_count = count;
    return db_rows_end(&rows);
}

/* One batch with memory of its own; `after` moves on. */
static enum err index_batch(struct ctx *ctx, struct buf *after, bool *ret_more)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct str *names = arena_array(ctx->arena, struct str, BULK_NAMES);
    int count;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(next_names(ctx, arena_str(ctx->arena, buf_str(after)), names, &count));
    if (count) {
        TRY(index_names(ctx, names, count));
        after->len = 0;
        buf_put(after, names[count - 1]);
    }
    TRY(db_tx_commit(&tx));
    *ret_more = count == BULK_NAMES;
    return OK;
}

/* A plan made while the tables were empty would read them from end to end for every 64 names. */
static enum err replan(struct ctx *ctx)
{
    if (!db_dialect_replans(db_conn_kind(ctx->db)))
        return OK;
    TRY(db_exec(ctx, NULL, "ANALYZE name_key"));
    TRY(db_exec(ctx, NULL, "ANALYZE name_word"));
    return db_exec(ctx, NULL, "ANALYZE name_stem");
}

static enum err index_all(struct ctx *ctx)
{
    struct arena *callers = ctx->arena, scratch;
    struct buf after;
    bool more = true;
    enum err err = OK;
    int batches = 0;

    buf_init(&after, callers, 256);
    arena_init(&scratch, 0);
    ctx->arena = &scratch;
    while (err == OK && more) {
        err = index_batch(ctx, &after, &more);
        batches++;
        if (err == OK && (batches & (batches - 1)) == 0) /* 1, 2, 4, 8... */
            err = replan(ctx);
        if (err == OK)
            arena_reset(&scratch);
    }
    ctx->arena = callers;
    if (err != OK) /* the fault's texts were made in the memory that goes now */
        ctx->fault.detail = arena_str(callers, ctx->fault.detail);
    arena_done(&scratch);
    return err;
}

enum err matching_bulk_begin(struct ctx *ctx)
{
    return db_exec(ctx, NULL, "INSERT INTO matching_pause (matching_pause_id) VALUES ($1) ON CONFLICT (matching_pause_id) DO NOTHING", DB_I64(PAUSE_ID));
}

enum err matching_bulk_end(struct ctx *ctx)
{
    TRY(db_exec(ctx, NULL, "DELETE FROM matching_pause"));
    return index_all(ctx);
}

enum err matching_rebuild(struct ctx *ctx)
{
    TRY(db_exec(ctx, NULL, "DELETE FROM name_word"));
    TRY(db_exec(ctx, NULL, "DELETE FROM name_stem"));
    TRY(db_exec(ctx, NULL, "DELETE FROM name_key"));
    TRY(matching_bulk_end(ctx));
    return db_exec(ctx, NULL, "DELETE FROM name_fresh WHERE EXISTS (SELECT 1 FROM name_key k WHERE k.name_folded = name_fresh.name_folded)");
}

static enum err count_of(struct db_rows *rows, int64_t *ret_count)
{
    *ret_count = db_i64(rows, 0);
    return db_rows_end(rows);
}

enum err matching_check(struct ctx *ctx, struct matching_state *ret_state)
{
    struct db_rows AUTO(db_rows_done) missing = {0}, AUTO(db_rows_done) names = {0}, AUTO(db_rows_done) waiting = {0}, AUTO(db_rows_done) paused = {0};
    struct matching_state state = {0};
    int64_t pauses;

    TRY(db_one(ctx, &missing,
               "SELECT COUNT(*) FROM (SELECT DISTINCT name_folded FROM person) AS p WHERE NOT EXISTS (SELECT 1 FROM name_key k WHERE k.name_folded = p.name_folded) "
               "AND NOT EXISTS (SELECT 1 FROM name_fresh f WHERE f.name_folded = p.name_folded)"));
    TRY(count_of(&missing, &state.missing));
    TRY(db_one(ctx, &names, "SELECT COUNT(*) FROM name_key"));
    TRY(count_of(&names, &state.names));
    TRY(db_one(ctx, &waiting, "SELECT COUNT(*) FROM name_fresh"));
    TRY(count_of(&waiting, &state.waiting));
    TRY(db_one(ctx, &paused, "SELECT COUNT(*) FROM matching_pause"));
    TRY(count_of(&paused, &pauses));
    state.paused = pauses > 0;
    *ret_state = state;
    return OK;
}
