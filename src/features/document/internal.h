/* internal.h: rows of documents; for the files of this folder only. */
#ifndef FEATURES_DOCUMENT_INTERNAL_H
#define FEATURES_DOCUMENT_INTERNAL_H

#include "features/document/document.h"

/* Only where the row is still pending; *ret_filled false: somebody else was first. */
MUST_CHECK enum err document_store_fill(struct ctx *ctx, const struct document *doc, bool *ret_filled);

MUST_CHECK enum err document_store_unclaimed(struct ctx *ctx, int64_t before_ms, int limit, struct document **ret_docs, int *ret_count);
MUST_CHECK enum err document_store_delete(struct ctx *ctx, int64_t document_id);
MUST_CHECK enum err document_store_spoken_of(struct ctx *ctx, struct str sha256, bool *ret_spoken_of);

#endif
