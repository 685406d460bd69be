/* db_migrate.c: brings a database to the schema of this program, one migration a transaction, and refuses one whose
 * history differs from ours. Several processes may start at once: each migration is looked up again inside its
 * transaction, under a lock. */
#include "platform/db/db_engine.h"
#include <assert.h>
#include <sodium.h>
#include "base/assets.h"
#include "platform/clock/clock.h"
#include "platform/db/db_dialect.h"
#include "platform/db/db_migrate.h"

static struct str sha256_hex(struct arena *arena, struct str text)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof hash + 1];

    crypto_hash_sha256(hash, (const unsigned char *)text.ptr, text.len);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return arena_str(arena, str_of(hex));
}

static bool is_word(char c) { return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

/* One line into the engine's own SQL: its BIGKEYs replaced, the other engine's lines and comments dropped. `quoted`:
 * the line starts, and the next one will start, inside a text. */
static void line_put(struct buf *out, enum db_kind kind, struct str line, bool *quoted)
{
    struct str trimmed = str_trim(line);
    struct str mine = kind == DB_SQLITE ? S("-- sqlite:") : S("-- postgres:");

    if (!*quoted && str_starts(trimmed, mine))
        line = str_sub(trimmed, mine.len, trimmed.len);
    for (size_t i = 0; i < line.len; i++) {
        struct str rest = str_sub(line, i, line.len);
        bool starts = i == 0 || !is_word(line.ptr[i - 1]);
        if (!*quoted && str_starts(rest, S("--")))
            break;
        if (!*quoted && starts && str_starts(rest, S("BIGKEY")) && (rest.len == 6 || !is_word(rest.ptr[6]))) {
            buf_put(out, db_dialect_bigkey(kind));
            i += 5;
        } else {
            *quoted ^= line.ptr[i] == '\'';
            buf_put_char(out, line.ptr[i]);
        }
    }
    buf_put_char(out, '\n');
}

enum err db_script_run(struct ctx *ctx, struct str sql, struct str name)
{
    enum db_kind kind = db_conn_kind(ctx->db);
    struct arena arena;
    struct buf statement;
    int line_number = 0;
    bool quoted = false;
    enum err err = OK;

    arena_init(&arena, 0);
    buf_init(&statement, &arena, 4096);
    while (sql.ptr && err == OK) {
        struct str line = str_cut(&sql, '\n');
        line_number++;
        line_put(&statement, kind, line, &quoted);
        struct str text = str_trim(buf_str(&statement));
        if (sql.ptr && (quoted || !str_ends(text, S(";"))))
            continue;
        if (!str_empty(text)) {
            struct arena *before = ctx->arena;
            ctx->arena = &arena; /* a migration of a million rows must not fill the caller's arena */
            err = ctx->db->engine->script(ctx, text);
            ctx->arena = before;
            if (err != OK)
                ctx->fault.detail = arena_printf(before, "%.*s, statement ending at line %d: %.*s", STR_ARG(name),
                                                 line_number, STR_ARG(ctx->fault.detail));
        }
        arena_reset(&arena);
        buf_init(&statement, &arena, 4096);
    }
    arena_done(&arena);
    return err;
}

/* --- the history kept in the database ------------------------------------------------------------------------------
 */
enum err db_migration_table(struct ctx *ctx)
{
    return db_script_run(ctx,
                         S("CREATE TABLE IF NOT EXISTS schema_migration (number BIGKEY, name TEXT NOT NULL, "
                           "sha256 TEXT NOT NULL, applied_ms BIGINT NOT NULL, sql TEXT NOT NULL);"),
                         S("schema_migration"));
}

static enum err history_exists(struct ctx *ctx, bool *ret_exists)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err =
        db_conn_kind(ctx->db) == DB_SQLITE
            ? db_one(ctx, &rows, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'")
            : db_one(ctx, &rows,
                     "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migration'");

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *ret_exists = err == OK;
    return OK;
}

static const struct db_migration *find(const struct db_migration *migrations, int count, int64_t number)
{
    for (int i = 0; i < count; i++)
        if (migrations[i].number == number)
            return &migrations[i];
    return NULL;
}

/* Compares what was applied with ours, and counts what is missing: a history must be a beginning of our list. */
static enum err compare(struct ctx *ctx, const struct db_migration *migrations, int count, int *ret_applied)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int applied = 0;

    TRY(db_query(ctx, &rows, "SELECT number, sha256 FROM schema_migration ORDER BY number"));
    while (db_next(&rows)) {
        int64_t number = db_i64(&rows, 0);
        const struct db_migration *ours = find(migrations, count, number);
        if (!ours)
            return db_fault_schema_newer(
                ctx, arena_printf(ctx->arena, "migration %lld is not known here", (long long)number));
        if (ours != &migrations[applied] || !str_eq(db_str(&rows, 1), sha256_hex(ctx->arena, ours->sql)))
            return db_fault_schema_changed(
                ctx,
                arena_printf(ctx->arena, "migration %lld differs from the one that was applied", (long long)number));
        applied++;
    }
    TRY(db_rows_end(&rows));
    *ret_applied = applied;
    return OK;
}

