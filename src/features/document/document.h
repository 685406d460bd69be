/* document.h: files: uploads of a draft, papers of a dossier, results in the citizen's store. Bytes lie in DATA_DIR/files/ab/cd/<sha256>, written to a temporary name,
 * fsynced, renamed, the folder fsynced; the row is inserted afterwards, so a row never points at nothing. Contents are checked at upload (platform/filetype). */
#ifndef FEATURES_DOCUMENT_H
#define FEATURES_DOCUMENT_H

#include "platform/db/db.h"

enum { DOCUMENT_BYTES_MAX = 20 * 1024 * 1024, DOCUMENTS_LIST_MAX = 500 };

struct document {
    int64_t document_id;
    struct str sha256; /* hex; "": a result that was never opened: its bytes are drawn then */
    int64_t size_bytes;
    struct str mime;
    int pages;
    struct str file_name;
    struct str kind;   /* upload, result */
    struct str paper;  /* the procedure's paper code, for uploads */
    struct str title;
    int64_t owner_person_id, draft_id, dossier_id, account_id;
    int64_t created_ms;
    bool active;       /* a PDF with scripts or attachments: show as a download and warn; set by document_keep */
    bool replaced;     /* a later upload stands in its place */
};

/* --- storing: bytes first, outside any transaction, then the row -------------------------------------------------------------- */
/* Checks the content and makes the bytes durable; fills in sha256, size_bytes, mime, pages, active, and cleans file_name. For the slow lane: it fsyncs.
 * Faults: those of filetype_check; ERR_TOO_LARGE "file.too_large"; ERR_BUSY "file.full" when the disk is full, "file.store" when it fails. */
MUST_CHECK enum err document_keep(struct ctx *ctx, struct str data_dir, struct document *doc, struct str bytes);
/* Inserts the row of kept bytes, in the caller's write transaction; sets document_id and created_ms. */
MUST_CHECK enum err document_insert(struct ctx *ctx, struct document *doc);
/* Both, the row in a transaction of its own: for a handler in the slow lane. */
MUST_CHECK enum err document_store(struct ctx *ctx, struct str data_dir, struct document *doc, struct str bytes);

/* A result without bytes yet (sha256 ""): the row only, in the caller's transaction. */
MUST_CHECK enum err document_put_pending(struct ctx *ctx, struct document *doc);
/* Gives a pending result its bytes, drawn just now by our own code (not checked); the first drawing wins and *doc is then that one. Slow lane. */
MUST_CHECK enum err document_fill(struct ctx *ctx, struct str data_dir, struct document *doc, struct str bytes);

/* --- reading ------------------------------------------------------------------------------------------------------------------- */
MUST_CHECK enum err document_get(struct ctx *ctx, int64_t document_id, struct document *ret_doc); /* ERR_NOT_FOUND */
MUST_CHECK enum err document_list_draft(struct ctx *ctx, int64_t draft_id, struct document **ret_docs, int *ret_count); /* not yet moved to a dossier */
MUST_CHECK enum err document_list_dossier(struct ctx *ctx, int64_t dossier_id, struct document **ret_docs, int *ret_count); /* replaced ones not */
MUST_CHECK enum err document_list_dossier_all(struct ctx *ctx, int64_t dossier_id, struct document **ret_docs, int *ret_count);
MUST_CHECK enum err document_list_owner(struct ctx *ctx, int64_t person_id, int64_t before_id, int limit, struct document **ret_docs, int *ret_count); /* results, newest first */
MUST_CHECK enum err document_read(struct ctx *ctx, struct str data_dir, const struct document *doc, struct str *ret_bytes); /* checks the SHA-256 */

/* --- moving -------------------------------------------------------------------------------------------------------------------- */
MUST_CHECK enum err document_remove_from_draft(struct ctx *ctx, int64_t draft_id, int64_t document_id); /* marks; the file stays */
MUST_CHECK enum err document_move_to_dossier(struct ctx *ctx, int64_t draft_id, int64_t dossier_id);
/* Takes one upload from draft `from_id` to draft `to_id`, for one paper of one owner: an API client's uploads wait under its client_id (numbers of drafts and
 * clients are never the same) until a submission names them. ERR_NOT_FOUND: not there, or taken already. */
MUST_CHECK enum err document_take(struct ctx *ctx, int64_t from_id, int64_t document_id, int64_t to_id, const struct document *as);
/* document_move_to_dossier for a supplement: earlier uploads for the papers that the draft brings anew are marked as replaced. */
MUST_CHECK enum err document_replace_in_dossier(struct ctx *ctx, int64_t draft_id, int64_t dossier_id);

/* For the jobs role: uploads of API clients that no submission has named within DOCUMENT_UNCLAIMED_DAYS, at most `limit` rows. Their bytes go too when no other row
 * speaks of them; a file that was touched since yesterday stays, for somebody may be about to. */
enum { DOCUMENT_UNCLAIMED_DAYS = 7 };
MUST_CHECK enum err document_purge_unclaimed(struct ctx *ctx, struct str data_dir, int limit, bool *ret_more);

/* For `congdan check`: rows whose bytes are missing or of the wrong size (deep: or the wrong digest), at most `limit` named in *ret_bad. */
MUST_CHECK enum err document_check_files(struct ctx *ctx, struct str data_dir, bool deep, int limit, struct document **ret_bad, int *ret_count, int64_t *ret_total);

#endif
