/* commands.h: what a person types: `congdan COMMAND [OPTIONS]`. One file a command (cmd_NAME.c), THE list in
 * commands.c. */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "app/config.h"

int commands_main(int argc, char **argv);

int cmd_init(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_demo(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_serve(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_check(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_import_units(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_export_people(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_import_people(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_user(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_agency(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_client(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_key(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_card_verify(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_backup(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_restore(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_routes(struct ctx *ctx, const struct command *command, int argc, char **argv);
int cmd_version(struct ctx *ctx, const struct command *command, int argc, char **argv);

/* The unit in force today that --unit names: 2 digits of a province, 5 of a commune. */
MUST_CHECK enum err commands_unit_of(struct ctx *ctx, struct str code, int64_t *ret_unit_id);
/* Adds an API client and prints its token, once. Without perms: API_VERIFY; without unit: the province of the settings. */
struct client_new;
MUST_CHECK enum err commands_client_add(struct ctx *ctx, const struct settings *settings, struct client_new *client);

/* Opens the database of the settings with one connection in ctx->db; with `migrated`, ERR_CONFLICT unless the schema is
 * ours. */
struct open_db {
    struct db *db;
    struct db_conn *conn;
    struct db_worker *worker; /* PostgreSQL: the leased number that its identifiers carry; only with `migrated` */
    bool no_worker;           /* in: nothing will be written */
};
MUST_CHECK enum err commands_open_db(struct ctx *ctx, const struct settings *settings, bool create, bool migrated,
                                     struct open_db *ret_open);
/* The data folder, the database, every migration. */
MUST_CHECK enum err commands_init_db(struct ctx *ctx, const struct settings *settings, struct open_db *open);
void commands_close_db(struct open_db *open); /* for AUTO */

/* A bar on standard error: "Đang sao lưu  [#####.....]  52 %  1234/2345  120/s, còn (left) 0:09"; quiet when it is no terminal but for one
 * line each 10 %. */
struct progress {
    const char *label;
    int64_t last_ms;
    int last_tenth;
    int64_t start_ms;
    int64_t items; /* when `done` counts something that nobody thinks in, such as bytes: the rows so far */
};
void progress_show(void *progress, int64_t done, int64_t total); /* a db_progress */
void progress_end(struct progress *progress);

#endif
