/* roles.h: the processes of a running server. The supervisor holds the listening socket and starts the others by fork
 * and exec of this program. */
#ifndef APP_ROLES_H
#define APP_ROLES_H

#include "app/config.h"

int role_supervisor(struct ctx *ctx, const struct settings *settings, int argc, char **argv);
int role_web(struct ctx *ctx, struct settings *settings, int listen_fd, int worker);
int role_signer(struct ctx *ctx, const struct settings *settings, int listen_fd);
int role_jobs(struct ctx *ctx, struct settings *settings, int worker);

/* Behind it the process keeps only what settings say is its own; before threads. Logs what holds. */
void roles_sandbox(struct ctx *ctx, const struct settings *settings);
/* What ps shows; at most 15 characters. */
void roles_set_name(const char *name);
/* A signal descriptor for SIGTERM, SIGINT and SIGCHLD, blocked for this process and its threads. */
int roles_signal_fd(void);
/* Waits for a signal on it; 0 when timeout_ms passed (-1: no limit). */
int roles_signal_wait(int fd, int timeout_ms);

#endif
