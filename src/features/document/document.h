/* document.h: files: uploads of a draft, papers of a dossier, results in the citizen's store. Bytes lie in DATA_DIR/files/ab/cd/<sha256>, written to a temporary name,
 * fsynced, renamed; the row is inserted afterwards, so a row never points at nothing. Contents are checked at upload (platform/filetype). */
#ifndef FEATURES_DOCUMENT_H
#define FEATURES_DOCUMENT_H

#include "platform/db/db.h"

enum { DOCUMENT_BYTES_MAX = 20 * 1024 * 1024 };

struct document {
    int64_t document_id;
    struct str sha256; /* hex */
    int64_t size_bytes;
    struct str mime;
    int pages;
    struct str file_name;
    struct str kind;   /* upload, result, receipt, form */
    struct str paper;  /* the procedure's paper code, for uploads */
    struct str title;
    int64_t owner_person_id, draft_id, dossier_id, account_id;
    int64_t created_ms;
};
/* Checks content, stores durably, inserts the row. Faults: empty, too large, unknown kind, wrong content behind the name, damaged. Fills in the rest of `doc`. */
MUST_CHECK enum err document_store(struct ctx *ctx, struct str data_dir, struct document *doc, struct str bytes);
MUST_CHECK enum err document_get(struct ctx *ctx, int64_t document_id, struct document *ret_doc);
MUST_CHECK enum err document_list_draft(struct ctx *ctx, int64_t draft_id, struct document **ret_docs, int *ret_count);
MUST_CHECK enum err document_list_dossier(struct ctx *ctx, int64_t dossier_id, struct document **ret_docs, int *ret_count);
MUST_CHECK enum err document_list_owner(struct ctx *ctx, int64_t person_id, int limit, struct document **ret_docs, int *ret_count); /* results only */
MUST_CHECK enum err document_remove_from_draft(struct ctx *ctx, int64_t draft_id, int64_t document_id); /* marks; the file stays */
MUST_CHECK enum err document_move_to_dossier(struct ctx *ctx, int64_t draft_id, int64_t dossier_id);
MUST_CHECK enum err document_read(struct ctx *ctx, struct str data_dir, const struct document *doc, struct str *ret_bytes); /* checks the SHA-256 */

#endif
