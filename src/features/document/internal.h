/* internal.h: rows of documents; for the files of this folder only. */
#ifndef FEATURES_DOCUMENT_INTERNAL_H
#define FEATURES_DOCUMENT_INTERNAL_H

#include "features/document/document.h"

/* Only where the row is still pending; *ret_filled false: somebody else was first. */
MUST_CHECK enum err document_store_fill(struct ctx *ctx, const struct document *doc, bool *ret_filled);

#endif
