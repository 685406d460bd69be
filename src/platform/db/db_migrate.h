/* db_migrate.h: what restoring a backup needs of the migrations. Private to platform/db. */
#ifndef PLATFORM_DB_MIGRATE_H
#define PLATFORM_DB_MIGRATE_H

#include "platform/db/db.h"

/* Runs a script (see struct db_migration) in the open transaction. The fault's detail names `name` and the line. */
MUST_CHECK enum err db_script_run(struct ctx *ctx, struct str sql, struct str name);
/* Makes schema_migration when it is missing. */
MUST_CHECK enum err db_migration_table(struct ctx *ctx);
/* Runs one migration and records it in schema_migration, which must exist. */
MUST_CHECK enum err db_migration_apply(struct ctx *ctx, const struct db_migration *migration);

#endif
