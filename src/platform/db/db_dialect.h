/* db_dialect.h: the only place where SQLite and PostgreSQL are allowed to differ, each with its reason. */
#ifndef PLATFORM_DB_DIALECT_H
#define PLATFORM_DB_DIALECT_H

#include "platform/db/db.h"

/* A numeric key: SQLite's INTEGER PRIMARY KEY is the row's own address (1.7 times faster than an index beside it), and
 * only that exact type name makes it so; PostgreSQL's INTEGER would be 32 bits. */
static inline struct str db_dialect_bigkey(enum db_kind kind)
{
    return kind == DB_SQLITE ? S("INTEGER PRIMARY KEY") : S("BIGINT PRIMARY KEY");
}

/* Two programs that start at once: SQLite's BEGIN IMMEDIATE lets one of them in; PostgreSQL would let both create the
 * same table. */
#define DB_DIALECT_MIGRATION_LOCK "SELECT pg_advisory_xact_lock(7165019231)"

/* For a connection that keeps large temporary tables: SQLite holds them in memory unless told otherwise (which suits the small
 * ones of queries); PostgreSQL has them on disk. Outside of transactions; SQLite only. */
#define DB_DIALECT_TEMP_ON_DISK "PRAGMA temp_store=FILE"

/* After much was inserted: PostgreSQL keeps a plan that was made when the tables were small and reads them from end to end;
 * ANALYZE makes it plan anew. SQLite goes by the key in any case, and its ANALYZE would read the whole table. */
static inline bool db_dialect_replans(enum db_kind kind) { return kind == DB_POSTGRES; }

#endif