enum err db_migration_apply(struct ctx *ctx, const struct db_migration *migration)
{
    TRY(db_script_run(ctx, migration->sql, migration->name));
    return db_exec(ctx, NULL,
                   "INSERT INTO schema_migration (number, name, sha256, applied_ms, sql) VALUES ($1, $2, $3, $4, $5)",
                   DB_I64(migration->number), DB_STR(migration->name), DB_STR(sha256_hex(ctx->arena, migration->sql)),
                   DB_I64(ctx->now_ms ? ctx->now_ms : clock_now_ms()), DB_STR(migration->sql));
}

/* One step: locks, looks, applies the first missing migration. */
static enum err step(struct ctx *ctx, const struct db_migration *migrations, int count, int *ret_applied)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    int applied;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    if (db_conn_kind(ctx->db) == DB_POSTGRES)
        TRY(ctx->db->engine->script(ctx, S(DB_DIALECT_MIGRATION_LOCK)));
    TRY(db_migration_table(ctx));
    TRY(compare(ctx, migrations, count, &applied));
    if (applied < count) {
        TRY(db_migration_apply(ctx, &migrations[applied]));
        applied++;
    }
    TRY(db_tx_commit(&tx));
    *ret_applied = applied;
    return OK;
}

enum err db_migrate(struct ctx *ctx, const struct db_migration *migrations, int count)
{
    int missing = 0, applied;

    assert(ctx->db->depth == 0 && "db_migrate has transactions of its own");
    for (int i = 1; i < count; i++)
        assert(migrations[i - 1].number < migrations[i].number && "migrations must be in order");
    TRY(db_migrate_check(ctx, migrations, count, &missing)); /* no lock when there is nothing to do: the usual start */
    if (missing == 0)
        return OK;
    do
        TRY(step(ctx, migrations, count, &applied));
    while (applied < count);
    return OK;
}

enum err db_migrate_check(struct ctx *ctx, const struct db_migration *migrations, int count, int *ret_missing)
{
    bool exists = false;
    int applied = 0;

    TRY(history_exists(ctx, &exists));
    if (exists)
        TRY(compare(ctx, migrations, count, &applied));
    *ret_missing = count - applied;
    return OK;
}

void db_migrations(struct arena *arena, const struct db_migration **ret_migrations, int *ret_count)
{
    const struct str folder = S("migrations/");
    int count, used = 0, first = asset_range(folder, &count);
    struct db_migration *list = arena_array(arena, struct db_migration, (size_t)count);

    for (int i = first; i < first + count; i++) {
        struct str name = str_of(assets[i].path);
        int64_t number;
        name = str_sub(name, folder.len, name.len);
        if (!str_ends(name, S(".sql")))
            continue;
        enum err err = str_parse_i64(str_sub(name, 0, 4), &number);
        assert(err == OK && "migrations/NNNN_subject.sql");
        (void)err;
        list[used++] = (struct db_migration){(int)number, str_sub(name, 5, name.len - 9), asset_text(&assets[i])};
    }
    *ret_migrations = list;
    *ret_count = used;
}
