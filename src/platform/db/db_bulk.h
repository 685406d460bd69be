/* db_bulk.h: secondary indexes out of the way while tables that were empty are filled: sorting a column once beats ten million insertions into its tree.
 *
 * What was taken off stands in table index_off (migration 0014) in the same transaction, so a killed program leaves a note: `congdan serve` refuses to start
 * while there is one, and `congdan init` (or the same import again) puts the indexes back. Only for tables in which nobody else works meanwhile: UNIQUE
 * indexes among them do not guard until they are back. Primary keys, foreign keys and CHECKs stay. */
#ifndef PLATFORM_DB_BULK_H
#define PLATFORM_DB_BULK_H

#include "platform/db/db.h"

/* Inside a write transaction. A table without indexes is left as it is; calling it again adds nothing. */
MUST_CHECK enum err db_indexes_off(struct ctx *ctx, const char *const *tables, int count);
/* Outside of transactions: each index is built and its note removed in one transaction. ERR_CONFLICT "db.unique": rows that the index forbids came in; the
 * note stays. `progress` (may be NULL) counts indexes. Nothing to do: OK at once. */
MUST_CHECK enum err db_indexes_back(struct ctx *ctx, db_progress progress, void *arg);
MUST_CHECK enum err db_indexes_are_off(struct ctx *ctx, bool *ret_off);
/* More memory for sorting and for pages, and temporary files on disk, for a connection that fills or empties whole tables. Outside of transactions. */
MUST_CHECK enum err db_bulk_tune(struct ctx *ctx);

#endif
