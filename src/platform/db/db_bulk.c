/* db_bulk.c: see db_bulk.h. What an index is, the database itself says: a migration that adds one needs nothing here. */
#include "platform/db/db_bulk.h"
#include "platform/db/db_dialect.h"
#include "platform/db/db_engine.h"

static enum err run_script(struct ctx *ctx, struct str sql) { return ctx->db->engine->script(ctx, sql); }

static enum err note_all(struct ctx *ctx, struct str table)
{
    if (db_conn_kind(ctx->db) == DB_SQLITE)
        return db_exec(ctx, NULL,
                       "INSERT INTO index_off (name, definition) SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL "
                       "ON CONFLICT (name) DO NOTHING",
                       DB_STR(table));
    return db_exec(ctx, NULL,
                   "INSERT INTO index_off (name, definition) SELECT indexname, indexdef FROM pg_indexes i WHERE schemaname = current_schema() AND tablename = $1 "
                   "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conname = i.indexname AND k.connamespace = current_schema()::regnamespace) "
                   "ON CONFLICT (name) DO NOTHING",
                   DB_STR(table));
}

static enum err noted(struct ctx *ctx, struct db_rows *rows)
{
    return db_query(ctx, rows, "SELECT name, definition FROM index_off ORDER BY name");
}

struct note {
    struct str name, definition;
};
enum { NOTES_MAX = 64 };

static enum err notes_read(struct ctx *ctx, struct note *ret_notes, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int count = 0;

    TRY(noted(ctx, &rows));
    while (db_next(&rows)) {
        if (count == NOTES_MAX)
            return db_fault_internal(ctx, S("more than 64 indexes are off"));
        ret_notes[count++] = (struct note){db_str(&rows, 0), db_str(&rows, 1)};
    }
    *ret_count = count;
    return db_rows_end(&rows);
}

enum err db_indexes_off(struct ctx *ctx, const char *const *tables, int count)
{
    struct note notes[NOTES_MAX];
    int notes_count;

    for (int i = 0; i < count; i++)
        TRY(note_all(ctx, str_of(tables[i])));
    TRY(notes_read(ctx, notes, &notes_count));
    for (int i = 0; i < notes_count; i++)
        TRY(run_script(ctx, arena_printf(ctx->arena, "DROP INDEX IF EXISTS \"%.*s\"", STR_ARG(notes[i].name))));
    return OK;
}

static enum err put_back(struct ctx *ctx, const struct note *note)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(run_script(ctx, note->definition));
    TRY(db_exec(ctx, NULL, "DELETE FROM index_off WHERE name = $1", DB_STR(note->name)));
    return db_tx_commit(&tx);
}

enum err db_indexes_back(struct ctx *ctx, db_progress progress, void *arg)
{
    struct note notes[NOTES_MAX];
    int count;

    TRY(notes_read(ctx, notes, &count));
    for (int i = 0; i < count; i++) {
        TRY(put_back(ctx, &notes[i]));
        if (progress)
            progress(arg, i + 1, count);
    }
    if (count && db_dialect_replans(db_conn_kind(ctx->db)))
        TRY(run_script(ctx, S("ANALYZE")));
    return OK;
}

enum err db_indexes_are_off(struct ctx *ctx, bool *ret_off)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows, "SELECT 1 FROM index_off LIMIT 1");

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *ret_off = err == OK;
    return OK;
}

enum err db_bulk_tune(struct ctx *ctx)
{
    if (db_conn_kind(ctx->db) == DB_SQLITE) {
        TRY(run_script(ctx, S(DB_DIALECT_TEMP_ON_DISK)));
        TRY(run_script(ctx, S("PRAGMA cache_size=-65536")));
        return run_script(ctx, S("PRAGMA threads=2"));
    }
    return run_script(ctx, S("SET maintenance_work_mem = '128MB'"));
}
