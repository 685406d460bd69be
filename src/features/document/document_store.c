/* document_store.c: rows of documents. */
#include "features/document/internal.h"
#include "platform/crypto/crypto.h"
#include "platform/file/file_durable.h"

#define COLUMNS                                                                                                        \
    "document_id, sha256, size_bytes, mime, pages, file_name, kind, paper, title, owner_person_id, draft_id, dossier_id, "  \
    "account_id, created_ms, active, removed_ms"

static void row_read(const struct db_rows *rows, struct document *doc)
{
    *doc = (struct document){
        .document_id = db_i64(rows, 0),
        .sha256 = db_str(rows, 1),
        .size_bytes = db_i64(rows, 2),
        .mime = db_str(rows, 3),
        .pages = (int)db_i64(rows, 4),
        .file_name = db_str(rows, 5),
        .kind = db_str(rows, 6),
        .paper = db_str(rows, 7),
        .title = db_str(rows, 8),
        .owner_person_id = db_i64(rows, 9),
        .draft_id = db_i64(rows, 10),
        .dossier_id = db_i64(rows, 11),
        .account_id = db_i64(rows, 12),
        .created_ms = db_i64(rows, 13),
        .active = db_bool(rows, 14),
        .replaced = !db_is_null(rows, 15),
    };
}

/* Reads all rows that are left into the arena. */
static enum err rows_collect(struct ctx *ctx, struct db_rows *rows, struct document **ret_docs, int *ret_count)
{
    int count = 0, cap = 8;
    struct document *docs = arena_array(ctx->arena, struct document, (size_t)cap);

    while (count < DOCUMENTS_LIST_MAX && db_next(rows)) {
        if (count == cap) {
            struct document *larger = arena_array(ctx->arena, struct document, (size_t)cap * 2);
            memcpy(larger, docs, (size_t)count * sizeof *docs);
            docs = larger;
            cap *= 2;
        }
        row_read(rows, &docs[count++]);
    }
    TRY(db_rows_end(rows));
    *ret_docs = docs;
    *ret_count = count;
    return OK;
}

enum err document_insert(struct ctx *ctx, struct document *doc)
{
    doc->document_id = db_new_id();
    doc->created_ms = ctx->now_ms;
    return db_exec(ctx, NULL,
                   "INSERT INTO document (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, NULL)",
                   DB_I64(doc->document_id), DB_STR(doc->sha256), DB_I64(doc->size_bytes), DB_STR(doc->mime), DB_I64(doc->pages),
                   DB_STR(doc->file_name), DB_STR(doc->kind), DB_STR(doc->paper), DB_STR(doc->title),
                   db_i64_or_null(doc->owner_person_id), db_i64_or_null(doc->draft_id), db_i64_or_null(doc->dossier_id),
                   db_i64_or_null(doc->account_id), DB_I64(doc->created_ms), DB_BOOL(doc->active));
}

enum err document_store_fill(struct ctx *ctx, const struct document *doc, bool *ret_filled)
{
    int64_t changed = 0;

    TRY(db_exec(ctx, &changed, "UPDATE document SET sha256 = $2, size_bytes = $3, pages = $4 WHERE document_id = $1 AND sha256 = ''",
                DB_I64(doc->document_id), DB_STR(doc->sha256), DB_I64(doc->size_bytes), DB_I64(doc->pages)));
    *ret_filled = changed > 0;
    return OK;
}

enum err document_get(struct ctx *ctx, int64_t document_id, struct document *ret_doc)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows, "SELECT " COLUMNS " FROM document WHERE document_id = $1", DB_I64(document_id));

    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "document.unknown", "", "Không tìm thấy tệp này.");
    TRY(err);
    row_read(&rows, ret_doc);
    return OK;
}

enum err document_list_draft(struct ctx *ctx, int64_t draft_id, struct document **ret_docs, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT " COLUMNS " FROM document WHERE draft_id = $1 AND dossier_id IS NULL AND removed_ms IS NULL ORDER BY document_id",
                 DB_I64(draft_id)));
    return rows_collect(ctx, &rows, ret_docs, ret_count);
}

enum err document_list_dossier(struct ctx *ctx, int64_t dossier_id, struct document **ret_docs, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT " COLUMNS " FROM document WHERE dossier_id = $1 AND removed_ms IS NULL ORDER BY document_id",
                 DB_I64(dossier_id)));
    return rows_collect(ctx, &rows, ret_docs, ret_count);
}

enum err document_list_dossier_all(struct ctx *ctx, int64_t dossier_id, struct document **ret_docs, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT " COLUMNS " FROM document WHERE dossier_id = $1 ORDER BY document_id", DB_I64(dossier_id)));
    return rows_collect(ctx, &rows, ret_docs, ret_count);
}

enum err document_list_owner(struct ctx *ctx, int64_t person_id, int64_t before_id, int limit, struct document **ret_docs, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT " COLUMNS " FROM document WHERE owner_person_id = $1 AND document_id < $2 AND kind = 'result' AND removed_ms IS NULL "
                 "ORDER BY document_id DESC LIMIT $3",
                 DB_I64(person_id), DB_I64(before_id ? before_id : INT64_MAX), DB_I64(limit)));
    return rows_collect(ctx, &rows, ret_docs, ret_count);
}

