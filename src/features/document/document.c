/* document.c: keeping files. The bytes are durable before a row speaks of them; nothing is believed about a file but its content. Bytes are not
 * deleted while a row speaks of them: the same content may stand behind many. */
#include "features/document/internal.h"
#include "platform/crypto/crypto.h"
#include "platform/file/file.h"
#include "platform/file/file_durable.h"
#include "platform/filetype/filetype.h"
#include "platform/unicode/unicode.h"

enum { FILE_NAME_BYTES_MAX = 120 };

static struct str files_dir(struct ctx *ctx, struct str data_dir) { return arena_printf(ctx->arena, "%.*s/files", STR_ARG(data_dir)); }

static struct str sub_of(struct ctx *ctx, struct str sha256)
{
    return arena_printf(ctx->arena, "%.2s/%.2s", sha256.ptr, sha256.ptr + 2);
}

static struct str path_of(struct ctx *ctx, struct str data_dir, struct str sha256)
{
    return arena_printf(ctx->arena, "%.*s/files/%.2s/%.2s/%.*s", STR_ARG(data_dir), sha256.ptr, sha256.ptr + 2, STR_ARG(sha256));
}

/* The name as people see it: the last part of a path, without control characters, cut between characters, with the ending of the real content. */
static struct str file_name_clean(struct ctx *ctx, struct str name, struct str extension)
{
    struct buf buf;
    struct str rest = name;

    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '/' || name.ptr[i] == '\\')
            rest = str_sub(name, i + 1, SIZE_MAX);
    buf_init(&buf, ctx->arena, rest.len + 8);
    for (size_t i = 0; i < rest.len; i++) {
        unsigned char c = (unsigned char)rest.ptr[i];
        buf_put_char(&buf, c < 0x20 || c == 0x7F || c == '"' || c == '<' || c == '>' ? '_' : (char)c);
    }
    struct str clean = buf_str(&buf);
    ptrdiff_t dot = -1;
    for (size_t i = 1; i < clean.len; i++)
        if (clean.ptr[i] == '.')
            dot = (ptrdiff_t)i;
    struct str ending = dot > 0 ? str_sub(clean, (size_t)dot + 1, SIZE_MAX) : STR_NONE;
    bool right = str_eq_nocase(ending, extension) || (str_eq(extension, S("jpg")) && str_eq_nocase(ending, S("jpeg")));
    if (dot > 0 && right)
        clean = str_sub(clean, 0, (size_t)dot);
    if (clean.len > FILE_NAME_BYTES_MAX) {
        clean.len = FILE_NAME_BYTES_MAX;
        while (clean.len && ((unsigned char)clean.ptr[clean.len] & 0xC0) == 0x80)
            clean.len--;
    }
    if (str_empty(str_trim(clean)))
        clean = S("tep");
    return arena_printf(ctx->arena, "%.*s.%.*s", STR_ARG(str_trim(clean)), STR_ARG(extension));
}

enum err document_keep(struct ctx *ctx, struct str data_dir, struct document *doc, struct str bytes)
{
    struct filetype_info info;

    if (bytes.len > DOCUMENT_BYTES_MAX)
        return fault_set(ctx, ERR_TOO_LARGE, S("file.too_large"), doc->paper,
                         S("Tệp lớn hơn 20 MB. Hãy chụp hoặc quét lại với dung lượng nhỏ hơn."), STR_NONE);
    TRY(filetype_check(ctx, bytes, doc->file_name, ACCEPT_PAPERS, &info));
    doc->sha256 = crypto_sha256_hex(ctx->arena, bytes);
    doc->size_bytes = (int64_t)bytes.len;
    doc->mime = info.mime;
    doc->pages = info.pages;
    doc->active = info.active;
    doc->file_name = file_name_clean(ctx, doc->file_name, info.extension);
    return file_keep_durable(ctx, files_dir(ctx, data_dir), sub_of(ctx, doc->sha256), doc->sha256, bytes);
}

enum err document_store(struct ctx *ctx, struct str data_dir, struct document *doc, struct str bytes)
{
    AUTO(db_tx_end) struct db_tx tx = {0};

    TRY(document_keep(ctx, data_dir, doc, bytes));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(document_insert(ctx, doc));
    return db_tx_commit(&tx);
}

enum err document_put_pending(struct ctx *ctx, struct document *doc)
{
    doc->sha256 = STR_NONE;
    doc->size_bytes = 0;
    return document_insert(ctx, doc);
}

enum err document_fill(struct ctx *ctx, struct str data_dir, struct document *doc, struct str bytes)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct document drawn = *doc;
    bool filled;

    drawn.sha256 = crypto_sha256_hex(ctx->arena, bytes);
    drawn.size_bytes = (int64_t)bytes.len;
    TRY(file_keep_durable(ctx, files_dir(ctx, data_dir), sub_of(ctx, drawn.sha256), drawn.sha256, bytes));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(document_store_fill(ctx, &drawn, &filled));
    TRY(db_tx_commit(&tx));
    if (!filled)
        return document_get(ctx, doc->document_id, doc);
    *doc = drawn;
    return OK;
}

enum err document_read(struct ctx *ctx, struct str data_dir, const struct document *doc, struct str *ret_bytes)
{
    struct str bytes;
    enum err err = str_empty(doc->sha256) ? ERR_NOT_FOUND
                                          : file_read(ctx, path_of(ctx, data_dir, doc->sha256), &bytes);

    if (err == OK && str_eq(crypto_sha256_hex(ctx->arena, bytes), doc->sha256)) {
        *ret_bytes = bytes;
        return OK;
    }
    if (err == ERR_BUSY)
        return err;
    ctx->fault = (struct fault){0};
    return fault_set(ctx, ERR_INTERNAL, S("file.lost"), STR_NONE,
                     S("Tệp này không còn đọc được đúng như khi đã nhận. Người vận hành cần khôi phục từ bản sao lưu."),
                     arena_printf(ctx->arena, "document %lld: %s", (long long)doc->document_id, err == OK ? "other digest" : err_name(err)));
}

enum err document_purge_unclaimed(struct ctx *ctx, struct str data_dir, int limit, bool *ret_more)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct document *docs;
    int count;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(document_store_unclaimed(ctx, ctx->now_ms - (int64_t)DOCUMENT_UNCLAIMED_DAYS * MS_PER_DAY, limit, &docs, &count));
    for (int i = 0; i < count; i++)
        TRY(document_store_delete(ctx, docs[i].document_id));
    TRY(db_tx_commit(&tx));
    for (int i = 0; i < count; i++) {
        bool spoken_of;
        TRY(document_store_spoken_of(ctx, docs[i].sha256, &spoken_of));
        if (!spoken_of)
            TRY(file_remove_old(ctx, path_of(ctx, data_dir, docs[i].sha256), MS_PER_DAY));
    }
    *ret_more = count == limit;
    return OK;
}
