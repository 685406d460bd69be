/* db_worker.h: which number a process makes its identifiers with (db_new_id). On SQLite the supervisor or the command says it, as there is one machine. On
 * PostgreSQL any number of nodes write: a process leases one of DB_WORKERS numbers in the table worker_lease and renews it in a thread of its own; the
 * number that has been free longest is given first, so that none comes back soon. */
#ifndef PLATFORM_DB_WORKER_H
#define PLATFORM_DB_WORKER_H

#include "platform/db/db.h"

/* Numbers above are for commands that have no schema yet (`congdan init`). */
enum { DB_WORKERS = 127, DB_WORKER_LEASE_MS = 3 * 60 * 1000, DB_WORKER_RENEW_MS = 20 * 1000 };

struct db_worker;
/* SQLite: db_set_worker(worker). PostgreSQL: leases a number, sets it, starts the thread. ERR_BUSY "db.workers": all are held, or the database is gone. */
MUST_CHECK enum err db_worker_start(struct ctx *ctx, struct db *db, int worker, struct db_worker **ret_worker);
void db_worker_stop(struct db_worker *worker); /* gives the number back; NULL is nothing */

/* The steps, for tests; PostgreSQL only. `holder` names the process. */
MUST_CHECK enum err db_worker_take(struct ctx *ctx, struct str holder, int *ret_worker);
/* *ret_kept false: somebody else has the number now. */
MUST_CHECK enum err db_worker_renew(struct ctx *ctx, struct str holder, int worker, bool *ret_kept);
MUST_CHECK enum err db_worker_give(struct ctx *ctx, struct str holder, int worker);

#endif
