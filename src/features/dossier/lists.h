/* lists.h: how the two files of lists read a page; private. */
#ifndef FEATURES_DOSSIER_LISTS_H
#define FEATURES_DOSSIER_LISTS_H

#include "features/dossier/internal.h"

#define LIST_ROW                                                                                                       \
    "dossier_id, code, owner_name, procedure_id, unit_id, state, stage, received_ms, due_ms, waiting_since_ms, finished_ms, "  \
    "due_day, statutory_due_day, channel, supplement_rounds, timeliness"

/* Appends what `rows` gives to a page that has room for `limit`; a row too many means that there is more. */
MUST_CHECK enum err list_take(struct db_rows *rows, int limit, struct dossier_page *page);
struct dossier_page list_page(struct ctx *ctx, int limit); /* asserts 1..DOSSIER_PAGE_MAX */

#endif
