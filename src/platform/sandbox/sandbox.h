/* sandbox.h: what a process gives up for good before it hears the first stranger (docs/adr/0024-sandbox.md). Two walls of the Linux kernel, each taken where it is
 * there: Landlock (files outside a short list are not there), seccomp (system calls that a server never needs fail with EPERM). Nothing can be taken back. */
#ifndef PLATFORM_SANDBOX_H
#define PLATFORM_SANDBOX_H

#include "base/ctx.h"

/* Folders and files; what does not exist is passed over: make first what will be made later. Beside them the system's own are readable (libraries, fonts, /etc). */
enum { SANDBOX_PATHS_MAX = 32 };
struct sandbox_paths {
    struct str read[SANDBOX_PATHS_MAX], write[SANDBOX_PATHS_MAX]; /* and everything below; write: read, too */
    int read_count, write_count;
};
void sandbox_read(struct sandbox_paths *paths, struct str path);
void sandbox_write(struct sandbox_paths *paths, struct str path);

struct sandbox_state {
    int landlock; /* the kernel's version of it; 0: it has none, or refuses it */
    bool seccomp;
};
/* Before any thread is started: a wall stands around the calling thread and those that come from it. Never fails: a wall that is not there is told. */
void sandbox_enter(struct ctx *ctx, const struct sandbox_paths *paths, struct sandbox_state *ret_state);

#endif