enum err document_remove_from_draft(struct ctx *ctx, int64_t draft_id, int64_t document_id)
{
    int64_t changed = 0;

    TRY(db_exec(ctx, &changed,
                "UPDATE document SET removed_ms = $3 WHERE document_id = $2 AND draft_id = $1 AND dossier_id IS NULL AND removed_ms IS NULL",
                DB_I64(draft_id), DB_I64(document_id), DB_I64(ctx->now_ms)));
    if (changed == 0)
        return fault(ctx, ERR_NOT_FOUND, "document.unknown", "", "Không tìm thấy tệp này.");
    return OK;
}

enum err document_move_to_dossier(struct ctx *ctx, int64_t draft_id, int64_t dossier_id)
{
    return db_exec(ctx, NULL, "UPDATE document SET dossier_id = $2 WHERE draft_id = $1 AND dossier_id IS NULL AND removed_ms IS NULL",
                   DB_I64(draft_id), DB_I64(dossier_id));
}

enum err document_take(struct ctx *ctx, int64_t from_id, int64_t document_id, int64_t to_id, const struct document *as)
{
    int64_t changed = 0;

    TRY(db_exec(ctx, &changed,
                "UPDATE document SET draft_id = $3, paper = $4, title = $5, owner_person_id = $6 "
                "WHERE document_id = $1 AND draft_id = $2 AND dossier_id IS NULL AND removed_ms IS NULL",
                DB_I64(document_id), DB_I64(from_id), DB_I64(to_id), DB_STR(as->paper), DB_STR(as->title), db_i64_or_null(as->owner_person_id)));
    if (changed == 0)
        return fault(ctx, ERR_NOT_FOUND, "document.unknown", "", "Không tìm thấy tệp này.");
    return OK;
}

enum err document_replace_in_dossier(struct ctx *ctx, int64_t draft_id, int64_t dossier_id)
{
    TRY(db_exec(ctx, NULL,
                "UPDATE document SET removed_ms = $3 WHERE dossier_id = $2 AND kind = 'upload' AND removed_ms IS NULL AND paper IN "
                "(SELECT paper FROM document WHERE draft_id = $1 AND dossier_id IS NULL AND removed_ms IS NULL)",
                DB_I64(draft_id), DB_I64(dossier_id), DB_I64(ctx->now_ms)));
    return document_move_to_dossier(ctx, draft_id, dossier_id);
}

static bool bytes_sound(struct ctx *ctx, struct str data_dir, const struct document *doc, bool deep)
{
    struct str path = arena_printf(ctx->arena, "%.*s/files/%.2s/%.2s/%.*s", STR_ARG(data_dir), doc->sha256.ptr, doc->sha256.ptr + 2,
                                   STR_ARG(doc->sha256));
    struct str bytes;
    int64_t size;
    bool sound = doc->sha256.len == 64 && file_size(ctx, path, &size) == OK && size == doc->size_bytes;

    if (sound && deep)
        sound = document_read(ctx, data_dir, doc, &bytes) == OK;
    ctx->fault = (struct fault){0};
    return sound;
}

enum err document_check_files(struct ctx *ctx, struct str data_dir, bool deep, int limit, struct document **ret_bad, int *ret_count,
                              int64_t *ret_total)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct document *bad = arena_array(ctx->arena, struct document, (size_t)limit);
    struct arena *kept = ctx->arena, each;
    int64_t total = 0;

    arena_init(&each, 0); /* a row's memory is given back before the next one: there may be millions */
    enum err err = db_query(ctx, &rows, "SELECT " COLUMNS " FROM document WHERE sha256 <> ''");
    while (err == OK && db_next(&rows)) {
        struct document doc;
        row_read(&rows, &doc);
        ctx->arena = &each;
        bool sound = bytes_sound(ctx, data_dir, &doc, deep);
        ctx->arena = kept;
        arena_reset(&each);
        if (!sound && total++ < limit)
            bad[total - 1] = doc;
    }
    arena_done(&each);
    TRY(err);
    TRY(db_rows_end(&rows));
    *ret_bad = bad;
    *ret_count = total < limit ? (int)total : limit;
    *ret_total = total;
    return OK;
}

/* Of nobody's account and in no dossier: an API client's. */
enum err document_store_unclaimed(struct ctx *ctx, int64_t before_ms, int limit, struct document **ret_docs, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows,
                 "SELECT " COLUMNS " FROM document WHERE dossier_id IS NULL AND account_id IS NULL AND draft_id IS NOT NULL AND kind = 'upload' AND created_ms < $1"
                 " ORDER BY document_id LIMIT $2",
                 DB_I64(before_ms), DB_I64(limit)));
    return rows_collect(ctx, &rows, ret_docs, ret_count);
}

enum err document_store_delete(struct ctx *ctx, int64_t document_id)
{
    return db_exec(ctx, NULL, "DELETE FROM document WHERE document_id = $1 AND dossier_id IS NULL", DB_I64(document_id));
}

/* Without an index: asked only for what is thrown away, and an index would cost every paper that comes in. */
enum err document_store_spoken_of(struct ctx *ctx, struct str sha256, bool *ret_spoken_of)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT 1 FROM document WHERE sha256 = $1 LIMIT 1", DB_STR(sha256)));
    *ret_spoken_of = db_next(&rows);
    return db_rows_end(&rows);
}
